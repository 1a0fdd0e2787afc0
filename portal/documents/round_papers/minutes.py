"""Minutes: the closing of a round, and the closing sheet of one day with the head of the public log."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from portal.documents.round_papers import round_figures
from portal.documents.round_papers.letters import basis, head
from portal.documents.round_papers.round_figures import AreaDay, DayFigures, MinutesFigures, PointDay
from portal.fieldwork.turnout.figures import percent_of, sum_known
from portal.fieldwork.turnout.words import complete_only, label_on_paper
from portal.papers.paper import MINUTES, Wording
from portal.papers.phrases import phrase, round_named
from portal.papers.sections import Section, section
from portal.papers.tables import Annex, Cell, Row, cells, numbered, numbers, table, without
from portal.surveys.plan.features import Feature
from portal.web.data import clock
from portal.web.ui.formats import (
    capital,
    clock_time,
    count,
    day_month,
    integer,
    percent,
    rate,
    short_date,
    two_digits,
)

NOT_OPENED = "Kết quả khảo sát chưa mở."
Label = Callable[[str], str]  # a verdict in words


def minutes_of(figures: MinutesFigures | DayFigures, subject: str, *parts: Section) -> Wording:
    """Minutes under the office's head, signed on both sides; who was there is written by people."""
    attendance = "họ tên, chức vụ người chủ trì, người ghi biên bản, người chứng kiến"
    return Wording(
        head(figures, MINUTES, subject),
        f"{basis(figures)}, {figures.office.name} lập biên bản như sau:",
        (Section("1", "Thành phần", prompt=attendance), *parts),
        phrase("minutes_end"),
    )


def log_sentences(head: round_figures.Head | None) -> Iterator[str]:
    """When the log was signed, what its entries stand for, its root; nothing before it was."""
    if head is None:
        return
    most_first = sorted(head.made_of, key=lambda one: -one[1])
    kinds = f", gồm {', '.join(f'{count(n)} {words}' for words, n in most_first)}" if most_first else ""
    yield f"Sổ niêm phong ký lúc {moment(head.signed_at)} có {integer(head.size)} mục{kinds}."
    yield f"Mã đối chiếu của sổ niêm phong: {head.root}."


def moment(at: datetime) -> str:
    """«09 giờ 15 phút ngày 20/6/2024»."""
    local = clock.local(at)
    minutes = f" {two_digits(local.minute)} phút" if local.minute else ""
    return f"{two_digits(local.hour)} giờ{minutes} ngày {short_date(local.date())}"


def close_round(figures: MinutesFigures, _copy: str) -> Wording:
    """When it closed, what came in, what the box holds, what is open."""
    opened = figures.results_opened_at
    left = f"còn {count(figures.waiting)} phiếu" if figures.waiting else "không còn phiếu"
    return minutes_of(
        figures,
        f"đóng {round_named(figures.survey.title)}",
        section(
            "2",
            "Thời điểm đóng đợt",
            f"Đợt khảo sát tại {count(figures.points)} điểm đóng lúc {closing_time(figures.closed_at)} ngày "
            f"{short_date(figures.survey.days[-1])}; hệ thống không nhận thêm phiếu.",
        ),
        section("3", "Số liệu tham gia", *participation(figures)),
        section(
            "4",
            "Hộp phiếu",
            f"Đã niêm phong {integer(figures.sealed)} phiếu; {left} chờ niêm phong.",
            *log_sentences(figures.head),
        ),
        section("5", "Kết quả", f"Kết quả khảo sát được mở lúc {moment(opened)}." if opened else NOT_OPENED),
        Section("6", "Ý kiến khác", prompt="sự cố, kiến nghị đáng chú ý", optional=True),
    )


