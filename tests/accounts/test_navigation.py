"""The menu: five entries for the offices, the topics of «Triển khai» one level below, nothing a role may not open."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from tests import make


@pytest.fixture
def survey(db):
    made = make.survey_round()
    database.session.commit()
    return made


def menu(page, label="Mục chính"):
    return [link.get_text(strip=True) for link in page.all(f'nav[aria-label="{label}"] a')]


def current(page, label="Mục chính"):
    return [link.get_text(strip=True) for link in page.all(f'nav[aria-label="{label}"] a[aria-current]')]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.PROVINCE_EDITOR, ["Tham gia", "Triển khai", "Kết quả", "Văn bản", "Đợt khảo sát", "Phiếu hỏi"]),
        (Role.AUDITOR, ["Tham gia", "Triển khai", "Kết quả", "Văn bản", "Đợt khảo sát", "Phiếu hỏi"]),
        (Role.DISTRICT_MONITOR, ["Tham gia", "Triển khai", "Kết quả", "Văn bản", "Đợt khảo sát", "Tài khoản"]),
    ],
)
def test_an_office_s_menu_holds_what_the_role_may_open(sign_in, survey, role, labels):
    page = sign_in(make.account(role)).get("/board")
    assert menu(page) == labels
    assert current(page) == ["Tham gia"]
    assert menu(page, "Triển khai") == []


def test_the_topics_stand_below_on_their_own_pages(sign_in, survey):
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get("/corrections")
    assert current(page) == ["Triển khai"]
    assert current(page, "Triển khai") == ["Điều chỉnh"]
    assert "Khen thưởng" not in menu(page, "Triển khai")


def test_a_commune_s_menu_is_its_day(sign_in, survey):
    page = sign_in(make.account(Role.COMMUNE_OFFICER)).get("/today")
    assert menu(page)[0] == "Hôm nay"
    assert menu(page, "Triển khai") == []


def test_the_administrator_sees_accounts_alone(sign_in, survey):
    assert menu(sign_in(make.account(Role.ACCOUNT_ADMIN)).get("/accounts")) == ["Tài khoản"]


def test_a_topic_of_another_round_is_one_tap_away_and_its_neighbours_stay_with_it(sign_in, survey):
    make.survey_round("dot-hai", title="Đợt thứ hai")
    browser = sign_in(make.account(Role.DISTRICT_MONITOR))
    page = browser.get("/manage/rounds/dot-hai/task-forces")
    assert [link["href"] for link in page.all("details.more a")] == [f"/manage/rounds/{survey.slug}/task-forces"]
    around = {link["href"] for link in page.all("nav a")}
    assert {"/board/dot-hai", "/urging/dot-hai", "/manage/rounds/dot-hai/reports", "/corrections"} <= around
    assert "/urging" in {link["href"] for link in browser.get("/corrections").all("nav a")}
