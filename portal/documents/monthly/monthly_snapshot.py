"""The figures of a month's report, read once: the rounds with days in it, the month before, the year, what is due."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from portal.ballots import counting
from portal.documents.annexes.people_annexes import NEED_EXPLANATION
from portal.documents.lifecycle.requests import Request
from portal.documents.moments import moment_of
from portal.documents.monthly.months import Span, span_from, span_of
from portal.documents.synthesis.figures import Answers, Day, Theme, scored
from portal.documents.synthesis.paper_words import EARLIER, PaperWords, of_plan
from portal.documents.synthesis.snapshot import in_code_order, office_of, province_of, themes_of
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.reminders import queries as reminders
from portal.fieldwork.turnout.figures import Complete, DayFigures, Line, complete_of, is_told, sum_known, sum_of_days
from portal.fieldwork.turnout.queries import settled_lines
from portal.papers.letterhead import Office
from portal.results import queries as results
from portal.results.comments import themes
from portal.results.comments.outcomes import Outcome, as_of, days, of_theme
from portal.results.scoring import Score
from portal.results.statistics.basis import LEAST_SHOWN, basis_of
from portal.results.statistics.tables import areas
from portal.surveys import turnout
from portal.surveys.models import Round
from portal.surveys.plan import features
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.data.codec import later

TOLD_OF = (Feature.VISITS, Feature.PUBLICITY)
FIRST_EDITION, EDITION = 1, 2  # months of the first are worded as they were issued: `documents/earlier`


@dataclass(frozen=True)
class MonthRound:
    """A round with days in a month. `form` and `codes` decide what may be compared; `overall` needs open results."""

    slug: str
    title: str
    first_day: date
    last_day: date
    state: str
    form: str
    codes: tuple[str, ...]
    visits: int | None
    ballots: int
    overall: Answers | None
    rated: str = later("")  # whose work the overall question is about; empty in the first papers

    @property
    def score(self) -> Score:
        return scored(self.overall)


@dataclass(frozen=True)
class AreaMonth:
    """A district, or all communes of a kind: the month, the year so far, the month before."""

    name: str
    month: Day
    year: Day
    before: Day


@dataclass(frozen=True)
class Flag:
    """A commune's day without chốt visits, or with more ballots than visits."""

    commune: str
    area: str
    day: date
    visits: int | None
    ballots: int
    status: str


@dataclass(frozen=True)
class DueTask:
    """A task of a plan that is due next month."""

    text: str
    who: str
    clause: str
    due: date


@dataclass(frozen=True)
class MonthWork:
    """What was recorded in the month; None for a part of which nothing was recorded."""

    publicity: int | None
    publicised: int | None
    inspections: int | None
    inspected: int | None
    faults: int | None
    faults_open: int | None
    incidents: int | None
    incidents_open: int | None


@dataclass(frozen=True)
class ThemeOutcome:
    """What became of a theme's comments until the month's end, by documents; `round` is the slug of its round."""

    theme: str
    round: str
    outcome: Outcome


@dataclass(frozen=True)
class MonthlyFigures:
    """All that a month's report says in numbers."""

    office: Office
    subject: str
    programme: str
    month: date
    last_day: date
    rounds: tuple[MonthRound, ...]
    before: tuple[MonthRound, ...]
    areas: tuple[AreaMonth, ...]
    flags: tuple[Flag, ...]
    work: MonthWork
    themes: tuple[Theme, ...]
    comments: int | None
    tasks: tuple[DueTask, ...]
    taken_at: datetime
    simulated: bool
    least_shown: int
    by_district: bool
    outcomes: tuple[ThemeOutcome, ...] = later(())
    coded_round: str = later("")
    """The slug of the round that `themes` are of."""
    complete: Complete | None = later(None)
    comments_in: int | None = later(None)  # all comments of the round, with a theme or without
    praise: tuple[str, ...] = later(())  # the themes that ask for nothing
    edition: int = later(FIRST_EDITION)
    districts: str = later(EARLIER.districts)
    words: PaperWords = later(EARLIER)
    left_out: tuple[str, ...] = later(())  # features that no round of the month and the year uses

    def has(self, feature: Feature) -> bool:
        """Whether some round uses a feature that the report tells of."""
        return feature not in self.left_out

    @property
    def is_empty(self) -> bool:
        """Whether no round was held in the month: then it says so and what else there was, without empty headings."""
        return not self.rounds

    @property
    def annex_numbers(self) -> dict[int, int]:
        """The numbers under which its annexes are printed, by their place among the four; an empty one is left out."""
        held = (self.total("year").ballots is not None, bool(self.flags), bool(self.themes), bool(self.tasks))
        shown = [place for place, is_held in enumerate(held, start=1) if is_held]
        return {place: number for number, place in enumerate(shown, start=1)}

    def total(self, part: str) -> Day:
        """The sum over all areas of the month, the year or the month before."""
        days: list[Day] = [getattr(area, part) for area in self.areas]
        return Day(sum_known(day.visits for day in days), sum_known(day.ballots for day in days))


