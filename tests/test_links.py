"""Whoever follows any link of any page they may see arrives: no role is led to a refusal, a dead end or a fault."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.results.tallying import tallying
from tests import make
from tests.subjects import COMMUNES, World

if TYPE_CHECKING:
    from tests.browser import Page, PageClient

HTML = "text/html"
OF_THE_ROWS = {"sort", "page", "q", "district", "status"}
"""Questions about a table's rows: the page is the same one."""
MOST_OF_A_KIND = 1
"""Pages of one route that are looked at: the others differ by their rows only."""


@pytest.fixture
def world(db):
    """A round that is opened and counted, with something to look at for everybody."""
    world = World()
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


def walk(app, browser: PageClient, start: str) -> tuple[dict[str, int], dict[str, str]]:
    """Follow every link, one page of a route at most. Returns statuses, and on which page each address stood."""
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
    seen, stood = walk(app, sign_in(world.accounts[role]), "/home")
    assert {path: (status, f"on {stood[path]}") for path, status in seen.items() if status != 200} == {}
    assert len(seen) > 10


def test_every_link_of_the_public_pages_leads_somewhere(app, world, client):
    seen, stood = walk(app, client, "/")
    assert {path: (status, f"on {stood[path]}") for path, status in seen.items() if status != 200} == {}
