"""Reads a data file into frozen dataclasses. Their fields say what may be written; every mistake is found at once."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from portal.errors import Mistake, Mistakes

# Looks at one value: a sentence if something is wrong with it, else nothing.
Check = Callable[[Any], str]
# What a dataclass finds wrong between its parts: the part's name («closed.3.when» inside of it) and a sentence.
Problems = Iterator[tuple[str, str]]
Path = tuple[str | int, ...]
# A type as a field has it: str, date, tuple[Item, ...], Annotated[str, filled], a dataclass …
Kind: TypeAlias = Any
# What was read, of that type, or ABSENT.
Value: TypeAlias = Any

T = TypeVar("T")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
EXPECTED = {
    str: "phải là chữ đặt trong dấu nháy kép, không có ký tự điều khiển.",
    int: "phải là số nguyên, không đặt trong dấu nháy.",
    bool: "phải là true hoặc false.",
    date: "phải là ngày, ví dụ 2024-06-12.",
    time: "phải là giờ, ví dụ 17:00:00.",
}
ABSENT: Value = object()  # None is a value that a field may have


def not_empty(value: str) -> str:
    return "" if value else "không được để trống."


@dataclass(frozen=True)
class Matching:
    """That a text has a form, which `wanted` describes."""

    pattern: str
    wanted: str

    def __call__(self, value: str) -> str:
        return "" if re.fullmatch(self.pattern, value) else f"“{value}” phải {self.wanted}."


@dataclass(frozen=True)
class AtMost:
    """That a text has at most so many signs."""

    length: int

    def __call__(self, value: str) -> str:
        return "" if len(value) <= self.length else f"dài {len(value)} ký tự, nhiều nhất {self.length}."


@dataclass(frozen=True)
class Between:
    """That a number is one of these, both included."""

    least: int
    most: int

    def __call__(self, value: int) -> str:
        return "" if self.least <= value <= self.most else f"phải từ {self.least} đến {self.most}."


@dataclass(frozen=True)
class Placeholders:
    """That a text has no holes in braces but these."""

    known: tuple[str, ...]

    def __call__(self, value: str) -> str:
        wrong = [name for name in re.findall(r"\{([^{}]*)\}", value) if name not in self.known]
        if wrong:
            known = ", ".join(f"{{{name}}}" for name in self.known)
            return f"không có chỗ điền {{{wrong[0]}}}; chỉ dùng {known}."
        return "" if not re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", value)) else "dấu ngoặc nhọn không khớp."


def matching(pattern: str, wanted: str) -> Check:
    """A check of a text's form."""
    return Matching(pattern, wanted)


def at_most(length: int) -> Check:
    """A check of a text's length."""
    return AtMost(length)


def between(least: int, most: int) -> Check:
    """A check of a number."""
    return Between(least, most)


def placeholders(*known: str) -> Check:
    """A check of the holes in a text."""
    return Placeholders(known)


Words = Annotated[str, not_empty]


def fill_placeholders(text: str, words: Mapping[str, str]) -> str:
    """Fill the holes of a text that `placeholders` has checked."""
    return re.sub(r"\{(\w+)\}", lambda hole: words[hole[1]], text)


def read(kind: type[T], body: Mapping[str, Any]) -> T:
    """A dataclass from what a file holds. Raises Mistakes with all of them."""
    reader = Reader()
    value: T = reader.read(kind, body, ())
    if reader.mistakes:
        raise Mistakes(reader.mistakes)
    return value


