"""The pages of official papers: the register, one paper with its print, its files.

Its making, its steps and its signed copies are in modules of their own, on the same blueprint.
"""

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.documents import choices, queries, rendering
from portal.documents.blueprint import blueprint, load_document, page
from portal.documents.cover_notes import cover_note
from portal.documents.kinds import KINDS, kinds_for
from portal.documents.lifecycle import (
    annex_views,
    operations,
    register,
    reviewing,
    states,
    step_views,
    writing_views,
)
from portal.documents.models import Document
from portal.documents.signing import signing, signing_views
from portal.documents.synthesis.figures import SynthesisFigures
from portal.papers import sections
from portal.papers.tables import FULL
from portal.web.data import files
from portal.web.http.headers import POLICY
from portal.web.http.views import asks_file, describe_export, exports, render, requires, serves_file, with_file
from portal.web.ui.listing import paged, send_list

__all__ = ["annex_views", "blueprint", "signing_views", "step_views", "writing_views"]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def load_document_with_copy(document_id: str, copy: str) -> Document | None:
    """The paper an address names, if there is such a copy."""
    return load_document(document_id) if copy in rendering.FILES else None


@blueprint.get("/documents")
@with_file(blueprint, "/documents/register.xlsx", "documents.exported")
@requires(Permission.DOCUMENTS_VIEW)
def index() -> ResponseReturnValue:
    """The register: every paper of the reader's places, as asked for."""
    list_filter = register.RegisterFilter.from_args(request.args)
    rows = register.rows(current_user.unit, list_filter)
    if asks_file():
        return send_list("so-van-ban", _("Sổ văn bản"), register.columns(), rows)
    pagination = paged(rows, request.args.get("page", 1, type=int), register.PAGE_SIZE)
    return render(
        "documents/index.html",
        rows=pagination.items,
        pagination=pagination,
        list_filter=list_filter,
        total=len(rows),
        kinds=[(kind.name, kind.title) for kind in KINDS.values()],
        states=[(state.value, states.label(state)) for state in states.State],
        may_make=current_user.can(Permission.DOCUMENTS_MAKE) and bool(kinds_for(current_user.unit)),
        simulated=any(row.simulated for row in pagination.items),
    )


@blueprint.get("/documents/<document_id>")
@requires(Permission.DOCUMENTS_VIEW, subject=load_document)
def show(document: Document) -> ResponseReturnValue:
    """One paper: how far its print is, the file, what it says, who did what."""
    kind, figures = KINDS[document.kind], rendering.figures_of(document)
    wording, asks_secrecy = kind.wording(figures, FULL), rendering.asks_secrecy(document)
    stored = files.stored_file(document.file_id)
    missing = operations.missing_in(document, wording) if document.state in states.UNAPPROVED else []
    copies = queries.copies(document)
    step, words = states.next_step(
        document.state,
        complete=not missing,
        numbered=bool(document.number and document.issued_on),
        copies={copy.state for copy in copies},
        asks_secrecy=asks_secrecy,
    )
    html = page(
        "documents/show.html",
        document,
        "status",
        kind=kind,
        stored=stored,
        missing=missing,
        outline=sections.written(wording.sections, choices.words_of(document, wording)),
        recipients=document.recipients or operations.default_recipients(document),
        history=reviewing.history(document),
        copies=copies,
        next_step=step,
        next_words=words,
        scan_sentence=signing.scan_sentence(),
        successor=queries.successor(document),
        has_note=document.kind in cover_note.SOURCES,
        replaced=queries.replaced_by(document),
        revision=queries.revision_of(document),
        verify_url=f"{current_app.config['BASE_URL']}/verify",
        asks_secrecy=asks_secrecy,
        secrecy=secrecy_words(document, asked=asks_secrecy),
        explains=figures if asks_explanations(figures) else None,
        acts={act.value for act in states.Act if states.may(document.state, act)},
        **reviewing.review(document, wording),
    )
    return html, {"Content-Security-Policy": f"{POLICY}; frame-src 'self'"}


def secrecy_words(document: Document, *, asked: bool) -> str:
    """What was answered about the annexes that are sent apart; empty where there was no question."""
    if asked:
        return _("chưa lập, chờ người duyệt trả lời")
    if document.annexes_secret is None:
        return ""
    return _("bí mật nhà nước, không lập trên hệ thống") if document.annexes_secret else _("lập trên hệ thống")


def asks_explanations(figures: object) -> bool:
    """Whether a paper names communes once they were asked to explain."""
    return isinstance(figures, SynthesisFigures) and not figures.is_of_earlier_edition


@blueprint.get("/documents/<document_id>/<copy>.pdf")
@requires(Permission.DOCUMENTS_VIEW, subject=load_document_with_copy)
@serves_file
def file(document: Document, copy: str) -> Response:
    """A copy: shown by the browser, or saved with ?save=1."""
    stored = files.stored_file(getattr(document, rendering.FILES[copy][0])) or abort(404)
    if "save" in request.args:
        return files.send(stored)
    response = files.send(stored, inline=True)
    # The portal's own pages alone may frame the file.
    response.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.get("/documents/<document_id>/<copy>.docx")
@requires(Permission.DOCUMENTS_VIEW, subject=load_document_with_copy)
@exports("documents.exported")
def word_file(document: Document, copy: str) -> Response:
    """The same copy for Word, written from the frozen figures while one waits."""
    column, end = rendering.FILES[copy]
    if not getattr(document, column):
        abort(404)
    figures, issue = rendering.figures_of(document), rendering.issue_of(document)
    words = choices.words_of(document, rendering.wording_of(document))
    content = KINDS[document.kind].word(figures, words, issue, copy)
    name = f"{rendering.file_name(document)}{end}.docx"
    describe_export(files=[name])
    return files.send_bytes(content, name, WORD)
