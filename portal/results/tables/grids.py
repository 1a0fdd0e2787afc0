"""A table as it stands on the screen and in the file: the same columns, rows and cells for both.

Tables of communes stand by district with sums, or flat in the order asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from portal.fieldwork.turnout.board import LISTING, STATUS_ORDER
from portal.fieldwork.turnout.figures import Line, LineGroup
from portal.results.statistics.tables import Area, CommuneRow, areas
from portal.units.models import communes_in_words
from portal.web.media.sheets import Sheet
from portal.web.ui.formats import decimal, integer, rounded
from portal.web.ui.listing import ListFilter, Listing
from portal.web.ui.table_model import Figure, blank, text

COUNT, RATE, INDEX = 0, 1, 2  # decimals of a column
ALL = "all"  # the choice under which a page shows every column


@dataclass(frozen=True)
class Column:
    """A head: `order` is the key it sorts by, `short` what a phone shows beside the figure, `places` its decimals.

    On a page a column with an `interval` stands with the next one under that head, one with a `choice` only where the
    reader chose it («counts» in place of «shares», or all), one that is not `is_on_phones` on a phone when all are.
    One `of_visits` stands where a plan holds ballots against something, one `by_day` where it does so day by day.
    """

    label: str
    places: int | None = None
    order: str = ""
    short: str = ""
    interval: str = ""
    choice: str = ""
    is_on_phones: bool = True
    of_visits: bool = False
    by_day: bool = False

    @property
    def is_number(self) -> bool:
        return self.places is not None


@dataclass(frozen=True)
class Row:
    """A row's head and its cells.

    `status` is a verdict to be drawn, `thin` the places of cells with a thin base, `heat` the colour of cells by place.
    """

    head: str
    cells: tuple[Figure, ...]
    kind: str = "unit"
    status: str = ""
    thin: frozenset[int] = frozenset()
    heat: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """A table: `name` is its sheet's, `units` how many communes stand in it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    units: int = 0

    @property
    def sheet(self) -> Sheet:
        """The same table in a file."""
        return Sheet(
            self.name,
            [column.label for column in self.columns],
            [[row.head, *(cell.value for cell in row.cells)] for row in self.rows],
            [column.places for column in self.columns],
            {number for number, row in enumerate(self.rows) if row.kind != "unit"},
            {(number, place) for number, row in enumerate(self.rows) for place in row.thin},
        )


def kept(grid: Grid, lines: Sequence[Line]) -> Grid:
    """A table of these communes as their plan has it: without visits where it holds ballots against nothing."""
    is_judged, is_by_day = LineGroup(tuple(lines)).counts_visits, all(line.counts_by_day for line in lines)
    places = [
        place
        for place, column in enumerate(grid.columns)
        if (is_judged or not column.of_visits) and (is_by_day or not column.by_day)
    ]
    if len(places) == len(grid.columns):
        return grid
    moved = {place: number for number, place in enumerate(places)}
    rows = tuple(
        replace(
            row,
            cells=tuple(row.cells[place - 1] for place in places[1:]),
            thin=frozenset(moved[place] for place in row.thin if place in moved),
            heat={moved[place]: one for place, one in row.heat.items() if place in moved},
        )
        for row in grid.rows
    )
    return replace(grid, columns=tuple(grid.columns[place] for place in places), rows=rows)


def counted(value: int | None) -> Figure:
    return Figure("-" if value is None else value, integer(value))


def share(value: float | None) -> Figure:
    return fraction(value, RATE)


def index(value: float | None) -> Figure:
    return fraction(value, INDEX)


def fraction(value: float | None, places: int) -> Figure:
    """A figure rounded as it is shown; a dash where there is none."""
    return Figure("-" if value is None else float(rounded(value, places)), decimal(value, places))


def title_of(area: Area) -> str:
    """«Huyện Lục Ngạn · 29 xã, thị trấn»; communes of one kind are named by their number alone."""
    units = communes_in_words([line.unit for line in area.lines])
    return f"{area.title} · {units}" if area.lines[0].unit.district else units


@dataclass(frozen=True)
class Selection:
    """The communes of a table; `areas` has them by district where sums may stand, `whole` says none is left out."""

    lines: tuple[Line, ...]
    areas: tuple[Area, ...]
    whole: bool

    @property
    def names_districts(self) -> bool:
        """Whether each commune needs its district beside it: where it does not stand under the district's sum."""
        return not self.areas and has_districts(self.lines)

    def unit_heads(self) -> tuple[Column, ...]:
        return unit_heads(with_district=self.names_districts, order="unit")

    def unit_cells(self, line: Line | None) -> tuple[Figure, ...]:
        """The cells between a row's head and its figures; None for a row of sums."""
        return district_cells(line, with_district=self.names_districts)

    def rows(
        self, commune: Callable[[Line], Row], summed: Callable[[str, str, Sequence[Line], Area | None], Row]
    ) -> Iterator[Row]:
        """By district, each under its sum, or as they come; then the total."""
        if not self.areas:
            yield from map(commune, self.lines)
        for area in self.areas:
            yield summed(title_of(area), "sum", area.lines, area)
            yield from map(commune, area.lines)
        if self.whole:
            yield summed(_("Tổng cộng"), "total", self.lines, None)


def has_districts(lines: Sequence[Line]) -> bool:
    return any(line.unit.district for line in lines)


def unit_heads(*, with_district: bool, order: str = "") -> tuple[Column, ...]:
    """The heads over a commune and, where the table names it, its district."""
    return Column(_("%(Communes)s"), order=order, short=_("Đơn vị")), *(
        [Column(_("%(District)s"), is_on_phones=False)] if with_district else []
    )


def district_cells(line: Line | None, *, with_district: bool) -> tuple[Figure, ...]:
    """The district's cell, where the table has districts; blank in a row of sums."""
    if not with_district:
        return ()
    return (blank() if line is None else text(line.unit.district.short if line.unit.district else ""),)


def select_lines(lines: Sequence[Line], list_filter: ListFilter) -> Selection:
    """The communes with what they took in, as a filter asks for them."""
    return selection(LISTING.apply(lines, list_filter), list_filter, is_sorted=LISTING.sorts_by(list_filter))


def select_rows(rows: Sequence[CommuneRow], list_filter: ListFilter) -> Selection:
    """The same by their results: the status asked for is a group, the orders are of its columns."""
    lines = [row.line for row in ROW_LISTING.apply(rows, list_filter)]
    return selection(lines, list_filter, is_sorted=ROW_LISTING.sorts_by(list_filter))


def selection(lines: Sequence[Line], list_filter: ListFilter, *, is_sorted: bool) -> Selection:
    # a sum over what a search found would be taken for the district's
    is_part = bool(list_filter.typed or list_filter.status)
    grouped = () if is_part or is_sorted else areas(lines)
    return Selection(tuple(lines), grouped, whole=not is_part and not list_filter.district)


LAST_BAND = (9, 9)


def last_if_missing(value: float | None) -> float:
    return -1.0 if value is None else value


ROW_LISTING: Listing[CommuneRow] = Listing(
    has=lambda row, status: status in {str(row.place), row.standing},
    matches=lambda row, list_filter: row.line.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda row: row.line.unit.sort_key,
        "n": lambda row: row.score.n,
        "rate": lambda row: last_if_missing(row.score.top2),
        "index": lambda row: last_if_missing(row.score.index),
        "status": lambda row: STATUS_ORDER.index(row.line.status),
        "place": lambda row: str(row.place),
        "band": lambda row: (row.band.best, row.band.worst) if row.band else LAST_BAND,
        "standing": lambda row: row.standing,
    },
)
