"""Takes what was deleted out of the database's files for good, or says who keeps it there (P2, P4, P23).

A deleted row can still be read: on SQLite in the file's old pages and in the write-ahead log, on PostgreSQL as a dead
row. SQLite's file is written anew; on PostgreSQL a round's partitions get new, empty files, and the few small tables
that hold all rounds are written anew. Nothing counts as gone before the database itself says so: whoever has an old
transaction open keeps the old rows in place.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from time import sleep

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Connection, Table, bindparam, delete, func, select, text
from sqlalchemy.exc import DBAPIError

from portal.errors import Conflict
from portal.extensions import db
from portal.sealing import partitions
from portal.web.data import databases, locks
from portal.web.jobs.jobs import Waits

PATIENCE_SECONDS = 600
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1  # seconds: what is waited for is mostly short
LOCK_WAIT = "500ms"  # who wants a table of PostgreSQL for itself keeps all that come later waiting, ballots too
LOCK_NOT_AVAILABLE, INSUFFICIENT_PRIVILEGE = "55P03", "42501"
GLANCES, GLANCE_SECONDS = 10, 0.02

THIS_MOMENT = text("SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)")
# what began before a moment and may still see rows that were deleted then: a table that is written anew keeps those
# rows, and to a backup that reads in one snapshot a partition that was emptied meanwhile would look empty
OLDER = text("""
    SELECT pid, coalesce(nullif(application_name, ''), usename, backend_type) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datid IS NULL)
        AND greatest(age(backend_xid), age(backend_xmin)) > age(CAST(:moment AS xid))
    UNION ALL SELECT NULL, gid FROM pg_prepared_xacts
        WHERE database = current_database() AND age(transaction) > age(CAST(:moment AS xid))
    UNION ALL SELECT active_pid, slot_name FROM pg_replication_slots WHERE age(xmin) > age(CAST(:moment AS xid))
""")
USING = text("""
    SELECT DISTINCT pid, coalesce(nullif(application_name, ''), usename, backend_type)
        FROM pg_locks JOIN pg_class ON pg_class.oid = relation JOIN pg_stat_activity USING (pid)
        WHERE granted AND relname IN :names AND datname = current_database() AND pid <> pg_backend_pid()
""").bindparams(bindparam("names", expanding=True))


def no_notice(_why: str) -> None:
    """A notice that goes nowhere."""


def delete_rows(tables: Sequence[Table], round_id: int) -> int:
    """Delete a round's rows in the session's transaction, which has written nothing yet. Returns how many they were.

    On PostgreSQL the partitions are emptied whole wherever nobody may still see the rows: to delete millions one by one
    takes minutes. Otherwise, and on SQLite, they are deleted.
    """
    numbers = (select(func.count()).select_from(table).where(table.c.round_id == round_id) for table in tables)
    rows = sum(db.session.scalars(number).one() for number in numbers)
    if not (db.engine.dialect.name == "postgresql" and nobody_reads_older() and truncated(tables, round_id)):
        for table in tables:
            db.session.execute(delete(table).where(table.c.round_id == round_id))
    return rows


def truncated(tables: Sequence[Table], round_id: int) -> bool:
    """Whether the partitions of a round could be emptied, all of them; locked until the session's transaction ends."""
    connection = db.session.connection()
    try:
        with connection.begin_nested():
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
            for table in tables:
                partitions.truncate(connection, table, round_id, with_rows=True)
            connection.execute(text("SET LOCAL lock_timeout = DEFAULT"))
    except DBAPIError as error:
        if state_of(error) not in {LOCK_NOT_AVAILABLE, INSUFFICIENT_PRIVILEGE}:
            raise
        return False
    return True


def nobody_reads_older() -> bool:
    """Whether no transaction is open that began before now; short ones are waited for."""
    with autocommit() as connection:
        moment = {"moment": connection.scalar(THIS_MOMENT)}
        for _glance in range(GLANCES):
            if not connection.execute(OLDER, moment).first():
                return True
            time.sleep(GLANCE_SECONDS)
    return False


def state_of(error: DBAPIError) -> str:
    """PostgreSQL's own code of an error."""
    return str(getattr(error.orig, "sqlstate", ""))


