"""Staff pages of this version against those of an earlier checkout, both over the demonstration that the earlier made.

The rows and addresses are the same: this version's installation is a copy of the other that was brought up to date.
Each page is visited in both by turns, and the least of its visits counts. One that seems slower is visited again, as
often in both, for other work on the machine can only add to a visit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from bench import instances, measures
from bench.instances import READERS, TRIAL
from bench.rows import Row
from bench.servers import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bench.instances import Environment
    from bench.measures import View

    Visit = Callable[[str, str], float | None]
    """The least milliseconds of some visits of an address as a reader; None where it is no page there."""

HOME = "home"
SLOWER, SLOWER_MS = 1.1, 3.0
"""A page is slower by a tenth and so many milliseconds: two runs of one version differ by less."""
MORE_TURNS = 8
"""So often a page that seems slower is looked at again."""
TOLD_EVERY = 100
Kind = tuple[str, str, bool, tuple[str, ...]]


class Pair(NamedTuple):
    """A kind of page in both versions: where it lies in each, and what it takes."""

    kind: Kind
    then: str
    now: str
    before: float
    after: float

    @property
    def is_slower(self) -> bool:
        return self.after > self.before * SLOWER and self.after > self.before + SLOWER_MS


def rows(checkout: Path, ballots: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Each role's home, how many pages are slower, and all that both versions have together."""
    say(f"making the province with its papers in {checkout}, and a copy for this version")
    then, now = both_installations(checkout, ballots)
    say("walking both for the pages that they have")
    with ThreadPoolExecutor(2) as workers:
        walks = [
            workers.submit(measures.staff_views, environment, 1, place, timed=False)
            for environment, place in ((then, checkout), (now, ROOT))
        ]
        before, after = (by_kind(walk.result()) for walk in walks)
    kinds = sorted(before.keys() & after.keys())
    say(f"visiting {len(kinds):,} kinds of pages in both by turns")
    with visiting(then, checkout) as visit_then, visiting(now, ROOT) as visit_now:
        pairs = []
        for number, kind in enumerate(kinds, start=1):
            pairs.append(measured(kind, before[kind].address, after[kind].address, visit_then, visit_now))
            if not number % TOLD_EVERY:
                say(f"{number:,} of {len(kinds):,}, {sum(pair.is_slower for pair in pairs)} slower")
    yield from table(pairs, say)


def both_installations(checkout: Path, ballots: int) -> tuple[Environment, Environment]:
    """The demonstration as the earlier version makes it, and its copy with this version's tables."""
    then = instances.on_sqlite("pages-earlier", ballots, papers=True, checkout=checkout)
    folder = instances.fresh("pages-now")
    shutil.copytree(then["PORTAL_INSTANCE"], folder, dirs_exist_ok=True)
    now = {**then, "PORTAL_INSTANCE": str(folder)}
    instances.flask(now, "db", "upgrade")
    return then, now


@contextmanager
def visiting(environment: Environment, checkout: Path) -> Iterator[Visit]:
    """A process of a version that visits what it is asked to, one address at a time."""
    settings = {**os.environ, **environment, "PORTAL_LOG_LEVEL": "ERROR", "PYTHONPATH": str(checkout)}
    program = sys.executable, "-P", str(ROOT / "bench" / "crawl.py"), "asked"
    pipe = subprocess.PIPE
    with subprocess.Popen(
        program, cwd=checkout, env=settings, text=True, bufsize=1, stdin=pipe, stdout=pipe
    ) as process:
        asked, told = measures.pipes_of(process)

        def visit(reader: str, address: str) -> float | None:
            asked.write(f"{reader}\t{address}\n")
            answer = told.readline()
            if not answer:
                raise subprocess.CalledProcessError(process.wait(), program)
            return float(answer) or None

        yield visit
        asked.close()


def measured(kind: Kind, then: str, now: str, visit_then: Visit, visit_now: Visit) -> Pair:
    """Both by turns, at the same address where this version has it too; once more while it seems slower."""
    reader = kind[0]
    after = visit_now(reader, then) if kind[1] != HOME else None
    there = now if after is None else then
    pair = Pair(kind, then, there, visit_then(reader, then) or 0, after or visit_now(reader, there) or 0)
    turns = 0
    while pair.is_slower and turns < MORE_TURNS:
        before, after = visit_then(reader, then) or 0, visit_now(reader, there) or 0
        pair = pair._replace(before=min(pair.before, before), after=min(pair.after, after))
        turns += 1
    return pair


def table(pairs: list[Pair], say: Callable[[str], None]) -> Iterator[Row]:
    """Those that are slower by name, the worst first, the rest in a few figures."""
    by_home = {pair.kind[0]: pair for pair in pairs if pair.kind[1] == HOME and not pair.kind[3]}
    for reader in (reader for reader in READERS if reader in by_home):
        yield home(by_home[reader])
    slower = [pair for pair in pairs if pair.is_slower]
    for pair in sorted(slower, key=lambda pair: pair.before - pair.after):
        say(f"{pair.after:6.1f} ms, before {pair.before:6.1f} ms  {pair.kind[0]:22} {pair.now}")
    over = f"of {len(pairs):,} that both versions have, by {SLOWER - 1:.0%} and {SLOWER_MS:g} ms"
    yield Row("pages slower than before", f"{len(slower)}", over, len(slower), 0)
    old, new = sum(pair.before for pair in pairs), sum(pair.after for pair in pairs)
    yield Row("all pages of both versions", f"{new:,.0f} ms", f"before {old:,.0f} ms", new / old, 1)


def home(pair: Pair) -> Row:
    figures = f"{pair.after:.0f} ms", f"before {pair.before:.0f} ms"
    return Row(f"home of {pair.kind[0]}", *figures, pair.after / pair.before, None)


def by_kind(views: Iterable[View]) -> dict[Kind, View]:
    """The first page of each kind of a role; what signing in leads to stands as its home wherever it lies."""
    kinds: dict[Kind, View] = {}
    homes: set[str] = set()
    for view in views:
        if view.is_file or view.status != measures.FOUND:
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
