"""The veterans' province office: who is sent to supervise, and the hand-over of both lists to the commission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.board.board import Sum
from portal.fieldwork.roster.forms import ChangedSupervisorForm, HandOverForm, SupervisorForm
from portal.fieldwork.roster.handover import handover
from portal.fieldwork.roster.lists import papers
from portal.fieldwork.roster.lists.duty_list import days_in_words
from portal.fieldwork.roster.lists.paper_views import send_job_file as sent_file
from portal.fieldwork.scope import load_named_round, load_round
from portal.fieldwork.today import agenda
from portal.surveys import page_context
from portal.units import queries as units
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.jobs.jobs import Job
from portal.web.media.downloads import exports
from portal.web.ui.forms import PortalForm
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.roster.models import HandOver, Supervisor
    from portal.surveys.models import Round


def load_supervisor(slug: str, number: int) -> Supervisor | None:
    """The supervisor an address names, in a round of the reader's."""
    round_ = load_round(slug)
    return queries.supervisor_in(round_, number) if round_ else None


@blueprint.get("/rosters/<slug>/supervisors")
@requires(Permission.ROSTER_RECEIVE, over=load_named_round)
def supervisors(slug: str) -> ResponseReturnValue:
    """The list of supervisors."""
    round_ = load_round(slug) or abort(404)
    lines = [(person, days_in_words(person.dates, round_.days)) for person in queries.supervisors(round_)]
    return render(
        "fieldwork/roster/handover/supervisors.html", survey=round_, sent=lines, **page_context.round_context(round_)
    )


@blueprint.route("/rosters/<slug>/supervisors/new", methods=["GET", "POST"])
@requires(Permission.ROSTER_COMPILE, over=load_named_round)
def new_supervisor(slug: str) -> ResponseReturnValue:
    """Add a person to the list."""
    round_ = load_round(slug) or abort(404)
    form = SupervisorForm() if request.method == "POST" else SupervisorForm(formdata=None)
    form.offer(round_.days)
    if form.submitted() and form.accepts(handover.add_supervisor, round_, by=current_user):
        flash(_("Đã thêm %(name)s vào danh sách.", name=form.outcome.full_name))
        return redirect(url_for(".supervisors", slug=slug), 303)
    return supervisor_page(slug, form, None)


@blueprint.route("/rosters/<slug>/supervisors/<int:number>", methods=["GET", "POST"])
@requires(Permission.ROSTER_COMPILE, over=load_supervisor)
def supervisor(slug: str, number: int) -> ResponseReturnValue:
    """Show and change a person on the list."""
    person = load_supervisor(slug, number) or abort(404)
    form = ChangedSupervisorForm() if request.method == "POST" else supervisor_form(person)
    form.offer(person.round.days)
    if form.submitted() and form.accepts(handover.change_supervisor, person, by=current_user):
        flash(_("Đã lưu thông tin %(name)s.", name=form.outcome.full_name))
        return redirect(url_for(".supervisors", slug=slug), 303)
    return supervisor_page(slug, form, number)


def supervisor_form(person: Supervisor) -> ChangedSupervisorForm:
    """The form as the row stands."""
    values = {"full_name": person.full_name, "post": person.post, "office": person.office, "area": person.area}
    return ChangedSupervisorForm(formdata=None, days=person.dates, version=person.version, **values)


def supervisor_page(slug: str, form: SupervisorForm, number: int | None) -> ResponseReturnValue:
    """The page of one supervisor."""
    if request.method == "POST":
        transactions.read_only()
    round_ = load_round(slug) or abort(404)
    plan = round_.plan_data
    person = load_supervisor(slug, number) if number else None
    areas = [unit.title for unit in units.districts(current_user.unit)]
    context: dict[str, Any] = {"survey": round_, "form": form, "sent": person, "areas": areas, "plan": plan}
    return render(
        "fieldwork/roster/handover/supervisor.html", **context, **page_context.round_context(round_, plan)
    ), form.status