class RoundLines(NamedTuple):
    """A round with its communes' lines over all its days, on «chốt» visits."""

    round: Round
    lines: Sequence[Line]


def freeze(request: Request) -> MonthlyFigures:
    """The report of a month; a round names the catalogue and the office, its plan's words are used."""
    month = span_of(request.month)
    before = span_from((month.first - timedelta(days=1)).replace(day=1))
    year = Span(date(month.first.year, 1, 1), month.last)
    round_ = request.round or nearest_round(month, request.catalogue)
    plan, top = round_.plan_data, province_of(round_)
    rounds = rounds_in(round_.catalogue_id, Span(before.first, month.last), year)
    read = [RoundLines(one, settled_lines(top, one, basis_of(one).policy)) for one in rounds]
    in_month = [one for one in read if month.meets(one.round)]
    found = MonthlyFigures(
        office=office_of(plan),
        subject=subject_of(plan, month),
        programme=f"chương trình công tác tháng {month.first.month} năm {month.first.year}",
        month=month.first,
        last_day=month.last,
        rounds=tuple(month_round(top, one, month) for one in in_month),
        before=tuple(month_round(top, one, before) for one in read if before.meets(one.round)),
        areas=area_months(read, (month, year, before)),
        flags=tuple(flag for one in in_month for flag in flags_of(one, month)),
        work=work_of(top, [one.round for one in in_month], month),
        tasks=tasks_of([one.round for one in read], plan, span_from(month.last + timedelta(days=1))),
        taken_at=moment_of(rounds),
        simulated=any(one.round.simulated for one in read),
        least_shown=LEAST_SHOWN,
        by_district=bool(plan.catalogue.districts),
        districts=plan.catalogue.districts,
        words=of_plan(plan),
        left_out=used_by_none([plan, *(one.round.plan_data for one in read)]),
        outcomes=tuple(one for told in read for one in theme_outcomes(told.round, month.last)),
        complete=complete_of(days for one in in_month for days in days_by_unit(one, month)),
        edition=EDITION,
        **coded_themes([one.round for one in in_month]),
    )
    return replace(found, office=month_office(found))


def used_by_none(plans: Sequence[Plan]) -> tuple[str, ...]:
    """What of publicity and visits no plan has, so that nothing is said of it."""
    return tuple(one.value for one in TOLD_OF if not any(features.uses(plan, one) for plan in plans))


def month_office(figures: MonthlyFigures) -> Office:
    """The province's office; others are told which of this report's annexes they do not get."""
    office, numbers = figures.office, figures.annex_numbers
    left_out = ", ".join(str(numbers[place]) for place in office.restricted if place in numbers)
    remark = f"(không kèm Phụ lục {left_out})" if left_out else ""
    lines = tuple(re.sub(r"\(không kèm Phụ lục [^)]*\)", remark, line).strip() for line in office.recipients)
    return replace(office, recipients=lines)


def nearest_round(month: Span, year: int | None) -> Round:
    """The last round of a catalogue (None: of any) begun by the month's end, else the first there is."""
    query = select(Round).where(Round.approved_at.is_not(None)).order_by(Round.opens_at)
    rounds = db.session.scalars(query if year is None else query.where(Round.catalogue_id == year)).all()
    begun = [round_ for round_ in rounds if round_.first_day <= month.last]
    if not rounds:
        raise DomainError(_("Chưa có đợt khảo sát nào được duyệt."))
    return begun[-1] if begun else rounds[0]


