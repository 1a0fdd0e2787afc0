"""Every kind of official paper in one register: what it freezes, what it says, the copies it is printed in.

What is done with papers (the register, the queue, the shell) knows a kind by its entry here and nothing of its content.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from portal.documents import lists
from portal.documents.annexes import annex_digests
from portal.documents.earlier import letters as first_letters
from portal.documents.earlier import minutes as first_minutes
from portal.documents.earlier import monthly as first_monthly
from portal.documents.field_reports import field_report
from portal.documents.lifecycle.requests import Request
from portal.documents.monthly import monthly, monthly_annexes, monthly_snapshot
from portal.documents.round_papers import letters, minutes, press, round_figures, round_snapshot
from portal.documents.synthesis import snapshot, synthesis
from portal.documents.synthesis.figures import FIRST_EDITION, SynthesisFigures
from portal.errors import Refused
from portal.papers import paper, pdf, printing, sections, snapshot_document, word
from portal.papers.letterhead import ELSEWHERE, MADE, Issue, Office
from portal.papers.paper import DocumentContent, Paper, Wording
from portal.papers.sections import Section
from portal.papers.snapshot_document import SnapshotDocument
from portal.papers.tables import COPIES, FULL, RESTRICTED, Annex
from portal.surveys.plan import features
from portal.surveys.plan.plan import Plan
from portal.units.models import COMMUNE, DISTRICT, PROVINCE, Unit
from portal.web.data import codec
from portal.web.ui import terms

T = TypeVar("T")
NOT_MADE = "Phụ lục {numbers} không lập trên hệ thống, thực hiện theo quy định về bảo vệ bí mật nhà nước."
Words = Mapping[str, str]  # a person's paragraphs by the key of their section


def no_marks(_figures: object) -> Sequence[Sequence[str]]:
    """Of a paper that prints one digest alone."""
    return ()


class Figures(Protocol):
    """What the frozen figures of every kind have; all else is the kind's own."""

    @property
    def office(self) -> Office: ...


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    `called` names the kind on screen, with holes for the round's nouns. `freeze` reads the tables once, and raises a
    DomainError where there is no such paper yet. From then on figures, a person's paragraphs and the issue say
    all: `wording` the text and `annexes` the tables of one of its `copies`; `digest` is printed at the paper's end,
    made of `marks` where those of single tables stand in it.
    """

    name: str
    called: str
    freeze: Callable[[Request], Any]
    figures: type = SnapshotDocument
    wording: Callable[[Any, str], Wording] = snapshot_document.wording
    annexes: Callable[[Any, str], Sequence[Annex]] = snapshot_document.annexes
    digest: Callable[[Any], str] = codec.digest
    marks: Callable[[Any], Sequence[Sequence[str]]] = no_marks
    copies: tuple[str, ...] = (FULL,)
    needs_round: bool = True
    needs_month: bool = False
    needs_day: bool = False
    needs_directive: bool = False
    carry: Callable[[Any, Any], Any] = lambda _old, fresh: fresh  # what a person said of old figures, on to fresh ones
    own_level: str = ""  # where communes or districts issue it, each about itself; every other kind is the province's

    def load_figures(self, plain: Mapping[str, Any]) -> Figures:
        """The figures as a row of the register keeps them."""
        figures: Figures = codec.from_plain(self.figures, plain)
        return figures

    def freeze_asked(self, request: Request) -> Figures:
        """The figures of a paper that is asked for. Raises Refused where the round's plan has no such paper."""
        feature = features.PAPERS.get(self.name)
        if request.round is not None and feature is not None and not features.uses(request.plan, feature):
            raise Refused(features.absence(request.plan, feature))
        # in the shell no nouns are at hand, and figures keep words
        with terms.saying(request.plan.tongues if request.round else terms.in_both()):
            figures: Figures = self.freeze(request)
        return figures

    def freeze_again(self, old: object, request: Request) -> Figures:
        """Today's figures, with what a person said of the old ones."""
        figures: Figures = self.carry(old, self.freeze_asked(request))
        return figures

    @property
    def title(self) -> str:
        """What the kind is called in the round at hand."""
        return terms.filled(self.called, {})

    def heading(self, figures: object) -> str:
        """The paper's own title."""
        return self.wording(figures, FULL).heading

    def outline(self, figures: object) -> tuple[Section, ...]:
        return self.wording(figures, FULL).sections

    def editable(self, figures: object) -> tuple[Section, ...]:
        """The sections under which people write."""
        return sections.editable(self.outline(figures))

    def paper(self, figures: object, issue: Issue) -> Paper:
        """Head, foot and marks."""
        return paper.build_paper(issue, self.wording(figures, FULL).head)

    def render_content(self, figures: object, paragraphs: Words, issue: Issue, copy: str = FULL) -> DocumentContent:
        """All that one copy says; one of annexes that are sent apart has no text."""
        words = self.wording(figures, copy)
        return DocumentContent(
            paper=paper.build_paper(issue, words.head),
            opening=words.opening,
            sections=() if copy == RESTRICTED else sections.written(words.sections, paragraphs),
            closing=words.closing,
            annexes=self.annexes_made(figures, issue, copy),
            digest=self.digest(figures),
            marks=self.marks(figures),
            notice=self.secrecy_notice(figures) if issue.apart == ELSEWHERE else "",
        )

    def annexes_made(self, figures: object, issue: Issue, copy: str) -> tuple[Annex, ...]:
        """The annexes of a copy; those that are sent apart only once it is said that they are no state secret."""
        return tuple(one for one in self.annexes(figures, copy) if issue.apart == MADE or not one.restricted)

    def annexes_apart(self, figures: object) -> tuple[int, ...]:
        """The numbers of the annexes that are sent apart."""
        return tuple(one.number for one in self.annexes(figures, RESTRICTED)) if RESTRICTED in self.copies else ()

    def secrecy_notice(self, figures: object) -> str:
        """What the paper says where its annexes that are sent apart are not made here; empty where it has none."""
        numbers = ", ".join(map(str, self.annexes_apart(figures)))
        return NOT_MADE.format(numbers=numbers) if numbers else ""

    def html(self, figures: object, paragraphs: Words, issue: Issue, copy: str = FULL) -> tuple[str, ...]:
        """One copy as sheets of HTML."""
        return paper.html_sheets(self.render_content(figures, paragraphs, issue, copy))

    def word(self, figures: object, paragraphs: Words, issue: Issue, copy: str = FULL) -> bytes:
        """One copy as a Word file."""
        return word.build_docx(self.render_content(figures, paragraphs, issue, copy))

    def print(
        self,
        figures: object,
        paragraphs: Words,
        issue: Issue,
        copies: tuple[str, ...] = (),
        progress: pdf.Progress = pdf.ignore_progress,
    ) -> dict[str, bytes]:
        """Print some copies of a paper, all where none is named; a copy without a sheet is none."""
        contents = {copy: self.render_content(figures, paragraphs, issue, copy) for copy in copies or self.copies}
        printable = {copy: content for copy, content in contents.items() if content.has_text or content.annexes}
        return dict(zip(printable, printing.print_contents(list(printable.values()), progress), strict=True))


