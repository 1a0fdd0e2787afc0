"""What some leads ask of the account administrator: three requests that wait, one that was refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.accounts.admin import requests
from portal.demo.rehearsal import people
from portal.demo.setup import account
from portal.extensions import db
from portal.units import queries as units
from portal.web.data import clock

if TYPE_CHECKING:
    from portal.accounts.models import Account, AccountRequest

ADMINISTRATOR = "quantri"


def ask(year: int) -> None:
    """Ask through the pages' own operations, yesterday. The caller commits."""
    communes = db.session.scalars(units.communes(people.province(year))).all()
    codes = [commune.code for commune in communes[:: max(1, len(communes) // 4)]][:4]
    with clock.moved_to(clock.now() - timedelta(days=1)):
        refused = ask_new(codes[-1], "Nguyễn Văn An", "Nhờ hội viên nhập số liệu buổi chiều.")
        ask_new(codes[0], "Trần Thị Bình", "Công chức văn phòng nghỉ phép, cử người nhập thay.")
        change(codes[1 % len(codes)], requests.CODE, "Quên mật khẩu, đã đổi điện thoại.")
        change(codes[2 % len(codes)], requests.CLOSE, "Chuyển công tác sang xã khác từ đầu tháng.")
        answer = "Chỉ mở tài khoản cho cán bộ, công chức của xã."
        requests.decide(refused, decision="refuse", answer=answer, by=account(ADMINISTRATOR))


def ask_new(code: str, name: str, reason: str) -> AccountRequest:
    """A lead asks for another officer's account."""
    identifier = f"{people.IDENTIFIER_PREFIX}de-nghi.{code}.{name.rsplit(maxsplit=1)[-1]}"
    return requests.request_account(full_name=name, identifier=identifier, reason=reason, by=lead_of(code))


def change(code: str, kind: str, reason: str) -> None:
    """A lead asks for something about the officer's account."""
    requests.request_change(account(f"cb.{code}"), kind=kind, reason=reason, by=lead_of(code))


def lead_of(code: str) -> Account:
    """The lead of a commune."""
    return account(f"tt.{code}")
