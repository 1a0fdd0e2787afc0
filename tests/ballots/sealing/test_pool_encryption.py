"""What waits encrypted is sealed as what it holds, and waits without its key; no copy leads to a sealed row."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from portal.ballots.models import ballot_pool, comment_pool, quarantined_row, sealed_ballot, sealed_comment
from portal.ballots.sealing import batch_sealer, pool_encryption
from portal.ballots.sealing.pool_encryption import PoolKey, pool_key
from portal.ballots.sealing.sealable_tables import BALLOTS, COMMENTS, RECEIPTS, SealableTable
from portal.extensions import db as database
from portal.nodes import enrolment
from portal.nodes.round_secrets import current_secrets
from portal.sealing import verification
from portal.surveys.models import GRACE, Round
from portal.web.data import clock, transactions
from portal.web.data.sealed_box import Unopened
from tests import make
from tests.ballots.conftest import kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.surveys.models import Point

SECRET, OTHER = bytes(range(32)), bytes(32)
WHERE = (7, 3)
COUNT = 200


@pytest.mark.parametrize("content", [b"\x01" + os.urandom(500), b"", "Xin cảm ơn", ""])
def test_what_is_encrypted_is_opened_under_its_key_as_what_it_was_and_where(content):
    key = PoolKey(SECRET)
    name, box = key.encrypt("B", WHERE, content)
    assert type(box) is type(content)
    assert pool_encryption.is_encrypted(box)
    later, opened = key.decrypt("B", WHERE, name, box)
    assert (opened, len(later)) == (content, 16)
    assert later != name
    for other, kind, where, called in (
        (PoolKey(OTHER), "B", WHERE, name),
        (key, "C", WHERE, name),
        (key, "B", (7, 4), name),
        (key, "B", WHERE, name[:15] + b"?"),
    ):
        with pytest.raises(Unopened):
            other.decrypt(kind, where, called, box)


@pytest.mark.parametrize("box", [b"\x02", b"\x02" + bytes(40), "\x02", "\x02?", "\x02" + "A" * 80])
def test_what_is_no_encrypted_row_is_not_opened(box):
    with pytest.raises(Unopened):
        PoolKey(SECRET).decrypt("B", WHERE, bytes(16), box)


@pytest.fixture
def key(survey) -> PoolKey:
    """The key of the round's rows, as this machine makes it."""
    round_id = survey.id  # read now: after the commit it would begin a transaction, which on SQLite keeps others out
    database.session.commit()  # it is made in a transaction of its own
    secret = current_secrets().of(round_id)
    database.session.rollback()
    return pool_key(secret)


@pytest.fixture
def over(survey, at) -> Callable[[], batch_sealer.BatchResult]:
    """`over()` seals once the round is over and takes nothing more."""

    def seal() -> batch_sealer.BatchResult:
        database.session.commit()
        at(database.session.get_one(Round, survey.id).closes_at + GRACE)
        database.session.commit()
        return batch_sealer.run()

    return seal


def arrives(load: SealableTable, point: Point, key: PoolKey | None, content: bytes | str) -> bytes:
    """A row comes in as the portal writes it. Returns its name in the pool."""
    name = os.urandom(16)
    if key is not None:
        name, content = key.encrypt(load.kind, (point.round_id, point.id), content)
    row = {"round_id": point.round_id, "point_id": point.id, load.key_name: name, load.content_name: content}
    database.session.execute(insert(load.pool).values(**load.with_mac(row)))
    return name


def troubles(survey) -> list[str]:
    database.session.rollback()
    return verification.verify(database.session.get_one(Round, survey.id)).problems


