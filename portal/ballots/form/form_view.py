"""A point's form as it is printed on the citizen's page: plain values for the template, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.ballots.form import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.ballots.form.form_version import FormVersion
    from portal.surveys.questionnaire.questionnaire import Choice, Item, Questionnaire, Section, Variant
    from portal.surveys.questionnaire.wording import Language, Lead, Wording

NO_OPINION = 9


@dataclass(frozen=True, slots=True)
class Option:
    """One row to tap; `place` says where in its block it stands."""

    code: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    number: int | None
    text: str
    options: tuple[Option, ...]

    @property
    def name(self) -> str:
        """What a sentence calls it: «Câu 3», or the question itself where it has no number."""
        return question_name(self.number) if self.number else self.text


@dataclass(frozen=True, slots=True)
class Part:
    """Questions under one lead-in."""

    lead: Lead | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class CommentBox:
    id: str
    number: int
    text: str
    hint: str

    @property
    def name(self) -> str:
        return question_name(self.number)


@dataclass(frozen=True, slots=True)
class FormView:
    """Everything an empty form's page says."""

    heading: str
    unit: str
    where: str
    elsewhere: str
    note: str
    organiser: str
    promises: tuple[str, ...]
    about: tuple[str, ...]
    parts: tuple[Part, ...]
    comment: CommentBox
    optional: tuple[Question, ...]

    @property
    def questions(self) -> dict[str, Question]:
        """All questions by id."""
        closed = (question for part in self.parts for question in part.questions)
        return {question.id: question for question in (*closed, *self.optional)}

    @property
    def order(self) -> tuple[str, ...]:
        """The ids of all questions as they follow each other on the page."""
        closed = (question.id for part in self.parts for question in part.questions)
        return (*closed, self.comment.id, *(question.id for question in self.optional))

    @property
    def first(self) -> str:
        """The id of the first question."""
        return self.parts[0].questions[0].id


def question_name(number: int | str) -> str:
    return _("Câu %(number)s", number=number)


def build_parts(form: Questionnaire, variant: Variant, wording: Wording) -> tuple[Part, ...]:
    """The closed questions, numbered as they are shown, under their lead-ins."""
    grouped: list[tuple[Section | None, list[Question]]] = []
    for number, item in enumerate(form.required(variant), start=1):
        section = form.lead(item)
        if not grouped or grouped[-1][0] != section:
            grouped.append((section, []))
        grouped[-1][1].append(build_question(form, item, wording, number))
    return tuple(Part(wording.lead(section) if section else None, tuple(own)) for section, own in grouped)


def optional_questions(form: Questionnaire, variant: Variant, wording: Wording) -> tuple[Question, ...]:
    """The questions about the person, which have no number and may be left out."""
    required = form.required(variant)
    return tuple(build_question(form, item, wording) for item in form.asked(variant) if item not in required)


def build_question(form: Questionnaire, item: Item, wording: Wording, number: int | None = None) -> Question:
    return Question(item.id, number, wording.say(item.text), build_options(form.choices(item), wording))


def build_options(choices: Sequence[Choice], wording: Wording) -> tuple[Option, ...]:
    """The rows to tap; «no opinion» stands a little apart."""
    levels = [choice for choice in choices if choice.code != NO_OPINION]
    places = {levels[0].code: " top", levels[-1].code: " end", NO_OPINION: " aside"}
    return tuple(Option(str(c.code), wording.say(c.text), places.get(c.code, "")) for c in choices)


def comment_box(form: Questionnaire, variant: Variant, wording: Wording) -> CommentBox:
    box = form.comment
    return CommentBox(box.id, len(form.required(variant)) + 1, wording.say(box.text), wording.say(box.hint))


def promise_lines(version: FormVersion, kind: str) -> tuple[str, ...]:
    """Say what the page promises, in four lines."""
    return (
        _("Không hỏi tên, số điện thoại, số căn cước"),
        _("Không ghi lại ai trả lời; cán bộ %(kind)s không xem được phiếu", kind=kind),
        _("Ông/bà tự trả lời; người hỗ trợ không được xem"),
        phrases.until(version.round.window),
    )


def about_lines(version: FormVersion, wording: Wording) -> tuple[str, ...]:
    """Say what the form is for, who asks, how long the answers are kept, whom to ask."""
    plan = version.round.plan
    organiser, contact = wording.say(plan.citizen.organiser), wording.say(plan.contact.name)
    lines = (
        wording.say(plan.citizen.purpose),
        _("Cơ quan chủ trì: %(organiser)s.", organiser=organiser),
        _(
            "Việc trả lời là tự nguyện: ông/bà có thể chọn “Không biết / không có ý kiến”, bỏ qua phần không bắt buộc "
            "hoặc dừng bất cứ lúc nào."
        ),
        wording.say(plan.citizen.kept),
    )
    telephone = plan.contact.telephone
    contact_line = _("Liên hệ: %(who)s.", who=f"{contact}, {telephone}" if telephone else contact)
    return (*lines, contact_line)


def build(version: FormVersion, language: Language) -> FormView:
    """Print an edition."""
    form, variant = version.round.form, version.round.variant
    wording = version.wording(language)
    kind = wording.holes["kind"]
    return FormView(
        heading=wording.say(form.heading),
        unit=wording.holes["unit"],
        where=version.where(wording),
        elsewhere=_("Không đúng %(kind)s này? Xin quét lại mã.", kind=kind),
        note=wording.note,
        organiser=wording.say(version.round.plan.citizen.organiser),
        promises=promise_lines(version, kind),
        about=about_lines(version, wording),
        parts=build_parts(form, variant, wording),
        comment=comment_box(form, variant, wording),
        optional=optional_questions(form, variant, wording),
    )
