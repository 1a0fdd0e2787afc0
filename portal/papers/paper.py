"""What every official paper has in common: its form, its head and marks, the text and annexes that are told in it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from portal.papers import pdf
from portal.papers.letterhead import PROFILES, Issue, Profile, date_line, enclosed_line, number_line, spelled
from portal.papers.office import Office
from portal.web.data import clock
from portal.web.ui import formats
from portal.web.ui.text import keep_together, with_no_break_spaces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from portal.papers.blocks import Block
    from portal.papers.sections import Written
    from portal.papers.tables import Annex

TOGETHER = r"Phụ lục \d+|Điều \d+|[Cc]hủ tịch|Tỉnh ủy|Tổ công tác"
GLUE = "\ue000"
"""A sign of nobody's, in the place of a space at which no line may end."""
ONE_LINE = 90
LONGEST_SUBJECT = 68
LONGEST_ENCLOSED = {"portrait": 84, "landscape": 130}
"""Letters of 14 points that a line has room for."""


@dataclass(frozen=True)
class Form:
    """A form of papers: its name, the letters in its number, how it is addressed, who signs on the left if anybody."""

    name: str
    letters: str
    address: str = ""
    left_signer: str = ""
    right_signer: str = ""

    @property
    def is_letter(self) -> bool:
        """Whether it has no name of its own on the page, and its subject stands under the number."""
        return self.letters == "CV"


REPORT = Form("Báo cáo", "BC")
PROPOSAL = Form("Tờ trình", "TTr", "Kính trình")
LETTER = Form("Công văn", "CV", "Kính gửi")
MINUTES = Form("Biên bản", "BB", left_signer="NGƯỜI GHI BIÊN BẢN", right_signer="CHỦ TRÌ")


@dataclass(frozen=True)
class Paper:
    """What head, foot and marks say."""

    profile: Profile
    office: Office
    issue: Issue
    form: Form
    subject: str
    number: str
    place_and_date: str
    enclosed: str
    created: str
    extracted: str
    simulated: bool
    addressees: tuple[str, ...] = ()
    is_list: bool = False
    """Tables alone, enclosed with another paper: nobody numbers or signs them by themselves."""

    @property
    def kind(self) -> str:
        return self.form.name.upper()

    @property
    def is_draft(self) -> bool:
        return self.issue.is_draft and not (self.is_list and self.issue.draft is None)

    @property
    def revision_words(self) -> str:
        """What stands under the number: which draft it is, and of a paper that replaces another which issue."""
        if self.is_draft:
            return f"Dự thảo lần {self.issue.revision}"
        return f"Ban hành lần {self.issue.revision}" if self.issue.revision > 1 else ""

    @property
    def subject_lines(self) -> list[str]:
        return balanced_lines(self.subject, LONGEST_SUBJECT)

    @property
    def named(self) -> str:
        """What it is called within a sentence."""
        return "danh sách" if self.is_list else self.form.name.lower()

    @property
    def title(self) -> str:
        return f"{self.form.name} {self.subject}"

    @property
    def recipients(self) -> list[str]:
        """The lines under «Nơi nhận», each with its stop: commas, and a full stop at the last."""
        lines = [line.strip(" -,.;") for line in self.issue.recipients or self.office.recipients]
        return [f"- {line}{'.' if line == lines[-1] else ','}" for line in lines]

    @property
    def unsigned(self) -> str:
        """What stands in the place of a capacity that nobody has filled in."""
        return self.form.right_signer or "(quyền hạn, chức vụ người ký)"


@dataclass(frozen=True)
class DocumentContent:
    """A paper with all its words: what it opens with, its sections, its last line, its annexes.

    A decision or notice has `blocks` in place of sections. Without either it is annexes alone. `digest` names the
    figures; it is printed under the last annex, or under the text where there is none.
    """

    paper: Paper
    opening: tuple[str, ...] = ()
    sections: Sequence[Written] = ()
    closing: str = ""
    annexes: tuple[Annex, ...] = ()
    digest: str = ""
    blocks: tuple[Block, ...] = ()
    style: str = ""
    """What paper.css knows its text by, beside its profile."""

    @property
    def has_text(self) -> bool:
        return bool(self.sections or self.blocks)

    @property
    def ends_short(self) -> bool:
        """Whether the last line alone is too little text to stand above the signature on a page."""
        return len(self.closing) < ONE_LINE


