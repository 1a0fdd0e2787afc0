"""A paper's headings, the sentences that figures make under them, and what people write there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.web.data.codec import later
from portal.web.ui.formats import tidy_lines

SUMMARY = "0"  # the key of a first paragraph that says what a paper comes to; nobody writes in it
HOLE = "ngày …"  # in an offer: the writer types the day, as «trước ngày …»
Written = tuple["Section", tuple[str, ...], bool]  # the paragraphs under it, and whether it still waits for a person


@dataclass(frozen=True)
class Offer:
    """A sentence that the frozen figures carry: a person keeps, changes or strikes it; only what is kept is printed.

    `key` names what is said («III.1.met», of the section «III.1») and stays when the figures change. `basis` are the
    figures it rests on, each with the table it comes from: «164/209 đơn vị bảo đảm số lượt tham gia (Phụ lục 1)».
    A `HOLE` in the text is a day that the writer has to type before it counts as kept.
    """

    key: str
    text: str
    basis: tuple[str, ...]

    @property
    def has_hole(self) -> bool:
        return HOLE in self.text


@dataclass(frozen=True)
class Section:
    """One heading of the paper. `sentences` come from figures; a `prompt` says what a person has to write.

    A person may add paragraphs under every heading that has no headings below it (`editable`); where there is a
    prompt the paper is not ready without them, unless they are optional. A section without a title is text alone.
    `offers` are sentences to choose from; where all are struck and nobody writes, `nothing` stands in their place
    («Không có kiến nghị.»), or the section waits. `tables` are annexes that hold the figures of its sentences, where
    the sentences do not cite them. Papers frozen before these three came have none.
    """

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    prompt: str = ""
    optional: bool = False
    missing: bool = False  # the sentences only say that there are no figures: a person's own take their place
    offers: tuple[Offer, ...] = later(())
    nothing: str = later("")
    tables: tuple[int, ...] = later(())

    @property
    def level(self) -> int:
        return self.key.count(".") + 1

    @property
    def must_be_written(self) -> bool:
        return bool(self.prompt) and not self.optional


def section(key: str, title: str, *sentences: str, **more: Any) -> Section:
    """A section with some sentences of figures; `more` are its other fields."""
    return Section(key, title, sentences, **more)


def known(key: str, title: str, sentences: Iterable[str], what: str) -> Section:
    """A section of figures, or the note that there are none."""
    lines_known = tuple(sentences)
    return Section(key, title, lines_known or (f"Chưa có số liệu về {what}.",), missing=not lines_known)


def reworded(outline: Iterable[Section], told: Mapping[str, tuple[str, ...]]) -> tuple[Section, ...]:
    """The outline with other sentences under the headings that `told` names."""
    return tuple(replace(part, sentences=told.get(part.key, part.sentences)) for part in outline)


def editable(outline: Sequence[Section]) -> tuple[Section, ...]:
    """The sections under which people write: those without headings of their own, the summary not among them."""
    parents = {section.key.rpartition(".")[0] for section in outline}  # «II» of «II.3», empty for «II»
    return tuple(section for section in outline if section.key not in {SUMMARY, *parents})


def unwritten(outline: Sequence[Section], paragraphs: Mapping[str, str]) -> list[Section]:
    """The sections that still wait for a person's words."""
    return [s for s in outline if s.must_be_written and not lines(paragraphs.get(s.key, ""))]


def written(outline: Sequence[Section], paragraphs: Mapping[str, str]) -> list[Written]:
    """Each section with what stands under it, and whether it still waits for a person; an optional one may be left."""
    found = []
    for section in outline:
        typed = lines(paragraphs.get(section.key, ""))
        if typed or not section.optional:
            told = () if typed and section.missing else section.sentences
            found.append((section, (*told, *typed), section.must_be_written and not typed))
    return found


def lines(text: str) -> tuple[str, ...]:
    """A person's text as paragraphs: a line, a paragraph."""
    return tuple(line.strip() for line in tidy_lines(text).split("\n") if line.strip())
