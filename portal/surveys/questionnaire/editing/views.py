"""The library of questionnaires: versions and their states, their parts, confirmation, differences, files."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError, Mistake, Mistakes
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import Questionnaire
from portal.surveys.questionnaire import questionnaire
from portal.surveys.questionnaire.comparison import comparable, differences
from portal.surveys.questionnaire.editing import bodies, forms, operations, words, xlsform, xlsform_reading
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data.files import send_bytes
from portal.web.http.views import reload, render, requires, serves_file
from portal.web.jobs.jobs import Job
from portal.web.media import filled_sheets, readings
from portal.web.media.filled_sheets import Contents
from portal.web.media.sheets import MIME
from portal.web.ui.formats import capital, integer
from portal.web.ui.forms import PortalForm

blueprint = Blueprint("questionnaires", __name__, url_prefix="/manage/questionnaires")

TEMPLATES = "surveys/questionnaire/editing"
TOPIC = "questionnaire"
SHAPE = filled_sheets.Shape(filled_sheets.FORM, xlsform_reading.MOST_COLUMNS, xlsform_reading.MOST_ROWS + 1)
MOST_LETTERS = 400_000
SINGLE = ("comment", bodies.GENERAL)


def load_questionnaire(form_id: int, **_rest: object) -> Questionnaire | None:
    """A version of the library, which all catalogues of an office share."""
    return queries.questionnaire_in(current_user.unit, form_id)


def load_form_with_part(form_id: int, part: str, index: int | None = None) -> Questionnaire | None:
    """The version, if it has such a part."""
    row = load_questionnaire(form_id)
    if row is None or part not in forms.FORMS or (index is None) != (part in SINGLE):
        return None
    return row if index is None or index < len(row.working_body[part]) else None


def load_form_with_list(form_id: int, part: str) -> Questionnaire | None:
    return load_questionnaire(form_id) if part in bodies.LISTS else None


def load_own_reading(job_id: str) -> Job | None:
    return readings.own_reading(job_id, TOPIC)


def show(template: str, row: Questionnaire, **values: Any) -> str:
    """Render a page of one version."""
    can_edit = current_user.can(Permission.QUESTIONNAIRES_EDIT)
    return render(
        f"{TEMPLATES}/{template}.html",
        row=row,
        body=row.working_body,
        flaws=bodies.flaws(row.draft) if row.draft is not None else [],
        may_write=can_edit and row.state == "draft",
        can_edit=can_edit,
        words=words,
        part_url=part_url,
        open_part=request.args.get("part"),
        in_real_words=partial(words.in_real_words, words.example_plan(), example_unit()),
        **values,
    )


def example_unit() -> Unit:
    """The commune whose name stands in texts that fill themselves in: the first of the reader's."""
    return db.session.scalars(units.communes(current_user.unit).limit(1)).first() or current_user.unit


def part_url(row: Questionnaire, flaw: bodies.Flaw) -> str:
    """Where a mistake is mended."""
    if flaw.part not in bodies.LISTS:
        return url_for(".edit_single", form_id=row.id, part="comment" if flaw.part == "comment" else bodies.GENERAL)
    if flaw.index is None:
        return f"#{flaw.part}"
    return url_for(".edit_part", form_id=row.id, part=flaw.part, index=flaw.index)


def to_version(row: Questionnaire, sentence: str = "", anchor: str | None = None) -> ResponseReturnValue:
    """Lead to a version's page, where a sentence says what was done."""
    if sentence:
        flash(sentence, "ok")
    part = anchor.partition("-")[0] if anchor else None
    return redirect(url_for(".version", form_id=row.id, part=part, _anchor=anchor), 303)


@blueprint.get("")
@requires(Permission.QUESTIONNAIRES_VIEW)
def index() -> str:
    """Every version: how it stands, who uses it."""
    used = queries.rounds_by_form(current_user.unit)
    return render(f"{TEMPLATES}/index.html", rows=queries.questionnaires(current_user.unit), used=used, words=words)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT)
def upload() -> ResponseReturnValue:
    """Choose the file; a job reads it."""
    form = forms.ImportForm()
    if readings.takes(form, TOPIC, SHAPE):
        return redirect(url_for(".reading", job_id=form.outcome.id), 303)
    return import_page(form)


def import_page(form: forms.ImportForm, mistakes: Sequence[Mistake] = ()) -> ResponseReturnValue:
    """The page that takes a file, with what is wrong with the last one."""
    return render(f"{TEMPLATES}/import.html", form=form, mistakes=mistakes), form.status


