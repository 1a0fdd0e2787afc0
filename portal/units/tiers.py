"""The tiers of a catalogue's tree: the State's by its words, any other as the file has it.

The portal's offices sit on three tiers: the top, the bottom, and the one right above the bottom where there are three
or more. Tiers between the top and that one group units and have no office of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from portal.units.models import COMMUNE, DISTRICT, GROUP, PROVINCE

STATE_LEVELS = {PROVINCE: 2, DISTRICT: 3, COMMUNE: 5}
"""The State's levels by their words in files, from the top, and how many digits their codes have."""
MOST_TIERS = 6


class InTree(Protocol):
    """A row of a file, as far as the tree asks."""

    @property
    def code(self) -> str: ...
    @property
    def parent_code(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def line(self) -> int: ...


def is_of_the_state(rows: Sequence[InTree]) -> bool:
    """Whether a file uses the State's words for levels in any row: then all rows must."""
    return any(row.level in STATE_LEVELS for row in rows)


def names_in_order(rows: Sequence[InTree]) -> list[str]:
    """The levels that occur, from the top down."""
    if is_of_the_state(rows):
        occurring = {row.level for row in rows}
        return [level for level in STATE_LEVELS if level in occurring]
    deep = depths(rows)
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.level, deep.get(row.code, MOST_TIERS))
    return sorted(first, key=first.__getitem__)


def tiers(names: Sequence[str]) -> dict[str, str]:
    """Which of the portal's tiers each level of a catalogue stands on."""
    if set(names) <= STATE_LEVELS.keys():
        return {name: name for name in names}
    found = dict.fromkeys(names, GROUP)
    if len(names) > len((PROVINCE, COMMUNE)):
        found[names[-2]] = DISTRICT
    return found | {names[0]: PROVINCE, names[-1]: COMMUNE}


def depths(rows: Sequence[InTree]) -> dict[str, int]:
    """How many units stand above each, by code; what hangs on a circle or on nothing is left out."""
    above = {row.code: row.parent_code for row in rows}
    found: dict[str, int] = {}
    for code in above:
        chain = list(chain_up(code, above))
        if chain[-1] in above and not above[chain[-1]]:
            found[code] = len(chain) - 1
    return found


def chain_up(code: str, above: Mapping[str, str]) -> Iterator[str]:
    """A unit and those above it, until the top, an unknown one, or one that came already."""
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        yield code
        code = above.get(code, "")


def circle(code: str, above: Mapping[str, str]) -> list[str]:
    """The units that a unit's way up goes round and round in, itself first; empty where it is in no circle."""
    chain = list(chain_up(code, above))
    return [*chain, code] if above.get(chain[-1]) == code else []


def wrong_in_tree(rows: Sequence[InTree]) -> Iterator[tuple[int, str]]:
    """What is wrong with a tree whose levels the file names itself, by line."""
    above, deep = {row.code: row.parent_code for row in rows}, depths(rows)
    level_at: dict[int, InTree] = {}
    depth_of: dict[str, InTree] = {}
    for row in rows:
        if wrong := wrong_link(row, above):
            yield row.line, wrong
        elif row.code in deep:
            depth = deep[row.code]
            same_depth, same_word = level_at.setdefault(depth, row), depth_of.setdefault(row.level, row)
            if depth >= MOST_TIERS:
                yield row.line, f"cây đơn vị sâu quá {MOST_TIERS} cấp."
            elif deep[same_word.code] != depth:
                yield row.line, off_by_a_tier(row, same_word, deep)
            elif same_depth.level != row.level:
                yield (
                    row.line,
                    f"level “{row.level}” cùng bậc với “{same_depth.level}” (dòng {same_depth.line}): mỗi bậc một tên.",
                )


def off_by_a_tier(row: InTree, first: InTree, deep: Mapping[str, int]) -> str:
    """The sentence for a unit that hangs higher or lower than the others of its level."""
    here, there = deep[row.code] + 1, deep[first.code] + 1
    what = "thiếu một cấp ở giữa" if here < there else "thừa một cấp ở giữa"
    return f"đơn vị cấp “{row.level}” này ở bậc {here}, còn ở dòng {first.line} là bậc {there}: {what}."


def wrong_link(row: InTree, above: Mapping[str, str]) -> str:
    """What is wrong between a unit and the one above it; empty if nothing."""
    if going_round := circle(row.code, above):
        return f"đơn vị cấp trên đi vòng tròn: {' → '.join(going_round)}."
    if row.parent_code and row.parent_code not in above:
        return f"parent_code “{row.parent_code}” không có trong tệp."
    return ""