def test_rows_are_sealed_as_what_they_hold_whether_they_came_encrypted_or_not(survey, point, key, over):
    names = {arrives(BALLOTS, point, way, content) for way, content in ((key, b"one"), (None, b"two"))}
    arrives(COMMENTS, point, key, "Xin cảm ơn")
    for _ballot in names:
        make.waits(RECEIPTS, point)
    sealed = over()
    assert (sealed.ballots, sealed.comments, sealed.receipts, sealed.troubles) == (2, 1, 2, ())
    rows = database.session.execute(select(sealed_ballot.c.payload, sealed_ballot.c.id)).all()
    assert {bytes(payload) for payload, _name in rows} == {b"one", b"two"}
    assert len(names - {bytes(name) for _payload, name in rows}) == 1  # the encrypted one has another name
    assert database.session.scalars(select(sealed_comment.c.body)).all() == ["Xin cảm ơn"]
    assert kept()["ballot_pool"] == kept()["comment_pool"] == 0


def test_without_the_key_rows_wait_and_the_key_waits_for_them(survey, point, key, over, at, monkeypatch):
    arrives(BALLOTS, point, key, b"one")
    with monkeypatch.context() as patch:
        patch.setattr(pool_encryption, "key_of", lambda _round_id: None)
        assert over().ballots == 0
        at(clock.now() + batch_sealer.KEY_LIFE + timedelta(days=1))
        assert batch_sealer.run().ballots == 0
        assert kept()["ballot_pool"] == 1
    # a key that had died meanwhile would have taken the ballot along
    assert batch_sealer.run().ballots == 1
    batch_sealer.run()
    assert current_secrets().known(survey.id) is None


def test_rows_of_a_key_that_was_lost_are_set_apart_once_another_is_made(survey, point, key, over):
    name = arrives(BALLOTS, point, key, b"one")
    database.session.commit()
    secrets = current_secrets()
    secrets.wipe(survey.id)
    assert over().quarantined == 0
    transactions.allow_writes()
    enrolment.make_new_secret(database.session.connection(), secrets, survey.id, [])
    database.session.commit()
    assert batch_sealer.run().quarantined == 1
    assert database.session.scalars(select(quarantined_row.c.name)).all() == [name]
    assert kept()["sealed_ballot"] == kept()["ballot_pool"] == 0


def test_a_row_that_is_put_back_after_it_was_sealed_is_not_sealed_twice(survey, point, key, over):
    arrives(BALLOTS, point, key, b"one")
    arrives(COMMENTS, point, key, "Tốt")
    make.waits(RECEIPTS, point)
    database.session.commit()
    copies = {table: database.session.execute(select(table)).mappings().all() for table in (ballot_pool, comment_pool)}
    over()
    for table, rows in copies.items():
        database.session.execute(insert(table), [dict(row) for row in rows])
    database.session.commit()
    again = batch_sealer.run()
    assert (again.quarantined, again.ballots, again.comments) == (2, 0, 0)
    assert (kept()["sealed_ballot"], kept()["sealed_comment"]) == (1, 1)


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_dump_from_before_the_purge_leads_from_no_receipt_to_a_sealed_ballot(survey, point, key, over, encrypted):
    """Somebody saw in what order people came, and has the rows as they waited; plain ones are found, every one."""
    contents = [number.to_bytes(2, "big") + os.urandom(60) for number in range(COUNT)]
    came = [arrives(BALLOTS, point, key if encrypted else None, content) for content in contents]
    dump = {bytes(row.id): row for row in database.session.execute(select(ballot_pool))}
    over()
    current_secrets().end(database.session.connection(), survey.id)
    database.session.commit()
    sealed = {bytes(row.id): bytes(row.payload) for row in database.session.execute(select(sealed_ballot))}
    assert sorted(sealed.values()) == sorted(contents)
    of_payload = {payload: number for number, payload in enumerate(contents)}
    by_name = [of_payload[sealed[name]] == number for number, name in enumerate(came) if name in sealed]
    by_content = [bytes(dump[name].payload) in sealed.values() for name in came]
    assert (sum(by_name), sum(by_content)) == ((0, 0) if encrypted else (COUNT, COUNT))
    # nor does what is left open one
    assert pool_encryption.key_of(survey.id) is None
