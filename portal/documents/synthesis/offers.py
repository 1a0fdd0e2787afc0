"""Sentences offered to whoever writes the report: made of the frozen figures by rules, each with its condition.

Pure. Where a condition does not hold the sentence is not offered; nothing is said that an interval does not carry, no
unit is named, and causes (III.3) are never offered. Days are a person's: a hole stands where one is asked for.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

from portal.documents.synthesis.figures import SynthesisFigures, Theme
from portal.documents.synthesis.prose import findings, places, told
from portal.documents.synthesis.prose.work import channels
from portal.fieldwork.turnout.figures import HIGH_STATUSES
from portal.papers.offers import Rule, offered
from portal.papers.sections import HOLE, Offer
from portal.results.statistics.grouping import NamedScore, contrast
from portal.results.statistics.marked_units import LOWER
from portal.results.statistics.round_changes import HIGHER
from portal.results.statistics.round_changes import LOWER as FALLEN
from portal.surveys.turnout import Status
from portal.web.ui.formats import capital, count, integer, percent

ALMOST_ALL: Final = 0.9
MOST: Final = 0.7
HALF: Final = 50
THEMES_NAMED: Final = 3
MATTERS_NAMED: Final = 3
NOTHING_TO_SAY, NO_REQUESTS = "Không có nội dung nêu ở mục này.", "Không có kiến nghị."
BEFORE = f"trước {HOLE}"


def strengths(figures: SynthesisFigures) -> tuple[Offer, ...]:
    """III.1: what most units did, what is rated best, what rose."""
    return offered("III.1", *kept_to_plan(figures), *satisfied(figures), *rated_best(figures), *prepared(figures))


def weaknesses(figures: SynthesisFigures) -> tuple[Offer, ...]:
    """III.2: which units did not, what is rated lowest, what fell."""
    return offered("III.2", *outside_plan(figures), *rated_lowest(figures), *left_undone(figures))


def for_leaders(figures: SynthesisFigures) -> tuple[Offer, ...]:
    """IV.1: the matters and the number of units that ask for direction."""
    return offered("IV.1", *directions(figures))


def for_government(figures: SynthesisFigures) -> tuple[Offer, ...]:
    """IV.2: requests that the province or districts settle."""
    who = f"Đề nghị {figures.office.government} lãnh đạo, chỉ đạo các cơ quan, đơn vị"
    words = figures.survey.words
    below = (words.district_level,) if figures.by_district else ()
    levels = (words.province_level, *below)
    return offered("IV.2", *requests(figures, levels, f"{who} xem xét, giải quyết, trả lời"))


def for_districts(figures: SynthesisFigures) -> tuple[Offer, ...]:
    """IV.3 where there are districts: what communes have to mend, by when."""
    return offered("IV.3", *mending(figures, "Chỉ đạo "))


def for_communes(figures: SynthesisFigures, key: str) -> tuple[Offer, ...]:
    """The section of communes: their requests; without districts what they have to mend too."""
    own = () if figures.by_district else tuple(mending(figures, "Đề nghị "))
    lowest_to_mend = of_weakest(figures, "Tập trung nâng cao chất lượng nội dung có tỷ lệ hài lòng thấp nhất:")
    return offered(
        key,
        *requests(figures, (figures.survey.words.commune_level,), "Xem xét, giải quyết, trả lời"),
        lowest_to_mend,
        *own,
    )


def next_tasks(figures: SynthesisFigures) -> tuple[Offer, ...]:
    """V: what the office itself follows up."""
    return offered("V", *follow_ups(figures))


def how_many(part: int, whole: int) -> str:
    """«hầu hết các», «phần lớn các», «các»; empty where it is not most."""
    if not whole or part < MOST * whole:
        return ""
    return "các" if part == whole else "hầu hết các" if part >= ALMOST_ALL * whole else "phần lớn các"


def share_of(part: int, whole: int) -> str:
    return f"{count(part)}/{count(whole)}"


def kept_to_plan(figures: SynthesisFigures) -> Iterator[Rule]:
    fine, units = figures.verdicts(Status.DAT), len(figures.communes)
    most = how_many(fine, units)
    yield Rule(
        "met",
        most and figures.whole.visits is not None and units > 1,
        f"{capital(most)} đơn vị bảo đảm số lượt tham gia theo Kế hoạch ({share_of(fine, units)} đơn vị).",
        f"{share_of(fine, units)} đơn vị bảo đảm số lượt tham gia (Phụ lục 1)",
    )


def satisfied(figures: SynthesisFigures) -> Iterator[Rule]:
    """Most of those who answered, where the lower end of the wider interval lies above one half; a rise likewise."""
    share = told.share(figures, figures.overall)
    yield Rule(
        "satisfied",
        share is not None and lower_end(figures) > HALF,
        f"Đa số người trả lời hài lòng hoặc rất hài lòng ({percent(share)}).",
        f"tỷ lệ hài lòng chung {percent(share)} (Phụ lục 3)",
    )
    yield from change(figures, HIGHER, "risen", "cao hơn")


def lower_end(figures: SynthesisFigures) -> float:
    """The lowest of the ends of the overall share's intervals."""
    found = figures.estimate.plain if figures.estimate else None
    ends = [interval[0] for interval in (found.within, found.again) if interval] if found else []
    return min([*ends, figures.whole.score(figures.headline).low or 0.0])


