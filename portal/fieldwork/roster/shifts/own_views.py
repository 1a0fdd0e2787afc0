"""A commune's own roster: the grid to tap, copying a day, two desks at once, a crowded desk, handing in, people."""

from datetime import date

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.fieldwork.own_round import of_own_round, own_point, refuse_withheld, reload_own_point, with_own_point
from portal.fieldwork.roster import forms, operations, queries
from portal.fieldwork.roster.blueprint import blueprint, load_helper, page
from portal.fieldwork.roster.models import Helper
from portal.fieldwork.roster.person_matching import pretty_phone
from portal.fieldwork.roster.shifts import coverage, overlap_permission
from portal.fieldwork.roster.shifts.shift_assignment import DoubleBooked
from portal.surveys.models import Point
from portal.web.data import clock
from portal.web.http import bodies
from portal.web.http.views import current_view, is_part, reload, requires
from portal.web.ui.formats import day_month, iso_day
from portal.web.ui.forms import PortalForm

DAYS_AT_ONCE = 5


@blueprint.get("/roster")
@requires(Permission.ROSTER_EDIT)
@with_own_point("fieldwork/roster/no_round.html")
def mine(_point: Point) -> ResponseReturnValue:
    """The grid: who helps on which half-day."""
    return grid_page(day=iso_day(request.args.get("day", "")))


@blueprint.post("/roster/shifts")
@requires(Permission.ROSTER_EDIT)
def tap() -> ResponseReturnValue:
    """One tap on the grid: assign or release a helper for a half-day, in the round of that helper."""
    # no @of_own_round: the tapped helper says which round is meant
    helper_id, day, half, on = forms.tap_in(bodies.single_choice("tap")) or abort(400)
    helper = load_helper(helper_id) or abort(404)
    refuse_withheld(current_view())
    operation = operations.assign if on else operations.release
    try:
        operation(helper, day, half, by=current_user)
    except DoubleBooked as error:
        ask = url_for(".ask_double_duty", helper_id=helper_id, day=day.isoformat(), half=half)
        return grid_page(error, ask, day=day), error.status
    except DomainError as error:
        return grid_page(error, day=day), error.status
    return redirect(url_for(".mine", day=day.isoformat(), _anchor=f"helper-{helper_id}"), 303)


def grid_page(error: DomainError | None = None, ask_url: str = "", *, day: date | None = None) -> str:
    """The page of the grid, or its changing part for htmx; `ask_url` leads to the province where it can allow a tap."""
    point = reload_own_point()
    plan = point.round.plan_data
    desk, today = queries.desk(point), clock.today()
    copy_form = forms.CopyForm(formdata=None)
    copy_form.offer(desk.days)
    return page(
        "shifts/grid.html",
        point.round,
        "grid",
        desk=desk,
        point=point,
        days=days_shown(desk.days, day or today),
        weeks=weeks(desk.days),
        gaps_to_come=[gap for gap in desk.gaps if gap.day >= today],
        error=error,
        ask_url=ask_url,
        copy_form=copy_form,
        is_open=today <= plan.deadlines.commune_report,
        overlap_permissions=queries.overlap_permissions_of(point),
        part=is_part(),
    )


def weeks(days: list[date]) -> list[list[date]]:
    """The days in one piece where they are few, else week by week."""
    if len(days) <= DAYS_AT_ONCE:
        return [days]
    groups: dict[tuple[int, int], list[date]] = {}
    for day in days:
        groups.setdefault(day.isocalendar()[:2], []).append(day)
    return list(groups.values())


def days_shown(days: list[date], wanted: date) -> list[date]:
    """The week of a day, or the next one; the last once all are over."""
    pieces = weeks(days)
    return next((piece for piece in pieces if piece[-1] >= wanted), pieces[-1])


def load_helper_of_half_day(helper_id: int, day: str, half: str) -> Helper | None:
    """The helper an address names, inside the reader's places; None for what is no half-day."""
    return load_helper(helper_id) if iso_day(day) and half in coverage.HALVES else None


@blueprint.route("/roster/helpers/<int:helper_id>/double-duty/<day>/<half>", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT, subject=load_helper_of_half_day)
def ask_double_duty(helper: Helper, day: str, half: str) -> ResponseReturnValue:
    """Ask the province to permit a helper at two desks in one half-day."""
    form, when = forms.OverlapPermissionForm(), date.fromisoformat(day)
    if form.submitted() and form.accepts(overlap_permission.ask, helper, when, half, by=current_user):
        flash(_("Đã gửi đề nghị. Khi %(province)s cho phép, buổi này được phân công ngay."))
        return redirect(url_for(".mine", day=day), 303)
    helper = reload(helper)
    return page(
        "shifts/ask_overlap_permission.html",
        helper.point.round,
        point=helper.point,
        helper=helper,
        day=when,
        half=half,
        form=form,
    ), form.status


