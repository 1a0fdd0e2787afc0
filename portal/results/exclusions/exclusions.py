"""Communes whose ballots are excluded: one person asks with a reason, another decides, nothing is deleted (P11).

Set apart is a way of reading: every page and paper can still show the figures with all ballots, and without these.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.requests import Requests
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.results import queries
from portal.results.models import Crossing, Exclusion
from portal.results.scoring import Score, pooled, score
from portal.results.statistics import response_flags
from portal.results.statistics.basis import LEAST_SHOWN, OtherQuestion, basis_of
from portal.results.statistics.breakdowns import opinions, visible_codes
from portal.results.statistics.other_questions import base
from portal.results.statistics.tables import BLANK, Answers, Counts, shown_score
from portal.surveys.models import Point, Round
from portal.surveys.rounds import approvals
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import transactions

EXCLUDE, INCLUDE = "apart", "back"
EXCLUSIONS = Requests(
    Exclusion,
    same_person=_l("Người đề nghị không tự quyết định: cần một lãnh đạo duyệt khác."),
    decided=_l("Đề nghị này đã được quyết định."),
)

LEAST_BALLOTS = 10  # of fewer ballots the difference of the two totals would tell what single people answered


def waiting_rows(account: Account) -> Select[Any]:
    """What waits in the rounds of a decider's province whose results are open and not released."""
    query = waiting.requests(Exclusion, what=Exclusion.kind, about=Unit.kind + " " + Unit.name, slug=Round.slug).join(
        Exclusion.point
    )
    query = query.join(Point.unit).join(Point.round).where(within(account.unit), Round.erased_at.is_(None))
    return query.where(Round.results_opened_at.is_not(None), Round.released_at.is_(None))


def waiting_words(one: waiting.Waiting) -> str:
    """A request as the list names it."""
    if one.what == EXCLUDE:
        return _("Không đưa phiếu của %(unit)s vào tổng hợp", unit=one.about)
    return _("Tính lại phiếu của %(unit)s", unit=one.about)


def effects(kind: str) -> list[str]:
    """What an exclusion, or its end, will do, a sentence each."""
    if kind == EXCLUDE:
        return [
            _("Phiếu của đơn vị vẫn được giữ nguyên, không xóa."),
            _("Trang kết quả xem được cả hai cách: có tính và không tính đơn vị này."),
        ]
    return [_("Đơn vị không còn để riêng; quyết định trước vẫn ghi trong lịch sử.")]


WAITING = waiting.Kind(
    "exclusion",
    Permission.DEEDS_DECIDE,
    "results.exclusion",
    address=lambda one: {"slug": one.slug, "number": one.key},
    words=waiting_words,
    rows=waiting_rows,
    effect=lambda one: " ".join(effects(one.what)),
)


class Table(NamedTuple):
    """The overall question with all ballots, and without some; `excluded` are the decisions that hold.

    `unflagged` ballots carry no mark; their score is blank where the marked ones are one to nine.
    """

    excluded: tuple[Exclusion, ...]
    ballots: int
    kept: int
    whole: Score
    rest: Score
    unflagged: int
    unflagged_score: Score

    @property
    def excluded_ballots(self) -> int:
        """How many ballots are excluded."""
        return self.ballots - self.kept


@transactions.once_a_request
def requests_in(top: Unit, round_: Round) -> Sequence[Exclusion]:
    """All that was asked inside a subtree, the latest first, with units and persons. One query."""
    people = (joinedload(Exclusion.asker).joinedload(Account.person), joinedload(Exclusion.decider))
    query = (
        select(Exclusion)
        .join(Exclusion.point)
        .join(Point.unit)
        .where(Exclusion.round_id == round_.id, within(top))
        .options(contains_eager(Exclusion.point).contains_eager(Point.unit), *people)
        .order_by(Exclusion.id.desc())
    )
    return db.session.scalars(query).all()


def in_force(every: Sequence[Exclusion]) -> tuple[Exclusion, ...]:
    """The decisions that exclude what has not been included again since, in the order of the unit list."""
    last = {one.point_id: one for one in reversed(every) if one.accepted}
    return tuple(sorted((one for one in last.values() if one.kind == EXCLUDE), key=lambda one: one.point.unit.position))


def statuses(every: Sequence[Exclusion]) -> dict[str, str]:
    """How each commune that was asked about stands, by its code: «không tính», «có tính», «đang đề nghị»."""
    excluded = {one.point_id for one in in_force(every)}
    asked = {one.point_id for one in every if one.waits}
    words = {True: _("không tính"), False: _("có tính")}
    return {
        one.point.unit.code: _("đang đề nghị") if one.point_id in asked else words[one.point_id in excluded]
        for one in every
    }


def withheld_questions(by_unit: Mapping[int, Answers], excluded: Collection[int]) -> frozenset[str]:
    """Questions on which an excluded unit has 1 to 4 opinions, which subtraction would reveal."""
    return frozenset(
        question
        for unit in excluded
        for question, counts in by_unit.get(unit, {}).items()
        if 0 < score(counts).n < LEAST_SHOWN
    )


def withheld_others(
    questions: Collection[OtherQuestion], by_unit: Mapping[int, Answers], excluded: Collection[int]
) -> frozenset[str]:
    """The same of questions with choices of their own, by how many answered."""
    return frozenset(
        question.id
        for question in questions
        for unit in excluded
        if 0 < base(question, by_unit.get(unit, {}).get(question.id, {})) < LEAST_SHOWN
    )


