"""A commune on a phone and a thin line: publicity with two photographs, then the day's post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.web.media.uploads import Photo
from tests import make
from tests.fieldwork.publicity.pictures import photo
from tests.journeys.looks import accessibility_faults, sideways_faults, small_targets
from tests.journeys.menu import choose
from tests.journeys.walks import Portal, kept, sign_in, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    make.survey_round()
    staff(canbo=Role.COMMUNE_OFFICER, huyen=Role.DISTRICT_MONITOR)
    return portal


@pytest.fixture
def phone(page: Page) -> Page:
    """A page whose console may speak of a broken line."""
    return page.context.new_page()


def log(page: Page, portal: Portal) -> None:
    """Write an entry; its text is kept before any photograph."""
    sign_in(page, portal.base, "canbo")
    choose(page, "Thêm")
    page.get_by_role("link", name="Công khai, tuyên truyền").click()
    page.get_by_role("link", name="Ghi hoạt động mới").click()
    page.get_by_label("Hình thức").select_option(label="Niêm yết")
    page.get_by_label("Nơi thực hiện, kênh").fill("Trụ sở UBND xã")
    page.get_by_role("button", name="Lưu và thêm ảnh").click()
    expect(page.locator("main")).to_contain_text("Đã ghi. Có thể thêm ảnh ngay bên dưới.")


def files(*numbers: int) -> list[dict[str, object]]:
    return [{"name": f"anh{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(n)} for n in numbers]


def test_two_photographs_over_a_line_that_breaks(portal, phone):
    log(phone, portal)
    tries = {"n": 0}

    def break_twice(route: Route) -> None:
        tries["n"] += 1
        route.abort("connectionreset") if tries["n"] in {1, 3} else route.continue_()

    phone.route(re.compile(r"/photos$"), break_twice)
    phone.locator("#photo-gallery").set_input_files(files(1, 2))
    expect(phone.locator("#photos img")).to_have_count(2, timeout=30_000)
    expect(phone.locator(".sending")).to_contain_text("đã gửi")
    assert tries["n"] == 4
    assert (kept(Photo), kept(PublicityEntry)) == (2, 1)
    assert sideways_faults(phone) + small_targets(phone) + accessibility_faults(phone) == []


def test_one_that_cannot_be_read_is_named_and_the_other_stays(portal, phone):
    log(phone, portal)
    broken = {"name": "hong.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    large = {"name": "to.jpg", "mimeType": "image/jpeg", "buffer": b"\xff" * (14 * 1024 * 1024)}
    phone.locator("#photo-gallery").set_input_files([broken, large, *files(1)])
    expect(phone.locator("#photos img")).to_have_count(1, timeout=30_000)
    expect(phone.locator(".sending")).to_contain_text("Không đọc được ảnh, đề nghị chọn tệp JPG, PNG hoặc HEIC.")
    expect(phone.locator(".sending")).to_contain_text("Ảnh quá lớn (14 MB, tối đa 10 MB).")
    assert kept(PublicityEntry) == 1


@pytest.mark.parametrize("scripts", [False])
def test_without_scripts_a_photograph_is_a_plain_form(portal, page):
    log(page, portal)
    page.locator("#photo-camera").set_input_files(files(1))
    page.get_by_role("button", name="Gửi ảnh").click()
    expect(page.locator("#photos img")).to_have_count(1)
    assert sideways_faults(page) + small_targets(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_day_s_post_is_one_tap_and_then_said_to_be_posted(portal, page):
    log(page, portal)
    page.goto(f"{portal.base}/today")
    page.get_by_role("link", name="Đăng tin trong ngày lên nhóm Zalo PKS02_2024").click()
    page.get_by_role("button", name="Tạo tin trong ngày").click()
    expect(page.locator("#post-text")).to_have_value(re.compile("TIN TRONG NGÀY 13/6/2024"))
    expect(page.locator("img[data-card]")).to_be_visible()
    page.get_by_role("button", name="Đã đăng lên nhóm").click()
    expect(page.locator("main")).to_contain_text("Đã đăng lên nhóm lúc 12:00")
    assert kept(DailyPost) == 1
    page.context.clear_cookies()
    sign_in(page, portal.base, "huyen")
    page.goto(f"{portal.base}/manage/publicity")
    expect(page.locator("tr", has_text="xã Thanh Hải")).to_contain_text("đã đăng 12:00")
