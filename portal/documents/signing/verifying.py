"""Whether a paper is genuine, for anybody: its number and its file's hash, among issued papers alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from portal.documents import rendering
from portal.documents.kinds import FULL, KINDS
from portal.documents.lifecycle.states import PUBLIC, State
from portal.documents.models import TAKEN, Document, SignedCopy
from portal.extensions import db
from portal.web.data.files import StoredFile

if TYPE_CHECKING:
    from datetime import date

SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
NUMBER = re.compile(r"(?:số)?[ :]*0*([0-9]{1,4}[A-ZĐ]?)(?:[-/].*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Genuine:
    """All that is said of an issued paper."""

    kind: str
    number: str
    issued_on: date | None
    signer: str
    replaced_by: str = ""
    is_replaced: bool = False


def parse_hash(typed: str) -> str:
    """A hash as people copy it, spaces and capitals forgiven; empty where it is none."""
    bare = "".join(typed.split()).lower()
    return bare if SHA256.fullmatch(bare) else ""


def parse_number(typed: str) -> str:
    """«12» in «Số 12-BC/BDVTU», «012» or «12»; empty where there is no number."""
    match = NUMBER.fullmatch(typed.strip())
    return match[1].upper() if match else ""


def find(number: str, sha256: str) -> Genuine | None:
    """The issued paper with this number, one of whose files has this hash."""
    wanted_number = parse_number(number)
    if not wanted_number or not sha256:
        return None
    file_ids = db.session.scalars(select(StoredFile.id).where(StoredFile.sha256 == sha256)).all()
    signed = select(SignedCopy.document_id).where(SignedCopy.sha256 == sha256, SignedCopy.state == TAKEN)
    printed = [getattr(Document, column).in_(file_ids) for column, _end in rendering.FILES.values()]
    files = or_(*printed, Document.id.in_(signed))
    candidates = db.session.scalars(select(Document).where(files, Document.state.in_(sorted(PUBLIC))))
    return next((describe_document(one) for one in candidates if parse_number(one.number) == wanted_number), None)


def describe_document(document: Document) -> Genuine:
    """Kind, number, date, signer, whether it still stands."""
    newer = db.session.scalar(
        select(Document).where(Document.replaces_id == document.id, Document.state.in_(sorted(PUBLIC)))
    )
    signer = [document.signer_capacity, document.signer_office, document.signer_name]
    return Genuine(
        kind=KINDS[document.kind].title,
        number=printed_number(document),
        issued_on=document.issued_on,
        signer=", ".join(part for part in signer if part),
        replaced_by=printed_number(newer) if newer else "",
        is_replaced=document.state == State.REPLACED,
    )


def printed_number(document: Document) -> str:
    """«Số 12-BC/BDVTU», as it stands on the paper."""
    figures, kind = rendering.figures_of(document), KINDS[document.kind]
    return kind.render_content(figures, {}, rendering.issue_of(document), FULL).paper.number
