"""Where offices begin: a district's morning, an approver's two minutes, an auditor's question, a request."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.accounts.admin import requests
from portal.accounts.models import Account
from portal.extensions import db as database
from portal.fieldwork.roster.models import Roster, Supervisor
from portal.fieldwork.visits import operations, queries
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import desk, visits
from tests.journeys.walks import EVERYBODY, Portal, decide_by_keys, reach, second_person, sign_in, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

YESTERDAY = make.FIRST_DAY


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    make.survey_round()
    staff(**EVERYBODY)
    second_person("lanhdao2")
    return portal


def account(username: str) -> Account:
    return database.session.query(Account).filter_by(username=username).one()


def start(page: Page, portal: Portal, username: str) -> None:
    """Sign in; the role's home is the first page."""
    sign_in(page, portal.base, username)
    expect(page.locator("h1")).to_have_text("Việc cần làm hôm nay")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_district_s_morning(portal, page, scripts):
    visits(desk("07507"), YESTERDAY, account("canbo"), locked=True)
    operations.ask_correction(desk("07507"), YESTERDAY, visits=30, reason="Đếm trùng", by=account("totruong"))
    database.session.commit()
    start(page, portal, "huyen")
    expect(page.locator(".jobs li").first).to_contain_text("Điều chỉnh số liệu ngày 12/6/2024")
    expect(page.locator(".calls")).to_contain_text("Lượt đến: chưa")
    page.locator(".jobs a").first.click()
    page.get_by_role("button", name="Đồng ý, thay số liệu").click()
    page.goto(f"{portal.base}/tasks")
    expect(page.locator("main")).not_to_contain_text("Điều chỉnh số liệu ngày")
    page.get_by_role("link", name="đơn vị chưa nhập đủ lượt người dân đến").click()
    expect(page.locator("h1")).to_have_text("Tiến độ thực hiện")
    page.locator("summary", has_text="Tìm, lọc, sắp xếp").click()
    page.get_by_label("Tìm xã, phường, thị trấn").fill("phuc son")
    if not scripts:
        page.get_by_role("button", name="Lọc").click()
    expect(page.locator("#rows")).to_contain_text("Phúc Sơn")
    expect(page.locator("#rows")).not_to_contain_text("Thanh Hải")
    page.locator("#rows a:visible", has_text="Phúc Sơn").click()
    expect(page.locator(".unit-steps")).to_contain_text("Lượt đến")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_approver_s_two_minutes(portal, page):
    survey = database.session.query(Round).one()
    approvals.ask(survey, "extend", by=account("lanhdao2"), reason="Mưa bão", until=date(2024, 6, 20))
    database.session.commit()
    start(page, portal, "lanhdao")
    expect(page.locator(".jobs")).to_contain_text("Ngày cuối chuyển từ 14/6/2024 sang 20/6/2024.")
    page.locator(".jobs a").first.click()
    page.get_by_role("button", name="Đồng ý", exact=True).click()
    expect(page.locator("main")).to_contain_text("đã thực hiện")
    page.goto(f"{portal.base}/tasks")
    expect(page.locator("main")).not_to_contain_text("Gia hạn")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_auditor_s_question(portal, page):
    visits(desk("07507"), YESTERDAY, account("canbo"), locked=True)
    asked = operations.ask_correction(desk("07507"), YESTERDAY, visits=30, reason="Đếm trùng", by=account("totruong"))
    correction = queries.correction_in(make.unit("219"), asked.id)
    operations.decide_correction(correction, accepted=True, reply="", by=account("huyen"))
    database.session.commit()
    start(page, portal, "giamsat")
    expect(page.locator("main section").first).to_contain_text("huyen")
    page.get_by_role("link", name="Số nào sửa sau chốt?").click()
    row = page.locator("main table tbody tr")
    expect(row).to_have_count(1)
    for answer in ("huyen", "40", "30"):  # who, from what, to what
        expect(row).to_contain_text(answer)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_administrator_s_request(portal, page):
    lead = account("totruong")
    requests.request_account(full_name="Nguyễn Thị Mới", identifier="CB-0099", reason="Thêm người", by=lead)
    database.session.commit()
    start(page, portal, "quantri")
    expect(page.locator(".jobs li")).to_have_count(1)
    page.locator(".jobs a").click()
    expect(page.locator("main")).to_contain_text("Nguyễn Thị Mới")
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.locator("main")).to_contain_text("Tên đăng nhập")
    page.goto(f"{portal.base}/tasks")
    expect(page.locator("main")).to_contain_text("Không có việc nào chờ đồng chí")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_veterans_office_s_morning(portal, page):
    survey, days = database.session.query(Round).one(), [YESTERDAY.isoformat()]
    database.session.add(Supervisor(round_id=survey.id, full_name="A", post="B", office="C", area="D", days=days))
    database.session.add(Roster(point_id=desk("07507").id, handed_in_at=clock.now(), handed_in_by=account("canbo").id))
    database.session.commit()
    start(page, portal, "ccb")
    late = page.locator(".jobs li").first
    expect(late).to_contain_text("đơn vị chưa gửi danh sách, lịch phân công")
    late.get_by_role("link").click()
    expect(page.locator("#rows")).to_contain_text("Phúc Sơn")
    expect(page.locator("#rows")).not_to_contain_text("Thanh Hải")
    page.goto(f"{portal.base}/tasks")
    page.locator(".jobs li", has_text="Bàn giao danh sách cho Ban").get_by_role("link").click()
    page.get_by_role("button", name="Bàn giao").click()
    expect(page.locator(".history li")).to_have_count(1)
    page.goto(f"{portal.base}/tasks")
    expect(page.locator(".jobs")).not_to_contain_text("Bàn giao danh sách cho Ban")


def test_a_district_decides_with_the_keyboard_alone(portal, page):
    visits(desk("07507"), YESTERDAY, account("canbo"), locked=True)
    operations.ask_correction(desk("07507"), YESTERDAY, visits=30, reason="Đếm trùng", by=account("totruong"))
    database.session.commit()
    start(page, portal, "huyen")
    decide_by_keys(page, "Quyết định Điều chỉnh số liệu ngày 12/6/2024", "Đồng ý, thay số liệu")
    expect(page.locator("main")).to_contain_text("Đã xử lý")


def test_an_approver_decides_with_the_keyboard_alone(portal, page):
    survey = database.session.query(Round).one()
    approvals.ask(survey, "extend", by=account("lanhdao2"), reason="Mưa bão", until=date(2024, 6, 20))
    database.session.commit()
    start(page, portal, "lanhdao")
    decide_by_keys(page, "Gia hạn thời gian khảo sát", "Đồng ý")
    expect(page.locator("main")).to_contain_text("đã thực hiện")


def test_an_auditor_and_an_administrator_need_no_pointer(portal, page):
    requests.request_account(full_name="Nguyễn Thị Mới", identifier="CB-0099", reason="Thêm", by=account("totruong"))
    database.session.commit()
    start(page, portal, "giamsat")
    reach(page, "Ai mở kết quả?", "link")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Nhật ký")
    page.context.clear_cookies()
    start(page, portal, "quantri")
    decide_by_keys(page, "Quyết định", "Duyệt")
    expect(page.locator("main")).to_contain_text("Tên đăng nhập")
