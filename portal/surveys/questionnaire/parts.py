"""The parts of a form as data: words in two languages, choices, questions of every kind, how answers become figures."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from portal.surveys.plan.reader import Words, between, matching, not_empty, placeholders
from portal.web.data import codec

SATISFACTION: Final = (1, 2, 3, 4, 5)
NO_ANSWER: Final = 9  # «no opinion» on the form's scale, «no answer» to what a person is asked of themselves
DONT_KNOW: Final = 99  # the same among choices of a question's own
LONGEST_TEXT: Final = 1000
PLACEHOLDERS = placeholders("chair", "office", "unit", "kind", "desk")

ONE, SCALE, SEVERAL, NUMBER, DATE, TEXT = "one", "scale", "several", "number", "date", "text"
KINDS: Final = (ONE, SCALE, SEVERAL, NUMBER, DATE, TEXT)

Name = Annotated[str, matching(r"[A-Z][0-9]{1,2}", "gồm một chữ in hoa và một, hai chữ số, ví dụ Q1")]
GroupName = Annotated[str, matching(r"[A-Z0-9]{1,8}", "gồm chữ in hoa và chữ số, ví dụ G1")]
SectionName = Annotated[str, matching(r"[a-z_]{1,20}", "gồm chữ thường không dấu")]
Phrase = Annotated[str, not_empty, PLACEHOLDERS]
Code = Annotated[int, between(0, DONT_KNOW)]
Bound = Annotated[int | None, between(-(10**9), 10**9)]
Kind = Literal["one", "scale", "several", "number", "date", "text"]
Variant = Literal["long", "short"]
Method = Literal["top2", "mean5", "mean0"]


@dataclass(frozen=True)
class Text:
    """Words in both languages of the citizen's page; holes in braces are filled by `Wording`."""

    vi: Phrase
    en: Phrase

    def of(self, language: Literal["vi", "en"]) -> str:
        return self.en if language == "en" else self.vi


@dataclass(frozen=True)
class Choice:
    """An answer that can be chosen, and its code.

    A class of numbers reaches from `low` to `high`, one of days from `first` to `last`, both ends included; None: open.
    """

    code: Code
    text: Text
    low: Bound = codec.later(None)
    high: Bound = codec.later(None)
    first: date | None = codec.later(None)
    last: date | None = codec.later(None)


@dataclass(frozen=True)
class Condition:
    """A question is asked of those alone who chose one of these codes of an earlier one."""

    question: Name
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Group:
    """Questions whose values make one index."""

    id: GroupName
    label: Words


@dataclass(frozen=True)
class Section:
    """Questions under one lead-in; what stands between ** is set in bold."""

    id: SectionName
    lead: Text


@dataclass(frozen=True)
class Item:
    """A question. Of kind «one» without choices of its own it is asked on the form's scale, and counts in the index.

    `label` is its short name in tables and charts; `core` questions make the short form; an optional one may be
    switched off. `hint` and `max_length` are for a text; the other kinds are explained in `question_rules.py`.
    """

    id: Name
    label: Words
    text: Text
    section: str = ""
    group: str = ""
    core: bool = False
    on: bool = True
    sensitive: bool = False
    choices: tuple[Choice, ...] = ()
    kind: Kind = codec.later("one")
    required: bool = codec.later(default=True)
    when: Condition | None = codec.later(None)
    hint: Text | None = codec.later(None)
    max_length: Annotated[int, between(1, LONGEST_TEXT)] = codec.later(200)

    @property
    def takes_scale(self) -> bool:
        """Whether it is asked on the form's own scale."""
        return self.kind == ONE and not self.choices

    @property
    def levels(self) -> tuple[Choice, ...]:
        """Its own choices without «don't know»."""
        return tuple(choice for choice in self.choices if choice.code != DONT_KNOW)


@dataclass(frozen=True)
class Comment:
    """The last question, which is answered in words."""

    id: Name
    text: Text
    hint: Text
    max_length: Annotated[int, between(1, LONGEST_TEXT)] = LONGEST_TEXT


@dataclass(frozen=True)
class Index:
    """How answers become figures: the round's plan chooses the method, this is what the form was made for."""

    headline: Name
    method: Method = "top2"
    also: tuple[Method, ...] = ()
    composite: Literal["groups_equal"] = "groups_equal"
    interval: Literal["wilson95"] = "wilson95"
    min_base_unit: Annotated[int, between(1, 1000)] = 20
    min_base_cell: Annotated[int, between(1, 1000)] = 10
