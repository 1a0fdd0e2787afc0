"""What may be told outside of the overall question without the excluded communes (P8, P11). Pure.

With and without stand side by side, so anybody may subtract. Therefore the band of the rest is told only where it
follows already from what is public: the whole's satisfied and every commune's number of opinions. It then tells a
reader what the figures come to, and nobody anything new of a commune, whatever else they know of it. Whether it is
told rests on public figures alone too, so that its absence tells nothing either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.results.disclosure.disclosure_control import BANDS, LEAST_PUBLISHED, band_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.results.disclosure.disclosure_control import Counts, Table

HIGH = frozenset({3, 4})


def published_satisfied(table: Table) -> int | None:
    """How many are satisfied in the whole of a released table, where the counts shown give it."""
    row = table.whole
    if row is None or not row.cells:
        return None
    known = list(zip(row.cells, table.groups, strict=True))
    high = [n for n, group in known if HIGH.issuperset(group)]
    low = [n for n, group in known if not HIGH.issuperset(group)]
    if None not in high:
        return sum(n or 0 for n in high)
    return row.n - sum(n or 0 for n in low) if None not in low else None


def band_excluding(table: Table, excluded: Sequence[Counts]) -> int | None:
    """The band of the whole's share satisfied without some communes; None where it would tell of them."""
    satisfied, n = published_satisfied(table), 0 if table.whole is None else table.whole.n
    excluded_n = sum(map(sum, excluded))
    rest = n - excluded_n
    if satisfied is None or not excluded_n or rest < LEAST_PUBLISHED:
        return None
    least, most = max(0, satisfied - excluded_n), min(rest, satisfied)
    bands = ((place, band_limits(place, rest)) for place in range(BANDS))
    return next((place for place, band in bands if band.low <= least and most <= band.high), None)
