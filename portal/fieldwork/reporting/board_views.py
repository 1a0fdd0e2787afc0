"""The lists of reports for districts and the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.reporting import board
from portal.fieldwork.reporting.blueprint import blueprint
from portal.fieldwork.reporting.board import ReportFilter
from portal.fieldwork.reporting.content import timing
from portal.fieldwork.reporting.loaders import approved_rounds
from portal.fieldwork.today.preparing import district_choices, load_approved_round
from portal.surveys import page_context
from portal.units.models import COMMUNE, DISTRICT
from portal.web.http.access import requires
from portal.web.media.downloads import exports
from portal.web.ui.fragments import render
from portal.web.ui.listing import send_list

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.surveys.plan.plan import Plan


@blueprint.get("/manage/reports")
@requires(Permission.BOARD_VIEW)
def index() -> ResponseReturnValue:
    """The list of the round that concerns the reader now."""
    rounds = approved_rounds()
    if not rounds:
        return render("fieldwork/reporting/no_round.html")
    return redirect(url_for(".overview", slug=rounds[0].slug))


@blueprint.get("/manage/rounds/<slug>/reports")
@requires(Permission.BOARD_VIEW, over=load_approved_round)
def overview(slug: str) -> str:
    """Who has reported, who is late, who has not."""
    round_, plan = g.subject, g.subject.plan_data
    levels = board.levels_below(current_user.unit)
    list_filter = ReportFilter.from_args(request.args, level=levels)
    lines = board.lines(current_user.unit, round_, plan, list_filter.level)
    software = asks_software(plan, list_filter.level)
    return render(
        "fieldwork/reporting/board.html",
        survey=round_,
        plan=plan,
        slug=slug,
        levels=[(level, level_label(level)) for level in levels],
        list_filter=list_filter,
        rows=board.LISTING.apply(lines, list_filter),
        counts=board.count_by_state(lines),
        states=board.choices(software=software),
        districts=district_choices() if list_filter.level == COMMUNE else [],
        software=software,
        due=timing.due_of(list_filter.level, plan),
        **page_context.round_context(round_, plan),
    )


def asks_software(plan: Plan, level: str) -> bool:
    """Whether the communes' ticks belong to the list."""
    return level == COMMUNE and plan.software is not None and plan.software.required


def level_label(level: str) -> str:
    """A level's list as a tab."""
    return _("Báo cáo cấp huyện") if level == DISTRICT else _("Báo cáo cấp xã")


@blueprint.get("/manage/rounds/<slug>/reports.xlsx")
@requires(Permission.BOARD_EXPORT, over=load_approved_round)
@exports("report.export")
def overview_file(slug: str) -> Response:
    """The same rows as a file."""
    plan = g.subject.plan_data
    list_filter = ReportFilter.from_args(request.args, level=board.levels_below(current_user.unit))
    rows = board.LISTING.apply(board.lines(current_user.unit, g.subject, plan, list_filter.level), list_filter)
    columns = board.columns(software=asks_software(plan, list_filter.level))
    return send_list(f"bao-cao-{slug}", _("Báo cáo"), columns, rows, round=slug, level=list_filter.level)
