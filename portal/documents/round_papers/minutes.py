"""Minutes: the closing of a round, and the closing sheet of one day with the head of the public log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.fieldwork.turnout.figures import percent_of, sum_known
from portal.papers import paper
from portal.papers.letterhead import PROFILES, cite
from portal.papers.paper import MINUTES, DocumentContent, HeadDetails, moment_in_words
from portal.papers.phrases import phrase
from portal.papers.sections import Section, written
from portal.papers.tables import Annex, Cell, Head, Row, Table, numbers
from portal.surveys.turnout import label
from portal.web.data import clock, codec
from portal.web.ui.formats import clock_time, count, day_month, integer, percent, rate, short_date
from portal.web.ui.text import capital, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.documents.round_papers import round_figures
    from portal.documents.round_papers.round_figures import AreaDay, DayFigures, MinutesFigures, PointDay
    from portal.papers.letterhead import Issue


def minutes_content(
    figures: MinutesFigures | DayFigures,
    issue: Issue,
    subject: str,
    sections: list[tuple[Section, tuple[str, ...], bool]],
    annexes: tuple[Annex, ...],
) -> DocumentContent:
    """Minutes under the office's head, signed on both sides."""
    plan = cite(PROFILES[figures.office.profile], figures.survey.plan)
    matter = HeadDetails(MINUTES, subject, figures.taken_at, figures.survey.simulated)
    return DocumentContent(
        paper=paper.build_paper(figures.office, issue, matter),
        opening=(f"{phrase('basis', plan=plan)}, hôm nay lập biên bản như sau:",),
        sections=sections,
        closing=phrase("minutes_end"),
        annexes=annexes,
        digest=codec.digest(figures),
    )


def attendance() -> Section:
    return Section("1", "Thành phần", prompt="họ tên, chức vụ người chủ trì, người ghi biên bản, người chứng kiến")


def log_head(head: round_figures.Head | None) -> str:
    """The root of the log; its place stays open until there is one."""
    if head is None:
        return f"Mã gốc của nhật ký công khai: {phrase('no_root')}."
    signed = f"{integer(head.size)} mục, ký lúc {moment_in_words(head.signed_at)}"
    return f"Mã gốc của nhật ký công khai ({signed}): {head.root}."


def round_subject(figures: MinutesFigures) -> str:
    return f"đóng đợt {lower_first(figures.survey.title)}"


def round_heading(figures: MinutesFigures) -> str:
    return f"{MINUTES.name} {round_subject(figures)}"


def round_outline(figures: MinutesFigures) -> tuple[Section, ...]:
    """When it closed, what came in, what the box holds, what is open."""
    closed = clock.local(figures.closed_at)
    visits, ballots, days = sum_known(figures.visits), sum(figures.ballots), len(figures.survey.days)
    locked, expected = sum(figures.locked), figures.points * days
    came = capital(phrase("no_visits")) if visits is None else f"Có {integer(visits)} {phrase('visits')}"
    share_ = f", bằng {percent(percent_of(ballots, visits))}" if visits else ""
    opened = figures.results_opened_at
    return (
        attendance(),
        Section(
            "2",
            "Thời điểm đóng đợt",
            (
                (
                    f"Đợt khảo sát tại {count(figures.points)} điểm đóng lúc "
                    f"{closing_time(closed.hour, closed.minute)} ngày "
                    f"{short_date(figures.survey.days[-1])}; hệ thống không nhận thêm phiếu."
                ),
            ),
        ),
        Section(
            "3",
            "Số liệu tham gia",
            (
                f"{came}; {integer(ballots)} phiếu được ghi nhận{share_} (Phụ lục 1).",
                f"Đã chốt {integer(locked)}/{integer(expected)} ngày của các điểm.",
            ),
        ),
        Section(
            "4",
            "Hộp phiếu",
            (
                f"Đã niêm phong {integer(figures.sealed)} phiếu; còn {integer(figures.waiting)} phiếu chờ niêm phong.",
                log_head(figures.head),
            ),
        ),
        Section(
            "5",
            "Kết quả",
            (f"Kết quả được mở lúc {moment_in_words(opened)}." if opened else "Kết quả chưa mở.",),
        ),
        Section("6", "Ý kiến khác", prompt="sự cố, kiến nghị đáng chú ý", optional=True),
    )


def closing_time(hour: int, minute: int) -> str:
    """«24 giờ» for midnight at the end of a day."""
    if (hour, minute) == (0, 0):
        return "24 giờ"
    return f"{hour} giờ" + (f" {minute:02d} phút" if minute else "")


def close_round(figures: MinutesFigures, paragraphs: Mapping[str, str], issue: Issue, _copy: str) -> DocumentContent:
    sections = written(round_outline(figures), paragraphs)
    return minutes_content(figures, issue, round_subject(figures), sections, (round_annex(figures),))


