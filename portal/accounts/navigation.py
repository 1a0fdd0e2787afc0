"""What every staff page shows of its reader: the menu of the role, the account's own menu, the contact."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app, request, session, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.accounts import tasks
from portal.accounts.permissions import Permission, Role
from portal.extensions import Hook
from portal.web.ui import terms
from portal.web.ui.formats import integer, lower_first

P = Permission

in_use: Hook[Callable[[str], bool]] = Hook()
"""Asked of every page that may stand in a menu: whether the rounds at hand have it."""


class Entry(NamedTuple):
    """An entry of a menu, and the right that it takes; None for everybody signed in."""

    endpoint: str
    label: LazyString
    permission: Permission | None = None


class Place(NamedTuple):
    """A place of a role: its page, what its picture is, the rooms and pages that lie in it."""

    endpoint: str
    label: LazyString
    icon: str
    holds: tuple[str, ...]
    permission: Permission | None = None


FIELD = (
    *("monitoring", "preparing", "roster", "desk_phones", "publicity", "inspections", "urging", "reporting", "awards"),
    *("fieldwork", "unit_search", "results.board", "results.unit", "field_papers"),
)
"""Rooms in which districts and the province watch the communes' work."""
OWN_ROOMS = (
    *("accounts", "accounts_own", "accounts_factor", "accounts_requests", "accounts_events"),
    *("accounts_deeds", "accounts_import", "guiding", "releases", "condition"),
)
ADMIN_ROOMS = ("accounts", "accounts_requests", "accounts_deeds", "accounts_import")
ROUND_ROOMS = ("surveys", "plans", "questionnaires", "preview", "catalogues", "unit_links", "errata")

TODAY = Place("fieldwork.today", _l("Hôm nay"), "day", ("fieldwork", "urging", "publicity"), P.VISITS_ENTER)
DESK = Place("places.desk", _l("Bàn hỗ trợ"), "people", ("roster", "desk_phones", "inspections"), P.ROSTER_EDIT)
OWN_REPORTS = Place(
    "places.reports", _l("Báo cáo"), "paper", ("reporting", "documents", "field_papers"), P.VISITS_ENTER
)
MORE = Place("accounts.more", _l("Thêm"), "more", ("preparing", "surveys", *OWN_ROOMS))
WATCH = Place("monitoring.table", _l("Theo dõi"), "table", FIELD, P.BOARD_VIEW)
WORK = Place("homes.work", _l("Việc"), "work", ("homes",))
PAPERS = Place("documents.index", _l("Văn bản"), "paper", ("documents",), P.DOCUMENTS_VIEW)
RESULTS = Place("results.index", _l("Kết quả"), "chart", ("results", "releases"), P.RESULTS_VIEW)
SETTING_UP = Place("surveys.at_hand", _l("Thiết lập đợt"), "round", ROUND_ROOMS, P.ROUNDS_VIEW)
LOG = Place("accounts_events.events", _l("Nhật ký"), "log", ("accounts_events",), P.AUDIT_VIEW)

SYSTEM = Place("condition.show", _l("Hệ thống"), "round", ("condition",), P.SYSTEM_VIEW)

PROVINCE_PLACES = (WORK._replace(label=_l("Bàn làm việc")), WATCH, RESULTS, PAPERS, SETTING_UP)
COMMUNE_PLACES = (TODAY, DESK, OWN_REPORTS, MORE)
PLACES = {
    Role.COMMUNE_OFFICER: COMMUNE_PLACES,
    Role.COMMUNE_LEAD: COMMUNE_PLACES,
    Role.DISTRICT_MONITOR: (WORK, WATCH, PAPERS._replace(label=_l("Báo cáo, văn bản")), MORE),
    Role.VETERANS_OFFICE: (WORK._replace(label=_l("Phân công"), holds=("homes", "roster")), WATCH, MORE),
    Role.PROVINCE_EDITOR: PROVINCE_PLACES,
    Role.PROVINCE_APPROVER: PROVINCE_PLACES,
    Role.AUDITOR: (
        WORK._replace(label=_l("Nhật ký"), icon="log", holds=("homes", "accounts_events")),
        *PROVINCE_PLACES[1:],
    ),
    Role.ACCOUNT_ADMIN: (
        WORK,
        Place("accounts.people", _l("Tài khoản"), "people", ADMIN_ROOMS, P.ACCOUNTS_MANAGE),
        Place("catalogues.index", _l("Đơn vị"), "table", ("catalogues", "unit_links"), P.UNITS_VIEW),
        LOG,
        SYSTEM,
    ),
}
"""The places of every role, in the order of its menu."""

# What is watched beside the steps of the communes' work: the second row of «Theo dõi».
WATCHED = (
    Entry("monitoring.table", _l("Tiến độ"), P.BOARD_VIEW),
    Entry("results.board", _l("Tham gia"), P.BOARD_VIEW),
    Entry("inspections.index", _l("Kiểm tra"), P.BOARD_VIEW),
    Entry("urging.index", _l("Đôn đốc"), P.BOARD_VIEW),
    Entry("fieldwork.corrections", _l("Điều chỉnh"), P.CORRECTIONS_DECIDE),
    Entry("desk_phones.board", _l("Máy tại bàn"), P.DESKS_VIEW),
    Entry("awards.index", _l("Khen thưởng"), P.AWARDS_VIEW),
)

FINDER = Entry("unit_search.find", _l("Tìm đơn vị"), P.BOARD_VIEW)

