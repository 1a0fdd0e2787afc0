"""web/http/addresses.py: addresses nobody writes in good faith, and those of a table's rows."""

from __future__ import annotations

import pytest
from flask import url_for

from portal.accounts.permissions import Role
from portal.web.http import addresses
from tests import make


@pytest.mark.parametrize("path", ["/p/%00", "/rounds/%00", "/login%00", "/accounts/99999999999999999999/code"])
def test_such_a_path_is_not_found(client, sign_in, path):
    assert client.get(path, check=False).status in {404, 302}
    assert sign_in(make.account(Role.ACCOUNT_ADMIN)).get(path).status == 404


@pytest.mark.parametrize("path", ["/?q=%00", "/login?next=%00", "/accounts?q=a%00b"])
def test_such_a_question_is_refused_in_words(sign_in, path):
    page = sign_in(make.account(Role.ACCOUNT_ADMIN)).get(path)
    assert (page.status, "ký tự không đọc được" in page.text) == (400, True)


def test_the_addresses_of_rows_are_those_that_flask_builds_for_each(app):
    with app.test_request_context():
        address = addresses.row_url_builder("results.unit", "code", slug="đợt 1/2")
        for code in ("07507", "a b", "ă%?#", "x+y&z=;,"):
            assert address(code) == url_for("results.unit", slug="đợt 1/2", code=code)
