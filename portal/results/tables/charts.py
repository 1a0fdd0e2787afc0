"""What the charts of a reading show: rows for the chart macros, ready written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.fieldwork.monitoring import days as day_bars
from portal.fieldwork.monitoring.days import DayBar
from portal.fieldwork.turnout import board
from portal.fieldwork.turnout import hours as ballot_hours
from portal.fieldwork.turnout.figures import LineGroup
from portal.results.scoring import Score
from portal.results.statistics import grouping, tables
from portal.results.statistics.basis import Basis, Question
from portal.results.statistics.breakdowns import breakdown
from portal.results.statistics.marked_units import HIGHER, LOWER, UNDECIDED, Marks, least_to_be_higher
from portal.results.statistics.tables import Distribution
from portal.results.tables import breakdown_grids
from portal.results.tables.comparison import Change
from portal.results.tallying.reading import Reading
from portal.surveys.turnout import NOT_JUDGED, SHORT_LABELS
from portal.web.ui import pictures
from portal.web.ui.formats import decimal, integer, percent, rate
from portal.web.ui.pictures import Columns, Reach, Scale, Slope, Spread, Stack, StackRow

# a table's figures by the group they would fall into, best first: light enough to read on. Classes heat-0 to heat-3.
HEAT = ("#cfe3d8", "#e6efe9", "#ebe6de", "#f2d3d0")


@dataclass(frozen=True)
class Intervals:
    """Shares with their intervals on one axis."""

    rows: list[Reach]
    scale: Scale

    @property
    def words(self) -> str:
        """Where the axis begins and ends; that it does not begin with nought, where it does not."""
        ends = {"low": self.scale.low, "top": self.scale.top}
        if self.scale.low:
            return _("Trục từ %(low)s%% đến %(top)s%%, trục không bắt đầu từ 0.", **ends)
        return _("Trục từ %(low)s%% đến %(top)s%%.", **ends)


def overall_answers(reading: Reading) -> Distribution:
    """How the overall question was answered."""
    overall = reading.basis.overall
    return tables.distribution(overall, reading.answers.get(overall.id, tables.NOTHING))


def question_stack(reading: Reading) -> Stack:
    """Every question's levels by group, those most satisfied first in each; the overall question last."""
    basis = reading.basis
    rows = {row.question.id: row for row in tables.distributions(basis, reading.answers) if row.score.n}
    drawn = dict(zip(rows, pictures.diverging([shares_of(row) for row in rows.values()]), strict=True))
    named = [
        *((label, basis.members(key)) for key, label in basis.groups.items()),
        (_("Đánh giá chung"), [basis.overall]),
    ]
    groups = [
        (
            label,
            [stack_row(rows[one.id], drawn[one.id]) for one in best_first(members, reading.scores) if one.id in rows],
        )
        for label, members in named
    ]
    heads = (_("Nội dung"), *basis.levels[:-1], _("Có ý kiến"), _("Hài lòng (%)"))
    return Stack([group for group in groups if group[1]], legend(basis), heads)


def shares_of(row: Distribution) -> list[float]:
    return [share or 0.0 for share in row.shares]


def best_first(members: Iterable[Question], scores: dict[str, Score]) -> list[Question]:
    return sorted(members, key=lambda one: -(scores[one.id].top2 or 0.0))


def stack_row(row: Distribution, pieces: tuple[pictures.Piece, ...]) -> StackRow:
    cells = (*map(rate, row.shares), integer(row.score.n), rate(row.score.top2))
    return StackRow(row.question.title, pieces, rate(row.score.top2), cells)


def legend(basis: Basis) -> list[tuple[str, str]]:
    return list(zip(basis.levels, pictures.LEVEL_COLOURS, strict=False))


def area_intervals(reading: Reading) -> Intervals:
    """Every area's share satisfied on the overall question, in the catalogue's order, on the axis of all pages."""
    scores = [reading.area_scores[area.key] for area in reading.areas]
    scale = pictures.scale_of([(score.low, score.high) for score in scores])
    rows = [
        interval(area.short, score, scale)._replace(words=apart_in_words(reading.area_differences[area.key]))
        for area, score in zip(reading.areas, scores, strict=True)
    ]
    return Intervals(rows, scale)


def interval(label: str, one: Score | tables.GroupSummary, scale: Scale) -> Reach:
    return pictures.reach(label, (one.low, one.top2, one.high), scale, rate(one.top2))


def apart_in_words(apart: tuple[float, float, float] | None) -> str:
    """How far a place lies from all the others together, told by the interval of that difference alone."""
    if apart is None:
        return ""
    value, low, high = apart
    if low <= 0 <= high:
        return _("chưa đủ căn cứ kết luận")
    known = {"apart": decimal(abs(value), 1), "low": decimal(min(abs(low), abs(high)), 1)}
    known["high"] = decimal(max(abs(low), abs(high)), 1)
    if value > 0:
        return _("cao hơn các nơi khác %(apart)s điểm (%(low)s–%(high)s)", **known)
    return _("thấp hơn các nơi khác %(apart)s điểm (%(low)s–%(high)s)", **known)


