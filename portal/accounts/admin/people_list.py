"""The accounts of one's places as a list: searched, filtered, in pages, and as a file."""

from collections.abc import Mapping

from flask_babel import gettext as _

from portal.accounts import queries
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.units.names import fold
from portal.units.queries import districts
from portal.web.http.languages import cached_per_language
from portal.web.ui.listing import Columns, ListFilter, Listing

PAGE_SIZE = 30


def state(account: Account) -> str:
    """closed, new (no password yet) or used."""
    if not account.active:
        return "closed"
    return "new" if account.must_change_password else "used"


@cached_per_language
def states() -> Mapping[str, str]:
    """The states in words."""
    return {"used": _("đang dùng"), "new": _("chưa đặt mật khẩu"), "closed": _("đã khóa")}


LISTING: Listing[Account] = Listing(
    has=lambda account, status: status == state(account),
    matches=lambda account, list_filter: fold(list_filter.typed) in search_text(account),
)


def search_text(account: Account) -> str:
    """What a search looks into; accents ignored."""
    return fold(f"{account.username} {account.full_name} {account.unit.title} {account.role_title}")


def matching_accounts(reader: Account, list_filter: ListFilter) -> list[Account]:
    """The accounts a reader looks after and asks for; an unknown district leaves all of them."""
    within = {district.code: district.path for district in districts(reader.unit)}.get(list_filter.district, "")
    accounts = db.session.scalars(queries.accounts(reader.unit))
    own_accounts = (one for one in accounts if may_manage(reader, one) and one.unit.path.startswith(within))
    # in memory: accents and role titles are not in the database
    return LISTING.apply(own_accounts, list_filter)


def may_manage(reader: Account, account: Account) -> bool:
    """A district sees its communes' accounts; the administrator all of the province."""
    return reader.can(Permission.ACCOUNTS_MANAGE) or account.is_of_commune


def columns() -> Columns[Account]:
    """The file's columns; never a code."""
    return [
        (_("Tên đăng nhập"), lambda account: account.username),
        (_("Họ và tên"), lambda account: account.full_name),
        (_("Vai trò"), lambda account: account.role_title),
        (_("Đơn vị"), lambda account: account.unit.full),
        (_("Trạng thái"), lambda account: states()[state(account)]),
    ]
