"""traces.py: nothing counts as purged or erased while somebody's open transaction keeps the old rows there."""

# ruff: noqa: F811 - fixtures by their name
from __future__ import annotations

import sqlite3
from threading import Event, Thread
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import select

from portal.ballots.models import receipt_pool, used_token
from portal.ballots.sealing import batch_sealer, traces
from portal.extensions import db as database
from portal.ops import backup
from portal.results.tallying import erasing, tallying
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.web.data import locks, transactions
from portal.web.data.databases import truncate_wal
from portal.web.jobs import jobs
from tests import databases
from tests.results import poll
from tests.results.tallying.test_erasing import AFTER, folder, nothing_left, opened_round, report  # noqa: F401
from tests.results.tallying.test_opening import (  # noqa: F401
    all_files,
    answered,
    approvers,
    canary,
    database_folder,
    events,
    opened,
    survey,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WHO = {"sqlite": "một tiến trình khác đang đọc dữ liệu", "postgresql": "phiên PostgreSQL "}


class Reader:
    """Somebody outside the portal who began to read and does not end."""

    connection: sqlite3.Connection | psycopg.Connection | None

    def __init__(self, table: str) -> None:
        url = database.engine.url
        if database.engine.dialect.name == "sqlite":
            self.connection = sqlite3.connect(url.database, isolation_level=None)
            self.connection.execute("BEGIN")
        else:
            self.connection = psycopg.connect(databases.plain(url))
            self.connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self.connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608 - our own tables

    def end(self) -> None:
        """Go, and be gone: PostgreSQL's process for a session outlives it by a moment."""
        if self.connection is None:
            return
        if isinstance(self.connection, psycopg.Connection):
            self.connection.rollback()
        self.connection.close()
        self.connection = None


@pytest.fixture
def reading(db, monkeypatch) -> Iterator[Callable[[str], Reader]]:
    """`reading(table)` begins to read a table; whoever wants it alone gives up soon."""
    monkeypatch.setattr(traces, "LOCK_WAIT", "50ms")
    begun: list[Reader] = []

    def begin(table: str) -> Reader:
        begun.append(Reader(table))
        return begun[-1]

    yield begin
    for one in begun:
        one.end()


@pytest.fixture
def in_files(app, answered) -> Callable[[], list[str]]:
    """`in_files()`: which files of instance and database hold a mark of the six forms and browsers, all written out."""
    marks = database.session.scalars(select(used_token.c.mark)).all()
    database.session.rollback()
    assert len(marks) == 12

    def look() -> list[str]:
        database.session.rollback()
        if database.engine.dialect.name == "postgresql":
            with traces.autocommit() as connection:
                connection.exec_driver_sql("CHECKPOINT")
        files = {place: content for place, content in all_files(app).items() if "pg_wal" not in place}
        return [place for place, content in files.items() if any(mark in content for mark in marks)]

    return look


def who() -> str:
    return WHO[database.engine.dialect.name]


def is_shut(survey_id: int) -> bool:
    """Neither purged, nor reported, nor counted."""
    survey = database.session.get_one(Round, survey_id, populate_existing=True)
    reported = approvals.is_reported(survey, "open_results") or events("results.purge")
    shut = survey.purged_at is None and not reported and not tallying.is_made(survey)
    database.session.rollback()
    return shut


@pytest.mark.parametrize("table", ["round", "spent_mark"])
def test_nothing_opens_while_a_reader_stands_and_the_page_says_who(
    answered, in_files, approvers, at, reading, monkeypatch, sign_in, table
):
    monkeypatch.setattr(traces, "PATIENCE_SECONDS", 0)
    number, slug, reader = answered.id, answered.slug, reading(table)
    job = opened(answered, approvers, at)
    assert job.state == "failed"
    assert who() in job.error
    assert is_shut(number)
    assert events("results.emptied") == [{"marks": 12}]
    assert job.error in events("results.kept-shut")[0]["why"]
    assert in_files()
    page = sign_in(approvers[0]).get(f"/results/{slug}").text
    assert who() in page
    assert "Thử lại" in page
    reader.end()
    tallying.start_again(database.session.get_one(Round, number), by=approvers[0].id)
    transactions.commit()
    assert tallying.latest(database.session.get_one(Round, number)).state == "done"
    assert not is_shut(number)
    assert in_files() == []


@pytest.mark.parametrize("table", ["round", "spent_mark"])
def test_once_the_reader_has_gone_the_results_open_by_themselves(
    answered, in_files, approvers, at, reading, monkeypatch, sign_in, table
):
    reader, number, slug, seen = reading(table), answered.id, answered.slug, []
    at(poll.AFTER)
    browser = sign_in(approvers[0])

    def wait(_seconds: float) -> None:
        assert is_shut(number)
        if reader.connection is None:  # it may be the job's own sign of life that is waited for now
            return
        seen.append(browser.get(f"/results/{slug}").text)
        database.session.rollback()
        if len(seen) == 3:
            reader.end()

    monkeypatch.setattr(traces, "sleep", wait)
    job = opened(answered, approvers, at)
    assert len(seen) == 3
    assert all(f"Đang chờ để dọn dấu vết: {who()}" in page for page in seen)
    assert (job.state, job.error) == ("done", "")
    assert "Đã dọn dấu vết trước khi mở phiếu." in report("open_results")
    assert in_files() == []


def test_a_backup_under_way_is_named_and_waited_for(app, answered, in_files, approvers, at, monkeypatch, tmp_path):
    begun, go_on, told = Event(), Event(), []
    plainly, number = backup.write_table, answered.id

    def slowly(*words):
        begun.set()
        go_on.wait()
        return plainly(*words)

    def back_up() -> None:
        with app.app_context():
            backup.write(tmp_path / "sao-luu.zip")

    def wait(_seconds: float) -> None:
        told.append(tallying.latest(database.session.get_one(Round, number)).error)
        database.session.rollback()
        go_on.set()
        thread.join()

    monkeypatch.setattr(backup, "write_table", slowly)
    monkeypatch.setattr(traces, "sleep", wait)
    thread = Thread(target=back_up)
    database.session.rollback()
    thread.start()
    begun.wait()
    try:
        assert opened(database.session.get_one(Round, number), approvers, at).state == "done"
    finally:
        go_on.set()
        thread.join()
    assert len(told) == 1
    assert {"sqlite": "đang sao lưu", "postgresql": who()}[database.engine.dialect.name] in told[0]
    assert in_files() == []


def test_the_job_s_own_signs_of_life_keep_nothing_in_the_files(answered, in_files, approvers, at, monkeypatch):
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 0.05)
    assert opened(answered, approvers, at).state == "done"
    assert in_files() == []


