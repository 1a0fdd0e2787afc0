"""The synthesis report as paper: its headings, the sentences that figures make, what people must write, its copies."""

from collections.abc import Iterator, Sequence

from portal.documents.annexes import annex_digests, people_annexes, public_annexes
from portal.documents.synthesis import findings
from portal.documents.synthesis.figures import Fieldwork, SynthesisFigures
from portal.papers.letterhead import PROFILES, cite
from portal.papers.paper import REPORT, HeadDetails, Wording
from portal.papers.sections import Section, known
from portal.papers.tables import DISTRICTS, Annex, of_copy
from portal.web.ui.formats import count, short_date


def wording(figures: SynthesisFigures, copy: str) -> Wording:
    """The text; in the districts' copy nothing is spelled out that its annexes do not tell."""
    survey, profile = figures.survey, PROFILES[figures.office.profile]
    sections = outline(figures)
    return Wording(
        HeadDetails(figures.office, REPORT, survey.subject, figures.extracted_at, survey.simulated, survey.due_on),
        f"Thực hiện {cite(profile, survey.plan)}, {figures.office.name} báo cáo kết quả như sau:",
        public_annexes.public_outline(figures, sections) if copy == DISTRICTS else sections,
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
    people = people_annexes.respondent_sentences(figures)
    yield known("II.2", "Đặc điểm người trả lời", people, "đặc điểm người trả lời")
    yield Section("II.3", "Kết quả chung", findings.overall(figures))
    yield Section("II.4", "Kết quả theo nội dung", findings.by_question(figures))
    yield Section("II.5", "Kết quả theo địa phương", findings.by_place(figures))
    comments = people_annexes.comment_sentences(figures)
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
