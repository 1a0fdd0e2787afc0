"""What the fast run leaves out, that the lists of it name what is there, and what the second run knows of the first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.config import ROOT
from tests.distribution import LONG, SLOW, SPREAD, is_left_out, seconds_on_sqlite

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


@pytest.mark.parametrize(("database", "known"), [("postgresql", {"tests/a.py::b": 2.5}), ("sqlite", {})])
def test_the_run_on_postgresql_knows_how_long_tests_took_on_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str, known: dict[str, float]
) -> None:
    (tmp_path / "gw0.json").write_text(json.dumps({"tests/a.py::b": [2.5, [], False]}), encoding="utf-8")
    monkeypatch.setenv("PORTAL_TEST_DATABASE", database)
    monkeypatch.setenv("PORTAL_TEST_STATEMENTS", str(tmp_path))
    assert seconds_on_sqlite() == known


def test_a_run_beside_nothing_knows_of_no_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_TEST_DATABASE", "postgresql")
    monkeypatch.setenv("PORTAL_TEST_STATEMENTS", "")
    assert seconds_on_sqlite() == {}
