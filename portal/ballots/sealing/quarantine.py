"""Rows written or changed in a pool past the portal: quarantined, never sealed, told to province and doctor."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import and_, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from portal.audit.operations import new_event
from portal.ballots.models import quarantined_row
from portal.ballots.sealing import row_mac
from portal.ballots.sealing.sealable_tables import SEALABLE_TABLES, unit_codes
from portal.extensions import db
from portal.sealing import wording
from portal.sealing.log.leaves import Kind, raw
from portal.surveys.models import Point, Round
from portal.units.models import PROVINCE, Unit
from portal.web.data import transactions
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from portal.ballots.sealing.sealable_tables import SealableTable
    from portal.sealing.verification import SealedLog

    Row = dict[str, Any]

logger = logging.getLogger(__name__)
CHUNK = 2000
ALREADY_SEALED = "again"
KINDS = frozenset(str(sealable.kind) for sealable in SEALABLE_TABLES)


def quarantine_foreign_rows(sealable: SealableTable) -> int:
    """Take out of a pool what the portal did not write there. Returns how many rows that was."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        strange = list(foreign_rows(connection, sealable))
    for round_id in sorted({row["round_id"] for row in strange}):
        move_to_quarantine(sealable, round_id, [row for row in strange if row["round_id"] == round_id])
    return len(strange)


def foreign_rows(connection: Connection, sealable: SealableTable, round_id: int | None = None) -> Iterator[Row]:
    """The waiting rows, of a round or of all, without a valid MAC, or put back after they were sealed."""
    sealed_too = and_(*(key == sealable.pool.c[key.name] for key in sealable.sealed.primary_key))
    query = select(sealable.pool, exists().where(sealed_too).label(ALREADY_SEALED))
    if round_id is not None:
        query = query.where(sealable.pool.c.round_id == round_id)
    for part in connection.execute(query.execution_options(yield_per=CHUNK)).mappings().partitions():
        yield from (
            row for row in map(dict, part) if row.pop(ALREADY_SEALED) or not row_mac.has_valid_mac(sealable, row)
        )


def move_to_quarantine(sealable: SealableTable, round_id: int, rows: Sequence[Row]) -> None:
    """Keep the rows where nothing is sealed from, and put it on the record: all of it or nothing."""
    pool = sealable.pool.c
    copies = [
        {
            "round_id": round_id,
            "point_id": row["point_id"],
            "kind": str(sealable.kind),
            "name": raw(row[sealable.key_name]),
            "content": raw(row[sealable.content_name]) if sealable.content_name else b"",
        }
        for row in rows
    ]
    with Session(transactions.write_engine()) as session, session.begin():
        for row, copy in zip(rows, copies, strict=True):
            condition = and_(
                pool.round_id == round_id, pool.point_id == row["point_id"], sealable.key == row[sealable.key_name]
            )
            same_row = and_(*(quarantined_row.c[name] == value for name, value in copy.items() if name != "content"))
            session.execute(delete(sealable.pool).where(condition))
            session.execute(delete(quarantined_row).where(same_row))
            session.execute(insert(quarantined_row).values(**copy))
        log_event(session, sealable, round_id, Counter(row["point_id"] for row in rows))
    logger.error("rows_set_aside", extra={"round": round_id, "rows": len(rows)})


def log_event(session: Session, sealable: SealableTable, round_id: int, points: Counter[int]) -> None:
    """Say in the record which communes' rows, and how many; for the province to read."""
    round_, places = session.get(Round, round_id), unit_codes(session.connection(), round_id)
    year = round_.catalogue_year if round_ else 0
    top = session.scalar(select(Unit).where(Unit.catalogue_year == year, Unit.level == PROVINCE))
    detail = {"kind": str(sealable.kind), "units": {places.get(point, "?"): n for point, n in sorted(points.items())}}
    subject = ("round", round_.slug if round_ else round_id)
    session.add(new_event("box.set-aside", by=None, subject=subject, unit=top, detail=detail))


def alarms(round_: Round) -> list[str]:
    """What the province is told on the page of a round. Reads no content: the staff's site may not."""
    row = quarantined_row.c
    query = (
        select(Unit, row.kind, func.count(row.kind))
        .join_from(quarantined_row, Point, Point.id == row.point_id)
        .join(Unit, Unit.id == Point.unit_id)
        .where(row.round_id == round_.id)
        .group_by(*Unit.__table__.columns, row.kind)
        .order_by(Unit.position, row.kind)
    )
    return [sentence(unit.title, kind, n) for unit, kind, n in db.session.execute(query)]


def rounds() -> Sequence[str]:
    """The rounds that have quarantined rows."""
    query = select(quarantined_row.c.round_id)
    return db.session.scalars(select(Round.slug).where(Round.id.in_(query)).order_by(Round.slug)).all()


def check(sealed: SealedLog) -> Iterator[str]:
    """For the check of the box: what is quarantined, and what waits without a valid MAC."""
    counts = quarantined_counts(sealed)
    for sealable in SEALABLE_TABLES:
        counts.update(
            (row["point_id"], str(sealable.kind)) for row in foreign_rows(sealed.connection, sealable, sealed.round_id)
        )
    yield from sentences(sealed, counts)


def quarantined_counts(sealed: SealedLog) -> Counter[tuple[int, str]]:
    """How many rows are quarantined, by point and kind. Reads no content."""
    row = quarantined_row.c
    query = select(row.point_id, row.kind).where(row.round_id == sealed.round_id)
    return Counter((point, kind) for point, kind in sealed.connection.execute(query))


def sentences(sealed: SealedLog, counts: Counter[tuple[int, str]]) -> Iterator[str]:
    """So many rows in words, by unit."""
    places = unit_codes(sealed.connection, sealed.round_id)
    for (point, kind), n in sorted(counts.items(), key=str):
        yield sentence(sealed.unit_name(places.get(point, "")), kind, n)


def sentence(where: str, kind: str, n: int) -> str:
    """«xã Thanh Hải: 3 phiếu chờ không do hệ thống này ghi, …», for page and check alike."""
    what = wording.word(Kind(kind)) if kind in KINDS else _("dòng")
    values = {"where": where, "n": integer(n), "what": what}
    return _("%(where)s: %(n)s %(what)s chờ không do hệ thống này ghi, để riêng, không niêm phong.", **values)
