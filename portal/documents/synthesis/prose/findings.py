"""What the figures say, in sentences: who came and who answered, what the answers come to, how they may be used.

One text for every copy: it names no unit for its result and tells of answers only what the tables that leave the
office let out (`told.py`). Every figure of who came stands in annex 1 or follows from it by one division. Where
intervals overlap, nothing is called higher than the other.
"""

from collections.abc import Callable, Sequence
from datetime import date

from portal.documents.synthesis import annex_numbers, estimate_text, exclusion_text
from portal.documents.synthesis.figures import Answers, Area, Commune, SynthesisFigures
from portal.documents.synthesis.paper_words import EARLIER, PaperWords
from portal.documents.synthesis.prose import comparisons, told
from portal.fieldwork.turnout.figures import HIGH_STATUSES, complete_of, percent_of, sum_known
from portal.fieldwork.turnout.words import complete_only as told_of_complete
from portal.papers.phrases import phrase
from portal.results.scoring import Score
from portal.results.statistics import grouping
from portal.results.statistics.grouping import Contrast, NamedScore, contrast
from portal.results.statistics.tables import INDEX_PLACES, RATE_PLACES, printed_mean
from portal.surveys.plan.features import Feature
from portal.surveys.turnout import Status, label
from portal.web.ui.formats import (
    capital,
    count,
    day_month,
    decimal,
    integer,
    lower_first,
    percent,
    short_date,
    within_days,
)

LEVEL_NAMES = ("rất không hài lòng", "không hài lòng", "bình thường", "hài lòng", "rất hài lòng")
NAMED_AT_MOST = 4
FEW_DAYS = 5  # a longer window is told as a whole; its days stand in annex 1
NO_RESULTS = "Chưa có số liệu về kết quả trả lời."
NOTHING = "Chưa có số liệu về tình hình tham gia khảo sát."
IN_ANNEX_3 = "Kết quả theo từng nội dung nêu ở Phụ lục 3."
VALID = phrase("valid")
PAPER_LABELS = {Status.CAO_BAT_THUONG: "Có số liệu cần kiểm tra, xác minh"}  # the screens' word is not for paper


def not_a_sample(figures: SynthesisFigures) -> str:
    """Of whom the answers are."""
    return f"Người trả lời là người đến {figures.survey.words.desk}, không phải mẫu chọn ngẫu nhiên trong toàn dân."


def participation(figures: SynthesisFigures) -> tuple[str, ...]:
    whole = figures.whole
    if whole.visits is None and whole.ballots is None:
        return (NOTHING,)
    parts = (
        f"{totals(figures)} {verdict_words(figures)}".strip(),
        explanations(figures),
        complete_only(figures),
        by_day(figures),
        district_range(figures),
        crowded_days(figures),
        excluded_words(figures),
    )
    return tuple(filter(None, parts))


def paper_label(figures: SynthesisFigures, status: str) -> str:
    """A verdict's name on paper; papers of before keep the screens' names."""
    if figures.is_of_earlier_edition:
        return label(status, figures.survey.words.counted_short)
    return PAPER_LABELS.get(Status(status), label(status, figures.survey.words.counted_short))


def verdict_words(figures: SynthesisFigures) -> str:
    """How many communes were within the plan, and how many were not for what; of one commune it is said without it."""
    if figures.whole.visits is None:
        return ""
    words = figures.survey.words
    clauses = {
        "dưới mức tối thiểu": Status.THAP,
        f"{words.over}, cần giải trình": Status.CAO_CAN_GIAI_TRINH,
        f"có số phiếu vượt xa số {words.counted}, cần kiểm tra, xác minh số liệu": Status.CAO_BAT_THUONG,
        "chưa đủ số liệu": Status.CHUA_DU_SO_LIEU,
    }
    parts = [met(figures)]
    parts += [f"{count(n)} đơn vị {what}" for what, status in clauses.items() if (n := figures.verdicts(status))]
    return f"{'; '.join(parts)} (Phụ lục 1)."


def met(figures: SynthesisFigures) -> str:
    """«Có 164/209 đơn vị bảo đảm số lượt tham gia theo Kế hoạch»."""
    fine, units = figures.verdicts(Status.DAT), len(figures.communes)
    return f"{f'Có {count(fine)}/{count(units)}' if fine else 'Không có'} đơn vị bảo đảm số lượt tham gia theo Kế hoạch"


