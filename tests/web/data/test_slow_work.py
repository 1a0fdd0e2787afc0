"""The watch that every test stands under minds slow work in a write transaction, and nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text

from portal.accounts import operations
from portal.accounts.permissions import Role
from portal.accounts.sign_in import passwords
from portal.extensions import db as database
from portal.web.data import transactions
from tests import make

SLOW = {
    "hash": lambda: passwords.hashed("một mật khẩu"),
    "verify": lambda: passwords.matches("", "một mật khẩu"),
    "program": lambda: subprocess.run([sys.executable, "--version"], check=True, capture_output=True),
}


@pytest.mark.parametrize("what", SLOW)
def test_slow_work_waits_until_the_write_transaction_is_given_back(app, db, what):
    with app.test_request_context("/login", method="POST"):
        transactions.allow_writes()
        database.session.execute(text("SELECT 1"))
        with pytest.raises(AssertionError, match="write transaction"):
            SLOW[what]()
        transactions.read_only()
        database.session.execute(text("SELECT 1"))
        SLOW[what]()


def test_the_pages_that_give_codes_hash_nothing_slow(sign_in, db):
    """They write, and one of 60 ms would keep every ballot waiting."""
    admin = sign_in(make.account(Role.ACCOUNT_ADMIN))
    officer = make.account(Role.COMMUNE_OFFICER)
    database.session.commit()
    assert admin.post(f"/accounts/{officer.id}/code").status == 200
    wanted = {"full_name": "Lê Thị B", "username": "le.b", "role": "commune_officer", "unit_code": "07507"}
    assert admin.submit("/accounts/new", wanted).status == 200
    assert operations.valid_code_hash(officer)
