"""What may be typed about helpers, crowded desks, two places, files, supervisors, the hand-over."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.fieldwork.roster.imports.roster_file import COLUMNS, MOST_ROWS, Rows
from portal.fieldwork.roster.models import LONGEST_NAME, LONGEST_NOTE, LONGEST_OFFICE
from portal.fieldwork.roster.shifts.coverage import HALVES
from portal.web.media.filled_sheets import shaped
from portal.web.ui.formats import day_month, iso_day, weekday
from portal.web.ui.forms import PortalForm, SelectChoice, VersionField, line_field, one_of, prose_field

LONGEST_REASON = 1000
# the value of a cell's button, so that a tap needs no script
TAP = re.compile(rf"([0-9]{{1,9}}):([^:]*):({'|'.join(HALVES)}):([^:]*)")


def name_field() -> StringField:
    return line_field(_l("Họ và tên"), LONGEST_NAME, _l("Họ và tên dài quá 100 ký tự."), _l("Nhập họ và tên."))


def reason_field(label: str, missing: str) -> TextAreaField:
    """A sentence that stays in the record."""
    return prose_field(label, LONGEST_REASON, _l("Nội dung dài quá 1.000 ký tự."), missing)


def day_choices(days: Iterable[date]) -> list[SelectChoice]:
    """Days as a field offers them."""
    return [SelectChoice(day.isoformat(), f"{weekday(day)}, {day_month(day)}") for day in days]


class HelperForm(PortalForm):
    """A helper."""

    full_name = name_field()
    association = line_field(_l("Hội, đoàn thể"), LONGEST_NAME, _l("Hội, đoàn thể dài quá 100 ký tự."))
    phone = line_field(_l("Số điện thoại"), 30, _l("Số điện thoại không đúng."))
    note = line_field(_l("Ghi chú"), LONGEST_NOTE, _l("Ghi chú dài quá 300 ký tự."))
    extra = BooleanField(_l("Người bổ sung cho nơi đông người dân"))


class ChangedHelperForm(HelperForm):
    """The same for an existing row."""

    version = VersionField(default=0)


class CopyForm(PortalForm):
    """From which day to which."""

    source = SelectField(_l("Sao chép lịch ngày"), validate_choice=False)
    target = SelectField(_l("Sang ngày"), validate_choice=False)

    def offer(self, days: Iterable[date]) -> None:
        """The days there are."""
        self.source.choices = self.target.choices = day_choices(days)


class CrowdedForm(PortalForm):
    """Why a desk is crowded."""

    reason = reason_field(_l("Lý do"), _l("Đề nghị nêu lý do."))


class OverlapPermissionForm(PortalForm):
    """Why a helper must stand at two desks."""

    reason = reason_field(_l("Lý do đề nghị"), _l("Đề nghị nêu rõ lý do."))


class OverlapDecisionForm(PortalForm):
    """What the province says to it."""

    verdict = one_of(
        _l("Ý kiến"),
        {"allow": _l("Cho phép trực tại hai điểm"), "refuse": _l("Không cho phép")},
        _l("Chọn cho phép hoặc không cho phép."),
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
    # back from a browser, where it may have become anything
    try:
        rows = [(int(number), shaped(cells, len(COLUMNS))) for number, cells in json.loads(text)]
    except (ValueError, TypeError, RecursionError):
        return []
    return rows if 0 < len(rows) <= MOST_ROWS else []


class KeepImportForm(PortalForm):
    """Whether what was read is added to the roster or takes its place."""

    rows = RowsField()
    mode = one_of(
        _l("Cách lưu"),
        {"add": _l("Thêm vào lịch hiện có"), "replace": _l("Thay lịch hiện có bằng tệp này")},
        _l("Chọn một cách lưu."),
        default="add",
    )


class SupervisorForm(PortalForm):
    """A supervisor."""

    full_name = name_field()
    post = line_field(_l("Chức vụ"), LONGEST_NAME, _l("Chức vụ dài quá 100 ký tự."), _l("Nhập chức vụ."))
    office = line_field(_l("Đơn vị"), LONGEST_OFFICE, _l("Đơn vị dài quá 200 ký tự."), _l("Nhập đơn vị."))
    area = line_field(_l("Địa bàn"), LONGEST_OFFICE, _l("Địa bàn dài quá 200 ký tự."), _l("Nhập địa bàn."))
    days = SelectMultipleField(
        _l("Ngày"),
        [DataRequired(_l("Chọn ít nhất một ngày."))],
        coerce=date.fromisoformat,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def offer(self, days: Iterable[date]) -> None:
        """The days there are."""
        self.days.choices = day_choices(days)


class ChangedSupervisorForm(SupervisorForm):
    """The same for an existing row."""

    version = VersionField(default=0)


class HandOverForm(PortalForm):
    """A word with the hand-over."""

    remark = prose_field(_l("Ghi chú gửi kèm"), LONGEST_REASON, _l("Nội dung dài quá 1.000 ký tự."))


def tap_in(text: str) -> tuple[int, date, str, bool] | None:
    """A tap on the grid, «12:2024-06-12:morning:on»: who, when, and whether on or off."""
    tapped = TAP.fullmatch(text)
    day = iso_day(tapped[2]) if tapped else None
    return (int(tapped[1]), day, tapped[3], tapped[4] == "on") if tapped and day else None
