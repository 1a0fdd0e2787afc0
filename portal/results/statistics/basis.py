"""What a round asks and how its answers become figures: read once from its form and plan, plain values afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from portal.results.scoring import Method, Score
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.surveys.questionnaire.parts import DONT_KNOW, SCALE, SEVERAL
from portal.surveys.questionnaire.parts import Item as FormItem
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.questionnaire.wording import Wording
from portal.surveys.turnout import Policy

LEAST_SHOWN: Final = 5  # results of fewer opinions are shown nowhere (P8)


@dataclass(frozen=True)
class Question:
    """A question on the form's scale; `group` is empty for the overall one. `is_for_some`: not all are asked it."""

    id: str
    label: str
    group: str = ""
    is_for_some: bool = False

    @property
    def number(self) -> str:
        """«14» of Q14."""
        return self.id.lstrip("Q")

    @property
    def title(self) -> str:
        """«3. Liêm chính, gương mẫu»."""
        return f"{self.number}. {self.label}"


@dataclass(frozen=True)
class OtherQuestion:
    """A question with choices of its own, as codes with their words; `unsure` says «don't know», empty: not offered.

    `asked_of` has the number of an earlier question and the choices of those who are asked this one, in words; None:
    everybody is.
    """

    id: str
    label: str
    choices: tuple[tuple[int, str], ...]
    unsure: str = ""
    several: bool = False
    is_scale: bool = False
    cause: str = ""
    asked_of: tuple[str, str] | None = None

    @property
    def title(self) -> str:
        """«21. Cách nộp hồ sơ»."""
        return f"{self.id.lstrip('Q')}. {self.label}"


@dataclass(frozen=True)
class Item:
    """An optional question: what a person tells of themselves. `choices` are codes with their words."""

    id: str
    label: str
    choices: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Basis:
    """The questions asked on the form's scale, in its order, the groups among them, and the rules of counting.

    `others` are those with choices of their own, which enter no index.
    `items` are the optional questions that are crossed with the overall one; `levels` the six answers in words.
    """

    questions: tuple[Question, ...]
    groups: Mapping[str, str]
    absent: tuple[str, ...]
    headline: str
    items: tuple[Item, ...]
    levels: tuple[str, ...]
    method: Method
    policy: Policy
    floors: tuple[int, ...]
    least: int
    version: str
    title: str
    variant: str
    others: tuple[OtherQuestion, ...] = ()

    @property
    def overall(self) -> Question:
        """The question whose share satisfied is the headline."""
        return next(question for question in self.questions if question.id == self.headline)

    @property
    def parts(self) -> tuple[Question, ...]:
        """The questions that belong to a group."""
        return tuple(question for question in self.questions if question.group)

    def item(self, name: str) -> Item | None:
        """An optional question that is asked, by its id."""
        return next((item for item in self.items if item.id == name), None)

    def index_of(self, score: Score) -> float | None:
        """The figure under «Chỉ số»: the mean turned into 100, by the round's method."""
        return score.index0 if self.method == "mean0" else score.index

    def figure_of(self, score: Score) -> float | None:
        """The one figure by which questions, districts and communes are read: the index of the chosen method."""
        return score.value(self.method)

    @property
    def figure_label(self) -> str:
        """What stands over that figure."""
        return {
            "top2": _("Hài lòng (%)"),
            "mean5": _("Chỉ số quy đổi (điểm bình quân ÷ 5)"),
            "mean0": _("Chỉ số quy đổi 0–100"),
        }[self.method]

    @property
    def figure_places(self) -> int:
        """Decimals of that figure: one for rates, two for an index."""
        return 1 if self.method == "top2" else 2

    def members(self, group: str) -> tuple[Question, ...]:
        """The questions of one group."""
        return tuple(question for question in self.questions if question.group == group)


def basis_of(round_: Round) -> Basis:
    """Read the basis of a round from the form it asks and the plan's choices."""
    return basis_from(round_.questionnaire.form, round_.plan_data, round_.preset)


def basis_from(form: Questionnaire, plan: Plan, preset: str | None = None) -> Basis:
    """The basis of a form and a plan, without a round; `preset` where another turnout policy is in force."""
    items = form.scaled(plan.form.variant)
    group_ids, words = {item.group for item in items}, plan.wording_in_general
    return Basis(
        questions=tuple(Question(item.id, item.label, item.group, item.when is not None) for item in items),
        groups={group.id: group.label for group in form.groups if group.id in group_ids},
        absent=tuple(group.label for group in form.groups if group.id not in group_ids),
        headline=form.index.headline,
        items=tuple(
            Item(item.id, item.label, tuple((one.code, words.say(one.text)) for one in item.choices))
            for item in form.optional
            if item.on
        ),
        levels=tuple(choice.text.vi for choice in form.scale),
        method=plan.results.index,
        policy=plan.policy_of(preset),
        floors=plan.results.groups,
        least=plan.results.least_ballots,
        version=f"{form.code}/{form.version}",
        title=form.staff_title,
        variant=plan.form.variant,
        others=tuple(other_question(form, item, words) for item in form.others(plan.form.variant)),
    )


def other_question(form: Questionnaire, item: FormItem, words: Wording) -> OtherQuestion:
    """A question with choices of its own, in the words that fit all communes together."""
    unsure = next((words.say(choice.text) for choice in item.choices if choice.code == DONT_KNOW), "")
    cause = next((one for one in form.closed if item.when and one.id == item.when.question), None)
    asked_of = None
    if cause is not None and item.when is not None:
        chosen = (f"“{words.say(one.text)}”" for one in form.choices(cause) if one.code in item.when.codes)
        asked_of = cause.id.lstrip("Q"), ", ".join(chosen)
    return OtherQuestion(
        item.id,
        item.label,
        tuple((choice.code, words.say(choice.text)) for choice in item.levels),
        unsure,
        several=item.kind == SEVERAL,
        is_scale=item.kind == SCALE,
        cause=cause.id if cause else "",
        asked_of=asked_of,
    )


METHODS: Final[tuple[Method, ...]] = ("top2", "mean5", "mean0")


def method_label(method: Method) -> str:
    """A method's short name, to choose it by."""
    return {"top2": _("Tỷ lệ hài lòng"), "mean5": _("Điểm bình quân ÷ 5"), "mean0": _("Quy đổi 0–100")}[method]


def method_in_words(method: Method) -> str:
    """How the index of the round is made."""
    return {
        "top2": _("tỷ lệ hài lòng: số phiếu chọn “Hài lòng”, “Rất hài lòng” trên số phiếu có ý kiến"),
        "mean5": _("chỉ số quy đổi: điểm bình quân chia 5, nhân 100"),
        "mean0": _("chỉ số quy đổi: điểm bình quân trừ 1, chia 4, nhân 100"),
    }[method]
