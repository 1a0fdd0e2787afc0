"""Rows of a pool, encrypted once more under a key that dies at the purge, where copies leave the database's machine.

With two disks a ballot goes to standbys, archived logs and dumps, beside its receipt and in the order in which it came,
and the key that opens answers outlives them all. So what waits holds its later name and content encrypted under a key
made of the round's used-token key, which dies on every machine: afterwards no copy leads to a sealed row (P4). Not with
one disk: there the key lies on one machine, and whoever lost it would lose ballots that were acknowledged
(docs/decisions/0106-pool-encryption.md).
"""

import base64
import hmac
import os
from functools import lru_cache
from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from portal.nodes.round_secrets import current_secrets
from portal.sealing.log.leaves import raw
from portal.web.data.sealed_box import Unopened

Content = bytes | str

# The first sign of an encrypted row. No other content begins with it: a sealed ballot begins with 1, a clear one with a
# brace; from comments such signs are taken out where a form comes in.
VERSION = b"\x02"
LABEL = b"y-dan pool 1 "
NAME_SIZE, NONCE_SIZE = 16, 12
WHERE = Struct(">QQ")


def is_encrypted(content: Content) -> bool:
    """Whether a row's content is encrypted once more."""
    return raw(content).startswith(VERSION)


class PoolKey:
    """The key of a round's rows that wait, made of the round's used-token key (32 bytes)."""

    def __init__(self, secret: bytes) -> None:
        self.box = ChaCha20Poly1305(hmac.digest(secret, LABEL, "sha256"))

    def encrypt(self, kind: str, where: tuple[int, int], content: Content) -> tuple[bytes, Content]:
        """A new row for a round and point: its name in the pool, 16 bytes, and its content, of the type it had."""
        name, later = os.urandom(NAME_SIZE), os.urandom(NAME_SIZE)
        box = VERSION + self.box.encrypt(name[:NONCE_SIZE], later + raw(content), bound(kind, where, name))
        if isinstance(content, bytes):
            return name, box
        return name, VERSION.decode() + base64.b64encode(box[len(VERSION) :]).decode()

    def decrypt(self, kind: str, where: tuple[int, int], name: bytes, content: Content) -> tuple[bytes, Content]:
        """The name under which a row is to be sealed, and what it holds. Raises Unopened."""
        try:
            box = base64.b64decode(content[1:], validate=True) if isinstance(content, str) else content[1:]
            plain = self.box.decrypt(name[:NONCE_SIZE], box, bound(kind, where, name))
            later, inner = plain[:NAME_SIZE], plain[NAME_SIZE:]
            return later, inner.decode() if isinstance(content, str) else inner
        except (InvalidTag, ValueError) as error:
            raise Unopened from error


def bound(kind: str, where: tuple[int, int], name: bytes) -> bytes:
    """What a row is encrypted as."""
    return kind.encode() + WHERE.pack(*where) + name


@lru_cache(maxsize=64)
def pool_key(secret: bytes) -> PoolKey:
    """The key made of a round's secret, made once a process."""
    return PoolKey(secret)


def key_of(round_id: int) -> PoolKey | None:
    """The key of a round's rows; None where this machine does not open the round's secret, not yet or no longer."""
    secret = current_secrets().known(round_id)
    return pool_key(secret) if secret else None
