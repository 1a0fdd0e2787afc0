"""Citizens who come at a bounded pace, each sending one form until it is acknowledged; a ledger of what they saw."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from bench.visitors import NONCE, Browser, Fields, LoadTarget, Reply, Unexpected
from portal.ballots.intake import receipts
from tests.faults.crowd import RECEIPT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from tests.cluster.nodes import Portal

MOST_A_SECOND = 50
PATIENCE_SECONDS, ANSWER_SECONDS, PAUSE_SECONDS = 150, 30, 0.5
RETRY_AFTER = re.compile(rb"\r\nRetry-After: \d+\r\n", re.IGNORECASE)
HEADING = re.compile(rb"<h1[^>]*>([^<]*)<")
Place = tuple[str, int]
"""Host and port."""


@dataclass
class Ledger:
    """What citizens were told, and when."""

    receipts: set[str] = field(default_factory=set)
    taken_at: list[float] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    unreachable: int = 0
    came_back: int = 0
    """Refused forms that came back filled as they were sent."""
    came_back_otherwise: list[str] = field(default_factory=list)
    without_time: Counter[int] = field(default_factory=Counter)
    """Faults of the server that did not say when to come again."""
    gave_up: int = 0
    abandoned: bool = False
    """Whoever still tries is to go home: what was tried out broke off."""
    surprises: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def promise(self, receipt: str, took: float) -> None:
        with self.lock:
            self.receipts.add(receipt)
            self.taken_at.append(time.monotonic())
            self.seconds.append(took)

    def longest_outage(self) -> float:
        """The most seconds in which nobody was given a receipt."""
        moments = [self.began, *sorted(self.taken_at), self.ended]
        return max(after - before for before, after in pairwise(moments))

    def refused(self, reply: Reply, body: bytes) -> None:
        """Note an answer that is no receipt: it must bring the form back, and say when to come again."""
        with self.lock:
            self.statuses[reply.status] += 1
            if reply.status >= 500 and not RETRY_AFTER.search(reply.head):
                self.without_time[reply.status] += 1
            missing = lost_of(reply, body)
            if missing:
                heading = HEADING.search(reply.text)
                words = heading[1].decode(errors="replace") if heading else ""
                self.came_back_otherwise.append(f"{reply.status} «{words}» without {missing}"[:120])
            else:
                self.came_back += 1


class Shown(HTMLParser):
    """What is filled in on a page: chosen radios, the text, the form's number."""

    def __init__(self) -> None:
        super().__init__()
        self.filled: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        name = values.get("name") or ""
        if tag == "input" and (values.get("type") == "hidden" or "checked" in values):
            self.filled[name] = values.get("value") or ""
        if tag == "textarea":
            self.inside = name
            self.filled[name] = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.filled[self.inside] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.inside = ""


def lost_of(reply: Reply, body: bytes) -> str:
    """Which fields of a sent form did not come back as they were; empty where all did."""
    page = Shown()
    page.feed(reply.text.decode(errors="replace"))
    sent = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return ", ".join(name for name, value in sent.items() if page.filled.get(name, "").strip() != value)


@dataclass
class Pace:
    """So many requests with a form a second, from all citizens together."""

    per_second: float
    due: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> None:
        with self.lock:
            self.due = max(self.due, time.monotonic()) + 1 / min(self.per_second, MOST_A_SECOND)
            left = self.due - time.monotonic()
        time.sleep(max(0.0, left))


@dataclass
class Citizen:
    """One person; goes to one of several places at each try."""

    places: Sequence[Place]
    ledger: Ledger
    pace: Pace
    luck: random.Random
    patience: float = PATIENCE_SECONDS

    def browser(self, place: Place) -> Browser:
        browser = Browser(place[1], place[0], ANSWER_SECONDS)
        browser.common += "Sec-Fetch-Site: same-origin\r\n"
        return browser

    def has_time(self, until: float) -> bool:
        return time.monotonic() < until and not self.ledger.abandoned

    def form(self, target: LoadTarget) -> tuple[str, bytes] | None:
        """Open a form and fill it in: its path and body; None where none was to be had."""
        until = time.monotonic() + self.patience
        path = self.luck.choice(list(target.paths))
        while self.has_time(until):
            try:
                with self.browser(self.luck.choice(list(self.places))) as browser:
                    nonce = NONCE.search(browser.get(path).text)
                    if nonce is not None:
                        return path, target.filled(nonce[1], self.luck)
            except (OSError, Unexpected):
                time.sleep(PAUSE_SECONDS)
        return None

    def send(self, path: str, body: bytes) -> str:
        """Send a form until it is acknowledged. Returns the receipt; empty where patience ended."""
        until = time.monotonic() + self.patience
        while self.has_time(until):
            receipt = self.try_once(path, body)
            if receipt:
                return receipt
            time.sleep(PAUSE_SECONDS)
        self.ledger.gave_up += 1
        return ""

    def try_once(self, path: str, body: bytes) -> str:
        """Send a form and read the thanks. Returns the receipt; empty where there was none."""
        self.pace.wait()
        began = time.monotonic()
        try:
            with self.browser(self.luck.choice(list(self.places))) as browser:
                reply = browser.post(path, body, None)
                if reply.status != 303:
                    self.ledger.refused(reply, body)
                    return ""
                took = time.monotonic() - began
                thanks = browser.get(reply.location)
        except (OSError, Unexpected):
            # a form that was sent and not answered may have been taken: it is sent again, and is one ballot
            self.ledger.unreachable += 1
            return ""
        receipt = RECEIPT.search(thanks.text)
        if receipt is None:
            self.ledger.surprises.append("thanks without a receipt")
            return ""
        found = receipt[1].decode().replace(" ", "")
        self.ledger.promise(found, took)
        return found


class Crowd:
    """Citizens come while the block runs; afterwards all who came are served."""

    def __init__(self, portal: Portal, places: Sequence[Place], per_second: float, at_once: int = 16) -> None:
        self.portal, self.places, self.ledger, self.over = portal, places, Ledger(), threading.Event()
        self.pace = Pace(per_second)
        self.target = LoadTarget(0, portal.paths, fields_of(places[0], portal.paths[0]))
        self.threads = [threading.Thread(target=self.queue, args=(number,)) for number in range(at_once)]

    def __enter__(self) -> Self:
        self.ledger.began = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        self.ledger.abandoned = kind is not None
        if not self.ledger.ended:
            self.stop()
        for thread in self.threads:
            thread.join()
        # also where what was tried out broke off: the next scenario is held against all that was promised
        self.portal.promised |= {receipts.digest(code) for code in self.ledger.receipts}
        self.portal.unsure += self.ledger.gave_up

    def stop(self) -> None:
        """Nobody comes any more."""
        self.ledger.ended = time.monotonic()
        self.over.set()

    def queue(self, number: int) -> None:
        luck = random.Random(number)
        while not self.over.is_set():
            citizen = Citizen(self.places, self.ledger, self.pace, luck)
            form = citizen.form(self.target)
            if form is not None:
                citizen.send(*form)

    def taken(self) -> int:
        """How many were given a receipt so far."""
        return len(self.ledger.receipts)

    def refused(self) -> int:
        """How often somebody was not, so far."""
        return sum(self.ledger.statuses.values()) + self.ledger.unreachable


def fields_of(place: Place, path: str) -> Fields:
    """The questions of a form."""
    fields = Fields()
    with Browser(place[1], place[0]) as browser:
        fields.feed(browser.get(path).text.decode())
    return fields
