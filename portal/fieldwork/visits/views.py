"""The commune's pages: today, a day's visits, «chốt», corrections, and who may «chốt»."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.queries import account_in as account_in_scope
from portal.errors import DomainError
from portal.fieldwork import own_round, tasks
from portal.fieldwork.own_round import of_own_round, own_point
from portal.fieldwork.today import agenda
from portal.fieldwork.visits import operations, queries
from portal.fieldwork.visits import tasks as visit_tasks
from portal.fieldwork.visits.forms import CorrectionForm, DecisionForm, LockForm, VisitsForm, source_words
from portal.fieldwork.visits.models import VisitCorrection, VisitCount
from portal.surveys import page_context, turnout
from portal.surveys.contacts import contact_of
from portal.surveys.models import Point, Round
from portal.web.data import clock, transactions
from portal.web.http import bodies
from portal.web.http.views import is_part, reload, render, requires
from portal.web.ui.formats import day_month, iso_day
from portal.web.ui.forms import PortalForm

blueprint = Blueprint("fieldwork", __name__)


blueprint.add_app_template_filter(source_words)

AFTER_SAVING = {"lock": "fieldwork.lock", "ask": "fieldwork.ask_lock"}
"""Where the buttons beside the number lead once it is saved."""


@blueprint.get("/today")
@requires(Permission.VISITS_ENTER)
def today() -> ResponseReturnValue:
    """The commune's home: the day's visits and what is due in the nearest round, then what is in each of the others."""
    points = queries.points_of(current_user.unit)
    if not points:
        return render("fieldwork/no_round.html")
    point = points[0]
    own_round.set_round(point.round)
    if not point.round.visit_days:
        return jobs_page(point, points[1:])
    counts = queries.counts_of(point)
    day = agenda.day_to_show(point.round, counts)
    return day_page(day, form_for(counts.get(day)), points[1:])


@blueprint.route("/visits/<day>", methods=["GET", "POST"])
@requires(Permission.VISITS_ENTER)
@of_own_round
def visits(day: str) -> ResponseReturnValue:
    """A day's visits: shown, or kept as a draft."""
    point, when = load_point_and_day(day)
    if request.method == "GET":
        return day_page(when, form_for(queries.count_of(point, when)))
    operations.check_day(point.round, when)
    form = VisitsForm()
    if not (form.submitted() and form.accepts(operations.save_visits, point, when, by=current_user)):
        # after a conflict what was typed stays, and the next save is made knowingly, on the row as it stands now
        _point, count = reload_point_and_count(when)
        form.version.data = count.version if count else 0
        return day_page(when, form), form.status
    # saved first, so that what is asked about is what stands
    if request.form.get("next") in AFTER_SAVING:
        return redirect(url_for(AFTER_SAVING[request.form["next"]], day=day), 303)
    if not is_part():
        flash(_("Đã lưu tạm số liệu ngày %(day)s.", day=day_month(when)))
    return redirect(url_for(".visits", day=day), 303)


@blueprint.route("/visits/<day>/lock", methods=["GET", "POST"])
@requires(Permission.VISITS_LOCK)
@of_own_round
def lock(day: str) -> ResponseReturnValue:
    """«Chốt»: asked once more, then done."""
    point, when = load_point_and_day(day)
    # before the page: an officer without authority is told so, not asked
    operations.check_may_lock(point, current_user)
    done = _("Đã chốt số liệu ngày %(day)s.", day=day_month(when))
    asked = ask_once_more(point, when, operations.lock_day, done)
    if asked is None:
        return redirect(url_for(".visits", day=day), 303)
    form, point, count = asked
    is_over, desk = clock.now() >= clock.end_of(when), point.round.plan_data.desk.short
    values = {"point": point, "day": when, "count": count, "form": form, "is_over": is_over, "desk": desk}
    return page("lock.html", point.round, **values), form.status


@blueprint.route("/visits/<day>/lock-request", methods=["GET", "POST"])
@requires(Permission.VISITS_ENTER)
@of_own_round
def ask_lock(day: str) -> ResponseReturnValue:
    """An officer asks the lead to «chốt»: asked once more, then kept, with a message ready to copy."""
    point, when = load_point_and_day(day)
    done = _("Đã báo %(lead)s chốt số liệu ngày %(day)s.", day=day_month(when))
    asked = ask_once_more(point, when, operations.ask_to_lock, done)
    # nothing to ask of a lead where the reader may «chốt» alone
    if asked is None or queries.may_lock(asked[1], current_user):
        return redirect(url_for(".visits", day=day), 303)
    form, point, count = asked
    leads = ", ".join(lead.full_name for lead in queries.leads(point.unit))
    values = {"point": point, "day": when, "count": count, "form": form, "leads": leads}
    return page("ask_lock.html", point.round, **values), form.status


