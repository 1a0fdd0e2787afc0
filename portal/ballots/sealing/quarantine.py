"""Rows written or changed in a pool past the portal: quarantined, never sealed, told to province and doctor.

By signed minutes two approvers keep them in a file of evidence, then they are deleted. A true ballot cannot be resolved
away: one that was altered is missing beside its receipt before and after, and the check of the box goes on saying so.
"""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, and_, delete, exists, func, insert, select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.audit.operations import new_event, record
from portal.ballots.models import quarantined_row
from portal.ballots.sealing import pool_encryption
from portal.ballots.sealing.pool_encryption import PoolKey
from portal.ballots.sealing.sealable_tables import SEALABLE_TABLES, SealableTable, unit_codes
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.sealing import verification, wording
from portal.sealing.log.leaves import Kind, raw
from portal.sealing.verification import SealedLog
from portal.surveys.models import Point, Round
from portal.surveys.rounds import approvals
from portal.units import queries as units
from portal.units.models import PROVINCE, Unit
from portal.web.data import durable, transactions
from portal.web.data.sealed_box import Unopened
from portal.web.ui.formats import integer, strip_invisible

Row = dict[str, Any]

logger = logging.getLogger(__name__)
CHUNK = 2000
ALREADY_SEALED = "again"
KINDS = frozenset(str(sealable.kind) for sealable in SEALABLE_TABLES)
LONGEST_REFERENCE = 100


def quarantine_foreign_rows(sealable: SealableTable) -> int:
    """Take out of a pool what the portal did not write there. Returns how many rows that was."""
    with transactions.read_connection() as connection:
        strange, encrypted = list[Row](), list[Row]()
        for row, is_ours in judged_rows(connection, sealable):
            if not is_ours:
                strange.append(row)
            elif sealable.is_encrypted(row):
                encrypted.append(row)
        strange += unsealable_rows(connection, sealable, encrypted)
    for round_id in sorted({row["round_id"] for row in strange}):
        move_to_quarantine(sealable, round_id, [row for row in strange if row["round_id"] == round_id])
    return len(strange)


def foreign_rows(connection: Connection, sealable: SealableTable, round_id: int) -> Iterator[Row]:
    """The waiting rows of a round without a valid MAC, or put back after they were sealed."""
    return (row for row, is_ours in judged_rows(connection, sealable, round_id) if not is_ours)


def judged_rows(
    connection: Connection, sealable: SealableTable, round_id: int | None = None
) -> Iterator[tuple[Row, bool]]:
    """The waiting rows, of a round or of all; whether each has a valid MAC and was not put back after it was sealed."""
    # a row that was sealed has a MAC of ours: copied back from a backup it would else count twice
    sealed_too = and_(*(key == sealable.pool.c[key.name] for key in sealable.sealed.primary_key))
    query = select(sealable.pool, exists().where(sealed_too).label(ALREADY_SEALED))
    if round_id is not None:
        query = query.where(sealable.pool.c.round_id == round_id)
    for part in connection.execute(query.execution_options(yield_per=CHUNK)).mappings().partitions():
        for row in map(dict, part):
            yield row, not row.pop(ALREADY_SEALED) and sealable.has_valid_mac(row)


def unsealable_rows(connection: Connection, sealable: SealableTable, encrypted: Iterable[Row]) -> Iterator[Row]:
    """Encrypted rows under a key that was lost and made anew, or whose content was sealed before they were put back."""
    by_round: dict[int, list[Row]] = defaultdict(list)
    for row in encrypted:
        by_round[row["round_id"]].append(row)
    for round_id, rows in by_round.items():
        key = pool_encryption.key_of(round_id)
        if key is not None:  # else they wait until this machine is given the key
            yield from unsealable_of(connection, sealable, round_id, rows, key)


def unsealable_of(
    connection: Connection, sealable: SealableTable, round_id: int, rows: Sequence[Row], key: PoolKey
) -> Iterator[Row]:
    """The same of one round."""
    by_name: dict[tuple[int, bytes], Row] = {}
    for row in rows:
        try:
            by_name[row["point_id"], sealable.decrypted(row, key)[sealable.key_name]] = row
        except Unopened:
            yield row
    for name in sealed_before(connection, sealable, round_id, list(by_name)):
        yield by_name[name]


def sealed_before(
    connection: Connection, sealable: SealableTable, round_id: int, names: Sequence[tuple[int, bytes]]
) -> Iterator[tuple[int, bytes]]:
    """Those of some points and names that stand in a sealed table."""
    table = sealable.sealed.c
    key = table[sealable.key_name]
    for start in range(0, len(names), CHUNK):
        part = set(names[start : start + CHUNK])
        points, keys = zip(*part, strict=True)
        where = and_(table.round_id == round_id, table.point_id.in_(set(points)), key.in_(keys))
        found = connection.execute(select(table.point_id, key).where(where))
        yield from part.intersection((point, raw(name)) for point, name in found)