def change(figures: SynthesisFigures, verdict: str, about: str, words: str) -> Iterator[Rule]:
    found = figures.earlier.change if figures.earlier else None
    if found is None:
        return
    both = f"{percent(found.after)} so với {percent(found.before)}"
    yield Rule(
        about,
        found.verdict == verdict and told.share(figures, figures.overall) is not None,
        f"Tỷ lệ hài lòng chung {words} đợt khảo sát trước ({both}).",
        f"{both}, mục II.3",
    )


def ends(figures: SynthesisFigures) -> tuple[Sequence[NamedScore], Sequence[NamedScore]]:
    """The matters at either end; empty where the two cannot be told apart, may not be told, or are many."""
    named = findings.told_matters(figures)
    found = contrast(named) if named else None
    if found is None or not found.is_clear:
        return (), ()
    best, weakest = (side if len(side) <= MATTERS_NAMED else () for side in (found.best, found.weakest))
    return best, weakest


def listed(matters: Sequence[NamedScore]) -> str:
    return ", ".join(f"{one.name} ({percent(one.score.top2)})" for one in matters)


def rated_best(figures: SynthesisFigures) -> Iterator[Rule]:
    best, _weakest = ends(figures)
    text = f"Nội dung được người trả lời đánh giá cao nhất là {listed(best)}."
    yield Rule("best", best, text, f"{listed(best)} (Phụ lục 3)")


def rated_lowest(figures: SynthesisFigures) -> Iterator[Rule]:
    yield of_weakest(figures, "Nội dung có tỷ lệ hài lòng thấp nhất là")
    yield from change(figures, FALLEN, "fallen", "thấp hơn")
    lower = lower_in_words(figures)
    yield Rule("lower", lower, f"Còn {lower} (danh sách tại {told.cited(figures, 5)}).", f"{lower} (Phụ lục 5)")


def of_weakest(figures: SynthesisFigures, opening: str) -> Rule:
    """What is said of the matters rated lowest."""
    _best, weakest = ends(figures)
    return Rule("lowest", weakest, f"{opening} {listed(weakest)}.", f"{listed(weakest)} (Phụ lục 3)")


def lower_in_words(figures: SynthesisFigures) -> str:
    """«12 đơn vị có tỷ lệ hài lòng thấp hơn mức chung»; empty for none."""
    lower = lower_units(figures)
    return f"{count(lower)} đơn vị {below_words(figures)}" if lower else ""


def lower_units(figures: SynthesisFigures) -> int:
    """How many communes lie lower than the others, or below the plan's threshold, beyond chance."""
    if not figures.whole.score(figures.headline).n:
        return 0
    found = Counter(place for place, _commune in places.placed(figures))
    return found[places.BELOW] if figures.grouping.source else found[LOWER]


def below_words(figures: SynthesisFigures) -> str:
    if figures.grouping.source:
        return f"có tỷ lệ hài lòng dưới {figures.grouping.floors[-1]}%"
    return "có tỷ lệ hài lòng thấp hơn mức chung"


def prepared(figures: SynthesisFigures) -> Iterator[Rule]:
    """Task forces, the way of publicity that most used, faults that are all mended."""
    work, units = figures.fieldwork, len(figures.communes)
    formed = work.task_forces or 0
    most, where = how_many(formed, units), share_of(formed, units)
    text = f"{capital(most)} đơn vị đã thành lập {figures.survey.words.task_force} ({where} đơn vị)."
    yield Rule("formed", most, text, f"{where} đơn vị thành lập {figures.survey.words.task_force} (Phụ lục 8)")
    how, used = max(channels(work).items(), key=itemgetter(1), default=("", 0))
    most, where = how_many(used, units), f"{share_of(used, units)} đơn vị"
    text = f"Công tác công khai, tuyên truyền được thực hiện ở {most} đơn vị, nhất là {how} ({where})."
    yield Rule("publicity", most, text, f"{where} {how} (Phụ lục 8)")
    faults = work.faults or 0
    mended = f"{share_of(faults, faults)} tồn tại"
    text = f"Các tồn tại phát hiện qua kiểm tra đã được khắc phục ({mended})."
    yield Rule("mended", faults and faults == work.faults_mended, text, f"{mended} đã khắc phục (Phụ lục 8)")


def outside_plan(figures: SynthesisFigures) -> Iterator[Rule]:
    """Communes below the least, above visits, or without all figures."""
    for about, many, words in (
        ("below", figures.verdicts(Status.THAP), "có số lượt tham gia dưới mức tối thiểu"),
        ("above", high_units(figures), figures.survey.words.over),
        ("missing", missing_units(figures), f"chưa đủ số liệu về {figures.survey.words.counted_figure}"),
    ):
        units = f"{count(many)} đơn vị {words}"
        yield Rule(about, many and figures.whole.visits is not None, f"Còn {units}.", f"{units} (Phụ lục 1)")


