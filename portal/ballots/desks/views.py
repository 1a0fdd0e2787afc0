"""A desk's phone over HTTP: enrolled by the lead's code, then one form after another, nothing left between two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from limits import parse

from portal.ballots.desks import desk_token, operations, queries
from portal.ballots.desks.forms import CodeForm
from portal.ballots.form import pages, phrases
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake import receipt_token, receipts, replies
from portal.ballots.submission_status import SubmissionStatus
from portal.ballots.views import answer_sent, current_intake, handler_of, page_language, sent_bytes
from portal.errors import DomainError
from portal.web.data import clock
from portal.web.http import rate_limit
from portal.web.http.access import citizen, public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.ballots.desks.phone import Phone
    from portal.ballots.form.point_cache import PointSnapshot
    from portal.ballots.intake.intake import Intake

blueprint = Blueprint("desk", __name__)

GUESSES = parse("10/minute")


@blueprint.route("/desk", methods=["GET", "POST"])
@public
def index() -> ResponseReturnValue:
    """What a desk phone shows between two people; on any other phone, the form that makes it one."""
    phone = queries.current_phone()
    if phone is not None:
        return between_people(phone) if request.method == "GET" else redirect(url_for(".index"), 303)
    if current_user.is_authenticated:
        return signed_in_as_staff()
    form = CodeForm()
    if form.submitted() and may_guess(form) and form.accepts(operations.enrol):
        return enrolled(form.outcome)
    was_desk = desk_token.cookie_name(secure=current_intake().secure) in request.cookies
    page = pages.render(
        "ballots/desks/enrol.html", "vi", form=form, was_desk=was_desk, home_url=url_for("ballots.home")
    )
    return page, form.status


def signed_in_as_staff() -> ResponseReturnValue:
    """A link of the front page leads here, so a look is answered; a post is refused: staff do not answer here."""
    sentence = _("Máy đang đăng nhập tài khoản cán bộ. Đăng xuất rồi mới dùng làm máy hỗ trợ tại bàn được.")
    if request.method != "GET":
        abort(403, sentence)
    return pages.render(
        "ballots/notice.html",
        "vi",
        heading=_("Máy hỗ trợ tại bàn"),
        sentence=sentence,
        home_url=url_for("ballots.home"),
    )


def may_guess(form: CodeForm) -> bool:
    """Whether this source is within its ten tries a minute, kept in memory only."""
    if rate_limit.hit(GUESSES, "desk-code"):
        return True
    form.refuse(DomainError(_("Đã gõ mã nhiều lần. Xin chờ một phút rồi gõ lại."), "code"))
    form.status = 429
    return False


def enrolled(token: desk_token.DeskToken) -> Response:
    """Give the phone its cookie."""
    answer = current_app.make_response(redirect(url_for(".index"), 303))
    answer.headers.add("Set-Cookie", replies.desk_cookie(current_intake(), token, clock.now()))
    return answer


def between_people(phone: Phone, sentence: str = "", wait: int = 0) -> ResponseReturnValue:
    """The page between two people: no answers, one button."""
    intake, language = current_intake(), page_language()
    point = place_of(phone, intake)
    version = intake.page_cache.form_version(point)
    page = pages.render(
        "ballots/desks/ready.html",
        language,
        simulated=version.round.simulated,
        where=version.where(version.wording(language)),
        number=phone.number,
        first=phone.token.count == 0,
        shut=closed_sentence(point),
        sentence=sentence,
        wait=wait,
        next_url=pages.address(phone.code, language, nonces.DESK),
        times=desk_token.TIMES,
    )
    return page, 429 if wait else 200


def place_of(phone: Phone, intake: Intake) -> PointSnapshot:
    """The point of a phone; its round stands as long as the phone does."""
    return intake.point_cache.find(phone.code) or abort(404)


def closed_sentence(point: PointSnapshot) -> str:
    """Why there is no form now; empty while there is."""
    status = point.window.status(clock.now())
    if status is SubmissionStatus.OPEN:
        return ""
    return (
        phrases.opening(point.window) if status is SubmissionStatus.EARLY else phrases.closing(point.window, sent=False)
    )


@blueprint.post("/desk/end")
@public
def end() -> ResponseReturnValue:
    """Give the phone back to its owner: closed as if the lead had done it."""
    phone = queries.current_phone()
    if phone is not None:
        operations.close(queries.load_phone(phone), by=None)
    answer = current_app.make_response(redirect(url_for(".index"), 303))
    answer.delete_cookie(
        desk_token.cookie_name(secure=current_intake().secure), path="/", secure=current_intake().secure
    )
    return answer


@blueprint.get("/desk/ballot")
@citizen
def ballot() -> ResponseReturnValue:
    """An empty form for the next person, thirty seconds after the one before at the earliest."""
    phone = queries.current_phone()
    if phone is None:
        return redirect(url_for(".index"))
    intake = current_intake()
    page = handler_of(place_of(phone, intake)).form(nonces.DESK, None)
    if isinstance(page, SubmissionStatus):
        return redirect(url_for(".index"))
    wait = 0 if intake.bench else phone.token.wait(clock.now().timestamp())
    if wait:
        return with_wait(between_people(phone, phrases.desk_too_soon(wait), wait), wait)
    return replies.compressed_response(*page)


def with_wait(answer: ResponseReturnValue, wait: int) -> Response:
    """Say when to come again."""
    response: Response = current_app.make_response(answer)
    response.headers["Retry-After"] = str(wait)
    return response


@blueprint.post("/desk/ballot")
@citizen
def answer() -> ResponseReturnValue:
    """Take a form on a desk phone: as on any phone, but for what bounds it."""
    # a body that did not come whole is told first, whoever sent it: the phone may send it again
    phone, raw = queries.current_phone(), sent_bytes()
    if phone is None:
        return replies.notice_response(403, page_language(), pages.not_a_desk())
    return answer_sent(place_of(phone, current_intake()), raw, phone)


@blueprint.get("/desk/done/<token>")
@citizen
def done(token: str) -> ResponseReturnValue:
    """Thank for ten seconds; the receipt only where it is asked for, and nothing at all a minute later."""
    phone, thanks, intake, language = (
        queries.current_phone(),
        receipt_token.read(current_intake().box, token),
        current_intake(),
        page_language(),
    )
    if phone is None or thanks is None or clock.now().timestamp() > thanks.until:
        return redirect(url_for(".index"))
    version = intake.page_cache.form_version(place_of(phone, intake))
    return pages.render(
        "ballots/desks/done.html",
        language,
        simulated=version.round.simulated,
        unit=version.wording(language).holes["unit"],
        thanks=thanks,
        receipt=receipts.pretty(thanks.receipt) if request.args.get("receipt") == "1" else "",
        receipt_url=url_for(".done", token=token, receipt=1, lang=None if language == "vi" else language),
        address=pages.receipt_address(),
        next_url=pages.address(phone.code, language, nonces.DESK),
        times=desk_token.TIMES,
    )
