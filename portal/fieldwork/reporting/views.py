"""The pages of reports: a unit's report with its actions and revisions, the lists above, figures for other software."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import Hook
from portal.fieldwork.reporting import board, operations, queries
from portal.fieldwork.reporting.board import ReportFilter
from portal.fieldwork.reporting.content import fields, figure_sources, timing
from portal.fieldwork.reporting.content.figures import CommuneFigures, Day, Figures
from portal.fieldwork.reporting.content.outline import outline
from portal.fieldwork.reporting.forms import AnswerForm, ReportForm, VersionForm, form_for, values_of
from portal.fieldwork.reporting.models import FieldReport, SoftwareEntry
from portal.fieldwork.scope import approved_rounds, load_round
from portal.fieldwork.today.preparing import district_choices
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.units import queries as units
from portal.units.models import COMMUNE, DISTRICT, PROVINCE, Unit
from portal.web.data import clock
from portal.web.data.versioned import StaleRow
from portal.web.http.views import asks_file, is_part, reload, render, requires, with_file
from portal.web.ui.forms import PortalForm
from portal.web.ui.listing import send_list

blueprint = Blueprint("reporting", __name__)
MOST_ROWS = 6
"""So many days stand in the report's form on a phone; those of a longer round are folded."""

extra_links: Hook[Callable[[Unit, Round], tuple[str, str]]] = Hook()
"""Each tells the label and the address of one more link for a unit's report."""


class Reporting(NamedTuple):
    """A unit that reports on a round."""

    unit: Unit
    round: Round

    @property
    def report(self) -> FieldReport | None:
        """Its report, as the database has it now."""
        return queries.report_of(self.unit, self.round)

    @property
    def point(self) -> Point | None:
        """A commune's point in the round; None for other levels, and for a commune that does not take part."""
        return surveys.point_in(self.unit, self.round, self.unit.code)

    @property
    def url(self) -> str:
        """The page of the report."""
        return url_for("reporting.show", slug=self.round.slug, code=self.unit.code)


class DayGroups(NamedTuple):
    """The days of a report's form: those in view, those that lack a figure as well, those that are filled in."""

    shown: list[Day]
    more: list[Day]
    done: list[Day]


def load_reporting(slug: str, code: str, **_rest: object) -> Reporting | None:
    """A commune or district inside the reader's places, in an approved round."""
    round_ = load_round(slug)
    unit = units.in_scope(current_user.unit, code) if round_ is not None else None
    return Reporting(unit, round_) if unit is not None and round_ is not None and unit.level != PROVINCE else None


def load_own(slug: str) -> Reporting | None:
    """The reader's own unit in an approved round."""
    round_ = load_round(slug)
    return Reporting(current_user.unit, round_) if round_ is not None else None


def rounds_to_report_on() -> list[Round]:
    """A round that has begun before one that has not; of those the latest to begin, of these the nearest."""
    now = clock.now()
    # a report is written after its round: the last one begun comes before the next one
    return sorted(approved_rounds(), key=lambda round_: (round_.opens_at > now, abs(round_.opens_at - now)))


def page(template: str, round_: Round, block: str | None = None, **values: Any) -> str:
    """A page with its round and plan, or its `block` for htmx."""
    plan = round_.plan_data
    frame: dict[str, Any] = {"survey": round_, "plan": plan, "slug": round_.slug, "named": fields.labels()}
    return render(
        f"fieldwork/reporting/{template}", block, **frame, **page_context.round_context(round_, plan), **values
    )


def asks_software(plan: Plan, level: str) -> bool:
    """Whether a level's communes tick that they have entered the other software."""
    return level == COMMUNE and plan.software is not None and plan.software.required


@blueprint.get("/manage/reports")
@requires(Permission.BOARD_VIEW)
def index() -> ResponseReturnValue:
    """The list of the round that concerns the reader now."""
    round_ = load_round()
    return redirect(url_for(".overview", slug=round_.slug)) if round_ else no_round()


def no_round() -> str:
    """The page where no round is approved."""
    return render("fieldwork/reporting/no_round.html")


