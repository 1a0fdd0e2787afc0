"""Reading a month once: every approved round of the catalogue with days in it, in the month before, in the year."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from portal.ballots import counting
from portal.documents.monthly.monthly_figures import AreaMonth, DueTask, Flag, MonthlyFigures, MonthRound, MonthWork
from portal.documents.synthesis.figures import Day
from portal.documents.synthesis.respondents import themes_of
from portal.documents.synthesis.snapshot import in_code_order, office_of
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.reminders import queries as urging
from portal.fieldwork.turnout.figures import is_told, sum_known
from portal.fieldwork.turnout.queries import settled_lines
from portal.results import queries as results
from portal.results.statistics.basis import LEAST_SHOWN, basis_of
from portal.results.statistics.tables import areas
from portal.surveys import turnout
from portal.surveys.models import Round
from portal.surveys.plan.reader import fill_placeholders
from portal.surveys.turnout import Status
from portal.units import queries as units
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from portal.documents.lifecycle.requests import Request
    from portal.fieldwork.turnout.figures import DayFigures, Line
    from portal.papers.office import Office
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
DECEMBER = 12
ANNEXES = 4
FLAGGED = {Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG, Status.CHUA_DU_SO_LIEU}


class Span(NamedTuple):
    """Days from the first to the last, both counted."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, round_: Round) -> bool:
        return round_.first_day <= self.last and round_.last_day >= self.first


class RoundLines(NamedTuple):
    """A round with its communes' lines over all its days, on «chốt» visits."""

    round: Round
    lines: Sequence[Line]


def freeze(request: Request) -> MonthlyFigures:
    """The report of a month; a round names the catalogue and the office, its plan's words are used."""
    month = span_of(request.month)
    before = span_before(month)
    year = Span(date(month.first.year, 1, 1), month.last)
    round_ = request.round or nearest_round(month, request.catalogue)
    plan = round_.plan_data
    top = units.province(round_.catalogue_year)
    if top is None:
        raise LookupError(round_.catalogue_year)
    read = [read_round(top, one) for one in rounds_in(round_.catalogue_year, Span(before.first, month.last), year)]
    in_month = [one for one in read if month.meets(one.round)]
    return MonthlyFigures(
        office=month_office(plan),
        subject=subject_of(plan, month),
        programme=f"chương trình công tác tháng {month.first.month} năm {month.first.year}",
        month=month.first,
        last_day=month.last,
        rounds=tuple(month_round(top, one, month) for one in in_month),
        before=tuple(month_round(top, one, before) for one in read if before.meets(one.round)),
        areas=area_months(read, (month, year, before)),
        flags=tuple(flag for one in in_month for flag in flags_of(one, month)),
        work=work_of(top, [one.round for one in in_month], month),
        tasks=tasks_of([one.round for one in read], plan, span_after(month)),
        taken_at=clock.now().replace(microsecond=0),
        simulated=any(one.round.simulated for one in read),
        least_shown=LEAST_SHOWN,
        by_district=bool(plan.catalogue.districts),
        **coded_themes([one.round for one in in_month]),
    )


def month_office(plan: Plan) -> Office:
    """The province's office; others are told which of this report's annexes they do not get."""
    office = office_of(plan)
    left_out = ", ".join(str(number) for number in office.restricted if number <= ANNEXES)
    remark = f"(không kèm Phụ lục {left_out})" if left_out else ""
    lines = tuple(re.sub(r"\(không kèm Phụ lục [^)]*\)", remark, line).strip() for line in office.recipients)
    return replace(office, recipients=lines)


def span_of(month: str) -> Span:
    """The days of «2024-06»."""
    match = MONTH.fullmatch(month)
    if match is None:
        raise DomainError(_("Tháng viết theo dạng năm-tháng, ví dụ 2024-06."), "month")
    first = date(int(match[1]), int(match[2]), 1)
    return Span(first, first_of_next(first) - timedelta(days=1))


