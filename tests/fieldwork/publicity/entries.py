"""Entries of a commune's log, made without a page."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from portal.extensions import db
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.surveys.plan.public_parts import Channel
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import FIRST, desk

if TYPE_CHECKING:
    from datetime import date, datetime

ONCE = Channel("posted", "Niêm yết", 1)
THREE = Channel("loudspeaker", "Loa truyền thanh", 3)
_numbers = count(1)


def on(day: int) -> date:
    """A day so many days after the first."""
    return FIRST + timedelta(days=day)


def entry(first: int = 0, last: int | None = None, channel: str = "loudspeaker", **changes: Any) -> PublicityEntry:
    """Something done from a day to a day, in no database."""
    values = {"channel": channel, "times": 1, "place": "", "link": "", "body": ""} | changes
    return PublicityEntry(first_day=on(first), last_day=on(first if last is None else last), **values)


def kept(first: int = 0, last: int | None = None, channel: str = "loudspeaker", **changes: Any) -> PublicityEntry:
    """The same, in the log of a commune."""
    code = changes.pop("code", "07507")
    row = entry(first, last, channel, **changes)
    row.point_id, row.key = desk(code).id, f"{next(_numbers):032x}"
    row.entered_by, row.entered_at = make.account(at=make.unit(code)).id, clock.now()
    db.session.add(row)
    db.session.flush()
    return row


def post(day: int, at: datetime | None = None, code: str = "07507", **changes: Any) -> DailyPost:
    """A day's post, in the group from a moment on."""
    row = DailyPost(point_id=desk(code).id, day=on(day), posted_at=at, **changes)
    db.session.add(row)
    db.session.flush()
    return row
