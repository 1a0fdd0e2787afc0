"""A citizen answers: phone and desk, scripts on and off, a question left out, a network that breaks, a shared phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.ballots.models import ballot_pool, receipt_pool
from tests.journeys.looks import accessibility_faults, sideways_faults, small_targets
from tests.journeys.walks import Portal, answer, kept, open_round, opened_form

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

GAP = "Câu 7: ông/bà chưa chọn. Nếu không rõ, xin chọn “Không biết / không có ý kiến”."
LOST = "Mất mạng, chưa rõ phiếu đã gửi được hay chưa."


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    return open_round(app, serve, at)


@pytest.fixture
def form(portal, page) -> Page:
    """The form of Thanh Hải, open in a browser whose clock we hold."""
    return opened_form(portal, page)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("viewport", ["phone", "desk"])
def test_an_answer_is_sent_and_thanked_for(portal, form):
    expect(form.locator("main")).to_contain_text("Xã Thanh Hải")
    answer(form)
    portal.pass_time(form, 60)
    form.get_by_role("button", name="Gửi phiếu").click()
    expect(form.locator("#survey-done h1")).to_have_text("Phiếu của ông/bà đã được ghi nhận")
    assert kept(ballot_pool) == kept(receipt_pool) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_left_out_is_named_and_answers_stay(portal, form):
    answer(form, leave_out=3)
    portal.pass_time(form, 60)
    form.get_by_role("button", name="Gửi phiếu").click()
    expect(form.locator("#Q3")).to_contain_text(GAP.replace("7", "3"))
    expect(form.locator("input[name=Q4][value='4']")).to_be_checked()
    assert kept(ballot_pool) == 0


def test_a_reply_lost_after_the_commit_leads_to_the_same_receipt_and_one_ballot(portal, form):
    receipts: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method != "POST" or receipts:
            route.continue_()
            return
        reply = route.fetch(max_redirects=0)
        receipts.append(reply.headers["location"])
        route.abort()

    form.route("**/p/*", lose_the_first)
    answer(form)
    portal.pass_time(form, 60)
    form.get_by_role("button", name="Gửi phiếu").click()
    expect(form.get_by_role("status")).to_contain_text(LOST)
    portal.pass_time(form, 2)
    expect(form.locator("#survey-done")).to_be_visible()
    shown = form.locator(".receipt").inner_text()
    form.goto(portal.base + receipts[0])
    assert form.locator(".receipt").inner_text() == shown
    assert kept(ballot_pool) == kept(receipt_pool) == 1


def test_a_network_that_comes_back_delivers_with_the_page_open(portal, form):
    answer(form)
    portal.pass_time(form, 60)
    form.context.set_offline(True)
    form.get_by_role("button", name="Gửi phiếu").click()
    expect(form.get_by_role("status")).to_contain_text(LOST)
    form.context.set_offline(False)
    portal.pass_time(form, 5)
    expect(form.locator("#survey-done")).to_be_visible()
    assert kept(ballot_pool) == 1


def test_a_second_person_on_the_same_phone_answers_after_three_minutes(portal, form):
    answer(form)
    portal.pass_time(form, 60)
    form.get_by_role("button", name="Gửi phiếu").click()
    form.get_by_role("link", name="Người khác trong gia đình trả lời").click()
    answer(form, choice=2)
    portal.pass_time(form, 181)
    form.get_by_role("button", name="Gửi phiếu").click()
    expect(form.locator("#survey-done")).to_be_visible()
    assert kept(ballot_pool) == 2


def test_going_back_after_sending_shows_no_answers(portal, form):
    answer(form)
    portal.pass_time(form, 60)
    form.get_by_role("button", name="Gửi phiếu").click()
    expect(form.locator("#survey-done")).to_be_visible()
    form.go_back()
    expect(form.locator("input:checked")).to_have_count(0)


def test_nothing_is_kept_in_the_browser(portal, form):
    answer(form)
    stored = form.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert stored == [0, 0, ""]


@pytest.mark.parametrize("viewport", ["phone", "desk"])
@pytest.mark.parametrize("path", ["form", "form?lang=en", "/", "/receipt", "/rounds/198-kh-bdvtu", "/p/ABCD2345"])
def test_citizens_pages_are_accessible_fit_the_phone_and_the_finger(portal, page, viewport, path):
    page.goto(portal.base + path.replace("form", f"/p/{portal.code}"))
    assert accessibility_faults(page) == []
    assert sideways_faults(page) == []
    assert viewport == "desk" or small_targets(page) == []
