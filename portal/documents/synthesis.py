"""The synthesis report as paper: frozen figures, written paragraphs and the issue's particulars in, PDF out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from markupsafe import Markup, escape

from portal.documents import frozen, prose, sections
from portal.documents.annexes import annexes
from portal.documents.letterhead import PROFILES, Issue, Profile, date_line, enclosed_line, number_line, spelled
from portal.documents.printing import print_copies, quiet
from portal.web import clock, formats, pdf

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.documents.figures import Office, SynthesisFigures
    from portal.documents.printing import Progress
    from portal.documents.sections import Written
    from portal.documents.tables import Annex

Copy = Literal["full", "districts"]
KIND = "BC"
TOGETHER = r"Phụ lục \d+|chủ tịch|Tỉnh ủy"


@dataclass(frozen=True)
class Paper:
    """What head, foot and marks say."""

    profile: Profile
    office: Office
    issue: Issue
    kind: str
    subject: str
    number: str
    place_and_date: str
    enclosed: str
    created: str
    extracted: str
    simulated: bool

    @property
    def is_draft(self) -> bool:
        return self.issue.is_draft

    @property
    def title(self) -> str:
        return f"{self.kind.capitalize()} {self.subject}"

    @property
    def recipients(self) -> list[str]:
        """The lines under «Nơi nhận», each with its stop: commas, and a full stop at the last."""
        lines = [line.strip(" -,.;") for line in self.office.recipients]
        return [f"- {line}{'.' if line == lines[-1] else ','}" for line in lines]


def render(
    figures: SynthesisFigures,
    paragraphs: Mapping[str, str],
    issue: Issue,
    copy: Copy = "full",
    progress: Progress = quiet,
) -> bytes:
    """Print one copy of the report; districts get it without the restricted annexes."""
    return print_copies([sheets(figures, paragraphs, issue, copy)], progress)[0]


def render_all(
    figures: SynthesisFigures, paragraphs: Mapping[str, str], issue: Issue, progress: Progress = quiet
) -> tuple[bytes, bytes]:
    """Print both copies: the full one, then the districts'."""
    copies = [sheets(figures, paragraphs, issue, copy) for copy in get_args(Copy)]
    full, districts = print_copies(copies, progress)
    return full, districts


def sheets(
    figures: SynthesisFigures, paragraphs: Mapping[str, str], issue: Issue, copy: str = "full"
) -> tuple[str, ...]:
    """The paper as HTML: the text, then each annex."""
    paper, chosen = paper_of(figures, issue), annexes_for(figures, copy)
    digest = frozen.digest(figures)
    text = pdf.fill(
        "print/synthesis.html",
        {
            "paper": paper,
            "whole": whole,
            "opening": prose.opening(figures),
            "sections": written(figures, paragraphs),
            "closing": prose.closing(figures),
        },
    )
    attached = [
        pdf.fill(
            "print/annex.html",
            {"paper": paper, "whole": whole, "annex": annex, "digest": digest if annex is chosen[-1] else ""},
        )
        for annex in chosen
    ]
    return tuple(spelled(paper.profile, sheet) for sheet in (text, *attached))


def whole(text: str) -> Markup:
    """The text, with words that no line's end should part."""
    return Markup(re.sub(TOGETHER, r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 (escaped)


def annexes_for(figures: SynthesisFigures, copy: str) -> list[Annex]:
    return [annex for annex in annexes(figures) if copy == "full" or not annex.restricted]


def heading(figures: SynthesisFigures) -> str:
    """«Báo cáo kết quả khảo sát, …»."""
    return f"Báo cáo {figures.survey.subject}"


def paper_of(figures: SynthesisFigures, issue: Issue) -> Paper:
    office, due_on = figures.office, figures.survey.due_on
    profile = PROFILES[office.profile]
    number = number_line(profile, KIND, office.symbol, issue.number)
    return Paper(
        profile=profile,
        office=office,
        issue=issue,
        kind="BÁO CÁO",
        subject=figures.survey.subject,
        number=number,
        place_and_date=date_line(office.place, issue.issued_on, due_on),
        enclosed=enclosed_line("Báo cáo", number, office, issue, due_on),
        created=figures.extracted_at.isoformat(timespec="seconds"),
        extracted=moment(figures.extracted_at),
        simulated=figures.survey.simulated,
    )


def moment(taken: datetime) -> str:
    return f"{formats.short_date(clock.local(taken))}, {formats.clock_time(taken)}"


def unwritten(figures: SynthesisFigures, paragraphs: Mapping[str, str]) -> list[sections.Section]:
    """The sections that still wait for a person's words."""
    return sections.unwritten(prose.outline(figures), paragraphs)


def written(figures: SynthesisFigures, paragraphs: Mapping[str, str]) -> list[Written]:
    """Each section with what stands under it."""
    return sections.written(prose.outline(figures), paragraphs)
