"""The communes' duty lists, the supervisors and the hand-over of a simulated round, through the pages' own operations.

Telephones begin with 0123, which no network has given out since 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.demo.simulation import replay
from portal.demo.simulation.names import names
from portal.extensions import db
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.handover import handover
from portal.fieldwork.roster.imports import merge_import
from portal.fieldwork.roster.imports.read_import import Entry
from portal.fieldwork.roster.models import HandOver, Helper, OverlapPermission, Roster, Shift, Supervisor
from portal.fieldwork.roster.shifts import coverage, overlap_permission
from portal.surveys.models import Point
from portal.units.models import DISTRICT, Unit
from portal.web.data import clock
from portal.web.ui.text import lower_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from portal.fieldwork.roster.shifts.coverage import HalfDay
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan

NEVER, LATE, WITH_GAPS, CROWDED = 0.03, 0.09, 0.12, 0.07
"""Shares of the communes that never hand in, hand in late, leave half-days empty, call their desk crowded."""
ASSOCIATIONS = ("Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên", "Hội Nông dân", "Công chức cấp xã")
CROWDED_BECAUSE = (
    "Trùng ngày phiên chợ, nhiều người đến làm thủ tục.",
    "Đang cấp đổi giấy chứng nhận quyền sử dụng đất cho nhiều hộ.",
    "Nhiều hồ sơ chính sách người có công nộp trong tuần.",
)
SHARED_BECAUSE = (
    ("Hai xã liền kề, hội viên trực luân phiên trong buổi vì xã thiếu người.", True, "Hai trụ sở cách nhau 300 m."),
    ("Chi hội chỉ còn một hội viên biết dùng điện thoại thông minh.", True, "Đồng ý cho buổi đầu, xã cử thêm người."),
    ("Xã chưa kịp cử người thay.", False, "Xã còn hội viên khác, đề nghị phân công lại."),
)
POSTS = ("Phó Chủ tịch Hội", "Ủy viên Ban Thường vụ", "Trưởng ban", "Phó Trưởng ban", "Chuyên viên")


@dataclass
class NamePool:
    """Who is there to be named: made-up names and numbers, none twice."""

    random: Random
    organisation: str
    used: int = 0

    def __post_init__(self) -> None:
        self.names = names(self.random)

    def helper(self, turns: Sequence[HalfDay]) -> Entry:
        """A new helper with these half-days."""
        self.used += 1
        group = self.organisation if self.random.random() < 0.75 else self.random.choice(ASSOCIATIONS)
        phone = f"0123{self.used:06d}"
        return Entry(next(self.names), association=group, phone=phone, turns=tuple(turns))


def fill(round_: Round, seed: int) -> None:
    """Fill a round's rosters; what an earlier start left is taken out first. The caller commits."""
    clear(round_)
    plan = round_.plan_data
    random = Random(f"{seed}/rosters")
    pool = NamePool(random, plan.helpers.organisation)
    staff, days = replay.staff_by_unit(round_), queries.days_of(round_, plan)
    points = list(replay.points_with_units(round_))
    for point in points:
        enter_roster(point, days, pool, staff[point.unit_id, Role.COMMUNE_OFFICER])
        hand_in(point, plan, random, staff[point.unit_id, Role.COMMUNE_LEAD])
    share_people(points, days, plan, staff)
    hand_over(round_, plan, pool)


def clear(round_: Round) -> None:
    """Take out everything of a round's rosters."""
    points = select(Point.id).where(Point.round_id == round_.id)
    for table in (OverlapPermission, Shift, Helper, Roster):
        db.session.execute(delete(table).where(table.point_id.in_(points)))
    db.session.execute(delete(Supervisor).where(Supervisor.round_id == round_.id))
    db.session.execute(delete(HandOver).where(HandOver.round_id == round_.id))
    db.session.flush()


def enter_roster(point: Point, days: Sequence[date], pool: NamePool, by: Account) -> None:
    """A desk's people, each with some half-days; here and there a half-day is left empty, or a desk is crowded."""
    random = pool.random
    crowded = random.random() < CROWDED
    people = deal_shifts(days, random, two=crowded or random.random() < 0.3)
    if random.random() < WITH_GAPS:
        people[0] = people[0][:-1]
    with clock.moved_to(first_moment(point, random)):
        merge_import.apply_import(point, [pool.helper(turns) for turns in people], replace=False, by=by)
        if crowded:
            operations.mark_crowded(point, reason=random.choice(CROWDED_BECAUSE), by=by)


def deal_shifts(days: Sequence[date], random: Random, *, two: bool) -> list[list[HalfDay]]:
    """Who takes which half-days, so that each has one person, or two."""
    people: list[list[HalfDay]] = [[] for _place in range(random.randint(3, 5) + 2 * two)]
    order = list(range(len(people)))
    random.shuffle(order)
    for number, place in enumerate(coverage.half_days(days)):
        for shift in range(1 + two):
            people[order[(number * (1 + two) + shift) % len(order)]].append(place)
    return [turns for turns in people if turns]


