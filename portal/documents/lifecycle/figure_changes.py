"""What new figures change in a paper: sentences before and after, and how many values in all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.documents.kinds import Kind
from portal.web.data import codec

NOTHING = object()  # what stands at a place that the other figures do not have
MOMENT, SALT = "_at", "salt"  # how the names of moments end, and of what is drawn by chance: neither is a figure


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


def compare(kind: Kind, old: object, new: object) -> Difference:
    """The difference between two freezings."""
    return Difference(tuple(changes(kind, old, new)), count_changes(old, new))


def changes(kind: Kind, old: object, new: object) -> Iterator[Change]:
    """Sections whose sentences changed, came or went."""
    old_sections, new_sections = ({part.key: part for part in kind.outline(figures)} for figures in (old, new))
    for key in list(dict.fromkeys([*old_sections, *new_sections])):
        before = old_sections[key].sentences if key in old_sections else ()
        after = new_sections[key].sentences if key in new_sections else ()
        if before != after:
            removed = tuple(sentence for sentence in before if sentence not in after)
            added = tuple(sentence for sentence in after if sentence not in before)
            yield Change(key, (new_sections.get(key) or old_sections[key]).title, removed, added)


def count_changes(old: object, new: object) -> int:
    """How many single values differ, went or came; moments and what is drawn by chance are no figures."""
    if old == new:
        return 0
    was, now = compared_parts(old), compared_parts(new)
    if was is None or now is None:
        # One value beside another counts once; one in the place of a whole group counts as all of them.
        return 1 if was is now else count_values(old) + count_values(new)
    return sum(count_changes(was.get(key, NOTHING), now.get(key, NOTHING)) for key in was.keys() | now.keys())


def count_values(value: object) -> int:
    """How many single values something holds."""
    held = compared_parts(value)
    return 1 if held is None else sum(map(count_values, held.values()))


def compared_parts(value: object) -> dict[Any, object] | None:
    """What is compared of a value that holds others; None for a single one."""
    held = {} if value is NOTHING else codec.parts(value)
    if held is None:
        return None
    return {name: part for key, part in held.items() if not (name := str(key)).endswith((MOMENT, SALT))}
