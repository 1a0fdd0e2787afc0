"""Rows that somebody wrote or changed in a pool past the portal: taken aside, never sealed, told to those who watch."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import and_, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from portal.audit.operations import add
from portal.ballots.models import pool_aside
from portal.ballots.sealing import staging
from portal.ballots.sealing.loads import LOADS, places_of
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

    from portal.ballots.sealing.loads import Load
    from portal.sealing.verification import Sealed

    Row = dict[str, Any]

logger = logging.getLogger(__name__)
CHUNK = 2000
AGAIN = "again"
KINDS = frozenset(str(load.kind) for load in LOADS)


def sift(load: Load) -> int:
    """Take out of a pool what the portal did not write there. Returns how many rows that was."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        strange = list(foreign(connection, load))
    for round_id in sorted({row["round_id"] for row in strange}):
        take_aside(load, round_id, [row for row in strange if row["round_id"] == round_id])
    return len(strange)


def foreign(connection: Connection, load: Load, round_id: int | None = None) -> Iterator[Row]:
    """The waiting rows, of a round or of all, without the portal's mark, or put back after they were sealed."""
    sealed_too = and_(*(key == load.pool.c[key.name] for key in load.sealed.primary_key))
    asked = select(load.pool, exists().where(sealed_too).label(AGAIN))
    if round_id is not None:
        asked = asked.where(load.pool.c.round_id == round_id)
    for part in connection.execute(asked.execution_options(yield_per=CHUNK)).mappings().partitions():
        yield from (row for row in map(dict, part) if row.pop(AGAIN) or not staging.is_ours(load, row))


def take_aside(load: Load, round_id: int, rows: Sequence[Row]) -> None:
    """Keep the rows where nothing is sealed from, and put it on the record: all of it or nothing."""
    pool = load.pool.c
    kept = [
        {
            "round_id": round_id,
            "point_id": row["point_id"],
            "kind": str(load.kind),
            "name": raw(row[load.key_name]),
            "content": raw(row[load.content_name]) if load.content_name else b"",
        }
        for row in rows
    ]
    with Session(transactions.write_engine()) as session, session.begin():
        for row, one in zip(rows, kept, strict=True):
            this = and_(pool.round_id == round_id, pool.point_id == row["point_id"], load.key == row[load.key_name])
            known = and_(*(pool_aside.c[name] == value for name, value in one.items() if name != "content"))
            session.execute(delete(load.pool).where(this))
            session.execute(delete(pool_aside).where(known))
            session.execute(insert(pool_aside).values(**one))
        note(session, load, round_id, Counter(row["point_id"] for row in rows))
    logger.error("rows_set_aside", extra={"round": round_id, "rows": len(rows)})


def note(session: Session, load: Load, round_id: int, points: Counter[int]) -> None:
    """Say in the record which communes' rows, and how many; for the province to read."""
    survey, places = session.get(Round, round_id), places_of(session.connection(), round_id)
    year = survey.catalogue_year if survey else 0
    top = session.scalar(select(Unit).where(Unit.catalogue_year == year, Unit.level == PROVINCE))
    detail = {"kind": str(load.kind), "units": {places.get(point, "?"): n for point, n in sorted(points.items())}}
    subject = ("round", survey.slug if survey else round_id)
    add(session, "box.set-aside", by=None, subject=subject, unit=top, detail=detail)


def alarms(survey: Round) -> list[str]:
    """What the province is told on the page of a round. Reads no content: the staff's site may not."""
    aside = pool_aside.c
    found = (
        select(Unit, aside.kind, func.count(aside.kind))
        .join_from(pool_aside, Point, Point.id == aside.point_id)
        .join(Unit, Unit.id == Point.unit_id)
        .where(aside.round_id == survey.id)
        .group_by(*Unit.__table__.columns, aside.kind)
        .order_by(Unit.position, aside.kind)
    )
    return [sentence(unit.title, kind, n) for unit, kind, n in db.session.execute(found)]


def rounds() -> Sequence[str]:
    """The rounds of which something was taken aside."""
    mine = select(pool_aside.c.round_id)
    return db.session.scalars(select(Round.slug).where(Round.id.in_(mine)).order_by(Round.slug)).all()


def check(sealed: Sealed) -> Iterator[str]:
    """For the check of the box: what lies aside, and what waits without the portal's mark."""
    found = lying(sealed)
    for load in LOADS:
        found.update((row["point_id"], str(load.kind)) for row in foreign(sealed.connection, load, sealed.round_id))
    yield from sentences(sealed, found)


def lying(sealed: Sealed) -> Counter[tuple[int, str]]:
    """How many rows lie aside, by point and kind. Reads no content."""
    aside = pool_aside.c
    mine = select(aside.point_id, aside.kind).where(aside.round_id == sealed.round_id)
    return Counter((point, kind) for point, kind in sealed.connection.execute(mine))


def sentences(sealed: Sealed, found: Counter[tuple[int, str]]) -> Iterator[str]:
    """So many rows in words, by unit."""
    places = places_of(sealed.connection, sealed.round_id)
    for (point, kind), n in sorted(found.items(), key=str):
        yield sentence(sealed.name(places.get(point, "")), kind, n)


def sentence(where: str, kind: str, n: int) -> str:
    """«xã Thanh Hải: 3 phiếu chờ không do hệ thống này ghi, …», for page and check alike."""
    what = wording.word(Kind(kind)) if kind in KINDS else _("dòng")
    values = {"where": where, "n": integer(n), "what": what}
    return _("%(where)s: %(n)s %(what)s chờ không do hệ thống này ghi, để riêng, không niêm phong.", **values)
