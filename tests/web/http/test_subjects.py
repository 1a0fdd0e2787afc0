"""What the permission loads is handed to the view, and read again where a post was refused."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from flask import Flask, g
from werkzeug.exceptions import NotFound

from portal.web.http import access, views
from portal.web.http.views import reload, requires


@pytest.fixture
def loads():
    """What the loader was asked for."""
    return []


@pytest.fixture
def site(loads, monkeypatch):
    monkeypatch.setattr(views.transactions, "read_only", lambda: loads.append("given back"))

    def load(number: int, **_rest: object) -> str | None:
        loads.append(number)
        return f"row {number}, look {len(loads)}" if number else None

    @requires("some:right", subject=load)
    def view(row: str, part: str = "none") -> str:
        """A view that names one part of its address."""
        return f"{row}, {part}"

    site = Flask("site")
    site.add_url_rule("/<int:number>/<part>", view_func=view, methods=["GET", "POST"])
    return site


@contextmanager
def asked(site: Flask, path: str, method: str = "GET"):
    """Be in a request whose subject the guard has loaded; gives the view."""
    with site.test_request_context(path, method=method):
        view = site.view_functions["view"]
        g.subject = access.loaded_subject(view)
        yield view


def test_a_view_gets_its_subject_and_the_parts_of_the_address_that_it_names(site, loads):
    with asked(site, "/7/end") as view:
        assert view(number=7, part="end") == "row 7, look 1, end"
        assert loads == [7]
        assert (view.__name__, view.permission) == ("view", "some:right")


def test_nothing_is_handed_where_nothing_is_found(site):
    with pytest.raises(NotFound), asked(site, "/0/end"):
        pass


def test_a_page_that_was_asked_for_is_not_loaded_again(site, loads):
    with asked(site, "/7/end"):
        assert reload("as loaded") == "as loaded"
        assert loads == [7]


def test_after_a_post_it_is_loaded_again_once_the_transaction_is_given_back(site, loads):
    with asked(site, "/7/end", "POST"):
        assert reload("as loaded") == g.subject == "row 7, look 3"
        assert loads == [7, "given back", 7]


def test_who_looks_less_closely_names_the_loader_and_what_is_gone_is_not_found(site):
    with asked(site, "/7/end", "POST"):
        assert reload("as loaded", lambda number, part: f"{number} {part}") == "7 end"
        with pytest.raises(NotFound):
            reload("as loaded", lambda **_address: None)
