"""A table of communes with a sum for each district and one for all, or flat in the order asked for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from flask_babel import gettext as _

from portal.units.models import PROVINCE, Unit, communes_in_words
from portal.web.ui.table_model import Column, Figure, Row, Table, blank, text


class HasUnit(Protocol):
    """What a topic knows of one commune."""

    @property
    def unit(self) -> Unit: ...


LineT = TypeVar("LineT", bound=HasUnit)


def by_district(lines: Iterable[LineT]) -> list[tuple[Unit | None, list[LineT]]]:
    """The lines of each district, in the order they come; under None those without a district."""
    groups: dict[int | None, list[LineT]] = {}
    for line in lines:
        groups.setdefault(line.unit.district.id if line.unit.district else None, []).append(line)
    return [(group[0].unit.district, group) for group in groups.values()]


@dataclass(frozen=True)
class DistrictTable(Generic[LineT]):
    """What such a table shows beside the names: `columns` with the `cells` of a commune and the `sums` of several.

    One district's sum is the total as well; the table says it twice if `repeats_total`.
    """

    columns: Sequence[Column]
    cells: Callable[[LineT], Sequence[Figure]]
    sums: Callable[[Sequence[LineT]], Sequence[Figure]]
    repeats_total: bool = False

    def build(self, lines: Sequence[LineT], top: Unit, *, flat: bool) -> Table[LineT]:
        """The table as it stands on the screen; a flat one of a province names the district beside each commune."""
        groups = [(None, lines)] if flat else by_district(lines)
        named = flat and top.level == PROVINCE
        rows = [row for district, group in groups for row in self.group_rows(district, group, named=named)]
        if len(lines) > 1 and (self.repeats_total or len(groups) > 1 or groups[0][0] is None):
            head = _("Cộng · %(units)s", units=communes_in_words([line.unit for line in lines]))
            rows.append(self.sum_row("total", head, lines, named=named))
        district = (Column(_("%(District)s"), is_number=False),) if named else ()
        columns = (Column(_("%(Communes)s"), "unit", is_number=False), *district, *self.columns)
        return Table(columns, tuple(rows), len(lines))

    def group_rows(self, district: Unit | None, lines: Sequence[LineT], *, named: bool) -> list[Row[LineT]]:
        """A district's sum, then its communes; these alone where there is no district."""
        rows = [self.commune_row(line, named=named) for line in lines]
        if district is None:
            return rows
        head = f"{district.capital} · {communes_in_words([line.unit for line in lines])}"
        return [self.sum_row("sum", head, lines, named=named), *rows]

    def commune_row(self, line: LineT, *, named: bool) -> Row[LineT]:
        title = line.unit.district.short if line.unit.district else ""
        return Row("commune", line.unit.title, (*((text(title),) if named else ()), *self.cells(line)), line)

    def sum_row(self, kind: str, head: str, lines: Sequence[LineT], *, named: bool) -> Row[LineT]:
        return Row(kind, head, (*((blank(),) if named else ()), *self.sums(lines)))