def by_edition(first: Callable[[Any, str], T], now: Callable[[Any, str], T]) -> Callable[[Any, str], T]:
    """What papers of the first edition were made by when they were issued, and what is made now."""
    return lambda figures, copy: (first if figures.edition == FIRST_EDITION else now)(figures, copy)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "synthesis",
            "Báo cáo tổng hợp kết quả khảo sát",
            snapshot.freeze_synthesis,
            SynthesisFigures,
            synthesis.wording,
            synthesis.annexes_of,
            annex_digests.digest,
            annex_digests.marks,
            COPIES,
            carry=snapshot.carry,
        ),
        Kind("district", "Báo cáo tình hình, kết quả của %(district_level)s", field_report.freeze, own_level=DISTRICT),
        Kind("commune", "Báo cáo tình hình, kết quả của %(commune_level)s", field_report.freeze, own_level=COMMUNE),
        Kind(
            "monthly",
            "Báo cáo tháng",
            monthly_snapshot.freeze,
            monthly_snapshot.MonthlyFigures,
            by_edition(first_monthly.wording, monthly.wording),
            by_edition(first_monthly.annexes, monthly_annexes.annexes),
            copies=COPIES,
            needs_round=False,
            needs_month=True,
        ),
        Kind(
            "awards",
            "Tờ trình đề nghị khen thưởng",
            round_snapshot.proposal,
            round_figures.ProposalFigures,
            by_edition(first_letters.proposal, letters.proposal),
            by_edition(first_letters.proposal_annexes, letters.proposal_annexes),
        ),
        Kind(
            "guidance",
            "Công văn hướng dẫn",
            round_snapshot.guidance,
            round_figures.GuidanceFigures,
            by_edition(first_letters.guidance, letters.guidance),
            lambda _figures, _copy: (),
        ),
        Kind(
            "urging",
            "Công văn đôn đốc",
            round_snapshot.urging,
            round_figures.UrgingFigures,
            by_edition(first_letters.urging, letters.urging),
            by_edition(first_letters.urging_annexes, letters.urging_annexes),
        ),
        Kind(
            "minutes",
            "Biên bản đóng đợt khảo sát",
            round_snapshot.minutes,
            round_figures.MinutesFigures,
            by_edition(first_minutes.close_round, minutes.close_round),
            by_edition(first_minutes.round_annexes, minutes.round_annexes),
        ),
        Kind(
            "daily",
            "Biên bản chốt số liệu ngày",
            round_snapshot.daily,
            round_figures.DayFigures,
            by_edition(first_minutes.close_day, minutes.close_day),
            by_edition(first_minutes.day_annexes, minutes.day_annexes),
            needs_day=True,
        ),
        Kind(
            "press",
            "Thông cáo báo chí",
            press.freeze,
            press.PressFigures,
            press.wording,
            lambda _figures, _copy: (),
            needs_directive=True,
        ),
        Kind("codes", "Danh sách mã QR code", lists.codes),
        Kind("roster", "Danh sách, lịch phân công", lists.roster),
        Kind("supervisors", "Danh sách lãnh đạo, cán bộ kiểm tra, giám sát", lists.supervisors),
    )
}


def kinds_for(unit: Unit, plan: Plan | None = None) -> list[Kind]:
    """The kinds a unit issues, of a round with this plan where one is given."""
    own = [kind for kind in KINDS.values() if (kind.own_level or PROVINCE) == unit.level]
    return [kind for kind in own if plan is None or features.has_paper(plan, kind.name)]
