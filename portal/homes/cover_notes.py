"""The page and the print of a paper's Phiếu trình, on the blueprint of papers: gathered when asked for, never kept.

It stands here since whom to telephone and what waits are told by a home.
"""

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.documents import queries, rendering
from portal.documents.blueprint import blueprint, page
from portal.documents.cover_notes import cover_note
from portal.documents.cover_notes.cover_note import Matters
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import states
from portal.documents.models import Document
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.monitoring import steps
from portal.homes import telephones
from portal.papers.pdf import Progress
from portal.papers.printing import print_contents
from portal.surveys import contacts
from portal.web.data import clock, files
from portal.web.http.views import requires, serves_file
from portal.web.jobs import jobs
from portal.web.jobs.made_files import made_file
from portal.web.ui import terms
from portal.web.ui.formats import integer

JOB = "cover-note"
COPIES = {
    "file_id": "bản đầy đủ",
    "districts_file_id": "bản gửi %(district_level)s (không kèm phụ lục gửi riêng)",
    "restricted_file_id": "phụ lục gửi riêng",
}


def load_noted(document_id: str) -> Document | None:
    """A paper of the province that has a note."""
    document = queries.document_in(current_user.unit, document_id)
    return document if document and document.kind in cover_note.SOURCES else None


@blueprint.route("/documents/<document_id>/cover-note", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_VIEW, subject=load_noted)
def cover_note_page(document: Document) -> ResponseReturnValue:
    """The note on the screen, with telephone numbers as links; a post asks the queue to print it."""
    if request.method == "POST":
        started = jobs.start_once(JOB, job_arguments(document, current_user), current_user.id)
        record("documents.printed", by=current_user, subject=("document", document.id), detail={"job": started.id})
        return redirect(url_for(".cover_note_page", document_id=document.id), 303)
    calls = calls_of(document, current_user)
    matters = matters_of(document, current_user, calls)
    parts = cover_note.sections(document.kind, rendering.figures_of(document), matters)
    job = jobs.latest(JOB, job_arguments(document, current_user))
    return page("homes/cover_note.html", document, "status", sections=parts, calls=calls, job=job, kept=made_file(job))


@blueprint.get("/documents/<document_id>/cover-note.pdf")
@requires(Permission.DOCUMENTS_VIEW, subject=load_noted)
@serves_file
def cover_note_file(document: Document) -> Response:
    """The reader's own last print."""
    return files.send(made_file(jobs.latest(JOB, job_arguments(document, current_user))) or abort(404))


def job_arguments(document: Document, account: Account) -> dict[str, Any]:
    """What the job is about: two readers have other things to decide and other people to call."""
    return {"document": document.id, "account": account.id}


@jobs.handler(JOB, _l("in phiếu trình"))
def make(job: jobs.Job, progress: Progress) -> jobs.JobFile:
    """The note as it stands now for whoever asked, on one page."""
    account = db.session.get(Account, job.args["account"])
    document = queries.document_in(account.unit, job.args["document"]) if account else None
    if account is None or document is None:
        raise DomainError(_("Không còn văn bản này."))
    if document.round:
        terms.speak_of(document.round.plan_data.tongues)
    matters = matters_of(document, account, calls_of(document, account))
    content = cover_note.content(document.kind, rendering.figures_of(document), matters, clock.today())
    name = f"phieu-trinh-{rendering.file_name(document)}.pdf"
    db.session.rollback()  # setting the page takes long, and the transaction would keep others waiting
    return jobs.JobFile(name, rendering.PDF, print_contents([content], progress)[0])


def calls_of(document: Document, account: Account) -> list[telephones.Call]:
    """Whom to call about the paper's round, or the newest round where the paper is of a month."""
    round_ = document.round or contacts.newest(document.unit)
    if round_ is None:
        return []
    every = steps.of_round(round_, document.unit, round_.plan_data)
    return telephones.to_call(round_, account, every)


def matters_of(document: Document, account: Account, calls: list[telephones.Call]) -> Matters:
    """What is said beside the figures."""
    return Matters(tuple(to_sign(document)), tuple(to_decide(document, account)), tuple(map(call_in_words, calls)))


def to_sign(document: Document) -> list[str]:
    """The paper and its copies, who wrote it, who approved it, until when."""
    copies = [terms.filled(words, {}) for column, words in COPIES.items() if getattr(document, column)]
    head = KINDS[document.kind].wording(rendering.figures_of(document), "full").head
    people = [_("người soạn: %(name)s", name=document.asker.full_name)]
    if document.approver:
        people.append(_("người duyệt: %(name)s", name=document.approver.full_name))
    sentences = [
        f"{document.title}" + (f": {'; '.join(copies)}." if copies else "."),
        f"{states.label(document.state)}; {'; '.join(people)}.",
        cover_note.due_in_words(head.due_on),
    ]
    return [sentence for sentence in sentences if sentence]


def to_decide(document: Document, account: Account) -> list[str]:
    """What waits for the reader's own decision, besides this paper."""
    return [f"{one.words}." for one in waiting.approvals(account) if one.key != document.id]


def call_in_words(call: telephones.Call) -> str:
    """«Ban Chỉ đạo … thị xã Việt Yên, 0000 …: 5 đơn vị có việc chậm.»."""
    why = "; ".join(call.reasons) or _("%(n)s đơn vị có việc chậm", n=integer(call.late))
    return f"{call.contact.name}, {call.contact.number or _('chưa có số')}: {why}."
