"""A commune officer builds and hands in a roster on a phone; a citizen reads it; with scripts and without."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.roster.models import Shift
from portal.web.data import clock
from tests import make
from tests.journeys.looks import accessibility_faults, sideways_faults, small_targets
from tests.journeys.walks import Portal, sign_in, staff


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    at(clock.at(date(2024, 6, 6), 9))
    make.survey_round()
    staff(canbo=Role.COMMUNE_OFFICER)
    return portal


def add(page, name: str, phone: str, button: str = "Lưu") -> None:
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_roster_is_built_by_tapping_handed_in_and_read_by_a_citizen(portal, page, scripts):
    sign_in(page, portal.base, "canbo")
    page.get_by_role("link", name="Lập danh sách, lịch phân công").click()
    page.get_by_role("link", name="Thêm cán bộ, hội viên").click()
    add(page, "Nguyễn Văn An", "0123 456 701", "Lưu và thêm người khác")
    expect(page.get_by_role("status")).to_contain_text("Đã thêm Nguyễn Văn An.")
    add(page, "Trần Thị Bình", "0123 456 702")
    for half, name in (("sáng", "Nguyễn Văn An"), ("chiều", "Trần Thị Bình")):
        for day in ("12/6", "13/6"):
            tap = page.get_by_role("button", name=f"{name}, {half} {day}")
            tap.click()
            expect(tap).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".verdict")).to_contain_text("còn thiếu 2 buổi")
    if scripts:
        assert accessibility_faults(page) + small_targets(page) == []
    assert sideways_faults(page) == []
    page.locator("summary", has_text="Sao chép lịch sang ngày khác").click()
    page.get_by_label("Sang ngày").select_option("2024-06-14")
    page.get_by_role("button", name="Sao chép").click()
    expect(page.locator(".verdict")).to_contain_text("đủ người")
    page.get_by_role("link", name="Gửi danh sách, lịch phân công").click()
    page.get_by_role("button", name="Gửi danh sách, lịch phân công").click()
    expect(page.locator(".note")).to_contain_text("Đã gửi lúc 09:00")
    page.context.clear_cookies()
    page.goto(f"{portal.base}/?q=thanh+hai")
    page.get_by_role("link", name="Lịch hội viên hỗ trợ tại bàn").click()
    expect(page.get_by_role("main")).to_contain_text("Nguyễn Văn An (Hội Cựu chiến binh)")
    expect(page.get_by_role("main")).not_to_contain_text("0123")


@pytest.mark.parametrize("viewport", ["desk"])
def test_on_a_desk_the_grid_is_filled_by_keyboard(portal, page, viewport):
    sign_in(page, portal.base, "canbo")
    page.goto(f"{portal.base}/roster/helpers/new")
    add(page, "Nguyễn Văn An", "0123 456 701", "Lưu và thêm người khác")
    add(page, "Trần Thị Bình", "0123 456 702")
    page.get_by_role("button", name="Nguyễn Văn An, sáng 12/6").focus()
    for key in ("Space", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        page.wait_for_timeout(50)
    other = page.get_by_role("button", name="Trần Thị Bình, chiều 12/6")
    expect(page.get_by_role("button", name="Nguyễn Văn An, sáng 12/6")).to_have_attribute("aria-pressed", "true")
    other.focus()
    page.keyboard.press("Enter")
    expect(other).to_have_attribute("aria-pressed", "true")
    expect(other).to_be_focused()
    database.session.expire_all()
    assert len(database.session.scalars(select(Shift)).all()) == 2
