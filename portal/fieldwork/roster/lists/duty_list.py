"""Duty lists as plain values, for paper, page and file: helpers by desk and half-day; read once for a whole subtree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from flask_babel import gettext as _

from portal.fieldwork.roster import queries
from portal.fieldwork.roster.models import Helper, Supervisor
from portal.fieldwork.roster.person_matching import pretty_phone
from portal.fieldwork.roster.queries import Desk
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.units.models import COMMUNE, PROVINCE, Unit
from portal.web.ui.formats import capital, day_month, short_date, weekday

MATRIX_DAYS = 5
"""Up to so many days each half-day has a column of its own."""
LEAST_SPAN = 3


@dataclass(frozen=True)
class PublicLine:
    """A line of a public copy: it holds no telephone and no note, so that no page and no paper can tell them."""

    name: str
    association: str
    marks: tuple[bool, ...]
    turns: str
    extra: bool

    @property
    def remark(self) -> str:
        """What stands in the last column."""
        return "bổ sung" if self.extra else ""


@dataclass(frozen=True)
class InternalLine(PublicLine):
    """A line of the internal copy, for officials alone."""

    phone: str
    note: str

    @property
    def remark(self) -> str:
        """The note, too."""
        return "; ".join(part for part in (super().remark, self.note) if part)


@dataclass(frozen=True)
class DeskList:
    """A desk and who helps there."""

    code: str
    title: str
    district: str
    hours: str
    people: tuple[PublicLine, ...]
    present: tuple[int, ...]
    handed_in: bool = True

    @property
    def capital(self) -> str:
        return capital(self.title)

    @property
    def full(self) -> str:
        return f"{self.title}, {self.district}" if self.district else self.title


@dataclass(frozen=True)
class RoundFacts:
    """What every list of a round says alike."""

    paper: str
    provincial: str
    issuer: str
    desk: str
    commune_level: str
    helpers: str
    at_committee: bool
    days: tuple[date, ...]
    rosters_by: date
    simulated: bool

    @property
    def plan(self) -> str:
        """«Kế hoạch số 12-KH/ABC ngày 05/6/2024 của Cơ quan»."""
        return f"{self.paper} của {self.issuer}"

    @property
    def is_matrix(self) -> bool:
        """Whether half-days have columns of their own."""
        return len(self.days) <= MATRIX_DAYS

    @property
    def half_days(self) -> tuple[HalfDay, ...]:
        return coverage.half_days(self.days)

    @property
    def day_heads(self) -> list[str]:
        return [day_month(day) for day in self.days]

    @property
    def title(self) -> str:
        """What they are called, above whom they are of."""
        return f"DANH SÁCH, LỊCH PHÂN CÔNG\n{self.helpers} hỗ trợ, hướng dẫn người dân"

    def desk_of(self, unit: str) -> str:
        """«Bộ phận … UBND xã Thanh Hải», where desks stand at the committee."""
        return f"{self.desk} UBND {unit}" if self.at_committee else f"{self.desk}, {unit}"

    @property
    def duty(self) -> str:
        """What all of them are there for."""
        return (
            "Nhiệm vụ: hỗ trợ, hướng dẫn người dân thực hiện các thủ tục hành chính, truy cập mã QR và trả lời phiếu "
            "khảo sát; chỉ hướng dẫn kỹ thuật, để người dân trực tiếp trả lời."
        )

    @property
    def enclosed(self) -> str:
        """To which letter the compiled lists belong."""
        month = f"{self.rosters_by.month}/{self.rosters_by.year}"
        gap = "\u00a0" * 6  # the clerk writes number and day with a pen
        return f"Kèm theo Công văn số{gap}ngày{gap}/{month} của {self.provincial}"


class SupervisorLine(NamedTuple):
    """A line of the list of supervisors."""

    name: str
    post: str
    office: str
    area: str
    days: str


def round_facts(round_: Round, plan: Plan, days: Sequence[date]) -> RoundFacts:
    """What all lists of a round say."""
    return RoundFacts(
        paper=f"{plan.named} ngày {short_date(plan.identity.issued_on)}",
        provincial=plan.helping.provincial,
        issuer=plan.identity.issuer,
        desk=plan.desk.full,
        commune_level=plan.terms.commune_level,
        helpers=plan.terms.helpers,
        at_committee=plan.desk.at_committee,
        days=tuple(days),
        rosters_by=plan.deadlines.rosters,
        simulated=round_.simulated,
    )


def desk_list(desk: Desk, *, internal: bool) -> DeskList:
    """A desk's list; telephones and notes stand in the internal copy alone."""
    # `present` counts all shifts anew each time it is asked for
    unit, present = desk.point.unit, desk.present
    return DeskList(
        code=unit.code,
        title=unit.title,
        district=unit.district.title if unit.district else "",
        hours=desk.point.desk_hours,
        people=tuple(line(desk, helper, internal=internal) for helper in desk.helpers if desk.turns(helper)),
        present=tuple(present[half_day] for half_day in coverage.half_days(desk.days)),
        handed_in=desk.handed_in_at is not None,
    )


