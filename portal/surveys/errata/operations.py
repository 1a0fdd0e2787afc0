"""Asking for an erratum and deciding it. The frozen form stays as it is: the round keeps the mended one beside it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.requests import Requests
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.surveys.errata.models import FormErratum
from portal.surveys.errata.spelling import is_spelling
from portal.surveys.models import Round
from portal.surveys.questionnaire.parts import Comment, Item
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.surveys.rounds import approvals
from portal.units.models import Unit
from portal.web.data import transactions
from portal.web.data.codec import to_plain

ERRATA = Requests(
    FormErratum,
    same_person=_l("Người đề nghị không tự quyết định: cần một lãnh đạo duyệt khác."),
    decided=_l("Đề nghị này đã được quyết định."),
)
RUNNING = ("approved", "open")
MOST = 63
"""So many a round: a form on a phone says in six bits under which it was printed."""
NEW_VERSION = _l(
    "Chỉ sửa lỗi chính tả: nhiều nhất ba từ, mỗi từ sai một, hai chữ. Thêm bớt từ, đổi ý, đổi số, đổi phương án "
    "trả lời là phiếu khác: phải soạn phiên bản mới cho đợt sau."
)


def questions(form: Form) -> dict[str, Item | Comment]:
    """Whatever of a form is asked in words, by its name."""
    every: tuple[Item | Comment, ...] = (*form.asked("long"), form.comment)
    return {one.id: one for one in every}


def ask(round_: Round, question: str, *, vi: str, en: str, reason: str, by: Account) -> FormErratum:
    """Ask for the words of a question to be mended. Raises DomainError for more than spelling, Conflict."""
    refuse_not_running(round_)
    asked = questions(round_.form).get(question)
    if asked is None:
        raise DomainError(_("Không có câu hỏi này."), "question")
    before, after = {"vi": asked.text.vi, "en": asked.text.en}, {"vi": vi, "en": en}
    for language, new in after.items():
        if new != before[language] and not is_spelling(before[language], new):
            raise DomainError(str(NEW_VERSION), language)
    if before == after:
        raise DomainError(_("Lời chưa sửa gì."), "vi")
    taken = Conflict(_("Đang có một đề nghị sửa chính tả của đợt này chờ quyết định."))
    if of_round(round_, waits=True):
        raise taken
    row = FormErratum(round_id=round_.id, question=question, before=before, after=after, reason=reason)
    ERRATA.ask(row, by=by, taken=taken)
    log("ask", row, round_, by)
    return row


def decide(erratum: FormErratum, *, accepted: bool, note: str, by: Account) -> None:
    """Agree, and the form shows the mended words from now on; or turn it down. Never by the person who asked."""
    round_ = erratum.round
    approvals.lock_round(round_)
    if accepted:
        refuse_not_running(round_)
        if round_.errata >= MOST:
            raise Conflict(_("Đợt này đã sửa chính tả %(n)s lần, không sửa thêm được.", n=MOST))
    number = round_.errata + 1 if accepted else None
    ERRATA.decide(erratum, by=by, accepted=accepted, note=note, number=number)
    if accepted:
        # the round's own version grows with it, and with that every page made of it is made anew
        round_.form, round_.errata = mended(round_.form, erratum.question, erratum.after), round_.errata + 1
        db.session.flush()
    log("accept" if accepted else "refuse", erratum, round_, by)


def withdraw(erratum: FormErratum, *, by: Account) -> None:
    """Take back what one asked for oneself."""
    ERRATA.withdraw(erratum, by=by)
    log("withdraw", erratum, erratum.round, by)


def refuse_not_running(round_: Round) -> None:
    """Raise Conflict unless the round is approved and not over: a draft's form is edited, a closed one's is done."""
    if round_.state not in RUNNING:
        raise Conflict(_("Chỉ sửa chính tả khi đợt đã duyệt và chưa kết thúc."))


def mended(form: Form, question: str, words: dict[str, str]) -> Form:
    """The form with other words for one question."""
    body: dict[str, Any] = to_plain(form)
    for one in (*body["closed"], *body["optional"], body["comment"]):
        if one["id"] == question:
            one["text"] = {"vi": words["vi"], "en": words["en"]}
    return Form.from_json(body)


@transactions.once_a_request
def of_round(round_: Round, *, waits: bool | None = None) -> Sequence[FormErratum]:
    """The errata of a round, the earliest first: all, those that wait, or those decided."""
    both = joinedload(FormErratum.asker), joinedload(FormErratum.decider)
    query = select(FormErratum).where(FormErratum.round_id == round_.id).options(*both).order_by(FormErratum.id)
    if waits is not None:
        query = query.where(FormErratum.waits if waits else FormErratum.decided_at.is_not(None))
    return db.session.scalars(query).all()


def in_force(round_: Round) -> list[FormErratum]:
    """Those agreed to, by number."""
    return sorted((one for one in of_round(round_) if one.accepted), key=lambda one: one.number or 0)


def erratum_in(top: Unit, slug: str, erratum_id: int) -> FormErratum | None:
    """One of a round of the reader's catalogue."""
    query = select(FormErratum).join(FormErratum.round).options(joinedload(FormErratum.round))
    here = FormErratum.id == erratum_id, Round.slug == slug, Round.catalogue_id == top.catalogue_id
    return db.session.scalar(query.where(*here))


def log(deed: str, row: FormErratum, round_: Round, by: Account) -> None:
    """Write a step down with the words before and after."""
    detail = {"question": row.question, "before": row.before["vi"], "after": row.after["vi"]}
    record(f"errata.{deed}", by=by, subject=("round", round_.slug), detail=detail)


def waiting_rows(account: Account) -> Select[Any]:
    """What waits in the rounds of a decider's catalogue."""
    query = waiting.requests(FormErratum, what=FormErratum.question, about=Round.title, slug=Round.slug)
    return query.join(FormErratum.round).where(Round.catalogue_id == account.unit.catalogue_id)


WAITING = waiting.Kind(
    "erratum",
    Permission.DEEDS_DECIDE,
    "errata.show",
    address=lambda one: {"slug": one.slug, "erratum_id": one.key},
    words=lambda one: _("Sửa chính tả câu %(question)s: %(round)s", question=one.what, round=one.about),
    rows=waiting_rows,
    effect=lambda _one: _("Phiếu mở sau lúc đồng ý có lời đã sửa; phiếu trả lời trước và sau được đếm riêng."),
)