def ask_once_more(
    point: Point, when: date, act: Callable[..., object], done: str
) -> tuple[LockForm, Point, VisitCount] | None:
    """Do what is sent and accepted, and say so; else the form that asks, with the day as it stands now.

    None where it is done, where no figure is there, and where the day was «chốt» from another device meanwhile.
    """
    count = queries.count_of(point, when)
    form = LockForm(version=count.version if count else 0)
    if form.submitted() and form.accepts(act, point, when, by=current_user):
        flash(done)
        return None
    point, count = reload_point_and_count(when)
    if count is None:
        refuse_in_words(form)
        return None
    form.version.data = count.version
    return None if count.is_locked and not form.form_errors else (form, point, count)


@blueprint.route("/visits/<day>/correction", methods=["GET", "POST"])
@requires(Permission.VISITS_CORRECT)
@of_own_round
def correct(day: str) -> ResponseReturnValue:
    """Ask for another figure after «chốt»."""
    point, when = load_point_and_day(day)
    form = CorrectionForm()
    if form.submitted() and form.accepts(operations.ask_correction, point, when, by=current_user):
        flash(_("Đã gửi yêu cầu điều chỉnh số liệu ngày %(day)s.", day=day_month(when)))
        return redirect(url_for(".visits", day=day), 303)
    point, count = reload_point_and_count(when)
    if count is None or not count.is_locked:
        refuse_in_words(form)
        return redirect(url_for(".visits", day=day), 303)
    return page("correct.html", point.round, point=point, day=when, count=count, form=form), form.status


def page(template: str, round_: Round, **values: Any) -> str:
    """A page with its round."""
    return render(f"fieldwork/visits/{template}", **values, **page_context.round_context(round_))


def refuse_in_words(form: PortalForm) -> None:
    """Say why a post was refused where its own page has nothing to show."""
    if form.form_errors:
        abort(form.status, form.form_errors[0])


@blueprint.get("/corrections")
@requires(Permission.CORRECTIONS_DECIDE)
def corrections() -> ResponseReturnValue:
    """What communes ask to change, those that wait first."""
    found = queries.corrections_in(current_user.unit)
    rounds = {correction.count.point.round for correction in found}
    of_others = visit_tasks.of_others(found, current_user)
    return render(
        "fieldwork/visits/corrections.html",
        waiting=[correction for correction in found if correction.waits],
        decided=[correction for correction in found if not correction.waits],
        to_call=visit_tasks.to_call(of_others),
        of_several=len(rounds) > 1,
        simulated=any(round_.simulated for round_ in rounds),
    )


def load_correction(correction_id: int) -> VisitCorrection | None:
    """The correction an address names, inside the reader's places."""
    return queries.correction_in(current_user.unit, correction_id)


@blueprint.route("/corrections/<int:correction_id>", methods=["GET", "POST"])
@requires(Permission.CORRECTIONS_DECIDE, subject=load_correction)
def decide(correction: VisitCorrection) -> ResponseReturnValue:
    """One correction: read, then accepted or refused."""
    form = DecisionForm()
    if form.submitted() and form.accepts(decide_from_form, correction):
        flash(_("Đã ghi ý kiến về yêu cầu điều chỉnh."))
        return redirect(url_for(".corrections"), 303)
    correction = reload(correction)
    values = {"one": correction, "form": form, "may_decide": may_decide(correction)}
    return page("decide.html", correction.count.point.round, **values), form.status


def decide_from_form(correction: VisitCorrection, verdict: str, reply: str) -> VisitCorrection:
    """The deed behind the form."""
    return operations.decide_correction(correction, accepted=verdict == "accept", reply=reply, by=current_user)


def may_decide(correction: VisitCorrection) -> bool:
    """Whether this reader may decide it."""
    try:
        operations.check_may_decide(correction, current_user)
    except DomainError:
        return False
    return correction.waits


@blueprint.get("/authority")
@requires(Permission.VISITS_AUTHORISE)
@of_own_round
def authority() -> ResponseReturnValue:
    """«Tổ trưởng ủy quyền chốt số liệu»: which officers may close days."""
    point = own_point()
    return page("authority.html", point.round, point=point, officers=queries.officers(point))


def load_officer(account_id: int) -> Account | None:
    """The account an address names, inside the reader's places."""
    return account_in_scope(current_user.unit, account_id)


