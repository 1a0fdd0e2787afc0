"""Long work as a row: handed over after the commit, its progress a column, a silent worker reads as failed."""

from __future__ import annotations

import math
import re
import weakref
from datetime import date, timedelta

import pytest
from huey import SqliteHuey

from portal.config import ROOT
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.extensions import queue
from portal.web.data import clock, transactions
from portal.web.data.files import StoredFile
from portal.web.jobs import health, jobs
from portal.web.jobs.jobs import Job, JobFile


@pytest.fixture
def kind(db, monkeypatch):
    """A kind of job of the test's own: `kind(run)`."""

    def register(run):
        monkeypatch.setattr(jobs, "kinds", [*jobs.kinds, jobs.handler("test", "việc thử")(run)])
        return "test"

    return register


def test_work_runs_after_the_commit_and_keeps_its_file(kind):
    name = kind(lambda _job, _progress: JobFile("áp phích.pdf", "application/pdf", b"%PDF"))
    job = jobs.start(name, {})
    assert job.state == "pending"
    transactions.commit()
    database.session.expire_all()
    assert job.state == "done"
    stored = database.session.get(StoredFile, job.file_id)
    assert (stored.name, stored.content, stored.size) == ("áp phích.pdf", b"%PDF", 4)


def test_what_a_job_leaves_is_freed_at_its_end(kind):
    class Page:
        """Refers to itself, as a paper's pages do to each other."""

    left = []

    def run(_job, _progress):
        page = Page()
        page.next = page
        left.append(weakref.ref(page))

    jobs.start(kind(run), {})
    transactions.commit()
    assert [page() for page in left] == [None]


def test_progress_is_a_column_the_job_writes(kind):
    seen = []

    def run(job, progress):
        progress(209, 209)
        database.session.rollback()
        row = database.session.get(Job, job.id)
        seen.append((row.done, row.total, row.state))

    jobs.start(kind(run), {})
    transactions.commit()
    assert seen == [(209, 209, "running")]


@pytest.mark.parametrize(("seconds", "expected"), [(0, [1, 2, 3]), (math.inf, [0, 0, 3])], ids=["each", "the last"])
def test_progress_waits_its_time_but_the_end_is_always_written(kind, monkeypatch, seconds, expected):
    monkeypatch.setattr(jobs, "WRITE_EVERY_SECONDS", seconds)
    seen = []

    def run(job, progress):
        for done in (1, 2, 3):
            progress(done, 3)
            database.session.rollback()
            seen.append(database.session.get(Job, job.id).done)

    jobs.start(kind(run), {})
    transactions.commit()
    assert seen == expected


def test_a_rule_s_no_stands_on_the_row(kind):
    def run(_job, _progress):
        raise DomainError("Đợt khảo sát chưa đóng.")

    job = jobs.start(kind(run), {})
    transactions.commit()
    database.session.expire_all()
    assert (job.state, job.error) == ("failed", "Đợt khảo sát chưa đóng.")


def test_a_fault_leaves_nothing_but_a_sentence(kind):
    job = jobs.start(kind(lambda _job, _progress: 1 / 0), {})
    transactions.commit()
    database.session.expire_all()
    assert job.state == "failed"
    assert "Thử lại" in job.error
    assert "ZeroDivision" not in job.error


def test_a_killed_worker_reads_as_failed_within_a_minute_and_a_retry_succeeds(kind, at):
    name = kind(lambda _job, _progress: None)
    job = Job(id="1" * 32, kind=name, args={}, status="running", done=100, total=209, asked_at=clock.now())
    job.heartbeat_at = clock.now()
    database.session.add(job)
    transactions.commit()
    assert job.state == "running"
    at(clock.now() + timedelta(seconds=59))
    assert job.state == "failed"
    jobs.retry(job)
    transactions.commit()
    database.session.expire_all()
    assert job.state == "done"


def test_work_that_is_done_is_not_done_again(kind):
    runs = []
    job = jobs.start(kind(lambda job, _progress: runs.append(job.id)), {})
    transactions.commit()
    jobs.run(job.id)
    assert runs == [job.id]
    database.session.expire_all()
    with pytest.raises(Conflict):
        jobs.retry(job)


def test_a_row_whose_message_was_lost_is_handed_over_again(kind, at):
    name = kind(lambda _job, _progress: None)
    database.session.add(Job(id="2" * 32, kind=name, args={}, status="pending", asked_at=clock.now()))
    transactions.commit()
    at(clock.now() + timedelta(minutes=2))
    jobs.requeue_waiting()
    database.session.expire_all()
    assert database.session.get(Job, "2" * 32).state == "done"


def test_a_job_begins_without_the_write_lock(kind):
    free = []

    def run(_job, _progress):
        database.session.execute(database.text("SELECT 1"))
        with transactions.write_engine().begin() as other:
            other.execute(database.text("UPDATE job SET total = total"))
        free.append(True)

    jobs.start(kind(run), {})
    transactions.commit()
    assert free == [True]


def test_a_job_that_only_read_is_done_though_others_wrote_meanwhile(kind):
    def run(_job, progress):
        database.session.scalars(database.select(Job)).all()
        progress(1, 1)

    job = jobs.start(kind(run), {})
    transactions.commit()
    database.session.expire_all()
    assert (job.state, job.error) == ("done", "")


def test_the_queue_knows_our_jobs(app):
    assert queue.run is jobs.run


