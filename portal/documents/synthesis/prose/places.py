"""Section II.5: districts by their range, communes by how many stand where. Nobody is named: names are in annex 5.

Communes are grouped by a threshold only where the plan names its source; else each is held against all the others.
"""

from collections import Counter
from statistics import NormalDist

from portal.documents.synthesis import estimate_text
from portal.documents.synthesis.figures import Commune, SynthesisFigures
from portal.documents.synthesis.prose import told
from portal.documents.synthesis.prose.findings import NO_RESULTS, are_apart, rate_range, shown_rates
from portal.results.scoring import Score, around
from portal.results.statistics import grouping
from portal.results.statistics.grouping import NamedScore, contrast
from portal.results.statistics.marked_units import HIGHER, LOWER, UNDECIDED
from portal.web.ui.formats import capital, count, lower_first, rounded

IN_ANNEX_4 = "Kết quả theo từng địa bàn nêu ở Phụ lục 4."
FEW, UNSOUND, VACANT, BELOW, UNSURE = "few", "unsound", grouping.VACANT, "below", "unsure"
ERROR = 0.05


def by_place(figures: SynthesisFigures) -> tuple[str, ...]:
    """What is told of places; one sentence says so where nothing is known."""
    if not figures.whole.score(figures.headline).n:
        return (NO_RESULTS,)
    of_districts = (district_rates(figures), weakest_matters(figures))
    of_communes = (communes(figures), *by_chance(figures), several_matters(figures), each_commune(figures))
    return tuple(filter(None, (*of_districts, *of_communes)))


def each_commune(figures: SynthesisFigures) -> str:
    """Where the result of each commune stands."""
    return f"Kết quả từng đơn vị nêu tại {told.cited(figures, 2)}."


def several_matters(figures: SynthesisFigures) -> str:
    """Communes by several matters are told as a count alone."""
    sentence = estimate_text.several_sentence(figures)
    return f"{sentence} (Phụ lục 4)." if sentence else ""


def by_chance(figures: SynthesisFigures) -> tuple[str, ...]:
    """What chance alone makes of the counts without correction, where communes are held against all the others."""
    return () if figures.grouping.source else estimate_text.comparison_sentences(figures)[1:]


def district_rates(figures: SynthesisFigures) -> str:
    """The districts' rates by their range; where one may not be told, annex 4 has what may."""
    if not figures.by_district or len(figures.areas) <= 1:
        return ""
    scores = [area.score(figures.headline) for area in figures.areas]
    if any(told.share(figures, figures.overall, place) is None for place in range(len(figures.areas))):
        return IN_ANNEX_4
    named = [NamedScore(str(n), score) for n, score in enumerate(scores) if score.n >= figures.grouping.least]
    if len(named) <= 1:
        return ""
    rates = rate_range([rate for _name, rate in shown_rates(named)])
    close = "" if are_apart(contrast(named)) else ", chênh lệch giữa các địa phương chưa rõ rệt"
    return f"Tỷ lệ hài lòng chung của các {figures.survey.districts} {rates}{close} (Phụ lục 4)."


def weakest_matters(figures: SynthesisFigures) -> str:
    """«Vệ sinh môi trường là nội dung có tỷ lệ thấp nhất ở 07/10 địa bàn …»: the one that is so most often."""
    found = [weakest[0].name for place in range(len(figures.areas)) if (weakest := weakest_in(figures, place))]
    if not figures.by_district or len(found) <= 1:
        return ""
    name, many = Counter(found).most_common(1)[0]
    return (
        f"{capital(name)} là nội dung có tỷ lệ thấp nhất ở {count(many)}/{count(len(figures.areas))} "
        f"{figures.survey.districts} (Phụ lục 4)."
    )


def weakest_in(figures: SynthesisFigures, place: int, *, public: bool = True) -> tuple[NamedScore, ...]:
    """The weakest matter of an area, and those not to be told from it; empty where that may not be told."""
    area = figures.areas[place]
    asked = [question for question in figures.questions if question.group]
    scores = [(question, area.score(question.id)) for question in asked]
    if any(score.n < figures.grouping.least for _question, score in scores):
        return ()
    if public and any(told.share(figures, question, place) is None for question in asked):
        return ()
    return contrast([NamedScore(lower_first(question.label), score) for question, score in scores]).weakest


