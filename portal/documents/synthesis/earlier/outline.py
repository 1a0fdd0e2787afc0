"""The sections of papers of the first two editions: their sentences, and how the districts' copy told fewer of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from portal.documents.annexes import people_annexes
from portal.documents.synthesis import exclusion_text
from portal.documents.synthesis.earlier import findings
from portal.documents.synthesis.figures import Fieldwork, SynthesisFigures, Trait
from portal.documents.synthesis.prose import people, told
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.sections import Section, known
from portal.web.ui.formats import count, integer, lower_first, percent, short_date

PEOPLE, OVERALL, ITEMS, PLACES = "II.2", "II.3", "II.4", "II.5"
THEMES_NAMED = 3
IN_ANNEX_3 = "Kết quả theo từng nội dung nêu ở Phụ lục 3."
IN_ANNEX_4 = "Kết quả theo từng địa bàn nêu ở Phụ lục 4."
NO_GROUPS = "Kết quả, phân nhóm từng đơn vị chỉ có ở bản gửi cấp có thẩm quyền."


def outline(figures: SynthesisFigures) -> tuple[Section, ...]:
    """The sections of the full copy, in order."""
    return (*deployment(figures), *results(figures), *judgement(figures), *proposals(figures))


def deployment(figures: SynthesisFigures) -> Iterator[Section]:
    work, units = figures.fieldwork, len(figures.communes)
    yield Section("I", "CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN")
    yield Section(
        "I.1",
        "Công tác chỉ đạo, phối hợp",
        (task_forces(figures),),
        f"các văn bản chỉ đạo, hướng dẫn đã ban hành; việc phối hợp với {figures.survey.helpers} và các địa phương",
        missing=work.task_forces is None,
    )
    yield Section("I.2", "Công khai, tuyên truyền", (publicity(work, units),), missing=not channels(work))
    yield Section("I.3", "Lực lượng hỗ trợ", (helpers(figures),), missing=work.rosters is None)
    yield Section("I.4", "Kiểm tra, giám sát", (inspections(work),), missing=work.inspections is None)


def results(figures: SynthesisFigures) -> Iterator[Section]:
    yield Section("II", "KẾT QUẢ KHẢO SÁT")
    yield Section("II.1", "Tình hình tham gia", findings.participation(figures))
    people = respondent_sentences(figures)
    yield known("II.2", "Đặc điểm người trả lời", people, "đặc điểm người trả lời")
    yield Section("II.3", "Kết quả chung", findings.overall(figures))
    yield Section("II.4", "Kết quả theo nội dung", findings.by_question(figures))
    yield Section("II.5", "Kết quả theo địa phương", findings.by_place(figures))
    comments = comment_sentences(figures)
    yield known("II.6", "Ý kiến, kiến nghị của người dân", comments, "ý kiến, kiến nghị")


def judgement(figures: SynthesisFigures) -> Iterator[Section]:
    yield Section("III", "ĐÁNH GIÁ CHUNG")
    yield Section("III.1", "Ưu điểm", prompt="những mặt làm được, đối chiếu với số liệu ở mục II")
    yield Section("III.2", "Hạn chế", prompt="những mặt còn hạn chế, nội dung và địa bàn cần quan tâm")
    yield Section("III.3", "Nguyên nhân", prompt="nguyên nhân khách quan, nguyên nhân chủ quan")
    yield Section("III.4", "Một số lưu ý khi sử dụng số liệu khảo sát", findings.cautions(figures))


def proposals(figures: SynthesisFigures) -> Iterator[Section]:
    office, places = figures.office, 3 if figures.by_district else 2
    yield Section("IV", "ĐỀ XUẤT, KIẾN NGHỊ")
    yield Section("IV.1", f"Đối với {office.reports_to}", prompt="nội dung trình xem xét, chỉ đạo")
    prompt = f"Đề nghị {office.government} lãnh đạo, chỉ đạo …"
    yield Section("IV.2", f"Đối với {office.government}", prompt=prompt)
    if figures.by_district:
        yield Section("IV.3", "Đối với các huyện, thị, thành ủy", prompt="việc đề nghị cấp huyện chỉ đạo, thực hiện")
    yield Section(f"IV.{places + 1}", "Đối với cấp xã", prompt="việc đề nghị cấp xã thực hiện")
    awards = people_annexes.award_sentence(figures)
    by_people = "" if awards else "tập thể, cá nhân tiêu biểu đề nghị khen thưởng"
    yield Section(f"IV.{places + 2}", "Khen thưởng", (awards,) if awards else (), by_people)
    yield Section(
        "V",
        "MỘT SỐ NHIỆM VỤ, GIẢI PHÁP TRONG THỜI GIAN TỚI",
        prompt="đợt khảo sát tiếp theo, việc khắc phục nội dung còn hạn chế",
        optional=True,
    )


def task_forces(figures: SynthesisFigures) -> str:
    formed, units = figures.fieldwork.task_forces, len(figures.communes)
    if formed is None:
        return "Chưa có số liệu về việc thành lập tổ công tác."
    return f"Có {count(formed)}/{count(units)} {figures.survey.units} thành lập tổ công tác."


CHANNELS = {  # as a sentence says them
    "posted": "niêm yết",
    "loudspeaker": "thông báo trên loa truyền thanh",
    "online": "đăng tải trên trang tin điện tử, mạng xã hội",
    "villages": "thông báo qua trưởng thôn, tổ trưởng tổ dân phố, tổ dân vận cộng đồng",
}


def channels(work: Fieldwork) -> dict[str, int]:
    known = {how: getattr(work, channel) for channel, how in CHANNELS.items()}
    return {how: many for how, many in known.items() if many is not None}


def publicity(work: Fieldwork, units: int) -> str:
    known = channels(work)
    if not known:
        return "Chưa có số liệu về công khai, tuyên truyền."
    parts = [f"{count(many)}/{count(units)} đơn vị {how}" for how, many in known.items()]
    parts += [f"chưa có số liệu về việc {how}" for how in CHANNELS.values() if how not in known]
    return f"Có {'; '.join(parts)}."


def helpers(figures: SynthesisFigures) -> str:
    work = figures.fieldwork
    if work.rosters is None:
        return "Chưa có số liệu về lực lượng hỗ trợ."
    until = f"Đến ngày {short_date(work.rosters_by)}, có" if work.rosters_by else "Có"
    daily = "" if work.helpers_a_day is None else f"; bình quân {count(work.helpers_a_day)} người một ngày"
    return (
        f"{until} {count(work.rosters)}/{count(len(figures.communes))} điểm khảo sát có danh sách, lịch phân công "
        f"cán bộ, hội viên {figures.survey.helpers} hỗ trợ, hướng dẫn{daily}."
    )


def inspections(work: Fieldwork) -> str:
    if work.inspections is None:
        return "Chưa có số liệu về kiểm tra, giám sát."
    return (
        f"Đã kiểm tra {count(work.inspections)} lượt tại {count(work.inspected)} đơn vị; "
        f"phát hiện {count(work.faults)} tồn tại, đã khắc phục {count(work.faults_mended)} tồn tại."
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
    return tuple(
        replace(section, sentences=rules[section.key](figures, section.sentences)) if section.key in rules else section
        for section in outline
    )


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
