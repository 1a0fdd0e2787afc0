"""What is done with a paper: its makers ask for it, write in it, refresh and print it; then it goes from step to step.

Sent for review, approved by another person or returned, numbered, issued. `states` says which act leads where.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, Text, case, cast, func, select

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.second_person import refuse_same_person
from portal.audit.models import Event
from portal.audit.operations import record
from portal.documents import choices, queries, rendering
from portal.documents.kinds import KINDS, Kind, kinds_for
from portal.documents.lifecycle import figure_changes, states
from portal.documents.lifecycle.requests import MONTH, Request
from portal.documents.lifecycle.states import OUTDATED, TAKEN, Act, State
from portal.documents.models import Document
from portal.documents.signing import sealed_papers
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.papers import sections
from portal.papers.paper import Wording
from portal.units.models import PROVINCE, Unit
from portal.units.queries import contains
from portal.web.data import clock, codec, transactions
from portal.web.jobs import jobs
from portal.web.ui.formats import tidy_lines

LONGEST, LONGEST_REASON = 8000, 1000
MOST_RECIPIENTS, LONGEST_RECIPIENT = 20, 150
DIVISION = "-P"  # after the letters of a division's own papers: a book of their own
ROUND_REPORTS = frozenset({"synthesis", "district", "commune"})  # kinds that report on a whole round


def make(kind_name: str, request: Request, *, by: Account, replaces: Document | None = None) -> Document:
    """Freeze the figures of a new paper and ask for its print."""
    kind = KINDS[kind_name]
    request = replace(request, catalogue=by.unit.catalogue_id)  # a month of no round is one of the asker's catalogue
    refuse_foreign_kind(kind, request, by)
    figures = kind.freeze_asked(request)
    document = Document(
        id=uuid.uuid4().hex,
        kind=kind.name,
        round=request.round,
        unit=by.unit,
        about=request.unit,
        month=request.month,
        title=kind.heading(figures)[:300],  # as long as the column
        figures=codec.to_plain(figures),
        figures_digest=kind.digest(figures),
        paragraphs={},
        choices=[],
        recipients=[],
        asked_by=by.id,
        asked_at=clock.now(),
        replaces_id=replaces.id if replaces else None,
    )
    with transactions.unless_taken(already_replaced()):  # two may replace a paper at once: a unique index decides
        db.session.add(document)
    if replaces:  # a new paper begins with what people wrote in the one it is to replace
        for name in ("paragraphs", "choices", "recipients", "signer_capacity", "signer_office", "signer_name"):
            setattr(document, name, getattr(replaces, name))
    rendering.start(document, by.id)
    log_event("documents.request", document, by, figures=document.figures_digest)
    return document


def refuse_foreign_kind(kind: Kind, request: Request, by: Account) -> None:
    """Raises Refused for a kind of another level or a unit outside; DomainError if something needed is missing."""
    if kind not in kinds_for(by.unit):
        raise Refused(_("Đơn vị của đồng chí không ban hành loại văn bản này."))
    if request.unit is not None and not contains(by.unit, request.unit):
        raise Refused(_("Đơn vị này nằm ngoài phạm vi của đồng chí."))
    if kind.needs_round and request.round is None:
        raise DomainError(_("Chọn đợt khảo sát."), "round")
    if kind.needs_month and not MONTH.fullmatch(request.month):
        raise DomainError(_("Nhập tháng của báo cáo."), "month")
    if kind.needs_month and request.month > clock.today().isoformat()[:7]:
        raise DomainError(_("Tháng này chưa đến, chưa lập được báo cáo."), "month")
    if kind.needs_day and request.day is None:
        raise DomainError(_("Chọn ngày."), "day")


def make_replacement(old: Document, version: int, *, by: Account) -> Document:
    """A new paper for an issued one, with today's figures; the old one stays in force until the new one is issued."""
    refuse_step(old, Act.REPLACE, version, by)
    if queries.successor(old) is not None:
        raise already_replaced()
    return make(old.kind, queries.request_of(old), by=by, replaces=old)


def already_replaced() -> Conflict:
    return Conflict(_("Đã có văn bản mới đang lập để thay thế văn bản này."))


