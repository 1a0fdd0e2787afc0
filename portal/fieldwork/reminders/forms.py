"""What may be typed: hours of reminders, an incident, an answer to it."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp
from wtforms.widgets import TextInput

from portal.fieldwork import tasks
from portal.surveys.plan.plan import Plan
from portal.web.ui.forms import PortalForm, one_of, prose_field

HOURS = re.compile(r"\s*(\d{1,2}(\s*[,; ]\s*\d{1,2})*)?\s*", re.ASCII)
KIND_WORDS = {
    "network": _l("Mất mạng, mất điện"),
    "paper": _l("Hết giấy, hỏng mã QR"),
    "complaint": _l("Người dân phản ánh"),
    "other": _l("Việc khác"),
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
            raise ValueError(_l("Ghi giờ chẵn, cách nhau bằng dấu phẩy, ví dụ: 10, 14, 16."))
        self.data = sorted({int(hour) for hour in re.findall(r"\d+", typed)})


def rules_form(plan: Plan) -> type[PortalForm]:
    """A form with a field for the hours of each rule that the plan asks."""
    fields: dict[str, Any] = {name: HoursField(rule.words()) for name, rule in tasks.rules(plan).items()}
    return type("RulesForm", (PortalForm,), fields)


class IncidentForm(PortalForm):
    kind = one_of(_l("Loại việc"), KIND_WORDS, _l("Chọn một trong các loại có sẵn."))
    body = TextAreaField(
        _l("Nội dung"),
        [DataRequired(_l("Chưa ghi nội dung.")), Length(max=2000, message=_l("Nội dung dài quá 2.000 ký tự."))],
        # an incident is read by three levels: what names a citizen does not belong into it
        description=_l("Việc gì, từ lúc nào, cần giúp gì. Không ghi họ tên, số điện thoại của người dân."),
    )
    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}", message=_l("Mở lại trang rồi ghi lại."))])


class AnswerForm(PortalForm):
    body = prose_field(
        _l("Trả lời đơn vị"), 2000, _l("Nội dung dài quá 2.000 ký tự."), _l("Chưa ghi nội dung trả lời.")
    )
    closes = BooleanField(_l("Việc này đã xử lý xong"))


def kind_words(kind: str) -> str:
    """A kind of incident in words."""
    return str(KIND_WORDS.get(kind, kind))
