"""The installation's keys: made at the first start, one file each, readable by its owner alone.

`session`, `csrf` and `enrolment` can be renewed while the portal runs (`flask keys renew`): beside the key that signs,
the one to come and the one before are valid, so that a form that lies open can be sent to whichever server.
"""

import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from portal.errors import SettingsError
from portal.web.data import durable

NAMES = (
    *("session", "csrf", "nonce", "receipt", "marker", "token", "source", "device", "factor", "log", "row", "paper"),
    "enrolment",
)
# A key younger than the installations it comes to is first made of one that all their servers share already.
MADE_OF = {"row": "receipt", "paper": "receipt", "enrolment": "receipt"}
SIZE = 32
RENEWABLE = ("session", "csrf", "enrolment")
COMING, PAST = "next", "previous"


def load(folder: Path) -> dict[str, bytes]:
    """Every key by name, 32 bytes or more each. Raises SettingsError for a short, shared or readable key."""
    durable.make_folder(folder)
    keys: dict[str, bytes] = {}
    for name in NAMES:
        older = MADE_OF.get(name)
        first = hmac.digest(keys[older], name.encode(), "sha256") if older else None
        keys[name] = read_or_make(folder / f"{name}.key", first)
    if len(set(keys.values())) < len(keys):
        message = f"Two keys in {folder} are equal: delete one of the files, a new key is made at the next start"
        raise SettingsError(message)
    return keys


def are_there(folder: Path) -> bool:
    """Whether a machine has the installation's keys as files: any of them."""
    return any((folder / f"{name}.key").exists() for name in NAMES)


def keyring(folder: Path) -> dict[str, bytes]:
    """Every key by the name of its file, those of a renewal under way among them: «session», «session.next»."""
    keys = load(folder)
    for name in RENEWABLE:
        for which in (PAST, COMING):
            if (path := renewal_path(folder, name, which)).exists():
                keys[f"{name}.{which}"] = read_checked(path)
    return keys


def honoured(keys: Mapping[str, bytes], name: str) -> list[bytes]:
    """The other keys of a name that are honoured while it is renewed, the oldest first."""
    return [keys[found] for which in (PAST, COMING) if (found := f"{name}.{which}") in keys]


def renewal_path(folder: Path, name: str, which: str) -> Path:
    """Where the key before or after the present one lies."""
    return folder / f"{name}.{which}.key"


def renew(folder: Path) -> str:
    """Take the next of three steps, and say which: a key to come is known; it signs; the one before is gone."""
    if any(renewal_path(folder, name, PAST).exists() for name in RENEWABLE):
        for name in RENEWABLE:
            renewal_path(folder, name, PAST).unlink(missing_ok=True)
        durable.sync_folder(folder)
        return "forgotten"
    if not all(renewal_path(folder, name, COMING).exists() for name in RENEWABLE):
        for name in RENEWABLE:
            read_or_make(renewal_path(folder, name, COMING))
        return "announced"
    for name in RENEWABLE:
        present = folder / f"{name}.key"
        durable.rename(present, renewal_path(folder, name, PAST))
        durable.rename(renewal_path(folder, name, COMING), present)
    return "signing"


def read_or_make(path: Path, first: bytes | None = None) -> bytes:
    """The key in a file; where that is missing, `first` or a random one: of several processes the first wins."""
    if not path.exists():
        durable.create_atomically(path, first or secrets.token_bytes(SIZE))
    return read_checked(path)


def read_checked(path: Path) -> bytes:
    """Read a key and refuse one that is short or that others could read."""
    key = path.read_bytes()
    if len(key) < SIZE:
        message = f"{path} is too short: at least {SIZE} random bytes are needed; delete it to have a new one made"
        raise SettingsError(message)
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} can be read by others: chmod 600 it")
    return key
