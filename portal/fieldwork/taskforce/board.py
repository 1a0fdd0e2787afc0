"""The board n/209: which communes have registered their task force, as asked for; one source for page and file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.taskforce import queries
from portal.units.names import fold
from portal.web.ui.formats import short_date
from portal.web.ui.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.fieldwork.taskforce.models import TaskForce
    from portal.fieldwork.taskforce.queries import Line
    from portal.web.media.sheets import Cell
    from portal.web.ui.listing import Columns

LISTING: Listing[Line] = Listing(
    has=lambda line, status: line.state == status,
    matches=lambda line, list_filter: (
        line.unit.lies_in(list_filter.district) and fold(list_filter.typed) in fold(searched(line))
    ),
    orders={"name": lambda line: line.unit.sort_key, "state": lambda line: list(queries.SHAPES).index(line.state)},
)


def searched(line: Line) -> str:
    """A commune is found by its name and by its head's."""
    head = line.force.head if line.force else None
    return f"{line.unit.title} {head.full_name if head else ''}"


def columns() -> Columns[Line]:
    """The columns of the file."""
    return [
        (_("Đơn vị"), lambda line: line.unit.capital),
        (_("Huyện"), lambda line: line.unit.district.title if line.unit.district else ""),
        (_("Tình trạng"), lambda line: line.label),
        (_("Tổ trưởng"), of_force(lambda force: force.head.full_name if force.head else None)),
        (_("Chức vụ"), of_force(lambda force: force.head.office if force.head else None)),
        (_("Công chức nhập dữ liệu"), of_force(lambda force: force.clerk.full_name if force.clerk else None)),
        (_("Số thành viên"), of_force(lambda force: len(force.members))),
        (_("Số quyết định"), of_force(lambda force: force.decision_number or None)),
        (_("Ngày quyết định"), of_force(lambda force: short_date(force.decided_on) if force.decided_on else None)),
        (_("Bản quét"), of_force(lambda force: _("có") if force.scan_id else None)),
    ]


def of_force(cell: Callable[[TaskForce], Cell]) -> Callable[[Line], Cell]:
    """A cell that is empty until a task force is registered."""
    return lambda line: cell(line.force) if line.force else None
