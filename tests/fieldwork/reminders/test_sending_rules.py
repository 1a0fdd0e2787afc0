"""What «Gửi nhắc tất cả» writes to how many, and why nobody can be reminded now."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal.fieldwork import tasks
from portal.fieldwork.reminders import queries, sending
from portal.web.data import clock

DAY = date(2024, 6, 13)
NOW = clock.at(DAY, 9, 30)


def owed(rule: str, day: date | None = None) -> SimpleNamespace:
    return SimpleNamespace(rule=rule, day=day)


def row(*things: SimpleNamespace, reminded: int | None = None, unit: int = 1) -> SimpleNamespace:
    """A commune with what it owes, reminded so many minutes ago."""
    at = None if reminded is None else NOW - timedelta(minutes=reminded)
    return SimpleNamespace(owed=things, reminded_at=at, point=SimpleNamespace(unit_id=unit, unit=f"xã {unit}"))


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    monkeypatch.setattr(tasks, "rule_words", lambda rule: f"việc {rule}")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], []),
        ([row()], []),
        ([row(owed("a"))], [("Việc a", 1)]),
        ([row(owed("a", DAY))], [("Việc a ngày 13/6", 1)]),
        ([row(owed("a"), owed("b")), row(owed("a"))], [("Việc a", 2), ("Việc b", 1)]),
        ([row(owed("a", DAY), owed("a", date(2024, 6, 14)))], [("Việc a ngày 13/6", 1), ("Việc a ngày 14/6", 1)]),
    ],
)
def test_each_thing_owed_is_written_once_to_so_many(app, rows, told):
    with app.test_request_context():
        assert [(one.text, one.units) for one in sending.messages(rows)] == told


def test_communes_without_an_account_are_told_apart_and_those_that_owe_nothing_left_out(app, monkeypatch):
    monkeypatch.setattr(queries, "recipients", lambda units: {1: ["a", "b"]} if units == {1, 2} else {})
    with app.test_request_context():
        found = sending.preview([row(owed("a")), row(owed("a"), unit=2), row(unit=3)])
    assert (found.units, found.people, found.unreachable) == (("xã 1",), 2, ("xã 2",))
    assert [(one.text, one.units) for one in found.messages] == [("Việc a", 1)]


AGAIN = "Đã nhắc lúc 09:25; nhắc lại được từ 10:00."
OVER = "Đợt khảo sát đã kết thúc: không gửi nhắc hàng loạt."


@pytest.mark.parametrize(
    ("state", "rows", "why"),
    [
        ("opened", [row(owed("a"))], OVER),
        ("released", [], OVER),
        ("approved", [], ""),
        ("open", [row()], ""),
        ("open", [row(owed("a"))], ""),
        ("open", [row(owed("a"), reminded=31)], ""),  # in the hour before
        ("open", [row(owed("a"), reminded=30)], "Đã nhắc lúc 09:00; nhắc lại được từ 10:00."),
        (
            "open",
            [row(owed("a"), reminded=30), row(owed("a"), reminded=5)],
            "Đã nhắc lúc 09:25; nhắc lại được từ 10:00.",
        ),
        ("open", [row(owed("a"), reminded=5), row(owed("a"))], ""),
        ("open", [row(owed("a"), reminded=5), row(owed("a"), reminded=31)], ""),
        ("open", [row(owed("a"), reminded=5), row(reminded=31)], AGAIN),
    ],
)
def test_all_are_reminded_once_an_hour_while_the_round_runs(app, at, state, rows, why):
    at(NOW)
    with app.test_request_context():
        assert sending.why_not(SimpleNamespace(state=state), rows) == why
