"""What the form's script does where the network or the server falters: answers stay, one ballot comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.ballots.models import ballot_pool
from tests.journeys.walks import Portal, answer, kept, open_round, opened_form

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.once

LOST = "Mất mạng, chưa rõ phiếu đã gửi được hay chưa. Máy đang tự gửi lại, xin ông/bà giữ trang này mở."
FAULT = "Hệ thống gặp lỗi, phiếu chưa được ghi nhận. Xin ông/bà thử lại sau ít phút."


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    return open_round(app, serve, at)


@pytest.fixture
def form(portal, page) -> Page:
    """The form, filled in a minute ago."""
    answer(opened_form(portal, page))
    portal.pass_time(page, 60)
    return page


def send(form: Page) -> None:
    form.get_by_role("button", name="Gửi phiếu").click()


def fail(form: Page, times: int, how) -> list[str]:
    """Let so many posts fail; gives the list of posts as it grows."""
    posts: list[str] = []

    def meet(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        posts.append(route.request.post_data or "")
        if len(posts) <= times:
            how(route)
        else:
            route.continue_()

    form.route("**/p/*", meet)
    return posts


def test_ten_failures_keep_every_answer_and_the_eleventh_try_is_thanked(portal, form):
    posts = fail(form, 10, lambda route: route.abort())
    send(form)
    for pause in (1, 2, 4, 8, 16, 32, 60, 60, 60, 60):
        expect(form.get_by_role("status")).to_have_text(LOST)
        expect(form.locator("input:checked")).to_have_count(14)
        portal.pass_time(form, pause)
    expect(form.locator("#survey-done")).to_be_visible()
    assert len(set(posts)) == 1
    assert kept(ballot_pool) == 1


def test_after_ten_minutes_the_button_is_left_to_the_person(portal, form):
    posts = fail(form, 99, lambda route: route.abort())
    send(form)
    for _pause in range(14):
        form.wait_for_timeout(30)
        portal.pass_time(form, 60)
    expect(form.get_by_role("status")).to_contain_text("khi có mạng bấm “Gửi phiếu” lần nữa.")
    tried = len(posts)
    portal.pass_time(form, 600)
    assert len(posts) == tried
    form.unroute("**/p/*")
    send(form)
    expect(form.locator("#survey-done")).to_be_visible()


def test_the_button_works_again_right_after_a_lost_connection(form):
    fail(form, 1, lambda route: route.abort())
    send(form)
    expect(form.get_by_role("status")).to_have_text(LOST)
    send(form)
    expect(form.locator("#survey-done")).to_be_visible()
    assert kept(ballot_pool) == 1


def test_a_busy_server_is_asked_again_when_it_said(portal, form):
    busy = "<p data-said>Đang có nhiều người gửi.</p>"
    posts = fail(
        form,
        1,
        lambda route: route.fulfill(status=429, body=busy, content_type="text/html", headers={"Retry-After": "20"}),
    )
    send(form)
    expect(form.get_by_role("status")).to_have_text("Đang có nhiều người gửi.")
    portal.pass_time(form, 19)
    assert len(posts) == 1
    portal.pass_time(form, 1)
    expect(form.locator("#survey-done")).to_be_visible()
    assert posts[0] == posts[1]


def test_a_fault_of_the_server_is_told_and_tried_again(portal, form):
    fail(form, 1, lambda route: route.fulfill(status=500, body="oops", content_type="text/plain"))
    send(form)
    expect(form.get_by_role("status")).to_have_text(FAULT)
    portal.pass_time(form, 1)
    expect(form.locator("#survey-done")).to_be_visible()


def test_who_sends_too_fast_sees_the_seconds_count_down(portal, page):
    page.clock.install()
    page.goto(f"{portal.base}/p/{portal.code}")
    answer(page)
    page.clock.run_for(600)
    send(page)
    expect(page.get_by_role("status")).to_contain_text("giây nữa bấm “Gửi phiếu”.")
    assert kept(ballot_pool) == 0
    portal.pass_time(page, 8)
    expect(page.get_by_role("status")).to_have_text("")
    send(page)
    expect(page.locator("#survey-done")).to_be_visible()


def test_a_second_ballot_of_the_phone_is_told_on_the_page(portal, form):
    send(form)
    expect(form.locator("#survey-done")).to_be_visible()
    form.goto(f"{portal.base}/p/{portal.code}")
    expect(form.locator(".note")).to_contain_text("Điện thoại này đã gửi phiếu.")
    answer(form)
    portal.pass_time(form, 60)
    send(form)
    expect(form.locator("[data-said]")).to_contain_text("Điện thoại này đã gửi phiếu.")
    expect(form.get_by_role("link", name="Người khác trong gia đình trả lời")).to_be_visible()
    assert kept(ballot_pool) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_that_comes_back_puts_the_focus_on_what_to_mend(portal, page, scripts):
    if scripts:
        page.clock.install()
    page.goto(f"{portal.base}/p/{portal.code}?lang=en")
    answer(page)
    page.locator("textarea").evaluate("box => { box.value = 'đ'.repeat(1240) }")
    portal.move(portal.moment.replace(minute=5))
    if scripts:
        page.clock.fast_forward(300_000)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#Q15-err")).to_contain_text("at most 1,000")
    assert page.evaluate("document.activeElement.id") == "Q15"
    expect(page.locator("input:checked")).to_have_count(14)