@blueprint.route("/import/<string:job_id>", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_own_reading)
def reading(job: Job) -> ResponseReturnValue:
    """A good form is shown in short, then taken in by POST; a wrong one is answered mistake by mistake."""
    crumbs = [(_("Mẫu phiếu"), url_for(".index")), (_("Nhập mẫu phiếu từ tệp"), url_for(".upload"))]
    waiting = readings.page_until_read(job, crumbs)
    if waiting is not None:
        return waiting
    again = forms.ImportForm(formdata=None)
    try:
        read_in = read_form(readings.result_of(job))
    except Mistakes as error:
        again.refuse(DomainError(_("Tệp có %(n)s chỗ sai, chưa nhận phiếu nào.", n=len(error.mistakes)), "file"))
        return import_page(again, error.mistakes)
    except DomainError as error:
        again.refuse(error)
        return import_page(again)
    form = PortalForm()
    if form.submitted() and form.accepts(operations.import_form, read_in, by=current_user):
        readings.forget(job)
        return to_version(form.outcome, _("Đã nhận phiếu %(title)s.", title=words.title(form.outcome)))
    return render(f"{TEMPLATES}/import_review.html", form=form, found=read_in), form.status


def read_form(contents: Contents) -> Form:
    """The form a file holds: a workbook's sheets, or JSON."""
    if contents.sheets:
        return xlsform_reading.read(contents.sheets)
    if len(contents.text) > MOST_LETTERS:
        raise DomainError(_("Tệp phiếu dài quá %(n)s ký tự.", n=integer(MOST_LETTERS)), "file")
    try:
        return questionnaire.parse(contents.text)
    # JSON may be nested deeper than Python counts.
    except RecursionError as error:
        sentence = _("Không đọc được tệp. Dùng tệp .json của hệ thống này hoặc XLSForm .xlsx.")
        raise DomainError(sentence, "file") from error


@blueprint.get("/<int:form_id>")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
def version(row: Questionnaire) -> ResponseReturnValue:
    """One version: its parts, and what can be done with it."""
    return version_page(row, forms.RevisionForm(formdata=None))


def version_page(row: Questionnaire, form: PortalForm) -> ResponseReturnValue:
    """Render one version with all its parts."""
    row = reload(row, load_questionnaire)
    who = queries.accounts([*row.editors, row.confirmed_by])
    used = queries.rounds_by_form(current_user.unit).get(row.id, [])
    may = {
        "confirm": current_user.can(Permission.QUESTIONNAIRES_CONFIRM) and row.state == "draft" and bool(row.editors),
        "reopen": current_user.can(Permission.QUESTIONNAIRES_EDIT) and row.state == "confirmed",
    }
    return show("version", row, form=form, who=who, used=used, may=may), form.status


@blueprint.post("/<int:form_id>/versions")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def new_version(row: Questionnaire) -> ResponseReturnValue:
    """Begin the next version from this one."""
    form = forms.RevisionForm()
    if form.submitted():
        created = operations.new_version(row, by=current_user)
        return to_version(created, _("Đã tạo %(title)s để soạn.", title=words.title(created)))
    return version_page(row, form)


@blueprint.route("/<int:form_id>/copy", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def copy(row: Questionnaire) -> ResponseReturnValue:
    """Copy it under another code."""
    form = forms.CopyForm()
    if form.submitted() and form.accepts(operations.copy, row, by=current_user):
        return to_version(form.outcome)
    return show("copy", reload(row), form=form), form.status


@blueprint.route("/<int:form_id>/confirmation", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_CONFIRM, subject=load_questionnaire)
def confirm(row: Questionnaire) -> ResponseReturnValue:
    """Confirm the words, as an approver who did not write them."""
    form = forms.ConfirmForm()
    if form.submitted() and form.accepts(confirm_version, row):
        return to_version(row, _("Đã xác nhận lời phiếu."))
    row = reload(row)
    form.revision.data = str(row.revision)
    return show("confirm", row, form=form), form.status


def confirm_version(row: Questionnaire, *, read: bool, revision: str) -> None:
    """The action behind the form; that it was read is for the person, not for the record."""
    _ = read
    operations.confirm(row, by=current_user, revision=revision)


@blueprint.post("/<int:form_id>/reopening")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def reopen(row: Questionnaire) -> ResponseReturnValue:
    """Take the confirmation back, to edit again."""
    form = forms.RevisionForm()
    if form.submitted() and form.accepts(operations.reopen, row, by=current_user):
        return to_version(row, _("Đã mở lại để sửa. Sửa xong cần xác nhận lại."))
    return version_page(row, form)


@blueprint.post("/<int:form_id>/removal")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def remove(row: Questionnaire) -> ResponseReturnValue:
    """Delete a draft that no round uses."""
    form, title = forms.RevisionForm(), words.title(row)
    if form.submitted() and form.accepts(operations.remove, row, by=current_user):
        flash(_("Đã xóa %(title)s.", title=title), "ok")
        return redirect(url_for(".index"), 303)
    return version_page(row, form)


@blueprint.get("/<int:form_id>/differences")
@requires(Permission.QUESTIONNAIRES_VIEW, subject=load_questionnaire)
def compare(row: Questionnaire) -> str:
    """What differs from the version asked for, else the one before, and which questions may be compared."""
    others = [other for other in queries.questionnaires(current_user.unit) if other.id != row.id]
    chosen = [other for other in others if str(other.id) == request.args.get("with", "")]
    earlier = [other for other in others if other.code == row.code and other.version < row.version]
    before = next(iter([*chosen, *earlier, *others]), None)
    old, new = before.form if before else row.form, row.form
    compared = {"differences": differences(old, new), "matches": comparable(old, new)}
    return show("differences", row, others=others, before=before, **compared)


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


@blueprint.route("/<int:form_id>/<string:part>/new", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_form_with_list)
def new_part(row: Questionnaire, part: str) -> ResponseReturnValue:
    """One more of a list."""
    return part_page(row, part, None, is_new=True)


@blueprint.route("/<int:form_id>/<string:part>/<int:index>", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_form_with_part)
def edit_part(row: Questionnaire, part: str, index: int) -> ResponseReturnValue:
    """One of a list."""
    return part_page(row, part, index)


@blueprint.route("/<int:form_id>/<string:part>", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_form_with_part)
def edit_single(row: Questionnaire, part: str) -> ResponseReturnValue:
    """The comment, or what stands over all questions."""
    return part_page(row, part, None)


@blueprint.get("/<int:form_id>/<string:part>/said")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_questionnaire)
def said(row: Questionnaire, part: str) -> str:
    """What citizens would read of a part as it is being typed; nothing is kept."""
    if part not in forms.FORMS:
        abort(404)
    form = forms.FORMS[part](formdata=request.args)
    form.choose(row.working_body)
    return show("_said", row, form=form, part=part)


