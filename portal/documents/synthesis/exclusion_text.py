"""Communes whose ballots two persons set apart, in the report: how many, and what the answers come to without (P11).

Both totals together give the difference. So the full copy shows the total without the excluded only where the excluded
communes too small for a rate of their own add up to `least` opinions; a public copy shows no more than a release does.
"""

from portal.documents.synthesis.figures import CODES, Area, SynthesisFigures, scored
from portal.fieldwork.turnout.figures import sum_known
from portal.papers.tables import Cell, Row, numbers
from portal.results.disclosure.disclosure_control import band_excluding
from portal.results.release.released import STEP
from portal.results.scoring import Score
from portal.web.ui.formats import NO_FIGURE, count, decimal, integer, lower_first, percent, rate

NOT_SHOWN = (
    "Kết quả không tính các phiếu đó không nêu, để không suy ra được ý kiến của người trả lời ở đơn vị ít phiếu."
)


def excluded_ballots(figures: SynthesisFigures, area: Area) -> str:
    """How many ballots of an area are set apart."""
    number = sum_known(commune.ballots for commune in figures.excluded_in(area))
    return NO_FIGURE if area.ballots is None else integer(number or 0)


def score_without_excluded(figures: SynthesisFigures) -> Score | None:
    """The overall question without what is set apart; None where it would tell of communes of few opinions."""
    least = figures.grouping.least
    apart = [commune.score.n for commune in figures.excluded_communes]
    few = sum(n for n in apart if n < least)  # 0: each has a rate of its own in annex 2, the difference tells no more
    all_answers = figures.whole.answers.get(figures.headline)
    if not apart or all_answers is None or 0 < few < least:
        return None
    excluded_answers = [commune.overall for commune in figures.excluded_communes if commune.overall]
    rest = scored(
        tuple(all_answers[place] - sum(one[place] for one in excluded_answers) for place in range(len(CODES)))
    )
    return rest if rest.n >= least else None


def band_without_excluded(figures: SynthesisFigures) -> int | None:
    """The band of the rest that may leave the office."""
    table = figures.outward.get(figures.headline)
    apart = [(commune.overall or ())[:-1] for commune in figures.excluded_communes]
    return band_excluding(table, apart) if table else None


def row_name(figures: SynthesisFigures) -> str:
    return f"Không gồm {count(len(figures.apart))} đơn vị không đưa vào tổng hợp"


def rows(figures: SynthesisFigures) -> list[Row]:
    """The line under annex 3; without the five levels, as they could be subtracted."""
    rest = score_without_excluded(figures)
    if rest is None:
        return []
    index, between = decimal(figures.index_of(rest)), f"{rate(rest.low)}–{rate(rest.high)}"
    texts = (*["-"] * 5, integer(rest.n), "-", decimal(rest.mean), rate(rest.top2), index, between)
    return [Row("", row_name(figures), numbers(*texts), "total")]


def public_rows(figures: SynthesisFigures) -> list[Row]:
    """The same line in a copy that leaves the office: a band or nothing."""
    place = band_without_excluded(figures)
    if place is None:
        return []
    cells = (Cell("-", "c", 5), *numbers("-", "-", "-", band_text(place), "-", "-"))
    return [Row("", row_name(figures), cells, "total")]


def band_text(place: int) -> str:
    """«60–80»."""
    return f"{STEP * place}–{STEP * (place + 1)}"


def sentence(figures: SynthesisFigures) -> str:
    """What section II.3 says of both totals; nothing where nothing is set apart."""
    if not figures.apart:
        return ""
    rest = score_without_excluded(figures)
    result = NOT_SHOWN
    if rest is not None:
        result = (
            f"Không tính các phiếu đó, có {percent(rest.top2)} người trả lời hài lòng hoặc rất hài lòng; điểm bình "
            f"quân {decimal(rest.mean)}/5 (Phụ lục 3)."
        )
    number = excluded_ballots(figures, figures.whole)
    return f"{decision_words(figures)} ({number} phiếu); số liệu trên tính cả các phiếu này. {result}"


def public_sentence(figures: SynthesisFigures) -> str:
    """The same in a copy that leaves the office."""
    if not figures.apart:
        return ""
    place = band_without_excluded(figures)
    result = (
        NOT_SHOWN
        if place is None
        else f"Không tính các phiếu đó, tỷ lệ hài lòng chung trong khoảng {band_text(place)}%."
    )
    return f"{decision_words(figures)}; số liệu ở bản này tính cả các phiếu này. {result}"


def decision_words(figures: SynthesisFigures) -> str:
    return f"Hai người có thẩm quyền đã quyết định không đưa vào tổng hợp phiếu của {count(len(figures.apart))} đơn vị"


def annex_note(figures: SynthesisFigures) -> tuple[str, ...]:
    """Annex 9 names them: only those who receive it read which they are."""
    named = [
        f"{lower_first(commune.name)}{where(figures, area)}, {integer(commune.ballots)} phiếu"
        for area in figures.areas
        for commune in figures.excluded_in(area)
    ]
    return (f"Đơn vị không đưa vào tổng hợp: {'; '.join(named)}.",) if named else ()


def where(figures: SynthesisFigures, area: Area) -> str:
    """« (thị xã Việt Yên)», after a commune's name, where there are districts."""
    return f" ({lower_first(area.name)})" if figures.by_district else ""
