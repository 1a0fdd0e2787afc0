"""An identifier under two names is refused with both of them, wherever an account is opened; nothing typed is lost."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.accounts import persons
from portal.accounts.admin import importing, requests
from portal.accounts.models import Account, AccountApproval, AccountRequest, Person
from portal.accounts.permissions import Role
from portal.errors import DomainError
from portal.extensions import db as database
from portal.web.media import sheets
from tests import make

KNOWN, TYPED = "Trần Văn A", "Lê Thị B"
BOTH = ("CB1", KNOWN, TYPED)
WANTED = {
    "full_name": TYPED,
    "identifier": "cb 1",
    "username": "le.b",
    "role": "commune_officer",
    "unit_code": "07507",
}


@pytest.fixture
def known(db):
    """Somebody whose identifier is known."""
    make.units_small()
    return persons.person_of(KNOWN, "CB1")


@pytest.fixture
def admin(known, sign_in):
    return sign_in(make.account(Role.ACCOUNT_ADMIN))


def sent(browser, content: bytes):
    """The page that answers a file once it is read."""
    answer = browser.post("/accounts/import", {"file": (BytesIO(content), "taikhoan.xlsx")})
    return browser.get(answer.location)


def accounts() -> int:
    return database.session.scalar(select(func.count()).select_from(Account))


@pytest.mark.parametrize("typed", [KNOWN, "TRẦN  VĂN a", "trần văn a", " Tra\u0302\u0300n Văn A"])
def test_the_same_name_however_written_is_the_same_person(known, typed):
    assert persons.person_of(typed, " cb1 ") is known


@pytest.mark.parametrize("typed", [TYPED, "Tran Van A", "Trần Văn Á", "Trần A"])
def test_another_name_or_other_accents_are_refused_with_both_names(known, typed):
    with pytest.raises(DomainError, match=KNOWN) as refusal:
        persons.person_of(typed, "CB1")
    assert typed in refusal.value.message
    assert refusal.value.field == "identifier"


def test_without_an_identifier_everybody_is_a_new_person(known):
    assert persons.person_of(KNOWN) is not known


@pytest.mark.parametrize("role", ["commune_officer", "province_approver"])
def test_the_page_refuses_and_keeps_what_was_typed(admin, role):
    unit = "07507" if role == "commune_officer" else "24"
    before = accounts()
    page = admin.submit("/accounts/new", {**WANTED, "role": role, "unit_code": unit})
    assert page.status == 422
    assert all(word in page.text for word in BOTH)
    assert page.fields()["full_name"] == TYPED
    assert page.fields()["username"] == "le.b"
    assert accounts() == before
    assert not database.session.scalars(select(AccountApproval)).all()


def test_the_file_names_the_row_and_both_names(admin):
    row = (TYPED, "CB1", "commune_officer", "07507", "")
    content = sheets.build_single_sheet("Tài khoản", importing.COLUMNS, [row])
    page = sent(admin, content)
    assert "Dòng 2: Số hiệu CB1 đã ghi là của Trần Văn A, nay nhập cho Lê Thị B" in page.text


def test_two_names_under_one_identifier_inside_a_file_are_refused_too(admin):
    rows = [(KNOWN, "CB9", "commune_officer", "07507", ""), (TYPED, "cb 9", "commune_lead", "07507", "")]
    content = sheets.build_single_sheet("Tài khoản", importing.COLUMNS, rows)
    page = sent(admin, content)
    assert "Dòng 3: Số hiệu CB9" in page.text
    assert database.session.scalar(select(Person).where(Person.identifier == "CB9")) is None


def test_a_lead_is_told_when_asking(known, sign_in):
    lead = sign_in(make.account(Role.COMMUNE_LEAD))
    page = lead.submit("/accounts/requests/new", {"full_name": TYPED, "identifier": "CB1", "reason": "Thay người"})
    assert page.status == 422
    assert all(word in page.text for word in BOTH)
    assert page.fields()["reason"].strip() == "Thay người"


def test_the_administrator_is_told_when_the_name_became_another_s_meanwhile(db, sign_in):
    lead, admin = make.account(Role.COMMUNE_LEAD), make.account(Role.ACCOUNT_ADMIN)
    asked = requests.request_account(full_name=TYPED, identifier="CB1", reason="Thay người", by=lead)
    persons.person_of(KNOWN, "CB1")
    database.session.commit()
    page = sign_in(admin).submit(f"/accounts/requests/{asked.id}", {"decision": "accept", "answer": "Được"})
    assert page.status == 422
    assert all(word in page.text for word in BOTH)
    assert page.fields()["answer"] == "Được"
    assert database.session.scalars(select(AccountRequest)).one().state == "asked"


def test_the_shell_refuses_too(app, known):
    database.session.commit()
    place = ["--role", "commune_officer", "--catalogue", "2024", "--unit", "07507"]
    said = app.test_cli_runner().invoke(args=["accounts", "create", "le.b", *place, "--name", TYPED, "--person", "CB1"])
    assert said.exit_code == 1
    assert all(word in said.output for word in BOTH)
    assert accounts() == 0


def test_a_person_of_another_office_is_not_named(known, db):
    """Two provinces on one installation: neither learns the names of the other's people by trying identifiers."""
    make.account(Role.COMMUNE_OFFICER, person=known)
    other = make.units_of(2025)
    with pytest.raises(DomainError) as refusal:
        persons.person_of(TYPED, "CB1", other)
    assert KNOWN not in refusal.value.message
    assert "cơ quan khác" in refusal.value.message
    assert persons.elsewhere(other) == {"CB1"}
    assert not persons.elsewhere(make.unit("07507"))
    assert next(importing.name_mistakes(importing.Entry(TYPED, "CB1", "", "", ""), {"CB1": KNOWN}, frozenset({"CB1"})))
