"""The communes' duty lists, the supervisors and the hand-over.

Telephones begin with 0123, which no network has given out since 2018.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from portal.accounts.models import Account
from portal.demo import setup
from portal.demo import words as demo_words
from portal.demo.simulation.names import names
from portal.demo.steps.fieldwork import Fieldwork
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.handover import handover
from portal.fieldwork.roster.imports import roster_file
from portal.fieldwork.roster.imports.roster_file import Entry
from portal.fieldwork.roster.shifts import coverage, overlap_permission
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.surveys.models import Point
from portal.web.data import clock
from portal.web.ui.formats import lower_first

NEVER, LATE, WITH_GAPS, CROWDED = 0.03, 0.09, 0.12, 0.07
"""Shares of the communes that never hand in, hand in late, leave half-days empty, call their desk crowded."""
words = demo_words.WORDS["rosters"]
ASSOCIATIONS = words["associations"]
CROWDED_BECAUSE = words["crowded_because"]
SHARED_BECAUSE = words["shared_because"]
WHOLE_PROVINCE = "Toàn tỉnh"
POSTS = words["posts"]


@dataclass
class NamePool:
    """Made-up names and telephone numbers, none twice."""

    random: Random
    organisation: str
    said: demo_words.Table
    used: int = 0

    def __post_init__(self) -> None:
        self.names = names(self.random)

    def helper(self, half_days: Sequence[HalfDay]) -> Entry:
        """A new helper with these half-days."""
        self.used += 1
        group = self.organisation if self.random.random() < 0.75 else self.random.choice(self.said["associations"])
        phone = f"0123{self.used:06d}"
        return Entry(next(self.names), association=group, phone=phone, turns=tuple(half_days))


def fill(work: Fieldwork) -> None:
    """Fill a round's rosters. The caller commits."""
    random = work.random("rosters")
    pool = NamePool(random, work.plan.helping.organisation, demo_words.of(work.round_.slug, "rosters"))
    days = queries.days_of(work.round_, work.plan)
    for point in work.points:
        enter_roster(point, days, pool, work.officer(point))
        hand_in(point, random, work.lead(point))
    share_people(work, days[0], pool.said["shared_because"])
    hand_over(work, pool)


def enter_roster(point: Point, days: Sequence[date], pool: NamePool, by: Account) -> None:
    """A desk's people, each with some half-days; here and there a half-day is left empty, or a desk is crowded."""
    random = pool.random
    crowded = random.random() < CROWDED
    shares = deal_shifts(days, random, two=crowded or random.random() < 0.3)
    if random.random() < WITH_GAPS:
        shares[0] = shares[0][:-1]
    with clock.moved_to(first_moment(point, random)):
        roster_file.apply_import(point, [pool.helper(half_days) for half_days in shares], replace=False, by=by)
        if crowded:
            operations.mark_crowded(point, reason=random.choice(pool.said["crowded_because"]), by=by)


def deal_shifts(days: Sequence[date], random: Random, *, two: bool) -> list[list[HalfDay]]:
    """Who takes which half-days, so that each has one person, or two."""
    shares: list[list[HalfDay]] = [[] for _place in range(random.randint(3, 5) + 2 * two)]
    order = list(range(len(shares)))
    random.shuffle(order)
    for number, half_day in enumerate(coverage.half_days(days)):
        for shift in range(1 + two):
            shares[order[(number * (1 + two) + shift) % len(order)]].append(half_day)
    return [share for share in shares if share]


def first_moment(point: Point, random: Random) -> datetime:
    """When the list was drawn up: an office hour between the plan's day and the deadline."""
    plan = point.round.plan_data
    first, length = plan.identity.issued_on, (plan.deadlines.rosters - plan.identity.issued_on).days
    day = first + timedelta(days=random.randint(min(1, length), max(0, length - 1)))
    return clock.at(day, random.randint(8, 15), random.randint(0, 59))


def hand_in(point: Point, random: Random, by: Account) -> None:
    """Most hand in by the deadline, some late, a few never."""
    luck, day = random.random(), point.round.plan_data.deadlines.rosters
    if luck < NEVER:
        return
    if luck < NEVER + LATE:
        day += timedelta(days=random.randint(1, 3))
    with clock.moved_to(clock.at(day, random.randint(8, 15), random.randint(0, 59))):
        operations.hand_in(point, by=by)


def share_people(work: Fieldwork, day: date, because: Sequence[tuple[str, bool, str]]) -> None:
    """A few communes, far apart, ask for a helper of the next one in the list; the province decides."""
    points, deadline, editor = work.points, work.plan.deadlines.rosters, setup.account(setup.EDITOR)
    firsts = range(0, len(points) - 1, max(2, len(points) // len(because)))
    for number, (reason, accepted, reply) in zip(firsts, because, strict=False):
        with clock.moved_to(clock.at(deadline, 14, 10)):
            asked = ask_for(work, points[number], points[number + 1], day, reason)
        permission = asked and queries.overlap_permission_in(editor.unit, work.round_, asked)
        if permission:
            with clock.moved_to(clock.at(deadline, 15, 40)):
                overlap_permission.decide(permission, accepted=accepted, reply=reply, by=editor)


def ask_for(work: Fieldwork, one: Point, other: Point, day: date, reason: str) -> int | None:
    """Put a helper of one desk on the other's list too and ask for permission; None where there is no helper."""
    there = next(iter(queries.desk(one).people(day, coverage.MORNING)), None)
    if there is None:
        return None
    helper = operations.add_helper(
        other,
        full_name=there.full_name,
        association=there.association,
        phone=there.phone,
        note="",
        extra=False,
        by=work.officer(other),
    )
    helper.point = other  # the new row has it by number alone, and the request reads it
    return overlap_permission.ask(helper, day, coverage.MORNING, reason=reason, by=work.officer(other)).id


def hand_over(work: Fieldwork, pool: NamePool) -> None:
    """The veterans' office names who is sent to supervise and gives both lists over on the last day."""
    office, deadline, helpers = setup.account(setup.VETERANS), work.plan.deadlines.rosters, work.plan.helping
    days = work.round_.days[:3]
    with clock.moved_to(clock.at(deadline, 16, 5)):
        send_supervisor(work, pool, (WHOLE_PROVINCE, "Chủ tịch Hội", helpers.provincial), days, office)
        for district in work.districts:
            of_district = f"{helpers.organisation} {lower_first(district.capital)}"
            for sender, on in ((helpers.provincial, days), (of_district, days[:1])):
                sent = (district.capital, pool.random.choice(pool.said["posts"]), sender)
                send_supervisor(work, pool, sent, on, office)
    with clock.moved_to(clock.at(deadline, 16, 40)):
        handover.hand_over(work.round_, remark="", by=office)


def send_supervisor(
    work: Fieldwork, pool: NamePool, sent: tuple[str, str, str], days: Sequence[date], by: Account
) -> None:
    """A supervisor sent to an area, with a post, by an office."""
    area, post, office = sent
    handover.add_supervisor(
        work.round_, full_name=next(pool.names), post=post, office=office, area=area, days=days, by=by
    )
