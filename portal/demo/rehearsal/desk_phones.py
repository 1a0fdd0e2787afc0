"""Lent phones at some desks of the trial round: each morning the lead's code, then one to three phones."""

from __future__ import annotations

import os
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portal.accounts.permissions import Role
from portal.ballots.desks.models import DeskCode, DeskPhone, desk_pace
from portal.demo.simulation import replay
from portal.extensions import db
from portal.surveys.models import Point
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from portal.surveys.models import Round

    Phones = dict[tuple[str, date], list[int]]

EVERY = 12
"""One desk of so many has phones."""
MOST = 3
CODE_AT, READY_AFTER = (7, 20), timedelta(minutes=15)


def enrol(round_: Round, days: Sequence[date], seed: int) -> Phones:
    """Enrol the phones of the mornings that have come; gives their ids by unit code and day."""
    staff, phones = replay.staff_by_unit(round_), {}
    for point in replay.points_with_units(round_)[::EVERY]:
        random = Random(f"{seed}/{point.unit.code}/desk")
        lead = staff[point.unit_id, Role.COMMUNE_LEAD].id
        for day in days:
            made_at = clock.at(day, *CODE_AT) + timedelta(minutes=random.randrange(8))
            number = random.randint(1, MOST)
            if made_at + READY_AFTER < clock.now():
                phones[point.unit.code, day] = enrol_morning(point, made_at, lead, number)
    return phones


def enrol_morning(point: Point, made_at: datetime, lead: int, number: int) -> list[int]:
    """A code and the phones that came with it."""
    day = clock.local(made_at).date()
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


def clear(round_: Round) -> None:
    """Take the phones out again."""
    points = select(Point.id).where(Point.round_id == round_.id)
    phones = select(DeskPhone.id).where(DeskPhone.point_id.in_(points))
    db.session.execute(delete(desk_pace).where(desk_pace.c.phone_id.in_(phones)))
    for model in (DeskPhone, DeskCode):
        db.session.execute(delete(model).where(model.point_id.in_(points)))