def test_the_mover_cuts_the_log_in_a_later_run_where_a_reader_kept_it_from_it(answered, reading, at):
    receipts = database.session.scalars(select(receipt_pool.c.hash)).all()
    database.session.rollback()
    log = database_folder() / "portal.sqlite-wal"
    at(poll.AFTER)
    reader = reading("round")
    assert batch_sealer.run().receipts == 6
    assert truncate_wal(database.engine) == (database.engine.dialect.name == "postgresql")
    reader.end()
    assert batch_sealer.run().receipts == 0
    assert truncate_wal(database.engine)
    assert not log.exists() or not any(receipt in log.read_bytes() for receipt in receipts)


def test_an_erasure_is_told_only_once_nothing_is_left(
    app, folder, opened_round, approvers, at, canary, reading, monkeypatch
):
    at(AFTER)
    number, reader = opened_round.id, reading("round")
    with monkeypatch.context() as patch:
        patch.setattr(traces, "PATIENCE_SECONDS", 0)
        approvals.ask_and_decide(opened_round, "erase", by=approvers[0], second=approvers[1])
        transactions.commit()
        job = erasing.latest(database.session.get_one(Round, number))
        assert job.state == "failed"
        assert who() in job.error
        said = report("erase")
        assert "Đã xóa các dòng nhưng chưa xong" in said
        assert "Đã xóa hẳn" not in said
        erasing.resume()
        assert report("erase") == said
    reader.end()
    erasing.resume()
    assert "Đã xóa hẳn khỏi dữ liệu: 6 phiếu, 3 ý kiến." in report("erase")
    nothing_left(app, folder, canary)
    erasing.resume()
    assert len(events("results.kept-unerased")) == 2


def test_work_that_was_killed_is_not_named_and_its_file_goes(tmp_path):
    (tmp_path / f"cu{locks.WORK}").write_text("việc của tiến trình đã chết")
    with locks.announce_work("đang sao lưu", tmp_path):
        assert locks.announced_work(tmp_path) == []
        told: list[list[str]] = []
        other = Thread(target=lambda: told.append(locks.announced_work(tmp_path)))
        other.start()
        other.join()
        assert told == [["đang sao lưu"]]
    assert list(tmp_path.iterdir()) == []
