"""What the overall result is held against, with the interval of the difference: weights, the round before, two groups.

Whether it matters who held the phone and where is told by what people said of themselves.
"""

from decimal import Decimal

from portal.documents.synthesis import estimate_text
from portal.documents.synthesis.figures import SynthesisFigures, Trait
from portal.documents.synthesis.prose import told
from portal.documents.synthesis.prose.people import group_words, hidden_groups, small_groups
from portal.results.scoring import difference
from portal.web.ui.formats import decimal, lower_first, percent, rounded

NO_DIFFERENCE = "Chưa đủ căn cứ kết luận có khác biệt"


def sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    """All that may be told."""
    ways = [of_trait(trait) for trait in figures.traits if trait.is_way_of_answering]
    change = estimate_text.change_sentence(figures) if told.share(figures, figures.overall) is not None else ""
    return tuple(filter(None, (estimate_text.weighted_sentence(figures), change, *ways)))


def of_trait(trait: Trait) -> str:
    """The first group beside the last that answered; empty where one of them may not be told."""
    *groups, _silent = trait.groups
    shown = [one for one in groups if one.label not in hidden_groups(trait) | small_groups(trait)]
    if len(shown) <= 1:
        return ""
    first, second = shown[0], shown[-1]
    found = difference(first.score, second.score)
    if found is None:
        return ""
    apart, low, high = found
    printed = rounded(first.score.top2 or 0, 1) - rounded(second.score.top2 or 0, 1)  # as a reader subtracts
    names = [f"“{group_words(trait, one)}”" for one in (first, second)]
    verdict = NO_DIFFERENCE if low <= 0 <= high else f"Nhóm {names[apart < 0]} có tỷ lệ cao hơn"
    return (
        f"Theo {lower_first(trait.name)} (người trả lời tự khai), tỷ lệ hài lòng của nhóm {names[0]} là "
        f"{percent(first.score.top2)}, của nhóm {names[1]} là {percent(second.score.top2)}; chênh lệch "
        f"{points(printed)} điểm phần trăm (khoảng tin cậy 95%: từ {points(low)} đến {points(high)}). "
        f"{verdict} (Phụ lục 6)."
    )


def points(value: float | Decimal) -> str:
    """Percent points with one decimal and a minus of their own."""
    return decimal(value, 1).replace("-", "−")
