"""What the figures say, in sentences: who came and who answered, what the answers come to, how they may be used.

Every figure of who came stands in annex 1 or follows from it by one division. Where intervals overlap, nothing is
called higher than the other.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from operator import itemgetter

from portal.documents.synthesis import exclusion_text
from portal.documents.synthesis.figures import FIRST_EDITION, Answers, Area, Commune, SynthesisFigures
from portal.fieldwork.turnout.figures import complete_of, percent_of, sum_known
from portal.fieldwork.turnout.words import complete_only as told_of_complete
from portal.papers.phrases import phrase
from portal.results.scoring import Score
from portal.results.statistics import grouping
from portal.results.statistics.grouping import Contrast, NamedScore, contrast
from portal.results.statistics.tables import INDEX_PLACES, RATE_PLACES, printed_mean
from portal.surveys.turnout import Status, label
from portal.web.ui.formats import capital, count, day_month, decimal, integer, lower_first, percent, within_days

LEVEL_NAMES = ("rất không hài lòng", "không hài lòng", "bình thường", "hài lòng", "rất hài lòng")
NAMED_AT_MOST = 4
FEW_DAYS = 5  # a longer window is told as a whole; its days stand in annex 1
NOT_A_SAMPLE = "Người trả lời là người đến bộ phận một cửa, không phải mẫu chọn ngẫu nhiên trong toàn dân."
NO_RESULTS = "Chưa có số liệu về kết quả trả lời."
NOTHING = "Chưa có số liệu về tình hình tham gia khảo sát."
VISITS, VALID, NO_VISITS = phrase("visits"), phrase("valid"), f"{capital(phrase('no_visits'))}."


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
    """«từ 61,2% (huyện Sơn Động) đến 75,9% (thành phố Bắc Giang)»."""
    (lowest, low), (highest, high) = min(areas, key=itemgetter(1)), max(areas, key=itemgetter(1))
    return f"từ {percent(low)} ({lower_first(lowest)}) đến {percent(high)} ({lower_first(highest)})"


def sign(visits: int | None, status: str) -> str:
    """What a day's figures ask to be looked at for."""
    return capital(phrase("unlocked")) if visits is None else label(status)


def totals(figures: SynthesisFigures) -> str:
    whole, when = figures.whole, within_days(figures.survey.days)
    if whole.visits is None:
        return f"{when}, có {integer(whole.ballots)} {VALID}. {NO_VISITS}"
    came = f"{when}, có {integer(whole.visits)} {VISITS} {figures.survey.desk}"
    if whole.ballots is None:
        return f"{came}; chưa có số liệu về số phiếu."
    rate = percent_of(whole.ballots, whole.visits)
    bar = f", bằng {percent(rate)} số {VISITS}" if rate is not None else ""
    return f"{came}; có {integer(whole.ballots)} {VALID}{bar}."


def verdict_words(figures: SynthesisFigures) -> str:
    units, fine = len(figures.communes), figures.verdicts(Status.DAT)
    if figures.whole.visits is None:
        return ""
    clauses = {
        "dưới mức tối thiểu": Status.THAP,
        "có số phiếu vượt số lượt người dân đến, cần giải trình": Status.CAO_CAN_GIAI_TRINH,
        "có số phiếu vượt bất thường, cần kiểm tra": Status.CAO_BAT_THUONG,
        "chưa đủ số liệu": Status.CHUA_DU_SO_LIEU,
    }
    met = f"Có {count(fine)}/{count(units)}" if fine else "Không có"
    parts = [f"{met} đơn vị bảo đảm số lượt tham gia theo Kế hoạch"]
    parts += [f"{count(n)} đơn vị {what}" for what, status in clauses.items() if (n := figures.verdicts(status))]
    return f"{'; '.join(parts)} (Phụ lục 1, 2)."


def complete_only(figures: SynthesisFigures) -> str:
    """Say what the rate is where visits and ballots are both complete: elsewhere ballots lack their visits."""
    complete = complete_of([(day.visits, day.ballots) for day in commune.days] for commune in figures.communes)
    return told_of_complete(complete, VALID, named=False)


def by_day(figures: SynthesisFigures) -> str:
    days, whole = figures.survey.days, figures.whole
    if not 1 < len(days) <= FEW_DAYS:
        return ""
    parts = [day_words(whole, index, day) for index, day in enumerate(days)]
    return f"Theo ngày: {'; '.join(parts)} (Phụ lục 1)."


