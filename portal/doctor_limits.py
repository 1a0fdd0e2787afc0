"""What `flask doctor` sees of the Redis that counts for several servers: it may keep nothing on its disk."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from io import BufferedRWPair

FORGETFUL = {"save": "", "appendonly": "no"}
SECONDS, REDIS_PORT = 3, 6379


def kept_by(url: str) -> list[str]:
    """What a Redis is set to otherwise than docs/operations.md says, as it should stand; nothing for memory://."""
    if not url.startswith(("redis://", "rediss://")):
        return []
    try:
        return list(against({name: asked(url, name) for name in FORGETFUL}))
    except (OSError, ValueError, LookupError) as error:
        return [f"Redis không trả lời CONFIG GET ({type(error).__name__})"]


def against(settings: Mapping[str, str]) -> Iterator[str]:
    """Each setting that is not as it must be."""
    for name, wanted in FORGETFUL.items():
        if settings[name] != wanted:
            yield f'CONFIG SET {name} "{wanted}"'


def asked(url: str, name: str) -> str:
    """One setting of a server. Raises OSError where there is none, ValueError or LookupError where it does not tell."""
    parts = urlsplit(url)
    host = parts.hostname or "127.0.0.1"
    with socket.create_connection((host, parts.port or REDIS_PORT), SECONDS) as plain:
        line = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if "ss:" in url[:7] else plain
        with line.makefile("rwb") as talk:
            if parts.password:
                user = [unquote(parts.username)] if parts.username else []
                answer(talk, "AUTH", *user, unquote(parts.password))
            found = answer(talk, "CONFIG", "GET", name)
    return found[1]


def answer(talk: BufferedRWPair, *words: str) -> list[str]:
    """Send a command as Redis wants it and read its answer: the words of it."""
    said = [word.encode() for word in words]
    talk.write(b"*%d\r\n" % len(said) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in said))
    talk.flush()
    kind = talk.readline().decode().strip()
    if kind[:1] == "*":
        return [read_word(talk) for _word in range(int(kind[1:]))]
    if kind[:1] == "+":
        return [kind[1:]]
    raise ValueError(kind)


def read_word(talk: BufferedRWPair) -> str:
    """One word of a list."""
    size = int(talk.readline()[1:])
    return bytes(talk.read(size + 2)[:size]).decode()
