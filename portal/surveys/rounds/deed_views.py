"""Deeds of two persons on the page: what waits, what was decided, asking and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Conflict
from portal.surveys import queries
from portal.surveys.blueprint import blueprint
from portal.surveys.forms import ApprovalForm, AskForm, DecisionForm, ExtensionForm, ReasonForm, ReleaseForm
from portal.surveys.rounds import deeds
from portal.surveys.rounds.round_views import reading_again, round_in_scope, show
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.ui.forms import PortalForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Deed, Round

FORMS = {"approve": ApprovalForm, "extend": ExtensionForm, "close": ReasonForm}


def deed_in_scope(slug: str, deed_id: int) -> Deed | None:
    """The deed an address names."""
    return queries.deed_in(current_user.unit, slug, deed_id)


def kind_in_scope(slug: str, kind: str) -> Round | None:
    """The round, if there is such a deed."""
    return round_in_scope(slug) if kind in deeds.KINDS else None


@blueprint.get("/manage/rounds/<slug>/deeds")
@requires(Permission.DEEDS_ASK, over=round_in_scope)
def all_deeds(slug: str) -> str:
    """What can be asked for now, what waits, what was decided."""
    survey: Round = g.subject
    found = queries.deeds(survey)
    waiting = {deed.kind for deed in found if deed.decided_at is None}
    possible = [kind for kind in deeds.possible(survey, current_user) if kind.name not in waiting]
    later = deeds.out_of_reach(survey, current_user)
    return show_deeds(
        "surveys/rounds/deeds.html", survey, found, slug=slug, found=found, possible=possible, later=later
    )


def show_deeds(template: str, survey: Round, about: Sequence[Deed], **values: Any) -> str:  # noqa: ANN401
    """Render a page about deeds, with whoever asked and decided."""
    return show(template, survey, who=queries.accounts_of(about), deeds=deeds, **values)


@blueprint.route("/manage/rounds/<slug>/deeds/new/<kind>", methods=["GET", "POST"])
@requires(Permission.DEEDS_ASK, over=kind_in_scope)
def ask_deed(slug: str, kind: str) -> ResponseReturnValue:
    """Ask for a deed: what it will do on GET, the asking on POST."""
    survey: Round = g.subject
    deeds.refuse_unfit(current_user, survey, deeds.KINDS[kind].asked_with)
    form = form_of(survey, kind)
    if form.submitted() and form.accepts(asked, survey, kind):
        flash(_("Đã gửi đề nghị. Việc được thực hiện khi một lãnh đạo duyệt khác đồng ý."), "ok")
        return redirect(url_for(".deed", slug=slug, deed_id=form.outcome.id), 303)
    reading_again()
    return show_deeds(
        "surveys/rounds/ask.html", round_in_scope(slug) or survey, [], slug=slug, kind=kind, form=form
    ), form.status


def form_of(survey: Round, kind: str) -> PortalForm:
    """What asking for a deed takes."""
    if deeds.chooses_measure(survey, kind):
        return ReleaseForm()
    return (FORMS.get(kind) or (ReasonForm if deeds.needs_reason(survey, kind) else AskForm))()


def asked(survey: Round, kind: str, *, confirmed: bool = True, **values: Any) -> Deed:  # noqa: ANN401
    """The deed behind the form; that the questions were read is for the person, not for the record."""
    _ = confirmed
    slug = survey.slug
    try:
        return deeds.ask(survey, kind, by=current_user, **values)
    except Conflict:
        deeds.note_refusal(slug, kind, by=current_user)
        raise


@blueprint.get("/manage/rounds/<slug>/deeds/<int:deed_id>")
@requires(Permission.DEEDS_ASK, over=deed_in_scope)
def deed(slug: str, deed_id: int) -> ResponseReturnValue:
    """One deed: what it will do, who asked, who decided."""
    return deed_page(slug, deed_id, DecisionForm())


def deed_page(slug: str, deed_id: int, form: PortalForm) -> ResponseReturnValue:
    """Render one deed, read afresh."""
    reading_again()
    found = deed_in_scope(slug, deed_id)
    if found is None:
        return "", 404
    is_asker = current_user.is_same_person(queries.accounts_of([found])[found.asked_by])
    may = {"decide": current_user.can(Permission.DEEDS_DECIDE) and not is_asker}
    may["withdraw"] = found.asked_by == current_user.id
    values = {"deed": found, "until": deeds.last_day_of(found), "may": may, "is_asker": is_asker, "form": form}
    return show_deeds("surveys/rounds/deed.html", found.round, [found], slug=slug, **values), form.status


@blueprint.post("/manage/rounds/<slug>/deeds/<int:deed_id>/decision")
@requires(Permission.DEEDS_DECIDE, over=deed_in_scope)
def decide_deed(slug: str, deed_id: int) -> ResponseReturnValue:
    """Agree, and the deed is done; or turn it down."""
    form = DecisionForm()
    if form.submitted() and is_let_pass(form, g.subject) and form.accepts(decided, slug, deed_id):
        done = form.decision.data == "yes"
        flash(_("Đã đồng ý, việc đã được thực hiện.") if done else _("Đã ghi ý kiến không đồng ý."), "ok")
        return redirect(url_for(".deed", slug=slug, deed_id=deed_id), 303)
    return deed_page(slug, deed_id, form)


def is_let_pass(form: DecisionForm, found: Deed) -> bool:
    """Let the box be read before the deed writes anything: that takes seconds, and nobody is to wait for them."""
    slug, kind = found.round.slug, found.kind
    if form.decision.data != "yes":
        return True
    transactions.read_only()
    try:
        deeds.stand_guard(round_in_scope(slug) or abort(404), kind)
    except Conflict as error:
        form.refuse(error)
        deeds.note_refusal(slug, kind, by=current_user)
        return False
    transactions.writing()
    return True


def decided(slug: str, deed_id: int, *, decision: str, note: str) -> None:
    """The deed behind the form, whose guards have just been asked."""
    found = deed_in_scope(slug, deed_id) or abort(404)
    kind = found.kind
    try:
        deeds.decide(found, by=current_user, accepted=decision == "yes", note=note, guarded=True)
    except Conflict:
        deeds.note_refusal(slug, kind, by=current_user)
        raise


@blueprint.post("/manage/rounds/<slug>/deeds/<int:deed_id>/withdrawal")
@requires(Permission.DEEDS_ASK, over=deed_in_scope)
def withdraw_deed(slug: str, deed_id: int) -> ResponseReturnValue:
    """Take back what one asked for."""
    form = PortalForm()
    if form.submitted() and form.accepts(deeds.withdraw, g.subject, by=current_user):
        flash(_("Đã rút đề nghị."), "ok")
        return redirect(url_for(".deed", slug=slug, deed_id=deed_id), 303)
    decision = DecisionForm()
    decision.status, decision.form_errors = form.status, form.form_errors
    return deed_page(slug, deed_id, decision)
