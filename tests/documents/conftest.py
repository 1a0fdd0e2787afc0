"""Papers need templates and nothing else of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask_babel import Babel

from portal.web.ui import formats

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def press() -> Iterator[Flask]:
    """Templates and the filters of formats.py, without a database."""
    app = Flask("portal", template_folder="../templates")
    Babel(app, default_locale="vi")  # its context stands until the run ends: other tests' sentences pass through it
    formats.install(app)
    with app.app_context():
        yield app


@pytest.fixture
def waiting(app: Flask) -> Iterator[None]:
    """The queue takes work and does none of it: a test prints when it wants to read the print."""
    queue = app.extensions["queue"].huey
    queue.immediate = False
    yield
    queue.flush()
    queue.immediate = True
