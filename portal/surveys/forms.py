"""What may be typed about a round: an action's reason, a desk, who holds the chair."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.approvals.requests import LONGEST_REASON
from portal.web.ui.forms import TOO_LONG, DayField, PortalForm, SelectChoice, line_field

STALE_PAGE = _l("Trang thiếu phần kiểm tra sửa trùng. Đề nghị mở lại trang rồi làm lại.")
REASON = [InputRequired(_l("Nhập lý do.")), Length(max=LONGEST_REASON, message=TOO_LONG)]


class AskForm(PortalForm):
    """Ask for an action that needs no reason."""


class ApprovalForm(PortalForm):
    """Ask for approval, the questions having been read."""

    confirmed = BooleanField(
        _l("Đã đọc toàn bộ kế hoạch và nội dung phiếu sẽ hỏi người dân"),
        [DataRequired(_l("Đọc nội dung phiếu rồi đánh dấu xác nhận."))],
    )


class ReasonForm(PortalForm):
    """Ask for an action, saying why."""

    reason = TextAreaField(_l("Lý do"), REASON)


class ExtensionForm(PortalForm):
    """Ask for a longer window, saying why."""

    until = DayField(_l("Ngày cuối mới"), [InputRequired(_l("Nhập ngày cuối mới, ví dụ 16/6/2024."))])
    reason = TextAreaField(_l("Lý do"), REASON)


class DeskForm(PortalForm):
    """Where and when a commune's desk is open."""

    version = HiddenField(validators=[InputRequired(STALE_PAGE)], default="")
    desk_name = line_field(_l("Tên nơi tiếp nhận"), 200, default="")
    desk_address = line_field(_l("Địa chỉ"), 300, default="")
    desk_hours = line_field(
        _l("Giờ làm việc"), 200, default="", description=_l("Ví dụ: sáng 7:30 đến 11:30, chiều 13:30 đến 17:00")
    )


class ChairForm(PortalForm):
    """Who holds the chair of the commune, from when until when."""

    version = HiddenField(validators=[InputRequired(STALE_PAGE)], default="")
    standing = RadioField(_l("Tình trạng"), choices=[], validate_choice=False)
    holder = line_field(_l("Họ và tên người giữ chức hoặc phụ trách"), 100, default="")
    from_day = DayField(_l("Từ ngày"), [InputRequired(_l("Nhập ngày bắt đầu."))])
    until_day = DayField(_l("Đến hết ngày"), [Optional()])

    offered: frozenset[str] = frozenset()

    def offer(self, labels: Mapping[str, str]) -> None:
        """Ask for one of the ways in which the plan's office is held."""
        self.offered = frozenset(labels)
        self.standing.choices = [SelectChoice(value, label) for value, label in labels.items()]

    def validate_standing(self, field: RadioField) -> None:
        """Whatever else was sent is refused in a sentence."""
        if field.data not in self.offered:
            raise ValidationError(_("Chọn tình trạng chức danh %(office)s."))


class ChoiceForm(PortalForm):
    """Another version of a questionnaire for a round in draft."""

    version = HiddenField(validators=[InputRequired(STALE_PAGE)], default="")
    form_id = SelectField(_l("Mẫu phiếu của đợt"), coerce=int, choices=[])
