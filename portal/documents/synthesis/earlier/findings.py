"""What the figures said, in sentences, in papers of the first two editions, where it differs from today."""

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from portal.documents.synthesis import exclusion_text
from portal.documents.synthesis.figures import FIRST_EDITION, Answers, SynthesisFigures
from portal.documents.synthesis.prose.findings import (
    NAMED_AT_MOST,
    NO_RESULTS,
    NOTHING,
    are_apart,
    by_day,
    cautions_with,
    communes_by_group,
    complete_only,
    group_means,
    levels_in_words,
    met,
    mismatch,
    shown_rates,
    totals,
)
from portal.fieldwork.turnout.figures import percent_of, sum_known
from portal.results.scoring import Score
from portal.results.statistics import grouping
from portal.results.statistics.grouping import NamedScore, contrast
from portal.surveys.turnout import Status
from portal.web.ui.formats import count, decimal, integer, lower_first, percent


def participation(figures: SynthesisFigures) -> tuple[str, ...]:
    whole = figures.whole
    if whole.visits is None and whole.ballots is None:
        return (NOTHING,)
    parts = (
        f"{totals(figures)} {verdict_words(figures)}".strip(),
        complete_only(figures),
        by_day(figures),
        district_range(figures),
        excluded_words(figures),
    )
    return tuple(filter(None, parts))


def rate_range(areas: Sequence[tuple[str, float]]) -> str:
    """«từ 61,2% (thị xã Việt Yên) đến 75,9% (thành phố Hòa Bình)»."""
    (lowest, low), (highest, high) = min(areas, key=itemgetter(1)), max(areas, key=itemgetter(1))
    return f"từ {percent(low)} ({lower_first(lowest)}) đến {percent(high)} ({lower_first(highest)})"


def verdict_words(figures: SynthesisFigures) -> str:
    if figures.whole.visits is None:
        return ""
    clauses = {
        "dưới mức tối thiểu": Status.THAP,
        "có số phiếu vượt số lượt người dân đến, cần giải trình": Status.CAO_CAN_GIAI_TRINH,
        "có số phiếu vượt bất thường, cần kiểm tra": Status.CAO_BAT_THUONG,
        "chưa đủ số liệu": Status.CHUA_DU_SO_LIEU,
    }
    parts = [met(figures)]
    parts += [f"{count(n)} đơn vị {what}" for what, status in clauses.items() if (n := figures.verdicts(status))]
    return f"{'; '.join(parts)} (Phụ lục 1, 2)."


def district_range(figures: SynthesisFigures) -> str:
    rates = [(area.name, percent_of(area.ballots, area.visits)) for area in figures.areas]
    known = [(name, rate) for name, rate in rates if rate is not None]
    if not figures.by_district or len(known) <= 1:
        return ""
    return f"Tỷ lệ tham gia của các {figures.survey.districts} {rate_range(known)} (Phụ lục 1)."


def excluded_words(figures: SynthesisFigures) -> str:
    if figures.edition == FIRST_EDITION:
        known = figures.excluded is not None
        return f"Số phiếu loại: {integer(figures.excluded)} phiếu." if known else "Chưa có số liệu về phiếu loại."
    if not figures.apart:
        return "Phiếu của mọi đơn vị đều được đưa vào tổng hợp."
    ballots = integer(sum_known(commune.ballots for commune in figures.excluded_communes))
    return f"Không đưa vào tổng hợp {ballots} phiếu của {count(len(figures.apart))} đơn vị (mục II.3)."


def overall(figures: SynthesisFigures) -> tuple[str, ...]:
    answers = figures.whole.answers.get(figures.headline)
    score = figures.whole.score(figures.headline)
    if answers is None or score.n == 0:
        return (NO_RESULTS,)
    if score.n < figures.grouping.least_shown:
        return (f"Dưới {count(figures.grouping.least_shown)} phiếu có ý kiến, không nêu kết quả.",)
    share_sentence = (
        f"Có {percent(score.top2)} người trả lời hài lòng hoặc rất hài lòng về việc thực hiện chức trách, nhiệm vụ của "
        f"{figures.survey.rated}; điểm bình quân {decimal(score.mean)}/5."
    )
    return tuple(filter(None, (share_sentence, spread(answers, score), exclusion_text.sentence(figures))))


