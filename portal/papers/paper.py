"""What every official paper has in common: its form, its head and marks, the text and annexes that are told in it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from portal.papers import letterhead, pdf
from portal.papers.letterhead import PROFILES, Issue, Office, Profile, date_line, enclosed_line, number_line, spelled
from portal.papers.sections import Section, Written
from portal.papers.tables import Annex
from portal.web.data import clock
from portal.web.ui import formats, qr
from portal.web.ui.formats import keep_together, with_no_break_spaces

UNBROKEN = Path(__file__).parents[2] / "plans" / "papers" / "unbroken.txt"
NAMES = Path(__file__).parents[2] / "plans" / "papers" / "unbroken-names.txt"
WHOLE = "|".join(UNBROKEN.read_text(encoding="utf-8").split("\n")[:-1])  # no line ends inside these
# not in justified text, where the line before so long a name would be stretched
TOGETHER = "|".join([*NAMES.read_text(encoding="utf-8").split("\n")[:-1], WHOLE])
PLACES = r"(?:TỈNH|THÀNH PHỐ|HUYỆN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU) (?!ỦY)[\w ]+$"  # in a letterhead
LAST_WORDS = r"\S+(?: \S+){3}$"  # «thị xã, thành phố», so that no line has the last alone
GLUE = "\ue000"  # of the private use area, so in no text: for a space at which no line may end
ONE_LINE = 90  # letters of 14 points that a line has room for, as the next two
LONGEST_SUBJECT = 68
LONGEST_WORD = 30  # a longer one, as a mark or an address, would stretch the justified line before it
LONGEST_ISSUER = 26
LONGEST_SUPERIOR = {"party": 27, "state": 24}
LONGEST_ENCLOSED = {"portrait": 84, "landscape": 130}


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
        return self.letters == letterhead.LETTER


REPORT = Form("Báo cáo", "BC")
PROPOSAL = Form("Tờ trình", "TTr", "Kính trình")
LETTER = Form("Công văn", letterhead.LETTER, "Kính gửi")
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
    is_list: bool = False  # tables alone, enclosed with another paper: not numbered or signed by themselves

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
    def superior_lines(self) -> list[str]:
        return balanced_lines(self.office.superior, LONGEST_SUPERIOR[self.profile.style])

    @property
    def issuer_lines(self) -> list[str]:
        """Who issues it, in lines as even as they come."""
        return balanced_lines(self.office.issuer, LONGEST_ISSUER)

    @property
    def subject_lines(self) -> list[str]:
        return balanced_lines(self.subject, LONGEST_SUBJECT)

    @property
    def named(self) -> str:
        """What it is called within a sentence."""
        return "danh sách" if self.is_list else self.form.name.lower()

    @property
    def title(self) -> str:
        """What its file is called: «Báo cáo kết quả …», or «DANH SÁCH …» where the subject says itself what it is."""
        return self.subject if self.is_list and self.subject[:2].isupper() else f"{self.form.name} {self.subject}"

    @property
    def recipients(self) -> list[str]:
        """The lines under «Nơi nhận», each with its stop: commas, and a full stop at the last."""
        lines = [line.strip(" -,.;") for line in self.issue.recipients or self.office.recipients]
        return [f"- {line}{'.' if line == lines[-1] else ','}" for line in lines]

    @property
    def unsigned(self) -> str:
        """What stands in the place of a capacity that is not filled in."""
        return self.form.right_signer or "(quyền hạn, chức vụ người ký)"


@dataclass(frozen=True)
class Block:
    """A piece of the body of a decision or notice, which has articles and points in place of headings.

    In a `code` the words stand beside the QR symbol of `url`, and the bold ones, the code itself, after them; elsewhere
    the bold ones stand before.
    """

    kind: Literal["base", "text", "centre", "item", "code"]
    text: str
    strong: str = ""
    url: str = ""

    @property
    def symbol(self) -> qr.Symbol:
        return qr.symbol(self.url)


@dataclass(frozen=True)
class DocumentContent:
    """A paper with all its words: what it opens with, its sections, its last line, its annexes.

    A decision or notice has `blocks` in place of sections. Without either it is annexes alone. `digest` names the
    figures, `marks` are what it is made of; it is printed under the last annex, or under the text of a paper that has
    none and is no letter.
    """

    paper: Paper
    opening: str = ""
    sections: Sequence[Written] = ()
    closing: str = ""
    annexes: tuple[Annex, ...] = ()
    digest: str = ""
    marks: Sequence[Sequence[str]] = ()
    blocks: tuple[Block, ...] = ()
    style: str = ""  # what paper.css knows its text by, beside its profile
    notice: str = ""  # a sentence of its own before the last line

    @property
    def has_text(self) -> bool:
        return bool(self.sections or self.blocks)

    @property
    def digest_under_text(self) -> bool:
        """Under a letter's signature stands nothing; the register has its digest."""
        return bool(self.digest and not self.annexes and not self.paper.form.is_letter)

    @property
    def ends_short(self) -> bool:
        """Whether the last line alone is too little text to stand above the signature on a page."""
        return len(self.closing) < ONE_LINE


