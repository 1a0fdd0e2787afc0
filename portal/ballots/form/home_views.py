"""The public front door: the rounds, the printed code, a commune's desk by name, a receipt, what is promised."""

from datetime import datetime

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from portal.ballots import queries
from portal.ballots.form import pages, phrases
from portal.ballots.form.form_view import district_of, place_name
from portal.ballots.intake import receipts
from portal.ballots.intake.intake import current_intake
from portal.ballots.submission_status import SubmissionStatus, Window
from portal.sealing import queries as log
from portal.surveys.models import Point, Round
from portal.surveys.plan.features import Feature, uses
from portal.surveys.points import codes
from portal.surveys.questionnaire.wording import Language
from portal.surveys.rounds import chosen, promises
from portal.surveys.rounds.promises import State
from portal.web.data import clock, two_disks
from portal.web.http import bodies
from portal.web.http.views import citizen, public
from portal.web.ui import terms
from portal.web.ui.formats import capital, integer

MOST_DESKS, MOST_PAST_ROUNDS, MOST_LOGS, LONGEST_SEARCH = 30, 3, 5, 100
blueprint = Blueprint("ballots", __name__)


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """Show the rounds, open a form by its printed code, find a commune's desk by name."""
    language, moment = phrases.language(), clock.now()
    typed_code, typed_name = request.args.get("code", "").strip(), request.args.get("q", "").strip()
    if typed_code:
        code = codes.canonical(typed_code)
        if code and current_intake().point_cache.find(code):
            return redirect(pages.address(code, language))
    running, past = queries.rounds_at(moment), queries.rounds_before(moment, MOST_PAST_ROUNDS)
    desks = queries.desks(typed_name[:LONGEST_SEARCH], moment, MOST_DESKS + 1) if typed_name else []
    page = pages.render(
        "ballots/form/home.html",
        language,
        other=pages.other_language("", language),
        about=about_line([*running, *past], language),
        helped=any(uses(round_.plan_data, Feature.HELPERS) for round_ in (*running, *past)),
        districts=any(uses(round_.plan_data, Feature.DISTRICTS) for round_ in running),
        running=[round_card(round_, moment) for round_ in running],
        past=[round_card(round_, moment) for round_ in past],
        typed_code=typed_code,
        wrong_code=bool(typed_code),
        typed_name=typed_name,
        desks=[desk_card(point, language) for point in desks[:MOST_DESKS]],
        more=len(desks) > MOST_DESKS,
        receipt_url=pages.in_language("ballots.receipt", language),
        promises_url=pages.in_language("ballots.promised", language),
        desk_url=url_for("desk.index"),
        # the public site may stand alone, without the staff's pages
        staff_url=url_for("accounts.login") if "accounts.login" in current_app.view_functions else "",
    )
    return page, 422 if typed_code else 200


def about_line(rounds: list[Round], language: Language) -> str:
    """What this is and who runs it, in one line; without a round nobody is named."""
    named = [round_.plan_data.citizen.organiser for round_ in rounds]
    organisers = list(dict.fromkeys(name.en if language == "en" else name.vi for name in named))
    if not organisers:
        return _("Cổng khảo sát, lấy ý kiến của người dân")
    return _("Cổng khảo sát, lấy ý kiến của người dân, do %(organiser)s phụ trách.", organiser="; ".join(organisers))


def round_card(round_: Round, moment: datetime) -> dict[str, object]:
    """Say of a round what a citizen asks: what, and until when."""
    window = Window.of(round_)
    return {
        "title": round_.title,
        "when": phrases.standing(window, moment),
        "helped": uses(round_.plan_data, Feature.HELPERS),
        "open": window.status(moment) is SubmissionStatus.OPEN,
        "simulated": round_.simulated,
        "url": url_for("public_rounds.public_round", slug=round_.slug),
    }