def place(path: Path) -> str:
    """«[window].first_day», «[tasks #3].text», «bases #2»: as the file is written, counted from one."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts[-1] += f" #{step + 1}"
        else:
            parts.append(step)
    *tables, last = parts or ["tệp"]
    return f"[{'.'.join(tables)}].{last}" if tables else last


@dataclass
class Reader:
    """Reads values by their types and collects what is wrong."""

    mistakes: list[Mistake] = field(default_factory=list)

    def read(self, kind: Kind, value: object, path: Path) -> Value:
        """Read a value of a type; ABSENT, with a mistake noted, where it is none."""
        origin: Kind = get_origin(kind)
        parts = get_args(kind)
        if origin is Annotated:
            return self._checked(parts[0], parts[1:], value, path)
        if origin is UnionType:
            inner = next(part for part in parts if part is not NoneType)
            return None if value is None else self.read(inner, value, path)
        if origin is tuple:
            return self._several(parts[0], value, path)
        if origin is Literal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
            return self._one_of(kind, parts or tuple(kind), value, path)
        if is_dataclass(kind):
            return self._table(kind, value, path)
        parsed = _scalar(kind, value)
        return self._note(path, EXPECTED[kind]) if parsed is ABSENT else parsed

    def _note(self, path: Path, sentence: str) -> Value:
        self.mistakes.append(Mistake(place(path), sentence, path))
        return ABSENT

    def _checked(self, kind: Kind, checks: Sequence[Check], value: object, path: Path) -> Value:
        parsed = self.read(kind, value, path)
        if parsed is ABSENT or parsed is None:
            return parsed
        wrong = next((sentence for check in checks if (sentence := check(parsed))), "")
        return self._note(path, wrong) if wrong else parsed

    def _several(self, kind: Kind, value: object, path: Path) -> Value:
        if not isinstance(value, list | tuple):
            return self._note(path, "phải là một danh sách, đặt trong dấu ngoặc vuông.")
        parsed = tuple(self.read(kind, part, (*path, index)) for index, part in enumerate(value))
        return ABSENT if any(part is ABSENT for part in parsed) else parsed

    def _one_of(self, kind: Kind, allowed: Sequence[Any], value: object, path: Path) -> Value:
        if isinstance(value, str) and value in allowed:
            return kind(value) if isinstance(kind, type) else value
        return self._note(path, f"phải là một trong: {', '.join(allowed)}.")

    def _table(self, kind: Kind, value: object, path: Path) -> Value:
        if not isinstance(value, Mapping):
            return self._note(path, "phải là một mục gồm nhiều trường.")
        hints = hints_of(kind)
        for name in value:
            if name not in hints:
                self._note((*path, str(name)), f"không có trường này{_meant(str(name), hints)}")
        values = {spec.name: self._field(hints[spec.name], spec, value, path) for spec in fields(kind)}
        read = {name: part for name, part in values.items() if part is not ABSENT}
        # Rules between parts are asked of whole parts alone, so that one mistake is not told twice.
        before = len(self.mistakes)
        for needed, check in getattr(kind, "CHECKS", ()):
            if read.keys() >= set(needed):
                for name, sentence in check(*(read[spec] for spec in needed)):
                    steps = (int(step) if step.isdecimal() else step for step in name.split("."))
                    self._note((*path, *steps), sentence)
        return kind(**read) if len(read) == len(values) and len(self.mistakes) == before else ABSENT

    def _field(self, kind: Kind, spec: Field[Value], value: Mapping[str, object], path: Path) -> Value:
        if spec.name in value:
            return self.read(kind, value[spec.name], (*path, spec.name))
        if spec.default is not MISSING:
            return spec.default
        return self._note((*path, spec.name), "thiếu trường này.")


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """The types of a dataclass's fields, checks included."""
    hints = get_type_hints(kind, include_extras=True)
    return {spec.name: hints[spec.name] for spec in fields(kind)}


def _scalar(kind: type, value: object) -> Value:
    if issubclass(kind, date | time) and isinstance(value, str):
        with suppress(ValueError):
            value = kind.fromisoformat(value)
    if type(value) is not kind:  # not isinstance: a bool would pass as a number
        return ABSENT
    if not isinstance(value, str):
        return value
    # Digests and searches compare letters: the same text is written in one way only.
    text = unicodedata.normalize("NFC", value).strip()
    return ABSENT if CONTROL.search(text) else text


def _meant(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; có phải “{near[0]}”?" if near else f"; các trường ở đây: {', '.join(known)}."