def by_question(figures: SynthesisFigures) -> tuple[str, ...]:
    scored = [(question, figures.whole.score(question.id)) for question in figures.questions if question.group]
    named = [
        NamedScore(f"“{question.label}”", score)
        for question, score in scored
        if score.n >= figures.grouping.least_shown
    ]
    if not named:
        return (NO_RESULTS,)
    return (extremes(named), group_rates(figures))


def by_place(figures: SynthesisFigures) -> tuple[str, ...]:
    return tuple(filter(None, (district_rates(figures), groups_of_communes(figures)))) or (NO_RESULTS,)


def cautions(figures: SynthesisFigures) -> tuple[str, ...]:
    """How the figures may be used; which communes have too few opinions."""
    return cautions_with(figures, mismatch(figures), few_opinions(figures))


def few_opinions(figures: SynthesisFigures) -> str:
    thin = [commune for commune in figures.communes if commune.score.n < figures.grouping.least]
    if not thin or not figures.whole.score(figures.headline).n:
        return ""
    return (
        f"Có {count(len(thin))} đơn vị dưới {figures.grouping.least} phiếu có ý kiến về đánh giá chung, chưa đủ cơ "
        "sở nêu tỷ lệ hài lòng."
    )


def spread(answers: Answers, score: Score) -> str:
    return (
        f"Trong {integer(score.n)} phiếu có ý kiến: {levels_in_words(answers, score)}; ngoài ra có "
        f"{integer(score.no_opinion)} phiếu chọn “Không biết / không có ý kiến” (Phụ lục 3)."
    )


def extremes(named: Sequence[NamedScore]) -> str:
    contrasted = contrast(named)
    if not contrasted.is_clear:
        unclear = "" if are_apart(contrasted) else ", chênh lệch giữa các nội dung chưa rõ rệt"
        return f"Tỷ lệ hài lòng {rate_range(shown_rates(named))}{unclear} (Phụ lục 3)."
    return (
        f"Nội dung có tỷ lệ hài lòng cao nhất: {listed(contrasted.best)}. "
        f"Nội dung có tỷ lệ hài lòng thấp nhất: {listed(contrasted.weakest)} (Phụ lục 3)."
    )


def listed(named: Sequence[NamedScore]) -> str:
    names = "; ".join(f"{one.name} ({percent(one.score.top2)})" for one in named[:NAMED_AT_MOST])
    rest = len(named) - NAMED_AT_MOST  # all that cannot be told apart from the first belong in the sentence
    return f"{names}; và {count(rest)} nội dung có tỷ lệ tương đương" if rest > 0 else names


def group_rates(figures: SynthesisFigures) -> str:
    parts = []
    for key, name in figures.groups.items():
        rate, _index = group_means(figures, [figures.whole.score(q.id) for q in figures.questions if q.group == key])
        if rate is not None:
            parts.append(f"{lower_first(name)} {percent(rate)}")
    return f"Bình quân theo nhóm nội dung: {'; '.join(parts)} (Phụ lục 3)."


def district_rates(figures: SynthesisFigures) -> str:
    """The districts' rates, from the lowest to the highest; empty where fewer than two have enough opinions."""
    least = figures.grouping.least
    named = [
        NamedScore(area.name, score) for area in figures.areas if (score := area.score(figures.headline)).n >= least
    ]
    if not figures.by_district or len(named) <= 1:
        return ""
    close = "" if are_apart(contrast(named)) else ", chênh lệch giữa các địa phương chưa rõ rệt"
    return (
        f"Tỷ lệ hài lòng chung của các {figures.survey.districts} {rate_range(shown_rates(named))}{close} (Phụ lục 4)."
    )


def groups_of_communes(figures: SynthesisFigures) -> str:
    if not figures.whole.score(figures.headline).n:
        return ""
    places = Counter(place for place, _commune in communes_by_group(figures))
    parts = [
        f"{count(places[place])} đơn vị {name}"
        for place, name in enumerate(grouping.names(figures.grouping.floors))
        if places[place]
    ]
    reasons = {
        grouping.TOO_THIN: "chưa đủ cơ sở xếp nhóm",
        grouping.VACANT: f"khuyết chức danh {figures.survey.words.office}, không xếp nhóm",
    }
    parts += [f"{count(places[reason])} đơn vị {words}" for reason, words in reasons.items() if places[reason]]
    return f"Theo tỷ lệ hài lòng chung: {'; '.join(parts)} (Phụ lục 5)."
