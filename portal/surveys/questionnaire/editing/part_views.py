"""Editing one part of a draft: its page, its place in the list, taking it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.surveys.questionnaire.editing import bodies, operations
from portal.surveys.questionnaire.editing.blueprint import (
    blueprint,
    load_questionnaire,
    show,
    version_page,
)
from portal.surveys.questionnaire.editing.forms import FORMS, RevisionForm, StepForm, field_name
from portal.web.http.access import reload, requires
from portal.web.ui.text import capital

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Questionnaire
    from portal.surveys.questionnaire.editing.bodies import Body
    from portal.surveys.questionnaire.editing.forms import PartForm

SINGLE = ("comment", "general")


def load_form_with_part(form_id: int, part: str, index: int | None = None) -> Questionnaire | None:
    """The version, if it has such a part."""
    row = load_questionnaire(form_id)
    if row is None or part not in FORMS or (index is None) != (part in SINGLE):
        return None
    return row if index is None or index < len(operations.working_body(row)[part]) else None


def load_form_with_list(form_id: int, part: str) -> Questionnaire | None:
    return load_questionnaire(form_id) if part in bodies.LISTS else None


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


def part_page(row: Questionnaire, part: str, index: int | None, *, is_new: bool = False) -> ResponseReturnValue:
    """The form of a part on GET, its saving on POST."""
    operations.refuse_fixed(row)
    form = FORMS[part]()
    form.choose(operations.working_body(row))
    if form.submitted() and form.accepts(save_part, row, form, part, index):
        flash_flaws(form.outcome)
        return redirect(url_for(".version", form_id=row.id, _anchor=anchor(part, index)), 303)
    row = reload(row, load_questionnaire)
    if not form.is_submitted():
        fill(form, row, part, index, is_new=is_new)
    else:
        form.revision.data = str(row.revision)
    values = {"form": form, "part": part, "index": index, "is_new": is_new}
    return show("surveys/questionnaire/editing/part.html", row, **values), form.status


def save_part(row: Questionnaire, form: PartForm, part: str, index: int | None, **_typed: object) -> list[bodies.Flaw]:
    """Write the part into the draft."""
    body = changed_body(operations.working_body(row), form, part, index)
    what = part if index is None else f"{part} #{index + 1}"
    return operations.edit(row, body, by=current_user, revision=form.revision.data or "", what=what)


def changed_body(body: Body, form: PartForm, part: str, index: int | None) -> Body:
    if part == "general":
        headline = {**body["index"], "headline": form["headline"].data or ""}
        return {**body, **form.part(), "index": headline}
    return bodies.put(body, part, index, form.part())


def fill(form: PartForm, row: Questionnaire, part: str, index: int | None, *, is_new: bool) -> None:
    """Show the part as it stands, each mistake beside its field."""
    body = operations.working_body(row)
    form.revision.data = str(row.revision)
    if is_new:
        return
    form.fill(body if part == "general" else body[part] if index is None else body[part][index])
    for flaw in bodies.flaws(body):
        name = field_of(flaw, part)
        if name in form and (part == "general" or (flaw.part, flaw.index) == (part, index)):
            form[name].errors = [*form[name].errors, capital(flaw.sentence)]


def field_of(flaw: bodies.Flaw, part: str) -> str:
    """The form's field for a mistake."""
    if part != "general":
        return field_name(flaw.field)
    if flaw.part == "index":
        return flaw.field
    steps = (flaw.part, "" if flaw.index is None else str(flaw.index), flaw.field)
    return "_".join(one for one in steps if one)


def flash_flaws(flaws: list[bodies.Flaw]) -> None:
    """Tell how the draft stands after saving."""
    if flaws:
        flash(_("Đã lưu bản soạn, còn %(n)s chỗ cần sửa.", n=len(flaws)), "ok")
    else:
        flash(_("Đã lưu."), "ok")


def anchor(part: str, index: int | None) -> str:
    return part if index is None else f"{part}-{index}"


@blueprint.post("/<int:form_id>/<string:part>/<int:index>/place")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_form_with_part)
def move(row: Questionnaire, form_id: int, part: str, index: int) -> ResponseReturnValue:
    """One place up or down."""
    form = StepForm()
    if form.submitted() and form.accepts(move_part, row, part, index):
        return redirect(url_for(".version", form_id=form_id, _anchor=anchor(part, form.outcome)), 303)
    return version_page(reload(row, load_questionnaire), form)


def move_part(row: Questionnaire, part: str, index: int, *, step: str, revision: str) -> int:
    """Move one of a list; returns where it now stands."""
    body = operations.working_body(row)
    by = -1 if step == "up" else 1
    operations.edit(
        row,
        bodies.moved(body, part, index, by),
        by=current_user,
        revision=revision,
        what=f"{part} #{index + 1} {step}",
    )
    return min(max(index + by, 0), len(body[part]) - 1)


@blueprint.post("/<int:form_id>/<string:part>/<int:index>/removal")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_form_with_part)
def take_away(row: Questionnaire, form_id: int, part: str, index: int) -> ResponseReturnValue:
    """Take one of a list out of the draft."""
    form = RevisionForm()
    if form.submitted() and form.accepts(remove_part, row, part, index):
        flash_flaws(form.outcome)
        return redirect(url_for(".version", form_id=form_id, _anchor=part), 303)
    return version_page(reload(row, load_questionnaire), form)


def remove_part(row: Questionnaire, part: str, index: int, *, revision: str) -> list[bodies.Flaw]:
    body = bodies.without(operations.working_body(row), part, index)
    return operations.edit(row, body, by=current_user, revision=revision, what=f"{part} #{index + 1} out")
