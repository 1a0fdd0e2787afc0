"""Rounds of every length, number and end: whole small worlds, made by the portal's own operations.

What a world holds is written down beside it (`sent`, `visits`), so that a page, a table or a paper is held against what
was done and not against another page.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.extensions import db
from portal.fieldwork.roster import queries as rosters
from portal.fieldwork.visits import operations as fieldwork
from portal.surveys import operations
from portal.surveys.models import Point, Round
from portal.surveys.plan import plan
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.surveys.rounds import approvals
from portal.units import catalogue
from portal.units.models import COMMUNE, DISTRICT, Unit
from portal.web.data import clock, transactions
from tests import kept_worlds, make

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from portal.accounts.models import Account
    from portal.surveys.plan.plan import Plan

ONE_COMMUNE = """code,name,kind,parent_code,level
24,Bắc Giang,tỉnh,,province
219,Lục Ngạn,huyện,24,district
07507,Thanh Hải,xã,219,commune
"""
NO_DISTRICT = """code,name,kind,parent_code,level
24,Bắc Ninh,tỉnh,,province
07507,Thanh Hải,xã,24,commune
07519,Chũ,phường,24,commune
07210,Thọ Xương,phường,24,commune
"""
PLANS = {True: "198-kh-bdvtu.toml", False: "mau-2025.toml"}
"""The plan by whether there are districts."""
QUESTIONS = tuple(f"Q{n}" for n in range(1, 14))
OVERALL = "Q14"
LEVELS = 5
DAY = timedelta(days=1)
FIRST, FIRST_2025 = make.FIRST_DAY, date(2025, 6, 11)
MORNING, EVENING = 9, 17
LATER = timedelta(hours=12)
MOST_FILLED = 6
"""A long round has ballots and visits on its first three and its last three days."""

Place = tuple[str, str, date]
"""A round's slug, a commune's code, a day."""


@dataclass(frozen=True)
class Span:
    """One round: its window as planned and its catalogue's year.

    `closed` is when two persons closed it: a day counted from nought, and the local time.
    """

    first: date = FIRST
    length: int = 3
    year: int = 2024
    closed: tuple[int, time] | None = None

    @property
    def last(self) -> date:
        """The planned last day."""
        return self.first + DAY * (self.length - 1)


@dataclass(frozen=True)
class Shape:
    """What a world is made of: its rounds, and its catalogues by year."""

    spans: tuple[Span, ...] = (Span(),)
    catalogues: tuple[tuple[int, str], ...] = ((2024, make.SMALL),)


SHAPES: dict[str, Shape] = {
    "one-day": Shape((Span(length=1),)),
    "three-days": Shape(),
    "28-days": Shape((Span(length=28),)),
    "62-days": Shape((Span(length=62),)),
    "two-with-common-days": Shape((Span(), Span(first=FIRST + DAY, length=4))),
    "six-at-once": Shape(tuple(Span(length=number) for number in range(1, 7)), ((2024, ONE_COMMUNE),)),
    "closed-at-00:05": Shape((Span(length=4, closed=(1, time(0, 5))),)),
    "closed-at-11:00": Shape((Span(length=4, closed=(1, time(11))),)),
    "closed-at-23:50": Shape((Span(length=4, closed=(1, time(23, 50))),)),
    "one-commune": Shape(catalogues=((2024, ONE_COMMUNE),)),
    "no-district": Shape((Span(FIRST_2025, year=2025),), ((2025, NO_DISTRICT),)),
    "both-catalogues": Shape((Span(FIRST_2025), Span(FIRST_2025, year=2025)), ((2024, make.SMALL), (2025, make.SMALL))),
}


@dataclass
class World:
    """A shape that was made: how the ballots of each place answered the overall question, and its visits.

    `visits` are the figure and whether it is «chốt»; a place without one has no entry.
    """

    name: str
    slugs: list[str] = field(default_factory=list)
    sent: dict[Place, list[int]] = field(default_factory=dict)
    visits: dict[Place, tuple[int, bool]] = field(default_factory=dict)

    @property
    def rounds(self) -> list[Round]:
        """The rounds as the database has them now."""
        found = {one.slug: one for one in db.session.scalars(select(Round))}
        return [found[slug] for slug in self.slugs]

    @property
    def after(self) -> datetime:
        """Half a day after the last ballot of any round could come."""
        return max(one.takes_until for one in self.rounds) + LATER

    def ballots(self, survey: Round, code: str = "", day: date | None = None) -> int:
        """How many ballots were sent: in a round, in a commune, on a day."""
        return sum(len(levels) for place, levels in self.sent.items() if is_meant(place, survey, code, day))

    def levels(self, survey: Round, code: str = "") -> Counter[int]:
        """How many ballots answered the overall question with each level."""
        found = (levels for place, levels in self.sent.items() if is_meant(place, survey, code, None))
        return Counter(level for levels in found for level in levels)

    def came(self, survey: Round, code: str, day: date, *, locked: bool = False) -> int | None:
        """Visits of a place; None where nothing is entered, or nothing is «chốt»."""
        visits, is_locked = self.visits.get((survey.slug, code, day), (None, False))
        return visits if is_locked or not locked else None

    def open(self, survey: Round) -> Round:
        """Results opened by two persons and what follows done: the clock has to be past the grace."""
        first, second = two(survey.catalogue_id)
        approvals.ask_and_decide(survey, "open_results", by=first, second=second)
        transactions.commit()
        return db.session.get_one(Round, survey.id)


def is_meant(place: Place, survey: Round, code: str, day: date | None) -> bool:
    """Whether a place is of a round, and of the commune and day where they are named."""
    slug, where, when = place
    return slug == survey.slug and code in {"", where} and day in {None, when}


def top_of(survey: Round) -> Unit:
    """The province in the catalogue of a round."""
    return make.unit("24", survey.catalogue_id)


def points(survey: Round) -> Sequence[Point]:
    """The points of a round in the order of units, each with its unit and round at hand."""
    return rosters.points_in(top_of(survey), survey)


def two(year: int) -> tuple[Account, Account]:
    """Two provincial approvers of a catalogue."""
    first, second = (make.account(Role.PROVINCE_APPROVER, make.unit("24", year)) for _ in range(2))
    return first, second


def build(name: str) -> World:
    """A world of that shape: made now, or as this process made it before."""
    return kept_worlds.once(f"shape {name}", lambda: made(name))


def made(name: str) -> World:
    """Make a world from its shape's name: approved, with ballots and visits, closed where it was closed early."""
    shape, world = SHAPES[name], World(name)
    for year, rows in shape.catalogues:
        catalogue.load(catalogue.Name.of(year), catalogue.parse(rows.encode()))
    for number, span in enumerate(shape.spans, start=1):
        survey = begin(span, f"dot-{span.year}-{number}")
        world.slugs.append(survey.slug)
        if span.closed:
            close(span, survey)
        for place, point in enumerate(points(survey)):
            fill(world, survey, point, seed=number + place)
    transactions.commit()
    return world


