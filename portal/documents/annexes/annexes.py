"""The annexes of the synthesis report, every cell written as it will be printed; here those of who came and answered.

Annex 2 goes to those alone whom the province reports to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.documents.annexes import answer_annexes, group_annex, left_out, method_annex, other_annex, people_annexes
from portal.documents.synthesis import annex_numbers, exclusion_text
from portal.documents.synthesis.figures import FIRST_EDITION, Area, Commune, SynthesisFigures
from portal.documents.synthesis.prose import findings, places
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.tables import Annex, Cell, Row, Table, numbered, numbers, table
from portal.results.scoring import Score
from portal.results.statistics import grouping
from portal.results.statistics.tables import RATE_PLACES, printed_mean
from portal.surveys.plan.features import Feature
from portal.surveys.turnout import Status
from portal.web.ui.formats import NO_FIGURE, capital, day_month, decimal, integer, lower_first, rate

MOST_DAYS = 5  # a longer window has no columns by day: they would not fit
TOO_THIN = "chưa đủ cơ sở"


def annexes(figures: SynthesisFigures) -> tuple[Annex, ...]:
    """All that the plan has; the method annex is not in papers from before it, the last only for other questions."""
    usual = (
        annex_1(figures),
        annex_2(figures),
        answer_annexes.annex_3(figures),
        answer_annexes.annex_4(figures),
        group_annex.annex_5(figures),
        people_annexes.annex_6(figures),
        people_annexes.annex_7(figures),
        people_annexes.annex_8(figures),
        people_annexes.annex_9(figures),
        people_annexes.annex_10(figures),
        *([method_annex.annex_11(figures)] if figures.method_notes else []),
        *([other_annex.annex_12(figures)] if figures.others else []),
    )
    return tuple(
        replace(left_out.shown(figures, annex.number, annex), restricted=annex.number in figures.office.restricted)
        for annex in usual
        if annex.number not in annex_numbers.left_out(figures)
    )


def annex_1(figures: SynthesisFigures) -> Annex:
    kinds = figures.survey.districts if figures.by_district else "loại đơn vị hành chính"
    return Annex(
        1,
        f"Tổng hợp tham gia khảo sát theo {kinds}",
        "landscape",
        (by_day(figures), by_area(figures, f"2. Theo {kinds}")),
        (
            f"{capital(figures.survey.turnout_rule)}.",
            settled_at(figures),
            f"Tỷ lệ tham gia bằng số phiếu hợp lệ chia cho số {figures.survey.words.counted}.",
        )
        if figures.survey.has(Feature.VISITS)
        else (),
    )


def by_day(figures: SynthesisFigures) -> Table:
    whole = figures.whole
    counts = [whole.on_day(index) for index in range(len(figures.survey.days))]
    rows = numbered(
        (f"Ngày {day_month(day)}", numbers(*turnout(count.visits, count.ballots)))
        for day, count in zip(figures.survey.days, counts, strict=True)
    )
    total = Row("", "Tổng cộng", numbers(*turnout(whole.visits, whole.ballots)), "total")
    heads = ("TT", "Ngày", capital(figures.survey.words.counted), "Phiếu hợp lệ", "Tỷ lệ tham gia (%)")
    return table("tt day-name figure figure figure", heads, [*rows, total], caption="1. Theo ngày khảo sát")


def by_area(figures: SynthesisFigures, caption: str) -> Table:
    rows = numbered((area.name, area_counts(figures, area)) for area in figures.areas)
    total = Row("", "Tổng cộng", area_counts(figures, figures.whole), "total")
    heads = (
        "TT",
        "Đơn vị",
        f"Số đơn vị {figures.survey.words.commune_level}",
        capital(figures.survey.words.counted),
        "Phiếu hợp lệ",
        "Phiếu loại" if figures.edition == FIRST_EDITION else "Phiếu không đưa vào tổng hợp",
        "Tỷ lệ tham gia (%)",
        ("Số đơn vị theo mức tham gia", [findings.paper_label(figures, status) for status in Status]),
    )
    columns = "tt area units figure figure excluded figure few many many many few"
    return table(columns, heads, [*rows, total], caption=caption)


def area_counts(figures: SynthesisFigures, area: Area) -> tuple[Cell, ...]:
    visits, ballots, share_ = turnout(area.visits, area.ballots)
    judged = figures.whole.visits is not None
    verdicts = (integer(area.verdicts[status]) if judged else "-" for status in Status)
    return numbers(integer(len(area.communes)), visits, ballots, excluded(figures, area), share_, *verdicts)


def excluded(figures: SynthesisFigures, area: Area) -> str:
    """The ballots set apart; the first edition's column had one figure for all, seldom known."""
    if figures.edition > FIRST_EDITION:
        return exclusion_text.excluded_ballots(figures, area)
    if figures.excluded is None:
        return NO_FIGURE
    return integer(figures.excluded) if area is figures.whole else "-"


def turnout(visits: int | None, ballots: int | None) -> tuple[str, str, str]:
    texts = [NO_FIGURE if value is None else integer(value) for value in (visits, ballots)]
    return texts[0], texts[1], rate(percent_of(ballots, visits))


