"""Which round an office's page is about, and the bar that says so.

A round is named by the address (`<slug>`, or `?round=<slug>`); a page whose address names none is about the round that
was looked at last in this browser, else about the nearest. So it is chosen once, at one place, and stays chosen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, current_app, g, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.accounts.navigation import Link
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.surveys import contacts, queries
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.http.views import PUBLIC, SIGNED_IN, View, takes_get
from portal.web.ui import terms
from portal.web.ui.formats import day_month, short_date, short_span

SESSION_KEY = "round"
STAGE_OF_STATE = {"draft": 0, "approved": 0, "open": 1, "closed": 2, "opened": 2, "released": 3, "erased": 3}
"""Which of the four stages a round is in."""


@dataclass(frozen=True)
class Stage:
    """A stage of a round on the bar: over, at hand or to come."""

    label: str
    state: str


@dataclass(frozen=True)
class RoundBar:
    """The round at hand by its short name, its stages, what is due next, and the ways to the other rounds."""

    name: str
    stages: tuple[Stage, ...]
    note: str
    others: tuple[Link, ...]


def nearness(round_: Round) -> tuple[int, float]:
    """A round under way before one to come, before one that is over; the nearest first."""
    now = clock.now()
    if round_.opens_at <= now < round_.closes_at:
        return 0, round_.opens_at.timestamp()
    # of rounds to come the next one, of those over the last
    if now < round_.opens_at:
        return 1, round_.opens_at.timestamp()
    return 2, -round_.closes_at.timestamp()


def rounds() -> Sequence[Round]:
    """The rounds of the reader's catalogue, the latest first; read once a request."""
    if "rounds" not in g:
        g.rounds = queries.rounds_of(current_user.unit)
    found: Sequence[Round] = g.rounds
    return found


def named() -> str | None:
    """The round that the address names, whether it is there or not."""
    slug: str | None = (request.view_args or {}).get("slug") or request.args.get("round")
    return slug


def chosen(possible: Sequence[Round] | None = None) -> Round | None:
    """The round the page is about, of these or of all the reader's; None where there is none."""
    possible = rounds() if possible is None else possible
    for slug in (named(), session.get(SESSION_KEY)):
        found = next((round_ for round_ in possible if round_.slug == slug), None)
        if found is not None:
            return found
    return min(possible, key=lambda round_: (round_.approved_at is None, nearness(round_)), default=None)


def remember(view: View) -> None:
    """What the address names stays chosen on the pages that name none."""
    slug = named()
    if view.permission == PUBLIC or slug in {None, session.get(SESSION_KEY)} or current_user.is_of_commune:
        return
    if any(round_.slug == slug for round_ in rounds()):
        session[SESSION_KEY] = slug


def terms_at_hand() -> terms.Tongues | None:
    """The nouns of the round that the page is about; None where it is about none, or for those of several offices."""
    at_hand = round_at_hand()
    return at_hand.plan_data.tongues if at_hand else None


def round_at_hand() -> Round | None:
    """The round that the address names, that is chosen, or, for citizens, the nearest if one office holds them all."""
    # citizens' pages look for no account
    if not is_public() and current_user.is_authenticated:
        return chosen()
    slug = named()
    if slug is not None:
        return queries.by_slug(slug)
    approved = db.session.scalars(select(Round).where(Round.approved_at.is_not(None))).all()
    offices = {round_.plan_data.identity.issuer_full for round_ in approved}
    return min(approved, key=nearness) if len(offices) == 1 else None


