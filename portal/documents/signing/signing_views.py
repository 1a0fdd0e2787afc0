"""Signed copies as pages: sent in, checked, a scan confirmed by the clerk, the file taken away."""

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.documents.blueprint import blueprint, load_document, load_signed_copy, page
from portal.documents.forms import ConfirmForm, SignedForm
from portal.documents.models import Document, SignedCopy
from portal.documents.signing import signing
from portal.web.data import files
from portal.web.http.views import reload, requires, serves_file, takes_up_to


@blueprint.route("/documents/<document_id>/signed", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_NUMBER, subject=load_document)
@takes_up_to(signing.MOST_SENT)
def signed(document: Document) -> ResponseReturnValue:
    """Send in a signed copy; a job checks it."""
    form, sent = SignedForm(), request.files.get("scan")
    if form.submitted() and form.accepts(lambda way, **_: signing.receive(document, sent, way, by=current_user)):
        flash(_("Đã nhận tệp, đang kiểm tra chữ ký."), "ok")
        return to_signed_copies(document.id)
    return page("documents/signing/signed.html", reload(document), form=form), form.status


@blueprint.route("/documents/<document_id>/signed/<int:copy_id>/confirmation", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_NUMBER, subject=load_signed_copy)
def confirm_scan(copy: SignedCopy, document_id: str) -> ResponseReturnValue:
    """The clerk says that a scan reads as the approved print does."""
    form = ConfirmForm()
    if form.submitted() and form.accepts(lambda **_typed: signing.confirm(copy, by=current_user)):
        flash(_("Đã xác nhận bản quét."), "ok")
        return to_signed_copies(document_id)
    copy, document = (
        reload(copy),
        load_document(document_id) or abort(404),
    )  # the page shows more of it than the copy has
    sentence = signing.scan_sentence()
    return page("documents/signing/confirm_scan.html", document, form=form, copy=copy, sentence=sentence), form.status


@blueprint.post("/documents/<document_id>/signed/<int:copy_id>/removal")
@requires(Permission.DOCUMENTS_NUMBER, subject=load_signed_copy)
def drop_copy(copy: SignedCopy, document_id: str) -> ResponseReturnValue:
    """Put a copy aside that was sent by mistake."""
    signing.drop(copy, by=current_user)
    return to_signed_copies(document_id)


@blueprint.get("/documents/<document_id>/signed/<int:copy_id>.pdf")
@requires(Permission.DOCUMENTS_VIEW, subject=load_signed_copy)
@serves_file
def signed_file(copy: SignedCopy) -> Response:
    """The signed file, saved."""
    return files.send(files.stored_file(copy.file_id) or abort(404))


def to_signed_copies(document_id: str) -> ResponseReturnValue:
    return redirect(url_for(".show", document_id=document_id, _anchor="signed"), 303)