def annex_2(figures: SynthesisFigures) -> Annex:
    """Every commune, grouped by district with subtotals."""
    days = figures.survey.days if 1 < len(figures.survey.days) <= MOST_DAYS else ()
    parts = [*map(day_month, days), "Tổng"]
    heads = (
        "TT",
        "Đơn vị",
        (capital(figures.survey.words.counted), parts),
        "Số phiếu tối thiểu",
        ("Phiếu hợp lệ", parts),
        "Tỷ lệ (%)",
        "Mức tham gia",
        (
            f"Đánh giá chung (câu {figures.overall.number})",
            ("Có ý kiến", "Hài lòng (%)", "Chỉ số", "Khoảng tin cậy 95%"),
        ),
    )
    by_days = "day " * len(days)
    columns = f"tt unit {by_days} sum least {by_days} sum turnout verdict-name base rate score interval"
    results = table(columns, heads, commune_rows(figures, by_day=bool(days)))
    return Annex(2, f"Kết quả từng {figures.survey.units}", "landscape", (results,), tuple(notes_of_communes(figures)))


def commune_rows(figures: SynthesisFigures, *, by_day: bool) -> Iterator[Row]:
    number = 0
    for area in figures.areas:
        yield Row("", area.name, area_cells(figures, area, by_day=by_day), "sum")
        for commune in area.communes:
            number += 1
            yield Row(str(number), commune.name, commune_cells(figures, commune, by_day=by_day))
    yield Row("", "Tổng cộng", area_cells(figures, figures.whole, by_day=by_day), "total")


def commune_cells(figures: SynthesisFigures, commune: Commune, *, by_day: bool) -> tuple[Cell, ...]:
    days = commune.days if by_day else ()
    judged = figures.whole.visits is not None
    return (
        *counts([day.visits for day in days], commune.visits),
        Cell(integer(commune.minimum)),
        *counts([day.ballots for day in days], commune.ballots),
        Cell(rate(percent_of(commune.ballots, commune.visits) if commune.complete else None)),
        Cell(commune_label(figures, commune.verdict) if judged else "-", "l"),
        *opinion(figures, commune),
    )


def commune_label(figures: SynthesisFigures, verdict: str) -> str:
    """A commune's verdict; until it was asked to explain, one with far too many ballots is not told from the others."""
    is_named = figures.is_of_earlier_edition or figures.explanations_asked_on is not None
    unnamed = Status.CAO_CAN_GIAI_TRINH if verdict == Status.CAO_BAT_THUONG else verdict
    return findings.paper_label(figures, verdict if is_named else unnamed)


def area_cells(figures: SynthesisFigures, area: Area, *, by_day: bool) -> tuple[Cell, ...]:
    days = [area.on_day(index) for index in range(len(figures.survey.days))] if by_day else []
    met = f"Đạt {integer(area.verdicts[Status.DAT])}/{integer(len(area.communes))}"
    return (
        *counts([day.visits for day in days], area.visits),
        Cell("-"),
        *counts([day.ballots for day in days], area.ballots),
        Cell(rate(percent_of(area.ballots, area.visits))),
        Cell(met if figures.whole.visits is not None else "-", "l"),
        *scored(figures, area.score(figures.headline), figures.grouping.least_shown),
    )


def counts(days: Sequence[int | None], total: int | None) -> tuple[Cell, ...]:
    return numbers(*map(integer, (*days, total)))


def opinion(figures: SynthesisFigures, commune: Commune) -> tuple[Cell, ...]:
    if commune.chair == grouping.VACANT:
        return (Cell(integer(commune.score.n or None)), Cell(places.vacant(figures), "c", 3))
    return scored(figures, commune.score, figures.grouping.least)


def scored(figures: SynthesisFigures, score: Score, least: int) -> tuple[Cell, ...]:
    if score.n == 0:
        return numbers("-", "-", "-", "-")
    if score.n < least:
        return (Cell(integer(score.n)), Cell(TOO_THIN, "c", 3))
    interval = f"{rate(score.low)}–{rate(score.high)}"
    return numbers(integer(score.n), rate(score.top2), decimal(figures.index_of(score)), interval)


def settled_at(figures: SynthesisFigures) -> str:
    """At which level visits were «chốt»."""
    return f"{capital(figures.survey.words.counted_figure)} là số liệu {figures.survey.words.commune_level} đã chốt."


def notes_of_communes(figures: SynthesisFigures) -> Iterator[str]:
    least = figures.grouping.least
    if figures.survey.has(Feature.VISITS):
        yield f"{capital(figures.survey.turnout_rule)}."
        yield settled_at(figures)
    yield f"Hài lòng, chỉ số, khoảng tin cậy tính trên phiếu có ý kiến; dưới {least} ghi «{TOO_THIN}»."
    rated = [commune for commune in figures.communes if commune.chair != grouping.VACANT]
    rates = [commune.score.top2 for commune in rated if commune.score.n >= least]
    mean = printed_mean(rates, RATE_PLACES)
    if mean is not None:
        yield f"Bình quân cộng tỷ lệ hài lòng của {integer(len(rates))} đơn vị có in tỷ lệ: {rate(mean)}%."
    for chair, words in figures.survey.words.holds.items():
        names = [
            f"{lower_first(commune.name)}{exclusion_text.where(figures, area)}"
            for area in figures.areas
            for commune in area.communes
            if commune.chair == chair
        ]
        if names:
            yield f"{words}: {', '.join(names)}."
