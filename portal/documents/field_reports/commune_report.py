"""The three annexes of a commune's report: its days, its duty list without telephones, its publicity log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing, numbers
from portal.web.ui.formats import count, day_month, integer, short_date
from portal.web.ui.text import lower_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.fieldwork.reporting.content.figures import Activity, CommuneFigures, Day
    from portal.surveys.plan.plan import Plan

FIGURES = ("visits", "helped", "guided", "ballots", "helpers")


def annexes(figures: CommuneFigures, plan: Plan) -> tuple[Annex, ...]:
    """All three."""
    return (by_day(figures, plan), duty_list(figures, plan), publicity(figures))


def by_day(figures: CommuneFigures, plan: Plan) -> Annex:
    """Annex 1: the journal."""
    heads = (
        "TT",
        "Ngày",
        "Lượt người dân đến",
        "Lượt được hỗ trợ thủ tục hành chính",
        "Lượt được hướng dẫn trả lời phiếu",
        "Phiếu (hệ thống)",
        "Số người hỗ trợ",
        "Ghi chú",
    )
    rows = [day_row(n, day) for n, day in enumerate(figures.days, start=1)]
    sums = [figures.total(name) for name in FIGURES[:-1]]
    total = Row("", "Tổng cộng", (*numbers(*(shown(value) for value in sums)), Cell("-"), Cell("", "l")), "total")
    table = Table(("tt", "date", *["few"] * 5, "note"), (tuple(Head(text) for text in heads),), (*rows, total))
    notes = (
        f"Lượt người dân đến {plan.desk.short} là số liệu đã chốt.",
        "Phiếu do hệ thống ghi nhận khi hết ngày.",
        "“-”: chưa có số liệu hoặc không cộng.",
        *left_out(figures, heads[2 : 2 + len(sums)]),
    )
    return Annex(1, "Nhật ký theo ngày", "portrait", (table,), notes)


def left_out(figures: CommuneFigures, heads: Sequence[str]) -> tuple[str, ...]:
    """What the sums lack, in a sentence; a column without any figure has no sum."""
    named = dict(zip(FIGURES, heads, strict=False))
    lacking = {head: figures.lacking(name) for name, head in named.items() if figures.total(name) is not None}
    parts = [f"{lower_first(head)} {count(days)} ngày" for head, days in lacking.items() if days]
    return (f"Tổng cộng chỉ cộng các ngày đã có số liệu; còn thiếu: {', '.join(parts)}.",) if parts else ()


def day_row(number: int, day: Day) -> Row:
    cells = numbers(*(shown(getattr(day, name)) for name in FIGURES))
    return Row(str(number), day_month(day.day), (*cells, Cell(day.note, "l")))


def shown(value: int | None) -> str:
    return "-" if value is None else integer(value)


def duty_list(figures: CommuneFigures, plan: Plan) -> Annex:
    """Annex 2: who stood at the desk, when."""
    task = f"Hỗ trợ, hướng dẫn người dân tại {plan.desk.short}"
    rows = [
        Row(str(n), one.full_name, (Cell(one.association, "l"), Cell(one.turns, "l"), Cell(task, "l")))
        for n, one in enumerate(figures.helpers, start=1)
    ] or [nothing(3)]
    heads = ("TT", "Họ và tên", "Chức vụ, đơn vị", "Ngày, ca", "Nhiệm vụ")
    table = Table(("tt", "person", "office", "turns", "task"), (tuple(Head(text) for text in heads),), tuple(rows))
    gaps = (f"Còn {integer(figures.gaps)} buổi chưa đủ người.",) if figures.gaps and figures.helpers else ()
    notes = ("Số điện thoại không in trong bản này.", *gaps)
    return Annex(2, "Danh sách, lịch phân công", "portrait", (table,), notes)


def publicity(figures: CommuneFigures) -> Annex:
    """Annex 3: the log."""
    rows = [activity_row(n, one) for n, one in enumerate(figures.activities, start=1)] or [nothing(4)]
    heads = ("TT", "Hình thức", "Nơi, kênh", "Thời gian", "Số lần mỗi ngày", "Minh chứng")
    table = Table(
        ("tt", "channel", "where", "when", "times", "evidence"), (tuple(Head(text) for text in heads),), tuple(rows)
    )
    return Annex(3, "Công khai, tuyên truyền", "portrait", (table,), ("Ảnh minh chứng lưu trên hệ thống.",))


def activity_row(number: int, activity: Activity) -> Row:
    when = short_date(activity.first_day)
    if activity.last_day != activity.first_day:
        when = f"{day_month(activity.first_day)} - {short_date(activity.last_day)}"
    cells = (
        Cell(activity.place, "l"),
        Cell(when, "c"),
        Cell(integer(activity.times), "c"),
        Cell(activity.evidence or "-", "l"),
    )
    return Row(str(number), activity.channel, cells)
