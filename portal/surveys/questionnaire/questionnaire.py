"""A form as data: its questions, choices and groups, read from JSON and checked, every mistake at once."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal, Self

from portal.errors import Mistake, Mistakes
from portal.surveys.plan.reader import Problems, Words, between, matching, not_empty, placeholders, read
from portal.web.data import codec

SATISFACTION = (1, 2, 3, 4, 5)
NO_ANSWER = 9
PLACEHOLDERS = placeholders("chair", "office", "unit", "kind", "desk")

Name = Annotated[str, matching(r"[A-Z][0-9]{1,2}", "gồm một chữ in hoa và một, hai chữ số, ví dụ Q1")]
GroupName = Annotated[str, matching(r"[A-Z0-9]{1,8}", "gồm chữ in hoa và chữ số, ví dụ G1")]
SectionName = Annotated[str, matching(r"[a-z_]{1,20}", "gồm chữ thường không dấu")]
Phrase = Annotated[str, not_empty, PLACEHOLDERS]
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
    """An answer that can be chosen, and its code."""

    code: Annotated[int, between(1, NO_ANSWER)]
    text: Text


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
    """A question with choices. A closed one has none of its own: it takes the form's scale.

    `label` is its short name in tables and charts; `core` questions make the short form; an optional one may be
    switched off.
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


@dataclass(frozen=True)
class Comment:
    """The one question that is answered in words."""

    id: Name
    text: Text
    hint: Text
    max_length: Annotated[int, between(1, 1000)] = 1000


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


def closed_stand_in_known_groups(closed: Sequence[Item], groups: Sequence[Group], index: Index) -> Problems:
    group_ids = {group.id for group in groups}
    for item in closed:
        if item.id != index.headline and item.group not in group_ids:
            yield "closed", f"câu {item.id}: nhóm “{item.group}” không có trong groups."
        if item.id == index.headline and item.group:
            yield "closed", f"câu {item.id} là câu đánh giá chung, không thuộc nhóm nào."


def closed_stand_in_known_sections(closed: Sequence[Item], sections: Sequence[Section]) -> Problems:
    section_ids = {"", *(section.id for section in sections)}
    for item in closed:
        if item.section not in section_ids:
            yield "closed", f"câu {item.id}: phần “{item.section}” không có trong sections."


def closed_take_the_scale(closed: Sequence[Item]) -> Problems:
    for item in closed:
        if item.choices or not item.on:
            yield "closed", f"câu {item.id} dùng thang chung và luôn được hỏi; bỏ choices, on."


def headline_is_asked(closed: Sequence[Item], index: Index) -> Problems:
    headline = [item for item in closed if item.id == index.headline]
    if not headline:
        yield "index.headline", f"không có câu {index.headline} trong closed."
    elif not headline[0].core:
        yield "closed", f"câu {index.headline} là câu đánh giá chung, phải có trong phiếu rút gọn (core)."


def optional_can_be_declined(optional: Sequence[Item]) -> Problems:
    """Every optional question has choices of its own, each code once, and 9 as its last: «Không trả lời»."""
    for item in optional:
        codes = [choice.code for choice in item.choices]
        if len(codes) < len(SATISFACTION[:2]) or codes[-1] != NO_ANSWER or len(set(codes)) < len(codes):
            yield "optional", f"câu {item.id} phải có ít nhất hai phương án, mỗi mã một lần, cuối cùng là mã 9."


@dataclass(frozen=True)
class Questionnaire:
    """A version of a form. `heading` stands on the citizen's page, `staff_title` until its text is confirmed."""

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
        (("closed", "groups", "index"), closed_stand_in_known_groups),
        (("closed", "sections"), closed_stand_in_known_sections),
        (("closed",), closed_take_the_scale),
        (("closed", "index"), headline_is_asked),
        (("optional",), optional_can_be_declined),
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

    def required(self, variant: Variant = "long") -> tuple[Item, ...]:
        """The closed questions of the long or the short form, in order."""
        return tuple(item for item in self.closed if item.core or variant == "long")

    def asked(self, variant: Variant = "long") -> tuple[Item, ...]:
        """Every question with choices that the form shows, in order."""
        return (*self.required(variant), *(item for item in self.optional if item.on))

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """What can be chosen, in the order shown; «no opinion» always comes last."""
        if item.choices or self.scale_order == "ascending":
            return item.choices or self.scale
        # «No opinion» comes last whichever way the levels run.
        *levels, none = self.scale
        return (*reversed(levels), none)

    def codes(self, item: Item) -> frozenset[int]:
        """The codes that count as an answer."""
        return frozenset(choice.code for choice in self.choices(item))

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
