"""Later accounts: the lead asks, the account administrator approves, and a slip holds the one-use code."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.admin import requests
from portal.accounts.models import Account, AccountRequest
from portal.accounts.permissions import Role
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.web.data.files import StoredFile
from portal.web.jobs.jobs import Job
from tests import make

WISH = {"full_name": "Lý Thị Mới", "identifier": "", "reason": "Thay đồng chí đi học"}
YES = {"decision": "accept", "answer": ""}


@pytest.fixture
def lead(db):
    return make.account(Role.COMMUNE_LEAD, username="tt.07507", full_name="Vi Tổ Trưởng")


@pytest.fixture
def admin(db):
    return make.account(Role.ACCOUNT_ADMIN, username="quantri", full_name="Lê Quản Trị")


@pytest.fixture
def monitor(db):
    return make.account(Role.DISTRICT_MONITOR, username="huyen.219", full_name="Hà Theo Dõi")


def only() -> AccountRequest:
    return database.session.scalars(select(AccountRequest)).one()


def decided(browser, decision: str, answer: str = "") -> int:
    return browser.submit(f"/accounts/requests/{only().id}", {"decision": decision, "answer": answer}).status


def test_an_officers_account_is_asked_for_and_handed_over_on_a_slip(sign_in, lead, admin):
    officer = make.account(username="cb.07507", full_name="Cũ")
    asking = sign_in(lead)
    assert asking.submit("/accounts/requests/new", WISH).location == "/accounts/requests/mine"
    assert "chờ duyệt" in asking.get("/accounts/requests/mine").text
    deciding = sign_in(admin)
    assert "Lý Thị Mới" in deciding.get("/accounts/requests").text
    assert decided(deciding, "accept") == 303
    made = only().account
    assert (made.username, made.unit_id, made.role) == ("cb.07507-2", officer.unit_id, Role.COMMUNE_OFFICER)
    job = database.session.get(Job, only().job_id)
    assert (job.status, database.session.get(StoredFile, job.file_id).content[:4]) == ("done", b"%PDF")
    assert made.code_hash
    page = deciding.get(f"/accounts/requests/{only().id}")
    assert "Tải phiếu cấp tài khoản" in page.text
    assert "cb.07507-2" in asking.get("/accounts/requests/mine").text


def test_a_slip_that_could_not_be_made_is_tried_again_and_one_that_is_not_there_is_not(sign_in, lead, admin):
    requests.request_account(**WISH, by=lead)
    database.session.commit()
    deciding = sign_in(admin)
    address = f"/accounts/requests/{only().id}"
    assert deciding.post(f"{address}/slip", {}).status == 404
    assert decided(deciding, "accept") == 303
    job = database.session.get(Job, only().job_id)
    job.status, job.file_id = "failed", None
    database.session.commit()
    assert deciding.post(f"{address}/slip", {}).location == address
    assert (database.session.get(Job, job.id).status, job.file_id is None) == ("done", False)


def test_a_refusal_says_why_and_opens_nothing(sign_in, lead, admin):
    requests.request_account(**WISH, by=lead)
    database.session.commit()
    deciding = sign_in(admin)
    assert decided(deciding, "refuse") == 422
    assert decided(deciding, "refuse", "Đã đủ người") == 303
    assert "Đã đủ người" in sign_in(lead).get("/accounts/requests/mine").text
    assert database.session.scalar(select(Account.id).where(Account.username == "cb.07507")) is None


def test_an_approved_closing_closes_at_once(db, lead, admin):
    officer = make.account()
    asked = requests.request_change(officer, kind=requests.CLOSE, reason="Chuyển công tác", by=lead)
    requests.decide(asked, **YES, by=admin)
    assert (officer.active, asked.job_id) == (False, None)
    with pytest.raises(Conflict):
        requests.decide(asked, **YES, by=admin)


def test_a_district_decides_codes_and_nothing_else(db, lead, monitor):
    officer = make.account()
    code = requests.request_change(officer, kind=requests.CODE, reason="Quên mật khẩu", by=lead)
    assert requests.count_waiting(monitor) == 1
    requests.decide(code, **YES, by=monitor)
    closing = requests.request_change(officer, kind=requests.CLOSE, reason="Chuyển công tác", by=lead)
    with pytest.raises(Refused):
        requests.decide(closing, **YES, by=monitor)
    assert (requests.count_waiting(monitor), officer.active) == (0, True)


def test_the_same_wish_waits_once(db, lead):
    officer = make.account()
    requests.request_account(**WISH, by=lead)
    requests.request_change(officer, kind=requests.CODE, reason="Quên mật khẩu", by=lead)
    with pytest.raises(Conflict):
        requests.request_account(**{**WISH, "full_name": "lý thị mới"}, by=lead)
    with pytest.raises(Conflict):
        requests.request_change(officer, kind=requests.CODE, reason="Quên", by=lead)


def test_nobody_approves_what_he_asked_for_under_another_account(db, lead):
    twin = make.account(Role.ACCOUNT_ADMIN, person=lead.person)
    asked = requests.request_account(**WISH, by=lead)
    with pytest.raises(DomainError):
        requests.decide(asked, **YES, by=twin)
    assert asked.state == "asked"
