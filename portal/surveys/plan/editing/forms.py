"""What may be typed about a plan as a whole: what it begins from, a file of it."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from portal.web.ui.forms import PortalForm, VersionField, one_of


class BeginForm(PortalForm):
    """Another plan to begin from."""

    source = SelectField(_l("Chép từ kế hoạch"), choices=[], validate_choice=False)


class RevisionForm(PortalForm):
    """A deed on the plan as it was looked at."""

    revision = VersionField()


class FileForm(RevisionForm):
    """A plan's file: to be held against the page, or to take its place."""

    file = FileField(_l("Tệp kế hoạch (.toml)"), [FileRequired(_l("Chọn tệp kế hoạch."))])
    what = one_of(
        _l("Làm gì với tệp"),
        {"compare": _l("Chỉ xem tệp khác trang ở đâu"), "take": _l("Thay kế hoạch trên trang bằng tệp")},
        _l("Chọn xem khác nhau hay thay kế hoạch."),
        default="compare",
    )
