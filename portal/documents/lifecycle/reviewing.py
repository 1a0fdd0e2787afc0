"""What an approver sees of the offered sentences: which stand as they were offered, which were changed or struck."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from portal.accounts.activity.event_words import in_words
from portal.audit.models import Event
from portal.documents import choices, queries
from portal.documents.models import Document
from portal.papers import citations
from portal.papers.offers import CHANGED, KEPT, STRUCK
from portal.papers.paper import Wording

UNCHOSEN = "unchosen"
AS_ONE_GOES = frozenset({"documents.write", "documents.choose"})  # saved at each click: told once for a run of them


def review(document: Document, wording: Wording) -> dict[str, Any]:
    """The values of the templates: the sentences by heading, how many of each deed, every choice with its maker."""
    offered = choices.sentences_of(document, wording)
    deeds = Counter(one.deed or UNCHOSEN for _part, sentences in offered for one in sentences)
    names = {event.account_id: name for event, name in queries.history(document)}
    return {
        "offered": offered,
        "counts": {deed: deeds[deed] for deed in (KEPT, CHANGED, STRUCK, UNCHOSEN)},
        "chosen": [(one, names.get(one.by, "")) for one in choices.made(document)],
        "pieces": citations.pieces,
        "tables_beside": citations.tables_beside,
    }


class HistoryLine(NamedTuple):
    """A line of a paper's history: the last event of a run, who did it, what, how often."""

    event: Event
    name: str
    deed: str
    times: int


def history(document: Document) -> Iterator[HistoryLine]:
    """Who did what to a paper, in order; what one person saved as they went is one line."""
    for (action, name), run in groupby(queries.history(document), key=lambda row: (row[0].action, row[1])):
        events = [event for event, _name in run]
        told = events[-1:] if action in AS_ONE_GOES else events
        yield from (HistoryLine(event, name, in_words(action), len(events) // len(told)) for event in told)
