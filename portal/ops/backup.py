"""One file that holds both databases, taken while citizens answer, restored on an empty machine, proven by a drill.

A backup is a ZIP: `manifest.json` (revision, rows and digest of each table) and one JSON line a row. It is the same
for SQLite and PostgreSQL, so that a portal may also move from one to the other. The keys are not in it (P19).
One that an earlier version made is brought up to date in a scratch copy first, then restored like one of today.
"""

import hashlib
import json
import logging
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import click
from alembic.util import CommandError
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    bindparam,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from portal.audit.operations import record_separately
from portal.errors import DomainError
from portal.extensions import JsonText, UtcDateTime, db
from portal.nodes import restoring
from portal.ops import version_1
from portal.ops.empty_portal import filled_table, forget_machines, revision
from portal.ops.scratch_databases import found_tables, migrate, revisions, scratch, scratch_engines
from portal.sealing import partitions, verification
from portal.surveys.models import Round
from portal.web.data import clock, codec, durable, locks
from portal.web.ui.shell import FILE, CommandGroup

group = CommandGroup("backup", help="Sao lưu và phục hồi.")
CHUNK = 1000
FORMAT = 1
DRILLED, DRILL_FAILED = "backup.drilled", "backup.drill-failed"
log = logging.getLogger(__name__)


@group.command("create")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def create(file: Path) -> None:
    """Write a backup of everything but the keys; safe while the portal runs."""
    manifest = write(file)
    click.echo(f"Đã sao lưu {total(manifest)} dòng vào {file.name}.")


@group.command("restore")
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Fill an empty portal from a backup; refuses one that holds data."""
    manifest = read_aloud(file, lambda: read(file, db.engines))
    click.echo(f"Đã phục hồi {total(manifest)} dòng từ {file.name}.")
    for line in restoring.settle():
        click.echo(line)


@group.command("drill")
@click.argument("file", type=FILE)
def drill(file: Path) -> None:
    """Restore a backup into a scratch database and compare every table's rows and digest with its manifest."""
    manifest = read_aloud(file, lambda: recorded_drill(file))
    click.echo(f"Diễn tập đạt: {len(manifest['tables'])} bảng, {total(manifest)} dòng khớp với bản kê.")


