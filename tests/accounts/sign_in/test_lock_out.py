"""Nobody can shut somebody else out: a fresh code always opens a new device, a known device minds no stranger."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from portal.accounts import operations
from portal.accounts.models import KnownDevice, SecondFactor, SignInFailure
from portal.accounts.permissions import Role
from portal.accounts.sign_in import backoff, passwords, second_factor, sessions, signing_in
from portal.extensions import db as database
from portal.web.data import clock, transactions
from tests import make
from tests.accounts.sign_in.test_second_factor import APP, code, enrol
from tests.browser import PageClient

NOW = clock.at(datetime(2026, 3, 2).date(), 9)  # noqa: DTZ001
PASSWORD = "một mật khẩu dài đủ dùng"


@pytest.fixture
def approver(db, at):
    """Who must sign in on the deciding day."""
    make.units_small()
    at(NOW)
    return make.account(Role.PROVINCE_APPROVER, username="lanhdao", simulated=False)


def spend_the_day(username: str, tries: int = backoff.ACCOUNT_BUDGET_A_DAY) -> None:
    """What a stranger's wrong tries leave behind."""
    secret = current_app.config["SECRETS"]["device"]
    key = backoff.day_key(secret, username, clock.today())
    database.session.add(SignInFailure(key=key, failures=tries, last_at=clock.now()))
    database.session.commit()


def enter(browser: PageClient, password: str, username: str = "lanhdao"):
    return browser.submit("/login", {"username": username, "password": password})


def prove(browser: PageClient, shown: str):
    """Give the second factor."""
    return browser.submit("/second-factor", {"code": shown}, "main form:has([name=code])")


def leave(browser: PageClient) -> None:
    """Close the session; the device's mark stays."""
    browser.http.delete_cookie(browser.app.config["SESSION_COOKIE_NAME"])


def test_a_fresh_code_opens_a_new_device_when_the_day_s_tries_are_spent(client, approver):
    spend_the_day("lanhdao")
    assert enter(client, PASSWORD).status == 429
    fresh = operations.issue_code(approver, by=None)
    database.session.commit()
    assert enter(client, fresh).status == 303


def test_whoever_is_refused_is_told_how_to_get_in(client, approver):
    spend_the_day("lanhdao")
    spend_the_day("khongco")
    known, unknown = enter(client, PASSWORD), enter(client, PASSWORD, "khongco")
    assert "đề nghị cấp trên cấp mã mới" in known.text
    assert (known.status, known.reads(".errors")) == (unknown.status, unknown.reads(".errors"))
    assert "Retry-After" not in known.response.headers


def test_a_fresh_code_opens_whatever_tries_came_before_on_the_same_device(client, approver):
    for _time in range(4):
        enter(client, "sai mật khẩu rồi")
    fresh = operations.issue_code(approver, by=None)
    database.session.commit()
    assert enter(client, "sai mật khẩu rồi").status == 429
    assert enter(client, f" {fresh[:4]}-{fresh[4:8].lower()} {fresh[8:]} ").status == 303


def test_a_fresh_code_opens_where_somebody_at_the_same_address_spent_its_tries(client, approver, monkeypatch):
    monkeypatch.setattr(signing_in, "source_may_try", lambda: False)
    assert enter(client, PASSWORD).status == 429
    fresh = operations.issue_code(approver, by=None)
    database.session.commit()
    assert enter(client, fresh).status == 303


def test_a_known_device_minds_no_stranger(client, approver):
    assert enter(client, PASSWORD).status == 303
    leave(client)
    spend_the_day("lanhdao")
    assert enter(client, PASSWORD).status == 303


def test_the_next_day_begins_anew(client, approver, at):
    spend_the_day("lanhdao")
    at(clock.end_of(clock.today()))
    assert enter(client, PASSWORD).status == 303


def test_a_code_out_of_time_opens_nothing_and_a_wrong_one_is_counted(client, approver, at):
    fresh = operations.issue_code(approver, by=None)
    database.session.commit()
    assert enter(client, passwords.new_code()).status == 422
    assert database.session.scalar(select(func.sum(SignInFailure.failures))) == 2
    at(NOW + operations.CODE_LIFE)
    assert enter(client, fresh).status == 422


def test_a_code_opens_its_own_account_alone(client, approver):
    make.account(Role.AUDITOR, username="giamsat")
    fresh = operations.issue_code(approver, by=None)
    database.session.commit()
    assert enter(client, fresh, "giamsat").status == 422


