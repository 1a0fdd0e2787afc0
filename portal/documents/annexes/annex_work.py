"""Annexes 8 and 9: what each commune did, and whose figures ask for an explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.synthesis import exclusion_text
from portal.documents.synthesis.participation import sign
from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing, numbers
from portal.surveys.turnout import Status
from portal.web.ui.formats import day_month, decimal, integer
from portal.web.ui.text import NO_FIGURE, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.documents.synthesis.figures import Area, Commune, Day, SynthesisFigures, Work

NEED_EXPLANATION = {Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG, Status.CHUA_DU_SO_LIEU}


def annex_8(figures: SynthesisFigures) -> Annex:
    """Publicity, helpers and inspections, commune by commune."""
    channels = figures.survey.channels
    first = (
        Head("TT", rowspan=2),
        Head("Đơn vị", rowspan=2),
        Head("Hình thức công khai, tuyên truyền", colspan=max(1, len(channels))),
        Head("Số người hỗ trợ bình quân ngày", rowspan=2),
        Head("Ngày kiểm tra", rowspan=2),
        Head("Tồn tại phát hiện", rowspan=2),
        Head("Chưa khắc phục", rowspan=2),
    )
    second = tuple(Head(name) for name in channels) or (Head("-"),)
    columns = ("tt", "unit", *["channel"] * max(1, len(channels)), "figure", "when", "few", "few")
    table = Table(columns, (first, second), tuple(work_rows(figures)))
    notes = (
        "“x”: đã thực hiện ít nhất một lần; “-”: chưa có số liệu hoặc chưa thực hiện, chưa kiểm tra.",
        "Dòng của địa bàn ghi số đơn vị đã thực hiện.",
    )
    return Annex(8, "Công khai, hỗ trợ, kiểm tra", "landscape", (table,), notes)


def work_rows(figures: SynthesisFigures) -> Iterable[Row]:
    width, number = max(1, len(figures.survey.channels)), 0
    if not any(is_known(commune.work) for commune in figures.communes):
        yield nothing(width + 4)
        return
    for area in figures.areas:
        yield Row("", area.name, area_cells(area, width), "sum")
        for commune in area.communes:
            number += 1
            yield Row(str(number), commune.name, work_cells(commune.work, width))
    yield Row("", "Tổng cộng", area_cells(figures.whole, width), "total")


def is_known(work: Work) -> bool:
    return bool(work.channels or work.inspected) or work.helpers_a_day is not None


def work_cells(work: Work, width: int) -> tuple[Cell, ...]:
    marks = tuple(Cell("x" if used else "-", "c") for used in work.channels) or (Cell("-", "c"),) * width
    days = ", ".join(day_month(day) for day in work.inspected) or "-"
    counts = numbers(*("-" if n is None else integer(n) for n in (work.faults, work.faults_open)))
    return (*marks, Cell(decimal(work.helpers_a_day, 1)), Cell(days, "c"), *counts)


def area_cells(area: Area, width: int) -> tuple[Cell, ...]:
    """How many communes of an area used each channel and were inspected; the faults of all."""
    works = [commune.work for commune in area.communes]
    channels = [work.channels for work in works if work.channels]
    used = [integer(sum(column)) for column in zip(*channels, strict=True)] or ["-"] * width
    inspected = integer(sum(bool(work.inspected) for work in works))
    return (
        *(Cell(text, "c") for text in used),
        Cell("-"),
        Cell(f"{inspected} đơn vị", "c"),
        *numbers(*(column_sums([work.faults for work in works], [work.faults_open for work in works]))),
    )


def column_sums(*columns: Sequence[int | None]) -> list[str]:
    known_columns = [[n for n in column if n is not None] for column in columns]
    return [integer(sum(column)) if column else "-" for column in known_columns]


def annex_9(figures: SynthesisFigures) -> Annex:
    """The days whose figures ask for an explanation, and what the commune noted."""
    heads = ("TT", "Đơn vị", "Ngày", "Lượt đến", "Phiếu", "Dấu hiệu", "Giải trình")
    days_to_explain = [
        (area.name, commune, index, day)
        for area in figures.areas
        for commune in area.communes
        for index, day in enumerate(commune.days)
        if day.status in NEED_EXPLANATION
    ]
    rows = tuple(
        explanation_row(
            number, where if figures.by_district else "", commune, day_month(figures.survey.days[index]), day
        )
        for number, (where, commune, index, day) in enumerate(days_to_explain, start=1)
    )
    columns = ("tt", "asked", "date", "few", "few", "sign", "reason")
    table = Table(columns, (tuple(Head(text) for text in heads),), rows or empty_rows(figures))
    notes = (
        "Dấu hiệu xét theo từng ngày; giải trình lấy từ phần ghi chú trong báo cáo của cấp xã.",
        *figures.signs,
        *exclusion_text.annex_note(figures),
    )
    return Annex(9, "Đơn vị cần giải trình số liệu", "portrait", (table,), notes)


def empty_rows(figures: SynthesisFigures) -> tuple[Row, ...]:
    """The one row of an empty table: no such commune, or no figures yet."""
    has_figures = figures.whole.visits is not None and figures.whole.ballots is not None
    return (nothing(5, "không có đơn vị nào" if has_figures else NO_FIGURE),)


def explanation_row(number: int, where: str, commune: Commune, day: str, figures: Day) -> Row:
    missing = figures.visits is None
    return Row(
        str(number),
        f"{commune.name}, {lower_first(where)}" if where else commune.name,
        (
            Cell(day, "c"),
            *numbers("-" if missing else integer(figures.visits), integer(figures.ballots)),
            Cell(sign(figures.visits, figures.status), "l"),
            Cell(figures.note or "chưa có giải trình", "l"),
        ),
    )
