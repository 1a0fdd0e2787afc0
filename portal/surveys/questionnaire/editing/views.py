"""The library of questionnaires: versions and their states, copies, confirmation, differences, files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError, Mistakes
from portal.surveys.questionnaire import questionnaire
from portal.surveys.questionnaire.comparability import comparable
from portal.surveys.questionnaire.editing import operations, part_views, queries, words, xlsform, xlsform_reading
from portal.surveys.questionnaire.editing.blueprint import (
    blueprint,
    load_questionnaire,
    show,
    version_page,
)
from portal.surveys.questionnaire.editing.differences import differences
from portal.surveys.questionnaire.editing.forms import ConfirmForm, CopyForm, ImportForm, RevisionForm
from portal.surveys.questionnaire.editing.xlsform_tables import MOST_COLUMNS, MOST_ROWS
from portal.web.data.files import send_bytes
from portal.web.http.access import reload, requires
from portal.web.media import filled_sheets, readings
from portal.web.media.downloads import serves_file
from portal.web.media.filled_sheets import Shape
from portal.web.media.sheets import MIME
from portal.web.ui.formats import integer
from portal.web.ui.forms import PortalForm
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from portal.errors import Mistake
    from portal.surveys.models import Questionnaire
    from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
    from portal.web.jobs.jobs import Job
    from portal.web.media.filled_sheets import Contents

__all__ = ["blueprint", "part_views"]

TOPIC = "questionnaire"
SHAPE = Shape(filled_sheets.FORM, MOST_COLUMNS, MOST_ROWS + 1)
MOST_LETTERS = 400_000


@blueprint.get("")
@requires(Permission.QUESTIONNAIRES_VIEW)
def index() -> str:
    """Every version: how it stands, who uses it."""
    used = queries.rounds_by_form(current_user.unit)
    return render("surveys/questionnaire/editing/index.html", rows=queries.library(), used=used, words=words)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT)
def upload() -> ResponseReturnValue:
    """Choose the file; a job reads it."""
    form = ImportForm()
    if form.submitted() and form.accepts(start_reading):
        return redirect(url_for(".reading", job_id=form.outcome.id), 303)
    return import_page(form, [])


def import_page(form: ImportForm, mistakes: Sequence[Mistake]) -> ResponseReturnValue:
    """The page that takes a file, with what is wrong with the last one."""
    return render("surveys/questionnaire/editing/import.html", form=form, mistakes=mistakes), form.status


def start_reading(file: FileStorage) -> Job:
    """Ask for the reading of a file."""
    return readings.start(file, TOPIC, SHAPE, by=current_user.id)


def load_own_reading(job_id: str) -> Job | None:
    return readings.own_reading(job_id, TOPIC)


@blueprint.route("/import/<string:job_id>", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_own_reading)
def reading(job: Job) -> ResponseReturnValue:
    """A good form is shown in short, then taken in by POST; a wrong one is answered mistake by mistake."""
    crumbs = [(_("Phiếu hỏi"), url_for(".index")), (_("Nhận phiếu từ tệp"), url_for(".upload"))]
    waiting = readings.page_until_read(job, crumbs)
    if waiting is not None:
        return waiting
    again = ImportForm(formdata=None)
    try:
        read_in = read_form(readings.result_of(job))
    except Mistakes as error:
        again.refuse(DomainError(_("Tệp có %(n)s chỗ sai, chưa nhận phiếu nào.", n=len(error.mistakes)), "file"))
        return import_page(again, error.mistakes)
    except DomainError as error:
        again.refuse(error)
        return import_page(again, [])
    form = PortalForm()
    if form.submitted() and form.accepts(import_found, job, read_in):
        flash(_("Đã nhận phiếu %(title)s.", title=words.title(form.outcome)), "ok")
        return redirect(url_for(".version", form_id=form.outcome.id), 303)
    return render("surveys/questionnaire/editing/import_review.html", form=form, found=read_in), form.status


def import_found(job: Job, form: Form) -> Questionnaire:
    """Keep the form as a draft; what was read is no longer kept for this."""
    readings.forget(job)
    return operations.import_form(form, by=current_user)


def read_form(contents: Contents) -> Form:
    """The form a file holds: a workbook's sheets, or JSON."""
    if contents.sheets:
        return xlsform_reading.read(contents.sheets)
    if len(contents.text) > MOST_LETTERS:
        raise DomainError(_("Tệp phiếu dài quá %(n)s ký tự.", n=integer(MOST_LETTERS)), "file")
    try:
        return questionnaire.parse(contents.text)
    except RecursionError as error:
        raise DomainError(
            _("Không đọc được tệp. Dùng tệp .json của hệ thống này hoặc XLSForm .xlsx."), "file"
        ) from error


