"""What is looked at of the daily upkeep: the queue's work, the last backup and the last that was restored on trial."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.extensions import db
from portal.ops.backup import DRILL_FAILED, DRILLED
from portal.ops.condition.check import Check, age
from portal.web.data import clock
from portal.web.jobs import health
from portal.web.jobs.jobs import Job
from portal.web.ui.formats import integer, stamp

DRILL_EVERY = timedelta(days=31)


def stalled_queue() -> str:
    """No job waits."""
    mend = "chạy: flask worker (./start chạy sẵn; gói Debian: systemctl restart ydan-worker)"
    return "" if health.queue_moves() == "ok" else mend


def queue_measure() -> str:
    """How many jobs wait."""
    waiting = db.session.scalar(select(func.count()).select_from(Job).where(Job.status == "pending"))
    return f"{integer(waiting)} việc đang chờ"


def old_backup() -> str:
    """The last backup is fresh, where a folder is watched."""
    fresh = bool(current_app.config["BACKUP_DIR"]) and health.backup_is_new() == "ok"
    return "" if fresh else "đặt PORTAL_BACKUP_DIR và chạy flask backup create hằng ngày"


def backup_measure() -> str:
    """Name and age of the newest backup."""
    newest = health.newest_backup()
    if newest is None:
        return "chưa có bản nào"
    made_at = datetime.fromtimestamp(newest.stat().st_mtime, clock.ZONE)
    return f"{newest.name}, cách đây {age(clock.now() - made_at)}"


def last_drill() -> Event | None:
    """The record of the last backup that was restored on trial, well or not; None before the first."""
    asked = select(Event).where(Event.action.in_((DRILLED, DRILL_FAILED)))
    return db.session.scalars(asked.order_by(Event.id.desc()).limit(1)).first()


def missing_drill() -> str:
    """A backup was restored on trial in the last month."""
    drill, folder = last_drill(), str(current_app.config["BACKUP_DIR"]) or "/sao-luu"
    newest = health.newest_backup()
    command = f"flask backup drill {newest or Path(folder) / 'ydan-….zip'}"
    if drill is not None and drill.action == DRILL_FAILED:
        return f"bản {drill.detail.get('file', '')} phục hồi thử không được: làm bản mới rồi chạy {command}"
    fresh = drill is not None and clock.now() - drill.at < DRILL_EVERY
    return "" if fresh else f"chạy: {command}"


def drill_measure() -> str:
    """Which backup was tried last, and when."""
    drill = last_drill()
    return f"{drill.detail.get('file', '')}, {stamp(drill.at)}" if drill else "chưa diễn tập lần nào"


CHECKS = (
    Check("queue", "hàng đợi có máy làm", stalled_queue, queue_measure),
    Check("backup", "bản sao lưu trong 26 giờ", old_backup, backup_measure),
    Check("drill", "đã phục hồi thử một bản sao lưu trong 31 ngày", missing_drill, drill_measure),
)
