"""A release on a page in English: its questions and answers as the form has them, its places by their English kinds."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from portal.results.release.released import Content
from portal.results.statistics.other_questions import asked_how
from portal.surveys.models import Round
from portal.surveys.questionnaire.parts import SEVERAL, Item
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.questionnaire.wording import Wording
from portal.units.names import in_english
from portal.web.ui.formats import ENGLISH


def in_language(content: Content, round_: Round) -> Content:
    """A release's content in the page's language; what was released is Vietnamese, and its figures stay."""
    if not ENGLISH.get():
        return content
    form, wording = round_.questionnaire.form, round_.plan_data.wording_in_english
    texts = {item.id: wording.say(item.text) for item in form.closed}
    questions = [{**one, "title": titled(one, texts)} for one in content["questions"]]
    apart = content.get("apart")
    return {
        **content,
        "levels": [choice.text.en for choice in form.scale[: len(content["levels"])]],
        "groups": {group: numbers_of(content["questions"], group) for group in content["groups"]},
        "questions": questions,
        **others_in_english(content, form, wording, texts),
        "areas": [named(one, "title") for one in content["areas"]],
        "communes": [named(one, "title", "full") for one in content["communes"]],
        "apart": apart and {**apart, "communes": [named(one, "full") for one in apart.get("communes", ())]},
    }


def others_in_english(content: Content, form: Questionnaire, wording: Wording, texts: dict[str, str]) -> Content:
    """The questions with choices of their own, in the form's own English."""
    items = {item.id: item for item in form.closed}
    return {
        "others": [
            {
                **one,
                "title": titled(one, texts),
                "note": note_in_english(form, items[one["id"]], wording),
                "choices": [
                    {**choice, "label": wording.say(own.text)}
                    for choice, own in zip(one["choices"], items[one["id"]].levels, strict=True)
                ],
            }
            for one in content.get("others", ())
        ]
    }


def note_in_english(form: Questionnaire, item: Item, wording: Wording) -> str:
    """Of whom it was asked, how it is answered."""
    chosen = () if item.when is None else item.when.codes
    cause = next((one for one in form.closed if item.when and one.id == item.when.question), None)
    labels = [f"“{wording.say(one.text)}”" for one in form.choices(cause) if one.code in chosen] if cause else []
    asked_of = (cause.id.lstrip("Q"), ", ".join(labels)) if cause else None
    return asked_how(several=item.kind == SEVERAL, asked_of=asked_of)


def titled(question: Content, texts: dict[str, str]) -> str:
    """«3. Integrity (honest, …) and setting an example»; as released where the form no longer has the question."""
    number, _dot, _label = question["title"].partition(".")
    text = texts.get(question["id"])
    return f"{number}. {text}" if text else str(question["title"])


def numbers_of(questions: Sequence[Content], group: str) -> str:
    """A group by the numbers of its questions: forms name groups in Vietnamese alone."""
    numbers = [one["title"].partition(".")[0] for one in questions if one["group"] == group]
    if len(numbers) == 1:
        return _("Câu %(number)s", number=numbers[0])
    return _("Câu %(first)s–%(last)s", first=numbers[0], last=numbers[-1])


def named(place: dict[str, Any], *keys: str) -> dict[str, Any]:
    """A place with its name in English under these keys."""
    return {**place, **{key: in_english(place[key]) for key in keys}}