def first_of_next(first: date) -> date:
    return date(first.year + first.month // DECEMBER, first.month % DECEMBER + 1, 1)


def span_after(month: Span) -> Span:
    first = first_of_next(month.first)
    return Span(first, first_of_next(first) - timedelta(days=1))


def span_before(month: Span) -> Span:
    last = month.first - timedelta(days=1)
    return Span(last.replace(day=1), last)


def nearest_round(month: Span, year: int | None) -> Round:
    """The last round of a catalogue (None: of any) begun by the month's end, else the first there is."""
    query = select(Round).where(Round.approved_at.is_not(None)).order_by(Round.opens_at)
    rounds = db.session.scalars(query if year is None else query.where(Round.catalogue_year == year)).all()
    begun = [round_ for round_ in rounds if round_.first_day <= month.last]
    if not rounds:
        raise DomainError(_("Chưa có đợt khảo sát nào được duyệt."))
    return begun[-1] if begun else rounds[0]


def rounds_in(year: int, *spans: Span) -> list[Round]:
    """The approved rounds of a catalogue that meet one of some spans."""
    query = select(Round).where(Round.catalogue_year == year, Round.approved_at.is_not(None)).order_by(Round.opens_at)
    return [round_ for round_ in db.session.scalars(query) if any(span.meets(round_) for span in spans)]


def read_round(top: Unit, round_: Round) -> RoundLines:
    return RoundLines(round_, settled_lines(top, round_, basis_of(round_).policy))


def subject_of(plan: Plan, month: Span) -> str:
    """«kết quả công tác … tháng 6; nhiệm vụ trọng tâm tháng 7 năm 2024»."""
    after = first_of_next(month.first)
    next_month = f"{after.month}" if after.year == month.first.year else f"{after.month}/{after.year}"
    words = {"month": str(month.first.month), "next_month": next_month, "year": str(month.first.year)}
    return fill_placeholders(plan.report.month_subject, words)


def month_round(top: Unit, read: RoundLines, span: Span) -> MonthRound:
    """A round as the month sees it; what people answered belongs to the month it ended in, once results are open."""
    round_, basis = read.round, basis_of(read.round)
    total = summed(told_days(round_, read.lines), span)
    ended = span.has(round_.last_day) and round_.results_opened_at is not None
    counts = results.answers(top, round_).get(basis.headline) if ended else None
    return MonthRound(
        slug=round_.slug,
        title=round_.title,
        first_day=round_.first_day,
        last_day=round_.last_day,
        state=round_.state,
        form=f"{basis.version}/{basis.variant}",
        codes=tuple(line.unit.code for line in read.lines),
        visits=total.visits,
        ballots=total.ballots or 0,
        overall=in_code_order(counts) if counts else None,
    )


def told_days(round_: Round, lines: Iterable[Line]) -> list[DayFigures]:
    """The days of some lines whose ballots are told: visits are counted of the same days."""
    every = (one for line in lines for one in line.days)
    return [one for one in every if is_told(round_, one.day, locked=one.locked_at is not None)]


def summed(every: Iterable[DayFigures], span: Span) -> Day:
    """Visits and ballots of the days that lie in a span."""
    days = [one for one in every if span.has(one.day)]
    return Day(sum_known(one.visits for one in days), sum_known(one.ballots for one in days))


def area_months(read: Sequence[RoundLines], spans: tuple[Span, Span, Span]) -> tuple[AreaMonth, ...]:
    """Every area of any of the rounds."""
    names: dict[str, str] = {}
    days: dict[str, list[DayFigures]] = {}
    for one in read:
        for area in areas(one.lines):
            names.setdefault(area.key, area.title)
            days.setdefault(area.key, []).extend(told_days(one.round, area.lines))
    return tuple(AreaMonth(name, *(summed(days[key], span) for span in spans)) for key, name in names.items())


def flags_of(read: RoundLines, span: Span) -> Iterable[Flag]:
    """The days of a span that are over and whose figures are missing or too high."""
    policy, over = basis_of(read.round).policy, counting.days_over(read.round)
    for line in read.lines:
        district = line.unit.district
        for one in line.days:
            status = turnout.judge(policy, one.visits, one.ballots).status
            if span.has(one.day) and one.day in over and status in FLAGGED:
                where = district.capital if district else ""
                yield Flag(line.unit.capital, where, one.day, one.visits, one.ballots, str(status))


def work_of(top: Unit, rounds: Sequence[Round], span: Span) -> MonthWork:
    """Publicity, inspections and incidents dated in the month."""
    entries = [
        (point, entry)
        for round_ in rounds
        for point, listed in publicity.entries_in_round(top, round_).items()
        for entry in listed
        if entry.first_day <= span.last and entry.last_day >= span.first
    ]
    made_inspections = [
        one for round_ in rounds for one in inspections.inspections_in(top, round_) if span.has(one.day)
    ]
    findings = [finding for one in made_inspections for finding in one.findings]
    incidents = [
        one
        for round_ in rounds
        for one in urging.incidents_in(top, round_)
        if span.has(clock.local(one.reported_at).date())
    ]
    return MonthWork(
        publicity=len(entries) or None,
        publicised=len({point for point, _entry in entries}) or None,
        inspections=len(made_inspections) or None,
        inspected=len({one.point_id for one in made_inspections}) or None,
        faults=len(findings) if made_inspections else None,
        faults_open=sum(finding.is_open for finding in findings) if made_inspections else None,
        incidents=len(incidents) or None,
        incidents_open=sum(one.is_open for one in incidents) if incidents else None,
    )


def coded_themes(rounds: Sequence[Round]) -> dict[str, Any]:
    """The themes of the last round of the month whose comments were coded."""
    coded = [themes for round_ in rounds if (themes := themes_of(round_))]
    return coded[-1] if coded else {"themes": (), "comments": None}


def tasks_of(rounds: Sequence[Round], plan: Plan, span: Span) -> tuple[DueTask, ...]:
    """The tasks of these rounds' plans, and of the plan at hand, that are due in a span."""
    plans = {one.identity.slug: one for one in (plan, *(round_.plan_data for round_ in rounds))}
    due_tasks = [
        DueTask(task.text, task.who, f"{task.clause} {one.named}", task.due)
        for one in plans.values()
        for task in one.tasks
        if task.due is not None and span.has(task.due)
    ]
    return tuple(sorted(due_tasks, key=lambda task: (task.due, task.text)))
