"""The steps of a paper once it is written: sent for review, approved or returned, numbered, issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import Text, case, cast, func, select

from portal.accounts import waiting
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.documents import queries, rendering
from portal.documents.kinds import FULL
from portal.documents.lifecycle import states
from portal.documents.lifecycle.operations import (
    forget_approval,
    kind_of,
    log_event,
    outdate_copies,
    refuse_maker,
    refuse_step,
)
from portal.documents.lifecycle.states import Act, State
from portal.documents.models import TAKEN, Document
from portal.documents.signing import sealed_papers
from portal.errors import Conflict, DomainError
from portal.units.models import PROVINCE, Unit
from portal.web.data import clock, transactions
from portal.web.ui.text import tidy_lines

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Select

    from portal.accounts.models import Account

LONGEST_REASON = 1000
ROUND_REPORTS = frozenset({"synthesis", "district", "commune"})
"""Kinds that report on a whole round."""


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
    was_approved = document.state == State.APPROVED
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
    refuse_unprinted(document)
    document.state = states.next_state(document.state, Act.APPROVE)
    document.approved_by, document.approved_at, document.reason = by.id, clock.now(), ""
    log_event("documents.approve", document, by, sha256=document.sha256, figures=document.figures_digest)
    rendering.start(document, by.id)


def give_number(document: Document, version: int, *, number: str, issued_on: date | None, by: Account) -> None:
    """Number and date, as the clerk's book has them; the approval stands."""
    refuse_step(document, Act.NUMBER, version, by)
    if (number, issued_on) == (document.number, document.issued_on):
        return
    refuse_early(document, issued_on)
    refuse_taken(document, number, issued_on)
    number_taken = Conflict(_("Số %(number)s vừa được cấp cho văn bản khác.", number=number), "number")
    with transactions.unless_taken(number_taken):
        document.number, document.issued_on = number, issued_on
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
    replaced = queries.replaced_by(document)
    if replaced is not None:
        replaced.state = states.next_state(replaced.state, Act.REPLACE)
        log_event("documents.replace", replaced, by, by_paper=document.id)


def refuse_unfinished(document: Document) -> None:
    """Raises DomainError if a required section is empty or the signer is not filled in."""
    missing = missing_in(document, rendering.figures_of(document))
    if missing:
        raise DomainError(_("Chưa đủ nội dung. Còn: %(missing)s.", missing="; ".join(missing)))


def missing_in(document: Document, figures: object) -> list[str]:
    """What a paper with these figures still lacks before it can be reviewed."""
    waiting = kind_of(document).unwritten(figures, document.paragraphs)
    missing = [f"{section.key}. {section.title}" if section.title else section.prompt for section in waiting]
    if not (document.signer_capacity and document.signer_name):
        missing.append(_("quyền hạn, chức vụ và họ tên người ký"))
    return missing


def refuse_unprinted(document: Document) -> None:
    """Raises Conflict while the print is not finished."""
    if document.file_id is None:
        raise Conflict(_("Bản in chưa xong. Đợi in xong, xem bản in rồi mới duyệt."))


def refuse_early(document: Document, issued_on: date | None) -> None:
    """Raises DomainError if a report on a round is dated before the round's last day."""
    round_ = document.round if document.kind in ROUND_REPORTS else None
    if issued_on and round_ is not None and issued_on < round_.days[-1]:
        raise DomainError(_("Ngày ban hành phải từ ngày kết thúc khảo sát trở đi."), "issued_on")


def refuse_taken(document: Document, number: str, issued_on: date | None) -> None:
    """Raises Conflict if another paper of the unit, year and form has the number."""
    for other in queries.with_number(document, number, issued_on) if number and issued_on else ():
        if form_symbol(other) != form_symbol(document):
            continue
        raise Conflict(_("Số %(number)s đã cấp cho «%(title)s».", number=number, title=other.title), "number")


def book_entry(document: Document, number: str, issued_on: date | None) -> str | None:
    """The line of the year's book that a number takes; None while it is not whole."""
    return f"{issued_on.year}/{form_symbol(document)}/{number}" if number and issued_on else None


def form_symbol(document: Document) -> str:
    """The letters of its form in the number: BC, TTr, CV."""
    content = kind_of(document).render_content(rendering.figures_of(document), {}, rendering.issue_of(document), FULL)
    return str(content.paper.form.letters)


def refuse_unsigned(document: Document) -> None:
    """Raises unless there are number, date, print and a taken signed copy of that very print."""
    if not (document.number and document.issued_on):
        raise DomainError(_("Văn thư điền số và ngày rồi mới ban hành."))
    if document.file_id is None:
        raise Conflict(_("Bản in chưa xong. Đợi in xong rồi mới ban hành."))
    copies = [copy for copy in queries.standing_copies(document) if copy.state == TAKEN]
    if not any(copy.approved_sha256 == document.sha256 for copy in copies):
        raise DomainError(_("Chưa có bản ký hợp lệ của đúng bản in này. Tải bản đã ký lên trước khi ban hành."))
