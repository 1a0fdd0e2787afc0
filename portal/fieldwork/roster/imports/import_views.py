"""A roster from a file: template, reading with every mistake, preview, saving; and the way out in the same form."""

from collections.abc import Sequence

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.fieldwork.own_round import of_own_round, own_point, reload_own_point
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint, page
from portal.fieldwork.roster.forms import ImportForm, KeepImportForm
from portal.fieldwork.roster.imports import roster_file
from portal.fieldwork.roster.imports.roster_file import ImportOutcome, Mistake, Rows
from portal.fieldwork.roster.lists.duty_list import turns_in_words
from portal.fieldwork.roster.person_matching import pretty_phone
from portal.fieldwork.roster.queries import Desk
from portal.fieldwork.roster.shifts import coverage
from portal.web.data.files import send_bytes
from portal.web.http.views import describe_export, exports, requires, serves_file
from portal.web.jobs.jobs import Job
from portal.web.media import readings, sheets
from portal.web.ui.formats import day_month

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes the accents for other signs


@blueprint.route("/roster/import", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT)
@of_own_round
def import_file() -> ResponseReturnValue:
    """Choose the file; a job reads it."""
    form = ImportForm()
    # a stranger's spreadsheet is never opened in a web process
    if readings.takes(form, roster_file.TOPIC, roster_file.SHAPE):
        return redirect(url_for(".reading", job_id=form.outcome.id), 303)
    return import_page(form)


def load_reading(job_id: str) -> Job | None:
    return readings.own_reading(job_id, roster_file.TOPIC)


@blueprint.get("/roster/import/<string:job_id>")
@requires(Permission.ROSTER_EDIT, subject=load_reading)
@of_own_round
def reading(job: Job) -> ResponseReturnValue:
    """A good file is shown before it is saved, a bad one answered row by row."""
    crumbs = [(_("Phân công"), url_for(".mine")), (_("Nhập từ tệp"), url_for(".import_file"))]
    waiting = readings.page_until_read(job, crumbs)
    if waiting is not None:
        return waiting
    try:
        return preview(roster_file.rows_of(readings.result_of(job)))
    except DomainError as error:
        return refused_page(error)


def import_page(form: ImportForm, mistakes: Sequence[Mistake] = ()) -> ResponseReturnValue:
    """The page that takes a file, with what is wrong with the last one."""
    point = reload_own_point()
    return page(
        "imports/import.html", point.round, point=point, form=form, mistakes=mistakes, columns=roster_file.COLUMNS
    ), form.status


def refused_page(error: DomainError) -> ResponseReturnValue:
    """What was read is not good, or is no longer when it is to be saved: the page of files, with the reasons."""
    form = ImportForm(formdata=None)
    form.refuse(error)
    return import_page(form, error.mistakes if isinstance(error, roster_file.BadRows) else ())


def preview(rows: Rows, form: KeepImportForm | None = None) -> ResponseReturnValue:
    """What the file says, and what saving it would do. Raises BadRows."""
    point = reload_own_point()
    people, desk = roster_file.read_entries(rows, point), queries.desk(point)
    form = form or KeepImportForm(formdata=None, rows=rows)
    return page(
        "imports/preview.html",
        point.round,
        point=point,
        people=[(entry, turns_in_words(sorted(entry.turns), desk.days)) for entry in people],
        read=len(rows),
        added=roster_file.planned_outcome(people, desk, replace=False),
        replaced=roster_file.planned_outcome(people, desk, replace=True),
        has_roster=bool(desk.helpers),
        form=form,
    ), form.status


@blueprint.post("/roster/import/saving")
@requires(Permission.ROSTER_EDIT)
@of_own_round
def save_import() -> ResponseReturnValue:
    """Save what the preview showed."""
    form = KeepImportForm()
    try:
        if form.submitted() and form.accepts(save_entries):
            saved: ImportOutcome = form.outcome
            flash(_("Đã lưu: thêm %(new)s người, %(shifts)s lượt phân công.", new=saved.new, shifts=saved.shifts))
            return redirect(url_for(".mine"), 303)
        if form.rows.data:
            return preview(form.rows.data, form)
    except roster_file.BadRows as error:
        return refused_page(error)
    return redirect(url_for(".import_file"), 303)


def save_entries(rows: Rows, mode: str) -> ImportOutcome:
    """Called by the form once its input is valid."""
    point = own_point()
    # read again: the rows came back from a browser, and other desks have changed since
    people = roster_file.read_entries(rows, point)
    return roster_file.apply_import(point, people, replace=mode == "replace", by=current_user)


@blueprint.get("/roster/template.xlsx")
@requires(Permission.ROSTER_EDIT)
@of_own_round
@serves_file
def template() -> Response:
    """An empty table with the right header, and a second sheet with rows that show how it is filled."""
    round_ = own_point().round
    organisation = round_.plan_data.helping.organisation
    days = [day_month(day) for day in queries.days_of(round_, round_.plan_data)]
    examples = [
        ("Nguyễn Văn An", organisation, "0123 456 701", days[0], "sáng", ""),
        ("Trần Thị Bình", organisation, "0123 456 702", ", ".join(days[:2]), "chiều", ""),
    ]
    template_sheets = [
        sheets.Sheet(_("Danh sách"), roster_file.COLUMNS, []),
        sheets.Sheet(_("Ví dụ"), roster_file.COLUMNS, examples),
    ]
    content = sheets.build_workbook(_("Mẫu lịch phân công"), template_sheets)
    return send_bytes(content, "mau-lich-phan-cong.xlsx", sheets.MIME)


@blueprint.get("/roster/template.csv")
@requires(Permission.ROSTER_EDIT)
@of_own_round
@serves_file
def template_csv() -> Response:
    """The same as CSV."""
    line = ",".join(f'"{name}"' for name in roster_file.COLUMNS)
    return send_bytes(f"{BYTE_ORDER_MARK}{line}\r\n".encode(), "mau-lich-phan-cong.csv", "text/csv")


@blueprint.get("/roster/table.xlsx")
@requires(Permission.ROSTER_EDIT)
@of_own_round
@exports("roster.exported")
def own_table() -> Response:
    """The own roster in the template's form: it may be changed in a spreadsheet and read in again."""
    point = own_point()
    slug, code = point.round.slug, point.unit.code
    describe_export(round=slug, unit=code)
    rows = table_rows(queries.desk(point))
    return sheets.send_table(f"lich-phan-cong-{slug}-{code}", _("Lịch phân công"), roster_file.COLUMNS, rows)


def table_rows(desk: Desk) -> list[tuple[str, ...]]:
    """A row for each person's mornings, one for the afternoons; one without day for who has none."""
    rows: list[tuple[str, ...]] = []
    for helper in desk.helpers:
        who = (helper.full_name, helper.association, pretty_phone(helper.phone))
        turns = desk.turns(helper)
        for half in coverage.HALVES:
            days = ", ".join(day_month(turn.day) for turn in turns if turn.half == half)
            if days:
                rows.append((*who, days, coverage.half_in_words(half), helper.note))
        if not turns:
            rows.append((*who, "", "", helper.note))
    return rows
