"""Which round a page of one's own commune is about: its address names it, `?round=<slug>`, and links carry it on.

A commune may have several rounds at once. An address without a round means the only one there is. Where there are
several, a day's page asks which, another page goes to the nearest and says so, and what is posted is kept and asked
about.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from flask import Flask, abort, current_app, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.navigation import Link
from portal.accounts.permissions import role_title
from portal.fieldwork.visits import queries
from portal.fieldwork.visits.models import VisitCount
from portal.surveys import words
from portal.surveys.models import Point, Round
from portal.surveys.plan.editing.words import choice_words
from portal.surveys.rounds import chosen
from portal.surveys.rounds.chosen import bar_of, short_name
from portal.web.data import transactions
from portal.web.data.databases import SAFE_METHODS
from portal.web.http import access
from portal.web.http.views import SIGNED_IN, View, ViewT, declares, is_part, render, takes_get
from portal.web.ui import terms
from portal.web.ui.formats import iso_day

CLOSED_STATES = frozenset({"opened", "released", "erased"})
"""States in which a commune has nothing to enter any more."""
FIELDS_NOT_KEPT = frozenset({"csrf_token", "version"})
"""Fields that belong to a page or to a round's row, and not to what was typed."""
SEVERAL = 2


@dataclass(frozen=True)
class RoundChoice:
    """A round that an address without a name can mean: the same page in it, and its row of the day."""

    title: str
    window: str
    url: str
    count: VisitCount | None


class OfPoint(Protocol):
    """A row that belongs to a commune's point."""

    @property
    def point(self) -> Point: ...


RowT = TypeVar("RowT", bound=OfPoint)


def of_own_round(view: ViewT) -> ViewT:
    """Declare that a view is about one round of the reader's own commune, which its address names."""
    return declares(of_own_round=True)(view)


def install(app: Flask) -> None:
    """Let every address of such a view carry the round at hand."""
    app.url_defaults(add_round_to_url)


def add_round_to_url(endpoint: str, values: dict[str, Any]) -> None:
    """The round goes from page to page."""
    view = current_app.view_functions.get(endpoint)
    if getattr(view, "of_own_round", False) and "own_round" in g:
        values.setdefault("round", g.own_round)


def find_round(view: View) -> ResponseReturnValue | None:
    """Find the round that the address means; an answer of its own where there are several."""
    if not getattr(view, "of_own_round", False):
        return None
    named, points = request.args.get("round"), queries.points_of(current_user.unit)
    possible = possible_points(points, day_in_address())
    g.rounds_meant = [point.round for point in possible]
    if named is not None:
        possible = [point for point in points if point.round.slug == named] or abort(404)
    if len(possible) > 1:
        return ask_which_round(possible)
    if possible:
        set_round(possible[0].round)
    return None


def day_in_address() -> date | None:
    """The day that the address has, if it is one."""
    return iso_day((request.view_args or {}).get("day", ""))


def possible_points(points: Sequence[Point], day: date | None) -> Sequence[Point]:
    """The points that an address can mean: of the rounds with its day, of those still to be worked on."""
    nearest = points[:1]
    if day is not None:
        points = [point for point in points if day in point.round.days]
    open_ones = [point for point in points if point.round.state not in CLOSED_STATES]
    if day is not None:
        return open_ones or points[:1] or nearest
    return open_ones if nearest and nearest[0] in open_ones else nearest


def ask_which_round(possible: Sequence[Point]) -> ResponseReturnValue:
    """Ask which round is meant, with what was typed kept; a page without a day goes to the nearest."""
    is_post = request.method not in SAFE_METHODS
    # a page without a day looks at most at one round: it goes there and says so
    if not is_post and day_in_address() is None:
        return redirect(address_in(possible[0].round.slug))
    # a day's figure typed into the wrong round must not be lost, nor saved unseen
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in FIELDS_NOT_KEPT]
    shown: dict[str, Any] = {
        "choices": [choice(point) for point in possible],
        "day": day_in_address(),
        "is_post": is_post,
        "kept": fields,
        "typed": dict(fields),
        "as_post": fields or not takes_get(),
        "has_files": bool(request.files),
    }
    headers = {"HX-Retarget": "#main", "HX-Reselect": "#main"} if is_part() else {}
    return render("fieldwork/which_round.html", **shown), 409 if is_post else 200, headers


