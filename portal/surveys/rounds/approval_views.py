"""Actions of two persons on the page: what waits, what was decided, asking and deciding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import Conflict
from portal.surveys import queries
from portal.surveys.blueprint import blueprint
from portal.surveys.forms import ApprovalForm, AskForm, DecisionForm, ExtensionForm, ReasonForm
from portal.surveys.rounds import approvals
from portal.surveys.rounds.round_views import load_round, release_transaction, show
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.ui.forms import PortalForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.surveys.models import ApprovalRequest, Round

FORMS = {"approve": ApprovalForm, "extend": ExtensionForm, "close": ReasonForm}


def load_approval(slug: str, deed_id: int) -> ApprovalRequest | None:
    """The request an address names."""
    return queries.approval_in(current_user.unit, slug, deed_id)


def load_round_for_kind(slug: str, kind: str) -> Round | None:
    """The round, if there is such an action."""
    return load_round(slug) if kind in approvals.KINDS else None


@blueprint.get("/manage/rounds/<slug>/deeds")
@requires(Permission.DEEDS_ASK, over=load_round)
def all_deeds(slug: str) -> str:
    """What can be asked for now, what waits, what was decided."""
    round_: Round = g.subject
    rows = queries.approvals_of(round_)
    waiting = {row.kind for row in rows if row.waits}
    possible = [kind for kind in approvals.askable(round_, current_user) if kind.name not in waiting]
    later = approvals.unavailable(round_, current_user)
    return show_approvals(
        "surveys/rounds/approvals.html", round_, rows, slug=slug, found=rows, possible=possible, later=later
    )


def show_approvals(template: str, round_: Round, about: Sequence[ApprovalRequest], **values: Any) -> str:
    """Render a page about requests, with the accounts that asked and decided."""
    return show(template, round_, who=queries.accounts_of(about), approvals=approvals, **values)


@blueprint.route("/manage/rounds/<slug>/deeds/new/<kind>", methods=["GET", "POST"])
@requires(Permission.DEEDS_ASK, over=load_round_for_kind)
def ask_deed(slug: str, kind: str) -> ResponseReturnValue:
    """Ask for an action: what it will do on GET, the asking on POST."""
    round_: Round = g.subject
    approvals.refuse_unfit(current_user, round_, approvals.KINDS[kind].asked_with)
    form = asking_form(round_, kind)
    if form.submitted() and form.accepts(ask_approval, round_, kind):
        flash(_("Đã gửi đề nghị. Việc được thực hiện khi một lãnh đạo duyệt khác đồng ý."), "ok")
        return redirect(url_for(".deed", slug=slug, deed_id=form.outcome.id), 303)
    release_transaction()
    return show_approvals(
        "surveys/rounds/ask.html", load_round(slug) or round_, [], slug=slug, kind=kind, form=form
    ), form.status


def asking_form(round_: Round, kind: str) -> PortalForm:
    """What asking for an action takes."""
    return (FORMS.get(kind) or (ReasonForm if approvals.needs_reason(round_, kind) else AskForm))()


def ask_approval(round_: Round, kind: str, *, confirmed: bool = True, **values: Any) -> ApprovalRequest:
    """The action behind the form; that the questions were read is for the person, not for the record."""
    _ = confirmed
    slug = round_.slug
    try:
        return approvals.ask(round_, kind, by=current_user, **values)
    except Conflict:
        approvals.log_refusal(slug, kind, by=current_user)
        raise


@blueprint.get("/manage/rounds/<slug>/deeds/<int:deed_id>")
@requires(Permission.DEEDS_ASK, over=load_approval)
def deed(slug: str, deed_id: int) -> ResponseReturnValue:
    """One request: what it will do, who asked, who decided."""
    return approval_page(slug, deed_id, DecisionForm())


def approval_page(slug: str, deed_id: int, form: PortalForm) -> ResponseReturnValue:
    """Render one request, read afresh."""
    release_transaction()
    approval = load_approval(slug, deed_id)
    if approval is None:
        return "", 404
    is_asker = current_user.is_same_person(queries.accounts_of([approval])[approval.asked_by])
    may = {"decide": current_user.can(Permission.DEEDS_DECIDE) and not is_asker}
    may["withdraw"] = approval.asked_by == current_user.id
    values = {
        "approval": approval,
        "until": approvals.requested_last_day(approval),
        "may": may,
        "is_asker": is_asker,
        "form": form,
    }
    return show_approvals("surveys/rounds/approval.html", approval.round, [approval], slug=slug, **values), form.status


@blueprint.post("/manage/rounds/<slug>/deeds/<int:deed_id>/decision")
@requires(Permission.DEEDS_DECIDE, over=load_approval)
def decide_deed(slug: str, deed_id: int) -> ResponseReturnValue:
    """Agree, and the action is done; or turn it down."""
    form = DecisionForm()
    if form.submitted() and passes_guards(form, g.subject) and form.accepts(decide_approval, slug, deed_id):
        accepted = form.decision.data == "yes"
        flash(_("Đã đồng ý, việc đã được thực hiện.") if accepted else _("Đã ghi ý kiến không đồng ý."), "ok")
        return redirect(url_for(".deed", slug=slug, deed_id=deed_id), 303)
    return approval_page(slug, deed_id, form)


def passes_guards(form: DecisionForm, approval: ApprovalRequest) -> bool:
    """Run the guards before the transaction that writes, since they may take seconds; False where one refuses."""
    slug, kind = approval.round.slug, approval.kind
    if form.decision.data != "yes":
        return True
    transactions.read_only()
    try:
        approvals.run_guards(load_round(slug) or abort(404), kind)
    except Conflict as error:
        form.refuse(error)
        approvals.log_refusal(slug, kind, by=current_user)
        return False
    transactions.allow_writes()
    return True


def decide_approval(slug: str, deed_id: int, *, decision: str, note: str) -> None:
    """The action behind the form, whose guards have just been asked."""
    approval = load_approval(slug, deed_id) or abort(404)
    kind = approval.kind
    try:
        approvals.decide(approval, by=current_user, accepted=decision == "yes", note=note, guarded=True)
    except Conflict:
        approvals.log_refusal(slug, kind, by=current_user)
        raise


@blueprint.post("/manage/rounds/<slug>/deeds/<int:deed_id>/withdrawal")
@requires(Permission.DEEDS_ASK, over=load_approval)
def withdraw_deed(slug: str, deed_id: int) -> ResponseReturnValue:
    """Take back what one asked for."""
    form = PortalForm()
    if form.submitted() and form.accepts(approvals.withdraw, g.subject, by=current_user):
        flash(_("Đã rút đề nghị."), "ok")
        return redirect(url_for(".deed", slug=slug, deed_id=deed_id), 303)
    decision = DecisionForm()
    decision.status, decision.form_errors = form.status, form.form_errors
    return approval_page(slug, deed_id, decision)
