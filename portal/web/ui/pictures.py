"""The shapes of charts, laid out in a box of 100 by 100 that stretches to its place; words stand beside them as HTML.

Answers have one scale everywhere, from red over grey to green; a single measure is drawn in ink.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import accumulate
from typing import Final, NamedTuple

from portal.web.ui.formats import integer

BOX: Final = 100

# from very dissatisfied to very satisfied
LEVEL_COLOURS: Final = ("#a3211d", "#df8f87", "#cfc8bd", "#7fb59a", "#1c6b45")


class Stripes(NamedTuple):
    """A pattern by its name in the page: two colours that alternate."""

    name: str
    paper: str
    ink: str

    @property
    def fill(self) -> str:
        """What a piece is filled with."""
        return f"url(#{self.name})"


STRIPES: Final = Stripes("untold", "#fff", "#b3a995")  # what is not published
UNTOLD: Final = STRIPES.fill
LONGEST_FIGURE: Final = 5  # «100,0»
WORSE: Final = 2  # levels below the middle one


class Piece(NamedTuple):
    """A part of a row, from `x` on; in hundredths of the row."""

    x: str
    width: str
    fill: str


class StackRow(NamedTuple):
    """One question: its pieces, the figure at the right, what the table behind says of it."""

    label: str
    pieces: tuple[Piece, ...]
    shown: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stack:
    """Shares of a whole side by side, under the name of each group of rows; `legend` has the names and colours."""

    groups: list[tuple[str, list[StackRow]]]
    legend: list[tuple[str, str]]
    heads: tuple[str, ...] = ()

    @property
    def is_worded(self) -> bool:
        """Whether words stand at the right of some row, where figures have room."""
        return any(len(row.shown) > LONGEST_FIGURE for _name, rows in self.groups for row in rows)


def pieces(parts: Sequence[tuple[float, str]], start: float = 0.0, span: float = BOX) -> tuple[Piece, ...]:
    """Parts one after the other, each a width and its colour, from `start` on a scale that is `span` wide."""
    ends = list(accumulate((width for width, _fill in parts), initial=start))
    return tuple(
        Piece(short(BOX * x / span), short(BOX * width / span), fill)
        for x, (width, fill) in zip(ends, parts, strict=False)
        if width > 0
    )


def diverging(rows: Sequence[Sequence[float]]) -> list[tuple[Piece, ...]]:
    """Rows of five shares, laid so that what lies below the middle level ends on one line in all of them."""
    worse = max((sum(row[:WORSE]) for row in rows), default=0.0)
    span = worse + max((sum(row[WORSE:]) for row in rows), default=0.0) or BOX
    return [pieces(list(zip(row, LEVEL_COLOURS, strict=True)), worse - sum(row[:WORSE]), span) for row in rows]


def short(value: float) -> str:
    """A place in a picture: hundredths are finer than any screen."""
    return f"{value:.2f}"


@dataclass(frozen=True)
class Scale:
    """The ends of an axis in percent; intervals are compared with each other, not with nought."""

    low: int
    top: int

    def place(self, value: float) -> float:
        """Where a value lies, in hundredths from the lower end."""
        return min(max(BOX * (value - self.low) / (self.top - self.low), 0.0), BOX)


def scale_of(intervals: Sequence[tuple[float | None, float | None]], step: int = 10) -> Scale:
    """The tens around some intervals; the whole where there are none."""
    low = min((one for one, _high in intervals if one is not None), default=0.0)
    high = max((one for _low, one in intervals if one is not None), default=float(BOX))
    first = min(int(low // step) * step, BOX - step)
    return Scale(first, max(-int(-high // step) * step, first + step))


class Reach(NamedTuple):
    """A share with its interval: where the band begins, how wide it is, where the share lies; None without figures."""

    label: str
    x: str | None
    width: str
    mark: str
    shown: str
    words: str = ""


def reach(label: str, interval: tuple[float | None, float | None, float | None], scale: Scale, shown: str) -> Reach:
    """A row of such a chart; `interval` is its low end, the share, its high end."""
    low, share, high = interval
    if low is None or share is None or high is None:
        return Reach(label, None, "", "", shown)
    left = scale.place(low)
    return Reach(label, short(left), short(scale.place(high) - left), short(scale.place(share)), shown)


@dataclass(frozen=True)
class Spread:
    """Many intervals side by side, rising, without names: a path of bars and one of dots for each kind."""

    bars: Mapping[str, str]
    dots: Mapping[str, str]
    level: str
    ticks: tuple[int, ...]


def spread(rows: Sequence[tuple[float, float, float, str]], level: float) -> Spread:
    """Lay out intervals (low end, share, high end, kind) by their share; `level` is drawn across."""
    rising = sorted(rows, key=lambda row: row[1])
    scale = scale_of([(low, high) for low, _share, high, _kind in rows], step=20)
    bars: dict[str, list[str]] = {}
    dots: dict[str, list[str]] = {}
    for number, (low, share, high, kind) in enumerate(rising):
        x = short(BOX * (number + 0.5) / len(rising))
        bars.setdefault(kind, []).append(f"M{x} {down(scale, low)}V{down(scale, high)}")
        dots.setdefault(kind, []).append(f"M{x} {down(scale, share)}h.01")
    ticks = tuple(range(scale.top, scale.low - 1, -20))
    return Spread(joined(bars), joined(dots), down(scale, level), ticks)


def joined(paths: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {kind: "".join(parts) for kind, parts in paths.items()}


def down(scale: Scale, value: float) -> str:
    """A height, from the top of the picture down."""
    return short(BOX - scale.place(value))


class Bar(NamedTuple):
    """An hour's column; `is_running` while the hour is not over."""

    x: str
    y: str
    width: str
    height: str
    is_running: bool


