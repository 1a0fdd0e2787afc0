"""`flask doctor`: what is wrong with an installation, and how to mend it."""

from __future__ import annotations

import shutil
import subprocess
from ctypes import CDLL
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.ballots.sealing import quarantine, round_keys
from portal.config import ROOT
from portal.extensions import db
from portal.ops.doctor.database import loud_settings
from portal.ops.doctor.limits import kept_by
from portal.ops.doctor.papers import doubled
from portal.sealing import periodic_check
from portal.sealing import queries as sealing
from portal.surveys.models import Round
from portal.web.data import clock, transactions
from portal.web.http.access import own_host
from portal.web.http.hosts import is_loopback, name_in
from portal.web.jobs.health import backup_is_new, disk_has_room, nearly_full_folders, queue_moves
from portal.web.ui.formats import stamp

if TYPE_CHECKING:
    from collections.abc import Callable


SEALER_SLEEPS = timedelta(minutes=20)
LARGEST_SKEW = timedelta(milliseconds=500)


@dataclass(frozen=True)
class Finding:
    """One look at the installation: fine, or a word on how to mend it."""

    what: str
    fine: bool
    mend: str = ""


@click.command("doctor")
def doctor() -> None:
    """Name what is wrong with this installation and how to mend it; exit 1 if anything is."""
    transactions.read_only()
    findings = [look() for look in CHECKS]
    for finding in findings:
        click.echo(f"{'đạt ' if finding.fine else 'LỖI '} {finding.what}")
        if not finding.fine:
            click.echo(f"      → {finding.mend}")
    if not all(finding.fine for finding in findings):
        raise SystemExit(1)


def database_answers() -> Finding:
    """The database answers."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return Finding("cơ sở dữ liệu trả lời", fine=False, mend="kiểm tra PORTAL_DATABASE_URL và máy chủ dữ liệu")
    return Finding("cơ sở dữ liệu trả lời", fine=True)


def migrations_are_current() -> Finding:
    """Both databases stand at the newest revision."""
    head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    for key, version_table in ((None, "alembic_version"), ("media", "alembic_version_media")):
        with db.engines[key].connect().execution_options(sqlite_readonly=True) as connection:
            context = MigrationContext.configure(connection, opts={"version_table": version_table})
            if context.get_current_revision() != head:
                return Finding("cấu trúc dữ liệu mới nhất", fine=False, mend="chạy: flask db upgrade")
    return Finding("cấu trúc dữ liệu mới nhất", fine=True)


def sqlite_is_durable() -> Finding:
    """SQLite runs in WAL with FULL sync; PostgreSQL with its sync on."""
    what, mend = "dữ liệu được ghi chắc xuống đĩa", "không đổi synchronous; PostgreSQL: fsync, synchronous_commit = on"
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
            durable = (connection.scalar(text("PRAGMA journal_mode")), connection.scalar(text("PRAGMA synchronous")))
        return Finding(what, fine=durable == ("wal", 2), mend=mend)
    settings = [db.session.scalar(text(f"SHOW {name}")) for name in ("fsync", "synchronous_commit", "full_page_writes")]
    return Finding(what, fine=settings == ["on", "on", "on"], mend=mend)


def database_writes_nothing_down() -> Finding:
    """PostgreSQL copies no statement into its log, and checks its pages."""
    loud = loud_settings()
    return Finding("nhật ký của máy chủ dữ liệu không chép nội dung phiếu", fine=not loud, mend="; ".join(loud))


def font_is_there() -> Finding:
    """The face of official papers is installed, complete with Vietnamese letters."""
    what, mend = "phông chữ văn bản (Liberation Serif có dấu tiếng Việt)", "cài gói fonts-liberation2"
    program = shutil.which("fc-list")
    if program is None:
        return Finding(what, fine=False, mend="cài gói fontconfig và fonts-liberation2")
    asked = [program, "Liberation Serif:charset=1ec5", "family"]
    listed = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed question
    return Finding(what, fine="Liberation Serif" in listed.stdout, mend=mend)


def typesetter_runs() -> Finding:
    """The libraries with which papers are laid out can be loaded."""
    files = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
    mend = "cài gói libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return Finding("thư viện dàn trang văn bản PDF", fine=all(map(loads, files)), mend=mend)


def code_reader_is_there() -> Finding:
    """ZBar, which reads the code on a photographed poster, can be loaded."""
    return Finding("thư viện đọc mã QR trong ảnh", fine=loads("libzbar.so.0"), mend="cài gói libzbar0")


def loads(file: str) -> bool:
    """Whether a library of the system can be loaded."""
    try:
        CDLL(file)
    except OSError:
        return False
    return True


def scripts_are_there() -> Finding:
    """The copy of htmx that set-up makes is there."""
    path = ROOT / "static" / "vendor" / "htmx.min.js"
    return Finding("tệp htmx", fine=path.is_file(), mend="chạy lại ./start")


def address_is_real() -> Finding:
    """QR codes name an address citizens can reach."""
    local = is_loopback(name_in(own_host()))
    mend = "đặt PORTAL_BASE_URL=https://tên-miền rồi in lại mã QR (bỏ qua nếu chỉ dùng thử)"
    return Finding("địa chỉ công khai trong mã QR", fine=not local, mend=mend)


def keys_are_private() -> Finding:
    """Nobody but the owner reads the keys."""
    folder = Path(current_app.config["INSTANCE"]) / "keys"
    private = folder.is_dir() and not any(path.stat().st_mode & 0o077 for path in folder.iterdir() if path.is_file())
    return Finding(
        "khóa bí mật chỉ chủ hệ thống đọc được", fine=private, mend=f"chmod 700 {folder.name}; chmod 600 từng tệp"
    )


def round_keys_are_there() -> Finding:
    """The key that opens the answers of each round lies where its owner alone reads it."""
    what = "khóa giải mã của các đợt còn đó và kín"
    unread = (
        select(Round)
        .where(Round.ballot_key.is_not(None), Round.released_at.is_(None), Round.erased_at.is_(None))
        .order_by(Round.slug)
    )
    for survey in db.session.scalars(unread):
        trouble = round_keys.key_problem(survey)
        if trouble:
            return Finding(what, fine=False, mend=f"{survey.slug}: {trouble}")
    return Finding(what, fine=True)


def log_is_sealed() -> Finding:
    """The sealer comes to every log, signs it with the same key as before, and nothing stands against it."""
    what, late = "nhật ký niêm phong được ký", clock.now() - SEALER_SLEEPS
    for slug, ran_at, trouble in sealing.runs():
        if trouble:
            return Finding(what, fine=False, mend=f"{slug}: {trouble} Chạy: flask box verify; không xóa thư mục log/")
        if ran_at < late:
            return Finding(what, fine=False, mend=f"{slug}: chưa niêm phong từ {stamp(ran_at)}; chạy: flask worker")
    return Finding(what, fine=True)


def box_is_whole() -> Finding:
    """The check that the worker makes by itself found every box as it was signed, half an hour ago at most."""
    what = "hộp phiếu khớp nhật ký niêm phong (tự kiểm tra)"
    for slug, faults in periodic_check.faults_by_round().items():
        mend = f"{slug}: {faults[0]} Giữ nguyên hiện trạng, lập biên bản; chạy: flask box verify {slug}"
        return Finding(what, fine=False, mend=mend)
    late = periodic_check.state() == "too old"
    return Finding(what, fine=not late, mend="lần kiểm tra cuối đã quá 30 phút; chạy: flask worker")


def pools_are_ours() -> Finding:
    """Nobody wrote into a pool past the portal."""
    what, found = "hộp phiếu chỉ có dòng do hệ thống ghi", quarantine.rounds()
    mend = (
        f"{', '.join(found)}: có dòng ghi từ ngoài, đã để riêng. Chạy: flask box verify; lập biên bản, flask box settle"
    )
    return Finding(what, fine=not found, mend=mend)


def disk() -> Finding:
    """The disks of data and of backups have room: 200 MB, and 15 in a hundred."""
    full = nearly_full_folders()
    mend = f"giải phóng chỗ ở {', '.join(full)} (đã dùng từ 85 %)" if full else "giải phóng ít nhất 200 MB"
    return Finding("đĩa còn chỗ, dùng dưới 85 %", fine=disk_has_room() == "ok" and not full, mend=mend)


def redis_forgets() -> Finding:
    """A Redis that counts for several servers keeps nothing on its disk."""
    kept = kept_by(str(current_app.config["LIMITS_URL"]))
    return Finding("Redis đếm giới hạn không ghi đĩa", fine=not kept, mend="; ".join(kept))


def clock_is_right() -> Finding:
    """This machine's clock agrees with the database's; where it does not, the portal goes by the database's."""
    mend = "chỉnh giờ máy này (timedatectl): lệch máy dữ liệu quá nửa giây"
    return Finding("đồng hồ khớp máy dữ liệu", fine=abs(clock.lag()) <= LARGEST_SKEW, mend=mend)


