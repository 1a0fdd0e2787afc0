"""How a survey was made and what is not known of it, in words: the method annex, written from the round when frozen.

The items are those that the American Association for Public Opinion Research asks every survey to disclose with its
results (AAPOR Code of Professional Ethics and Practices, 2021, part III). What the system does not know is said to be
unknown. No figure stands here that rests on answers: the audit of what leaves the office looks at tables alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.documents.synthesis import annex_numbers
from portal.documents.synthesis.figures import MethodNote, SynthesisFigures
from portal.documents.synthesis.paper_words import PaperWords
from portal.fieldwork.invitations.words import NO_RATE, invited_in_words
from portal.results.statistics.weighting import TRIMMED_AT
from portal.surveys.plan.features import Feature
from portal.surveys.questionnaire.parts import Variant
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.web.ui.formats import count, decimal, integer, short_date


@dataclass(frozen=True)
class Instrument:
    """What was asked: questions on the scale, others, in words, optional ones about the respondent, levels' order."""

    closed: int
    optional: int
    levels: int
    descending: bool
    has_comment: bool
    others: int = 0
    texts: int = 0

    @classmethod
    def of(cls, form: Questionnaire, variant: str) -> "Instrument":
        asked: Variant = "short" if variant == "short" else "long"
        return cls(
            closed=len(form.scaled(asked)),
            others=len(form.others(asked)),
            texts=len(form.texts(asked)),
            optional=sum(item.on for item in form.optional),
            levels=len(form.scale) - 1,
            descending=form.scale_order == "descending",
            has_comment=bool(form.comment),
        )


def method_notes(figures: SynthesisFigures, instrument: Instrument) -> tuple[MethodNote, ...]:
    """The items in the order of the list."""
    makers = {
        "Cách thu thập số liệu": strategy,
        "Cơ quan chủ trì, thực hiện": conducted,
        "Đối tượng lấy ý kiến": population,
        "Cách mời, chọn người trả lời": recruitment,
        "Hình thức trả lời": mode,
        "Thời gian": dates,
        "Số phiếu, độ chính xác": precision,
        "Quyền số": weights,
        "Xử lý, kiểm tra số liệu": processing,
        "Hạn chế, điều chưa biết": unknown,
    }
    notes = [MethodNote(item, " ".join(make(figures))) for item, make in makers.items()]
    notes.insert(2, MethodNote("Mẫu phiếu", " ".join(questions(figures, instrument))))
    return tuple(notes)


def strategy(figures: SynthesisFigures) -> Iterator[str]:
    yield (
        f"Lấy ý kiến bằng phiếu hỏi người đến {figures.survey.desk}; tự nguyện, không ghi tên, không lưu thông tin "
        "nhận biết người trả lời. Không phải điều tra chọn mẫu."
    )


def conducted(figures: SynthesisFigures) -> Iterator[str]:
    survey, plan = figures.survey, figures.survey.plan
    by = f"{survey.words.task_force} của " if survey.has(Feature.TASKFORCE) else ""
    helped = f"; {survey.helpers} hướng dẫn kỹ thuật tại điểm" if survey.has(Feature.HELPERS) else ""
    yield (
        f"{figures.office.name} chủ trì theo {plan.kind} số {plan.number} ngày {short_date(plan.dated)}; "
        f"{by}{integer(len(figures.communes))} {survey.units} thực hiện{helped}."
    )
    yield "Nguồn kinh phí: hệ thống không có thông tin."


def questions(figures: SynthesisFigures, asked: Instrument) -> Iterator[str]:
    order = "từ mức cao xuống mức thấp" if asked.descending else "từ mức thấp lên mức cao"
    yield (
        f"{figures.survey.form}: {count(asked.closed)} câu hỏi theo thứ tự cố định, câu đánh giá chung hỏi sau cùng; "
        f"{count(asked.levels)} mức trả lời xếp {order}, sau đó là “Không biết / không có ý kiến”; "
        f"{count(asked.optional)} câu tùy chọn về người trả lời{'; 01 ô góp ý' if asked.has_comment else ''}. Nguyên "
        "văn các câu hỏi ở Phụ lục 3."
    )
    if asked.others or asked.texts:
        annex = annex_numbers.number_of(figures, 12)
        yield (
            f"Xen giữa các câu trên có {count(asked.others)} câu có phương án riêng (Phụ lục {annex}), "
            f"{count(asked.texts)} câu trả lời ngắn bằng chữ; các câu này không tính vào chỉ số."
        )


def population(figures: SynthesisFigures) -> Iterator[str]:
    if not figures.survey.has(Feature.VISITS):
        yield (
            f"Người đến {figures.survey.desk} của {integer(len(figures.communes))} {figures.survey.units} trong các "
            "ngày khảo sát; không đếm số người đến. Kết quả không suy rộng cho những người không trả lời."
        )
        return
    visits = figures.whole.visits
    unit = figures.survey.words.counted_unit
    known = f" ({integer(visits)} {unit} đã chốt)" if visits is not None else f" (chưa có số {unit} đã chốt)"
    yield (
        f"Người đến {figures.survey.desk} của {integer(len(figures.communes))} {figures.survey.units} trong các ngày "
        f"khảo sát{known}. {not_people(figures.survey.words)}Kết quả "
        "không suy rộng cho toàn thể Nhân dân."
    )


def not_people(words: PaperWords) -> str:
    """That what is counted are no persons, where it is people who come."""
    if not words.is_of_visits:
        return ""
    several = f"có người đến nhiều {words.counted_unit}, có người đi cùng"
    return f"Một {words.counted_short} không phải là một người: {several}. "


