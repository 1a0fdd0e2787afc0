"""Files that must outlive a power cut: on the disk, under their name, before anybody relies on them."""

import os
import secrets
from contextlib import suppress
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
        sync_folder(path.parent)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def create_atomically(path: Path, content: bytes, mode: int = OWNER_ALONE) -> None:
    """Bring a new file to the disk that nobody ever sees half written; one that is there already stays."""
    draft = temporary_path(path)
    write_new(draft, content, mode)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def replace_atomically(path: Path, content: bytes, mode: int = OWNER_ALONE) -> None:
    """Bring a file to the disk in the place of the one there, whole: others see the old or the new."""
    draft = temporary_path(path)
    write_new(draft, content, mode)
    draft.replace(path)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Bring a folder to the disk that its owner alone opens, and those above it that are missing."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def rename(path: Path, target: Path) -> None:
    """Bring a file that is written already to the disk, then its new name, in the place of what had it."""
    sync_file(path)
    path.replace(target)
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Bring what a file holds to the disk; a folder holds names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk: whatever was made, renamed, linked or deleted there."""
    sync_file(folder)


def temporary_path(path: Path) -> Path:
    """A name beside a file that no other process has."""
    return path.with_name(f".{path.name}-{secrets.token_hex(8)}")
