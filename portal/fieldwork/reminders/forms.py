"""What may be typed: hours of reminders, an incident, an answer to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Regexp
from wtforms.widgets import TextInput

from portal.fieldwork import tasks
from portal.fieldwork.reminders.models import KINDS
from portal.web.ui.forms import PortalForm, SelectChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

HOURS = re.compile(r"\s*(\d{1,2}(\s*[,; ]\s*\d{1,2})*)?\s*", re.ASCII)
KIND_WORDS = {
    "network": lazy_gettext("Mất mạng, mất điện"),
    "paper": lazy_gettext("Hết giấy, hỏng mã QR"),
    "complaint": lazy_gettext("Người dân phản ánh"),
    "other": lazy_gettext("Việc khác"),
}


class HoursField(Field):
    """Whole hours of a day, «10, 14, 16»; empty for none. What was typed stays in the field."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(str(hour) for hour in self.data or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        self.data = None
        if not HOURS.fullmatch(typed):
            raise ValueError(lazy_gettext("Ghi giờ chẵn, cách nhau bằng dấu phẩy, ví dụ: 10, 14, 16."))
        self.data = sorted({int(hour) for hour in re.findall(r"\d+", typed)})


def rules_form() -> type[PortalForm]:
    """A form with a field for the hours of each rule there is."""
    fields: dict[str, Any] = {name: HoursField(rule.words()) for name, rule in tasks.rules().items()}
    return type("RulesForm", (PortalForm,), fields)


class IncidentForm(PortalForm):
    kind = RadioField(
        lazy_gettext("Loại việc"),
        validate_choice=False,
        validators=[AnyOf(KINDS, message=lazy_gettext("Chọn một trong các loại có sẵn."))],
        choices=[SelectChoice(kind, words) for kind, words in KIND_WORDS.items()],
    )
    body = TextAreaField(
        lazy_gettext("Nội dung"),
        description=lazy_gettext("Việc gì, từ lúc nào, cần giúp gì. Không ghi họ tên, số điện thoại của người dân."),
        validators=[
            DataRequired(lazy_gettext("Chưa ghi nội dung.")),
            Length(max=2000, message=lazy_gettext("Nội dung dài quá 2.000 ký tự.")),
        ],
    )
    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}", message=lazy_gettext("Mở lại trang rồi ghi lại."))])


class AnswerForm(PortalForm):
    body = TextAreaField(
        lazy_gettext("Trả lời đơn vị"),
        validators=[
            DataRequired(lazy_gettext("Chưa ghi nội dung trả lời.")),
            Length(max=2000, message=lazy_gettext("Nội dung dài quá 2.000 ký tự.")),
        ],
    )
    closes = BooleanField(lazy_gettext("Việc này đã xử lý xong"))


def kind_words(kind: str) -> str:
    """A kind of incident in words."""
    return str(KIND_WORDS.get(kind, kind))