def round_annex(figures: MinutesFigures) -> Annex:
    heads = ("TT", "Ngày", "Lượt người dân đến", "Phiếu", "Tỷ lệ (%)", "Điểm đã chốt")
    days = zip(figures.survey.days, figures.visits, figures.ballots, figures.locked, strict=True)
    rows = [
        Row(
            str(n), f"Ngày {day_month(day)}", day_cells(visits, ballots, f"{integer(locked)}/{integer(figures.points)}")
        )
        for n, (day, visits, ballots, locked) in enumerate(days, start=1)
    ]
    sums = day_cells(sum_known(figures.visits), sum(figures.ballots), "-")
    total = Row("", "Tổng cộng", sums, "total")
    table = Table(("tt", "day-name", *["figure"] * 4), (tuple(Head(text) for text in heads),), (*rows, total))
    return Annex(
        1, "Số liệu theo ngày", "portrait", (table,), ("Lượt người dân đến là số liệu đã chốt.",), style="days"
    )


def day_cells(visits: int | None, ballots: int, locked: str) -> tuple[Cell, ...]:
    texts = (integer(visits), integer(ballots), rate(percent_of(ballots, visits)), locked)
    return numbers(*texts)


def day_subject(figures: DayFigures) -> str:
    where = f" tại {figures.place}" if figures.place else ""
    return f"chốt số liệu khảo sát ngày {short_date(figures.day)}{where}"


def day_heading(figures: DayFigures) -> str:
    return f"{MINUTES.name} {day_subject(figures)}"


def day_outline(figures: DayFigures) -> tuple[Section, ...]:
    """The day's sums, who is not chốt, the log's root."""
    whole, points = figures.whole, count(len(figures.points))
    open_ = [point.commune for point in figures.points if point.locked_at is None]
    came = (
        capital(phrase("no_visits"))
        if whole.visits is None
        else f"Có {integer(whole.visits)} {phrase('visits')} đã chốt"
    )
    left = f"Còn {count(len(open_))} đơn vị chưa chốt (Phụ lục 1)." if open_ else "Các đơn vị đã chốt đủ."
    return (
        attendance(),
        Section(
            "2",
            "Số liệu trong ngày",
            (
                f"{came}; {integer(whole.ballots)} phiếu được ghi nhận tại {points} điểm (Phụ lục 1).",
                f"Có {count(whole.locked)}/{points} đơn vị đã chốt số liệu. {left}",
            ),
        ),
        Section("3", "Nhật ký công khai", (log_head(figures.head),)),
        Section("4", "Ý kiến khác", prompt="sự cố, việc điều chỉnh số liệu", optional=True),
    )


def close_day(figures: DayFigures, paragraphs: Mapping[str, str], issue: Issue, _copy: str) -> DocumentContent:
    return minutes_content(
        figures, issue, day_subject(figures), written(day_outline(figures), paragraphs), (day_annex(figures),)
    )


def day_annex(figures: DayFigures) -> Annex:
    heads = ("TT", "Đơn vị", "Lượt người dân đến", "Phiếu", "Tỷ lệ (%)", "Mức tham gia", "Chốt lúc")
    columns = ("tt", "closed-unit", "few", "few", "few", "sign", "when")
    table = Table(columns, (tuple(Head(text) for text in heads),), tuple(day_rows(figures)))
    notes = ("“-”: chưa chốt. Phiếu do hệ thống ghi nhận khi hết ngày; dòng cộng chỉ tính lượt đã chốt.",)
    return Annex(1, f"Số liệu ngày {short_date(figures.day)}", "portrait", (table,), notes, style="closing-sheet")


def day_rows(figures: DayFigures) -> Iterable[Row]:
    number = 0
    for area in figures.areas:
        if len(figures.areas) > 1:
            yield Row("", area.name, area_cells(area), "sum")
        for point in area.points:
            number += 1
            yield Row(str(number), point.commune, point_cells(point))
    yield Row("", "Tổng cộng", area_cells(figures.whole), "total")


def point_cells(point: PointDay) -> tuple[Cell, ...]:
    visits = point.visits if point.locked_at else None
    return (
        *numbers(integer(visits), integer(point.ballots), rate(percent_of(point.ballots, visits))),
        Cell(label(point.status) if point.locked_at else "-", "l"),
        Cell(
            f"{clock_time(point.locked_at)}, {day_month(clock.local(point.locked_at).date())}"
            if point.locked_at
            else "-",
            "c",
        ),
    )


def area_cells(area: AreaDay) -> tuple[Cell, ...]:
    counts = numbers(integer(area.visits), integer(area.ballots), "-")
    return (*counts, Cell("", "l"), Cell(f"{integer(area.locked)}/{integer(len(area.points))}", "c"))
