"""In front of the application: a request is taken in whole, within its time, before a thread gives itself to it.

The server's loop waits for slow senders, of whom there may be hundreds; the threads meet finished requests alone.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING, Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]  # not in its stubs
from werkzeug.exceptions import BadRequest, HTTPException, LengthRequired, RequestTimeout, ServiceUnavailable

from portal.web.http.bodies import UnreadableBody

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

Answer = tuple[int, list[tuple[str, str]], bytes]

log = logging.getLogger("portal.ops.rsgi_adapter")

# Each so many bytes that came give a body another second: 10 MB may take 42 minutes, a byte a second no more.
LEAST_BYTES_A_SECOND = 4_000
# A body up to this size is waited for in one piece; a citizen's form is no larger.
SMALL = 64 * 1024
# Bytes of larger bodies that a process holds at once; what comes beyond is asked to come again.
MOST_HELD = 128 * 1024 * 1024
# A body so many times too large is still heard out and thrown away: who hangs up on a browser shows it no page.
HEARD_OUT = 5
AGAIN_SECONDS = 60
SERVER = ("Server", "portal")
ALWAYS: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
FAULT: Answer = (500, [("Content-Type", "text/plain; charset=utf-8")], "Hệ thống gặp lỗi.".encode())


class RsgiAdapter:
    """Takes requests from the server and hands them to a WSGI application in a few threads."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        threads: int,
        seconds: float,
        largest: int,
        at_once: WSGIApplication | None = None,
    ) -> None:
        """A body has `seconds`, and more as it comes; one of more than `largest` bytes is not kept.

        `at_once` answers what takes less than the way to a thread and back, and begins no answer to anything else.
        """
        self.app = app
        self.at_once = at_once
        self.pool = ThreadPoolExecutor(threads, "request")
        self.seconds = seconds
        self.largest = largest
        self.held = 0

    async def answer(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        environ = environ_of(scope)
        ready = self.ready(environ)
        if ready is not None:
            status, headers, content = ready
            protocol.response_bytes(status, [*headers, SERVER], content)
            return
        body = RequestBody(self)
        try:
            environ["wsgi.input"] = await body.take_in(environ, protocol)
            loop = asyncio.get_running_loop()
            status, headers, content = await loop.run_in_executor(self.pool, self.run, environ)
        finally:
            self.held -= body.held
        protocol.response_bytes(status, [*headers, SERVER], content)

    def ready(self, environ: WSGIEnvironment) -> Answer | None:
        """What can be answered in the loop itself; None leaves the request to a thread, which meets faults anew."""
        if self.at_once is None or environ["REQUEST_METHOD"] != "GET" or not HAS_BODY.isdisjoint(environ):
            return None
        try:
            return answer_of(self.at_once, {**environ, "wsgi.input": BytesIO()})
        except Exception:  # noqa: BLE001 - see above
            return None

    def run(self, environ: WSGIEnvironment) -> Answer:
        """Let the application answer, in a thread."""
        try:
            return answer_of(self.app, environ) or FAULT
        except Exception:
            log.exception("fault")
            return FAULT


def answer_of(app: WSGIApplication, environ: WSGIEnvironment) -> Answer | None:
    """What an application answers; None where it begins no answer."""
    told: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_error: object) -> Callable[..., None]:
        told[:] = int(status[:3]), headers
        return do_nothing

    chunks = app(environ, start_response)
    try:
        content = b"".join(chunks)
    finally:
        getattr(chunks, "close", do_nothing)()
    return (told[0], told[1], content) if told else None


class RequestBody:
    """What a request carries, and how many bytes of it count against what the process may hold."""

    def __init__(self, front: RsgiAdapter) -> None:
        self.front = front
        self.held = 0

    async def take_in(self, environ: WSGIEnvironment, protocol: HTTPProtocol) -> BytesIO | UnreadableBody:
        """Wait for the body.

        One in pieces of untold length is refused (411): the server does not say whether its last piece came. Browsers
        and buffering proxies tell the length.
        """
        if "HTTP_TRANSFER_ENCODING" in environ:
            return UnreadableBody(LengthRequired())
        size = int(environ.get("CONTENT_LENGTH", "0"))
        if size == 0 or (size > self.front.largest and "HTTP_EXPECT" in environ):
            return BytesIO()
        refusal: HTTPException
        try:
            return await (self.large(size, protocol) if size > SMALL else self.small(protocol))
        except TimeoutError:
            refusal = RequestTimeout()
        except (ProtocolClosed, ProtocolError):
            refusal = BadRequest()
        except HTTPException as error:
            refusal = error
        return UnreadableBody(refusal)

    async def small(self, protocol: HTTPProtocol) -> BytesIO:
        """Take a body in one piece. Raises TimeoutError."""
        async with asyncio.timeout(self.front.seconds):
            return BytesIO(await protocol())

    async def large(self, told: int, protocol: HTTPProtocol) -> BytesIO:
        """Take a body piece by piece; one that is too large is not kept.

        Raises TimeoutError, BadRequest where it broke off, ServiceUnavailable where there is no room for it.
        """
        kept, size, is_kept = BytesIO(), 0, told <= self.front.largest
        started = asyncio.get_running_loop().time()
        async with asyncio.timeout(self.front.seconds) as limit:
            async for piece in protocol:
                size += len(piece)
                limit.reschedule(started + self.front.seconds + size / LEAST_BYTES_A_SECOND)
                if is_kept:
                    self.hold(len(piece))
                    kept.write(piece)
                elif size > self.front.largest * HEARD_OUT:
                    break
        if is_kept and size < told:
            raise BadRequest
        kept.seek(0)
        return kept

    def hold(self, count: int) -> None:
        """Count bytes in. Raises 503 where the process holds too much already."""
        if self.front.held + count > MOST_HELD:
            raise ServiceUnavailable(retry_after=AGAIN_SECONDS)
        self.held += count
        self.front.held += count


def environ_of(scope: Scope) -> WSGIEnvironment:
    """A request's head as WSGI tells it. Names with an underscore, which could pass for another's, are left out."""
    host, _colon, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        **ALWAYS,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
    }
    for name, value in scope.headers.items():
        if "_" not in name:
            key = NAMES.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
            environ[key] = f"{environ[key]}{BETWEEN.get(key, ',')}{value}" if key in environ else value
    if scope.authority is not None:
        environ["HTTP_HOST"] = scope.authority
    return environ


HAS_BODY = frozenset({"CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"})
NAMES = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
BETWEEN = {"HTTP_COOKIE": "; "}


def do_nothing(*_content: object) -> None:
    """In the place of a method that an answer need not have, and of WSGI's old way to write."""
