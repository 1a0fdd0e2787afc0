"""Backups that must not outlive what they hold: replaced by a new one that was tried, then deleted (P4, P23).

Only the folder of `PORTAL_BACKUP_DIR` is in reach; what lies elsewhere is named for those who must delete it by hand.
"""

import json
import logging
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from flask import current_app
from flask_babel import gettext as _

from portal.errors import DomainError
from portal.ops.backup import trial_restore, write
from portal.web.data import clock, durable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BackupReplacement:
    """What became of a folder's backups: the new one, those deleted, those that could not be, and why not."""

    folder: bool
    made: str = ""
    deleted: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    why: str = ""

    @property
    def sentences(self) -> list[str]:
        """For the page of the deed, the record and the shell."""
        elsewhere = _("Bản sao lưu và tệp WAL lưu trữ ở máy khác, nơi khác: hệ thống không với tới, phải xóa bằng tay.")
        if not self.folder:
            return [_("Chưa đặt PORTAL_BACKUP_DIR nên không tìm bản sao lưu nào."), elsewhere]
        made = [_("Đã làm và diễn tập bản sao lưu mới: %(name)s.", name=self.made)] if self.made else []
        gone = _("Đã xóa bản sao lưu: %(names)s.", names=", ".join(self.deleted))
        none = _("Thư mục sao lưu không có bản nào phải xóa.")
        left = _("Chưa xóa được, phải xóa bằng tay: %(names)s.", names=", ".join(self.left))
        found = [gone] if self.deleted else [] if self.left or self.why else [none]
        return [*made, *found, *([left] if self.left else []), *([self.why] if self.why else []), elsewhere]


def replace(slug: str, tables: Iterable[str]) -> BackupReplacement:
    """Make and try a new backup, then delete those that hold rows of a round in some tables."""
    kept = str(current_app.config["BACKUP_DIR"])
    if not kept:
        return BackupReplacement(folder=False)
    folder, wanted = Path(kept), frozenset(tables)
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        log.exception("backups_not_read")
        why = _("Không đọc được thư mục sao lưu (PORTAL_BACKUP_DIR): xem và xóa bằng tay những bản làm trong đợt.")
        return BackupReplacement(folder=True, why=why)
    looked = {file: contains_round(file, slug, wanted) if file.is_file() else None for file in inside}
    closed = tuple(file.name if file.is_file() else f"{file.name}/" for file, found in looked.items() if found is None)
    old = [file for file, found in looked.items() if found]
    if not old:
        return BackupReplacement(folder=True, left=closed)
    try:
        made = make_tested_backup(folder)
    except Exception as error:
        log.exception("no_new_backup")
        why = error.message if isinstance(error, DomainError) else _("Không làm được bản sao lưu mới.")
        return BackupReplacement(folder=True, left=(*(file.name for file in old), *closed), why=why)
    deleted = tuple(file.name for file in old if try_delete(file))
    durable.sync_folder(folder)
    left = tuple(file.name for file in old if file.name not in deleted)
    return BackupReplacement(folder=True, made=made.name, deleted=deleted, left=(*left, *closed))


def make_tested_backup(folder: Path) -> Path:
    """A new backup that was restored on trial."""
    file = folder / f"ydan-{clock.local(clock.now()):%Y-%m-%d-%H%M%S}.zip"
    try:
        write(file)
        trial_restore(file)
    except BaseException:
        for part in (file, file.with_suffix(".zip.part")):
            part.unlink(missing_ok=True)
        raise
    return file


def try_delete(file: Path) -> bool:
    """Delete a file; False where it may not be."""
    try:
        file.unlink()
    except OSError:
        return False
    return True


def contains_round(file: Path, slug: str, tables: frozenset[str]) -> bool | None:
    """Whether a backup has a row of a round in one of some tables; None where nobody can tell: encrypted, damaged."""
    try:
        with ZipFile(file) as archive:
            return has_rows(archive, slug, tables)
    except (BadZipFile, OSError, EOFError, KeyError, RuntimeError, ValueError, zlib.error):
        return None


def has_rows(archive: ZipFile, slug: str, tables: frozenset[str]) -> bool:
    """Whether there is a row of a round in one of some tables."""
    mine = {row["id"] for row in rows(archive, "round") if row["slug"] == slug}
    names = {name for name in archive.namelist() if Path(name).stem in tables and name.startswith("main/")}
    return any(row["round_id"] in mine for name in sorted(names) for row in rows(archive, Path(name).stem))


def rows(archive: ZipFile, table: str) -> Iterator[dict[str, object]]:
    """The rows of a table in a backup."""
    with archive.open(f"main/{table}.jsonl") as lines:
        for line in lines:
            yield json.loads(line)