def first_moment(point: Point, random: Random) -> datetime:
    """When the list was drawn up: an office hour between the plan's day and the deadline."""
    plan = point.round.plan_data
    first, last = plan.identity.issued_on, plan.deadlines.rosters
    day = first + timedelta(days=random.randint(min(1, (last - first).days), max(0, (last - first).days - 1)))
    return clock.at(day, random.randint(8, 15), random.randint(0, 59))


def hand_in(point: Point, plan: Plan, random: Random, by: Account) -> None:
    """Most hand in by the deadline, some late, a few never."""
    luck = random.random()
    if luck < NEVER:
        return
    last = plan.deadlines.rosters
    day = last + timedelta(days=random.randint(1, 3)) if luck < NEVER + LATE else last
    with clock.moved_to(clock.at(day, random.randint(8, 15), random.randint(0, 59))):
        operations.hand_in(point, by=by)


def share_people(
    points: Sequence[Point], days: Sequence[date], plan: Plan, staff: dict[tuple[int, Role], Account]
) -> None:
    """A few communes ask for a helper of the next commune; the province decides."""
    editor = db.session.scalars(
        select(Account).where(Account.role == Role.PROVINCE_EDITOR).order_by(Account.id)
    ).first()
    for (one, other), (reason, accepted, reply) in zip(neighbours(points), SHARED_BECAUSE, strict=False):
        officer = staff[other.unit_id, Role.COMMUNE_OFFICER]
        with clock.moved_to(clock.at(plan.deadlines.rosters, 14, 10)):
            request = ask_for(one, other, days[0], reason, officer)
        if request is not None and editor is not None:
            with clock.moved_to(clock.at(plan.deadlines.rosters, 15, 40)):
                decide(request, other, editor, accepted=accepted, reply=reply)


def neighbours(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Pairs of communes that follow each other in the list, far apart from one another."""
    step = max(2, len(points) // len(SHARED_BECAUSE))
    return ((points[n], points[n + 1]) for n in range(0, len(points) - 1, step))


def ask_for(one: Point, other: Point, day: date, reason: str, by: Account) -> OverlapPermission | None:
    """Put a helper of one desk on the other's list too and ask for permission; None where there is no helper."""
    desk = queries.desk(one, one.round.plan_data)
    helper_there = next(iter(desk.people(day, coverage.MORNING)), None)
    if helper_there is None:
        return None
    values = {
        "full_name": helper_there.full_name,
        "association": helper_there.association,
        "phone": helper_there.phone,
        "note": "",
    }
    helper = operations.add_helper(other, **values, extra=False, by=by)
    helper.point = other
    return overlap_permission.ask(helper, day, coverage.MORNING, reason=reason, by=by)


def decide(request: OverlapPermission, other: Point, by: Account, *, accepted: bool, reply: str) -> None:
    """The province's word."""
    permission = queries.overlap_permission_in(by.unit, other.round, request.id)
    if permission is not None:
        overlap_permission.decide(permission, accepted=accepted, reply=reply, by=by)


def hand_over(round_: Round, plan: Plan, pool: NamePool) -> None:
    """The veterans' office names who is sent to supervise and gives both lists over on the last day."""
    office = db.session.scalars(
        select(Account)
        .join(Account.unit)
        .where(Account.role == Role.VETERANS_OFFICE, Unit.catalogue_year == round_.catalogue_year)
    ).first()
    if office is None:
        return
    with clock.moved_to(clock.at(plan.deadlines.rosters, 16, 5)):
        for area, count in areas(round_):
            for number in range(count):
                send_supervisor(round_, plan, pool, area, number, office)
    with clock.moved_to(clock.at(plan.deadlines.rosters, 16, 40)):
        handover.hand_over(round_, remark="", by=office)


def areas(round_: Round) -> Iterator[tuple[str, int]]:
    """The whole province, then each district."""
    yield "Toàn tỉnh", 1
    districts = select(Unit).where(Unit.catalogue_year == round_.catalogue_year, Unit.level == DISTRICT)
    for district in db.session.scalars(districts.order_by(Unit.position)):
        yield district.capital, 2


def send_supervisor(round_: Round, plan: Plan, pool: NamePool, area: str, number: int, by: Account) -> None:
    """A supervisor sent to an area on the first day, or on all of them."""
    random = pool.random
    office = plan.helpers.provincial if number == 0 else f"{plan.helpers.organisation} {lower_first(area)}"
    days = round_.days[:1] if number else round_.days[:3]
    post = "Chủ tịch Hội" if area == "Toàn tỉnh" else random.choice(POSTS)
    values = {"full_name": next(pool.names), "post": post, "office": office, "area": area}
    handover.add_supervisor(round_, **values, days=days, by=by)
