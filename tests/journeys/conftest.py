"""A real browser walking a really served portal.

A test says otherwise by `@pytest.mark.parametrize("viewport", ["phone", "desk"])` or `("scripts", [True, False])`.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Page

VIEWPORTS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
CHROMIUM = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium-headless-shell")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt --no-maglev",  # a page lives for a second: to optimise its scripts costs more than it saves
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium without its window (a third of the time), or the browser that PORTAL_CHROMIUM names."""
    return {"executable_path": CHROMIUM, "args": CHROMIUM_ARGS}


@pytest.fixture
def viewport() -> str:
    return "phone"


@pytest.fixture
def scripts() -> bool:
    return True


@pytest.fixture
def browser_context_args(viewport: str, *, scripts: bool) -> dict[str, object]:
    return {
        "viewport": VIEWPORTS[viewport],
        "java_script_enabled": scripts,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
    }


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that must neither complain in its console nor ask another host for anything."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(error.message))
    page.on("console", lambda said: complaints.append(said.text) if is_complaint(said.type, said.text) else None)
    page.on("request", lambda asked: None if is_local(asked.url) else complaints.append(f"asked {asked.url}"))
    yield page
    assert complaints == []


def is_complaint(kind: str, text: str) -> bool:
    """A refused form (422) and its kin are answers, and a network that a test cuts is no fault of the page."""
    return kind == "error" and not text.startswith("Failed to load resource")


def is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:", "chrome-extension:", "chrome:"))


class QuietHandler(WSGIRequestHandler):
    """Serves without a line for every request."""

    def log(self, *_args: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serve an application on a free loopback port until the test ends; gives its address."""
    servers: list[tuple[BaseWSGIServer, threading.Thread]] = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
        thread = threading.Thread(target=server.serve_forever, name="live-server", daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()
