"""The queue's part: both copies of a paper from its row alone, kept as files."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import update

from portal.documents import frozen, synthesis
from portal.documents.figures import SynthesisFigures
from portal.documents.letterhead import Issue
from portal.documents.models import Document
from portal.errors import DomainError
from portal.extensions import db
from portal.web import files, jobs, transactions

if TYPE_CHECKING:
    from portal.web.jobs import Job, Progress

JOB = "document"
PDF = "application/pdf"


def start(document: Document, by: int) -> Job:
    """Ask the queue to print a paper as it stands; what was printed before no longer counts."""
    job = jobs.start(JOB, {"document": document.id}, by)
    document.job_id, document.file_id, document.districts_file_id, document.sha256 = job.id, None, None, ""
    db.session.flush()
    return job


@jobs.handler(JOB)
def make(job: Job, progress: Progress) -> None:
    """Print both copies, then keep them, unless the paper was changed meanwhile and another job prints it anew."""
    job_id, document = job.id, db.session.get(Document, job.args["document"])
    if document is None:
        raise DomainError(_("Không còn văn bản này."))
    document_id, name = document.id, file_name(document)
    figures, paragraphs, issue = figures_of(document), dict(document.paragraphs), issue_of(document)
    db.session.rollback()
    full, districts = synthesis.render_all(figures, paragraphs, issue, progress)
    transactions.writing()
    values = {
        "file_id": files.keep(f"{name}.pdf", PDF, full).id,
        "districts_file_id": files.keep(f"{name}-gui-cap-huyen.pdf", PDF, districts).id,
        "sha256": hashlib.sha256(full).hexdigest(),
    }
    still_wanted = update(Document).where(Document.id == document_id, Document.job_id == job_id)
    db.session.execute(still_wanted.values(**values))


def figures_of(document: Document) -> SynthesisFigures:
    """The frozen figures of a paper."""
    return frozen.from_plain(SynthesisFigures, document.figures)


def issue_of(document: Document) -> Issue:
    """Number, date and signer as far as people have filled them in."""
    return Issue(
        document.number,
        document.issued_on,
        document.signer_capacity,
        document.signer_office,
        document.signer_name,
    )


def file_name(document: Document) -> str:
    """«bao-cao-tong-hop-198-kh-bdvtu», with its number once it has one."""
    slug = figures_of(document).survey.slug
    number = re.sub(r"\W", "", document.number)
    return f"bao-cao-tong-hop-{slug}-so-{number}" if number else f"bao-cao-tong-hop-{slug}-du-thao"