@cache
def base_plan(*, districts: bool) -> Plan:
    """The plan that a world's plans are made from."""
    return plan.parse((make.PLANS / PLANS[districts]).read_text())


def plan_of(span: Span, slug: str, communes: int, *, districts: bool) -> Plan:
    """A plan over other days: what is due after the window moves with its end."""
    base = base_plan(districts=districts)
    due, later = base.deadlines, span.last - base.window.last_day
    return replace(
        base,
        identity=replace(base.identity, slug=slug, title=f"Khảo sát {slug}", issued_on=span.first - 7 * DAY),
        catalogue=replace(base.catalogue, year=span.year, expected=communes),
        window=replace(base.window, first_day=span.first, last_day=span.last),
        deadlines=replace(
            due,
            rosters=span.first - 5 * DAY,
            commune_report=due.commune_report + later,
            district_report=due.district_report + later if due.district_report else None,
            draft_report=due.draft_report + later,
            signed_report=due.signed_report + later,
        ),
    )


def begin(span: Span, slug: str) -> Round:
    """Load a plan, and have two persons approve it the evening before."""
    counted = select(Unit.level, func.count()).where(Unit.catalogue_id == span.year).group_by(Unit.level)
    levels = {level: n for level, n in db.session.execute(counted)}  # noqa: C416 - rows are no pairs
    made = plan_of(span, slug, levels[COMMUNE], districts=DISTRICT in levels)
    of_year = select(Unit.code).where(Unit.catalogue_id == span.year, Unit.level == DISTRICT)
    made = make.with_numbers(made, db.session.scalars(of_year))
    with clock.moved_to(clock.at(span.first - DAY, 20)):
        survey = operations.load_round(made, Form.from_json(make.default_form()))
        first, second = two(span.year)
        approvals.ask_and_decide(survey, "approve", by=first, second=second)
        transactions.commit()
    return survey


def close(span: Span, survey: Round) -> None:
    """Two persons close it early."""
    assert span.closed
    number, when = span.closed
    first, second = two(span.year)
    with clock.moved_to(clock.at(span.first + DAY * number, when.hour, when.minute)):
        approvals.ask_and_decide(survey, "close", by=first, second=second, reason="Đã đủ số phiếu.")
        transactions.commit()


def filled_days(survey: Round) -> list[date]:
    """The days that get ballots and visits: the first and the last ones of a long round."""
    days = survey.days
    return days if len(days) <= MOST_FILLED else [*days[: MOST_FILLED // 2], *days[-MOST_FILLED // 2 :]]


def fill(world: World, survey: Round, point: Point, *, seed: int) -> None:
    """One commune: ballots on its days and in the grace; of every three days one «chốt», one entered, one without."""
    lead = make.account(Role.COMMUNE_LEAD, point.unit)
    for number, day in enumerate(filled_days(survey), start=seed):
        send(world, survey, point, day, [1 + (number + one) % LEVELS for one in range(1 + number % 4)])
        if number % 3:
            enter(world, survey, point, day, lead, seed=number)


def moments(survey: Round, day: date) -> Iterator[datetime]:
    """When a day's ballots come: in the morning if it was open then, at the very end, and late in the grace."""
    if (morning := clock.at(day, MORNING)) < survey.closes_at:
        yield morning
    if day == survey.last_day:
        yield survey.closes_at - timedelta(minutes=1)
        yield survey.takes_until - timedelta(minutes=1)


def send(world: World, survey: Round, point: Point, day: date, levels: list[int]) -> None:
    """Ballots of a day, as many at each of its moments."""
    for moment in moments(survey, day):
        sheets = [dict.fromkeys(QUESTIONS, 1 + level % LEVELS) | {OVERALL: level} for level in levels]
        local = clock.local(moment)
        make.ballots(point, sheets, local.date(), local.hour, minute=local.minute)
        world.sent.setdefault((survey.slug, point.unit.code, day), []).extend(levels)


def enter(world: World, survey: Round, point: Point, day: date, lead: Account, *, seed: int) -> None:
    """The visits of a day, entered in its evening; every other figure is «chốt» at once."""
    visits, locked = 1 + 2 * (seed % 4), seed % 3 == 1
    with clock.moved_to(max(clock.at(day, EVENING), survey.opens_at)):
        count = fieldwork.save_visits(point, day, visits=visits, source="direct", version=0, by=lead)
        if locked:
            fieldwork.lock_day(point, day, version=count.version, by=lead)
    world.visits[survey.slug, point.unit.code, day] = (visits, locked)
