"""Lists of 209 communes on a phone: four screens at most, folded by district; what is found follows the typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.extensions import db as database
from tests import make
from tests.journeys.conftest import VIEWPORTS
from tests.journeys.walks import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

pytestmark = [pytest.mark.once, pytest.mark.journey]
FOUR_SCREENS = 4 * 740
LISTS = (
    *("/tasks", "/monitoring", "/board", "/inspections", "/urging", "/awards", "/rosters", "/manage/preparing"),
    *("/manage/publicity", "/manage/reports", "/manage/rounds/198-kh-bdvtu/chat", "/audit", "/documents"),
    *("/manage/rounds/198-kh-bdvtu", "/manage/rounds/198-kh-bdvtu/points", "/manage/rounds/198-kh-bdvtu/calendar"),
)
SIDEWAYS = "document.documentElement.scrollWidth"
HEIGHT = "document.documentElement.scrollHeight"


def too_large(page: Page, base: str, paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Pages that are longer than four screens of the phone or go sideways, with height and width."""
    found = {}
    for path in paths:
        answer = page.goto(base + path)
        assert answer is not None
        assert answer.ok, path
        height, width = page.evaluate(HEIGHT), page.evaluate(SIDEWAYS)
        if height > FOUR_SCREENS or width > VIEWPORTS["phone"]["width"]:
            found[path] = (height, width)
    return found


@pytest.fixture
def base(db, serve, app):
    province = make.units_of(2024)
    make.survey_round()
    make.account(Role.PROVINCE_EDITOR, at=province, username="editor")
    database.session.commit()
    return serve(app)


def test_lists_of_209_communes_take_four_screens_of_a_phone(base, page: Page):
    page.set_viewport_size(VIEWPORTS["phone"])
    sign_in(page, base, "editor")
    assert too_large(page, base, LISTS) == {}


def test_a_district_is_one_tap_away_and_takes_four_screens_too(base, page: Page):
    page.set_viewport_size(VIEWPORTS["phone"])
    sign_in(page, base, "editor")
    page.goto(f"{base}/inspections")
    with page.expect_navigation():
        page.locator(".folds").get_by_role("link", name="Huyện Lục Ngạn").click()
    expect(page.locator("#rows tbody tr")).to_have_count(29)
    assert page.evaluate(HEIGHT) <= FOUR_SCREENS


def test_what_is_found_follows_the_typing_and_the_file_with_it(base, page: Page):
    page.set_viewport_size(VIEWPORTS["desk"])
    sign_in(page, base, "editor")
    page.goto(f"{base}/inspections")
    expect(page.locator("#rows tbody tr")).to_have_count(50)
    page.locator("#tool-q").press_sequentially("thanh hai")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    expect(page.locator("#export")).to_have_attribute("href", "/inspections/198-kh-bdvtu/table.xlsx?q=thanh+hai")
    expect(page.locator("#tool-q")).to_be_focused()
    page.reload()
    expect(page.locator("#rows tbody tr")).to_have_count(1)


def test_a_unit_is_found_from_any_page_by_one_key(base, page: Page):
    page.set_viewport_size(VIEWPORTS["desk"])
    sign_in(page, base, "editor")
    page.goto(f"{base}/documents")
    page.keyboard.press("/")
    page.keyboard.type("thanh hai")
    with page.expect_navigation():
        page.locator("#found").get_by_role("link", name="xã Thanh Hải, huyện Lục Ngạn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thanh Hải")
