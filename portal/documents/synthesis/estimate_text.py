"""What the estimates say in sentences: weighted beside unweighted, intervals, communes compared, rounds compared.

Each sentence is empty where there is nothing to say, and for papers from before these figures were worked out. None of
them belongs in the first paragraph, where neither intervals nor weights stand.
"""

from portal.documents.synthesis.figures import EarlierRound, SynthesisFigures
from portal.results.disclosure import estimate_auditor
from portal.results.statistics.marked_units import SEVERAL
from portal.results.statistics.weighting import Interval
from portal.results.tables.comparison import change_words
from portal.results.tables.estimate_grids import telling_difference
from portal.web.ui.formats import count, decimal, integer, percent


def printed_form(figures: SynthesisFigures) -> str:
    """How much of the whole's estimates all copies print: their body is one, so it says no more (P8)."""
    form = estimate_auditor.FORMS.get(figures.estimates_public)
    return form.whole if form else estimate_auditor.NOTHING


def weighted_sentence(figures: SynthesisFigures) -> str:
    """Where the weighted share lies more than a point from the unweighted one, as both are printed."""
    found, form = figures.estimate, printed_form(figures)
    apart = telling_difference(found) if found else None
    if found is None or found.weighted is None or apart is None or not form:
        return ""
    is_coarse = form == estimate_auditor.COARSE
    share = f"khoảng {percent(found.weighted.share, 0)}" if is_coarse else percent(found.weighted.share)
    points = "" if is_coarse else f"{decimal(abs(apart), 1)} điểm phần trăm "
    return (
        f"Nếu tính mỗi phiếu theo số {figures.survey.words.counted} của đơn vị, tỷ lệ hài lòng là {share}, "
        f"{'cao' if apart > 0 else 'thấp'} hơn {points}so với tỷ lệ chung; tính trên {count(found.communes)} đơn vị có "
        f"đủ số {figures.survey.words.counted_unit} (Phụ lục 3)."
    )


def interval_sentence(figures: SynthesisFigures) -> str:
    """Both intervals of the overall share; never the first alone."""
    found = figures.estimate
    if found is None or found.plain is None or printed_form(figures) != estimate_auditor.ALL:
        return ""
    if found.plain.within is None or found.plain.again is None:
        return ""
    days = count(len(figures.survey.days))
    return (
        f"Khoảng tin cậy 95% của tỷ lệ hài lòng chung: {from_to(found.plain.within)} trong {days} ngày khảo sát; "
        f"{from_to(found.plain.again)} nếu khảo sát vào dịp khác (Phụ lục 3)."
    )


def from_to(interval: Interval) -> str:
    return f"từ {percent(interval[0])} đến {percent(interval[1])}"


def comparison_sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    """How many communes lie lower and higher, after the correction for comparing many; then what chance alone gives."""
    found = figures.compared
    if found is None:
        return ()
    raw = found.uncorrected
    corrected = (
        f"So sánh {count(found.compared)} đơn vị có từ {figures.grouping.least} phiếu có ý kiến với mức chung; sau khi "
        f"điều chỉnh do so sánh nhiều đơn vị: {count(found.lower)} đơn vị thấp hơn, {count(found.higher)} đơn vị cao "
        f"hơn mức chung; {count(found.undecided)} đơn vị chưa đủ căn cứ kết luận."
    )
    chance = (
        f"Nếu không điều chỉnh, có {count(raw.lower)} đơn vị thấp hơn, {count(raw.higher)} đơn vị cao hơn; riêng ngẫu "
        f"nhiên, dù các đơn vị không khác nhau, cũng cho khoảng {decimal(raw.lower_by_chance, 1)} đơn vị thấp hơn, "
        f"{decimal(raw.higher_by_chance, 1)} đơn vị cao hơn."
    )
    return tuple(filter(None, (corrected, chance, too_small_sentence(figures))))


def several_sentence(figures: SynthesisFigures) -> str:
    """How many communes lie lower in several matters, none named; empty in papers from before it."""
    found = figures.several
    if found is None:
        return ""
    many = f"{count(found.lower)}/{count(found.compared)} đơn vị" if found.lower else "không đơn vị nào"
    return (
        f"So sánh từng nội dung trong {count(found.matters)} nội dung với các đơn vị còn lại, sau khi điều chỉnh do so "
        f"sánh nhiều lần: {many} thấp hơn ở từ {count(SEVERAL)} nội dung trở lên"
    )


def too_small_sentence(figures: SynthesisFigures) -> str:
    """Below how many ballots nothing can ever be called higher; empty where that is below the floor of comparing."""
    found = figures.compared
    if found is None or found.least_to_be_higher is None or found.least_to_be_higher <= figures.grouping.least:
        return ""
    return (
        f"Đơn vị dưới {integer(found.least_to_be_higher)} phiếu có ý kiến không thể kết luận cao hơn mức chung, dù tất "
        "cả đều hài lòng."
    )


def change_sentence(figures: SynthesisFigures) -> str:
    """The overall share against the round that the plan names, with the interval of the difference."""
    earlier = figures.earlier
    if earlier is None:
        return ""
    if earlier.change is None:
        return f"Không so sánh với {named(earlier)}: {earlier.apart}."
    base = f"tính trên {count(earlier.change.communes)} đơn vị có ở cả hai đợt"
    return f"So với {named(earlier)}, {change_words(earlier.change)}; {base}."


def named(earlier: EarlierRound) -> str:
    """«đợt mô phỏng tháng 4/2024»."""
    return earlier.title[:1].lower() + earlier.title[1:]
