"""Where offices begin: a district's morning, an approver's two minutes, an auditor's question, a request."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.accounts.admin import requests
from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.visits import operations, queries
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from tests import make
from tests.fieldwork.rounds import desk, visits
from tests.journeys.walks import Portal, second_person, sign_in, staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

YESTERDAY = make.FIRST_DAY


@pytest.fixture
def portal(app, db, serve, at) -> Portal:
    portal = Portal(serve(app), at)
    make.survey_round()
    staff(
        canbo=Role.COMMUNE_OFFICER,
        totruong=Role.COMMUNE_LEAD,
        huyen=Role.DISTRICT_MONITOR,
        chuyenvien=Role.PROVINCE_EDITOR,
        lanhdao=Role.PROVINCE_APPROVER,
        giamsat=Role.AUDITOR,
        quantri=Role.ACCOUNT_ADMIN,
    )
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
    expect(page.locator("main table")).to_contain_text("huyen")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_administrator_s_request(portal, page):
    lead = account("totruong")
    requests.request_account(full_name="Nguyễn Thị Mới", identifier="CB-0099", reason="Thêm người", by=lead)
    database.session.commit()
    start(page, portal, "quantri")
    expect(page.locator(".jobs li")).to_have_count(1)
    page.locator(".jobs a").click()
    expect(page.locator("main")).to_contain_text("Nguyễn Thị Mới")
