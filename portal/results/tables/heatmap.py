"""Pictures of places and hours: every commune in its band, by district; ballots by hour of each day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.ballots import counting
from portal.results.statistics import grouping
from portal.results.statistics.bands import in_words
from portal.results.tables.grids import title_of
from portal.results.tables.score_grids import place_in_words
from portal.web.ui.formats import day_month, integer, rate

if TYPE_CHECKING:
    from portal.results.statistics.bands import Band
    from portal.results.statistics.basis import Basis
    from portal.results.statistics.tables import CommuneRow
    from portal.results.tallying.reading import Reading

COLOURS = ("#1c6b45", "#8fc0a7", "#e2b44f", "#a3211d")
"""From the best group to the worst; the last one stands for all further groups."""

GREY = "#cfc8bd"

HEAT = ("#bfe0cd", "#e4f0e8", "#fbeccb", "#f3cfcb")
"""The same groups behind figures: light enough to read on. Classes heat-0 to heat-3 of results.css have them too."""

Hour = tuple[str, int, str]


@dataclass(frozen=True)
class Tile:
    """A commune; `colours` are of the worst and the best group its interval reaches, none where it has no band."""

    name: str
    words: str
    figures: str
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tiles:
    """Communes by district, and what the colours mean, best first."""

    groups: list[tuple[str, list[Tile]]]
    legend: list[tuple[str, str]]


def communes(reading: Reading) -> Tiles:
    """Every commune in its band."""
    by_unit = {row.line.unit.id: row for row in reading.commune_rows}
    floors = reading.basis.floors
    groups = [(title_of(area), [tile(by_unit[line.unit.id], reading) for line in area.lines]) for area in reading.areas]
    return Tiles(groups, [(name, colour(place)) for place, name in enumerate(grouping.names(floors))])


def tile(row: CommuneRow, reading: Reading) -> Tile:
    if row.band is None:
        return Tile(row.line.unit.title, place_in_words(reading.basis, row.place), "")
    figures = f"{rate(row.score.top2)} ({rate(row.score.low)}–{rate(row.score.high)})"
    words = in_words(row.band, reading.basis.floors)
    return Tile(row.line.unit.title, words, figures, colours_of(row.band, len(reading.basis.floors)))


def colours_of(band: Band, last: int) -> tuple[str, str]:
    """The colours of the worst group and of the best; grey where a band tells nothing: it is not to catch the eye."""
    if (band.best, band.worst) == (0, last):
        return GREY, GREY
    return colour(band.worst), colour(band.best)


def colour(place: int) -> str:
    return COLOURS[min(place, len(COLOURS) - 1)]


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
