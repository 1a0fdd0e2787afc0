"""What the charts of a reading show: rows for the chart macros, ready written."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext as _

from portal.ballots import counting
from portal.fieldwork.turnout.figures import LineGroup
from portal.results.scoring import Score
from portal.results.statistics import grouping, tables
from portal.results.statistics.basis import Basis
from portal.results.statistics.grouping import Band, Contrast, NamedScore, band_in_words
from portal.results.statistics.tables import CommuneRow, Distribution
from portal.results.tables.grids import title_of
from portal.results.tables.score_grids import places_in_words
from portal.results.tallying.reading import Reading
from portal.surveys.turnout import Status
from portal.web.ui.formats import day_month, decimal, integer, percent, rate

Interval = tuple[str, float | None, float | None, float | None, str]
Bar = tuple[str, float | None, str]
Hour = tuple[str, int, str]

# from very dissatisfied to very satisfied
LEVEL_COLOURS = ("#a3211d", "#d98b86", "#cfc8bd", "#7fb59a", "#1c6b45")
# from the best group to the worst; the last one stands for all further groups
GROUP_COLOURS = ("#1c6b45", "#8fc0a7", "#e2b44f", "#a3211d")
GREY = "#cfc8bd"
# the same groups behind figures: light enough to read on. Classes heat-0 to heat-3 of results.css have them too.
HEAT = ("#bfe0cd", "#e4f0e8", "#fbeccb", "#f3cfcb")


class Stacked(NamedTuple):
    """A stacked chart: the parts with their colours, and for each question its shares with their words."""

    parts: list[tuple[str, str]]
    rows: list[tuple[str, list[float], list[str]]]


class Intervals(NamedTuple):
    """A chart of shares with their intervals, and the ends of its scale."""

    rows: list[Interval]
    low: int
    top: int


class Tile(NamedTuple):
    """A commune; `colours` are of the worst and the best group its interval reaches, none where it has no band."""

    name: str
    words: str
    figures: str
    colours: tuple[str, ...] = ()


class Tiles(NamedTuple):
    """Communes by district, and what the colours mean, best first."""

    groups: list[tuple[str, list[Tile]]]
    legend: list[tuple[str, str]]


def overall_answers(reading: Reading) -> Distribution:
    """How the overall question was answered."""
    overall = reading.basis.overall
    return tables.distribution(overall, reading.answers.get(overall.id, tables.NOTHING))


def overall_levels(reading: Reading) -> list[Bar]:
    """The overall question's levels as shares, the best first."""
    named = list(zip(reading.basis.levels, overall_answers(reading).shares, strict=False))
    return [(level, part, rate(part)) for level, part in reversed(named)]


def distributions(reading: Reading) -> Stacked:
    """Every question's levels as shares."""
    rows = [
        (row.question.title, [part or 0.0 for part in row.shares], [rate(part or 0.0) for part in row.shares])
        for row in tables.distributions(reading.basis, reading.answers)
        if row.score.n
    ]
    return Stacked(list(zip(reading.basis.levels, LEVEL_COLOURS, strict=False)), rows)


def question_intervals(reading: Reading) -> Intervals:
    """Every question's share satisfied, in the form's order."""
    return intervals((question.title, reading.scores[question.id]) for question in reading.basis.questions)


def area_intervals(reading: Reading) -> Intervals:
    """Every area's share satisfied on the overall question."""
    return intervals((area.title, reading.area_scores[area.key]) for area in reading.areas)


def group_intervals(reading: Reading) -> Intervals:
    """Every group's share satisfied."""
    return intervals((group.label, group) for group in reading.groups)