def part_page(row: Questionnaire, part: str, index: int | None, *, is_new: bool = False) -> ResponseReturnValue:
    """The form of a part on GET, its saving on POST."""
    # Before anything is typed, not after.
    operations.refuse_fixed(row)
    form = forms.FORMS[part]()
    form.choose(row.working_body)
    if form.submitted() and form.accepts(save_part, row, form, part, index):
        return to_version(row, saved(form.outcome), anchor(part, index))
    row = reload(row, load_questionnaire)
    elsewhere: list[str] = []
    if not form.is_submitted() and not is_new:
        elsewhere = fill(form, row, part, index)
    form.revision.data = str(row.revision)
    shown = show("part", row, form=form, part=part, index=index, is_new=is_new, elsewhere=elsewhere)
    return shown, form.status


def save_part(
    row: Questionnaire, form: forms.PartForm, part: str, index: int | None, *, revision: str, **_typed: object
) -> list[bodies.Flaw]:
    """Write the part into the draft."""
    body = bodies.put(row.working_body, part, index, form.part())
    what = part if index is None else f"{part} #{index + 1}"
    return operations.edit(row, body, by=current_user, revision=revision, what=what)


def fill(form: forms.PartForm, row: Questionnaire, part: str, index: int | None) -> list[str]:
    """Show the part as it stands, each mistake beside its field; returns those of the part that have no field."""
    elsewhere = []
    form.fill(bodies.part_of(row.working_body, part, index))
    for flaw in bodies.flaws(row.working_body):
        name = flaw.field_of(part, index)
        if name in form:
            form[name].errors = [*form[name].errors, capital(flaw.sentence)]
        elif name and part != bodies.GENERAL:
            elsewhere.append(str(flaw))
    return elsewhere


def saved(flaws: list[bodies.Flaw]) -> str:
    """How the draft stands after saving."""
    return _("Đã lưu bản soạn, còn %(n)s chỗ cần sửa.", n=len(flaws)) if flaws else _("Đã lưu.")


def anchor(part: str, index: int | None) -> str:
    return part if index is None else f"{part}-{index}"


@blueprint.post("/<int:form_id>/<string:part>/<int:index>/place")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_form_with_part)
def move(row: Questionnaire, part: str, index: int) -> ResponseReturnValue:
    """One place up or down; at the end of the list it stays."""
    form = forms.StepForm()
    if form.submitted() and form.accepts(move_part, row, part, index):
        return to_version(row, anchor=anchor(part, form.outcome))
    return version_page(row, form)


def move_part(row: Questionnaire, part: str, index: int, *, step: str, revision: str) -> int:
    """Move one of a list; returns where it now stands."""
    target = index - 1 if step == "up" else index + 1
    target = min(max(target, 0), len(row.working_body[part]) - 1)
    body = bodies.moved(row.working_body, part, index, target)
    operations.edit(row, body, by=current_user, revision=revision, what=f"{part} #{index + 1} {step}")
    return target


@blueprint.post("/<int:form_id>/<string:part>/<int:index>/removal")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_form_with_part)
def take_away(row: Questionnaire, part: str, index: int) -> ResponseReturnValue:
    """Take one of a list out of the draft."""
    form, what = forms.RevisionForm(), f"{part} #{index + 1} out"
    body = bodies.without(row.working_body, part, index)
    if form.submitted() and form.accepts(operations.edit, row, body, by=current_user, what=what):
        return to_version(row, saved(form.outcome), part)
    return version_page(row, form)
