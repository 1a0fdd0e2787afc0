"""Values to JSON and back: dataclasses, moments, bytes; and the one way to write JSON of which a digest is kept."""

import base64
import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import field, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
# what JSON holds is known to whoever reads it alone, and so are types: classes, unions, tuples and mappings of some
Plain: TypeAlias = Any
Kind: TypeAlias = Any
LATER = "later"


def later(default: T) -> T:
    """A field that came after the first papers: while it holds its default it is not written.

    So figures that were frozen without it keep their digest.
    """
    made: T = field(default=default, metadata={LATER: True})
    return made


def canonical(plain: object) -> bytes:
    """The one way to write plain values of which a digest is kept: sorted keys, no spaces, letters as they are."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: object) -> str:
    """The SHA-256 that names exactly these values."""
    return sha256(canonical(to_plain(value))).hexdigest()


def scalar(value: object) -> object:
    """A value that holds no others, as JSON holds it: ISO 8601 for days and times, base64 for bytes."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | time) else value


def to_plain(value: object) -> Plain:
    """A dataclass, mapping or tuple as JSON can hold it, whatever they hold; `from_plain` brings it back."""
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    held = parts(value)
    if held is not None:
        return {key: to_plain(part) for key, part in held.items()}
    return scalar(value)


def parts(value: object) -> Mapping[Any, object] | None:
    """What is written of a value that holds others, by name, key or place; None for a plain one."""
    if isinstance(value, tuple):
        return dict(enumerate(value))
    if isinstance(value, Mapping):
        return value
    kind: Any = type(value)
    written = _written(kind)
    if written is None:
        return None
    return {name: held for name, default in written if (held := getattr(value, name)) != default}


@cache
def _written(kind: Hashable) -> tuple[tuple[str, object], ...] | None:
    """The fields of a dataclass, each with the value with which it is left out; None for any other type."""
    if not isinstance(kind, type) or not is_dataclass(kind):
        return None
    return tuple((one.name, one.default if LATER in one.metadata else _NEVER) for one in fields(kind))


# No value equals it: a field that is always written.
_NEVER = object()


def from_plain(kind: type[T], value: Plain) -> T:
    """Build a dataclass from what `to_plain` made of one."""
    whole: Kind = kind
    made: T = _builder(whole)(value)
    return made


@cache
def _builder(kind: Kind) -> Callable[[Plain], Plain]:
    """How a value of a type is built: looked up once a type, not once for each of ten thousand values."""
    if isinstance(kind, UnionType):
        whole = _builder(get_args(kind)[0])
        return lambda value: None if value is None else whole(value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return lambda value: kind(**{name: _builder(hints[name])(part) for name, part in value.items()})
    origin: object = get_origin(kind)
    if origin is tuple:
        each = _builder(get_args(kind)[0])
        return lambda value: tuple(map(each, value))
    if origin is dict:
        held = _builder(get_args(kind)[1])
        return lambda value: {key: held(part) for key, part in value.items()}
    if kind is bytes:
        return base64.b64decode
    return kind.fromisoformat if kind in {date, datetime, time} else lambda value: value
