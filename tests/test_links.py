"""Whoever follows any link of any page they may see arrives: no role is led to a refusal, a dead end or a fault."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.results.tallying import tallying
from tests import make
from tests.subjects import COMMUNES, small_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser import Page, PageClient

HTML = "text/html"
OF_THE_ROWS = {"sort", "page", "q", "district", "status"}
"""Questions about a table's rows: the page is the same one."""
MOST_OF_A_KIND = 1
"""Pages of one route that are looked at: the others differ by their rows only."""


@pytest.fixture
def world(db):
    """A round that is opened and counted, with something to look at for everybody."""
    world = small_world()
    for code in COMMUNES:
        make.ballots(make.point(code, world.round), [{"Q14": 4}] * 6)
    database.session.commit()
    tallying.make(world.round, lambda *_: None)
    database.session.commit()
    return world


def links_of(page: Page) -> list[str]:
    """Where the links of a page lead, on this site."""
    found = [urldefrag(urljoin(page.path, str(link["href"]))).url for link in page.all("a[href]")]
    return [link for link in found if not urlsplit(link).netloc and not urlsplit(link).scheme]


OTHER_FORMS = re.compile(
    r"\d:\d{2} ngày \d|\d/\d{4},? \d{1,2}:\d{2}|\b\d{1,2}:\d{2}:\d{2}\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|(?<![\d/.,:-])0\d (?:đơn vị|ngày|lần|buổi|người|tồn tại|tài khoản|mã|ảnh|điểm|việc|báo cáo|đề nghị|lượt|phiếu)\b"
)
"""Moments written otherwise than «08:35, 17/6/2024», seconds, days as machines write them, counts like «03 ngày»."""
PAPERS = ("/documents/", "/reports", "/post", "/chat")
"""Pages that show the text of a paper or a message, which keep their two figures."""
LOG = "/audit"


def other_forms(page: Page) -> list[str]:
    """What a page writes in another form than all pages do; the record of events alone has seconds."""
    if page.path.startswith(LOG) or any(part in page.path for part in PAPERS):
        return []
    main = page.soup.find("main") or page.soup
    read = main.find_all(string=OTHER_FORMS)
    return [f"{page.path}: {text}" for text in read if text.parent.name not in {"textarea", "pre", "script", "option"}]


def walk(
    app, browser: PageClient, start: str, look: Callable[[Page], object] = lambda _page: None
) -> tuple[dict[str, int], dict[str, str]]:
    """Follow every link, one page of a route at most. Returns statuses, and on which page each address stood.

    `look` is shown every page.
    """
    seen: dict[str, int] = {}
    stood: dict[str, str] = {start: ""}
    looked_at: dict[str, int] = {}
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        kind = kind_of(app, path)
        if looked_at.get(kind, 0) >= MOST_OF_A_KIND:
            continue
        looked_at[kind] = looked_at.get(kind, 0) + 1
        page = browser.get(path, follow_redirects=True)
        seen[path] = page.status
        if page.response.mimetype == HTML and page.status < 400:
            page.path = page.response.request.path
            look(page)
            for link in links_of(page):
                if link not in stood:
                    stood[link] = path
                    waiting.append(link)
    return seen, stood


def kind_of(app, path: str) -> str:
    """The route an address leads to, with the questions that make it another page."""
    parts = urlsplit(path)
    endpoint, _values = app.url_map.bind("localhost").match(parts.path, method="GET")
    asked = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair} - OF_THE_ROWS)
    return f"{endpoint} {asked}"


@pytest.mark.parametrize("role", Role)
def test_every_link_a_role_is_shown_leads_somewhere(app, world, sign_in, role):
    others: list[str] = []
    seen, stood = walk(app, sign_in(world.accounts[role]), "/home", lambda page: others.extend(other_forms(page)))
    assert others == []
    assert {path: (status, f"on {stood[path]}") for path, status in seen.items() if status != 200} == {}
    assert len(seen) > 10


def test_every_link_of_the_public_pages_leads_somewhere(app, world, client):
    seen, stood = walk(app, client, "/")
    assert {path: (status, f"on {stood[path]}") for path, status in seen.items() if status != 200} == {}
