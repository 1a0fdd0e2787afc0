"""What `flask doctor` sees of the Redis that counts for several servers: it may keep nothing on its disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis import Redis, RedisError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORGETFUL = {"save": "", "appendonly": "no"}
SECONDS = 3


def kept_by(url: str) -> list[str]:
    """What a Redis is set to otherwise than docs/operations.md says, as it should stand; nothing for memory://."""
    if not url.startswith(("redis://", "rediss://")):
        return []
    patience = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
    try:
        with Redis.from_url(url, decode_responses=True, **patience) as server:
            return list(against({name: server.config_get(name)[name] for name in FORGETFUL}))
    except (RedisError, ValueError, LookupError) as error:
        return [f"Redis không trả lời CONFIG GET ({type(error).__name__})"]


def against(settings: Mapping[str, str]) -> Iterator[str]:
    """Each setting that is not as it must be."""
    for name, wanted in FORGETFUL.items():
        if settings[name] != wanted:
            yield f'CONFIG SET {name} "{wanted}"'
