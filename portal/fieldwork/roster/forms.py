"""What may be typed about helpers, crowded desks, two places, files, supervisors, the hand-over."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.fieldwork.roster.imports.read_import import COLUMNS, MOST_ROWS
from portal.fieldwork.roster.models import LONGEST_NAME, LONGEST_NOTE
from portal.fieldwork.roster.shifts.coverage import HALVES
from portal.fieldwork.visits.forms import VersionField
from portal.web.media.filled_sheets import shaped
from portal.web.ui.formats import day_month, weekday
from portal.web.ui.forms import PortalForm, SelectChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.fieldwork.roster.imports.read_import import Rows

LONGEST_REASON = 1000


def reason_field(label: str, missing: str) -> TextAreaField:
    """A sentence that stays in the record."""
    return TextAreaField(
        label,
        [DataRequired(missing), Length(max=LONGEST_REASON, message=_l("Nội dung dài quá 1.000 ký tự."))],
    )


class HelperForm(PortalForm):
    """A helper."""

    full_name = StringField(
        _l("Họ và tên"),
        [DataRequired(_l("Nhập họ và tên.")), Length(max=LONGEST_NAME, message=_l("Họ và tên dài quá 100 ký tự."))],
    )
    association = StringField(
        _l("Hội, đoàn thể"), [Length(max=LONGEST_NAME, message=_l("Hội, đoàn thể dài quá 100 ký tự."))]
    )
    phone = StringField(_l("Số điện thoại"), [Length(max=30, message=_l("Số điện thoại không đúng."))])
    note = StringField(_l("Ghi chú"), [Length(max=LONGEST_NOTE, message=_l("Ghi chú dài quá 300 ký tự."))])
    extra = BooleanField(_l("Người bổ sung cho nơi đông người dân"))


class ChangedHelperForm(HelperForm):
    """The same for an existing row."""

    version = VersionField(default=0)


class CopyForm(PortalForm):
    """From which day to which."""

    source = SelectField(_l("Chép lịch ngày"), validate_choice=False)
    target = SelectField(_l("Sang ngày"), validate_choice=False)

    def offer(self, days: Iterable[date]) -> None:
        """The days there are."""
        choices = [SelectChoice(day.isoformat(), f"{weekday(day)}, {day_month(day)}") for day in days]
        self.source.choices = self.target.choices = choices


class CrowdedForm(PortalForm):
    """Why a desk is crowded."""

    reason = reason_field(_l("Lý do"), _l("Đề nghị nêu lý do."))


class OverlapPermissionForm(PortalForm):
    """Why a helper must stand at two desks."""

    reason = reason_field(_l("Lý do đề nghị"), _l("Đề nghị nêu rõ lý do."))


class OverlapDecisionForm(PortalForm):
    """What the province says to it."""

    verdict = RadioField(
        _l("Ý kiến"),
        validate_choice=False,
        validators=[AnyOf(("allow", "refuse"), message=_l("Chọn cho phép hoặc không cho phép."))],
        choices=[SelectChoice("allow", _l("Cho phép trực hai nơi")), SelectChoice("refuse", _l("Không cho phép"))],
    )
    reply = reason_field(_l("Lý do"), _l("Đề nghị ghi rõ lý do."))


class ImportForm(PortalForm):
    """A file of helpers and half-days."""

    file = FileField(_l("Tệp Excel (.xlsx) hoặc CSV"), [FileRequired(_l("Chọn tệp Excel (.xlsx) hoặc CSV."))])


class RowsField(Field):
    """Rows of a file that was read, carried from the preview to the saving."""

    widget = HiddenInput()

    def _value(self) -> str:
        return json.dumps(self.data or [], ensure_ascii=False)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = rows_in(valuelist[0] if valuelist else "")
        if not self.data:
            raise ValueError(_("Tệp chưa đọc được. Đề nghị chọn lại tệp."))


def rows_in(text: str) -> Rows:
    """Rows as numbers and cells; nothing for what is no such list."""
    try:
        read = json.loads(text)
        rows = [(int(number), shaped(cells, len(COLUMNS))) for number, cells in read]
    except (ValueError, TypeError, RecursionError):
        return []
    return rows if 0 < len(rows) <= MOST_ROWS else []


class KeepImportForm(PortalForm):
    """Whether what was read is added to the roster or takes its place."""

    rows = RowsField()
    mode = RadioField(
        _l("Cách lưu"),
        default="add",
        validate_choice=False,
        validators=[AnyOf(("add", "replace"), message=_l("Chọn một cách lưu."))],
        choices=[
            SelectChoice("add", _l("Thêm vào lịch hiện có")),
            SelectChoice("replace", _l("Thay lịch hiện có bằng tệp này")),
        ],
    )


class SupervisorForm(PortalForm):
    """A supervisor."""

    full_name = StringField(
        _l("Họ và tên"),
        [DataRequired(_l("Nhập họ và tên.")), Length(max=LONGEST_NAME, message=_l("Họ và tên dài quá 100 ký tự."))],
    )
    post = StringField(
        _l("Chức vụ"),
        [DataRequired(_l("Nhập chức vụ.")), Length(max=LONGEST_NAME, message=_l("Chức vụ dài quá 100 ký tự."))],
    )
    office = StringField(
        _l("Đơn vị"), [DataRequired(_l("Nhập đơn vị.")), Length(max=200, message=_l("Đơn vị dài quá 200 ký tự."))]
    )
    area = StringField(
        _l("Địa bàn"),
        [DataRequired(_l("Nhập địa bàn.")), Length(max=200, message=_l("Địa bàn dài quá 200 ký tự."))],
    )
    days = SelectMultipleField(
        _l("Ngày"),
        [DataRequired(_l("Chọn ít nhất một ngày."))],
        coerce=date.fromisoformat,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def offer(self, days: Iterable[date]) -> None:
        """The days there are."""
        self.days.choices = [SelectChoice(day.isoformat(), f"{weekday(day)}, {day_month(day)}") for day in days]


class ChangedSupervisorForm(SupervisorForm):
    """The same for an existing row."""

    version = VersionField(default=0)


class HandOverForm(PortalForm):
    """A word with the hand-over."""

    remark = TextAreaField(
        _l("Ghi chú gửi kèm"), [Length(max=LONGEST_REASON, message=_l("Nội dung dài quá 1.000 ký tự."))]
    )


def tap_in(text: str) -> tuple[int, date, str, bool] | None:
    """A tap on the grid, «12:2024-06-12:morning:on»: who, when, and whether on or off."""
    parts = text.split(":")
    if len(parts) != 4 or not (parts[0].isascii() and parts[0].isdecimal()) or len(parts[0]) > 9:  # noqa: PLR2004
        return None
    try:
        day = date.fromisoformat(parts[1])
    except ValueError:
        return None
    return (int(parts[0]), day, parts[2], parts[3] == "on") if parts[2] in HALVES else None
