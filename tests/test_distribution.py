"""What the fast run leaves out, and that the lists of it name what is there."""

from __future__ import annotations

import pytest

from portal.config import ROOT
from tests.distribution import LONG, SLOW, SPREAD, is_left_out

FAST = "not journey and not slow"


@pytest.mark.parametrize("name", sorted({*LONG, *SLOW, *SPREAD}))
def test_what_is_listed_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize(
    ("name", "marks", "is_unread"),
    [
        ("tests/test_access.py", FAST, True),
        ("tests/test_access.py", "not journey", False),
        ("tests/test_access.py", "", False),
        ("tests/documents", FAST, True),
        ("tests/documents/lifecycle/test_views.py", FAST, True),
        ("tests/journeys", FAST, True),
        ("tests/journeys/test_staff.py", "not slow", False),
        ("tests/journeys/test_staff.py", "not journey", True),
        ("tests/ballots/intake/test_intake.py", FAST, False),
        ("tests", FAST, False),
    ],
)
def test_a_file_of_which_nothing_would_run_is_not_read(name: str, marks: str, *, is_unread: bool) -> None:
    assert is_left_out(ROOT / name, marks) is is_unread
