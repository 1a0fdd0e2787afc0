"""Signing in: the same answer for all that fails, waits instead of locks, a first password, sessions that end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from portal.accounts import operations
from portal.accounts.models import SignInFailure, StaffSession
from portal.accounts.permissions import LEVEL_OF, Role
from portal.accounts.sign_in import backoff
from portal.audit.models import Event
from portal.extensions import db as database
from portal.web.data import clock, transactions
from tests import make

if TYPE_CHECKING:
    from tests.browser import PageClient

PASSWORD = "một mật khẩu dài đủ dùng"


@pytest.fixture(autouse=True)
def still(at):
    """The clock stands until a test moves it: how long the machine takes is no part of any wait."""
    at(clock.now())


@pytest.fixture
def officer(db):
    return make.account(Role.ACCOUNT_ADMIN, username="quantri")


def try_with(client: PageClient, username: str, password: str):
    return client.submit("/login", {"username": username, "password": password})


def test_the_right_password_leads_to_the_role_s_home(client, officer):
    page = try_with(client, "quantri", PASSWORD)
    assert page.status == 303
    assert page.location == "/home"


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.COMMUNE_OFFICER, "/today"),
        (Role.COMMUNE_LEAD, "/today"),
        *((role, "/tasks") for role in Role if LEVEL_OF[role] != "commune"),
    ],
)
def test_each_role_starts_its_day_where_its_work_is(sign_in, role, home):
    assert sign_in(make.account(role)).get("/home").location == home


def test_unknown_name_and_wrong_password_get_the_same_answer(client, officer):
    wrong, unknown = try_with(client, "quantri", "sai mật khẩu rồi"), try_with(client, "khongco", "sai mật khẩu rồi")
    assert wrong.status == unknown.status == 422
    assert wrong.reads(".errors") == unknown.reads(".errors")
    assert wrong.reads(".errors") == "Chưa đăng nhập được Tên đăng nhập hoặc mật khẩu không đúng."


def test_repeated_failures_on_one_device_have_to_wait_but_lock_nothing(client, officer):
    for _time in range(5):
        try_with(client, "quantri", "sai mật khẩu rồi")
    page = try_with(client, "quantri", PASSWORD)
    assert page.status == 429
    assert "Tài khoản không bị khóa." in page.text
    assert page.response.headers["Retry-After"] == "1"


def test_the_wait_is_over_when_its_seconds_are(client, officer, at):
    for _time in range(3):
        try_with(client, "quantri", "sai mật khẩu rồi")
    start = clock.now()
    at(start + timedelta(seconds=0.9))
    assert try_with(client, "quantri", PASSWORD).status == 429
    at(start + timedelta(seconds=1))
    assert try_with(client, "quantri", PASSWORD).status == 303


def test_a_closed_account_is_told_no_more_than_a_wrong_password(client, officer):
    operations.set_active(officer, active=False, by=None)
    page = try_with(client, "quantri", PASSWORD)
    assert page.status == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in page.text


def test_closing_an_account_ends_its_sessions_and_opening_it_again_brings_none_back(client, officer):
    try_with(client, "quantri", PASSWORD)
    assert client.get("/account").status == 200
    operations.set_active(officer, active=False, by=None)
    operations.set_active(officer, active=True, by=None)
    assert client.get("/account", check=False).status == 302
    try_with(client, "quantri", PASSWORD)
    operations.set_active(officer, active=True, by=None)
    assert client.get("/account").status == 200


def test_the_session_id_changes_at_sign_in(client, officer):
    client.get("/login")
    before = client.http.get_cookie("sid")
    try_with(client, "quantri", PASSWORD)
    after = client.http.get_cookie("sid")
    assert after is not None
    assert before is None or before.value != after.value


def test_a_code_opens_once_and_asks_for_a_password(client, officer):
    code = operations.issue_code(officer, by=None)
    assert try_with(client, "quantri", code).status == 303
    page = client.get("/accounts", check=False)
    assert page.status == 303
    assert page.location == "/password"


def test_a_code_dies_after_seven_days(client, officer, at):
    code = operations.issue_code(officer, by=None)
    at(clock.now() + timedelta(days=7, seconds=1))
    assert try_with(client, "quantri", code).status == 422


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("ngắn quá", "Mật khẩu dài từ 12 đến 128 ký tự."),
        ("danvan danvan 2024", "Mật khẩu quá dễ đoán."),
        ("aaaaaaaaaaaaaa", "Mật khẩu quá dễ đoán."),
        ("quantri quantri x", "Mật khẩu quá dễ đoán."),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(sign_in, officer, typed, sentence):
    page = sign_in(officer).submit("/password", {"new_password": typed, "again": typed}, "main form")
    assert page.status == 422
    assert sentence in page.text


def test_a_new_password_signs_the_other_browsers_out(sign_in, officer):
    one, other = sign_in(officer), sign_in(officer)
    strong = "trăng sáng bên hiên nhà cũ"
    assert one.submit("/password", {"new_password": strong, "again": strong}).status == 303
    assert one.get("/accounts").status == 200
    assert other.get("/accounts", check=False).status == 302


def test_an_idle_session_ends(sign_in, officer, at):
    browser = sign_in(officer)
    at(clock.now() + timedelta(minutes=16))
    assert browser.get("/accounts", check=False).status == 302


def test_polling_does_not_keep_a_session_alive(sign_in, officer, at):
    browser = sign_in(officer)
    start = clock.now()
    for minutes in range(2, 16, 2):
        at(start + timedelta(minutes=minutes))
        browser.get("/accounts?poll=1", check=False)
    at(start + timedelta(minutes=16))
    assert browser.get("/accounts", check=False).status == 302


def test_work_keeps_a_session_alive_until_twelve_hours_are_over(sign_in, officer, at):
    browser = sign_in(officer)
    start = clock.now()
    for minutes in range(10, 12 * 60, 10):
        at(start + timedelta(minutes=minutes))
        assert browser.get("/accounts").status == 200
    at(start + timedelta(hours=12))
    assert browser.get("/accounts").status == 200
    at(start + timedelta(hours=12, seconds=1))
    assert browser.get("/accounts", check=False).status == 302


def test_signing_out_ends_the_row(sign_in, officer):
    browser = sign_in(officer)
    assert browser.post("/logout").status == 303
    assert browser.get("/accounts", check=False).status == 302


def test_the_page_asked_for_follows_sign_in(client, officer):
    page = client.submit("/login?next=/accounts?q=an", {"username": "quantri", "password": PASSWORD})
    assert page.location == "/accounts?q=an"


@pytest.mark.parametrize(
    "target",
    ["//xau.example/", "/\\xau.example", "/\t/xau.example", "http://[", "//[", "/\r\nX-Xau: 1", "javascript:1", "xau"],
)
def test_only_a_page_of_ours_follows_sign_in(client, officer, target):
    path = f"/login?{urlencode({'next': target})}"
    page = client.submit(path, {"username": "quantri", "password": PASSWORD})
    assert page.location == "/home"


def test_a_post_without_a_token_changes_nothing(sign_in, officer):
    browser = sign_in(officer)
    page = browser.request("POST", "/logout", data={})
    assert page.status_code == 400
    assert browser.get("/accounts").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://xau.example"},
        {"Origin": "https://["},
    ],
)
def test_a_post_from_another_site_is_refused(sign_in, officer, headers):
    browser = sign_in(officer)
    assert browser.post("/logout", headers=headers).status == 403
    assert browser.get("/accounts").status == 200


@pytest.mark.parametrize("origin", [None, "null"])
def test_an_absent_or_null_origin_is_judged_by_the_token(sign_in, officer, origin):
    headers = {"Origin": origin} if origin else {}
    assert sign_in(officer).post("/logout", headers=headers).status == 303


def test_a_denied_page_is_on_the_record(sign_in, db):
    page = sign_in(make.account(Role.COMMUNE_OFFICER)).get("/accounts")
    assert page.status == 403
    event = database.session.query(Event).filter_by(action="access.denied").one()
    assert event.detail == {"endpoint": "accounts.people", "status": 403}
    assert event.reference
    assert f"Mã tra cứu: {event.reference} " in page.text


def test_no_address_of_the_staff_is_stored(client, officer):
    """What is not there need not be deleted after 90 days (P23)."""
    try_with(client, "quantri", "sai mật khẩu này")
    try_with(client, "quantri", PASSWORD)
    database.session.commit()
    for table in (Event.__table__, StaffSession.__table__, SignInFailure.__table__):
        rows = database.session.execute(table.select()).all()
        assert rows
        assert "127.0.0.1" not in repr(rows)


def test_first_failures_at_the_same_instant_are_all_counted(app, db):
    """Nobody has a row yet: each of them would be the one to make it."""
    gate = Barrier(6)

    def miss(_number):
        gate.wait(timeout=30)
        with app.app_context(), transactions.separate_session() as session, session.begin():
            backoff.count(session, b"k" * 32)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(miss, range(6)))
    assert db.session.get_one(SignInFailure, b"k" * 32).failures == 6
