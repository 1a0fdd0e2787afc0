"""What a form takes as it was typed, and what it tidies."""

from __future__ import annotations

import pytest

from portal.accounts.forms import LoginForm

LETTERS = "thôn\u200b\u202eBắc"


@pytest.mark.parametrize(
    ("typed", "name", "secret"),
    [
        (f" {LETTERS} ", "thônBắc", LETTERS),
        ("e\u0302\u0301", "ế", "ế"),
        ("a\x00b", "ab", "ab"),
    ],
)
def test_a_password_keeps_signs_that_nobody_sees(app, typed, name, secret):
    with app.test_request_context(method="POST", data={"username": typed, "password": typed}):
        form = LoginForm()
        assert (form.username.data, form.password.data) == (name, secret)