@blueprint.get("/<int:form_id>")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
def version(row: Questionnaire) -> ResponseReturnValue:
    """One version: its parts, and what can be done with it."""
    return version_page(row, RevisionForm(formdata=None))


@blueprint.post("/<int:form_id>/versions")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def new_version(row: Questionnaire) -> ResponseReturnValue:
    """Begin the next version from this one."""
    form = RevisionForm()
    if form.submitted():
        created = operations.new_version(row, by=current_user)
        flash(_("Đã tạo %(title)s để soạn.", title=words.title(created)), "ok")
        return redirect(url_for(".version", form_id=created.id), 303)
    return version_page(reload(row), form)


@blueprint.route("/<int:form_id>/copy", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def copy(row: Questionnaire) -> ResponseReturnValue:
    """Copy it under another code."""
    form = CopyForm()
    if form.submitted() and form.accepts(operations.copy, row, by=current_user):
        return redirect(url_for(".version", form_id=form.outcome.id), 303)
    return show("surveys/questionnaire/editing/copy.html", reload(row), form=form), form.status


@blueprint.route("/<int:form_id>/confirmation", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_CONFIRM, subject=load_questionnaire)
def confirm(row: Questionnaire, form_id: int) -> ResponseReturnValue:
    """Confirm the words, as an approver who did not write them."""
    form = ConfirmForm()
    if form.submitted() and form.accepts(confirm_version, row):
        flash(_("Đã xác nhận lời phiếu."), "ok")
        return redirect(url_for(".version", form_id=form_id), 303)
    row = reload(row)
    form.revision.data = str(row.revision)
    return show("surveys/questionnaire/editing/confirm.html", row, form=form), form.status


def confirm_version(row: Questionnaire, *, read: bool, revision: str) -> None:
    """The action behind the form; that it was read is for the person, not for the record."""
    _ = read
    operations.confirm(row, by=current_user, revision=revision)


@blueprint.post("/<int:form_id>/reopening")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def reopen(row: Questionnaire, form_id: int) -> ResponseReturnValue:
    """Take the confirmation back, to edit again."""
    form = RevisionForm()
    if form.submitted() and form.accepts(operations.reopen, row, by=current_user):
        flash(_("Đã mở lại để sửa. Sửa xong cần xác nhận lại."), "ok")
        return redirect(url_for(".version", form_id=form_id), 303)
    return version_page(reload(row), form)


@blueprint.post("/<int:form_id>/removal")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def remove(row: Questionnaire) -> ResponseReturnValue:
    """Delete a draft that no round uses."""
    form = RevisionForm()
    title = words.title(row)
    if form.submitted() and form.accepts(operations.remove, row, by=current_user):
        flash(_("Đã xóa %(title)s.", title=title), "ok")
        return redirect(url_for(".index"), 303)
    return version_page(reload(row), form)


@blueprint.get("/<int:form_id>/differences")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
def compare(row: Questionnaire, form_id: int) -> str:
    """What differs from another version, and which questions may be compared between the two."""
    others = [one for one in queries.library() if one.id != form_id]
    before = other_version(others, row)
    old, new = before.form if before else row.form, row.form
    values = {"others": others, "before": before}
    return show(
        "surveys/questionnaire/editing/differences.html",
        row,
        differences=differences(old, new),
        matches=comparable(old, new),
        **values,
    )


def other_version(others: list[Questionnaire], row: Questionnaire) -> Questionnaire | None:
    """The version asked for; else the one before, else any."""
    chosen = next((one for one in others if str(one.id) == request.args.get("with", "")), None)
    before = next((one for one in others if one.code == row.code and one.version < row.version), None)
    return chosen or before or next(iter(others), None)


@blueprint.get("/<int:form_id>/form.json")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
@serves_file
def json_file(row: Questionnaire) -> Response:
    """The form as JSON, as `flask rounds load` and this page's import read it."""
    text = json.dumps(row.form.to_json(), ensure_ascii=False, indent=2)
    return send_bytes(text.encode(), f"{file_name(row)}.json", "application/json")


@blueprint.get("/<int:form_id>/form.xlsx")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
@serves_file
def xlsform_file(row: Questionnaire) -> Response:
    """The form as XLSForm."""
    return send_bytes(xlsform.write(row.form), f"{file_name(row)}.xlsx", MIME)


def file_name(row: Questionnaire) -> str:
    return f"{row.code.lower()}-v{row.version}"
