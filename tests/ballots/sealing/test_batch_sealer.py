"""From the pools to the sealed tables: at full hours, of fifty voters and more, in tens, at random; all at the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.ballots.models import (
    ballot_pool,
    comment_pool,
    receipt_pool,
    sealed_ballot,
    sealed_comment,
    sealed_receipt,
)
from portal.ballots.sealing import batch_sealer, quarantine
from portal.ballots.sealing.batch_sealer import BatchResult
from portal.ballots.sealing.sealable_tables import SEALABLE_TABLES, SealableTable
from portal.extensions import db, queue
from portal.web.data import clock, locks
from tests import make
from tests.ballots.conftest import NOON, kept


def run() -> BatchResult:
    """What a run moved. The rows here are ballots without receipts, or receipts alone: no log is signed for them."""
    return replace(batch_sealer.run(), troubles=())


CONTENT = {"payload": b"{}", "body": "Xin cảm ơn"}


def wait_in(pool, point, count: int) -> list[bytes]:
    """Let so many rows of a point wait; their keys in the order they came."""
    load = next(one for one in SEALABLE_TABLES if one.pool is pool)
    content = {load.content_name: CONTENT[load.content_name]} if load.content_name else {}
    keys = [make.waits(load, point, **content) for _row in range(count)]
    db.session.commit()
    return keys


def ids(table) -> set[bytes]:
    key = table.c.hash if "hash" in table.c else table.c.id
    found = set(db.session.scalars(select(key)))
    db.session.commit()
    return found


@pytest.fixture
def later(at):
    """`later(hours)` is the full hour so many hours after noon."""

    def move(hours: float) -> None:
        at(NOON + timedelta(hours=hours))

    return move


def voters_wait(count: int) -> list[bytes]:
    """So many voters' receipts wait at another commune, whose ballots went already."""
    return wait_in(receipt_pool, make.point("07210"), count)


def test_nineteen_wait_and_twenty_give_ten(point, later):
    wait_in(ballot_pool, point, 19)
    voters_wait(50)
    assert run() == BatchResult(ran=True, receipts=50)
    later(1)
    wait_in(ballot_pool, point, 1)
    voters_wait(50)
    assert run() == BatchResult(ran=True, ballots=10, receipts=50)
    assert (kept()["ballot_pool"], kept()["sealed_ballot"]) == (10, 10)
    later(2)
    voters_wait(50)
    assert run().ballots == 0


def test_between_full_hours_nothing_enters_the_log(point, later):
    wait_in(ballot_pool, point, 60)
    voters_wait(60)
    later(0.5)
    assert run() == BatchResult(ran=True)
    later(1)
    assert run() == BatchResult(ran=True, ballots=50, receipts=60)
    wait_in(ballot_pool, point, 60)
    voters_wait(60)
    for hours in (1, 1.02, 1.5, 1.99):
        later(hours)
        assert run() == BatchResult(ran=True)
    later(2)
    assert run() == BatchResult(ran=True, ballots=60, receipts=60)


def test_a_run_that_comes_some_minutes_late_still_makes_the_hours_batch_and_makes_it_once(point, later):
    voters_wait(50)
    later(9 / 60)
    assert run().receipts == 50
    voters_wait(50)
    assert run().receipts == 0
    later(1 + 10 / 60)
    assert run().receipts == 0


def test_forty_nine_voters_wait_for_the_next_hour_and_not_for_the_fiftieth(point, later):
    wait_in(ballot_pool, point, 60)
    voters_wait(49)
    assert run() == BatchResult(ran=True)
    voters_wait(1)
    assert run() == BatchResult(ran=True)
    later(4 / 60)
    assert run() == BatchResult(ran=True)
    later(1)
    assert run() == BatchResult(ran=True, ballots=50, receipts=50)


