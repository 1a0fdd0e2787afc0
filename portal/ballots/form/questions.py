"""The questions of a form as its page shows them in one language: rows to tap, boxes, words, under their lead-ins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from portal.ballots.form import phrases
from portal.ballots.form.answers import box_name
from portal.surveys.questionnaire.parts import DONT_KNOW, SCALE, SEVERAL, TEXT, Item, Section, Variant
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.questionnaire.wording import Lead, Wording

LONGEST_LINE: Final = 200  # letters that fit a box of one line; more have an area
MOST_STACKED, SHORT_LEVEL = 6, 3
ON_SCALE, POINTS = "scale", "points"  # on the form's own scale; levels that stand side by side


@dataclass(frozen=True, slots=True)
class Option:
    """One row to tap; `place` says where in its block it stands, `name` under which name it is sent."""

    code: str
    label: str
    place: str
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question; without options it is answered in words, of so many letters (`longest`).

    `only_if` says in words of whom it is asked, `when` is the selector of the rows that one of them must have tapped;
    `left_out` is what is said where it must be answered and is not, empty where it need not.
    """

    id: str
    number: int | None
    text: str
    options: tuple[Option, ...] = ()
    hint: str = ""
    style: str = ""
    several: bool = False
    longest: int = 0
    required: bool = False
    left_out: str = ""
    only_if: str = ""
    when: str = ""

    @property
    def head(self) -> str:
        """The question without the explanation in brackets that ends it."""
        return self.text.removesuffix(self.tail).rstrip()

    @property
    def tail(self) -> str:
        """That explanation, «(giải quyết việc chung của xã)»; empty where there is none."""
        before, bracket, after = self.text.partition(" (")
        return f"({after}" if before and bracket and after.endswith(")") else ""

    @property
    def name(self) -> str:
        """What a sentence calls it: «Câu 3», or the question itself where it has no number."""
        return question_name(self.number) if self.number else self.text

    @property
    def is_line(self) -> bool:
        """Whether its words fit a box of one line."""
        return 0 < self.longest <= LONGEST_LINE


@dataclass(frozen=True, slots=True)
class Part:
    """Questions under one lead-in."""

    lead: Lead | None
    questions: tuple[Question, ...]


def question_name(number: int | str) -> str:
    return _("Câu %(number)s", number=number)


def build_parts(form: Questionnaire, variant: Variant, wording: Wording) -> tuple[Part, ...]:
    """The numbered questions as they are shown, under their lead-ins."""
    grouped: list[tuple[Section | None, list[Question]]] = []
    items = form.numbered(variant)
    for number, item in enumerate(items, start=1):
        section = form.lead(item)
        # by neighbours: a lead-in is said again where other questions stood between
        if not grouped or grouped[-1][0] != section:
            grouped.append((section, []))
        grouped[-1][1].append(numbered_question(form, items, wording, number))
    return tuple(Part(wording.lead(section) if section else None, tuple(own)) for section, own in grouped)


def optional_questions(form: Questionnaire, wording: Wording) -> tuple[Question, ...]:
    """The questions about the person, which have no number and may be left out."""
    return tuple(
        Question(item.id, None, wording.say(item.text), options_of(form, item, wording))
        for item in form.optional
        if item.on
    )


def numbered_question(form: Questionnaire, items: Sequence[Item], wording: Wording, number: int) -> Question:
    """A question by its number, with what it takes to answer it and of whom it is asked."""
    item = items[number - 1]
    style = ON_SCALE if item.takes_scale else POINTS if is_of_points(item, wording) else ""
    only_if, when = condition(form, items, item, wording)
    return Question(
        item.id,
        number,
        wording.say(item.text),
        options_of(form, item, wording, style),
        hint=" ".join(hints(item, wording)),
        style=style,
        several=item.kind == SEVERAL,
        longest=item.max_length if item.kind == TEXT else 0,
        required=item.required,
        left_out=left_out(item, question_name(number), wording) if item.required else "",
        only_if=only_if,
        when=when,
    )


def hints(item: Item, wording: Wording) -> Sequence[str]:
    """What stands under a question: its own hint, how it is answered where that is not to be seen."""
    own = [wording.say(item.hint)] if item.hint else []
    several = [_("Chọn được nhiều phương án.")] if item.kind == SEVERAL else []
    return [*own, *several, *([] if item.required else [_("Không bắt buộc.")])]


def left_out(item: Item, name: str, wording: Wording) -> str:
    """What is said where a question that must be answered was not."""
    if item.takes_scale:
        return phrases.left_out(name)
    unsure = next((wording.say(choice.text) for choice in item.choices if choice.code == DONT_KNOW), "")
    return phrases.not_answered(name, unsure, is_text=item.kind == TEXT)


def condition(form: Questionnaire, items: Sequence[Item], item: Item, wording: Wording) -> tuple[str, str]:
    """Of whom a question is asked: in words, and as the selector of the rows that they tapped. Empty: of everybody."""
    when = item.when
    if when is None:
        return "", ""
    number, earlier = next((place, one) for place, one in enumerate(items, start=1) if one.id == when.question)
    labels = [wording.say(choice.text) for choice in form.choices(earlier) if choice.code in when.codes]
    selector = ",".join(f'#{earlier.id} [value="{code}"]:checked' for code in when.codes)
    return phrases.only_if(number, labels), selector


def is_of_points(item: Item, wording: Wording) -> bool:
    """Whether its levels are many and short, figures mostly: they stand side by side."""
    labels = [wording.say(choice.text) for choice in item.levels]
    return item.kind == SCALE and len(labels) > MOST_STACKED and max(map(len, labels)) <= SHORT_LEVEL


def options_of(form: Questionnaire, item: Item, wording: Wording, style: str = "") -> tuple[Option, ...]:
    """A question's rows to tap; «no opinion» stands a little apart."""
    unsure, choices = form.unsure(item), form.choices(item)
    levels = [choice.code for choice in choices if choice.code != unsure]
    places = {unsure: " aside"}
    if levels and style != POINTS:
        places = {levels[0]: " top", levels[-1]: " end", **places}
    return tuple(
        Option(
            str(choice.code),
            wording.say(choice.text),
            places.get(choice.code, ""),
            box_name(item.id, choice.code) if item.kind == SEVERAL else item.id,
        )
        for choice in choices
    )


def comment_box(form: Questionnaire, variant: Variant, wording: Wording) -> Question:
    box = form.comment
    number = len(form.numbered(variant)) + 1
    return Question(box.id, number, wording.say(box.text), hint=wording.say(box.hint), longest=box.max_length)