def explanations(figures: SynthesisFigures) -> str:
    """Whether communes whose figures ask for it were asked to explain, and how many have; none is named here."""
    asked = [commune for commune in figures.communes if commune.verdict in HIGH_STATUSES]
    if not asked or figures.whole.visits is None:
        return ""
    which = f"{count(len(asked))} đơn vị {figures.survey.words.over}"
    if figures.explanations_asked_on is None:
        return f"Chưa yêu cầu {which} giải trình, nên chưa nêu tên đơn vị ({told.cited(figures, 9)})."
    received = sum(commune.has_explained for commune in asked)
    parts = [f"đã nhận giải trình của {count(received)} đơn vị"] if received else []
    parts += [f"chưa nhận của {count(len(asked) - received)} đơn vị"] if received < len(asked) else []
    return (
        f"Đã yêu cầu {which} giải trình ngày {short_date(figures.explanations_asked_on)}; đến ngày "
        f"{short_date(figures.day_taken)}, {', '.join(parts)} (danh sách tại {told.cited(figures, 9)})."
    )


def sign(words: PaperWords, visits: int | None, status: str, name: Callable[[str], str] = label) -> str:
    """What a day's figures ask to be looked at for."""
    return capital(phrase("unlocked", counted=words.counted_figure)) if visits is None else name(status)


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


def no_visits(figures: SynthesisFigures) -> str:
    return f"{capital(phrase('no_visits', counted=figures.survey.words.counted))}."


def totals(figures: SynthesisFigures) -> str:
    whole, when = figures.whole, within_days(figures.survey.days)
    if not figures.survey.has(Feature.VISITS):
        return f"{when}, có {integer(whole.ballots)} {VALID}."
    if whole.visits is None:
        return f"{when}, có {integer(whole.ballots)} {VALID}. {no_visits(figures)}"
    words = figures.survey.words
    came = f"{when}, có {integer(whole.visits)} {words.counted_at(figures.survey.desk)}"
    if whole.ballots is None:
        return f"{came}; chưa có số liệu về số phiếu."
    rate = percent_of(whole.ballots, whole.visits)
    bar = f", bằng {percent(rate)} số {words.counted}" if rate is not None else ""
    return f"{came}; có {integer(whole.ballots)} {VALID}{bar}."


def complete_only(figures: SynthesisFigures) -> str:
    """Say what the rate is where visits and ballots are both complete: elsewhere ballots lack their visits."""
    complete = complete_of([(day.visits, day.ballots) for day in commune.days] for commune in figures.communes)
    return told_of_complete(complete, VALID, named=False, counted=figures.survey.words.counted)


def by_day(figures: SynthesisFigures) -> str:
    days, whole = figures.survey.days, figures.whole
    if not 1 < len(days) <= FEW_DAYS:
        return ""
    counts_visits = figures.survey.has(Feature.VISITS_BY_DAY)
    parts = [
        day_words(whole, index, day, figures.survey.words.counted if counts_visits else "")
        for index, day in enumerate(days)
    ]
    return f"Theo ngày: {'; '.join(parts)} (Phụ lục 1)."


def day_words(whole: Area, index: int, day: date, counted: str = EARLIER.counted) -> str:
    """A day's figures; `counted` is empty where nothing is counted by day."""
    totals = whole.on_day(index)
    if not counted:
        return f"ngày {day_month(day)}: {integer(totals.ballots)} {VALID}"
    visits = f"chưa có số liệu về {counted}" if totals.visits is None else f"{integer(totals.visits)} {counted}"
    ballots = "chưa có số liệu về số phiếu" if totals.ballots is None else f"{integer(totals.ballots)} {VALID}"
    rate = percent_of(totals.ballots, totals.visits)
    return f"ngày {day_month(day)}: {visits}, {ballots}" + (f" ({percent(rate)})" if rate is not None else "")


def mismatch(figures: SynthesisFigures) -> str:
    """Say so where the ballots tallied are not as many as were taken."""
    score, taken = figures.whole.score(figures.headline), figures.whole.ballots
    tallied = score.n + score.no_opinion
    if not tallied or tallied == taken:
        return ""
    return f"Số phiếu đã tổng hợp là {integer(tallied)}, khác số phiếu hợp lệ {integer(taken)}; cần kiểm tra."


def shown_rates(named: Sequence[NamedScore]) -> list[tuple[str, float]]:
    return [(one.name, one.score.top2) for one in named if one.score.top2 is not None]