def choice(point: Point) -> RoundChoice:
    """A round to choose; its row is shown, so that what is sent on is saved on it knowingly."""
    day = day_in_address()
    window = words.window(point.round)
    return RoundChoice(
        point.round.title, window, address_in(point.round.slug), queries.count_of(point, day) if day else None
    )


def address_in(slug: str) -> str:
    """The page at hand in a round."""
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "round"]
    return f"{request.path}?{urlencode([*query, ('round', slug)])}"


def set_round(round_: Round) -> None:
    """From here on the request is about this round."""
    g.own_round = round_.slug
    terms.speak_of(round_.plan_data.tongues)


def about(row: RowT | None) -> RowT | None:
    """The row that an address names; from here on the request is about the round of its point, not the nearest one."""
    if row is not None:
        set_round(row.point.round)
    return row


def rounds_at_hand() -> list[Round]:
    """The rounds that the request is about: of its row or address, else the open ones of a commune, else the chosen."""
    if not has_request_context() or not current_user.is_authenticated:
        return []
    every = chosen.rounds()
    for slug in (g.get("own_round"), chosen.named()):
        if found := [round_ for round_ in every if round_.slug == slug]:
            return found
    if current_user.is_of_commune:
        found = [one for one in every if one.approved_at is not None and one.state not in CLOSED_STATES]
        if found:
            return found
    at_hand = chosen.chosen()
    return [at_hand] if at_hand else []


def refuse_withheld(view: View) -> None:
    """Whoever has a page's right, but not in the round at hand, is told so, and who has it there."""
    if view.permission == SIGNED_IN or current_user.can(view.permission):
        return
    access.notify_denied(403)
    plan, right = rounds_at_hand()[0].plan_data, str(view.permission)
    others = ", ".join(role_title(role) for role in plan.roles.who_may(right, plan.catalogue))
    said = {"plan": plan.named, "work": choice_words(right), "role": current_user.role_title}
    refused = _("%(plan)s không giao cho “%(role)s” việc: %(work)s. Nội dung vừa gửi, nếu có, chưa được ghi.", **said)
    abort(403, f"{refused} {_('Việc này do: %(others)s.', others=others)}")


@contextmanager
def using_round(round_: Round) -> Iterator[None]:
    """Addresses made in the block are about another round than the page."""
    before = g.get("own_round")
    with terms.saying(round_.plan_data.tongues):
        set_round(round_)
        try:
            yield
        finally:
            if before is None:
                g.pop("own_round")
            else:
                g.own_round = before


def own_point() -> Point:
    """The reader's own point in the round at hand, as it stands now; 404 in no round."""
    slug = g.get("own_round")
    return next((point for point in queries.points_of(current_user.unit) if point.round.slug == slug), None) or abort(
        404
    )


def reload_own_point() -> Point:
    """The same after a post: a refused one gives its transaction back before its page is read anew."""
    if request.method not in SAFE_METHODS:
        transactions.read_only()
    return own_point()


def with_own_point(
    none: str = "fieldwork/no_round.html",
) -> Callable[[Callable[[Point], ResponseReturnValue]], Callable[[], ResponseReturnValue]]:
    """Declare that a view is about one round of the reader's own commune, and hand it the point there.

    `none` is the page of a commune that takes part in no round.
    """

    def declare(view: Callable[[Point], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
        @wraps(view)
        def handed() -> ResponseReturnValue:
            return view(own_point()) if queries.points_of(current_user.unit) else render(none)

        return of_own_round(handed)

    return declare


def context() -> dict[str, object]:
    """`round_bar` for base.html where a commune's page could be about several rounds."""
    possible: list[Round] = g.get("rounds_meant", [])
    if len(possible) < SEVERAL or "own_round" not in g or not takes_get():
        return {}
    at_hand = next((round_ for round_ in possible if round_.slug == g.own_round), None)
    others = [Link(short_name(one), address_in(one.slug)) for one in possible if one is not at_hand]
    return {"round_bar": bar_of(at_hand, others)} if at_hand else {}
