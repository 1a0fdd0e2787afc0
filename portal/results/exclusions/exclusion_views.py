"""Pages about communes that ask for a look: their flags, what is excluded, asking for it and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork.turnout.board_views import blueprint
from portal.results.exclusions import exclusions, flag_list
from portal.results.tables import quality_words
from portal.results.tables.result_views import load_round, not_open_page, show, when_opened
from portal.results.tallying import frozen_flags
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.surveys.forms import DecisionForm, ReasonForm
from portal.surveys.plan.parts import Limits
from portal.units import queries as units
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.ui.forms import PortalForm
from portal.web.ui.fragments import render
from portal.web.ui.listing import ListFilter

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.results.models import Exclusion
    from portal.results.tallying.reading import Reading
    from portal.surveys.models import Point, Round


def load_point(slug: str, code: str) -> tuple[Round, Point] | None:
    """The round and the commune's desk an address names."""
    round_ = load_round(slug)
    point = surveys.point_in(current_user.unit, round_, code) if round_ is not None else None
    return (round_, point) if round_ is not None and point is not None else None


def load_exclusion(slug: str, number: int) -> tuple[Round, Exclusion] | None:
    """The round and the request an address names."""
    round_ = load_round(slug)
    exclusion_ = exclusions.load_exclusion(current_user.unit, round_, number) if round_ is not None else None
    return (round_, exclusion_) if round_ is not None and exclusion_ is not None else None


@blueprint.get("/results/<slug>/flags")
@requires(Permission.FLAGS_VIEW, over=load_round)
def flags(slug: str) -> ResponseReturnValue:
    """What stood out when results were opened, in the reader's own place; no answer stands here."""
    _ = slug
    round_: Round = g.subject
    record = frozen_flags.flag_record(round_)
    if record is None:
        return not_open_page(round_), 403
    top, labels = current_user.unit, quality_words.labels()
    every = flag_list.flagged_communes(db.session.scalars(units.communes(top)), frozen_flags.read(top, round_))
    return render(
        "results/exclusions/flags.html",
        survey=round_,
        communes=flag_list.LISTING.apply(every, ListFilter.from_args(request.args)),
        every=every,
        districts=units.district_choices(top),
        choices=[(rule, labels[rule]) for rule in flag_list.rules(every)],
        limits=quality_words.limits_in_words(Limits.of_record(record.limits)),
        record=record,
        untold=frozen_flags.not_applied_in_words(top, round_),
        labels=labels,
        meanings=quality_words.meanings(),
        **page_context.round_context(round_),
    )


@blueprint.get("/results/<slug>/exclusions")
@requires(Permission.RESULTS_VIEW, over=load_round)
@when_opened
def apart(reading: Reading) -> ResponseReturnValue:
    """Both totals, the communes that may be asked about, and all that was asked and decided."""
    round_ = reading.round_
    lines = {line.unit.code: line for line in reading.lines}
    flags_by_code = frozen_flags.read(reading.top, round_)
    standing = exclusions.statuses(reading.exclusions)
    return show(
        reading,
        "exclusions",
        table=exclusions.table(reading.top, round_),
        flagged=flag_list.flagged_communes((line.unit for line in lines.values()), flags_by_code),
        lines=lines,
        labels=quality_words.labels(),
        standing=standing,
        may_ask=current_user.can(Permission.DEEDS_ASK) and round_.state == "opened",
    )


@blueprint.route("/results/<slug>/exclusions/new/<code>", methods=["GET", "POST"])
@requires(Permission.DEEDS_ASK, over=load_point)
def ask_exclusion(slug: str, code: str) -> ResponseReturnValue:
    """Ask to exclude a commune, or to take it back in."""
    round_, point = g.subject
    form = ReasonForm()
    if form.submitted() and form.accepts(exclusions.ask, round_, point, by=current_user):
        flash(_("Đã gửi đề nghị. Cần một lãnh đạo duyệt khác quyết định."), "ok")
        return redirect(url_for(".exclusion", slug=slug, number=form.outcome.id), 303)
    if request.method == "POST":
        transactions.read_only()
    again = load_point(slug, code) or (round_, point)
    every = exclusions.requests_in(again[1].unit, again[0])
    page = render(
        "results/exclusions/exclusion_new.html",
        survey=again[0],
        point=again[1],
        form=form,
        back=bool(exclusions.in_force(every)),
        **page_context.round_context(again[0]),
    )
    return page, form.status


@blueprint.get("/results/<slug>/exclusions/<int:number>")
@requires(Permission.RESULTS_VIEW, over=load_exclusion)
def exclusion(slug: str, number: int) -> ResponseReturnValue:
    """One request: who asked, why, who decided."""
    return exclusion_page(slug, number, DecisionForm())


def exclusion_page(slug: str, number: int, form: PortalForm) -> ResponseReturnValue:
    """Render one request, read afresh."""
    if request.method == "POST":
        transactions.read_only()
    loaded = load_exclusion(slug, number)
    if loaded is None:
        return "", 404
    round_, one = loaded
    is_asker = current_user.is_same_person(one.asker)
    may: dict[str, Any] = {"decide": current_user.can(Permission.DEEDS_DECIDE) and not is_asker}
    may["withdraw"] = one.asked_by == current_user.id
    shown = {"survey": round_, "one": one, "may": may, "is_asker": is_asker, "form": form}
    page = render("results/exclusions/exclusion.html", **shown, **page_context.round_context(round_))
    return page, form.status


@blueprint.post("/results/<slug>/exclusions/<int:number>/decision")
@requires(Permission.DEEDS_DECIDE, over=load_exclusion)
def decide_exclusion(slug: str, number: int) -> ResponseReturnValue:
    """Agree, and the commune is excluded (or included again); or turn it down."""
    round_, one = g.subject
    form = DecisionForm()
    if form.submitted() and form.accepts(submit_decision, one, round_):
        flash(_("Đã ghi quyết định."), "ok")
        return redirect(url_for(".exclusion", slug=slug, number=number), 303)
    return exclusion_page(slug, number, form)


def submit_decision(one: Exclusion, round_: Round, *, decision: str, note: str) -> None:
    """The deed behind the form."""
    exclusions.decide(one, round_, by=current_user, accepted=decision == "yes", note=note)


@blueprint.post("/results/<slug>/exclusions/<int:number>/withdrawal")
@requires(Permission.DEEDS_ASK, over=load_exclusion)
def withdraw_exclusion(slug: str, number: int) -> ResponseReturnValue:
    """Take back what one asked for oneself."""
    round_, one = g.subject
    form = PortalForm()
    if form.submitted() and form.accepts(exclusions.withdraw, one, round_, by=current_user):
        flash(_("Đã rút đề nghị."), "ok")
        return redirect(url_for(".exclusion", slug=slug, number=number), 303)
    decision = DecisionForm()
    decision.status, decision.form_errors = form.status, form.form_errors
    return exclusion_page(slug, number, decision)
