"""Walks every staff page that each role of the demonstration reaches by links, and prints what each took.

A line a page: the role, the address, its view, the status, whether it is a file, the milliseconds of the processor, and
those of a reference loop run beside it, which tell how fast the machine was just then.
It reads alone (GET), in this process, each page once to warm it and then twice: the lower figures count.
`crawl.py 1` walks one page of a kind, `crawl.py 1 untimed` without the two visits that are timed, and `crawl.py asked`
visits what standard input names, a role and an address a line, and prints the milliseconds (0: it is no page).
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter, deque
from html import escape, unescape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from bench.instances import PASSWORD, READERS, TRIAL
from portal.web.http.views import NONCE, PUBLIC
from wsgi import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask
    from flask.testing import FlaskClient

LINK = re.compile(r'(?:href|hx-get)="([^"]+)"')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
MOST_ASKED = 1
"""Filters, orders and days at once: two of them leave the same page with fewer rows, and take as long again to walk."""
TIMES = 2
LOOP = 8_000
"""Cells of the reference loop: some five milliseconds."""


def main(how: str, timed: str = "") -> None:
    if how == "asked":
        answer_what_is_asked(app)
        return
    for reader in READERS:
        print(f"· {reader}", file=sys.stderr, flush=True)
        for line in crawl(app, reader, int(how), TIMES if timed != "untimed" else 0):
            print(*line, sep="\t", flush=True)


def answer_what_is_asked(app: Flask) -> None:
    """Visit what is asked, each for the first time once to warm it and then some times: the least counts."""
    clients: dict[str, FlaskClient] = {}
    known: dict[tuple[str, str], bool] = {}
    for line in sys.stdin:
        reader, address = line.rstrip("\n").split("\t")
        if reader not in clients:
            clients[reader] = app.test_client()
            sign_in(clients[reader], reader)
        client = clients[reader]
        if (reader, address) not in known:
            with client.get(address) as answer:
                known[reader, address] = answer.status_code == HTTPStatus.OK
        is_page = known[reader, address]
        print(min(visit_ms(client, address) for _ in range(TIMES)) if is_page else 0, flush=True)


def crawl(app: Flask, reader: str, alike: int, times: int = TIMES) -> Iterable[tuple[object, ...]]:
    """Every page from the one on that signing in leads to, each visited so many times more for its figures.

    Of one view and the same names of arguments so many are looked at; beyond them they are the same page of another
    commune, day or paper.
    """
    client = app.test_client()
    home = sign_in(client, reader)
    waiting, met, kinds = deque([home]), {home}, Counter[object]()
    while waiting:
        address = waiting.popleft()
        endpoint, kind = view_of(app, address)
        if not endpoint or kinds[kind] >= alike:
            continue
        kinds[kind] += 1
        answer = client.get(address)
        is_file = "Content-Disposition" in answer.headers
        if answer.status_code == HTTPStatus.OK:
            visits = [beside_the_loop(client, address) for _ in range(times)]
            spent, loop = map(min, zip(*visits, strict=True)) if visits else (0, 0)
            yield reader, address, endpoint, answer.status_code, int(is_file), round(spent, 1), round(loop, 2)
        elif answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            yield reader, address, endpoint, answer.status_code, int(is_file), 0, 0
        for link in links_of(answer.text if answer.mimetype == "text/html" else "", answer.headers.get("Location")):
            target = urljoin(address, link).partition("#")[0]
            if target not in met:
                met.add(target)
                waiting.append(target)


def sign_in(client: FlaskClient, reader: str) -> str:
    """Sign in. Returns the address it leads to."""
    token = TOKEN.search(client.get("/login").text)
    form = {"csrf_token": token[1] if token else "", "username": reader, "password": PASSWORD}
    answer = client.post("/login", data=form)
    if answer.status_code != HTTPStatus.SEE_OTHER:
        message = f"{reader} could not sign in: {answer.status_code}"
        raise SystemExit(message)
    return answer.headers["Location"]


def view_of(app: Flask, address: str) -> tuple[str, object]:
    """The view behind an address and what tells its kinds of pages apart; no view where it is none of the staff's."""
    parts = urlsplit(address)
    try:
        endpoint, arguments = app.url_map.bind(parts.netloc or "localhost").match(parts.path, method="GET")
    except (RequestRedirect, HTTPException):
        return "", None
    if app.view_functions[endpoint].permission in {PUBLIC, NONCE}:  # type: ignore[union-attr]
        return "", None
    names = tuple(sorted(name for name, value in parse_qsl(parts.query) if value and name != "poll"))
    if len(names) > MOST_ASKED:
        return "", None
    return endpoint, (endpoint, arguments.get("slug") == TRIAL, arguments.get("table"), names)


def beside_the_loop(client: FlaskClient, address: str) -> tuple[float, float]:
    """The milliseconds that a page takes, and the reference loop right after it."""
    return visit_ms(client, address), processor_ms(reference_loop)


def visit_ms(client: FlaskClient, address: str) -> float:
    return processor_ms(lambda: client.get(address).close())


def processor_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def reference_loop() -> str:
    """Work of a page's kind, always the same: some thousand cells put together."""
    return "".join(f'<td class="n" data-label="{number % 7}">{escape(str(number))}</td>' for number in range(LOOP))


def links_of(page: str, location: str | None) -> list[str]:
    links = [unescape(link) for link in LINK.findall(page)]
    return [
        link for link in [*links, *([location] if location else [])] if not link.startswith(("#", "mailto:", "tel:"))
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
