"""What may be typed into a paper: words under its headings; number, date and signer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from portal.documents.operations import LONGEST
from portal.surveys.forms import DayField
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.documents.sections import Section

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
    """Ask for a report: nothing to type."""


class TextForm(PortalForm):
    """Words under the headings; `text_form` adds a field for each."""

    version = VersionField()


class IssueForm(PortalForm):
    """What the clerk and the signer's office fill in. Nothing has a default."""

    version = VersionField()
    number = StringField(
        _l("Số văn bản"),
        [Optional(), Regexp(NUMBER, message=_l("Số văn bản chỉ gồm chữ số, ví dụ 12 hoặc 12A."))],
    )
    issued_on = DayField(_l("Ngày ban hành"), [Optional()])
    signer = RadioField(_l("Quyền hạn, chức vụ người ký"), validators=[offered], default=NOBODY, validate_choice=False)
    signer_name = StringField(
        _l("Họ và tên người ký"),
        [Optional(), Length(max=100, message=_l("Họ và tên dài tối đa 100 ký tự."))],
    )


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
