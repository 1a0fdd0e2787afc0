"""The monthly report of the first edition: the sentences and tables in which it differs from today's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portal.documents.monthly import monthly, monthly_annexes
from portal.documents.monthly.monthly_annexes import GROUPS, PARTS, area_table, areas_are, flagged
from portal.documents.monthly.monthly_offers import flagged_units
from portal.documents.monthly.monthly_snapshot import MonthlyFigures, MonthRound
from portal.documents.synthesis.figures import Day
from portal.documents.synthesis.paper_words import EARLIER
from portal.papers.paper import Wording
from portal.papers.phrases import phrase
from portal.papers.tables import Annex, Cell, cells, numbered, of_copy, table
from portal.surveys.turnout import label
from portal.web.ui.formats import NO_FIGURE, count, decimal, integer, lower_first, percent, span

THEMES_NAMED = 3
RATE_OF_YEAR = 2 * len(PARTS) + list(PARTS).index("year")  # the cell of the year's rate, which came later


def wording(figures: MonthlyFigures, copy: str) -> Wording:
    """All five parts even of an empty month; nothing is offered."""
    parts = monthly.full_month(figures, SENTENCES)
    return replace(monthly.wording(figures, copy), sections=tuple(replace(part, offers=()) for part in parts))


def annexes(figures: MonthlyFigures, copy: str) -> Sequence[Annex]:
    """Of the four those of a copy; those with figures per commune are restricted as the office has it."""
    built = (indicators(figures), flagged(figures, label), opinion_table(figures), task_table(figures))
    restricted = figures.office.restricted
    return of_copy((replace(annex, restricted=annex.number in restricted) for annex in built), copy)


def rounds(figures: MonthlyFigures) -> Iterator[str]:
    """Each round with what became of it; an empty month says so."""
    if not figures.rounds:
        yield phrase("no_round")
        return
    yield f"Trong tháng có {count(len(figures.rounds))} đợt khảo sát."
    for one in figures.rounds:
        days = span(one.first_day, one.last_day)
        yield f"{one.title}: {days}, tại {count(len(one.codes))} điểm khảo sát; {round_state(one, figures)}."


def round_state(one: MonthRound, figures: MonthlyFigures) -> str:
    """«đã kết thúc, đã mở kết quả», where today's reads «đã kết thúc và mở kết quả»."""
    return monthly.round_state(one, figures).replace(" và mở kết quả", ", đã mở kết quả")


def publicity(figures: MonthlyFigures) -> Iterator[str]:
    work = figures.work
    if work.publicity is not None:
        yield (
            f"Có {count(work.publicised)} đơn vị thực hiện {count(work.publicity)} hoạt động công khai, tuyên truyền."
        )


def inspections(figures: MonthlyFigures) -> Iterator[str]:
    work = figures.work
    if work.inspections is not None:
        yield (
            f"Đã kiểm tra {count(work.inspections)} lượt tại {count(work.inspected)} đơn vị; phát hiện "
            f"{count(work.faults)} tồn tại, còn {count(work.faults_open)} tồn tại chưa khắc phục."
        )


def participation(figures: MonthlyFigures) -> Iterator[str]:
    month, year = figures.total("month"), figures.total("year")
    if month.ballots is None:
        return
    yield f"{monthly.came(month, EARLIER.counted)} (Phụ lục 1)."
    so_far = f"{integer(year.visits)} {EARLIER.counted}, {integer(year.ballots)} {phrase('valid')}"
    yield f"Lũy kế từ đầu năm: {so_far} (Phụ lục 1)."
    if figures.flags:
        yield f"Còn {count(flagged_units(figures))} đơn vị có ngày chưa đủ số liệu hoặc cần giải trình (Phụ lục 2)."


def satisfaction(figures: MonthlyFigures) -> Iterator[str]:
    for one in figures.rounds:
        if one.score.n >= figures.least_shown:
            yield (
                f"{one.title}: có {percent(one.score.top2)} trong {integer(one.score.n)} phiếu có ý kiến hài lòng hoặc "
                f"rất hài lòng về đánh giá chung; điểm bình quân {decimal(one.score.mean)}/5."
            )


