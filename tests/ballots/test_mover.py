"""From the pools to the sealed tables: in tens, at random, receipts every run, all after closing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.ballots import aside, mover, staging
from portal.ballots.loads import LOADS
from portal.ballots.models import (
    ballot_pool,
    comment_pool,
    receipt_pool,
    sealed_ballot,
    sealed_comment,
    sealed_receipt,
)
from portal.ballots.mover import Moved, run
from portal.extensions import db, queue
from portal.web import clock, locks
from tests import make
from tests.ballots.conftest import kept

CONTENT = {"payload": b"{}", "body": "Xin cảm ơn"}


def wait_in(pool, point, count: int) -> list[bytes]:
    """Let so many rows of a point wait; their keys in the order they came."""
    load = next(one for one in LOADS if one.pool is pool)
    content = {load.content_name: CONTENT[load.content_name]} if load.content_name else {}
    keys = [make.waits(load, point, **content) for _row in range(count)]
    db.session.commit()
    return keys


def ids(table) -> set[bytes]:
    key = table.c.hash if "hash" in table.c else table.c.id
    found = set(db.session.scalars(select(key)))
    db.session.commit()
    return found


def test_nineteen_wait_and_twenty_give_ten(point):
    wait_in(ballot_pool, point, 19)
    assert run() == Moved(ran=True)
    wait_in(ballot_pool, point, 1)
    assert run() == Moved(ran=True, ballots=10)
    assert (kept()["ballot_pool"], kept()["sealed_ballot"]) == (10, 10)
    assert run().ballots == 0


def test_nothing_is_kept_where_a_row_goes_while_it_is_looked_at(point, monkeypatch):
    plainly, gone = staging.is_ours, []

    def taken_away(load, row):
        if load.pool is ballot_pool and not gone:
            gone.append(row["id"])
            with db.engine.begin() as connection:
                connection.execute(ballot_pool.delete().where(ballot_pool.c.id == row["id"]))
        return plainly(load, row)

    wait_in(ballot_pool, point, 30)
    monkeypatch.setattr(aside, "sift", lambda _load: 0)
    monkeypatch.setattr(staging, "is_ours", taken_away)
    assert run().ballots == 0
    assert (kept()["ballot_pool"], kept()["sealed_ballot"]) == (29, 0)
    assert run().ballots == 10
    assert not ids(sealed_ballot) & set(gone)


def test_ballots_that_come_in_get_a_turn_between_two_transactions(point, monkeypatch, at):
    breaths = []
    monkeypatch.setattr(mover, "CHUNK", 10)
    monkeypatch.setattr(mover, "sleep", breaths.append)
    wait_in(ballot_pool, point, 40)
    assert run().ballots == 30
    assert breaths == [mover.BREATH_SECONDS] * 2
    wait_in(ballot_pool, point, 20)
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=1))
    assert run().ballots == 30
    assert len(breaths) == 2


def test_tens_go_and_ten_to_nineteen_stay():
    stay = {waiting: waiting - mover.share(waiting) for waiting in range(200)}
    assert all(stay[waiting] == waiting for waiting in range(20))
    assert all(10 <= stay[waiting] < 20 for waiting in range(20, 200))
    assert all((waiting - stay[waiting]) % 10 == 0 for waiting in range(200))


def test_each_commune_waits_for_itself(point):
    wait_in(ballot_pool, point, 15)
    wait_in(ballot_pool, make.point("07519"), 25)
    assert run().ballots == 10


def test_which_ten_go_is_chance(point):
    came = wait_in(ballot_pool, point, 60)
    run()
    went = ids(sealed_ballot)
    assert len(went) == 50
    assert went != set(came[:50])
    assert ids(ballot_pool) == set(came) - went


def test_what_is_moved_is_the_same_and_stands_in_one_place(point):
    came = wait_in(ballot_pool, point, 45)
    run()
    assert ids(ballot_pool) | ids(sealed_ballot) == set(came)
    assert ids(ballot_pool) & ids(sealed_ballot) == set()
    row = db.session.execute(select(sealed_ballot)).first()
    assert (row.round_id, row.point_id, row.payload) == (point.round_id, point.id, b"{}")


def test_comments_go_on_their_own(point):
    wait_in(ballot_pool, point, 25)
    wait_in(comment_pool, point, 12)
    assert run() == Moved(ran=True, ballots=10, comments=0)
    wait_in(comment_pool, point, 8)
    assert run() == Moved(ran=True, ballots=0, comments=10)
    assert kept()["sealed_comment"] == len(ids(sealed_comment)) == 10


def test_receipts_go_at_every_run(point):
    came = wait_in(receipt_pool, point, 3) + wait_in(receipt_pool, make.point("07519"), 2)
    assert run().receipts == 5
    assert ids(sealed_receipt) == set(came)


def test_until_the_grace_is_over_ten_stay_and_then_all_go(point, at):
    wait_in(ballot_pool, point, 25)
    wait_in(comment_pool, point, 3)
    at(clock.end_of(make.LAST_DAY) + timedelta(minutes=15))
    assert run().ballots == 10
    at(clock.end_of(make.LAST_DAY) + timedelta(minutes=15, seconds=1))
    assert run() == Moved(ran=True, ballots=15, comments=3)
    assert kept()["ballot_pool"] == kept()["comment_pool"] == 0


def test_many_go_in_several_transactions(point, at):
    came = wait_in(ballot_pool, point, 2 * mover.CHUNK + 7)
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=1))
    assert run().ballots == len(came)
    assert ids(sealed_ballot) == set(came)


def test_one_run_at_a_time(app, point):
    wait_in(ballot_pool, point, 25)
    with locks.alone("seal", Path(app.config["INSTANCE"])) as got:
        assert got
        assert run() == Moved(ran=False)
    assert run() == Moved(ran=True, ballots=10)


def test_a_crash_between_two_chunks_loses_and_doubles_nothing(point, at, monkeypatch):
    came = wait_in(ballot_pool, point, 2 * mover.CHUNK)
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=1))
    real, calls = mover.insert, []

    def fail_at_the_second(table):
        calls.append(table)
        if len(calls) == 2:
            raise RuntimeError
        return real(table)

    monkeypatch.setattr(mover, "insert", fail_at_the_second)
    with pytest.raises(RuntimeError):
        run()
    assert (kept()["ballot_pool"], kept()["sealed_ballot"]) == (mover.CHUNK, mover.CHUNK)
    monkeypatch.undo()
    run()
    assert ids(sealed_ballot) == set(came)


def test_the_spent_key_dies_a_day_after_closing(app, citizen, at):
    citizen.answer()
    keys = app.extensions["ballots"].spent_keys
    round_id = make.point().round_id
    db.session.commit()
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=24, minutes=15))
    run()
    assert keys.path(round_id).exists()
    at(clock.end_of(make.LAST_DAY) + timedelta(hours=24, minutes=15, seconds=1))
    run()
    assert not keys.path(round_id).exists()
    assert citizen.send(after=0).status == 410
    assert not keys.path(round_id).exists()


def test_the_shell_moves_and_says_how_many(app, point):
    wait_in(ballot_pool, point, 25)
    wait_in(receipt_pool, point, 2)
    said = app.test_cli_runner().invoke(args=["box", "seal"])
    assert said.exit_code == 0
    assert said.output == "Đã chuyển 10 phiếu, 0 góp ý, 2 mã biên nhận.\n"


def test_it_runs_every_two_minutes(app):
    assert (2, mover.run) in queue.periodic
