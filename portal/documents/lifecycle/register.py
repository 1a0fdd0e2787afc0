"""The register of papers as a table: made once for the screen and for the Excel file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy.orm import defer

from portal.documents import queries
from portal.documents.kinds import KINDS
from portal.documents.lifecycle.states import State, label
from portal.documents.models import Document
from portal.extensions import db
from portal.units.names import fold
from portal.web.ui.formats import short_date, stamp
from portal.web.ui.listing import ListFilter, Listing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.units.models import Unit
    from portal.web.ui.listing import Columns

PAGE_SIZE = 50
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class RegisterFilter(ListFilter):
    """What the reader wants to see; the latest first where nothing else is asked for."""

    kind: str = ""


@dataclass(frozen=True)
class Row:
    """A paper as the register shows it."""

    id: str
    title: str
    kind: str
    kind_name: str
    unit: str
    number: str
    issued_on: date | None
    signer: str
    state: str
    asked_at: datetime
    asker: str
    job_state: str
    sha256: str
    figures_digest: str
    simulated: bool
    revision: int

    @property
    def in_words(self) -> str:
        """Where it stands, and how its print is."""
        if self.job_state in {"pending", "running"}:
            return _("%(state)s, đang in", state=label(self.state))
        if self.job_state == "failed":
            return _("%(state)s, in lỗi", state=label(self.state))
        return label(self.state)

    @property
    def search(self) -> str:
        """What a search looks into."""
        return fold(f"{self.title} {self.kind_name} {self.unit} {self.number} {self.signer} {self.asker}")


def rows(top: Unit, register_filter: RegisterFilter) -> list[Row]:
    """The papers of a subtree that answer a filter, in its order; figures and words are left unread."""
    heavy = (defer(Document.figures), defer(Document.paragraphs))
    documents = db.session.scalars(queries.documents(top).options(*heavy)).all()
    before = {document.id: document.replaces_id for document in documents}
    of_kind = (document for document in documents if register_filter.kind in {"", document.kind})
    return LISTING.apply((row_of(document, revision(document.id, before)) for document in of_kind), register_filter)


def revision(document_id: str | None, before: Mapping[str, str | None]) -> int:
    """Which in a row of papers that each replace the one before; these are of one unit, so all are at hand."""
    number = 0
    while document_id is not None:
        number, document_id = number + 1, before.get(document_id)
    return number


def row_of(document: Document, revision: int) -> Row:
    """A paper's row."""
    signer = [document.signer_capacity, document.signer_office, document.signer_name]
    kind = KINDS.get(document.kind)
    return Row(
        id=document.id,
        title=document.title,
        kind=document.kind,
        kind_name=kind.title if kind else document.kind,
        unit=document.unit.title,
        number=document.number,
        issued_on=document.issued_on,
        signer=", ".join(part for part in signer if part),
        state=document.state,
        asked_at=document.asked_at,
        asker=document.asker.full_name,
        job_state=document.job.state if document.job else "",
        sha256=document.sha256,
        figures_digest=document.figures_digest,
        simulated=document.round.simulated if document.round else document.asker.simulated,
        revision=revision,
    )


LISTING: Listing[Row] = Listing(
    has=lambda row, status: row.state == status,
    matches=lambda row, list_filter: fold(list_filter.typed) in row.search,
    orders={
        "title": lambda row: fold(row.title),
        "number": lambda row: (int("0" + "".join(filter(str.isdecimal, row.number))), row.number),
        "date": lambda row: row.issued_on or EARLIEST,
        "state": lambda row: list(State).index(State(row.state)),
        "asked": lambda row: row.asked_at,
    },
)


def kinds_in_words() -> list[tuple[str, str]]:
    return [(kind.name, kind.title) for kind in KINDS.values()]


def states_in_words() -> list[tuple[str, str]]:
    return [(state.value, label(state)) for state in State]


def columns() -> Columns[Row]:
    """The columns of the Excel file."""
    return [
        (_("Loại văn bản"), lambda row: row.kind_name),
        (_("Trích yếu"), lambda row: row.title),
        (_("Đơn vị ban hành"), lambda row: row.unit),
        (_("Số"), lambda row: row.number or None),
        (_("Ngày ban hành"), lambda row: short_date(row.issued_on) if row.issued_on else None),
        (_("Người ký"), lambda row: row.signer or None),
        (_("Tình trạng"), lambda row: label(row.state)),
        (_("Lập lúc"), lambda row: stamp(row.asked_at)),
        (_("Người lập"), lambda row: row.asker),
        (_("SHA-256 của tệp"), lambda row: row.sha256 or None),
        (_("SHA-256 của số liệu"), lambda row: row.figures_digest),
        (_("Lần"), lambda row: row.revision),
    ]