def are_apart(contrasted: Contrast) -> bool:
    """Whether the intervals of the highest and of the lowest do not meet."""
    return (contrasted.best[0].score.low or 0) > (contrasted.weakest[0].score.high or 0)


def district_range(figures: SynthesisFigures) -> str:
    """The lowest and the highest rate of participation; annex 1 has every district's."""
    known = [rate for area in figures.areas if (rate := percent_of(area.ballots, area.visits)) is not None]
    if not figures.by_district or len(known) <= 1:
        return ""
    return f"Tỷ lệ tham gia của các {figures.survey.districts} {rate_range(known)} (Phụ lục 1)."


def rate_range(rates: Sequence[float]) -> str:
    """«từ 61,2% đến 75,9%»."""
    return f"từ {percent(min(rates))} đến {percent(max(rates))}"


def crowded_days(figures: SynthesisFigures) -> str:
    """Why a district far below the plan's share has most of its communes within the plan: its crowded days."""
    areas = [area for area in figures.areas if is_crowded(figures, area)] if figures.by_district else []
    if not areas:
        return ""
    named = [
        f"{lower_first(area.name)} có tỷ lệ tham gia {percent(percent_of(area.ballots, area.visits))} nhưng "
        f"{integer(area.verdicts[Status.DAT])}/{integer(len(area.communes))} đơn vị bảo đảm số lượt tham gia"
        for area in areas
    ]
    rule = figures.survey.crowded
    return (
        f"{capital('; '.join(named))}, do ngày có đông người đến chỉ yêu cầu tối thiểu {rule.ballots} phiếu "
        f"({rule.clause})."
    )


def is_crowded(figures: SynthesisFigures, area: Area) -> bool:
    """Whether most communes are within the plan, and each below its share is so by the rule for crowded days."""
    rule = figures.survey.crowded
    rate = percent_of(area.ballots, area.visits)
    fine = [commune for commune in area.communes if commune.verdict == Status.DAT]
    if not rule.from_visits or rate is None or rate >= rule.percent or 2 * len(fine) <= len(area.communes):
        return False
    low = [one for one in fine if (percent_of(one.ballots, one.visits) or 0) < rule.percent]
    return bool(low) and all(any((day.visits or 0) >= rule.from_visits for day in one.days) for one in low)


def excluded_words(figures: SynthesisFigures) -> str:
    if not figures.apart:
        return "Không có đơn vị nào bị đưa ra khỏi số liệu tổng hợp."
    ballots = integer(sum_known(commune.ballots for commune in figures.excluded_communes))
    return f"Không đưa vào tổng hợp {ballots} phiếu của {count(len(figures.apart))} đơn vị (mục II.3)."


def overall(figures: SynthesisFigures) -> tuple[str, ...]:
    score = figures.whole.score(figures.headline)
    if score.n == 0:
        return (NO_RESULTS,)
    if score.n < figures.grouping.least_shown:
        return (f"Dưới {count(figures.grouping.least_shown)} phiếu có ý kiến, không nêu kết quả.",)
    sentences = (
        satisfied(figures),
        spread(figures),
        exclusion_text.public_sentence(figures),
        *comparisons.sentences(figures),
    )
    return tuple(filter(None, sentences)) or ("Kết quả chung nêu ở Phụ lục 3.",)


def satisfied(figures: SynthesisFigures) -> str:
    """«Có 86,1% người trả lời hài lòng hoặc rất hài lòng về …; điểm bình quân 4,22/5.»; the mean where it is told."""
    share = told.share(figures, figures.overall)
    if share is None:
        return ""
    mean = figures.whole.score(figures.headline).mean if told.is_fully_shown(figures, figures.overall) else None
    return (
        f"Có {percent(share)} người trả lời hài lòng hoặc rất hài lòng về việc thực hiện chức trách, nhiệm vụ của "
        f"{figures.survey.rated}{'' if mean is None else f'; điểm bình quân {decimal(mean)}/5'}."
    )


def spread(figures: SynthesisFigures) -> str:
    """The five levels and those without an opinion, where all of it is told."""
    if not told.is_fully_shown(figures, figures.overall):
        return ""
    answers, score = figures.whole.answers[figures.headline], figures.whole.score(figures.headline)
    silent = (
        f"; {integer(score.no_opinion)} phiếu chọn “Không biết / không có ý kiến”, không tính vào tỷ lệ"
        if told.tells_no_opinion(score)
        else ""
    )
    return f"Trong {integer(score.n)} phiếu có ý kiến: {levels_in_words(answers, score)}{silent} (Phụ lục 3)."


