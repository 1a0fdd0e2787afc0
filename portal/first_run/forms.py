"""What may be typed while an installation is set up."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from portal.accounts.permissions import Role
from portal.web.ui.forms import TOO_LONG, PortalForm, line_field


class OfficeForm(PortalForm):
    """The office and the number people call."""

    office = line_field(
        _l("Tên cơ quan"),
        200,
        missing=_l("Nhập tên cơ quan."),
        description=_l("tên đầy đủ, có tên tỉnh, ví dụ Sở Y tế tỉnh Bắc Ninh"),
    )
    telephone = StringField(
        _l("Điện thoại"),
        [
            InputRequired(_l("Nhập số điện thoại của cơ quan.")),
            Length(max=40, message=TOO_LONG),
            Regexp(r"^[0-9 .+()-]*$", message=_l("Số điện thoại chỉ gồm chữ số và dấu cách, dấu chấm.")),
        ],
        description=_l("số mà cán bộ, người dân gọi khi cần giúp"),
    )


class UnitsForm(PortalForm):
    """Units from what ships, or from a file of one's own."""

    shipped = SelectField(_l("Danh mục có sẵn"), choices=[], validate_choice=False, default="")
    file = FileField(_l("Hoặc tệp danh mục riêng (.csv)"))
    year = StringField(
        _l("Năm của danh mục trong tệp"), default="", description=_l("chỉ ghi khi đưa tệp riêng, ví dụ 2026")
    )


# Who is opened first: the role, the name to sign in with that is offered, what the person does.
FIRST = (
    (Role.ACCOUNT_ADMIN, "quantri", _l("Quản trị tài khoản: mở tài khoản cho mọi người")),
    (Role.PROVINCE_EDITOR, "chuyenvien", _l("Chuyên viên: soạn kế hoạch, tổng hợp")),
    (Role.PROVINCE_APPROVER, "lanhdao1", _l("Lãnh đạo duyệt thứ nhất")),
    (Role.PROVINCE_APPROVER, "lanhdao2", _l("Lãnh đạo duyệt thứ hai")),
)


def text(label: LazyString, default: str = "", hint: LazyString | str = "") -> StringField:
    checks = [InputRequired(_l("Chưa ghi.")), Length(max=100, message=TOO_LONG)]
    return StringField(label, checks, default=default, description=hint)


class PeopleForm(PortalForm):
    """The first four accounts, each of another person."""

    name_0, name_1, name_2, name_3 = (text(_l("Họ và tên")) for _n in range(4))
    number_0, number_1, number_2, number_3 = (text(_l("Số hiệu cán bộ")) for _n in range(4))
    username_0, username_1, username_2, username_3 = (
        text(_l("Tên đăng nhập"), offered, _l("chữ thường không dấu, chữ số, dấu chấm"))
        for _role, offered, _words in FIRST
    )

    def rows(self) -> list[tuple[object, StringField, StringField, StringField]]:
        """What each person does, and the fields about them."""
        return [
            (words, self[f"name_{n}"], self[f"number_{n}"], self[f"username_{n}"])
            for n, (_role, _offered, words) in enumerate(FIRST)
        ]
