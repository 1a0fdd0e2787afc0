"""The steps of a commune in a round, each read off the step's own page: how far it is, what is left of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from flask import url_for
from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import CALM, DONE, LATE, OPEN
from portal.fieldwork.inspections import board as inspections
from portal.fieldwork.publicity import board as publicity
from portal.fieldwork.reporting import board as reporting
from portal.fieldwork.roster.board import board as rosters
from portal.fieldwork.taskforce import queries as taskforce
from portal.fieldwork.turnout import figures, queries
from portal.fieldwork.turnout.board import days_in_words
from portal.fieldwork.visits import queries as visit_queries
from portal.surveys.models import Round
from portal.surveys.plan import features
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.surveys.turnout import SHORT_LABELS, Status
from portal.units.district_table import HasUnit
from portal.units.models import Unit
from portal.web.data import clock, transactions
from portal.web.ui.formats import lower_first

RowT = TypeVar("RowT", bound=HasUnit)

TASKFORCE, ROSTER, PUBLICITY, VISITS, LOCK, TURNOUT, INSPECTIONS, REPORT = STEPS = (
    "taskforce",
    "roster",
    "publicity",
    "visits",
    "lock",
    "turnout",
    "inspections",
    "report",
)
NOT_YET = Status.CHUA_DU_SO_LIEU
FEATURES = {
    TASKFORCE: Feature.TASKFORCE,
    ROSTER: Feature.HELPERS,
    PUBLICITY: Feature.PUBLICITY,
    VISITS: Feature.VISITS,
    LOCK: Feature.VISITS,
    TURNOUT: Feature.VISITS,
}
"""What a plan must use to have a step; every plan has the others."""


@dataclass(frozen=True)
class Step:
    """How far one step of a commune is: in a word with its shape.

    `is_left` says that something can still be done and is not, `is_passed` that the commune counts as having done it.
    """

    words: str
    shape: str
    is_left: bool = False
    is_passed: bool = False


@dataclass(frozen=True)
class Progress:
    """A commune with its steps, and its figures over the days that have come (None before the first)."""

    unit: Unit
    point_id: int
    line: figures.Line | None
    steps: Mapping[str, Step] = field(hash=False)

    @property
    def left(self) -> int:
        """How many steps have something left."""
        return sum(step.is_left for step in self.steps.values())

    @property
    def status(self) -> str:
        """The board's verdict; before the first day nothing is known."""
        return self.line.status if self.line else Status.CHUA_DU_SO_LIEU

    @property
    def is_late(self) -> bool:
        """Whether a step is in trouble."""
        return any(step.is_left and step.shape == LATE for step in self.steps.values())


def of_plan(plan: Plan) -> tuple[str, ...]:
    """The steps that a plan has, in their order."""
    return tuple(step for step in STEPS if features.uses(plan, FEATURES.get(step)))


def labels(plan: Plan) -> dict[str, str]:
    """The steps of a plan as heads of the table."""
    words = (
        _("%(Task_force)s"),
        _("Phân công"),
        _("Tuyên truyền"),
        _("%(Counted_short)s"),
        _("Chốt"),
        _("Mức tham gia"),
        _("Kiểm tra"),
        _("Báo cáo"),
    )
    every = dict(zip(STEPS, words, strict=True))
    return {step: every[step] for step in of_plan(plan)}


def passed_labels(plan: Plan) -> dict[str, str]:
    """What a commune has done that has passed a step, for the funnel; inspections are not the communes' own."""
    every = {
        TASKFORCE: _("Đăng ký %(task_force)s"),
        ROSTER: _("Gửi lịch phân công"),
        PUBLICITY: _("Công khai, tuyên truyền"),
        VISITS: _("Nhập đủ %(counted_figure_short)s"),
        LOCK: _("Chốt đủ các ngày"),
        TURNOUT: _("Đạt mức tham gia"),
        REPORT: _("Nộp báo cáo"),
    }
    return {step: every[step] for step in of_plan(plan) if step in every}


def addresses(round_: Round, reader: Account) -> dict[str, str]:
    """Each step's own page; empty where this reader may not open it."""
    slug = round_.slug
    every = {
        TASKFORCE: url_for("preparing.task_forces", slug=slug),
        ROSTER: url_for("roster.all_desks", slug=slug),
        PUBLICITY: url_for("publicity.overview", slug=slug),
        VISITS: url_for("results.board", slug=slug, day="all", status=figures.NOT_ENTERED, _anchor="table"),
        LOCK: url_for("results.board", slug=slug, day="all", status=figures.NOT_LOCKED, _anchor="table"),
        TURNOUT: url_for("results.board", slug=slug, day="all"),
        INSPECTIONS: url_for("inspections.index", slug=slug),
        REPORT: url_for("reporting.overview", slug=slug),
    }
    rights = {ROSTER: Permission.ROSTER_VIEW, PUBLICITY: Permission.PUBLICITY_WATCH}
    return {step: url if reader.can(rights.get(step, Permission.BOARD_VIEW)) else "" for step, url in every.items()}


