"""How far a round is, at one look: the funnel, the map, the days, the totals, and which units have something left."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.fieldwork.monitoring import days, steps, table, unit_map
from portal.fieldwork.monitoring.days import DayBar
from portal.fieldwork.monitoring.steps import Progress
from portal.fieldwork.monitoring.table import Bar
from portal.fieldwork.monitoring.unit_map import Standing, UnitMap
from portal.fieldwork.turnout.board import basis_in_words, totals_in_words
from portal.fieldwork.turnout.figures import LineGroup
from portal.surveys.models import Round
from portal.units.models import Unit, communes_in_words
from portal.web.ui.formats import integer


@dataclass(frozen=True)
class Left:
    """How many units have something left of a step, and where they stand listed."""

    n: int
    words: str
    url: str


@dataclass(frozen=True)
class Overview:
    """What a home page shows of a round; every figure from the same lines."""

    every: Sequence[Progress]
    total: LineGroup
    totals: str
    communes: str
    funnel: Sequence[Bar]
    left: Sequence[Left]
    unit_map: UnitMap
    days: Sequence[DayBar]


def of_round(round_: Round, top: Unit, zoom: str) -> Overview:
    """The units of a subtree; `zoom` is the code of the district that the map shows alone."""
    plan = round_.plan_data
    every = steps.of_round(round_, top, plan)
    total = days.total_of(every)
    return Overview(
        every=every,
        total=total,
        totals=totals(total) if plan.turnout else ballots_alone(total),
        communes=communes_in_words([row.unit for row in every]),
        funnel=table.funnel(every, steps.passed_labels(plan)),
        left=left_by_step(round_, every),
        unit_map=unit_map.of_units([Standing(row.unit, row.status) for row in every], top, zoom),
        days=days.bars(total),
    )


def totals(total: LineGroup) -> str:
    """The figures that papers use once the round has closed; before that what is entered, and what it is made of."""
    if not total.lines:
        return ""
    basis = basis_in_words(total)
    if all(line.is_settled for line in total.lines):
        return basis or totals_in_words(total)
    ballots, visits = integer(total.ballots), integer(total.visits)
    words = _("%(ballots)s phiếu / %(visits)s %(counted)s.", ballots=ballots, visits=visits)
    return f"{words} {basis}".strip()


def ballots_alone(total: LineGroup) -> str:
    """The ballots so far of a plan that holds them against nothing; empty before the first day."""
    return _("%(ballots)s phiếu.", ballots=integer(total.ballots)) if total.lines else ""


def left_by_step(round_: Round, every: Sequence[Progress]) -> list[Left]:
    """The steps of which something is left, in their order."""
    words = {
        steps.TASKFORCE: _("đơn vị chưa đăng ký xong %(task_force)s"),
        steps.ROSTER: _("đơn vị chưa gửi đủ lịch phân công"),
        steps.PUBLICITY: _("đơn vị chưa công khai, tuyên truyền đủ"),
        steps.VISITS: _("đơn vị chưa nhập đủ %(counted_figure)s"),
        steps.LOCK: _("đơn vị chưa chốt đủ số liệu"),
        steps.TURNOUT: _("đơn vị có mức tham gia cần xem lại"),
        steps.INSPECTIONS: _("đơn vị còn tồn tại hoặc quá ngày kiểm tra"),
        steps.REPORT: _("đơn vị chưa nộp báo cáo"),
    }
    counted = {step: sum(row.steps[step].is_left for row in every if step in row.steps) for step in words}
    return [
        Left(n, words[step], url_for("monitoring.table", slug=round_.slug, status=step))
        for step, n in counted.items()
        if n
    ]
