"""Paper numbers that two papers of a form bear in one year's book.

They were given at one moment, before the database forbade it, and are kept: people decide which of the two is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import load_only

from portal.documents.lifecycle.steps import book_entry
from portal.documents.models import Document
from portal.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterable


def doubled() -> list[str]:
    """A sentence for each number that is not one paper's alone."""
    books: dict[tuple[int, str | None], list[Document]] = defaultdict(list)
    for paper in suspects():
        books[paper.unit_id, book_entry(paper, paper.number, paper.issued_on)].append(paper)
    return [f"số {book}: {titles(papers)}" for (_unit, book), papers in books.items() if len(papers) > 1]


def suspects() -> Iterable[Document]:
    """Papers whose unit, number and year another paper has too; only these are read whole."""
    light = load_only(Document.unit_id, Document.number, Document.issued_on)
    numbered = select(Document).where(Document.number != "", Document.issued_on.is_not(None)).options(light)
    alike: dict[tuple[int, str, int], list[Document]] = defaultdict(list)
    for paper in db.session.scalars(numbered.order_by(Document.asked_at)):
        alike[paper.unit_id, paper.number, paper.issued_on.year if paper.issued_on else 0].append(paper)
    return (paper for papers in alike.values() if len(papers) > 1 for paper in papers)


def titles(papers: Iterable[Document]) -> str:
    return ", ".join(f"«{paper.title}»" for paper in papers)
