"""What happens between closing and opening, in this order: the last sealing, its check, and the purge (P4).

The purge takes out everything that could link a ballot to a phone for a reader of the database: the pools, the
tokens of used forms and browsers with the key that made them, the desks' phones; and has the database give back the
room they took, where a deleted row can still be read. Only then may answers be opened.
"""

import time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, Table, delete, func, select

from portal.audit.operations import record
from portal.ballots.desks.models import DeskCode, DeskPhone, desk_pace
from portal.ballots.models import used_token
from portal.ballots.sealing import batch_sealer, traces
from portal.ballots.sealing.sealable_tables import SEALABLE_TABLES
from portal.errors import Conflict
from portal.extensions import db
from portal.nodes import destruction
from portal.nodes.round_secrets import current_secrets
from portal.ops.old_backups import BackupReplacement
from portal.ops.old_backups import replace as replace_old
from portal.sealing import verification
from portal.surveys.models import Point, Round
from portal.surveys.rounds import approvals
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.jobs.jobs import Waits

POOLS = [sealable.pool for sealable in SEALABLE_TABLES]
PURGED_TABLES = (*POOLS, used_token, desk_pace, DeskPhone.__table__, DeskCode.__table__)
TRIES, PAUSE_SECONDS = 30, 1
DEED = "open_results"


def prepare(round_: Round, waits: Waits = traces.no_notice) -> None:
    """Bring a round from closed to purged, and its backups; what was done stays done. Keeps each step as it is done.

    Raises Conflict where it has to stay shut; `waits` is told for whom the purge waits meanwhile.
    """
    round_id = round_.id
    refuse_early(round_)
    if round_.purged_at is None:
        # before anything is deleted: a ballot in no log could be lost unseen, a changed box may be evidence
        transactions.allow_writes()
        seal_the_rest()
        refuse_waiting(round_id)
        verification.refuse_changed(db.session.get_one(Round, round_id), DEED)
        purge(round_id, waits)
        # last: killed before, all of it is done again
        transactions.allow_writes()
        db.session.get_one(Round, round_id).purged_at = clock.now()
        log_event("results.purge", round_id, {})
        transactions.commit()
    elif approvals.is_reported(round_, DEED):
        return
    replace_backups(round_id)


def replace_backups(round_id: int) -> None:
    """Backups of the days in which ballots waited hold the same traces: replace them, and tell on the deed's page."""
    with transactions.read_connection() as connection:
        slug = str(connection.scalar(select(Round.slug).where(Round.id == round_id)))
    # outside any transaction: a backup takes long, and no writer is to wait for it
    replaced = replace_old(slug, (table.name for table in PURGED_TABLES if "round_id" in table.c))
    transactions.allow_writes()
    round_ = db.session.get_one(Round, round_id)
    approvals.add_report(round_, DEED, [_("Đã dọn dấu vết trước khi mở phiếu."), *replaced.sentences])
    record_backups(round_id, replaced)
    transactions.commit()


def record_backups(round_id: int, replaced: BackupReplacement) -> None:
    """Say in the record what became of a round's old backups."""
    detail = {"made": replaced.made, "deleted": list(replaced.deleted), "left": list(replaced.left)}
    log_event("results.backups", round_id, detail)


def refuse_early(round_: Round) -> None:
    """A round that may still take a ballot, that two persons have not opened, or that was erased, stays shut."""
    if round_.erased_at is not None:
        raise Conflict(
            _("Phiếu của đợt đã xóa vì hết hạn lưu giữ: số liệu đã tổng hợp giữ nguyên, không đếm lại được.")
        )
    if round_.results_opened_at is None or clock.now() < round_.takes_until:
        raise Conflict(_("Chưa mở được phiếu: đợt chưa kết thúc hoặc chưa có hai người mở kết quả."))


def seal_the_rest() -> None:
    """Seal what still waits; it runs alone, so wait for one under way. Raises Conflict after half a minute."""
    for _try in range(TRIES):
        if batch_sealer.run(sign=True).ran:
            return
        time.sleep(PAUSE_SECONDS)
    raise Conflict(_("Việc niêm phong đang bận. Đợi vài phút rồi bấm “Thử lại”."))


def refuse_waiting(round_id: int) -> None:
    """Every ballot, comment and receipt must be in the log before anything is purged. Raises Conflict."""
    with transactions.read_connection() as connection:
        if any(connection.scalar(of_round(pool, round_id)) for pool in POOLS):
            raise Conflict(_("Còn phiếu chưa niêm phong. Đợi vài phút rồi bấm “Thử lại”."))


def of_round(table: Table, round_id: int) -> Select[int]:
    """How many rows of a round a table has."""
    return select(func.count()).select_from(table).where(table.c.round_id == round_id)


def purge(round_id: int, waits: Waits) -> None:
    """Delete the rows and the used-token key for good: returns once nothing of them is left in the files."""
    transactions.allow_writes()
    points = select(Point.id).where(Point.round_id == round_id)
    phones = select(DeskPhone.id).where(DeskPhone.point_id.in_(points))
    marks = traces.delete_rows([used_token], round_id)
    deletions = (
        delete(desk_pace).where(desk_pace.c.phone_id.in_(phones)),  # before the phones by which it is found
        delete(DeskPhone).where(DeskPhone.point_id.in_(points)),
        delete(DeskCode).where(DeskCode.point_id.in_(points)),
        *(delete(table).where(table.c.round_id == round_id) for table in POOLS),
    )
    if marks + sum(map(transactions.rows_changed, deletions)):
        log_event("results.emptied", round_id, {"marks": marks})
    current_secrets().end(db.session.connection(), round_id)
    transactions.commit()
    destruction.wait(current_secrets(), round_id, waits)
    try:
        traces.remove(PURGED_TABLES, round_id, waits)
    except Conflict as busy:
        sentence = _(
            "%(why)s Chưa mở lá phiếu nào: dừng việc ấy hoặc đợi nó xong, rồi bấm “Thử lại”.", why=busy.message
        )
        raise Conflict(sentence) from busy


def log_event(action: str, round_id: int, detail: dict[str, Any]) -> None:
    """Say in the record what became of a round."""
    round_ = db.session.get_one(Round, round_id)
    place = units.province(round_.catalogue_id)
    record(action, by=None, subject=("round", round_.slug), unit=place, detail=detail)
