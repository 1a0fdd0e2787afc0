"""What a level types of its papers, its launch and its people in the chat group."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import TimeField
from wtforms.validators import InputRequired
from wtforms.validators import Optional as MayBeEmpty

from portal.fieldwork.directives.models import MOST_PEOPLE
from portal.web.ui.forms import DayField, PortalForm, VersionField, WholeNumber, line_field, prose_field


class PaperForm(PortalForm):
    """A directing paper; its scan is checked apart."""

    issuer = line_field(_l("Cơ quan ban hành"), 200, _l("Quá dài."), _l("Nhập cơ quan ban hành."))
    number = line_field(_l("Số, ký hiệu"), 40, _l("Quá dài."), _l("Nhập số, ký hiệu văn bản."))
    issued_on = DayField(_l("Ngày ban hành"), [InputRequired(_l("Nhập ngày ban hành."))])
    subject = prose_field(_l("Trích yếu"), 500, _l("Trích yếu dài quá 500 ký tự."), _l("Nhập trích yếu."))
    scan = FileField(_l("Bản quét (PDF, tối đa 20 MB)"))
    version = VersionField(default=0)

    def values(self) -> dict[str, object]:
        return {name: value for name, value in super().values().items() if name != "scan"}


class LaunchForm(PortalForm):
    organiser = line_field(_l("Cơ quan tổ chức"), 200, _l("Quá dài."), _l("Nhập cơ quan tổ chức."))
    day = DayField(_l("Ngày phát động"), [InputRequired(_l("Nhập ngày phát động."))])
    starts_at = TimeField(_l("Giờ bắt đầu"), [MayBeEmpty()])
    place = line_field(_l("Địa điểm"), 300, _l("Địa điểm dài quá 300 ký tự."), _l("Nhập địa điểm."))
    people = WholeNumber(
        _l("Số người dự"), most=MOST_PEOPLE, sentence=_l("Số người dự phải là số nguyên từ 0 đến 100.000.")
    )
    note = prose_field(_l("Ghi chú"), 1000, _l("Ghi chú dài quá 1.000 ký tự."))
    version = VersionField(default=0)


class ChatMemberForm(PortalForm):
    full_name = line_field(_l("Họ và tên"), 100, _l("Họ tên dài quá 100 ký tự."), _l("Nhập họ và tên."))
    office = line_field(_l("Chức vụ"), 200, _l("Chức vụ dài quá 200 ký tự."), _l("Nhập chức vụ."))
