"""Rounds of any length, and days entered in them, for rules in which days matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from portal.extensions import db
from portal.fieldwork.visits import queries
from portal.fieldwork.visits.models import VisitCount
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from portal.accounts.models import Account
    from portal.surveys.models import Point, Round
    from portal.surveys.plan.plan import Plan

FIRST = make.FIRST_DAY
AFTER = ("commune_report", "district_report", "draft_report", "signed_report")
"""What a plan wants so many days after the last day of its round."""


def plan_of(days: int, holidays: Collection[date] = (), **changes: Any) -> Plan:
    """Plan 198 with a window of so many days from its first on, what is due after it as long after it."""
    plan = replace(make.plan_198(), **changes)
    last = FIRST + timedelta(days=days - 1)
    longer = last - make.LAST_DAY
    moved = {name: getattr(plan.deadlines, name) + longer for name in AFTER}
    return replace(
        plan,
        window=replace(plan.window, last_day=last, holidays=tuple(holidays)),
        deadlines=replace(plan.deadlines, **moved),
    )


def round_of(days: int = 3, holidays: Collection[date] = (), slug: str = "198-kh-bdvtu", **changes: Any) -> Round:
    """A round of so many days from the first day on; `changes` are those of its plan."""
    last = FIRST + timedelta(days=days - 1)
    return make.survey_round(slug, last_day=last, plan=plan_of(days, holidays, **changes).to_json())


def desk(code: str = "07507") -> Point:
    """A commune's point as its pages load it."""
    return queries.points_of(make.unit(code))[0]


def visits(at: Point, day: date, by: Account, n: int = 40, *, locked: bool = False) -> VisitCount:
    """A day's figure, a draft unless it is to be «chốt»."""
    row = VisitCount(point_id=at.id, day=day, visits=n, source="direct", entered_by=by.id, entered_at=clock.now())
    if locked:
        row.locked_by, row.locked_at = by.id, clock.now()
    db.session.add(row)
    db.session.flush()
    return row
