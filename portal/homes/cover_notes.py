"""The page and the print of a paper's Phiếu trình, on the blueprint of papers: gathered when asked for, never kept.

It stands here since whom to telephone and what waits are told by a home.
"""

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import waiting
from portal.accounts.permissions import Permission
from portal.documents import queries, rendering
from portal.documents.blueprint import blueprint, page
from portal.documents.cover_notes import cover_note
from portal.documents.cover_notes.cover_note import Matters
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import states
from portal.documents.models import Document
from portal.fieldwork.monitoring import steps
from portal.homes import telephones
from portal.papers import pdf
from portal.surveys import contacts
from portal.web.data import clock, files
from portal.web.http.views import requires, serves_file
from portal.web.ui.formats import integer

COPIES = {
    "file_id": "bản đầy đủ",
    "districts_file_id": "bản gửi cấp huyện (không kèm phụ lục gửi riêng)",
    "restricted_file_id": "phụ lục gửi riêng",
}


def load_noted(document_id: str) -> Document | None:
    """A paper of the province that has a note."""
    document = queries.document_in(current_user.unit, document_id)
    return document if document and document.kind in cover_note.SOURCES else None


@blueprint.get("/documents/<document_id>/cover-note")
@requires(Permission.DOCUMENTS_VIEW, subject=load_noted)
def cover_note_page(document: Document) -> ResponseReturnValue:
    """The note on the screen; telephone numbers are links."""
    calls = calls_of(document)
    parts = cover_note.sections(document.kind, rendering.figures_of(document), matters_of(document, calls))
    return page("homes/cover_note.html", document, sections=parts, calls=calls)


@blueprint.get("/documents/<document_id>/cover-note.pdf")
@requires(Permission.DOCUMENTS_VIEW, subject=load_noted)
@serves_file
def cover_note_file(document: Document) -> Response:
    """The same on one page."""
    figures, matters = rendering.figures_of(document), matters_of(document, calls_of(document))
    sheets = cover_note.html(document.kind, figures, matters, clock.today())
    name = f"phieu-trinh-{rendering.file_name(document)}.pdf"
    return files.send_bytes(pdf.print_copies([sheets])[0], name, rendering.PDF)


def calls_of(document: Document) -> list[telephones.Call]:
    """Whom to call about the paper's round, or the newest round where the paper is of a month."""
    round_ = document.round or contacts.newest(document.unit)
    if round_ is None:
        return []
    every = steps.of_round(round_, document.unit, round_.plan_data)
    return telephones.to_call(round_, current_user, every)


def matters_of(document: Document, calls: list[telephones.Call]) -> Matters:
    """What is said beside the figures."""
    return Matters(tuple(to_sign(document)), tuple(to_decide(document)), tuple(map(call_in_words, calls)))


def to_sign(document: Document) -> list[str]:
    """The paper and its copies, who wrote it, who approved it, until when."""
    copies = [words for column, words in COPIES.items() if getattr(document, column)]
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


def to_decide(document: Document) -> list[str]:
    """What waits for the reader's own decision, besides this paper."""
    return [f"{one.words}." for one in waiting.approvals(current_user) if one.key != document.id]


def call_in_words(call: telephones.Call) -> str:
    """«Ban Chỉ đạo … huyện Lục Ngạn, 0000 …: 5 đơn vị có việc chậm.»."""
    why = "; ".join(call.reasons) or _("%(n)s đơn vị có việc chậm", n=integer(call.late))
    return f"{call.contact.name}, {call.contact.number or _('chưa có số')}: {why}."