@blueprint.route("/rosters/<slug>/supervisors/<int:number>/removal", methods=["GET", "POST"])
@requires(Permission.ROSTER_COMPILE, over=load_supervisor)
def remove_supervisor(slug: str, number: int) -> ResponseReturnValue:
    """Remove a person after a confirmation."""
    person, form = load_supervisor(slug, number) or abort(404), PortalForm()
    name = person.full_name
    if form.submitted() and form.accepts(handover.remove_supervisor, person, by=current_user):
        flash(_("Đã bỏ %(name)s khỏi danh sách.", name=name))
        return redirect(url_for(".supervisors", slug=slug), 303)
    round_ = load_round(slug) or abort(404)
    return render(
        "fieldwork/roster/handover/remove_supervisor.html",
        survey=round_,
        name=name,
        form=form,
        **page_context.round_context(round_),
    )


@blueprint.get("/rosters/<slug>/hand-over")
@requires(Permission.ROSTER_RECEIVE, over=load_named_round)
def hand_overs(slug: str) -> ResponseReturnValue:
    """What was given to the commission, with the files made then; the way to give it."""
    return hand_over_page(slug, HandOverForm(formdata=None))


@blueprint.post("/rosters/<slug>/hand-over")
@requires(Permission.ROSTER_COMPILE, over=load_named_round)
def hand_over(slug: str) -> ResponseReturnValue:
    """Give both lists to the commission; the files of this moment are made with it."""
    round_ = load_round(slug) or abort(404)
    form = HandOverForm()
    if form.submitted() and form.accepts(create_handover, round_):
        flash(_("Đã bàn giao danh sách, lịch phân công và danh sách kiểm tra, giám sát."))
        return redirect(url_for(".hand_overs", slug=slug), 303)
    return hand_over_page(slug, form)


def create_handover(round_: Round, remark: str) -> HandOver:
    """Called by the form once its input is valid."""
    handover_row = handover.hand_over(round_, remark=remark, by=current_user)
    handover_row.book_job_id = papers.start(round_, current_user.unit, papers.INTERNAL, by=current_user.id).id
    handover_row.table_job_id = papers.start(round_, current_user.unit, papers.TABLE, by=current_user.id).id
    return handover_row


def hand_over_page(slug: str, form: HandOverForm) -> ResponseReturnValue:
    """The page of the hand-over."""
    if request.method == "POST":
        transactions.read_only()
    round_ = load_round(slug) or abort(404)
    plan, handovers = round_.plan_data, queries.hand_overs(round_)
    return render(
        "fieldwork/roster/handover/hand_over.html",
        survey=round_,
        plan=plan,
        form=form,
        total=Sum(tuple(board.lines(round_, current_user.unit, plan))),
        sent=queries.supervisors(round_),
        given=handovers,
        made=finished_job_ids(handovers),
        due=plan.deadlines.rosters,
        late=board.late_shape(plan.deadlines.rosters),
        agenda=agenda,
        **page_context.round_context(round_, plan),
    ), form.status


def finished_job_ids(handovers: Iterable[HandOver]) -> set[str]:
    """Those of the jobs of hand-overs whose file can be fetched."""
    job_ids = {
        job_id
        for handover_row in handovers
        for job_id in (handover_row.book_job_id, handover_row.table_job_id)
        if job_id
    }
    return set(db.session.scalars(select(Job.id).where(Job.id.in_(job_ids), Job.file_id.is_not(None))))


def load_handover_job(slug: str, number: int, what: str) -> Job | None:
    """The file made with a hand-over, inside the reader's places."""
    round_ = load_round(slug)
    handover_row = next((row for row in queries.hand_overs(round_) if row.id == number), None) if round_ else None
    job_ids = (
        {papers.INTERNAL: handover_row.book_job_id, papers.TABLE: handover_row.table_job_id} if handover_row else {}
    )
    return db.session.get(Job, job_ids.get(what) or "")


@blueprint.get("/rosters/<slug>/hand-over/<int:number>/<what>/file")
@requires(Permission.ROSTER_RECEIVE, over=load_handover_job)
@exports("roster.exported")
def hand_over_file(slug: str, number: int, what: str) -> Response:
    """What was given: the book or the table as it was made then."""
    _ = slug, number, what
    return sent_file(g.subject)
