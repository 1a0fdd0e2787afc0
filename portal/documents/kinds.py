"""Every kind of official paper in one register: what it freezes, what it says, the copies it is printed in.

What is done with papers (the register, the queue, the shell) knows a kind by its entry here and nothing of its content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.documents.annexes import annex_digests
from portal.documents.field_reports import field_report
from portal.documents.lists import lists
from portal.documents.monthly import monthly, monthly_snapshot
from portal.documents.monthly.monthly_figures import MonthlyFigures
from portal.documents.round_papers import letters, minutes, round_figures, round_snapshot
from portal.documents.synthesis import prose, snapshot, synthesis
from portal.documents.synthesis.figures import SynthesisFigures
from portal.documents.synthesis.synthesis import DISTRICTS, FULL, RESTRICTED
from portal.papers import paper, sections, snapshot_document, word
from portal.papers.printing import ignore_progress, print_copies
from portal.papers.snapshot_document import SnapshotDocument
from portal.units.models import COMMUNE, DISTRICT
from portal.web.data import codec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from portal.documents.lifecycle.requests import Request
    from portal.papers.letterhead import Issue
    from portal.papers.paper import DocumentContent
    from portal.papers.printing import Progress
    from portal.papers.sections import Section


__all__ = ["DISTRICTS", "FULL", "KINDS", "RESTRICTED", "Kind"]


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    `title` is what the kind is called on screen. `freeze` reads the tables once, and raises a DomainError where there
    is no such paper yet. From then on figures, a person's paragraphs by section key and the issue's particulars say
    all: `heading` is the paper's own title, `outline` its sections, `render_content` all that one of its `copies` says.
    """

    name: str
    title: str
    figures: type
    freeze: Callable[[Request], Any]
    heading: Callable[[Any], str]
    outline: Callable[[Any], tuple[Section, ...]]
    render_content: Callable[[Any, Mapping[str, str], Issue, str], DocumentContent]
    digest: Callable[[Any], str] = codec.digest
    """What is printed at the paper's end."""
    copies: tuple[str, ...] = (FULL,)
    needs_round: bool = True
    needs_unit: bool = False
    needs_month: bool = False
    needs_day: bool = False
    level: str = ""
    """At which level the unit must stand; empty where any may."""

    def load_figures(self, plain: Mapping[str, Any]) -> Any:  # noqa: ANN401 - each kind has its own figures
        """The figures as a row of the register keeps them."""
        return codec.from_plain(self.figures, plain)

    def editable(self, figures: object) -> tuple[Section, ...]:
        """The sections under which people write."""
        return sections.editable(self.outline(figures))

    def unwritten(self, figures: object, paragraphs: Mapping[str, str]) -> list[Section]:
        """The sections without which the paper is not ready."""
        return sections.unwritten(self.outline(figures), paragraphs)

    def written(self, figures: object, paragraphs: Mapping[str, str]) -> list[sections.Written]:
        """Each section with what stands under it."""
        return sections.written(self.outline(figures), paragraphs)

    def html(self, figures: object, paragraphs: Mapping[str, str], issue: Issue, copy: str = FULL) -> tuple[str, ...]:
        """One copy as sheets of HTML."""
        return paper.html_sheets(self.render_content(figures, paragraphs, issue, copy))

    def word(self, figures: object, paragraphs: Mapping[str, str], issue: Issue, copy: str = FULL) -> bytes:
        """One copy as a Word file."""
        return word.build_docx(self.render_content(figures, paragraphs, issue, copy))

    def print(
        self,
        figures: object,
        paragraphs: Mapping[str, str],
        issue: Issue,
        copies: tuple[str, ...] = (),
        progress: Progress = ignore_progress,
    ) -> dict[str, bytes]:
        """Print some copies of a paper, all where none is named; a copy without a sheet is none."""
        html_by_copy = {copy: self.html(figures, paragraphs, issue, copy) for copy in copies or self.copies}
        printable = {copy: sheets for copy, sheets in html_by_copy.items() if sheets}
        return dict(zip(printable, print_copies(list(printable.values()), progress), strict=True))


def recorded_kind(name: str, title: str, freeze: Callable[[Request], Any], **more: Any) -> Kind:
    """A paper that is frozen as the sentences and tables it prints."""
    return Kind(
        name=name,
        title=title,
        figures=SnapshotDocument,
        freeze=freeze,
        heading=snapshot_document.heading,
        outline=snapshot_document.outline,
        render_content=snapshot_document.render_content,
        **more,
    )


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="synthesis",
            title="Báo cáo tổng hợp kết quả khảo sát",
            figures=SynthesisFigures,
            freeze=snapshot.freeze_synthesis,
            heading=synthesis.heading,
            outline=prose.outline,
            render_content=synthesis.render_content,
            digest=annex_digests.digest,
            copies=synthesis.COPIES,
        ),
        recorded_kind(
            name="district",
            title="Báo cáo tình hình, kết quả của cấp huyện",
            freeze=field_report.freeze,
            needs_unit=True,
            level=DISTRICT,
        ),
        recorded_kind(
            name="commune",
            title="Báo cáo tình hình, kết quả của cấp xã",
            freeze=field_report.freeze,
            needs_unit=True,
            level=COMMUNE,
        ),
        Kind(
            name="monthly",
            title="Báo cáo tháng",
            figures=MonthlyFigures,
            freeze=monthly_snapshot.freeze,
            heading=monthly.heading,
            outline=monthly.outline,
            render_content=monthly.render_content,
            copies=synthesis.COPIES,
            needs_round=False,
            needs_month=True,
        ),
        Kind(
            name="awards",
            title="Tờ trình đề nghị khen thưởng",
            figures=round_figures.ProposalFigures,
            freeze=round_snapshot.proposal,
            heading=letters.proposal_heading,
            outline=letters.proposal_outline,
            render_content=letters.proposal,
        ),
        Kind(
            name="guidance",
            title="Công văn hướng dẫn",
            figures=round_figures.GuidanceFigures,
            freeze=round_snapshot.guidance,
            heading=letters.guidance_heading,
            outline=letters.guidance_outline,
            render_content=letters.guidance,
        ),
        Kind(
            name="urging",
            title="Công văn đôn đốc",
            figures=round_figures.UrgingFigures,
            freeze=round_snapshot.urging,
            heading=letters.urging_heading,
            outline=letters.urging_outline,
            render_content=letters.urging,
        ),
        Kind(
            name="minutes",
            title="Biên bản đóng đợt khảo sát",
            figures=round_figures.MinutesFigures,
            freeze=round_snapshot.minutes,
            heading=minutes.round_heading,
            outline=minutes.round_outline,
            render_content=minutes.close_round,
        ),
        Kind(
            name="daily",
            title="Biên bản chốt số liệu ngày",
            figures=round_figures.DayFigures,
            freeze=round_snapshot.daily,
            heading=minutes.day_heading,
            outline=minutes.day_outline,
            render_content=minutes.close_day,
            needs_day=True,
        ),
        recorded_kind(
            name="codes",
            title="Danh sách mã QR code",
            freeze=lists.codes,
        ),
        recorded_kind(
            name="roster",
            title="Danh sách, lịch phân công",
            freeze=lists.roster,
        ),
        recorded_kind(
            name="supervisors",
            title="Danh sách lãnh đạo, cán bộ kiểm tra, giám sát",
            freeze=lists.supervisors,
        ),
    )
}