def test_what_is_due_every_few_minutes_is_with_the_queue_at_those_minutes(app):
    asked = {f"{deed.__module__}.{deed.__name__}": minutes for minutes, deed in queue.periodic}
    tasks = {task.__name__: task() for task in queue.huey._registry._periodic_tasks}
    assert asked
    assert tasks.keys() == asked.keys()
    for name, minutes in asked.items():
        hour = [clock.at(date(2024, 6, 12), 9, minute) for minute in range(60)]
        due = [moment.minute for moment in hour if tasks[name].validate_datetime(moment)]
        assert due == list(range(0, 60, minutes)), name


OLD_NAMES = ("portal.ballots.mover.run", "portal.ballots.sealing.mover.run")
"""What the sealing of the box was called by the queue before its module was moved and renamed."""


@pytest.mark.parametrize("old", OLD_NAMES)
def test_a_message_of_a_task_renamed_by_an_upgrade_is_dropped_and_the_next_is_worked_at(app, tmp_path, old):
    done: list[str] = []
    before, after = (open_huey_at(tmp_path / "queue.sqlite") for _version in range(2))
    before.task(name=old)(lambda: done.append("old"))()
    before.task(name="run_job")(done.append)("before the upgrade")
    after.task(name="run_job")(done.append)
    worker = after.create_consumer(workers=1)._create_worker()
    waiting = [after.pending_count()]
    while after.pending_count() and len(waiting) < 5:
        worker.loop()
        waiting.append(after.pending_count())
    assert waiting == [2, 1, 0]
    assert done == ["before the upgrade"]


def test_no_task_of_today_bears_a_name_that_an_older_version_queued(app):
    names = {task.__name__ for task in queue.huey._registry._periodic_tasks}
    assert "portal.ballots.sealing.batch_sealer.run" in names
    assert not names & set(OLD_NAMES)


def open_huey_at(file):
    return SqliteHuey("portal", filename=str(file), immediate=False)


def test_the_latest_of_a_kind_is_found_by_its_arguments(kind):
    name = kind(lambda _job, _progress: None)
    made = []
    for minute, args in enumerate([{"round": "a", "unit": 1}, {"round": "b", "unit": 1}, {"round": "b", "unit": 2}]):
        made.append(jobs.start(name, args))
        made[-1].asked_at += timedelta(minutes=minute)
    assert jobs.latest(name, {"unit": 1}) is made[1]
    assert jobs.latest(name, {"round": "a", "unit": 1}) is made[0]
    assert jobs.latest(name, {"round": "a", "unit": 2}) is None
    assert jobs.latest("other", {"unit": 1}) is None


def test_the_same_work_is_under_way_once(kind):
    name = kind(lambda _job, _progress: None)
    first = jobs.start_once(name, {"round": "a"})
    assert jobs.start_once(name, {"round": "a"}) is first
    assert jobs.start_once(name, {"round": "b"}) is not first
    transactions.commit()
    database.session.expire_all()
    assert jobs.start_once(name, {"round": "a"}).id != first.id


def test_whoever_waits_for_a_job_reads_what_it_does_not_how_the_code_calls_it(app):
    with app.test_request_context():
        for known in jobs.kinds:
            said = jobs.description(Job(id="1a2b3c4d5e", kind=known.name))
            assert said.startswith(f"việc nền “{known.title}” mã 1a2b3c4d")
            assert known.name not in said.split("“")[1].split("”")[0]


def test_every_handler_of_the_portal_is_one_the_app_knows(app):
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "portal").rglob("*.py")]
    written = sum(len(re.findall(r"^@jobs\.handler", source, re.MULTILINE)) for source in sources)
    with app.app_context():
        names = [kind.name for kind in jobs.kinds]
    assert written == len(names) == len(set(names))


def test_work_of_a_low_priority_waits_behind_all_others(db, monkeypatch):
    kinds = [jobs.handler(name, name, low_priority=low)(print) for name, low in (("many", True), ("one", False))]
    monkeypatch.setattr(jobs, "kinds", kinds)
    assert [jobs.priority_of(name) for name in ("many", "one", "unknown")] == [jobs.LAST, jobs.FIRST, jobs.FIRST]
    assert jobs.LAST < jobs.FIRST


@pytest.mark.parametrize(
    ("status", "seconds", "said"),
    [
        ("pending", 0, "ok"),
        ("pending", 299, "ok"),
        ("pending", 300, "a job waits"),
        ("done", 300, "ok"),
        ("failed", 300, "ok"),
        ("running", 300, "ok"),
    ],
)
def test_the_queue_stands_still_where_a_job_waits_for_five_minutes(app, db, monkeypatch, status, seconds, said):
    asked = clock.now()
    database.session.add(Job(id="a" * 32, kind="test", args={}, status=status, asked_at=asked))
    database.session.commit()
    monkeypatch.setattr(health.time, "time", lambda: asked.timestamp() + seconds)
    assert health.queue_moves() == said


@pytest.mark.parametrize(
    ("status", "silent", "state"),
    [
        ("running", 40, "running"),
        ("running", 40.1, "failed"),
        ("running", None, "running"),
        ("pending", 100, "pending"),
        ("done", 100, "done"),
    ],
)
def test_a_worker_is_silent_after_forty_seconds(at, status, silent, state):
    at(clock.at(date(2024, 6, 12), 9))
    heard = None if silent is None else clock.now() - timedelta(seconds=silent)
    assert Job(status=status, heartbeat_at=heard).state == state
