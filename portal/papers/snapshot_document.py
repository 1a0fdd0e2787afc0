"""Papers frozen in their words: reports and lists that other rooms have already put into sentences and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.papers import paper
from portal.papers.letterhead import Issue
from portal.papers.office import Office
from portal.papers.paper import MINUTES, REPORT, DocumentContent, HeadDetails
from portal.papers.sections import Section, written
from portal.papers.tables import Annex
from portal.web.data import codec

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


def heading(snapshot: SnapshotDocument) -> str:
    """The paper's own title."""
    if not snapshot.sections:
        return snapshot.annexes[0].title.replace("\n", " ")
    return f"{FORMS[snapshot.letters].name} {snapshot.subject}"


def outline(snapshot: SnapshotDocument) -> tuple[Section, ...]:
    return snapshot.sections


def render_content(
    snapshot: SnapshotDocument, paragraphs: Mapping[str, str], issue: Issue, _copy: str
) -> DocumentContent:
    """The words as they were frozen, and what was added since."""
    form, taken_at = FORMS[snapshot.letters], snapshot.taken_at
    head = HeadDetails(form, snapshot.subject, taken_at, snapshot.simulated, snapshot.due_on, (), snapshot.enclosed)
    return DocumentContent(
        paper=paper.build_paper(snapshot.office, issue, head),
        opening=(snapshot.opening,),
        sections=written(snapshot.sections, paragraphs),
        closing=snapshot.closing,
        annexes=snapshot.annexes,
        digest=codec.digest(snapshot),
    )
