"""Helpers and shifts for tests, with sensible defaults."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from portal.accounts.permissions import Role
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.visits import queries as fieldwork
from tests import make

if TYPE_CHECKING:
    from portal.accounts.models import Account
    from portal.fieldwork.roster.models import Helper
    from portal.surveys.models import Point

WED, THU, FRI = date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14)
DEADLINE = date(2024, 6, 7)
PHONE = "0123456701"


def point(code: str = "07507") -> Point:
    """A commune's point as its pages load it."""
    return fieldwork.points_of(make.unit(code))[0]


def officer(code: str = "07507", **changes: object) -> Account:
    return make.account(Role.COMMUNE_OFFICER, make.unit(code), **changes)


def helper(code: str = "07507", name: str = "Nguyễn Văn An", phone: str = PHONE, **changes: object) -> Helper:
    """Somebody on a commune's list, loaded with their desk."""
    values = {"association": "Hội Cựu chiến binh", "note": "", "extra": False, **changes}
    made = operations.add_helper(point(code), full_name=name, phone=phone, by=officer(code), **values)
    found = queries.helper_in(make.unit(code), made.id)
    assert found is not None
    return found


def on(code: str = "07507", day: date = WED, half: str = "morning", **changes: object) -> Helper:
    """Somebody on a commune's list who stands at the desk for half a day."""
    made = helper(code, **changes)
    operations.assign(made, day, half, by=officer(code))
    return made


def desk(code: str = "07507") -> queries.Desk:
    return queries.desk(point(code))


def full(code: str = "07507", **changes: object) -> list[Helper]:
    """A desk with one person in each half-day."""
    people = [
        helper(code, name=name, phone=f"01234567{n}{code[-1]}", **changes)
        for n, name in enumerate(("Vũ Văn Ba", "Lê Thị Tư"), 1)
    ]
    for day in (WED, THU, FRI):
        for person, half in zip(people, ("morning", "afternoon"), strict=True):
            operations.assign(person, day, half, by=officer(code))
    return people
