"""What a commune may type: a day's visits, a correction, and what the level above answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext
from wtforms import Field, RadioField, SelectField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput, TextInput

from portal.fieldwork.visits.models import MOST_VISITS
from portal.web.ui.forms import PortalForm, SelectChoice
from portal.web.ui.text import lower_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms.form import BaseForm

# int() takes digits of every script and spaces too: what stands in papers is plain
DIGITS = re.compile(r"[0-9]{1,6}", re.ASCII)
SOURCE_WORDS = {
    "direct": lazy_gettext("Đếm trực tiếp"),
    "register": lazy_gettext("Sổ theo dõi"),
    "software": lazy_gettext("Phần mềm một cửa"),
    "queue": lazy_gettext("Máy lấy số"),
    "estimate": lazy_gettext("Ước tính"),
}


class WholeNumber(Field):
    """A whole number in plain digits; whatever else was typed stays in the field."""

    widget = TextInput()

    def __init__(self, label: str, *, most: int, sentence: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most, self.sentence = most, sentence

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def pre_validate(self, form: BaseForm) -> None:
        """A form sent without the field is refused like one with an empty field."""
        _ = form
        if not self.raw_data:
            raise ValidationError(self.sentence)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if len(valuelist) == 1 else ""
        if not DIGITS.fullmatch(typed) or int(typed) > self.most:
            self.data = None
            raise ValueError(self.sentence)
        self.data = int(typed)


def visits_field() -> WholeNumber:
    """The one big number."""
    return WholeNumber(
        lazy_gettext("Lượt người dân đến"),
        most=MOST_VISITS,
        sentence=lazy_gettext("Số lượt người dân đến phải là số nguyên từ 0 đến 5.000."),
    )


class VersionField(Field):
    """The version of the row a person looked at; anything but a number is version 0."""

    widget = HiddenInput()

    def _value(self) -> str:
        return str(self.data or 0)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = int(typed) if DIGITS.fullmatch(typed) else 0


class VisitsForm(PortalForm):
    visits = visits_field()
    source = SelectField(
        lazy_gettext("Nguồn số liệu"),
        choices=[SelectChoice(value, words) for value, words in SOURCE_WORDS.items()],
        default="direct",
        validate_choice=False,
        # instead of the choice's own check, whose sentence is English
        validators=[AnyOf(SOURCE_WORDS, message=lazy_gettext("Chọn một trong các nguồn có sẵn."))],
    )
    version = VersionField(default=0)


class LockForm(PortalForm):
    version = VersionField(default=0)


class CorrectionForm(PortalForm):
    visits = visits_field()
    reason = TextAreaField(
        lazy_gettext("Lý do điều chỉnh"),
        validators=[
            InputRequired(lazy_gettext("Đề nghị nêu rõ lý do điều chỉnh.")),
            Length(min=10, message=lazy_gettext("Lý do quá ngắn: đề nghị nêu rõ số cũ sai ở đâu.")),
            Length(max=1000, message=lazy_gettext("Lý do dài quá 1.000 ký tự.")),
        ],
    )


class DecisionForm(PortalForm):
    verdict = RadioField(
        lazy_gettext("Ý kiến"),
        validate_choice=False,
        validators=[AnyOf(("accept", "refuse"), message=lazy_gettext("Chọn đồng ý hoặc không đồng ý."))],
        choices=[
            SelectChoice("accept", lazy_gettext("Đồng ý, thay số liệu")),
            SelectChoice("refuse", lazy_gettext("Không đồng ý, giữ số đã chốt")),
        ],
    )
    reply = TextAreaField(
        lazy_gettext("Ghi chú"),
        description=lazy_gettext("Cần ghi lý do khi không đồng ý."),
        validators=[Length(max=1000, message=lazy_gettext("Ghi chú dài quá 1.000 ký tự."))],
    )


def source_words(source: str) -> str:
    """A source as it stands in a sentence."""
    return lower_first(str(SOURCE_WORDS.get(source, source)))
