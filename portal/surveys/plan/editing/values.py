"""One field of a plan as it is shown in a form and as what was typed there is read: text here, JSON's values there."""

import re
from contextlib import suppress
from dataclasses import MISSING, Field
from datetime import date, time
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, get_args, get_origin

from portal.surveys.plan.editing.bodies import ABSENT, Value
from portal.surveys.plan.editing.words import Kind, bare, choice_words, item_of
from portal.surveys.plan.reader import EXPECTED
from portal.web.data import codec
from portal.web.ui.formats import short_date, tidy, typed_day
from portal.web.ui.forms import DIGITS

MISSING_SENTENCE = "thiếu trường này."
# The reader's sentences are about a file; of a form they say what to type.
ON_A_PAGE = {
    EXPECTED[str]: "Có ký tự không dùng được, đề nghị gõ lại.",
    EXPECTED[int]: "Nhập số nguyên, chỉ gồm chữ số.",
    EXPECTED[date]: "Nhập ngày, tháng, năm, ví dụ 16/6/2024.",
    EXPECTED[time]: "Nhập giờ, phút, ví dụ 17:00.",
    MISSING_SENTENCE: "Chưa ghi.",
    "không được để trống.": "Chưa ghi.",
}
RIGHT = re.compile(r"“([a-z]+:[a-z]+)”")
GAPS = {MISSING_SENTENCE, "không được để trống."}


def sentence_on_page(sentence: str) -> str:
    """A mistake's sentence as a page says it."""
    said = RIGHT.sub(lambda right: f"“{choice_words(right[1])}”", ON_A_PAGE.get(sentence, sentence))
    return said[:1].upper() + said[1:]


def default_of(spec: Field[Value]) -> Value:
    """A field's default as JSON's value; ABSENT where it has none."""
    return ABSENT if spec.default is MISSING else codec.to_plain(spec.default)


def may_be_none(kind: Kind) -> bool:
    """Whether a field may be left out."""
    origin: Kind = get_origin(kind)
    return origin is UnionType and NoneType in get_args(kind)


def options_of(kind: Kind) -> tuple[str, ...]:
    """What a list may hold where that is some values alone, as its type or a check of its items says."""
    item = item_of(kind)
    inner = bare(item)
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return tuple(one.value for one in inner)
    checks = get_args(item)[1:] if get_origin(item) is Annotated else ()
    return next((check.options for check in checks if hasattr(check, "options")), ())


def shown(kind: Kind, value: Value) -> str:
    """A value as it stands in its field; empty for none. What has the wrong type is shown as it is."""
    inner = bare(kind)
    if value is ABSENT or value is None:
        return ""
    item = item_of(kind)
    if item is not None:
        return _shown_list(item, value)
    if inner is date and isinstance(value, str):
        day = typed_day(value)
        return short_date(day) if day else value
    if inner is time and isinstance(value, str):
        return value.removesuffix(":00") if value.count(":") > 1 else value
    return str(value)


def _shown_list(item: Kind, value: Value) -> str:
    if not isinstance(value, list | tuple):
        return str(value)
    if item_of(item) is not None:
        return "\n\n".join("\n".join(_one_line(str(line)) for line in part) for part in value)
    parts = [_one_line(shown(item, part)) for part in value]
    return (", " if bare(item) is int else "\n").join(parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def typed(kind: Kind, text: str, default: Value) -> Value:
    """What a text stands for; one that is of the wrong shape stays a text, for the reader to name."""
    text = text.replace("\r\n", "\n").strip()
    item, inner = item_of(kind), bare(kind)
    if item is not None:
        return _typed_list(item, text)
    if text:
        return _typed_one(inner, text)
    if may_be_none(kind):
        return None
    if inner is str:
        return ""
    return default


def _typed_one(inner: Kind, text: str) -> Value:
    if inner is int and DIGITS.fullmatch(text):
        return int(text)
    if inner is date:
        day = typed_day(text)
        return day.isoformat() if day else text
    if inner is time:
        with suppress(ValueError):
            # «7h30», «17h»: as hours are said
            hours, _mark, minutes = text.replace("h", ":").partition(":")
            return time.fromisoformat(f"{hours.strip().zfill(2)}:{minutes.strip() or '00'}").isoformat()
    return text


def _typed_list(item: Kind, text: str) -> list[Value]:
    if item_of(item) is not None:
        blocks = [[line.strip() for line in block.split("\n") if line.strip()] for block in text.split("\n\n")]
        return [block for block in blocks if block]
    marks = text.replace(",", "\n").replace(";", "\n") if bare(item) is int else text
    return [_typed_one(bare(item), line.strip()) for line in marks.split("\n") if line.strip()]


def is_same(kind: Kind, text: str, value: Value) -> bool:
    """Whether what came back from a form is what it showed: then the value stays as it is, to the last sign."""
    return _folded(text) == _folded(shown(kind, value))


def _folded(text: str) -> str:
    return "\n".join(_one_line(line) for line in tidy(text.replace("\r\n", "\n")).split("\n"))
