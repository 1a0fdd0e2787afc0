"""What makers do with a paper: ask for it, write in it, say who signs and receives it, refresh it, print it again."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from portal.approvals.second_person import refuse_same_person
from portal.audit.operations import record
from portal.documents import queries, rendering
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import figure_changes, states
from portal.documents.lifecycle.document_permissions import refuse_foreign_kind
from portal.documents.lifecycle.states import Act
from portal.documents.models import OUTDATED, Document
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.units.models import PROVINCE
from portal.web.data import clock, codec, transactions
from portal.web.jobs import jobs
from portal.web.ui.text import tidy_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.accounts.models import Account
    from portal.documents.lifecycle.requests import Request

LONGEST = 8000
MOST_RECIPIENTS, LONGEST_RECIPIENT = 20, 150


def make(kind_name: str, request: Request, *, by: Account, replaces: Document | None = None) -> Document:
    """Freeze the figures of a new paper and ask for its print."""
    kind = KINDS[kind_name]
    request = replace(request, catalogue=by.unit.catalogue_year)
    refuse_foreign_kind(kind, request, by)
    figures = kind.freeze(request)
    document = Document(
        id=uuid.uuid4().hex,
        kind=kind.name,
        round=request.round,
        unit=by.unit,
        about=request.unit,
        month=request.month,
        title=kind.heading(figures)[:300],
        figures=codec.to_plain(figures),
        figures_digest=kind.digest(figures),
        paragraphs={},
        recipients=[],
        asked_by=by.id,
        asked_at=clock.now(),
        replaces_id=replaces.id if replaces else None,
    )
    with transactions.unless_taken(already_replaced()):
        db.session.add(document)
    if replaces:
        copy_written_parts(replaces, document)
    rendering.start(document, by.id)
    log_event("documents.request", document, by, figures=document.figures_digest)
    return document


def copy_written_parts(old: Document, new: Document) -> None:
    """Begin a new paper with what people wrote in the one it is to replace."""
    new.paragraphs, new.recipients = dict(old.paragraphs), list(old.recipients)
    new.signer_capacity, new.signer_office = old.signer_capacity, old.signer_office
    new.signer_name = old.signer_name


def make_replacement(old: Document, *, by: Account) -> Document:
    """A new paper for an issued one, with today's figures; the old one stays in force until the new one is issued."""
    refuse_foreign(old, by)
    states.next_state(old.state, Act.REPLACE)
    if queries.successor(old) is not None:
        raise already_replaced()
    return make(old.kind, queries.request_of(old), by=by, replaces=old)


def already_replaced() -> Conflict:
    return Conflict(_("Đã có văn bản mới đang lập để thay thế văn bản này."))


def write(document: Document, paragraphs: Mapping[str, str], version: int, *, by: Account) -> None:
    """Keep what a person wrote under the headings, and print the paper anew."""
    refuse_step(document, Act.EDIT, version, by)
    editable = {section.key for section in kind_of(document).editable(rendering.figures_of(document))}
    written = {key: text for key in sorted(editable) if (text := tidy_lines(paragraphs.get(key, "")))}
    if any(len(text) > LONGEST for text in written.values()):
        raise DomainError(_("Mỗi mục tối đa 8.000 ký tự, đề nghị viết ngắn hơn."))
    changed = sorted(key for key in editable if written.get(key) != document.paragraphs.get(key))
    if not changed:
        return
    document.paragraphs = written
    after_edit(document, by)
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
    chosen = [] if listed == default_recipients(document) else listed
    values = (*signer, tidy_lines(signer_name), chosen)
    if values == (document.signer_capacity, document.signer_office, document.signer_name, document.recipients):
        return
    document.signer_capacity, document.signer_office, document.signer_name, document.recipients = values
    after_edit(document, by)
    log_event("documents.particulars", document, by, signer=document.signer_name, recipients=len(listed))


def checked_recipients(recipients: Sequence[str]) -> list[str]:
    """The lines of «Nơi nhận», bare. Raises DomainError."""
    listed = [line for one in recipients if (line := tidy_lines(one).strip(" -,.;"))]
    if len(listed) > MOST_RECIPIENTS:
        raise DomainError(_("Nơi nhận tối đa 20 dòng."), "recipients")
    if any(len(line) > LONGEST_RECIPIENT for line in listed):
        raise DomainError(_("Mỗi dòng nơi nhận dài tối đa 150 ký tự."), "recipients")
    return listed


def default_recipients(document: Document) -> list[str]:
    """Whom a paper goes to where people say nothing else, as its figures have it."""
    return recipients_of(rendering.figures_of(document))


def recipients_of(figures: Any) -> list[str]:  # noqa: ANN401 - each kind has its own
    """The default recipients in the figures of any kind, without bullets and full stops."""
    return [line.strip(" -,.;") for line in figures.office.recipients]


def refresh(document: Document, version: int, *, by: Account) -> None:
    """Freeze the figures anew; what was approved with the old ones is a draft again."""
    refuse_step(document, Act.EDIT, version, by)
    fresh = kind_of(document).freeze(queries.request_of(document))
    difference = figure_changes.compare(kind_of(document), rendering.figures_of(document), fresh)
    if difference.is_empty:
        raise Conflict(_("Số liệu không thay đổi so với lúc lập, không cần cập nhật."))
    document.figures, document.figures_digest = codec.to_plain(fresh), kind_of(document).digest(fresh)
    document.title = kind_of(document).heading(fresh)[:300]
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


def after_edit(document: Document, by: Account) -> None:
    """After a change of what an approval binds: a draft again, printed anew."""
    if states.loses_approval(document.state, Act.EDIT):
        forget_approval(document)
    document.state = states.next_state(document.state, Act.EDIT)
    rendering.start(document, by.id)


def forget_approval(document: Document) -> None:
    """Take back the approval and outdate the signed copies, after a change of what they stood for."""
    document.approved_by, document.approved_at = None, None
    outdate_copies(document)


def outdate_copies(document: Document) -> None:
    """Signed copies of a print that is no longer the paper."""
    for copy in queries.standing_copies(document):
        copy.state = OUTDATED


def kind_of(document: Document) -> Any:  # noqa: ANN401 - portal.documents.kinds.Kind of whatever figures
    """The kind of a paper."""
    return KINDS[document.kind]


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
    if document.unit.level != PROVINCE:
        return
    sentence = _("Người lập, người sửa văn bản không tự duyệt. Cần một lãnh đạo duyệt khác.")
    refuse_same_person(by, document.asker, *queries.writers(document), sentence=sentence)


def refuse_stale(document: Document, version: int) -> None:
    """Raises Conflict if the paper was changed since the version that was looked at."""
    if version == document.version:
        return
    who = queries.last_editor(document) or _("khác")
    raise Conflict(_("Nội dung này vừa được đồng chí %(who)s sửa. Đề nghị xem phần khác nhau trước khi lưu.", who=who))


def log_event(action: str, document: Document, by: Account, **detail: Any) -> None:
    """Record an event about the paper."""
    record(action, by=by, subject=(queries.KIND, document.id), detail={"title": document.title, **detail})
