"""What a commune may type about its publicity."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Regexp

from portal.fieldwork.publicity.checklist import OTHER
from portal.fieldwork.publicity.models import LONGEST_REASON, MOST_TIMES
from portal.surveys.models import Point
from portal.surveys.plan.public_parts import Channel
from portal.web.ui.forms import DayField, PortalForm, SelectChoice, VersionField, WholeNumber, line_field, prose_field


class EntryForm(PortalForm):
    channel = SelectField(_l("Hình thức"), validate_choice=False)
    first_day = DayField(_l("Ngày thực hiện"), [InputRequired(_l("Chưa ghi ngày thực hiện."))])
    last_day = DayField(_l("Đến ngày"), description=_l("Chỉ ghi khi làm nhiều ngày liên tiếp."))
    times = WholeNumber(
        _l("Số lần mỗi ngày"),
        most=MOST_TIMES,
        sentence=_l("Số lần mỗi ngày phải là số nguyên từ 1 đến 99."),
        default=1,
    )
    place = line_field(
        _l("Nơi thực hiện, kênh"),
        300,
        _l("Nơi thực hiện dài quá 300 ký tự."),
        _l("Chưa ghi nơi thực hiện."),
        description=_l("Ví dụ: trụ sở UBND %(commune)s; loa 12 thôn; trang mạng xã hội của %(commune)s."),
    )
    link = line_field(_l("Đường dẫn"), 500, _l("Đường dẫn dài quá 500 ký tự."))
    body = prose_field(_l("Nội dung"), 4000, _l("Nội dung dài quá 4.000 ký tự."))
    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}|", message=_l("Mở lại trang rồi ghi lại."))])
    version = VersionField(default=0)

    def __init__(self, *args: Any, channels: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = [
            *(SelectChoice(channel.id, channel.label) for channel in channels),
            SelectChoice(OTHER, _l("Hình thức khác")),
        ]


class MoveForm(PortalForm):
    """Where an entry belongs, and why."""

    to = SelectField(
        _l("%(Commune)s đúng"),
        [InputRequired(_l("Chọn %(commune)s nơi hoạt động được thực hiện."))],
        validate_choice=False,
    )
    reason = prose_field(_l("Lý do"), LONGEST_REASON, _l("Lý do dài quá 1.000 ký tự."), _l("Đề nghị nêu lý do chuyển."))
    version = VersionField(default=0)

    def offer(self, points: Iterable[Point]) -> None:
        """The communes there are; none is chosen beforehand."""
        self.to.choices = [
            SelectChoice("", _l("Chọn %(commune)s")),
            *(SelectChoice(point.unit.code, point.unit.title) for point in points),
        ]
