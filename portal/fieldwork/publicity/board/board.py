"""Who has done what: a line a commune with the plan's channels, the day's post, photographs shown before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.extensions import db
from portal.fieldwork.publicity import checklist, queries
from portal.surveys import queries as surveys
from portal.units.names import fold
from portal.web.ui.formats import clock_time, day_month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.fieldwork.publicity.checklist import Line
    from portal.fieldwork.publicity.models import DailyPost
    from portal.surveys.models import Point, Round
    from portal.surveys.plan.parts import Channel
    from portal.units.models import Unit
    from portal.web.media.sheets import Cell

NOTHING, LACKING, NO_POST, REPEATED_PHOTOS = "nothing", "lacking", "no_post", "again"
CHANNEL = "channel-"


@dataclass(frozen=True)
class Row:
    """A commune: its channels, the post of the day looked at, how many photographs were shown before."""

    point: Point
    lines: tuple[Line, ...]
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


@dataclass(frozen=True)
class Wish:
    """What the reader wants to see."""

    typed: str = ""
    district: str = ""
    status: str = ""
    sort: str = ""


def rows(top: Unit, round_: Round, channels: Sequence[Channel], day: date | None) -> list[Row]:
    """A row for each commune of the subtree, with four questions to the database."""
    entries = queries.entries_in_round(top, round_)
    posts = queries.posted_on(top, round_, day) if day else {}
    again = queries.count_repeated_photos(top, round_)
    points = db.session.scalars(surveys.points(top, round_)).all()
    return [
        Row(
            point,
            tuple(checklist.lines(channels, entries.get(point.id, []))),
            posts.get(point.id),
            again.get(point.id, 0),
        )
        for point in points
    ]


def wanted(all_rows: Sequence[Row], wish: Wish) -> list[Row]:
    """The rows that search, district and status leave, in the order asked for."""
    typed = fold(wish.typed)
    wanted_rows = [row for row in all_rows if is_wanted(row, wish, typed)]
    key = wish.sort.removeprefix("-")
    if key in ORDERS:
        wanted_rows.sort(key=ORDERS[key], reverse=wish.sort.startswith("-"))
    return wanted_rows


def is_wanted(row: Row, wish: Wish, typed: str) -> bool:
    unit = row.point.unit
    in_district = not wish.district or (unit.district is not None and unit.district.code == wish.district)
    return in_district and typed in unit.search and (not wish.status or row.has(wish.status))


ORDERS = {
    "unit": lambda row: row.point.unit.sort_key,
    "done": lambda row: row.done,
    "post": lambda row: (row.post is not None, row.post.posted_at.timestamp() if row.post else 0),
    "again": lambda row: row.repeated_photos,
}


def state_of(line: Line) -> tuple[str, str]:
    """A channel's shape and word: done, how far, or nothing."""
    if line.is_done:
        return "dat", _("đã thực hiện")
    if line.is_begun:
        return "thap", _("%(run)s/%(least)s ngày", run=line.run, least=line.channel.least_days)
    return "chua_du_so_lieu", _("chưa")


def post_words(post: DailyPost | None) -> str:
    """When it was posted."""
    return _("chưa đăng") if post is None else _("đã đăng %(time)s", time=clock_time(post.posted_at))


def header(channels: Sequence[Channel], day: date | None) -> list[str]:
    """The heads of the file's columns."""
    post = [_("Tin ngày %(day)s", day=day_month(day))] if day else []
    return [
        _("Xã, phường, thị trấn"),
        _("Huyện"),
        *(channel.label for channel in channels),
        _("Số hình thức đã thực hiện"),
        *post,
        _("Ảnh trùng"),
    ]


def values(shown_rows: Sequence[Row], day: date | None) -> list[list[Cell]]:
    """The same rows for the file."""
    return [
        [
            row.point.unit.capital,
            row.point.unit.district.capital if row.point.unit.district else "",
            *(state_of(line)[1] for line in row.lines),
            row.done,
            *([post_words(row.post)] if day else []),
            row.repeated_photos,
        ]
        for row in shown_rows
    ]
