"""The second factor: who needs it, how it is set up, spent, lost and shown again before deeds that weigh."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from portal.accounts import operations
from portal.accounts.models import Account, RecoveryCode, SecondFactor
from portal.accounts.permissions import Role
from portal.accounts.sign_in import second_factor
from portal.audit.models import Event
from portal.extensions import db as database
from portal.web.data import clock
from tests import make
from tests.browser import PageClient
from tests.factors import APP, code, enrol

NOW = clock.at(datetime(2026, 3, 2).date(), 9)  # noqa: DTZ001


@pytest.fixture
def province(db, at):
    """An editor of a real installation, on a fixed morning."""
    make.units_small()
    at(NOW)
    return make.account(Role.PROVINCE_EDITOR, simulated=False)


@pytest.fixture
def enrolled(province):
    """The same, with an app and no recovery codes."""
    return enrol(province)


def actions() -> list[str]:
    return [event.action for event in database.session.query(Event).order_by(Event.id)]


@pytest.mark.parametrize(
    ("role", "needed"),
    [(role, role not in {Role.COMMUNE_OFFICER, Role.COMMUNE_LEAD}) for role in Role],
)
def test_it_is_compulsory_from_the_district_up(db, role, needed):
    make.units_small()
    assert second_factor.is_required(make.account(role, simulated=False)) == needed


def test_a_demonstration_makes_nobody_use_it(db):
    make.units_small()
    make.account(Role.COMMUNE_OFFICER, simulated=True)
    assert not second_factor.is_required(make.account(Role.AUDITOR, simulated=False))


@pytest.mark.parametrize(
    ("seconds", "fits"), [(0, True), (-30, True), (30, True), (-61, False), (61, False), (-300, False)]
)
def test_a_code_is_good_for_one_step_either_way(enrolled, seconds, fits):
    assert second_factor.prove(enrolled, code(seconds)) == fits


def test_a_code_is_good_once(enrolled):
    shown = code()
    assert second_factor.prove(enrolled, shown)
    assert not second_factor.prove(enrolled, shown)


def test_an_older_code_is_dead_once_a_newer_was_used(enrolled):
    older = code(-30)
    assert second_factor.prove(enrolled, code())
    assert not second_factor.prove(enrolled, older)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000000", "A" * 20])
def test_rubbish_is_refused(enrolled, typed):
    assert not second_factor.prove(enrolled, typed)


def test_a_recovery_code_is_good_once_however_it_is_typed(enrolled):
    first, second, *_rest = second_factor.new_recovery_codes(enrolled)
    database.session.commit()
    assert second_factor.prove(enrolled, f" {first.lower()} ")
    assert not second_factor.prove(enrolled, first)
    assert second_factor.prove(enrolled, second.replace("-", ""))
    assert second_factor.codes_left(enrolled) == second_factor.RECOVERY_CODES - 2


def test_somebody_elses_codes_do_not_fit(enrolled):
    other = enrol(make.account(Role.PROVINCE_APPROVER, simulated=False))
    theirs = second_factor.new_recovery_codes(other)
    database.session.commit()
    assert not second_factor.prove(enrolled, theirs[0])


def test_misses_make_the_next_try_wait_and_a_hit_forgets_them(enrolled, at):
    for _ in range(6):
        assert not second_factor.prove(enrolled, "000000")
    assert second_factor.seconds_to_wait(enrolled) == 8
    assert not second_factor.prove(enrolled, code())
    assert second_factor.seconds_to_wait(enrolled) == 16
    at(NOW + timedelta(seconds=17))
    assert second_factor.seconds_to_wait(enrolled) == 0
    assert second_factor.prove(enrolled, code())
    assert second_factor.seconds_to_wait(enrolled) == 0
    assert actions().count("accounts.factor-failed") == 7


def test_the_table_does_not_hold_what_makes_codes(enrolled):
    kept = database.session.get_one(SecondFactor, enrolled.id).secret
    assert APP.encode() not in kept
    other = make.account(Role.AUDITOR, simulated=False)
    assert second_factor.decrypt(other.id, kept) == ""


def sign_in_by_form(browser, account):
    return browser.submit("/login", {"username": account.username, "password": "một mật khẩu dài đủ dùng"})


def test_first_sign_in_leads_to_the_set_up_and_nowhere_else(client, province):
    database.session.commit()
    sign_in_by_form(client, province)
    assert client.get("/board", check=False).response.headers["Location"].endswith("/second-factor/setup")
    page = client.get("/second-factor/setup")
    assert "Bắt đầu" in page.text
    assert not page.soup.select("nav[aria-label='Mục chính']")


def test_setting_up_shows_ten_codes_opens_the_portal_and_ends_the_other_sessions(app, client, province):
    database.session.commit()
    elsewhere = PageClient(app)
    for browser in (elsewhere, client):
        sign_in_by_form(browser, province)
    client.submit("/second-factor/setup", {"begin": "yes"}, "main form[action$=setup]")
    page = client.get("/second-factor/setup")
    secret = page.one(".code").text.replace(" ", "")
    assert page.soup.select("svg.qr path")
    assert client.submit("/second-factor/setup", {"code": "000000"}, "ol.steps form").status == 422
    done = client.submit("/second-factor/setup", {"code": code(secret=secret)}, "ol.steps form")
    assert len(re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", done.text)) == second_factor.RECOVERY_CODES
    assert client.get("/account").status == 200
    assert database.session.query(RecoveryCode).count() == second_factor.RECOVERY_CODES
    assert "/login" in elsewhere.get("/account", check=False).response.headers["Location"]


def test_every_sign_in_asks_for_a_code_and_gives_a_new_session(client, enrolled, app):
    sign_in_by_form(client, enrolled)
    assert client.get("/rounds", check=False).status in {303, 404}
    before = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    assert client.get("/account", check=False).response.headers["Location"].endswith("/second-factor")
    wrong = client.submit("/second-factor", {"code": "111111"}, "#proof")
    assert wrong.status == 422
    assert "Mã không đúng" in wrong.text
    assert client.submit("/second-factor", {"code": code()}, "#proof").status == 303
    assert client.http.get_cookie(app.config["SESSION_COOKIE_NAME"]).value != before
    assert client.get("/account").status == 200


def test_a_post_does_nothing_while_a_code_is_owed(client, enrolled):
    sign_in_by_form(client, enrolled)
    answer = client.post("/account/sign-out", {"browser": "0" * 16})
    assert answer.response.headers["Location"].endswith("/second-factor")


@pytest.fixture
def admin(client, db, at):
    """An administrator of a real installation who signed in with a code."""
    make.units_small()
    at(NOW)
    account = enrol(make.account(Role.ACCOUNT_ADMIN, simulated=False))
    sign_in_by_form(client, account)
    client.submit("/second-factor", {"code": code()}, "#proof")
    return account


NEW = {"full_name": "Lê Thị Bình", "username": "xa.moi", "role": "commune_officer", "unit_code": "07507"}


def test_a_deed_that_weighs_asks_again_after_five_minutes_and_keeps_what_was_typed(client, admin, at):
    at(NOW + timedelta(minutes=6))
    asked = client.submit("/accounts/new", NEW)
    assert asked.status == 401
    assert "Nội dung đã điền vẫn còn" in asked.text
    fields = asked.fields("main form")
    assert fields["full_name"] == "Lê Thị Bình"
    assert client.post("/accounts/new", {**fields, "step_up_code": "999999"}).status == 422
    assert database.session.query(Account).filter_by(username="xa.moi").count() == 0
    done = client.post("/accounts/new", {**fields, "step_up_code": code()})
    assert done.status == 200
    assert database.session.query(Account).filter_by(username="xa.moi").count() == 1


def test_within_five_minutes_it_does_not_ask(client, admin, at):
    at(NOW + timedelta(minutes=4))
    assert client.submit("/accounts/new", NEW).status == 200


def test_an_export_asks_first_and_leads_on_to_the_file(client, db, at):
    make.units_small()
    at(NOW)
    survey = make.survey_round()
    account = enrol(make.account(Role.PROVINCE_EDITOR, simulated=False))
    sign_in_by_form(client, account)
    client.submit("/second-factor", {"code": code()}, "#proof")
    file = f"/board/{survey.slug}/table.xlsx?q=Thanh"
    at(NOW + timedelta(minutes=6))
    led = client.get(file, check=False).response.headers.get("Location", "")
    assert "/second-factor/again" in led
    page = client.submit(led, {"code": code()}, "#proof")
    assert page.one("main a.button").get("href") == file
    assert client.get(file, check=False).response.mimetype.endswith("spreadsheetml.sheet")


def test_a_browser_signed_in_before_the_app_was_set_up_has_to_show_it_too(sign_in, db, at):
    make.units_small()
    at(NOW)
    lead = make.account(Role.COMMUNE_LEAD, simulated=False)
    browser = sign_in(lead)
    assert browser.post("/second-factor/setup", {"begin": "yes"}).status == 303
    row = database.session.get_one(SecondFactor, lead.id)
    row.secret, row.pending = second_factor.encrypt(lead, APP), None
    database.session.commit()
    for address in ("setup", "codes", "off"):
        assert browser.post(f"/second-factor/{address}", {"begin": "yes"}).status == 403, address


def test_a_set_up_that_was_left_undone_is_not_finished_by_whoever_finds_the_browser(client, admin, at):
    client.submit("/second-factor/setup", {"begin": "yes"}, "main form[action$=setup]")
    secret = client.get("/second-factor/setup").one(".code").text.replace(" ", "")
    at(NOW + timedelta(minutes=10))
    assert client.submit("/second-factor/setup", {"code": code(secret=secret)}, "ol.steps form").status == 403
    assert second_factor.codes_left(admin) == 0


def test_a_part_of_a_page_that_names_no_address_is_led_to_the_proof_all_the_same(client, admin, at):
    fields = client.get("/accounts/new").fields("main form")
    at(NOW + timedelta(minutes=6))
    headers = {"HX-Request": "true", "HX-Current-URL": "http://["}
    asked = client.request("POST", "/accounts/new", data=fields, headers=headers)
    assert asked.status_code == 401
    assert "/second-factor/again" in asked.headers["HX-Redirect"]


def test_a_one_use_code_from_above_ends_the_factor(enrolled):
    second_factor.new_recovery_codes(enrolled)
    operations.issue_code(enrolled, by=None)
    assert not second_factor.is_confirmed(enrolled)
    assert second_factor.codes_left(enrolled) == 0


def test_a_person_sees_their_browsers_and_signs_another_out(app, db, sign_in):
    make.units_small()
    account = make.account(Role.COMMUNE_OFFICER)
    here, there = sign_in(account), sign_in(account)
    page = here.get("/account")
    assert "Trình duyệt này" in page.text
    other = page.one("button[name=browser]").get("value")
    assert here.post("/account/sign-out", {"browser": other}).status == 303
    assert there.get("/account", check=False).status == 302
    assert here.post("/account/sign-out", {"browser": other}).status == 409


def test_the_record_is_filtered_by_day_and_taken_away(db, at, sign_in):
    make.units_small()
    at(NOW)
    auditor = sign_in(make.account(Role.AUDITOR))
    page = auditor.get("/audit?first=2026-03-01&last=2026-03-02")
    assert "đăng nhập" in page.text
    assert "Không có sự kiện nào khớp" in auditor.get("/audit?last=2026-03-01").text
    file = auditor.get("/audit.xlsx?first=rác", check=False)
    assert file.response.mimetype.endswith("spreadsheetml.sheet")
    assert auditor.get("/audit?first=0001-01-01&last=9999-12-31").status == 200
    database.session.rollback()
    assert "audit.export" in actions()


@pytest.mark.parametrize(
    ("role", "status", "left"), [(Role.COMMUNE_OFFICER, 303, 0), (Role.DISTRICT_MONITOR, 403, 1)], ids=str
)
def test_those_who_need_not_have_it_may_do_without_again(app, client, db, at, role, status, left):
    make.units_small()
    at(NOW)
    account = enrol(make.account(role, simulated=False))
    sign_in_by_form(client, account)
    client.submit("/second-factor", {"code": code()}, "#proof")
    elsewhere = PageClient(app)
    elsewhere.enter(account)
    token = client.get("/account").all("input[name=csrf_token]")[0]["value"]
    page = client.post("/second-factor/off", {"csrf_token": token})
    assert (page.status, page.location) == (status, "/account" if status == 303 else "")
    assert database.session.query(SecondFactor).count() == left
    led = elsewhere.get("/account", check=False).location
    assert led.startswith("/login" if status == 303 else "/second-factor")
    assert client.get("/account").status == 200


@pytest.mark.parametrize(("seconds", "status"), [(300, 200), (301, 401)])
def test_a_proof_is_fresh_for_five_minutes(client, admin, at, seconds, status):
    at(NOW + timedelta(seconds=seconds))
    assert client.submit("/accounts/new", NEW).status == status
