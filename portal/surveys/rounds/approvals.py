"""Actions of two persons: one asks, another provincial approver decides. On the page and from the shell alike.

What rooms above do once an action is agreed to are its `consequences`, in one transaction with it. They may stand in
the way by `guards`: each is called before, and raises what speaks against it. By `obstacles` they say in a sentence why
an action cannot be done now; empty where it can.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.requests import LONGEST_REASON, Requests
from portal.approvals.second_person import refuse_same_person
from portal.audit.operations import record, record_separately
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import Hook, db
from portal.surveys import contacts, queries
from portal.surveys.models import ApprovalRequest, Questionnaire, Round
from portal.surveys.plan.parts import LONGEST
from portal.web.data import clock
from portal.web.ui import formats

REQUESTS = Requests(
    ApprovalRequest,
    same_person=_l("Người đề nghị không tự duyệt: cần một lãnh đạo duyệt khác quyết định."),
    decided=_l("Đề nghị này đã được quyết định."),
)
# Where an action's payload says what was done of it.
REPORT = "report"
# Where it says that not all of it is done yet.
UNFINISHED = "unfinished"
# What requests of before say a release tells of communes; today it is always bands.
MEASURES = {
    "band": _l("Tỷ lệ hài lòng, theo khoảng 20 điểm phần trăm"),
    "mean": _l("Điểm bình quân, làm tròn đến 0,5 điểm (từ 1,5 đến 4,5)"),
}

consequences: Hook[Callable[[Round, str], None]] = Hook()
guards: Hook[Callable[[Round, str], None]] = Hook()
obstacles: Hook[Callable[[Round, str], str]] = Hook()


@dataclass(frozen=True)
class Kind:
    """An action: what it is called, in which states of the round, asked for by whom, with a reason or without."""

    name: str
    title: object
    states: frozenset[str]
    asked_with: Permission
    needs_reason: bool = False


ASK, DECIDE = Permission.DEEDS_ASK, Permission.DEEDS_DECIDE
OUT = frozenset({"opened", "released"})
KINDS = {
    kind.name: kind
    for kind in (
        Kind("approve", _l("Duyệt đợt khảo sát"), frozenset({"draft"}), ASK),
        Kind("extend", _l("Gia hạn thời gian khảo sát"), frozenset({"approved", "open"}), ASK, needs_reason=True),
        Kind("close", _l("Kết thúc sớm đợt khảo sát"), frozenset({"open"}), DECIDE, needs_reason=True),
        Kind("open_results", _l("Mở kết quả"), frozenset({"closed"}), DECIDE),
        Kind("release", _l("Công bố kết quả"), OUT, DECIDE),
        Kind("erase", _l("Xóa phiếu, ý kiến hết hạn lưu giữ"), OUT, DECIDE),
    )
}


def title(kind: str) -> str:
    """An action as it stands on the page."""
    return str(KINDS[kind].title)


def needs_reason(round_: Round, kind: str) -> bool:
    """Whether asking takes a reason: what stands released is replaced only for one."""
    return KINDS[kind].needs_reason or (kind == "release" and round_.released_at is not None)


def askable(round_: Round, account: Account) -> list[Kind]:
    """The kinds that this account may ask for now."""
    return [kind for kind, why_not in asked_by(round_, account) if not why_not]


def asked_by(round_: Round, account: Account) -> list[tuple[Kind, str]]:
    """The kinds of the round's state, each with why this account may not ask for it now; empty where it may."""
    others = _("Chỉ lãnh đạo duyệt của %(province)s đề nghị được việc này.")
    kinds = [kind for kind in KINDS.values() if round_.state in kind.states]
    kinds = [kind for kind in kinds if kind.name != "erase" or is_complaint_period_over(round_)]
    return [(kind, too_early(round_, kind.name) if account.can(kind.asked_with) else others) for kind in kinds]


def too_early(round_: Round, kind: str) -> str:
    """Why an action cannot be done now, with what is lacking or the moment from which it can; empty where it can."""
    if kind == "approve" and (lacking := contacts.missing_numbers(round_) or unfinished_plan(round_)):
        return lacking
    if kind != "open_results" or clock.now() >= round_.takes_until:
        return next(filter(None, (obstacle(round_, kind) for obstacle in obstacles)), "")
    until = formats.full_stamp(round_.takes_until)
    return _("Còn nhận phiếu gửi muộn đến %(until)s; sau đó mới mở kết quả.", until=until)


def unfinished_plan(round_: Round) -> str:
    """That the plan is being changed on its pages and is not whole; empty where nobody is at it."""
    if not queries.is_plan_unfinished(round_):
        return ""
    return _("Kế hoạch đang được sửa trên trang và còn chỗ chưa xong. Sửa xong các chỗ nêu ở trang kế hoạch rồi duyệt.")


def is_complaint_period_over(round_: Round) -> bool:
    """Whether the complaint period is over, for which ballots and comments are kept."""
    return clock.today() > round_.kept_until


