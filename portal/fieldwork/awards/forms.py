"""What may be typed about awards."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.fieldwork.awards.models import LONGEST_ACHIEVEMENT, LONGEST_NAME
from portal.fieldwork.awards.ranking import LABELS, WHOLE
from portal.web.ui.forms import PortalForm, VersionField, WholeNumber, one_of

LONGEST_REASON = 1000
TOO_LONG = _l("Nội dung dài quá 1.000 ký tự.")


def weight(label: str) -> WholeNumber:
    """One criterion's weight."""
    return WholeNumber(label, most=WHOLE, sentence=_l("Trọng số phải là số nguyên từ 0 đến 100."))


class WeightsForm(PortalForm):
    """A weight for each criterion; its fields are named like the criteria."""

    roster, counts, reports, channels, posts, inspections = map(weight, LABELS.values())
    reason = TextAreaField(
        _l("Lý do thay đổi"),
        [DataRequired(_l("Đề nghị nêu lý do thay đổi.")), Length(max=LONGEST_REASON, message=TOO_LONG)],
    )
    version = VersionField(default=0)


def achievement_field() -> TextAreaField:
    """The achievement to be awarded; made anew for each form, whose fields stand in the order they were made."""
    return TextAreaField(
        _l("Thành tích"),
        [DataRequired(_l("Nhập thành tích.")), Length(max=LONGEST_ACHIEVEMENT, message=TOO_LONG)],
    )


class AchievementForm(PortalForm):
    """The same for a commune, or anew."""

    achievement = achievement_field()


class PersonForm(PortalForm):
    """A person by name and office."""

    name = StringField(
        _l("Họ và tên"),
        [
            DataRequired(_l("Nhập họ và tên.")),
            Length(max=LONGEST_NAME, message=_l("Họ và tên dài quá 200 ký tự.")),
        ],
    )
    office = StringField(
        _l("Chức vụ"),
        [DataRequired(_l("Nhập chức vụ.")), Length(max=LONGEST_NAME, message=_l("Chức vụ dài quá 200 ký tự."))],
    )
    code = StringField(
        _l("Mã %(communes)s"),
        [Length(max=10, message=_l("Mã đơn vị không đúng."))],
        description=_l(
            "Nhập mã khi người được đề nghị công tác ở %(commune_level)s; số liệu của %(commune)s đi kèm làm căn cứ."
        ),
    )
    unit = StringField(_l("Đơn vị khác"), [Length(max=LONGEST_NAME, message=_l("Đơn vị dài quá 200 ký tự."))])
    achievement = achievement_field()


class SendForm(PortalForm):
    """A word with the proposal."""

    note = TextAreaField(_l("Ghi chú gửi người duyệt"), [Length(max=LONGEST_REASON, message=TOO_LONG)])


class DecisionForm(PortalForm):
    """What the approver says."""

    verdict = one_of(
        _l("Ý kiến"),
        {"accept": _l("Đồng ý với đề nghị khen thưởng"), "return": _l("Trả lại để sửa")},
        _l("Chọn đồng ý hoặc trả lại."),
    )
    reply = TextAreaField(
        _l("Lý do (bắt buộc khi trả lại)"),
        validators=[Length(max=LONGEST_REASON, message=TOO_LONG)],
    )
    version = VersionField(default=0)
