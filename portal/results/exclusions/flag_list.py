"""The communes that ask for a look, once each with all their flags: those with most about their ballots first. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from portal.results.tables.quality_words import RULES
from portal.web.ui.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portal.results.statistics.quality import Flag
    from portal.units.models import Unit

BESIDE_BALLOTS: Final = frozenset({"anh_trung"})
"""Rules that say nothing about ballots."""


@dataclass(frozen=True)
class Flagged:
    """A commune and all that stands out there."""

    unit: Unit
    flags: tuple[Flag, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """How much there is to look at: flags about ballots before any other."""
        about = sum(flag.rule not in BESIDE_BALLOTS for flag in self.flags)
        return about, len(self.flags)


def flagged_communes(communes: Iterable[Unit], flags: Mapping[str, tuple[Flag, ...]]) -> list[Flagged]:
    """Those that have a flag, the heaviest first; the order of the unit list among equals."""
    flagged = [Flagged(unit, flags[unit.code]) for unit in communes if unit.code in flags]
    return sorted(flagged, key=lambda one: one.weight, reverse=True)


LISTING: Listing[Flagged] = Listing(
    has=lambda one, rule: any(flag.rule == rule for flag in one.flags),
    matches=lambda one, list_filter: one.unit.is_meant(list_filter.typed, list_filter.district),
)


def rules(every: Sequence[Flagged]) -> list[str]:
    """The rules that stand somewhere among them."""
    raised = {flag.rule for one in every for flag in one.flags}
    return [rule for rule in RULES if rule in raised]
