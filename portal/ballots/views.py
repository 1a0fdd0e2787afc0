"""The form of a point over HTTP: the page, its intake, the thank-you page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, request, url_for

from portal.ballots.blueprint import blueprint
from portal.ballots.desks import queries as desks
from portal.ballots.form import home_views, promise_views
from portal.ballots.form.window import Gate
from portal.ballots.intake import body, replies, tokens
from portal.ballots.intake import marker as markers
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake.intake import Post
from portal.web.data import clock
from portal.web.http.access import citizen

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.ballots.form.places import Place
    from portal.ballots.intake.intake import Intake
    from portal.surveys.questionnaire.wording import Language

__all__ = ["blueprint", "home_views", "promise_views"]


def desk() -> Intake:
    """Return this process's side of the citizen's path."""
    return current_app.extensions["ballots"]  # type: ignore[no-any-return]


def tongue() -> Language:
    """Return the language asked for; most addresses have no query to look at."""
    return "en" if request.query_string and request.args.get("lang") == "en" else "vi"


@blueprint.get("/p/<code>")
@citizen
def form(code: str) -> ResponseReturnValue:
    """Show the form of a point, or why there is none now."""
    intake, language = desk(), tongue()
    place = intake.places.find(code)
    if place is None:
        return replies.unknown(code, language)
    moment = clock.now()
    gate = place.window.gate(moment)
    if gate is not Gate.OPEN:
        return replies.shut(intake.press.edition(place), gate, language)
    if desks.at_hand():
        return redirect(url_for("desk.index"))
    kind = replies.kind_asked()
    page = intake.press.form(place, language, kind, used_before(place, kind))
    nonce = nonces.issue(intake.nonce_key, place.point_id, place.round_id, moment.timestamp(), kind)
    return replies.packed(page, nonce)


def used_before(place: Place, kind: int) -> str:
    """Say what the marker a browser carries, if any, means for a further ballot."""
    marker = desk().marker(cookie(place), place)
    if marker is None:
        return ""
    if marker.full:
        return "full"
    return "" if kind == nonces.FAMILY else "used"


def cookie(place: Place) -> str:
    """Return the marker a browser sent, empty where it sent none."""
    if "Cookie" not in request.headers:
        return ""
    return request.cookies.get(markers.cookie_name(place.code, secure=desk().secure), "")


@blueprint.post("/p/<code>")
@citizen
def answer(code: str) -> ResponseReturnValue:
    """Take a filled-in form: 303 to the thank-you page, or the page that says what to do."""
    intake, language = desk(), tongue()
    place = intake.places.find(code)
    if place is None:
        return replies.unknown(code, language)
    raw = sent_bytes()
    if raw is None:
        return replies.too_large(intake.press.edition(place), language)
    sender, moment = request.remote_addr or "", clock.now()
    post = Post(request.headers.get("Content-Type", ""), raw, cookie(place), sender, moment)
    return replies.told(intake, place, intake.judge(place, post), post, language)


def sent_bytes() -> bytes | None:
    """Return the body as it came; None where it is larger than any form."""
    if (request.content_length or 0) > body.MOST_BYTES:
        return None
    raw = request.stream.read(body.MOST_BYTES + 1)
    return raw if len(raw) <= body.MOST_BYTES else None


@blueprint.get("/p/<code>/done/<token>")
@citizen
def done(code: str, token: str) -> ResponseReturnValue:
    """Thank, and show the receipt: for ten minutes, to whoever holds the token."""
    intake, language = desk(), tongue()
    place, said = intake.places.find(code), tokens.read(intake.box, token)
    if place is None or said is None or said.point_id != place.point_id:
        return replies.unknown(code, language)
    if clock.now().timestamp() > said.until:
        return replies.gone(intake.press.edition(place), language)
    return replies.packed(intake.press.thanks(place, language, said), replies.receipt(said))
