"""Staff pages of this version against those of an earlier checkout, each with the demonstration that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from bench.instances import READERS, TRIAL
from bench.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bench.measures import View

HOME = "home"
SLOWER, SLOWER_MS = 1.1, 3.0
"""A page is slower by a tenth and so many milliseconds: two runs of one version differ by less."""
Kind = tuple[str, str, bool, tuple[str, ...]]


def rows(then: list[View], now: list[View]) -> Iterator[Row]:
    """Each role's home, how many pages are slower, and all that both versions have together."""
    before, after = by_kind(then), by_kind(now)
    both = sorted(before.keys() & after.keys())
    pairs = {kind: (in_loops(before[kind]), in_loops(after[kind])) for kind in both}
    milliseconds = min(view.loop for view in (*then, *now) if view.loop)
    for reader in READERS:
        yield home(reader, *pairs[reader, HOME, False, ()], milliseconds)
    slower = [kind for kind, (old, new) in pairs.items() if is_slower(old * milliseconds, new * milliseconds)]
    for kind in sorted(slower, key=lambda kind: pairs[kind][0] - pairs[kind][1]):
        old, new = (loops * milliseconds for loops in pairs[kind])
        print(f"· {new:6.1f} ms, before {old:6.1f} ms  {kind[0]:22} {after[kind].address}", flush=True)
    over = f"of {len(both):,} that both versions have, by {SLOWER - 1:.0%} and {SLOWER_MS:g} ms"
    yield Row("pages slower than before", f"{len(slower)}", over, len(slower), 0)
    old, new = (sum(pair[which] for pair in pairs.values()) * milliseconds for which in (0, 1))
    yield Row("all pages of both versions", f"{new:,.0f} ms", f"before {old:,.0f} ms", new / old, 1)


def home(reader: str, old: float, new: float, milliseconds: float) -> Row:
    figures = f"{new * milliseconds:.0f} ms", f"before {old * milliseconds:.0f} ms"
    return Row(f"home of {reader}", *figures, new / old, None)


def is_slower(old: float, new: float) -> bool:
    return new > old * SLOWER and new > old + SLOWER_MS


def in_loops(view: View) -> float:
    """How many reference loops it takes: the machine may have been slower for one version than for the other."""
    return view.milliseconds / view.loop


def by_kind(views: Iterable[View]) -> dict[Kind, View]:
    """The first page of each kind of a role; what signing in leads to stands as its home wherever it lies."""
    kinds: dict[Kind, View] = {}
    homes: set[str] = set()
    for view in views:
        if not view.loop or view.is_file:
            continue
        if view.reader not in homes:
            homes.add(view.reader)
            kinds[view.reader, HOME, False, ()] = view
        kinds.setdefault(kind_of(view), view)
    return kinds


def kind_of(view: View) -> Kind:
    parts = urlsplit(view.address)
    names = tuple(sorted(name for name, value in parse_qsl(parts.query) if value))
    return view.reader, view.endpoint, TRIAL in parts.path, names
