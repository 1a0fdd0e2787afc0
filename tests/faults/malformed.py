"""Requests that no browser sends, from a seed: a grammar bent in one place, or bytes without any."""

from __future__ import annotations

import socket
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "P\x00ST", "X" * 300)
PLACES = (
    "/", "/receipt", "/receipt?code=%00", "/login", "/second-factor", "/log/x", "/log/../../etc/passwd", "/rounds/%ff",
    "/static/../portal/config.py", "/board/x", "/results/1", "/documents/%F0%28%8C%28", "/p/", "/p/AAAAAAAA",
    "/p/%2e%2e", "/p/K7QM2XPA/done/AAAA", "/verify?number=%00", "/audit?page=99999999999999999999", "/healthz?x=%zz",
    "//evil.example/", "/" + "a" * 3000, "/%C0%AF", "/desk", "/units/1;DROP TABLE unit",
)  # fmt: skip
HEADS = (
    "Content-Length: -1", "Content-Length: 99999999999", "Content-Length: abc", "Transfer-Encoding: chunked",
    "Transfer-Encoding: identity, chunked", "Host: evil.example", "Host:", "Cookie: sid=s." + "A" * 5000,
    "Cookie: " + "a=b; " * 400, "Cookie: sid=\xff\xfe", "Accept-Language: \xff", "X-Forwarded-For: 1.2.3.4, ::1",
    "Range: bytes=0-18446744073709551615", "Expect: 100-continue", "HX-Request: true", "Origin: null",
    "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=", "Content-Encoding: gzip",
    "Content-Type: application/json", "Content-Type: text/plain;charset=utf-7", 'If-None-Match: "' + "x" * 900,
    "Upgrade: websocket", "Connection: close, keep-alive",
)  # fmt: skip
BODIES = (
    b"", b"nonce=x", b"nonce=&Q1=5&Q1=4", b"Q1=9999999999999999999999&nonce=x", b"%00%00=%ff%fe", b"a" * 70_000,
    "Q15=Tiếng Việt&nonce=%F0%9F".encode(), b"--x\r\nContent-Disposition: form-data; name=", b'{"Q1": 5}',
    b"username=quantri&password=" + b"x" * 5000, b"&".join(b"f%d=1" % n for n in range(3000)),
    b"\x1f\x8b\x08\x00broken",
    b"5\r\nhello\r\n0\r\n\r\n", b"csrf_token=%5Bx&" * 20,
)  # fmt: skip
SECONDS = 10


@dataclass
class Sender:
    """Sends them one after the other and counts what was answered; no answer at all counts as 0."""

    port: int
    paths: Sequence[str]
    luck: random.Random
    statuses: Counter[int] = field(default_factory=Counter)

    def send(self, many: int) -> None:
        for _ in range(many):
            self.statuses[self.one(self.request())] += 1

    def one(self, request: bytes) -> int:
        """The status of the first answer to a request on a connection of its own."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), SECONDS) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(64)
            if answer[:5] == b"HTTP/":
                return int(answer[9:12])
        return 0

    def request(self) -> bytes:
        """A request bent in one place or more; one in eight is bytes without any grammar."""
        luck = self.luck
        if luck.random() < 1 / 8:
            return luck.randbytes(luck.randrange(1, 600)) + b"\r\n\r\n"
        body = self.bent(luck.choice(BODIES))
        place = luck.choice((*PLACES, *self.paths))
        method = luck.choice(METHODS) if luck.random() < 1 / 3 else luck.choice(("GET", "POST"))
        heads = luck.sample(HEADS, luck.randrange(4))
        if luck.random() < 2 / 3:
            heads += [f"Content-Length: {len(body)}", "Content-Type: application/x-www-form-urlencoded"]
        lines = [f"{method} {place} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *heads, "", ""]
        return "\r\n".join(lines).encode("latin-1", "replace") + body

    def bent(self, body: bytes) -> bytes:
        """A body with a byte of it changed, now and then."""
        if not body or self.luck.random() < 1 / 2:
            return body
        place = self.luck.randrange(len(body))
        return body[:place] + self.luck.randbytes(1) + body[place + 1 :]
