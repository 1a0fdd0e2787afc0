"""The veterans' province office: who is sent to supervise, and the hand-over of both lists to the commission."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint, page
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.forms import ChangedSupervisorForm, HandOverForm, SupervisorForm
from portal.fieldwork.roster.handover import handover
from portal.fieldwork.roster.lists import papers
from portal.fieldwork.roster.lists.duty_list import days_in_words
from portal.fieldwork.roster.models import HandOver, Supervisor
from portal.fieldwork.scope import load_round
from portal.surveys.models import Round
from portal.units import queries as units
from portal.web.http.views import exports, reload, requires
from portal.web.jobs.jobs import Job
from portal.web.jobs.made_files import send_made_file
from portal.web.ui.forms import PortalForm


def load_supervisor(slug: str, number: int) -> Supervisor | None:
    """The supervisor an address names, in a round of the reader's."""
    round_ = load_round(slug)
    return queries.supervisor_in(round_, number) if round_ else None


@blueprint.get("/rosters/<slug>/supervisors")
@requires(Permission.ROSTER_RECEIVE, subject=load_round)
def supervisors(round_: Round) -> ResponseReturnValue:
    """The list of supervisors."""
    lines = [(person, days_in_words(person.dates, round_.days)) for person in queries.supervisors(round_)]
    return page("handover/supervisors.html", round_, sent=lines)


@blueprint.route("/rosters/<slug>/supervisors/new", methods=["GET", "POST"])
@requires(Permission.ROSTER_COMPILE, subject=load_round)
def new_supervisor(round_: Round, slug: str) -> ResponseReturnValue:
    """Add a person to the list."""
    form = SupervisorForm() if request.method == "POST" else SupervisorForm(formdata=None)
    form.offer(round_.days)
    if form.submitted() and form.accepts(handover.add_supervisor, round_, by=current_user):
        flash(_("Đã thêm %(name)s vào danh sách.", name=form.outcome.full_name))
        return redirect(url_for(".supervisors", slug=slug), 303)
    return supervisor_page(reload(round_), None, form)


@blueprint.route("/rosters/<slug>/supervisors/<int:number>", methods=["GET", "POST"])
@requires(Permission.ROSTER_COMPILE, subject=load_supervisor)
def supervisor(person: Supervisor, slug: str) -> ResponseReturnValue:
    """Show and change a person on the list."""
    form = ChangedSupervisorForm() if request.method == "POST" else supervisor_form(person)
    form.offer(person.round.days)
    if form.submitted() and form.accepts(handover.change_supervisor, person, by=current_user):
        flash(_("Đã lưu thông tin %(name)s.", name=form.outcome.full_name))
        return redirect(url_for(".supervisors", slug=slug), 303)
    person = reload(person)
    return supervisor_page(person.round, person, form)


def supervisor_form(person: Supervisor) -> ChangedSupervisorForm:
    """The form as the row stands, whose days are dates."""
    values = {"full_name": person.full_name, "post": person.post, "office": person.office, "area": person.area}
    return ChangedSupervisorForm(formdata=None, days=person.dates, version=person.version, **values)


def supervisor_page(round_: Round, person: Supervisor | None, form: SupervisorForm) -> ResponseReturnValue:
    """The page of one supervisor."""
    areas = [unit.title for unit in units.districts(current_user.unit)]
    return page("handover/supervisor.html", round_, form=form, sent=person, areas=areas), form.status


@blueprint.route("/rosters/<slug>/supervisors/<int:number>/removal", methods=["GET", "POST"])
@requires(Permission.ROSTER_COMPILE, subject=load_supervisor)
def remove_supervisor(person: Supervisor, slug: str) -> ResponseReturnValue:
    """Remove a person after a confirmation."""
    form, name = PortalForm(), person.full_name
    if form.submitted() and form.accepts(handover.remove_supervisor, person, by=current_user):
        flash(_("Đã bỏ %(name)s khỏi danh sách.", name=name))
        return redirect(url_for(".supervisors", slug=slug), 303)
    return page("handover/remove_supervisor.html", reload(person).round, name=name, form=form)


@blueprint.get("/rosters/<slug>/hand-over")
@requires(Permission.ROSTER_RECEIVE, subject=load_round)
def hand_overs(round_: Round) -> ResponseReturnValue:
    """What was given to the commission, with the files made then; the way to give it."""
    return hand_over_page(round_, HandOverForm(formdata=None))


@blueprint.post("/rosters/<slug>/hand-over")
@requires(Permission.ROSTER_COMPILE, subject=load_round)
def hand_over(round_: Round, slug: str) -> ResponseReturnValue:
    """Give both lists to the commission; the files of this moment are made with it."""
    form = HandOverForm()
    if form.submitted() and form.accepts(create_handover, round_):
        flash(_("Đã bàn giao danh sách, lịch phân công và danh sách kiểm tra, giám sát."))
        return redirect(url_for(".hand_overs", slug=slug), 303)
    return hand_over_page(reload(round_), form)


def create_handover(round_: Round, remark: str) -> HandOver:
    """Called by the form once its input is valid."""
    given = handover.hand_over(round_, remark=remark, by=current_user)
    # the files of this moment stay fetchable however the lists change afterwards
    given.book_job_id = papers.start(round_, current_user.unit, papers.INTERNAL, by=current_user.id).id
    given.table_job_id = papers.start(round_, current_user.unit, papers.TABLE, by=current_user.id).id
    return given


def hand_over_page(round_: Round, form: HandOverForm) -> ResponseReturnValue:
    """The page of the hand-over, with the files of each that can be fetched."""
    handovers = queries.hand_overs(round_)
    job_ids = {job_id for given in handovers for job_id in (given.book_job_id, given.table_job_id)}
    return page(
        "handover/hand_over.html",
        round_,
        form=form,
        total=board.Sum(tuple(board.lines(round_, current_user.unit))),
        sent=queries.supervisors(round_),
        given=handovers,
        made=set(db.session.scalars(select(Job.id).where(Job.id.in_(job_ids - {None}), Job.file_id.is_not(None)))),
    ), form.status


def load_handover_job(slug: str, number: int, what: str) -> Job | None:
    """The file made with a hand-over, inside the reader's places."""
    round_ = load_round(slug)
    given = next((row for row in queries.hand_overs(round_) if row.id == number), None) if round_ else None
    job_ids = {papers.INTERNAL: given.book_job_id, papers.TABLE: given.table_job_id} if given else {}
    return db.session.get(Job, job_ids.get(what) or "")


@blueprint.get("/rosters/<slug>/hand-over/<int:number>/<what>/file")
@requires(Permission.ROSTER_RECEIVE, subject=load_handover_job)
@exports("roster.exported")
def hand_over_file(job: Job) -> Response:
    """What was given: the book or the table as it was made then."""
    return send_made_file(job)
