"""A paper's annexes on the screen: where each number of its text comes from, one tap away."""

from typing import NamedTuple

from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.documents import rendering
from portal.documents.blueprint import blueprint, load_document, page
from portal.documents.kinds import KINDS
from portal.documents.models import Document
from portal.papers.tables import FULL, Annex
from portal.web.http.views import requires


class PaperAnnex(NamedTuple):
    """An annex of a paper, and how it is called."""

    document: Document
    annex: Annex

    @property
    def name(self) -> str:
        return _("Phụ lục %(n)s", n=self.annex.number) if self.annex.number else _("Phụ lục")


def load_annex(document_id: str, number: int) -> PaperAnnex | None:
    """The annex an address names; none that is a state secret."""
    document = load_document(document_id)
    if document is None:
        return None
    every = KINDS[document.kind].annexes(rendering.figures_of(document), FULL)
    told = (one for one in every if not (one.restricted and document.annexes_secret))
    found = next((one for one in told if one.number == number), None)
    return PaperAnnex(document, found) if found else None


@blueprint.get("/documents/<document_id>/annexes/<int:number>")
@requires(Permission.DOCUMENTS_VIEW, subject=load_annex)
def annex(paper_annex: PaperAnnex) -> str:
    """One annex of the frozen figures, as it is printed."""
    return page("documents/annex.html", paper_annex.document, annex=paper_annex.annex, name=paper_annex.name)
