"""What may be typed to sign in, to choose a password, to open an account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.web.forms import PortalForm


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


class AccountForm(PortalForm):
    """A new account. Role and unit are checked against each other by the operation."""

    full_name = StringField(_l("Họ và tên"), [InputRequired(_l("Nhập họ và tên.")), Length(max=100)])
    identifier = StringField(
        _l("Số hiệu cán bộ"),
        [Length(max=60)],
        description=_l("Một người có hai tài khoản thì dùng cùng số hiệu."),
    )
    username = StringField(_l("Tên đăng nhập"), [InputRequired(_l("Nhập tên đăng nhập.")), Length(max=80)])
    role = SelectField(_l("Vai trò"), choices=[])
    unit_code = StringField(_l("Mã đơn vị"), [InputRequired(_l("Nhập mã đơn vị, ví dụ 07507.")), Length(max=10)])


class ImportForm(PortalForm):
    """An Excel file of accounts."""

    file = FileField(
        _l("Tệp Excel"), [FileRequired(_l("Chọn tệp Excel (.xlsx).")), FileAllowed(["xlsx"], _l("Chỉ nhận tệp .xlsx."))]
    )
