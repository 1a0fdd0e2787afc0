"""The country on PostgreSQL: sealing, counting, purging, checking and the boards as the box grows.

Rows are real, written by the portal's own codecs; 10 million are reckoned from the slope, and said so. Each size has
a box of its own that is kept, so that one run measures them all, and goes on where an earlier one was cut short:
`--only national --fresh` begins anew.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

from bench import instances, measures, servers
from bench.instances import PLAN
from bench.national_rows import LEADER
from bench.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from bench.instances import Environment

SIZES = (100_000, 1_000_000, 3_000_000)
FEW, A_MILLION, SEALED_AT_ONCE = 10_000, 1_000_000, 10_000
COUNTRY_BALLOTS, COUNTRY_SECONDS = 10_000_000, 600
BOARDS = {"country's board": f"/board/{PLAN}", "what is missing": f"/urging/{PLAN}"}
MOST_BYTES, MOST_PURGE_SECONDS, MOST_LOCK_MS, MOST_CHECK_SECONDS, LEAST_LEAVES = 1600, 5, 1000, 300, 2000
VIEWS = 40


def rows(sizes: Sequence[int], say: Callable[[str], None], *, fresh: bool = False) -> Iterator[Row]:
    """Every figure at every size, then what 10 million come to."""
    boxes = {size: filled(size, say, fresh=fresh) for size in (FEW, *sizes)}
    seconds: dict[int, float] = {}
    for size in sizes:
        say(f"measuring at {size:,} ballots")
        seconds[size] = yield from at_size(boxes[size], size)
        yield from boards(boxes[FEW], boxes[size], size)
    yield from country(seconds)


def filled(size: int, say: Callable[[str], None], *, fresh: bool) -> Environment:
    """The country's box with so many ballots."""
    box = instances.kept_on_postgresql(f"national-{size}", fresh=fresh)
    step(box, "set-up")
    say(f"filling up to {size:,} ballots")
    step(box, "fill", size)
    return box


def step(environment: Environment, name: str, *numbers: int) -> list[float]:
    """A step of `bench.national_rows` in a process of its own. Returns its figures."""
    words = (sys.executable, "-m", "bench.national_rows", name, *map(str, numbers))
    return list(map(float, instances.output(environment, *words).split()))


def at_size(many: Environment, size: int) -> Generator[Row, None, float]:
    """What is done with so many. Returns the processor seconds that counting a ballot takes."""
    ballots, sealed, _marks = step(many, "size")
    yield Row(f"bytes a sealed ballot at {size:,}", f"{sealed:,.0f}", f"{ballots:,.0f} ballots", sealed, MOST_BYTES)
    leaves, busy = step(many, "seal", SEALED_AT_ONCE)
    by_processor = f"{busy:,.0f} a second of its processor"
    yield Row(f"sealer, leaves a second at {size:,}", f"{leaves:,.0f}", by_processor, leaves, LEAST_LEAVES, least=True)
    leaves, spent, megabytes = step(many, "verify")
    bar = MOST_CHECK_SECONDS if size == A_MILLION else None
    what = f"check of the whole box, {leaves:,.0f} leaves"
    yield Row(what, f"{spent:.0f} s", f"{megabytes:.0f} MB", spent, bar)
    for processes in (1, 2):
        counted, spent, of_processors = step(many, "tally", processes)
        per_second = f"{of_processors:.0f} s of processors, {counted / spent:,.0f} a second"
        yield Row(f"counting {counted:,.0f} ballots by {processes}", f"{spent:.0f} s", per_second, spent, None)
        if processes == 1:
            alone = of_processors / counted
    spent, locked, at_rest, marks = step(many, "purge", size)
    beside = f"{marks:,.0f} bytes of marks a ballot before"
    bar = MOST_PURGE_SECONDS if size == A_MILLION else None
    yield Row(f"purge of {size:,}", f"{spent:.1f} s", beside, spent, bar)
    resting = f"at rest {at_rest:.0f} ms"
    yield Row(
        f"longest wait of another round's post, purge of {size:,}", f"{locked:.0f} ms", resting, locked, MOST_LOCK_MS
    )
    return alone


def boards(few: Environment, many: Environment, size: int) -> Iterator[Row]:
    """Pages over 3,321 communes at few and at many ballots, by turns."""
    with servers.serving("wsgi:app", few) as at_few, servers.serving("wsgi:app", many) as at_many:
        for what, path in BOARDS.items():
            fast, slow = measures.page_p95([at_few.port, at_many.port], path, LEADER, VIEWS)
            spent = f"{slow:.0f} ms", f"at {FEW:,} {fast:.0f} ms"
            yield Row(f"{what} of 3,321 communes, p95 at {size:,}", *spent, slow / fast, 1.3)


def country(seconds: dict[int, float]) -> Iterator[Row]:
    """Counting 10 million by the slope of what was measured: on one processor, and on how many it is in time."""
    each = max(seconds.values())
    alone = each * COUNTRY_BALLOTS
    reckoned = f"reckoned from {max(seconds):,}: {each * 1e6:.0f} µs a ballot"
    needed = math.ceil(alone / COUNTRY_SECONDS)
    yield Row(f"counting {COUNTRY_BALLOTS:,} by one processor", f"{alone:,.0f} s", reckoned, alone, None)
    yield Row("processors with which that takes ten minutes", f"{needed}", "not run", needed, None)
