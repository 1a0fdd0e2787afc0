"""Files that must outlive a power cut: on the disk, under their name, before anybody relies on them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OWNER_ALONE = 0o600


def write_new(path: Path, content: bytes, mode: int = OWNER_ALONE) -> None:
    """Bring a new file to the disk. Raises FileExistsError, or another OSError, after which there is none."""
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


def keep_names(folder: Path) -> None:
    """Bring the names in a folder to the disk: whatever was made, renamed or linked there."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
