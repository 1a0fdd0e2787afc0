"""The pages of a round: what it is, what it asks, how turnout is judged, what is due when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.hooks import Hook
from portal.surveys import page_context, queries, turnout, words
from portal.surveys.blueprint import blueprint
from portal.surveys.plan import deadlines
from portal.surveys.points import chairs
from portal.surveys.questionnaire.editing.choice_form import choice_form
from portal.surveys.rounds import approvals
from portal.units.models import PROVINCE
from portal.web.data import clock, transactions
from portal.web.http.access import requires
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portal.surveys.models import Point, Round
    from portal.surveys.plan.plan import Plan
    from portal.surveys.questionnaire.wording import Wording
    from portal.web.ui.forms import PortalForm

alarms: Hook[Callable[[Round], list[str]]] = Hook()
"""Rooms above say here what the province must know of a round's box at once, a sentence each."""
EXAMPLES = (6, 12, 15, 20, 30, 40, 60, 90, 200)


def load_round(slug: str, **_rest: object) -> Round | None:
    """The round an address names, if it is of the reader's catalogue."""
    return queries.round_in(current_user.unit, slug)


def show(template: str, round_: Round, block: str | None = None, **values: Any) -> str:
    """Render a page of a round with what the frame and the head of every such page need."""
    plan: Plan = round_.plan_data
    head = {"survey": round_, "plan": plan, "words": words, "tabs": tabs(), **page_context.round_context(round_, plan)}
    return render(template, block, **{**head, **values})


def release_transaction() -> None:
    """Before a refused post's page is read anew: give its transaction back, so that nothing read here is dropped."""
    if request.method == "POST":
        transactions.read_only()


def tabs() -> list[tuple[str, str]]:
    """The pages of a round that the reader may open."""
    pages = [
        ("surveys.overview", _("Tổng quan"), Permission.ROUNDS_VIEW),
        ("surveys.questionnaire", _("Phiếu"), Permission.ROUNDS_VIEW),
        ("surveys.policy", _("Mức tham gia"), Permission.ROUNDS_VIEW),
        ("surveys.calendar", _("Lịch"), Permission.ROUNDS_VIEW),
        ("surveys.points", _("Điểm"), Permission.ROUNDS_VIEW),
        ("surveys.papers", _("In mã QR"), Permission.POSTERS_MAKE),
        ("surveys.all_deeds", _("Phê duyệt"), Permission.DEEDS_ASK),
    ]
    return [(endpoint, label) for endpoint, label, right in pages if current_user.can(right)]


@blueprint.get("/manage/rounds")
@requires(Permission.ROUNDS_VIEW)
def rounds() -> str:
    """The rounds of the reader's catalogue."""
    rows = db.session.scalars(queries.rounds(current_user.unit)).all()
    counts = queries.points_per_round(current_user.unit)
    return render("surveys/rounds/rounds.html", rounds=rows, counts=counts, words=words)


@blueprint.get("/manage/rounds/<slug>")
@requires(Permission.ROUNDS_VIEW, over=load_round)
def overview(slug: str) -> str:
    """What a round is, how it stands and what comes next."""
    round_: Round = g.subject
    count = queries.points_per_round(current_user.unit).get(round_.id, 0)
    waiting = queries.waiting_approvals(round_) if current_user.can(Permission.DEEDS_ASK) else []
    who = queries.accounts_of(waiting)
    values = {
        "count": count,
        "waiting": waiting,
        "who": who,
        "approvals": approvals,
        "alarms": active_alarms(round_),
        "public_url": public_address(slug),
        **next_link(round_),
    }
    return show("surveys/rounds/overview.html", round_, None, slug=slug, **values)


def active_alarms(round_: Round) -> list[str]:
    """What is amiss with the box; for the province alone."""
    if current_user.unit.level != PROVINCE:
        return []
    return [sentence for ask in alarms for sentence in ask(round_)]


def public_address(slug: str) -> str:
    """The round's open page, which another process may serve under another host."""
    return f"{current_app.config['BASE_URL']}/rounds/{slug}"


def next_link(round_: Round) -> dict[str, str]:
    """Where the next step is taken, for those who may take it."""
    if round_.state == "approved" and current_user.can(Permission.POSTERS_MAKE):
        return {"next_label": _("In mã QR"), "next_url": url_for("surveys.papers", slug=round_.slug)}
    kind = {"draft": "approve", "closed": "open_results", "opened": "release"}.get(round_.state, "")
    if kind not in {one.name for one in approvals.askable(round_, current_user)} or queries.waiting_approvals(
        round_, kind
    ):
        return {}
    return {"next_label": approvals.title(kind), "next_url": url_for("surveys.ask_deed", slug=round_.slug, kind=kind)}


@blueprint.get("/manage/rounds/<slug>/questionnaire")
@requires(Permission.ROUNDS_VIEW, over=load_round)
def questionnaire(slug: str) -> str:
    """The questions as the citizens of one commune will read them."""
    return questionnaire_page(slug)


def questionnaire_page(slug: str, chooser: PortalForm | None = None) -> str:
    """Render the questions, and for a draft round the choice of another questionnaire."""
    release_transaction()
    round_: Round = load_round(slug) or g.subject
    points = db.session.scalars(queries.points(current_user.unit, round_)).all()
    point = next((one for one in points if one.unit.code == request.args.get("unit")), points[0] if points else None)
    language = "en" if request.args.get("lang") == "en" else "vi"
    if chooser is None and round_.state == "draft" and current_user.can(Permission.QUESTIONNAIRES_EDIT):
        chooser = choice_form(round_)
    return show(
        "surveys/rounds/questionnaire.html",
        round_,
        slug=slug,
        points=points,
        point=point,
        language=language,
        form=round_.questionnaire.form,
        wording=wording_of(round_, point, language),
        chooser=chooser,
    )


def wording_of(round_: Round, point: Point | None, language: Any) -> Wording:  # noqa: ANN401
    """The words for a commune as they stand on the day the round tells of."""
    plan: Plan = round_.plan_data
    if point is None:
        return plan.wording("", plan.catalogue.communes, language=language)
    tenure = queries.tenure_on(point.tenures, queries.reference_day(round_))
    chair = tenure.status if tenure else chairs.ChairStatus.INCUMBENT
    return plan.wording(point.unit.name, point.unit.kind, chair, language)


@blueprint.get("/manage/rounds/<slug>/policy")
@requires(Permission.ROUNDS_VIEW, over=load_round)
def policy(slug: str) -> str:
    """How turnout is judged, with what each preset would ask for."""
    round_: Round = g.subject
    settings = round_.plan_data.turnout
    presets = {name: settings.policy(name) for name in turnout.PRESETS}
    rows = [(visits, {name: turnout.band(rule, visits) for name, rule in presets.items()}) for visits in EXAMPLES]
    return show("surveys/rounds/policy.html", round_, slug=slug, presets=presets, rows=rows, turnout=turnout)


@blueprint.get("/manage/rounds/<slug>/calendar")
@requires(Permission.ROUNDS_VIEW, over=load_round)
def calendar(slug: str) -> str:
    """What is due when."""
    round_: Round = g.subject
    return show("surveys/rounds/calendar.html", round_, slug=slug, entries=entries_of(round_), today=clock.today())


def entries_of(round_: Round) -> Sequence[deadlines.Entry]:
    """The plan's calendar over the window as it is now."""
    plan: Plan = round_.plan_data
    window = replace(plan.window, first_day=round_.first_day, last_day=round_.last_day)
    return deadlines.timetable(replace(plan, window=window))
