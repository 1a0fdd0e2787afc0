"""Which units of one catalogue make up which of a later one: data in CSV, never guessed from codes or names.

A file `plans/units-map-2024-2025.csv` has a row for each old unit that went whole into a new one. A new unit may stand
in it only with all the old units it was made of. An old unit in two rows was split: neither side is comparable.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from portal.extensions import db
from portal.units.lines import miscounted, read_lines, refusal
from portal.units.models import Catalogue, UnitLink
from portal.units.queries import codes

PLANS = Path(__file__).parents[2] / "plans"
COLUMNS = ("from_code", "to_code", "basis")


@dataclass(frozen=True)
class Links:
    """The new units that can be compared, with the codes of all their old ones; apart, those with a split one."""

    parts: Mapping[str, tuple[str, ...]]
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def unmapped(self, new: Collection[str]) -> list[str]:
        """The new units that the file says nothing sure of."""
        return [code for code in new if code not in self.parts]


def between(earlier: int, later: int) -> Links:
    """The mapping kept for two catalogues, by their numbers: the file's, and what was entered on pages.

    What was entered counts once every old unit has a ground: until then a new unit may hold one that nobody named.
    """
    old_key, new_key = (db.session.get_one(Catalogue, number).key for number in (earlier, later))
    decided = [(old, new) for old, new, _basis in file_rows(old_key, new_key)]
    sure = {old for old, _new in decided}
    entered = [(row.from_code, row.to_code) for row in kept(earlier, later) if row.basis and row.from_code not in sure]
    grounded = sure | {old for old, _new in entered}
    is_whole = bool(entered) and codes(earlier).keys() <= grounded
    return links(decided + entered if is_whole else decided)


def kept(earlier: int, later: int) -> Sequence[UnitLink]:
    """The rows entered on pages for two catalogues."""
    query = select(UnitLink).where(UnitLink.earlier_id == earlier, UnitLink.later_id == later)
    return db.session.scalars(query.order_by(UnitLink.from_code, UnitLink.to_code)).all()


def file_rows(old_key: str, new_key: str) -> list[tuple[str, str, str]]:
    """Old code, new code and ground of each row of the file for two catalogues; none where there is no file."""
    file = PLANS / f"units-map-{old_key}-{new_key}.csv"
    return rows_of(file.read_bytes()) if file.exists() else []


def proposals(old_key: str, new_key: str) -> list[tuple[str, str, str]]:
    """What a file only proposes for two catalogues, if there is one: old code, new code, old name in the source."""
    file = PLANS / f"units-map-proposed-{old_key}-{new_key}.csv"
    if not file.exists():
        return []
    _header, lines = read_lines(file.read_bytes())
    return [(old, new, before) for _line, (old, before, new, _after, _extent, _source) in lines]


def rows_of(content: bytes) -> list[tuple[str, str, str]]:
    """The rows of a mapping: old code, new code, ground. Raises Mistakes with all of them."""
    header, lines = read_lines(content)
    if header != COLUMNS:
        raise refusal([(1, f"tiêu đề phải là {','.join(COLUMNS)}.")])
    problems = [(number, wrong) for number, cells in lines if (wrong := mistake(cells))]
    if problems:
        raise refusal(problems)
    return [(old, new, basis) for _number, (old, new, basis) in lines]


def mistake(cells: list[str]) -> str:
    """What is wrong in one row, empty if nothing."""
    if wrong := miscounted(cells, len(COLUMNS)):
        return wrong
    if not (cells[0].isdigit() and cells[1].isdigit()):
        return "mã đơn vị phải là chữ số."
    return "" if cells[2] else "thiếu căn cứ (basis): số nghị quyết, điều khoản."


def links(pairs: Collection[tuple[str, str]]) -> Links:
    """The comparable new units: all their old units went whole into them."""
    # One row written twice is no split.
    split = {old for old, times in Counter(old for old, _new in set(pairs)).items() if times > 1}
    parts: dict[str, list[str]] = {}
    for old, new in dict.fromkeys(pairs):
        parts.setdefault(new, []).append(old)
    whole = {new: tuple(olds) for new, olds in parts.items() if not split & set(olds)}
    return Links(whole, {new: tuple(sorted(split & set(olds))) for new, olds in parts.items() if new not in whole})
