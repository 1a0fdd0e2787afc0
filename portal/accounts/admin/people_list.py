"""The accounts of one's places as a list: searched, filtered, in pages, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.accounts import queries
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.units.names import fold
from portal.units.queries import districts
from portal.web.http.languages import cached_per_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.accounts.models import Account

PAGE_SIZE = 50


@dataclass(frozen=True)
class Wish:
    """What the reader asks for: words, a district, a state."""

    typed: str
    district: str
    status: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Wish:
        """From an address."""
        return cls(asked.get("q", "").strip(), asked.get("district", ""), asked.get("status", ""))


def state(account: Account) -> str:
    """closed, new (no password yet) or used."""
    if not account.active:
        return "closed"
    return "new" if account.must_change_password else "used"


@cached_per_language
def states() -> Mapping[str, str]:
    """The states in words."""
    return {"used": _("đang dùng"), "new": _("chưa đặt mật khẩu"), "closed": _("đã khóa")}


def matching_accounts(reader: Account, wish: Wish) -> list[Account]:
    """The accounts a reader looks after and asks for; search ignores accents."""
    paths = {one.code: one.path for one in districts(reader.unit)}
    within, wanted = paths.get(wish.district, ""), fold(wish.typed)
    return [
        one
        for one in db.session.scalars(queries.accounts(reader.unit))
        if may_manage(reader, one)
        and wanted in fold(f"{one.username} {one.full_name} {one.unit.title} {one.role_title}")
        and one.unit.path.startswith(within)
        and wish.status in {"", state(one)}
    ]


def may_manage(reader: Account, account: Account) -> bool:
    """A district sees its communes' accounts; the administrator all of the province."""
    return reader.can(Permission.ACCOUNTS_MANAGE) or account.is_of_commune


def header() -> list[str]:
    """The file's first row."""
    return [_("Tên đăng nhập"), _("Họ và tên"), _("Vai trò"), _("Đơn vị"), _("Trạng thái")]


def row(account: Account) -> list[str]:
    """An account as a row of the file; never a code."""
    return [
        account.username, account.full_name, account.role_title, account.unit.full, states()[state(account)]
    ]  # fmt: skip
