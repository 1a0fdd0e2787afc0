"""A commune's own roster: the grid to tap, copying a day, the crowded desk, handing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.fieldwork import own_round
from portal.fieldwork.own_round import of_own_round, own_point
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.blueprint import blueprint
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.forms import CopyForm, CrowdedForm, tap_in
from portal.fieldwork.roster.people.person_matching import pretty_phone
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.shift_assignment import DoubleBooked
from portal.fieldwork.today import agenda
from portal.fieldwork.visits import queries as fieldwork
from portal.surveys import page_context
from portal.web.data import clock, transactions
from portal.web.http import bodies
from portal.web.http.access import is_part, requires
from portal.web.ui.formats import day_month
from portal.web.ui.forms import PortalForm
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.roster.queries import Desk
    from portal.surveys.models import Point
    from portal.surveys.plan.plan import Plan

DAYS_AT_ONCE = 5


@blueprint.app_template_filter("phone")
def phone_filter(digits: str) -> str:
    """A telephone number in groups."""
    return pretty_phone(digits)


@dataclass(frozen=True)
class TapError:
    """What kept a tap from being done; `ask_url` leads to the province where it can allow it."""

    sentence: str
    ask_url: str = ""


@blueprint.get("/roster")
@requires(Permission.ROSTER_EDIT)
@of_own_round
def mine() -> ResponseReturnValue:
    """The grid: who helps on which half-day."""
    if not fieldwork.points_of(current_user.unit):
        return render("fieldwork/roster/no_round.html")
    return grid_page()


@blueprint.post("/roster/shifts")
@requires(Permission.ROSTER_EDIT)
def tap() -> ResponseReturnValue:
    """One tap on the grid: assign or release a helper for a half-day, in the round of that helper."""
    parsed = tap_in(bodies.single_choice("tap")) or abort(400)
    helper_id, day, half, on = parsed
    helper = queries.helper_in(current_user.unit, helper_id) or abort(404)
    own_round.set_round(helper.point.round)
    try:
        operation = operations.assign if on else operations.release
        operation(helper, day, half, by=current_user)
    except DoubleBooked as error:
        ask = url_for(".ask_double_duty", helper_id=helper_id, day=day.isoformat(), half=half)
        return grid_page(TapError(error.message, ask), day), error.status
    except DomainError as error:
        return grid_page(TapError(error.message), day), error.status
    return redirect(url_for(".mine", day=day.isoformat(), _anchor=f"helper-{helper_id}"), 303)


def grid_page(trouble: TapError | None = None, day: date | None = None) -> str:
    """The page of the grid, or its changing part for htmx."""
    if request.method == "POST":
        transactions.read_only()
    point = own_point()
    plan = point.round.plan_data
    desk = queries.desk(point, plan)
    shown = days_shown(desk.days, day)
    form = CopyForm(formdata=None)
    form.offer(desk.days)
    return render(
        "fieldwork/roster/shifts/grid.html",
        "grid",
        desk=desk,
        point=point,
        days=shown,
        weeks=weeks(desk.days),
        gaps_to_come=future_gaps(desk),
        trouble=trouble,
        copy_form=form,
        is_open=is_open(plan),
        overlap_permissions=queries.overlap_permissions_of(point),
        due=plan.deadlines.rosters,
        part=is_part(),
        coverage=coverage,
        agenda=agenda,
        late_shape=board.late_shape,
        **page_context.round_context(point.round, plan),
    )


def future_gaps(desk: Desk) -> list[coverage.Gap]:
    """The gaps that can still be filled."""
    return [gap for gap in desk.gaps if gap.day >= clock.today()]


def is_open(plan: Plan) -> bool:
    """Whether the roster may still be changed."""
    return clock.today() <= plan.deadlines.commune_report


def weeks(days: list[date]) -> list[list[date]]:
    """The days in one piece where they are few, else week by week."""
    if len(days) <= DAYS_AT_ONCE:
        return [days]
    groups: dict[tuple[int, int], list[date]] = {}
    for day in days:
        groups.setdefault(day.isocalendar()[:2], []).append(day)
    return list(groups.values())


def days_shown(days: list[date], wanted: date | None) -> list[date]:
    """The week asked for, else today's, else the first; the last once all are over."""
    day = wanted or day_asked() or clock.today()
    pieces = weeks(days)
    return next((piece for piece in pieces if piece[-1] >= day), pieces[-1])


def day_asked() -> date | None:
    """The day in the address."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


@blueprint.post("/roster/copy-day")
@requires(Permission.ROSTER_EDIT)
@of_own_round
def copy_day() -> ResponseReturnValue:
    """Let those of one day stand on another too."""
    form = CopyForm()
    try:
        source, target = date.fromisoformat(form.source.data or ""), date.fromisoformat(form.target.data or "")
    except ValueError:
        return grid_page(TapError(_("Chọn ngày cần chép."))), 422
    try:
        placed = operations.copy_day(own_point(), source, target, by=current_user)
    except DomainError as error:
        return grid_page(TapError(error.message)), error.status
    flash(_("Đã chép lịch ngày %(day)s: thêm %(n)s lượt.", day=day_month(source), n=len(placed.shifts)))
    for refused in placed.refused:
        flash(refused.message, "bad")
    return redirect(url_for(".mine", day=target.isoformat()), 303)


@blueprint.route("/roster/crowded", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT)
@of_own_round
def crowded() -> ResponseReturnValue:
    """Mark the desk as crowded, with the reason; or take the mark back."""
    point, form = own_point(), CrowdedForm()
    if request.method == "POST" and bodies.single_choice("deed") == "unmark":
        operations.unmark_crowded(point, by=current_user)
        flash(_("Đã bỏ đánh dấu nơi đông người dân."))
        return redirect(url_for(".mine"), 303)
    if form.submitted() and form.accepts(operations.mark_crowded, point, by=current_user):
        flash(_("Đã đánh dấu nơi đông người dân: mỗi buổi cần ít nhất 2 cán bộ, hội viên."))
        return redirect(url_for(".mine"), 303)
    point = reload_own_point()
    plan = point.round.plan_data
    context: dict[str, Any] = {"point": point, "desk": queries.desk(point, plan), "form": form, "plan": plan}
    return render(
        "fieldwork/roster/shifts/crowded.html", **context, **page_context.round_context(point.round, plan)
    ), form.status


@blueprint.route("/roster/hand-in", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT)
@of_own_round
def hand_in() -> ResponseReturnValue:
    """Give the roster to the levels above: asked once more, with what still lacks."""
    form = PortalForm()
    if form.submitted() and form.accepts(hand_in_own_roster):
        flash(_("Đã gửi danh sách, lịch phân công."))
        return redirect(url_for(".mine"), 303)
    point = reload_own_point()
    plan = point.round.plan_data
    context: dict[str, Any] = {"point": point, "desk": queries.desk(point, plan), "form": form, "coverage": coverage}
    return render(
        "fieldwork/roster/shifts/hand_in.html",
        due=plan.deadlines.rosters,
        **context,
        **page_context.round_context(point.round, plan),
    ), form.status


def hand_in_own_roster() -> object:
    """Called by the form once its input is valid."""
    return operations.hand_in(own_point(), by=current_user)


def reload_own_point() -> Point:
    """The point as it stands now: a refused post gives its transaction back before its page is read anew."""
    if request.method == "POST":
        transactions.read_only()
    return own_point()
