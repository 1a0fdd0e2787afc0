"""The parts of a round's plan: one dataclass a section of the file, each with what may be written there."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Annotated

from portal.surveys.plan.deadlines import LOCK_HOUR
from portal.surveys.plan.reader import Problems, Words, at_most, between, matching, not_empty
from portal.surveys.questionnaire.parts import Method, Variant
from portal.web.data import codec

HUNDRED = 100
LONGEST = timedelta(days=366)
Percent = Annotated[int, between(1, HUNDRED)]
Count = Annotated[int, between(1, 10_000)]


@dataclass(frozen=True)
class Identity:
    """The paper behind the round. `subject` is its trích yếu, `survey` the same as a noun, `rated` who is asked about.

    `issuer_full` names the province too. An `example` shows how a file is written and is no real round.
    `short_name` is what pages call the round; empty takes the paper's number and the month. `previous` is the slug of
    the round it is compared with; empty asks for no comparison.
    """

    slug: Annotated[str, matching(r"[a-z0-9]+(-[a-z0-9]+)*", "gồm chữ thường không dấu, chữ số, gạch nối"), at_most(60)]
    kind: Words
    number: Words
    issued_on: date
    issuer: Words
    issuer_full: Words
    title: Annotated[str, not_empty, at_most(300)]
    subject: Words
    survey: Words
    rated: Words
    example: bool = False
    short_name: Annotated[str, at_most(40)] = codec.later("")
    previous: str = codec.later("")


@dataclass(frozen=True)
class Catalogue:
    """The units surveyed. `districts` is empty where there are none; `expected` communes must be in the catalogue.

    `key` names one of several catalogues of a year; empty means the one whose key is the year.
    """

    year: Annotated[int, between(2000, 2100)]
    expected: Annotated[int, between(1, 20000)]
    communes: Words
    districts: str = ""
    key: Annotated[str, at_most(40)] = codec.later("")

    @property
    def known_as(self) -> str:
        """The key of the catalogue in the database."""
        return self.key or str(self.year)


def last_day_is_not_before_the_first(first_day: date, last_day: date) -> Problems:
    if last_day < first_day:
        yield "last_day", "phải từ ngày đầu (first_day) trở đi."
    if last_day - first_day > LONGEST:
        yield "last_day", "đợt khảo sát không dài quá một năm."


@dataclass(frozen=True)
class Window:
    first_day: date
    last_day: date
    holidays: tuple[date, ...] = ()

    CHECKS = ((("first_day", "last_day"), last_day_is_not_before_the_first),)


def reports_follow_each_other(
    commune_report: date, district_report: date | None, draft_report: date, signed_report: date
) -> Problems:
    before = commune_report
    for name, day in (
        ("district_report", district_report),
        ("draft_report", draft_report),
        ("signed_report", signed_report),
    ):
        # Without districts their report is passed over.
        if day is not None and day < before:
            yield name, "phải từ hạn của bước trước trở đi (cấp dưới, cấp giữa, dự thảo, ký)."
        before = max(before, day or before)


@dataclass(frozen=True)
class Deadlines:
    """Figures of a day are chốt by `lock_hour` of the next working day; daily posts are due at `daily_post`.

    Ballots and comments are kept until the end of `complaints`, where it is not set until `complaints_end`.
    """

    rosters: date
    commune_report: date
    draft_report: date
    signed_report: date
    district_report: date | None = None
    lock_hour: time = LOCK_HOUR
    daily_post: time = time(17)
    complaints: date | None = None

    CHECKS = ((("commune_report", "district_report", "draft_report", "signed_report"), reports_follow_each_other),)


@dataclass(frozen=True)
class Form:
    """Which form is asked, in which version; `open_by_name` opens it from the name search too, not by code alone."""

    code: Words
    version: Annotated[int, between(1, 9999)]
    source: Words
    variant: Variant = "long"
    open_by_name: bool = False


def floors_fall(groups: tuple[int, ...]) -> Problems:
    if not groups or any(low >= high for high, low in pairwise(groups)):
        yield "groups", "phải có ít nhất một ngưỡng, xếp từ cao xuống thấp."


@dataclass(frozen=True)
class Results:
    """Which figure is the index, the floors of the groups of communes in percent, and how few ballots are too few."""

    index: Method = "top2"
    groups: tuple[Percent, ...] = (90, 80, 70)
    least_ballots: Annotated[int, between(5, 1000)] = 20
    groups_source: Annotated[str, at_most(200)] = codec.later("")  # the paper that sets them: no groups without
    CHECKS = ((("groups",), floors_fall),)


@dataclass(frozen=True)
class Task:
    """What the plan orders, of whom, where it says so, and by when if it does."""

    clause: Words
    who: Words
    text: Words
    due: date | None = None


def most_is_not_below_least(least: int, most: int) -> Problems:
    if most < least:
        yield "most", "phải từ least trở lên."


@dataclass(frozen=True)
class Awards:
    """How many collectives or persons may be proposed."""

    least: Annotated[int, between(0, 1000)]
    most: Annotated[int, between(1, 1000)]

    CHECKS = ((("least", "most"), most_is_not_below_least),)


@dataclass(frozen=True)
class Retention:
    """How long one kind of data is kept."""

    data: Words
    kept: Words
