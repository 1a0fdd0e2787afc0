"""A report on a phone: written, submitted, returned by the district, mended, submitted again."""

from __future__ import annotations

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
from tests.journeys.menu import choose
from tests.journeys.walks import Portal, sign_in, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

MONDAY = clock.at(make.LAST_DAY + timedelta(days=3), 9)


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    portal.go_to(MONDAY)
    survey = make.survey_round()
    staff(totruong=Role.COMMUNE_LEAD, huyen=Role.DISTRICT_MONITOR)
    point, by = make.point(), make.account(Role.COMMUNE_OFFICER)
    for day in survey.days:
        make.arrive(point, 20, day)
        locked = {"locked_at": clock.end_of(day), "locked_by": by.id, "entered_at": clock.start_of(day)}
        row = VisitCount(point_id=point.id, day=day, visits=36, source="direct", entered_by=by.id, **locked)
        database.session.add(row)
    database.session.commit()
    return portal


@pytest.fixture
def district(browser, portal) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, portal.base, "huyen")
    yield page
    page.close()


def looks(page: Page) -> list[str]:
    return sideways_faults(page) + small_targets(page) + accessibility_faults(page)


def test_submitted_returned_and_submitted_again(portal, page, district):
    sign_in(page, portal.base, "totruong")
    choose(page, "Báo cáo")
    expect(page.get_by_role("link", name="Lập báo cáo")).to_be_visible()
    assert looks(page) == []
    page.get_by_role("link", name="Lập báo cáo").click()
    expect(page.get_by_label("Khó khăn, vướng mắc")).to_be_visible()
    assert looks(page) == []
    for day in ("12/6", "13/6", "14/6"):
        page.get_by_label(f"Lượt được hỗ trợ thủ tục hành chính, ngày {day}").fill("20")
        page.get_by_label(f"Lượt được hướng dẫn trả lời phiếu, ngày {day}").fill("15")
    page.get_by_label("Khó khăn, vướng mắc").fill("Mạng yếu ở hai thôn.")
    page.get_by_role("button", name="Lưu rồi nộp").click()
    page.get_by_role("button", name="Nộp báo cáo").click()
    expect(page.locator("main")).to_contain_text("Chờ tiếp nhận")
    send_back(district, portal.base)
    page.reload()
    expect(page.locator("main")).to_contain_text("Ghi rõ tên hai thôn")
    page.get_by_role("link", name="Sửa báo cáo").click()
    page.get_by_label("Khó khăn, vướng mắc").fill("Mạng yếu ở thôn Cầu và thôn Đồng.")
    page.get_by_role("button", name="Lưu rồi nộp").click()
    page.get_by_role("button", name="Nộp báo cáo").click()
    expect(page.locator("main")).to_contain_text("Nộp lần 2")
    assert looks(page) == []


def send_back(page: Page, base: str) -> None:
    """The district returns it, saying why."""
    page.goto(f"{base}/manage/reports")
    page.get_by_role("link", name="Xã Thanh Hải").click()
    page.get_by_role("link", name="Tiếp nhận hoặc trả lại").click()
    page.get_by_label("Lý do trả lại").fill("Ghi rõ tên hai thôn")
    page.get_by_role("button", name="Trả lại để sửa").click()
    expect(page.locator("main")).to_contain_text("Bị trả lại")
