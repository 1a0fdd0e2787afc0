"""The pages of reports: one unit's report with its actions and revisions, and the figures for the other software."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.reporting import board_views, operations, queries
from portal.fieldwork.reporting.blueprint import blueprint, extra_links
from portal.fieldwork.reporting.content import fields, figure_sources, timing
from portal.fieldwork.reporting.content.figures import CommuneFigures
from portal.fieldwork.reporting.content.outline import outline
from portal.fieldwork.reporting.forms import AnswerForm, ReportForm, VersionForm, form_for, values_of
from portal.fieldwork.reporting.loaders import approved_rounds, load_own_round, load_unit
from portal.fieldwork.today.preparing import start_reading
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.units.models import COMMUNE
from portal.web.data.versioned import StaleRow
from portal.web.http.access import requires
from portal.web.ui.forms import PortalForm
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.reporting.models import FieldReport
    from portal.surveys.models import Point, Round
    from portal.units.models import Unit

__all__ = ["blueprint", "board_views"]


def page(template: str, round_: Round, **values: Any) -> str:
    """Render a page with its round and plan."""
    plan = round_.plan_data
    return render(template, survey=round_, plan=plan, **{**page_context.round_context(round_, plan), **values})


@blueprint.get("/report")
@requires(Permission.REPORTS_WRITE)
def own() -> ResponseReturnValue:
    """The report of the reader's own unit in the round that concerns it now."""
    rounds = approved_rounds()
    if not rounds:
        return render("fieldwork/reporting/no_round.html")
    return redirect(url_for(".show", slug=rounds[0].slug, code=current_user.unit.code))


@blueprint.get("/manage/rounds/<slug>/reports/<code>")
@requires(Permission.REPORTS_VIEW, over=load_unit)
def show(slug: str, code: str) -> str:
    """A unit's report as it reads now, with what may be done."""
    unit, round_ = g.subject, g.survey
    figures, report = figure_sources.report_figures(unit, round_), queries.report_of(unit, round_)
    plan, is_own = round_.plan_data, unit.id == current_user.unit_id
    software = plan.software is not None and plan.software.required and unit.level == COMMUNE
    return page(
        "fieldwork/reporting/show.html",
        round_,
        slug=slug,
        code=code,
        unit=unit,
        report=report,
        figures=figures,
        sections=outline(figures, plan),
        is_commune=unit.level == COMMUNE,
        status=timing.status_of(report, timing.due_of(unit.level, plan)),
        due=timing.due_of(unit.level, plan),
        is_own=is_own,
        may_decide=may_decide(unit, report),
        over=operations.over_visits(figures) if isinstance(figures, CommuneFigures) else [],
        entry=software_entry(unit, round_) if software else None,
        asks_software=software,
        named=fields.labels(),
        rounds=approved_rounds() if is_own else (),
        extras=[extra(unit, round_) for extra in extra_links],
    )


def software_entry(unit: Unit, round_: Round) -> object:
    point = surveys.point_in(unit, round_, unit.code)
    return queries.software_entry(point) if point else None


def may_decide(unit: Unit, report: FieldReport | None) -> bool:
    """Whether the reader receives or returns this report now."""
    right = current_user.can(Permission.REPORTS_RECEIVE) and unit.parent_id == current_user.unit_id
    return right and report is not None and report.is_handed_in


@blueprint.get("/manage/rounds/<slug>/reports/<code>/revisions/<int:number>")
@requires(Permission.REPORTS_VIEW, over=load_unit)
def revision(slug: str, code: str, number: int) -> str:
    """One revision of a report, and what it changed."""
    report = queries.report_of(g.subject, g.survey) or abort(404)
    revision_row = queries.revision(report, number) or abort(404)
    before = queries.revision(report, number - 1)
    changed = fields.changes(before.fields if before else {}, revision_row.fields)
    values = {"slug": slug, "code": code, "unit": g.subject, "made": revision_row, "changed": changed}
    return page("fieldwork/reporting/revision.html", g.survey, **values)


@blueprint.route("/rounds/<slug>/report/edit", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE, over=load_own_round)
def edit(slug: str) -> ResponseReturnValue:
    """Write the report of one's own unit."""
    round_, unit = g.survey, current_user.unit
    if request.method == "GET":
        report = queries.report_of(unit, round_)
        if report is not None and not report.is_open:
            return redirect(url_for(".show", slug=slug, code=unit.code))
        typed, version = (report.fields, report.version) if report else ({}, 0)
        return edit_page(slug, form_for(unit, round_.days, **values_of(unit, round_.days, typed, version)))
    form = form_for(unit, round_.days)
    if form.submitted() and form.accepts(operations.save, unit, round_, by=current_user):
        flash(_("Đã lưu báo cáo."))
        if request.form.get("next") == "submit" and current_user.can(Permission.REPORTS_SUBMIT):
            return redirect(url_for(".submit", slug=slug), 303)
        return redirect(url_for(".show", slug=slug, code=unit.code), 303)
    return edit_page(slug, form), form.status