@blueprint.post("/authority/<int:account_id>")
@requires(Permission.VISITS_AUTHORISE, subject=load_officer)
@of_own_round
def change_authority(officer: Account) -> ResponseReturnValue:
    """Give or take back the right to close days."""
    point = own_point()
    if officer.id not in {account.id for account, _given in queries.officers(point)}:
        abort(404)
    bodies.refuse_repeated()
    match request.form.get("deed"):
        case "withdraw":
            operations.withdraw_authority(point, officer, by=current_user)
            flash(_("Đã thôi ủy quyền cho đồng chí %(name)s.", name=officer.full_name))
        case "give":
            operations.give_authority(point, officer, by=current_user)
            flash(_("Đã ủy quyền chốt số liệu cho đồng chí %(name)s.", name=officer.full_name))
        case _other:
            abort(400)
    return redirect(url_for(".authority"), 303)


def load_point_and_day(text: str) -> tuple[Point, date]:
    """The commune's point in the round at hand, and the day; a day that the round has not is said to be so."""
    day = iso_day(text) or abort(404)
    point = own_point()
    # raises with the round's days in the sentence: a mere 404 would not say which
    if day not in point.round.visit_days:
        operations.check_day(point.round, day)
    return point, day


def reload_point_and_count(day: date) -> tuple[Point, VisitCount | None]:
    """Point and row as they stand now: a refused post gives its transaction back before its page is read anew."""
    if request.method == "POST":
        transactions.read_only()
    fresh, _day = load_point_and_day(day.isoformat())
    return fresh, queries.count_of(fresh, day)


def form_for(count: VisitCount | None) -> VisitsForm:
    """The form as the row stands."""
    if count is None:
        return VisitsForm(formdata=None, version=0)
    return VisitsForm(formdata=None, visits=count.visits, source=count.source, version=count.version)


def day_page(day: date, form: VisitsForm, others: Sequence[Point] = ()) -> str:
    """The page of a day, or its changing part for htmx; `others` are the points of further rounds to tell of."""
    point, count = reload_point_and_count(day)
    plan, counts = point.round.plan_data, queries.counts_of(point)
    policy = queries.policy_of(point.round, plan)
    return render(
        "fieldwork/visits/day.html",
        "state",
        point=point,
        day=day,
        count=count,
        form=form,
        standing=queries.masked_turnout_of(point, day, count, policy) if agenda.has_come(point.round, day) else None,
        need=turnout.need(policy),
        corrections=[correction for correction in queries.corrections_of(point) if correction.count.day == day],
        due=agenda.deadline(plan, day),
        is_closing_time=clock.now() >= agenda.closing_time(plan, day),
        desk=plan.desk.short,
        once=policy.counted.once,
        agenda=agenda,
        part=is_part(),
        **asking(point, day, counts),
        **({} if is_part() else around(point, day, counts, others)),
        **page_context.round_context(point.round, plan),
    )


def jobs_page(point: Point, others: Sequence[Point]) -> str:
    """What is to be done today in a round that holds ballots against nothing."""
    plan, today_ = point.round.plan_data, clock.today()
    topic_tasks = tasks.of_commune(point, plan, current_user)
    return render(
        "fieldwork/visits/jobs.html",
        point=point,
        day=today_,
        jobs=agenda.jobs([*waiting.tasks(current_user), *topic_tasks]),
        others=list(agenda.other_rounds(others, topic_tasks, current_user)),
        call=contact_of(point.round, point.unit),
        agenda=agenda,
        **page_context.round_context(point.round, plan),
    )


def asking(point: Point, day: date, counts: Mapping[date, VisitCount]) -> dict[str, Any]:
    """Who may «chốt», who has asked for it, and the message that asks for it in the office's group."""
    may_lock, asked = queries.may_lock(point, current_user), queries.lock_requests(counts.values())
    return {
        "may_lock": may_lock,
        "leads": "" if may_lock else ", ".join(lead.full_name for lead in queries.leads(point.unit)),
        "asked": asked.get(day),
        "to_lock": agenda.days_to_lock(point, counts, day, current_user),
        "lock_url": url_for("fieldwork.lock", day=day.isoformat(), _external=True),
    }


def around(point: Point, day: date, counts: Mapping[date, VisitCount], others: Sequence[Point]) -> dict[str, Any]:
    """What stands around the number of a day: the other days, the jobs, further rounds, whom to call."""
    plan = point.round.plan_data
    days = agenda.lines(point, counts, queries.policy_of(point.round, plan), day)
    topic_tasks = tasks.of_commune(point, plan, current_user)
    own_tasks = agenda.day_tasks(point, counts, day, may_lock=queries.may_lock(point, current_user))
    return {
        "lines": days,
        "further_days": agenda.further_days(point.round, days),
        "jobs": agenda.jobs([*waiting.tasks(current_user), *own_tasks, *topic_tasks]),
        "others": list(agenda.other_rounds(others, topic_tasks, current_user)),
        "call": contact_of(point.round, point.unit),
    }