def ask(round_: Round, kind: str, *, by: Account, reason: str = "", until: date | None = None) -> ApprovalRequest:
    """Ask for an action. It waits for another person's decision; one of a kind waits at a time."""
    lock_round(round_)
    refuse_unfit(by, round_, KINDS[kind].asked_with)
    refuse_unready(round_, kind, until)
    if needs_reason(round_, kind) and not reason:
        raise DomainError(_("Nhập lý do."), "reason")
    if len(reason) > LONGEST_REASON:
        raise DomainError(_("Lý do dài quá 1.000 ký tự, đề nghị viết ngắn hơn."), "reason")
    conflict = Conflict(_("“%(deed)s” đã được đề nghị và đang chờ quyết định.", deed=title(kind)))
    # Told kindly here; of two who ask at once the unique index lets one through.
    if queries.waiting_approvals(round_, kind):
        raise conflict
    payload = {"until": until.isoformat()} if until else {}
    approval = ApprovalRequest(round_id=round_.id, kind=kind, payload=payload, reason=reason, note="")
    REQUESTS.ask(approval, by=by, taken=conflict)
    log_event("ask", approval, round_, by)
    return approval


def decide(
    approval: ApprovalRequest, *, by: Account, accepted: bool = True, note: str = "", guarded: bool = False
) -> None:
    """Agree to an action, which is then done at once, or turn it down. Never by the person who asked.

    `guarded`: the guards were asked just now, before the transaction that writes.
    """
    round_ = lock_round(db.session.get_one(Round, approval.round_id))
    refuse_unfit(by, round_, Permission.DEEDS_DECIDE)
    require_other_person(approval.asker, by)
    # The decision is written first: who comes second changes nothing of the round.
    REQUESTS.decide(approval, by=by, accepted=accepted, note=note)
    if not accepted:
        log_event("turn-down", approval, round_, by)
        return
    until = requested_last_day(approval)
    refuse_unready(round_, approval.kind, until)
    if not guarded:
        run_guards(round_, approval.kind)
    carry_out(round_, approval.kind, until, by)
    log_event(approval.kind, approval, round_, by)
    # After the event: what follows is recorded after what caused it.
    for consequence in consequences:
        consequence(round_, approval.kind)


def run_guards(round_: Round, kind: str) -> None:
    """Ask the guards, who may read a whole box: seconds in which a write transaction would hold up all others."""
    for guard in guards:
        guard(round_, kind)


def withdraw(approval: ApprovalRequest, *, by: Account) -> None:
    """Take back what one asked for oneself."""
    round_ = lock_round(db.session.get_one(Round, approval.round_id))
    REQUESTS.withdraw(approval, by=by)
    log_event("withdraw", approval, round_, by)


def ask_and_decide(round_: Round, kind: str, *, by: Account, second: Account, **details: Any) -> ApprovalRequest:
    """Ask and decide in one go, for the shell and the rehearsal: both or nothing, and the rules are the same."""
    with db.session.begin_nested():
        approval = ask(round_, kind, by=by, **details)
        decide(approval, by=second)
    return approval


def lock_round(round_: Round) -> Round:
    """Read the round and its form anew under a row lock, so that two decisions follow each other."""
    # Each by itself: PostgreSQL does not lock the far side of an outer join, as which the form is read.
    db.session.refresh(round_, with_for_update={"of": Round})
    db.session.refresh(round_.questionnaire, with_for_update=True)
    return round_


def refuse_unfit(account: Account, round_: Round, right: Permission) -> None:
    """Raises Refused unless the account is open, of the round's own province and has the right."""
    if not account.active:
        raise Refused(_("Tài khoản %(name)s đã khóa.", name=account.username))
    if account.unit.catalogue_id != round_.catalogue_id:
        raise Refused(_("Tài khoản %(name)s không thuộc đơn vị của đợt khảo sát này.", name=account.username))
    if account.can(right):
        return
    values = {"name": account.username, "role": account.role_title}
    if right != Permission.DEEDS_DECIDE:
        raise Refused(_("Tài khoản %(name)s (%(role)s) không được đề nghị việc này.", **values))
    raise Refused(
        _(
            "Tài khoản %(name)s (%(role)s) không được làm việc này: cần tài khoản lãnh đạo duyệt của %(province)s.",
            **values,
        )
    )


def refuse_unfit_pair(round_: Round, by: Account, second: Account) -> None:
    """For what only the shell does, without an action on the page: two approvers, under the rules of an action."""
    for account in (by, second):
        refuse_unfit(account, round_, Permission.DEEDS_DECIDE)
    require_other_person(by, second)


def require_other_person(asker: Account, by: Account) -> None:
    """Raises Refused unless the two accounts are of two persons."""
    sentence = REQUESTS.same_person
    if asker.id != by.id:
        sentence = _(
            "Hai tài khoản cùng của đồng chí %(name)s: cần một lãnh đạo duyệt khác quyết định.", name=by.full_name
        )
    refuse_same_person(by, asker, sentence=sentence)


