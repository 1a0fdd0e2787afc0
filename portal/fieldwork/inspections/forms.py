"""What inspectors and communes may type about an inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.fieldwork.inspections import checklist
from portal.fieldwork.publicity.forms import DayField
from portal.web.ui.forms import PortalForm, SelectChoice

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NOTE = 300
ITEM_WORDS = {
    "poster": lazy_gettext("Mã QR, hướng dẫn đã treo, nhìn rõ, quét được"),
    "helper": lazy_gettext("Có cán bộ, hội viên hỗ trợ tại bàn"),
    "technical": lazy_gettext("Chỉ hướng dẫn kỹ thuật, không gợi ý, không chọn thay"),
    "privacy": lazy_gettext("Người dân tự chọn, không ai nhìn màn hình"),
    "roster": lazy_gettext("Danh sách, lịch phân công đã niêm yết"),
}


def team_field() -> StringField:
    """Who goes."""
    return StringField(
        lazy_gettext("Đoàn kiểm tra"),
        description=lazy_gettext(
            "Họ tên, chức vụ từng người. Chủ tịch UBND xã là người được lấy ý kiến, không tham gia."
        ),
        validators=[
            DataRequired(lazy_gettext("Chưa ghi ai đi kiểm tra.")),
            Length(max=300, message=lazy_gettext("Tên đoàn dài quá 300 ký tự.")),
        ],
    )


def day_field(label: Any) -> DayField:  # noqa: ANN401 - a lazy string
    """A day that has to be there."""
    return DayField(label, validators=[InputRequired(lazy_gettext("Chưa ghi ngày."))])


class TickedCommunes(SelectMultipleField):
    """Communes to be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlanForm(PortalForm):
    day = day_field(lazy_gettext("Ngày kiểm tra"))
    team = team_field()
    communes = TickedCommunes(lazy_gettext("Nơi kiểm tra"), validate_choice=False)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes.choices = [SelectChoice(code, words) for code, words in choices]


def answer_field(item: str) -> RadioField:
    """Yes, no, or not seen."""
    return RadioField(
        ITEM_WORDS[item],
        validate_choice=False,
        validators=[AnyOf(checklist.ANSWERS, message=lazy_gettext("Chưa chọn: có, không hay chưa xem được."))],
        choices=[
            SelectChoice(checklist.YES, lazy_gettext("Có")),
            SelectChoice(checklist.NO, lazy_gettext("Không")),
            SelectChoice(checklist.UNSEEN, lazy_gettext("Chưa xem được")),
        ],
    )


def note_field() -> StringField:
    """A few words on an item."""
    return StringField(
        lazy_gettext("Ghi chú"),
        validators=[Length(max=LONGEST_NOTE, message=lazy_gettext("Ghi chú dài quá 300 ký tự."))],
    )


class InspectionForm(PortalForm):
    day = day_field(lazy_gettext("Ngày kiểm tra"))
    hour = StringField(
        lazy_gettext("Giờ"),
        validators=[Regexp(r"([01]\d|2[0-3]):[0-5]\d|", message=lazy_gettext("Giờ không đúng, ví dụ 08:30."))],
    )
    team = team_field()
    poster = answer_field("poster")
    poster_note = note_field()
    helper = answer_field("helper")
    helper_note = note_field()
    technical = answer_field("technical")
    technical_note = note_field()
    privacy = answer_field("privacy")
    privacy_note = note_field()
    roster = answer_field("roster")
    roster_note = note_field()
    due_day = DayField(
        lazy_gettext("Hạn khắc phục những mục “Không”"),
        description=lazy_gettext("Mỗi mục “Không” được ghi thành một tồn tại, đơn vị phải khắc phục."),
    )
    remark = TextAreaField(
        lazy_gettext("Nhận xét chung"),
        validators=[Length(max=2000, message=lazy_gettext("Nhận xét dài quá 2.000 ký tự."))],
    )
    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}", message=lazy_gettext("Mở lại trang rồi ghi lại."))])

    def values(self) -> dict[str, object]:
        """The items' fields together as answers."""
        typed = super().values()
        answers = {
            item: {"answer": typed.pop(item), "note": typed.pop(f"{item}_note") or ""} for item in checklist.ITEMS
        }
        return typed | {"answers": answers, "hour": typed["hour"] or "", "remark": typed["remark"] or ""}


class FindingForm(PortalForm):
    body = TextAreaField(
        lazy_gettext("Tồn tại khác"),
        validators=[
            DataRequired(lazy_gettext("Chưa ghi tồn tại.")),
            Length(max=1000, message=lazy_gettext("Nội dung dài quá 1.000 ký tự.")),
        ],
    )
    due_day = day_field(lazy_gettext("Hạn khắc phục"))


class FixForm(PortalForm):
    note_typed = StringField(
        lazy_gettext("Đã khắc phục như thế nào"),
        validators=[Length(max=1000, message=lazy_gettext("Nội dung dài quá 1.000 ký tự."))],
    )


class ReopenForm(PortalForm):
    note_typed = StringField(
        lazy_gettext("Lý do chưa công nhận"),
        validators=[Length(max=1000, message=lazy_gettext("Nội dung dài quá 1.000 ký tự."))],
    )
    due_day = day_field(lazy_gettext("Hạn khắc phục mới"))
