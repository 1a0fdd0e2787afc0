"""A lent phone at the desk: enrolled, two people in turn, cleared when nobody touches it, nothing behind «back»."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.ballots.desks import operations
from portal.ballots.models import arrivals
from portal.extensions import db as database
from portal.fieldwork.visits import queries as fieldwork
from tests import make
from tests.journeys.looks import accessibility_faults, sideways_faults, small_targets
from tests.journeys.walks import Portal, answer

if TYPE_CHECKING:
    from playwright.sync_api import Page

REMARK = "Ý kiến chỉ của tôi"


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    make.survey_round()
    lead = make.account(Role.COMMUNE_LEAD, make.unit("07507"))
    portal.code = operations.make_code(fieldwork.points_of(lead.unit)[0], by=lead)
    database.session.commit()
    return portal


def enrol(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.base}/desk")
    page.get_by_label("Mã của tổ trưởng").fill(portal.code)
    page.get_by_role("button", name="Dùng máy này tại bàn").click()
    expect(page.get_by_text("Máy số 1 của bàn")).to_be_visible()


def send(page: Page, portal: Portal) -> None:
    answer(page)
    page.locator("textarea").fill(REMARK)
    portal.pass_time(page, 60)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.locator("#survey-done")).to_be_visible()


def test_two_people_in_turn_leave_nothing_to_each_other(portal, page):
    page.clock.install()
    enrol(page, portal)
    assert (sideways_faults(page), small_targets(page), accessibility_faults(page)) == ([], [], [])
    page.get_by_role("link", name="Bắt đầu").click()
    assert (sideways_faults(page), small_targets(page)) == ([], [])
    send(page, portal)
    assert "mã biên nhận" not in page.locator("main").inner_text().lower().replace("xem mã biên nhận", "")
    page.get_by_role("link", name="Người tiếp theo").click()
    expect(page.get_by_text("Xin chờ 30 giây rồi mời người tiếp theo.")).to_be_visible()
    portal.pass_time(page, 31)
    expect(page.locator("textarea")).to_have_value("")
    expect(page.locator("input:checked")).to_have_count(0)
    send(page, portal)
    portal.pass_time(page, 11)
    expect(page.get_by_role("link", name="Người tiếp theo")).to_be_visible()
    assert page.url.endswith("/desk")
    page.go_back()
    assert REMARK not in page.content()
    expect(page.locator("input:checked")).to_have_count(0)
    told = database.session.execute(select(arrivals.c.channel, arrivals.c.n)).all()
    database.session.rollback()
    assert {channel for channel, _n in told} == {"desk"}
    assert sum(n for _channel, n in told) == 2


def test_a_desks_phone_asks_first_who_taps_and_leads_back_to_gaps_alone(portal, page):
    enrol(page, portal)
    page.get_by_role("link", name="Bắt đầu").click()
    expect(page.locator("#Q1 .aside")).to_be_in_viewport(ratio=1)
    answer(page, leave_out=7)
    assert [link.get_attribute("href") for link in page.locator(".check li a").all()] == ["#Q7"]
    assert page.locator(".chips").first.get_attribute("id") == "D7"


def test_answers_left_behind_are_cleared_after_ninety_seconds(portal, page):
    page.clock.install()
    enrol(page, portal)
    page.get_by_role("link", name="Bắt đầu").click()
    answer(page)
    page.locator("textarea").fill(REMARK)
    portal.pass_time(page, 80)
    page.clock.run_for(1000)
    expect(page.get_by_role("alert")).to_contain_text("Trang này sắp tự xóa. Chạm vào màn hình để trả lời tiếp.")
    page.locator("h1").click()
    page.clock.run_for(1000)
    expect(page.locator(".idle")).to_be_hidden()
    portal.pass_time(page, 75)
    expect(page.locator("textarea")).to_have_value(REMARK)
    portal.pass_time(page, 20)
    expect(page.get_by_text("Máy số 1 của bàn")).to_be_visible()
    page.go_back()
    assert REMARK not in page.content()
    page.goto(f"{portal.base}/desk/ballot")
    expect(page.locator("textarea")).to_have_value("")
    expect(page.locator("input:checked")).to_have_count(0)


@pytest.mark.parametrize("scripts", [False])
def test_without_scripts_the_page_says_when_it_is_cleared(portal, page):
    enrol(page, portal)
    page.get_by_role("link", name="Bắt đầu").click()
    expect(page.get_by_text("trang tự xóa sau 10 phút")).to_be_visible()
    answer(page)
    portal.go_to(portal.moment.replace(minute=5))
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.locator("#survey-done")).to_be_visible()
    page.go_back()
    expect(page.locator("input:checked")).to_have_count(0)
