"""Whether two versions of the portal show the same pages: every page that each role reaches, its status and its text.

`python -m bench.compare_pages write F MOMENT` walks the installation of PORTAL_INSTANCE (a copy: signing in writes) at
a moment (ISO, with its zone) and writes a line a page.
`… compare OLD NEW` prints what differs and ends with 1 where anything does.
An older version walks with this file as well: run it by its path in that version's checkout.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections import Counter, deque
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bs4 import BeautifulSoup

sys.path.insert(0, str(Path.cwd()))
from bench.crawl import links_of, sign_in, view_of
from bench.instances import READERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

ALIKE = 3
"""Of one view with the same names of arguments so many are looked at."""
PUBLIC_PAGES = ("/", "/promises", "/receipt", "/verify", "/login", "/rounds/198-kh-bdvtu", "/log/198-kh-bdvtu")
RANDOM = re.compile(r"(?<=Mã tra cứu: )[0-9a-f]{8}|[0-9a-f]{16,}|[A-Za-z0-9_-]{32,}")
"""Tokens, digests and an error's reference, of the moment."""
Line = tuple[str, str, int, str]


def write(file: str, moment: str) -> None:
    """Walk as every role, and as nobody."""
    name = "portal.web.data.clock" if find_spec("portal.web.data") else "portal.web.clock"
    clock = import_module(name)
    app = import_module("wsgi").app
    with (
        Path(file).open("w", encoding="utf-8") as lines,
        clock.moved_to(datetime.fromisoformat(moment), everywhere=True),
    ):
        for reader in ("", *READERS):
            lines.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in walk(app, reader))


def walk(app: Flask, reader: str) -> Iterable[Line]:
    """Role, address, status and text of each page from the first on; where it leads for a redirect, type of a file."""
    client = app.test_client()
    waiting = deque([sign_in(client, reader)] if reader else PUBLIC_PAGES)
    met, kinds = set(waiting), Counter[object]()
    while waiting:
        address = waiting.popleft()
        endpoint, kind = view_of(app, address)
        if reader and (not endpoint or kinds[kind] >= ALIKE):
            continue
        kinds[kind] += 1
        answer = client.get(address)
        page = answer.text if answer.mimetype == "text/html" else ""
        seen = text_of(page) or answer.headers.get("Location") or answer.mimetype or ""
        yield reader, address, answer.status_code, seen
        answer.close()
        for link in links_of(page, answer.headers.get("Location")) if reader else ():
            there = urljoin(address, link).partition("#")[0]
            if there not in met:
                met.add(there)
                waiting.append(there)


def text_of(page: str) -> str:
    """What a reader sees, a line a piece, without what is random."""
    return RANDOM.sub("…", BeautifulSoup(page, "html.parser").get_text("\n", strip=True))


def compare(old: str, new: str) -> int:
    """How many pages differ; each is printed with the lines that do."""
    before, after = read(old), read(new)
    differing = [key for key in sorted(before | after) if before.get(key) != after.get(key)]
    for key in differing:
        print(*key)
        then, now = (str(pages.get(key, "not reached")).split("\\n") for pages in (before, after))
        print(*list(difflib.unified_diff(then, now, lineterm="", n=0))[2:22], sep="\n")
    print(f"{len(before)} pages before, {len(after)} after, {len(differing)} differ")
    return len(differing)


def read(file: str) -> dict[tuple[str, str], tuple[int, str]]:
    """Status and text by role and address."""
    lines = (json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines())
    return {(reader, address): (status, text) for reader, address, status, text in lines}


if __name__ == "__main__":
    if sys.argv[1] == "compare":
        sys.exit(bool(compare(*sys.argv[2:4])))
    write(*sys.argv[2:4])
