"""What the answers say, in sentences. Where intervals overlap, nothing is called higher than the other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from portal.documents.synthesis import exclusion_text
from portal.documents.synthesis.participation import rate_range
from portal.results.statistics import grouping
from portal.results.statistics.contrasts import Contrast, NamedScore, contrast
from portal.results.statistics.tables import INDEX_PLACES, RATE_PLACES, printed_mean
from portal.surveys.turnout import Status
from portal.web.ui.formats import count, decimal, integer, percent
from portal.web.ui.text import lower_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.documents.synthesis.figures import Answers, Commune, Question, SynthesisFigures
    from portal.results.scoring import Score

LEVEL_NAMES = ("rất không hài lòng", "không hài lòng", "bình thường", "hài lòng", "rất hài lòng")
NAMED_AT_MOST = 4
NOT_A_SAMPLE = "Người trả lời là người đến bộ phận một cửa, không phải mẫu chọn ngẫu nhiên trong toàn dân."
NO_RESULTS = "Chưa có số liệu về kết quả trả lời."


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
    return tuple(one for one in (share_sentence, _spread(answers, score), exclusion_text.sentence(figures)) if one)


def by_question(figures: SynthesisFigures) -> tuple[str, ...]:
    scored = [(question, figures.whole.score(question.id)) for question in figures.questions if question.group]
    named = [
        NamedScore(_named(question), score) for question, score in scored if score.n >= figures.grouping.least_shown
    ]
    if not named:
        return (NO_RESULTS,)
    return (_extremes(named), _groups(figures))


def by_place(figures: SynthesisFigures) -> tuple[str, ...]:
    sentences = [sentence for sentence in (district_rates(figures), _groups_of_communes(figures)) if sentence]
    return tuple(sentences) or (NO_RESULTS,)


def cautions(figures: SynthesisFigures) -> tuple[str, ...]:
    """How the figures may be used."""
    sentences = [
        f"{NOT_A_SAMPLE} Kết quả phản ánh ý kiến của người trả lời, không suy rộng cho toàn thể Nhân dân.",
        "Chênh lệch nhỏ giữa các đơn vị, các nội dung có thể do ngẫu nhiên; khi so sánh cần xem khoảng tin cậy.",
    ]
    missing = figures.verdicts(Status.CHUA_DU_SO_LIEU)
    if missing and figures.whole.visits is not None:
        sentences.append(
            f"Số lượt người dân đến là số liệu cấp xã đã chốt; còn {count(missing)} đơn vị chưa đủ số liệu nên tỷ lệ "
            "tham gia chung và của địa bàn có đơn vị đó có thể cao hơn thực tế."
        )
    sentences += [_mismatch(figures)] if _mismatch(figures) else []
    thin = [commune for commune in figures.communes if _too_few(commune, figures.grouping.least)]
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


def _spread(answers: Answers, score: Score) -> str:
    levels = [
        f"{name} {integer(many)} phiếu ({percent(100 * many / score.n)})"
        for name, many in reversed(list(zip(LEVEL_NAMES, answers, strict=False)))
    ]
    return (
        f"Trong {integer(score.n)} phiếu có ý kiến: {', '.join(levels)}; ngoài ra có {integer(score.no_opinion)} phiếu "
        "chọn “Không biết / không có ý kiến” (Phụ lục 3)."
    )


def _extremes(named: Sequence[NamedScore]) -> str:
    contrasted = contrast(named)
    if not contrasted.is_clear:
        unclear = "" if _are_apart(contrasted) else ", chênh lệch giữa các nội dung chưa rõ rệt"
        return f"Tỷ lệ hài lòng {rate_range(_rates(named))}{unclear} (Phụ lục 3)."
    return (
        f"Nội dung có tỷ lệ hài lòng cao nhất: {_listed(contrasted.best)}. "
        f"Nội dung có tỷ lệ hài lòng thấp nhất: {_listed(contrasted.weakest)} (Phụ lục 3)."
    )


def _are_apart(contrasted: Contrast) -> bool:
    """Whether the intervals of the highest and of the lowest do not meet."""
    return (contrasted.best[0].score.low or 0) > (contrasted.weakest[0].score.high or 0)


def _rates(named: Sequence[NamedScore]) -> list[tuple[str, float]]:
    return [(one.name, one.score.top2) for one in named if one.score.top2 is not None]


def _listed(named: Sequence[NamedScore]) -> str:
    names = "; ".join(f"{one.name} ({percent(one.score.top2)})" for one in named[:NAMED_AT_MOST])
    rest = len(named) - NAMED_AT_MOST
    return f"{names}; và {count(rest)} nội dung có tỷ lệ tương đương" if rest > 0 else names


def _named(question: Question) -> str:
    return f"“{question.label}”"


def _groups(figures: SynthesisFigures) -> str:
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
    close = "" if _are_apart(contrast(named)) else ", chênh lệch giữa các địa phương chưa rõ rệt"
    return f"Tỷ lệ hài lòng chung của các {figures.survey.districts} {rate_range(_rates(named))}{close} (Phụ lục 4)."


def _groups_of_communes(figures: SynthesisFigures) -> str:
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


def _mismatch(figures: SynthesisFigures) -> str:
    """Say so where the ballots tallied are not as many as were taken."""
    score, taken = figures.whole.score(figures.headline), figures.whole.ballots
    tallied = score.n + score.no_opinion
    if not tallied or tallied == taken:
        return ""
    return f"Số phiếu đã tổng hợp là {integer(tallied)}, khác số phiếu hợp lệ {integer(taken)}; cần kiểm tra."


def _too_few(commune: Commune, least: int) -> bool:
    return commune.score.n < least