@dataclass(frozen=True)
class Columns:
    """Columns by hour of several days on one scale; `desk` is where the desk's hours begin and how far they reach.

    `rows` are the same figures for the table behind the picture: a day's name, then an hour each.
    """

    days: list[tuple[str, list[Bar], str]]
    hours: tuple[int, ...]
    desk: tuple[str, str]
    desk_words: str
    rows: list[tuple[str, ...]]


def columns(
    days: Sequence[tuple[str, Sequence[int], str]], desk: tuple[time, time], running: tuple[int, int] | None = None
) -> Columns | None:
    """Columns of each day's 24 figures, from the first busy hour of any day to the last; None without any.

    A day is its name, its figures and the words beside it; `desk` is when the desk opens and shuts, `running` the
    day's place and hour that still run.
    """
    busy = [hour for _name, counts, _words in days for hour, n in enumerate(counts) if n]
    if not busy:
        return None
    hours = range(min(busy), max(busy) + 1)
    most, width = max(max(counts) for _name, counts, _words in days), BOX / len(hours)
    drawn = [
        (
            name,
            [bar(place, counts[hour] / most, width, (day, hour) == running) for place, hour in enumerate(hours)],
            words,
        )
        for day, (name, counts, words) in enumerate(days)
    ]
    first, last = (min(max(one.hour + one.minute / 60, hours.start), hours.stop) for one in desk)
    shade = short((first - hours.start) * width), short((last - first) * width)
    rows = [(name, *(integer(counts[hour]) for hour in hours)) for name, counts, _words in days]
    return Columns(drawn, tuple(hours), shade, "–".join(f"{one:%H:%M}" for one in desk), rows)


def bar(place: int, share: float, width: float, is_running: bool) -> Bar:  # noqa: FBT001 - one of five plain figures
    height = BOX * share
    return Bar(short((place + 0.1) * width), short(BOX - height), short(0.8 * width), short(height), is_running)


class Slope(NamedTuple):
    """One question in two rounds: the heights of both shares, the figures at both ends, what may be said."""

    label: str
    before: str
    after: str
    shown: tuple[str, str]
    words: str
    kind: str
