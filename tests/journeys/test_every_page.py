"""Every page of every role on a phone: nothing scrolls sideways, a finger hits its target, axe finds no fault."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

from portal.accounts import operations
from portal.extensions import db as database
from tests.journeys.looks import accessibility_faults, sideways_faults, small_targets
from tests.subjects import World, small_world
from tests.test_access import TARGETS, allowed, arguments_for, rooms, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from playwright.sync_api import Page

HTML = "text/html"
DOWNLOAD = "Download is starting"
"""What Playwright says where the answer is a file to keep."""
MAY_BE_A_FILE = re.compile(r"picture|photo|image|card|scan|slip|file")
"""Of these addresses it is asked first whether a page is there: Chromium makes one of its own around a picture."""

pytestmark = pytest.mark.once
PARTS = {"questionnaires.said"}
"""Addresses that answer htmx with a part of a page."""


def pages_of(app: Flask, world: World, room: str) -> Iterator[tuple[str, str]]:
    """A role that may, and the address, for each page of a room."""
    for row in rows_of(room):
        if row["method"] != "GET" or row["endpoint"] in PARTS:
            continue
        for target in TARGETS:
            arguments = arguments_for(row["endpoint"], world, target)
            if arguments is not None:
                with app.test_request_context():
                    yield min(allowed(row)), app.url_for(row["endpoint"], **arguments)
                break


def faults_of(page: Page, address: str) -> list[str]:
    """What is wrong with one page; files are not pages."""
    if MAY_BE_A_FILE.search(address) and HTML not in page.request.head(address).headers.get("content-type", ""):
        return []
    try:
        answer = page.goto(address)
    except Error as error:
        if DOWNLOAD in error.message:
            return []
        raise
    assert answer is not None
    assert HTML in answer.headers.get("content-type", ""), f"{address} is no page: name it in MAY_BE_A_FILE"
    found = sideways_faults(page) + small_targets(page) + accessibility_faults(page)
    return [f"{answer.status} {address}: {fault}" for fault in found]


@pytest.mark.parametrize("room", rooms())
def test_every_page_fits_a_phone(app, db, serve, page, room):
    world = small_world()
    visits = sorted(set(pages_of(app, world, room)))
    tokens = {role: operations.sign_in(account, f"device-of-{role}") for role, account in world.accounts.items()}
    database.session.commit()
    base, found, signed_in = serve(app), [], ""
    for role, path in visits:
        if path.rsplit(".", 1)[-1] in {"pdf", "xlsx", "zip", "docx", "csv", "png", "jpg"} or path.endswith("/file"):
            continue
        if role != signed_in:
            page.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": tokens[role], "url": base}])
            signed_in = role
        found += faults_of(page, base + path)
    assert found == []
