"""Whether a paper is genuine, for anybody: its number and its file's hash, among issued papers alone.

The public page keeps nothing of what is asked.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from limits import parse
from sqlalchemy import or_, select

from portal.documents import queries, rendering
from portal.documents.forms import VerifyForm
from portal.documents.kinds import KINDS
from portal.documents.lifecycle.states import PUBLIC, TAKEN, State
from portal.documents.models import Document, SignedCopy
from portal.documents.signing import signing
from portal.errors import DomainError
from portal.extensions import db
from portal.web.data.files import StoredFile
from portal.web.http import rate_limit
from portal.web.http.views import public, render, takes_up_to

blueprint = Blueprint("verifying", __name__)

TRIES = parse("20 per minute")  # questions from one source
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
NUMBER = re.compile(r"(?:số)?[ :]*0*([0-9]{1,4}[A-ZĐ]?)(?:[-/].*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Genuine:
    """All that is said of an issued paper."""

    kind: str
    number: str
    issued_on: date | None
    signer: str
    replaced_by: str = ""
    is_replaced: bool = False


def parse_hash(typed: str) -> str:
    """A hash as people copy it, spaces and capitals forgiven; empty where it is none."""
    bare = "".join(typed.split()).lower()
    return bare if SHA256.fullmatch(bare) else ""


def parse_number(typed: str) -> str:
    """«12» in «Số 12-BC/BDVTU», «012» or «12»; empty where there is no number."""
    match = NUMBER.fullmatch(typed.strip())
    return match[1].upper() if match else ""


def find(number: str, sha256: str) -> Genuine | None:
    """The issued paper with this number, one of whose files has this hash."""
    wanted_number = parse_number(number)  # both: a hash alone would tell of papers that were never sent to whoever asks
    if not wanted_number or not sha256:
        return None
    file_ids = db.session.scalars(select(StoredFile.id).where(StoredFile.sha256 == sha256)).all()
    signed = select(SignedCopy.document_id).where(SignedCopy.sha256 == sha256, SignedCopy.state == TAKEN)
    printed = [getattr(Document, column).in_(file_ids) for column, _end in rendering.FILES.values()]
    files = or_(*printed, Document.id.in_(signed))
    candidates = db.session.scalars(select(Document).where(files, Document.state.in_(sorted(PUBLIC))))
    return next((describe_document(paper) for paper in candidates if parse_number(paper.number) == wanted_number), None)


def describe_document(document: Document) -> Genuine:
    """Kind, number, date, signer, whether it still stands."""
    newer = queries.successor(document)
    return Genuine(
        KINDS[document.kind].title,
        printed_number(document),
        document.issued_on,
        document.signer,
        replaced_by=printed_number(newer) if newer and newer.state in PUBLIC else "",
        is_replaced=document.state == State.REPLACED,
    )


def printed_number(document: Document) -> str:
    """«Số 12-BC/BDVTU», as it stands on the paper."""
    return KINDS[document.kind].paper(rendering.figures_of(document), rendering.issue_of(document)).number


@blueprint.route("/verify", methods=["GET", "POST"])
@public
@takes_up_to(signing.MOST_SENT)
def verify() -> ResponseReturnValue:
    """Ask by number and hash; the answer names kind, number, date, signer, and whether the paper still stands."""
    form = VerifyForm()
    genuine, is_asked = None, False
    if request.method == "POST" and not rate_limit.hit(TRIES, "verify"):
        form.form_errors = [_("Có quá nhiều lượt tra cứu từ máy này. Xin đợi một phút rồi thử lại.")]
        answer = render("documents/signing/verify.html", form=form, found=None, asked=False)
        return answer, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": "60"}
    if form.submitted():
        try:
            genuine, is_asked = find(form.number.data or "", requested_hash(form)), True
        except DomainError as error:
            form.refuse(error)
    return render("documents/signing/verify.html", form=form, found=genuine, asked=is_asked), form.status


def requested_hash(form: VerifyForm) -> str:
    """The hash that was typed, or that of the file that was sent. Raises DomainError."""
    sent = request.files.get("scan")
    if sent is not None and sent.filename:
        return hashlib.sha256(signing.read_pdf(sent)).hexdigest()
    typed = form.hash.data or ""
    if not typed.strip():
        raise DomainError(_("Nhập mã SHA-256 hoặc chọn tệp PDF."), "hash")
    parsed = parse_hash(typed)
    if not parsed:
        raise DomainError(_("Mã SHA-256 gồm 64 chữ số, chữ cái từ a đến f."), "hash")
    return parsed
