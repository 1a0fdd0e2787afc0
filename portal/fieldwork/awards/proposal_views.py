"""The proposal: whom it names, why; sending it; the other person's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.fieldwork.awards import operations, queries, table, words
from portal.fieldwork.awards.blueprint import blueprint
from portal.fieldwork.awards.forms import AchievementForm, DecisionForm, PersonForm, SendForm
from portal.fieldwork.awards.loaders import load_line, load_point
from portal.fieldwork.awards.models import SENT
from portal.fieldwork.scope import load_named_round, load_round
from portal.fieldwork.today import agenda
from portal.surveys import page_context
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.ui.forms import PortalForm
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.awards.models import AwardLine, AwardProposal
    from portal.surveys.models import Round


def show(template: str, slug: str, form: PortalForm, **values: Any) -> ResponseReturnValue:
    """A form's page; a refused one's transaction is given back first."""
    if request.method == "POST":
        transactions.read_only()
    round_ = load_round(slug) or abort(404)
    context = {key: value() if callable(value) else value for key, value in values.items()}
    return render(
        f"fieldwork/awards/{template}", survey=round_, form=form, **context, **page_context.round_context(round_)
    ), form.status


def to_proposal(slug: str, sentence: str) -> ResponseReturnValue:
    """Redirect to the proposal with a message."""
    flash(sentence)
    return redirect(url_for(".proposal", slug=slug), 303)


@blueprint.get("/awards/<slug>/proposal")
@requires(Permission.AWARDS_VIEW, over=load_named_round)
def proposal(slug: str) -> ResponseReturnValue:
    """Whom the round proposes, with the figures behind each."""
    round_ = load_round(slug) or abort(404)
    plan, award_proposal = round_.plan_data, queries.proposal_of(round_)
    ranking_state = queries.ranking_state(current_user.unit, round_, plan)
    return render(
        "fieldwork/awards/proposal.html",
        survey=round_,
        plan=plan,
        proposal=award_proposal,
        lines=basis_of(award_proposal, ranking_state),
        words=words,
        agenda=agenda,
        may_decide=award_proposal is not None and award_proposal.status == SENT and not is_by_reader(award_proposal),
        **page_context.round_context(round_, plan),
    )


def is_by_reader(award_proposal: AwardProposal) -> bool:
    """Whether the reader sent it, under whichever account."""
    return award_proposal.sender is not None and current_user.is_same_person(award_proposal.sender)


def basis_of(award_proposal: AwardProposal | None, ranking_state: queries.RankingState) -> list[tuple[AwardLine, str]]:
    """Each line with its basis: as frozen, or as it stands now while the proposal is open."""
    lines = award_proposal.lines if award_proposal else []
    if award_proposal is not None and not award_proposal.is_open:
        return [(line, line.basis) for line in lines]
    ranked = [(line, ranking_state.line_of(line.point_id)) for line in lines]
    return [
        (line, words.basis(ranked_line, ranking_state.ranking) if ranked_line else words.no_figures())
        for line, ranked_line in ranked
    ]


@blueprint.route("/awards/<slug>/pick/<code>", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, over=load_point)
def pick(slug: str, code: str) -> ResponseReturnValue:
    """Propose a commune."""
    form = AchievementForm()
    if form.submitted():
        point = load_point(slug, code) or abort(404)
        ranking_state = queries.ranking_state(current_user.unit, point.round, point.round.plan_data)
        if form.accepts(operations.propose_commune, ranking_state, point, by=current_user):
            return to_proposal(slug, _("Đã đưa vào danh sách đề nghị."))
    return show("pick.html", slug, form, row=lambda: row_of(slug, code), words=words)


def row_of(slug: str, code: str) -> table.Row:
    """A commune as the table shows it."""
    point = load_point(slug, code) or abort(404)
    ranking_state = queries.ranking_state(current_user.unit, point.round, point.round.plan_data)
    line = ranking_state.line_of(point.id) or abort(404)
    return table.Row(point, line)


@blueprint.route("/awards/<slug>/persons/new", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, over=load_named_round)
def new_person(slug: str) -> ResponseReturnValue:
    """Propose a person by name and office."""
    form = PersonForm()
    if form.submitted() and form.accepts(propose_typed_person, slug):
        return to_proposal(slug, _("Đã đưa vào danh sách đề nghị."))
    return show("person.html", slug, form)


def propose_typed_person(slug: str, code: str, **typed: str) -> AwardLine:
    """Called by the form once its input is valid."""
    round_, point = load_round(slug) or abort(404), load_point(slug, code) if code else None
    if code and point is None:
        raise DomainError(_("Không có xã, phường, thị trấn nào mang mã này."), "code")
    return operations.propose_person(round_, point, by=current_user, **typed)


@blueprint.route("/awards/<slug>/lines/<int:line_id>", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, over=load_line)
def edit(slug: str, line_id: int) -> ResponseReturnValue:
    """Write another «thành tích»."""
    line = load_line(slug, line_id) or abort(404)
    form = AchievementForm(data={"achievement": line.achievement})
    if form.submitted() and form.accepts(operations.change_achievement, line, by=current_user):
        return to_proposal(slug, _("Đã lưu thành tích."))
    return show("line.html", slug, form, line=lambda: load_line(slug, line_id) or abort(404))


@blueprint.route("/awards/<slug>/lines/<int:line_id>/remove", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, over=load_line)
def remove(slug: str, line_id: int) -> ResponseReturnValue:
    """Remove a person from the list."""
    form = PortalForm()
    if form.submitted() and form.accepts(
        operations.remove_line, load_line(slug, line_id) or abort(404), by=current_user
    ):
        return to_proposal(slug, _("Đã bỏ khỏi danh sách đề nghị."))
    return show("remove.html", slug, form, line=lambda: load_line(slug, line_id) or abort(404))


@blueprint.route("/awards/<slug>/send", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, over=load_named_round)
def send(slug: str) -> ResponseReturnValue:
    """Send the list for decision; its figures are frozen."""
    form = SendForm()
    if form.submitted() and form.accepts(send_own_proposal, slug):
        return to_proposal(slug, _("Đã gửi đề nghị khen thưởng; số liệu được giữ nguyên từ lúc gửi."))
    return show("send.html", slug, form, proposal=lambda: proposal_with_note(slug, form))


def proposal_with_note(slug: str, form: SendForm) -> AwardProposal | None:
    """The proposal; its earlier note in the form where nothing was typed yet."""
    award_proposal = load_proposal(slug)
    if request.method == "GET" and award_proposal is not None:
        form.note.data = award_proposal.note
    return award_proposal


def send_own_proposal(slug: str, note: str) -> AwardProposal:
    """Called by the form once its input is valid."""
    round_: Round = load_round(slug) or abort(404)
    plan = round_.plan_data
    ranking_state = queries.ranking_state(current_user.unit, round_, plan)
    return operations.send_proposal(round_, plan, ranking_state, note=note, by=current_user)


@blueprint.route("/awards/<slug>/decision", methods=["GET", "POST"])
@requires(Permission.AWARDS_DECIDE, over=load_named_round)
def decide(slug: str) -> ResponseReturnValue:
    """Accept the proposal or send it back with a reason."""
    round_ = load_round(slug) or abort(404)
    award_proposal = queries.proposal_of(round_)
    form = DecisionForm(data={"version": award_proposal.version if award_proposal else 0})
    if form.submitted() and form.accepts(save_decision, round_):
        return to_proposal(slug, _("Đã ghi ý kiến về đề nghị khen thưởng."))
    return show("decision.html", slug, form, proposal=lambda: load_proposal(slug), sent=SENT)


def load_proposal(slug: str) -> AwardProposal | None:
    """The proposal as it stands now."""
    return queries.proposal_of(load_round(slug) or abort(404))


def save_decision(round_: Round, verdict: str, reply: str, version: int) -> AwardProposal:
    """Called by the form once its input is valid."""
    return operations.decide_proposal(
        round_, accepted=verdict == "accept", reply=reply, version=version, by=current_user
    )
