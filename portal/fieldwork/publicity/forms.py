"""What a commune may type about its publicity."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from portal.fieldwork.publicity.checklist import OTHER
from portal.fieldwork.publicity.models import LONGEST_REASON, MOST_TIMES
from portal.fieldwork.visits.forms import VersionField, WholeNumber
from portal.web.ui.forms import PortalForm, SelectChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from portal.surveys.models import Point
    from portal.surveys.plan.parts import Channel


class DayField(DateField):
    """A day; whatever else was typed stays in the field and is said to be no day."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise ValueError(lazy_gettext("Ngày không đúng: chọn trên lịch hoặc gõ năm-tháng-ngày.")) from None


class EntryForm(PortalForm):
    channel = SelectField(lazy_gettext("Hình thức"), validate_choice=False)
    first_day = DayField(
        lazy_gettext("Ngày thực hiện"), validators=[InputRequired(lazy_gettext("Chưa ghi ngày thực hiện."))]
    )
    last_day = DayField(
        lazy_gettext("Đến ngày"),
        description=lazy_gettext("Chỉ ghi khi làm nhiều ngày liên tiếp."),
    )
    times = WholeNumber(
        lazy_gettext("Số lần mỗi ngày"),
        most=MOST_TIMES,
        sentence=lazy_gettext("Số lần mỗi ngày phải là số nguyên từ 1 đến 99."),
        default=1,
    )
    place = StringField(
        lazy_gettext("Nơi thực hiện, kênh"),
        description=lazy_gettext("Ví dụ: trụ sở UBND xã; loa 12 thôn; trang Zalo của xã."),
        validators=[
            InputRequired(lazy_gettext("Chưa ghi nơi thực hiện.")),
            Length(max=300, message=lazy_gettext("Nơi thực hiện dài quá 300 ký tự.")),
        ],
    )
    link = StringField(
        lazy_gettext("Đường dẫn"),
        validators=[Length(max=500, message=lazy_gettext("Đường dẫn dài quá 500 ký tự."))],
    )
    body = TextAreaField(
        lazy_gettext("Nội dung"),
        validators=[Length(max=4000, message=lazy_gettext("Nội dung dài quá 4.000 ký tự."))],
    )
    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}|", message=lazy_gettext("Mở lại trang rồi ghi lại."))])
    version = VersionField(default=0)

    def __init__(self, *args: Any, channels: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = [
            *(SelectChoice(channel.id, channel.label) for channel in channels),
            SelectChoice(OTHER, lazy_gettext("Hình thức khác")),
        ]


class MoveForm(PortalForm):
    """Where an entry belongs, and why."""

    to = SelectField(
        lazy_gettext("Xã đúng"),
        validators=[InputRequired(lazy_gettext("Chọn xã nơi hoạt động được thực hiện."))],
        validate_choice=False,
    )
    reason = TextAreaField(
        lazy_gettext("Lý do"),
        validators=[
            InputRequired(lazy_gettext("Đề nghị nêu lý do chuyển.")),
            Length(max=LONGEST_REASON, message=lazy_gettext("Lý do dài quá 1.000 ký tự.")),
        ],
    )
    version = VersionField(default=0)

    def offer(self, points: Iterable[Point]) -> None:
        """The communes there are; none is chosen beforehand."""
        self.to.choices = [
            SelectChoice("", lazy_gettext("Chọn xã")),
            *(SelectChoice(point.unit.code, point.unit.title) for point in points),
        ]
