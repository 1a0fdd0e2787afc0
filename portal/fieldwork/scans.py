"""Scans of signed papers: PDF files kept as they came, never opened, sent back as attachments only."""

from flask import Response, abort
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.errors import DomainError
from portal.web.data import files
from portal.web.ui.formats import decimal

PDF = "application/pdf"
MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20
MOST_BYTES = MOST_MEGABYTES * MEGABYTE
MOST_SENT = MOST_BYTES + MEGABYTE
"""A scan and the fields beside it."""
HEAD = b"%PDF-"
HEAD_WITHIN = 1024


def read_scan(sent: FileStorage | None) -> bytes | None:
    """The bytes of what was sent; None where nothing was chosen. Raises DomainError."""
    if sent is None or not sent.filename:
        return None
    # more than is allowed, so that the sentence can say how much it was
    content: bytes = sent.read(MOST_BYTES * 2)
    sent.close()
    if len(content) > MOST_BYTES:
        size = decimal(len(content) / MEGABYTE, 1)
        raise DomainError(_("Tệp quá lớn (%(size)s MB, tối đa %(most)s MB).", size=size, most=MOST_MEGABYTES), "scan")
    # scanners put up to a kilobyte before the mark, as readers of PDF allow
    if HEAD not in content[:HEAD_WITHIN]:
        raise DomainError(_("Tệp không phải PDF. Đề nghị chọn bản quét ở dạng PDF."), "scan")
    return content


def keep(content: bytes | None, name: str, *, instead_of: str | None) -> str | None:
    """Keep a new scan in place of the old one; without a new one the old one stays."""
    if content is None:
        return instead_of
    files.delete_file(instead_of)
    return str(files.store_file(f"{name}.pdf", PDF, content).id)


def send(scan_id: str | None) -> Response:
    """A scan as an attachment; 404 where there is none."""
    return files.send(files.stored_file(scan_id) or abort(404))