def line(desk: Desk, helper: Helper, *, internal: bool) -> PublicLine:
    """A person's line of the internal or of a public copy."""
    turns = desk.turns(helper)
    marks = tuple(half_day in turns for half_day in coverage.half_days(desk.days))
    public = (helper.full_name, helper.association, marks, turns_in_words(turns, desk.days), helper.extra)
    return InternalLine(*public, pretty_phone(helper.phone), helper.note) if internal else PublicLine(*public)


def supervisor_lines(supervisors: Iterable[Supervisor], days: Sequence[date]) -> list[SupervisorLine]:
    """The list of supervisors."""
    return [
        SupervisorLine(sent.full_name, sent.post, sent.office, sent.area, days_in_words(sent.dates, days))
        for sent in supervisors
    ]


def turns_in_words(turns: Sequence[HalfDay], days: Sequence[date]) -> str:
    """«sáng: 12/6–14/6; chiều: 13/6»."""
    parts = []
    for half in coverage.HALVES:
        days_of_half = [turn.day for turn in turns if turn.half == half]
        if days_of_half:
            parts.append(f"{coverage.half_in_words(half)}: {days_in_words(days_of_half, days)}")
    return "; ".join(parts)


def days_in_words(chosen: Sequence[date], days: Sequence[date]) -> str:
    """«12/6, 14/6», and «12/6–14/6» for three or more that follow each other among `days`."""
    return ", ".join(span for run in runs(chosen, days) for span in spans(run))


def runs(chosen: Sequence[date], days: Sequence[date]) -> list[list[date]]:
    """The days cut where one of `days` is left out between them."""
    # among the days of duty: a weekend between them is no gap
    places = {day: number for number, day in enumerate(days)}
    runs_of_days: list[list[date]] = [[chosen[0]]] if chosen else []
    for before, after in pairwise(chosen):
        if places.get(after, -1) == places.get(before, -1) + 1:
            runs_of_days[-1].append(after)
        else:
            runs_of_days.append([after])
    return runs_of_days


def spans(run: Sequence[date]) -> list[str]:
    """A run by its ends where it is long, else day by day."""
    if len(run) >= LEAST_SPAN:
        return [f"{day_month(run[0])}–{day_month(run[-1])}"]
    return [day_month(day) for day in run]


@dataclass(frozen=True)
class DayTable:
    """One day of the public list: names and associations by half-day."""

    heading: str
    halves: tuple[tuple[str, tuple[str, ...]], ...]


def day_tables(desk: Desk) -> list[DayTable]:
    """The days of a desk's list."""
    heads = {coverage.MORNING: _("Buổi sáng"), coverage.AFTERNOON: _("Buổi chiều")}
    return [
        DayTable(
            f"{weekday(day)}, {short_date(day)}",
            tuple(
                (head, tuple(public_name(helper) for helper in desk.people(day, half))) for half, head in heads.items()
            ),
        )
        for day in desk.days
    ]


def public_name(helper: Helper) -> str:
    """A helper's name and association, as published."""
    return f"{helper.full_name} ({helper.association})" if helper.association else helper.full_name


@dataclass(frozen=True)
class Group:
    """A district's desks, or all of them where there are no districts."""

    title: str
    desks: tuple[DeskList, ...]

    @property
    def handed_in(self) -> list[DeskList]:
        return [desk for desk in self.desks if desk.handed_in]

    @property
    def helpers(self) -> int:
        return sum(len(desk.people) for desk in self.handed_in)

    @property
    def shifts(self) -> int:
        return sum(sum(desk.present) for desk in self.handed_in)

    @property
    def figures(self) -> tuple[int, int, int, int]:
        """How many desks, of them with a list, with how many people and shifts."""
        return len(self.desks), len(self.handed_in), self.helpers, self.shifts


@dataclass(frozen=True)
class RosterBook:
    """All that the lists of a subtree say."""

    facts: RoundFacts
    unit: str
    level: str
    groups: tuple[Group, ...]
    sent: tuple[SupervisorLine, ...]

    @property
    def desks(self) -> list[DeskList]:
        return [desk for group in self.groups for desk in group.desks]

    @property
    def is_single(self) -> bool:
        """Whether it is one commune's."""
        return self.level == COMMUNE

    @property
    def is_whole(self) -> bool:
        """Whether it is the province's."""
        return self.level == PROVINCE

    @property
    def enclosed(self) -> str:
        """To what the lists belong: the association's letter for all desks, the plan for a district's."""
        return self.facts.enclosed if self.is_whole else f"Thực hiện {self.facts.plan}"

    @property
    def total(self) -> Group:
        return Group("Tổng cộng", tuple(self.desks))


def read_book(round_: Round, unit: Unit, *, internal: bool) -> RosterBook:
    """The lists of a subtree as plain values."""
    plan = round_.plan_data
    days = queries.days_of(round_, plan)
    points = queries.points_in(unit, round_)
    groups: dict[str, list[DeskList]] = {}
    for desk in queries.desks(points, days, plan):
        title = desk.point.unit.district.capital if desk.point.unit.district else ""
        groups.setdefault(title, []).append(desk_list(desk, internal=internal))
    supervisors = queries.supervisors(round_) if unit.level == PROVINCE else ()
    return RosterBook(
        facts=round_facts(round_, plan, days),
        unit=unit.title,
        level=unit.level,
        groups=tuple(Group(title, tuple(desks)) for title, desks in groups.items()),
        sent=tuple(supervisor_lines(supervisors, round_.days)),
    )