def write(
    document: Document, paragraphs: Mapping[str, str], version: int, *, by: Account, print_after: int = 0
) -> None:
    """Keep what a person wrote under the headings, and print the paper anew, `print_after` so many seconds."""
    refuse_step(document, Act.EDIT, version, by)
    editable = {section.key for section in KINDS[document.kind].editable(rendering.figures_of(document))}
    written = {key: text for key in sorted(editable) if (text := tidy_lines(paragraphs.get(key, "")))}
    if any(len(text) > LONGEST for text in written.values()):
        raise DomainError(_("Mỗi mục tối đa 8.000 ký tự, đề nghị viết ngắn hơn."))
    changed = sorted(key for key in editable if written.get(key) != document.paragraphs.get(key))
    if not changed:
        return
    document.paragraphs = written
    after_edit(document, by, print_after=print_after)
    log_event("documents.write", document, by, sections=changed)


def set_particulars(
    document: Document,
    version: int,
    *,
    signer: tuple[str, str],
    signer_name: str,
    recipients: Sequence[str],
    by: Account,
) -> None:
    """Who signs, in which capacity, and whom the paper goes to."""
    refuse_step(document, Act.EDIT, version, by)
    listed = checked_recipients(recipients)
    # The default is not kept: figures that are taken anew may bring another.
    chosen = [] if listed == default_recipients(document) else listed
    values = (*signer, tidy_lines(signer_name), chosen)
    if values == (document.signer_capacity, document.signer_office, document.signer_name, document.recipients):
        return
    document.signer_capacity, document.signer_office, document.signer_name, document.recipients = values
    after_edit(document, by)
    log_event("documents.particulars", document, by, signer=document.signer_name, recipients=len(listed))


def checked_recipients(recipients: Sequence[str]) -> list[str]:
    """The lines of «Nơi nhận», bare. Raises DomainError."""
    listed = [line for typed in recipients if (line := tidy_lines(typed).strip(" -,.;"))]
    if len(listed) > MOST_RECIPIENTS:
        raise DomainError(_("Nơi nhận tối đa 20 dòng."), "recipients")
    if any(len(line) > LONGEST_RECIPIENT for line in listed):
        raise DomainError(_("Mỗi dòng nơi nhận dài tối đa 150 ký tự."), "recipients")
    return listed


def default_recipients(document: Document) -> list[str]:
    """Whom a paper goes to where people say nothing else, as its figures have it; without bullets and full stops."""
    return [line.strip(" -,.;") for line in rendering.figures_of(document).office.recipients]


def refresh(document: Document, version: int, *, by: Account) -> None:
    """Freeze the figures anew; what was approved with the old ones is a draft again."""
    refuse_step(document, Act.EDIT, version, by)
    kind = KINDS[document.kind]
    fresh = kind.freeze_again(rendering.figures_of(document), queries.request_of(document))
    difference = figure_changes.compare(kind, rendering.figures_of(document), fresh)
    if difference.is_empty:
        raise Conflict(_("Số liệu không thay đổi so với lúc lập, không cần cập nhật."))
    document.figures, document.figures_digest = codec.to_plain(fresh), kind.digest(fresh)
    document.title = kind.heading(fresh)[:300]
    after_edit(document, by)
    log_event("documents.refresh", document, by, figures=document.figures_digest, changed=difference.values)


def print_again(document: Document, *, by: Account) -> None:
    """Try again what failed, or print the same paper once more."""
    refuse_foreign(document, by)
    states.next_state(document.state, Act.PRINT)
    job = db.session.get(jobs.Job, document.job_id) if document.job_id else None
    if job is not None and job.is_moving:
        raise Conflict(_("Văn bản đang được in, xin đợi."))
    if job is not None and job.state == "failed":
        jobs.retry(job)
    else:
        rendering.start(document, by.id)
    log_event("documents.print", document, by)


def waiting_rows(account: Account) -> Select[Any]:
    """A unit's own papers under review; the province's are not approved by who made or changed them."""
    writers = select(func.aggregate_strings(cast(Event.account_id, Text), ",")).where(
        Event.subject_kind == queries.KIND, Event.subject_id == Document.id, Event.action.in_(queries.CHANGES)
    )
    asker, others = (
        case((Unit.level == PROVINCE, cast(value, Text)), else_="")
        for value in (Document.asked_by, writers.scalar_subquery())
    )
    query = waiting.rows(Document.id, Document.asked_at, asked_by=asker, others=others, about=Document.title)
    return query.join(Document.unit).where(Document.unit_id == account.unit_id, Document.state == State.REVIEW)


WAITING = waiting.Kind(
    "document",
    Permission.DOCUMENTS_APPROVE,
    "documents.show",
    address=lambda one: {"document_id": one.key},
    words=lambda one: f"{states.label(State.REVIEW)}: {one.about}",
    rows=waiting_rows,
    effect=lambda _one: _("Văn bản được ghi là đã duyệt; văn thư lấy số, ký số, ban hành."),
)


