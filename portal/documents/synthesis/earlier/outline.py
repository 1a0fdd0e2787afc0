"""What papers of the first two editions say under their headings, and how the districts' copy told fewer of it."""

from collections.abc import Collection, Sequence

from portal.documents.synthesis import exclusion_text, headings
from portal.documents.synthesis.earlier import findings
from portal.documents.synthesis.figures import SynthesisFigures, Trait
from portal.documents.synthesis.prose import people, told, work
from portal.documents.synthesis.prose.findings import IN_ANNEX_3
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.sections import Section, reworded
from portal.web.ui.formats import count, integer, lower_first, percent

PEOPLE, OVERALL, ITEMS, PLACES = "II.2", "II.3", "II.4", "II.5"
THEMES_NAMED = 3
IN_ANNEX_4 = "Kết quả theo từng địa bàn nêu ở Phụ lục 4."
NO_GROUPS = "Kết quả, phân nhóm từng đơn vị chỉ có ở bản gửi cấp có thẩm quyền."


def outline(figures: SynthesisFigures) -> tuple[Section, ...]:
    """The sections of the full copy, in order; nothing is offered."""
    return tuple(headings.outline(figures, SENTENCES))


def task_forces(figures: SynthesisFigures) -> str:
    formed, units = figures.fieldwork.task_forces, len(figures.communes)
    if formed is None:
        return "Chưa có số liệu về việc thành lập tổ công tác."
    return f"Có {count(formed)}/{count(units)} {figures.survey.units} thành lập tổ công tác."


def publicity(figures: SynthesisFigures) -> str:
    used = work.channels_in_words(figures)
    return f"Có {'; '.join(used)}." if used else work.NO_PUBLICITY


def helpers(figures: SynthesisFigures) -> str:
    known = figures.fieldwork
    if known.rosters is None:
        return work.NO_HELPERS
    daily = "" if known.helpers_a_day is None else f"; bình quân {count(known.helpers_a_day)} người một ngày"
    return (
        f"{work.until(known)} {count(known.rosters)}/{count(len(figures.communes))} điểm khảo sát có danh sách, lịch "
        f"phân công cán bộ, hội viên {figures.survey.helpers} hỗ trợ, hướng dẫn{daily}."
    )


def inspections(figures: SynthesisFigures) -> str:
    known = figures.fieldwork
    if known.inspections is None:
        return work.NO_INSPECTIONS
    return (
        f"Đã kiểm tra {count(known.inspections)} lượt tại {count(known.inspected)} đơn vị; "
        f"phát hiện {count(known.faults)} tồn tại, đã khắc phục {count(known.faults_mended)} tồn tại."
    )


def respondent_sentences(figures: SynthesisFigures, *, public: bool = False) -> tuple[str, ...]:
    """Section II.2: each optional question in a sentence; small groups hidden in a public copy."""
    return tuple(
        trait_sentence(trait, people.small_groups(trait) if public else ()) for trait in figures.traits if trait.ballots
    )


def trait_sentence(trait: Trait, left_out: Collection[str]) -> str:
    *groups, silent = trait.groups  # those without an answer are told even where there are none
    named = [(lower_first(group.label), group) for group in groups if group.ballots] + [("không trả lời", silent)]
    parts = [
        f"{name} {percent(percent_of(group.ballots, trait.ballots))}"
        for name, group in named
        if group.label not in left_out
    ]
    return f"{trait.name}: {'; '.join(parts) or 'không nêu'} (Phụ lục 6)."


def comment_sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    """Section II.6: how many comments have a theme, and which are the most frequent."""
    if not figures.themes or figures.comments is None:
        return ()
    most = sorted(figures.themes, key=lambda theme: -theme.comments)[:THEMES_NAMED]
    named = "; ".join(f"{lower_first(theme.name)} ({integer(theme.comments)} ý kiến)" for theme in most)
    themes = count(len(figures.themes))
    sentence = f"Có {integer(figures.comments)} ý kiến, kiến nghị đã xếp vào {themes} nhóm vấn đề"
    return (f"{sentence}; nhiều nhất: {named} (Phụ lục 7).",)


def public_outline(figures: SynthesisFigures, outline: Sequence[Section]) -> tuple[Section, ...]:
    """The outline; nothing is spelled out that the annexes of this copy do not tell."""
    rules = {OVERALL: overall_sentences, PEOPLE: people_sentences, ITEMS: item_sentences, PLACES: place_sentences}
    full = {part.key: part.sentences for part in outline}
    return reworded(outline, {key: rule(figures, full[key]) for key, rule in rules.items()})


def people_sentences(figures: SynthesisFigures, full: tuple[str, ...]) -> tuple[str, ...]:
    """Section II.2 without small groups."""
    return respondent_sentences(figures, public=True) or full


def item_sentences(figures: SynthesisFigures, full: tuple[str, ...]) -> tuple[str, ...]:
    """Section II.4 where annex 3 gives the share of every question; an order of some would tell of the others."""
    grouped = [one for one in figures.questions if one.group]
    shown = [one for one in grouped if figures.whole.score(one.id).n >= figures.grouping.least_shown]
    return full if all(told.share(figures, one) is not None for one in shown) else (IN_ANNEX_3,)


def place_sentences(figures: SynthesisFigures, full: tuple[str, ...]) -> tuple[str, ...]:
    """Section II.5: districts where annex 4 gives the share of each; groups of communes stay with annex 5."""
    if not figures.whole.score(figures.headline).n:
        return full
    districts = findings.district_rates(figures)
    exact = all(told.share(figures, figures.overall, place) is not None for place in range(len(figures.areas)))
    return (districts if districts and exact else IN_ANNEX_4, NO_GROUPS)


def overall_sentences(figures: SynthesisFigures, full: tuple[str, ...]) -> tuple[str, ...]:
    """Section II.3 as it leaves the office."""
    hidden = figures.whole.score(figures.headline).n and not told.is_fully_shown(figures, figures.overall)
    shown = [sentence for sentence in full if sentence != exclusion_text.sentence(figures)]
    return tuple(filter(None, (*([overall(figures)] if hidden else shown), exclusion_text.public_sentence(figures))))


def overall(figures: SynthesisFigures) -> str:
    """The share satisfied, where the released table gives it."""
    satisfied = told.share(figures, figures.overall)
    if satisfied is None:
        return "Kết quả chung không nêu chi tiết ở bản này (Phụ lục 3)."
    return (
        f"Có {percent(satisfied)} người trả lời hài lòng hoặc rất hài lòng về việc thực hiện chức trách, nhiệm vụ của "
        f"{figures.survey.rated} (Phụ lục 3)."
    )


SENTENCES: headings.SentencesByHeading = {
    "I.1": lambda figures: (task_forces(figures),),
    "I.2": lambda figures: (publicity(figures),),
    "I.3": lambda figures: (helpers(figures),),
    "I.4": lambda figures: (inspections(figures),),
    "II.1": findings.participation,
    "II.2": respondent_sentences,
    "II.3": findings.overall,
    "II.4": findings.by_question,
    "II.5": findings.by_place,
    "II.6": comment_sentences,
    "III.4": findings.cautions,
}
