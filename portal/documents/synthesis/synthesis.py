"""The synthesis report as paper: its headings, the sentences that figures make, what people must write, its copies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portal.documents.annexes import annex_digests, people_annexes
from portal.documents.synthesis import offers
from portal.documents.synthesis.earlier import outline as earlier
from portal.documents.synthesis.figures import SynthesisFigures
from portal.documents.synthesis.offers import NO_REQUESTS, NOTHING_TO_SAY
from portal.documents.synthesis.prose import findings, people, places, summary
from portal.documents.synthesis.prose import work as done
from portal.papers.letterhead import PROFILES, cite
from portal.papers.paper import REPORT, HeadDetails, Wording
from portal.papers.sections import SUMMARY, Offer, Section, known
from portal.papers.tables import DISTRICTS, Annex, of_copy

# The annexes that hold the figures of a heading, where its sentences cite none.
TABLES: Mapping[str, tuple[int, ...]] = {
    SUMMARY: (1, 3, 4, 7),
    **dict.fromkeys(("I.1", "I.2", "I.3", "I.4"), (8,)),
    "II.2": (6,),
    "II.6": (7,),
    "III.4": (1, 3),
}


def wording(figures: SynthesisFigures, copy: str) -> Wording:
    """The text: one and the same in every copy, but in papers of the first two editions."""
    survey, profile = figures.survey, PROFILES[figures.office.profile]
    is_told_less = copy == DISTRICTS and figures.is_of_earlier_edition
    return Wording(
        HeadDetails(figures.office, REPORT, survey.subject, figures.extracted_at, survey.simulated, survey.due_on),
        f"Thực hiện {cite(profile, survey.plan)}, {figures.office.name} báo cáo kết quả như sau:",
        earlier.public_outline(figures, outline(figures)) if is_told_less else outline(figures),
        f"{survey.closing}{profile.end_mark}",
    )


def annexes_of(figures: SynthesisFigures, copy: str) -> Sequence[Annex]:
    """The annexes of one copy, in the form in which they leave the office where it does."""
    every_table = annex_digests.annex_tables(figures)
    form = annex_digests.PUBLIC_SUFFIX if copy == DISTRICTS else ""
    full = [annex for key, annex in every_table.items() if not key.endswith(annex_digests.PUBLIC_SUFFIX)]
    return [every_table.get(f"{annex.number}{form}", annex) for annex in of_copy(full, copy)]


def outline(figures: SynthesisFigures) -> tuple[Section, ...]:
    """The sections of the paper, in order."""
    if figures.is_of_earlier_edition:
        return earlier.outline(figures)
    return tuple(replace(part, tables=TABLES.get(part.key, ())) for part in written_now(figures))


def written_now(figures: SynthesisFigures) -> Iterator[Section]:
    yield summary.section(figures)
    yield from deployment(figures)
    yield from results(figures)
    yield from judgement(figures)
    yield from proposals(figures)


def deployment(figures: SynthesisFigures) -> Iterator[Section]:
    work = figures.fieldwork
    yield Section("I", "CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN")
    yield Section(
        "I.1",
        "Công tác chỉ đạo, phối hợp",
        (done.task_forces(figures),),
        f"các văn bản chỉ đạo, hướng dẫn đã ban hành; việc phối hợp với {figures.survey.helpers} và các địa phương",
        missing=work.task_forces is None,
    )
    yield Section("I.2", "Công khai, tuyên truyền", (done.publicity(figures),), missing=not done.channels(work))
    yield Section("I.3", "Lực lượng hỗ trợ", (done.helpers(figures),), missing=work.rosters is None)
    yield Section("I.4", "Kiểm tra, giám sát", (done.inspections(figures),), missing=work.inspections is None)


def results(figures: SynthesisFigures) -> Iterator[Section]:
    yield Section("II", "KẾT QUẢ KHẢO SÁT")
    yield Section("II.1", "Tình hình tham gia", findings.participation(figures))
    respondents = people.respondent_sentences(figures)
    yield known("II.2", "Đặc điểm người trả lời", respondents, "đặc điểm người trả lời")
    yield Section("II.3", "Kết quả chung", findings.overall(figures))
    yield Section("II.4", "Kết quả theo nội dung", findings.by_question(figures))
    yield Section("II.5", "Kết quả theo địa phương", places.by_place(figures))
    comments = people.comment_sentences(figures)
    yield known("II.6", "Ý kiến, kiến nghị của người dân", comments, "ý kiến, kiến nghị")


def judgement(figures: SynthesisFigures) -> Iterator[Section]:
    yield Section("III", "ĐÁNH GIÁ CHUNG")
    yield offering("III.1", "Ưu điểm", "những mặt làm được, đối chiếu với số liệu ở mục II", offers.strengths(figures))
    limits = "những mặt còn hạn chế, nội dung và địa bàn cần quan tâm"
    yield offering("III.2", "Hạn chế", limits, offers.weaknesses(figures))
    yield Section("III.3", "Nguyên nhân", prompt="nguyên nhân khách quan, nguyên nhân chủ quan")
    yield Section("III.4", "Một số lưu ý khi sử dụng số liệu khảo sát", findings.cautions(figures))


def offering(key: str, title: str, prompt: str, found: tuple[Offer, ...], nothing: str = NOTHING_TO_SAY) -> Section:
    """A section that a person writes, with the sentences that the figures carry; without any it waits for words."""
    return Section(key, title, prompt=prompt, offers=found, nothing=nothing)


def proposals(figures: SynthesisFigures) -> Iterator[Section]:
    office, places_before = figures.office, 3 if figures.by_district else 2
    communes = f"IV.{places_before + 1}"
    yield Section("IV", "ĐỀ XUẤT, KIẾN NGHỊ")
    leaders, government = offers.for_leaders(figures), offers.for_government(figures)
    yield offering("IV.1", f"Đối với {office.reports_to}", "nội dung trình xem xét, chỉ đạo", leaders, NO_REQUESTS)
    prompt = f"Đề nghị {office.government} lãnh đạo, chỉ đạo …"
    yield offering("IV.2", f"Đối với {office.government}", prompt, government, NO_REQUESTS)
    if figures.by_district:
        what, found = "việc đề nghị cấp huyện chỉ đạo, thực hiện", offers.for_districts(figures)
        yield offering("IV.3", "Đối với các huyện, thị, thành ủy", what, found, NO_REQUESTS)
    found = offers.for_communes(figures, communes)
    yield offering(communes, "Đối với cấp xã", "việc đề nghị cấp xã thực hiện", found, NO_REQUESTS)
    awards = people_annexes.award_sentence(figures)
    by_people = "" if awards else "tập thể, cá nhân tiêu biểu đề nghị khen thưởng"
    yield Section(f"IV.{places_before + 2}", "Khen thưởng", (awards,) if awards else (), by_people)
    yield Section(
        "V",
        "MỘT SỐ NHIỆM VỤ, GIẢI PHÁP TRONG THỜI GIAN TỚI",
        prompt="đợt khảo sát tiếp theo, việc khắc phục nội dung còn hạn chế",
        optional=True,
        offers=offers.next_tasks(figures),
    )