def submit(document: Document, version: int, *, by: Account) -> None:
    """Send a finished draft for review."""
    refuse_step(document, Act.SUBMIT, version, by)
    refuse_unfinished(document)
    document.state, document.reason = states.next_state(document.state, Act.SUBMIT), ""
    log_event("documents.submit", document, by)


def send_back(document: Document, version: int, *, reason: str, by: Account) -> None:
    """Return a paper to its makers, saying why; an approval is taken back."""
    refuse_step(document, Act.RETURN, version, by)
    reason_given = tidy_lines(reason)
    if not reason_given:
        raise DomainError(_("Ghi lý do trả lại để người soạn thảo sửa."), "reason")
    was_approved = document.state == State.APPROVED  # then its print stands without DỰ THẢO
    document.state, document.reason = states.next_state(document.state, Act.RETURN), reason_given
    forget_approval(document)
    if was_approved:
        rendering.start(document, by.id)
    log_event("documents.return", document, by, reason=reason_given)


def approve(document: Document, version: int, *, by: Account) -> None:
    """Approve text and figures as they were printed for review; the print loses DỰ THẢO."""
    refuse_step(document, Act.APPROVE, version, by)
    refuse_maker(document, by)
    refuse_unfinished(document)
    if rendering.asks_secrecy(document):
        raise DomainError(_("Trả lời câu hỏi về phụ lục gửi riêng, xem phụ lục rồi mới duyệt."))
    if document.file_id is None:
        raise Conflict(_("Bản in chưa xong. Đợi in xong, xem bản in rồi mới duyệt."))
    document.state = states.next_state(document.state, Act.APPROVE)
    document.approved_by, document.approved_at, document.reason = by.id, clock.now(), ""
    # Before the new print is asked for, which forgets the digest of the one that was looked at.
    log_event("documents.approve", document, by, sha256=document.sha256, figures=document.figures_digest)
    rendering.start(document, by.id)


def give_number(document: Document, version: int, *, number: str, issued_on: date | None, by: Account) -> None:
    """Number and date, as the clerk's book has them; the approval stands."""
    refuse_step(document, Act.NUMBER, version, by)
    if (number, issued_on) == (document.number, document.issued_on):
        return
    refuse_early(document, issued_on)
    if issued_on:
        choices.refuse_past(document, rendering.wording_of(document), issued_on)
    refuse_taken(document, number, issued_on)
    number_taken = Conflict(_("Số %(number)s vừa được cấp cho văn bản khác.", number=number), "number")
    with transactions.unless_taken(number_taken):
        document.number, document.issued_on = number, issued_on
        # The search above is kind to the clerk; where two give one number at once, the index of this column decides.
        document.number_in_book = book_entry(document, number, issued_on)
    outdate_copies(document)
    rendering.start(document, by.id)
    log_event("documents.number", document, by, number=number, issued_on=issued_on.isoformat() if issued_on else "")


def issue(document: Document, version: int, *, by: Account) -> None:
    """Send out an approved, numbered and signed paper: from now on nothing of it changes."""
    refuse_step(document, Act.ISSUE, version, by)
    refuse_unsigned(document)
    document.state, document.released_at = states.next_state(document.state, Act.ISSUE), clock.now()
    log_event("documents.issue", document, by, number=document.number, sha256=document.sha256)
    sealed_papers.seal(document)
    # Only now, not when the new one was begun: a paper is in force until another takes its place.
    replaced = queries.replaced_by(document)
    if replaced is not None:
        replaced.state = states.next_state(replaced.state, Act.REPLACE)
        log_event("documents.replace", replaced, by, by_paper=document.id)


def after_edit(document: Document, by: Account, *, print_after: int = 0) -> None:
    """After a change of what an approval binds: a draft again, printed anew."""
    if states.loses_approval(document.state, Act.EDIT):
        forget_approval(document)
    document.state = states.next_state(document.state, Act.EDIT)
    rendering.start(document, by.id, after=print_after)


def forget_approval(document: Document) -> None:
    """Take back the approval and outdate the signed copies, after a change of what they stood for."""
    document.approved_by, document.approved_at = None, None
    outdate_copies(document)


def outdate_copies(document: Document) -> None:
    """Signed copies of a print that is no longer the paper."""
    for copy in queries.standing_copies(document):
        copy.state = OUTDATED