def edit_page(slug: str, form: ReportForm) -> str:
    """The form; after a concurrent change with the differences, the typed text kept."""
    start_reading()
    round_, unit = load_own_round(slug) or abort(404), current_user.unit
    report = queries.report_of(unit, round_)
    changed: list[fields.Change] = []
    if report is not None and form.status == StaleRow.status:
        seen = queries.revision(report, form.version.data)
        changed = fields.changes(seen.fields if seen else {}, report.fields)
        form.version.data = report.version
    return page(
        "fieldwork/reporting/edit.html",
        round_,
        slug=slug,
        unit=unit,
        form=form,
        report=report,
        changed=changed,
        figures=figure_sources.report_figures(unit, round_),
        named=fields.labels(),
    )


@blueprint.route("/rounds/<slug>/report/submission", methods=["GET", "POST"])
@requires(Permission.REPORTS_SUBMIT, over=load_own_round)
def submit(slug: str) -> ResponseReturnValue:
    """Hand it in: said what will happen, then done."""
    unit, back = current_user.unit, url_for(".show", slug=slug, code=current_user.unit.code)
    form = VersionForm()
    if form.submitted() and form.accepts(operations.submit, unit, g.survey, by=current_user):
        flash(_("Đã nộp báo cáo."))
        return redirect(back, 303)
    start_reading()
    round_ = load_own_round(slug) or abort(404)
    report = queries.report_of(current_user.unit, round_)
    if report is None or not report.is_open:
        return redirect(back, 303)
    form.version.data = report.version
    values = {"slug": slug, "unit": current_user.unit, "report": report, "form": form, "back": back}
    return page("fieldwork/reporting/submit.html", round_, **values), form.status


@blueprint.route("/manage/rounds/<slug>/reports/<code>/decision", methods=["GET", "POST"])
@requires(Permission.REPORTS_RECEIVE, over=load_unit)
def decide(slug: str, code: str) -> ResponseReturnValue:
    """Receive a report, or return it with a reason."""
    back = url_for(".show", slug=slug, code=code)
    report = queries.report_of(g.subject, g.survey)
    if report is None:
        return redirect(back, 303)
    form = AnswerForm()
    if form.submitted() and form.accepts(save_decision, report):
        flash(_("Đã tiếp nhận báo cáo.") if form.outcome.state == "received" else _("Đã trả lại báo cáo."))
        return redirect(back, 303)
    start_reading()
    unit = load_unit(slug, code) or abort(404)
    report = queries.report_of(unit, g.survey) or abort(404)
    if request.method == "GET" and not may_decide(unit, report):
        return redirect(back, 303)
    form.version.data = report.version
    values = {"slug": slug, "unit": unit, "report": report, "form": form, "back": back}
    return page("fieldwork/reporting/decide.html", g.survey, **values), form.status


def save_decision(report: FieldReport, verdict: str, reason: str, version: int) -> FieldReport:
    """Called by the form once its input is valid."""
    if verdict == "receive":
        return operations.receive(report, version=version, by=current_user)
    return operations.return_report(report, reason=reason, version=version, by=current_user)


@blueprint.route("/rounds/<slug>/report/software", methods=["GET", "POST"])
@requires(Permission.VISITS_ENTER, over=load_own_round)
def software(slug: str) -> ResponseReturnValue:
    """«Số liệu để nhập phần mềm …»: laid out to copy, with the tick."""
    round_, point = load_own_point(slug)
    figures = figure_sources.commune_figures(point.unit, round_)[0]
    form = PortalForm()
    if form.submitted() and form.accepts(save_software_tick, point, figures):
        return redirect(url_for(".software", slug=slug), 303)
    start_reading()
    round_, point = load_own_point(slug)
    entry = queries.software_entry(point)
    return page(
        "fieldwork/reporting/software.html",
        round_,
        slug=slug,
        unit=point.unit,
        form=form,
        figures=figures,
        entry=entry,
        is_old=entry is not None and entry.figures != operations.software_figures(figures),
        named=fields.labels(),
    ), form.status


def save_software_tick(point: Point, figures: CommuneFigures) -> None:
    """Called by the form's two buttons."""
    if request.form.get("deed") == "untick":
        operations.untick_software(point, by=current_user)
        flash(_("Đã bỏ đánh dấu “Đã nhập”."))
        return
    operations.tick_software(point, figures, by=current_user)
    flash(_("Đã ghi “Đã nhập”."))


def load_own_point(slug: str) -> tuple[Round, Point]:
    """The round and the commune's point in it, as they stand now."""
    round_ = load_own_round(slug) or abort(404)
    return round_, surveys.point_in(current_user.unit, round_, current_user.unit.code) or abort(404)
