"""A roster from a file: template, reading with every mistake, preview, saving; and the way out in the same form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.fieldwork.own_round import of_own_round, own_point
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint
from portal.fieldwork.roster.forms import ImportForm, KeepImportForm
from portal.fieldwork.roster.imports import merge_import, read_import
from portal.fieldwork.roster.lists.duty_list import days_in_words
from portal.fieldwork.roster.people.person_matching import pretty_phone
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.own_views import reload_own_point
from portal.surveys import page_context
from portal.web.data.files import send_bytes
from portal.web.http.access import requires
from portal.web.media import readings, sheets
from portal.web.media.downloads import describe_export, exports, serves_file
from portal.web.ui.formats import day_month
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from portal.fieldwork.roster.imports.read_import import Entry, Mistake
    from portal.fieldwork.roster.queries import Desk
    from portal.web.jobs.jobs import Job

BYTE_ORDER_MARK = "\ufeff"


@blueprint.route("/roster/import", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT)
@of_own_round
def import_file() -> ResponseReturnValue:
    """Choose the file; a job reads it."""
    form = ImportForm()
    if form.submitted() and form.accepts(start_reading):
        return redirect(url_for(".reading", job_id=form.outcome.id), 303)
    return import_page(form, [])


def start_reading(file: FileStorage) -> Job:
    """Ask for the reading of a file."""
    return readings.start(file, read_import.TOPIC, read_import.SHAPE, by=current_user.id)


def load_reading(job_id: str) -> Job | None:
    return readings.own_reading(job_id, read_import.TOPIC)


@blueprint.get("/roster/import/<string:job_id>")
@requires(Permission.ROSTER_EDIT, over=load_reading)
@of_own_round
def reading(job_id: str) -> ResponseReturnValue:
    """A good file is shown before it is saved, a bad one answered row by row."""
    _job_id, crumbs = job_id, [(_("Phân công"), url_for(".mine")), (_("Nhập từ tệp"), url_for(".import_file"))]
    waiting = readings.page_until_read(g.subject, crumbs)
    if waiting is not None:
        return waiting
    try:
        return preview(read_import.rows_of(readings.result_of(g.subject)))
    except read_import.BadRows as error:
        return refused_page(error, error.mistakes)
    except DomainError as error:
        return refused_page(error, [])


def import_page(form: ImportForm, mistakes: Sequence[Mistake]) -> ResponseReturnValue:
    """The page that takes a file, with what is wrong with the last one."""
    point = reload_own_point()
    return render(
        "fieldwork/roster/imports/import.html",
        point=point,
        form=form,
        mistakes=mistakes,
        columns=read_import.COLUMNS,
        **page_context.round_context(point.round),
    ), form.status


def preview(rows: read_import.Rows, form: KeepImportForm | None = None) -> ResponseReturnValue:
    """What the file says, and what saving it would do. Raises BadRows."""
    point = reload_own_point()
    plan = point.round.plan_data
    people = read_import.read_entries(rows, point, plan)
    desk = queries.desk(point, plan)
    form = form or KeepImportForm(formdata=None, rows=rows)
    return render(
        "fieldwork/roster/imports/preview.html",
        point=point,
        people=[(entry, turns_in_words(entry, desk)) for entry in people],
        read=len(rows),
        added=merge_import.planned_outcome(people, desk, replace=False),
        replaced=merge_import.planned_outcome(people, desk, replace=True),
        has_roster=bool(desk.helpers),
        form=form,
        **page_context.round_context(point.round, plan),
    ), form.status


def turns_in_words(entry: Entry, desk: Desk) -> str:
    """The half-days of an entry."""
    parts = []
    for half in coverage.HALVES:
        days = sorted(turn.day for turn in entry.turns if turn.half == half)
        if days:
            parts.append(f"{coverage.half_in_words(half)}: {days_in_words(days, desk.days)}")
    return "; ".join(parts)


@blueprint.post("/roster/import/saving")
@requires(Permission.ROSTER_EDIT)
@of_own_round
def save_import() -> ResponseReturnValue:
    """Save what the preview showed; the rows are read again, since the page came back from a browser."""
    form = KeepImportForm()
    if not form.rows.data:
        form.validate()
    try:
        if form.submitted() and form.accepts(save_entries):
            import_outcome: merge_import.ImportOutcome = form.outcome
            flash(
                _(
                    "Đã lưu: thêm %(new)s người, %(shifts)s lượt phân công.",
                    new=import_outcome.new,
                    shifts=import_outcome.shifts,
                )
            )
            return redirect(url_for(".mine"), 303)
        if form.rows.data:
            return preview(form.rows.data, form)
    except read_import.BadRows as error:
        return refused_page(error, error.mistakes)
    return redirect(url_for(".import_file"), 303)


def save_entries(rows: read_import.Rows, mode: str) -> merge_import.ImportOutcome:
    """Called by the form once its input is valid."""
    point = own_point()
    people = read_import.read_entries(rows, point, point.round.plan_data)
    return merge_import.apply_import(point, people, replace=mode == "replace", by=current_user)


def refused_page(error: DomainError, mistakes: Sequence[Mistake]) -> ResponseReturnValue:
    """What was read is not good, or is no longer when it is to be saved: the page of files, with the reasons."""
    form = ImportForm(formdata=None)
    form.refuse(error)
    return import_page(form, mistakes)


def example_rows(days: Sequence[str], organisation: str) -> list[tuple[str, ...]]:
    """Rows that show how the template is filled."""
    return [
        ("Nguyễn Văn An", organisation, "0123 456 701", days[0], "sáng", ""),
        ("Trần Thị Bình", organisation, "0123 456 702", ", ".join(days[:2]), "chiều", ""),
    ]


@blueprint.get("/roster/template.xlsx")
@requires(Permission.ROSTER_EDIT)
@of_own_round
@serves_file
def template() -> Response:
    """An empty table with the right header, and examples on a second sheet."""
    point = own_point()
    plan = point.round.plan_data
    days = [day_month(day) for day in queries.days_of(point.round, plan)]
    examples = example_rows(days, plan.helpers.organisation)
    template_sheets = [
        sheets.Sheet(_("Danh sách"), read_import.COLUMNS, []),
        sheets.Sheet(_("Ví dụ"), read_import.COLUMNS, examples),
    ]
    return send_bytes(
        sheets.build_workbook(_("Mẫu lịch phân công"), template_sheets), "mau-lich-phan-cong.xlsx", sheets.MIME
    )


@blueprint.get("/roster/template.csv")
@requires(Permission.ROSTER_EDIT)
@of_own_round
@serves_file
def template_csv() -> Response:
    """The same as CSV that a spreadsheet opens with its accents."""
    line = ",".join(f'"{name}"' for name in read_import.COLUMNS)
    return send_bytes(f"{BYTE_ORDER_MARK}{line}\r\n".encode(), "mau-lich-phan-cong.csv", "text/csv")


@blueprint.get("/roster/table.xlsx")
@requires(Permission.ROSTER_EDIT)
@of_own_round
@exports("roster.exported")
def own_table() -> Response:
    """The own roster in the template's form: it may be changed in a spreadsheet and read in again."""
    point = own_point()
    desk = queries.desk(point, point.round.plan_data)
    name = f"lich-phan-cong-{point.round.slug}-{point.unit.code}"
    describe_export(round=point.round.slug, unit=point.unit.code)
    return sheets.send_table(name, _("Lịch phân công"), read_import.COLUMNS, table_rows(desk))


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
