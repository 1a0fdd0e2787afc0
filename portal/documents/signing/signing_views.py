"""Signed copies as pages: sent in, checked, a scan confirmed by the clerk, the file taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.documents.blueprint import blueprint, load_document, load_signed_copy, page
from portal.documents.forms import ConfirmForm, SignedForm
from portal.documents.signing import signing
from portal.extensions import db
from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.http.access import requires, takes_up_to
from portal.web.media.downloads import serves_file

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.documents.models import Document, SignedCopy


@blueprint.route("/documents/<document_id>/signed", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_NUMBER, over=load_document)
@takes_up_to(signing.MOST_SENT)
def signed(document_id: str) -> ResponseReturnValue:
    """Send in a signed copy; a job checks it."""
    document: Document = g.subject
    form = SignedForm()
    if form.submitted() and form.accepts(lambda **typed: receive(document, typed["way"])):
        flash(_("Đã nhận tệp, đang kiểm tra chữ ký."), "ok")
        return redirect(url_for(".show", document_id=document_id, _anchor="signed"), 303)
    document = load_document(document_id) or abort(404)
    return page("documents/signing/signed.html", document, form=form), form.status


def receive(document: Document, way: str) -> SignedCopy:
    """Hand the file to the operation."""
    return signing.receive(document, request.files.get("scan"), way, by=current_user)


@blueprint.route("/documents/<document_id>/signed/<int:copy_id>/confirmation", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_NUMBER, over=load_signed_copy)
def confirm_scan(document_id: str, copy_id: int) -> ResponseReturnValue:
    """The clerk says that a scan reads as the approved print does."""
    form = ConfirmForm()
    if form.submitted() and form.accepts(lambda **_typed: signing.confirm(g.subject, by=current_user)):
        flash(_("Đã xác nhận bản quét."), "ok")
        return redirect(url_for(".show", document_id=document_id, _anchor="signed"), 303)
    document = load_document(document_id) or abort(404)
    copy = load_signed_copy(document_id, copy_id) or abort(404)
    sentence = signing.scan_sentence()
    return page("documents/signing/confirm_scan.html", document, form=form, copy=copy, sentence=sentence), form.status


@blueprint.post("/documents/<document_id>/signed/<int:copy_id>/removal")
@requires(Permission.DOCUMENTS_NUMBER, over=load_signed_copy)
def drop_copy(document_id: str, copy_id: int) -> ResponseReturnValue:
    """Put a copy aside that was sent by mistake."""
    _ = copy_id
    signing.drop(g.subject, by=current_user)
    return redirect(url_for(".show", document_id=document_id, _anchor="signed"), 303)


@blueprint.get("/documents/<document_id>/signed/<int:copy_id>.pdf")
@requires(Permission.DOCUMENTS_VIEW, over=load_signed_copy)
@serves_file
def signed_file(document_id: str, copy_id: int) -> Response:
    """The signed file, saved."""
    _ = document_id, copy_id
    stored = db.session.get(StoredFile, g.subject.file_id) if g.subject.file_id else None
    return files.send(stored) if stored else abort(404)
