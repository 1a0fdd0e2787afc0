"""Accounts of the province's roles: no one person opens, closes or gives a code to them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.accounts import approvals, operations
from portal.accounts.models import Account, AccountApproval
from portal.accounts.permissions import TWO_PERSON_ROLES, Role
from portal.audit.models import Event
from portal.errors import Conflict, Refused
from portal.extensions import db as database
from tests import make


@pytest.fixture
def admin(db):
    return make.account(Role.ACCOUNT_ADMIN, username="quantri", full_name="Lê Quản Trị")


@pytest.fixture
def approver(db):
    return make.account(Role.PROVINCE_APPROVER, username="lanhdao1", full_name="Trần Lãnh Đạo")


@pytest.fixture
def other(db):
    return make.account(Role.PROVINCE_APPROVER, username="lanhdao2", full_name="Đỗ Thứ Hai")


def only_deed() -> AccountApproval:
    return database.session.scalars(select(AccountApproval)).one()


@pytest.mark.parametrize("role", sorted(TWO_PERSON_ROLES))
def test_an_administrator_alone_gives_no_code_to_the_province(sign_in, admin, role):
    account = make.account(role)
    before = account.password_hash
    page = sign_in(admin).post(f"/accounts/{account.id}/code")
    database.session.expire_all()
    assert (page.status, page.location) == (303, "/accounts/deeds")
    assert (account.password_hash, account.code_hash) == (before, "")
    assert only_deed().state == "asked"


def test_an_administrator_alone_opens_no_account_of_the_province(sign_in, admin):
    before = database.session.scalar(select(func.count()).select_from(Account))
    changes = {"full_name": "Ma Trơi", "username": "ma.troi", "role": "province_approver", "unit_code": "24"}
    assert sign_in(admin).submit("/accounts/new", changes).status == 303
    assert database.session.scalar(select(func.count()).select_from(Account)) == before


def test_an_administrator_alone_closes_no_account_of_the_province(sign_in, admin, approver):
    assert sign_in(admin).post(f"/accounts/{approver.id}/state", {"wanted": "close"}).status == 303
    database.session.expire_all()
    assert approver.active is True


def test_two_persons_give_a_code_that_is_shown_once(sign_in, client, admin, approver, other):
    asker, second = sign_in(admin), sign_in(other)
    asker.post(f"/accounts/{approver.id}/code")
    deed_id = only_deed().id
    assert second.post(f"/accounts/deeds/{deed_id}/decision", {"decision": "accept"}).status == 303
    page = asker.post(f"/accounts/deeds/{deed_id}/doing")
    code = page.reads(".code")
    assert page.status == 200
    assert asker.post(f"/accounts/deeds/{deed_id}/doing").status == 403
    assert client.submit("/login", {"username": "lanhdao1", "password": code}).status == 303


def test_two_persons_open_an_account(sign_in, admin, other):
    asker = sign_in(admin)
    changes = {"full_name": "Vũ Mới", "username": "chuyenvien.moi", "role": "province_editor", "unit_code": "24"}
    asker.submit("/accounts/new", changes)
    deed_id = only_deed().id
    sign_in(other).post(f"/accounts/deeds/{deed_id}/decision", {"decision": "accept"})
    assert asker.post(f"/accounts/deeds/{deed_id}/doing").status == 200
    assert (
        database.session.scalar(select(Account.role).where(Account.username == "chuyenvien.moi")) == "province_editor"
    )


def test_the_asker_never_decides_under_whichever_account(db, admin, approver):
    twin = make.account(Role.PROVINCE_APPROVER, username="lanhdao9", person=admin.person)
    deed = approvals.ask("code", unit=approver.unit, by=admin, account=approver)
    for by in (admin, twin):
        with pytest.raises(Refused):
            approvals.decide(deed, accept=True, by=by)


def test_nobody_decides_about_his_own_account(db, admin, approver):
    deed = approvals.ask("close", unit=approver.unit, by=admin, account=approver)
    with pytest.raises(Refused):
        approvals.decide(deed, accept=True, by=approver)


def test_only_the_asker_carries_it_out_and_only_when_agreed(db, admin, approver, other):
    deed = approvals.ask("close", unit=approver.unit, by=admin, account=approver)
    with pytest.raises(Refused):
        approvals.carry_out(deed, by=admin)
    approvals.decide(deed, accept=True, by=other)
    with pytest.raises(Refused):
        approvals.carry_out(deed, by=make.account(Role.ACCOUNT_ADMIN, full_name="Người Khác"))
    approvals.carry_out(deed, by=admin)
    assert approver.active is False


def test_what_is_refused_is_not_done(db, admin, approver, other):
    deed = approvals.ask("close", unit=approver.unit, by=admin, account=approver)
    approvals.decide(deed, accept=False, by=other)
    with pytest.raises(Refused):
        approvals.carry_out(deed, by=admin)
    with pytest.raises(Conflict):
        approvals.decide(deed, accept=True, by=other)


def test_the_same_wish_waits_once(db, admin, approver):
    approvals.ask("code", unit=approver.unit, by=admin, account=approver)
    with pytest.raises(Conflict):
        approvals.ask("code", unit=approver.unit, by=admin, account=approver)


def test_two_clicks_on_close_do_not_open_again(sign_in, admin):
    officer, browser = make.account(Role.COMMUNE_OFFICER), sign_in(admin)
    for _click in range(2):
        browser.post(f"/accounts/{officer.id}/state", {"wanted": "close"})
    database.session.expire_all()
    assert officer.active is False


@pytest.mark.parametrize("wanted", ["", "toggle"])
def test_a_state_that_is_none_is_refused(sign_in, admin, wanted):
    officer = make.account(Role.COMMUNE_OFFICER)
    assert sign_in(admin).post(f"/accounts/{officer.id}/state", {"wanted": wanted}).status == 422
    database.session.expire_all()
    assert officer.active is True


def test_the_shell_records_what_it_does_to_the_province(app, db, approver):
    result = app.test_cli_runner().invoke(args=["accounts", "reset", "lanhdao1"])
    assert result.exit_code == 0
    assert operations.CODE_LIFE.days == 7
    assert "mã dùng một lần" in result.output


@pytest.mark.parametrize(("accept", "action"), [(True, "accounts.accepted"), (False, "accounts.refused")])
def test_the_record_says_what_was_asked_and_how_it_was_decided(db, admin, approver, other, accept, action):
    deed = approvals.ask("close", unit=approver.unit, by=admin, account=approver)
    approvals.decide(deed, accept=accept, by=other)
    *_before, asked, decided = database.session.scalars(select(Event).order_by(Event.id))
    assert (asked.action, asked.account_id, asked.detail) == ("accounts.ask", admin.id, {"kind": "close"})
    assert (decided.action, decided.account_id, decided.detail) == (action, other.id, {"kind": "close"})
    assert asked.subject_id == decided.subject_id == str(deed.id)


@pytest.mark.parametrize(
    ("reader", "role", "status"),
    [
        (Role.ACCOUNT_ADMIN, Role.COMMUNE_LEAD, 200),
        (Role.ACCOUNT_ADMIN, Role.DISTRICT_MONITOR, 200),
        (Role.DISTRICT_MONITOR, Role.COMMUNE_LEAD, 200),
        (Role.DISTRICT_MONITOR, Role.COMMUNE_OFFICER, 200),
        (Role.DISTRICT_MONITOR, Role.DISTRICT_MONITOR, 404),
        (Role.DISTRICT_MONITOR, Role.PROVINCE_EDITOR, 404),
    ],
)
def test_a_district_gives_codes_to_its_communes_alone(sign_in, reader, role, status):
    account, browser = make.account(role), sign_in(make.account(reader))
    assert browser.get(f"/accounts/{account.id}/code").status == status
    assert browser.get("/accounts/9999/code").status == 404
    denied = [event.detail for event in database.session.scalars(select(Event).where(Event.action == "access.denied"))]
    assert denied == [{"endpoint": "accounts.reset", "status": 404}] * (2 if status == 404 else 1)


def test_a_district_reaches_no_commune_of_another(sign_in):
    account = make.account(Role.COMMUNE_OFFICER, make.unit("07210"))
    assert sign_in(make.account(Role.DISTRICT_MONITOR)).get(f"/accounts/{account.id}/code").status == 404
