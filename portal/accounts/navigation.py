"""What every staff page shows of its reader: the menu of the role, the account's own menu, the contact."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app, request, session, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.accounts import tasks
from portal.accounts.permissions import Permission, Role

P = Permission


class Entry(NamedTuple):
    """An entry of a menu, and the right that it takes; None for everybody signed in."""

    endpoint: str
    label: LazyString
    permission: Permission | None = None


# What a commune does.
COMMUNE_MENU = (
    Entry("fieldwork.today", _l("Hôm nay"), P.VISITS_ENTER),
    Entry("preparing.own", _l("Tổ công tác"), P.TASKFORCE_EDIT),
    Entry("roster.mine", _l("Phân công"), P.ROSTER_EDIT),
    Entry("publicity.index", _l("Tuyên truyền"), P.PUBLICITY_WRITE),
    Entry("reporting.own", _l("Báo cáo"), P.REPORTS_WRITE),
    Entry("documents.index", _l("Văn bản"), P.DOCUMENTS_VIEW),
)

FIELD_LABEL = _l("Triển khai")
# What districts and the province watch of the communes' work: the topics of «Triển khai».
FIELD_MENU = (
    Entry("preparing.index", _l("Chuẩn bị"), P.BOARD_VIEW),
    Entry("roster.all_desks", _l("Phân công"), P.ROSTER_VIEW),
    Entry("desk_phones.board", _l("Máy tại bàn"), P.DESKS_VIEW),
    Entry("publicity.overview", _l("Tuyên truyền"), P.PUBLICITY_WATCH),
    Entry("inspections.index", _l("Kiểm tra"), P.BOARD_VIEW),
    Entry("urging.index", _l("Đôn đốc"), P.BOARD_VIEW),
    Entry("reporting.index", _l("Báo cáo"), P.BOARD_VIEW),
    Entry("fieldwork.corrections", _l("Điều chỉnh"), P.CORRECTIONS_DECIDE),
    Entry("awards.index", _l("Khen thưởng"), P.AWARDS_VIEW),
)

BOARD_ENTRY = Entry("results.board", _l("Tham gia"), P.BOARD_VIEW)
RESULTS_ENTRY = Entry("results.index", _l("Kết quả"), P.RESULTS_VIEW)
RELEASES_ENTRY = Entry("releases.index", _l("Kết quả"), P.RELEASES_VIEW)
# What districts and the province do besides watching and reading results.
OFFICE_MENU = (
    Entry("documents.index", _l("Văn bản"), P.DOCUMENTS_VIEW),
    Entry("surveys.rounds", _l("Đợt khảo sát"), P.ROUNDS_VIEW),
    Entry("questionnaires.index", _l("Phiếu hỏi"), P.QUESTIONNAIRES_VIEW),
    Entry("accounts.people", _l("Tài khoản"), P.ACCOUNTS_RESET),
)

# What stands in the account's own menu.
OWN_MENU = (
    Entry("guiding.guide", _l("Hướng dẫn công việc")),
    Entry("accounts_requests.mine", _l("Tài khoản của đơn vị"), P.ACCOUNTS_ASK),
    Entry("accounts_deeds.index", _l("Thay đổi tài khoản"), P.ACCOUNTS_DECIDE),
    Entry("accounts_events.events", _l("Nhật ký hệ thống"), P.AUDIT_VIEW),
    Entry("releases.index", _l("Kết quả công bố"), P.RELEASES_VIEW),
    Entry("accounts_own.show", _l("Đăng nhập, bảo mật")),
)

# What «Thêm» holds besides: what a commune needs at times, beyond its places at the thumb.
MORE_MENU = (
    Entry("preparing.own", _l("Tổ công tác"), P.TASKFORCE_EDIT),
    Entry("publicity.index", _l("Công khai, tuyên truyền"), P.PUBLICITY_WRITE),
    Entry("fieldwork.authority", _l("Ủy quyền chốt số liệu"), P.VISITS_AUTHORISE),
    Entry("urging.inbox", _l("Nhắc việc")),
    Entry("urging.incidents", _l("Báo sự cố, phản ánh"), P.INCIDENTS_REPORT),
)

# Endpoints that stand for themselves in some menu.
MENU_ENDPOINTS = {
    entry.endpoint for entry in (*COMMUNE_MENU, *FIELD_MENU, *OFFICE_MENU, BOARD_ENTRY, RESULTS_ENTRY, RELEASES_ENTRY)
}

# Entries that are about one round, and the page of each that takes the round's name.
ROUND_ENDPOINTS = {
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

ROUND_BLUEPRINTS = {entry.partition(".")[0] for entry in ROUND_ENDPOINTS}


@dataclass(frozen=True)
class Link:
    """An entry of a menu as it stands on the page."""

    label: str
    url: str
    current: bool = False
    count: int = 0


def context() -> dict[str, object]:
    """Values for base.html; empty without a sign-in."""
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
        return links_of(COMMUNE_MENU)
    results = RESULTS_ENTRY if current_user.can(P.RESULTS_VIEW) else RELEASES_ENTRY
    # «Triển khai» leads to the first of its topics
    field = [Link(str(FIELD_LABEL), first.url, current=is_of_field()) for first in links_of(FIELD_MENU)[:1]]
    return [*links_of((BOARD_ENTRY,)), *field, *links_of((results, *OFFICE_MENU))]


def topics() -> list[Link]:
    """The second row of the menu, on the pages of «Triển khai» alone; empty elsewhere and for communes."""
    return links_of(FIELD_MENU) if is_of_field() and not current_user.is_of_commune else []


def is_of_field() -> bool:
    """Whether the page at hand is one of «Triển khai»."""
    return any(is_current(entry.endpoint) for entry in FIELD_MENU)


def links_of(menu: Iterable[Entry]) -> list[Link]:
    """A menu as links, without what this reader may not open."""
    return [
        Link(str(entry.label), address(entry.endpoint), current=is_current(entry.endpoint))
        for entry in menu
        if may_open(entry)
    ]


def address(endpoint: str) -> str:
    """An entry's page: of the round the reader looks at, where the page at hand names one."""
    slug = (request.view_args or {}).get("slug")
    if slug is not None and endpoint in ROUND_ENDPOINTS and request.blueprint in ROUND_BLUEPRINTS:
        return url_for(ROUND_ENDPOINTS[endpoint], slug=slug)
    return url_for(endpoint)


