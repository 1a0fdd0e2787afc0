"""The queue's part: every copy of a paper from its row alone, kept as files."""

import hashlib
import re
from typing import Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from portal.documents import choices, queries
from portal.documents.kinds import KINDS, Figures
from portal.documents.lifecycle.states import UNAPPROVED
from portal.documents.models import Document
from portal.errors import DomainError
from portal.extensions import db
from portal.papers.letterhead import ELSEWHERE, MADE, WAITING, Issue
from portal.papers.paper import Wording
from portal.papers.pdf import Progress
from portal.papers.tables import DISTRICTS, FULL, RESTRICTED
from portal.surveys.models import Round
from portal.surveys.points.posters import plain
from portal.units.models import Unit
from portal.web.data import files, transactions
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job
from portal.web.ui import terms

JOB = "document"
PDF = "application/pdf"
FILES = {  # where each copy is kept, and what its file's name ends in
    FULL: ("file_id", ""),
    DISTRICTS: ("districts_file_id", "-gui-cap-huyen"),
    RESTRICTED: ("restricted_file_id", "-phu-luc-gui-rieng"),
}


def start(document: Document, by: int, *, after: int = 0) -> Job:
    """Ask the queue to print a paper as it stands, `after` so many seconds; earlier prints count no longer."""
    job = jobs.start(JOB, {"document": document.id}, by, after=after)
    document.job_id, document.sha256 = job.id, ""  # an older job finds another id here and writes nothing
    for column, _end in FILES.values():
        files.delete_file(getattr(document, column))
        setattr(document, column, None)
    db.session.flush()
    return job


@jobs.handler(JOB, _l("in văn bản"))
def make(job: Job, progress: Progress) -> None:
    """Print every copy, then keep them; nothing where the paper was changed since, as another job prints it anew."""
    job_id, document = job.id, db.session.get(Document, job.args["document"])
    if document is None:
        raise DomainError(_("Không còn văn bản này."))
    if document.job_id != job_id:  # the paper was changed since; another job prints it anew
        return
    document_id, name, kind = document.id, file_name(document), KINDS[document.kind]
    figures = kind.load_figures(document.figures)
    content = (figures, choices.words_of(document, kind.wording(figures, FULL)), issue_of(document))
    db.session.rollback()  # the pages take long, and the transaction would keep others waiting
    printed = kind.print(*content, progress=progress)
    transactions.allow_writes()
    file_ids = {
        column: files.store_file(f"{name}{end}.pdf", PDF, printed[copy]).id
        for copy, (column, end) in FILES.items()
        if copy in printed
    }
    values = {**file_ids, "sha256": hashlib.sha256(printed[FULL]).hexdigest()}
    # In one statement: the paper may have been changed while it was printed.
    still_wanted = update(Document).where(Document.id == document_id, Document.job_id == job_id)
    if not transactions.rows_changed(still_wanted.values(**values)):
        db.session.rollback()


@transactions.once_a_request
def figures_of(document: Document) -> Figures:
    """The frozen figures of a paper."""
    return KINDS[document.kind].load_figures(document.figures)


@transactions.once_a_request
def wording_of(document: Document) -> Wording:
    """What a paper says from its figures alone."""
    return KINDS[document.kind].wording(figures_of(document), FULL)


def issue_of(document: Document) -> Issue:
    """Number, date and signer as far as people have filled them in."""
    return Issue(
        document.number,
        document.issued_on,
        document.signer_capacity,
        document.signer_office,
        document.signer_name,
        draft=document.state in UNAPPROVED,
        recipients=tuple(document.recipients),
        revision=queries.revision_of(document),
        apart=apart_of(document),
    )


def apart_of(document: Document) -> Literal["made", "waiting", "elsewhere"]:
    """What becomes of the annexes that are sent apart; a paper that was approved before anybody was asked has them."""
    if document.annexes_secret is None:
        return WAITING if document.state in UNAPPROVED else MADE
    return ELSEWHERE if document.annexes_secret else MADE


def asks_secrecy(document: Document) -> bool:
    """Whether it has annexes of which nobody has said yet if they are a state secret."""
    if document.annexes_secret is not None or document.state not in UNAPPROVED:
        return False
    return bool(KINDS[document.kind].annexes_apart(figures_of(document)))


def file_name(document: Document) -> str:
    """«bao-cao-tong-hop-ket-qua-khao-sat-198-kh-bdvtu-so-12», or «…-du-thao» until it has its number."""
    round_ = db.session.get(Round, document.round_id) if document.round_id else None
    about = db.session.get(Unit, document.about_id) if document.about_id else None
    number = re.sub(r"\W", "", document.number)
    with terms.saying(round_.plan_data.tongues if round_ else terms.in_both()):
        kind = plain(KINDS[document.kind].title)
    parts = [kind, round_.slug if round_ else "", plain(about.title) if about else ""]
    return "-".join(part for part in (*parts, document.month, f"so-{number}" if number else "du-thao") if part)
