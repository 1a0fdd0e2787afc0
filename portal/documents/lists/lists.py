"""The round's lists as papers: codes, duty rosters and supervisors, frozen as the tables they print.

A frozen list stays for good, telephones do not: the internal copy with them is made from the rosters' own page.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from portal.documents.synthesis.snapshot import office_of
from portal.fieldwork.roster import queries as rosters
from portal.fieldwork.roster.lists import duty_list, papers
from portal.papers.snapshot_document import SnapshotDocument
from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing, numbers
from portal.surveys import queries as surveys
from portal.surveys.points import printing
from portal.units import queries as units
from portal.web.data import clock
from portal.web.ui.formats import count, integer
from portal.web.ui.text import capital, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.documents.lifecycle.requests import Request
    from portal.fieldwork.roster.lists.duty_list import DeskList, RoundFacts
    from portal.fieldwork.roster.lists.papers import Group, RosterBook
    from portal.surveys.points.posters import PointFacts

NOT_HANDED_IN = "chưa gửi danh sách, lịch phân công"


def list_document(request: Request, annexes: Sequence[Annex], enclosed: str) -> SnapshotDocument:
    """Tables alone, enclosed with a plan or letter."""
    return SnapshotDocument(
        office=office_of(request.plan),
        subject=annexes[0].title.replace("\n", " "),
        opening="",
        closing="",
        due_on=None,
        sections=(),
        annexes=tuple(annexes),
        taken_at=clock.now().replace(microsecond=0),
        simulated=request.required_round.simulated,
        enclosed=enclosed,
    )


def codes(request: Request) -> SnapshotDocument:
    """The list attached to the plan."""
    facts = printing.facts_of_round(request.required_round)
    points = printing.facts_of_points(surveys.points_of(request.required_round))
    heads = ("TT", "Đơn vị", "Mã", "Địa chỉ truy cập")
    table = Table(
        ("tt", "unit-name", "code", "address"), (tuple(Head(text) for text in heads),), tuple(code_rows(points))
    )
    title = f"DANH SÁCH MÃ QR CODE\n{lower_first(facts.title)}"
    note = f"Mã và địa chỉ dùng {facts.window}; người dân chỉ trả lời phiếu tại địa chỉ {facts.domain}."
    return list_document(
        request, [Annex(0, title, "portrait", (table,), (note,), style="codes")], f"Kèm theo {facts.plan}"
    )


def code_rows(points: Sequence[PointFacts]) -> Iterable[Row]:
    for district, rows in groupby(enumerate(points, start=1), key=lambda row: row[1].district):
        district_rows = list(rows)
        if district:
            yield Row("", capital(district), (Cell(f"{count(len(district_rows))} đơn vị", "l", 2),), "sum")
        for number, point in district_rows:
            yield Row(str(number), point.capital, (Cell(point.printed_code, "c"), Cell(point.url, "l")))
    yield Row("", "Tổng cộng", (Cell(f"{count(len(points))} đơn vị", "l", 2),), "total")


def roster(request: Request) -> SnapshotDocument:
    """The duty lists of a unit, of the whole province where none is named; without telephone numbers."""
    round_ = request.required_round
    unit = request.unit or units.province(round_.catalogue_year)
    if unit is None:
        raise LookupError(round_.catalogue_year)
    book = papers.read_book(round_, unit, internal=False)
    if not book.is_whole:
        place = f"UBND {book.unit}" if book.is_single else book.unit
        return list_document(request, [desks_annex(book, book.groups, 0, place)], book.enclosed)
    parts = [desks_annex(book, (group,), n, group.title) for n, group in enumerate(book.groups, start=2)]
    sent = [sent_annex(book.facts, book.sent, len(parts) + 2)] if book.sent else []
    return list_document(request, [summary_annex(book), *parts, *sent], book.enclosed)


def summary_annex(book: RosterBook) -> Annex:
    """How many desks and people in each district."""
    heads = ("TT", "Đơn vị", "Số điểm", "Đã có danh sách, lịch phân công", "Cán bộ, hội viên", "Lượt phân công (buổi)")
    groups = [group for group in book.groups if group.title]
    rows = [Row(str(n), group.title, numbers(*group.row)) for n, group in enumerate(groups, start=1)]
    total = Row("", "Tổng cộng", numbers(*book.total.row), "total")
    table = Table(("tt", "area", *["figure"] * 4), (tuple(Head(text) for text in heads),), (*rows, total))
    title = f"TỔNG HỢP DANH SÁCH, LỊCH PHÂN CÔNG\ncán bộ, hội viên hỗ trợ, hướng dẫn người dân, {book.unit}"
    return Annex(1, title, "portrait", (table,), (book.facts.duty,), style="roster")


def desks_annex(book: RosterBook, groups: Sequence[Group], number: int, place: str) -> Annex:
    """Desk after desk: who stands there when."""
    facts = book.facts
    halves = facts.half_days if facts.is_matrix else []
    first = (
        Head("TT", rowspan=2),
        Head("Điểm, họ và tên", rowspan=2),
        Head("Hội, đoàn thể", rowspan=2),
        *(Head(day, colspan=2) for day in facts.day_heads if facts.is_matrix),
        *(() if facts.is_matrix else (Head("Ngày, buổi", rowspan=2),)),
        Head("Ghi chú", rowspan=2),
    )
    second = tuple(Head(text) for _day in facts.day_heads for text in ("Sáng", "Chiều")) if facts.is_matrix else ()
    columns = ("tt", "name", "association", *(["half"] * len(halves) or ["turns"]), "remark")
    desks = [desk for group in groups for desk in group.desks]
    rows = tuple(row for n, desk in enumerate(desks, start=1) for row in desk_rows(n, desk, facts))
    table = Table(columns, (first, second) if second else (first,), rows or (nothing(len(columns) - 2),))
    title = f"DANH SÁCH, LỊCH PHÂN CÔNG\ncán bộ, hội viên hỗ trợ, hướng dẫn người dân\ntại {facts.desk}, {place}"
    notes = ("“x”: buổi có mặt tại bàn hỗ trợ; dòng của điểm ghi số người mỗi buổi.", facts.duty)
    return Annex(number, title, "landscape", (table,), notes, style="roster")


def desk_rows(number: int, desk: DeskList, facts: RoundFacts) -> Iterable[Row]:
    """The desk with its people a half-day, then each person."""
    width = len(facts.half_days) if facts.is_matrix else 1
    if not desk.handed_in or not desk.people:
        yield Row(str(number), desk.capital, (Cell(NOT_HANDED_IN, "l", width + 2),), "total")
        return
    present = [integer(n) if n else "-" for n in desk.present] if facts.is_matrix else [integer(sum(desk.present))]
    sums = tuple(Cell(text, "c") for text in present)
    people = f"{count(len(desk.people))} người"
    yield Row(str(number), desk.capital, (Cell("", "l"), *sums, Cell(people, "l")), "sum")
    for place, one in enumerate(desk.people, start=1):
        marks = ["x" if mark else "" for mark in one.marks] if facts.is_matrix else [one.turns]
        cells = (Cell(one.association, "l"), *(Cell(mark, "c") for mark in marks), Cell(one.remark, "l"))
        yield Row(f"{number}.{place}", one.name, cells)


def supervisors(request: Request) -> SnapshotDocument:
    """Leaders and officers sent to direct, inspect, supervise."""
    round_, plan = request.required_round, request.plan
    facts = duty_list.round_facts(round_, plan, rosters.days_of(round_, plan))
    sent = duty_list.supervisor_lines(rosters.supervisors(round_), round_.days)
    return list_document(request, [sent_annex(facts, sent, 0)], facts.enclosed)


def sent_annex(facts: RoundFacts, sent: Sequence[duty_list.SupervisorLine], number: int) -> Annex:
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
