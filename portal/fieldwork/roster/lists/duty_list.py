"""A duty list as plain values, for paper, page and file: helpers by desk and half-day. No queries."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.roster.people.person_matching import pretty_phone
from portal.fieldwork.roster.shifts import coverage
from portal.web.ui.formats import day_month, short_date, weekday
from portal.web.ui.text import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from portal.fieldwork.roster.models import Helper, Supervisor
    from portal.fieldwork.roster.queries import Desk
    from portal.fieldwork.roster.shifts.coverage import HalfDay
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan

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
    desk: str
    address: str
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

    slug: str
    title: str
    paper: str
    organisation: str
    provincial: str
    issuer: str
    desk: str
    days: tuple[date, ...]
    rosters_by: date
    simulated: bool

    @property
    def plan(self) -> str:
        """«Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy»."""
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
    def duty(self) -> str:
        """What all of them are there for."""
        return (
            "Nhiệm vụ: hỗ trợ, hướng dẫn người dân thực hiện các thủ tục hành chính, truy cập mã QR và trả lời phiếu "
            "khảo sát; chỉ hướng dẫn kỹ thuật, để người dân trực tiếp trả lời."
        )

    @property
    def enclosed(self) -> str:
        """To which letter the compiled lists belong; the clerk fills in number and day."""
        month = f"{self.rosters_by.month}/{self.rosters_by.year}"
        gap = "\u00a0" * 6
        return f"Kèm theo Công văn số{gap}ngày{gap}/{month} của {self.provincial}"


@dataclass(frozen=True)
class SupervisorLine:
    """A line of the list of supervisors."""

    name: str
    post: str
    office: str
    area: str
    days: str


def round_facts(round_: Round, plan: Plan, days: Sequence[date]) -> RoundFacts:
    """What all lists of a round say."""
    issued = short_date(plan.identity.issued_on)
    return RoundFacts(
        slug=round_.slug,
        title=round_.title,
        paper=f"{plan.named} ngày {issued}",
        organisation=plan.helpers.organisation,
        provincial=plan.helpers.provincial,
        issuer=plan.identity.issuer,
        desk=plan.desk.full,
        days=tuple(days),
        rosters_by=plan.deadlines.rosters,
        simulated=round_.simulated,
    )


def desk_list(desk: Desk, *, internal: bool) -> DeskList:
    """A desk's list; telephones and notes stand in the internal copy alone."""
    line = internal_line if internal else public_line
    unit, point = desk.point.unit, desk.point
    present = desk.present
    return DeskList(
        code=unit.code,
        title=unit.title,
        district=unit.district.title if unit.district else "",
        desk=point.desk_name,
        address=point.desk_address,
        hours=point.desk_hours,
        people=tuple(line(desk, helper) for helper in desk.helpers if desk.turns(helper)),
        present=tuple(present[place] for place in coverage.half_days(desk.days)),
        handed_in=desk.handed_in_at is not None,
    )


def public_line(desk: Desk, helper: Helper) -> PublicLine:
    """One public line."""
    turns = desk.turns(helper)
    return PublicLine(
        name=helper.full_name,
        association=helper.association,
        marks=tuple(place in turns for place in coverage.half_days(desk.days)),
        turns=turns_in_words(turns, desk.days),
        extra=helper.extra,
    )


def internal_line(desk: Desk, helper: Helper) -> InternalLine:
    """One internal line."""
    public = public_line(desk, helper)
    return InternalLine(
        public.name,
        public.association,
        public.marks,
        public.turns,
        public.extra,
        phone=pretty_phone(helper.phone),
        note=helper.note,
    )


def supervisor_lines(supervisors: Iterable[Supervisor], days: Sequence[date]) -> list[SupervisorLine]:
    """The list of supervisors."""
    return [
        SupervisorLine(
            supervisor.full_name,
            supervisor.post,
            supervisor.office,
            supervisor.area,
            days_in_words(supervisor.dates, days),
        )
        for supervisor in supervisors
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
    places = {day: number for number, day in enumerate(days)}
    found_runs: list[list[date]] = [[chosen[0]]] if chosen else []
    for before, after in pairwise(chosen):
        if places.get(after, -1) == places.get(before, -1) + 1:
            found_runs[-1].append(after)
        else:
            found_runs.append([after])
    return found_runs


def spans(run: Sequence[date]) -> list[str]:
    """A run by its ends where it is long, else day by day."""
    if len(run) >= LEAST_SPAN:
        return [f"{day_month(run[0])}–{day_month(run[-1])}"]
    return [day_month(day) for day in run]


@dataclass(frozen=True)
class DayTable:
    """One day of the public list: names by half-day."""

    heading: str
    halves: tuple[tuple[str, tuple[str, ...]], ...]


def day_tables(desk: Desk) -> list[DayTable]:
    """The days of a desk's list, names and associations only."""
    return [
        DayTable(
            f"{weekday(day)}, {short_date(day)}",
            tuple(
                (half_heading(half), tuple(public_name(helper) for helper in desk.people(day, half)))
                for half in coverage.HALVES
            ),
        )
        for day in desk.days
    ]


def half_heading(half: str) -> str:
    return _("Buổi sáng") if half == coverage.MORNING else _("Buổi chiều")


def public_name(helper: Helper) -> str:
    """A helper's name and association, as published."""
    return f"{helper.full_name} ({helper.association})" if helper.association else helper.full_name
