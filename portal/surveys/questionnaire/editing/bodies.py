"""A form's body while it is edited: pure changes of its parts, and where it is not yet right."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from portal.errors import Mistakes
from portal.surveys.questionnaire.questionnaire import Questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.errors import Mistake

Body = dict[str, Any]

LISTS = ("groups", "sections", "closed", "optional")
UNWRITTEN = "…"


@dataclass(frozen=True)
class Flaw:
    """A mistake of a body: in which part, which one of its list, which field; `where` says so in words."""

    part: str
    index: int | None
    field: str
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


def put(body: Body, part: str, index: int | None, value: Any) -> Body:  # noqa: ANN401 - whatever the part is
    """The body with a part, or one of a list, written anew; without an index, one more."""
    changed = copy.deepcopy(body)
    if part not in LISTS:
        changed[part] = value
    elif index is None:
        changed[part] = [*changed[part], value]
    else:
        changed[part][index] = value
    return changed


def without(body: Body, part: str, index: int) -> Body:
    changed = copy.deepcopy(body)
    del changed[part][index]
    return changed


def moved(body: Body, part: str, index: int, step: int) -> Body:
    """The body with one of a list moved up (-1) or down (1); at the end of the list it stays."""
    changed = copy.deepcopy(body)
    parts, target = changed[part], index + step
    if 0 <= target < len(parts):
        parts[index], parts[target] = parts[target], parts[index]
    return changed


def flaws(body: Body) -> list[Flaw]:
    """Everything that keeps a body from being a form."""
    try:
        Questionnaire.from_json(body)
    except Mistakes as error:
        return [flaw(body, mistake) for mistake in error.mistakes]
    return []


def flaw(body: Body, mistake: Mistake) -> Flaw:
    """A mistake found again in the body: «[closed #3.text].vi» is the Vietnamese text of its third question."""
    first, *rest = mistake.place.replace("[", "").replace("].", ".").replace("]", "").split(".")
    part, index = step(first)
    field = "_".join(name if at is None else f"{name}-{at}" for name, at in map(step, rest))
    return Flaw(part, index, field, where(body, part, index, rest), mistake.sentence)


def step(text: str) -> tuple[str, int | None]:
    """«closed #3» as the part and its index."""
    name, _mark, number = text.partition(" #")
    return name, int(number) - 1 if number.isdigit() else None


def where(body: Body, part: str, index: int | None, rest: Sequence[str]) -> str:
    """A place in words."""
    words = names()
    head = words.get(part, part)
    if index is not None:
        head = f"{head} {named(body[part][index]) or _('thứ %(n)s', n=index + 1)}"
    steps_in_words = [
        re.sub(r"^\w+", lambda found: words.get(found[0], found[0]), one).replace(" #", " ") for one in rest
    ]
    return ", ".join([head, *steps_in_words])


def named(part: Any) -> str:  # noqa: ANN401 - a part may still be anything
    return str(part.get("id", "")) if isinstance(part, dict) else ""


def names() -> Mapping[str, str]:
    """The parts of a form as the page calls them."""
    return {
        "choices": _("phương án"),
        "closed": _("Câu hỏi bắt buộc"),
        "code": _("mã"),
        "comment": _("Câu góp ý"),
        "en": _("tiếng Anh"),
        "group": _("nhóm"),
        "groups": _("Nhóm"),
        "heading": _("Tiêu đề trên trang trả lời"),
        "headline": _("câu đánh giá chung"),
        "hint": _("lời nhắc"),
        "id": _("mã"),
        "index": _("Cách tính"),
        "label": _("tên ngắn"),
        "lead": _("lời dẫn"),
        "max_length": _("số ký tự nhiều nhất"),
        "optional": _("Câu hỏi thêm"),
        "scale": _("Thang trả lời"),
        "scale_order": _("Thứ tự thang trả lời"),
        "section": _("lời dẫn"),
        "sections": _("Lời dẫn"),
        "staff_title": _("Tên gọi nội bộ"),
        "text": _("lời"),
        "title": _("Tên phiếu"),
        "version": _("phiên bản"),
        "vi": _("tiếng Việt"),
    }


def readable(body: Body) -> Questionnaire | None:
    """The form a body would be if what is not yet written were «…»; None where that is not enough."""
    try:
        return Questionnaire.from_json(filled(body))
    except Mistakes:
        return None


def filled(value: Any, name: str = "") -> Any:  # noqa: ANN401 - JSON
    """A body with «…» in every empty text that is still to be written."""
    if isinstance(value, dict):
        return {key: filled(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part) for part in value]
    return UNWRITTEN if value == "" and name in {"vi", "en", "label", "staff_title"} else value