def high_units(figures: SynthesisFigures) -> int:
    return figures.verdicts(*HIGH_STATUSES)


def missing_units(figures: SynthesisFigures) -> int:
    return figures.verdicts(Status.CHUA_DU_SO_LIEU)


def left_undone(figures: SynthesisFigures) -> Iterator[Rule]:
    """Task forces and lists of helpers that are missing, faults that are open."""
    work, units = figures.fieldwork, len(figures.communes)
    unformed = 0 if work.task_forces is None else units - work.task_forces
    late = 0 if work.rosters is None else units - work.rosters
    faults, where = open_faults(figures)
    for about, many, opening, words in (
        ("unformed", unformed, "Còn", f"{count(unformed)} đơn vị chưa thành lập {figures.survey.words.task_force}"),
        ("late", late, "Có", f"{count(late)} điểm khảo sát chưa gửi danh sách, lịch phân công đúng hạn"),
        ("faults", faults, "Còn", f"{count(faults)} tồn tại ở {count(where)} đơn vị chưa khắc phục"),
    ):
        yield Rule(about, many > 0, f"{opening} {words} (Phụ lục 8).", f"{words} (Phụ lục 8)")


def open_faults(figures: SynthesisFigures) -> tuple[int, int]:
    """Faults that inspections found and nobody has mended, and at how many communes."""
    works = [commune.work for commune in figures.communes if commune.work.faults_open]
    return sum(work.faults_open or 0 for work in works), len(works)


def directions(figures: SynthesisFigures) -> Iterator[Rule]:
    what = "việc nâng cao chất lượng nội dung có tỷ lệ hài lòng thấp nhất"
    yield of_weakest(figures, f"Xem xét, cho ý kiến chỉ đạo {what}:")
    lower = lower_in_words(figures)
    text = (
        f"Chỉ đạo cấp ủy có liên quan xem xét, có giải pháp đối với {lower} "
        f"(danh sách tại {told.cited(figures, 5)}), báo cáo {BEFORE}."
    )
    yield Rule("lower", lower, text, f"{lower} (Phụ lục 5)")


def requests(figures: SynthesisFigures, levels: Sequence[str], opening: str) -> Iterator[Rule]:
    """The themes that some levels settle, most comments first."""
    asked = [theme for theme in figures.themes if theme.level in levels and not theme.is_praise]
    named = sorted(asked, key=lambda theme: -theme.comments)[:THEMES_NAMED]
    words = theme_words(named)
    yield Rule("requests", named, f"{opening} kiến nghị của người dân về {words} {BEFORE}.", f"{words} (Phụ lục 7)")


def theme_words(themes: Sequence[Theme]) -> str:
    return ", ".join(f"{theme.name[:1].lower()}{theme.name[1:]} ({integer(theme.comments)} ý kiến)" for theme in themes)


def mending(figures: SynthesisFigures, order: str) -> Iterator[Rule]:
    """«Chỉ đạo … đơn vị (Phụ lục …) khắc phục … trước ngày …»; without districts communes are told themselves."""
    faults, where = open_faults(figures)
    text = (
        f"{order}{count(where)} đơn vị (Phụ lục 8) khắc phục {count(faults)} tồn tại phát hiện qua kiểm tra {BEFORE}."
    )
    yield Rule("faults", faults, text, f"{count(faults)} tồn tại ở {count(where)} đơn vị (Phụ lục 8)")
    high, missing = high_units(figures), missing_units(figures)
    text = f"{order}{count(high)} đơn vị {figures.survey.words.over} giải trình bằng văn bản {BEFORE}."
    yield Rule("explain", high, text, f"{count(high)} đơn vị {figures.survey.words.over} (Phụ lục 1)")
    units = f"{count(missing)} đơn vị chưa đủ số liệu"
    text = f"{order}{units} rà soát, hoàn thành chốt số {figures.survey.words.counted} {BEFORE}."
    yield Rule("missing", missing and figures.whole.visits is not None, text, f"{units} (Phụ lục 1)")


def follow_ups(figures: SynthesisFigures) -> Iterator[Rule]:
    faults, where = open_faults(figures)
    left = f"{count(faults)} tồn tại ở {count(where)} đơn vị"
    text = f"Theo dõi, đôn đốc việc khắc phục {left}; báo cáo kết quả {BEFORE}."
    yield Rule("faults", faults, text, f"{left} (Phụ lục 8)")
    high = f"{count(high_units(figures))} đơn vị {figures.survey.words.over}"
    text = f"Kiểm tra, xác minh số liệu của {high}; hoàn thành {BEFORE}."
    yield Rule("verify", high_units(figures), text, f"{high} (Phụ lục 1)")
    text = f"Theo dõi việc giải quyết, trả lời kiến nghị của người dân; tổng hợp kết quả {BEFORE}."
    yield Rule("requests", figures.themes, text, f"{integer(figures.comments)} ý kiến đã phân loại (Phụ lục 7)")
