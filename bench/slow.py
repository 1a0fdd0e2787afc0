"""Slow senders: connections that send a head or a body a byte a second, and come again when they are hung up on."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = b"POST /receipt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
BODY = HEAD + b"Content-Length: 60000\r\n\r\n"
KINDS = {"heads": HEAD, "bodies": BODY}
PACE_SECONDS = 1.0


@dataclass
class Senders:
    """How often they were hung up on."""

    hung_up_on: int = 0


@contextmanager
def senders(port: int, count: int, kind: str) -> Iterator[Senders]:
    """So many of a kind, on loopback, while the block runs."""
    counter, over = Senders(), threading.Event()
    thread = threading.Thread(target=send, args=(port, count, KINDS[kind], counter, over))
    thread.start()
    try:
        yield counter
    finally:
        over.set()
        thread.join()


def send(port: int, count: int, beginning: bytes, counter: Senders, over: threading.Event) -> None:
    with selectors.DefaultSelector() as lines:
        try:
            for _ in range(count):
                begin(lines, port, beginning)
            while not over.wait(PACE_SECONDS):
                for line in closed(lines):
                    counter.hung_up_on += 1
                    lines.unregister(line)
                    line.close()
                    begin(lines, port, beginning)
                for key in list(lines.get_map().values()):
                    with suppress(OSError):
                        key.fileobj.send(b"a")  # type: ignore[union-attr]
        finally:
            for key in list(lines.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]


def begin(lines: selectors.BaseSelector, port: int, beginning: bytes) -> None:
    line = socket.create_connection(("127.0.0.1", port), 30)
    line.sendall(beginning)
    lines.register(line, selectors.EVENT_READ)


def closed(lines: selectors.BaseSelector) -> list[socket.socket]:
    """Those that the server has answered, as a sign that it hangs up, or closed."""
    return [key.fileobj for key, _events in lines.select(0)]  # type: ignore[misc]


def settle() -> None:
    """Let the senders come in before anything is measured."""
    time.sleep(2 * PACE_SECONDS)
