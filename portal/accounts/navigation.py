"""What every staff page shows of its reader: the menu of the role, the account's own menu, the contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import requests
from portal.accounts.permissions import Permission, Role

if TYPE_CHECKING:
    from collections.abc import Callable

P = Permission

Menu = tuple[tuple[str, str, Permission], ...]
"""Entries: endpoint, label, the right it takes."""


@dataclass(frozen=True)
class Link:
    """An entry of a menu."""

    label: str
    url: str
    current: bool = False
    count: int = 0


def context() -> dict[str, object]:
    """Values for base.html; empty for somebody not signed in."""
    if not current_user.is_authenticated or session.get("factor"):
        return {}
    return {
        "navigation": entries(),
        "topics": topics(),
        "account_menu": own_menu(),
        "home_url": url_for("accounts.home"),
    }


def entries() -> list[Link]:
    """The entries this role may open, of those the site serves."""
    if current_user.is_of_commune:
        return links_of(commune_menu())
    return [
        Link(link.label, link.url, current=link.current or (link.label == _("Triển khai") and bool(topics())))
        for link in links_of(office_menu())
    ]


def links_of(menu: Menu) -> list[Link]:
    """A menu as links, without what this reader may not open."""
    return [Link(entry[1], address(entry[0]), current=is_current(entry[0])) for entry in menu if may_open(*entry)]


OF_ROUND = {
    "awards.index": "awards.index",
    "desk_phones.board": "desk_phones.board",
    "inspections.index": "inspections.index",
    "preparing.index": "preparing.task_forces",
    "publicity.overview": "publicity.overview",
    "reporting.index": "reporting.overview",
    "results.board": "results.board",
    "roster.all_desks": "roster.all_desks",
    "urging.index": "urging.index",
}
"""Entries that are about one round, and the page of each that takes the round's name."""


def address(endpoint: str) -> str:
    """An entry's page: of the round the reader looks at, where the page at hand names one."""
    slug, room = (request.view_args or {}).get("slug"), request.blueprint
    named = slug is not None and any(entry.partition(".")[0] == room for entry in OF_ROUND)
    return url_for(OF_ROUND[endpoint], slug=slug) if named and endpoint in OF_ROUND else url_for(endpoint)


def may_open(endpoint: str, _label: str, permission: Permission) -> bool:
    """Whether the site serves an entry and the reader may open it."""
    return endpoint in current_app.view_functions and bool(current_user.can(permission))


def commune_menu() -> Menu:
    """What a commune does."""
    return (
        ("fieldwork.today", _("Hôm nay"), P.VISITS_ENTER),
        ("preparing.own", _("Tổ công tác"), P.TASKFORCE_EDIT),
        ("roster.mine", _("Phân công"), P.ROSTER_EDIT),
        ("publicity.index", _("Tuyên truyền"), P.PUBLICITY_WRITE),
        ("reporting.own", _("Báo cáo"), P.REPORTS_WRITE),
        ("documents.index", _("Văn bản"), P.DOCUMENTS_VIEW),
    )


def office_menu() -> Menu:
    """What districts and the province do; what they watch of the communes' work stands one level below."""
    watched = [entry for entry in field_menu() if may_open(*entry)]
    return (
        ("results.board", _("Tham gia"), P.BOARD_VIEW),
        *((endpoint, _("Triển khai"), permission) for endpoint, _label, permission in watched[:1]),
        ("results.index", _("Kết quả"), P.RESULTS_VIEW),
        *(() if current_user.can(P.RESULTS_VIEW) else (("releases.index", _("Kết quả"), P.RELEASES_VIEW),)),
        ("documents.index", _("Văn bản"), P.DOCUMENTS_VIEW),
        ("surveys.rounds", _("Đợt khảo sát"), P.ROUNDS_VIEW),
        ("questionnaires.index", _("Phiếu hỏi"), P.QUESTIONNAIRES_VIEW),
        ("accounts.people", _("Tài khoản"), P.ACCOUNTS_RESET),
    )


