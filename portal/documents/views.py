"""The pages of official papers: the register, one paper with its print, its words, its signer and recipients.

Its steps, its signed copies and the making of a new one are in modules of their own, on the same blueprint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.activity.event_words import in_words
from portal.accounts.permissions import Permission
from portal.documents import queries, rendering
from portal.documents.blueprint import blueprint, load_document, page
from portal.documents.forms import ParticularsForm, name_of, signer_choices, text_form
from portal.documents.lifecycle import (
    document_permissions,
    next_steps,
    operations,
    register,
    request_views,
    states,
    step_views,
    steps,
)
from portal.documents.signing import signing, signing_views
from portal.documents.signing.signers import signers_of
from portal.extensions import db
from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.http.access import requires
from portal.web.http.headers import POLICY
from portal.web.media.downloads import describe_export, exports, serves_file
from portal.web.ui.fragments import render
from portal.web.ui.listing import paged, send_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.documents.models import Document
    from portal.papers.sections import Section

__all__ = ["blueprint", "request_views", "signing_views", "step_views"]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = {copy: column for copy, (column, _end) in rendering.FILES.items()}


def load_document_with_copy(document_id: str, copy: str) -> Document | None:
    """The paper an address names, if there is such a copy."""
    return load_document(document_id) if copy in FILES else None


@blueprint.get("/documents")
@requires(Permission.DOCUMENTS_VIEW)
def index() -> ResponseReturnValue:
    """The register: every paper of the reader's places, as asked for."""
    list_filter = register.RegisterFilter.from_args(request.args)
    rows = register.rows(current_user.unit, list_filter)
    pagination = paged(rows, request.args.get("page", 1, type=int), register.PAGE_SIZE)
    return render(
        "documents/index.html",
        rows=pagination.items,
        pagination=pagination,
        list_filter=list_filter,
        total=len(rows),
        kinds=register.kinds_in_words(),
        states=register.states_in_words(),
        may_make=current_user.can(Permission.DOCUMENTS_MAKE)
        and bool(document_permissions.kinds_for(current_user.unit)),
        simulated=any(row.simulated for row in pagination.items),
    )


@blueprint.get("/documents/register.xlsx")
@requires(Permission.DOCUMENTS_VIEW)
@exports("documents.exported")
def index_file() -> Response:
    """The register as it stands on the screen."""
    rows = register.rows(current_user.unit, register.RegisterFilter.from_args(request.args))
    return send_list("so-van-ban", _("Sổ văn bản"), register.columns(), rows)


@blueprint.get("/documents/<document_id>")
@requires(Permission.DOCUMENTS_VIEW, over=load_document)
def show(document_id: str) -> ResponseReturnValue:
    """One paper: how far its print is, the file, what it says, who did what."""
    _ = document_id
    document: Document = g.subject
    kind, figures = operations.kind_of(document), rendering.figures_of(document)
    stored = db.session.get(StoredFile, document.file_id) if document.file_id else None
    missing = steps.missing_in(document, figures) if document.state in states.UNAPPROVED else []
    copies = signing.latest(document)
    step = next_steps.next_step(
        document.state,
        complete=not missing,
        numbered=bool(document.number and document.issued_on),
        copies={copy.state for copy in copies},
    )
    html = page(
        "documents/show.html",
        document,
        "status",
        kind=kind,
        stored=stored,
        missing=missing,
        outline=kind.written(figures, document.paragraphs),
        recipients=document.recipients or operations.recipients_of(figures),
        history=[(event, name, in_words(event.action)) for event, name in queries.history(document)],
        copies=copies,
        next_step=step,
        next_words=next_steps.in_words(step),
        scan_sentence=signing.scan_sentence(),
        successor=queries.successor(document),
        replaced=queries.replaced_by(document),
        revision=queries.revision_of(document),
        verify_url=f"{current_app.config['BASE_URL']}/verify",
        acts={act.value for act in states.Act if states.may(document.state, act)},
    )
    return html, {"Content-Security-Policy": f"{POLICY}; frame-src 'self'"}