def refuse_unready(round_: Round, kind: str, until: date | None) -> None:
    """Raises Conflict or DomainError unless the round's state, moment and last day allow the action."""
    if round_.state not in KINDS[kind].states:
        raise Conflict(_("Không thực hiện được: đợt khảo sát %(state)s.", state=state_in_sentence(round_.state)))
    if kind == "approve":
        refuse_unconfirmed(round_.questionnaire)
    if kind == "extend":
        refuse_last_day(round_, until)
    if why := too_early(round_, kind):
        raise Conflict(why)
    if kind == "erase" and not is_complaint_period_over(round_):
        day = formats.short_date(round_.kept_until)
        raise Conflict(
            _("Chưa xóa được: phiếu, ý kiến được giữ đến hết ngày %(day)s để giải quyết khiếu nại.", day=day)
        )


def refuse_unconfirmed(form: Questionnaire) -> None:
    """Words written on the page need a confirmation of their own; of a form from a file, the approval is one."""
    if form.editors and form.confirmed_at is None:
        sentence = _(
            "Phiếu %(code)s, phiên bản %(n)s đã sửa trên trang và chưa được xác nhận: một lãnh đạo duyệt "
            "khác người soạn cần đọc và xác nhận lời phiếu trước.",
            code=form.code,
            n=form.version,
        )
        raise Conflict(sentence)


def refuse_last_day(round_: Round, until: date | None) -> None:
    """The new last day is later than the old, and the round not longer than a plan may make it."""
    if until is None or until <= round_.last_day:
        day = formats.short_date(round_.last_day)
        raise DomainError(_("Ngày cuối mới phải sau ngày %(day)s.", day=day), "until")
    if until - round_.first_day > LONGEST:
        raise DomainError(_("Đợt khảo sát không dài quá một năm."), "until")


def state_in_sentence(state: str) -> str:
    """How a round stands, to end a sentence."""
    return {
        "draft": _("chưa được duyệt"),
        "approved": _("đã duyệt, chưa đến ngày mở"),
        "open": _("đang diễn ra"),
        "closed": _("đã kết thúc, chưa mở kết quả"),
        "opened": _("đã mở kết quả"),
        "released": _("đã công bố kết quả"),
        "erased": _("đã xóa phiếu, ý kiến hết hạn lưu giữ"),
    }[state]


def last_carried_out(round_: Round, kind: str) -> ApprovalRequest | None:
    """The last action of a kind that was agreed to."""
    table = ApprovalRequest
    of_kind = select(table).where(table.round_id == round_.id, table.kind == kind, table.accepted.is_(True))
    return db.session.scalars(of_kind.order_by(table.decided_at.desc(), table.id.desc()).limit(1)).first()


def add_report(round_: Round, kind: str, lines: Sequence[str], *, finished: bool = True) -> None:
    """Keep on the last accepted request what was done since, a sentence each, for its page."""
    approval = last_carried_out(round_, kind)
    if approval is not None:
        # A new mapping: a change inside of JSON is not noticed.
        approval.payload = {**approval.payload, REPORT: list(lines), UNFINISHED: not finished}
        db.session.flush()


def is_reported(round_: Round, kind: str) -> bool:
    """Whether nothing is left to do and tell of an action: all of it was reported, or it was never agreed to."""
    approval = last_carried_out(round_, kind)
    return approval is None or (REPORT in approval.payload and not approval.payload.get(UNFINISHED))


def requested_last_day(approval: ApprovalRequest) -> date | None:
    return date.fromisoformat(approval.payload["until"]) if "until" in approval.payload else None


def carry_out(round_: Round, kind: str, until: date | None, by: Account) -> None:
    """Change the round as the kind says."""
    now = clock.now()
    if kind == "approve":
        round_.approved_at, form = now, round_.questionnaire
        if form.confirmed_at is None:  # straight from a file: who approves the round confirms its words
            form.confirmed_at, form.confirmed_by = now, by.id
        form.frozen_at = form.frozen_at or now
    elif kind == "extend" and until is not None:
        round_.closes_at = clock.end_of(until)
    elif kind == "close":
        round_.closes_at = now
    elif kind == "open_results":
        round_.results_opened_at = now
    elif kind == "release":
        round_.released_at = round_.released_at or now  # the first release: later ones have versions
    db.session.flush()


def log_event(action: str, approval: ApprovalRequest, round_: Round, by: Account) -> None:
    """Record who did what, with what was given as the reason."""
    detail = {"deed": approval.id, "kind": approval.kind, "reason": approval.reason, "note": approval.note}
    given = {name: value for name, value in {**detail, **approval.payload}.items() if value}
    record(f"rounds.{action.replace('_', '-')}", by=by, subject=("round", round_.slug), detail=given)


@contextmanager
def logged_refusal(slug: str, kind: str, *, by: Account) -> Iterator[None]:
    """Record that opening results was tried when it may not be; what the request did else is given back."""
    try:
        yield
    except Conflict:
        if kind == "open_results":
            record_separately("rounds.kept-shut", by=by, detail={"round": slug, "kind": kind})
        raise
