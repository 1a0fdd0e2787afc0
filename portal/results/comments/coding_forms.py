"""What may be typed about comments and their themes."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.validators import Optional

from portal.results.models import LONGEST_NUMBER, LONGEST_PLACE, LONGEST_THEME, LONGEST_WORDING
from portal.web.ui.forms import DayField, PortalForm, VersionField, line_field, one_of, prose_field

LEVELS = ("", "commune", "district", "province")
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
PICKED = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


def number(value: object) -> int:
    """A theme's number, a place or a page; 0 for anything else."""
    text = str(value)
    return int(text) if NUMBER.fullmatch(text) else 0


def theme_name() -> StringField:
    return line_field(
        _l("Tên nhóm vấn đề"), LONGEST_THEME, _l("Tên nhóm vấn đề dài quá 100 ký tự."), _l("Nhập tên nhóm vấn đề.")
    )


def document_number(label: str) -> StringField:
    return line_field(label, LONGEST_NUMBER, _l("Số văn bản dài quá 60 ký tự."))


class CodeForm(PortalForm):
    """What one comment is about."""

    chosen = SelectMultipleField(_l("Nhóm vấn đề"), coerce=number, validate_choice=False)
    uncodable = BooleanField(_l("Không xếp được vào nhóm nào"))
    version = VersionField(default=0)


class PickForm(PortalForm):
    """Themes for several comments at once; each picked by its place and version."""

    picked = SelectMultipleField(_l("Ý kiến"), validate_choice=False)
    chosen = SelectMultipleField(_l("Nhóm vấn đề"), coerce=number, validate_choice=False)

    def values(self) -> dict[str, object]:
        """With the places picked and the versions looked at; what is not such a pair is left out."""
        matches = (PICKED.fullmatch(str(one)) for one in self.picked.data or ())
        return {**super().values(), "picked": [(int(one[1]), int(one[2])) for one in matches if one]}


class ThemeForm(PortalForm):
    """A new theme."""

    name = theme_name()


class ThemeEditForm(PortalForm):
    """A theme with what was said in general."""

    name = theme_name()
    wording = prose_field(
        _l("Nội dung khái quát"),
        LONGEST_WORDING,
        _l("Nội dung dài quá 1.000 ký tự."),
        description=_l("In vào Phụ lục 7. Viết khái quát, không trích nguyên văn, không nêu tên người."),
    )
    level = one_of(
        _l("Cấp giải quyết"),
        dict.fromkeys(("", "commune", "district", "province"), ""),  # the page says them as the round's plan does
        _l("Chọn cấp giải quyết."),
        default="",
    )
    is_praise = BooleanField(_l("Ý kiến khen, không yêu cầu giải quyết"))
    passed_number = document_number(_l("Số văn bản chuyển"))
    passed_on = DayField(_l("Ngày văn bản chuyển"), [Optional()])
    answered_number = document_number(_l("Số văn bản trả lời"))
    answered_on = DayField(_l("Ngày văn bản trả lời"), [Optional()])
    published_in = line_field(_l("Công khai tại"), LONGEST_PLACE, _l("Nơi công khai dài quá 200 ký tự."))
    version = VersionField(default=0)


class MergeForm(PortalForm):
    """Which theme takes the comments of this one."""

    into = StringField(_l("Gộp vào"), filters=[number])
