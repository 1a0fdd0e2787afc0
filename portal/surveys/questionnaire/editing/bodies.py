"""A form's body while it is edited: pure changes of its parts, and where it is not yet right."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask_babel import gettext as _

from portal.errors import Mistakes
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.web.http.languages import cached_per_language

Path = tuple[str | int, ...]

# Whatever JSON holds: a part may still be anything.
Json: TypeAlias = Any
Body = dict[str, Json]

# What stands over all questions, and the scale they share: a part of no list, whose fields are the body's own.
GENERAL = "general"
LISTS = ("groups", "sections", "closed", "optional")
UNWRITTEN = "…"


@dataclass(frozen=True)
class Flaw:
    """A mistake of a body: «closed», 2, «text», «vi» is the Vietnamese text of its third question."""

    path: Path
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"

    @property
    def part(self) -> str:
        return str(self.path[0])

    @property
    def index(self) -> int | None:
        """Which one of a list; None where the list as a whole, or what is in no list, is wrong."""
        return self.path[1] if len(self.path) > 1 and isinstance(self.path[1], int) else None

    def field_of(self, part: str, index: int | None) -> str:
        """The field of a part's form that the mistake stands beside; empty where it concerns another part."""
        if part == GENERAL:
            # The overall question is the one part of the index that the form has.
            return "_".join(map(str, self.path)).removeprefix("index_")
        if (self.part, self.index) != (part, index):
            return ""
        return field_name("_".join(map(str, self.path[1 if index is None else 2 :])))


def field_name(name: str) -> str:
    """A field of a part by its name in the form, where «id» means something else."""
    return "ident" if name == "id" else name


def part_of(body: Body, part: str, index: int | None) -> Json:
    if part == GENERAL:
        return body
    return body[part] if index is None else body[part][index]


# A body is never changed in place: the row would not notice that its JSON is another.
def put(body: Body, part: str, index: int | None, value: Json) -> Body:
    """The body with a part, or one of a list, written anew; without an index, one more."""
    changed = copy.deepcopy(body)
    if part == GENERAL:
        changed |= value
    elif part not in LISTS:
        changed[part] = value
    elif index is None:
        changed[part].append(value)
    else:
        changed[part][index] = value
    return changed


def without(body: Body, part: str, index: int) -> Body:
    changed = copy.deepcopy(body)
    del changed[part][index]
    return changed


def moved(body: Body, part: str, index: int, target: int) -> Body:
    """The body with one of a list in the place of another."""
    changed = copy.deepcopy(body)
    changed[part].insert(target, changed[part].pop(index))
    return changed


def flaws(body: Body) -> list[Flaw]:
    """Everything that keeps a body from being a form."""
    try:
        Questionnaire.from_json(body)
    except Mistakes as error:
        return [Flaw(mistake.path, where(body, mistake.path), mistake.sentence) for mistake in error.mistakes]
    return []


def where(body: Body, path: Path) -> str:
    """A place in words: «Câu hỏi chính Q3, lời, tiếng Anh»."""
    steps: list[str] = []
    for step in path:
        if isinstance(step, str):
            steps.append(names().get(step, step))
        elif len(steps) > 1:
            steps[-1] += f" {step + 1}"
        else:
            steps[0] += f" {named(body[str(path[0])][step]) or _('thứ %(n)s', n=step + 1)}"
    return ", ".join(steps)


def named(part: Json) -> str:
    return str(part.get("id", "")) if isinstance(part, dict) else ""


@cached_per_language
def names() -> Mapping[str, str]:
    """The parts of a form as the page calls them."""
    return {
        "choices": _("phương án"),
        "closed": _("Câu hỏi chính"),
        "code": _("mã"),
        "codes": _("các mã"),
        "comment": _("Câu góp ý"),
        "en": _("tiếng Anh"),
        "first": _("từ ngày"),
        "group": _("nhóm"),
        "groups": _("Nhóm"),
        "heading": _("Tiêu đề trên trang trả lời"),
        "headline": _("câu đánh giá chung"),
        "high": _("đến"),
        "hint": _("lời nhắc"),
        "id": _("mã"),
        "index": _("Cách tính"),
        "kind": _("loại câu hỏi"),
        "label": _("tên ngắn"),
        "last": _("đến ngày"),
        "lead": _("lời dẫn"),
        "low": _("từ"),
        "max_length": _("số ký tự nhiều nhất"),
        "on": _("có hỏi"),
        "optional": _("Câu hỏi thêm"),
        "question": _("câu hỏi"),
        "required": _("phải trả lời"),
        "scale": _("Thang trả lời"),
        "scale_order": _("Thứ tự thang trả lời"),
        "section": _("lời dẫn"),
        "sections": _("Lời dẫn"),
        "staff_title": _("Tên gọi nội bộ"),
        "text": _("lời"),
        "title": _("Tên phiếu"),
        "version": _("phiên bản"),
        "vi": _("tiếng Việt"),
        "when": _("điều kiện hỏi"),
    }


def readable(body: Body) -> Questionnaire | None:
    """The form a body would be if what is not yet written were «…»; None where that is not enough."""
    try:
        return Questionnaire.from_json(filled(body))
    except Mistakes:
        return None


def filled(value: Json, name: str = "") -> Json:
    """A body with «…» in every empty text that is still to be written."""
    if isinstance(value, dict):
        return {key: filled(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part) for part in value]
    return UNWRITTEN if value == "" and name in {"vi", "en", "label", "staff_title"} else value
