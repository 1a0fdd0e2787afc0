"""Issued papers in the public log: number and print of each are sealed when it goes out, and compared ever after."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from portal.documents.lifecycle.states import PUBLIC
from portal.documents.models import Document
from portal.extensions import db
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.sealing.verification import SealedLog, item_contents
from portal.surveys.models import Round
from portal.web.data.codec import canonical

LEAF_KEY = "paper"  # under this name a paper's id stands in its sealed leaf


def seal(document: Document) -> None:
    """Hand over what just went out to its round's log; a paper of no round, as a month's report, is in none."""
    if document.round_id is not None:
        leaf = {LEAF_KEY: document.id, "number": document.number, "sha256": document.sha256}
        seal_later(db.session.get_one(Round, document.round_id), Kind.DOCUMENT, canonical(leaf))


def check(sealed: SealedLog) -> Iterator[str]:
    """A sentence for every paper that is not what went out."""
    leaves = [
        leaf for _place, leaf in item_contents(sealed, Kind.DOCUMENT) if {LEAF_KEY, "number", "sha256"} <= leaf.keys()
    ]
    row = Document.__table__.c  # the check reads by a connection of its own, without a session
    query = select(row.id, row.number, row.sha256).where(
        row.id.in_([leaf[LEAF_KEY] for leaf in leaves]), row.state.in_(PUBLIC)
    )
    issued = {paper: (number, sha256) for paper, number, sha256 in sealed.connection.execute(query)}
    for leaf in leaves:
        if issued.get(leaf[LEAF_KEY]) != (leaf["number"], leaf["sha256"]):
            yield _("Văn bản số %(number)s đã ban hành nay bị sửa hoặc xóa.", number=leaf["number"])
