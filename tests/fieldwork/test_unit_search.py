"""A commune from any page by a few letters: its page at once where it is the only one, a list where not."""

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


def test_the_only_one_opens_at_once_whatever_the_accents(sign_in, survey):
    page = sign_in(make.account(Role.PROVINCE_EDITOR)).get("/find?q=thanh+hai")
    assert (page.status, page.location) == (303, f"/board/{survey.slug}/units/07507")


def test_several_are_listed_and_none_is_said(sign_in, survey):
    browser = sign_in(make.account(Role.PROVINCE_EDITOR))
    assert len(browser.get("/find?q=h").all("main .links a")) > 1
    assert "Không có đơn vị nào" in browser.get("/find?q=zzzz").text
    assert browser.get("/find?q=").all("main .links a") == []


def test_a_district_finds_its_own_alone(sign_in, survey):
    district = make.account(Role.DISTRICT_MONITOR)
    page = sign_in(district).get("/find?q=h")
    assert all(district.unit.title in link.get_text() for link in page.all("main .links a"))


def test_a_commune_has_no_search(sign_in, survey):
    browser = sign_in(make.account(Role.COMMUNE_OFFICER))
    assert browser.get("/find?q=h").status == 403
    assert browser.get("/today").all(".finder") == []
