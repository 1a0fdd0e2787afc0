"""Minutes as their first edition was worded: those issued before the second read and print as they did."""

from collections.abc import Iterator, Sequence

from portal.documents.round_papers import round_figures
from portal.documents.round_papers.letters import basis, head
from portal.documents.round_papers.minutes import closing_time, day_cells, point_cells
from portal.documents.round_papers.round_figures import AreaDay, DayFigures, MinutesFigures
from portal.fieldwork.turnout.figures import percent_of, sum_known
from portal.papers.paper import MINUTES, Wording, moment_in_words
from portal.papers.phrases import phrase
from portal.papers.sections import Section, section
from portal.papers.tables import Annex, Cell, Row, cells, numbered, table
from portal.web.ui.formats import capital, count, day_month, integer, lower_first, percent, short_date


def minutes_of(figures: MinutesFigures | DayFigures, subject: str, *parts: Section) -> Wording:
    """Minutes under the office's head, signed on both sides; who was there is written by people."""
    attendance = "họ tên, chức vụ người chủ trì, người ghi biên bản, người chứng kiến"
    return Wording(
        head(figures, MINUTES, subject),
        f"{basis(figures)}, hôm nay lập biên bản như sau:",
        (Section("1", "Thành phần", prompt=attendance), *parts),
        phrase("minutes_end"),
    )


def log_head(head: round_figures.Head | None) -> str:
    """The root of the log; its place stays open until there is one."""
    if head is None:
        return "Mã đối chiếu của sổ niêm phong phiếu: chưa có."
    signed = f"{integer(head.size)} mục, ký lúc {moment_in_words(head.signed_at)}"
    return f"Mã đối chiếu của sổ niêm phong phiếu ({signed}): {head.root}."


def close_round(figures: MinutesFigures, _copy: str) -> Wording:
    """When it closed, what came in, what the box holds, what is open."""
    visits, ballots = sum_known(figures.visits), sum(figures.ballots)
    came = capital(phrase("no_visits")) if visits is None else f"Có {integer(visits)} {phrase('visits')}"
    share_text = f", bằng {percent(percent_of(ballots, visits))}" if visits else ""
    expected = figures.points * len(figures.survey.days)
    opened = figures.results_opened_at
    return minutes_of(
        figures,
        f"đóng đợt {lower_first(figures.survey.title)}",
        section(
            "2",
            "Thời điểm đóng đợt",
            f"Đợt khảo sát tại {count(figures.points)} điểm đóng lúc {closing_time(figures.closed_at)} ngày "
            f"{short_date(figures.survey.days[-1])}; hệ thống không nhận thêm phiếu.",
        ),
        section(
            "3",
            "Số liệu tham gia",
            f"{came}; {integer(ballots)} phiếu được ghi nhận{share_text} (Phụ lục 1).",
            f"Đã chốt {integer(sum(figures.locked))}/{integer(expected)} ngày của các điểm.",
        ),
        section(
            "4",
            "Hộp phiếu",
            f"Đã niêm phong {integer(figures.sealed)} phiếu; còn {integer(figures.waiting)} phiếu chờ niêm phong.",
            log_head(figures.head),
        ),
        section("5", "Kết quả", f"Kết quả được mở lúc {moment_in_words(opened)}." if opened else "Kết quả chưa mở."),
        Section("6", "Ý kiến khác", prompt="sự cố, kiến nghị đáng chú ý", optional=True),
    )


def round_annexes(figures: MinutesFigures, _copy: str = "") -> Sequence[Annex]:
    days = zip(figures.survey.days, figures.visits, figures.ballots, figures.locked, strict=True)
    rows = numbered(
        (f"Ngày {day_month(day)}", day_cells(visits, ballots, f"{integer(locked)}/{integer(figures.points)}"))
        for day, visits, ballots, locked in days
    )
    sums = day_cells(sum_known(figures.visits), sum(figures.ballots), "-")
    heads = ("TT", "Ngày", "Lượt người dân đến", "Phiếu", "Tỷ lệ (%)", "Điểm đã chốt")
    by_day = table("tt day-name figure figure figure figure", heads, [*rows, Row("", "Tổng cộng", sums, "total")])
    notes = ("Lượt người dân đến là số liệu đã chốt.",)
    return (Annex(1, "Số liệu theo ngày", "portrait", (by_day,), notes, style="days"),)


def close_day(figures: DayFigures, _copy: str) -> Wording:
    """The day's sums, who is not chốt, the log's root."""
    whole, points = figures.whole, count(len(figures.points))
    visits = f"Có {integer(whole.visits)} {phrase('visits')} đã chốt"
    came = capital(phrase("no_visits")) if whole.visits is None else visits
    open_count = sum(point.locked_at is None for point in figures.points)
    left = f"Còn {count(open_count)} đơn vị chưa chốt (Phụ lục 1)." if open_count else "Các đơn vị đã chốt đủ."
    where = f" tại {figures.place}" if figures.place else ""
    return minutes_of(
        figures,
        f"chốt số liệu khảo sát ngày {short_date(figures.day)}{where}",
        section(
            "2",
            "Số liệu trong ngày",
            f"{came}; {integer(whole.ballots)} phiếu được ghi nhận tại {points} điểm (Phụ lục 1).",
            f"Có {count(whole.locked)}/{points} đơn vị đã chốt số liệu. {left}",
        ),
        section("3", "Nhật ký công khai", log_head(figures.head)),
        Section("4", "Ý kiến khác", prompt="sự cố, việc điều chỉnh số liệu", optional=True),
    )


def day_annexes(figures: DayFigures, _copy: str = "") -> Sequence[Annex]:
    heads = ("TT", "Đơn vị", "Lượt người dân đến", "Phiếu", "Tỷ lệ (%)", "Mức tham gia", "Chốt lúc")
    sheet = table("tt closed-unit few few few sign when", heads, day_rows(figures))
    notes = ("“-”: chưa chốt. Phiếu do hệ thống ghi nhận khi hết ngày; dòng cộng chỉ tính lượt đã chốt.",)
    title = f"Số liệu ngày {short_date(figures.day)}"
    return (Annex(1, title, "portrait", (sheet,), notes, style="closing-sheet"),)


def day_rows(figures: DayFigures) -> Iterator[Row]:
    number = 0
    for area in figures.areas:
        if len(figures.areas) > 1:
            yield Row("", area.name, area_cells(area), "sum")
        for point in area.points:
            number += 1
            yield Row(str(number), point.commune, point_cells(point))
    yield Row("", "Tổng cộng", area_cells(figures.whole), "total")


def area_cells(area: AreaDay) -> tuple[Cell, ...]:
    locked = f"{integer(area.locked)}/{integer(len(area.points))}"
    return cells("nnnlc", integer(area.visits), integer(area.ballots), "-", "", locked)
