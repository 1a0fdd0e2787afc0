"""A commune officer registers the task force on a phone; the province sees it; with scripts and without."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.web.data import clock
from tests import make
from tests.journeys.walks import Portal, sign_in, staff


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    at(clock.at(date(2024, 6, 7), 9))
    make.survey_round()
    staff(canbo=Role.COMMUNE_OFFICER, chuyenvien=Role.PROVINCE_EDITOR)
    return portal


@pytest.mark.parametrize("scripts", [True, False])
def test_a_task_force_is_registered_on_a_phone_and_seen_by_the_province(portal, page, scripts):
    sign_in(page, portal.base, "canbo")
    page.get_by_role("link", name="Đăng ký Tổ công tác").click()
    page.get_by_label("Họ và tên Tổ trưởng").fill("Trần Văn Trưởng")
    page.get_by_label("Họ và tên công chức nhập dữ liệu").fill("Giáp Thị Mai")
    page.get_by_label("Chức vụ công chức nhập dữ liệu").fill("Công chức Văn phòng - Thống kê")
    first = page.get_by_role("group", name="Thành viên 1")
    first.get_by_label("Họ và tên").fill("Lê Thị Hoa")
    first.get_by_label("Chức vụ").fill("Chủ tịch UBND xã")
    page.get_by_role("button", name="Lưu đăng ký").click()
    expect(page.get_by_role("alert")).to_contain_text("không tham gia tổ công tác")
    first.get_by_label("Chức vụ").fill("Chủ tịch Hội Liên hiệp Phụ nữ")
    page.get_by_label("Số quyết định").fill("12-QĐ/ĐU")
    page.get_by_label("Ngày quyết định").fill("2024-06-06")
    page.get_by_role("button", name="Lưu đăng ký").click()
    expect(page.get_by_role("status")).to_have_text("Đã lưu tổ công tác.")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.context.clear_cookies()
    sign_in(page, portal.base, "chuyenvien")
    page.goto(f"{portal.base}/manage/preparing")
    expect(page.locator(".strip")).to_contain_text("1/4")
    expect(page.get_by_role("row", name="Xã Thanh Hải")).to_contain_text("12-QĐ/ĐU ngày 06/6/2024")