def may_open(entry: Entry) -> bool:
    """Whether the site serves an entry and the reader may open it."""
    return is_served(entry.endpoint) and (entry.permission is None or bool(current_user.can(entry.permission)))


def is_served(endpoint: str) -> bool:
    """Whether a page is of this process's site."""
    return endpoint in current_app.view_functions


# The pages under «Tham gia»; all others of their room stand under «Kết quả».
BOARD = frozenset({"results.board", "results.board_file", "results.unit"})


def is_current(endpoint: str) -> bool:
    """Whether the page at hand belongs to an entry: the same view, or one of the same room's pages below it."""
    current_endpoint = request.endpoint or ""
    if current_endpoint.partition(".")[0] != endpoint.partition(".")[0]:
        return False
    if endpoint.startswith("results."):
        return (current_endpoint in BOARD) == (endpoint in BOARD)
    return current_endpoint == endpoint or current_endpoint not in MENU_ENDPOINTS


def more() -> list[Link]:
    """What stands on «Thêm»: what has no place of its own, then the pages of one's account."""
    return links_of((*MORE_MENU, *OWN_MENU))


def own_menu() -> dict[str, object]:
    """Who is signed in, what waits for them, then the pages about their own account, as far as they are served here."""
    at_province = current_user.role in {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER}
    place = _("Ban Dân vận Tỉnh ủy") if at_province else current_user.unit.title
    waiting = [task for source in tasks.menu_sources for task in source(current_user)]
    links = [Link(task.words, task.url, count=task.count) for task in waiting if is_served(task.endpoint)]
    links += [Link(str(entry.label), url_for(entry.endpoint)) for entry in OWN_MENU if may_open(entry)]
    return {
        "line": f"{current_user.role_title} · {place}",
        "name": current_user.full_name,
        "role": current_user.role_title,
        "unit": current_user.unit.full,
        "links": links,
        "waiting": sum(link.count for link in links),
        "sign_out_url": url_for("accounts.logout"),
    }
