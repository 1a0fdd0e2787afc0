"""The table of all rosters, made once for the screen and for the Excel file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.roster.board.board import Line, Sum, by_district, wanted
from portal.units.words import communes_in_words
from portal.web.ui.formats import integer
from portal.web.ui.table_model import Column, Row, Table, blank, text, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.fieldwork.roster.board.board import Wish
    from portal.units.models import Unit


def table(lines: Sequence[Line], wish: Wish, top: Unit) -> Table[Line]:
    """The lines that answer a wish: by district with sums, or flat in the order asked for."""
    shown_lines = wanted(lines, wish)
    with_district = not wish.is_grouped and top.level == "province"
    groups = by_district(shown_lines) if wish.is_grouped else [Sum(tuple(shown_lines))]
    rows: list[Row[Line]] = []
    for group in groups:
        if group.district is not None and wish.is_grouped:
            head = f"{group.district.capital} · {communes_in_words([line.unit for line in group.lines])}"
            rows.append(summed("sum", head, group, with_district=with_district))
        rows.extend(commune(line, with_district=with_district) for line in group.lines)
    if len(shown_lines) > 1:
        head = _("Cộng · %(units)s", units=communes_in_words([line.unit for line in shown_lines]))
        rows.append(summed("total", head, Sum(tuple(shown_lines)), with_district=with_district))
    return Table(columns(with_district=with_district), tuple(rows), len(shown_lines))


def columns(*, with_district: bool) -> tuple[Column, ...]:
    """The heads, from left to right."""
    district = (Column(_("Huyện"), is_number=False),) if with_district else ()
    return (
        Column(_("Xã, phường, thị trấn"), "unit", is_number=False),
        *district,
        Column(_("Gửi danh sách, lịch phân công"), "state", is_number=False),
        Column(_("Cán bộ, hội viên"), "helpers", _("Người")),
        Column(_("Lượt phân công"), "shifts", _("Lượt")),
        Column(_("Số buổi còn thiếu người"), "gaps", _("Buổi còn thiếu")),
        Column(_("Ghi chú"), is_number=False),
    )


def commune(line: Line, *, with_district: bool) -> Row[Line]:
    """A commune's row."""
    district = line.unit.district.title if line.unit.district else ""
    cells = (
        *((text(district),) if with_district else ()),
        text(line.state, line.shape),
        whole(line.helpers),
        whole(line.shifts),
        whole(len(line.gaps)),
        text(remarks(line)),
    )
    return Row("commune", line.unit.title, cells, line)


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


def summed(kind: str, head: str, group: Sum, *, with_district: bool) -> Row[Line]:
    """A row of sums."""
    cells = (
        *((blank(),) if with_district else ()),
        text(_("đã gửi %(n)s/%(all)s", n=integer(group.handed_in), all=integer(len(group.lines)))),
        whole(group.helpers),
        whole(group.shifts),
        whole(group.gaps),
        blank(),
    )
    return Row(kind, head, cells)
