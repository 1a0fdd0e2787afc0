"""The parts of a round's plan: one dataclass a section of the file, each with what may be written there."""

from dataclasses import dataclass, fields, replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self

from portal.surveys import turnout
from portal.surveys.plan.deadlines import LOCK_HOUR
from portal.surveys.plan.reader import Problems, Words, at_most, between, matching, not_empty, placeholders
from portal.surveys.questionnaire.questionnaire import Method, Text, Variant
from portal.web.data import codec

HUNDRED = 100
LONGEST = timedelta(days=366)
Preset = Literal["A", "B", "C", "D", "E", "H"]
Profile = Literal["party_hd36_2018", "party_hd05_2026", "state_nd30_2020"]
WebAddress = Annotated[str, matching(r"https?://[^\s]+", "là một địa chỉ bắt đầu bằng http:// hoặc https://")]
UnitWords = Annotated[str, not_empty, placeholders("unit", "name", "parent", "committee")]
PosterWords = Annotated[str, not_empty, placeholders("member", "domain")]
PhoneNumber = Annotated[str, matching(r"[0-9 .+()-]*", "chỉ gồm chữ số và dấu cách, dấu chấm")]
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
    """The units surveyed. `districts` is empty where there are none; `expected` communes must be in the catalogue."""

    year: Annotated[int, between(2000, 2100)]
    expected: Annotated[int, between(1, 20000)]
    communes: Words
    districts: str = ""


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
            yield name, "phải từ hạn của bước trước trở đi (xã, huyện, dự thảo, ký)."
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


@dataclass(frozen=True)
class Turnout:
    """The policy chosen, the plan's own words behind it, and the guidance paper if there is one."""

    preset: Preset
    clause: Words
    quotation: tuple[Words, ...]
    guidance: str = ""
    crowded_from: Annotated[int, between(1, 100000)] = 40
    crowded_ballots: Annotated[int, between(1, 100000)] = 20

    def policy(self, preset: str | None = None) -> turnout.Policy:
        """The policy in force, or what another preset would be under the round's settings."""
        chosen = turnout.PRESETS[preset or self.preset]
        return replace(chosen, crowded_from=self.crowded_from, crowded_ballots=self.crowded_ballots)


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
class Letterhead:
    """The head of one level's papers. `symbol` is the body's («BDVTU»); who may sign is offered, never chosen.

    `division`: of the division that drafts, in the number of State letters («12/SYT-NVY») and its own papers.
    """

    profile: Profile
    superior: UnitWords
    issuer: UnitWords
    symbol: Words
    place: UnitWords
    signers: tuple[tuple[Words, ...], ...]
    division: str = codec.later("")


@dataclass(frozen=True)
class Letterheads:
    """`whole_names` are communes named after persons; their place line has the kind: «Phường Trần Phú, ngày …»."""

    province: Letterhead
    commune: Letterhead
    district: Letterhead | None = None
    whole_names: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Restricted:
    """Annexes that go to one reader in a file of their own, and are left out of every other copy."""

    annexes: tuple[Annotated[int, between(1, 99)], ...]
    reader: Words
    note: Words


@dataclass(frozen=True)
class Report:
    """Sentences of the round's papers. The profile puts the end mark; closings below the province name their unit."""

    subject: Words
    month_subject: Annotated[str, not_empty, placeholders("month", "next_month", "year")]
    commune_subject: UnitWords
    closing: Words
    closing_below: UnitWords
    recipients: tuple[Words, ...]
    restricted: Restricted
    district_subject: Annotated[str, placeholders("unit", "name")] = ""
    closing_commune: Annotated[str, placeholders("unit", "name", "above")] = codec.later("")


@dataclass(frozen=True)
class Committee:
    """What a district's Party committee is called by the district's kind: «huyện» has a «Huyện ủy»."""

    kind: Words
    name: Words


@dataclass(frozen=True)
class Bodies:
    """Who leads at each level. `approves` says at which level what a commune asks is approved."""

    reports_to: Words
    government: Words
    division: Words
    division_short: Words
    commune: UnitWords
    task_force: Words
    task_force_head: Words
    task_force_members: tuple[Words, ...]
    approves: Literal["district", "province"]
    district: Annotated[str, placeholders("unit", "name")] = ""
    committees: tuple[Committee, ...] = ()

    def committee(self, kind: str) -> str:
        """The Party committee of a district by its kind: «Huyện ủy», «Thị ủy», «Thành ủy»; empty where unknown."""
        return next((committee.name for committee in self.committees if committee.kind == kind), "")


