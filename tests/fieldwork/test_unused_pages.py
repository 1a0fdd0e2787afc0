"""Whose rounds decide that a page is not there: the one it names, the reader's own, or any."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from flask import g
from werkzeug.exceptions import NotFound

from portal.fieldwork import unused_pages
from portal.surveys.plan.features import Feature


@pytest.fixture
def rounds(monkeypatch):
    """Two rounds, the second of which uses awards; the first is chosen."""
    found = [
        SimpleNamespace(slug=slug, plan_data=SimpleNamespace(named=slug, awards=awards))
        for slug, awards in (("a", None), ("b", True))
    ]
    monkeypatch.setattr(unused_pages, "approved_rounds", lambda: found)
    monkeypatch.setattr(unused_pages, "load_round", lambda slug=None: next((r for r in found if r.slug == slug), None))
    monkeypatch.setattr(unused_pages.chosen, "chosen", lambda possible=None: found[0] if possible != [] else None)
    monkeypatch.setattr(unused_pages.features, "uses", lambda plan, feature: feature == Feature.AWARDS and plan.awards)
    return found


@pytest.mark.parametrize(
    ("path", "own", "slugs"),
    [
        ("/", None, "a"),
        ("/?round=b", None, "b"),
        ("/?round=none", None, "a"),
        ("/?round=b", "a", "a"),
    ],
)
def test_a_page_is_about_the_round_it_names_else_the_chosen_one(app, rounds, path, own, slugs):
    view = SimpleNamespace(of_own_round=own is not None)
    with app.test_request_context(path):
        g.own_round = own
        assert [one.slug for one in unused_pages.rounds_meant(view)] == [*slugs]


def test_a_page_that_names_a_row_and_no_round_may_be_of_any(app, rounds):
    with app.test_request_context("/documents/0a0a"):
        assert unused_pages.rounds_meant(SimpleNamespace()) == rounds


@pytest.mark.parametrize(
    ("endpoint", "meant", "refused"),
    [
        ("awards.index", [0], True),
        ("awards.index", [0, 1], False),
        ("awards.index", [], False),
        ("none.at_all", [0], False),
    ],
)
def test_a_page_is_not_there_where_no_round_meant_uses_its_feature(app, monkeypatch, rounds, endpoint, meant, refused):
    monkeypatch.setattr(unused_pages, "rounds_meant", lambda _view: [rounds[place] for place in meant])
    monkeypatch.setattr(unused_pages, "request", SimpleNamespace(endpoint=endpoint))
    with app.test_request_context(), pytest.raises(NotFound) if refused else nullcontext():
        assert unused_pages.refuse(SimpleNamespace()) is None


@pytest.mark.parametrize(
    ("is_of_commune", "places", "in_use"),
    [(True, [0, 1], True), (False, [0, 1], False), (True, [0], False), (True, [], True), (False, [], True)],
)
def test_a_menu_asks_any_round_of_a_commune_and_the_chosen_one_of_an_office(
    monkeypatch, rounds, is_of_commune, places, in_use
):
    monkeypatch.setattr(unused_pages, "current_user", SimpleNamespace(is_of_commune=is_of_commune))
    monkeypatch.setattr(unused_pages, "approved_rounds", lambda: [rounds[place] for place in places])
    assert unused_pages.is_in_use("awards.index") is in_use
    assert unused_pages.is_in_use("accounts.home")
