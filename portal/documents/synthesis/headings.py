"""The headings of the synthesis report, the same in every edition; each edition says what stands under them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from portal.documents.annexes import people_annexes
from portal.documents.synthesis.figures import SynthesisFigures
from portal.documents.synthesis.prose.work import channels
from portal.papers.sections import Section, known
from portal.surveys.plan.features import Feature

Sentences = Callable[[SynthesisFigures], tuple[str, ...]]  # what stands under one heading
SentencesByHeading = Mapping[str, Sentences]
WORK_FEATURES = {"I.2": Feature.PUBLICITY, "I.3": Feature.HELPERS}


def outline(figures: SynthesisFigures, sentences: SentencesByHeading) -> Iterator[Section]:
    """The sections in order, each with what `sentences` says under it."""
    yield from deployment(figures, sentences)
    yield from results(figures, sentences)
    yield from judgement(figures, sentences)
    yield from proposals(figures)


def deployment(figures: SynthesisFigures, sentences: SentencesByHeading) -> Iterator[Section]:
    """What was done around the survey, numbered through over what the plan has."""
    yield Section("I", "CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN")
    left = [key for key, feature in WORK_FEATURES.items() if not figures.survey.has(feature)]
    parts = (part for part in work_parts(figures, sentences) if part.key not in left)
    for number, part in enumerate(parts, start=1):
        yield replace(part, key=f"I.{number}")


def work_parts(figures: SynthesisFigures, sentences: SentencesByHeading) -> Iterator[Section]:
    work, helpers = figures.fieldwork, figures.survey.helpers
    formed = figures.survey.has(Feature.TASKFORCE)
    yield Section(
        "I.1",
        "Công tác chỉ đạo, phối hợp",
        sentences["I.1"](figures) if formed else (),
        f"các văn bản chỉ đạo, hướng dẫn đã ban hành; việc phối hợp với {f'{helpers} và ' if helpers else ''}các địa "
        "phương",
        missing=formed and work.task_forces is None,
    )
    yield Section("I.2", "Công khai, tuyên truyền", sentences["I.2"](figures), missing=not channels(work))
    yield Section("I.3", "Lực lượng hỗ trợ", sentences["I.3"](figures), missing=work.rosters is None)
    yield Section("I.4", "Kiểm tra, giám sát", sentences["I.4"](figures), missing=work.inspections is None)


def results(figures: SynthesisFigures, sentences: SentencesByHeading) -> Iterator[Section]:
    yield Section("II", "KẾT QUẢ KHẢO SÁT")
    yield Section("II.1", "Tình hình tham gia", sentences["II.1"](figures))
    yield known("II.2", "Đặc điểm người trả lời", sentences["II.2"](figures), "đặc điểm người trả lời")
    yield Section("II.3", "Kết quả chung", sentences["II.3"](figures))
    yield Section("II.4", "Kết quả theo nội dung", sentences["II.4"](figures))
    yield Section("II.5", "Kết quả theo địa phương", sentences["II.5"](figures))
    yield known("II.6", "Ý kiến, kiến nghị của người dân", sentences["II.6"](figures), "ý kiến, kiến nghị")


def judgement(figures: SynthesisFigures, sentences: SentencesByHeading) -> Iterator[Section]:
    yield Section("III", "ĐÁNH GIÁ CHUNG")
    yield Section("III.1", "Ưu điểm", prompt="những mặt làm được, đối chiếu với số liệu ở mục II")
    yield Section("III.2", "Hạn chế", prompt="những mặt còn hạn chế, nội dung và địa bàn cần quan tâm")
    yield Section("III.3", "Nguyên nhân", prompt="nguyên nhân khách quan, nguyên nhân chủ quan")
    yield Section("III.4", "Một số lưu ý khi sử dụng số liệu khảo sát", sentences["III.4"](figures))


def proposals(figures: SynthesisFigures) -> Iterator[Section]:
    office, words = figures.office, figures.survey.words
    yield Section("IV", "ĐỀ XUẤT, KIẾN NGHỊ")
    yield Section("IV.1", f"Đối với {office.reports_to}", prompt="nội dung trình xem xét, chỉ đạo")
    prompt = f"Đề nghị {office.government} lãnh đạo, chỉ đạo …"
    yield Section("IV.2", f"Đối với {office.government}", prompt=prompt)
    if figures.by_district:
        prompt = f"việc đề nghị {words.district_level} chỉ đạo, thực hiện"
        yield Section("IV.3", f"Đối với {words.district_bodies}", prompt=prompt)
    level = words.commune_level
    yield Section(communes_key(figures), f"Đối với {level}", prompt=f"việc đề nghị {level} thực hiện")
    if figures.survey.has(Feature.AWARDS):
        awards = people_annexes.award_sentence(figures)
        by_people = "" if awards else "tập thể, cá nhân tiêu biểu đề nghị khen thưởng"
        last = "IV.5" if figures.by_district else "IV.4"
        yield Section(last, "Khen thưởng", (awards,) if awards else (), by_people)
    yield Section(
        "V",
        "MỘT SỐ NHIỆM VỤ, GIẢI PHÁP TRONG THỜI GIAN TỚI",
        prompt="đợt khảo sát tiếp theo, việc khắc phục nội dung còn hạn chế",
        optional=True,
    )


def communes_key(figures: SynthesisFigures) -> str:
    """The key of the section of communes, after that of districts where there are any."""
    return "IV.4" if figures.by_district else "IV.3"
