"""The duty lists as annexes: one description for the prints of the rosters' own pages and for the official papers."""

from __future__ import annotations

from itertools import count as counted
from typing import TYPE_CHECKING

from portal.fieldwork.roster.lists.duty_list import InternalLine
from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing, numbers
from portal.web.ui.formats import count, integer
from portal.web.ui.text import lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.fieldwork.roster.lists.duty_list import DeskList, PublicLine, RoundFacts, SupervisorLine
    from portal.fieldwork.roster.lists.roster_book import Group, RosterBook

NOT_HANDED_IN = "chưa gửi danh sách, lịch phân công"
TITLE = "DANH SÁCH, LỊCH PHÂN CÔNG\ncán bộ, hội viên hỗ trợ, hướng dẫn người dân"


def desk_and_book_annexes(book: RosterBook, *, internal: bool) -> tuple[Annex, ...]:
    """What is printed of a subtree at the rosters' own page: a desk's list, a district's, or all, with a summary."""
    facts = book.facts
    if book.is_single:
        return (desk_annex(book.desks[0], facts, internal=internal),)
    if not book.is_whole:
        return (group_annex(book.groups[0], 0, 1, facts, internal=internal),)
    place, annex_numbers = f"tại {facts.desk} cấp xã, {book.unit}", counted(1)
    notes = (f"Danh sách, lịch phân công thực hiện {facts.plan}.", facts.duty)
    found = [summary_annex(book, next(annex_numbers), f"\n{place}", notes)]
    first = 1
    for group in book.groups:
        found.append(group_annex(group, next(annex_numbers), first, facts, internal=internal))
        first += len(group.desks)
    if book.sent:
        found.append(supervisors_annex(facts, book.sent, next(annex_numbers)))
    return tuple(found)


def group_annex(group: Group, number: int, first: int, facts: RoundFacts, *, internal: bool) -> Annex:
    """A district's desks, the first of which has the number `first` among all."""
    place = f" cấp xã, {lower_first(group.title)}" if group.title else " cấp xã"
    return desks_annex(facts, group.desks, number, place, first=first, internal=internal)


def summary_annex(book: RosterBook, number: int, place: str, notes: tuple[str, ...]) -> Annex:
    """How many desks and people in each district."""
    heads = ("TT", "Đơn vị", "Số điểm", "Đã có danh sách, lịch phân công", "Cán bộ, hội viên", "Lượt phân công (buổi)")
    groups = [group for group in book.groups if group.title]
    rows = [Row(str(n), group.title, numbers(*group.row)) for n, group in enumerate(groups, start=1)]
    total = Row("", "Tổng cộng", numbers(*book.total.row), "total")
    table = Table(("tt", "area", *["figure"] * 4), (tuple(Head(text) for text in heads),), (*rows, total))
    return Annex(number, f"TỔNG HỢP {TITLE}{place}", "portrait", (table,), notes, style="roster")


def desks_annex(
    facts: RoundFacts, desks: Sequence[DeskList], number: int, place: str, *, first: int = 1, internal: bool = False
) -> Annex:
    """Desk after desk: who stands there when; the internal copy has a column of telephones."""
    columns = ("tt", "name", "association", *turn_columns(facts), *(("phone",) if internal else ()), "remark")
    head = table_head(facts, "Điểm, họ và tên", *(("Điện thoại",) if internal else ()), "Ghi chú")
    rows = [row for n, desk in enumerate(desks, start=first) for row in desk_rows(n, desk, facts, internal=internal)]
    table = Table(columns, head, tuple(rows) or (nothing(len(columns) - 2),))
    notes = ("“x”: buổi có mặt tại bàn hỗ trợ; dòng của điểm ghi số người mỗi buổi.", facts.duty)
    title = f"{TITLE}\ntại {facts.desk}{place}"
    return Annex(number, title, "landscape", (table,), notes, style="roster internal" if internal else "roster")


def desk_annex(desk: DeskList, facts: RoundFacts, *, internal: bool) -> Annex:
    """One desk's list, as it is put up or kept: the people, then how many there are in each half-day."""
    more = (("phone", "Điện thoại"), ("remark", "Ghi chú")) if internal else ()
    columns = ("tt", "name", "association", *turn_columns(facts), *(column for column, _head in more))
    rows = [
        Row(str(n), *named_cells(person, facts, internal=internal)) for n, person in enumerate(desk.people, start=1)
    ]
    sums = (Cell("", "l"), *sum_cells(desk, facts), *(Cell("") for _column in more))
    head = table_head(facts, "Họ và tên", *(text for _column, text in more))
    hours = f"Giờ làm việc: {desk.hours}." if desk.hours else ""
    table = Table(columns, head, (*rows, Row("", "Số người mỗi buổi", sums, "total")), caption=hours)
    mark = ("“x” là buổi có mặt tại bàn hỗ trợ.",) if facts.is_matrix else ()
    title = f"{TITLE}\ntại {facts.desk} UBND {desk.full}"
    style = "duty-list internal" if internal else "duty-list"
    return Annex(0, title, "landscape" if internal else "portrait", (table,), (*mark, facts.duty), style=style)


