"""Citizens who do not give up: each sends the same form until it is acknowledged, and the ledger notes the receipt."""

from __future__ import annotations

import random
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.visitors import NONCE, Browser, LoadTarget, Unexpected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

RECEIPT = re.compile(rb'class="receipt">([^<]+)<')
PAUSE_SECONDS, PATIENCE_SECONDS = 0.05, 90
RETRIED = (429, 500, 502, 503, 504)


@dataclass
class Ledger:
    """What the citizens were promised, and what stood in the way."""

    acknowledged: set[str] = field(default_factory=set)
    refused: dict[int, int] = field(default_factory=dict)
    gave_up: int = 0
    cut: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def promise(self, receipt: str) -> None:
        with self.lock:
            self.acknowledged.add(receipt)

    def refusal(self, status: int) -> None:
        with self.lock:
            self.refused[status] = self.refused.get(status, 0) + 1


@dataclass
class Citizen:
    """One person with a form: what is in it never changes, however often it is sent."""

    port: int
    ledger: Ledger
    luck: random.Random
    loses: float = 0.0
    """The share of tries whose answer is cut off after sending."""

    def go(self, place: LoadTarget) -> None:
        """Open the form, send it until it is acknowledged, read the receipt."""
        path = self.luck.choice(list(place.paths))
        until = time.monotonic() + PATIENCE_SECONDS
        page = self.persist(until, lambda browser: browser.get(path).text)
        nonce = NONCE.search(page or b"")
        if nonce is None:
            return self.give_up()
        body = place.filled(nonce[1], self.luck)
        thanks = self.persist(until, lambda browser: self.send(browser, path, body))
        receipt = RECEIPT.search(thanks or b"")
        if receipt is None:
            return self.give_up()
        return self.ledger.promise(receipt[1].decode().replace(" ", ""))

    def send(self, browser: Browser, path: str, body: bytes) -> bytes:
        """Send it; on a bad line the answer is lost on the way."""
        if self.luck.random() < self.loses:
            head = f"POST {path} HTTP/1.1\r\n{browser.common}Content-Type: application/x-www-form-urlencoded\r\n"
            browser.connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            self.ledger.cut += 1
            raise OSError
        return browser.get(browser.post(path, body).location).text

    def persist(self, until: float, deed: Callable[[Browser], bytes]) -> bytes | None:
        """Try again on a new connection until it works or patience ends; an answer that is no fault ends it too."""
        while time.monotonic() < until:
            try:
                with Browser(self.port) as browser:
                    return deed(browser)
            except Unexpected as answer:
                self.note(answer)
            except OSError:
                pass
            time.sleep(PAUSE_SECONDS)
        return None

    def note(self, answer: Unexpected) -> None:
        """An answer in the place of the wanted one: a fault is tried again, anything else ends the test."""
        if len(answer.args) == 1:
            return
        status = int(answer.args[1])
        self.ledger.refusal(status)
        if status not in RETRIED:
            raise answer

    def give_up(self) -> None:
        with self.ledger.lock:
            self.ledger.gave_up += 1


@contextmanager
def coming(port: int, paths: Sequence[str], *, at_once: int = 6, loses: float = 0.0) -> Iterator[Ledger]:
    """Citizens come, one after the other in so many queues, while the block runs; afterwards all are served."""
    place, ledger, over = LoadTarget(port, paths), Ledger(), threading.Event()
    place.learn()
    faults: list[BaseException] = []

    def queue(number: int) -> None:
        luck = random.Random(number)
        try:
            while not over.is_set():
                Citizen(port, ledger, luck, loses).go(place)
        except Exception as fault:  # noqa: BLE001 - told below, in the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=queue, args=(number,)) for number in range(at_once)]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
