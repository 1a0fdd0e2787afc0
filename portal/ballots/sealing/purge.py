"""What happens between closing and opening, in this order: the last sealing, its check, and the purge (P4).

The purge takes out all by which somebody with the database in hand might walk from a ballot to a phone: the pools, the
marks of used forms and browsers with the key that made them, the desks' phones; and has the database give back the
room they took, where a deleted row can still be read. Only then may answers be opened.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from portal.audit.operations import record
from portal.ballots.desks.models import DeskCode, DeskPhone, desk_pace
from portal.ballots.models import spent_mark
from portal.ballots.sealing import mover, traces
from portal.ballots.sealing.keys import SpentKeys
from portal.ballots.sealing.loads import LOADS
from portal.errors import Conflict
from portal.extensions import db
from portal.ops.old_backups import replace as replace_old
from portal.sealing import verification
from portal.surveys.models import Point, Round
from portal.surveys.rounds import approvals
from portal.units import queries as units
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Delete

    from portal.ops.old_backups import BackupReplacement
    from portal.web.jobs.jobs import Waits

EMPTIED = (*(load.pool for load in LOADS), spent_mark, desk_pace, DeskPhone.__table__, DeskCode.__table__)
TRIES, PAUSE_SECONDS = 30, 1
DEED = "open_results"


def prepare(survey: Round, waits: Waits = traces.unheard) -> None:
    """Bring a round from closed to purged, and its backups; what was done stays done. Keeps each step as it is done.

    Raises Conflict where it has to stay shut; `waits` is told for whom the purge waits meanwhile.
    """
    round_id = survey.id
    refuse_early(survey)
    if survey.purged_at is None:
        take_out(round_id, waits)
    elif approvals.is_reported(survey, DEED):
        return
    replace_backups(round_id)


def take_out(round_id: int, waits: Waits) -> None:
    """Seal what still waits, check the box, purge it."""
    transactions.allow_writes()
    seal_the_rest()
    refuse_waiting(round_id)
    refuse_changed(round_id)
    purge(round_id, waits)
    note(round_id)
    transactions.commit()


def replace_backups(round_id: int) -> None:
    """Backups of the days in which ballots waited hold the same traces: replace them, and tell on the deed's page."""
    done = replace_old(slug_of(round_id), (table.name for table in EMPTIED if "round_id" in table.c))
    transactions.allow_writes()
    survey = db.session.get_one(Round, round_id)
    approvals.add_report(survey, DEED, [_("Đã dọn dấu vết trước khi mở phiếu."), *done.sentences])
    note_backups(round_id, done)
    transactions.commit()


def note_backups(round_id: int, done: BackupReplacement) -> None:
    """Say in the record what became of a round's old backups."""
    detail = {"made": done.made, "deleted": list(done.deleted), "left": list(done.left)}
    tell_record("results.backups", round_id, detail)


def slug_of(round_id: int) -> str:
    """The name of a round, read apart."""
    with mover.reading() as connection:
        return str(connection.scalar(select(Round.slug).where(Round.id == round_id)))


def refuse_early(survey: Round) -> None:
    """A round that may still take a ballot, that two persons have not opened, or that was erased, stays shut."""
    if survey.erased_at is not None:
        raise Conflict(
            _("Phiếu của đợt đã xóa vì hết hạn lưu giữ: số liệu đã tổng hợp giữ nguyên, không đếm lại được.")
        )
    if survey.results_opened_at is None or clock.now() < survey.takes_until:
        raise Conflict(_("Chưa mở được phiếu: đợt chưa kết thúc hoặc chưa có hai người mở kết quả."))


def seal_the_rest() -> None:
    """Have the mover take what still waits; it runs alone, so wait for a run that is under way."""
    for _try in range(TRIES):
        if mover.run(sign=True).ran:
            return
        time.sleep(PAUSE_SECONDS)
    raise Conflict(_("Việc niêm phong đang bận. Đợi vài phút rồi bấm “Thử lại”."))


def refuse_waiting(round_id: int) -> None:
    """Every ballot, comment and receipt must be in the log before anything is purged."""
    with mover.reading() as connection:
        waits = [load for load in LOADS if connection.scalar(of_round(load.pool, round_id))]
    if waits:
        raise Conflict(_("Còn phiếu chưa niêm phong. Đợi vài phút rồi bấm “Thử lại”."))


def of_round(table: Any, round_id: int) -> Any:  # noqa: ANN401 - a table of the core, and a select of a number
    """How many rows of a round a table has."""
    return select(func.count()).select_from(table).where(table.c.round_id == round_id)


def refuse_changed(round_id: int) -> None:
    """A box that is not as it was sealed is neither purged nor opened: what is there may be evidence."""
    verification.refuse_changed(db.session.get_one(Round, round_id), DEED)


def purge(round_id: int, waits: Waits) -> None:
    """Take the rows and the key of the marks out for good: returns once nothing of them is left in the files."""
    transactions.allow_writes()
    marks = int(db.session.scalar(of_round(spent_mark, round_id)) or 0)
    if sum(transactions.rows_changed(deletion) for deletion in deletions(round_id)):
        tell_record("results.emptied", round_id, {"marks": marks})
    transactions.commit()
    SpentKeys(Path(current_app.config["INSTANCE"]) / "keys").destroy(round_id)
    try:
        traces.remove(EMPTIED, waits)
    except Conflict as busy:
        said = _("%(why)s Chưa mở lá phiếu nào: dừng việc ấy hoặc đợi nó xong, rồi bấm “Thử lại”.", why=busy.message)
        raise Conflict(said) from busy


def deletions(round_id: int) -> Iterator[Delete]:
    """The statements that empty a round's part of the tables."""
    points = select(Point.id).where(Point.round_id == round_id)
    phones = select(DeskPhone.id).where(DeskPhone.point_id.in_(points))
    yield delete(desk_pace).where(desk_pace.c.phone_id.in_(phones))
    yield delete(DeskPhone).where(DeskPhone.point_id.in_(points))
    yield delete(DeskCode).where(DeskCode.point_id.in_(points))
    for table in (*(load.pool for load in LOADS), spent_mark):
        yield delete(table).where(table.c.round_id == round_id)


def note(round_id: int) -> None:
    """Write that it was done, and say so in the record."""
    transactions.allow_writes()
    db.session.get_one(Round, round_id).purged_at = clock.now()
    tell_record("results.purge", round_id, {})


def tell_record(action: str, round_id: int, detail: dict[str, Any]) -> None:
    """Say in the record what became of a round."""
    survey = db.session.get_one(Round, round_id)
    place = units.province(survey.catalogue_year)
    record(action, by=None, subject=("round", survey.slug), unit=place, detail=detail)