def test_each_round_waits_for_its_own_fifty_voters(point, later):
    voters_wait(50)
    other = make.point("07519", make.survey_round("dot-hai"))
    wait_in(receipt_pool, other, 49)
    assert run().receipts == 50
    wait_in(receipt_pool, other, 1)
    later(1)
    assert run().receipts == 50


def test_nothing_is_kept_where_a_row_goes_while_it_is_looked_at(point, later, monkeypatch):
    plainly, gone = SealableTable.has_valid_mac, []

    def taken_away(load, row):
        if load.pool is ballot_pool and not gone:
            gone.append(row["id"])
            with db.engine.begin() as connection:
                connection.execute(ballot_pool.delete().where(ballot_pool.c.id == row["id"]))
        return plainly(load, row)

    monkeypatch.setattr(batch_sealer, "SHORT_CHUNK", batch_sealer.CHUNK)  # all in one transaction
    wait_in(ballot_pool, point, 30)
    voters_wait(50)
    monkeypatch.setattr(quarantine, "quarantine_foreign_rows", lambda _load: 0)
    monkeypatch.setattr(SealableTable, "has_valid_mac", taken_away)
    assert run() == BatchResult(ran=True)
    assert (kept()["ballot_pool"], kept()["sealed_ballot"], kept()["sealed_receipt"]) == (29, 0, 0)
    later(1)
    assert run().ballots == 10
    assert not ids(sealed_ballot) & set(gone)


def test_ballots_that_come_in_get_a_turn_between_two_transactions(point, monkeypatch, at):
    breaths = []
    monkeypatch.setattr(batch_sealer, "CHUNK", 10)
    monkeypatch.setattr(batch_sealer, "SHORT_CHUNK", 10)
    monkeypatch.setattr(batch_sealer, "sleep", breaths.append)
    wait_in(ballot_pool, point, 40)
    voters_wait(50)
    assert run() == BatchResult(ran=True, ballots=30, receipts=50)
    assert breaths == [batch_sealer.PAUSE_SECONDS] * 7
    wait_in(ballot_pool, point, 20)
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=1))
    assert run().ballots == 30
    assert len(breaths) == 7


def test_tens_go_and_ten_to_nineteen_stay():
    stay = {waiting: waiting - batch_sealer.sample_size(waiting) for waiting in range(200)}
    assert all(stay[waiting] == waiting for waiting in range(20))
    assert all(10 <= stay[waiting] < 20 for waiting in range(20, 200))
    assert all((waiting - stay[waiting]) % 10 == 0 for waiting in range(200))


def test_each_commune_waits_for_itself(point):
    wait_in(ballot_pool, point, 15)
    wait_in(ballot_pool, make.point("07519"), 25)
    voters_wait(50)
    assert run().ballots == 10


def test_which_ten_go_is_chance(point):
    came = wait_in(ballot_pool, point, 60)
    voters_wait(50)
    run()
    went = ids(sealed_ballot)
    assert len(went) == 50
    assert went != set(came[:50])
    assert ids(ballot_pool) == set(came) - went


def test_what_is_moved_is_the_same_and_stands_in_one_place(point):
    came = wait_in(ballot_pool, point, 45)
    voters_wait(50)
    run()
    assert ids(ballot_pool) | ids(sealed_ballot) == set(came)
    assert ids(ballot_pool) & ids(sealed_ballot) == set()
    row = db.session.execute(select(sealed_ballot)).first()
    assert (row.round_id, row.point_id, row.payload) == (point.round_id, point.id, b"{}")


def test_comments_go_on_their_own(point, later):
    wait_in(ballot_pool, point, 25)
    wait_in(comment_pool, point, 12)
    voters_wait(50)
    assert run() == BatchResult(ran=True, ballots=10, comments=0, receipts=50)
    later(1)
    wait_in(comment_pool, point, 8)
    voters_wait(50)
    assert run() == BatchResult(ran=True, ballots=0, comments=10, receipts=50)
    assert kept()["sealed_comment"] == len(ids(sealed_comment)) == 10


