"""What of a question's counts may leave the province (P8): bands for communes, counts with hidden cells for districts.

The rules read only what everybody may know of the table they make, and a table is let out only where the attack in
`disclosure_auditor.py`, which also knows the rules, leaves every hidden count three possible values. Pure.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.results.disclosure.disclosure_auditor import LEAST_VALUES, Bounds, ReleasedFigures, is_safe

LEAST_CELL: Final = 5
LEAST_PUBLISHED: Final = 20
LEAST_COMMUNES: Final = 3
BANDS: Final = 5  # bands of 20 points: 0 is «dưới 20%», 4 «từ 80% trở lên»

GROUPINGS: Final[dict[str, tuple[tuple[int, ...], ...]]] = {
    "five": ((0,), (1,), (2,), (3,), (4,)),
    "three": ((0, 1), (2,), (3, 4)),
    "two": ((0, 1, 2), (3, 4)),
}
TWO = GROUPINGS["two"]
SATISFIED: Final = frozenset({3, 4})
BAND, NOTHING = "band", "nothing"

Counts = tuple[int, ...]  # how often each of the five levels was chosen


@dataclass(frozen=True)
class Row:
    """One area of a table: how many gave an opinion, the counts of the groups of levels (None hidden), or a band."""

    n: int
    cells: tuple[int | None, ...] = ()
    band: int | None = None


@dataclass(frozen=True)
class Table:
    """A question as it may be released: its form, the areas' rows (None where an area has none), the whole's row."""

    form: str
    areas: tuple[Row | None, ...]
    whole: Row | None

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        return GROUPINGS.get(self.form, ())


def band(counts: Counts) -> int:
    """The band of the share satisfied."""
    n = sum(counts)
    return min(BANDS * (counts[3] + counts[4]) // n, BANDS - 1)


def commune_band(counts: Counts) -> int | None:
    """What is released of a commune: its band from 20 opinions on, nothing below."""
    return band(counts) if sum(counts) >= LEAST_PUBLISHED else None


def band_limits(place: int, n: int) -> Bounds:
    """From how many to how many satisfied among `n` a band says."""
    low = -(-place * n // BANDS)
    return Bounds(low, n if place == BANDS - 1 else -(-(place + 1) * n // BANDS) - 1)


def satisfied_bounds_of(counts: Counts) -> Bounds:
    """What a commune's release says of its satisfied."""
    n, place = sum(counts), commune_band(counts)
    return Bounds(0, n) if place is None else band_limits(place, n)


def protect(areas: Sequence[Sequence[Counts]], *, bands_only: bool = False) -> Table:
    """The finest form that the attack leaves hidden: five levels, three, two, a band, nothing.

    Areas are released where each has three communes or more; else the whole alone. `bands_only` is for a later
    release whose counts differ from an earlier one's: the difference of two tables must not be readable.
    """
    enough = sum(map(len, areas)) >= LEAST_COMMUNES
    for table, released in candidates(areas, bands_only=bands_only) if enough else ():
        if is_safe(released):
            return table
    return Table(NOTHING, (None,) * len(areas), None)


def candidates(areas: Sequence[Sequence[Counts]], *, bands_only: bool) -> Iterator[tuple[Table, ReleasedFigures]]:
    """Each form with what an attacker would know from it, the finest first."""
    for form, groups in () if bands_only else GROUPINGS.items():
        draft = SuppressedTable(groups, areas)
        for whole_in_full in (True, False):
            if draft.is_informative(whole_in_full=whole_in_full):
                table = draft.table(form, whole_in_full=whole_in_full)
                yield table, draft.released(whole_in_full=whole_in_full)
    if sum(sum(total(communes)) for communes in areas) >= LEAST_PUBLISHED:
        yield band_table(areas)


class SuppressedTable:
    """A table of counts with its hidden columns: the groups of levels with some cell below five, two at least."""

    def __init__(self, groups: Sequence[Sequence[int]], areas: Sequence[Sequence[Counts]]) -> None:
        self.groups, self.communes = groups, areas
        self.rows = [merge_levels(total(communes), groups) for communes in areas]
        self.sums = merge_levels(total([one for communes in areas for one in communes]), groups)
        self.with_areas = may_show_areas(areas)
        self.hidden = self.hide()

    def hide(self) -> frozenset[int]:
        """The columns hidden in all areas alike, so that no row can be told from its siblings."""
        rows = [*self.rows, self.sums] if self.with_areas else [self.sums]
        columns = range(len(self.groups))
        small = {column for column in columns if any(row[column] < LEAST_CELL for row in rows)}
        if len(small) == 1:
            small.add(min((self.sums[column], column) for column in columns if column not in small)[1])
        return frozenset(small)

    def is_informative(self, *, whole_in_full: bool) -> bool:
        """Whether a form says anything, and is another than the one before it."""
        if whole_in_full:
            return not self.hidden or min(self.sums) >= LEAST_CELL
        return bool(self.hidden) and len(self.hidden) < len(self.groups)

    def table(self, form: str, *, whole_in_full: bool) -> Table:
        areas = tuple(self.row(row, self.hidden) if self.with_areas else None for row in self.rows)
        return Table(form, areas, self.row(self.sums, frozenset() if whole_in_full else self.hidden))

    def row(self, cells: Sequence[int], hidden: frozenset[int]) -> Row:
        return Row(sum(cells), tuple(None if place in hidden else n for place, n in enumerate(cells)))

    def released(self, *, whole_in_full: bool) -> ReleasedFigures:
        """The attacker knows which hidden cells are below five, and that a column hidden besides is the lowest."""
        nothing = [Bounds()] * len(self.groups)
        shown = [self.sums[place] for place in range(len(self.groups)) if place not in self.hidden]
        most = min(shown, default=sum(self.sums))
        whole = [
            Bounds(n, n) if whole_in_full or place not in self.hidden else hidden_cell_bounds(n, most)
            for place, n in enumerate(self.sums)
        ]
        areas = [
            [hidden_cell_bounds(n) if place in self.hidden else Bounds(n, n) for place, n in enumerate(row)]
            if self.with_areas
            else nothing
            for row in self.rows
        ]
        return ReleasedFigures(self.groups, self.communes, satisfied_bounds(self.communes), areas, whole)


