"""Who has done what: a line a commune with the plan's channels, the day's post, photographs shown before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import gettext as _

from portal.fieldwork.publicity import checklist, queries
from portal.fieldwork.publicity.checklist import Line, Span
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.fieldwork.roster.queries import points_in
from portal.sealing.log import checkpoints
from portal.sealing.log.checkpoints import Checkpoint
from portal.surveys.models import Point, Round
from portal.surveys.plan.public_parts import Channel
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.media.sheets import Cell
from portal.web.ui.formats import clock_time, day_month, full_stamp, integer, short_date
from portal.web.ui.listing import Columns, Listing

NOTHING, LACKING, NO_POST, REPEATED_PHOTOS = "nothing", "lacking", "no_post", "again"
CHANNEL = "channel-"


@dataclass(frozen=True)
class Row:
    """A commune: its channels, the post of the day looked at, how many photographs were shown before."""

    point: Point
    lines: tuple[Line[Span], ...]
    post: DailyPost | None
    repeated_photos: int

    @property
    def done(self) -> int:
        """How many channels are done as the plan wants."""
        return sum(line.is_done for line in self.lines)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.lines)

    def has(self, status: str) -> bool:
        """Whether a filter lets it through."""
        if status.startswith(CHANNEL):
            return any(line.channel.id == status.removeprefix(CHANNEL) and not line.is_done for line in self.lines)
        return {
            NOTHING: not any(line.is_begun for line in self.lines),
            LACKING: not self.is_complete,
            NO_POST: self.post is None,
            REPEATED_PHOTOS: self.repeated_photos > 0,
        }.get(status, True)


def rows(
    top: Unit, round_: Round, channels: Sequence[Channel], day: date | None, *, with_photos: bool = True
) -> list[Row]:
    """A row for each commune of the subtree, with four questions to the database; repeated photographs if wanted."""
    spans = queries.spans_in_round(top, round_)
    posts = queries.posted_on(top, round_, day) if day else {}  # before the first day there are none
    again = queries.count_repeated_photos(top, round_) if with_photos else {}
    return [
        Row(
            point,
            tuple(checklist.lines(channels, spans.get(point.id, []))),
            posts.get(point.id),
            again.get(point.id, 0),
        )
        for point in points_in(top, round_)
    ]


LISTING: Listing[Row] = Listing(
    has=Row.has,
    matches=lambda row, list_filter: row.point.unit.is_named(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda row: row.point.unit.sort_key,
        "done": lambda row: row.done,
        "post": lambda row: (
            row.post is not None,
            row.post.posted_at.timestamp() if row.post and row.post.posted_at else 0,
        ),
        "again": lambda row: row.repeated_photos,
    },
)


def state_of(line: Line[PublicityEntry | Span]) -> tuple[str, str]:
    """A channel's shape and word: done, how far, or nothing."""
    if line.is_done:
        return "dat", _("đã thực hiện")
    if line.is_begun:
        return "thap", _("%(run)s/%(least)s ngày", run=line.run, least=line.channel.least_days)
    return "chua_du_so_lieu", _("chưa")


def post_words(post: DailyPost | None) -> str:
    """When it was posted."""
    return _("chưa đăng") if post is None else _("đã đăng %(time)s", time=clock_time(post.posted_at))


def columns(channels: Sequence[Channel], day: date | None) -> Columns[Row]:
    """The columns of the file: one for each channel, and the day's post once there is a day."""
    post: Columns[Row] = [(_("Tin ngày %(day)s", day=day_month(day)), lambda row: post_words(row.post))] if day else []
    return [
        (_("%(Communes)s"), lambda row: row.point.unit.capital),
        (_("%(District)s"), lambda row: row.point.unit.district.capital if row.point.unit.district else ""),
        *((channel.label, channel_cell(place)) for place, channel in enumerate(channels)),
        (_("Số hình thức đã thực hiện"), lambda row: row.done),
        *post,
        (_("Ảnh trùng"), lambda row: row.repeated_photos),
    ]


def channel_cell(place: int) -> Callable[[Row], Cell]:
    """How far the channel at a place of the plan is."""
    return lambda row: state_of(row.lines[place])[1]


def province_post(round_: Round, day: date, posted: int, units: int) -> str:
    """The province's own post of a day: how many communes posted, and the head of the public log when it ended (P9)."""
    # hundreds of people who hold the same root make a second history of the box impossible to tell unseen
    head = checkpoints.latest(round_, before=clock.end_of(day))
    # the log's page: another process may serve it under another host
    log_address = f"{current_app.config['BASE_URL']}/log/{round_.slug}"
    lines = [
        _("TIN TRONG NGÀY %(day)s", day=short_date(day)),
        round_.plan_data.identity.issuer,
        _("- Đã đăng tin trong ngày: %(n)s/%(all)s đơn vị", n=integer(posted), all=integer(units)),
        log_line(head),
        _("- Đề nghị các đơn vị giữ lại tin này để so sánh: %(url)s", url=log_address),
    ]
    return "\n".join(lines)


def log_line(head: Checkpoint | None) -> str:
    """Size and root of the log, or that nothing is signed yet."""
    if head is None:
        return _("- Sổ niêm phong phiếu: chưa có xác nhận nào được ký")
    return _(
        "- Sổ niêm phong phiếu: %(n)s mục, mã đối chiếu %(root)s (ký lúc %(at)s)",
        n=integer(head.size),
        root=head.short_root,
        at=full_stamp(head.signed_at),
    )
