"""A thin face on huey: one task that runs a job by its number, and a list of things to do every few minutes."""

import logging
from collections.abc import Callable

import psycopg
from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab

log = logging.getLogger(__name__)

# What is done every few minutes (sealing among it) waits behind no job that somebody asked for.
PERIODIC_PRIORITY = 100


class Queue:
    """Work for the queue worker. What `run` is, and what is done every few minutes, says `portal/composition.py`."""

    def __init__(self) -> None:
        self.run: Callable[[str], None] = lambda _job_id: None
        self.periodic: list[tuple[int, Callable[[], object]]] = []

    def init_app(self, app: Flask) -> None:
        """Open huey on its own SQLite file or on PostgreSQL and declare the tasks."""
        self.app, self.huey = app, open_huey(app)
        self.enqueue = self.huey.task(name="run_job")(self._run_job)
        app.extensions["queue"] = self
        self.periodic = []

    def every(self, minutes: int, work: Callable[[], object]) -> None:
        """Do `work` inside an application context every `minutes` minutes."""
        self.periodic.append((minutes, work))
        name = f"{work.__module__}.{getattr(work, '__name__', 'deed')}"
        task = self.huey.periodic_task(crontab(minute=f"*/{minutes}"), name=name, priority=PERIODIC_PRIORITY)
        task(lambda: self._in_context(work))

    def delay(self, job_id: str, seconds: int, *, priority: int) -> None:
        """Hand a job over again after a while."""
        self.enqueue.schedule((job_id,), delay=seconds, priority=priority)

    def _run_job(self, job_id: str) -> None:
        self._in_context(lambda: self.run(job_id))

    def _in_context(self, work: Callable[[], object]) -> None:
        with self.app.app_context():
            work()

    def work(self, threads: int) -> None:
        """Do the queue's work until told to stop."""
        self.huey.create_consumer(workers=threads, worker_type="thread", check_worker_health=True).run()


def open_huey(app: Flask) -> Huey:
    """Huey on PostgreSQL where the portal is, else on a SQLite file of its own; at once in tests."""
    url = str(app.config["QUEUE_URL"])
    immediate = bool(app.config["QUEUE_IMMEDIATE"])
    if url.startswith("postgresql"):
        dsn = url.replace("+psycopg", "")
        return PostgresHuey("portal", dsn=dsn, immediate=immediate, create_tables=not has_tables(dsn))
    return SqliteHuey("portal", filename=url, immediate=immediate)


def has_tables(dsn: str) -> bool:
    """Whether the queue's tables are there: a role with few rights may use them, not make them."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT to_regclass('huey_task')").fetchone()
    return found is not None and found[0] is not None
