"""Who issues a paper, and how its head, foot and marks are written: three profiles, of which plans name one a level."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from portal.web.data.codec import later
from portal.web.ui import formats
from portal.web.ui.formats import lower_first

LETTER = "CV"  # the letters of an official letter
# Annexes that are sent apart: made; not before an approver has said whether they are a state secret; a secret, and so
# not made here at all.
MADE: Final = "made"
WAITING: Final = "waiting"
ELSEWHERE: Final = "elsewhere"
GAP = "\u00a0" * 6  # what a clerk fills in with a pen, or the portal with a number: it is never guessed


@dataclass(frozen=True)
class Citation:
    """A paper that this one rests on: «Kế hoạch số 12-KH/ABC ngày 05/6/2024 của Cơ quan về …»."""

    kind: str
    number: str
    dated: date
    issuer: str
    about: str


@dataclass(frozen=True)
class Office:
    """Who issues the paper, and to whom. `restricted` are the annexes that only `restricted_to` receives.

    `division` is the symbol of the division that drafts, in the number of a State letter. An `is_internal` paper is a
    division's own, to the office above it: outside the office's book of numbers.
    """

    profile: str
    superior: str
    issuer: str
    symbol: str
    place: str
    name: str
    reports_to: str = ""
    restricted_to: str = ""
    restricted: tuple[int, ...] = ()
    government: str = ""
    recipients: tuple[str, ...] = ()
    division: str = later("")
    is_internal: bool = later(default=False)


@dataclass(frozen=True)
class Profile:
    """The switches between guidelines; `style` picks the sizes in paper.css."""

    key: str
    style: str
    title: str
    motto: str = ""
    number: str = "Số {number}-{kind}/{body}"
    letter_number: str = "Số {number}-{kind}/{body}"
    end_mark: str = "./."
    citation_comma: bool = False
    heading_mark: str = "."
    subject_rule: str = "-----"
    uy: str = "ủy"

    @property
    def is_of_party(self) -> bool:
        """Whether papers are in the Party's form."""
        return self.style == "party"


PROFILES: Mapping[str, Profile] = {
    profile.key: profile
    for profile in (
        Profile("party_hd36_2018", "party", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        Profile(
            "party_hd05_2026",
            "party",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            end_mark=".",
            citation_comma=True,
            heading_mark="-",
        ),
        Profile(
            "state_nd30_2020",
            "state",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            motto="Độc lập - Tự do - Hạnh phúc",
            number="Số: {number}/{kind}-{body}",
            letter_number="Số: {number}/{body}-{division}",
            subject_rule="",
        ),
    )
}


@dataclass(frozen=True)
class Issue:
    """What people fill in when a paper goes out: number, date, signer, whom it goes to (empty: as its kind has it).

    `draft` is what the register says of it: DỰ THẢO goes at approval, number and date come after. A paper that is in
    no register is a draft until number, date and signer are there.
    """

    number: str = ""
    issued_on: date | None = None
    capacity: str = ""
    signer_office: str = ""
    signer: str = ""
    draft: bool | None = None
    recipients: tuple[str, ...] = ()
    apart: Literal["made", "waiting", "elsewhere"] = MADE  # what became of the annexes that are sent apart
    revision: int = 1  # which in a row of papers that each replace the one before: 1 for one that replaces none

    @property
    def is_draft(self) -> bool:
        if self.draft is not None:
            return self.draft
        return not (self.number and self.issued_on and self.capacity and self.signer)


def number_line(profile: Profile, kind: str, office: Office, number: str = "") -> str:
    """«Số 12-BC/BDVTU»; below ten a leading nought, and a gap until the clerk has given one.

    A State letter names who drafted it in place of its kind: «Số: 12/SYT-NVY». An issuer without a symbol of its own
    has no line before a number is given.
    """
    shown = number.zfill(2) if number.isdecimal() else number
    if not (office.symbol or shown):
        return ""
    form = profile.letter_number if kind == LETTER else profile.number
    line = form.format(number=shown or GAP, kind=kind, body=office.symbol, division=office.division)
    return line.rstrip("-/")


def given_number_line(profile: Profile, number: str) -> str:
    """«Số 12-QĐ/ĐU»: a number that was given outside the portal, as it is written there."""
    return profile.number.partition("{")[0] + number


def date_line(place: str, issued_on: date | None, due_on: date | None) -> str:
    """«Hà Nội, ngày 28 tháng 6 năm 2024»; a draft leaves the day open, without a deadline the month too."""
    if issued_on:
        return f"{place}, {formats.long_date(issued_on)}"
    # The month of the deadline is printed, as the clerk fills in the day alone.
    month = f"{formats.month_number(due_on.month)} năm {due_on.year}" if due_on else f"{GAP} năm{GAP}"
    return f"{place}, ngày{GAP}tháng {month}"


def enclosed_line(title: str, number: str, office: Office, issue: Issue, due_on: date | None) -> str:
    """«Kèm theo Báo cáo số 12-BC/ABC ngày 28/6/2024 của Cơ quan»."""
    month = f"{GAP}/{formats.month_number(due_on.month)}/{due_on.year}" if due_on else GAP
    dated = formats.short_date(issue.issued_on) if issue.issued_on else month
    # within a sentence the State's number has no colon either
    named = f" {lower_first(number).replace(':', '', 1)}{_comma(PROFILES[office.profile])}" if number else ""
    return f"Kèm theo {title}{named} ngày {dated} của {office.name}"


def cite(profile: Profile, paper: Citation) -> str:
    number = f"{paper.kind} số {paper.number}{_comma(profile)}"
    return f"{number} ngày {formats.short_date(paper.dated)} của {paper.issuer} về {paper.about}"


def spelled(profile: Profile, text: str) -> str:
    """Write «ủy» the profile's way."""
    if profile.uy == "ủy":
        return text
    return re.sub(r"\bủy\b", "uỷ", re.sub(r"\bỦy\b", "Uỷ", re.sub(r"\bỦY\b", "UỶ", text)))


def _comma(profile: Profile) -> str:
    return "," if profile.citation_comma else ""