def desk_card(point: Point, language: Language) -> dict[str, str]:
    """Say of a commune where its desk is and when it is open."""
    plan, unit = point.round.plan_data, point.unit
    wording = plan.wording(unit.name, unit.kind, language=language)
    desk, named = capital(wording.holes["desk"]), wording.holes["unit"]
    committee = _("%(desk)s UBND %(unit)s", desk=desk, unit=named)
    # who is on duty is told by a room above, so its view is known by name alone
    has_duty = "duty.desk" in current_app.view_functions
    return {
        "where": place_name(wording, district_of(unit)),
        "desk": point.desk_name or (committee if plan.desk.at_committee else f"{desk}, {named}"),
        "address": point.desk_address,
        "hours": point.desk_hours,
        "round": point.round.title,
        "form_url": pages.address(point.code, language) if plan.form.open_by_name else "",
        "duty_url": url_for("duty.desk", slug=point.round.slug, code=unit.code) if has_duty else "",
    }


@blueprint.route("/receipt", methods=["GET", "POST"])
@citizen
def receipt() -> ResponseReturnValue:
    """Say whether a receipt is in the log, waits for it, or is not known, and nothing else of it (P7)."""
    language = phrases.language()
    # asked for by post, so that it stands in no address and no history
    if request.method == "POST":
        bodies.read_form_body()
        bodies.refuse_repeated()
    typed = (request.form if request.method == "POST" else request.args).get("code", "").strip()
    code = receipts.canonical(typed) if typed else None
    digest = receipts.digest(code) if code else b""
    uncertain = known = False
    try:
        known = bool(code) and queries.has_receipt(digest)
    except OperationalError as error:
        uncertain = two_disks.is_uncertain(error)
        if not uncertain:
            raise
    page = pages.render(
        "ballots/form/receipt.html",
        language,
        other=pages.other_page("ballots.receipt", language),
        typed=receipts.pretty(code) if code else typed,
        asked=bool(typed),
        known=known,
        uncertain=uncertain,
        sealed=log_position(digest) if known else None,
        home_url=pages.address("", language),
    )
    if uncertain:
        return page, 503, {"Retry-After": "20"}
    return page, 404 if typed and not known else 200


def log_position(digest: bytes) -> dict[str, str] | None:
    """Where a receipt stands in the public log, and the page of that log; None where it waits for its run."""
    sealed = queries.leaf_of(digest)
    number = log.number_of(sealed[0].id, sealed[1]) if sealed else None
    if sealed is None or number is None:
        return None
    slug = sealed[0].slug
    proof = url_for("log.inclusion", slug=slug, leaf=number)
    return {"number": integer(number), "log_url": url_for("log.page", slug=slug), "proof_url": proof}


@blueprint.get("/promises")
@public
def promised() -> str:
    """The page «Cam kết»: what is promised, how it is checked, what is not kept of it."""
    language, moment = phrases.language(), clock.now()
    rounds = [*queries.rounds_at(moment), *queries.rounds_before(moment, MOST_LOGS)]
    at_hand = chosen.round_at_hand()
    plan = at_hand.plan_data if at_hand else None
    return pages.render(
        "ballots/form/promises.html",
        language,
        other=pages.other_page("ballots.promised", language),
        used={feature for feature in Feature if plan is None or uses(plan, feature)},
        kept=[terms.filled(one.said(language, plan), {}) for one in promises.in_state(State.KEPT, State.PARTLY)],
        lacking=[
            {
                "said": terms.filled(promise.said(language, plan), {}),
                "missing": terms.filled(promise.lacking(language), {}),
            }
            for promise in promises.in_state(State.PARTLY, State.NOT)
        ],
        outside=[promise.of(language) for promise in promises.OUTSIDE],
        logs=[{"title": row.title, "url": pages.in_language("log.page", language, slug=row.slug)} for row in rounds],
        tool_url=url_for("log.tool"),
        receipt_url=pages.in_language("ballots.receipt", language),
        home_url=pages.address("", language),
    )
