"""The synthesis report as paper: frozen figures, written paragraphs and the issue's particulars in, PDF out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.annexes import annex_digests, public_annexes
from portal.documents.synthesis import prose
from portal.papers import paper, sections
from portal.papers.paper import REPORT, DocumentContent, HeadDetails
from portal.papers.printing import ignore_progress, print_copies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.documents.synthesis.figures import SynthesisFigures
    from portal.papers.letterhead import Issue
    from portal.papers.printing import Progress
    from portal.papers.sections import Written
    from portal.papers.tables import Annex

FULL, DISTRICTS, RESTRICTED = COPIES = ("full", "districts", "restricted")


def render(
    figures: SynthesisFigures,
    paragraphs: Mapping[str, str],
    issue: Issue,
    copy: str = FULL,
    progress: Progress = ignore_progress,
) -> bytes:
    """Print one copy of the report; districts get it without the restricted annexes."""
    return print_copies([sheets(figures, paragraphs, issue, copy)], progress)[0]


def sheets(figures: SynthesisFigures, paragraphs: Mapping[str, str], issue: Issue, copy: str = FULL) -> tuple[str, ...]:
    """The paper as HTML: the text, then each annex."""
    return paper.html_sheets(render_content(figures, paragraphs, issue, copy))


def render_content(
    figures: SynthesisFigures, paragraphs: Mapping[str, str], issue: Issue, copy: str = FULL
) -> DocumentContent:
    """All that one copy says; the restricted annexes are a file of their own too."""
    every_table = annex_digests.annex_tables(figures)
    return DocumentContent(
        paper=paper.build_paper(figures.office, issue, matter_of(figures)),
        opening=(prose.opening(figures),),
        sections=() if copy == RESTRICTED else written(figures, paragraphs, copy),
        closing=prose.closing(figures),
        annexes=annexes_of(every_table, copy),
        digest=annex_digests.digest_with(figures, every_table),
    )


def annexes_for(figures: SynthesisFigures, copy: str) -> tuple[Annex, ...]:
    """The annexes of one copy."""
    return annexes_of(annex_digests.annex_tables(figures), copy)


def annexes_of(every_table: Mapping[str, Annex], copy: str) -> tuple[Annex, ...]:
    """Of all tables those of one copy, in the form in which they leave the office where it does."""
    restricted = {FULL: {True, False}, DISTRICTS: {False}, RESTRICTED: {True}}[copy]
    form = annex_digests.PUBLIC_SUFFIX if copy == DISTRICTS else ""
    full = [annex for key, annex in every_table.items() if not key.endswith(annex_digests.PUBLIC_SUFFIX)]
    return tuple(every_table.get(f"{annex.number}{form}", annex) for annex in full if annex.restricted in restricted)


def heading(figures: SynthesisFigures) -> str:
    """«Báo cáo kết quả khảo sát, …»."""
    return f"{REPORT.name} {figures.survey.subject}"


def matter_of(figures: SynthesisFigures) -> HeadDetails:
    survey = figures.survey
    return HeadDetails(REPORT, survey.subject, figures.extracted_at, survey.simulated, survey.due_on)


def unwritten(figures: SynthesisFigures, paragraphs: Mapping[str, str]) -> list[sections.Section]:
    """The sections that still wait for a person's words."""
    return sections.unwritten(prose.outline(figures), paragraphs)


def written(figures: SynthesisFigures, paragraphs: Mapping[str, str], copy: str = FULL) -> list[Written]:
    """Each section with what stands under it."""
    outline = prose.outline(figures)
    return sections.written(
        public_annexes.public_outline(figures, outline) if copy == DISTRICTS else outline, paragraphs
    )