@dataclass(frozen=True)
class HeadDetails:
    """What is said in the head besides the issue's particulars."""

    office: Office
    form: Form
    subject: str
    taken_at: datetime
    simulated: bool
    due_on: date | None = None
    addressees: tuple[str, ...] = ()
    enclosed: str = ""  # what the annexes are enclosed with, where it is not this paper


@dataclass(frozen=True)
class Wording:
    """What a paper says from its figures alone, besides its annexes; people add paragraphs, number, date and signer."""

    head: HeadDetails
    opening: str
    sections: tuple[Section, ...]
    closing: str

    @property
    def heading(self) -> str:
        """The paper's own title; a list is called by its subject alone."""
        return f"{self.head.form.name} {self.head.subject}" if self.sections else self.head.subject


def build_paper(issue: Issue, matter: HeadDetails) -> Paper:
    """The head of a paper: its number and date as far as they are known."""
    office, form, profile = matter.office, matter.form, PROFILES[matter.office.profile]
    number = number_line(profile, form.letters, office, issue.number)
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


def html_sheets(content: DocumentContent) -> tuple[str, ...]:
    """The paper as HTML: the text, then each annex."""
    sheets = [text_sheet(content)] if content.has_text else []
    sheets += [annex_sheet(content, annex) for annex in content.annexes]
    # Spelled last and as a whole: names that come from figures and plans are written the profile's way too.
    return tuple(spelled(content.paper.profile, sheet) for sheet in sheets)


def text_sheet(content: DocumentContent) -> str:
    values = {
        "content": content,
        "paper": content.paper,
        "whole": partial(keep_together, words=TOGETHER),
        "told": partial(keep_together, words=WHOLE),
        "ended": partial(keep_together, words=LAST_WORDS),
        "has_long_word": has_long_word,
        "digest": content.digest if content.digest_under_text else "",
    }
    return pdf.fill("print/text.html", values)


def annex_sheet(content: DocumentContent, annex: Annex) -> str:
    values = {
        "paper": content.paper,
        "whole": partial(keep_together, words=TOGETHER),
        "annex": annex,
        "enclosed": enclosed_lines(content.paper, annex),
        "digest": content.digest if annex is content.annexes[-1] else "",
    }
    return pdf.fill("print/annex.html", values)


def has_long_word(text: str) -> bool:
    return any(len(word) > LONGEST_WORD for word in text.split())


def balanced_lines(text: str, longest: int) -> list[str]:
    """The text in as few lines as fit, as even as they come."""
    together = with_no_break_spaces(text, f"{PLACES}|{TOGETHER}", GLUE)
    fewest = len(wrapped(together, longest))
    # The narrowest width that needs no more lines makes them the most even.
    widths = range(min(len(together) // max(fewest, 1), longest), longest + 1)
    lines = next(rows for width in widths if len(rows := wrapped(together, width)) <= fewest)
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