def day_words(whole: Area, index: int, day: date) -> str:
    totals = whole.on_day(index)
    visits = f"chưa có số liệu về {VISITS}" if totals.visits is None else f"{integer(totals.visits)} {VISITS}"
    ballots = "chưa có số liệu về số phiếu" if totals.ballots is None else f"{integer(totals.ballots)} {VALID}"
    rate = percent_of(totals.ballots, totals.visits)
    return f"ngày {day_month(day)}: {visits}, {ballots}" + (f" ({percent(rate)})" if rate is not None else "")


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
    """How the figures may be used."""
    sentences = [
        f"{NOT_A_SAMPLE} Kết quả phản ánh ý kiến của người trả lời, không suy rộng cho toàn thể Nhân dân.",
        "Chênh lệch nhỏ giữa các đơn vị, các nội dung có thể do ngẫu nhiên; khi so sánh cần xem khoảng tin cậy.",
    ]
    # Ballots count of every day, visits of locked ones alone: with days missing the rate is too high.
    missing = figures.verdicts(Status.CHUA_DU_SO_LIEU)
    if missing and figures.whole.visits is not None:
        sentences.append(
            f"Số lượt người dân đến là số liệu cấp xã đã chốt; còn {count(missing)} đơn vị chưa đủ số liệu nên tỷ lệ "
            "tham gia chung và của địa bàn có đơn vị đó có thể cao hơn thực tế."
        )
    sentences += filter(None, [mismatch(figures)])
    thin = [commune for commune in figures.communes if commune.score.n < figures.grouping.least]
    if thin and figures.whole.score(figures.headline).n:
        sentences.append(
            f"Có {count(len(thin))} đơn vị dưới {figures.grouping.least} phiếu có ý kiến về đánh giá chung, chưa đủ cơ "
            "sở nêu tỷ lệ hài lòng."
        )
    return (*sentences, f"Phiếu khảo sát: {figures.survey.form}.")


def communes_by_group(figures: SynthesisFigures) -> list[tuple[int | str, Commune]]:
    """Each commune with the place of its group, or why it has none."""
    floors, least = figures.grouping.floors, figures.grouping.least
    return [
        (grouping.group_of(commune.score, commune.verdict, commune.chair, floors, least), commune)
        for commune in figures.communes
    ]


def group_means(figures: SynthesisFigures, scores: Sequence[Score]) -> tuple[float | None, float | None]:
    """A group's share satisfied and its index: means of figures as they are printed, those not shown left out."""
    shown = [score for score in scores if score.n >= figures.grouping.least_shown]
    rates, indices = [score.top2 for score in shown], [figures.index_of(score) for score in shown]
    return printed_mean(rates, RATE_PLACES), printed_mean(indices, INDEX_PLACES)


def spread(answers: Answers, score: Score) -> str:
    levels = [
        f"{name} {integer(many)} phiếu ({percent(100 * many / score.n)})"
        for name, many in reversed(list(zip(LEVEL_NAMES, answers, strict=False)))
    ]
    return (
        f"Trong {integer(score.n)} phiếu có ý kiến: {', '.join(levels)}; ngoài ra có {integer(score.no_opinion)} phiếu "
        "chọn “Không biết / không có ý kiến” (Phụ lục 3)."
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


def are_apart(contrasted: Contrast) -> bool:
    """Whether the intervals of the highest and of the lowest do not meet."""
    return (contrasted.best[0].score.low or 0) > (contrasted.weakest[0].score.high or 0)


def shown_rates(named: Sequence[NamedScore]) -> list[tuple[str, float]]:
    return [(one.name, one.score.top2) for one in named if one.score.top2 is not None]


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
        grouping.VACANT: "khuyết chức danh Chủ tịch, không xếp nhóm",
    }
    parts += [f"{count(places[reason])} đơn vị {words}" for reason, words in reasons.items() if places[reason]]
    return f"Theo tỷ lệ hài lòng chung: {'; '.join(parts)} (Phụ lục 5)."


def mismatch(figures: SynthesisFigures) -> str:
    """Say so where the ballots tallied are not as many as were taken."""
    score, taken = figures.whole.score(figures.headline), figures.whole.ballots
    tallied = score.n + score.no_opinion
    if not tallied or tallied == taken:
        return ""
    return f"Số phiếu đã tổng hợp là {integer(tallied)}, khác số phiếu hợp lệ {integer(taken)}; cần kiểm tra."
