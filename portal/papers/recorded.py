"""Papers frozen in their words: reports and lists that other rooms have already put into sentences and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.papers import frozen, paper
from portal.papers.letterhead import Issue
from portal.papers.office import Office
from portal.papers.paper import MINUTES, REPORT, Matter, Told
from portal.papers.sections import Section, written
from portal.papers.tables import Annex

FORMS = {form.letters: form for form in (REPORT, MINUTES)}


@dataclass(frozen=True)
class Recorded:
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


def heading(told: Recorded) -> str:
    """The paper's own title."""
    return f"{FORMS[told.letters].name} {told.subject}" if told.sections else told.annexes[0].title.replace("\n", " ")


def outline(told: Recorded) -> tuple[Section, ...]:
    return told.sections


def tell(told: Recorded, paragraphs: Mapping[str, str], issue: Issue, _copy: str) -> Told:
    """The words as they were frozen, and what was added since."""
    matter = Matter(FORMS[told.letters], told.subject, told.taken_at, told.simulated, told.due_on, (), told.enclosed)
    return Told(
        paper=paper.paper_of(told.office, issue, matter),
        opening=(told.opening,),
        sections=written(told.sections, paragraphs),
        closing=told.closing,
        annexes=told.annexes,
        digest=frozen.digest(told),
    )
