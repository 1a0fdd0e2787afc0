"""Officers and the province at work in a browser: a day's visits, chốt, a correction; closing, opening, the report."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.web.data import clock
from tests import make
from tests.journeys.walks import Portal, second_person, sign_in, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

DAY = make.FIRST_DAY + timedelta(days=1)
AFTER = clock.at(make.LAST_DAY + timedelta(days=3), 9)


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    survey = make.survey_round()
    make.arrive(make.point("07507", survey), 17, day=DAY)
    staff(
        canbo=Role.COMMUNE_OFFICER,
        totruong=Role.COMMUNE_LEAD,
        huyen=Role.DISTRICT_MONITOR,
        chuyenvien=Role.PROVINCE_EDITOR,
        lanhdao=Role.PROVINCE_APPROVER,
    )
    second_person("lanhdao2")
    return portal


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("viewport", ["phone", "desk"])
def test_an_officer_enters_the_visits_and_reads_one_sentence(portal, page, scripts):
    sign_in(page, portal.base, "canbo")
    expect(page.locator("h1")).to_have_text("Thứ Năm, 13/6/2024")
    page.get_by_label("Lượt người dân đến").fill("36")
    if scripts:
        page.keyboard.press("Tab")
    else:
        page.get_by_role("button", name=re.compile("Lưu")).click()
    expect(page.locator("main")).to_contain_text("Đã lưu 12:00")
    expect(page.locator("main")).to_contain_text("Cần ít nhất một nửa số lượt đến")
    expect(page.locator("main")).to_contain_text("từ 10 đến 19 phiếu")
    expect(page.locator("main")).not_to_contain_text("17 phiếu")


@pytest.mark.parametrize("typed", ["-1", "5001", "ba mươi", "３６", "99999999999999999999"])
@pytest.mark.parametrize("scripts", [False])
def test_a_wrong_number_is_refused_in_words(portal, page, typed):
    sign_in(page, portal.base, "canbo")
    page.get_by_label("Lượt người dân đến").fill(typed)
    page.get_by_role("button", name=re.compile("Lưu")).click()
    expect(page.locator("main")).to_contain_text("phải là số nguyên từ 0 đến 5.000")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_lead_closes_the_day_and_the_district_decides_a_correction(portal, page, scripts):
    sign_in(page, portal.base, "totruong")
    page.get_by_label("Lượt người dân đến").fill("36")
    page.keyboard.press("Tab") if scripts else page.get_by_role("button", name=re.compile("Lưu")).click()
    expect(page.locator("main")).to_contain_text("Đã lưu 12:00")
    portal.go_to(clock.at(DAY + timedelta(days=1), 8))
    sign_in_as(page, portal, "totruong")
    page.goto(f"{portal.base}/visits/{DAY}/lock")
    page.get_by_role("button", name="Chốt số liệu ngày 13/6").click()
    page.goto(f"{portal.base}/visits/{DAY}")
    expect(page.locator("main")).to_contain_text("17 phiếu")
    page.goto(f"{portal.base}/visits/{DAY}/correction")
    page.locator("main form input[name=visits], main form input[name=new_visits]").first.fill("30")
    page.locator("main form textarea").fill("Đếm trùng buổi sáng")
    page.locator("main form button[type=submit]").last.click()
    sign_in_as(page, portal, "huyen")
    page.goto(f"{portal.base}/corrections")
    page.locator("main a[href*='/corrections/']").first.click()
    expect(page.locator("main")).to_contain_text("Đếm trùng buổi sáng")
    page.get_by_role("button", name="Đồng ý, thay số liệu").click()
    page.goto(f"{portal.base}/board/198-kh-bdvtu/units/07507")
    expect(page.locator("main")).to_contain_text("30")


def sign_in_as(page: Page, portal: Portal, username: str) -> None:
    """Another person at the same browser."""
    page.context.clear_cookies()
    sign_in(page, portal.base, username)


@pytest.mark.parametrize("viewport", ["desk"])
def test_the_board_finds_a_commune_without_accents_and_keeps_scope(portal, page):
    sign_in(page, portal.base, "huyen")
    page.goto(f"{portal.base}/board/198-kh-bdvtu?q=thanh+hai")
    expect(page.locator("main table").last).to_contain_text("Thanh Hải")
    expect(page.locator("main table").last).not_to_contain_text("Phúc Sơn")
    answer = page.goto(f"{portal.base}/board/198-kh-bdvtu/units/07210")
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("viewport", ["desk"])
def test_the_province_opens_the_results_with_two_persons_and_prints_the_report(portal, page):
    make.ballots(make.point("07507"), [{f"Q{n}": 4 for n in range(1, 15)}] * 25, day=DAY, hour=10)
    database.session.commit()
    portal.go_to(AFTER)
    sign_in(page, portal.base, "lanhdao")
    page.goto(f"{portal.base}/results/198-kh-bdvtu")
    expect(page.locator("main")).to_contain_text("Kết quả chưa mở")
    page.goto(f"{portal.base}/manage/rounds/198-kh-bdvtu/deeds/new/open_results")
    reason = page.locator("main form textarea")
    if reason.count():
        reason.fill("Đợt khảo sát đã kết thúc")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    sign_in_as(page, portal, "lanhdao2")
    page.goto(f"{portal.base}/manage/rounds/198-kh-bdvtu/deeds")
    page.locator("main a[href*='/deeds/']:not([href*='new'])").first.click()
    page.get_by_role("button", name="Đồng ý", exact=True).click()
    expect(page.locator("main")).to_contain_text("đã thực hiện")
    page.goto(f"{portal.base}/results/198-kh-bdvtu")
    expect(page.locator("main")).to_contain_text("100,0%")
    sign_in_as(page, portal, "chuyenvien")
    page.goto(f"{portal.base}/documents")
    page.get_by_role("link", name="Lập văn bản").click()
    page.get_by_role("link", name="Báo cáo tổng hợp").first.click()
    page.locator("main form button[type=submit]").last.click()
    link = page.locator("main a[href$='.pdf'], main a[href*='/file']").first
    expect(link).to_be_visible()
    content = page.request.get(portal.base + str(link.get_attribute("href"))).body()
    text = " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())
    assert "BÁO CÁO" in text
    assert "DỰ THẢO" in text or "Dự thảo" in text
