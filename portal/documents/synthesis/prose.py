"""The synthesis report's outline: headings, the sentences that figures make, and what people must write themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.annexes import annex_awards, annex_respondents
from portal.documents.synthesis import findings, participation
from portal.papers import sections
from portal.papers.letterhead import PROFILES, cite
from portal.papers.sections import Section
from portal.web.ui.formats import count, short_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.documents.synthesis.figures import Fieldwork, SynthesisFigures


def outline(figures: SynthesisFigures) -> tuple[Section, ...]:
    """The sections of the paper, in order."""
    return (*_deployment(figures), *_results(figures), *_judgement(figures), *_proposals(figures))


def editable(figures: SynthesisFigures) -> tuple[Section, ...]:
    """The sections under which people write."""
    return sections.editable(outline(figures))


def opening(figures: SynthesisFigures) -> str:
    plan = cite(PROFILES[figures.office.profile], figures.survey.plan)
    return f"Thực hiện {plan}, {figures.office.name} báo cáo kết quả như sau:"


def closing(figures: SynthesisFigures) -> str:
    return f"{figures.survey.closing}{PROFILES[figures.office.profile].end_mark}"


def _deployment(figures: SynthesisFigures) -> Iterable[Section]:
    work, units = figures.fieldwork, len(figures.communes)
    yield Section("I", "CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN")
    yield Section(
        "I.1",
        "Công tác chỉ đạo, phối hợp",
        (_task_forces(figures),),
        f"các văn bản chỉ đạo, hướng dẫn đã ban hành; việc phối hợp với {figures.survey.helpers} và các địa phương",
        missing=work.task_forces is None,
    )
    yield Section("I.2", "Công khai, tuyên truyền", (_publicity(work, units),), missing=not _channels(work))
    yield Section("I.3", "Lực lượng hỗ trợ", (_helpers(figures),), missing=work.rosters is None)
    yield Section("I.4", "Kiểm tra, giám sát", (_inspections(work),), missing=work.inspections is None)


def _results(figures: SynthesisFigures) -> Iterable[Section]:
    yield Section("II", "KẾT QUẢ KHẢO SÁT")
    yield Section("II.1", "Tình hình tham gia", participation.sentences(figures))
    yield known(
        "II.2", "Đặc điểm người trả lời", annex_respondents.respondent_sentences(figures), "đặc điểm người trả lời"
    )
    yield Section("II.3", "Kết quả chung", findings.overall(figures))
    yield Section("II.4", "Kết quả theo nội dung", findings.by_question(figures))
    yield Section("II.5", "Kết quả theo địa phương", findings.by_place(figures))
    yield known(
        "II.6", "Ý kiến, kiến nghị của người dân", annex_respondents.comment_sentences(figures), "ý kiến, kiến nghị"
    )


def known(key: str, title: str, sentences: tuple[str, ...], what: str) -> Section:
    """A section of figures, or the note that there are none."""
    return Section(key, title, sentences or (f"Chưa có số liệu về {what}.",), missing=not sentences)


def _judgement(figures: SynthesisFigures) -> Iterable[Section]:
    yield Section("III", "ĐÁNH GIÁ CHUNG")
    yield Section("III.1", "Ưu điểm", prompt="những mặt làm được, đối chiếu với số liệu ở mục II")
    yield Section("III.2", "Hạn chế", prompt="những mặt còn hạn chế, nội dung và địa bàn cần quan tâm")
    yield Section("III.3", "Nguyên nhân", prompt="nguyên nhân khách quan, nguyên nhân chủ quan")
    yield Section("III.4", "Một số lưu ý khi sử dụng số liệu khảo sát", findings.cautions(figures))


def _proposals(figures: SynthesisFigures) -> Iterable[Section]:
    office, places = figures.office, 3 if figures.by_district else 2
    yield Section("IV", "ĐỀ XUẤT, KIẾN NGHỊ")
    yield Section("IV.1", f"Đối với {office.reports_to}", prompt="nội dung trình xem xét, chỉ đạo")
    yield Section(
        "IV.2",
        f"Đối với {office.government}",
        prompt=f"Đề nghị {office.government} lãnh đạo, chỉ đạo …",
    )
    if figures.by_district:
        yield Section("IV.3", "Đối với các huyện, thị, thành ủy", prompt="việc đề nghị cấp huyện chỉ đạo, thực hiện")
    yield Section(f"IV.{places + 1}", "Đối với cấp xã", prompt="việc đề nghị cấp xã thực hiện")
    yield _commendation(figures, f"IV.{places + 2}")
    yield Section(
        "V",
        "MỘT SỐ NHIỆM VỤ, GIẢI PHÁP TRONG THỜI GIAN TỚI",
        prompt="đợt khảo sát tiếp theo, việc khắc phục nội dung còn hạn chế",
        optional=True,
    )


def _commendation(figures: SynthesisFigures, key: str) -> Section:
    """Whom the accepted proposal names; a person's words where there is none."""
    award_text = annex_awards.award_sentence(figures)
    if award_text:
        return Section(key, "Khen thưởng", (award_text,))
    return Section(key, "Khen thưởng", prompt="tập thể, cá nhân tiêu biểu đề nghị khen thưởng")


def _task_forces(figures: SynthesisFigures) -> str:
    formed, units = figures.fieldwork.task_forces, len(figures.communes)
    if formed is None:
        return "Chưa có số liệu về việc thành lập tổ công tác."
    return f"Có {count(formed)}/{count(units)} {figures.survey.units} thành lập tổ công tác."


CHANNELS = {
    "posted": "niêm yết",
    "loudspeaker": "thông báo trên loa truyền thanh",
    "online": "đăng tải trên trang tin điện tử, mạng xã hội",
    "villages": "thông báo qua trưởng thôn, tổ trưởng tổ dân phố, tổ dân vận cộng đồng",
}


def _channels(work: Fieldwork) -> dict[str, int]:
    known = {how: getattr(work, channel) for channel, how in CHANNELS.items()}
    return {how: many for how, many in known.items() if many is not None}


def _publicity(work: Fieldwork, units: int) -> str:
    known = _channels(work)
    if not known:
        return "Chưa có số liệu về công khai, tuyên truyền."
    parts = [f"{count(many)}/{count(units)} đơn vị {how}" for how, many in known.items()]
    parts += [f"chưa có số liệu về việc {how}" for how in CHANNELS.values() if how not in known]
    return f"Có {'; '.join(parts)}."


def _helpers(figures: SynthesisFigures) -> str:
    work = figures.fieldwork
    if work.rosters is None:
        return "Chưa có số liệu về lực lượng hỗ trợ."
    until = f"Đến ngày {short_date(work.rosters_by)}, có" if work.rosters_by else "Có"
    daily = "" if work.helpers_a_day is None else f"; bình quân {count(work.helpers_a_day)} người một ngày"
    return (
        f"{until} {count(work.rosters)}/{count(len(figures.communes))} điểm khảo sát có danh sách, lịch phân công "
        f"cán bộ, hội viên {figures.survey.helpers} hỗ trợ, hướng dẫn{daily}."
    )


def _inspections(work: Fieldwork) -> str:
    if work.inspections is None:
        return "Chưa có số liệu về kiểm tra, giám sát."
    return (
        f"Đã kiểm tra {count(work.inspections)} lượt tại {count(work.inspected)} đơn vị; "
        f"phát hiện {count(work.faults)} tồn tại, đã khắc phục {count(work.faults_mended)} tồn tại."
    )