def of_round(round_: Round, top: Unit, plan: Plan) -> list[Progress]:
    """Every commune of a subtree in the order of the unit list, in as many queries for 209 of them as for one."""
    days, policy = round_.days_begun, visit_queries.policy_of(round_, plan)
    lines = {line.point_id: line for line in queries.board_lines(round_, top, days, policy)} if days else {}
    forces = by_unit(taskforce.states_in(top, round_)) if features.uses(plan, Feature.TASKFORCE) else {}
    desks = by_unit(rosters.lines(round_, top)) if features.uses(plan, Feature.HELPERS) else {}
    reports = by_unit(reporting.states_in(top, round_, plan))
    seen = {row.point.unit_id: row for row in inspections.rows(top, round_)}
    is_over, is_due = clock.today() > round_.last_day, clock.today() >= round_.last_day
    length, wanted = len(round_.visit_days), of_plan(plan)
    found = []
    for told in publicity.rows(top, round_, plan.channels, None, with_photos=False):
        unit, line = told.point.unit, lines.get(told.point.id)
        made = {
            VISITS: visits_step(line),
            LOCK: lock_step(line, length),
            TURNOUT: turnout_step(line, is_over=is_over),
            PUBLICITY: publicity_step(told, is_over=is_over),
            INSPECTIONS: inspections_step(seen[unit.id]),
            REPORT: report_step(reports[unit.id], is_due=is_due),
        }
        if TASKFORCE in wanted:
            made[TASKFORCE] = taskforce_step(forces[unit.id])
        if ROSTER in wanted:
            made[ROSTER] = roster_step(desks[unit.id], is_over=is_over)
        found.append(Progress(unit, told.point.id, line, {step: made[step] for step in wanted}))
    return found


def by_unit(rows: Iterable[RowT]) -> dict[int, RowT]:
    """The rows of a step's own page by the unit they are of."""
    return {row.unit.id: row for row in rows}


@transactions.once_a_request
def done() -> Step:
    """A step behind which nothing is left."""
    return Step(_("xong"), DONE, is_passed=True)


def taskforce_step(line: taskforce.Line) -> Step:
    """Registered with a numbered decision, or not."""
    if line.state == taskforce.FOUNDED:
        return done()
    return Step(lower_first(line.label), line.shape, is_left=True, is_passed=line.force is not None)


def roster_step(line: rosters.Line, *, is_over: bool) -> Step:
    """Handed in, and every half-day staffed; what nobody can mend any more is told and not left."""
    if line.handed_in_at is None:
        return Step(line.state, line.shape, is_left=not is_over)
    if line.gaps:
        return Step(_("thiếu %(n)s buổi", n=len(line.gaps)), OPEN, is_left=not is_over, is_passed=True)
    return done()


def publicity_step(row: publicity.Row, *, is_over: bool) -> Step:
    """How many of the plan's channels are done; after the round only who has logged nothing is asked for more."""
    if row.is_complete:
        return done()
    if not any(line.is_begun for line in row.lines):
        return Step(_("chưa"), LATE, is_left=True)
    shape = CALM if is_over else OPEN
    return Step(f"{row.done}/{len(row.lines)}", shape, is_left=not is_over, is_passed=True)


def visits_step(line: figures.Line | None) -> Step:
    """Whether visits are entered for every day that has come."""
    if line is None:
        return Step("-", NOT_YET)
    if line.missing:
        return Step(_("chưa %(days)s", days=days_in_words(line.missing)), LATE, is_left=True)
    return done()


def lock_step(line: figures.Line | None, days: int) -> Step:
    """How many of the days with a figure are «chốt», and whether one that has come is not."""
    come = [figures_ for figures_ in line.days if figures_.is_counted] if line else []
    locked = sum(figures_.locked_at is not None for figures_ in come)
    words = f"{locked}/{days}"
    if len(come) > locked:
        return Step(words, OPEN, is_left=True)
    return Step(words, DONE if locked == days else CALM, is_passed=locked == days)


def turnout_step(line: figures.Line | None, *, is_over: bool) -> Step:
    """The verdict of the board; above the ceiling somebody has to explain, below the floor people can still come."""
    if line is None:
        return Step("-", NOT_YET)
    above = line.status in {Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG}
    is_left = above or (line.status == Status.THAP and not is_over)
    return Step(SHORT_LABELS[line.status], line.status, is_left=is_left, is_passed=line.status == Status.DAT)


def inspections_step(row: inspections.Row) -> Step:
    """What inspections found and is not mended, then whether a planned one went by."""
    if row.open:
        return Step(_("%(n)s tồn tại", n=len(row.open)), LATE, is_left=True)
    shape, words = inspections.state(row)
    return Step(words, shape, is_left=row.missed and not row.made)


def report_step(line: reporting.Line, *, is_due: bool) -> Step:
    """Where the report is; left until the level above has it, from the last day on."""
    report = line.report
    if report is not None and report.is_handed_in:
        return done()
    return Step(lower_first(line.status.label), line.status.shape, is_left=is_due)
