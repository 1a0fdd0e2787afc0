"""Minutes of the first edition: the sentences in which they differ from today's, so that they print as issued."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portal.documents.round_papers import minutes
from portal.documents.round_papers.letters import basis
from portal.documents.round_papers.round_figures import AreaDay, DayFigures, Head, MinutesFigures
from portal.documents.synthesis.paper_words import EARLIER
from portal.fieldwork.turnout.figures import percent_of, sum_known
from portal.papers.paper import Wording, moment_in_words
from portal.papers.phrases import phrase
from portal.papers.sections import Section, reworded, section
from portal.papers.tables import Annex, Cell
from portal.surveys.turnout import label
from portal.web.ui.formats import capital, count, integer, percent


def close_round(figures: MinutesFigures, copy: str) -> Wording:
    """Its sums without those of complete days, the log's root on one line."""
    opened = figures.results_opened_at
    box = f"Đã niêm phong {integer(figures.sealed)} phiếu; còn {integer(figures.waiting)} phiếu chờ niêm phong."
    told: Mapping[str, tuple[str, ...]] = {
        "3": tuple(participation(figures)),
        "4": (box, log_head(figures.head)),
        "5": (f"Kết quả được mở lúc {moment_in_words(opened)}." if opened else "Kết quả chưa mở.",),
    }
    now = minutes.close_round(figures, copy)
    return opened_today(figures, now, reworded(now.sections, told))


def opened_today(figures: MinutesFigures | DayFigures, now: Wording, sections: tuple[Section, ...]) -> Wording:
    """The first edition's opening sentence names no office."""
    return replace(now, opening=f"{basis(figures)}, hôm nay lập biên bản như sau:", sections=sections)


def participation(figures: MinutesFigures) -> Iterator[str]:
    visits, ballots = sum_known(figures.visits), sum(figures.ballots)
    came = (
        capital(phrase("no_visits", counted=EARLIER.counted))
        if visits is None
        else f"Có {integer(visits)} {EARLIER.counted}"
    )
    share_text = f", bằng {percent(percent_of(ballots, visits))}" if visits else ""
    yield f"{came}; {integer(ballots)} phiếu được ghi nhận{share_text} (Phụ lục 1)."
    yield f"Đã chốt {minutes.locked_days(figures)} ngày của các điểm."


def log_head(head: Head | None) -> str:
    """The root of the log; its place stays open until there is one."""
    if head is None:
        return "Mã đối chiếu của sổ niêm phong phiếu: chưa có."
    signed = f"{integer(head.size)} mục, ký lúc {moment_in_words(head.signed_at)}"
    return f"Mã đối chiếu của sổ niêm phong phiếu ({signed}): {head.root}."


def round_annexes(figures: MinutesFigures, _copy: str = "") -> Sequence[Annex]:
    """The days with a number; the sum counts no days that are «chốt»."""
    return (replace(minutes.annex_of_days(figures, "-"), is_only=False),)


def close_day(figures: DayFigures, copy: str) -> Wording:
    """The day's sums, who is not chốt, the log's root or that there is none."""
    now = minutes.close_day(figures, copy)
    attendance, in_day, *_log, other = now.sections
    told = replace(in_day, sentences=tuple(day_sentences(figures)))
    log = section("3", "Nhật ký công khai", log_head(figures.head))
    return opened_today(figures, now, (attendance, told, log, replace(other, key="4")))


def day_sentences(figures: DayFigures) -> Iterator[str]:
    whole, points = figures.whole, count(len(figures.points))
    visits = f"Có {integer(whole.visits)} {EARLIER.counted} đã chốt"
    came = capital(phrase("no_visits", counted=EARLIER.counted)) if whole.visits is None else visits
    open_count = sum(point.locked_at is None for point in figures.points)
    left = f"Còn {count(open_count)} đơn vị chưa chốt (Phụ lục 1)." if open_count else "Các đơn vị đã chốt đủ."
    yield f"{came}; {integer(whole.ballots)} phiếu được ghi nhận tại {points} điểm (Phụ lục 1)."
    yield f"Có {count(whole.locked)}/{points} đơn vị đã chốt số liệu. {left}"


def day_annexes(figures: DayFigures, _copy: str = "") -> Sequence[Annex]:
    """The sheet with a number; its sums have no rate."""
    return (replace(minutes.closing_sheet(figures, sums_without_rate, label), is_only=False),)


def sums_without_rate(area: AreaDay) -> tuple[Cell, ...]:
    return minutes.area_cells(area, "-")