@blueprint.get("/manage/rounds/<slug>/reports")
@with_file(blueprint, "/manage/rounds/<slug>/reports.xlsx", "report.export", Permission.BOARD_EXPORT)
@requires(Permission.BOARD_VIEW, subject=load_round)
def overview(round_: Round, slug: str) -> ResponseReturnValue:
    """Who has reported, who is late, who has not."""
    plan, levels = round_.plan_data, board.levels_below(current_user.unit)
    list_filter = ReportFilter.from_args(request.args, level=levels)
    lines = board.lines(current_user.unit, round_, plan, list_filter.level)
    rows, software = board.LISTING.apply(lines, list_filter), asks_software(plan, list_filter.level)
    if asks_file():
        described = {"round": slug, "level": list_filter.level}
        return send_list(f"bao-cao-{slug}", _("Báo cáo"), board.columns(software=software), rows, **described)
    names = {DISTRICT: _("Báo cáo %(district_level)s"), COMMUNE: _("Báo cáo %(commune_level)s")}
    return page(
        "board.html",
        round_,
        levels=[(level, names[level]) for level in levels],
        list_filter=list_filter,
        rows=rows,
        counts=board.count_by_state(lines),
        states=board.choices(software=software),
        districts=district_choices() if list_filter.level == COMMUNE else [],
        software=software,
        due=timing.due_of(list_filter.level, plan),
    )


@blueprint.get("/report")
@requires(Permission.REPORTS_WRITE)
def own() -> ResponseReturnValue:
    """The report of the reader's own unit in the round that concerns it now."""
    rounds = rounds_to_report_on()
    return redirect(Reporting(current_user.unit, rounds[0]).url) if rounds else no_round()


@blueprint.get("/manage/rounds/<slug>/reports/<code>")
@requires(Permission.REPORTS_VIEW, subject=load_reporting)
def show(reporting: Reporting) -> str:
    """A unit's report as it reads now, with what may be done."""
    (unit, round_), report = reporting, reporting.report
    plan, is_own = round_.plan_data, unit.id == current_user.unit_id
    figures = figure_sources.report_figures(unit, round_)
    software, due = asks_software(plan, unit.level), timing.due_of(unit.level, plan)
    return page(
        "show.html",
        round_,
        code=unit.code,
        unit=unit,
        report=report,
        figures=figures,
        sections=outline(figures, plan),
        day_rows=rows_that_came(figures),
        is_commune=unit.level == COMMUNE,
        status=timing.status_of(report, due),
        due=due,
        is_own=is_own,
        may_decide=may_decide(unit, report),
        over=operations.over_visits(figures) if isinstance(figures, CommuneFigures) else [],
        entry=software_entry(reporting) if software else None,
        asks_software=software,
        rounds=rounds_to_report_on() if is_own else (),
        extras=[extra(unit, round_) for extra in extra_links],
    )


def software_entry(reporting: Reporting) -> SoftwareEntry | None:
    """A commune's tick; None without it."""
    point = reporting.point
    return queries.software_entry(point) if point else None


def may_decide(unit: Unit, report: FieldReport | None) -> bool:
    """Whether the reader receives or returns this report now."""
    right = current_user.can(Permission.REPORTS_RECEIVE) and unit.parent_id == current_user.unit_id
    return right and report is not None and report.is_handed_in


@blueprint.get("/manage/rounds/<slug>/reports/<code>/revisions/<int:number>")
@requires(Permission.REPORTS_VIEW, subject=load_reporting)
def revision(reporting: Reporting, number: int) -> str:
    """One revision of a report, and what it changed."""
    report = reporting.report or abort(404)
    made, before = queries.revision(report, number) or abort(404), queries.revision(report, number - 1)
    changed = fields.changes(before.fields if before else {}, made.fields)
    unit = reporting.unit
    return page("revision.html", reporting.round, code=unit.code, unit=unit, made=made, changed=changed)


@blueprint.route("/rounds/<slug>/report/edit", methods=["GET", "POST"])
@requires(Permission.REPORTS_WRITE, subject=load_own)
def edit(own_report: Reporting) -> ResponseReturnValue:
    """Write the report of one's own unit; with scripts it is saved as one goes."""
    unit, round_ = own_report
    days, report = round_.days_begun, own_report.report
    if request.method == "GET":
        if report is not None and not report.is_open:
            return redirect(own_report.url)
        typed, version = (report.fields, report.version) if report else ({}, 0)
        return edit_page(own_report, form_for(unit, days, **values_of(unit, days, typed, version)))
    form = form_for(unit, days)
    save = operations.save_going if is_part() else operations.save
    if form.submitted() and form.accepts(save, unit, round_, by=current_user):
        if is_part():
            return redirect(url_for(".edit", slug=round_.slug), 303)
        flash(_("Đã lưu báo cáo."))
        if request.form.get("next") == "submit" and current_user.can(Permission.REPORTS_SUBMIT):
            return redirect(url_for(".submit", slug=round_.slug), 303)
        return redirect(own_report.url, 303)
    return edit_page(reload(own_report), form), form.status


def rows_that_came(figures: Figures) -> list[Day]:
    """A commune's days that have come; none of a district's report."""
    return [day for day in figures.days if day.day <= clock.today()] if isinstance(figures, CommuneFigures) else []