def refuse_step(document: Document, act: Act, version: int, by: Account) -> None:
    """Raises Refused for another unit's paper, Conflict for a state without this act or a stale version."""
    refuse_foreign(document, by)
    states.next_state(document.state, act)
    refuse_stale(document, version)


def refuse_foreign(document: Document, by: Account) -> None:
    """Raises Refused unless the account's unit issues the paper."""
    if document.unit_id != by.unit_id:
        raise Refused(_("Văn bản của đơn vị khác: chỉ xem, không sửa."))


def refuse_maker(document: Document, by: Account) -> None:
    """Raises Refused if a maker of a province's paper approves it; communes and districts may, as they are few."""
    if document.unit.level != PROVINCE:  # a commune may have two officers in all
        return
    sentence = _("Người lập, người sửa văn bản không tự duyệt. Cần một lãnh đạo duyệt khác.")
    refuse_same_person(by, document.asker, *queries.writers(document), sentence=sentence)


def refuse_stale(document: Document, version: int) -> None:
    """Raises Conflict if the paper was changed since the version that was looked at."""
    if version == document.version:
        return
    who = next((name for _event, name in reversed(queries.history(document))), _("khác"))
    raise Conflict(_("Nội dung này vừa được đồng chí %(who)s sửa. Đề nghị xem phần khác nhau trước khi lưu.", who=who))


def log_event(action: str, document: Document, by: Account, **detail: Any) -> None:
    """Record an event about the paper."""
    record(action, by=by, subject=(queries.KIND, document.id), detail={"title": document.title, **detail})


def refuse_unfinished(document: Document) -> None:
    """Raises DomainError if a required section is empty or the signer is not filled in."""
    missing = missing_in(document, rendering.wording_of(document))
    if missing:
        raise DomainError(_("Chưa đủ nội dung. Còn: %(missing)s.", missing="; ".join(missing)))


def missing_in(document: Document, wording: Wording) -> list[str]:
    """What a paper that says this still lacks before it can be reviewed."""
    waiting = sections.unwritten(wording.sections, choices.words_of(document, wording))
    missing = [f"{section.key}. {section.title}" if section.title else section.prompt for section in waiting]
    missing += choices.waiting_in(document, wording)
    if not (document.signer_capacity and document.signer_name):
        missing.append(_("quyền hạn, chức vụ và họ tên người ký"))
    return missing


def refuse_early(document: Document, issued_on: date | None) -> None:
    """Raises DomainError if a report on a round is dated before the round's last day."""
    # A letter or a month's report may go out while a round is on.
    round_ = document.round if document.kind in ROUND_REPORTS else None
    if issued_on and round_ is not None and issued_on < round_.days[-1]:
        raise DomainError(_("Ngày ban hành phải từ ngày kết thúc khảo sát trở đi."), "issued_on")


def refuse_taken(document: Document, number: str, issued_on: date | None) -> None:
    """Raises Conflict if another paper of the unit, year and form has the number."""
    for other in queries.with_number(document, number, issued_on) if number and issued_on else ():
        if form_symbol(other) == form_symbol(document):
            raise Conflict(_("Số %(number)s đã cấp cho «%(title)s».", number=number, title=other.title), "number")


def book_entry(document: Document, number: str, issued_on: date | None) -> str | None:
    """The line of the year's book that a number takes; None while it is not whole."""
    return f"{issued_on.year}/{form_symbol(document)}/{number}" if number and issued_on else None


def form_symbol(document: Document) -> str:
    """The letters of its form in the number: BC, TTr, CV; a division's own papers are numbered by themselves."""
    made = KINDS[document.kind].paper(rendering.figures_of(document), rendering.issue_of(document))
    return f"{made.form.letters}{DIVISION}" if made.office.is_internal else made.form.letters


def refuse_unsigned(document: Document) -> None:
    """Raises unless there are number, date, print and a taken signed copy of that very print."""
    if not (document.number and document.issued_on):
        raise DomainError(_("Văn thư điền số và ngày rồi mới ban hành."))
    if document.file_id is None:
        raise Conflict(_("Bản in chưa xong. Đợi in xong rồi mới ban hành."))
    taken = [copy for copy in queries.standing_copies(document) if copy.state == TAKEN]
    if not any(copy.approved_sha256 == document.sha256 for copy in taken):  # of this very print, not of one before
        raise DomainError(_("Chưa có bản ký hợp lệ của đúng bản in này. Tải bản đã ký lên trước khi ban hành."))