def intervals(named: Iterable[tuple[str, Score | tables.GroupSummary]]) -> Intervals:
    """Rows on a scale that ends at the tens around them: intervals are compared with each other, not with nought."""
    rows = [(label, one.low, one.top2, one.high, rate(one.top2)) for label, one in named]
    low = min((one for _label, one, *_rest in rows if one is not None), default=0.0)
    high = max((one for *_rest, one, _words in rows if one is not None), default=100.0)
    return Intervals(rows, int(low // 10) * 10, -int(-high // 10) * 10)


def group_bars(reading: Reading) -> list[Bar]:
    """Every group's figure, by the index chosen."""
    places = reading.basis.figure_places
    figures = [(group.label, group.top2 if places == 1 else group.index) for group in reading.groups if group.id]
    return [(label, figure, decimal(figure, places)) for label, figure in figures]


def contrast(reading: Reading) -> Contrast:
    """The questions that stand out at either end."""
    return grouping.contrast([NamedScore(part.title, reading.scores[part.id]) for part in reading.basis.parts])


def places(reading: Reading) -> list[tuple[str, str, int]]:
    """How many communes each group has: key, name, number."""
    counted = Counter(row.place for row in reading.commune_rows)
    named = places_in_words(reading.basis).items()
    return [(str(key), words, counted[key]) for key, words in named if counted[key] or key != grouping.VACANT]


def turnout_strip(reading: Reading) -> list[tuple[str, ...]]:
    """Who came and who answered, in a row of figures."""
    total = LineGroup(tuple(reading.lines))
    words = {
        Status.DAT: _("đạt"),
        Status.THAP: _("dưới mức tối thiểu"),
        Status.CAO_CAN_GIAI_TRINH: _("cần giải trình"),
        Status.CAO_BAT_THUONG: _("cần kiểm tra"),
        Status.CHUA_DU_SO_LIEU: _("chưa đủ số liệu"),
    }
    return [
        (integer(total.visits), _("lượt người dân đến")),
        (integer(total.ballots), _("phiếu hợp lệ")),
        (percent(total.rate), _("tỷ lệ tham gia")),
        *((integer(total.count(status)), label, status.value) for status, label in words.items()),
    ]


def tiles(reading: Reading) -> Tiles:
    """Every commune in its band, by district."""
    by_unit = {row.line.unit.id: row for row in reading.commune_rows}
    groups = [
        (title_of(area), [tile(by_unit[line.unit.id], reading.basis) for line in area.lines]) for area in reading.areas
    ]
    names = grouping.names(reading.basis.floors)
    return Tiles(groups, [(name, colour(place)) for place, name in enumerate(names)])


def tile(row: CommuneRow, basis: Basis) -> Tile:
    if row.band is None:
        return Tile(row.line.unit.title, places_in_words(basis)[row.place], "")
    figures = f"{rate(row.score.top2)} ({rate(row.score.low)}–{rate(row.score.high)})"
    return Tile(row.line.unit.title, band_in_words(row.band, basis.floors), figures, colours_of(row.band, basis))


def colours_of(band: Band, basis: Basis) -> tuple[str, str]:
    """The colours of the worst group and of the best; grey where a band tells nothing: it is not to catch the eye."""
    if (band.best, band.worst) == (0, len(basis.floors)):
        return GREY, GREY
    return colour(band.worst), colour(band.best)


def colour(place: int) -> str:
    return GROUP_COLOURS[min(place, len(GROUP_COLOURS) - 1)]


def heat(basis: Basis) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the colours of a heat table mean: each group's name, and the colours."""
    return grouping.names(basis.floors), HEAT


def hours(reading: Reading) -> list[tuple[str, list[Hour]]]:
    """Ballots by hour of each day, all communes together, from the first busy hour of any day to the last."""
    points, round_ = [line.point_id for line in reading.lines], reading.round_
    counted = {day: counting.by_hour(round_, points, day) for day in round_.days}
    busy = [hour for day in counted.values() for hour, n in enumerate(day) if n]
    if not busy:
        return []
    span = range(min(busy), max(busy) + 1)
    return [(day_month(day), [(str(hour), n[hour], integer(n[hour])) for hour in span]) for day, n in counted.items()]
