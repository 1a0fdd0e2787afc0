"""A printed file, read back with Debian's tools."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from portal.documents.kinds import KINDS
from portal.papers.pdf import ignore_progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pypdf.generic import DictionaryObject

    from portal.documents.synthesis.figures import SynthesisFigures
    from portal.papers.letterhead import Issue
    from portal.papers.pdf import Progress

WORD = re.compile(r'<page |<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')

FIRST_PAGE = re.compile(r"PHỤ LỤC|\(Kèm theo|ĐẢNG CỘNG SẢN|CỘNG HÒA XÃ HỘI")
FEWEST_ROWS = 3
HEADING = re.compile(r"(?:[IVX]+[.-]|\d+\.(?:\d+\.)*) \S")
MARK = "SỐ LIỆU MÔ PHỎNG"
LARGE = 20
SAME_LINE = 3


SYNTHESIS = KINDS["synthesis"]


def printed_synthesis(
    figures: SynthesisFigures,
    paragraphs: Mapping[str, str],
    issue: Issue,
    copy: str = "full",
    progress: Progress = ignore_progress,
) -> bytes:
    """One copy of a synthesis report as PDF."""
    return SYNTHESIS.print(figures, paragraphs, issue, (copy,), progress)[copy]


def words_of(content: bytes) -> str:
    """The words of a file in the order they were drawn, spaces folded."""
    read = subprocess.run(["/usr/bin/pdftotext", "-raw", "-", "-"], input=content, check=True, capture_output=True)
    return " ".join(read.stdout.decode().split())


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    page: int

    @property
    def size(self) -> float:
        """In points: Liberation Serif is 1.107 em from the lowest to the highest stroke."""
        return (self.bottom - self.top) / 1.107


class Printed:
    """A file with what the tests ask of it."""

    def __init__(self, content: bytes, folder: Path) -> None:
        self.content = content
        self.path = folder / f"{len(list(folder.iterdir()))}.pdf"
        self.path.write_bytes(content)
        self.reader = PdfReader(BytesIO(content))

    def run(self, *command: str) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    @cached_property
    def text(self) -> str:
        return self.run("pdftotext", "-layout", str(self.path), "-")

    @cached_property
    def pages(self) -> list[str]:
        return self.text.split("\f")[:-1]

    @cached_property
    def words(self) -> list[Word]:
        found, page = [], -1
        for match in WORD.finditer(self.run("pdftotext", "-bbox", str(self.path), "-")):
            if match[5] is None:
                page += 1
            else:
                found.append(Word(unescape(match[5]), *(float(side) for side in match.groups()[:4]), page=page))
        return found

    @cached_property
    def lines(self) -> set[str]:
        """Lines of text as they stand on the page, the large diagonal mark left out."""
        small = sorted((word for word in self.words if word.size < LARGE), key=lambda word: (word.page, word.top))
        rows: list[list[Word]] = []
        for word in small:
            beside = rows and rows[-1][0].page == word.page and word.top - rows[-1][0].top < SAME_LINE
            rows[-1].append(word) if beside else rows.append([word])
        return {" ".join(word.text for word in sorted(row, key=lambda word: word.left)) for row in rows}

    def find(self, phrase: str, page: int | None = None) -> list[Word]:
        """The words of a phrase where it first stands."""
        parts = phrase.split()
        for start in range(len(self.words)):
            chosen = self.words[start : start + len(parts)]
            if [word.text for word in chosen] == parts and page in {None, chosen[0].page}:
                return chosen
        pytest.fail(f"{phrase} is not printed")

    def fonts(self) -> dict[str, list[str]]:
        rows = self.run("pdffonts", str(self.path)).splitlines()[2:]
        return {row.split()[0].partition("+")[2]: row.split()[-5:-2] for row in rows}

    def tags(self) -> Iterator[DictionaryObject]:
        """Every part of the tree of tags, in reading order."""
        waiting = [self.reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
        while waiting:
            part = waiting.pop()
            part = part.get_object() if hasattr(part, "get_object") else part
            if isinstance(part, list):
                waiting.extend(reversed(part))
            elif isinstance(part, dict):
                yield part
                waiting.append(part.get("/K", []))

    def rows_by_page(self) -> dict[int, int]:
        """How many rows of tables stand on each page that has a table, heads left out."""
        numbers = {page.indirect_reference.idnum: number for number, page in enumerate(self.reader.pages)}
        rows: Counter[int] = Counter()
        for tag in self.tags():
            if tag.get("/S") == "/TBody":
                rows[numbers[tag.raw_get("/Pg").idnum]] += len(tag["/K"])
        return dict(rows)

    def lone_rows(self) -> list[str]:
        """Pages that carry on a table with a row or two, or nothing but its note."""
        rows = self.rows_by_page()
        found = []
        for number, page in enumerate(self.pages):
            carries_on = FIRST_PAGE.search(page) is None and number - 1 in rows
            if carries_on and rows.get(number, 0) < FEWEST_ROWS:
                found.append(f"{number + 1}: {rows.get(number, 0)}")
        return found

    def bare_heads(self) -> list[str]:
        """The headings with which a page ends."""
        last = [
            ([line for line in page.splitlines() if line.strip() not in {"", MARK}] or [""])[-1] for page in self.pages
        ]
        return [line.strip() for line in last if HEADING.match(line.strip())]

    def signature_fields(self) -> dict[str, tuple[int, list[float]]]:
        """Each empty signature field with its page and rectangle."""
        fields = {}
        for number, page in enumerate(self.reader.pages):
            for note in page.get("/Annots", []):
                widget = note.get_object()
                assert widget["/FT"] == "/Sig"
                assert "/V" not in widget
                fields[widget["/T"]] = (number, [float(side) for side in widget["/Rect"]])
        return fields
