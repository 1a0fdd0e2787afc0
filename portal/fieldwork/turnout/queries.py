"""The communes of a subtree with their figures, read in three queries; and what happened to one commune's figures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select

from portal.accounts.models import Account, Person
from portal.accounts.permissions import role_title
from portal.audit.models import Event
from portal.ballots import counting
from portal.extensions import db
from portal.fieldwork.roster.queries import points_in
from portal.fieldwork.scope import point_ids
from portal.fieldwork.turnout.figures import DayFigures, Line, verdict_of
from portal.fieldwork.visits.models import VisitCount
from portal.fieldwork.visits.queries import counts_of
from portal.surveys.models import Point, Round
from portal.surveys.turnout import Policy
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.ui.formats import day_month, integer


def lines(round_: Round, top: Unit, days: Sequence[date], policy: Policy) -> list[Line]:
    """Every commune of a subtree over some days on what is entered, in the order of the unit list. Three queries."""
    found = figures_by_point(round_, top, days)
    return [Line(point.unit, figures, verdict_of(policy, figures), point.id) for point, figures in found]


def figures_by_point(round_: Round, top: Unit, days: Sequence[date]) -> list[tuple[Point, tuple[DayFigures, ...]]]:
    """Each desk of a subtree with its figures of some days, as they were entered."""
    scope = point_ids(top, round_)
    # three queries whatever the number of communes: a board of 209 costs what one of four costs
    asked = {*days, *round_.visit_days[-1:]}
    entered, ballots = visits_by_day(scope, asked), counting.by_day(round_, days)

    plan = round_.plan_data
    counted = round_.visit_days if plan.turnout else round_.days

    def figures_of(point: Point, day: date) -> DayFigures:
        if day not in counted:
            # the round's one figure stands on its last day: the others add nothing to it, and are told with it
            _visits, locked_at = entered.get((point.id, counted[-1]), (None, None))
            return DayFigures(day, 0, ballots.get((point.id, day), 0), locked_at, is_counted=False)
        visits, locked_at = entered.get((point.id, day), (None, None))
        return DayFigures(day, visits, ballots.get((point.id, day), 0), locked_at)

    return [(point, tuple(figures_of(point, day) for day in days)) for point in points_in(top, round_)]


def visits_by_day(scope: Select[Any], days: Collection[date]) -> dict[tuple[int, date], tuple[int, datetime | None]]:
    """What is entered, by point and day."""
    query = select(VisitCount.point_id, VisitCount.day, VisitCount.visits, VisitCount.locked_at).where(
        VisitCount.point_id.in_(scope), VisitCount.day.in_(days)
    )
    return {(point, day): (visits, locked_at) for point, day, visits, locked_at in db.session.execute(query)}


def settled_lines(top: Unit, round_: Round, policy: Policy, days: Sequence[date] | None = None) -> list[Line]:
    """Every commune over the round's days or some, judged on «chốt» figures alone, as results and papers are."""
    found = [
        (point, tuple(one.settled() for one in figures))
        for point, figures in figures_by_point(round_, top, round_.days if days is None else days)
    ]
    return [
        Line(point.unit, figures, verdict_of(policy, figures), point.id, is_settled=True) for point, figures in found
    ]


def board_lines(round_: Round, top: Unit, days: Sequence[date], policy: Policy) -> list[Line]:
    """What the board shows: what is entered while the round runs, what is «chốt» from closing on (ruling 24)."""
    if clock.now() < round_.closes_at:
        return lines(round_, top, days, policy)
    return settled_lines(top, round_, policy, days)


@dataclass(frozen=True)
class HistoryEntry:
    """One action, by whom in which role."""

    at: datetime
    who: str
    role: str
    words: str


def history_of(point: Point) -> list[HistoryEntry]:
    """What was done to a point's visits, the latest first."""
    # subjects of events are kept as text
    numbers = [str(count.id) for count in counts_of(point).values()]
    return [
        HistoryEntry(at, full_name or username, role_title(role) if role else "", event_words(action, detail))
        for at, username, role, action, detail, full_name in db.session.execute(history_statement(), {"ids": numbers})
    ]


@cache
def history_statement() -> Select[Any]:
    told = Event.at, Event.username, Event.role, Event.action, Event.detail, Person.full_name
    return (
        select(*told)
        .outerjoin(Account, Account.id == Event.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Event.subject_kind == "visits", Event.subject_id.in_(bindparam("ids", expanding=True)))
        .order_by(Event.id.desc())
    )


def event_words(action: str, detail: dict[str, Any]) -> str:
    """An action as a sentence."""
    day = day_month(date.fromisoformat(detail["day"]))
    visits, old = integer(detail.get("visits")), integer((detail.get("old") or {}).get("visits"))
    new = integer(detail.get("new"))
    words = {
        "visits.entered": lambda: _("Nhập ngày %(day)s: %(visits)s %(counted_unit)s", day=day, visits=visits),
        "visits.changed": lambda: _(
            "Sửa ngày %(day)s: %(old)s thành %(visits)s %(counted_unit)s", day=day, old=old, visits=visits
        ),
        "visits.lock-asked": lambda: _(
            "Báo %(lead)s chốt ngày %(day)s: %(visits)s %(counted_unit)s", day=day, visits=visits
        ),
        "visits.locked": lambda: _("Chốt ngày %(day)s: %(visits)s %(counted_unit)s", day=day, visits=visits),
        "correction.asked": lambda: _(
            "Đề nghị điều chỉnh ngày %(day)s: %(old)s thành %(new)s %(counted_unit)s", day=day, old=old, new=new
        ),
        "correction.accepted": lambda: _(
            "Đồng ý điều chỉnh ngày %(day)s: %(old)s thành %(new)s %(counted_unit)s", day=day, old=old, new=new
        ),
        "correction.refused": lambda: _(
            "Không đồng ý điều chỉnh ngày %(day)s thành %(new)s %(counted_unit)s", day=day, new=new
        ),
    }
    return words[action]() if action in words else action
