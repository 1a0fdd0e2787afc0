"""A monitor on the phone inspects a desk, photographs its poster, urges who lags; the commune follows and mends."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.web.data import clock
from portal.web.ui import qr
from tests import make
from tests.journeys.menu import choose
from tests.journeys.walks import Portal, sign_in, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

ITEMS = (
    "Mã QR, hướng dẫn đã treo, nhìn rõ, quét được",
    "Có cán bộ, hội viên hỗ trợ tại bàn",
    "Chỉ hướng dẫn kỹ thuật, không gợi ý, không chọn thay",
    "Người dân tự chọn, không ai nhìn màn hình",
)


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    portal.code = make.point("07507", make.survey_round()).code
    staff(canbo=Role.COMMUNE_OFFICER, huyen=Role.DISTRICT_MONITOR)
    return portal


def poster(address: str) -> bytes:
    """A photograph of the code on a wall."""
    wall = Image.new("RGB", (900, 900), (190, 185, 175))
    wall.paste(Image.open(BytesIO(qr.symbol(address).png(8))).convert("RGB"), (200, 200))
    target = BytesIO()
    wall.save(target, "JPEG")
    return target.getvalue()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_desk_is_inspected_and_the_commune_mends(app, portal, page, browser, scripts):
    portal.go_to(clock.at(make.FIRST_DAY, 9))
    sign_in(page, portal.base, "huyen")
    choose(page, "Theo dõi")
    choose(page, "Kiểm tra")
    page.get_by_role("link", name="Xã Thanh Hải").click()
    page.get_by_role("link", name="Ghi lần kiểm tra").click()
    page.get_by_label("Đoàn kiểm tra").fill("Đồng chí Bình, Trưởng Ban Dân vận")
    for item in ITEMS:
        page.get_by_role("group", name=item).get_by_label("Có", exact=True).check()
    page.get_by_role("group", name="Danh sách, lịch phân công đã niêm yết").get_by_label("Không", exact=True).check()
    page.get_by_role("button", name="Ghi lần kiểm tra").click()
    expect(page.locator("main")).to_contain_text("Đã ghi lần kiểm tra, 1 tồn tại.")
    photo = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": poster(f"{app.config['BASE_URL']}/p/{portal.code}")}
    page.locator("#photo-gallery").set_input_files(photo)
    if not scripts:
        page.get_by_role("button", name="Gửi ảnh").click()
    expect(page.locator("main")).to_contain_text("Đúng mã của đơn vị này.", timeout=20_000)
    commune = browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    mend(commune, portal)
    page.reload()
    expect(page.locator("main")).to_contain_text("đã khắc phục")


def mend(page: Page, portal: Portal) -> None:
    """What the commune does about it."""
    sign_in(page, portal.base, "canbo")
    page.get_by_role("link", name="Khắc phục tồn tại qua kiểm tra").click()
    page.get_by_role("link", name="Ghi đã khắc phục").click()
    page.get_by_label("Đã khắc phục như thế nào").fill("Đã dán danh sách ở bảng tin")
    page.get_by_role("button", name="Ghi đã khắc phục").click()
    expect(page.locator("main")).to_contain_text("Đã ghi là khắc phục.")


@pytest.mark.parametrize("scripts", [True, False])
def test_who_lags_is_urged_and_follows_the_reminder_to_the_deed(portal, page, browser, scripts):
    portal.go_to(clock.at(make.FIRST_DAY, 14))
    sign_in(page, portal.base, "huyen")
    page.goto(f"{portal.base}/urging/198-kh-bdvtu")
    page.get_by_role("link", name="Gửi nhắc tất cả").first.click()
    page.get_by_role("button", name="Gửi nhắc").click()
    expect(page.locator("main")).to_contain_text("Đã nhắc 1 đơn vị lúc 14:00.")
    commune = browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    sign_in(commune, portal.base, "canbo")
    expect(commune.locator(".waiting")).to_contain_text("nhắc việc")
    commune.get_by_role("link", name="Xem nhắc việc của cấp trên").click()
    line = commune.locator(".todo li").filter(has_text=re.compile("Chưa nhập lượt người dân đến"))
    line.get_by_role("button", name="Làm ngay").click()
    expect(commune.locator("h1")).to_have_text("Thứ Tư, 12/6/2024")