def test_all_receipts_go_whichever_commune_they_are_of(point):
    came = wait_in(receipt_pool, point, 30) + wait_in(receipt_pool, make.point("07519"), 20)
    assert run().receipts == 50
    assert ids(sealed_receipt) == set(came)


def test_until_the_grace_is_over_ten_stay_and_then_all_go(point, at):
    wait_in(ballot_pool, point, 25)
    wait_in(comment_pool, point, 3)
    voters_wait(50)
    at(clock.end_of(make.LAST_DAY) + timedelta(minutes=9))
    assert run() == BatchResult(ran=True, ballots=10, receipts=50)
    voters_wait(2)
    at(clock.end_of(make.LAST_DAY) + timedelta(minutes=14, seconds=59))
    assert run() == BatchResult(ran=True)
    at(clock.end_of(make.LAST_DAY) + timedelta(minutes=15))
    assert run() == BatchResult(ran=True, ballots=15, comments=3, receipts=2)
    assert kept()["ballot_pool"] == kept()["comment_pool"] == kept()["receipt_pool"] == 0


def test_many_go_in_several_transactions(point, at):
    came = wait_in(ballot_pool, point, 2 * batch_sealer.CHUNK + 7)
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=1))
    assert run().ballots == len(came)
    assert ids(sealed_ballot) == set(came)


def test_one_run_at_a_time(app, point):
    wait_in(ballot_pool, point, 25)
    voters_wait(50)
    with locks.exclusive("seal", Path(app.config["INSTANCE"])) as got:
        assert got
        assert run() == BatchResult(ran=False)
    assert run() == BatchResult(ran=True, ballots=10, receipts=50)


def test_a_crash_between_two_chunks_loses_and_doubles_nothing(point, at, monkeypatch):
    came = wait_in(ballot_pool, point, 2 * batch_sealer.CHUNK)
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=1))
    real, calls = batch_sealer.insert, []

    def fail_at_the_second(table):
        calls.append(table)
        if len(calls) == 2:
            raise RuntimeError
        return real(table)

    monkeypatch.setattr(batch_sealer, "insert", fail_at_the_second)
    with pytest.raises(RuntimeError):
        run()
    assert (kept()["ballot_pool"], kept()["sealed_ballot"]) == (batch_sealer.CHUNK, batch_sealer.CHUNK)
    monkeypatch.undo()
    run()
    assert ids(sealed_ballot) == set(came)


def test_the_spent_key_dies_a_day_after_closing(app, citizen, at):
    citizen.answer()
    keys = app.extensions["ballots"].used_token_keys
    round_id = make.point().round_id
    db.session.commit()
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=24, minutes=14, seconds=59))
    run()
    assert keys.file(round_id).exists()
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=24, minutes=15))
    run()
    assert not keys.file(round_id).exists()
    assert citizen.send(after=0).status == 410
    assert not keys.file(round_id).exists()


def test_the_shell_moves_and_says_how_many(app, point):
    wait_in(ballot_pool, point, 52)
    wait_in(receipt_pool, point, 52)
    said = app.test_cli_runner().invoke(args=["box", "seal"])
    assert said.exit_code == 0
    assert said.output == "Đã chuyển 40 phiếu, 0 góp ý, 52 mã biên nhận.\n"


def test_the_shell_waits_for_the_full_hour_too_and_says_so(app, point, later):
    wait_in(ballot_pool, point, 50)
    wait_in(receipt_pool, point, 50)
    later(0.5)
    said = app.test_cli_runner().invoke(args=["box", "seal"])
    assert said.exit_code == 0
    assert "Đã chuyển 0 phiếu, 0 góp ý, 0 mã biên nhận." in said.output
    assert "Còn phiếu chờ: vào đầu giờ" in said.output
    assert kept()["receipt_pool"] == 50


def test_it_runs_every_two_minutes(app):
    assert (2, batch_sealer.run) in queue.periodic
