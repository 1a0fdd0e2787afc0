"""A round's used-token key on one machine: made once, from memory while its half stands, dead with it everywhere."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from portal.extensions import db as database
from portal.nodes import keys
from portal.nodes.membership import Membership
from portal.nodes.models import ENROLLED, MARKS, node, round_node_key
from portal.nodes.round_secrets import RoundSecrets, SecretWaits, about
from portal.web.data import transactions

ROUND = 7


@pytest.fixture
def fresh(app, db):
    """`fresh()` is another process of this machine."""
    made = []

    def start() -> RoundSecrets:
        made.append(RoundSecrets(Membership(app), MARKS))
        return made[-1]

    yield start
    start().wipe(ROUND)


def rows(table=round_node_key):
    with transactions.read_connection() as connection:
        return connection.execute(select(table)).mappings().all()


def end(of: RoundSecrets) -> None:
    with transactions.write_engine().begin() as connection:
        of.end(connection, ROUND)


def test_a_round_has_one_secret_however_many_ask_at_once(fresh):
    processes = [fresh() for _one in range(4)]
    with ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(contextvars.Context().run, one.of, ROUND) for one in processes * 8]
        secrets = {one.result() for one in asked}
    assert len(secrets) == 1
    assert len(secrets.pop()) == 32
    assert [(row["maker"], row["node_id"]) for row in rows()] == [(True, rows(node)[0]["id"])]
    assert [row["state"] for row in rows(node)] == [ENROLLED]


def test_looking_makes_no_secret(fresh):
    assert fresh().known(ROUND) is None
    assert not rows()
    assert not fresh().file(ROUND).exists()


def test_a_half_is_read_by_its_owner_alone_and_holds_no_secret(fresh):
    secrets = fresh()
    secret = secrets.of(ROUND)
    assert secrets.file(ROUND).stat().st_mode & 0o077 == 0
    assert secret not in secrets.file(ROUND).read_bytes()


def test_a_key_that_a_release_before_kept_in_a_file_is_taken_over(fresh):
    older = fresh().older_file(ROUND)
    older.write_bytes(bytes(range(32)))
    older.chmod(0o600)
    assert fresh().of(ROUND) == bytes(range(32))
    # one may go back to that release until the purge
    assert older.exists()
    end(fresh())
    assert not older.exists()


def test_what_is_remembered_is_told_without_a_look_at_the_database(fresh, monkeypatch):
    secrets = fresh()
    secret = secrets.of(ROUND)
    monkeypatch.setattr(secrets, "look", None)
    assert secrets.of(ROUND) == secrets.known(ROUND) == secret


def test_what_was_destroyed_is_gone_for_every_process_and_made_by_none(fresh):
    one, other = fresh(), fresh()
    assert one.of(ROUND) == other.of(ROUND)
    end(one)
    assert other.known(ROUND) is None
    with pytest.raises(SecretWaits):
        other.of(ROUND)
    assert [(row["sealed"], row["destroyed_at"] is not None) for row in rows()] == [(None, True)]
    end(other)


def test_a_simulated_round_that_begins_anew_has_another_secret(fresh):
    secret = fresh().of(ROUND)
    for ended in (False, True):
        if ended:
            end(fresh())
        with transactions.write_engine().begin() as connection:
            fresh().begin_anew(connection, ROUND)
        assert (fresh().of(ROUND) != secret) == ended


def test_a_dump_of_before_the_purge_opens_nothing_with_all_that_is_left(app, fresh):
    secrets = fresh()
    secret = secrets.of(ROUND)
    [dumped] = rows()
    half = keys.private_key(secrets.file(ROUND))
    assert keys.unseal(half, about(dumped), dumped["sealed"]) == secret
    end(secrets)
    left = [file.read_bytes() for file in secrets.folder.rglob("*") if file.is_file()]
    assert secret not in b"".join(left)
    for content in (*left, *app.config["SECRETS"].values()):
        if len(content) == 32:
            key = keys.X25519PrivateKey.from_private_bytes(content)
            assert keys.unseal(key, about(dumped), dumped["sealed"]) is None


def test_a_machine_without_its_half_makes_no_other_secret(fresh):
    fresh().of(ROUND)
    fresh().file(ROUND).unlink()
    assert fresh().known(ROUND) is None
    with pytest.raises(SecretWaits):
        fresh().of(ROUND)


@pytest.mark.parametrize("changed", [{"public": bytes(32)}, {"sealed": bytes(96)}, {"maker": False}])
def test_a_row_that_a_master_of_the_database_changed_is_not_believed(fresh, changed):
    fresh().of(ROUND)
    database.session.execute(update(round_node_key).values(changed))
    database.session.commit()
    assert fresh().known(ROUND) is None


def test_a_machine_whose_row_was_revoked_or_changed_takes_nothing(fresh):
    fresh().of(ROUND)
    for changed in ({"state": "revoked"}, {"name": "may-khac"}):
        database.session.execute(update(node).values(changed))
        database.session.commit()
        with pytest.raises(SecretWaits):
            fresh().of(ROUND + 1)
        assert len(rows()) == 1
