"""Takes what was deleted out of the database's files for good, or says who keeps it there (P2, P4, P23).

A deleted row can still be read: on SQLite in the file's old pages and in the write-ahead log, on PostgreSQL as a dead
row. The tables are written anew, and nothing counts as gone before the database itself says so: whoever has an old
transaction open keeps the old rows in place.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from time import sleep

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Connection, Table, bindparam, text
from sqlalchemy.exc import OperationalError

from portal.errors import Conflict
from portal.extensions import db
from portal.web.data import databases, locks
from portal.web.jobs.jobs import Waits

PATIENCE_SECONDS, PAUSE_SECONDS = 600, 1
LOCK_WAIT = "2s"  # who wants a table of PostgreSQL for itself keeps all that come later waiting, ballots too
LOCK_NOT_AVAILABLE = "55P03"

THIS_MOMENT = text("SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)")
# what began before a moment and may still see rows that were deleted then; VACUUM FULL copies those rows
OLDER = text("""
    SELECT pid, coalesce(nullif(application_name, ''), usename, backend_type) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datid IS NULL)
        AND greatest(age(backend_xid), age(backend_xmin)) > age(CAST(:moment AS xid))
    UNION ALL SELECT NULL, gid FROM pg_prepared_xacts
        WHERE database = current_database() AND age(transaction) > age(CAST(:moment AS xid))
    UNION ALL SELECT active_pid, slot_name FROM pg_replication_slots WHERE age(xmin) > age(CAST(:moment AS xid))
""")
# which file holds a table: another one once it was written anew
FILE_OF = text("SELECT pg_relation_filenode(CAST(:name AS regclass))")
USING = text("""
    SELECT DISTINCT pid, coalesce(nullif(application_name, ''), usename, backend_type)
        FROM pg_locks JOIN pg_class ON pg_class.oid = relation JOIN pg_stat_activity USING (pid)
        WHERE granted AND relname IN :names AND datname = current_database() AND pid <> pg_backend_pid()
""").bindparams(bindparam("names", expanding=True))


def no_notice(_why: str) -> None:
    """A notice that goes nowhere."""


def remove(tables: Sequence[Table], waits: Waits = no_notice) -> None:
    """Wait until nothing deleted from some tables is left in the files; `waits` is told for whom.

    Raises Conflict where old rows are still kept after ten minutes.
    """
    files = TablesOfPostgresql(tables) if db.engine.dialect.name == "postgresql" else FileOfSqlite()
    until = time.monotonic() + PATIENCE_SECONDS
    while not files.are_clean():
        who = ", ".join(files.readers()) or _("một tiến trình khác đang đọc dữ liệu")
        if time.monotonic() >= until:
            raise Conflict(_("Dòng đã xóa còn đọc được trong tệp dữ liệu, chưa dọn được vì %(who)s.", who=who))
        waits(_("Đang chờ để dọn dấu vết: %(who)s. Hệ thống tự làm tiếp khi việc ấy xong.", who=who))
        sleep(PAUSE_SECONDS)
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
    """Some tables of PostgreSQL, in which a row stays as long as a transaction may see it."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.names = [table.name for table in tables]
        self.left = list(self.names)
        with autocommit() as connection:
            self.moment = str(connection.scalar(THIS_MOMENT))

    def are_clean(self) -> bool:
        """Try once to have what was deleted taken out; False while another transaction keeps old rows."""
        with autocommit() as connection:
            if connection.execute(OLDER, {"moment": self.moment}).first():
                return False
            while self.left and rewrite_table(connection, self.left[0]):
                del self.left[0]
        return not self.left

    def readers(self) -> list[str]:
        """The sessions that keep old rows, or else hold the table that is next, a clause each."""
        with autocommit() as connection:
            sessions = connection.execute(OLDER, {"moment": self.moment}).all()
            sessions = sessions or connection.execute(USING, {"names": self.left}).all()
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


def rewrite_table(connection: Connection, name: str) -> bool:
    """Write one table of PostgreSQL anew; False where it is in use for longer than a short wait.

    Raises Conflict where the role may not.
    """
    before = connection.scalar(FILE_OF, {"name": name})
    connection.execute(text(f"SET lock_timeout = '{LOCK_WAIT}'"))
    try:
        connection.execute(text(f'VACUUM FULL "{name}"'))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    finally:
        connection.execute(text("RESET lock_timeout"))
    # without the right VACUUM warns, leaves the table as it is and succeeds
    if connection.scalar(FILE_OF, {"name": name}) == before:
        raise Conflict(
            _(
                "Vai trò PostgreSQL của việc nền không được viết lại bảng %(table)s:"
                " người vận hành chạy flask database grants, hoặc cho vai trò ấy làm chủ các bảng.",
                table=name,
            )
        )
    return True


def autocommit() -> Connection:
    """A connection outside any transaction, as VACUUM wants it."""
    return db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
