"""The rules of signing in without a page: waiting, passwords, how long a session may rest. Tables of cases."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.operations import USERNAME
from portal.accounts.permissions import Role
from portal.accounts.sign_in import backoff, passwords, sessions
from portal.errors import DomainError

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG, GUESSED, FAMILIAR = "dài từ 12 đến 128 ký tự", "không chứa tên đăng nhập", "Không dùng tên cơ quan"


@pytest.mark.once
@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 1), (4, 2), (5, 4), (8, 32), (9, 60), (10, 60), (5000, 60)]
)
def test_two_failures_are_free_then_the_wait_doubles_up_to_a_minute(failures, seconds):
    assert backoff.wait_after(failures) == timedelta(seconds=seconds)


@pytest.mark.once
@pytest.mark.parametrize(
    ("failures", "ago", "left"),
    [(2, 0, 0), (3, 0, 1), (3, 0.4, 1), (3, 1, 0), (3, 1.4, 0), (9, 0.5, 60), (9, 1, 59), (9, 59.9, 1), (9, 60, 0)],
)
def test_what_is_left_to_wait_is_told_in_whole_seconds_that_are_enough(failures, ago, left):
    assert backoff.seconds_left(failures, NOW - timedelta(seconds=ago), NOW) == left


@pytest.mark.once
def test_who_never_failed_waits_for_nothing():
    assert backoff.seconds_left(9, None, NOW) == 0


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("trời xanh 1", LONG),
        ("trời xanh 12", ""),
        ("abcdefgh" * 16, ""),
        ("abcdefgh" * 16 + "a", LONG),
        ("abcdabcdabcd", GUESSED),
        ("abcdeabcdeab", ""),
        ("mùa hè LANHDAO nóng", GUESSED),
        ("mùa hè lãnh đạo nóng", GUESSED),
        ("Dân vận dân vận abcde", FAMILIAR),
        ("Dân vận dân vận abcdef", ""),
        ("ubnd 123456 khảo sát", FAMILIAR),
    ],
)
def test_a_password_is_long_has_many_signs_and_more_than_what_everybody_thinks_of(app, password, fault):
    refused = pytest.raises(DomainError, match=fault) if fault else nullcontext()
    with app.test_request_context(), refused:
        passwords.refuse_weak(password, "lanhdao")


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("ab", False),
        ("abc", True),
        ("a" * 80, True),
        ("a" * 81, False),
        (".ab", False),
        ("cb.07507", True),
        ("Abc", False),
    ],
)
def test_a_username_has_three_to_eighty_plain_signs(name, fits):
    assert bool(USERNAME.fullmatch(name)) is fits


@pytest.mark.once
@pytest.mark.parametrize("role", Role)
def test_a_session_of_the_province_rests_half_as_long(role):
    is_short = role in {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.AUDITOR, Role.ACCOUNT_ADMIN}
    assert sessions.idle_minutes(role) == (15 if is_short else 30)
