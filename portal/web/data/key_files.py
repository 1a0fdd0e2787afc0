"""Keys that are made, used and destroyed while the portal runs: a file each, 32 bytes, for its owner alone."""

import os
import secrets
from pathlib import Path

from portal.web.data import durable

SIZE = 32


def make(path: Path) -> None:
    """Make a new key; the first of several processes wins."""
    durable.make_folder(path.parent)
    durable.create_atomically(path, secrets.token_bytes(SIZE))


def wipe(path: Path) -> bool:
    """Overwrite and remove a key's file; False where there is none."""
    if not path.exists():
        return False
    with path.open("r+b") as file:
        file.write(bytes(SIZE))
        os.fsync(file.fileno())
    path.unlink()
    durable.sync_folder(path.parent)
    return True
