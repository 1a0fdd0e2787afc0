"""People of 2024 and rounds of 2025, and the other way round: the same paths, and nobody sees the other year's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.accounts import queries as accounts
from portal.accounts.permissions import LEVEL_OF, Role
from portal.ballots.desks import queries as desks
from portal.ballots.desks.models import DeskPhone
from portal.extensions import db as database
from portal.fieldwork.inspections import operations as inspections
from portal.fieldwork.inspections import queries as inspecting
from portal.fieldwork.publicity import operations as publicity
from portal.fieldwork.publicity import queries as publicised
from portal.fieldwork.reminders import operations as urging
from portal.fieldwork.reminders import queries as urged
from portal.fieldwork.roster import operations as roster
from portal.fieldwork.roster import queries as rosters
from portal.fieldwork.visits import operations, queries
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.accounts.models import Account
    from portal.surveys.models import Point
    from portal.units.models import Unit
    from tests.browser import PageClient

DAY = make.FIRST_DAY
YEARS = [(2024, 2025), (2025, 2024)]
TOPS = {"commune": "07507", "district": "219", "province": "24"}

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.parametrize(("year", "other"), YEARS)]


Work = dict[int, dict[str, int]]
"""Of each year, the numbers of its rows by kind."""


@pytest.fixture(autouse=True)
def work(db: object, at: Callable[[datetime], None]) -> Work:
    """The same places in both catalogues, a round in each, and in each the same things done at the same commune."""
    for year in (2024, 2025):
        make.units_small(year)
        make.survey_round(f"khao-sat-{year}", catalogue_id=year)
    at(clock.at(DAY, 15))
    return {year: done_in(year) for year in (2024, 2025)}


def done_in(year: int) -> dict[str, int]:
    """One row of each kind."""
    point, lead = point_of(year), account(Role.COMMUNE_LEAD, year)
    operations.save_visits(point, DAY, visits=30, source="direct", version=0, by=lead)
    operations.lock_day(point, DAY, version=1, by=lead)
    who = {"full_name": f"Nguyễn Văn {year}", "association": "Hội Cựu chiến binh", "phone": "", "note": ""}
    what = {"channel": "other", "first_day": DAY, "last_day": DAY, "times": 1, "link": "", "body": "", "place": "chợ"}
    team = account(Role.DISTRICT_MONITOR, year)
    seen = inspections.record_inspection(
        point, key=f"{year:032d}", by=team, day=DAY, hour="9 giờ", team="Tổ 1", answers={}
    )
    phone = DeskPhone(point_id=point.id, day=DAY, number=1, key_hash=str(year).encode() * 8, enrolled_at=clock.now())
    database.session.add(phone)
    database.session.flush()
    return {
        "lead": lead.id,
        "correction": operations.ask_correction(point, DAY, visits=31, reason=f"Nhầm {year}.", by=lead).id,
        "helper": roster.add_helper(point, **who, extra=False, by=lead).id,
        "entry": publicity.add_entry(point, key=f"{year:032d}", by=lead, **what).id,
        "post": publicity.make_post(point, DAY, by=lead).id,
        "incident": urging.report_incident(
            point, key=f"{year:032d}", kind="other", body=f"Mất điện {year}.", by=lead
        ).id,
        "inspection": seen.id,
        "finding": inspections.add_finding(seen, point, body="Thiếu ghế", due_day=DAY, by=team).id,
        "phone": phone.id,
    }


def account(role: Role, year: int) -> Account:
    return make.account(role, make.unit(TOPS[LEVEL_OF[role]], year))


def point_of(year: int) -> Point:
    [point] = queries.points_of(make.unit("07507", year))
    return point


FINDERS: dict[str, Callable[[Unit, int], object]] = {
    "lead": accounts.account_in,
    "correction": queries.correction_in,
    "helper": rosters.helper_in,
    "entry": publicised.entry_in,
    "post": publicised.post_in,
    "incident": urged.incident_in,
    "inspection": inspecting.inspection_in,
    "finding": inspecting.finding_in,
    "phone": desks.phone_in,
}


@pytest.mark.parametrize("kind", list(FINDERS))
@pytest.mark.parametrize("level", list(TOPS))
def test_a_row_is_found_by_its_number_in_the_year_of_its_reader_alone(
    work: Work, year: int, other: int, level: str, kind: str
) -> None:
    top = make.unit(TOPS[level], year)
    assert FINDERS[kind](top, work[year][kind]) is not None
    assert FINDERS[kind](top, work[other][kind]) is None


@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        (Role.COMMUNE_LEAD, {"helper": "/roster/helpers/{}", "entry": "/publicity/entries/{}"}),
        (Role.COMMUNE_LEAD, {"finding": "/findings/{}/fix", "phone": "/desk-phones/{}/closing"}),
        (Role.DISTRICT_MONITOR, {"correction": "/corrections/{}", "incident": "/manage/incidents/{}"}),
        (Role.DISTRICT_MONITOR, {"inspection": "/inspections/visits/{}"}),
        (Role.PROVINCE_EDITOR, {"inspection": "/inspections/visits/{}", "incident": "/manage/incidents/{}"}),
    ],
)
def test_its_page_is_there_in_one_year_and_not_found_in_the_other(
    work: Work, sign_in: Callable[..., PageClient], year: int, other: int, role: Role, addresses: dict[str, str]
) -> None:
    browser = sign_in(account(role, year))
    for kind, address in addresses.items():
        assert browser.get(address.format(work[year][kind])).status == 200, address
        assert browser.get(address.format(work[other][kind])).status == 404, address


def test_lists_tell_of_their_own_year(sign_in: Callable[..., PageClient], year: int, other: int) -> None:
    monitor = sign_in(account(Role.DISTRICT_MONITOR, year))
    for path in ("/corrections", f"/urging/khao-sat-{year}/incidents"):
        page = monitor.get(path)
        assert str(year) in page.text, path
        assert f"Nhầm {other}" not in page.text, path
        assert f"Mất điện {other}" not in page.text, path


@pytest.mark.parametrize(
    "address",
    [
        "/board/{}",
        "/inspections/{}",
        "/urging/{}",
        "/rosters/{}",
        "/manage/publicity/{}",
        "/manage/rounds/{}/task-forces",
        "/manage/rounds/{}/reports",
    ],
)
def test_a_round_of_the_other_year_is_not_found(
    sign_in: Callable[..., PageClient], year: int, other: int, address: str
) -> None:
    editor = sign_in(account(Role.PROVINCE_EDITOR, year))
    assert editor.get(address.format(f"khao-sat-{year}")).status == 200
    assert editor.get(address.format(f"khao-sat-{other}")).status == 404


def test_a_communes_day_is_of_the_round_of_its_own_year(
    sign_in: Callable[..., PageClient], year: int, other: int
) -> None:
    lead = sign_in(account(Role.COMMUNE_LEAD, year))
    second = "/visits/2024-06-12"
    assert lead.get(second).status == 200
    assert lead.get(f"{second}?round=khao-sat-{year}").status == 200
    assert lead.get(f"{second}?round=khao-sat-{other}").status == 404
