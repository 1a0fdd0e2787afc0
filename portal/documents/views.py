"""The pages of official papers: the list, one paper with its print, its words, its number, date and signer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.documents import operations, prose, queries, rendering, synthesis
from portal.documents.forms import IssueForm, RequestForm, name_of, signer_choices, text_form
from portal.extensions import db
from portal.surveys import frame
from portal.surveys.queries import round_in
from portal.web import files
from portal.web.access import requires
from portal.web.files import StoredFile
from portal.web.fragments import render
from portal.web.headers import POLICY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.documents.models import Document
    from portal.documents.sections import Section
    from portal.surveys.models import Round

blueprint = Blueprint("documents", __name__)

FILES = {"full": "file_id", "districts": "districts_file_id"}


def document_at(document_id: str, **_rest: object) -> Document | None:
    """The paper an address names, inside the reader's places."""
    return queries.document_in(current_user.unit, document_id)


def file_at(document_id: str, copy: str) -> Document | None:
    """The same, if there is such a copy."""
    return document_at(document_id) if copy in FILES else None


def survey_at(slug: str) -> Round | None:
    """The round an address names, among those of the reader's catalogue."""
    return round_in(current_user.unit, slug)


@blueprint.get("/documents")
@requires(Permission.DOCUMENTS_VIEW)
def index() -> ResponseReturnValue:
    """All papers, and the reports that can be made."""
    found = db.session.scalars(queries.documents(current_user.unit)).all()
    rounds = queries.reportable(current_user.unit)
    simulated = any(one.round.simulated for one in found if one.round)
    return render(
        "documents/index.html", documents=found, rounds=rounds, issue_of=rendering.issue_of, simulated=simulated
    )


@blueprint.route("/documents/synthesis/<slug>", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, over=survey_at)
def synthesis_report(slug: str) -> ResponseReturnValue:
    """Make the synthesis report of a round: said what will happen, then done."""
    form = RequestForm()
    if form.submitted() and form.accepts(operations.request_synthesis, g.subject, by=current_user):
        return redirect(url_for(".show", document_id=form.outcome.id), 303)
    survey = survey_at(slug) or abort(404)
    return render("documents/request.html", form=form, survey=survey, **frame.of(survey)), form.status


@blueprint.get("/documents/<document_id>")
@requires(Permission.DOCUMENTS_VIEW, over=document_at)
def show(document_id: str) -> ResponseReturnValue:
    """One paper: how far its print is, the file, what it says."""
    _ = document_id
    document: Document = g.subject
    figures = rendering.figures_of(document)
    waiting = synthesis.unwritten(figures, document.paragraphs)
    stored = db.session.get(StoredFile, document.file_id) if document.file_id else None
    outline = synthesis.written(figures, document.paragraphs)
    shown = page("documents/show.html", document, "status", stored=stored, waiting=waiting, outline=outline)
    return shown, {"Content-Security-Policy": f"{POLICY}; frame-src 'self'"}


@blueprint.route("/documents/<document_id>/text", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, over=document_at)
def text(document_id: str) -> ResponseReturnValue:
    """Write under the headings."""
    document: Document = g.subject
    sections = prose.editable(rendering.figures_of(document))
    form = text_form(sections, document.paragraphs, document.version)
    if form.submitted() and form.accepts(lambda **typed: write(document, sections, typed)):
        flash(_("Đã lưu nội dung. Văn bản đang được in lại."), "ok")
        return redirect(url_for(".show", document_id=document_id), 303)
    document = document_at(document_id) or abort(404)
    keys = {section.key for section in sections}
    outline = prose.outline(rendering.figures_of(document))
    parts = [(section, form[name_of(section.key)] if section.key in keys else None) for section in outline]
    return page("documents/text.html", document, form=form, parts=parts), form.status


def write(document: Document, sections: Sequence[Section], typed: dict[str, Any]) -> None:
    """Hand what was typed to the operation, by heading."""
    words = {section.key: typed[name_of(section.key)] or "" for section in sections}
    operations.write(document, words, typed["version"], by=current_user)


@blueprint.route("/documents/<document_id>/issue", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_APPROVE, over=document_at)
def issue(document_id: str) -> ResponseReturnValue:
    """Fill in number, date and signer."""
    document: Document = g.subject
    signers = signers_of(document)
    form = IssueForm(
        version=document.version,
        number=document.number,
        issued_on=document.issued_on,
        signer=chosen(signers, document),
        signer_name=document.signer_name,
    )
    form.signer.choices = signer_choices(signers)
    if form.submitted() and form.accepts(fill_issue, document, signers):
        flash(_("Đã lưu số, ngày, người ký. Văn bản đang được in lại."), "ok")
        return redirect(url_for(".show", document_id=document_id), 303)
    document = document_at(document_id) or abort(404)
    return page("documents/issue.html", document, form=form), form.status


def fill_issue(
    document: Document,
    signers: Sequence[Sequence[str]],
    *,
    version: int,
    number: str,
    issued_on: date | None,
    signer: str,
    signer_name: str,
) -> None:
    """Hand what was typed to the operation: the signer's capacity and office are the plan's own words."""
    capacity, office = (*signers[int(signer)], "")[:2] if signer else ("", "")
    operations.fill_issue(
        document,
        version,
        number=number or "",
        issued_on=issued_on,
        signer=(capacity, office),
        signer_name=signer_name or "",
        by=current_user,
    )


def signers_of(document: Document) -> tuple[tuple[str, ...], ...]:
    """Who may sign this paper."""
    return document.round.plan_data.letterheads.province.signers if document.round else ()


def chosen(signers: Sequence[Sequence[str]], document: Document) -> str:
    """The place of the signer already filled in."""
    filled = [line for line in (document.signer_capacity, document.signer_office) if line]
    return next((str(place) for place, lines in enumerate(signers) if list(lines) == filled), "")


@blueprint.post("/documents/<document_id>/print")
@requires(Permission.DOCUMENTS_MAKE, over=document_at)
def print_again(document_id: str) -> ResponseReturnValue:
    """Print once more, after a failure above all."""
    operations.print_again(g.subject, by=current_user)
    return redirect(url_for(".show", document_id=document_id), 303)


@blueprint.get("/documents/<document_id>/<copy>.pdf")
@requires(Permission.DOCUMENTS_VIEW, over=file_at)
def file(document_id: str, copy: str) -> Response:
    """A copy: shown by the browser, or saved with ?save=1."""
    _ = document_id
    file_id = getattr(g.subject, FILES[copy])
    stored = db.session.get(StoredFile, file_id) if file_id else None
    if stored is None:
        abort(404)
    if "save" in request.args:
        return files.send(stored)
    return framed(files.send(stored, inline=True))


def framed(response: Response) -> Response:
    """Let our own page show a paper in place, and nobody else's."""
    response.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def page(template: str, document: Document, block: str | None = None, **values: Any) -> str:  # noqa: ANN401
    """A page of a paper with what each of them shows."""
    survey = document.round
    shown = frame.of(survey) if survey else {}
    return render(template, block, document=document, issue=rendering.issue_of(document), **shown, **values)
