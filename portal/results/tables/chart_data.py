"""What the overview and the charts show of a reading: rows for the chart macros, ready written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import LineGroup
from portal.results.statistics import contrasts, tables
from portal.results.statistics.contrasts import NamedScore
from portal.results.statistics.grouping import TOO_THIN, VACANT
from portal.results.statistics.tables import NOTHING
from portal.results.tables.score_grids import place_in_words
from portal.surveys.turnout import Status
from portal.web.ui.formats import decimal, integer, percent, rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.results.scoring import Score
    from portal.results.statistics.contrasts import Contrast
    from portal.results.statistics.tables import Distribution
    from portal.results.tallying.reading import Reading

COLOURS = ("#a3211d", "#d98b86", "#cfc8bd", "#7fb59a", "#1c6b45")
"""From very dissatisfied to very satisfied."""

Interval = tuple[str, float | None, float | None, float | None, str]
Bar = tuple[str, float | None, str]
Stack = tuple[str, list[float], list[str]]


@dataclass(frozen=True)
class Stacked:
    """A stacked chart: the parts with their colours, and a row a question."""

    parts: list[tuple[str, str]]
    rows: list[Stack]


@dataclass(frozen=True)
class Intervals:
    """A chart of shares with their intervals, and the ends of its scale."""

    rows: list[Interval]
    low: int
    top: int


def answers(reading: Reading) -> Distribution:
    """How the overall question was answered."""
    overall = reading.basis.overall
    return tables.distribution(overall, reading.answers.get(overall.id, NOTHING))


def overall(reading: Reading) -> list[Bar]:
    """The overall question's levels as shares, the best first."""
    named = list(zip(reading.basis.levels, answers(reading).shares, strict=False))
    return [(level, part, rate(part)) for level, part in reversed(named)]


def distributions(reading: Reading) -> Stacked:
    """Every question's levels as shares."""
    rows = tables.distributions(reading.basis, reading.answers)
    parts = list(zip(reading.basis.levels, COLOURS, strict=False))
    return Stacked(parts, [stack(row) for row in rows if row.score.n])


def stack(row: Distribution) -> Stack:
    shares = [part or 0.0 for part in row.shares]
    return row.question.title, shares, [rate(part) for part in shares]


def question_intervals(reading: Reading) -> Intervals:
    """Every question's share satisfied, in the form's order."""
    return intervals([(question.title, reading.scores[question.id]) for question in reading.basis.questions])


def area_intervals(reading: Reading) -> Intervals:
    """Every area's share satisfied on the overall question."""
    return intervals([(area.title, reading.area_scores[area.key]) for area in reading.areas])


def intervals(named: Sequence[tuple[str, Score]]) -> Intervals:
    """Rows on a scale that ends at the tens around them: intervals are compared with each other, not with nought."""
    return scaled([(label, score.low, score.top2, score.high, rate(score.top2)) for label, score in named])


def scaled(rows: list[Interval]) -> Intervals:
    """The tens around all ends."""
    low = min((row[1] for row in rows if row[1] is not None), default=0.0)
    high = max((row[3] for row in rows if row[3] is not None), default=100.0)
    return Intervals(rows, int(low // 10) * 10, -int(-high // 10) * 10)


def group_bars(reading: Reading) -> list[Bar]:
    """Every group's figure, by the index chosen."""
    places = reading.basis.figure_places
    figures = [(one.label, one.top2 if places == 1 else one.index) for one in reading.groups if one.id]
    return [(label, figure, decimal(figure, places)) for label, figure in figures]


def group_intervals(reading: Reading) -> Intervals:
    """Every group's share satisfied with its interval."""
    return scaled([(one.label, one.low, one.top2, one.high, rate(one.top2)) for one in reading.groups])


def contrast(reading: Reading) -> Contrast:
    """The questions that stand out at either end."""
    named = [NamedScore(question.title, reading.scores[question.id]) for question in reading.basis.parts]
    return contrasts.contrast(named)


def places(reading: Reading) -> list[tuple[str, str, int]]:
    """How many communes each group has: key, name, number."""
    counted = Counter(row.place for row in reading.commune_rows)
    keys: list[int | str] = [*range(len(reading.basis.floors) + 1), TOO_THIN, VACANT]
    shown = [key for key in keys if counted[key] or key != VACANT]
    return [(str(key), place_in_words(reading.basis, key), counted[key]) for key in shown]


def turnout_strip(reading: Reading) -> list[tuple[str, ...]]:
    """Who came and who answered, in a row of figures."""
    total = LineGroup(tuple(reading.lines))
    figures: list[tuple[str, ...]] = [
        (integer(total.visits), _("lượt người dân đến")),
        (integer(total.ballots), _("phiếu hợp lệ")),
        (percent(total.rate), _("tỷ lệ tham gia")),
    ]
    words = {
        Status.DAT: _("đạt"),
        Status.THAP: _("dưới mức tối thiểu"),
        Status.CAO_CAN_GIAI_TRINH: _("cần giải trình"),
        Status.CAO_BAT_THUONG: _("cần kiểm tra"),
        Status.CHUA_DU_SO_LIEU: _("chưa đủ số liệu"),
    }
    return figures + [(integer(total.count(status)), label, status.value) for status, label in words.items()]