def levels_in_words(answers: Answers, score: Score) -> str:
    """«rất hài lòng 10 phiếu (20,0%), hài lòng …», from the best."""
    return ", ".join(
        f"{name} {integer(many)} phiếu ({percent(100 * many / score.n)})"
        for name, many in reversed(list(zip(LEVEL_NAMES, answers, strict=False)))
    )


def by_question(figures: SynthesisFigures) -> tuple[str, ...]:
    named = told_matters(figures)
    if named is None:
        return (IN_ANNEX_3,)
    if not named:
        return (NO_RESULTS,)
    return tuple(filter(None, (extremes(named), group_rates(figures))))


def told_matters(figures: SynthesisFigures) -> list[NamedScore] | None:
    """The matters asked about with their scores; None where the share of one may not be told: an order tells of it."""
    shown = [
        (question, score)
        for question in figures.questions
        if question.group and (score := figures.whole.score(question.id)).n >= figures.grouping.least_shown
    ]
    if any(told.share(figures, question) is None for question, _score in shown):
        return None
    return [NamedScore(lower_first(question.label), score) for question, score in shown]


def extremes(named: Sequence[NamedScore]) -> str:
    contrasted = contrast(named)
    if not contrasted.is_clear:
        unclear = "" if are_apart(contrasted) else ", chênh lệch giữa các nội dung chưa rõ rệt"
        rates = rate_range([rate for _name, rate in shown_rates(named)])
        return f"Tỷ lệ hài lòng theo các nội dung {rates}{unclear} (Phụ lục 3)."
    return (
        f"Nội dung được người trả lời đánh giá cao nhất là {listed(contrasted.best)}; thấp nhất là "
        f"{listed(contrasted.weakest)} (Phụ lục 3)."
    )


def listed(named: Sequence[NamedScore]) -> str:
    names = ", ".join(f"{one.name} ({percent(one.score.top2)})" for one in named[:NAMED_AT_MOST])
    rest = len(named) - NAMED_AT_MOST  # all that cannot be told apart from the first belong in the sentence
    return f"{names} và {count(rest)} nội dung chưa phân biệt được" if rest > 0 else names


def group_rates(figures: SynthesisFigures) -> str:
    """Each group's mean of its questions, where every one of them is fully told."""
    parts = []
    for key, name in figures.groups.items():
        members = [question for question in figures.questions if question.group == key]
        rate, _index = group_means(figures, [figures.whole.score(one.id) for one in members])
        if rate is not None and all(told.is_fully_shown(figures, one) for one in members):
            parts.append(f"{lower_first(name)} {percent(rate)}")
    return f"Bình quân theo nhóm nội dung: {'; '.join(parts)} (Phụ lục 3)." if parts else ""


def cautions(figures: SynthesisFigures) -> tuple[str, ...]:
    """How the figures may be used."""
    annex = annex_numbers.number_of(figures, 11)
    method = f"Phương pháp khảo sát và những điều chưa biết nêu tại Phụ lục {annex}." if figures.method_notes else ""
    return cautions_with(figures, estimate_text.interval_sentence(figures), mismatch(figures), method)


def cautions_with(figures: SynthesisFigures, *more: str) -> tuple[str, ...]:
    """The cautions of every edition, with those that an edition adds; empty ones are none."""
    return tuple(
        filter(
            None,
            (
                (
                    f"{not_a_sample(figures)} Kết quả phản ánh ý kiến của người trả lời, không suy rộng cho toàn thể "
                    "Nhân dân."
                ),
                (
                    "Chênh lệch nhỏ giữa các đơn vị, các nội dung có thể do ngẫu nhiên; khi so sánh cần xem khoảng "
                    "tin cậy."
                ),
                missing_visits(figures),
                *more,
                f"Phiếu khảo sát: {figures.survey.form}.",
            ),
        )
    )


def missing_visits(figures: SynthesisFigures) -> str:
    """Say that a rate is too high: ballots count of every day, visits of locked ones alone."""
    missing = figures.verdicts(Status.CHUA_DU_SO_LIEU)
    if not missing or figures.whole.visits is None:
        return ""
    words = figures.survey.words
    return (
        f"Số {words.counted} là số liệu {words.commune_level} đã chốt; còn {count(missing)} đơn vị "
        "chưa đủ số liệu nên tỷ lệ tham gia chung và của địa bàn có đơn vị đó có thể cao hơn thực tế."
    )
