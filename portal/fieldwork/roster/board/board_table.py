"""The table of all rosters, made once for the screen and for the Excel file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.roster.board.board import LISTING, Sum
from portal.units.district_table import DistrictTable
from portal.web.ui.formats import integer
from portal.web.ui.table_model import Column, blank, text, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.fieldwork.roster.board.board import Line
    from portal.units.models import Unit
    from portal.web.ui.listing import ListFilter
    from portal.web.ui.table_model import Figure, Table


def table(lines: Sequence[Line], list_filter: ListFilter, top: Unit) -> Table[Line]:
    """The lines that answer a filter: by district with sums, or flat in the order asked for."""
    described: DistrictTable[Line] = DistrictTable(columns(), cells, sums, repeats_total=True)
    return described.build(LISTING.apply(lines, list_filter), top, flat=LISTING.sorts_by(list_filter))


def columns() -> tuple[Column, ...]:
    """The heads beside the names, from left to right."""
    return (
        Column(_("Gửi danh sách, lịch phân công"), "state", is_number=False),
        Column(_("Cán bộ, hội viên"), "helpers", _("Người")),
        Column(_("Lượt phân công"), "shifts", _("Lượt")),
        Column(_("Số buổi còn thiếu người"), "gaps", _("Buổi còn thiếu")),
        Column(_("Ghi chú"), is_number=False),
    )


def cells(line: Line) -> tuple[Figure, ...]:
    """What a commune's row shows."""
    figures = (whole(line.helpers), whole(line.shifts), whole(len(line.gaps)))
    return (text(line.state, line.shape), *figures, text(remarks(line)))


def sums(lines: Sequence[Line]) -> tuple[Figure, ...]:
    """What the row of several communes shows."""
    group = Sum(tuple(lines))
    state = _("đã gửi %(n)s/%(all)s", n=integer(group.handed_in), all=integer(len(lines)))
    return (text(state), whole(group.helpers), whole(group.shifts), whole(group.gaps), blank())


def remarks(line: Line) -> str:
    """What else there is to say of a desk."""
    parts = []
    if line.crowded:
        parts.append(_("nơi đông người dân"))
    if line.waiting:
        parts.append(_("%(n)s đề nghị trực hai nơi chờ tỉnh quyết định", n=line.waiting))
    if line.allowed:
        parts.append(_("%(n)s buổi được phép trực hai nơi", n=line.allowed))
    if line.handed_in_at and line.changed_at and line.changed_at > line.handed_in_at:
        parts.append(_("đã sửa sau khi gửi"))
    return "; ".join(parts)
