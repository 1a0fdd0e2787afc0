"""What a badge says is what stands behind it: as many, of the kind that it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portal.accounts import waiting
from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork import tasks
from portal.fieldwork.reminders import operations
from portal.units import queries as units
from tests.subjects import World

if TYPE_CHECKING:
    from tests.browser import Page

COUNTED = re.compile(r"(.+) \((\d+)\)")
KINDS = {"Việc chờ quyết định", "Nhắc việc", "Ngày chờ chốt"}


@pytest.fixture
def world(db):
    """Something of every kind, and every commune reminded of what it owes."""
    world = World()
    scope = tasks.scope_of(world.round, units.province(world.round.catalogue_id))
    operations.remind(scope, tasks.urged(scope), by=None)
    database.session.commit()
    return world


def counted_links(page: Page) -> dict[str, tuple[int, str]]:
    """The entries of the account's menu that have a number: the number, and where they lead."""
    found = {link["href"]: COUNTED.fullmatch(link.get_text()) for link in page.all(".me-menu a")}
    return {match[1]: (int(match[2]), str(url)) for url, match in found.items() if match}


@pytest.mark.parametrize("role", Role)
def test_as_many_stand_behind_a_badge_as_it_says(world, sign_in, role):
    account = world.accounts[role]
    browser = sign_in(account)
    page = browser.get("/home", follow_redirects=True)
    links = counted_links(page)
    assert links.keys() <= KINDS
    told = [f"{n} {words[:1].lower()}{words[1:]}" for words, (n, _url) in links.items()]
    assert [one.get_text() for one in page.all(".me .waiting")] == ([", ".join(told)] if told else [])
    for words, (n, url) in links.items():
        behind = browser.get(url, follow_redirects=True)
        if words == "Nhắc việc":
            assert len(behind.all("#new > li")) == n
        elif words == "Ngày chờ chốt":
            assert sum(verb.startswith("Chốt ") for verb in behind.reads_all(".jobs a.button")) == n
        else:
            jobs = list(waiting.tasks(account))
            assert sum(job.count for job in jobs) == n
            assert all(job.words in behind.text for job in jobs)


def test_communes_are_reminded_and_approvers_have_to_decide(world, sign_in):
    seen = {role: counted_links(sign_in(world.accounts[role]).get("/home", follow_redirects=True)) for role in Role}
    assert "Nhắc việc" in seen[Role.COMMUNE_OFFICER]
    assert "Việc chờ quyết định" in seen[Role.PROVINCE_APPROVER]
    assert seen[Role.AUDITOR] == {}


def test_what_was_done_since_is_no_longer_counted(world, sign_in, monkeypatch):
    account = world.accounts[Role.COMMUNE_OFFICER]
    monkeypatch.setattr(tasks, "urged", lambda *_asked: [])
    assert counted_links(sign_in(account).get("/inbox")) == {}