@blueprint.route("/documents/<document_id>/text", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, over=load_document)
def text(document_id: str) -> ResponseReturnValue:
    """Write under the headings."""
    document: Document = g.subject
    kind = operations.kind_of(document)
    figures = rendering.figures_of(document)
    sections = kind.editable(figures)
    form = text_form(sections, document.paragraphs, document.version)
    if form.submitted() and form.accepts(lambda **typed: write(document, sections, typed)):
        flash(_("Đã lưu nội dung. Văn bản đang được in lại."), "ok")
        return redirect(url_for(".show", document_id=document_id), 303)
    document = load_document(document_id) or abort(404)
    keys = {section.key for section in sections}
    outline = kind.outline(figures)
    parts = [(section, form[name_of(section.key)] if section.key in keys else None) for section in outline]
    return page("documents/text.html", document, form=form, parts=parts), form.status


def write(document: Document, sections: Sequence[Section], typed: dict[str, Any]) -> None:
    """Hand what was typed to the operation, by heading."""
    words = {section.key: typed[name_of(section.key)] or "" for section in sections}
    operations.write(document, words, typed["version"], by=current_user)


@blueprint.route("/documents/<document_id>/particulars", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, over=load_document)
def particulars(document_id: str) -> ResponseReturnValue:
    """Say who signs and who receives the paper."""
    document: Document = g.subject
    signers = signers_of(document)
    listed = document.recipients or operations.default_recipients(document)
    form = ParticularsForm(
        version=document.version,
        signer=chosen_signer(signers, document),
        signer_name=document.signer_name,
        recipients="\n".join(listed),
    )
    form.signer.choices = signer_choices(signers)
    if form.submitted() and form.accepts(set_particulars, document, signers):
        flash(_("Đã lưu người ký, nơi nhận. Văn bản đang được in lại."), "ok")
        return redirect(url_for(".show", document_id=document_id), 303)
    document = load_document(document_id) or abort(404)
    return page("documents/particulars.html", document, form=form), form.status


def set_particulars(
    document: Document,
    signers: Sequence[Sequence[str]],
    *,
    version: int,
    signer: str,
    signer_name: str,
    recipients: str,
) -> None:
    """Hand what was typed to the operation: the signer's capacity and office are the plan's own words."""
    capacity, office = (*signers[int(signer)], "")[:2] if signer else ("", "")
    operations.set_particulars(
        document,
        version,
        signer=(capacity, office),
        signer_name=signer_name or "",
        recipients=(recipients or "").splitlines(),
        by=current_user,
    )


def chosen_signer(signers: Sequence[Sequence[str]], document: Document) -> str:
    """The place of the signer already filled in."""
    filled = [line for line in (document.signer_capacity, document.signer_office) if line]
    return next((str(place) for place, lines in enumerate(signers) if list(lines) == filled), "")


@blueprint.post("/documents/<document_id>/print")
@requires(Permission.DOCUMENTS_MAKE, over=load_document)
def print_again(document_id: str) -> ResponseReturnValue:
    """Print once more, after a failure above all."""
    operations.print_again(g.subject, by=current_user)
    return redirect(url_for(".show", document_id=document_id), 303)


@blueprint.get("/documents/<document_id>/<copy>.pdf")
@requires(Permission.DOCUMENTS_VIEW, over=load_document_with_copy)
@serves_file
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


@blueprint.get("/documents/<document_id>/<copy>.docx")
@requires(Permission.DOCUMENTS_VIEW, over=load_document_with_copy)
@exports("documents.exported")
def word_file(document_id: str, copy: str) -> Response:
    """The same copy for Word, written from the frozen figures while one waits."""
    _, document = document_id, g.subject
    if not getattr(document, FILES[copy]):
        abort(404)
    kind, figures = operations.kind_of(document), rendering.figures_of(document)
    content = kind.word(figures, document.paragraphs, rendering.issue_of(document), copy)
    _column, end = rendering.FILES[copy]
    name = f"{rendering.file_name(document)}{end}.docx"
    describe_export(files=[name])
    return files.send_bytes(content, name, WORD)


def framed(response: Response) -> Response:
    """Allow framing of the file by the portal's own pages alone."""
    response.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
