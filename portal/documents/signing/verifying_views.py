"""The public page that tells whether a paper is genuine. It keeps nothing of what is asked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Blueprint, request
from flask_babel import gettext as _
from limits import parse

from portal.documents.forms import VerifyForm
from portal.documents.signing import signing, verifying
from portal.errors import DomainError
from portal.web.http import rate_limit
from portal.web.http.access import public, takes_up_to
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("verifying", __name__)

TRIES = parse("20 per minute")
TOO_MANY = 429


@blueprint.route("/verify", methods=["GET", "POST"])
@public
@takes_up_to(signing.MOST_SENT)
def verify() -> ResponseReturnValue:
    """Ask by number and hash; the answer names kind, number, date, signer, and whether the paper still stands."""
    form = VerifyForm()
    issued, is_asked, status = None, False, 200
    if not may_try(request.method):
        status = TOO_MANY
        form.form_errors = [_("Có quá nhiều lượt tra cứu từ máy này. Xin đợi một phút rồi thử lại.")]
    elif form.submitted():
        try:
            issued, is_asked = verifying.find(form.number.data or "", requested_hash(form)), True
        except DomainError as error:
            form.refuse(error)
    answer = render("documents/signing/verify.html", form=form, found=issued, asked=is_asked)
    return answer, status if status == TOO_MANY else form.status, {"Retry-After": "60"} if status == TOO_MANY else {}


def requested_hash(form: VerifyForm) -> str:
    """The hash that was typed, or that of the file that was sent. Raises DomainError."""
    sent = request.files.get("scan")
    if sent is not None and sent.filename:
        return hashlib.sha256(signing.read_pdf(sent)).hexdigest()
    typed = form.hash.data or ""
    if not typed.strip():
        raise DomainError(_("Nhập mã SHA-256 hoặc chọn tệp PDF."), "hash")
    parsed = verifying.parse_hash(typed)
    if not parsed:
        raise DomainError(_("Mã SHA-256 gồm 64 chữ số, chữ cái từ a đến f."), "hash")
    return parsed


def may_try(method: str) -> bool:
    """Twenty questions a minute from one source."""
    return method != "POST" or rate_limit.hit(TRIES, "verify")
