"""Annex 2: every commune, grouped by district with subtotals. Restricted to those the province reports to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.fieldwork.turnout.figures import percent_of
from portal.papers.tables import Annex, Cell, Head, Row, Table, numbers
from portal.results.statistics import grouping
from portal.results.statistics.tables import RATE_PLACES, printed_mean
from portal.surveys.turnout import Status, label
from portal.web.ui.formats import day_month, decimal, integer, rate
from portal.web.ui.text import capital, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.documents.synthesis.figures import Area, Commune, Day, SynthesisFigures
    from portal.results.scoring import Score

MOST_DAYS = 5
"""A longer window has no columns by day: they would not fit."""

TOO_THIN = "chưa đủ cơ sở"
VACANT = "khuyết chức danh Chủ tịch"
CHAIRS = {
    "acting": "Quyền Chủ tịch UBND",
    "vacant": "Khuyết chức danh Chủ tịch UBND, Phó Chủ tịch phụ trách",
    "secretary_chair": "Bí thư Đảng ủy đồng thời là Chủ tịch UBND",
}


def annex_2(figures: SynthesisFigures) -> Annex:
    days = figures.survey.days if 1 < len(figures.survey.days) <= MOST_DAYS else ()
    table = Table(
        (
            "tt",
            "unit",
            *["day"] * len(days),
            "sum",
            "least",
            *["day"] * len(days),
            "sum",
            "turnout",
            "verdict-name",
            "base",
            "rate",
            "score",
            "interval",
        ),
        _head(figures, [day_month(day) for day in days]),
        tuple(_rows(figures, by_day=bool(days))),
    )
    title = f"Kết quả từng {figures.survey.units}"
    return Annex(2, title, "landscape", (table,), tuple(_notes(figures)))


def _head(figures: SynthesisFigures, days: Sequence[str]) -> tuple[tuple[Head, ...], ...]:
    parts = (*(Head(day) for day in days), Head("Tổng"))
    return (
        (
            Head("TT", rowspan=2),
            Head("Đơn vị", rowspan=2),
            Head("Lượt người dân đến", colspan=len(parts)),
            Head("Số phiếu tối thiểu", rowspan=2),
            Head("Phiếu hợp lệ", colspan=len(parts)),
            Head("Tỷ lệ (%)", rowspan=2),
            Head("Mức tham gia", rowspan=2),
            Head(f"Đánh giá chung (câu {figures.overall.number})", colspan=4),
        ),
        (*parts, *parts, Head("Có ý kiến"), Head("Hài lòng (%)"), Head("Chỉ số"), Head("Khoảng tin cậy 95%")),
    )


def _rows(figures: SynthesisFigures, *, by_day: bool) -> Iterable[Row]:
    number = 0
    for area in figures.areas:
        yield Row("", area.name, _area(figures, area, by_day=by_day), "sum")
        for commune in area.communes:
            number += 1
            yield Row(str(number), commune.name, _commune(figures, commune, by_day=by_day))
    yield Row("", "Tổng cộng", _area(figures, figures.whole, by_day=by_day), "total")


def _commune(figures: SynthesisFigures, commune: Commune, *, by_day: bool) -> tuple[Cell, ...]:
    days = commune.days if by_day else ()
    turnout = percent_of(commune.ballots, commune.visits) if commune.complete else None
    judged = figures.whole.visits is not None
    return (
        *_counts([day.visits for day in days], commune.visits),
        Cell(integer(commune.minimum)),
        *_counts([day.ballots for day in days], commune.ballots),
        Cell(rate(turnout)),
        Cell(label(commune.verdict) if judged else "-", "l"),
        *_opinion(figures, commune),
    )


def _area(figures: SynthesisFigures, area: Area, *, by_day: bool) -> tuple[Cell, ...]:
    days: list[Day] = [area.on_day(index) for index in range(len(figures.survey.days))] if by_day else []
    fine = f"Đạt {integer(area.verdicts[Status.DAT])}/{integer(len(area.communes))}"
    return (
        *_counts([day.visits for day in days], area.visits),
        Cell("-"),
        *_counts([day.ballots for day in days], area.ballots),
        Cell(rate(percent_of(area.ballots, area.visits))),
        Cell(fine if figures.whole.visits is not None else "-", "l"),
        *_scored(figures, area.score(figures.headline), figures.grouping.least_shown),
    )


def _counts(days: Sequence[int | None], total: int | None) -> tuple[Cell, ...]:
    return numbers(*(integer(value) for value in (*days, total)))


def _opinion(figures: SynthesisFigures, commune: Commune) -> tuple[Cell, ...]:
    if commune.chair == grouping.VACANT:
        return (Cell(integer(commune.score.n) if commune.score.n else "-"), Cell(VACANT, "c", 3))
    return _scored(figures, commune.score, figures.grouping.least)


def _scored(figures: SynthesisFigures, score: Score, least: int) -> tuple[Cell, ...]:
    if score.n == 0:
        return numbers("-", "-", "-", "-")
    if score.n < least:
        return (Cell(integer(score.n)), Cell(TOO_THIN, "c", 3))
    interval = f"{rate(score.low)}–{rate(score.high)}"
    return numbers(integer(score.n), rate(score.top2), decimal(figures.index_of(score)), interval)


def _notes(figures: SynthesisFigures) -> Iterable[str]:
    yield f"{capital(figures.survey.turnout_rule)}."
    yield "Lượt người dân đến là số liệu cấp xã đã chốt."
    yield f"Hài lòng, chỉ số, khoảng tin cậy tính trên phiếu có ý kiến; dưới {figures.grouping.least} ghi «{TOO_THIN}»."
    rates = [commune.score.top2 for commune in figures.communes if _has_rate(figures, commune)]
    mean = printed_mean(rates, RATE_PLACES)
    if mean is not None:
        yield f"Bình quân cộng tỷ lệ hài lòng của {integer(len(rates))} đơn vị có in tỷ lệ: {rate(mean)}%."
    for chair, words in CHAIRS.items():
        names = [
            f"{lower_first(commune.name)}{f' ({lower_first(area.name)})' if figures.by_district else ''}"
            for area in figures.areas
            for commune in area.communes
            if commune.chair == chair
        ]
        if names:
            yield f"{words}: {', '.join(names)}."


def _has_rate(figures: SynthesisFigures, commune: Commune) -> bool:
    return commune.chair != grouping.VACANT and commune.score.n >= figures.grouping.least
