"""The annexes of the monthly report: the indicators, communes to look at, comments, what is due next."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from portal.documents.monthly.monthly_snapshot import Flag, MonthlyFigures
from portal.documents.synthesis.figures import Day, Theme
from portal.documents.synthesis.paper_words import PaperWords
from portal.documents.synthesis.prose.findings import sign
from portal.fieldwork.turnout.figures import percent_of
from portal.fieldwork.turnout.words import label_on_paper
from portal.papers.phrases import phrase
from portal.papers.tables import Annex, Cell, HeadWords, Row, Table, cells, numbered, numbers, of_copy, table, without
from portal.results.comments.outcomes import in_words
from portal.surveys.plan.features import Feature
from portal.web.ui.formats import (
    capital,
    decimal,
    integer,
    lower_first,
    rate,
    rounded,
    short_date,
)

GROUPS = ("Lượt người dân đến", "Phiếu hợp lệ", "Tỷ lệ tham gia (%)")
BALLOTS = 1  # which of them is of no visits
PARTS = {"month": "Tháng", "year": "Lũy kế", "before": "Kỳ trước", "change": "Chênh lệch"}


def annexes(figures: MonthlyFigures, copy: str) -> Sequence[Annex]:
    """Of the four those with something in them, as a copy has them; which are restricted the office says."""
    built, restricted = (indicators, flagged, opinion_table, task_table), figures.office.restricted
    numbers = figures.annex_numbers
    shown = (
        replace(
            built[place - 1](figures),
            number=number,
            restricted=place in restricted,
            is_only=len(numbers) == 1,
        )
        for place, number in numbers.items()
    )
    return of_copy(shown, copy)


def indicators(figures: MonthlyFigures) -> Annex:
    """Annex 1: value of the month, the year so far, the month before, the difference; no column without a figure."""
    parts = parts_of(figures)
    by_area = area_table(figures, [head_of(words, parts) for words in groups(figures)], partial(cells_of, parts))
    if not figures.has(Feature.VISITS):
        columns = range(len(GROUPS) * len(parts))
        by_area = without(by_area, {2 + place for place in columns if place // len(parts) != BALLOTS})
    page: Literal["portrait", "landscape"] = "landscape" if len(parts) == len(PARTS) else "portrait"
    title = f"{'Chỉ tiêu trong tháng' if 'month' in parts else 'Lũy kế từ đầu năm'} theo {areas_are(figures)}"
    has_gaps = any(cell.text == "-" for row in by_area.rows for cell in row.cells)
    return Annex(1, title, page, (by_area,), tuple(notes_of(figures, parts, has_gaps=has_gaps)), style="month-1")


def groups(figures: MonthlyFigures) -> tuple[str, ...]:
    """What is told of each place, in the words of the month's plan."""
    return (capital(figures.words.counted), *GROUPS[1:])


def areas_are(figures: MonthlyFigures) -> str:
    return figures.districts if figures.by_district else "loại đơn vị hành chính"


def area_table(
    figures: MonthlyFigures, heads: Sequence[HeadWords], cells_for: Callable[..., tuple[Cell, ...]]
) -> Table:
    """A row for each area and one of sums, each of the cells made from its month, year and month before."""
    rows = numbered((area.name, cells_for(area.month, area.year, area.before)) for area in figures.areas)
    sums = [figures.total(part) for part in ("month", "year", "before")]
    total = Row("", "Tổng cộng", cells_for(*sums, compared=are_compared(figures)), "total")
    return table(f"tt area {'figure ' * len(total.cells)}", ("TT", "Đơn vị", *heads), [*rows, total] if rows else ())


def head_of(words: str, parts: Sequence[str]) -> HeadWords:
    """A head over its parts; one alone is the year so far, which the table's title says."""
    return (words, tuple(PARTS[part] for part in parts)) if len(parts) > 1 else words


def parts_of(figures: MonthlyFigures) -> list[str]:
    """Which of the columns have a figure: of a month without one the year alone."""
    has_month, has_before = (figures.total(part).ballots is not None for part in ("month", "before"))
    shown = {"year": True, "month": has_month, "before": has_month and has_before, "change": has_month and has_before}
    return [part for part in PARTS if shown[part]]


def notes_of(figures: MonthlyFigures, parts: Sequence[str], *, has_gaps: bool) -> Iterator[str]:
    """What the columns shown mean, and the dash where there is one."""
    if "before" in parts:
        yield "Kỳ trước là tháng liền trước; lũy kế từ ngày 01/01 đến hết tháng."
    else:
        yield "Lũy kế từ ngày 01/01 đến hết tháng."
    if figures.has(Feature.VISITS):
        yield f"{capital(figures.words.counted_figure)} là số liệu đã chốt."
    if has_gaps and "change" in parts:
        yield "“-”: không có số liệu nên không so sánh; ở dòng tổng cộng: có nơi không so sánh được."
    elif has_gaps:
        yield "“-”: chưa có số liệu."


