"""Lent phones at some desks: each morning the lead's code, then one to three phones."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from portal.ballots.desks.models import DeskCode, DeskPhone
from portal.extensions import db
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from portal.demo.steps.fieldwork import Fieldwork
    from portal.surveys.models import Point

EVERY = 12
"""One desk of so many has phones."""
MOST = 3
CODE_AT, READY_AFTER = (7, 20), timedelta(minutes=15)


def enrol(work: Fieldwork, days: Sequence[date]) -> dict[tuple[str, date], list[int]]:
    """Enrol the phones of the mornings that have come; gives their ids by unit code and day."""
    phones = {}
    for point in work.points[::EVERY]:
        random = work.random(point.unit.code, "desk")
        for day in days:
            made_at = clock.at(day, *CODE_AT) + timedelta(minutes=random.randrange(8))
            number = random.randint(1, MOST)
            if made_at + READY_AFTER < work.now:
                phones[point.unit.code, day] = enrol_morning(point, day, made_at, work.lead(point).id, number)
    return phones


def enrol_morning(point: Point, day: date, made_at: datetime, lead: int, number: int) -> list[int]:
    """A code and the phones that came with it."""
    db.session.add(DeskCode(point_id=point.id, day=day, digest=os.urandom(32), made_by=lead, made_at=made_at))
    phones = [
        DeskPhone(
            point_id=point.id,
            day=day,
            number=one,
            key_hash=os.urandom(32),
            enrolled_at=made_at + timedelta(minutes=2 * one),
        )
        for one in range(1, number + 1)
    ]
    db.session.add_all(phones)
    db.session.flush()
    return [phone.id for phone in phones]
