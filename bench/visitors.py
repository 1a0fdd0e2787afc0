"""Citizens as load: each on a connection of its own, without a cookie, opens the form, sends it, reads the thanks."""

from __future__ import annotations

import random
import re
import socket
import threading
import time
import zlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

NONCE = re.compile(rb'name="nonce" value="([^"]*)"')
LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nLocation: ([^\r]+)\r\n", re.IGNORECASE)
COMMENT, COMMENTS_OF_TEN = "Mong xã bố trí thêm chỗ ngồi chờ và quạt mát cho bà con.", 1
PATIENCE_SECONDS = 30
GUNZIP = 31
"""zlib's window bits for a gzip stream."""


class Unexpected(Exception):
    """The server did not answer as it should."""


@dataclass(frozen=True)
class Reply:
    """An answer as it came over the wire."""

    status: int
    head: bytes
    body: bytes

    @property
    def size(self) -> int:
        return len(self.head) + len(self.body)

    @property
    def text(self) -> bytes:
        return zlib.decompress(self.body, GUNZIP) if b"gzip" in self.head else self.body

    @property
    def location(self) -> str:
        match = LOCATION.search(self.head)
        if match is None:
            raise Unexpected(self.head)
        return match[1].decode()


class Browser:
    """One connection that is kept open, as a browser does between a page and the next."""

    def __init__(self, port: int, host: str = "127.0.0.1", patience: float = PATIENCE_SECONDS) -> None:
        self.connection = socket.create_connection((host, port), patience)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.common = f"Host: {host}:{port}\r\nAccept-Encoding: gzip\r\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def get(self, path: str, wanted: int | None = 200, *, cookie: str = "") -> Reply:
        """Ask for a page. Raises Unexpected for another status than the one wanted; None takes any."""
        carried = f"Cookie: {cookie}\r\n" if cookie else ""
        return self.ask(f"GET {path} HTTP/1.1\r\n{self.common}{carried}\r\n".encode(), wanted)

    def post(self, path: str, body: bytes, wanted: int | None = 303, *, cookie: str = "") -> Reply:
        """Send a form. Raises Unexpected for another status than the one wanted; None takes any."""
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")
        head = f"POST {path} HTTP/1.1\r\n{self.common}{kind}Content-Length: {len(body)}\r\n\r\n"
        return self.ask(head.encode() + body, wanted)

    def ask(self, request: bytes, wanted: int | None) -> Reply:
        self.connection.sendall(request)
        reply = self.receive()
        if wanted is not None and reply.status != wanted:
            raise Unexpected(request.split(b"\r\n")[0], reply.status, reply.text[:2000].decode(errors="replace"))
        return reply

    def receive(self) -> Reply:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.more()
        head, _blank, body = received.partition(b"\r\n\r\n")
        length = LENGTH.search(head + b"\r\n")
        missing = (int(length[1]) if length else 0) - len(body)
        while missing > 0:
            part = self.more()
            body += part
            missing -= len(part)
        return Reply(int(head[9:12]), head + b"\r\n\r\n", body)

    def more(self) -> bytes:
        part = self.connection.recv(65536)
        if not part:
            raise Unexpected("the server closed the connection")
        return part


class Fields(HTMLParser):
    """The radio groups and the text box of a form."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: dict[str, list[str]] = {}
        self.comment = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attributes}
        if tag == "input" and values.get("type") == "radio":
            self.choices.setdefault(values["name"], []).append(values["value"])
        if tag == "textarea":
            self.comment = values["name"]


@dataclass
class LoadTarget:
    """Where citizens of one kind go: a server, its forms' paths, what may be answered.

    `apart`: each request on a connection of its own, as a proxy in front sends them.
    """

    port: int
    paths: Sequence[str]
    fields: Fields = field(default_factory=Fields)
    apart: bool = False

    def learn(self) -> None:
        """Read the first form's fields."""
        with Browser(self.port) as browser:
            self.fields.feed(browser.get(self.paths[0]).text.decode())

    def filled(self, nonce: bytes, luck: random.Random) -> bytes:
        """Make the body of a form with every question answered, and now and then a comment."""
        answers = {name: luck.choice(values) for name, values in self.fields.choices.items()}
        comment = COMMENT if luck.randrange(10) < COMMENTS_OF_TEN else ""
        return urlencode({**answers, self.fields.comment: comment, "nonce": nonce.decode()}).encode()

    def citizen(self, luck: random.Random) -> float:
        """Go the whole way. Returns the seconds that the post took."""
        path = luck.choice(self.paths)
        with Browser(self.port) as browser:
            nonce = NONCE.search(browser.get(path).text)
            if nonce is None:
                raise Unexpected(path, "a form without a nonce")
            body = self.filled(nonce[1], luck)
            if not self.apart:
                return self.sent(browser, path, body)
        with Browser(self.port) as browser:
            return self.sent(browser, path, body)

    def sent(self, browser: Browser, path: str, body: bytes) -> float:
        """Post a form and read the thanks. Returns the seconds that the post took."""
        began = time.perf_counter()
        answer = browser.post(path, body)
        took = time.perf_counter() - began
        if not self.apart:
            browser.get(answer.location)
        return took


def closed_load(place: LoadTarget, seconds: float, at_once: int) -> float:
    """Let citizens come, so many at once, each after the other. Returns whole citizens per second."""
    until = time.perf_counter() + seconds
    counts, faults = [0] * at_once, list[BaseException]()

    def queue(number: int) -> None:
        luck = random.Random(number)
        try:
            while time.perf_counter() < until and not faults:
                place.citizen(luck)
                counts[number] += 1
        except (OSError, Unexpected) as fault:
            faults.append(fault)

    began = time.perf_counter()
    together([threading.Thread(target=queue, args=(number,)) for number in range(at_once)])
    if faults:
        raise faults[0]
    return sum(counts) / (time.perf_counter() - began)


def open_load(place: LoadTarget, seconds: float, per_second: float, most_at_once: int = 64) -> list[float]:
    """Let citizens come when they come, however busy the server is (open loop, Poisson).

    Returns the seconds of each post, the wait for a late start included.
    """
    luck = random.Random(1)
    due, now = [], 0.0
    while (now := now + luck.expovariate(per_second)) < seconds:
        due.append(now)
    times, faults, lock = list[float](), list[BaseException](), threading.Lock()
    waiting = iter(due)
    began = time.perf_counter()

    def come(number: int) -> None:
        own_luck = random.Random(number)
        while not faults:
            with lock:
                at = next(waiting, None)
            if at is None:
                return
            time.sleep(max(0.0, began + at - time.perf_counter()))
            late = time.perf_counter() - began - at
            try:
                times.append(late + place.citizen(own_luck))
            except (OSError, Unexpected) as fault:
                faults.append(fault)

    together([threading.Thread(target=come, args=(number,)) for number in range(most_at_once)])
    if faults:
        raise faults[0]
    return times


def together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]
