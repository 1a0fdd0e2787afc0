"""The page of events: in words, inside one's own places, newest first."""

from __future__ import annotations

import pytest

from portal.accounts.event_words import in_words
from portal.accounts.permissions import Role
from portal.audit.operations import record
from portal.extensions import db as database
from tests import make


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("visits.locked", "lượt người dân đến: chốt"),
        ("accounts.sign-in", "tài khoản: đăng nhập"),
        ("rounds.open-results", "đợt khảo sát: mở kết quả"),
        ("something.new", "something.new"),
    ],
)
def test_an_action_is_told_in_words(app, action, words):
    with app.test_request_context():
        assert in_words(action) == words


@pytest.fixture
def deeds(db):
    """A deed in each of two districts."""
    near = make.account(Role.COMMUNE_LEAD, make.unit("07507"), username="gan")
    far = make.account(Role.COMMUNE_LEAD, make.unit("07210"), username="xa.kia")
    record("visits.locked", by=near, subject=("visit", 1))
    record("visits.entered", by=far, subject=("visit", 2))
    database.session.commit()


def test_a_district_reads_of_its_own_communes_alone(sign_in, deeds):
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get("/audit")
    who = [row[1] for row in page.rows()]
    assert "gan" in who
    assert "xa.kia" not in who


def test_the_auditor_filters_by_deed_and_by_name(sign_in, deeds):
    browser = sign_in(make.account(Role.AUDITOR))
    assert {row[1] for row in browser.get("/audit?action=visits.locked").rows()} == {"gan"}
    assert {row[1] for row in browser.get("/audit?q=xa.kia").rows()} == {"xa.kia"}
    assert "Không có sự kiện nào khớp." in browser.get("/audit?q=khong-co").text


def test_the_administrator_reads_only_of_his_own_deeds(sign_in, deeds):
    page = sign_in(make.account(Role.ACCOUNT_ADMIN, username="quantri")).get("/audit")
    assert {row[1] for row in page.rows()} == {"quantri"}


@pytest.mark.parametrize("query", ["page=0", "page=-5", "page=abc", "page=99999999999999999999", "action='"])
def test_odd_questions_do_no_harm(sign_in, deeds, query):
    assert sign_in(make.account(Role.AUDITOR)).get(f"/audit?{query}").status == 200
