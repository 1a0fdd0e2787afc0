"""How a commit goes its steps while the standby keeps it waiting, by hand: no server, no clock."""

from __future__ import annotations

from types import SimpleNamespace

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from portal.web.data import confirmed_connection
from portal.web.data.confirmed_connection import CANCEL_SECONDS, ConfirmedConnection, NotConfirmed

pytestmark = pytest.mark.once


@pytest.fixture
def now(monkeypatch):
    """The seconds that the connection's clock says; to be moved on."""
    moment = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(confirmed_connection, "time", SimpleNamespace(monotonic=lambda: moment.seconds))
    return moment


@pytest.fixture
def connection():
    calls: list[str] = []
    known = SimpleNamespace(seconds=3, note_away=lambda: calls.append("away"), note_back=lambda: calls.append("back"))
    return SimpleNamespace(
        known=known,
        calls=calls,
        is_slow=False,
        deadline=None,
        info=SimpleNamespace(transaction_status=TransactionStatus.IDLE),
        ask_for_mark=lambda: None,
        commit_within=lambda _seconds: None,
        close=lambda: calls.append("closed"),
        cancel_safe=lambda timeout: calls.append(f"cancelled in {timeout:.0f}"),
    )


def waits(heard):
    """A commit that wants its server three times."""
    for number in range(3):
        heard.append((yield number))
    return "done"


def test_steps_are_handed_on_until_the_commit_is_done(now, connection):
    heard: list[int] = []
    steps = ConfirmedConnection.in_time(connection, waits(heard), deadline=5.0)
    assert [next(steps), steps.send(7), steps.send(8)] == [0, 1, 2]
    with pytest.raises(StopIteration) as end:
        steps.send(9)
    assert (end.value.value, heard, connection.is_slow, connection.calls) == ("done", [7, 8, 9], False, [])


def test_a_server_that_says_nothing_is_asked_to_stop_at_the_deadline_and_left_after_it(now, connection):
    steps = ConfirmedConnection.in_time(connection, waits([]), deadline=5.0)
    next(steps)
    now.seconds = 4.9
    steps.send(0)
    assert (connection.is_slow, connection.calls) == (True, [])
    now.seconds = 5.0
    steps.send(0)
    assert connection.calls == [f"cancelled in {CANCEL_SECONDS:.0f}"]
    now.seconds = 5.0 + CANCEL_SECONDS
    with pytest.raises(NotConfirmed):
        steps.send(0)
    assert connection.calls[1:] == ["away"]


def test_whoever_is_asked_to_stop_has_a_while_for_it(now, connection):
    steps = ConfirmedConnection.in_time(connection, waits([]), deadline=0.0)
    next(steps)
    steps.send(0)
    now.seconds = CANCEL_SECONDS - 0.1
    assert steps.send(0) == 2
    with pytest.raises(StopIteration):
        steps.send(1)
    assert connection.calls == [f"cancelled in {CANCEL_SECONDS:.0f}"]


@pytest.mark.parametrize(
    ("fails", "status", "calls"),
    [
        (False, TransactionStatus.IDLE, ["back"]),
        (True, TransactionStatus.IDLE, ["away"]),
        (True, TransactionStatus.ACTIVE, ["closed", "away"]),
    ],
)
def test_a_probe_says_whether_the_standby_confirms(now, connection, fails, status, calls):
    def commit_within(_seconds):
        assert connection.deadline == connection.known.seconds
        if fails:
            raise psycopg.OperationalError

    connection.commit_within, connection.info.transaction_status = commit_within, status
    assert ConfirmedConnection.probe(connection) is not fails
    assert (connection.calls, connection.deadline) == (calls, None)


@pytest.mark.parametrize(
    ("severity", "state", "doubted"),
    [("WARNING", "01000", True), ("WARNING", "57P01", True), ("WARNING", "01006", False), ("NOTICE", "01000", False)],
)
def test_a_wait_that_was_broken_off_is_doubted(connection, severity, state, doubted):
    connection.is_doubted = False
    ConfirmedConnection.hear(connection, SimpleNamespace(severity_nonlocalized=severity, sqlstate=state))
    assert connection.is_doubted is doubted


@pytest.mark.parametrize(
    ("away", "seconds", "due"), [(False, 100, False), (True, 1.9, False), (True, 2.0, True), (True, 100, True)]
)
def test_one_asker_tries_the_standby_after_a_while_and_the_others_wait(now, tmp_path, away, seconds, due):
    known = confirmed_connection.TwoDisks(tmp_path, seconds=3)
    if away:
        known.note_away()
    now.seconds = seconds
    assert known.probe_is_due() is due
    assert not known.probe_is_due()
    now.seconds = seconds + 3 + confirmed_connection.PROBE_SECONDS
    assert known.probe_is_due() is away


@pytest.mark.parametrize(("seconds", "lines"), [(600.0, 1), (600.1, 2)])
def test_the_log_hears_of_a_fault_every_ten_minutes(now, tmp_path, caplog, seconds, lines):
    known = confirmed_connection.TwoDisks(tmp_path, seconds=3)
    known.say(confirmed_connection.AWAY)
    now.seconds = seconds
    known.say(confirmed_connection.AWAY)
    assert [record.msg for record in caplog.records] == ["two_disks_refused"] * lines
