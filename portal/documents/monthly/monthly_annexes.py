"""The four annexes of a monthly report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.documents.synthesis.participation import sign
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.phrases import phrase
from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing, numbers
from portal.web.ui.formats import decimal, integer, rate, rounded, short_date
from portal.web.ui.text import NO_FIGURE, lower_first

if TYPE_CHECKING:
    from portal.documents.monthly.monthly_figures import AreaMonth, Flag, MonthlyFigures
    from portal.documents.synthesis.figures import Day

STYLE = "month-{}"


def annexes(figures: MonthlyFigures) -> tuple[Annex, ...]:
    """All four; those with figures per commune are restricted as the office has it."""
    built = (indicators(figures), flagged(figures), opinions(figures), tasks(figures))
    return tuple(replace(annex, restricted=annex.number in figures.office.restricted) for annex in built)


def indicators(figures: MonthlyFigures) -> Annex:
    """Annex 1: value of the month, the year so far, the month before, the difference."""
    values = ("Tháng", "Lũy kế", "Kỳ trước", "Chênh lệch")
    rates = ("Tháng", "Kỳ trước", "Chênh lệch")
    first = (
        Head("TT", rowspan=2),
        Head("Đơn vị", rowspan=2),
        Head("Lượt người dân đến", colspan=4),
        Head("Phiếu hợp lệ", colspan=4),
        Head("Tỷ lệ tham gia (%)", colspan=3),
    )
    second = tuple(Head(text) for text in (*values, *values, *rates))
    rows = [Row(str(n), area.name, indicator_cells(area)) for n, area in enumerate(figures.areas, start=1)]
    totals = {part: figures.total(part) for part in ("month", "year", "before")}
    cells = cells_of(totals["month"], totals["year"], totals["before"], compared=are_compared(figures))
    body = (*rows, Row("", "Tổng cộng", cells, "total")) if rows else (nothing(11),)
    table = Table(("tt", "area", *["figure"] * 11), (first, second), body)
    notes = (
        "Kỳ trước là tháng liền trước; lũy kế từ ngày 01/01 đến hết tháng.",
        (
            "“-”: không có số liệu nên không so sánh; ở dòng tổng cộng: có nơi không so sánh được. "
            "Lượt người dân đến là số liệu đã chốt."
        ),
    )
    kind = "huyện, thị xã, thành phố" if figures.by_district else "loại đơn vị hành chính"
    return Annex(1, f"Chỉ tiêu trong tháng theo {kind}", "landscape", (table,), notes, style=STYLE.format(1))


def indicator_cells(area: AreaMonth) -> tuple[Cell, ...]:
    return cells_of(area.month, area.year, area.before)


def are_compared(figures: MonthlyFigures) -> bool:
    """Whether each place with figures of one month has them of the other: only then do the differences add up."""
    return all(
        (getattr(area.month, name) is None) == (getattr(area.before, name) is None)
        for area in figures.areas
        for name in ("visits", "ballots")
    )


def cells_of(month: Day, year: Day, before: Day, *, compared: bool = True) -> tuple[Cell, ...]:
    now, then = percent_of(month.ballots, month.visits), percent_of(before.ballots, before.visits)
    return numbers(
        *values(month.visits, year.visits, before.visits, compared=compared),
        *values(month.ballots, year.ballots, before.ballots, compared=compared),
        rate(now),
        rate(then),
        points(now, then) if compared else "-",
    )


def values(month: int | None, year: int | None, before: int | None, *, compared: bool) -> tuple[str, ...]:
    return integer(month), integer(year), integer(before), signed(month, before) if compared else "-"


def signed(now: int | None, then: int | None) -> str:
    """«+12», «-3»; «-» where one is missing."""
    if now is None or then is None:
        return "-"
    return f"{'+' if now > then else '-' if now < then else ''}{integer(abs(now - then))}"


def points(now: float | None, then: float | None) -> str:
    """The difference of two rates as they are printed."""
    if now is None or then is None:
        return "-"
    change = float(rounded(now, 1) - rounded(then, 1))
    return f"{'+' if change > 0 else '-' if change < 0 else ''}{decimal(abs(change), 1)}"


def flagged(figures: MonthlyFigures) -> Annex:
    """Annex 2: communes with missing or flagged data."""
    heads = ("TT", "Đơn vị", "Ngày", "Lượt đến", "Phiếu", "Dấu hiệu")
    rows = tuple(flag_row(number, flag) for number, flag in enumerate(figures.flags, start=1))
    table = Table(
        ("tt", "asked", "when", "few", "few", "sign"),
        (tuple(Head(text) for text in heads),),
        rows or (nothing(4, "không có đơn vị nào" if figures.rounds else phrase("no_round").rstrip(".").lower()),),
    )
    notes = ("Xét theo từng ngày đã qua trong tháng, trên số liệu đã chốt.",)
    return Annex(
        2, "Đơn vị thiếu số liệu hoặc có số liệu cần giải trình", "portrait", (table,), notes, style=STYLE.format(2)
    )


def flag_row(number: int, flag: Flag) -> Row:
    name = f"{flag.commune}, {lower_first(flag.area)}" if flag.area else flag.commune
    cells = numbers(integer(flag.visits), integer(flag.ballots))
    sought = Cell(sign(flag.visits, flag.status), "l")
    return Row(str(number), name, (Cell(short_date(flag.day), "c"), *cells, sought))


def opinions(figures: MonthlyFigures) -> Annex:
    """Annex 3: opinions in progress."""
    heads = ("TT", "Nhóm vấn đề", "Số ý kiến", "Nội dung khái quát", "Cấp giải quyết", "Tình trạng")
    rows = tuple(
        Row(
            str(number),
            theme.name,
            (
                Cell(integer(theme.comments)),
                Cell(theme.wording or "-", "l"),
                Cell(theme.level or "-", "c"),
                Cell(NO_FIGURE, "c"),
            ),
        )
        for number, theme in enumerate(figures.themes, start=1)
    )
    columns = ("tt", "theme", "figure", "wording", "level-name", "level-name")
    table = Table(columns, (tuple(Head(text) for text in heads),), rows or (nothing(4),))
    notes = ("Một ý kiến có thể thuộc nhiều nhóm vấn đề. Không trích nguyên văn.",)
    return Annex(3, "Ý kiến, kiến nghị đang tiếp thu, giải quyết", "portrait", (table,), notes, style="annex-7")


def tasks(figures: MonthlyFigures) -> Annex:
    """Annex 4: what is due next month, from the plans' calendars."""
    heads = ("TT", "Nhiệm vụ", "Cơ quan thực hiện", "Căn cứ", "Thời hạn")
    rows = tuple(
        Row(str(n), task.text, (Cell(task.who, "l"), Cell(task.clause, "l"), Cell(short_date(task.due), "c")))
        for n, task in enumerate(figures.tasks, start=1)
    )
    columns = ("tt", "task-text", "who", "clause", "when")
    table = Table(columns, (tuple(Head(text) for text in heads),), rows or (nothing(3, phrase("no_tasks")),))
    notes = ("Theo thời hạn ghi trong các kế hoạch khảo sát.",)
    return Annex(4, "Nhiệm vụ có thời hạn trong tháng sau", "portrait", (table,), notes, style=STYLE.format(4))
