"""The installation's keys: made at the first start, one file each, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from portal.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("session", "csrf", "nonce", "receipt", "marker", "token", "source", "device", "factor", "log")
SIZE = 32


def load(folder: Path) -> dict[str, bytes]:
    """Every key by name, 32 bytes or more each. Raises SettingsError for a short, shared or readable key."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = {name: read_or_make(folder / f"{name}.key") for name in NAMES}
    if len(set(keys.values())) < len(keys):
        message = f"Two keys in {folder} are equal: delete one of the files, a new key is made at the next start"
        raise SettingsError(message)
    return keys


def read_or_make(path: Path) -> bytes:
    """The key in a file; a new random one where the file is missing (two processes may race for it)."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return checked(path)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(SIZE))
    return checked(path)


def checked(path: Path) -> bytes:
    """Read a key and refuse one that is short or that others could read."""
    key = path.read_bytes()
    if len(key) < SIZE:
        message = f"{path} is too short: at least {SIZE} random bytes are needed; delete it to have a new one made"
        raise SettingsError(message)
    if path.stat().st_mode & 0o077:
        message = f"{path} can be read by others: chmod 600 it"
        raise SettingsError(message)
    return key
