"""What new figures change in a paper: sentences before and after, and how many values in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.documents import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.documents.kinds import Kind

MOMENT, SALT = "_at", "salt"
"""The end of the names of moments, and what is drawn by chance: neither is a figure."""


@dataclass(frozen=True)
class Change:
    """What stands under a heading, before and after."""

    key: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Changed sentences, and the number of changed values, those of tables and annexes included."""

    changes: tuple[Change, ...]
    values: int

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.changes


def compare(kind: Kind, old: Any, new: Any) -> Difference:  # noqa: ANN401 - figures of the kind
    """The difference between two freezings."""
    before, after = (dict(leaves(frozen.to_plain(one))) for one in (old, new))
    missing = object()
    values = sum(before.get(key, missing) != after.get(key, missing) for key in before.keys() | after.keys())
    return Difference(tuple(changes(kind, old, new)), values)


def changes(kind: Kind, old: Any, new: Any) -> Iterator[Change]:  # noqa: ANN401
    """Sections whose sentences changed, came or went."""
    was, now = ({section.key: section for section in kind.outline(one)} for one in (old, new))
    for key in list(dict.fromkeys([*was, *now])):
        before = was[key].sentences if key in was else ()
        after = now[key].sentences if key in now else ()
        if before != after:
            gone = tuple(one for one in before if one not in after)
            come = tuple(one for one in after if one not in before)
            yield Change(key, (now.get(key) or was[key]).title, gone, come)


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    """Each value with its place, moments and what is drawn by chance left out."""
    if isinstance(value, dict):
        for key, part in value.items():
            if not str(key).endswith((MOMENT, SALT)):
                yield from leaves(part, (*path, str(key)))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, str(place)))
    else:
        yield path, value
