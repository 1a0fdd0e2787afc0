"""A thin face on huey: one task that runs a job by its number, and a list of things to do every few minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from huey import Huey
    from huey.api import TaskWrapper

# What is done every few minutes (sealing among it) waits behind no job that somebody asked for.
PERIODIC_PRIORITY = 100


class Queue:
    """Work for the queue worker. What `run` is, and what is done every few minutes, says `portal/composition.py`.

    Huey is loaded where something is queued or worked at: it takes a tenth of a second, and most commands do neither.
    """

    def __init__(self) -> None:
        self.run: Callable[[str], None] = lambda _job_id: None
        self.periodic: list[tuple[int, Callable[[], object]]] = []

    def init_app(self, app: Flask) -> None:
        """Be an app's. On PostgreSQL the tables are made now: whoever may make them need not be who queues."""
        for opened in ("huey", "enqueue"):
            vars(self).pop(opened, None)
        self.app, self.periodic = app, []
        app.extensions["queue"] = self
        if is_on_postgresql(app) and not has_tables(dsn(app)):
            open_huey(app)

    @cached_property
    def huey(self) -> Huey:
        """Huey with everything that is done every few minutes."""
        from huey import crontab  # noqa: PLC0415 - loaded late, see above

        opened = open_huey(self.app)
        for minutes, work in self.periodic:
            name = f"{work.__module__}.{getattr(work, '__name__', 'deed')}"
            task = opened.periodic_task(crontab(minute=f"*/{minutes}"), name=name, priority=PERIODIC_PRIORITY)
            task(lambda work=work: self._in_context(work))
        return opened

    @cached_property
    def enqueue(self) -> TaskWrapper:
        """The one task: hands a job's number to the worker."""
        return self.huey.task(name="run_job")(self._run_job)

    def every(self, minutes: int, work: Callable[[], object]) -> None:
        """Do `work` inside an application context every `minutes` minutes. To be said before huey is loaded."""
        self.periodic.append((minutes, work))

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
        _ = self.enqueue  # a message names its task: it has to be known
        self.huey.create_consumer(workers=threads, worker_type="thread", check_worker_health=True).run()


def open_huey(app: Flask) -> Huey:
    """Huey on PostgreSQL where the portal is, else on a SQLite file of its own; at once in tests."""
    from huey import PostgresHuey, SqliteHuey  # noqa: PLC0415 - loaded late, see `Queue`

    immediate = bool(app.config["QUEUE_IMMEDIATE"])
    if is_on_postgresql(app):
        return PostgresHuey("portal", dsn=dsn(app), immediate=immediate, create_tables=not has_tables(dsn(app)))
    return SqliteHuey("portal", filename=str(app.config["QUEUE_URL"]), immediate=immediate)


def is_on_postgresql(app: Flask) -> bool:
    return str(app.config["QUEUE_URL"]).startswith("postgresql")


def dsn(app: Flask) -> str:
    """The queue's address as psycopg reads it."""
    address = str(app.config["QUEUE_URL"]).replace("+psycopg", "")
    if app.config["DURABILITY"] != "two":
        return address
    from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415 - SQLite needs none

    # nobody is kept waiting for the standby by a message: a job whose message is lost is handed over again
    given = conninfo_to_dict(address).get("options", "")
    return make_conninfo(address, options=f"{given} -c synchronous_commit=local")


def has_tables(address: str) -> bool:
    """Whether the queue's tables are there: a role with few rights may use them, not make them."""
    import psycopg  # noqa: PLC0415 - SQLite needs none

    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT to_regclass('huey_task')").fetchone()
    return found is not None and found[0] is not None