def breakdown_intervals(reading: Reading) -> list[tuple[str, Intervals]]:
    """The overall question by what people told of themselves: rows for each thing told, all on one axis."""
    if not breakdown_grids.may_tell(reading):
        return []
    items = breakdown_grids.told_items(reading.basis)
    parts = [(item, breakdown(item, reading.crossed.get(item.id, {}))) for item in items]
    scale = pictures.scale_of([(one.score.low, one.score.high) for _item, rows in parts for one in rows])
    return [
        (item.label, Intervals([interval(one.label, one.score, scale) for one in rows], scale)) for item, rows in parts
    ]


@dataclass(frozen=True)
class Compared:
    """The communes against all the others: the picture, and the counts with the address of each one's list."""

    spread: Spread
    marks: Marks
    level: str
    least: int
    least_higher: int | None

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        words = standings_in_words()
        return [(one, self.marks.count(one), words[one]) for one in (LOWER, UNDECIDED, HIGHER)]

    @property
    def chance(self) -> str:
        """The counts without correction, and what chance makes of them."""
        raw = self.marks.uncorrected
        return _(
            "Nếu không điều chỉnh, khoảng tin cậy 95%% của %(lower)s đơn vị nằm dưới, %(higher)s đơn vị nằm trên mức "
            "chung; riêng ngẫu nhiên, dù các đơn vị không khác nhau, cũng cho khoảng %(low)s đơn vị nằm dưới, %(high)s "
            "đơn vị nằm trên.",
            lower=integer(raw.lower),
            higher=integer(raw.higher),
            low=decimal(raw.lower_by_chance, 1),
            high=decimal(raw.higher_by_chance, 1),
        )

    @property
    def too_small(self) -> str:
        """Below how many ballots nothing can lie above the level for certain; empty where all compared are larger."""
        if self.least_higher is None or self.least_higher <= self.least:
            return ""
        return _(
            "Đơn vị dưới %(n)s phiếu có ý kiến không thể kết luận cao hơn mức chung, dù tất cả đều hài lòng.",
            n=integer(self.least_higher),
        )


def standings_in_words() -> dict[str, str]:
    """How a commune stands against the others."""
    return {
        LOWER: _("thấp hơn mức chung"),
        UNDECIDED: _("chưa đủ căn cứ kết luận"),
        HIGHER: _("cao hơn mức chung"),
    }


def compared_units(reading: Reading) -> Compared | None:
    """The communes with enough opinions beside the level of the province; None where there are none."""
    marks, level = reading.marks, reading.overall.top2
    rows = [
        (one.low or 0.0, one.top2 or 0.0, one.high or 0.0, marks.standing[unit])
        for unit, one in reading.compared_scores.items()
    ]
    if not rows or level is None:
        return None
    least_higher = least_to_be_higher(reading.overall.satisfied, reading.overall.n)
    return Compared(pictures.spread(rows, level), marks, percent(level), reading.basis.least, least_higher)


def verdicts(reading: Reading) -> list[tuple[str, str, str]]:
    """How many communes have which verdict: the number, the verdict in short, its token; none where none is judged."""
    if reading.basis.policy == NOT_JUDGED:
        return []
    total, words = LineGroup(tuple(reading.lines)), SHORT_LABELS
    return [(integer(total.count(status)), label, status) for status, label in words.items()]


def totals_in_words(reading: Reading) -> str:
    """The figures that papers use, and in one sentence what is not «chốt»; nothing where no visits are known."""
    total = LineGroup(tuple(reading.lines))
    return "" if total.visits is None else board.totals_in_words(total)


def heat(basis: Basis) -> list[tuple[str, str]]:
    """What the colours of a heat table mean: each group's name, and its colour."""
    names = grouping.names(basis.floors)
    return [(name, HEAT[min(place, len(HEAT) - 1)]) for place, name in enumerate(names)]


def days(reading: Reading) -> list[DayBar]:
    """Each day's visits and the ballots inside them."""
    return day_bars.bars(LineGroup(tuple(reading.lines)), len(reading.round_.days))


def hours(reading: Reading) -> Columns | None:
    """Ballots by hour of each day, all communes together."""
    return ballot_hours.of_days(reading.round_, [line.point_id for line in reading.lines], reading.round_.days)


def slopes(changes: Sequence[Change]) -> list[Slope]:
    """A slope a question between the two rounds, on one scale; what may not be compared is left to the table."""
    shown = [one for one in changes if one.difference is not None]
    scale = pictures.scale_of([(min(ends), max(ends)) for ends in map(ends_of, shown)])
    return [
        Slope(
            one.question.title,
            pictures.down(scale, ends_of(one)[0]),
            pictures.down(scale, ends_of(one)[1]),
            (rate(one.before.top2), rate(one.after.top2)),
            difference_in_words(one),
            kind_of(one),
        )
        for one in shown
    ]


def kind_of(one: Change) -> str:
    """Whether the later share is lower or higher for certain."""
    _apart, low, high = one.difference or (0.0, 0.0, 0.0)
    return HIGHER if low > 0 else LOWER if high < 0 else UNDECIDED


def ends_of(one: Change) -> tuple[float, float]:
    return one.before.top2 or 0.0, one.after.top2 or 0.0


def difference_in_words(one: Change) -> str:
    """«+2,1 (0,4 đến 3,8)», in percent points."""
    apart, low, high = one.difference or (0.0, 0.0, 0.0)
    sign = "+" if apart > 0 else ""
    return _(
        "%(apart)s (%(low)s đến %(high)s)", apart=sign + decimal(apart, 1), low=decimal(low, 1), high=decimal(high, 1)
    )
