"""Is it alive, is it ready, and the figures for the monitoring."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.config import is_loopback
from portal.extensions import db
from portal.web.access import own_host, public
from portal.web.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("health", __name__)
gauges: list[Callable[[CollectorRegistry], None]] = []
"""Rooms above add their own figures here."""

ENOUGH_DISK_BYTES = 200 * 1024 * 1024
ALARM_SHARE = 0.85
OLD_BACKUP_SECONDS = 26 * 3600


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Database, queue, disk and the last backup; 503 names what is wrong."""
    checks = {
        "database": database_answers(),
        "queue": queue_moves(),
        "disk": disk_has_room(),
        "backup": backup_is_new(),
    }
    ready = all(state in {"ok", "not watched"} for state in checks.values())
    return jsonify(status="ok" if ready else "failing", **checks), 200 if ready else 503


def database_answers() -> str:
    """Whether a plain question is answered."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return "no answer"
    return "ok"


def queue_moves() -> str:
    """Whether no job has waited for more than five minutes."""
    try:
        oldest = db.session.scalar(select(func.min(Job.asked_at)).where(Job.status == "pending"))
    except SQLAlchemyError:
        db.session.rollback()
        return "no answer"
    return "ok" if oldest is None or time.time() - oldest.timestamp() < 300 else "a job waits"  # noqa: PLR2004


def disk_has_room() -> str:
    """Whether the data folder's disk has room."""
    return "ok" if shutil.disk_usage(current_app.config["INSTANCE"]).free > ENOUGH_DISK_BYTES else "nearly full"


def share_used(folder: str) -> float:
    """How much of a folder's disk is used, of 1."""
    usage = shutil.disk_usage(folder)
    return 1 - usage.free / usage.total


def filling() -> list[str]:
    """The watched folders whose disk is used to 85 % or more: nothing fails yet, somebody should make room."""
    watched = filter(None, (str(current_app.config["INSTANCE"]), str(current_app.config["BACKUP_DIR"])))
    return [folder for folder in watched if Path(folder).is_dir() and share_used(folder) >= ALARM_SHARE]


def backup_is_new() -> str:
    """Whether the newest file of the backup folder is less than 26 hours old."""
    folder = str(current_app.config["BACKUP_DIR"])
    if not folder:
        return "not watched"
    newest = max((f.stat().st_mtime for f in Path(folder).glob("*") if f.is_file()), default=0.0)
    return "ok" if time.time() - newest < OLD_BACKUP_SECONDS else "too old"


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Prometheus text, on the port of its own; without one, only where the portal is on loopback itself."""
    if not may_see_metrics():
        abort(404)
    registry = CollectorRegistry()
    jobs = Gauge("portal_jobs", "Jobs by status", ["status"], registry=registry)
    counts = select(Job.status, func.count()).group_by(Job.status)
    for status, number in db.session.execute(counts):
        jobs.labels(status).set(number)
    disk = Gauge("portal_disk_free_bytes", "Free bytes of the data folder's disk", registry=registry)
    disk.set(shutil.disk_usage(current_app.config["INSTANCE"]).free)
    used = Gauge("portal_disk_used_ratio", "Used share of the data folder's disk; alarm at 0.85", registry=registry)
    used.set(share_used(current_app.config["INSTANCE"]))
    up = Gauge("portal_check", "1 where a readiness check passes", ["check"], registry=registry)
    for name, check in (("database", database_answers), ("queue", queue_moves), ("disk", disk_has_room)):
        up.labels(name).set(check() == "ok")
    for add in gauges:
        add(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_see_metrics() -> bool:
    """Whether this request came in by the monitoring's way."""
    port = int(current_app.config["METRICS_PORT"])
    if port:
        return request.environ.get("SERVER_PORT") == str(port)
    return is_loopback(own_host().rsplit(":", 1)[0].strip("[]")) and "X-Forwarded-For" not in request.headers
