"""What the journeys share: a served portal with a round that is open, and ways to sign in and answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portal.accounts import persons
from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask
    from playwright.sync_api import Page

NOON = clock.at(make.FIRST_DAY + timedelta(days=1), 12)
PASSWORD = "một mật khẩu dài đủ dùng"
CLOSED_QUESTIONS = 14


class Portal:
    """A served portal; `moment` is what its clock says."""

    def __init__(self, base: str, move: Callable[[datetime], None]) -> None:
        self.base, self.move, self.moment, self.code = base, move, NOON, ""
        self.go_to(NOON)

    def go_to(self, moment: datetime) -> None:
        self.moment = moment
        self.move(moment)

    def pass_time(self, page: Page, seconds: int) -> None:
        """Let time go by on the server and in the browser."""
        self.go_to(self.moment + timedelta(seconds=seconds))
        page.clock.fast_forward(seconds * 1000)


def open_round(app: Flask, serve: Callable[[Flask], str], at: Callable[[datetime], None]) -> Portal:
    """Serve the portal with a round in its days, and the code of Thanh Hải's form."""
    portal = Portal(serve(app), at)
    make.survey_round()
    portal.code = make.point("07507").code
    database.session.commit()
    return portal


def kept(table: Any) -> int:
    """How many rows there are; the transaction is given back, for it would keep the portal from writing."""
    database.session.rollback()
    number = database.session.scalar(select(func.count()).select_from(table)) or 0
    database.session.rollback()
    return number


def opened_form(portal: Portal, page: Page) -> Page:
    """The form of Thanh Hải, in a browser whose clock we hold."""
    page.clock.install()
    page.goto(f"{portal.base}/p/{portal.code}")
    return page


def sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/login")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng nhập", exact=True).click()


def answer(page: Page, choice: int = 4, leave_out: int = 0) -> None:
    """Tap the same row of every closed question, one perhaps left out; with scripts on that ends at the review."""
    one_at_a_time = page.locator("html.scripted").count() > 0
    for number in range(1, CLOSED_QUESTIONS + 1):
        if number != leave_out:
            choose(page, number, choice)
        if one_at_a_time:
            go_on(page)


def choose(page: Page, number: int, choice: int = 4) -> None:
    page.locator(f"label:has(input[name=Q{number}][value='{choice}'])").click()


def go_on(page: Page) -> None:
    """Tap the one button that leads on: «Câu tiếp», «Xem lại và gửi», at the end «Gửi phiếu»."""
    page.locator(".dock .btn:not(.quiet)").click()


EVERYBODY = {
    "canbo": Role.COMMUNE_OFFICER,
    "totruong": Role.COMMUNE_LEAD,
    "huyen": Role.DISTRICT_MONITOR,
    "ccb": Role.VETERANS_OFFICE,
    "chuyenvien": Role.PROVINCE_EDITOR,
    "lanhdao": Role.PROVINCE_APPROVER,
    "giamsat": Role.AUDITOR,
    "quantri": Role.ACCOUNT_ADMIN,
}
"""A username of each role, for `staff`."""


def staff(**names: Any) -> None:
    """Accounts by username: role."""
    for username, role in names.items():
        make.account(Role(role), username=username)
    database.session.commit()


def second_person(username: str) -> None:
    """Another approver, another person."""
    make.account(Role.PROVINCE_APPROVER, username=username, person=persons.person_of("Trần Thị Hai"))
    database.session.commit()


def reach(page: Page, name: str, role: str = "button") -> None:
    """Move on with Tab alone until this is focused."""
    wanted = page.get_by_role(role, name=name).first
    for _press in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    message = f"{name} is not reached with the keyboard"
    raise AssertionError(message)


def decide_by_keys(page: Page, link: str, button: str) -> None:
    """Open what waits and press its button with the keyboard alone."""
    reach(page, link, "link")
    page.keyboard.press("Enter")
    reach(page, button)
    page.keyboard.press("Enter")
