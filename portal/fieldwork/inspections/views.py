"""The inspectors' pages: the plan, the desks, an inspection with its findings and photographs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.inspections import board, checklist, finding_views, operations, queries
from portal.fieldwork.inspections.blueprint import blueprint
from portal.fieldwork.inspections.forms import InspectionForm, PlanForm
from portal.fieldwork.inspections.loaders import load_plan, load_point, points_in_scope, require_point, require_round
from portal.fieldwork.scope import load_named_round, load_round
from portal.surveys import page_context
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.http.access import requires
from portal.web.media.downloads import exports
from portal.web.ui.formats import clock_time, count, day_month
from portal.web.ui.fragments import render
from portal.web.ui.listing import ListFilter, send_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.fieldwork.inspections.board import Row
    from portal.fieldwork.inspections.models import InspectionPlan
    from portal.surveys.models import Point, Round

__all__ = ["blueprint", "finding_views"]


@blueprint.get("/inspections")
@blueprint.get("/inspections/<slug>")
@requires(Permission.BOARD_VIEW, over=load_named_round)
def index(slug: str | None = None) -> ResponseReturnValue:
    """Every commune of the reader's places: planned, inspected, still to be mended."""
    round_ = load_round(slug)
    if round_ is None:
        return render("fieldwork/turnout/no_board.html")
    rows, list_filter = board.rows(current_user.unit, round_), ListFilter.from_args(request.args)
    return render(
        "fieldwork/inspections/index.html",
        survey=round_,
        all_rows=rows,
        rows=board.LISTING.apply(rows, list_filter),
        figures=figures(rows),
        list_filter=list_filter,
        state=board.state,
        choices=choices(),
        sorts=[("-open", _("Còn tồn tại trước")), ("made", _("Chưa kiểm tra trước")), ("unit", _("Theo tên"))],
        districts=units.district_choices(current_user.unit),
        now=clock_time(clock.now()),
        file_url=url_for(".index_file", slug=round_.slug, **list_filter.args),
        **page_context.round_context(round_),
    )


@blueprint.get("/inspections/<slug>/table.xlsx")
@requires(Permission.BOARD_EXPORT, over=load_named_round)
@exports("inspections.exported")
def index_file(slug: str) -> Response:
    """The table as it stands on the screen."""
    rows = board.LISTING.apply(board.rows(current_user.unit, require_round(slug)), ListFilter.from_args(request.args))
    return send_list(f"kiem-tra-{slug}", _("Kiểm tra, giám sát"), board.columns(), rows, round=slug)


def choices() -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [
        (board.UNPLANNED, _("Chưa có lịch")),
        (board.WAITING, _("Có lịch, chưa kiểm tra")),
        (board.MISSED, _("Quá ngày chưa kiểm tra")),
        (board.SEEN, _("Đã kiểm tra")),
        (board.OPEN, _("Còn tồn tại chưa khắc phục")),
    ]


def figures(rows: Sequence[Row]) -> list[tuple[object, str]]:
    """The figures on top."""
    return [
        (len(rows), _("đơn vị")),
        (sum(bool(row.plans) for row in rows), _("có lịch kiểm tra")),
        (sum(row.on_first_day for row in rows), _("kiểm tra trong ngày đầu")),
        (sum(bool(row.made) for row in rows), _("đã kiểm tra")),
        (sum(row.findings for row in rows), _("tồn tại đã ghi")),
        (sum(len(row.open) for row in rows), _("tồn tại chưa khắc phục")),
    ]


