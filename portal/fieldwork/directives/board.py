"""Which units have directing papers and a launch, and whose people are in the chat: rows for page and file alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from flask_babel import gettext as _

from portal.units.names import fold
from portal.web.ui.formats import short_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.fieldwork.directives.queries import ChatLine, Line
    from portal.units.models import Unit
    from portal.web.media.sheets import Cell

LONGEST_SEARCH = 80


class UnitRow(Protocol):
    """A row of a board: a unit in a state."""

    @property
    def unit(self) -> Unit: ...

    @property
    def state(self) -> str: ...


Row = TypeVar("Row", bound=UnitRow)


def filtered(lines: Sequence[Row], args: Mapping[str, str]) -> list[Row]:
    """The lines that answer the query of an address."""
    return [line for line in lines if matches(line, args)]


def matches(line: UnitRow, args: Mapping[str, str]) -> bool:
    """Whether a line is searched for."""
    typed, district, state = args.get("q", "")[:LONGEST_SEARCH], args.get("district", ""), args.get("status", "")
    above = line.unit.district
    return (
        fold(typed) in fold(line.unit.title)
        and (not district or (above is not None and above.code == district))
        and (not state or line.state == state)
    )


def header() -> tuple[str, ...]:
    """The heads of the file on papers and launches."""
    return (
        _("Đơn vị"),
        _("Huyện"),
        _("Tình trạng"),
        _("Số văn bản"),
        _("Văn bản gần nhất"),
        _("Ngày phát động"),
        _("Địa điểm"),
        _("Số người dự"),
    )


def cells(line: Line) -> tuple[Cell, ...]:
    """A line of that file."""
    papers, launches = line.directives.papers, line.directives.launches
    last, launch = papers[-1] if papers else None, launches[0] if launches else None
    return (
        *unit_cells(line),
        len(papers),
        f"{last.number} ngày {short_date(last.issued_on)}" if last else None,
        short_date(launch.day) if launch else None,
        launch.place if launch else None,
        launch.people if launch else None,
    )


def chat_header() -> tuple[str, ...]:
    """The heads of the file on the chat group."""
    return (_("Đơn vị"), _("Huyện"), _("Tình trạng"), _("Đã cử"), _("Đã vào nhóm"))


def chat_cells(line: ChatLine) -> tuple[Cell, ...]:
    """A line of that file."""
    return (*unit_cells(line), line.named, line.joined)


def unit_cells(line: Line | ChatLine) -> tuple[str, str, str]:
    """Where a line is and how it stands."""
    unit = line.unit
    district = unit.district.title if unit.district and unit.district is not unit else ""
    return unit.capital, district, line.label
