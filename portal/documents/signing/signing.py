"""Signed copies: taken as files, checked by a child process in a job, a scan confirmed by the clerk."""

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from portal.accounts.models import Account
from portal.documents.lifecycle import operations, states
from portal.documents.lifecycle.states import CHECKING, DOUBTFUL, OUTDATED, REFUSED, TAKEN, Act
from portal.documents.models import DIGITAL, SCAN, Document, SignedCopy
from portal.documents.rendering import PDF
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.papers.pdf import Progress
from portal.web.data import clock, files, transactions
from portal.web.data.files import StoredFile
from portal.web.jobs import child_process, jobs

JOB = "signature"
MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_SENT = MOST_BYTES + MEGABYTE  # with the form around it
HEAD, HEAD_WITHIN = b"%PDF-", 1024  # some tools write a few bytes of their own first, as PDF readers allow
PROGRAM = Path(__file__).with_name("signature_check.py")
LIMITS = child_process.Limits(memory=1024 * MEGABYTE, seconds=240, wall=300)
UNREADABLE = "unreadable"


class CheckResult(NamedTuple):
    """What the check found: a reason to refuse, or none, and the signatures."""

    reason: str
    signatures: list[dict[str, Any]]


def receive(document: Document, sent: FileStorage | None, way: str, *, by: Account) -> SignedCopy:
    """Take a signed file and ask for its check."""
    refuse_signing(document, by)
    if document.file_id is None or not (document.number and document.issued_on):
        raise Conflict(_("Điền số, ngày và đợi in xong bản trình ký rồi mới nhận bản ký."))
    content = read_pdf(sent)
    if way == DIGITAL:
        refuse_other(content, stored_bytes(document.file_id))
    printed_stem = Path(db.session.get_one(StoredFile, document.file_id).name).stem
    copy = SignedCopy(
        document_id=document.id,
        way=way,
        state=CHECKING,
        approved_sha256=document.sha256,
        file_id=files.store_file(f"{printed_stem}-da-ky.pdf", PDF, content).id,
        sha256=hashlib.sha256(content).hexdigest(),
        signatures=[],
        sent_by=by.id,
        sent_at=clock.now(),
    )
    db.session.add(copy)
    db.session.flush()
    copy.job_id = jobs.start(JOB, {"copy": copy.id}, by.id).id
    operations.log_event("documents.sign", document, by, way=way, sha256=copy.sha256)
    return copy


def refuse_signing(document: Document, by: Account) -> None:
    """Raises Refused for another unit's paper, Conflict for one that is not approved, or issued already."""
    operations.refuse_foreign(document, by)
    states.next_state(document.state, Act.SIGN)