def named_cells(person: PublicLine, facts: RoundFacts, *, internal: bool) -> tuple[str, tuple[Cell, ...]]:
    """A person's name and cells in a desk's own list: what the public copy has no column for stands with the name."""
    cells = (Cell(person.association, "l"), *turn_cells(person, facts))
    if not internal:
        return f"{person.name} ({person.remark})" if person.remark else person.name, cells
    return person.name, (*cells, *phone_cell(person), Cell(person.remark, "l"))


def table_head(facts: RoundFacts, name: str, *last: str) -> tuple[tuple[Head, ...], ...]:
    """The heads of a list of people: a column each half-day, or one for all."""
    days = [Head(day, colspan=2) for day in facts.day_heads] if facts.is_matrix else [Head("Ngày, buổi")]
    rows = 2 if facts.is_matrix else 1
    before, after = (
        tuple(Head(text, rowspan=rows) for text in texts) for texts in (("TT", name, "Hội, đoàn thể"), last)
    )
    halves = tuple(Head(text) for _day in facts.day_heads for text in ("Sáng", "Chiều"))
    return ((*before, *days, *after), halves) if facts.is_matrix else ((*before, *days, *after),)


def turn_columns(facts: RoundFacts) -> list[str]:
    return ["half"] * len(facts.half_days) if facts.is_matrix else ["turns"]


def turn_cells(person: PublicLine, facts: RoundFacts) -> list[Cell]:
    """When somebody stands at the desk."""
    if facts.is_matrix:
        return [Cell("x" if mark else "", "c") for mark in person.marks]
    return [Cell(person.turns.replace("; ", "\n"), "l")]


def sum_cells(desk: DeskList, facts: RoundFacts) -> list[Cell]:
    """How many people stand at the desk in each half-day, or in how many turns."""
    if facts.is_matrix:
        return [Cell(integer(n) if n else "-", "c") for n in desk.present]
    return [Cell(f"{integer(sum(desk.present))} lượt", "c")]


def phone_cell(person: PublicLine) -> tuple[Cell, ...]:
    """The telephone of an internal line; nothing of a public one."""
    return (Cell(person.phone, "c"),) if isinstance(person, InternalLine) else ()


def desk_rows(number: int, desk: DeskList, facts: RoundFacts, *, internal: bool) -> Iterable[Row]:
    """The desk with its people a half-day, then each person."""
    more = (Cell(""),) if internal else ()
    if not desk.handed_in or not desk.people:
        width = len(turn_columns(facts)) + 2 + len(more)
        yield Row(str(number), desk.capital, (Cell(NOT_HANDED_IN, "l", width),), "total")
        return
    people = f"{count(len(desk.people))} người"
    yield Row(str(number), desk.capital, (Cell("", "l"), *sum_cells(desk, facts), *more, Cell(people, "l")), "sum")
    for place, person in enumerate(desk.people, start=1):
        cells = (Cell(person.association, "l"), *turn_cells(person, facts), *phone_cell(person))
        yield Row(f"{number}.{place}", person.name, (*cells, Cell(person.remark, "l")))


def supervisors_annex(facts: RoundFacts, sent: Sequence[SupervisorLine], number: int) -> Annex:
    """Leaders and officers sent to direct, inspect, supervise."""
    heads = ("TT", "Họ và tên", "Chức vụ", "Đơn vị", "Địa bàn", "Ngày")
    rows = tuple(
        Row(str(n), one.name, (*(Cell(text, "l") for text in (one.post, one.office, one.area)), Cell(one.days, "c")))
        for n, one in enumerate(sent, start=1)
    )
    columns = ("tt", "sent-name", "post", "office", "area-sent", "sent-days")
    table = Table(columns, (tuple(Head(text) for text in heads),), rows or (nothing(4),))
    title = "DANH SÁCH\nlãnh đạo, cán bộ phối hợp chỉ đạo, kiểm tra, giám sát"
    note = f"Phối hợp với {facts.issuer} chỉ đạo, kiểm tra, giám sát theo {facts.plan}."
    return Annex(number, title, "portrait", (table,), (note,), style="roster")