def rounds_in(year: int, *spans: Span) -> list[Round]:
    """The approved rounds of a catalogue that meet one of some spans."""
    query = select(Round).where(Round.catalogue_id == year, Round.approved_at.is_not(None)).order_by(Round.opens_at)
    return [round_ for round_ in db.session.scalars(query) if any(span.meets(round_) for span in spans)]


def subject_of(plan: Plan, month: Span) -> str:
    """«kết quả công tác … tháng 6; nhiệm vụ trọng tâm tháng 7 năm 2024»."""
    after = month.last + timedelta(days=1)
    next_month = f"{after.month}" if after.year == month.first.year else f"{after.month}/{after.year}"
    words = {"month": str(month.first.month), "next_month": next_month, "year": str(month.first.year)}
    return fill_placeholders(plan.report.month_subject, words)


def month_round(top: Unit, read: RoundLines, span: Span) -> MonthRound:
    """A round as the month sees it; what people answered belongs to the month it ended in, once results are open."""
    round_, basis = read.round, basis_of(read.round)
    total = summed(told_days(round_, read.lines), span)
    # Not before its end, though results of a round of two months may be open in the first.
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
        rated=round_.plan_data.identity.rated,
    )


def told_days(round_: Round, lines: Sequence[Line]) -> list[DayFigures]:
    """The days of some lines whose ballots are told: visits are counted of the same days."""
    days = (day for line in lines for day in line.days)
    return [day for day in days if is_told(round_, day.day, locked=day.locked_at is not None)]


def days_by_unit(read: RoundLines, span: Span) -> Iterator[list[tuple[int | None, int | None]]]:
    """Each commune's days of a span that are over, as its sums have them; a day not told has no ballots yet."""
    over = counting.days_over(read.round)
    for line in read.lines:
        days = [day for day in line.days if span.has(day.day) and day.day in over]
        told = {day.day for day in told_days(read.round, [line])}
        yield [(day.visits, day.ballots if day.day in told else None) for day in days]


def summed(days: Sequence[DayFigures], span: Span) -> Day:
    """Visits and ballots of the days that lie in a span."""
    within = [day for day in days if span.has(day.day)]
    return Day(sum_known(day.visits for day in within), sum_known(day.ballots for day in within))


def area_months(read: Sequence[RoundLines], spans: tuple[Span, Span, Span]) -> tuple[AreaMonth, ...]:
    """Every area of any of the rounds."""
    names: dict[str, str] = {}
    days = defaultdict[str, list[DayFigures]](list)
    for one in read:
        for area in areas(one.lines):
            names.setdefault(area.key, area.title)
            days[area.key] += told_days(one.round, area.lines)
    return tuple(AreaMonth(name, *(summed(days[key], span) for span in spans)) for key, name in names.items())


def flags_of(read: RoundLines, span: Span) -> Iterator[Flag]:
    """The days of a span that are over and whose figures are missing or too high."""
    policy, over = basis_of(read.round).policy, counting.days_over(read.round)
    for line in read.lines:
        district = line.unit.district
        for one in [sum_of_days(line.days)] if policy.counted.once else line.days:
            status = turnout.judge(policy, one.visits, one.ballots).status
            if span.has(one.day) and one.day in over and status in NEED_EXPLANATION:
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
        for one in reminders.incidents_in(top, round_)
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
    coded = [(round_, found) for round_ in rounds if (found := themes_of(round_))]
    if not coded:
        return {"themes": (), "comments": None}
    round_, found = coded[-1]
    praise = tuple(row.theme for row in themes.table(round_) if row.is_praise)
    counted = {"comments": found["comments"], "comments_in": found["comments_received"]}
    return {"themes": found["themes"], **counted, "coded_round": round_.slug, "praise": praise}


def theme_outcomes(round_: Round, until: date) -> Iterator[ThemeOutcome]:
    """The themes of a round whose comments were passed on or answered by a day, without what came later."""
    for theme in themes.themes_of(round_):
        outcome = as_of(of_theme(theme), until)
        if days(outcome):
            yield ThemeOutcome(theme.name, round_.slug, outcome)


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
