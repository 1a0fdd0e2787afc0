"""What is looked at in the database: whether it answers, how it writes, what it writes down, its copies, its clock."""

import platform
from collections.abc import Iterator, Mapping
from datetime import timedelta

from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import make_url, text

from portal.config import VERSION
from portal.extensions import db
from portal.ops.condition.check import Check, seconds
from portal.ops.condition.replication_checks import is_postgresql
from portal.ops.scratch_databases import revisions
from portal.web.data import clock
from portal.web.data.fencing import WAITS_FOR_STANDBY
from portal.web.jobs import health

LARGEST_SKEW = timedelta(milliseconds=500)
# PostgreSQL's settings under which it writes down nothing that citizens send.
QUIET = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "data_checksums": "on",
}
LIBRARIES = ("session_preload_libraries", "shared_preload_libraries", "local_preload_libraries")
VERSION_TABLES = {None: "alembic_version", "media": "alembic_version_media"}


def database_trouble() -> str:
    """The database answers."""
    silent = health.database_answers() != "ok"
    return "kiểm tra PORTAL_DATABASE_URL và máy chủ dữ liệu" if silent else ""


def server_version() -> str:
    """«SQLite 3.40.1», «PostgreSQL 15.3»."""
    if is_postgresql():
        return f"PostgreSQL {str(db.session.scalar(text('SHOW server_version'))).partition(' ')[0]}"
    return f"SQLite {db.session.scalar(text('SELECT sqlite_version()'))}"


def standing_at(key: str | None) -> str | None:
    """The migration that a database stands at; None before the first."""
    with db.engines[key].connect().execution_options(sqlite_readonly=True) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLES[key]})
        return context.get_current_revision()


def old_schema() -> str:
    """Both databases stand at the newest revision."""
    return "" if {standing_at(key) for key in VERSION_TABLES} == {revisions()[0]} else "chạy: flask db upgrade"


def versions() -> str:
    """What is installed, in which tables."""
    return f"Ý Dân {VERSION}, dữ liệu {standing_at(None) or 'chưa lập'}, Python {platform.python_version()}"


def weak_sync() -> str:
    """SQLite runs in WAL with FULL sync; PostgreSQL with its sync on."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
            is_durable = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]
        is_fine = is_durable == ["wal", 2]
    else:
        names = ("fsync", "synchronous_commit", "full_page_writes")
        is_fine = all(db.session.scalar(text(f"SHOW {name}")) in WAITS_FOR_STANDBY for name in names)
    return "" if is_fine else "không đổi synchronous; PostgreSQL: fsync, synchronous_commit = on"


def loud_settings() -> str:
    """PostgreSQL copies no statement into its log, and checks its pages; nothing to ask on SQLite."""
    if db.engine.dialect.name != "postgresql":
        return ""
    asked = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
    rows = db.session.execute(asked, {"names": [*QUIET, *LIBRARIES]})
    return "; ".join(loud_among({row[0]: row[1] for row in rows}))


def loud_among(settings: Mapping[str, str]) -> Iterator[str]:
    """Each setting of PostgreSQL that is not as docs/operations.md says, as it should stand."""
    yield from (f"{name} = {wanted}" for name, wanted in QUIET.items() if settings.get(name) != wanted)
    yield from (f"{name}: bỏ auto_explain" for name in LIBRARIES if "auto_explain" in settings.get(name, ""))


def clock_trouble() -> str:
    """This machine's clock agrees with the database's; where it does not, the portal goes by the database's."""
    off = abs(clock.lag()) > LARGEST_SKEW
    return "chỉnh giờ máy này (timedatectl): lệch máy dữ liệu quá nửa giây" if off else ""


def password_in_environment() -> str:
    """Whoever may read a process's environment does not read the database's password there."""
    password = make_url(str(current_app.config["SQLALCHEMY_DATABASE_URI"])).password
    mend = "bỏ mật khẩu khỏi PORTAL_DATABASE_URL; ghi vào tệp 0600 do PGPASSFILE chỉ ra, hoặc dùng peer"
    return mend if password else ""


def clock_measure() -> str:
    """How far this machine's clock is off."""
    return f"lệch {seconds(clock.lag())}"


CHECKS = (
    Check("database", "cơ sở dữ liệu trả lời", database_trouble, server_version),
    Check("schema", "cấu trúc dữ liệu mới nhất", old_schema, versions),
    Check("sync", "dữ liệu được ghi chắc xuống đĩa", weak_sync),
    Check("quiet", "nhật ký của máy chủ dữ liệu không chép nội dung phiếu", loud_settings),
    Check("clock", "đồng hồ khớp máy dữ liệu", clock_trouble, clock_measure),
    Check("password", "mật khẩu dữ liệu không nằm trong biến môi trường", password_in_environment),
)
