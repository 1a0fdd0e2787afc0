"""The leaves as a file that can only grow: the same bytes as the database's, whatever became of the file."""

from __future__ import annotations

import gzip

import pytest

from portal.ballots.sealing import batch_sealer
from portal.extensions import db as database
from portal.sealing import operations
from portal.sealing.log import checkpoints, leaves_file, log
from portal.web.data import locks, transactions

LOG = "/log/198-kh-bdvtu"
PACKED = {"Accept-Encoding": "gzip"}


def fetched(client, query: str = "", **headers: str) -> bytes:
    return client.get(f"{LOG}/leaves{query}", headers=headers).response.data


@pytest.fixture
def lines(survey) -> bytes:
    """What the database says, line by line."""
    size = checkpoints.latest(survey).size
    with transactions.read_connection() as connection:
        found = log.leaves_between(connection, survey.id, 0, size)
        said = "".join(f"{kind} {entry.hex()}\n" for _number, kind, entry in found).encode()
    database.session.rollback()
    return said


@pytest.fixture
def file(survey, client, lines):
    """The file, once somebody asked."""
    slug = survey.slug
    database.session.rollback()
    assert fetched(client) == lines
    return leaves_file.path(slug)


def grow(survey) -> int:
    """Another item is sealed and signed for. Returns the new size."""
    operations.seal_settings(survey, "extend")
    database.session.commit()
    batch_sealer.run(sign=True)
    size = checkpoints.latest(survey).size
    database.session.rollback()
    return size


def test_a_second_fetch_reads_no_leaf_but_the_last_from_the_database(file, client, lines, monkeypatch):
    read = []
    plainly = log.leaves_between

    def between(connection, round_id, start, stop):
        read.append((start, stop))
        return plainly(connection, round_id, start, stop)

    monkeypatch.setattr(log, "leaves_between", between)
    size = len(lines) // leaves_file.LINE
    assert fetched(client) == lines
    assert fetched(client, "?from=7&to=9") == lines[7 * leaves_file.LINE : 9 * leaves_file.LINE]
    assert read == [(size - 1, size), (8, 9)]


def test_the_file_grows_by_what_is_new_and_is_not_written_again(survey, file, client, lines, monkeypatch):
    before, number = file.stat(), len(lines) // leaves_file.LINE
    size = grow(survey)
    whole = fetched(client)
    assert whole.startswith(lines)
    assert len(whole) == size * leaves_file.LINE
    assert file.stat().st_ino == before.st_ino
    assert file.read_bytes() == whole
    assert fetched(client, f"?from={number}") == whole[len(lines) :]


DAMAGE = {
    "gone": lambda file: file.unlink(),
    "cut inside a line": lambda file: file.write_bytes(file.read_bytes()[:1000]),
    "cut to nothing": lambda file: file.write_bytes(b""),
    "of another log": lambda file: file.write_bytes(b"B " + b"0" * 64 + b"\n"),
    "longer, of another log": lambda file: file.write_bytes((b"B " + b"0" * 64 + b"\n") * 999),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_file_is_made_anew(file, client, lines, what):
    DAMAGE[what](file)
    assert fetched(client) == lines
    assert file.read_bytes() == lines


def test_a_file_of_another_log_that_is_forgotten_meanwhile_is_made_anew(file, client, lines, monkeypatch):
    DAMAGE["of another log"](file)
    plainly = leaves_file.belongs_to

    def late(*asked):
        belongs = plainly(*asked)
        if not belongs:
            file.unlink(missing_ok=True)
        return belongs

    monkeypatch.setattr(leaves_file, "belongs_to", late)
    assert fetched(client) == lines
    assert file.read_bytes() == lines


def test_while_another_process_writes_the_database_answers(survey, client, lines, app):
    slug = survey.slug
    database.session.rollback()
    with locks.exclusive(f"leaves-{slug}", leaves_file.path(slug).parent.parent) as got:
        assert got
        assert fetched(client) == lines
        assert fetched(client, **PACKED) == lines
    assert not leaves_file.path(slug).exists()


def test_the_whole_log_goes_out_packed_and_is_packed_once_a_root(survey, file, client, lines):
    answer = client.get(f"{LOG}/leaves", headers=PACKED).response
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.data) == lines
    assert len(answer.data) < 0.65 * len(lines)
    (made,) = file.parent.glob("*.gz")
    before = made.stat().st_mtime_ns
    assert gzip.decompress(fetched(client, **PACKED)) == lines
    assert made.stat().st_mtime_ns == before
    grow(survey)
    assert gzip.decompress(fetched(client, **PACKED)).startswith(lines)
    assert made not in set(file.parent.glob("*.gz"))
    assert len(list(file.parent.glob("*.gz"))) == 1


def test_what_another_process_deletes_at_this_moment_goes_out_as_it_lies(file, client, lines, monkeypatch):
    read = leaves_file.read_part

    def late(of, start: int, stop: int):
        if of.suffix == ".gz":
            of.unlink()
        return read(of, start, stop)

    monkeypatch.setattr(leaves_file, "read_part", late)
    assert fetched(client, **PACKED) == lines


def test_whoever_refuses_gzip_gets_it_as_it_lies(file, client, lines):
    answer = client.get(f"{LOG}/leaves", headers={"Accept-Encoding": "gzip;q=0"}).response
    assert "Content-Encoding" not in answer.headers
    assert answer.data == lines
    assert answer.headers["Content-Length"] == str(len(lines))


def test_whoever_has_it_already_is_sent_nothing(survey, file, client):
    tag = client.get(f"{LOG}/leaves").response.headers["ETag"]
    again = client.get(f"{LOG}/leaves", headers={"If-None-Match": tag}, check=False)
    assert (again.status, again.response.data) == (304, b"")
    grow(survey)
    assert client.get(f"{LOG}/leaves", headers={"If-None-Match": tag}).status == 200


def test_a_simulated_round_that_begins_anew_forgets_its_file(survey, file, client):
    client.get(f"{LOG}/leaves", headers=PACKED)
    leaves_file.forget(survey.slug)
    assert not list(file.parent.glob("*.leaves*"))
