"""The files of a node: its enrolment key, and its half of a key pair for each round and purpose.

`node.key` and `rounds/<round>.<purpose>.node` in the folder of keys, 32 bytes each, for their owner alone. A half is in
no backup: once it is wiped, no dump, no archived log and no backup of the database opens what was sealed to it.
"""

import hmac
import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from portal.web.data import codec, key_files, sealed_box
from portal.web.data.sealed_box import KEY_SIZE, Unopened

LABEL = b"y-dan node 1 "
HALF = ".node"


def fingerprint(public: bytes) -> str:
    """The first sixteen hexadecimal digits of a key's digest in fours, for two people on the telephone."""
    digits = sha256(LABEL + public).hexdigest()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def node_file(folder: Path) -> Path:
    return folder / "node.key"


def half_file(folder: Path, round_id: int, purpose: str) -> Path:
    """Where a node's half of a round's pair lies."""
    return folder / "rounds" / f"{round_id}.{purpose}{HALF}"


def halves(folder: Path) -> Iterator[tuple[int, str]]:
    """The rounds and purposes of which a half lies here."""
    for file in (folder / "rounds").glob(f"*{HALF}"):
        number, _dot, purpose = file.name.removesuffix(HALF).partition(".")
        if number.isdecimal():
            yield int(number), purpose


def private_key(file: Path) -> X25519PrivateKey | None:
    """The private key in a file; None where there is none, or none that can be one."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    return X25519PrivateKey.from_private_bytes(content) if len(content) == KEY_SIZE else None


def made(file: Path) -> X25519PrivateKey:
    """The private key in a file, made now where there is none. Raises OSError where it cannot be kept."""
    key = private_key(file)
    if key is None:
        key_files.make(file)
        key = private_key(file)  # of two that make it at once one is kept: both read that one
    if key is None:
        message = f"{file.name} cannot be kept, or holds no key"
        raise OSError(message)
    return key


def public_half(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def seal(public: bytes, about: Sequence[object], plain: bytes) -> bytes:
    """Seal something to a node's key, as what `about` says that it is."""
    return sealed_box.seal(public, LABEL, plain, written(about))


def unseal(key: X25519PrivateKey, about: Sequence[object], sealed: bytes) -> bytes | None:
    """What was sealed; None where this key does not open it, or where it was sealed as something else."""
    try:
        return sealed_box.unseal(key, public_half(key), LABEL, sealed, written(about))
    except Unopened:
        return None


def written(values: Sequence[object]) -> bytes:
    """Values as bytes that no other values have."""
    return codec.canonical([codec.scalar(value) for value in values])


def mac(key: bytes, kind: str, values: Sequence[object]) -> bytes:
    """The installation's mark on a row."""
    return hmac.digest(key, LABEL + kind.encode() + b"\0" + written(values), "sha256")


def has_mac(keys: Sequence[bytes], kind: str, values: Sequence[object], given: bytes | None) -> bool:
    """Whether a row bears the mark, made with one of the keys that are honoured."""
    return given is not None and any(hmac.compare_digest(mac(key, kind, values), given) for key in keys)


def inode(file: str) -> int | None:
    """The number of a file on its disk; None where there is none: asked for every ballot."""
    try:
        return os.stat(file).st_ino  # noqa: PTH116 - a path made of text is found in half the time
    except FileNotFoundError:
        return None
