"""The board n/209: which communes have registered their task force, as asked for; one source for page and file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.taskforce import queries
from portal.units.names import fold
from portal.web.ui.formats import short_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.fieldwork.taskforce.queries import Line
    from portal.web.media.sheets import Cell

LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Wish:
    """What is searched for, which district, which state, in which order."""

    typed: str = ""
    district: str = ""
    state: str = ""
    sort: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Wish:
        """Read the query of an address."""
        typed = args.get("q", "").strip()[:LONGEST_SEARCH]
        return cls(typed, args.get("district", ""), args.get("status", ""), args.get("sort", ""))


def chosen(lines: Sequence[Line], wish: Wish) -> list[Line]:
    """The lines that answer the wish, by district and name unless asked otherwise."""
    shown_lines = [line for line in lines if answers(line, wish)]
    key = {"name": lambda line: line.unit.sort_key, "state": lambda line: list(queries.SHAPES).index(line.state)}
    order = key.get(wish.sort.removeprefix("-"))
    return sorted(shown_lines, key=order, reverse=wish.sort.startswith("-")) if order else shown_lines


def answers(line: Line, wish: Wish) -> bool:
    """Whether a line is searched for."""
    district = line.unit.district
    return (
        fold(wish.typed) in fold(searched(line))
        and (not wish.district or (district is not None and district.code == wish.district))
        and (not wish.state or line.state == wish.state)
    )


def searched(line: Line) -> str:
    """A commune is found by its name and by its head's."""
    head = line.force.head if line.force else None
    return f"{line.unit.title} {head.full_name if head else ''}"


def header() -> tuple[str, ...]:
    """The heads of the file's columns."""
    return (
        _("Đơn vị"),
        _("Huyện"),
        _("Tình trạng"),
        _("Tổ trưởng"),
        _("Chức vụ"),
        _("Công chức nhập dữ liệu"),
        _("Số thành viên"),
        _("Số quyết định"),
        _("Ngày quyết định"),
        _("Bản quét"),
    )


def cells(line: Line) -> tuple[Cell, ...]:
    """A line of the file."""
    unit, force = line.unit, line.force
    place = (unit.capital, unit.district.title if unit.district else "", line.label)
    if force is None:
        return (*place, *[None] * 7)
    head, clerk = force.head, force.clerk
    return (
        *place,
        head.full_name if head else None,
        head.office if head else None,
        clerk.full_name if clerk else None,
        len(force.members),
        force.decision_number or None,
        short_date(force.decided_on) if force.decided_on else None,
        _("có") if force.scan_id else None,
    )
