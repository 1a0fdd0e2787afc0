"""What is measured: each function gives its figures, none judges them."""

from __future__ import annotations

import os
import random
import re
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, AnyStr

from bench import instances
from bench.servers import ROOT
from bench.visitors import NONCE, Browser, LoadTarget, closed_load, open_load, percentile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bench.instances import Environment
    from bench.servers import Server

AT_ONCE = 8
PER_SECOND = 100
ASSET = re.compile(rb'(?:src|href)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"')
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
FOUND = 200
COOKIE = re.compile(rb"\r\nSet-Cookie: ([^;\r]+)", re.IGNORECASE)


@dataclass
class Candidate:
    """A server under load: what it took from each run."""

    place: LoadTarget
    server: Server
    per_second: list[float] = field(default_factory=list)
    processor_ms: list[float] = field(default_factory=list)

    def run(self, seconds: float) -> None:
        before = self.server.processor_seconds()
        rate = closed_load(self.place, seconds, AT_ONCE)
        self.per_second.append(rate)
        self.processor_ms.append((self.server.processor_seconds() - before) / (rate * seconds) * 1000)


def portal_place(server: Server, codes: Sequence[str]) -> LoadTarget:
    """Return the trial round's forms, each printed beforehand in both processes."""
    place = LoadTarget(server.port, [f"/p/{code}" for code in codes])
    place.learn()
    for _ in range(4):
        for path in place.paths:
            with Browser(server.port) as browser:
                browser.get(path)
    return place


def floor_pages(place: LoadTarget, folder: Path) -> None:
    """Keep our form and thank-you page for the floor to serve."""
    with Browser(place.port) as browser:
        page = browser.get(place.paths[0]).text
        nonce = NONCE.search(page)
        assert nonce is not None  # noqa: S101 - `learn` has read it
        sent = browser.post(place.paths[0], place.filled(nonce[1], random.Random(1)))
        thanks = browser.get(sent.location).text
    (folder / "form.html").write_bytes(page.replace(nonce[1], b"@@nonce@@"))
    (folder / "thanks.html").write_bytes(thanks)


def take_turns(candidates: Mapping[str, Candidate], seconds: float, rounds: int) -> None:
    """Load each in turn, so that a busy machine slows all alike; the first turn is thrown away."""
    for candidate in candidates.values():
        closed_load(candidate.place, 2, AT_ONCE)
    for _ in range(rounds):
        for candidate in candidates.values():
            candidate.run(seconds)


def post_p99(place: LoadTarget, seconds: float) -> float:
    """Return the milliseconds that 99 of 100 posts stay under at 100 arrivals a second."""
    return percentile(open_load(place, seconds, PER_SECOND), 99) * 1000


def post_p95(places: Sequence[LoadTarget], seconds: float, rounds: int, per_second: float = PER_SECOND) -> list[float]:
    """Return the milliseconds that 95 of 100 posts stay under at so many arrivals a second, at each place by turns."""
    times = [list[float]() for _ in places]
    for _ in range(rounds):
        for place, spent in zip(places, times, strict=True):
            spent.extend(open_load(place, seconds, per_second))
    return [percentile(spent, 95) * 1000 for spent in times]


def post_p95_sealing(place: LoadTarget, seconds: float, rounds: int, environment: Environment) -> tuple[float, float]:
    """Return the milliseconds that 95 of 100 posts stay under while a sealer works beside, and while none does."""
    on, off = list[float](), list[float]()
    for _ in range(rounds):
        with sealing(environment):
            on.extend(open_load(place, seconds, PER_SECOND))
        off.extend(open_load(place, seconds, PER_SECOND))
    return percentile(on, 95) * 1000, percentile(off, 95) * 1000


@contextmanager
def sealing(environment: Environment) -> Iterator[None]:
    """The sealer at work until the block ends."""
    command = (sys.executable, "-m", "bench.sealer")
    settings, pipe = {**os.environ, **environment}, subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=settings, stdin=pipe, stdout=pipe) as process:
        asked, told = pipes_of(process)
        told.readline()
        try:
            yield
        finally:
            asked.close()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def pipes_of(process: subprocess.Popen[AnyStr]) -> tuple[IO[AnyStr], IO[AnyStr]]:
    """What a process reads and what it says. Raises ValueError where it was started without pipes."""
    if process.stdin is None or process.stdout is None:
        message = "the process has no pipes"
        raise ValueError(message)
    return process.stdin, process.stdout