def edit_page(own_report: Reporting, form: ReportForm) -> str:
    """The form, or its changing part for htmx; after a concurrent change with the differences, the typed text kept."""
    (unit, round_), report = own_report, own_report.report
    changed: list[fields.Change] = []
    # what was typed stays; the next save is made knowingly, on the version shown
    if report is not None and form.status == StaleRow.status:
        seen = queries.revision_until(report, form.version.data)
        changed = fields.changes(seen.fields if seen else {}, report.fields)
        form.version.data = report.version
    figures = figure_sources.report_figures(unit, round_)
    values = {"unit": unit, "form": form, "report": report, "changed": changed, "part": is_part()}
    return page("edit.html", round_, "state", **values, groups=day_groups(form, figures))


def day_groups(form: ReportForm, figures: Figures) -> DayGroups:
    """The rows of the days: of a long round the first that lack a figure, the others folded."""
    if not isinstance(figures, CommuneFigures):
        return DayGroups([], [], [])
    rows = rows_that_came(figures)
    if len(rows) <= MOST_ROWS:
        return DayGroups(rows, [], [])
    missing = [day for day in rows if any(cell.data is None or cell.errors for cell in form.cells(day.day)[:2])]
    return DayGroups(missing[:MOST_ROWS], missing[MOST_ROWS:], [day for day in rows if day not in missing])


@blueprint.route("/rounds/<slug>/report/submission", methods=["GET", "POST"])
@requires(Permission.REPORTS_SUBMIT, subject=load_own)
def submit(own_report: Reporting) -> ResponseReturnValue:
    """Hand it in: said what will happen, then done."""
    back, form = own_report.url, VersionForm()
    if form.submitted() and form.accepts(operations.submit, *own_report, by=current_user):
        flash(_("Đã nộp báo cáo."))
        return redirect(back, 303)
    unit, round_ = own_report = reload(own_report)
    report = own_report.report
    if report is None or not report.is_open:
        return redirect(back, 303)
    form.version.data = report.version
    return page("submit.html", round_, unit=unit, report=report, form=form, back=back), form.status


@blueprint.route("/manage/rounds/<slug>/reports/<code>/decision", methods=["GET", "POST"])
@requires(Permission.REPORTS_RECEIVE, subject=load_reporting)
def decide(reporting: Reporting) -> ResponseReturnValue:
    """Receive a report, or return it with a reason."""
    report, back, form = reporting.report, reporting.url, AnswerForm()
    if report is None:
        return redirect(back, 303)
    if form.submitted() and form.accepts(save_decision, report):
        flash(_("Đã tiếp nhận báo cáo.") if form.outcome.state == "received" else _("Đã trả lại báo cáo."))
        return redirect(back, 303)
    unit, round_ = reporting = reload(reporting)
    report = reporting.report or abort(404)
    # a refused post shows its sentence even where nothing is left to decide
    if request.method == "GET" and not may_decide(unit, report):
        return redirect(back, 303)
    form.version.data = report.version
    return page("decide.html", round_, unit=unit, report=report, form=form, back=back), form.status


def save_decision(report: FieldReport, verdict: str, reason: str, version: int) -> FieldReport:
    """Called by the form once its input is valid."""
    return operations.decide(report, received=verdict == "receive", reason=reason, version=version, by=current_user)


@blueprint.route("/rounds/<slug>/report/software", methods=["GET", "POST"])
@requires(Permission.VISITS_ENTER, subject=load_own)
def software(own_report: Reporting) -> ResponseReturnValue:
    """«Số liệu để nhập phần mềm …»: laid out to copy, with the tick."""
    # the point is asked for here, after the right: a role without it and without a point is told 403
    point = own_report.point or abort(404)
    figures, form = figure_sources.commune_figures(point.unit, own_report.round)[0], PortalForm()
    if form.submitted() and form.accepts(save_software_tick, point, figures):
        return redirect(url_for(".software", slug=own_report.round.slug), 303)
    unit, round_ = own_report = reload(own_report)
    entry = software_entry(own_report)
    is_old = entry is not None and entry.figures != operations.software_figures(figures)
    values: dict[str, Any] = {"unit": unit, "form": form, "figures": figures, "entry": entry, "is_old": is_old}
    values["day_rows"] = rows_that_came(figures)
    return page("software.html", round_, **values), form.status


def save_software_tick(point: Point, figures: CommuneFigures) -> None:
    """Called by the form's two buttons."""
    if request.form.get("deed") == "untick":
        operations.untick_software(point, by=current_user)
        flash(_("Đã bỏ đánh dấu “Đã nhập”."))
        return
    operations.tick_software(point, figures, by=current_user)
    flash(_("Đã ghi “Đã nhập”."))