def password_is_not_in_the_environment() -> Finding:
    """Whoever may read a process's environment does not read the database's password there."""
    password = make_url(str(current_app.config["SQLALCHEMY_DATABASE_URI"])).password
    mend = "bỏ mật khẩu khỏi PORTAL_DATABASE_URL; ghi vào tệp 0600 do PGPASSFILE chỉ ra, hoặc dùng peer"
    return Finding("mật khẩu dữ liệu không nằm trong biến môi trường", fine=not password, mend=mend)


def queue_is_worked() -> Finding:
    """No job waits."""
    return Finding("hàng đợi có máy làm", fine=queue_moves() == "ok", mend="chạy: flask worker (./start chạy sẵn)")


def backup() -> Finding:
    """The last backup is fresh, where a folder is watched."""
    what = "bản sao lưu trong 26 giờ"
    mend = "đặt PORTAL_BACKUP_DIR và chạy flask backup create hằng ngày"
    return Finding(what, fine=bool(current_app.config["BACKUP_DIR"]) and backup_is_new() == "ok", mend=mend)


def paper_numbers_are_single() -> Finding:
    """No number of a year's book is two papers' at once."""
    found = doubled()
    mend = "văn thư đối chiếu sổ, điền lại số cho một trong hai văn bản; " + "; ".join(found)
    return Finding("mỗi số trong sổ là của một văn bản", fine=not found, mend=mend)


CHECKS: tuple[Callable[[], Finding], ...] = (
    database_answers,
    migrations_are_current,
    sqlite_is_durable,
    database_writes_nothing_down,
    keys_are_private,
    round_keys_are_there,
    log_is_sealed,
    box_is_whole,
    pools_are_ours,
    paper_numbers_are_single,
    font_is_there,
    typesetter_runs,
    code_reader_is_there,
    scripts_are_there,
    address_is_real,
    disk,
    clock_is_right,
    redis_forgets,
    password_is_not_in_the_environment,
    queue_is_worked,
    backup,
)