@dataclass(frozen=True)
class Helpers:
    """The organisation whose members help at the desk."""

    organisation: Words
    provincial: Words
    member: Words


@dataclass(frozen=True)
class Chat:
    """The group in which each task force posts every day, and who is to be in it."""

    name: Words
    link: WebAddress
    members: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Software:
    """The province's own software, in which the figures must be entered as well while `required`."""

    name: Words
    address: WebAddress
    required: bool = True


@dataclass(frozen=True)
class Invitations:
    """Whether desks keep a paper tally of whom they invite, entered by half-days once the day is «chốt»."""

    counted: bool = False


# Of plans that name none.
NO_INVITATIONS: Final = Invitations()


@dataclass(frozen=True)
class Contact:
    """Whom messages tell people to call; the telephone stays empty until the office gives one."""

    name: Text
    telephone: PhoneNumber = ""


@dataclass(frozen=True)
class Phone:
    """The number of a district or commune, by the unit's code; `name` is who answers, empty for the unit's board."""

    unit: Words
    telephone: Annotated[PhoneNumber, not_empty]
    name: str = ""


def a_desk_shuts_after_it_opens(opens: time, shuts: time) -> Problems:
    if shuts <= opens:
        yield "shuts", "phải sau giờ mở cửa (opens)."


@dataclass(frozen=True)
class Desk:
    """What the one-stop desk is called: in full on papers, in short to citizens; when it `opens` and `shuts`."""

    full: Words
    short: Words
    english: Words
    opens: time = codec.later(time(7))
    shuts: time = codec.later(time(17))

    CHECKS = ((("opens", "shuts"), a_desk_shuts_after_it_opens),)


@dataclass(frozen=True)
class Citizen:
    """The box on the citizen's page: who asks, what for, how long the answers are kept."""

    organiser: Text
    purpose: Text
    kept: Text


@dataclass(frozen=True)
class Poster:
    steps: tuple[PosterWords, ...]
    without_phone: PosterWords
    domain: PosterWords


@dataclass(frozen=True)
class Channel:
    """A way to make the survey known, counted as one column of the publicity annex."""

    id: Annotated[str, matching(r"[a-z_]{1,30}", "gồm chữ thường không dấu")]
    label: Words
    least_days: Annotated[int, between(1, 60)] = 1


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


# Limits that were kept as a part of one before plans named them in percent.
EARLIER_NAMES = {"night_percent": "night_share", "same_percent": "same_share", "risk_percent": "risk_share"}


@dataclass(frozen=True)
class Limits:
    """Where a sign of quality begins (P11), the same for every commune. The README of plans says what each does.

    `least_ballots` is for rules that look at one commune's shares, `least_marked` and `deviations` for those that hold
    a commune against the others; `ratio_in_a_thousand` is how often chance alone may make equal rates.
    """

    least_ballots: Count = 20
    least_communes: Annotated[int, between(3, 1000)] = 10
    least_marked: Count = 5
    deviations: Annotated[int, between(2, 10)] = 3
    burst_times: Annotated[int, between(2, 100)] = 6
    burst_least: Count = 10
    burst_deviations: Annotated[int, between(2, 20)] = 5
    night_percent: Percent = 10
    same_percent: Percent = 40
    risk_percent: Percent = 10
    least_days: Annotated[int, between(2, 366)] = 3
    ratio_in_a_thousand: Annotated[int, between(1, 100)] = 50
    reused_least: Count = 1

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> Self:
        """The limits that a round's flags were made by; what did not exist then has its default."""
        values = {limit.name: record[limit.name] for limit in fields(cls) if limit.name in record}
        # The share of then is the percentage of now.
        values |= {new: round(HUNDRED * record[old]) for new, old in EARLIER_NAMES.items() if old in record}
        return cls(**values)


# Those of a plan that names none.
LIMITS: Final = Limits()