@dataclass(frozen=True)
class HeadDetails:
    """What is said in the head besides office and issue."""

    form: Form
    subject: str
    taken_at: datetime
    simulated: bool
    due_on: date | None = None
    addressees: tuple[str, ...] = ()
    enclosed: str = ""
    """What the annexes are enclosed with, where it is not this paper."""


def build_paper(office: Office, issue: Issue, matter: HeadDetails) -> Paper:
    """The head of a paper: its number and date as far as they are known."""
    profile, form = PROFILES[office.profile], matter.form
    number = number_line(profile, form.letters, office.symbol, issue.number)
    return Paper(
        profile=profile,
        office=office,
        issue=issue,
        form=form,
        subject=matter.subject,
        number=number,
        place_and_date=date_line(office.place, issue.issued_on, matter.due_on),
        enclosed=matter.enclosed or enclosed_line(form.name, number, office, issue, matter.due_on),
        created=matter.taken_at.isoformat(timespec="seconds"),
        extracted=moment_in_words(matter.taken_at),
        simulated=matter.simulated,
        addressees=matter.addressees,
        is_list=bool(matter.enclosed),
    )


def list_paper(form: Form, subject: str, enclosed: str, *, author: str, simulated: bool) -> Paper:
    """The head of tables that are printed whenever somebody asks, outside the register: no letterhead, no day."""
    profile = PROFILES["party_hd36_2018"]
    return Paper(
        profile=profile,
        office=Office(profile.key, "", "", "", "", author),
        issue=Issue(draft=False),
        form=form,
        subject=subject,
        number="",
        place_and_date="",
        enclosed=enclosed,
        created="",
        extracted="",
        simulated=simulated,
        is_list=True,
    )


def html_sheets(told: DocumentContent) -> tuple[str, ...]:
    """The paper as HTML: the text, then each annex."""
    found = [text_sheet(told)] if told.has_text else []
    found += [annex_sheet(told, annex) for annex in told.annexes]
    return tuple(spelled(told.paper.profile, sheet) for sheet in found)


def text_sheet(told: DocumentContent) -> str:
    values: Mapping[str, object] = {
        "paper": told.paper,
        "whole": partial(keep_together, words=TOGETHER),
        "opening": told.opening,
        "style": told.style,
        "sections": told.sections,
        "blocks": told.blocks,
        "closing": told.closing,
        "ends_short": told.ends_short,
        "digest": "" if told.annexes else told.digest,
    }
    return pdf.fill("print/text.html", values)


def annex_sheet(told: DocumentContent, annex: Annex) -> str:
    digest = told.digest if annex is told.annexes[-1] else ""
    return pdf.fill(
        "print/annex.html",
        {
            "paper": told.paper,
            "whole": partial(keep_together, words=TOGETHER),
            "annex": annex,
            "enclosed": enclosed_lines(told.paper, annex),
            "digest": digest,
        },
    )


def balanced_lines(text: str, longest: int) -> list[str]:
    """The text in as few lines as fit, as even as they come."""
    together = with_no_break_spaces(text, TOGETHER, GLUE)
    fewest = len(wrapped(together, longest))
    widths = range(min(len(together) // max(fewest, 1), longest), longest + 1)
    lines = next(found for width in widths if len(found := wrapped(together, width)) <= fewest)
    return [line.replace(GLUE, " ") for line in lines]


def wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False)


def enclosed_lines(paper: Paper, annex: Annex) -> list[str]:
    """«(Kèm theo …)», and whom a restricted annex goes to on a line of its own."""
    more = f"\ngửi riêng {paper.office.restricted_to}" if annex.restricted else ""
    parts = paper.enclosed.split("\n")
    lines = [line for part in parts for line in balanced_lines(part, LONGEST_ENCLOSED[annex.page])]
    text = "\n".join(lines)
    return f"({text}{';' if more else ''}{more})".split("\n")


def moment_in_words(taken: datetime) -> str:
    return f"{formats.short_date(clock.local(taken))}, {formats.clock_time(taken)}"
