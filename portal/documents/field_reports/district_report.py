"""The three annexes of a district's report: participation, publicity and rosters by commune; the inspections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.field_reports.commune_report import shown
from portal.fieldwork.reporting.content.timing import labels
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing, numbers
from portal.web.ui.formats import count, day_month, integer, rate, short_date
from portal.web.ui.text import capital

if TYPE_CHECKING:
    from portal.fieldwork.reporting.content.figures import CommuneFigures, DistrictFigures
    from portal.surveys.plan.plan import Plan

MOST_DAYS = 5
"""Days that fit side by side; of a longer round only the sums are printed."""


def annexes(figures: DistrictFigures, plan: Plan) -> tuple[Annex, ...]:
    """All three."""
    return (participation(figures, plan), work(figures), inspections(figures))


def participation(figures: DistrictFigures, plan: Plan) -> Annex:
    """Annex 1: visits and ballots of each commune and day, the sums, the verdict."""
    days = figures.days if len(figures.days) <= MOST_DAYS else ()
    pair = (Head("Lượt đến"), Head("Phiếu"))
    first = (
        Head("TT", rowspan=2),
        Head("Đơn vị", rowspan=2),
        *(Head(f"Ngày {day_month(day)}", colspan=2) for day in days),
        Head("Tổng cộng", colspan=2),
        Head("Tỷ lệ (%)", rowspan=2),
        Head("Mức tham gia", rowspan=2),
    )
    rows = [commune_row(n, one, len(days)) for n, one in enumerate(figures.communes, start=1)]
    cells = [value for place in range(len(days)) for value in (day_sum(figures, place))]
    visits, ballots = figures.total("visits"), figures.total("ballots")
    sums = numbers(
        *cells, shown(visits), shown(ballots), share(visits, ballots, is_sound=are_of_the_same_days(figures))
    )
    total = Row("", "Tổng cộng", (*sums, Cell("", "l")), "total")
    columns = ("tt", "area", *["figure"] * (2 * len(days) + 3), "verdict")
    table = Table(columns, (first, pair * (len(days) + 1)), (*rows, total))
    rule = plan.turnout_in_print
    notes = (
        f"{capital(rule)}.",
        "Lượt đến là số liệu cấp xã đã chốt; “-”: chưa có số liệu.",
        *left_out(figures),
    )
    return Annex(1, "Tham gia khảo sát theo đơn vị và ngày", "landscape", (table,), notes)


def commune_row(number: int, commune: CommuneFigures, days: int) -> Row:
    cells = [shown(value) for day in commune.days[:days] for value in (day.visits, day.ballots)]
    visits, ballots = commune.total("visits"), commune.total("ballots")
    is_whole = not (commune.lacking("visits") or commune.lacking("ballots"))
    row = numbers(*cells, shown(visits), shown(ballots), share(visits, ballots, is_sound=is_whole))
    return Row(str(number), capital(commune.title), (*row, Cell(commune.verdict.label, "l")))


def day_sum(figures: DistrictFigures, place: int) -> tuple[str, str]:
    return shown(figures.on_day(place, "visits")), shown(figures.on_day(place, "ballots"))


def share(visits: int | None, ballots: int | None, *, is_sound: bool) -> str:
    """The quotient of the two printed numbers, where both are of the same days."""
    return rate(percent_of(ballots, visits)) if is_sound else "-"


def are_of_the_same_days(figures: DistrictFigures) -> bool:
    """Whether no visits are summed of a day whose ballots are not known yet."""
    return not any(day.visits is not None and day.ballots is None for one in figures.communes for day in one.days)


def left_out(figures: DistrictFigures) -> tuple[str, ...]:
    """What the sums lack, in a sentence; nothing where every day of every commune is there."""
    lacking = [(one.lacking("visits"), one.lacking("ballots")) for one in figures.communes]
    units, days = sum(any(one) for one in lacking), sum(v for v, _b in lacking)
    later = sum(day.visits is not None and day.ballots is None for one in figures.communes for day in one.days)
    if not units:
        return ()
    parts = [f"{count(days)} ngày chưa có lượt đến"] if days else []
    parts += [f"{count(later)} ngày chưa có số phiếu"] if later else []
    return (
        (
            f"Tổng cộng chỉ cộng các số liệu có trong bảng, chưa gồm {' và '.join(parts)} của {count(units)} đơn vị; "
            "các đơn vị này chưa tính tỷ lệ."
        ),
    )


def work(figures: DistrictFigures) -> Annex:
    """Annex 2: what each commune had prepared and handed in."""
    heads = (
        "TT",
        "Đơn vị",
        "Quyết định Tổ công tác",
        "Hình thức tuyên truyền",
        "Gửi lịch phân công",
        "Số người hỗ trợ",
        "Buổi thiếu người",
        "Báo cáo",
    )
    rows = [work_row(n, one) for n, one in enumerate(figures.communes, start=1)]
    table = Table(("tt", "area", *["few"] * 5, "few"), (tuple(Head(text) for text in heads),), tuple(rows))
    return Annex(2, "Tuyên truyền, phân công theo đơn vị", "portrait", (table,), ("Số liệu do cấp xã nhập.",))


def work_row(number: int, commune: CommuneFigures) -> Row:
    done = sum(channel.run > 0 for channel in commune.channels)
    texts = (
        commune.decision_number or "chưa có",
        f"{done}/{len(commune.channels)}",
        "đã gửi" if commune.roster_in else "chưa gửi",
        integer(len(commune.helpers)),
        integer(commune.gaps),
        labels()[commune.state].lower(),
    )
    return Row(str(number), capital(commune.title), tuple(Cell(text, "c") for text in texts))


def inspections(figures: DistrictFigures) -> Annex:
    """Annex 3: the log of inspections."""
    rows = [
        Row(
            str(n),
            one.commune,
            (
                Cell(short_date(one.day), "c"),
                Cell(one.team, "l"),
                Cell(integer(one.found), "c"),
                Cell(integer(one.open), "c"),
            ),
        )
        for n, one in enumerate(figures.visits, start=1)
    ] or [nothing(4)]
    heads = ("TT", "Đơn vị", "Ngày", "Đoàn kiểm tra", "Tồn tại phát hiện", "Chưa khắc phục")
    table = Table(("tt", "area", "when", "team", "few", "few"), (tuple(Head(text) for text in heads),), tuple(rows))
    return Annex(3, "Nhật ký kiểm tra, giám sát", "portrait", (table,), ("Gồm các cuộc kiểm tra đã nhập.",))
