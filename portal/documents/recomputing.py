"""What the recompute kit takes of the reports of a round: their words, and the tables it can make again from counts.

Under each of these annexes stands the digest of its cells. The rest needs what no file may carry: figures of communes
with few opinions, names, what was coded by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.documents.annexes import annexes
from portal.documents.figures import SynthesisFigures
from portal.documents.kinds import KINDS
from portal.documents.models import Document
from portal.documents.states import State
from portal.extensions import db
from portal.surveys.turnout import Status
from portal.web.formats import day_month

if TYPE_CHECKING:
    from portal.surveys.models import Round


def papers(survey: Round) -> list[dict[str, Any]]:
    """Every synthesis report of a round that no other has replaced, the first first."""
    mine = (
        select(Document)
        .where(Document.round_id == survey.id, Document.state != State.REPLACED)
        .order_by(Document.asked_at, Document.id)
    )
    told = ((document, KINDS[document.kind].thaw(document.figures)) for document in db.session.scalars(mine))
    return [paper(document, figures) for document, figures in told if isinstance(figures, SynthesisFigures)]


def paper(document: Document, figures: SynthesisFigures) -> dict[str, Any]:
    """One report: which it is, its words, its tables as they are printed."""
    title = f"{document.title}, số {document.number}" if document.number else f"{document.title} (dự thảo)"
    made = {annex.number: annex for annex in annexes(figures) if annex.is_recomputed}
    return {
        "title": title,
        "figures_digest": document.figures_digest,
        **words(figures),
        "annexes": {str(number): {"digest": annex.digest, "rows": annex.plain} for number, annex in made.items()},
    }


def words(figures: SynthesisFigures) -> dict[str, Any]:
    """What stands in the tables besides figures, and the rules they are made by."""
    return {
        "index": "mean0" if figures.method == "mean0" else "mean5",
        "least_shown": figures.grouping.least_shown,
        "headline": figures.headline,
        "excluded": figures.excluded,
        "statuses": [str(status) for status in Status],
        "days": [{"day": day.isoformat(), "label": f"Ngày {day_month(day)}"} for day in figures.survey.days],
        "areas": [{"name": area.name} for area in figures.areas],
        "groups": list(figures.groups.items()),
        "questions": [
            {"id": one.id, "number": one.number, "text": one.text, "label": one.label, "group": one.group}
            for one in figures.questions
        ],
    }