def communes(figures: SynthesisFigures) -> str:
    """How many communes stand where; and how many stand nowhere, for which reasons."""
    places = Counter(place for place, _commune in placed(figures))
    told_places = [(place, words) for place, words in headings(figures) if places[place]]
    parts = [f"{count(places[place])} đơn vị {lower_first(words)}" for place, words in told_places]
    parts += filter(None, [not_placed(figures, places)])
    return f"{opening(figures)}: {'; '.join(parts)} (danh sách tại {told.cited(figures, 5)})."


def not_placed(figures: SynthesisFigures, places: Counter[int | str]) -> str:
    """«53 đơn vị không so sánh, gồm 30 đơn vị dưới 20 phiếu có ý kiến, 23 đơn vị …»; empty where all have a place."""
    found = {words: places[key] for key, words in reasons_in_words(figures).items() if places[key]}
    named = [f"{count(many)} đơn vị {words}" for words, many in found.items()]
    left_out = f"không {'xếp' if figures.grouping.source else 'so sánh'}"
    if len(named) <= 1:
        return "".join(f"{one}, {left_out}" for one in named)
    return f"{count(sum(found.values()))} đơn vị {left_out}, gồm {', '.join(named)}"


def opening(figures: SynthesisFigures) -> str:
    """By what the communes are told apart."""
    if figures.grouping.source:
        return f"Theo tỷ lệ hài lòng chung (căn cứ: {figures.grouping.source})"
    return "So sánh tỷ lệ hài lòng của từng đơn vị với các đơn vị còn lại, sau khi điều chỉnh do so sánh nhiều đơn vị"


def headings(figures: SynthesisFigures) -> list[tuple[int | str, str]]:
    """The places in the order in which annex 5 has them, each in words."""
    if not figures.grouping.source:
        return [
            (LOWER, "Thấp hơn mức chung"),
            (HIGHER, "Cao hơn mức chung"),
            (UNDECIDED, "Chưa đủ căn cứ kết luận"),
        ]
    floors = figures.grouping.floors
    groups = list(enumerate(grouping.names(floors)))[:-1]  # the last is split by what may be concluded
    return [
        *((place, f"Có tỷ lệ {name}") for place, name in groups),
        (BELOW, f"Dưới {floors[-1]}%"),
        (UNSURE, f"Có tỷ lệ dưới {floors[-1]}% nhưng chưa đủ căn cứ kết luận"),
    ]


def vacant(figures: SynthesisFigures) -> str:
    """«khuyết chức danh …»."""
    return f"khuyết chức danh {figures.survey.words.office}"


def reasons_in_words(figures: SynthesisFigures) -> dict[str, str]:
    """Why a commune stands nowhere."""
    reasons = {
        FEW: f"dưới {figures.grouping.least} phiếu có ý kiến",
        UNSOUND: "có mức tham gia hoặc số liệu cần xem lại",
        VACANT: vacant(figures),
    }
    if not figures.grouping.source:
        del reasons[UNSOUND]
    return reasons


def placed(figures: SynthesisFigures) -> list[tuple[int | str, Commune]]:
    """Each commune with its place, or why it has none."""
    return [(place_of(figures, commune), commune) for commune in figures.communes]


def place_of(figures: SynthesisFigures, commune: Commune) -> int | str:
    if commune.score.top2 is None or commune.score.n < figures.grouping.least:
        return FEW
    is_vacant = commune.chair == grouping.VACANT
    if not figures.grouping.source:
        standing = figures.standing[commune.code]
        return VACANT if is_vacant and standing != UNDECIDED else standing
    if is_vacant:
        return VACANT
    if commune.is_flagged or commune.verdict not in grouping.SOUND:
        return UNSOUND
    floors = figures.grouping.floors
    place = grouping.place_of(commune.score.top2, floors)
    if place < len(floors):
        return place
    return BELOW if upper_limit(commune.score, compared(figures)) < floors[-1] else UNSURE


def compared(figures: SynthesisFigures) -> int:
    """How many communes have enough opinions to be compared."""
    return sum(commune.score.n >= figures.grouping.least for commune in figures.communes)


def upper_limit(score: Score, units: int) -> float:
    """The upper end of Wilson's interval in percent, corrected for comparing so many units (Bonferroni).

    So no unit of all those is taken to lie below a threshold wrongly, but in 5 rounds of 100. As it is printed.
    """
    z = NormalDist().inv_cdf(1 - ERROR / (2 * max(units, 1)))
    _low, high = around((score.top2 or 0) / 100, score.n, z)
    return float(rounded(high, 1))
