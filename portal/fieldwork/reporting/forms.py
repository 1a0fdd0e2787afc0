"""What is typed into a report: counts and a note for each day, a text for each heading; the answer from above."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import Length

from portal.fieldwork.reporting.content import fields as typed
from portal.fieldwork.visits.models import MOST_VISITS
from portal.units.models import COMMUNE, Unit
from portal.web.http.languages import cached_per_language
from portal.web.ui.formats import day_month
from portal.web.ui.forms import PortalForm, VersionField, WholeNumber, one_of, prose_field

CELLS = (*typed.COUNTS, "note")


class MaybeNumber(WholeNumber):
    """A whole number, or nothing yet."""

    def pre_validate(self, form: BaseForm) -> None:
        """Nothing at all is nothing yet."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        # empty is «chưa có số liệu»; nought is a number
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        super().process_formdata(valuelist)


class ReportForm(PortalForm):
    """The form of one unit; `form_for` adds its fields."""

    version = VersionField(default=0)
    days: Sequence[date] = ()
    level = COMMUNE

    def cells(self, day: date) -> list[Field]:
        """The fields of a day."""
        return [self[name_of(name, day)] for name in CELLS]

    def texts(self) -> list[Field]:
        """The fields of the headings."""
        return [self[key] for key in typed.texts_for(self.level)]

    def values(self) -> dict[str, object]:
        """What was typed, as the operation takes it."""
        days = {day.isoformat(): {name: self[name_of(name, day)].data for name in CELLS} for day in self.days}
        texts = {key: self[key].data or "" for key in typed.texts_for(self.level)}
        return {"fields": {"days": days, "texts": texts}, "version": self.version.data}


def name_of(name: str, day: date) -> str:
    """The name of a day's field."""
    return f"{name}_{day:%Y%m%d}"


def form_for(unit: Unit, days: Sequence[date], **values: object) -> ReportForm:
    """The form of a unit's report; without values it reads the request."""
    report_days = days if unit.level == COMMUNE else ()
    fields: dict[str, object] = {"days": report_days, "level": unit.level}
    for day in report_days:
        fields |= day_fields(day)
    fields |= {key: text_field(key) for key in typed.texts_for(unit.level)}
    # WTForms reads fields off a class: the days of the round make one
    kind = type("ReportForm", (ReportForm,), fields)
    form: ReportForm = kind(formdata=None, **values) if values else kind()
    return form


def day_fields(day: date) -> dict[str, object]:
    """Two counts and a note."""
    sentence = _("Số lượt phải là số nguyên từ 0 đến 5.000.")
    names, day_text = typed.labels(), day_month(day)
    counts = {
        name_of(name, day): MaybeNumber(
            _("%(what)s, ngày %(day)s", what=names[name], day=day_text), most=MOST_VISITS, sentence=sentence
        )
        for name in typed.COUNTS
    }
    too_long = Length(max=typed.LONGEST_NOTE, message=_("Ghi chú dài quá 200 ký tự."))
    return {**counts, name_of("note", day): StringField(_("Ghi chú ngày %(day)s", day=day_text), [too_long])}


def text_field(key: str) -> TextAreaField:
    """The text under a heading."""
    too_long = Length(max=typed.LONGEST_TEXT, message=_("Mỗi mục tối đa 6.000 ký tự, đề nghị viết ngắn hơn."))
    return TextAreaField(typed.labels()[key], [too_long], description=hints()[key])


@cached_per_language
def hints() -> Mapping[str, str]:
    """What to write where."""
    return {
        "directing": _("Việc đã làm ngoài các văn bản, lễ phát động đã ghi trên hệ thống."),
        "publicity": _("Cách làm hay, nơi làm chưa tốt."),
        "supervision": _("Kết quả đôn đốc, nhắc nhở các %(commune)s."),
        "support": _(
            "Cách tổ chức hỗ trợ tại bàn, việc đã làm với người cao tuổi, người không có điện thoại thông minh."
        ),
        "difficulties": _("Mạng, điện thoại, người cao tuổi, sự cố và cách đã xử lý. Không có thì để trống."),
        "proposals": _("Ghi rõ đề nghị cấp nào làm việc gì. Không có thì để trống."),
    }


def values_of(unit: Unit, days: Sequence[date], fields: Mapping[str, Any], version: int) -> dict[str, object]:
    """The form's values as the report stands."""
    texts = typed.texts_of(fields)
    values: dict[str, object] = {key: texts.get(key, "") for key in typed.texts_for(unit.level)}
    for day in days if unit.level == COMMUNE else ():
        values |= {name_of(name, day): typed.count_of(fields, name, day) for name in typed.COUNTS}
        values[name_of("note", day)] = typed.note_of(fields, day)
    return values | {"version": version}


class VersionForm(PortalForm):
    version = VersionField(default=0)


class AnswerForm(PortalForm):
    verdict = one_of(
        lazy_gettext("Ý kiến"),
        {"receive": lazy_gettext("Tiếp nhận báo cáo"), "return": lazy_gettext("Trả lại để sửa")},
        lazy_gettext("Chọn tiếp nhận hoặc trả lại."),
    )
    reason = prose_field(
        lazy_gettext("Lý do trả lại"),
        1000,
        lazy_gettext("Lý do dài quá 1.000 ký tự."),
        description=lazy_gettext("Ghi rõ chỗ cần sửa. Tiếp nhận thì để trống."),
    )
    version = VersionField(default=0)
