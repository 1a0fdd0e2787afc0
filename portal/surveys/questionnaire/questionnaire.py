"""A form as data: its questions, choices and groups, read from JSON and checked, every mistake at once."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal, Self

from portal.errors import Mistake, Mistakes
from portal.surveys.plan.reader import Problems, Words, between, matching, read
from portal.surveys.questionnaire import question_rules as rules
from portal.surveys.questionnaire.parts import (
    DONT_KNOW,
    NO_ANSWER,
    SATISFACTION,
    TEXT,
    Choice,
    Comment,
    Group,
    Index,
    Item,
    Section,
    Text,
    Variant,
)
from portal.web.data import codec


def ids_are_used_once(closed: Sequence[Item], comment: Comment, optional: Sequence[Item]) -> Problems:
    used = Counter([comment.id, *(item.id for item in (*closed, *optional))])
    for name, times in used.items():
        if times > 1:
            yield "closed", f"mã câu hỏi {name} được dùng {times} lần."


def names_are_used_once(what: str, parts: Sequence[Group] | Sequence[Section]) -> Problems:
    for name, times in Counter(part.id for part in parts).items():
        if times > 1:
            yield what, f"mã {name} được dùng {times} lần."


def scale_is_of_satisfaction(scale: Sequence[Choice]) -> Problems:
    """Scoring knows these codes and no others."""
    if tuple(choice.code for choice in scale) != (*SATISFACTION, NO_ANSWER):
        yield "scale", "phải có các mã 1, 2, 3, 4, 5 và 9, theo đúng thứ tự."


@dataclass(frozen=True)
class Questionnaire:
    """A version of a form. `heading` stands on the citizen's page, `staff_title` until its text is confirmed.

    `closed` are the numbered questions of every kind (its name is from when all were on the scale), `optional` those
    about the person.
    """

    code: Annotated[str, matching(r"[A-Z0-9-]{1,60}", "gồm chữ in hoa, chữ số, gạch nối")]
    version: Annotated[int, between(1, 9999)]
    title: Text
    heading: Text
    staff_title: Words
    scale: tuple[Choice, ...]
    groups: tuple[Group, ...]
    sections: tuple[Section, ...]
    closed: tuple[Item, ...]
    comment: Comment
    optional: tuple[Item, ...]
    index: Index
    scale_order: Literal["ascending", "descending"] = "ascending"

    CHECKS = (
        (("closed", "comment", "optional"), ids_are_used_once),
        (("groups",), partial(names_are_used_once, "groups")),
        (("sections",), partial(names_are_used_once, "sections")),
        (("scale",), scale_is_of_satisfaction),
        (("closed", "groups", "index"), rules.scaled_stand_in_known_groups),
        (("closed", "sections"), rules.closed_stand_in_known_sections),
        (("closed",), rules.kinds_are_whole),
        (("closed",), rules.conditions_look_back),
        (("closed", "optional"), rules.nobody_tells_a_birth_date),
        (("closed", "index"), rules.headline_is_asked_of_all),
        (("optional",), rules.optional_can_be_declined),
    )

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The form a JSON body describes. Raises Mistakes."""
        return read(cls, body)

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = codec.to_plain(self)
        return plain

    @property
    def digest(self) -> str:
        """The SHA-256 of the form's canonical JSON, by which papers name the version used."""
        return codec.digest(self)

    @property
    def headline(self) -> Item:
        """The overall question."""
        return next(item for item in self.closed if item.id == self.index.headline)

    def numbered(self, variant: Variant = "long") -> tuple[Item, ...]:
        """The questions of the long or the short form that come before those about the person, in order."""
        return tuple(item for item in self.closed if item.core or variant == "long")

    def scaled(self, variant: Variant = "long") -> tuple[Item, ...]:
        """Those of them on the form's scale, which alone enter the index."""
        return tuple(item for item in self.numbered(variant) if item.takes_scale)

    def others(self, variant: Variant = "long") -> tuple[Item, ...]:
        """Those with choices of their own."""
        return tuple(item for item in self.numbered(variant) if item.choices)

    def texts(self, variant: Variant = "long") -> tuple[Item, ...]:
        """Those that are answered in words, but for the comment."""
        return tuple(item for item in self.numbered(variant) if item.kind == TEXT)

    def asked(self, variant: Variant = "long") -> tuple[Item, ...]:
        """Every question that the form shows but for the comment, in order."""
        return (*self.numbered(variant), *(item for item in self.optional if item.on))

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """What can be chosen, in the order shown, «no opinion» last; nothing where words are typed."""
        return item.choices if item.choices or item.kind == TEXT else self.scale_shown

    @property
    def scale_shown(self) -> tuple[Choice, ...]:
        """The form's scale in the order shown, «no opinion» last whichever way the levels run."""
        if self.scale_order == "ascending":
            return self.scale
        *levels, none = self.scale
        return (*reversed(levels), none)

    def codes(self, item: Item) -> frozenset[int]:
        """The codes that count as an answer."""
        return frozenset(choice.code for choice in self.choices(item))

    def unsure(self, item: Item) -> int:
        """The code that says «no opinion», «no answer» or «don't know» to a question; it need not be offered."""
        return NO_ANSWER if item.takes_scale or item in self.optional else DONT_KNOW

    def lead(self, item: Item) -> Section | None:
        """The lead-in over a question; None where the question is a whole sentence."""
        return next((section for section in self.sections if section.id == item.section), None)


def parse(text: str) -> Questionnaire:
    """The form a JSON file describes. Raises Mistakes."""
    try:
        body = json.loads(text)
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair parses, and no database keeps it
    except json.JSONDecodeError as error:
        where = f"dòng {error.lineno}, cột {error.colno}"
        raise Mistakes([Mistake(where, "tệp không đúng cú pháp JSON.")]) from error
    except (RecursionError, ValueError) as error:
        raise Mistakes([Mistake("tệp", "có số quá dài, quá nhiều tầng hoặc chữ không đọc được.")]) from error
    return Questionnaire.from_json(body)