def comparison(figures: MonthlyFigures) -> Iterator[str]:
    why = monthly.not_comparable(figures)
    if why:
        yield f"Không so sánh với tháng trước: {why}."
    else:
        yield from monthly.comparison(figures)


def opinions(figures: MonthlyFigures) -> Iterator[str]:
    if not figures.themes or figures.comments is None:
        return
    most = sorted(figures.themes, key=lambda theme: -theme.comments)[:THEMES_NAMED]
    named = "; ".join(f"{lower_first(theme.name)} ({integer(theme.comments)} ý kiến)" for theme in most)
    yield f"Có {integer(figures.comments)} ý kiến đã xếp nhóm vấn đề; nhiều nhất: {named} (Phụ lục 3)."


def incidents(figures: MonthlyFigures) -> Iterator[str]:
    work = figures.work
    if work.incidents is not None and work.incidents_open is not None:
        done = work.incidents - work.incidents_open
        yield (
            f"Cấp xã báo {count(work.incidents)} sự cố, vướng mắc; đã giải quyết {count(done)}, "
            f"còn {count(work.incidents_open)}."
        )


def tasks(figures: MonthlyFigures) -> Iterator[str]:
    after = monthly.month_after(figures)
    if figures.tasks:
        yield f"Có {count(len(figures.tasks))} nhiệm vụ có thời hạn trong tháng {after} (Phụ lục 4)."
    else:
        yield f"Tháng {after} chưa có nhiệm vụ nào có thời hạn trong tháng sau theo kế hoạch (Phụ lục 4)."


SENTENCES: Mapping[str, monthly.Sentences] = {
    "I.1": rounds,
    "I.2": publicity,
    "I.3": inspections,
    "II.1": participation,
    "II.2": satisfaction,
    "II.3": comparison,
    "III.1": opinions,
    "III.2": lambda _figures: (),
    "III.3": incidents,
    "V": tasks,
}


def indicators(figures: MonthlyFigures) -> Annex:
    """Annex 1: every column, with or without a figure; no rate of the year so far."""
    of_rates = tuple(name for part, name in PARTS.items() if part != "year")
    heads = [*((words, tuple(PARTS.values())) for words in GROUPS[:2]), (GROUPS[2], of_rates)]
    by_area = area_table(figures, heads, cells_of)
    notes = (
        "Kỳ trước là tháng liền trước; lũy kế từ ngày 01/01 đến hết tháng.",
        (
            "“-”: không có số liệu nên không so sánh; ở dòng tổng cộng: có nơi không so sánh được. "
            "Lượt người dân đến là số liệu đã chốt."
        ),
    )
    title = f"Chỉ tiêu trong tháng theo {areas_are(figures)}"
    return Annex(1, title, "landscape", (by_area,), notes, style="month-1")


def cells_of(month: Day, year: Day, before: Day, *, compared: bool = True) -> tuple[Cell, ...]:
    every = monthly_annexes.cells_of(tuple(PARTS), month, year, before, compared=compared)
    return tuple(cell for place, cell in enumerate(every) if place != RATE_OF_YEAR)


def opinion_table(figures: MonthlyFigures) -> Annex:
    """Annex 3: opinions in progress."""
    heads = ("TT", "Nhóm vấn đề", "Số ý kiến", "Nội dung khái quát", "Cấp giải quyết", "Tình trạng")
    rows = numbered(
        (theme.name, cells("nlcc", integer(theme.comments), theme.wording or "-", theme.level or "-", NO_FIGURE))
        for theme in figures.themes
    )
    themes = table("tt theme figure wording level-name level-name", heads, rows)
    notes = ("Một ý kiến có thể thuộc nhiều nhóm vấn đề. Không trích nguyên văn.",)
    return Annex(3, "Ý kiến, kiến nghị đang tiếp thu, giải quyết", "portrait", (themes,), notes, style="annex-7")


def task_table(figures: MonthlyFigures) -> Annex:
    """Annex 4, even without a task."""
    return monthly_annexes.task_table(figures, "chưa có nhiệm vụ nào có thời hạn trong tháng sau")