def move_to_quarantine(sealable: SealableTable, round_id: int, rows: Sequence[Row]) -> None:
    """Keep the rows where nothing is sealed from, and put it on the record: all of it or nothing."""
    pool, aside = sealable.pool.c, quarantined_row.c
    with Session(transactions.write_engine()) as session, session.begin():
        for row in rows:
            condition = and_(
                pool.round_id == round_id, pool.point_id == row["point_id"], sealable.key == row[sealable.key_name]
            )
            name = {
                "round_id": round_id,
                "point_id": row["point_id"],
                "kind": str(sealable.kind),
                "name": raw(row[sealable.key_name]),
            }
            session.execute(delete(sealable.pool).where(condition))
            # written into the pool once more under the same name: the last is kept, and no duplicate stops the run
            session.execute(delete(quarantined_row).where(*(aside[column] == value for column, value in name.items())))
            session.execute(insert(quarantined_row).values(**name, content=raw(sealable.content(row))))
        log_event(session, sealable, round_id, Counter(row["point_id"] for row in rows))
    logger.error("rows_set_aside", extra={"round": round_id, "rows": len(rows)})


def log_event(session: Session, sealable: SealableTable, round_id: int, points: Counter[int]) -> None:
    """Say in the record which communes' rows, and how many; for the province to read."""
    round_, places = session.get(Round, round_id), unit_codes(session.connection(), round_id)
    year = round_.catalogue_id if round_ else 0  # whoever writes past the portal may name any round
    top = session.scalar(select(Unit).where(Unit.catalogue_id == year, Unit.level == PROVINCE))
    detail = {"kind": str(sealable.kind), "units": {places.get(point, "?"): n for point, n in sorted(points.items())}}
    subject = ("round", round_.slug if round_ else round_id)
    session.add(new_event("box.set-aside", by=None, subject=subject, unit=top, detail=detail))


def alarms(round_: Round) -> list[str]:
    """What the province is told on the page of a round."""
    # no content is read: the staff's site may not, and on PostgreSQL has no right to
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


def quarantine_sentences(round_: Round) -> list[str]:
    """A sentence for each unit and kind that has quarantined rows."""
    with verification.snapshot() as connection:
        sealed = verification.SealedLog(connection, round_.id, names=verification.unit_names(connection, round_.id))
        return list(sentences(sealed, quarantined_counts(sealed)))


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


def resolve(round_: Round, *, by: Account, second: Account, minutes: str, out: Path) -> tuple[int, str]:
    """Write the rows to a new file and delete them; their number, and the file's SHA-256 in hex.

    Kept by the caller: until then the rows are in both places. Raises DomainError, and nothing is changed, where the
    persons, the reference of the minutes or the file do not fit.
    """
    approvals.refuse_unfit_pair(round_, by, second)
    reference = " ".join(strip_invisible(minutes).split())
    if not 1 <= len(reference) <= LONGEST_REFERENCE:
        raise DomainError(_("Số biên bản gồm từ 1 đến 100 ký tự nhìn thấy được."))
    counts: dict[str, Counter[str]] = defaultdict(Counter)  # {"B": {"07507": 2}}
    # the file inside the savepoint: where it cannot be written the rows are not deleted
    with db.session.begin_nested():
        rows = delete_rows(round_)
        content = b"".join(evidence_line(round_, row) for row in rows)
        write_evidence(out, content)
        for row in rows:
            counts[row["kind"]][row["unit"]] += 1
        fingerprint, top = sha256(content).hexdigest(), units.province(round_.catalogue_id)
        detail = {"minutes": reference, "names": [by.username, second.username], "rows": counts, "sha256": fingerprint}
        record("box.settle", by=by, subject=("round", round_.slug), unit=top, detail=detail)
    return len(rows), fingerprint


def delete_rows(round_: Round) -> list[Row]:
    """The rows, deleted. Raises Conflict where there is none, Refused where the database's role may not."""
    places = unit_codes(db.session.connection(), round_.id)
    # read by the statement that deletes: what is quarantined meanwhile stays for another time
    statement = delete(quarantined_row).where(quarantined_row.c.round_id == round_.id).returning(quarantined_row)
    try:
        deleted = db.session.execute(statement).mappings().all()
    except ProgrammingError as error:
        if not verification.is_forbidden(error):
            raise
        message = _("Vai trò đang dùng không có quyền với các dòng để riêng: chạy lệnh này bằng vai trò chủ dữ liệu.")
        raise Refused(message) from error
    if not deleted:
        raise Conflict(nothing_quarantined(round_))
    rows = [{**row, "unit": places.get(row["point_id"], "?")} for row in deleted]
    return sorted(rows, key=lambda row: (row["unit"], row["kind"], row["name"]))


def nothing_quarantined(round_: Round) -> str:
    return _(
        "Đợt “%(slug)s” không có dòng nào để riêng. (Dòng lạ còn chờ chỉ để riêng ở lượt niêm phong: flask box seal.)",
        slug=round_.slug,
    )


def evidence_line(round_: Round, row: Row) -> bytes:
    """The evidence, an object of JSON a line; name and content in hex, as they lay in the database."""
    fields = {"round": round_.slug, "unit": row["unit"], "kind": row["kind"]}
    fields |= {"name": row["name"].hex(), "content": row["content"].hex()}
    return (json.dumps(fields) + "\n").encode()


def write_evidence(out: Path, content: bytes) -> None:
    """Bring the evidence to the disk, in a file that was not there before and that its owner alone reads."""
    try:
        durable.write_new(out, content)
    except FileExistsError as error:
        raise Conflict(_("Đã có “%(file)s”, không ghi đè: chọn tên tệp khác.", file=out)) from error
    except OSError as error:
        message = _(
            "Không ghi được “%(file)s”: xem thư mục, quyền ghi và chỗ trống của ổ đĩa. Chưa xóa dòng nào.", file=out
        )
        raise DomainError(message) from error
