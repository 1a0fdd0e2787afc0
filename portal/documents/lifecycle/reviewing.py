"""What an approver sees of the offered sentences: which stand as they were offered, which were changed or struck."""

from collections import Counter
from typing import Any

from portal.documents import choices, queries
from portal.documents.kinds import Figures
from portal.documents.models import Document
from portal.papers import citations
from portal.papers.offers import CHANGED, KEPT, STRUCK

UNCHOSEN = "unchosen"


def review(document: Document, figures: Figures) -> dict[str, Any]:
    """The values of the templates: the sentences by heading, how many of each deed, every choice with its maker."""
    offered = choices.sentences_of(document, figures)
    deeds = Counter(one.deed or UNCHOSEN for _part, sentences in offered for one in sentences)
    names = {event.account_id: name for event, name in queries.history(document)}
    return {
        "offered": offered,
        "counts": {deed: deeds[deed] for deed in (KEPT, CHANGED, STRUCK, UNCHOSEN)},
        "chosen": [(one, names.get(one.by, "")) for one in choices.made(document)],
        "pieces": citations.pieces,
        "tables_beside": citations.tables_beside,
    }
