"""The register of papers as a table: made once for the screen and for the Excel file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import defer

from portal.documents import queries
from portal.documents.kinds import KINDS
from portal.documents.lifecycle.states import State, label
from portal.documents.models import Document
from portal.extensions import db
from portal.units.models import Unit
from portal.units.names import fold
from portal.web.media.sheets import moment
from portal.web.ui.listing import Columns, ListFilter, Listing

PAGE_SIZE = 50
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class RegisterFilter(ListFilter):
    """What the reader wants to see; the latest first where nothing else is asked for."""

    kind: str = ""


@dataclass(frozen=True)
class Row:
    """A paper as the register shows it, and which it is in a row of papers that each replace the one before."""

    document: Document
    revision: int

    @property
    def kind_name(self) -> str:
        """What its kind is called; a kind of an older portal by its stored name."""
        kind = KINDS.get(self.document.kind)
        return kind.title if kind else self.document.kind

    @property
    def simulated(self) -> bool:
        return self.document.round.simulated if self.document.round else self.document.asker.simulated

    @property
    def in_words(self) -> str:
        """Where it stands, and how its print is."""
        state, job = label(self.document.state), self.document.job
        if job and job.is_moving:
            return _("%(state)s, đang in", state=state)
        return _("%(state)s, in lỗi", state=state) if job and job.state == "failed" else state

    @property
    def search(self) -> str:
        """What a search looks into."""
        paper = self.document
        words = (paper.title, self.kind_name, paper.unit.title, paper.number, paper.signer, paper.asker.full_name)
        return fold(" ".join(words))


def rows(top: Unit, register_filter: RegisterFilter) -> list[Row]:
    """The papers of a subtree that answer a filter, in its order; figures and words are left unread."""
    heavy = (defer(Document.figures), defer(Document.paragraphs))
    documents = db.session.scalars(queries.documents(top).options(*heavy)).all()
    before = {document.id: document.replaces_id for document in documents}  # not one query a row
    of_kind = (document for document in documents if register_filter.kind in {"", document.kind})
    return LISTING.apply((Row(document, revision(document.id, before)) for document in of_kind), register_filter)


def revision(document_id: str | None, before: Mapping[str, str | None]) -> int:
    """Which in a row of papers that each replace the one before; these are of one unit, so all are at hand."""
    number = 0
    while document_id is not None:
        number, document_id = number + 1, before.get(document_id)
    return number


LISTING: Listing[Row] = Listing(
    has=lambda row, status: row.document.state == status,
    matches=lambda row, list_filter: fold(list_filter.typed) in row.search,
    orders={
        "title": lambda row: fold(row.document.title),
        # by what stands before its letters: 9, 9A, 12
        "number": lambda row: (int("0" + "".join(filter(str.isdecimal, row.document.number))), row.document.number),
        "date": lambda row: row.document.issued_on or EARLIEST,
        "state": lambda row: list(State).index(State(row.document.state)),
        "asked": lambda row: row.document.asked_at,
    },
)


def columns() -> Columns[Row]:
    """The columns of the Excel file."""
    return [
        (_("Loại văn bản"), lambda row: row.kind_name),
        (_("Trích yếu"), lambda row: row.document.title),
        (_("Đơn vị ban hành"), lambda row: row.document.unit.title),
        (_("Số"), lambda row: row.document.number or None),
        (_("Ngày ban hành"), lambda row: row.document.issued_on),
        (_("Người ký"), lambda row: row.document.signer or None),
        (_("Tình trạng"), lambda row: label(row.document.state)),
        (_("Lập lúc"), lambda row: moment(row.document.asked_at)),
        (_("Người lập"), lambda row: row.document.asker.full_name),
        (_("SHA-256 của tệp"), lambda row: row.document.sha256 or None),
        (_("SHA-256 của số liệu"), lambda row: row.document.figures_digest),
        (_("Lần"), lambda row: row.revision),
    ]
