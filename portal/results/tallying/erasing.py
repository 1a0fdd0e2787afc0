"""Erasing a round's ballots and comments once two persons decided so after the complaint period (P23).

Tallies, releases, the log and signed papers stay. Each step is idempotent: a job killed half-way is resumed.
"""

from contextlib import suppress
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from portal.audit.operations import record, record_separately
from portal.ballots import models
from portal.ballots.sealing import box_check, purge, round_keys, traces
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.nodes import destruction
from portal.nodes.round_secrets import current_answers
from portal.ops.old_backups import BackupReplacement, replace
from portal.results.models import CodedComment, opened_comment
from portal.results.tallying.tallying import digest
from portal.sealing import verification
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job, Progress, Waits
from portal.web.ui.formats import integer

KIND = "erasure"
EVERY_MINUTES = 60
DEED = "erase"
WITH_CONTENT = (
    models.sealed_ballot,
    models.sealed_comment,
    opened_comment,
    models.ballot_pool,
    models.comment_pool,
    models.quarantined_row,
)
HELD_IN = tuple(table.name for table in WITH_CONTENT)  # a backup with rows in one of these holds what must go
TABLES = (*WITH_CONTENT, models.receipt_pool, models.used_token)
REWRITTEN = (*TABLES, CodedComment.__table__)
NAME_SIZE = 16


@jobs.handler(KIND, _l("xóa phiếu hết hạn lưu giữ"))
def run(job: Job, _progress: Progress) -> None:
    """The job that begins when a second person agrees."""
    erase(db.session.get_one(Round, job.args["round_id"]), jobs.waiting_reporter(job.id))


def start_when_decided(round_: Round, kind: str) -> None:
    """Ask for the erasure as soon as it is decided."""
    if kind == DEED:
        jobs.start(KIND, {"round_id": round_.id})


def resume() -> None:
    """Finish what was cut short after the rows had gone: a killed worker, a table that was in use."""
    transactions.read_only()
    for round_id in db.session.scalars(select(Round.id).where(Round.erased_at.is_not(None))).all():
        transactions.read_only()
        round_ = db.session.get_one(Round, round_id)
        job = latest(round_)
        if approvals.is_reported(round_, DEED) or (job is not None and job.is_moving):
            continue
        with suppress(DomainError):  # told on the deed's page; the next hour tries again
            erase(round_)


def latest(round_: Round) -> Job | None:
    """The last job that was to erase a round."""
    return jobs.latest(KIND, {"round_id": round_.id})


def erase(round_: Round, waits: Waits = traces.no_notice) -> None:
    """Check, delete, destroy the key, give back the room, sign, replace the backups, report."""
    round_id, slug, gone = round_.id, round_.slug, round_.erased_at is not None
    try:
        if not gone:
            refuse_undecided(round_)
            verification.refuse_changed(round_, DEED)
            transactions.allow_writes()
            delete_rows(db.session.get_one(Round, round_id))
            transactions.commit()
            gone = True
        finish(round_id, slug, waits)
    except DomainError as error:
        record_separately("results.kept-unerased", by=None, detail={"round": slug, "why": error.message})
        why = (
            _("Đã xóa các dòng nhưng chưa xong: %(why)s Hệ thống tự làm tiếp trong vòng một giờ.", why=error.message)
            if gone
            else _("Chưa xóa: %(why)s Xử lý xong thì đề nghị lại.", why=error.message)
        )
        report(round_id, [why], finished=not gone)
        raise


def refuse_undecided(round_: Round) -> None:
    """Only what two persons decided, after the period."""
    if approvals.last_carried_out(round_, DEED) is None or not approvals.is_complaint_period_over(round_):
        raise Conflict(_("Chưa có hai người quyết định xóa, hoặc chưa hết thời gian giải quyết khiếu nại."))


def delete_rows(round_: Round) -> None:
    """Delete the rows and hand over the statement of it, in one transaction."""
    statement = row_counts(round_)
    traces.delete_rows(TABLES, round_.id)
    # a comment's random name is the salt of its leaf: of coded comments only the themes stay
    mine = CodedComment.round_id == round_.id
    for place in db.session.scalars(select(CodedComment.place).where(mine)).all():
        renamed = update(CodedComment).where(mine, CodedComment.place == place)
        db.session.execute(renamed.values(comment_id=place.to_bytes(NAME_SIZE)))
    round_.erased_at = clock.now()
    box_check.seal_erasure(round_, statement)
    top = units.province(round_.catalogue_id)
    record("results.erased", by=None, subject=("round", round_.slug), unit=top, detail=statement)


def row_counts(round_: Round) -> dict[str, Any]:
    """How many rows of each table go, how many ballots and comments that is, the digest of the tallies that stay."""
    numbers = {
        table.name: db.session.scalar(select(func.count()).select_from(table).where(table.c.round_id == round_.id)) or 0
        for table in TABLES
    }
    kinds = {"B": numbers[models.sealed_ballot.name], "C": numbers[models.sealed_comment.name]}
    tallies = digest(db.session.connection(), round_.id)
    return {**kinds, "day": clock.today().isoformat(), "rows": numbers, "tallies": tallies}


def finish(round_id: int, slug: str, waits: Waits) -> None:
    """What follows the deletion, all of it safe to do again."""
    transactions.allow_writes()
    destroyed = destroy_key(db.session.get_one(Round, round_id))
    transactions.commit()
    destruction.wait(current_answers(), round_id, waits)
    with verification.snapshot() as connection:
        statement = box_check.erasure_statement(verification.SealedLog(connection, round_id)) or {}
    transactions.allow_writes()
    traces.remove(REWRITTEN, round_id, waits)
    purge.seal_the_rest()
    done = replace(slug, HELD_IN)
    report(round_id, sentences(statement, destroyed, done))
    purge.record_backups(round_id, done)
    transactions.commit()


def destroy_key(round_: Round) -> str:
    """Destroy the round's private key, and say what became of it; empty for a round that never had one."""
    if round_keys.destroy(round_):
        return _("Đã hủy tệp khóa mở phiếu trên máy này; bản chép ở nơi khác phải hủy bằng tay.")
    if round_.ballot_key is None:
        return ""
    return _("Máy này không có (hoặc không còn) tệp khóa mở phiếu: mọi bản chép ở nơi khác phải hủy bằng tay.")


def report(round_id: int, lines: list[str], *, finished: bool = True) -> None:
    """Write on the deed's page what was done. Kept at once."""
    transactions.allow_writes()
    approvals.add_report(db.session.get_one(Round, round_id), DEED, lines, finished=finished)
    transactions.commit()


def sentences(statement: dict[str, Any], destroyed: str, done: BackupReplacement) -> list[str]:
    """Exactly what went, and what stays to be done by hand."""
    rows = statement.get("rows", {}).items()
    went = [_("Bảng %(table)s: %(n)s dòng.", table=table, n=integer(n)) for table, n in rows if n]
    return [
        _(
            "Đã xóa hẳn khỏi dữ liệu: %(n)s phiếu, %(c)s ý kiến.",
            n=integer(statement.get("B", 0)),
            c=integer(statement.get("C", 0)),
        ),
        *(went or [_("Không có dòng nào.")]),
        *filter(None, [destroyed]),
        *done.sentences,
    ]
