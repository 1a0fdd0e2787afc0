"""What may be typed into a paper: words under its headings; signer and recipients; number and date; a signed file."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from portal.documents.lifecycle.annexes_apart import NO, YES
from portal.documents.lifecycle.choosing import field_of
from portal.documents.lifecycle.operations import LONGEST, LONGEST_REASON
from portal.documents.models import DIGITAL, SCAN
from portal.papers.offers import OfferedSentence
from portal.papers.sections import HOLE, Section
from portal.web.ui.formats import short_date
from portal.web.ui.forms import DayField, PortalForm, SelectChoice, VersionField, line_field, prose_field

NUMBER = r"^[0-9]{1,4}[A-ZĐ]?$"
NOT_CHOSEN = ""
LONGEST_DIRECTIVE = 60


def offered(_form: PortalForm, field: RadioField) -> None:
    """One of the choices, or none."""
    if field.data and field.data not in {choice[0] for choice in field.choices or ()}:
        raise ValidationError(_("Chọn một trong các quyền hạn, chức vụ có sẵn."))


class RequestForm(PortalForm):
    """Ask for a paper; `request_form` leaves out what its kind does not need."""

    round = SelectField(_l("Đợt khảo sát"), [InputRequired(_l("Chọn đợt khảo sát."))], validate_choice=False)
    month = StringField(_l("Tháng"), [InputRequired(_l("Nhập tháng, ví dụ 6/2024."))])
    day = SelectField(_l("Ngày"), [InputRequired(_l("Chọn ngày."))], validate_choice=False)
    directive = line_field(
        _l("Ý kiến chỉ đạo số"),
        LONGEST_DIRECTIVE,
        _l("Số văn bản dài quá 60 ký tự."),
        _l("Nhập số của văn bản có ý kiến chỉ đạo cho phép thông tin báo chí."),
        description=_l("Ví dụ 215-CV/TU. Chưa có ý kiến chỉ đạo thì chưa lập thông cáo báo chí."),
    )
    directed_on = DayField(_l("Ngày của ý kiến chỉ đạo"), [InputRequired(_l("Nhập ngày của ý kiến chỉ đạo."))])


class StepForm(PortalForm):
    """Take a step or change a paper: the version that was looked at comes along."""

    version = VersionField()


class SecrecyForm(StepForm):
    """Say whether annexes are a state secret: nothing is chosen beforehand."""

    secret = RadioField(
        _l("Phụ lục này có thuộc danh mục bí mật nhà nước không? Nếu có: không lập trên hệ thống."),
        [InputRequired(_l("Chọn một câu trả lời."))],
        choices=[
            SelectChoice(NO, _l("Không: lập phụ lục gửi riêng")),
            SelectChoice(YES, _l("Có: không lập trên hệ thống")),
        ],
    )


class AskedForm(StepForm):
    """On which day communes were asked to explain their figures; empty takes it back."""

    day = DayField(_l("Ngày yêu cầu giải trình"), [Optional()])


class ReturnForm(StepForm):
    """Send a paper back, saying why."""

    reason = prose_field(
        _l("Lý do trả lại"),
        LONGEST_REASON,
        _l("Lý do dài tối đa 1.000 ký tự."),
        _l("Ghi lý do trả lại để người soạn thảo sửa."),
    )


class ParticularsForm(StepForm):
    """Who signs and who receives the paper. Nothing has a default but the recipients."""

    signer = RadioField(
        _l("Quyền hạn, chức vụ người ký"),
        validators=[offered],
        default=NOT_CHOSEN,
        validate_choice=False,
    )
    signer_name = StringField(
        _l("Họ và tên người ký"),
        [Optional(), Length(max=100, message=_l("Họ và tên dài tối đa 100 ký tự."))],
    )
    recipients = TextAreaField(
        _l("Nơi nhận"), [Optional(), Length(max=4000, message=_l("Nơi nhận dài quá 4.000 ký tự."))]
    )


class NumberForm(StepForm):
    """What the clerk fills in from the book."""

    number = StringField(
        _l("Số văn bản"),
        [Optional(), Regexp(NUMBER, message=_l("Số văn bản chỉ gồm chữ số, ví dụ 12 hoặc 12A."))],
    )
    issued_on = DayField(_l("Ngày ban hành"), [Optional()])


class SignedForm(PortalForm):
    """A signed copy, and which way it was made."""

    way = RadioField(
        _l("Loại bản ký"),
        [InputRequired(_l("Chọn loại bản ký."))],
        choices=[
            SelectChoice(DIGITAL, _l("Tệp PDF tải từ hệ thống, ký số trực tiếp")),
            SelectChoice(SCAN, _l("Bản quét có chữ ký tay, đã ký số của cơ quan")),
        ],
    )
    scan = FileField(_l("Tệp đã ký (PDF, tối đa 20 MB)"))


class ConfirmForm(PortalForm):
    """The clerk confirms a scan."""

    compared = BooleanField(
        _l("Đã đối chiếu bản quét với bản đã duyệt, nội dung giống nhau"),
        [DataRequired(_l("Đối chiếu bản quét với bản đã duyệt rồi đánh dấu xác nhận."))],
    )


class VerifyForm(PortalForm):
    """Ask whether a paper is genuine: its number, and its file or the file's hash."""

    number = line_field(_l("Số văn bản"), 40, _l("Số văn bản dài tối đa 40 ký tự."), _l("Nhập số văn bản."))
    hash = StringField(
        _l("Mã SHA-256 của tệp"),
        [Optional(), Length(max=100, message=_l("Mã SHA-256 gồm 64 chữ số, chữ cái từ a đến f."))],
    )
    scan = FileField(_l("Hoặc chọn tệp PDF (tối đa 20 MB)"))


def text_form(
    sections: Sequence[Section], written: dict[str, str], sentences: Sequence[OfferedSentence], version: int
) -> StepForm:
    """A form with a field for each heading under which people write, for each offered sentence and for its day."""
    too_long = _("Mục này dài quá 8.000 ký tự, đề nghị viết ngắn hơn.")
    prompts = {one.key: _("Viết: %(what)s.", what=one.prompt.rstrip(" .…")) if one.prompt else "" for one in sections}
    fields: dict[str, StringField] = {
        name_of(key): prose_field(_("Nội dung viết ở mục %(key)s", key=key), LONGEST, too_long, description=prompt)
        for key, prompt in prompts.items()
    }
    values = {name_of(key): text for key, text in written.items()}
    for one in sentences:
        fields[field_of("words", one.key)] = TextAreaField(_("Sửa câu"))
        values[field_of("words", one.key)] = one.words
        if HOLE in one.words:
            fields[field_of("day", one.key)] = StringField(_("Ngày ghi trong câu"))
            values[field_of("day", one.key)] = short_date(one.day) if one.day else ""
    fields["choice"] = StringField()  # which button was pressed: «kept III.1.met»
    form: StepForm = type("TextForm", (StepForm,), fields)(version=version, **values)
    return form


def name_of(key: str) -> str:
    """The field of a heading: «III.1» is text_III_1."""
    return field_of("text", key)


def signer_choices(signers: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Who may sign, by the plan: offered, never chosen."""
    choices = [(str(place), " – ".join(lines)) for place, lines in enumerate(signers)]
    return [(NOT_CHOSEN, _("Chưa xác định")), *choices]