def participation(figures: MinutesFigures) -> Iterator[str]:
    """The sums, what they are where nothing is missing, and how many days are «chốt»."""
    if not figures.survey.has(Feature.VISITS):
        yield f"Có {count(sum(figures.ballots))} phiếu được ghi nhận (Phụ lục)."
        return
    yield f"{sums_in_words(figures.survey.words.counted, sum_known(figures.visits), sum(figures.ballots))} (Phụ lục)."
    if only := complete_only(figures.complete, counted=figures.survey.words.counted):
        yield only
    if not figures.survey.has(Feature.VISITS_BY_DAY):
        yield f"Đã chốt số liệu của {count(figures.locked[-1])}/{count(figures.points)} điểm."
        return
    left = days_expected(figures) - sum(figures.locked)
    basis_text = f"{count(figures.points)} điểm, {count(len(figures.survey.days))} ngày"
    if not left:
        yield f"Đã chốt đủ số liệu các ngày của các điểm ({basis_text})."
    else:
        told = f"{locked_days(figures)} ngày của các điểm ({basis_text})"
        yield f"Đã chốt số liệu {told}; {count(left)} ngày chưa chốt."


def days_expected(figures: MinutesFigures) -> int:
    """The round's days, a day of each point counted once."""
    return figures.points * len(figures.survey.days)


def locked_days(figures: MinutesFigures) -> str:
    """«620/627»: those that are «chốt», of those expected."""
    return f"{integer(sum(figures.locked))}/{integer(days_expected(figures))}"


def sums_in_words(counted: str, visits: int | None, ballots: int, where: str = "") -> str:
    """«Có 22.357 lượt người dân đến; 12.300 phiếu được ghi nhận, bằng 55,0% số lượt người dân đến»."""
    came = capital(phrase("no_visits", counted=counted)) if visits is None else f"Có {integer(visits)} {counted}"
    share = percent_of(ballots, visits)
    share_text = "" if share is None else f", bằng {percent(share)} số {counted}"
    return f"{came}; {count(ballots)} phiếu được ghi nhận{where}{share_text}"


def closing_time(closed_at: datetime) -> str:
    """«17 giờ 30 phút»; «24 giờ» for midnight at the end of a day."""
    closed = clock.local(closed_at)
    if (closed.hour, closed.minute) == (0, 0):
        return "24 giờ"
    return f"{closed.hour} giờ" + (f" {closed.minute:02d} phút" if closed.minute else "")


def round_annexes(figures: MinutesFigures, _copy: str = "") -> Sequence[Annex]:
    return (annex_of_days(figures, locked_days(figures)),)


def annex_of_days(figures: MinutesFigures, locked_in_all: str) -> Annex:
    """Each day with how many points are «chốt»; `locked_in_all` stands in the row of sums."""
    points = integer(figures.points)
    days = zip(figures.survey.days, figures.visits, figures.ballots, figures.locked, strict=True)
    rows = numbered(
        (f"Ngày {day_month(day)}", day_cells(visits, ballots, f"{integer(locked)}/{points}"))
        for day, visits, ballots, locked in days
    )
    sums = day_cells(sum_known(figures.visits), sum(figures.ballots), locked_in_all)
    heads = ("TT", "Ngày", capital(figures.survey.words.counted), "Phiếu", "Tỷ lệ (%)", "Điểm đã chốt")
    by_day = table("tt day-name figure figure figure figure", heads, [*rows, Row("", "Tổng cộng", sums, "total")])
    notes: tuple[str, ...] = (f"{capital(figures.survey.words.counted_figure)} là số liệu đã chốt.",)
    if not figures.survey.has(Feature.VISITS_BY_DAY):
        by_day, notes = without(by_day, {2, 4, 5}), ()
    return Annex(1, "Số liệu theo ngày", "portrait", (by_day,), notes, style="days", is_only=True)


def day_cells(visits: int | None, ballots: int, locked: str) -> tuple[Cell, ...]:
    return numbers(integer(visits), integer(ballots), rate(percent_of(ballots, visits)), locked)


