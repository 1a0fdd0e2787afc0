"""A round that is open, and a citizen with a phone in front of its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, func, select

from portal.ballots import models
from portal.extensions import db as database
from portal.web.data import clock
from tests import make
from tests.browser import Page, PageClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portal.surveys.models import Point

NOON = clock.at(make.FIRST_DAY, 12)
TABLES = (
    models.ballot_pool,
    models.comment_pool,
    models.receipt_pool,
    models.used_token,
    models.arrivals,
    models.sealed_ballot,
    models.sealed_comment,
    models.sealed_receipt,
)
CONTENT = {f"Q{number}": "4" for number in range(1, 15)}


def kept() -> dict[str, int]:
    """How many rows every table of the box holds."""
    counted = {table.name: database.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}
    database.session.commit()
    return counted


@dataclass
class Citizen:
    """Somebody with a phone."""

    client: PageClient
    code: str
    move: Callable[[datetime], None]
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/p/{self.code}"

    def wait(self, **time: float) -> None:
        self.move(clock.now() + timedelta(**time))

    def open(self, query: str = "") -> Page:
        """Open the form and take its fields."""
        page = self.client.get(self.path + query)
        self.fields = page.fields() if page.all("form") else {}
        return page

    def fill(self, **changes: str | None) -> dict[str, str]:
        """What a filled-in form sends: every question «4», but for the changes; None leaves one out."""
        filled = {**self.fields, **CONTENT, **changes}
        return {name: value for name, value in filled.items() if value is not None}

    def send(self, query: str = "", after: float = 60, **changes: str | None) -> Page:
        """Send the form so many seconds after opening it."""
        self.wait(seconds=after)
        return self.client.post(self.path + query, self.fill(**changes))

    def post(self, raw: bytes, content_type: str = "application/x-www-form-urlencoded", **kwargs: Any) -> Page:
        """Send bytes as they are."""
        reply = self.client.request("POST", self.path, data=raw, content_type=content_type, **kwargs)
        return Page(reply, self.path)

    def answer(self, query: str = "", **changes: str | None) -> Page:
        """Open, fill in, send."""
        self.open(query)
        return self.send(query, **changes)

    def receipt(self, page: Page) -> str:
        """The receipt on the thank-you page a form was led to."""
        assert page.status == 303, page.text
        return self.client.get(page.location).reads(".receipt")


@pytest.fixture
def survey(db: object, at: Callable[[datetime], None]) -> object:
    """Plan 198, open since this morning."""
    row = make.survey_round()
    database.session.commit()
    at(NOON)
    return row


@pytest.fixture
def point(survey: object) -> Point:
    return make.point("07507")


@pytest.fixture
def phone(app: Flask, point: Point, at: Callable[[datetime], None]) -> Callable[[], Citizen]:
    """`phone()` is another citizen with a phone of their own."""
    return lambda code=point.code: Citizen(PageClient(app), code, at)


@pytest.fixture
def citizen(phone: Callable[[], Citizen]) -> Citizen:
    return phone()


@pytest.fixture
def statements(db: object) -> object:
    """Every statement that reaches the database while the test runs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)
