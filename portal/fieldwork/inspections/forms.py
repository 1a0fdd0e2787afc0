"""What inspectors and communes may type about an inspection."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.fieldwork.inspections import checklist
from portal.web.ui.forms import DayField, PortalForm, SelectChoice, line_field, one_of, prose_field

BODY_LENGTH = Length(max=1000, message=_l("Nội dung dài quá 1.000 ký tự."))


def team_field() -> StringField:
    """Who goes."""
    return StringField(
        _l("Đoàn kiểm tra"),
        [DataRequired(_l("Chưa ghi ai đi kiểm tra.")), Length(max=300, message=_l("Tên đoàn dài quá 300 ký tự."))],
        # whose work is judged does not judge it: the chair is the one whom people are asked about
        description=_l("Họ tên, chức vụ từng người. %(office)s %(commune)s là người được lấy ý kiến, không tham gia."),
    )


def day_field(label: Any) -> DayField:  # noqa: ANN401 - a lazy string
    """A day that has to be there."""
    return DayField(label, validators=[InputRequired(_l("Chưa ghi ngày."))])


class TickedCommunes(SelectMultipleField):
    """Communes to be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlanForm(PortalForm):
    day = day_field(_l("Ngày kiểm tra"))
    team = team_field()
    communes = TickedCommunes(_l("Nơi kiểm tra"), validate_choice=False)  # the view takes those of the reader's places

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes.choices = [SelectChoice(code, words) for code, words in choices]


def answer_field(item: str) -> SelectField:
    """Yes, no, or not seen."""
    return one_of(checklist.QUESTIONS[item], checklist.ANSWERS, _l("Chưa chọn: có, không hay chưa xem được."))


def note_field() -> StringField:
    """A few words on an item."""
    return line_field(_l("Ghi chú"), 300, _l("Ghi chú dài quá 300 ký tự."))


class InspectionForm(PortalForm):
    day = day_field(_l("Ngày kiểm tra"))
    hour = StringField(_l("Giờ"), [Regexp(r"([01]\d|2[0-3]):[0-5]\d|", message=_l("Giờ không đúng, ví dụ 08:30."))])
    team = team_field()
    poster, poster_note = answer_field("poster"), note_field()
    helper, helper_note = answer_field("helper"), note_field()
    technical, technical_note = answer_field("technical"), note_field()
    privacy, privacy_note = answer_field("privacy"), note_field()
    roster, roster_note = answer_field("roster"), note_field()
    due_day = DayField(
        _l("Hạn khắc phục những mục “Không”"),
        description=_l("Mỗi mục “Không” được ghi thành một tồn tại, đơn vị phải khắc phục."),
    )
    remark = prose_field(_l("Nhận xét chung"), 2000, _l("Nhận xét dài quá 2.000 ký tự."))
    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}", message=_l("Mở lại trang rồi ghi lại."))])

    def values(self) -> dict[str, object]:
        """The items' fields together as answers."""
        typed = super().values()
        answers = {
            item: {"answer": typed.pop(item), "note": typed.pop(f"{item}_note") or ""} for item in checklist.ITEMS
        }
        return typed | {"answers": answers, "hour": typed["hour"] or "", "remark": typed["remark"] or ""}


class FindingForm(PortalForm):
    body = TextAreaField(_l("Tồn tại khác"), [DataRequired(_l("Chưa ghi tồn tại.")), BODY_LENGTH])
    due_day = day_field(_l("Hạn khắc phục"))


class FixForm(PortalForm):
    note_typed = StringField(_l("Đã khắc phục như thế nào"), [BODY_LENGTH])


class ReopenForm(PortalForm):
    note_typed = StringField(_l("Lý do chưa công nhận"), [BODY_LENGTH])
    due_day = day_field(_l("Hạn khắc phục mới"))
