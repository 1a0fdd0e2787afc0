"""A desk's phone over HTTP: enrolled by the lead's code, then one form after another, nothing left between two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from limits import parse

from portal.ballots.desks import operations, queries, turns
from portal.ballots.desks.forms import CodeForm
from portal.ballots.form import pages, phrases
from portal.ballots.form.window import Gate
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake import receipts, replies, tokens
from portal.ballots.intake.intake import Post
from portal.ballots.views import desk as own_intake
from portal.ballots.views import sent_bytes, tongue
from portal.errors import DomainError
from portal.web.data import clock
from portal.web.http import rate_limit
from portal.web.http.access import citizen, public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.ballots.desks.queries import Phone
    from portal.ballots.form.places import Place
    from portal.ballots.intake.intake import Intake

blueprint = Blueprint("desk", __name__)

GUESSES = parse("10/minute")


@blueprint.route("/desk", methods=["GET", "POST"])
@public
def index() -> ResponseReturnValue:
    """What a desk phone shows between two people; on any other phone, the form that makes it one."""
    phone = queries.at_hand()
    if phone is not None:
        return ready(phone) if request.method == "GET" else redirect(url_for(".index"), 303)
    if current_user.is_authenticated:
        return signed_in_as_staff()
    form = CodeForm()
    if form.submitted() and may_guess(form) and form.accepts(operations.enrol):
        return enrolled(form.outcome)
    was_desk = turns.cookie_name(secure=own_intake().secure) in request.cookies
    page = pages.render(
        "ballots/desks/enrol.html", "vi", form=form, was_desk=was_desk, home_url=url_for("ballots.home")
    )
    return page, form.status


def signed_in_as_staff() -> ResponseReturnValue:
    """A link of the front page leads here, so a look is answered; a post is refused: nobody helps as a citizen."""
    said = _("Máy đang đăng nhập tài khoản cán bộ. Đăng xuất rồi mới dùng làm máy hỗ trợ tại bàn được.")
    if request.method != "GET":
        abort(403, said)
    return pages.render(
        "ballots/notice.html", "vi", heading=_("Máy hỗ trợ tại bàn"), said=said, home_url=url_for("ballots.home")
    )


def may_guess(form: CodeForm) -> bool:
    """Whether this source is within its ten tries a minute, kept in memory only."""
    if rate_limit.hit(GUESSES, "desk-code"):
        return True
    form.refuse(DomainError(_("Đã gõ mã nhiều lần. Xin chờ một phút rồi gõ lại."), "code"))
    form.status = 429
    return False


def enrolled(turn: turns.Turn) -> Response:
    """Give the phone its cookie."""
    answer = current_app.make_response(redirect(url_for(".index"), 303))
    answer.headers.add("Set-Cookie", replies.turn_cookie(own_intake(), turn, clock.now()))
    return answer


def ready(phone: Phone, said: str = "", wait: int = 0) -> ResponseReturnValue:
    """The page a desk phone rests on: nobody's answers, one button."""
    intake, language = own_intake(), tongue()
    place = place_of(phone, intake)
    edition = intake.press.edition(place)
    page = pages.render(
        "ballots/desks/ready.html",
        language,
        simulated=edition.survey.simulated,
        where=edition.where(edition.wording(language)),
        number=phone.number,
        first=phone.turn.count == 0,
        shut=shut_words(place),
        said=said,
        wait=wait,
        next_url=pages.address(phone.code, language, nonces.DESK),
        times=turns.TIMES,
    )
    return page, 429 if wait else 200


def place_of(phone: Phone, intake: Intake) -> Place:
    """The point of a phone; its round stands as long as the phone does."""
    return intake.places.find(phone.code) or abort(404)


def shut_words(place: Place) -> str:
    """Why there is no form now; empty while there is."""
    gate = place.window.gate(clock.now())
    if gate is Gate.OPEN:
        return ""
    return phrases.opening(place.window) if gate is Gate.EARLY else phrases.closing(place.window, sent=False)


@blueprint.post("/desk/end")
@public
def end() -> ResponseReturnValue:
    """Give the phone back to its owner: closed as if the lead had done it."""
    phone = queries.at_hand()
    if phone is not None:
        operations.close(queries.row_of(phone), by=None)
    answer = current_app.make_response(redirect(url_for(".index"), 303))
    answer.delete_cookie(turns.cookie_name(secure=own_intake().secure), path="/", secure=own_intake().secure)
    return answer


@blueprint.get("/desk/ballot")
@citizen
def ballot() -> ResponseReturnValue:
    """An empty form for the next person, thirty seconds after the one before at the earliest."""
    phone = queries.at_hand()
    if phone is None:
        return redirect(url_for(".index"))
    intake, moment = own_intake(), clock.now()
    place = place_of(phone, intake)
    if place.window.gate(moment) is not Gate.OPEN:
        return redirect(url_for(".index"))
    wait = 0 if intake.bench else phone.turn.wait(moment.timestamp())
    if wait:
        return with_wait(ready(phone, phrases.desk_too_soon(wait), wait), wait)
    page = intake.press.form(place, tongue(), nonces.DESK)
    nonce = nonces.issue(intake.nonce_key, place.point_id, place.round_id, moment.timestamp(), nonces.DESK)
    return replies.packed(page, nonce)


def with_wait(answer: ResponseReturnValue, wait: int) -> Response:
    """Say when to come again."""
    response: Response = current_app.make_response(answer)
    response.headers["Retry-After"] = str(wait)
    return response


@blueprint.post("/desk/ballot")
@citizen
def answer() -> ResponseReturnValue:
    """Take a form on a desk phone: as on any phone, but for what bounds it."""
    phone, raw, intake, language = queries.at_hand(), sent_bytes(), own_intake(), tongue()
    if phone is None:
        return replies.stopped(403, language, pages.not_a_desk())
    place = place_of(phone, intake)
    if raw is None:
        return replies.too_large(intake.press.edition(place), language)
    post = Post(request.headers.get("Content-Type", ""), raw, "", request.remote_addr or "", clock.now(), phone)
    return replies.told(intake, place, intake.judge(place, post), post, language)


@blueprint.get("/desk/done/<token>")
@citizen
def done(token: str) -> ResponseReturnValue:
    """Thank for ten seconds; the receipt only where it is asked for, and nothing at all a minute later."""
    phone, said, intake, language = queries.at_hand(), tokens.read(own_intake().box, token), own_intake(), tongue()
    if phone is None or said is None or clock.now().timestamp() > said.until:
        return redirect(url_for(".index"))
    edition = intake.press.edition(place_of(phone, intake))
    return pages.render(
        "ballots/desks/done.html",
        language,
        simulated=edition.survey.simulated,
        unit=edition.wording(language).holes["unit"],
        thanks=said,
        receipt=receipts.pretty(said.receipt) if request.args.get("receipt") == "1" else "",
        receipt_url=url_for(".done", token=token, receipt=1, lang=None if language == "vi" else language),
        address=pages.receipt_address(),
        next_url=pages.address(phone.code, language, nonces.DESK),
        times=turns.TIMES,
    )
