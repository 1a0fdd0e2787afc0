"""The ranking with its file and weights; the proposal: whom it names and why, its sending, the other's decision."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.fieldwork.awards import cautions, operations, queries, ranking, table
from portal.fieldwork.awards.forms import AchievementForm, DecisionForm, PersonForm, SendForm, WeightsForm
from portal.fieldwork.awards.models import SENT, AwardLine, AwardProposal, AwardWeights
from portal.fieldwork.awards.queries import RankingState
from portal.fieldwork.round_lists import list_page, round_list
from portal.fieldwork.scope import load_point, load_round
from portal.surveys import page_context
from portal.surveys.models import Point, Round
from portal.units.folding import part_of
from portal.web.http.views import asks_file, reload, render, requires
from portal.web.ui.forms import PortalForm
from portal.web.ui.listing import ListFilter, send_list

blueprint = Blueprint("awards", __name__)


def ranking_of(round_: Round) -> RankingState:
    """The ranking of the reader's communes."""
    return queries.ranking_state(current_user.unit, round_, round_.plan_data)


def page(template: str, round_: Round, **values: Any) -> str:
    """A page with its round."""
    frame: dict[str, Any] = {"survey": round_, "plan": round_.plan_data, "words": table}
    return render(f"fieldwork/awards/{template}", **frame, **values, **page_context.round_context(round_))


@round_list(blueprint, "/awards", Permission.AWARDS_VIEW, "awards.exported", none="fieldwork/awards/none.html")
def index(round_: Round) -> ResponseReturnValue:
    """Every commune with its figures, score and place, who is out and why; the proposal on top."""
    ranking_state, proposal = ranking_of(round_), queries.proposal_of(round_)
    every, list_filter = table.rows(ranking_state, proposal), ListFilter.from_args(request.args)
    rows = table.LISTING.apply(every, list_filter)
    if asks_file():
        return send_list(f"thi-dua-{round_.slug}", _("Thi đua, khen thưởng"), table.columns(), rows, round=round_.slug)
    return list_page(
        "fieldwork/awards/index.html",
        round_,
        list_filter,
        words=table,
        ranking_state=ranking_state,
        proposal=proposal,
        part=part_of(rows, lambda row: row.point.unit),
        figures=table.figures(every),
        criteria=ranking.CRITERIA,
        choices=table.choices(),
        sorts=[("unit", _("Theo tên")), *((f"-{key}", label) for key, label in table.labels().items())],
    )


@blueprint.route("/awards/<slug>/weights", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, subject=load_round)
def weights(round_: Round) -> ResponseReturnValue:
    """Change the weights; every version stays on record."""
    in_force = queries.weights_in_force(round_)
    version = in_force.version if in_force else 0
    form = WeightsForm(data={**(in_force.weights if in_force else ranking.DEFAULT_WEIGHTS), "version": version})
    if form.submitted() and form.accepts(save_weights, round_):
        flash(_("Đã thay trọng số; bảng xếp hạng tính lại theo trọng số mới."))
        return redirect(url_for(".index", slug=round_.slug), 303)
    round_ = reload(round_)
    values = {"meanings": table.meanings(), "labels": table.labels(), "versions": queries.weight_versions(round_)}
    return page("weights.html", round_, form=form, criteria=ranking.CRITERIA, **values), form.status


def save_weights(round_: Round, reason: str, version: int, **typed: int) -> AwardWeights:
    """Called by the form once its input is valid."""
    return operations.set_weights(round_, weights=typed, reason=reason, version=version, by=current_user)


@blueprint.get("/awards/<slug>/proposal")
@requires(Permission.AWARDS_VIEW, subject=load_round)
def proposal(round_: Round) -> ResponseReturnValue:
    """Whom the round proposes, with the figures behind each: as sent, or as they are now while it is open."""
    award_proposal, state = queries.proposal_of(round_), ranking_of(round_)
    # another account of the sender is the sender, and sees no button
    sender = award_proposal.sender if award_proposal and award_proposal.status == SENT else None
    return page(
        "proposal.html",
        round_,
        proposal=award_proposal,
        lines=[
            (line, table.basis(state.line_of(line.point_id), state.ranking) if award_proposal.is_open else line.basis)
            for line in award_proposal.lines
        ]
        if award_proposal
        else [],
        is_sent=sender is not None,
        may_decide=sender is not None and not current_user.is_same_person(sender),
    )


def to_proposal(slug: str, sentence: str) -> ResponseReturnValue:
    """Redirect to the proposal with a message."""
    flash(sentence)
    return redirect(url_for(".proposal", slug=slug), 303)


