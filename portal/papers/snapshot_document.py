"""Papers frozen in their words: reports and lists that other rooms have already put into sentences and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.papers.letterhead import Office
from portal.papers.paper import MINUTES, REPORT, HeadDetails, Wording
from portal.papers.sections import Section
from portal.papers.tables import Annex

FORMS = {form.letters: form for form in (REPORT, MINUTES)}


@dataclass(frozen=True)
class SnapshotDocument:
    """All that such a paper says. Without sections it is annexes alone, enclosed with what `enclosed` names."""

    office: Office
    subject: str
    opening: str
    closing: str
    due_on: date | None
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    taken_at: datetime
    simulated: bool
    enclosed: str = ""
    letters: str = REPORT.letters


def wording(snapshot: SnapshotDocument, _copy: str) -> Wording:
    head = HeadDetails(
        snapshot.office,
        FORMS[snapshot.letters],
        snapshot.subject,
        snapshot.taken_at,
        snapshot.simulated,
        snapshot.due_on,
        enclosed=snapshot.enclosed,
    )
    return Wording(head, snapshot.opening, snapshot.sections, snapshot.closing)


def annexes(snapshot: SnapshotDocument, _copy: str) -> Sequence[Annex]:
    return snapshot.annexes
