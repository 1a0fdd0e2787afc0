"""Every staff route with something in its address, tried by another province's people; its codes are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portal.accounts.permissions import LEVEL_OF, Role
from portal.extensions import db as database
from portal.surveys.models import Questionnaire
from tests import make
from tests.subjects import SUBJECTS, World, small_world
from tests.test_access import DISTRICT, OWN, PROVINCE, address, allowed, ask, counts, staff_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.browser import PageClient

OWN_YEAR, ANOTHER = 2024, 2024001
"""Two catalogues of one year, by number: of the world's office and of another one."""
TOPS = {"commune": OWN, "district": DISTRICT, "province": PROVINCE}
OTHERS = "dot-khac"
SHARED = {
    "documents.new": "a kind of paper",
    "fieldwork.ask_lock": "a day of one's own round",
    "fieldwork.correct": "a day of one's own round",
    "fieldwork.invited": "a day of one's own round",
    "fieldwork.lock": "a day of one's own round",
    "fieldwork.visits": "a day of one's own round",
    "publicity.add_post_photo": "a day of one's own round",
    "publicity.post": "a day of one's own round",
}
"""Routes whose address names nothing of a catalogue, and what it names."""


@pytest.fixture
def world(db: object) -> World:
    """A round with something everywhere; another office has units of the same codes, and a round of its own."""
    made = small_world()
    make.load_units(OWN_YEAR, make.SMALL.encode(), ANOTHER, "khac")
    make.survey_round(OTHERS, catalogue_id=ANOTHER)
    database.session.execute(update(Questionnaire).values(office="24"))
    database.session.commit()
    return made


def signed_in(sign_in: Callable[..., PageClient], year: int) -> dict[str, PageClient]:
    """A browser of every role at a unit of a catalogue."""
    browsers = {role: sign_in(make.account(role, make.unit(TOPS[LEVEL_OF[role]], year))) for role in Role}
    database.session.commit()
    return browsers


def tries(
    app: Flask, browsers: dict[str, PageClient], arguments: Callable[[str], dict[str, object] | None]
) -> dict[tuple[str, str, str], int]:
    """Every route, tried by a role of each level that may use it: what answered otherwise than «not found».

    What a catalogue hides hangs on the unit of who asks; which roles of a level may ask is `test_access.py`'s.
    """
    found = {}
    for row in staff_rows():
        named = None if row["endpoint"] in SHARED else arguments(row["endpoint"])
        for role in {LEVEL_OF[role]: role for role in sorted(allowed(row))}.values() if named else ():
            status = ask(browsers[role], row["method"], address(app, row["endpoint"], named), {})
            if status != 404:
                found[row["method"], row["endpoint"], role] = status
    return found


def test_people_of_another_province_find_nothing(app: Flask, world: World, sign_in: Callable[..., PageClient]) -> None:
    browsers, before = signed_in(sign_in, ANOTHER), counts()

    def named(endpoint: str) -> dict[str, object] | None:
        makes = SUBJECTS.get(endpoint)
        found = (makes(world, target) for target in (OWN, DISTRICT, PROVINCE)) if makes else ()
        return next((one for one in found if one is not None), None)

    assert tries(app, browsers, named) == {}
    assert counts() == before


def test_they_are_not_found_either(app: Flask, world: World, sign_in: Callable[..., PageClient]) -> None:
    browsers, before = signed_in(sign_in, OWN_YEAR), counts()
    codes = {"slug": OTHERS, "code": OWN, "survey": OTHERS}

    def named(endpoint: str) -> dict[str, object] | None:
        arguments = {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}
        by_round = "slug" in arguments and arguments <= codes.keys()
        return {name: codes[name] for name in arguments} if by_round else None

    assert tries(app, browsers, named) == {}
    assert counts() == before
