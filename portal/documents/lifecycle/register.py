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

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from portal.units.models import Unit
    from portal.web.media.sheets import Cell

PAGE_SIZE = 50
LONGEST_SEARCH = 80
KEPT = ("q", "status", "kind", "sort")
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Wish:
    """What the reader wants to see; the latest first where nothing else is asked for."""

    typed: str = ""
    state: str = ""
    kind: str = ""
    sort: str = ""

    @property
    def kept(self) -> dict[str, str]:
        """As the query of an address."""
        args = {"q": self.typed, "status": self.state, "kind": self.kind, "sort": self.sort}
        return {key: value for key, value in args.items() if value}


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


def wish_of(args: Mapping[str, str]) -> Wish:
    """What an address asks for."""
    return Wish(
        args.get("q", "")[:LONGEST_SEARCH].strip(),
        args.get("status", ""),
        args.get("kind", ""),
        args.get("sort", ""),
    )


def rows(top: Unit, wish: Wish) -> list[Row]:
    """The papers of a subtree that a wish lets through, in its order; figures and words are left unread."""
    heavy = (defer(Document.figures), defer(Document.paragraphs))
    documents = db.session.scalars(queries.documents(top).options(*heavy)).all()
    before = {document.id: document.replaces_id for document in documents}
    made_rows = (row_of(document, revision(document.id, before)) for document in documents)
    return in_order([row for row in made_rows if lets_through(wish, row)], wish.sort)


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


def lets_through(wish: Wish, row: Row) -> bool:
    """Whether a filter and a search let a row through."""
    return (
        wish.state in {"", row.state}
        and wish.kind in {"", row.kind}
        and (not wish.typed or fold(wish.typed) in row.search)
    )


def in_order(rows_found: list[Row], sort: str) -> list[Row]:
    """Rows by title, number, date of issue, state or moment of making; a minus turns it round."""
    keys = {
        "title": lambda row: fold(row.title),
        "number": lambda row: (int("0" + "".join(filter(str.isdecimal, row.number))), row.number),
        "date": lambda row: row.issued_on or EARLIEST,
        "state": lambda row: list(State).index(State(row.state)),
        "asked": lambda row: row.asked_at,
    }
    key = keys.get(sort.lstrip("-"))
    return sorted(rows_found, key=key, reverse=sort.startswith("-")) if key else rows_found


def kinds_in_words() -> list[tuple[str, str]]:
    return [(kind.name, kind.title) for kind in KINDS.values()]


def states_in_words() -> list[tuple[str, str]]:
    return [(state.value, label(state)) for state in State]


def header() -> list[str]:
    """The head of the Excel file."""
    return [
        _("Loại văn bản"),
        _("Trích yếu"),
        _("Đơn vị ban hành"),
        _("Số"),
        _("Ngày ban hành"),
        _("Người ký"),
        _("Tình trạng"),
        _("Lập lúc"),
        _("Người lập"),
        _("SHA-256 của tệp"),
        _("SHA-256 của số liệu"),
        _("Lần"),
    ]


def values(rows_found: Sequence[Row]) -> list[list[Cell]]:
    """The rows of the Excel file."""
    return [
        [
            row.kind_name,
            row.title,
            row.unit,
            row.number or None,
            short_date(row.issued_on) if row.issued_on else None,
            row.signer or None,
            label(row.state),
            stamp(row.asked_at),
            row.asker,
            row.sha256 or None,
            row.figures_digest,
            row.revision,
        ]
        for row in rows_found
    ]
