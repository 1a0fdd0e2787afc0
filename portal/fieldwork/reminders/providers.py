"""The rules this room knows of itself: visits, «chốt», findings, publicity, posts, rosters, task forces."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.fieldwork.reminders.outstanding import OutstandingItem, Provider, Rule, Scope
from portal.fieldwork.roster import queries as roster
from portal.fieldwork.roster.board import board as roster_board
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.taskforce.models import TaskForce
from portal.fieldwork.today import agenda
from portal.fieldwork.visits.models import VisitCount
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

CLOSING_HOUR = 17
"""When a one-stop desk shuts: visits not entered by then are late."""
DAYS_BEFORE = 3
"""From how many days before the round publicity is asked for."""


def visits(scope: Scope) -> Iterator[OutstandingItem]:
    """Days without visits, and days not «chốt» in time."""
    query = select(VisitCount.point_id, VisitCount.day, VisitCount.locked_at).where(
        VisitCount.point_id.in_(inspections.point_ids(scope.top, scope.round)), VisitCount.day.in_(scope.days)
    )
    entered = {(row.point_id, row.day): row.locked_at for row in db.session.execute(query)}
    for day in scope.days:
        deadline = agenda.deadline(scope.plan, day)
        for point in scope.ids:
            if (point, day) not in entered:
                yield visits_item("visits_missing", point, day)
            elif entered[point, day] is None and clock.now() > deadline:
                yield visits_item("visits_unlocked", point, day)


def visits_item(rule: str, point: int, day: date) -> OutstandingItem:
    """A day's work on its page."""
    since = clock.at(day, CLOSING_HOUR) if rule == "visits_missing" else clock.start_of(day)
    return OutstandingItem(rule, point, day, since, "fieldwork.visits", {"day": day.isoformat()})


def findings(scope: Scope) -> Iterator[OutstandingItem]:
    """What inspections found and nobody has mended; by the day it was found."""
    days, seen = set(scope.days), set()
    for finding in inspections.open_findings(scope.top, scope.round):
        inspection = finding.inspection
        day = inspection.day if inspection.day in days else None
        if (inspection.point_id, day) not in seen:
            seen.add((inspection.point_id, day))
            yield OutstandingItem(
                "finding_open", inspection.point_id, day, clock.end_of(finding.due_day), "inspections.findings"
            )


def publicity(scope: Scope) -> Iterator[OutstandingItem]:
    """Communes that have logged nothing, from shortly before the round."""
    if clock.today() < scope.round.first_day - timedelta(days=DAYS_BEFORE):
        return
    query = select(PublicityEntry.point_id).where(
        PublicityEntry.point_id.in_(inspections.point_ids(scope.top, scope.round)),
        PublicityEntry.withdrawn_at.is_(None),
    )
    known = set(db.session.scalars(query.distinct()))
    since = clock.start_of(scope.round.first_day)
    for point in scope.ids:
        if point not in known:
            yield OutstandingItem("publicity_missing", point, None, since, "publicity.index")


def posts(scope: Scope) -> Iterator[OutstandingItem]:
    """Days without a post, where the plan names a group."""
    if scope.plan.chat is None:
        return
    query = select(DailyPost.point_id, DailyPost.day).where(
        DailyPost.point_id.in_(inspections.point_ids(scope.top, scope.round)),
        DailyPost.day.in_(scope.days),
        DailyPost.posted_at.is_not(None),
    )
    posted = {(row.point_id, row.day) for row in db.session.execute(query)}
    hour = scope.plan.deadlines.daily_post
    for day in scope.days:
        since, args = clock.at(day, hour.hour, hour.minute), {"day": day.isoformat()}
        for point in scope.ids:
            if (point, day) not in posted:
                yield OutstandingItem("post_missing", point, day, since, "publicity.post", args)


def task_forces(scope: Scope) -> Iterator[OutstandingItem]:
    """Communes whose task force is not registered."""
    query = select(TaskForce.point_id).where(TaskForce.point_id.in_(inspections.point_ids(scope.top, scope.round)))
    known, since = set(db.session.scalars(query)), clock.start_of(scope.round.first_day)
    for point in scope.ids:
        if point not in known:
            yield OutstandingItem("taskforce_missing", point, None, since, "preparing.own")


def rosters(scope: Scope) -> Iterator[OutstandingItem]:
    """Rosters not handed in, and half-days to come that nobody or too few stand on: what is over nobody mends."""
    if clock.today() > scope.round.last_day:
        return
    ids, today = inspections.point_ids(scope.top, scope.round), clock.today()
    days = [
        day for day in roster.days_of(scope.round, scope.plan) if day == today or (day > today and not scope.late_only)
    ]
    heads, present = roster_board.rosters_by_point(ids), roster_board.present_by_point(ids, days)
    busy, since = roster.busy_days(ids, scope.plan.turnout.crowded_from), clock.end_of(scope.plan.deadlines.rosters)
    for point in scope.ids:
        head = heads.get(point)
        if head is None or head.handed_in_at is None:
            yield OutstandingItem("roster_missing", point, None, since, "roster.mine")
        crowd = roster.crowding_of(head, busy.get(point, ()))
        yield from roster_gaps(point, {gap.day for gap in coverage.gaps(days, present.get(point, {}), crowd)})


def roster_gaps(point: int, lacking: set[date]) -> Iterator[OutstandingItem]:
    """Today's gap under its day; those to come under the round."""
    today = clock.today()
    if today in lacking:
        yield OutstandingItem(
            "roster_gap", point, today, clock.start_of(today), "roster.mine", {"day": today.isoformat()}
        )
    if coming := {day for day in lacking if day > today}:
        first = min(coming)
        yield OutstandingItem(
            "roster_gap", point, None, clock.start_of(first), "roster.mine", {"day": first.isoformat()}
        )


PROVIDERS = (
    Provider(
        visits,
        (
            Rule("visits_missing", lambda: _("chưa nhập lượt người dân đến"), (14, 17)),
            Rule("visits_unlocked", lambda: _("chưa chốt số liệu"), (10, 14)),
        ),
    ),
    Provider(findings, (Rule("finding_open", lambda: _("còn tồn tại qua kiểm tra"), (8,)),)),
    Provider(publicity, (Rule("publicity_missing", lambda: _("chưa công khai, tuyên truyền"), (8,)),)),
    Provider(posts, (Rule("post_missing", lambda: _("chưa đăng tin trong ngày"), (16,)),)),
    Provider(
        rosters,
        (
            Rule("roster_missing", lambda: _("chưa gửi danh sách, lịch phân công"), (8,)),
            Rule("roster_gap", lambda: _("còn thiếu người hỗ trợ"), (8,)),
        ),
    ),
    Provider(task_forces, (Rule("taskforce_missing", lambda: _("chưa đăng ký tổ công tác"), (8,)),)),
)