def may_show_areas(areas: Sequence[Sequence[Counts]]) -> bool:
    return all(len(communes) >= LEAST_COMMUNES for communes in areas) and len(areas) > 1


def hidden_cell_bounds(n: int, most: int | None = None) -> Bounds:
    """What hiding a cell still tells of it."""
    if n < LEAST_CELL:
        return Bounds(0, LEAST_CELL - 1)
    return Bounds(LEAST_CELL) if most is None else Bounds(LEAST_CELL, max(most, n))


def band_table(areas: Sequence[Sequence[Counts]]) -> tuple[Table, ReleasedFigures]:
    """Bands for the areas and the whole, as communes have them."""
    with_areas = may_show_areas(areas)
    totals = [total(communes) for communes in areas]
    rows = tuple(band_row(one) if with_areas else None for one in totals)
    whole = total(totals)
    bounds = [
        band_bounds(one) if row is not None and row.band is not None else [Bounds()] * 2
        for one, row in zip(totals, rows, strict=True)
    ]
    released = ReleasedFigures(TWO, areas, satisfied_bounds(areas), bounds, band_bounds(whole))
    return Table(BAND, rows, band_row(whole)), released


def band_row(counts: Counts) -> Row:
    return Row(sum(counts), (), commune_band(counts))


def band_bounds(counts: Counts) -> list[Bounds]:
    """What a band says of the unsatisfied and of the satisfied."""
    n, bounds = sum(counts), satisfied_bounds_of(counts)
    return [Bounds(n - bounds.high, n - bounds.low), bounds]


def satisfied_bounds(areas: Sequence[Sequence[Counts]]) -> list[list[Bounds]]:
    return [[satisfied_bounds_of(counts) for counts in communes] for communes in areas]


def total(rows: Sequence[Counts]) -> Counts:
    """Several counts added, level by level."""
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * 5


def merge_levels(counts: Counts, groups: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sum(counts[level] for level in group) for group in groups)


def satisfied_in(cells: Sequence[int | None], groups: Sequence[Sequence[int]], n: int) -> int | None:
    """How many of `n` are satisfied; None where the counts shown do not give it."""
    high = [cell for cell, group in zip(cells, groups, strict=True) if SATISFIED.issuperset(group)]
    low = [cell for cell, group in zip(cells, groups, strict=True) if not SATISFIED.issuperset(group)]
    if None not in high:
        return sum(cell or 0 for cell in high)
    return n - sum(cell or 0 for cell in low) if None not in low else None


def published_satisfied(table: Table) -> int | None:
    """How many are satisfied in the whole of a released table, where the counts shown give it."""
    row = table.whole
    return satisfied_in(row.cells, table.groups, row.n) if row is not None and row.cells else None


def band_excluding(table: Table, excluded: Sequence[Counts]) -> int | None:
    """The band of the whole's share satisfied without some communes; None where it would tell of them (P8, P11).

    With and without stand side by side, so anybody may subtract. Therefore the band of the rest is told only where it
    follows already from what is public: the whole's satisfied and every commune's number of opinions. It then tells a
    reader what the figures come to, and nobody anything new of a commune, whatever else they know of it. Whether it is
    told rests on public figures alone too, so that its absence tells nothing either.
    """
    satisfied, excluded_n = published_satisfied(table), sum(map(sum, excluded))
    rest = (table.whole.n if table.whole else 0) - excluded_n
    if satisfied is None or not excluded_n or rest < LEAST_PUBLISHED:
        return None
    least, most = max(0, satisfied - excluded_n), min(rest, satisfied)
    bands = ((place, band_limits(place, rest)) for place in range(BANDS))
    return next((place for place, band in bands if band.low <= least and most <= band.high), None)


def protect_row(row: Sequence[int]) -> list[int | None]:
    """A row beside its sum: counts below five hidden, then the next lowest ones until no hidden count can be told."""
    hidden = {place for place, n in enumerate(row) if n < LEAST_CELL}
    while hidden and len(hidden) < len(row) and not is_row_safe(row, hidden):
        hidden.add(min((n, place) for place, n in enumerate(row) if place not in hidden)[1])
    return [None if place in hidden else n for place, n in enumerate(row)]


def is_row_safe(row: Sequence[int], hidden: Collection[int]) -> bool:
    """Whether each hidden count may have three values, for who knows the sum and which ones are below five."""
    rest = sum(row[place] for place in hidden)
    most = min((n for place, n in enumerate(row) if place not in hidden), default=rest)
    ends = [(0, LEAST_CELL - 1) if row[place] < LEAST_CELL else (LEAST_CELL, most) for place in hidden]
    lows, highs = sum(low for low, _high in ends), sum(high for _low, high in ends)
    return all(min(high, rest - lows + low) - max(low, rest - highs + high) + 1 >= LEAST_VALUES for low, high in ends)
