"""What may be typed to sign in, to choose a password, to open an account."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.web.ui.forms import PortalForm, one_of


class LoginForm(PortalForm):
    """Name and password; `password` may be the one-use code."""

    username = StringField(_l("Tên đăng nhập"), [InputRequired(_l("Nhập tên đăng nhập.")), Length(max=80)])
    password = PasswordField(
        _l("Mật khẩu hoặc mã dùng một lần"), [InputRequired(_l("Nhập mật khẩu.")), Length(max=128)]
    )


class PasswordForm(PortalForm):
    """A new password, typed twice."""

    new_password = PasswordField(
        _l("Mật khẩu mới"),
        [InputRequired(_l("Nhập mật khẩu mới.")), Length(max=128, message=_l("Mật khẩu dài từ 12 đến 128 ký tự."))],
        description=_l("Từ 12 ký tự; nên là một câu dễ nhớ với mình, khó đoán với người khác."),
    )
    again = PasswordField(_l("Nhập lại mật khẩu mới"), [InputRequired(_l("Nhập lại mật khẩu mới."))])


class CodeForm(PortalForm):
    """A code of the second factor."""

    code = StringField(
        _l("Mã xác nhận"),
        [InputRequired(_l("Nhập mã 6 số đang hiện trong ứng dụng xác thực, hoặc một mã dự phòng.")), Length(max=20)],
    )


class PersonForm(PortalForm):
    """Who is to hold an account."""

    full_name = StringField(_l("Họ và tên"), [InputRequired(_l("Nhập họ và tên.")), Length(max=100)])
    identifier = StringField(
        _l("Số hiệu cán bộ"), [Length(max=60)], description=_l("Một người có hai tài khoản thì dùng cùng số hiệu.")
    )


class AccountForm(PersonForm):
    """A new account. Role and unit are checked against each other by the operation."""

    username = StringField(_l("Tên đăng nhập"), [InputRequired(_l("Nhập tên đăng nhập.")), Length(max=80)])
    role = SelectField(_l("Vai trò"), choices=[])
    unit_code = StringField(_l("Mã đơn vị"), [InputRequired(_l("Nhập mã đơn vị, ví dụ 07507.")), Length(max=10)])


class NewRequestForm(PersonForm):
    """A lead asks for an officer's account."""

    reason = TextAreaField(_l("Lý do, nhiệm vụ được giao"), [InputRequired(_l("Nêu lý do.")), Length(max=300)])


class ChangeRequestForm(PortalForm):
    """A lead asks for a new code, or to close an account."""

    kind = one_of(
        _l("Đề nghị"),
        {"code": _l("Cấp mã dùng một lần (quên mật khẩu)"), "close": _l("Khóa tài khoản")},
        _l("Chọn một việc."),
    )
    reason = TextAreaField(_l("Lý do"), [InputRequired(_l("Nêu lý do.")), Length(max=300)])


class AnswerForm(PortalForm):
    """The administrator's decision."""

    decision = one_of(
        _l("Quyết định"), {"accept": _l("Duyệt"), "refuse": _l("Không duyệt")}, _l("Chọn duyệt hoặc không duyệt.")
    )
    answer = TextAreaField(
        _l("Lý do (bắt buộc khi không duyệt)"), [Length(max=300)], description=_l("%(Lead)s đọc được.")
    )


class ImportForm(PortalForm):
    """An Excel file of accounts."""

    file = FileField(
        _l("Tệp Excel"), [FileRequired(_l("Chọn tệp Excel (.xlsx).")), FileAllowed(["xlsx"], _l("Chỉ nhận tệp .xlsx."))]
    )