def withheld_flags(round_: Round, excluded: Collection[int]) -> frozenset[str]:
    """Flags that 1 to 9 ballots of an excluded commune carry, or lack, which subtraction would reveal.

    Each commune by itself, since decisions follow one another. One query.
    """
    counted = select(Crossing.point_id, Crossing.item, Crossing.code, Crossing.choice, Crossing.n).where(
        Crossing.round_id == round_.id, Crossing.point_id.in_(excluded), Crossing.item.in_(response_flags.ITEMS)
    )
    by_point = queries.nested(counted)
    return frozenset(
        rule.flag
        for rule in (*response_flags.RULES, response_flags.ANY)
        for by_item in by_point.values()
        if any(0 < opinions(part) < LEAST_BALLOTS for part in response_flags.split(rule, by_item.get(rule.item, {})))
    )


def table(top: Unit, round_: Round, marked: Mapping[str, Mapping[int, Counts]] | None = None) -> Table:
    """What two persons excluded, and the totals. Three queries.

    `marked` is the overall question by the marks of all ballots, by mark and code, where the page has it.
    """
    by_point = queries.answers_by_point(top, round_, basis_of(round_).headline)
    found = queries.crossed(top, round_, (response_flags.FLAGGED,)) if marked is None else marked
    return table_of(in_force(requests_in(top, round_)), by_point, found.get(response_flags.FLAGGED, {}))


def table_of(excluded: tuple[Exclusion, ...], by_point: Mapping[int, Counts], crossed: Mapping[int, Counts]) -> Table:
    """The totals from the counts of each point, and from those by whether a ballot is marked."""
    flagged, unflagged = response_flags.split(response_flags.ANY, crossed)
    visible = visible_codes({0: opinions(flagged), 1: opinions(unflagged)})
    unflagged_score = shown_score(unflagged) if 1 in visible else BLANK
    points = {one.point_id for one in excluded}
    whole, rest = pooled(by_point.values()), pooled(by_point[point] for point in by_point if point not in points)
    counted = sum(whole.values()), sum(rest.values())
    return Table(excluded, *counted, shown_score(whole), shown_score(rest), sum(unflagged.values()), unflagged_score)


def ask(round_: Round, point: Point, *, by: Account, reason: str) -> Exclusion:
    """Ask to exclude a commune's ballots; where they are, to take them back in. Waits for another person."""
    approvals.lock_round(round_)
    approvals.refuse_unfit(by, round_, Permission.DEEDS_ASK)
    refuse_unready(round_)
    if not reason.strip():
        raise DomainError(_("Nhập lý do."), "reason")
    every = requests_in(commune_of(point), round_)
    taken = Conflict(_("Đơn vị này đã có đề nghị đang chờ quyết định."))
    if any(one.waits for one in every):
        raise taken
    kind = INCLUDE if in_force(every) else EXCLUDE
    if kind == EXCLUDE:
        refuse_too_few(round_, point)
    request = Exclusion(round_id=round_.id, point_id=point.id, kind=kind, reason=reason, note="")
    EXCLUSIONS.ask(request, by=by, taken=taken)
    log_event("ask", request, by)
    return request


def decide(request: Exclusion, *, by: Account, accepted: bool, note: str = "") -> None:
    """Agree or turn down; never by the person who asked."""
    approvals.lock_round(request.round)
    approvals.refuse_unfit(by, request.round, Permission.DEEDS_DECIDE)
    refuse_unready(request.round)
    EXCLUSIONS.decide(request, by=by, accepted=accepted, note=note)
    log_event("accept" if accepted else "turn-down", request, by)


def withdraw(request: Exclusion, *, by: Account) -> None:
    """Take back what one asked for oneself."""
    approvals.lock_round(request.round)
    EXCLUSIONS.withdraw(request, by=by)
    log_event("withdraw", request, by)


def commune_of(point: Point) -> Unit:
    """The commune of a desk."""
    return db.session.get_one(Unit, point.unit_id)


def refuse_unready(round_: Round) -> None:
    """Only while results are open to the province and not yet released."""
    if round_.state != "opened":
        raise Conflict(
            _("Không thực hiện được: đợt khảo sát %(state)s.", state=approvals.state_in_sentence(round_.state))
        )


def refuse_too_few(round_: Round, point: Point) -> None:
    """Raises Conflict below `LEAST_BALLOTS`, where subtraction would reveal answers."""
    counts = queries.answers_by_point(commune_of(point), round_, basis_of(round_).headline)
    if sum(pooled(counts.values()).values()) < LEAST_BALLOTS:
        raise Conflict(_("Đơn vị có dưới 10 phiếu: không tính sẽ làm lộ ý kiến của người trả lời."))


def log_event(action: str, request: Exclusion, by: Account) -> None:
    """Record who did what to which commune, and why; the batch of events is sealed in the round's log."""
    detail = {"round": request.round.slug, "kind": request.kind, "reason": request.reason, "note": request.note}
    record(
        f"exclusions.{action}",
        by=by,
        subject=("exclusion", request.id),
        unit=commune_of(request.point),
        detail={key: value for key, value in detail.items() if value},
    )
