"""The menu: the places of each role, what is watched one level below, nothing a role may not open."""

from __future__ import annotations

import pytest

from portal.accounts.navigation import PLACES, place_of
from portal.accounts.permissions import Role
from portal.extensions import db as database
from tests import make

MOST_IN_VIEW = 14
PLACES_OF = {
    Role.COMMUNE_OFFICER: ["Hôm nay", "Bàn hỗ trợ", "Báo cáo", "Thêm"],
    Role.COMMUNE_LEAD: ["Hôm nay", "Bàn hỗ trợ", "Báo cáo", "Thêm"],
    Role.DISTRICT_MONITOR: ["Việc", "Theo dõi", "Báo cáo, văn bản", "Thêm"],
    Role.VETERANS_OFFICE: ["Phân công", "Theo dõi", "Thêm"],
    Role.PROVINCE_EDITOR: ["Bàn làm việc", "Theo dõi", "Kết quả", "Văn bản", "Thiết lập đợt"],
    Role.PROVINCE_APPROVER: ["Bàn làm việc", "Theo dõi", "Kết quả", "Văn bản", "Thiết lập đợt"],
    Role.AUDITOR: ["Nhật ký", "Theo dõi", "Kết quả", "Văn bản", "Thiết lập đợt"],
    Role.ACCOUNT_ADMIN: ["Việc", "Tài khoản", "Đơn vị", "Nhật ký", "Hệ thống"],
}


@pytest.fixture
def survey(db):
    made = make.survey_round()
    database.session.commit()
    return made


def menu(page, label="Mục chính"):
    return [link.get_text(strip=True) for link in page.all(f'nav[aria-label="{label}"] a')]


def current(page, label="Mục chính"):
    return [link.get_text(strip=True) for link in page.all(f'nav[aria-label="{label}"] a[aria-current]')]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_places_and_starts_in_the_first(sign_in, survey, role):
    page = sign_in(make.account(role)).get("/home", follow_redirects=True)
    assert menu(page) == PLACES_OF[role]
    assert current(page) == PLACES_OF[role][:1]
    assert len(menu(page)) + len(menu(page, "Theo dõi")) <= MOST_IN_VIEW


@pytest.mark.parametrize(
    ("role", "endpoint", "place"),
    [
        (Role.COMMUNE_OFFICER, "fieldwork.visits", "Hôm nay"),
        (Role.COMMUNE_OFFICER, "roster.helper", "Bàn hỗ trợ"),
        (Role.COMMUNE_OFFICER, "documents.show", "Báo cáo"),
        (Role.COMMUNE_LEAD, "accounts_requests.mine", "Thêm"),
        (Role.DISTRICT_MONITOR, "accounts.people", "Thêm"),
        (Role.DISTRICT_MONITOR, "surveys.overview", "Thêm"),
        (Role.PROVINCE_EDITOR, "results.unit", "Theo dõi"),
        (Role.PROVINCE_EDITOR, "results.questions", "Kết quả"),
        (Role.PROVINCE_EDITOR, "questionnaires.version", "Thiết lập đợt"),
        (Role.AUDITOR, "accounts_events.events", "Nhật ký"),
        (Role.PROVINCE_EDITOR, "accounts_own.show", None),
    ],
)
def test_a_page_lies_in_the_place_that_names_it_or_its_room(role, endpoint, place):
    found = place_of(endpoint, PLACES[role])
    assert (found and str(found.label)) == place


def test_what_is_watched_stands_below_on_its_own_pages_alone(sign_in, survey):
    browser = sign_in(make.account(Role.DISTRICT_MONITOR))
    page = browser.get("/corrections")
    assert current(page) == ["Theo dõi"]
    assert current(page, "Theo dõi") == ["Điều chỉnh"]
    assert "Khen thưởng" not in menu(page, "Theo dõi")
    assert menu(browser.get("/documents"), "Theo dõi") == []


def test_a_commune_has_no_second_row(sign_in, survey):
    assert menu(sign_in(make.account(Role.COMMUNE_OFFICER)).get("/today"), "Theo dõi") == []
