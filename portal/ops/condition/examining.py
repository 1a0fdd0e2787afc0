"""What was found when the worker last examined the installation: kept as rows, shown on a page, told to the monitoring.

The worker of each machine writes its own; `flask doctor` looks anew and keeps nothing.
"""

import socket
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import delete, func, select

from portal.errors import DomainError
from portal.extensions import db
from portal.ops.backup import recorded_drill, write
from portal.ops.condition.checks import BY_NAME, Found, examine
from portal.ops.condition.models import MachineCheck
from portal.web.data import clock, transactions
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job, Progress

EVERY_MINUTES = 5
SILENT_AFTER = timedelta(minutes=15)
GONE_AFTER = timedelta(days=7)
EXAMINE, BACK_UP = "examine", "back-up"


def run() -> None:
    """Examine this machine and keep what was found; machines that have been gone for a week are forgotten."""
    transactions.read_only()
    found = list(examine())
    transactions.allow_writes()
    keep(found, socket.gethostname())
    db.session.execute(delete(MachineCheck).where(MachineCheck.seen_at < clock.now() - GONE_AFTER))
    transactions.commit()


def keep(found: Iterable[Found], machine: str) -> None:
    """Write what was found over what stood there; `since` stays where the verdict does."""
    now, rows = clock.now(), {row.name: row for row in of_machine(machine)}
    for one in found:
        row, wrong = rows.pop(one.check.name, None), bool(one.mend)
        since = row.since if row is not None and row.wrong == wrong else now
        values = {"wrong": wrong, "measured": one.measured, "mend": one.mend, "since": since, "seen_at": now}
        db.session.merge(MachineCheck(machine=machine, name=one.check.name, **values))
    for row in rows.values():
        db.session.delete(row)  # a check of an earlier version


def of_machine(machine: str) -> Sequence[MachineCheck]:
    """What was last found on a machine."""
    return db.session.scalars(select(MachineCheck).where(MachineCheck.machine == machine)).all()


def latest() -> dict[str, list[MachineCheck]]:
    """What was last found, by machine; what is wrong first, then in the doctor's order."""
    order = list(BY_NAME)
    rows = [row for row in db.session.scalars(select(MachineCheck)) if row.name in BY_NAME]
    found: dict[str, list[MachineCheck]] = {}
    for row in sorted(rows, key=lambda row: (row.machine, not row.wrong, order.index(row.name))):
        found.setdefault(row.machine, []).append(row)
    return found


def is_silent(seen_at: datetime | None) -> bool:
    """Whether the last examination is too old to say anything of now."""
    return seen_at is None or clock.now() - seen_at > SILENT_AFTER


@jobs.handler(EXAMINE, _l("kiểm tra hệ thống"), exclusive=True)
def examine_now(_job: Job, _progress: Progress) -> None:
    """The job behind «Kiểm lại ngay»."""
    run()


@jobs.handler(BACK_UP, _l("sao lưu, phục hồi thử"), exclusive=True)
def back_up(_job: Job, progress: Progress) -> None:
    """Make a backup in the watched folder, restore it on trial, look anew. One that fails its trial is kept."""
    folder = str(current_app.config["BACKUP_DIR"])
    if not folder:
        raise DomainError(_("Chưa đặt PORTAL_BACKUP_DIR: chưa biết ghi bản sao lưu vào đâu."))
    file = Path(folder) / f"ydan-{clock.local(clock.now()):%Y-%m-%d-%H%M%S}.zip"
    try:
        write(file)
    except OSError as error:
        file.with_suffix(".zip.part").unlink(missing_ok=True)
        sentence = _("Không ghi được bản sao lưu vào %(folder)s (%(error)s): chưa có bản mới.")
        raise DomainError(sentence % {"folder": folder, "error": error.strerror or type(error).__name__}) from error
    progress(1, 3)
    recorded_drill(file)
    progress(2, 3)
    run()


def add_gauges(registry: CollectorRegistry) -> None:
    """What the monitoring sees of it: each finding, and how long ago each machine was examined."""
    labels = ["machine", "check"]
    faults = Gauge("portal_doctor_fault", "1 where flask doctor names a fault", labels, registry=registry)
    for row in db.session.execute(select(MachineCheck.machine, MachineCheck.name, MachineCheck.wrong)):
        faults.labels(row.machine, row.name).set(row.wrong)
    age = Gauge("portal_doctor_age_seconds", "Age of a machine's last examination", ["machine"], registry=registry)
    last = func.max(MachineCheck.seen_at).label("seen_at")
    for seen in db.session.execute(select(MachineCheck.machine, last).group_by(MachineCheck.machine)):
        age.labels(seen.machine).set((clock.now() - seen.seen_at).total_seconds())
