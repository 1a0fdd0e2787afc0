"""A desk's phone over HTTP: enrolled by the lead's code, then one form after another, nothing left between two."""

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from limits import parse
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.ballots.desks import desk_token, operations, queries
from portal.ballots.desks.desk_token import Phone
from portal.ballots.form import pages, phrases
from portal.ballots.form.point_cache import PointSnapshot
from portal.ballots.intake import receipts, replies, tokens
from portal.ballots.intake.intake import Intake, current_intake
from portal.ballots.submission_status import SubmissionStatus
from portal.ballots.views import answer_sent, handler_of, page_language, sent_bytes
from portal.errors import DomainError
from portal.web.data import clock
from portal.web.http import rate_limit
from portal.web.http.views import citizen, public
from portal.web.ui.forms import PortalForm

blueprint = Blueprint("desk", __name__)

GUESSES = parse("10/minute")
LONGEST_CODE = 20


class CodeForm(PortalForm):
    """The lead's code of the day."""

    code = StringField(
        _l("Mã của %(lead)s"),
        validators=[DataRequired(_l("Xin gõ mã của %(lead)s.")), Length(max=LONGEST_CODE)],
    )


@blueprint.route("/desk", methods=["GET", "POST"])
@public
def index() -> ResponseReturnValue:
    """What a desk phone shows between two people; on any other phone, the form that makes it one."""
    phone, home_url = queries.current_phone(), url_for("ballots.home")
    if phone is not None:
        return between_people(phone) if request.method == "GET" else redirect(url_for(".index"), 303)
    if current_user.is_authenticated:
        # a link of the front page leads here, so a look is answered; a post is refused: staff do not answer here
        sentence = _("Máy đang đăng nhập tài khoản cán bộ. Đăng xuất rồi mới dùng làm máy hỗ trợ tại bàn được.")
        if request.method != "GET":
            abort(403, sentence)
        heading = _("Máy hỗ trợ tại bàn")
        return pages.render("ballots/notice.html", "vi", heading=heading, sentence=sentence, home_url=home_url)
    form = CodeForm()
    if form.submitted() and may_guess(form) and form.accepts(operations.enrol):
        answer = current_app.make_response(redirect(url_for(".index"), 303))
        answer.headers.add("Set-Cookie", replies.desk_cookie(current_intake(), form.outcome, clock.now()))
        return answer
    was_desk = desk_token.cookie_name(secure=current_intake().secure) in request.cookies
    return pages.render("ballots/desks/enrol.html", "vi", form=form, was_desk=was_desk, home_url=home_url), form.status


def may_guess(form: CodeForm) -> bool:
    """Whether this source is within its ten tries a minute, kept in memory only."""
    if rate_limit.hit(GUESSES, "desk-code"):
        return True
    form.refuse(DomainError(_("Đã gõ mã nhiều lần. Xin chờ một phút rồi gõ lại."), "code"))
    form.status = 429
    return False


def between_people(phone: Phone, sentence: str = "", wait: int = 0) -> Response:
    """The page between two people: no answers, one button; 429 while there is to `wait` (seconds)."""
    intake, language = current_intake(), page_language()
    point = place_of(phone, intake)
    version = intake.page_cache.form_version(point)
    status = point.window.status(clock.now())
    closed = phrases.closing(point.window) if status is SubmissionStatus.OVER else ""
    page = pages.render(
        "ballots/desks/ready.html",
        language,
        simulated=version.round.simulated,
        where=version.where(version.wording(language)),
        number=phone.number,
        first=phone.token.count == 0,
        shut=phrases.opening(point.window) if status is SubmissionStatus.EARLY else closed,
        sentence=sentence,
        wait=wait,
        next_url=pages.address(phone.code, language, tokens.DESK),
        times=desk_token.TIMES,
    )
    response: Response = current_app.make_response((page, 429 if wait else 200))
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def place_of(phone: Phone, intake: Intake) -> PointSnapshot:
    """The point of a phone; its round stands as long as the phone does."""
    return intake.point_cache.find(phone.code) or abort(404)


@blueprint.post("/desk/end")
@public
def end() -> ResponseReturnValue:
    """Give the phone back to its owner: closed as if the lead had done it."""
    phone, secure = queries.current_phone(), current_intake().secure
    if phone is not None:
        operations.close(queries.load_phone(phone), by=None)
    answer = current_app.make_response(redirect(url_for(".index"), 303))
    answer.delete_cookie(desk_token.cookie_name(secure=secure), path="/", secure=secure)
    return answer


@blueprint.get("/desk/ballot")
@citizen
def ballot() -> ResponseReturnValue:
    """An empty form for the next person, thirty seconds after the one before at the earliest."""
    phone, intake = queries.current_phone(), current_intake()
    page = handler_of(place_of(phone, intake)).form(tokens.DESK, None) if phone else None
    if phone is None or page is None or isinstance(page, SubmissionStatus):
        return redirect(url_for(".index"))
    wait = 0 if intake.bench else phone.token.wait(clock.now().timestamp())
    return between_people(phone, phrases.desk_too_soon(wait), wait) if wait else replies.compressed_response(*page)


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
    phone, intake, language = queries.current_phone(), current_intake(), page_language()
    thanks = receipts.read_thanks(intake.box, token)
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
        receipt_url=pages.in_language("desk.done", language, token=token, receipt=1),
        address=pages.receipt_address(),
        next_url=pages.address(phone.code, language, tokens.DESK),
        times=desk_token.TIMES,
    )