# What stands in the account's own menu.
OWN_MENU = (
    Entry("guiding.guide", _l("Hướng dẫn công việc")),
    Entry("accounts.people", _l("Tài khoản"), P.ACCOUNTS_RESET),
    Entry("accounts_requests.mine", _l("Tài khoản của đơn vị"), P.ACCOUNTS_ASK),
    Entry("accounts_deeds.index", _l("Thay đổi tài khoản"), P.ACCOUNTS_DECIDE),
    Entry("accounts_events.events", _l("Nhật ký hệ thống"), P.AUDIT_VIEW),
    Entry("condition.show", _l("Tình trạng hệ thống"), P.SYSTEM_VIEW),
    Entry("surveys.rounds", _l("Đợt khảo sát"), P.ROUNDS_VIEW),
    Entry("catalogues.index", _l("Danh mục đơn vị"), P.UNITS_VIEW),
    Entry("releases.index", _l("Kết quả công bố"), P.RELEASES_VIEW),
    Entry("accounts_own.show", _l("Đăng nhập, bảo mật")),
)

# What «Thêm» holds besides: what a commune needs at times, beyond its places at the thumb.
MORE_MENU = (
    Entry("preparing.own", _l("%(Task_force)s"), P.TASKFORCE_EDIT),
    Entry("publicity.index", _l("Công khai, tuyên truyền"), P.PUBLICITY_WRITE),
    Entry("fieldwork.authority", _l("Ủy quyền chốt số liệu"), P.VISITS_AUTHORISE),
    Entry("urging.inbox", _l("Nhắc việc")),
    Entry("urging.incidents", _l("Báo sự cố, phản ánh"), P.INCIDENTS_REPORT),
)

MENU_ENDPOINTS = {
    *(place.endpoint for places in PLACES.values() for place in places),
    *(entry.endpoint for entry in (*WATCHED, *OWN_MENU, *MORE_MENU)),
}
"""Pages that stand for themselves in some menu."""


@dataclass(frozen=True)
class Link:
    """An entry of a menu as it stands on the page."""

    label: str
    url: str
    current: bool = False
    count: int = 0
    icon: str = ""


def context() -> dict[str, object]:
    """Values for base.html; empty without a sign-in."""
    if not current_user.is_authenticated or session.get("factor"):
        return {}
    return {
        "navigation": places(),
        "topics": topics(),
        "account_menu": own_menu(),
        "finder_url": url_for(FINDER.endpoint) if may_open(FINDER) else "",
        "home_url": url_for("accounts.home"),
    }


def places() -> list[Link]:
    """The places of the reader's role, of those the site serves."""
    own = PLACES[current_user.role]
    here = place_of(request.endpoint or "", own)
    return [
        Link(str(place.label), url_for(place.endpoint), current=place == here, icon=place.icon)
        for place in own
        if is_served(place.endpoint) and (place.permission is None or current_user.can(place.permission))
    ]


def place_of(endpoint: str, own: Iterable[Place]) -> Place | None:
    """In which place a page lies: the one that names it, else the one that names its room; None in no one."""
    for name in (endpoint, endpoint.partition(".")[0]):
        for place in own:
            if name == place.endpoint or name in place.holds:
                return place
    return None


def topics() -> list[Link]:
    """The second row of the menu, on an office's pages of «Theo dõi» alone; empty elsewhere and for communes."""
    is_watching = place_of(request.endpoint or "", PLACES[current_user.role]) == WATCH
    entries = [entry for entry in WATCHED if may_open(entry)] if is_watching else []
    return [Link(str(entry.label), url_for(entry.endpoint), current=is_topic(entry)) for entry in entries]


def is_topic(entry: Entry) -> bool:
    """Whether the page at hand is an entry's, or one of the same room's pages below it."""
    here = request.endpoint or ""
    if here.partition(".")[0] != entry.endpoint.partition(".")[0]:
        return False
    return here == entry.endpoint or here not in MENU_ENDPOINTS


def may_open(entry: Entry) -> bool:
    """Whether the site serves an entry, the reader may open it, and the rounds at hand have it."""
    if not is_served(entry.endpoint) or not (entry.permission is None or current_user.can(entry.permission)):
        return False
    return all(asked(entry.endpoint) for asked in in_use)


def is_served(endpoint: str) -> bool:
    """Whether a page is of this process's site."""
    return endpoint in current_app.view_functions


def more() -> list[Link]:
    """What stands on «Thêm»: what has no place of its own, then the pages of one's account."""
    return links_of((*MORE_MENU, *OWN_MENU))


def links_of(menu: Iterable[Entry]) -> list[Link]:
    """A menu as links, without what this reader may not open or has at the thumb."""
    own = {place.endpoint for place in PLACES[current_user.role]}
    return [
        Link(str(entry.label), url_for(entry.endpoint))
        for entry in menu
        if entry.endpoint not in own and may_open(entry)
    ]


def badge(counted: Sequence[Link]) -> str:
    """How much waits, with the name of its kind: «2 việc chờ quyết định»; empty where nothing does."""
    return ", ".join(f"{integer(link.count)} {lower_first(link.label)}" for link in counted)


def own_menu() -> dict[str, object]:
    """Who is signed in, what waits for them, then the pages about their own account, as far as they are served here."""
    at_province = current_user.role in {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER}
    spoken = terms.in_both().vi  # the staff's menu has no English
    place = spoken.issuer if at_province and spoken != terms.NEUTRAL else current_user.unit.title
    waiting = [task for source in tasks.menu_sources for task in source(current_user)]
    links = [Link(task.words, task.url, count=task.count) for task in waiting if is_served(task.endpoint)]
    links += links_of(OWN_MENU)
    return {
        "place": place[:1].upper() + place[1:],
        "name": current_user.full_name,
        "role": current_user.role_title,
        "unit": current_user.unit.full,
        "links": links,
        "waiting": badge([link for link in links if link.count]),
        "sign_out_url": url_for("accounts.logout"),
    }
