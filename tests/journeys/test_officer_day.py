"""An officer's day and the lead's «chốt»: with and without scripts, and with the keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.visits.models import VisitCount
from portal.web.data import clock
from tests import make
from tests.journeys.looks import accessibility_faults, sideways_faults, small_targets
from tests.journeys.walks import Portal, reach, sign_in, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

DAY = make.FIRST_DAY + timedelta(days=1)
MOST = 2960
"""Four screens of 740: the height of any list, home or form of a commune on a phone."""


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    survey = make.survey_round()
    make.arrive(make.point("07507", survey), 17, day=DAY)
    staff(canbo=Role.COMMUNE_OFFICER, totruong=Role.COMMUNE_LEAD)
    portal.go_to(clock.at(DAY, 15, 41))
    return portal


def as_person(page: Page, portal: Portal, username: str) -> None:
    page.context.clear_cookies()
    sign_in(page, portal.base, username)


def looks(page: Page, *, scripts: bool = True) -> list[str]:
    """What is wrong with how a page looks; axe runs with scripts alone."""
    found = sideways_faults(page) + small_targets(page)
    height = page.evaluate("document.documentElement.scrollHeight")
    tall = [f"{height} px"] if height > MOST else []
    return found + tall + (accessibility_faults(page) if scripts else [])


@pytest.mark.parametrize("scripts", [True, False])
def test_the_officer_counts_asks_and_the_lead_closes(portal, page, scripts):
    sign_in(page, portal.base, "canbo")
    expect(page.locator(".days [aria-current]")).to_contain_text("hôm nay")
    page.get_by_label("Lượt người dân đến").fill("36")
    if scripts:
        page.keyboard.press("Tab")
        expect(page.locator("#state")).to_contain_text("Đã lưu 15:41")
        page.get_by_role("button", name="Thêm một").click()
        page.get_by_role("button", name="Hoàn tác").click()
        expect(page.get_by_label("Lượt người dân đến")).to_have_value("36")
        page.wait_for_timeout(800)
    else:
        page.get_by_role("button", name="Lưu tạm").click()
    expect(page.locator("#state")).to_contain_text("Lúc 15 giờ: từ 10 đến 19 phiếu. Số chính xác hiện sau khi chốt.")
    expect(page.locator("main")).not_to_contain_text("17 phiếu")
    assert looks(page, scripts=scripts) == []
    portal.go_to(clock.at(DAY, 17, 5))
    as_person(page, portal, "canbo")  # the session of the afternoon is over
    page.get_by_role("button", name="Báo tổ trưởng chốt số liệu 13/6").click()
    expect(page.locator("h1")).to_have_text("Báo tổ trưởng chốt số liệu ngày 13/6?")
    assert looks(page, scripts=scripts) == []
    page.get_by_role("button", name="Báo tổ trưởng chốt").click()
    expect(page.locator("#message-text")).to_contain_text("Kính đề nghị đồng chí Tổ trưởng chốt số liệu ngày 13/6")
    assert looks(page, scripts=scripts) == []
    as_person(page, portal, "totruong")
    assert looks(page, scripts=scripts) == []
    page.locator(".jobs").first.get_by_role("link", name="Chốt Chốt số liệu ngày 13/6").click()
    expect(page.locator("main")).to_contain_text("không sửa trực tiếp được nữa")
    page.get_by_role("button", name="Chốt số liệu ngày 13/6").click()
    expect(page.locator("#state")).to_contain_text("36 lượt")
    expect(page.locator("main")).not_to_contain_text("17 phiếu")
    portal.go_to(clock.at(DAY + timedelta(days=1), 8))
    as_person(page, portal, "totruong")
    expect(page.locator(".days")).to_contain_text("đã chốt · Dưới mức tối thiểu")


def test_the_day_is_done_with_the_keyboard_alone(portal, page):
    portal.go_to(clock.at(DAY, 17, 5))
    sign_in(page, portal.base, "canbo")
    reach(page, "Lượt người dân đến", "textbox")
    page.keyboard.type("36")
    reach(page, "Báo tổ trưởng chốt số liệu 13/6")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Báo tổ trưởng chốt số liệu ngày 13/6?")
    reach(page, "Báo tổ trưởng chốt")
    page.keyboard.press("Enter")
    expect(page.locator("#message-text")).to_be_visible()
    as_person(page, portal, "totruong")
    reach(page, "Chốt Chốt số liệu ngày 13/6", "link")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Chốt số liệu ngày 13/6?")
    reach(page, "Chốt số liệu ngày 13/6")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_contain_text("Đã chốt lúc")


@pytest.mark.parametrize(
    "path", ["/today", "/support-desk", "/own-reports", "/more", "/roster", "/publicity", "/inbox"]
)
def test_a_long_round_keeps_a_communes_pages_short(portal, page, path):
    make.survey_round("dai", first_day=DAY - timedelta(days=40), last_day=DAY + timedelta(days=20), title="Đợt dài")
    database.session.commit()
    sign_in(page, portal.base, "canbo")
    page.goto(f"{portal.base}{path}?round=dai")
    assert looks(page) == []


def test_a_report_is_saved_as_one_goes_and_stays_short(portal, page):
    first_day = DAY - timedelta(days=40)
    survey = make.survey_round("dai", first_day=first_day, last_day=DAY + timedelta(days=20), title="Dài")
    by = make.account(Role.COMMUNE_OFFICER)
    for n in range(30):
        day = first_day + timedelta(days=n)
        locked = {"locked_at": clock.end_of(day), "locked_by": by.id, "entered_at": clock.start_of(day)}
        row = VisitCount(point_id=make.point("07507", survey).id, day=day, visits=9, source="direct", entered_by=by.id)
        for name, value in locked.items():
            setattr(row, name, value)
        database.session.add(row)
    database.session.commit()
    sign_in(page, portal.base, "canbo")
    page.goto(f"{portal.base}/rounds/dai/report/edit")
    assert looks(page) == []
    first = f"{first_day.day}/{first_day.month}"
    page.get_by_label(re.compile(f"Lượt được hỗ trợ thủ tục hành chính, ngày 0?{first}")).fill("7")
    page.keyboard.press("Tab")
    expect(page.locator("#state")).to_contain_text("Đã lưu 15:41")
    page.get_by_label("Khó khăn, vướng mắc").fill("Mạng yếu ở hai thôn.")
    page.keyboard.press("Tab")
    expect(page.locator("#state [role=status]")).to_contain_text("Đã lưu")
    page.wait_for_timeout(800)
    page.reload()
    expect(page.get_by_label("Khó khăn, vướng mắc")).to_have_value("Mạng yếu ở hai thôn.")
    expect(page.get_by_label(re.compile(f"Lượt được hỗ trợ thủ tục hành chính, ngày 0?{first}"))).to_have_value("7")
