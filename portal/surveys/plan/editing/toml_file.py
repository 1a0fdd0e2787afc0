"""A plan's body written as a TOML file, each field under what it is called; a body may still have mistakes."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, time

import tomli_w

from portal.surveys.plan.editing.words import Kind, bare, item_of, words_of
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import hints_of

HEAD = "# Kế hoạch viết thành dữ liệu. Dòng có dấu # chỉ để đọc. Trường không dùng thì bỏ hẳn cả dòng.\n"
# The writer sets keys and tables at the beginning of a line, what a list holds further in.
KEY, TABLE = re.compile(r"([a-z_0-9]+) = "), re.compile(r"\[+([a-z_0-9.]+)\]+$")


def write(body: Mapping[str, object]) -> str:
    """The file of a plan's body (JSON's values). Read again by `plan.parse` it gives the same body."""
    text = tomli_w.dumps(_table(Plan, body))
    return HEAD + "".join(_with_comments(text))


def _table(kind: type, body: Mapping[str, object]) -> dict[str, object]:
    """A section's values in the order of its fields, what is no field last; TOML has no null, so None is left out."""
    hints = hints_of(kind)
    named = [spec.name for spec in fields(kind) if spec.name in body] + [name for name in body if name not in hints]
    return {name: _value(hints.get(name), body[name]) for name in named if body[name] is not None}


def _value(kind: Kind, value: object) -> object:
    """A value as TOML writes it: days and times are kinds of their own, where they are any."""
    inner = bare(kind)
    if isinstance(value, Mapping):
        return _table(inner, value) if is_dataclass(inner) and isinstance(inner, type) else dict(value)
    if isinstance(value, list | tuple):
        return [_value(item_of(kind), part) for part in value]
    if isinstance(value, str) and inner in {date, time}:
        with suppress(ValueError):
            moment: object = inner.fromisoformat(value)
            return moment
    return value


def _with_comments(text: str) -> list[str]:
    """The file's lines, the first of each field and section under what it is called."""
    holder: type = Plan
    said: set[tuple[type, str]] = set()
    lines = []
    for line in text.splitlines(keepends=True):
        table, key = TABLE.match(line.rstrip("\n")), KEY.match(line)
        names = table[1].split(".") if table else [key[1]] if key else []
        above: type = Plan if table else holder
        for name in names:
            field = above, name
            if field not in said:
                said.add(field)
                lines.append(_comment(*field))
            if table:
                above = _part_of(above, name)
        if table:
            holder = above
        lines.append(line)
    return lines


def _comment(holder: type, name: str) -> str:
    return f"# {words_of(holder, name).label if is_dataclass(holder) else name}\n"


def _part_of(holder: type, name: str) -> type:
    """The dataclass of a section; what is none stands for itself."""
    if not is_dataclass(holder):
        return holder
    kind = hints_of(holder).get(name)
    inner: Kind = bare(item_of(kind) or kind)
    return inner if isinstance(inner, type) else object
