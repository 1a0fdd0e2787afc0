"""Old and new units: what is proposed counts for nothing until two persons gave it a ground, and all have one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from portal.accounts.permissions import Role
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.surveys.catalogues import links
from portal.units import mapping
from portal.units.models import Catalogue
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from portal.accounts.models import Account

GROUND = {"number": "1191/NQ-UBTVQH15", "day": date(2024, 5, 24), "article": "Điều 1"}
EVERY = [(code, code) for code in ("07507", "07519", "07534", "07210")]


@pytest.fixture
def both(db: object) -> tuple[Catalogue, Catalogue]:
    """Two catalogues of the same small places, about which no file says anything."""
    for year in (2023, 2024):
        make.load_units(year, make.SMALL.encode())
    return database.session.get_one(Catalogue, 2023), database.session.get_one(Catalogue, 2024)


def approver() -> Account:
    return make.account(Role.PROVINCE_APPROVER)


def test_entered_grounds_count_once_every_old_unit_has_one(both: tuple[Catalogue, Catalogue]) -> None:
    by, second = make.account(Role.ACCOUNT_ADMIN), approver()
    asked = links.ask(*both, EVERY[:3], by=by, **GROUND)
    with pytest.raises(Conflict, match="chờ xác nhận"):
        links.ask(*both, EVERY[3:], by=by, **GROUND)
    with pytest.raises(Refused):
        links.decide(asked, accepted=True, note="", by=by)
    links.decide(asked, accepted=True, note="", by=second)
    assert mapping.between(2023, 2024).parts == {}
    states = [line.state for line in links.lines(*both)]
    assert sorted(states) == ["grounded", "grounded", "grounded", "missing"]
    links.decide(links.ask(*both, EVERY[3:], by=by, **GROUND), accepted=True, note="", by=second)
    assert mapping.between(2023, 2024).parts == {code: (code,) for code, _new in EVERY}
    assert {line.basis for line in links.lines(*both)} == {"Nghị quyết số 1191/NQ-UBTVQH15 ngày 24/5/2024, Điều 1"}


def test_what_is_turned_down_or_withdrawn_leaves_nothing(both: tuple[Catalogue, Catalogue]) -> None:
    by = make.account(Role.ACCOUNT_ADMIN)
    links.decide(links.ask(*both, EVERY, by=by, **GROUND), accepted=False, note="Chưa đúng", by=approver())
    links.withdraw(links.ask(*both, EVERY, by=by, **GROUND), by=by)
    assert mapping.kept(2023, 2024) == []


@pytest.mark.parametrize(
    ("pairs", "day", "said"), [([], GROUND["day"], "Không có đề xuất"), (EVERY, date(2999, 1, 1), "sau hôm nay")]
)
def test_nothing_is_asked_for_no_pair_or_from_the_future(
    both: tuple[Catalogue, Catalogue], pairs: list[tuple[str, str]], day: date, said: str
) -> None:
    with pytest.raises(DomainError, match=said):
        links.ask(*both, pairs, by=make.account(Role.ACCOUNT_ADMIN), **{**GROUND, "day": day})


def test_a_resolution_of_today_is_a_ground(both: tuple[Catalogue, Catalogue]) -> None:
    asked = links.ask(*both, EVERY, by=make.account(Role.ACCOUNT_ADMIN), **{**GROUND, "day": clock.today()})
    assert asked.day == clock.today()


def test_of_bac_giang_192_are_proposed_of_which_the_file_decides_46_and_17_have_no_row(db: object) -> None:
    for year in (2024, 2025):
        make.units_of(year)
    earlier, later = (database.session.get_one(Catalogue, year) for year in (2024, 2025))
    assert len(mapping.proposals("2024", "2025")) == 192
    found = links.lines(earlier, later)
    by_state = {
        state: len({line.before.code for line in found if line.state == state})
        for state in (links.GROUNDED, links.PROPOSED, links.MISSING)
    }
    assert by_state == {"grounded": 46, "proposed": 146, "missing": 17}
    assert len(mapping.between(2024, 2025).parts) == 17