def close_day(figures: DayFigures, _copy: str) -> Wording:
    """The day's sums, who is not chốt, the log's root; of a commune alone its own figures."""
    where = f" tại {figures.place}" if figures.place else ""
    sealed = tuple(log_sentences(figures.head))
    return minutes_of(
        figures,
        f"chốt số liệu khảo sát ngày {short_date(figures.day)}{where}",
        section("2", "Số liệu trong ngày", *day_sentences(figures)),
        *([section("3", "Sổ niêm phong phiếu", *sealed)] if sealed else []),
        Section("4" if sealed else "3", "Ý kiến khác", prompt="sự cố, việc điều chỉnh số liệu", optional=True),
    )


def day_sentences(figures: DayFigures) -> Iterator[str]:
    """What came in, what it is where nothing is missing, how many are «chốt»."""
    whole, points = figures.whole, len(figures.points)
    is_one = points == 1
    where = "" if is_one else f" tại {count(points)} điểm"
    yield f"{sums_in_words(figures.survey.words.counted, whole.visits, whole.ballots, where)} (Phụ lục)."
    if only := complete_only(whole.complete, counted=figures.survey.words.counted):
        yield only
    if is_one:
        yield "Đơn vị đã chốt số liệu." if whole.locked else "Đơn vị chưa chốt số liệu."
    elif whole.locked == points:
        yield f"Các đơn vị đã chốt đủ số liệu ({count(points)}/{count(points)})."
    else:
        left = points - whole.locked
        yield f"Có {count(whole.locked)}/{count(points)} đơn vị đã chốt số liệu; {count(left)} đơn vị chưa chốt."


def day_annexes(figures: DayFigures, _copy: str = "") -> Sequence[Annex]:
    return (closing_sheet(figures, sums_of, partial(label_on_paper, counted=figures.survey.words.counted_short)),)


def closing_sheet(figures: DayFigures, sums: Callable[[AreaDay], tuple[Cell, ...]], label: Label) -> Annex:
    """Each commune's day, numbered through, under the sums of its district, with those of all at the end."""
    heads = ("TT", "Đơn vị", capital(figures.survey.words.counted), "Phiếu", "Tỷ lệ (%)", "Mức tham gia", "Chốt lúc")
    sheet = table("tt closed-unit few few few sign when", heads, day_rows(figures, sums, label))
    summed = f"dòng cộng chỉ tính {figures.survey.words.counted_unit} đã chốt"
    notes = (f"“-”: chưa chốt. Phiếu do hệ thống ghi nhận khi hết ngày; {summed}.",)
    title = f"Số liệu ngày {short_date(figures.day)}"
    return Annex(1, title, "portrait", (sheet,), notes, style="closing-sheet", is_only=True)


def day_rows(figures: DayFigures, sums: Callable[[AreaDay], tuple[Cell, ...]], label: Label) -> Iterator[Row]:
    number = 0
    for area in figures.areas:
        if len(figures.areas) > 1:
            yield Row("", area.name, sums(area), "sum")
        for point in area.points:
            number += 1
            yield Row(str(number), point.commune, point_cells(point, label))
    yield Row("", "Tổng cộng", sums(figures.whole), "total")


def point_cells(point: PointDay, label: Label) -> tuple[Cell, ...]:
    visits, status, locked = None, "-", "-"
    if point.locked_at:
        visits, status = point.visits, label(point.status)
        locked = f"{clock_time(point.locked_at)}, {day_month(clock.local(point.locked_at).date())}"
    return cells(
        "nnnlc", integer(visits), integer(point.ballots), rate(percent_of(point.ballots, visits)), status, locked
    )


def sums_of(area: AreaDay) -> tuple[Cell, ...]:
    return area_cells(area, rate(percent_of(area.ballots, area.visits)))


def area_cells(area: AreaDay, share: str) -> tuple[Cell, ...]:
    locked = f"{integer(area.locked)}/{integer(len(area.points))}"
    return cells("nnnlc", integer(area.visits), integer(area.ballots), share, "", locked)