@blueprint.post("/roster/copy-day")
@requires(Permission.ROSTER_EDIT)
@of_own_round
def copy_day() -> ResponseReturnValue:
    """Let those of one day stand on another too."""
    form = forms.CopyForm()
    source, target = iso_day(form.source.data or ""), iso_day(form.target.data or "")
    if source is None or target is None:
        return grid_page(DomainError(_("Chọn ngày cần chép."))), 422
    try:
        placed = operations.copy_day(own_point(), source, target, by=current_user)
    except DomainError as error:
        return grid_page(error), error.status
    flash(_("Đã sao chép lịch ngày %(day)s: thêm %(n)s lượt.", day=day_month(source), n=len(placed.shifts)))
    for refused in placed.refused:
        flash(refused.message, "bad")
    return redirect(url_for(".mine", day=target.isoformat()), 303)


@blueprint.route("/roster/crowded", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT)
@of_own_round
def crowded() -> ResponseReturnValue:
    """Mark the desk as crowded, with the reason; or take the mark back."""
    point, form = own_point(), forms.CrowdedForm()
    if request.method == "POST" and bodies.single_choice("deed") == "unmark":
        operations.unmark_crowded(point, by=current_user)
        flash(_("Đã bỏ đánh dấu nơi đông người dân."))
        return redirect(url_for(".mine"), 303)
    if form.submitted() and form.accepts(operations.mark_crowded, point, by=current_user):
        flash(_("Đã đánh dấu nơi đông người dân: mỗi buổi cần ít nhất 2 %(helpers)s."))
        return redirect(url_for(".mine"), 303)
    return own_desk_page("crowded", form)


@blueprint.route("/roster/hand-in", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT)
@of_own_round
def hand_in() -> ResponseReturnValue:
    """Give the roster to the levels above: asked once more, with what still lacks."""
    form = PortalForm()
    if form.submitted() and form.accepts(lambda: operations.hand_in(own_point(), by=current_user)):
        flash(_("Đã gửi danh sách, lịch phân công."))
        return redirect(url_for(".mine"), 303)
    return own_desk_page("hand_in", form)


def own_desk_page(name: str, form: PortalForm) -> ResponseReturnValue:
    """A page that asks something about the own desk as a whole."""
    point = reload_own_point()
    desk = queries.desk(point)
    return page(f"shifts/{name}.html", point.round, point=point, desk=desk, form=form), form.status


@blueprint.route("/roster/helpers/new", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT)
@of_own_round
def new_helper() -> ResponseReturnValue:
    """Add a person to the list."""
    point = own_point()
    form = forms.HelperForm() if request.method == "POST" else forms.HelperForm(formdata=None)
    if form.submitted() and form.accepts(operations.add_helper, point, by=current_user):
        flash(_("Đã thêm %(name)s. Chạm vào từng buổi để phân công.", name=form.outcome.full_name))
        # a list is mostly entered person after person
        if request.form.get("next") == "more":
            return redirect(url_for(".new_helper"), 303)
        return redirect(url_for(".mine", _anchor=f"helper-{form.outcome.id}"), 303)
    if request.method == "GET":
        form.association.data = point.round.plan_data.helping.organisation
    return helper_page(reload_own_point(), None, form)


@blueprint.route("/roster/helpers/<int:helper_id>", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT, subject=load_helper)
def helper(row: Helper, helper_id: int) -> ResponseReturnValue:
    """Show and change a person on the list."""
    if request.method == "GET":
        form = forms.ChangedHelperForm(formdata=None, obj=row)
        form.phone.data = pretty_phone(row.phone)
    else:
        form = forms.ChangedHelperForm()
    if form.submitted() and form.accepts(operations.change_helper, row, by=current_user):
        flash(_("Đã lưu thông tin %(name)s.", name=form.outcome.full_name))
        return redirect(url_for(".mine", _anchor=f"helper-{helper_id}"), 303)
    row = reload(row)
    return helper_page(row.point, row, form)


def helper_page(point: Point, row: Helper | None, form: forms.HelperForm) -> ResponseReturnValue:
    """The page of a person; while an association is typed, the round's own organisation is offered first."""
    plan = point.round.plan_data
    officers = _("Công chức %(commune_level)s")
    offered = list(dict.fromkeys((plan.helping.organisation, *plan.words.associations, officers)))
    return page(
        "shifts/helper.html", point.round, point=point, helper=row, form=form, associations=offered
    ), form.status


@blueprint.route("/roster/helpers/<int:helper_id>/removal", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT, subject=load_helper)
def remove_helper(row: Helper) -> ResponseReturnValue:
    """Remove a helper with their shifts after a confirmation."""
    form, name = PortalForm(), row.full_name
    if form.submitted() and form.accepts(operations.remove_helper, row, by=current_user):
        flash(_("Đã bỏ %(name)s khỏi danh sách.", name=name))
        return redirect(url_for(".mine"), 303)
    row = reload(row)
    return page(
        "shifts/remove_helper.html",
        row.point.round,
        point=row.point,
        helper=row,
        shifts=queries.shifts_of(row),
        form=form,
    ), form.status
