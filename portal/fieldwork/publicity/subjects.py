"""What an address of these pages names, always inside the reader's places."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import abort
from flask_login import current_user

from portal.fieldwork.own_round import own_point
from portal.fieldwork.publicity import operations, queries

if TYPE_CHECKING:
    from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
    from portal.surveys.models import Point
    from portal.web.media.uploads import Photo


def load_entry(entry_id: int) -> PublicityEntry | None:
    return queries.entry_in(current_user.unit, entry_id)


def load_photo(photo_id: str) -> Photo | None:
    return queries.photo_in(current_user.unit, photo_id)


def load_post(post_id: int) -> DailyPost | None:
    return queries.post_in(current_user.unit, post_id)


def load_point_and_day(text: str) -> tuple[Point, date]:
    """The commune's point in the round at hand, and the day of a post."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        abort(404)
    point = own_point()
    operations.check_post_day(point, day)
    return point, day
