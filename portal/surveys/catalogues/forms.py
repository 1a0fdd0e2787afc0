"""What may be typed about a catalogue: a file or a shipped list, a correction, a resolution that joins units."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.units.catalogue import LONGEST_KEY, LONGEST_KIND, LONGEST_NAME
from portal.web.ui.forms import TOO_LONG, DayField, PortalForm, WholeNumber, line_field

LATEST = 2100


class FileForm(PortalForm):
    """A catalogue's file."""

    file = FileField(_l("Tệp danh mục (.csv hoặc .xlsx)"), [FileRequired(_l("Chọn tệp danh mục."))])


class NameForm(PortalForm):
    """What a catalogue that was read is to be known by."""

    year = WholeNumber(_l("Năm của danh mục"), most=LATEST, sentence=_l("Nhập năm, ví dụ 2025."))
    key = line_field(
        _l("Khóa danh mục"),
        LONGEST_KEY,
        default="",
        description=_l("Để trống thì lấy năm. Một năm có nhiều danh mục thì đặt khóa, ví dụ y-te-2025."),
    )


class ShippedForm(PortalForm):
    """A province of the national list that comes with the portal."""

    province = SelectField(_l("Tỉnh, thành phố"), [InputRequired(_l("Chọn tỉnh, thành phố."))], validate_choice=False)


class UnitForm(PortalForm):
    """A unit's name, kind, other spellings and place."""

    name = line_field(_l("Tên"), LONGEST_NAME, missing=_l("Nhập tên."))
    kind = line_field(_l("Loại đơn vị"), LONGEST_KIND, missing=_l("Nhập loại."))
    aliases = line_field(
        _l("Cách viết khác"), 200, default="", description=_l("Cách nhau bằng dấu chấm phẩy; để tìm kiếm cũng thấy.")
    )
    position = line_field(
        _l("Vị trí"),
        40,
        default="",
        description=_l("Vĩ độ, kinh độ, ví dụ 21.35, 106.55; chỉ để vẽ bản đồ không ranh giới."),
    )


class ResolutionForm(PortalForm):
    """The resolution by which old units went into new ones."""

    number = StringField(
        _l("Số nghị quyết"),
        [
            InputRequired(_l("Nhập số nghị quyết, ví dụ 1191/NQ-UBTVQH15.")),
            Length(max=60, message=TOO_LONG),
            Regexp(r"\d+/\S+", message=_l("Số nghị quyết có dạng 1191/NQ-UBTVQH15.")),
        ],
    )
    day = DayField(_l("Ngày ban hành"), [InputRequired(_l("Nhập ngày ban hành, ví dụ 24/10/2024."))])
    article = StringField(_l("Điều, khoản"), [Optional(), Length(max=60, message=TOO_LONG)], default="")


class LinkForm(ResolutionForm):
    """Where one old unit went, and by which resolution."""

    to_code = SelectField(
        _l("Nhập trọn vào đơn vị mới"), [InputRequired(_l("Chọn đơn vị mới."))], validate_choice=False
    )