def order_in_the_log(environment: Environment) -> tuple[float, float]:
    """Return the rank correlation of arrival and place in the log, over eight hours and inside the first."""
    overall, inside = instances.output(environment, sys.executable, "-m", "bench.order").split()
    return float(overall), float(inside)


def first_view_bytes(place: LoadTarget) -> int:
    """Return what the first view takes on the wire: page, styles, script and icon, with their heads."""
    with Browser(place.port) as browser:
        page = browser.get(place.paths[0])
        assets = {found.decode().replace("&amp;", "&") for found in ASSET.findall(page.text)}
        return page.size + sum(browser.get(path).size for path in assets)


def sign_in(port: int, username: str) -> str:
    """Return the cookie of a signed-in account."""
    with Browser(port) as browser:
        page = browser.get("/login")
        token = TOKEN.search(page.text)
        form = f"csrf_token={token[1].decode() if token else ''}&username={username}&password={instances.PASSWORD}"
        before = cookie_of(page.head)
        return cookie_of(browser.post("/login", form.encode(), cookie=before).head) or before


def cookie_of(head: bytes) -> str:
    match = COOKIE.search(head)
    return match[1].decode() if match else ""


def page_p95(ports: Sequence[int], path: str, username: str, times: int = 100) -> list[float]:
    """Return the milliseconds that 95 of 100 views of a page stay under at each server, asked by turns."""
    visits = [(port, sign_in(port, username), list[float]()) for port in ports]
    for _ in range(times):
        for port, cookie, spent in visits:
            with Browser(port) as browser:
                began = time.perf_counter()
                browser.get(path, cookie=cookie)
                spent.append(time.perf_counter() - began)
    return [percentile(spent, 95) * 1000 for _port, _cookie, spent in visits]


def poster_book(environment: Environment, folder: Path) -> tuple[float, float]:
    """Return the processor's seconds and the megabytes that the poster book of all communes takes."""
    book = folder / "posters.pdf"
    used = used_by(environment, "points", "posters", instances.PLAN, "--out", str(book))
    return seconds_of(used), used.ru_maxrss / 1024


def used_by(environment: Environment, *words: str) -> resource.struct_rusage:
    """Return what a command of the portal's took, to its end."""
    command = instances.command(*words)
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used


def first_page(port: int) -> None:
    """Wait until both web processes have answered."""
    for _ in range(8):
        with Browser(port) as browser:
            browser.get("/login")


def seconds_of(used: resource.struct_rusage) -> float:
    """The processor's."""
    return used.ru_utime + used.ru_stime


def report(environment: Environment) -> tuple[float, float, float, float]:
    """Return the seconds of the synthesis report, of WeasyPrint alone and of the Word file, and the megabytes."""
    ours, plain, word, megabytes = instances.output(environment, sys.executable, "-m", "bench.report").split()
    return float(ours), float(plain), float(word), float(megabytes)


def export(environment: Environment, name: str) -> tuple[float, float, float, int]:
    """Return the seconds and the megabytes that a file of figures takes, its kilobytes, and the ballots behind it."""
    seconds, megabytes, size, ballots = instances.output(
        environment, sys.executable, "-m", "bench.exports", name
    ).split()
    return float(seconds), float(megabytes), int(size) / 1000, int(ballots)


@dataclass(frozen=True)
class View:
    """A staff page or file as one reader has it: what the server's processor spends on it."""

    reader: str
    address: str
    endpoint: str
    status: int
    is_file: bool
    milliseconds: float
    loop: float
    """Milliseconds of the reference loop beside it."""


def staff_views(environment: Environment, alike: int, checkout: Path = ROOT, *, timed: bool = True) -> list[View]:
    """The staff pages that the roles of the demonstration reach, `alike` of a kind, walked in a process of its own.

    Another checkout's pages are walked by this one's file, so that both are measured alike. Unless they are `timed`
    their milliseconds are 0.
    """
    quietly = {**environment, "PORTAL_LOG_LEVEL": "ERROR", "PYTHONPATH": str(checkout)}
    walk = sys.executable, "-P", str(ROOT / "bench" / "crawl.py"), str(alike), *([] if timed else ["untimed"])
    lines = instances.output(quietly, *walk, checkout=checkout).splitlines()
    fields = (line.split("\t") for line in lines)
    return [
        View(reader, address, endpoint, int(status), is_file == "1", float(milliseconds), float(loop))
        for reader, address, endpoint, status, is_file, milliseconds, loop in fields
    ]