def read_aloud(file: Path, reading: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What a reading of a backup gives; says why it cannot be, and where the backup was of an earlier version."""
    manifest = reading()
    made = manifest_of(file)["revision"]
    if made != manifest["revision"]:
        click.echo(f"Bản sao lưu ở phiên bản dữ liệu {made}, đã nâng lên {manifest['revision']}.")
    return manifest


def total(manifest: dict[str, Any]) -> int:
    """Rows of all tables."""
    return sum(int(entry["rows"]) for entry in manifest["tables"].values())


def binds() -> Iterator[tuple[str, MetaData, str | None]]:
    """Name, tables and bind key of each database."""
    for key, metadata in db.metadatas.items():
        yield key or "main", metadata, key


def write(file: Path) -> dict[str, Any]:
    """Write a backup of the portal and return its manifest."""
    with locks.announce_work(_("đang sao lưu"), Path(current_app.config["INSTANCE"])):
        return dump(file, db.engines, binds())


def dump(
    file: Path, engines: Mapping[str | None, Engine], databases: Iterable[tuple[str, MetaData, str | None]]
) -> dict[str, Any]:
    """Write a backup of some databases and return its manifest. Each database is read in one snapshot."""
    manifest: dict[str, Any] = {"format": FORMAT, "made_at": clock.now().isoformat(), "tables": {}}
    # under its own name only once it is whole: a folder of backups is copied by others
    partial = file.with_suffix(file.suffix + ".part")
    with ZipFile(partial, "w", ZIP_DEFLATED) as archive:
        for name, metadata, key in databases:
            with snapshot(engines[key]) as connection:
                if key is None:
                    manifest["revision"] = revision(connection)
                for table in metadata.sorted_tables:
                    manifest["tables"][f"{name}/{table.name}"] = write_table(archive, name, table, connection)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    durable.rename(partial, file)
    return manifest


def snapshot(engine: Engine) -> Connection:
    """A connection that sees one state of the database and never keeps a writer waiting."""
    options: dict[str, Any] = {"sqlite_readonly": True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ"}
    return engine.connect().execution_options(**options)


def write_table(archive: ZipFile, name: str, table: Table, connection: Connection) -> dict[str, Any]:
    """One table as JSON lines in the order of its key; its rows and digest."""
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{name}/{table.name}.jsonl", "w", force_zip64=True) as out:
        for line in lines_of(table, connection):
            out.write(line)
            digest.update(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def lines_of(table: Table, connection: Connection) -> Iterator[bytes]:
    """The rows of a table, a JSON line each, read in chunks."""
    ordered = select(table).order_by(*table.primary_key.columns)
    result = connection.execution_options(stream_results=True).execute(ordered)
    for chunk in result.partitions(CHUNK):
        for row in chunk:
            values = {
                column.name: to_json_value(column, value) for column, value in zip(table.columns, row, strict=True)
            }
            yield json.dumps(values, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def to_json_value(column: Column[Any], value: object) -> object:
    """A column's value as JSON holds it; JSON that is read as its text is written as what it says, as it always was."""
    if isinstance(column.type, JsonText) and isinstance(value, str):
        return json.loads(value)
    return codec.scalar(value)


def from_json_value(column: Column[Any], value: object) -> object:
    """A JSON value as the column wants it."""
    if isinstance(column.type, JsonText):
        return json.dumps(value)
    return None if value is None else codec.from_plain(python_type(column) or object, value)


def python_type(column: Column[Any]) -> type | None:
    """The Python type of a column; None where any will do (JSON)."""
    if isinstance(column.type, UtcDateTime):
        return datetime
    try:
        found: type = column.type.python_type
    except NotImplementedError:
        return None
    return found


def manifest_of(file: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises where the file is none."""
    try:
        with ZipFile(file) as archive:
            manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (BadZipFile, KeyError, ValueError) as error:
        message = f"{file.name} không phải bản sao lưu của hệ thống này, hoặc đã hỏng: chưa ghi gì, dùng bản khác."
        raise DomainError(message) from error
    return manifest


def read(file: Path, engines: Mapping[str | None, Engine]) -> dict[str, Any]:
    """Fill empty databases from a backup, all in one transaction each; compare counts and digests."""
    for name, metadata, key in binds():
        with snapshot(engines[key]) as connection:
            refuse_unfit(connection, name, metadata)  # before the long work, and again when nobody else may write
    with of_this_version(file) as newest, ZipFile(newest) as archive:
        manifest = manifest_of(newest)
        for name, metadata, key in binds():
            with engines[key].execution_options(sqlite_write=True).begin() as connection:
                refuse_unfit(connection, name, metadata)
                forget_machines(connection, metadata)
                for table in metadata.sorted_tables:
                    fill(connection, table, archive, f"{name}/{table.name}", manifest)
                catch_up_sequences(connection, metadata)
    return manifest


@contextmanager
def of_this_version(file: Path) -> Iterator[Path]:
    """A backup as this version makes it: the file itself, or one of a scratch copy that was brought up to date."""
    at, known = manifest_of(file)["revision"], revisions()
    if at == known[0]:
        yield file
        return
    if at in version_1.UNKNOWN:
        raise DomainError(version_1.backup_refused(at))
    if at not in known:
        raise DomainError(
            f"Bản sao lưu ở phiên bản dữ liệu {at}, bản cài này chỉ biết đến {known[0]}: chưa ghi gì. "
            "Cài đúng phiên bản đã làm bản sao lưu ấy (hoặc bản mới hơn) rồi phục hồi."
        )
    with scratch() as folder, scratch_engines(folder) as engines:
        newest = folder / file.name
        try:
            migrate(engines, at)
            fill_as_it_was(file, engines)
            migrate(engines, known[0])
        except (SQLAlchemyError, CommandError, RuntimeError) as error:
            log.exception("backup_not_upgraded")
            raise DomainError(
                f"Không nâng được bản sao lưu từ phiên bản dữ liệu {at} lên {known[0]}: chưa ghi gì. "
                "Phục hồi vào bản cài đã làm bản sao lưu ấy rồi nâng cấp bản cài đó."
            ) from error
        dump(newest, engines, binds())
        yield newest


def fill_as_it_was(file: Path, engines: Mapping[str | None, Engine]) -> None:
    """Fill the tables of an earlier version from its backup; whatever reads back otherwise is refused."""
    manifest = manifest_of(file)
    unknown = set(manifest["tables"])
    with ZipFile(file) as archive:
        for name, _metadata, key in binds():
            with engines[key].begin() as connection:
                for table in found_tables(connection).sorted_tables:
                    entry = f"{name}/{table.name}"
                    fill(connection, table, archive, entry, manifest)
                    compare(table, connection, manifest["tables"][entry])
                    unknown.discard(entry)
    if unknown:
        at = manifest["revision"]
        raise DomainError(f"Bản sao lưu có bảng {min(unknown)}, không khớp với phiên bản dữ liệu {at} mà nó nêu.")


def refuse_unfit(connection: Connection, name: str, metadata: MetaData) -> None:
    """A backup goes into empty tables of this version, never over data. Raises where another's migrations were run."""
    newest = revisions()[0]
    if name == "main" and (here := revision(connection)) != newest:
        raise DomainError(
            f"Dữ liệu của hệ thống ở phiên bản {here}, bản cài này cần {newest}: "
            "chạy flask db upgrade rồi phục hồi lại."
        )
    if table := filled_table(connection, metadata):
        raise DomainError(f"Cơ sở dữ liệu đã có dữ liệu (bảng {table}): chỉ phục hồi vào hệ thống trống.")


def fill(connection: Connection, table: Table, archive: ZipFile, entry: str, manifest: dict[str, Any]) -> None:
    """Insert one table's rows and compare what was read with the manifest."""
    digest, batch, rows, own = hashlib.sha256(), [], 0, self_references(table)
    pointing: list[dict[str, Any]] = []
    for line in kept_lines(archive, entry, manifest):  # never a whole table in memory
        digest.update(line)
        rows += 1
        typed = json.loads(line)
        values = {c.name: from_json_value(c, typed[c.name]) for c in table.columns}
        if any(values[name] is not None for name in own):
            pointing.append({f"to_{c.name}": values[c.name] for c in table.columns if c.primary_key or c.name in own})
        batch.append(values | dict.fromkeys(own))
        if len(batch) >= CHUNK:
            partitions.insert_rows(connection, table, batch)
            batch = []
    if batch:
        partitions.insert_rows(connection, table, batch)
    link_self_references(connection, table, own, pointing)
    wanted = manifest["tables"][entry]
    if (rows, digest.hexdigest()) != (wanted["rows"], wanted["sha256"]):
        raise DomainError(f"Bản sao lưu hỏng ở bảng {table.name}: số dòng hoặc mã kiểm tra không khớp.")


def kept_lines(archive: ZipFile, entry: str, manifest: dict[str, Any]) -> Iterator[bytes]:
    """The lines of a table in a backup. Raises where it has no such table or cannot be read."""
    if entry not in manifest["tables"]:
        raise DomainError(f"Bản sao lưu thiếu bảng {entry}: không khớp với phiên bản dữ liệu mà nó nêu.")
    try:
        with archive.open(f"{entry}.jsonl") as lines:
            yield from lines
    except (BadZipFile, KeyError, EOFError, zlib.error) as error:
        raise DomainError(f"Bản sao lưu hỏng ở bảng {entry}: không đọc được.") from error


def self_references(table: Table) -> list[str]:
    """The columns that name another row of the same table, which may come later."""
    return [c.name for c in table.columns if any(key.column.table is table for key in c.foreign_keys)]


def link_self_references(connection: Connection, table: Table, own: list[str], rows: list[dict[str, Any]]) -> None:
    """Let rows name others of their table, once all are there."""
    if rows:
        here = (column == bindparam(f"to_{column.name}") for column in table.primary_key.columns)
        values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in own}
        connection.execute(update(table).where(*here).values(values), rows)


def catch_up_sequences(connection: Connection, metadata: MetaData) -> None:
    """Let PostgreSQL's counters go on behind the greatest number restored."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, following, false())))


def trial_restore(file: Path) -> dict[str, Any]:
    """Restore into scratch SQLite files made from the models, then read everything back."""
    with scratch() as folder, scratch_engines(folder) as engines:
        for _name, metadata, key in binds():
            metadata.create_all(engines[key])
        manifest = restored_into(file, engines)
        for name, metadata, key in binds():
            with snapshot(engines[key]) as connection:
                for table in metadata.sorted_tables:
                    compare(table, connection, manifest["tables"][f"{name}/{table.name}"])
                if key is None:
                    compare_logs(connection)
    return manifest


def recorded_drill(file: Path) -> dict[str, Any]:
    """The same, and the record of events says how it went: the doctor asks when it was last done.

    An empty portal records nothing: it has to stay empty for the backup to be restored into it.
    """
    keeps_record = not is_empty()
    try:
        manifest = trial_restore(file)
    except DomainError:
        if keeps_record:
            record_separately(DRILL_FAILED, by=None, detail={"file": file.name})
        raise
    if keeps_record:
        record_separately(DRILLED, by=None, detail={"file": file.name, "rows": total(manifest)})
    return manifest


def is_empty() -> bool:
    """Whether a backup may be restored into this portal."""
    for _name, metadata, key in binds():
        with snapshot(db.engines[key]) as connection:
            if filled_table(connection, metadata):
                return False
    return True


def restored_into(file: Path, engines: Mapping[str | None, Engine]) -> dict[str, Any]:
    """Mark scratch databases as standing at this version's newest migration, then fill them."""
    with engines[None].execution_options(sqlite_write=True).begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": revisions()[0]})
    return read(file, engines)


def compare(table: Table, connection: Connection, wanted: dict[str, Any]) -> None:
    """Refuse a restored table whose rows read back otherwise than they were written."""
    digest = hashlib.sha256()
    for line in lines_of(table, connection):
        digest.update(line)
    if digest.hexdigest() != wanted["sha256"]:
        raise DomainError(f"Diễn tập không đạt: bảng {table.name} đọc lại khác bản sao lưu.")


def compare_logs(connection: Connection) -> None:
    """Refuse a restored box that does not give every root that was signed before the backup."""
    for round_id, slug in connection.execute(select(Round.id, Round.slug)).all():
        faults = verification.verify_in(connection, round_id, []).faults
        if faults:
            raise DomainError(f"Diễn tập không đạt: hộp phiếu {slug} không khớp sổ niêm phong phiếu. {faults[0]}")
