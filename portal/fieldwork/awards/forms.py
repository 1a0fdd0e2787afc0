"""What may be typed about awards."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from portal.fieldwork.awards.models import LONGEST_ACHIEVEMENT, LONGEST_NAME
from portal.fieldwork.awards.ranking import LABELS, WHOLE
from portal.web.ui.forms import PortalForm, VersionField, WholeNumber, line_field, one_of, prose_field

LONGEST_REASON = 1000
TOO_LONG = _l("Nội dung dài quá 1.000 ký tự.")


def weight(label: str) -> WholeNumber:
    """One criterion's weight."""
    return WholeNumber(label, most=WHOLE, sentence=_l("Trọng số phải là số nguyên từ 0 đến 100."))


class WeightsForm(PortalForm):
    """A weight for each criterion; its fields are named like the criteria."""

    roster, counts, reports, channels, posts, inspections = map(weight, LABELS.values())
    reason = prose_field(_l("Lý do thay đổi"), LONGEST_REASON, TOO_LONG, _l("Đề nghị nêu lý do thay đổi."))
    version = VersionField(default=0)


def achievement_field() -> TextAreaField:
    """The achievement to be awarded; made anew for each form, whose fields stand in the order they were made."""
    return prose_field(_l("Thành tích"), LONGEST_ACHIEVEMENT, TOO_LONG, _l("Nhập thành tích."))


class AchievementForm(PortalForm):
    """The same for a commune, or anew."""

    achievement = achievement_field()


class PersonForm(PortalForm):
    """A person by name and office."""

    name = line_field(_l("Họ và tên"), LONGEST_NAME, _l("Họ và tên dài quá 200 ký tự."), _l("Nhập họ và tên."))
    office = line_field(_l("Chức vụ"), LONGEST_NAME, _l("Chức vụ dài quá 200 ký tự."), _l("Nhập chức vụ."))
    code = line_field(
        _l("Mã %(communes)s"),
        10,
        _l("Mã đơn vị không đúng."),
        description=_l(
            "Nhập mã khi người được đề nghị công tác ở %(commune_level)s; số liệu của %(commune)s đi kèm làm căn cứ."
        ),
    )
    unit = line_field(_l("Đơn vị khác"), LONGEST_NAME, _l("Đơn vị dài quá 200 ký tự."))
    achievement = achievement_field()


class SendForm(PortalForm):
    """A word with the proposal."""

    note = prose_field(_l("Ghi chú gửi người duyệt"), LONGEST_REASON, TOO_LONG)


class DecisionForm(PortalForm):
    """What the approver says."""

    verdict = one_of(
        _l("Ý kiến"),
        {"accept": _l("Đồng ý với đề nghị khen thưởng"), "return": _l("Trả lại để sửa")},
        _l("Chọn đồng ý hoặc trả lại."),
    )
    reply = prose_field(_l("Lý do (bắt buộc khi trả lại)"), LONGEST_REASON, TOO_LONG)
    version = VersionField(default=0)
