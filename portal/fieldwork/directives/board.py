"""Which units have directing papers and a launch, and whose people are in the chat: rows for page and file alike."""

from collections.abc import Callable

from flask_babel import gettext as _

from portal.fieldwork.directives.models import Launch
from portal.fieldwork.directives.queries import ChatLine, Line
from portal.units.names import fold
from portal.web.media.sheets import Cell
from portal.web.ui.formats import short_date
from portal.web.ui.listing import Columns, ListFilter, Listing


def has_state(line: Line | ChatLine, state: str) -> bool:
    return line.state == state


def matches(line: Line | ChatLine, list_filter: ListFilter) -> bool:
    """Whether a line is searched for: by its own name only, since districts stand beside their communes."""
    return line.unit.lies_in(list_filter.district) and fold(list_filter.typed) in fold(line.unit.title)


LISTING: Listing[Line] = Listing(has_state, matches)
CHAT_LISTING: Listing[ChatLine] = Listing(has_state, matches)


def columns() -> Columns[Line]:
    """The columns of the file on papers and launches: the last paper, the first launch."""
    return [
        *unit_columns(),
        (_("Số văn bản"), lambda line: len(line.directives.papers)),
        (_("Văn bản gần nhất"), last_paper),
        (_("Ngày phát động"), of_launch(lambda launch: launch.day)),
        (_("Địa điểm"), of_launch(lambda launch: launch.place)),
        (_("Số người dự"), of_launch(lambda launch: launch.people)),
    ]


def last_paper(line: Line) -> str | None:
    """Number and day of the last paper; None where there is none."""
    papers = line.directives.papers
    return f"{papers[-1].number} ngày {short_date(papers[-1].issued_on)}" if papers else None


def of_launch(cell: Callable[[Launch], Cell]) -> Callable[[Line], Cell]:
    """A cell that is empty until something was launched."""
    return lambda line: cell(line.directives.launches[0]) if line.directives.launches else None


def chat_columns() -> Columns[ChatLine]:
    """The columns of the file on the chat group."""
    return [*unit_columns(), (_("Đã cử"), lambda line: line.named), (_("Đã vào nhóm"), lambda line: line.joined)]


def unit_columns() -> Columns[Line | ChatLine]:
    """Where a line is and how it stands."""
    return [
        (_("Đơn vị"), lambda line: line.unit.capital),
        # a district does not lie in itself
        (_("%(District)s"), lambda line: "" if line.unit.district in {None, line.unit} else line.unit.district.title),
        (_("Tình trạng"), lambda line: line.label),
    ]