def are_compared(figures: MonthlyFigures) -> bool:
    """Whether each place with figures of one month has them of the other: only then do the differences add up."""
    return all(
        (getattr(area.month, name) is None) == (getattr(area.before, name) is None)
        for area in figures.areas
        for name in ("visits", "ballots")
    )


def cells_of(parts: Sequence[str], month: Day, year: Day, before: Day, *, compared: bool = True) -> tuple[Cell, ...]:
    """The cells of the parts that are shown."""
    now, then = percent_of(month.ballots, month.visits), percent_of(before.ballots, before.visits)
    so_far, change = percent_of(year.ballots, year.visits), points(now, then) if compared else "-"
    rates = {"month": rate(now), "year": rate(so_far), "before": rate(then), "change": change}
    visits = values(month.visits, year.visits, before.visits, compared=compared)
    ballots = values(month.ballots, year.ballots, before.ballots, compared=compared)
    return numbers(*(found[part] for found in (visits, ballots, rates) for part in parts))


def values(month: int | None, year: int | None, before: int | None, *, compared: bool) -> dict[str, str]:
    change = signed(month, before) if compared else "-"
    return {"month": integer(month), "year": integer(year), "before": integer(before), "change": change}


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


def flagged(figures: MonthlyFigures, label: Callable[[str, str], str] = label_on_paper) -> Annex:
    """Annex 2: communes with missing or flagged data; `label` names a verdict."""
    heads = ("TT", "Đơn vị", "Ngày", capital(figures.words.counted_short), "Phiếu", "Dấu hiệu")
    empty = "không có đơn vị nào" if figures.rounds else phrase("no_round").rstrip(".").lower()
    rows = numbered(flag_row(figures.words, one, label) for one in figures.flags)
    days = table("tt asked when few few sign", heads, rows, empty=empty)
    title = "Đơn vị thiếu số liệu hoặc có số liệu cần giải trình"
    notes = ("Xét theo từng ngày đã qua trong tháng, trên số liệu đã chốt.",)
    return Annex(2, title, "portrait", (days,), notes, style="month-2")


def flag_row(words: PaperWords, flag: Flag, label: Callable[[str, str], str]) -> tuple[str, tuple[Cell, ...]]:
    name = f"{flag.commune}, {lower_first(flag.area)}" if flag.area else flag.commune
    counts = integer(flag.visits), integer(flag.ballots)
    return name, cells(
        "cnnl",
        short_date(flag.day),
        *counts,
        sign(words, flag.visits, flag.status, lambda status: label(status, words.counted_short)),
    )


def opinion_table(figures: MonthlyFigures) -> Annex:
    """Annex 3: what was asked for, the most frequent on top, and what became of it; praise asks for nothing."""
    became = {one.theme: capital(in_words(one.outcome)) for one in figures.outcomes if one.round == figures.coded_round}
    heads = ("TT", "Nhóm ý kiến", "Số ý kiến", "Nội dung khái quát", "Cấp giải quyết")
    ordered = sorted(figures.themes, key=lambda one: (one.name in figures.praise, -one.comments))
    if not became:  # a column that is empty throughout is left out
        rows = numbered((one.name, cells("nlc", *theme_cells(one))) for one in ordered)
        themes = table("tt theme figure wording level-name", heads, rows)
    else:
        rows = numbered(
            (one.name, cells("nlcl", *theme_cells(one), became.get(one.name, "chưa có văn bản"))) for one in ordered
        )
        themes = table("tt theme figure wording level-name became", (*heads, "Tình trạng"), rows)
    notes = ("Một ý kiến có thể thuộc nhiều nhóm. Không trích nguyên văn.",)
    return Annex(3, "Ý kiến, kiến nghị của người dân", "portrait", (themes,), notes, style="annex-7")


def theme_cells(theme: Theme) -> tuple[str, str, str]:
    return integer(theme.comments), theme.wording or "-", theme.level or "-"


def task_table(figures: MonthlyFigures, empty: str = "không có nhiệm vụ đến hạn") -> Annex:
    """Annex 4: what is due next month, from the plans' calendars."""
    heads = ("TT", "Nhiệm vụ", "Cơ quan thực hiện", "Căn cứ", "Thời hạn")
    rows = numbered((task.text, cells("llc", task.who, task.clause, short_date(task.due))) for task in figures.tasks)
    due = table("tt task-text who clause when", heads, rows, empty=empty)
    notes = ("Theo thời hạn ghi trong các kế hoạch khảo sát.",)
    return Annex(4, "Nhiệm vụ có thời hạn trong tháng sau", "portrait", (due,), notes, style="month-4")