@blueprint.route("/awards/<slug>/pick/<code>", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, subject=load_point)
def pick(point: Point, slug: str) -> ResponseReturnValue:
    """Propose a commune."""
    form = AchievementForm()
    if form.submitted() and form.accepts(operations.propose_commune, ranking_of(point.round), point, by=current_user):
        return to_proposal(slug, _("Đã đưa vào danh sách đề nghị."))
    point = reload(point)
    line = ranking_of(point.round).line_of(point.id) or abort(404)
    return page("pick.html", point.round, form=form, row=table.Row(point, line)), form.status


@blueprint.route("/awards/<slug>/persons/new", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, subject=load_round)
def new_person(round_: Round) -> ResponseReturnValue:
    """Propose a person by name and office."""
    form = PersonForm()
    if form.submitted() and form.accepts(propose_typed_person, round_):
        return to_proposal(round_.slug, _("Đã đưa vào danh sách đề nghị."))
    return page("person.html", reload(round_), form=form), form.status


def propose_typed_person(round_: Round, code: str, **typed: str) -> AwardLine:
    """Called by the form once its input is valid."""
    point = load_point(round_.slug, code) if code else None
    if code and point is None:
        raise DomainError(_("Không có %(communes)s nào mang mã này."), "code")
    return operations.propose_person(round_, point, by=current_user, **typed)


def load_line(slug: str, line_id: int) -> AwardLine | None:
    """A line of the round's proposal."""
    round_ = load_round(slug)
    return queries.line_in(round_, line_id) if round_ else None


@blueprint.route("/awards/<slug>/lines/<int:line_id>", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, subject=load_line)
def edit(line: AwardLine, slug: str) -> ResponseReturnValue:
    """Write another «thành tích»."""
    form = AchievementForm(data={"achievement": line.achievement})
    if form.submitted() and form.accepts(operations.change_achievement, line, by=current_user):
        return to_proposal(slug, _("Đã lưu thành tích."))
    line = reload(line)
    return page("line.html", load_round(slug) or abort(404), form=form, line=line), form.status


@blueprint.route("/awards/<slug>/lines/<int:line_id>/remove", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, subject=load_line)
def remove(line: AwardLine, slug: str) -> ResponseReturnValue:
    """Remove a person from the list."""
    form = PortalForm()
    if form.submitted() and form.accepts(operations.remove_line, line, by=current_user):
        return to_proposal(slug, _("Đã bỏ khỏi danh sách đề nghị."))
    line = reload(line)
    return page("remove.html", load_round(slug) or abort(404), form=form, line=line), form.status


@blueprint.route("/awards/<slug>/send", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, subject=load_round)
def send(round_: Round) -> ResponseReturnValue:
    """Send the list for decision; its figures are frozen."""
    form = SendForm()
    if form.submitted() and form.accepts(send_own_proposal, round_):
        return to_proposal(round_.slug, _("Đã gửi đề nghị khen thưởng; số liệu được giữ nguyên từ lúc gửi."))
    round_ = reload(round_)
    award_proposal = queries.proposal_of(round_)
    if request.method == "GET" and award_proposal is not None:
        form.note.data = award_proposal.note
    told = cautions.cautions(round_, current_user.unit, award_proposal, ranking_of(round_))
    return page("send.html", round_, form=form, proposal=award_proposal, cautions=told), form.status


def send_own_proposal(round_: Round, note: str) -> AwardProposal:
    """Called by the form once its input is valid."""
    return operations.send_proposal(round_, ranking_of(round_), note=note, by=current_user)


@blueprint.route("/awards/<slug>/decision", methods=["GET", "POST"])
@requires(Permission.AWARDS_DECIDE, subject=load_round)
def decide(round_: Round) -> ResponseReturnValue:
    """Accept the proposal or send it back with a reason."""
    award_proposal = queries.proposal_of(round_)
    form = DecisionForm(data={"version": award_proposal.version if award_proposal else 0})
    if form.submitted() and form.accepts(save_decision, round_):
        return to_proposal(round_.slug, _("Đã ghi ý kiến về đề nghị khen thưởng."))
    round_ = reload(round_)
    award_proposal = queries.proposal_of(round_)
    told = cautions.cautions(round_, current_user.unit, award_proposal, ranking_of(round_))
    return page("decision.html", round_, form=form, proposal=award_proposal, sent=SENT, cautions=told), form.status


def save_decision(round_: Round, verdict: str, reply: str, version: int) -> AwardProposal:
    """Called by the form once its input is valid."""
    accepted = verdict == "accept"
    return operations.decide_proposal(round_, accepted=accepted, reply=reply, version=version, by=current_user)
