"""Files that must outlive a power cut: on the disk, under their name, before anybody relies on them."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OWNER_ALONE = 0o600


def write_new(path: Path, content: bytes, mode: int = OWNER_ALONE) -> None:
    """Bring a new file to the disk. Raises FileExistsError, or another OSError, after which there is none.

    Others may see it half written: what they wait for is made by `make_whole`, or written elsewhere and renamed.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        keep_names(path.parent)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def make_whole(path: Path, content: bytes, mode: int = OWNER_ALONE) -> None:
    """Bring a new file to the disk that nobody ever sees half written; one that is there already stays."""
    draft = draft_of(path)
    write_new(draft, content, mode)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    keep_names(path.parent)


def put(path: Path, content: bytes, mode: int = OWNER_ALONE) -> None:
    """Bring a file to the disk in the place of the one there, whole: others see the old or the new."""
    draft = draft_of(path)
    write_new(draft, content, mode)
    draft.replace(path)
    keep_names(path.parent)


def make_folder(folder: Path) -> None:
    """Bring a folder to the disk that its owner alone opens, and those above it that are missing."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    keep_names(folder.parent)


def rename(path: Path, target: Path) -> None:
    """Bring a file that is written already to the disk, then its new name, in the place of what had it."""
    keep(path)
    path.replace(target)
    keep_names(target.parent)


def keep(path: Path) -> None:
    """Bring what a file holds to the disk; a folder holds names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep_names(folder: Path) -> None:
    """Bring the names in a folder to the disk: whatever was made, renamed, linked or deleted there."""
    keep(folder)


def draft_of(path: Path) -> Path:
    """A name beside a file that no other process has."""
    return path.with_name(f".{path.name}-{secrets.token_hex(8)}")
