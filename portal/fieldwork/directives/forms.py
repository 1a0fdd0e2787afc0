"""What a level types of its papers, its launch and its people in the chat group."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from portal.fieldwork.directives.models import MOST_PEOPLE
from portal.web.ui.forms import DayField, PortalForm, VersionField, WholeNumber


class PaperForm(PortalForm):
    """A directing paper; its scan is checked apart."""

    issuer = StringField(
        _l("Cơ quan ban hành"), [InputRequired(_l("Nhập cơ quan ban hành.")), Length(max=200, message=_l("Quá dài."))]
    )
    number = StringField(
        _l("Số, ký hiệu"), [InputRequired(_l("Nhập số, ký hiệu văn bản.")), Length(max=40, message=_l("Quá dài."))]
    )
    issued_on = DayField(_l("Ngày ban hành"), [InputRequired(_l("Nhập ngày ban hành."))])
    subject = TextAreaField(
        _l("Trích yếu"),
        [InputRequired(_l("Nhập trích yếu.")), Length(max=500, message=_l("Trích yếu dài quá 500 ký tự."))],
    )
    scan = FileField(_l("Bản quét (PDF, tối đa 20 MB)"))
    version = VersionField(default=0)

    def values(self) -> dict[str, object]:
        return {name: value for name, value in super().values().items() if name != "scan"}


class LaunchForm(PortalForm):
    organiser = StringField(
        _l("Cơ quan tổ chức"), [InputRequired(_l("Nhập cơ quan tổ chức.")), Length(max=200, message=_l("Quá dài."))]
    )
    day = DayField(_l("Ngày phát động"), [InputRequired(_l("Nhập ngày phát động."))])
    starts_at = TimeField(_l("Giờ bắt đầu"), [MayBeEmpty()])
    place = StringField(
        _l("Địa điểm"),
        [InputRequired(_l("Nhập địa điểm.")), Length(max=300, message=_l("Địa điểm dài quá 300 ký tự."))],
    )
    people = WholeNumber(
        _l("Số người dự"), most=MOST_PEOPLE, sentence=_l("Số người dự phải là số nguyên từ 0 đến 100.000.")
    )
    note = TextAreaField(_l("Ghi chú"), [Length(max=1000, message=_l("Ghi chú dài quá 1.000 ký tự."))])
    version = VersionField(default=0)


class ChatMemberForm(PortalForm):
    full_name = StringField(
        _l("Họ và tên"),
        [InputRequired(_l("Nhập họ và tên.")), Length(max=100, message=_l("Họ tên dài quá 100 ký tự."))],
    )
    office = StringField(
        _l("Chức vụ"), [InputRequired(_l("Nhập chức vụ.")), Length(max=200, message=_l("Chức vụ dài quá 200 ký tự."))]
    )
