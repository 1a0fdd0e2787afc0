"""extensions.py, hooks: what an app was given, in its order; another app, and one not filled, has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from portal.extensions import Hook

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_hook_gives_each_app_its_own_functions_in_their_order():
    hook: Hook[Callable[[], str]] = Hook()
    first, second, bare = (Flask(name) for name in ("first", "second", "bare"))
    hook.fill(first, str, bytes.__name__.upper)
    hook.fill(second, str)
    hook.fill(second, bytes.__name__.title, str)
    found = {}
    for app in (first, second, bare):
        with app.app_context():
            found[app.name] = [one() for one in hook]
    assert found == {"first": ["", "BYTES"], "second": ["Bytes", ""], "bare": []}


def test_two_hooks_of_one_app_know_nothing_of_each_other():
    app, left, right = Flask("house"), Hook(), Hook()
    left.fill(app, len)
    with app.app_context():
        assert (list(left), list(right)) == ([len], [])