def remove(tables: Sequence[Table], round_id: int, waits: Waits = no_notice) -> None:
    """Wait until nothing of a round that was deleted from some tables is left in the files; `waits` is told for whom.

    Raises Conflict where old rows are still kept after ten minutes.
    """
    files = TablesOfPostgresql(tables, round_id) if db.engine.dialect.name == "postgresql" else FileOfSqlite()
    until, pause = time.monotonic() + PATIENCE_SECONDS, FIRST_PAUSE
    while not files.are_clean():
        who = ", ".join(files.readers()) or _("một tiến trình khác đang đọc dữ liệu")
        if time.monotonic() >= until:
            raise Conflict(_("Dòng đã xóa còn đọc được trong tệp dữ liệu, chưa dọn được vì %(who)s.", who=who))
        waits(_("Đang chờ để dọn dấu vết: %(who)s. Hệ thống tự làm tiếp khi việc ấy xong.", who=who))
        sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
    waits("")


class FileOfSqlite:
    """SQLite's one file and its write-ahead log. Whatever table was emptied, all of it is written anew."""

    def __init__(self) -> None:
        self.rewritten = False

    def are_clean(self) -> bool:
        """Try once to have what was deleted taken out; False while another transaction keeps old rows."""
        # VACUUM writes the file anew, but into the write-ahead log at first: both, and in this order
        self.rewritten = self.rewritten or rewrite_file()
        return self.rewritten and databases.truncate_wal(db.engine)

    def readers(self) -> list[str]:
        """Our own work that may keep old rows, a clause each: SQLite itself names no reader."""
        return locks.announced_work(Path(current_app.config["INSTANCE"]))


class TablesOfPostgresql:
    """Partitions and whole tables of PostgreSQL, in which a row stays as long as a transaction may see it."""

    def __init__(self, tables: Sequence[Table], round_id: int) -> None:
        self.round_id = round_id
        self.left = list(tables)
        with autocommit() as connection:
            self.moment = str(connection.scalar(THIS_MOMENT))

    def are_clean(self) -> bool:
        """Try once to have what was deleted taken out; False while another transaction keeps old rows."""
        with autocommit() as connection:
            if connection.execute(OLDER, {"moment": self.moment}).first():
                return False
            while self.left and is_cleaned(connection, self.left[0], self.round_id):
                del self.left[0]
        return not self.left

    def readers(self) -> list[str]:
        """The sessions that keep old rows, or else hold the table that is next, a clause each."""
        with autocommit() as connection:
            sessions = connection.execute(OLDER, {"moment": self.moment}).all()
            names = [name for one in self.left for name in (one.name, partitions.name_of(one, self.round_id))]
            sessions = sessions or connection.execute(USING, {"names": names}).all()
        return [_("phiên PostgreSQL %(pid)s (%(who)s) đang mở", pid=pid or "", who=who) for pid, who in sessions]


def rewrite_file() -> bool:
    """Write SQLite's file anew, into the write-ahead log at first; False where it is in use."""
    with databases.raw_connection(db.engine) as driver:
        try:
            driver.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if databases.outage(error) != databases.BUSY:
                raise
            return False
    return True


def is_cleaned(connection: Connection, table: Table, round_id: int) -> bool:
    """Put the file of a round's partition, or of a whole table, in the place of the old one.

    False where it is in use for longer than a short wait. Raises Conflict where the role may not, or rows came in.
    """
    connection.execute(text(f"SET lock_timeout = '{LOCK_WAIT}'"))
    try:
        put_new_file(connection, table, round_id)
    except DBAPIError as error:
        if state_of(error) == INSUFFICIENT_PRIVILEGE:
            raise Conflict(
                _(
                    "Vai trò PostgreSQL của việc nền không được dọn bảng %(table)s:"
                    " người vận hành chạy flask database grants, hoặc cho vai trò ấy làm chủ các bảng.",
                    table=table.name,
                )
            ) from error
        if state_of(error) != LOCK_NOT_AVAILABLE:
            raise
        return False
    finally:
        connection.execute(text("RESET lock_timeout"))
    return True


def put_new_file(connection: Connection, table: Table, round_id: int) -> None:
    """A new file without the old rows. Raises Conflict for a partition in which rows stand: they would go with it."""
    if not partitions.lies_by_round(table, connection):
        partitions.rewrite(connection, table)
    elif not partitions.truncate(connection, table, round_id):
        raise Conflict(_("Bảng %(table)s vừa có thêm dòng của đợt này, chưa dọn bảng ấy.", table=table.name))


def autocommit() -> Connection:
    """A connection outside any transaction, so that each statement stands alone."""
    return db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
