"""`flask doctor`: what is wrong with an installation, and how to mend it."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from ctypes import CDLL
from datetime import timedelta
from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from flask import current_app
from redis import Redis, RedisError
from sqlalchemy import make_url, select, text
from sqlalchemy.orm import load_only

from portal.ballots.sealing import quarantine, round_keys
from portal.config import ROOT
from portal.documents.lifecycle.operations import book_entry
from portal.documents.models import Document
from portal.extensions import db
from portal.ops.scratch_databases import revisions
from portal.sealing import periodic_check
from portal.sealing import queries as sealing
from portal.surveys.models import Round
from portal.web.data import clock, transactions
from portal.web.http.access import own_host
from portal.web.http.hosts import is_loopback, name_in
from portal.web.jobs import health
from portal.web.ui.formats import stamp

SEALER_SLEEPS = timedelta(minutes=20)
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
# A Redis's settings under which it keeps nothing on its disk.
FORGETFUL = {"save": "", "appendonly": "no"}
PATIENCE = {"socket_connect_timeout": 3, "socket_timeout": 3}


@click.command("doctor")
def doctor() -> None:
    """Name what is wrong with this installation and how to mend it; exit 1 if anything is."""
    transactions.read_only()
    wrong = False
    for what, look in CHECKS.items():
        mend = look()
        click.echo(f"{'LỖI ' if mend else 'đạt '} {what}")
        if mend:
            click.echo(f"      → {mend}")
            wrong = True
    if wrong:
        raise SystemExit(1)


def database_trouble() -> str:
    """The database answers."""
    silent = health.database_answers() != "ok"
    return "kiểm tra PORTAL_DATABASE_URL và máy chủ dữ liệu" if silent else ""


def old_schema() -> str:
    """Both databases stand at the newest revision."""
    head = revisions()[0]
    for key, version_table in ((None, "alembic_version"), ("media", "alembic_version_media")):
        with db.engines[key].connect().execution_options(sqlite_readonly=True) as connection:
            context = MigrationContext.configure(connection, opts={"version_table": version_table})
            if context.get_current_revision() != head:
                return "chạy: flask db upgrade"
    return ""


def weak_sync() -> str:
    """SQLite runs in WAL with FULL sync; PostgreSQL with its sync on."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
            is_durable = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]
        is_fine = is_durable == ["wal", 2]
    else:
        names = ("fsync", "synchronous_commit", "full_page_writes")
        is_fine = all(db.session.scalar(text(f"SHOW {name}")) == "on" for name in names)
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


