"""The annexes that a sentence cites: «(Phụ lục 1, 2)», and «(Phụ lục)» where a paper has one alone."""

import re
from collections.abc import Iterable, Iterator

from portal.papers.sections import Section

CITED = re.compile(r"(?<=Phụ lục )\d+(?:(?:, | và )\d+)*")
NUMBER = re.compile(r"\d+")
ALONE, ONLY = "(Phụ lục)", 0


def pieces(text: str) -> Iterator[tuple[str, int | None]]:
    """The text in pieces; one that cites an annex comes with its number, «Phụ lục» with the first after it."""
    if ALONE in text:
        before, _alone, after = text.partition(ALONE)
        yield from ((f"{before}(", None), ("Phụ lục", ONLY), (f"){after}", None))
        return
    told = 0
    for numbers in CITED.finditer(text):
        for number in NUMBER.finditer(text, numbers.start(), numbers.end()):
            begin = numbers.start() - len("Phụ lục ") if number.start() == numbers.start() else number.start()
            yield text[told:begin], None
            yield text[begin : number.end()], int(number[0])
            told = number.end()
    yield text[told:], None


def cited(texts: Iterable[str]) -> set[int]:
    """The annexes that some sentences cite."""
    return {number for text in texts for _piece, number in pieces(text) if number is not None}


def tables_beside(section: Section, paragraphs: Iterable[str]) -> tuple[int, ...]:
    """The annexes with figures of a heading that its paragraphs do not cite themselves."""
    return tuple(number for number in tables_of(section) if number not in cited(paragraphs))


def tables_of(section: Section) -> tuple[int, ...]:
    """The annexes with the figures of a heading, in order: those named for it, those its sentences cite."""
    bases = (basis for offer in section.offers for basis in offer.basis)
    offered = (offer.text for offer in section.offers)
    return tuple(sorted({*section.tables, *cited(section.sentences), *cited(bases), *cited(offered)}))