def test_a_code_is_drawn_from_more_than_guessing_can_go_through():
    """A thousand tries a second over its seven days: one in ten million hits or fewer."""
    tries = 1000 * operations.CODE_LIFE.total_seconds()
    assert tries / len(passwords.CODE_ALPHABET) ** passwords.CODE_LENGTH < 1e-7


def test_a_code_of_version_1_opens_too(client, approver):
    operations.issue_code(approver, by=None)
    approver.code_hash = passwords.hashed("ABCDEFGHJKLM")
    database.session.commit()
    assert enter(client, "abcd efgh jklm").status == 303


def test_the_database_and_its_copies_do_not_hold_a_code(approver):
    fresh = operations.issue_code(approver, by=None)
    assert fresh not in approver.code_hash
    assert passwords.code_hash("lanhdao", fresh) == approver.code_hash != passwords.code_hash("khac", fresh)


def test_who_has_the_password_cannot_keep_a_known_device_from_its_second_factor(app, approver):
    enrol(approver)
    own, other = PageClient(app), PageClient(app)
    enter(own, PASSWORD)
    assert prove(own, code()).status == 303
    leave(own)
    enter(other, PASSWORD)
    for _time in range(9):
        prove(other, "000000")
    assert prove(other, "000000").status == 429
    enter(own, PASSWORD)
    with clock.moved_to(NOW + timedelta(seconds=30), everywhere=True):
        assert prove(own, code()).status == 303


def test_the_password_alone_makes_no_known_device(client, approver):
    enrol(approver)
    enter(client, PASSWORD)
    assert not database.session.scalars(select(KnownDevice)).all()
    prove(client, code())
    assert len(database.session.scalars(select(KnownDevice)).all()) == 1


def test_who_has_the_password_alone_signs_nobody_out(app, approver, at):
    enrol(approver)
    own = [PageClient(app) for _browser in range(sessions.MOST_PER_ACCOUNT)]
    for number, browser in enumerate(own):
        at(NOW + timedelta(seconds=30 * number))
        enter(browser, PASSWORD)
        assert prove(browser, code()).status == 303
    for _time in range(sessions.MOST_PER_ACCOUNT + 1):
        enter(PageClient(app), PASSWORD)
    assert [browser.get("/account").status for browser in own] == [200] * sessions.MOST_PER_ACCOUNT


def test_an_account_is_signed_in_with_three_browsers_at_most(app, approver, at):
    enrol(approver)
    browsers = [PageClient(app) for _browser in range(sessions.MOST_PER_ACCOUNT + 1)]
    for number, browser in enumerate(browsers):
        at(NOW + timedelta(seconds=30 * number))
        enter(browser, PASSWORD)
        assert prove(browser, code()).status == 303
    assert [browser.get("/account", check=False).status for browser in browsers] == [302, 200, 200, 200]


def test_new_devices_share_their_tries_of_the_second_factor(app, approver):
    """Or each new browser of somebody who has the password would bring three more guesses."""
    enrol(approver)
    for _time in range(4):
        browser = PageClient(app)
        enter(browser, PASSWORD)
        last = prove(browser, "000000")
    assert last.status == 429


def test_a_fresh_code_ends_the_waiting_for_the_second_factor_too(client, approver):
    enrol(approver)
    for _time in range(9):
        second_factor.prove(approver, "000000")
    fresh = operations.issue_code(approver, by=None)
    database.session.commit()
    assert enter(client, fresh).status == 303
    page = client.get("/accounts", check=False)
    assert page.location == "/password"


def test_a_replayed_code_is_refused_by_the_look_alone(approver):
    """The first of two guards, without the second."""
    shown = code()
    step = second_factor.matching_step(APP, shown, after=0)
    assert step
    assert second_factor.matching_step(APP, shown, after=step) == 0


def test_a_replayed_code_is_refused_by_the_change_alone(approver):
    """The second of two guards: here the look was taken before the code was spent elsewhere."""
    number, shown = enrol(approver).id, code()
    with transactions.separate_session() as late:
        seen = late.get(SecondFactor, number)
        late.commit()
        assert second_factor.prove(approver, shown)
        database.session.rollback()
        assert seen.last_step == 0
        assert second_factor.use_code(late, number, shown) == ""