def recruitment(figures: SynthesisFigures) -> Iterator[str]:
    by = "mã QR niêm yết và người hướng dẫn" if figures.survey.has(Feature.HELPERS) else "mã QR niêm yết"
    yield f"Không có danh sách và không rút mẫu: ai đến cũng được mời trả lời, bằng {by}."
    yield invited(figures)


def invited(figures: SynthesisFigures) -> str:
    """What the register of invitations says; that nothing is known without one."""
    whole = figures.invitations[0] if figures.invitations else None
    if whole is None or whole.invited is None:
        return "Không biết số người được mời, vì vậy không tính được tỷ lệ trả lời."
    return f"{invited_in_words(whole.communes, len(figures.communes), whole.invited)}. {NO_RATE}"


def mode(_figures: SynthesisFigures) -> Iterator[str]:
    yield (
        "Người trả lời tự bấm trên điện thoại của mình hoặc trên máy đặt tại điểm; trả lời tại chỗ hoặc ở nhà; mỗi máy "
        "một phiếu, người khác trong gia đình trả lời được trên cùng máy. Nơi trả lời, ai cầm máy: theo lời tự khai "
        "(Phụ lục 6)."
    )


def dates(figures: SynthesisFigures) -> Iterator[str]:
    days: tuple[date, ...] = figures.survey.days
    when = (
        f"Ngày {short_date(days[0])}" if len(days) == 1 else f"Từ ngày {short_date(days[0])} đến {short_date(days[-1])}"
    )
    yield f"{when}; số liệu lấy ra ngày {short_date(figures.extracted_at.date())}."


def precision(figures: SynthesisFigures) -> Iterator[str]:
    whole = figures.estimate
    if whole is None:
        yield "Chưa có phiếu có ý kiến ở câu đánh giá chung."
        return
    yield (
        f"{integer(figures.whole.ballots)} phiếu hợp lệ, {integer(whole.opinions)} phiếu có ý kiến ở câu đánh giá "
        "chung. Hai khoảng tin cậy 95% ở bảng 2, Phụ lục 3: trong các ngày khảo sát, mỗi đơn vị là một tầng; nếu khảo "
        "sát vào dịp khác, các đơn vị coi như rút ngẫu nhiên (phân vị t)."
    )
    unadjusted = (
        f"Không hiệu chỉnh theo tổng số {figures.survey.words.counted_short}, vì người trả lời không phải là phần được "
        "rút ngẫu nhiên trong số người đến. "
    )
    alike = "Mức giống nhau giữa các phiếu cùng đơn vị, cùng buổi không ước lượng được: phiếu không ghi ngày, giờ."
    yield unadjusted + alike if figures.survey.has(Feature.VISITS) else alike


def weights(figures: SynthesisFigures) -> Iterator[str]:
    yield "Tỷ lệ nêu trong báo cáo không gia quyền: mỗi phiếu tính một lần."
    whole, words = figures.estimate, figures.survey.words
    if not figures.survey.has(Feature.VISITS):
        yield "Không tính tỷ lệ có gia quyền vì kế hoạch không đếm số người có thể trả lời."
        return
    if whole is None or whole.weighted is None:
        yield f"Không tính tỷ lệ có gia quyền vì không có đơn vị nào có đủ số {words.counted_unit} đã chốt."
        return
    yield (
        f"Tỷ lệ có gia quyền để đối chiếu: mỗi phiếu tính bằng số {words.counted_short} chia cho số phiếu của đơn vị, "
        f"tính trên {integer(whole.communes)} đơn vị có đủ số {words.counted_unit}, không tính "
        f"{integer(whole.left_out)} đơn vị; {count(whole.trimmed)} đơn vị có quyền số trên {TRIMMED_AT} lần trung vị "
        f"được cắt ở mức đó. Hệ số thiết kế do quyền số không đều: {decimal(whole.effect)}. Số {words.counted_unit} do "
        "chính đơn vị được đánh giá đếm và nhập."
    )


def processing(figures: SynthesisFigures) -> Iterator[str]:
    yield "Không sửa phiếu, không bỏ phiếu vì nội dung trả lời; “Không biết / không có ý kiến” không tính vào tỷ lệ."
    if figures.apart:
        yield f"{count(len(figures.apart))} đơn vị có phiếu do hai người quyết định không đưa vào tổng hợp (mục II.3)."
    if figures.compared is not None:
        yield (
            f"So sánh đơn vị với mức chung: {integer(figures.compared.compared)} đơn vị có từ {figures.grouping.least} "
            "phiếu có ý kiến, kiểm định chính xác Fisher, điều chỉnh do so sánh nhiều đơn vị theo Benjamini–Hochberg, "
            "5%."
        )
    yield (
        f"Dưới {figures.grouping.least_shown} phiếu có ý kiến thì không nêu kết quả. Mọi bảng lập lại được từ bộ số "
        "liệu kèm theo báo cáo bằng chương trình recompute.py."
    )


def unknown(_figures: SynthesisFigures) -> Iterator[str]:
    yield (
        "Không biết: người không trả lời khác người trả lời thế nào; mức độ nể nang, e ngại khi nhận xét người có chức "
        "quyền, nhất là khi trả lời tại trụ sở; ai thực sự cầm máy; một người có gửi nhiều phiếu bằng nhiều máy hay "
        "không. Các khoảng tin cậy không bao gồm những sai lệch này."
    )