@blueprint.route("/inspections/<slug>/plan", methods=["GET", "POST"])
@requires(Permission.INSPECTIONS_MAKE, over=load_named_round)
def plan(slug: str) -> ResponseReturnValue:
    """Send a team to some desks on a day."""
    round_ = require_round(slug)
    form = PlanForm(choices=[(point.unit.code, point.unit.full) for point in points_in_scope(round_)])
    if request.method == "GET":
        day = max(round_.first_day, clock.today()) if clock.today() <= round_.last_day else clock.today()
        form.day.data, form.communes.data = day, request.args.getlist("commune")
    if form.submitted() and form.accepts(send_team, round_):
        flash(_("Đã ghi lịch kiểm tra %(count)s đơn vị.", count=count(form.outcome) if form.outcome else "0"))
        return redirect(url_for(".index", slug=slug), 303)
    if request.method == "POST":
        transactions.read_only()
        round_ = require_round(slug)
    return render(
        "fieldwork/inspections/plan.html", survey=round_, form=form, **page_context.round_context(round_)
    ), form.status


def send_team(round_: Round, communes: Sequence[str] | None, **values: Any) -> int:
    """Called by the form once its input is valid; ignores communes outside the reader's subtree."""
    ticked = set(communes or ())
    points = [point for point in points_in_scope(round_) if point.unit.code in ticked]
    return operations.plan_visits(points, by=current_user, **values)


@blueprint.post("/inspections/plans/<int:plan_id>/drop")
@requires(Permission.INSPECTIONS_MAKE, subject=load_plan)
def drop(line: InspectionPlan) -> ResponseReturnValue:
    """Take a line off the plan."""
    slug, code = line.point.round.slug, line.point.unit.code
    operations.remove_plan(line, by=current_user)
    flash(_("Đã bỏ lịch kiểm tra ngày %(day)s.", day=day_month(line.day)))
    return redirect(url_for(".unit", slug=slug, code=code), 303)


@blueprint.get("/inspections/<slug>/units/<code>")
@requires(Permission.BOARD_VIEW, over=load_point)
def unit(slug: str, code: str) -> ResponseReturnValue:
    """One commune: who is to come, who came, what they found."""
    round_, point = require_point(slug, code)
    inspections = queries.inspections_of(point)
    return render(
        "fieldwork/inspections/unit.html",
        survey=round_,
        point=point,
        plans=queries.plans_of(point),
        made=inspections,
        seen=checklist.item_results,
        today=clock.today(),
        **page_context.round_context(round_),
    )


@blueprint.route("/inspections/<slug>/units/<code>/visit", methods=["GET", "POST"])
@requires(Permission.INSPECTIONS_MAKE, over=load_point)
def visit(slug: str, code: str) -> ResponseReturnValue:
    """Record a visit with its checklist."""
    round_, point = require_point(slug, code)
    form = InspectionForm()
    if request.method == "GET":
        prefill(form, point)
    if form.submitted() and form.accepts(operations.record_inspection, point, by=current_user):
        lacking = sum(item.answer == checklist.NO for item in checklist.item_results(form.outcome.answers))
        flash(outcome_message(lacking))
        return redirect(url_for(".show", inspection_id=form.outcome.id), 303)
    if request.method == "POST":
        transactions.read_only()
        round_, point = require_point(slug, code)
    context: dict[str, Any] = {"survey": round_, "point": point, "form": form, "items": checklist.ITEMS}
    return render("fieldwork/inspections/visit.html", **context, **page_context.round_context(round_)), form.status


def outcome_message(lacking: int) -> str:
    """What the flash says after an inspection."""
    if lacking:
        return _("Đã ghi lần kiểm tra, %(count)s tồn tại. Thêm ảnh nếu cần.", count=count(lacking))
    return _("Đã ghi lần kiểm tra, không có tồn tại. Thêm ảnh nếu cần.")


def prefill(form: InspectionForm, point: Point) -> None:
    """What a fresh form holds: now, and the team that was to come today."""
    today = clock.today()
    own_plans = [plan for plan in queries.plans_of(point) if plan.organiser_id == current_user.unit_id]
    planned = next((plan for plan in own_plans if plan.day == today), None)
    form.day.data, form.hour.data = today, clock_time(clock.now())
    form.team.data = planned.team if planned else current_user.full_name
    form.due_day.data, form.key.data = operations.default_due(point.round), uuid.uuid4().hex
