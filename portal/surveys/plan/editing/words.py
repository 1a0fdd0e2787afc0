"""What the fields of a plan are called: on its pages, in its file, where two plans differ."""

from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NamedTuple, TypeAlias, get_args, get_origin

from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import Path as Place
from portal.surveys.plan.reader import hints_of
from portal.web.ui.formats import words_in

Kind: TypeAlias = Any  # a type as a field has it, see reader.py

WORDS: Final = words_in(Path(__file__).with_name("field_words.toml"))


class FieldWords(NamedTuple):
    """What a field is called, and a hint; empty where it needs none."""

    label: str
    hint: str = ""


def words_of(holder: type, name: str) -> FieldWords:
    """The words of a dataclass's field; its name where nobody wrote any."""
    return FieldWords(*WORDS.get(holder.__name__, {}).get(name, (name,)))


def choice_words(value: str) -> str:
    """A choice's value as people read it; the value itself where nobody wrote any."""
    said: str = WORDS["choices"].get(value, value)
    return said


def bare(kind: Kind) -> Kind:
    """A type without its checks, and without None where it may be left out."""
    origin: Kind = get_origin(kind)
    if origin is Annotated:
        return bare(get_args(kind)[0])
    if origin is UnionType:
        return bare(next(part for part in get_args(kind) if part is not NoneType))
    return kind


def item_of(kind: Kind) -> Kind | None:
    """What a list holds, checks included; None where the type is no list."""
    inner = bare(kind)
    origin: Kind = get_origin(inner)
    return get_args(inner)[0] if origin is tuple else None


def kind_at(path: Place, top: type = Plan) -> Kind | None:
    """The type of what stands at a path of a plan; None where a plan has no such place."""
    kind: Kind = top
    for step in path:
        if isinstance(step, int):
            kind = item_of(kind)
        elif is_dataclass(bare(kind)):
            kind = hints_of(bare(kind)).get(step)
        else:
            kind = None
        if kind is None:
            return None
    return kind


@cache
def spoken(path: Place) -> str:
    """Where something stands, in words: «Thời gian khảo sát › Ngày đầu», «Nhiệm vụ 3 › Nội dung»."""
    said: list[str] = []
    for depth, step in enumerate(path):
        if isinstance(step, int):
            said[-1] += f" {step + 1}"
        else:
            holder = bare(kind_at(path[:depth]))
            said.append(words_of(holder, step).label if is_dataclass(holder) and isinstance(holder, type) else step)
    return " › ".join(said)