def is_public() -> bool:
    """Whether the address is a citizen's; one that leads nowhere is nobody's, and counts as such."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "permission", PUBLIC) == PUBLIC


def refuse_left_out(view: View) -> None:
    """Accounts of a role that the round at hand does without are told so, instead of pages that are not theirs."""
    if view.permission in {PUBLIC, SIGNED_IN}:
        return
    at_hand = chosen()
    if at_hand is not None and current_user.role in at_hand.plan_data.roles.left_out:
        said = {"plan": at_hand.plan_data.named, "role": current_user.role_title}
        abort(403, _("%(plan)s không có vai trò “%(role)s”: tài khoản này không tham gia đợt khảo sát ấy.", **said))


def context() -> dict[str, object]:
    """For base.html: the bar of an office's round, whether its figures are simulated, whom the reader telephones."""
    if not current_user.is_authenticated:
        return {}
    if not current_user.can(Permission.ROUNDS_VIEW):
        return {"help_contact": contact_of_newest()}
    is_of_account = (request.blueprint or "").startswith("accounts") and request.endpoint != "accounts.home"
    if is_of_account or request.blueprint == "plans":  # neither an account nor a plan that is written is of a round
        at_hand = chosen()
        whom = contacts.contact_of(at_hand, current_user.unit) if at_hand else contact_of_newest()
        return {"help_contact": whom}
    at_hand = chosen()
    if at_hand is None:
        return {}
    others = [Link(short_name(one), address_in(one)) for one in rounds() if one is not at_hand]
    return {
        "round_bar": bar_of(at_hand, others),
        "simulated": at_hand.simulated,
        "help_contact": contacts.contact_of(at_hand, current_user.unit),
    }


def contact_of_newest() -> contacts.Contact | None:
    """Whom the reader calls on a page about no round: as the newest approved one says, else the office."""
    newest = next((round_ for round_ in rounds() if round_.approved_at is not None), None)
    return contacts.contact_of(newest, current_user.unit) if newest else contacts.of_office(current_user.unit)


def address_in(round_: Round) -> str:
    """The page at hand in another round; of a page about one thing of its round, the round itself."""
    arguments = request.view_args or {}
    # what is only posted to has no page in another round either
    has_page = takes_get() or request.endpoint is None
    if round_.approved_at is None or not has_page or set(arguments) - {"slug"}:
        return url_for("surveys.overview", slug=round_.slug)
    if "slug" in arguments:
        return url_for(request.endpoint or "", slug=round_.slug)
    if request.endpoint is None:
        return url_for("accounts.home", round=round_.slug)
    return url_for(request.endpoint, round=round_.slug, **arguments)


def bar_of(round_: Round, others: Sequence[Link]) -> RoundBar:
    """The bar of a round."""
    now = STAGE_OF_STATE[round_.state]
    labels = (
        _("Chuẩn bị"),
        _("Lấy ý kiến %(days)s", days=short_span(round_.first_day, round_.last_day)),
        _("Tổng hợp"),
        _("Báo cáo, công bố"),
    )
    states = ["done"] * now + ["now"] + ["next"] * (len(labels) - now - 1)
    stages = tuple(Stage(label, state) for label, state in zip(labels, states, strict=True))
    return RoundBar(short_name(round_), stages, due_next(round_), tuple(others))


def short_name(round_: Round) -> str:
    """How the bar calls a round."""
    name: str = round_.plan_data.short_name
    return name


NEXT: dict[str, Callable[[Round], tuple[str, date] | None]] = {
    "approved": lambda round_: (_("mở ngày"), round_.first_day),
    "open": lambda round_: (_("ngày cuối"), round_.last_day),
    "closed": lambda round_: (_("hạn ký báo cáo"), round_.plan_data.deadlines.signed_report),
    "opened": lambda round_: (_("hạn ký báo cáo"), round_.plan_data.deadlines.signed_report),
}
"""What is due next in a state, and on which day."""


def due_next(round_: Round) -> str:
    """«hạn ký báo cáo 28/6, còn 4 ngày», «hạn ký báo cáo 28/6/2024» once past; empty where nothing more is due."""
    if round_.state == "draft":
        return _("chưa duyệt")
    due = NEXT[round_.state](round_) if round_.state in NEXT else None
    return "" if due is None else f"{due[0]} {day_and_what_is_left(due[1])}"


def day_and_what_is_left(day: date) -> str:
    """A day and how far it is: «28/6, còn 4 ngày», «28/6, hôm nay», «28/6/2024» once it is over."""
    left = (day - clock.today()) // timedelta(days=1)
    if left < 0:
        return short_date(day)
    return f"{day_month(day)}, {_('còn %(n)s ngày', n=str(left)) if left else _('hôm nay')}"
