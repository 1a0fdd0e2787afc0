"""Is it alive, is it ready, and the figures for the monitoring."""

import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from pathlib import Path

from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Gauge, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import Hook, db
from portal.web.data import two_disks
from portal.web.data.transactions import read_only
from portal.web.http.views import public, served_under_any_host
from portal.web.jobs.jobs import Job

blueprint = Blueprint("health", __name__)
# Rooms above add their own figures here.
gauges: Hook[Callable[[CollectorRegistry], None]] = Hook()
# What else, by its name, must be «ok» or «not watched» for the portal to be ready.
checks: Hook[tuple[str, Callable[[], str]]] = Hook()

ENOUGH_DISK_BYTES = 200 * 1024 * 1024
ALARM_SHARE = 0.85
OLD_BACKUP_SECONDS = 26 * 3600
LONGEST_WAIT_SECONDS = 300
WELL = frozenset({"ok", "not watched"})


@blueprint.get("/healthz")
@served_under_any_host
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@served_under_any_host
@public
def readyz() -> ResponseReturnValue:
    """Database, queue, disk, the last backup, the last check of the box; 503 names what is wrong."""
    found = {
        "database": database_answers(),
        "queue": queue_moves(),
        "disk": disk_has_room(),
        "backup": backup_is_new(),
        **{name: unless_silent(check)() for name, check in checks},
    }
    ready = all(state in WELL for state in found.values())
    return jsonify(status="ok" if ready else "failing", **found), 200 if ready else 503


def unless_silent(check: Callable[[], str]) -> Callable[[], str]:
    """What a check says, where the database lets it."""

    @wraps(check)
    def result() -> str:
        try:
            return check()
        except SQLAlchemyError:
            db.session.rollback()
            return "no answer"

    return result


@unless_silent
def database_answers() -> str:
    """Whether a plain question is answered."""
    db.session.execute(text("SELECT 1"))
    return "ok"


@unless_silent
def queue_moves() -> str:
    """Whether no job has waited for more than five minutes."""
    oldest = db.session.scalar(select(func.min(Job.asked_at)).where(Job.status == "pending"))
    return "ok" if oldest is None or time.time() - oldest.timestamp() < LONGEST_WAIT_SECONDS else "a job waits"


def disk_has_room() -> str:
    """Whether the data folder's disk has room."""
    return "ok" if shutil.disk_usage(current_app.config["INSTANCE"]).free > ENOUGH_DISK_BYTES else "nearly full"


def share_used(folder: str) -> float:
    """How much of a folder's disk is used, of 1."""
    usage = shutil.disk_usage(folder)
    return 1 - usage.free / usage.total


def nearly_full_folders() -> list[str]:
    """The watched folders whose disk is used to 85 % or more: nothing fails yet, somebody should make room."""
    watched = filter(None, (str(current_app.config["INSTANCE"]), str(current_app.config["BACKUP_DIR"])))
    return [folder for folder in watched if Path(folder).is_dir() and share_used(folder) >= ALARM_SHARE]


def backup_is_new() -> str:
    """Whether the newest file of the backup folder is less than 26 hours old."""
    folder = str(current_app.config["BACKUP_DIR"])
    if not folder:
        return "not watched"
    newest = newest_backup()
    made_at = newest.stat().st_mtime if newest else 0.0
    return "ok" if time.time() - made_at < OLD_BACKUP_SECONDS else "too old"


def newest_backup() -> Path | None:
    """The file of the backup folder that was written last; None where there is none or no folder is watched."""
    folder = str(current_app.config["BACKUP_DIR"])
    files = (file for file in Path(folder).glob("*") if file.is_file()) if folder else ()
    return max(files, key=lambda file: file.stat().st_mtime, default=None)


class PortalMetrics(Collector):
    """The figures for the monitoring, read anew whenever it asks. All come from database and disk, none from memory."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def collect(self) -> Iterable[Metric]:
        """Each figure, ours and those of the rooms above."""
        registry = CollectorRegistry()
        with self.app.app_context():
            read_only()
            own_metrics(registry)
            with suppress(SQLAlchemyError):  # told by portal_check
                jobs_by_status(registry)
                for add in gauges:
                    add(registry)
            return list(registry.collect())

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: the database need not answer yet."""
        return ()


def own_metrics(registry: CollectorRegistry) -> None:
    """Disk, and the checks of readiness."""
    disk = Gauge("portal_disk_free_bytes", "Free bytes of the data folder's disk", registry=registry)
    disk.set(shutil.disk_usage(current_app.config["INSTANCE"]).free)
    used = Gauge("portal_disk_used_ratio", "Used share of the data folder's disk; alarm at 0.85", registry=registry)
    used.set(share_used(current_app.config["INSTANCE"]))
    up = Gauge("portal_check", "1 where a readiness check passes", ["check"], registry=registry)
    found = (
        ("database", database_answers),
        ("queue", queue_moves),
        ("disk", disk_has_room),
        ("durability", unless_silent(two_disks.state)),
    )
    for name, check in found:
        up.labels(name).set(check() in WELL)


def jobs_by_status(registry: CollectorRegistry) -> None:
    """How many jobs wait, run, are done, failed."""
    jobs = Gauge("portal_jobs", "Jobs by status", ["status"], registry=registry)
    counts = select(Job.status, func.count()).group_by(Job.status)
    for status, number in db.session.execute(counts):
        jobs.labels(status).set(number)