def read_pdf(sent: FileStorage | None) -> bytes:
    """The bytes of a PDF of bearable size. Raises DomainError."""
    content: bytes = sent.read(MOST_BYTES + 1) if sent else b""  # one more tells that there is too much
    if not content:
        raise DomainError(_("Chưa chọn tệp."), "scan")
    if len(content) > MOST_BYTES:
        raise DomainError(_("Tệp quá lớn (tối đa %(most)s MB).", most=MOST_BYTES // MEGABYTE), "scan")
    if HEAD not in content[:HEAD_WITHIN]:
        raise DomainError(_("Tệp không phải PDF. Đề nghị chọn tệp PDF."), "scan")
    return content


def refuse_other(content: bytes, approved: bytes) -> None:
    """A digitally signed paper begins with the approved bytes and goes on after them."""
    if content == approved:
        raise DomainError(_("Tệp này chưa có chữ ký số nào."), "scan")
    if not content.startswith(approved):
        raise DomainError(
            _("Tệp ký không khớp bản đã duyệt. Ký đúng tệp PDF tải từ hệ thống, không in lại hoặc lưu lại."), "scan"
        )


def stored_bytes(file_id: str) -> bytes:
    """A kept file's bytes."""
    return db.session.get_one(StoredFile, file_id).content


@jobs.handler(JOB, _l("kiểm tra bản ký"))
def check(job: jobs.Job, _progress: Progress) -> None:
    """Check a copy, then write what was found; nothing is written for a paper that changed meanwhile."""
    copy = db.session.get(SignedCopy, job.args["copy"])
    if copy is None or copy.state != CHECKING or copy.file_id is None:
        return
    copy_id, content, way = copy.id, stored_bytes(copy.file_id), copy.way
    document = db.session.get_one(Document, copy.document_id)
    size = len(stored_bytes(document.file_id)) if way == DIGITAL and document.file_id else 0
    roots = list(current_app.config["SIGNING_ROOTS"])
    db.session.rollback()  # the child may take minutes
    result = check_in_child(content, size, roots)
    transactions.allow_writes()
    apply_result(db.session.get_one(SignedCopy, copy_id), result)


def check_in_child(content: bytes, approved: int, roots: list[str]) -> CheckResult:
    """What a child process with little memory and time finds; a file that breaks it is unreadable."""
    try:
        return CheckResult(**json.loads(child_process.run(PROGRAM, content, LIMITS, str(approved), *roots).answer))
    except (child_process.ChildFailed, ValueError, TypeError):
        return CheckResult(UNREADABLE, [])


def apply_result(copy: SignedCopy, result: CheckResult) -> None:
    """Take the copy, ask the clerk to compare a scan, or refuse it and forget its bytes."""
    document = db.session.get_one(Document, copy.document_id)
    if copy.state != CHECKING or copy.approved_sha256 != document.sha256 or not states.may(document.state, Act.SIGN):
        copy.state = OUTDATED  # the paper was changed, or printed anew, while the file was checked
        return
    reason = refusal_reason(result)
    copy.signatures = result.signatures
    if reason:
        copy.state, copy.refusal = REFUSED, refusal_sentence(reason)
        files.delete_file(copy.file_id)
        copy.file_id = None  # a refused file is nothing to keep
    else:
        copy.state = DOUBTFUL if copy.way == SCAN else TAKEN


def refusal_reason(result: CheckResult) -> str:
    """Why a file is not taken; empty where it is."""
    # `trusted` is None where this installation knows no authorities that could vouch for a signer.
    is_untrusted = any(signature["trusted"] is False for signature in result.signatures)
    return result.reason or ("untrusted" if is_untrusted else "")


def refusal_sentence(reason: str) -> str:
    """A refusal in words."""
    return {
        UNREADABLE: _("Không đọc được tệp PDF này."),
        "unsigned": _("Tệp không có chữ ký số."),
        "changed": _("Tệp ký không khớp bản đã duyệt: nội dung đã bị thêm, sửa."),
        "broken": _("Tệp ký không khớp bản đã duyệt: chữ ký số không còn nguyên vẹn."),
        "uncovered": _("Tệp ký không khớp bản đã duyệt: có phần thêm vào sau chữ ký cuối cùng."),
        "untrusted": _("Chứng thư số của người ký không do tổ chức được tin cậy cấp, hoặc đã hết hạn."),
    }.get(reason) or _("Tệp ký không khớp bản đã duyệt.")


def scan_sentence() -> str:
    """What the clerk reads before confirming a scan."""
    return _(
        "Chữ ký số của cơ quan hợp lệ. Đây là bản quét nên hệ thống không tự đối chiếu được nội dung; "
        "đề nghị văn thư đối chiếu với bản đã duyệt rồi xác nhận."
    )


def confirm(copy: SignedCopy, *, by: Account) -> None:
    """The clerk has compared a scan with the approved print."""
    refuse_signing(copy.document, by)
    if copy.state != DOUBTFUL or copy.approved_sha256 != copy.document.sha256:
        raise Conflict(_("Bản quét này không còn chờ xác nhận."))
    copy.state, copy.confirmed_by, copy.confirmed_at = TAKEN, by.id, clock.now()
    operations.log_event("documents.confirm-scan", copy.document, by, sha256=copy.sha256)


def drop(copy: SignedCopy, *, by: Account) -> None:
    """Put a copy aside that was sent by mistake, while the paper is not issued."""
    refuse_signing(copy.document, by)
    copy.state = OUTDATED
    operations.log_event("documents.drop-copy", copy.document, by, sha256=copy.sha256)
