"""Staff pages with text of twice the size, on a machine set to dark, and in a person's own colours."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.visits import operations
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import desk, visits
from tests.journeys.looks import accessibility_faults, sideways_faults
from tests.journeys.walks import EVERYBODY, Portal, sign_in, staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.once
SLUG = "198-kh-bdvtu"
COMMUNE = ("/today", "/support-desk", "/own-reports", "/more", "/roster", "/publicity", "/inbox")
PROVINCE = (
    *("/tasks", f"/monitoring/{SLUG}", f"/board/{SLUG}", f"/board/{SLUG}/units/07507", "/corrections", "/documents"),
    *(f"/urging/{SLUG}", f"/inspections/{SLUG}", f"/awards/{SLUG}", f"/rosters/{SLUG}", f"/manage/rounds/{SLUG}"),
)
PAGES = {
    "canbo": (*COMMUNE, f"/rounds/{SLUG}/report/edit"),
    "totruong": ("/today",),
    "huyen": ("/tasks", f"/board/{SLUG}", "/corrections"),
    "ccb": ("/tasks", f"/rosters/{SLUG}/hand-over"),
    "chuyenvien": PROVINCE,
    "giamsat": ("/tasks", "/audit"),
    "quantri": ("/tasks", "/accounts"),
}
SHAPES = "[...document.querySelectorAll('.tag')].map(e => getComputedStyle(e, '::before').forcedColorAdjust)"
EDGES = "[...document.querySelectorAll('.button:not(.plain)')].map(e => getComputedStyle(e).borderTopWidth)"


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    survey = make.survey_round()
    make.arrive(make.point("07507", survey), 17)
    staff(**EVERYBODY)
    officer, lead = make.account(), make.account(Role.COMMUNE_LEAD)
    visits(desk("07507"), make.FIRST_DAY, officer, locked=True)
    operations.ask_correction(desk("07507"), make.FIRST_DAY, visits=30, reason="Đếm trùng", by=lead)
    database.session.commit()
    portal.go_to(clock.at(make.FIRST_DAY + timedelta(days=1), 15, 41))
    return portal


def opened(page: Page, portal: Portal, username: str) -> Iterator[str]:
    """Open every page of one person, one after the other."""
    sign_in(page, portal.base, username)
    for path in PAGES[username]:
        answer = page.goto(portal.base + path)
        assert answer is not None
        assert answer.ok, path
        yield path


@pytest.mark.parametrize("username", PAGES)
def test_text_of_twice_the_size_needs_no_scrolling_sideways(portal, page, username):
    found = {}
    for path in opened(page, portal, username):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if faults := sideways_faults(page):
            found[path] = faults
    assert found == {}


@pytest.mark.parametrize("username", PAGES)
def test_they_are_readable_on_a_machine_set_to_dark(portal, page, username):
    page.emulate_media(color_scheme="dark")
    found = {path: faults for path in opened(page, portal, username) if (faults := accessibility_faults(page))}
    assert found == {}


@pytest.mark.parametrize("username", ["canbo", "chuyenvien"])
def test_in_a_person_s_own_colours_a_state_keeps_its_shape_and_a_button_its_edge(portal, page, username):
    page.emulate_media(color_scheme="dark", forced_colors="active")
    for path in opened(page, portal, username):
        assert set(page.evaluate(SHAPES)) <= {"none"}, path
        assert "0px" not in page.evaluate(EDGES), path
