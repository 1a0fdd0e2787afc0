"""What may be typed into a paper: words under its headings; signer and recipients; number and date; a signed file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from portal.documents.lifecycle.operations import LONGEST
from portal.documents.lifecycle.steps import LONGEST_REASON
from portal.documents.models import DIGITAL, SCAN
from portal.surveys.forms import DayField
from portal.web.ui.forms import PortalForm, SelectChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.papers.sections import Section

DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)
NUMBER = r"^[0-9]{1,4}[A-ZĐ]?$"
NOBODY = ""


class VersionField(Field):
    """The version of the paper a person looked at; anything but a number is version 0."""

    widget = HiddenInput()

    def _value(self) -> str:
        return str(self.data or 0)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0] if len(valuelist) == 1 else ""
        self.data = int(typed) if DIGITS.fullmatch(typed) else 0


def offered(_form: PortalForm, field: RadioField) -> None:
    """One of the choices, or none."""
    if field.data and field.data not in {choice[0] for choice in field.choices or ()}:
        raise ValidationError(_("Chọn một trong các quyền hạn, chức vụ có sẵn."))


class RequestForm(PortalForm):
    """Ask for a paper; `request_form` leaves out what its kind does not need."""

    round = SelectField(_l("Đợt khảo sát"), [InputRequired(_l("Chọn đợt khảo sát."))], validate_choice=False)
    unit = SelectField(_l("Đơn vị"), [InputRequired(_l("Chọn đơn vị."))], validate_choice=False)
    month = StringField(_l("Tháng"), [InputRequired(_l("Nhập tháng, ví dụ 6/2024."))])
    day = SelectField(_l("Ngày"), [InputRequired(_l("Chọn ngày."))], validate_choice=False)


class StepForm(PortalForm):
    """Take a step: nothing to type but the version that was looked at."""

    version = VersionField()


class ReturnForm(StepForm):
    """Send a paper back, saying why."""

    reason = TextAreaField(
        _l("Lý do trả lại"),
        [
            InputRequired(_l("Ghi lý do trả lại để người soạn thảo sửa.")),
            Length(max=LONGEST_REASON, message=_l("Lý do dài tối đa 1.000 ký tự.")),
        ],
    )


class TextForm(PortalForm):
    """Words under the headings; `text_form` adds a field for each."""

    version = VersionField()


class ParticularsForm(PortalForm):
    """Who signs and who receives the paper. Nothing has a default but the recipients."""

    version = VersionField()
    signer = RadioField(_l("Quyền hạn, chức vụ người ký"), validators=[offered], default=NOBODY, validate_choice=False)
    signer_name = StringField(
        _l("Họ và tên người ký"),
        [Optional(), Length(max=100, message=_l("Họ và tên dài tối đa 100 ký tự."))],
    )
    recipients = TextAreaField(
        _l("Nơi nhận"), [Optional(), Length(max=4000, message=_l("Nơi nhận dài quá 4.000 ký tự."))]
    )


class NumberForm(PortalForm):
    """What the clerk fills in from the book."""

    version = VersionField()
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

    number = StringField(
        _l("Số văn bản"),
        [InputRequired(_l("Nhập số văn bản.")), Length(max=40, message=_l("Số văn bản dài tối đa 40 ký tự."))],
    )
    hash = StringField(
        _l("Mã SHA-256 của tệp"),
        [Optional(), Length(max=100, message=_l("Mã SHA-256 gồm 64 chữ số, chữ cái từ a đến f."))],
    )
    scan = FileField(_l("Hoặc chọn tệp PDF (tối đa 20 MB)"))


def text_form(sections: Sequence[Section], written: dict[str, str], version: int) -> TextForm:
    """A form with a field for each heading under which people write."""
    too_long = _("Mục này dài quá 8.000 ký tự, đề nghị viết ngắn hơn.")
    fields = {
        name_of(section.key): TextAreaField(
            _("Nội dung viết ở mục %(key)s", key=section.key),
            [Length(max=LONGEST, message=too_long)],
            description=hint_of(section),
        )
        for section in sections
    }
    form: TextForm = type("WholeTextForm", (TextForm,), fields)(
        version=version, **{name_of(key): text for key, text in written.items()}
    )
    return form


def hint_of(section: Section) -> str:
    return _("Viết: %(what)s.", what=section.prompt.rstrip(" .…")) if section.prompt else ""


def name_of(key: str) -> str:
    """The field of a heading: «III.1» is text_III_1."""
    return f"text_{key.replace('.', '_')}"


def signer_choices(signers: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Who may sign, by the plan: offered, never chosen."""
    offered = [(str(place), " – ".join(lines)) for place, lines in enumerate(signers)]
    return [(NOBODY, _("Chưa xác định")), *offered]