def font_trouble() -> str:
    """The face of official papers is installed, complete with Vietnamese letters."""
    program = shutil.which("fc-list")
    if program is None:
        return "cài gói fontconfig và fonts-liberation2"
    asked = [program, "Liberation Serif:charset=1ec5", "family"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed question
    return "" if "Liberation Serif" in listed.stdout else "cài gói fonts-liberation2"


def typesetter_trouble() -> str:
    """The libraries with which papers are laid out can be loaded."""
    files = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
    return "" if all(map(loads, files)) else "cài gói libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def code_reader_trouble() -> str:
    """ZBar, which reads the code on a photographed poster, can be loaded."""
    return "" if loads("libzbar.so.0") else "cài gói libzbar0"


def loads(file: str) -> bool:
    """Whether a library of the system can be loaded."""
    try:
        CDLL(file)
    except OSError:
        return False
    return True


def missing_scripts() -> str:
    """The copy of htmx that set-up makes is there."""
    return "" if (ROOT / "static" / "vendor" / "htmx.min.js").is_file() else "chạy lại ./start"


def local_address() -> str:
    """QR codes name an address citizens can reach."""
    mend = "đặt PORTAL_BASE_URL=https://tên-miền rồi in lại mã QR (bỏ qua nếu chỉ dùng thử)"
    return mend if is_loopback(name_in(own_host())) else ""


def open_keys() -> str:
    """Nobody but the owner reads the keys."""
    folder = Path(current_app.config["INSTANCE"]) / "keys"
    private = folder.is_dir() and not any(path.stat().st_mode & 0o077 for path in folder.iterdir() if path.is_file())
    return "" if private else f"chmod 700 {folder.name}; chmod 600 từng tệp"


def round_key_trouble() -> str:
    """The key that opens the answers of each round lies where its owner alone reads it."""
    unread = select(Round).where(Round.ballot_key.is_not(None), Round.released_at.is_(None), Round.erased_at.is_(None))
    for round_ in db.session.scalars(unread.order_by(Round.slug)):
        if trouble := round_keys.key_problem(round_):
            return f"{round_.slug}: {trouble}"
    return ""


def log_trouble() -> str:
    """The sealer comes to every log, signs it with the same key as before, and nothing stands against it."""
    late = clock.now() - SEALER_SLEEPS
    for slug, ran_at, trouble in sealing.runs():
        if trouble:
            return f"{slug}: {trouble} Chạy: flask box verify; không xóa thư mục log/"
        if ran_at < late:
            return f"{slug}: chưa niêm phong từ {stamp(ran_at)}; chạy: flask worker"
    return ""


def box_trouble() -> str:
    """The check that the worker makes by itself found every box as it was signed, half an hour ago at most."""
    for slug, faults in periodic_check.faults_by_round().items():
        return f"{slug}: {faults[0]} Giữ nguyên hiện trạng, lập biên bản; chạy: flask box verify {slug}"
    late = periodic_check.state() == "too old"
    return "lần kiểm tra cuối đã quá 30 phút; chạy: flask worker" if late else ""


def foreign_rows() -> str:
    """Nobody wrote into a pool past the portal."""
    rounds = ", ".join(quarantine.rounds())
    mend = "có dòng ghi từ ngoài, đã để riêng. Chạy: flask box verify; lập biên bản, flask box settle"
    return f"{rounds}: {mend}" if rounds else ""


def disk_trouble() -> str:
    """The disks of data and of backups have room: 200 MB, and 15 in a hundred."""
    if full := health.nearly_full_folders():
        return f"giải phóng chỗ ở {', '.join(full)} (đã dùng từ 85 %)"
    return "" if health.disk_has_room() == "ok" else "giải phóng ít nhất 200 MB"


def redis_trouble() -> str:
    """A Redis that counts for several servers keeps nothing on its disk."""
    return "; ".join(kept_by(str(current_app.config["LIMITS_URL"])))


def kept_by(url: str) -> list[str]:
    """What a Redis is set to otherwise than docs/operations.md says, as it should stand; nothing for memory://."""
    if not url.startswith(("redis://", "rediss://")):
        return []
    try:
        with Redis.from_url(url, decode_responses=True, **PATIENCE) as server:
            found = {name: server.config_get(name)[name] for name in FORGETFUL}
    except (RedisError, ValueError, LookupError) as error:
        return [f"Redis không trả lời CONFIG GET ({type(error).__name__})"]
    return [f'CONFIG SET {name} "{wanted}"' for name, wanted in FORGETFUL.items() if found[name] != wanted]


def clock_trouble() -> str:
    """This machine's clock agrees with the database's; where it does not, the portal goes by the database's."""
    off = abs(clock.lag()) > LARGEST_SKEW
    return "chỉnh giờ máy này (timedatectl): lệch máy dữ liệu quá nửa giây" if off else ""


def password_in_environment() -> str:
    """Whoever may read a process's environment does not read the database's password there."""
    password = make_url(str(current_app.config["SQLALCHEMY_DATABASE_URI"])).password
    mend = "bỏ mật khẩu khỏi PORTAL_DATABASE_URL; ghi vào tệp 0600 do PGPASSFILE chỉ ra, hoặc dùng peer"
    return mend if password else ""


def stalled_queue() -> str:
    """No job waits."""
    return "" if health.queue_moves() == "ok" else "chạy: flask worker (./start chạy sẵn)"


def old_backup() -> str:
    """The last backup is fresh, where a folder is watched."""
    fresh = bool(current_app.config["BACKUP_DIR"]) and health.backup_is_new() == "ok"
    return "" if fresh else "đặt PORTAL_BACKUP_DIR và chạy flask backup create hằng ngày"


def doubled_numbers() -> str:
    """No number of a year's book is two papers' at once.

    Those of before the database forbade it are kept: people decide which of the two is wrong.
    """
    books: dict[tuple[int, str | None], list[Document]] = defaultdict(list)
    for paper in papers_of_one_number():
        books[paper.unit_id, book_entry(paper, paper.number, paper.issued_on)].append(paper)
    doubled = [
        f"số {book}: " + ", ".join(f"«{paper.title}»" for paper in papers)
        for (_unit, book), papers in books.items()
        if len(papers) > 1
    ]
    mend = "văn thư đối chiếu sổ, điền lại số cho một trong hai văn bản; "
    return mend + "; ".join(doubled) if doubled else ""


def papers_of_one_number() -> Iterable[Document]:
    """Papers whose unit, number and year another paper has too; only these are read whole."""
    light = load_only(Document.unit_id, Document.number, Document.issued_on)
    numbered = select(Document).where(Document.number != "", Document.issued_on.is_not(None)).options(light)
    alike: dict[tuple[int, str, int], list[Document]] = defaultdict(list)
    for paper in db.session.scalars(numbered.order_by(Document.asked_at)):
        alike[paper.unit_id, paper.number, paper.issued_on.year if paper.issued_on else 0].append(paper)
    return (paper for papers in alike.values() if len(papers) > 1 for paper in papers)


# What is looked at, by the words in which it is fine; a look answers with how to mend it, empty where it is fine.
CHECKS: dict[str, Callable[[], str]] = {
    "cơ sở dữ liệu trả lời": database_trouble,
    "cấu trúc dữ liệu mới nhất": old_schema,
    "dữ liệu được ghi chắc xuống đĩa": weak_sync,
    "nhật ký của máy chủ dữ liệu không chép nội dung phiếu": loud_settings,
    "khóa bí mật chỉ chủ hệ thống đọc được": open_keys,
    "khóa giải mã của các đợt còn đó và kín": round_key_trouble,
    "sổ niêm phong phiếu được ký": log_trouble,
    "hộp phiếu khớp sổ niêm phong phiếu (tự kiểm tra)": box_trouble,
    "hộp phiếu chỉ có dòng do hệ thống ghi": foreign_rows,
    "mỗi số trong sổ là của một văn bản": doubled_numbers,
    "phông chữ văn bản (Liberation Serif có dấu tiếng Việt)": font_trouble,
    "thư viện dàn trang văn bản PDF": typesetter_trouble,
    "thư viện đọc mã QR trong ảnh": code_reader_trouble,
    "tệp htmx": missing_scripts,
    "địa chỉ công khai trong mã QR": local_address,
    "đĩa còn chỗ, dùng dưới 85 %": disk_trouble,
    "đồng hồ khớp máy dữ liệu": clock_trouble,
    "Redis đếm giới hạn không ghi đĩa": redis_trouble,
    "mật khẩu dữ liệu không nằm trong biến môi trường": password_in_environment,
    "hàng đợi có máy làm": stalled_queue,
    "bản sao lưu trong 26 giờ": old_backup,
}
