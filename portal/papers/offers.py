"""What a person makes of the sentences that headings offer: kept, changed or struck; and what is printed of them.

The sentences are made of the frozen figures alone, so they are made anew wherever they are read; of a person's choices
each is kept with the sentence as it was offered. A sentence whose figures have changed since waits to be looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from portal.papers.sections import HOLE, Offer, Section, lines
from portal.web.ui.formats import short_date

KEPT, CHANGED, STRUCK = DEEDS = ("kept", "changed", "struck")
FARTHEST = timedelta(days=3 * 366)  # a day after that is a year mistyped


class Rule(NamedTuple):
    """A sentence with its condition: what it is `about`, whether it `holds`, the figures it rests on.

    `holds` is a number that must not be nil, or any condition; where it does not hold, sentence and basis are not used.
    """

    about: str
    holds: object
    text: str
    basis: str | tuple[str, ...]


def offered(section: str, *rules: Rule) -> tuple[Offer, ...]:
    """What the rules of a section offer, in their order."""
    return tuple(
        Offer(f"{section}.{rule.about}", rule.text, (rule.basis,) if isinstance(rule.basis, str) else rule.basis)
        for rule in rules
        if rule.holds
    )


@dataclass(frozen=True)
class Choice:
    """What somebody made of a sentence, and the sentence as it was `offered`.

    `words` are those of a changed one; `day` fills the hole of one that has it.
    """

    key: str
    deed: str
    offered: str
    by: int
    at: datetime
    words: str = ""
    day: date | None = None


Choices = Mapping[str, Choice]  # the latest of each key


@dataclass(frozen=True)
class OfferedSentence:
    """A sentence with what was made of it. `offer` is None where the figures carry it no longer."""

    key: str
    offer: Offer | None
    choice: Choice | None

    @property
    def deed(self) -> str:
        """Kept, changed or struck; empty while nobody has chosen."""
        return self.choice.deed if self.choice else ""

    @property
    def is_used(self) -> bool:
        return self.deed in {KEPT, CHANGED}

    @property
    def words(self) -> str:
        """The sentence as it is to be printed, its hole open: a person's own words where they changed it."""
        if self.choice and (self.choice.deed == CHANGED or self.offer is None):
            return self.choice.words or self.choice.offered
        return self.offer.text if self.offer else ""

    @property
    def day(self) -> date | None:
        return self.choice.day if self.choice else None

    @property
    def reads(self) -> str:
        """The sentence with its hole filled where somebody has."""
        return filled(self.words, self.day)

    @property
    def printed(self) -> str:
        """What of it stands in the paper; empty where nobody keeps it, or no figure carries it."""
        return self.reads if self.is_used and self.offer else ""

    @property
    def is_stale(self) -> bool:
        """Whether it is used and the figures say something else since."""
        return self.is_used and (self.offer is None or self.choice is None or self.choice.offered != self.offer.text)

    def is_past(self, since: date) -> bool:
        """Whether its day lies before that of the paper."""
        return bool(self.printed and self.day and self.day < since)

    def waits(self, since: date) -> bool:
        """Whether somebody has to look at it again before the paper is ready."""
        return self.is_stale or self.is_past(since)


def latest(choices: Iterable[Choice]) -> dict[str, Choice]:
    """Of the choices in their order, the last of each sentence."""
    return {choice.key: choice for choice in choices}


def sentences(section: Section, choices: Choices) -> tuple[OfferedSentence, ...]:
    """The offered sentences of a heading, then those in use that its figures carry no longer."""
    offered = {offer.key for offer in section.offers}
    now = [OfferedSentence(offer.key, offer, choices.get(offer.key)) for offer in section.offers]
    before = [
        OfferedSentence(key, None, choice)
        for key, choice in choices.items()
        if key.rpartition(".")[0] == section.key and key not in offered and choice.deed != STRUCK
    ]
    return (*now, *before)


def words(outline: Sequence[Section], paragraphs: Mapping[str, str], choices: Choices) -> dict[str, str]:
    """What stands under each heading besides its own figures: the sentences in use, then what people typed."""
    return {section.key: text for section in outline if (text := words_under(section, paragraphs, choices))}


def words_under(section: Section, paragraphs: Mapping[str, str], choices: Choices) -> str:
    """A line, a paragraph; the heading's «không có» where all is struck and there is nothing else."""
    offered = sentences(section, choices)
    used = [sentence.printed for sentence in offered if sentence.printed]
    told = (*used, *lines(paragraphs.get(section.key, "")))
    if told or section.sentences or not offered or any(one.deed != STRUCK for one in offered):
        return "\n".join(told)
    return section.nothing


def filled(text: str, day: date | None) -> str:
    """A sentence with the day in its hole."""
    return text.replace(HOLE, f"ngày {short_date(day)}") if day else text
