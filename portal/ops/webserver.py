"""One web process, started by `flask serve` on the socket that it holds open."""

import asyncio
import os
import resource
import signal
import socket
import sys
from typing import Any

from flask import Flask
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from portal.app import Portal
from portal.ballots import AT_ONCE
from portal.nodes import reconciler
from portal.ops.rsgi_adapter import RsgiAdapter

BACKLOG = 1024
MOST_CONNECTIONS = 4096
MOST_FILES = 65_536
HEAD_BYTES = 64 * 1024
SHUTDOWN_SECONDS = 10


class Webserver(Server):
    """Granian's server inside this process, on a socket that was open before."""

    def __init__(self, front: RsgiAdapter, listener: socket.socket) -> None:
        # no log at all: a line of the server's own could name the address a request came from (P1)
        super().__init__(
            front.answer,
            interface=Interfaces.RSGI,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(int(front.seconds * 1000), max_buffer_size=HEAD_BYTES),
            websockets=False,
            backpressure=MOST_CONNECTIONS,
            log_enabled=False,
        )
        self.listener = listener

    def _init_shared_socket(self) -> None:
        """Take the open socket in the place of one that would be made."""
        held: Any = SocketHolder
        self._shd = held(self.listener.fileno(), False, BACKLOG)  # noqa: FBT003 - the first says that it is no path

    async def run(self) -> None:
        """Serve until a signal comes; then answer what is in hand, for ten seconds at most."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.end)
        await self.serve()

    def end(self) -> None:
        """Take no more; whoever still sends slowly is not waited for long."""
        self.signal_handler_interrupt()  # type: ignore[no-untyped-call]  # granian's own
        asyncio.get_running_loop().call_later(SHUTDOWN_SECONDS, os._exit, 0)


def serve(app: Flask, listener: socket.socket, *, threads: int, seconds: float) -> None:
    """Serve an application until a signal comes, then end the process."""
    if isinstance(app, Portal) and (refusal := reconciler.begin(app)):
        sys.exit(refusal)
    raise_the_limit_of_files()
    ready, largest = app.extensions.get(AT_ONCE), largest_body(app)
    front = RsgiAdapter(app, threads=threads, seconds=seconds, largest=largest, at_once=ready)
    asyncio.run(Webserver(front, listener).run())
    leave()


def leave() -> None:
    """End the process now that all is answered.

    Not by Python's own end: threads of granian's runtime may still reach for an interpreter that is half gone, and the
    process is aborted (seen once, on a busy machine).
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def largest_body(app: Flask) -> int:
    """The most bytes that any view of an application takes."""
    views: list[Any] = [*app.view_functions.values()]
    return max([app.config["MAX_CONTENT_LENGTH"] or 0, *(getattr(view, "most_bytes", 0) for view in views)])


def raise_the_limit_of_files() -> None:
    """Each connection is an open file; a system's usual thousand is soon used up by slow senders."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