def field_menu() -> Menu:
    """The topics of «Triển khai»."""
    return (
        ("preparing.index", _("Chuẩn bị"), P.BOARD_VIEW),
        ("roster.all_desks", _("Phân công"), P.ROSTER_VIEW),
        ("desk_phones.board", _("Máy tại bàn"), P.DESKS_VIEW),
        ("publicity.overview", _("Tuyên truyền"), P.PUBLICITY_WATCH),
        ("inspections.index", _("Kiểm tra"), P.BOARD_VIEW),
        ("urging.index", _("Đôn đốc"), P.BOARD_VIEW),
        ("reporting.index", _("Báo cáo"), P.BOARD_VIEW),
        ("fieldwork.corrections", _("Điều chỉnh"), P.CORRECTIONS_DECIDE),
        ("awards.index", _("Khen thưởng"), P.AWARDS_VIEW),
    )


def topics() -> list[Link]:
    """The second row of the menu, on the pages of «Triển khai» alone; empty elsewhere and for communes."""
    if current_user.is_of_commune or not any(is_current(endpoint) for endpoint, _label, _right in field_menu()):
        return []
    return links_of(field_menu())


BOARD = frozenset({"results.board", "results.board_file", "results.unit"})
"""The pages under «Tham gia»; all others of their room stand under «Kết quả»."""


def is_current(endpoint: str) -> bool:
    """Whether the page at hand belongs to an entry: the same view, or one of the same room's pages below it."""
    here = request.endpoint or ""
    if here.partition(".")[0] != endpoint.partition(".")[0]:
        return False
    if endpoint.startswith("results."):
        return (here in BOARD) == (endpoint in BOARD)
    return here == endpoint or here not in other_entries(endpoint)


def other_entries(endpoint: str) -> set[str]:
    """Entries of the same room that stand for themselves."""
    room = endpoint.partition(".")[0]
    named = {entry for entry, _label, _permission in (*commune_menu(), *office_menu(), *field_menu())}
    return {entry for entry in named if entry.startswith(f"{room}.") and entry != endpoint}


MORE_LINKS: list[Callable[[], list[Link]]] = []
"""What rooms above add to the account's own menu, with how much waits behind each link."""


@dataclass(frozen=True)
class OwnMenu:
    """The account's own menu."""

    line: str
    name: str
    role: str
    unit: str
    links: tuple[Link, ...]
    sign_out_url: str

    @property
    def waiting(self) -> int:
        """How much waits behind all links."""
        return sum(link.count for link in self.links)


def own_menu() -> OwnMenu:
    """Who is signed in, and what they may do with their own account."""
    at_province = current_user.role in {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER}
    place = _("Ban Dân vận Tỉnh ủy") if at_province else current_user.unit.title
    return OwnMenu(
        line=f"{current_user.role_title} · {place}",
        name=current_user.full_name,
        role=current_user.role_title,
        unit=current_user.unit.full,
        links=(*(link for more in MORE_LINKS for link in more()), *own_links()),
        sign_out_url=url_for("accounts.logout"),
    )


def own_links() -> tuple[Link, ...]:
    """What stands in the account's own menu, as far as this site serves it."""
    found = [("guiding.guide", _("Hướng dẫn công việc"))]
    if current_user.can(P.ACCOUNTS_ASK):
        found.append(("accounts_requests.mine", _("Tài khoản của đơn vị")))
    if current_user.can(P.ACCOUNTS_DECIDE):
        found.append(("accounts_deeds.index", _("Thay đổi tài khoản")))
    if current_user.can(P.AUDIT_VIEW):
        found.append(("accounts_events.events", _("Nhật ký hệ thống")))
    if current_user.can(P.RELEASES_VIEW):
        found.append(("releases.index", _("Kết quả công bố")))
    found.append(("accounts_own.show", _("Đăng nhập, bảo mật")))
    links = [Link(label, url_for(endpoint)) for endpoint, label in found if endpoint in current_app.view_functions]
    return (*asked_links(), *links)


def asked_links() -> list[Link]:
    """For those who decide what leads ask for: the queue, with how much waits."""
    if not current_user.can(P.ACCOUNTS_RESET) or "accounts_requests.index" not in current_app.view_functions:
        return []
    waiting = requests.waiting_for(current_user)
    return [Link(_("Đề nghị về tài khoản"), url_for("accounts_requests.index"), count=waiting)]
