"""Measures ours against what it is compared with, all in one run, and prints one table of ratios."""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import traceback
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from bench import coverage, earlier_pages, fraud, freezing, instances, measures, national, servers, slow
from bench.instances import PLAN, READERS, TRIAL
from bench.measures import Candidate
from bench.rows import Row
from bench.visitors import LoadTarget, percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from bench.instances import Environment
    from bench.measures import View

BALLOTS = 12_300
FEW, MANY = 10_000, 1_000_000
FEW_SEALED = 600
SLOW_SENDERS, FEW_A_SECOND = 200, 50
FIRST_START_SECONDS = 600
SEALER_SECONDS = 30
"""A turn with the sealer sees its run begin and end."""
PROVINCE, DISTRICT = "tinh.lanhdao1", "huyen.219"
BOARDS = {
    "province's board": (f"/board/{PLAN}", PROVINCE),
    "district's board": (f"/board/{PLAN}", DISTRICT),
    "province's results": (f"/results/{PLAN}", PROVINCE),
}

WATCHED = {
    "turnout": f"/board/{PLAN}",
    "what is missing": f"/urging/{PLAN}",
    "rosters": f"/rosters/{PLAN}",
    "publicity": f"/manage/publicity/{PLAN}",
    "field reports": f"/manage/rounds/{PLAN}/reports",
    "inspections": f"/inspections/{PLAN}",
}
"""The province's boards of 209 communes on three days."""
EDITOR = "tinh.chuyenvien1"
DATABASES = ("sqlite", "postgresql")
PARTS = (
    "starts",
    "citizens", "slow", "secrecy", "boards", "pages", "papers", "exports", "fraud", "statistics", "units", "national",
)  # fmt: skip
SPEED = {"starts", "citizens", "slow", "secrecy", "pages", "papers"}
"""What `--only speed` runs: how long anybody waits."""
COMMANDS = (
    *(("--help",), ("units", "list"), ("accounts", "list")),
    *(("rounds", "list"), ("box", "--help"), ("db", "current")),
)
CITIZEN_MS = {"SQLite": 2.2, "PostgreSQL": 3}
COUNTRY = servers.ROOT / "plans" / "units-vietnam-2025.csv"
MOST_MS, USUAL_MS, MOST_OF_A_FILE_MS = 150, 100, 1500
"""Of the processor: a staff page at most, 95 of 100 of them, and a file that no job makes."""
SLOWEST, SLOWEST_FILES = 20, 5
EXPORTS = (
    "XLSX",
    "CSV for Excel",
    "CSV",
    "SPSS",
    "DDI",
    "kit to go with a report",
    "kit for the province",
    "open data",
)
"""The files of `bench.exports`."""


HEADINGS = ("what", "ours", "against", "figure", "bar", "reached")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="of load in each turn")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each candidate")
    parser.add_argument("--only", choices=(*PARTS, "speed"), help="leave the others out; speed: how long anybody waits")
    parser.add_argument("--database", choices=DATABASES, help="the one to walk the staff's pages on")
    parser.add_argument("--alike", type=int, default=1, help="staff pages that differ in commune, day or paper alone")
    parser.add_argument("--against", type=Path, help="an earlier checkout to hold the staff's pages against")
    parser.add_argument("--sizes", type=int, nargs="+", default=national.SIZES, help="ballots of the country's box")
    parser.add_argument("--fresh", action="store_true", help="fill the country's box anew")
    options = parser.parse_args()
    databases = DATABASES if options.database is None else {options.database}
    parts: dict[str, Callable[[], Iterable[Row]]] = {
        "starts": starts,
        "citizens": lambda: citizens(options.seconds, options.rounds),
        "slow": lambda: beside_slow_senders(options.seconds),
        "secrecy": lambda: secrecy(options.seconds, options.rounds),
        "boards": boards,
        "pages": lambda: pages(databases, options.alike, options.against),
        "papers": papers,
        "exports": exports,
        "fraud": frauds,
        "statistics": estimates,
        "units": units,
        "national": lambda: national.rows(options.sizes, say, fresh=options.fresh),
    }
    rows, cut_short = measured({name: part for name, part in parts.items() if is_wanted(name, options.only)})
    show(rows)
    if cut_short:
        sys.exit(f"cut short: {', '.join(cut_short)}")


def measured(parts: Mapping[str, Callable[[], Iterable[Row]]]) -> tuple[list[Row], list[str]]:
    """The rows of some parts, and the names of those cut short: what the others took an hour for is shown as well."""
    rows: list[Row] = []
    cut_short = []
    for name, measure in parts.items():
        try:
            rows.extend(measure())  # what a part gave before it failed stays
        except Exception:  # noqa: BLE001 - whatever it is, it is printed and ends the run with 1
            traceback.print_exc()
            cut_short.append(name)
    return rows, cut_short


def is_wanted(name: str, only: str | None) -> bool:
    """Whether a part is measured: the one asked for, those of speed, or all but the country, which takes hours."""
    if only == "speed":
        return name in SPEED
    return name == only if only else name != "national"


def starts() -> Iterator[Row]:
    """What begins, in the processor's seconds: the first `./start`, another, any command."""
    say("filling a demonstration as the first ./start does")
    environment = {"PORTAL_INSTANCE": str(instances.fresh("starts")), "PORTAL_LOG_LEVEL": "ERROR"}
    for what, patience, most in (
        ("first ./start with the demonstration, processor", FIRST_START_SECONDS, 45),
        ("./start again, processor of all its processes", servers.START_SECONDS, 4),
    ):
        spent_by_it, by_the_clock = start_seconds(environment, patience)
        yield Row(what, f"{spent_by_it:.1f} s", f"{by_the_clock:.1f} s by the clock", spent_by_it, most)
    spent = {words: measures.seconds_of(measures.used_by(environment, *words)) for words in COMMANDS}
    dearest = max(spent, key=lambda words: spent[words])
    yield Row("flask, the dearest of six commands", f"{spent[dearest]:.2f} s", " ".join(dearest), spent[dearest], 1)


def start_seconds(environment: Environment, patience: float) -> tuple[float, float]:
    """What `./start` takes until every web process has answered: of the processor, and by the clock."""
    began = time.perf_counter()
    with servers.started(environment, patience) as server:
        measures.first_page(server.port)
        return server.processor_seconds(), time.perf_counter() - began


def citizens(seconds: float, rounds: int) -> Iterator[Row]:
    """The citizen's way on both databases, in turns with the floor."""
    say("making the province on SQLite and on PostgreSQL")
    lite = instances.on_sqlite("sqlite", BALLOTS)
    heavy, postgres = instances.on_postgresql("postgresql", BALLOTS)
    floor_folder = instances.fresh("floor")
    with servers.serving("wsgi:app", lite) as on_sqlite, servers.serving("wsgi:app", heavy, postgres) as on_postgresql:
        sqlite = measures.portal_place(on_sqlite, instances.codes(lite, TRIAL))
        postgresql = measures.portal_place(on_postgresql, instances.codes(heavy, TRIAL))
        measures.floor_pages(sqlite, floor_folder)
        with servers.serving("bench.floor:app", {"FLOOR_PAGES": str(floor_folder)}) as on_floor:
            floor = LoadTarget(on_floor.port, ["/"])
            floor.learn()
            turns = {
                "floor": Candidate(floor, on_floor),
                "SQLite": Candidate(sqlite, on_sqlite),
                "PostgreSQL": Candidate(postgresql, on_postgresql),
            }
            say(f"{rounds} turns of {seconds:g} s each, eight citizens at once")
            measures.take_turns(turns, seconds, rounds)
            yield from throughput(turns)
            say("100 citizens a second, come what may")
            late = {name: measures.post_p99(turn.place, seconds * 2) for name, turn in turns.items()}
            floor_late = f"floor {late.pop('floor'):.1f} ms"
            for name, ours in late.items():
                yield Row(f"POST p99 at 100 arrivals a second, {name}", f"{ours:.1f} ms", floor_late, ours, 25)
        view = measures.first_view_bytes(sqlite)
        yield Row("first view, all of it, compressed", f"{view:,} bytes", "", view, 14_600)


def beside_slow_senders(seconds: float) -> Iterator[Row]:
    """Citizens beside connections that send a byte a second, without any proxy in front."""
    say(f"{SLOW_SENDERS} slow senders beside {FEW_A_SECOND} citizens a second")
    environment = instances.on_sqlite("slow", FEW_SEALED)
    with servers.serving("wsgi:app", environment) as server:
        place = measures.portal_place(server, instances.codes(environment, TRIAL))
        rest = measures.post_p95([place], seconds, 1, FEW_A_SECOND)[0]
        for kind in slow.KINDS:
            with slow.senders(server.port, SLOW_SENDERS, kind) as senders:
                slow.settle()
                p95 = measures.post_p95([place], seconds * 3, 1, FEW_A_SECOND)[0]
            against = f"without them {rest:.1f} ms; {senders.hung_up_on} hung up on"
            yield Row(f"POST p95 beside {SLOW_SENDERS} slow {kind}", f"{p95:.1f} ms", against, p95, 100)


def secrecy(seconds: float, rounds: int) -> Iterator[Row]:
    """Answers sealed to the round's key against answers in clear: the same installation, by turns."""
    say("answers sealed and in clear, 100 citizens a second")
    sealed = instances.on_sqlite("sealed", FEW_SEALED)
    clear = instances.in_clear(sealed, "clear")
    with servers.serving("wsgi:app", sealed) as on, servers.serving("wsgi:app", clear) as off:
        codes = instances.codes(sealed, TRIAL)
        places = [measures.portal_place(server, codes) for server in (on, off)]
        ours, plain = measures.post_p95(places, seconds, rounds)
        yield Row("POST p95, answers sealed", f"{ours:.1f} ms", f"in clear {plain:.1f} ms", ours / plain, 1.3)
        say("the sealer at work and at rest, 100 citizens a second")
        yield sealer_row("SQLite", places[0], seconds, rounds, sealed)
    overall, inside = measures.order_in_the_log(sealed)
    yield Row(
        "arrival and place in the log, rank correlation", f"{overall:.3f}", f"in a batch {inside:+.3f}", overall, None
    )
    heavy, postgres = instances.on_postgresql("sealing", FEW_SEALED)
    with servers.serving("wsgi:app", heavy, postgres) as server:
        place = measures.portal_place(server, instances.codes(heavy, TRIAL))
        yield sealer_row("PostgreSQL", place, seconds, rounds, heavy)


def sealer_row(database: str, place: LoadTarget, seconds: float, rounds: int, environment: Environment) -> Row:
    """Posts while the log is being sealed every quarter of a minute against posts while it rests."""
    on, off = measures.post_p95_sealing(place, max(seconds, SEALER_SECONDS), rounds, environment)
    return Row(f"POST p95, the sealer at work, {database}", f"{on:.1f} ms", f"at rest {off:.1f} ms", on / off, 1.1)


def throughput(turns: dict[str, Candidate]) -> Iterator[Row]:
    """Each turn is held against the floor's turn next to it; the middle ratio counts."""
    floor = turns["floor"]
    for name in ("SQLite", "PostgreSQL"):
        ours = turns[name]
        ratio = middle([a / b for a, b in zip(ours.per_second, floor.per_second, strict=True)])
        speeds = f"{middle(ours.per_second):,.0f}/s", f"floor {middle(floor.per_second):,.0f}/s"
        yield Row(f"whole citizens a second, {name}", *speeds, ratio, 0.7, least=True)
        spent = middle(ours.processor_ms)
        floor_spent = f"floor {middle(floor.processor_ms):.2f} ms"
        yield Row(f"server processor time a citizen, {name}", f"{spent:.2f} ms", floor_spent, spent, CITIZEN_MS[name])


def estimates() -> Iterator[Row]:
    """The table of coverage, and what a freeze with all statistics takes for 209 communes."""
    say("drawing provinces and pooling them")
    cells = coverage.table()
    for line in coverage.printed(cells):
        say(line)
    yield from coverage.rows(cells)
    say("freezing the figures of a synthesis")
    yield freezing.row(instances.on_sqlite("freezing", BALLOTS))


def boards() -> Iterator[Row]:
    """The same pages at few and at many ballots, by turns."""
    say(f"making the province with {FEW:,} ballots")
    small = instances.on_sqlite("few", FEW)
    say(f"making the province with {MANY:,} ballots; this takes some minutes")
    large = instances.on_sqlite("many", MANY)
    with servers.serving("wsgi:app", small) as at_few, servers.serving("wsgi:app", large) as at_many:
        for what, (path, username) in BOARDS.items():
            few, many = measures.page_p95([at_few.port, at_many.port], path, username)
            spent = f"{many:.0f} ms", f"at {FEW:,} {few:.0f} ms"
            yield Row(f"{what}, p95 at {MANY:,} ballots", *spent, many / few, 1.3)
        yield from watched(at_few.port)


def watched(port: int) -> Iterator[Row]:
    """What the province has open on the survey's days."""
    for what, path in WATCHED.items():
        [spent] = measures.page_p95([port], path, EDITOR)
        yield Row(f"board of 209 communes, {what}, p95", f"{spent:.0f} ms", "", spent, 300)


def pages(databases: Collection[str], alike: int, against: Path | None) -> Iterator[Row]:
    """Every staff page as every role has it, on each database: the processor's time in the server alone.

    Against an earlier checkout the pages of both are measured beside each other, on SQLite, and nothing else.
    """
    if against is not None:
        yield from earlier_pages.rows(against.resolve(), BALLOTS, say)
        return
    if "sqlite" in databases:
        say("making the province with its papers, walking all pages of every role on SQLite")
        views = measures.staff_views(instances.on_sqlite("pages", BALLOTS, papers=True), alike)
        yield from page_rows("SQLite", views)
    if "postgresql" in databases:
        say("making the province with its papers, walking all pages of every role on PostgreSQL")
        heavy, _postgres = instances.on_postgresql("pages-postgresql", BALLOTS, papers=True)
        yield from page_rows("PostgreSQL", measures.staff_views(heavy, alike))


def page_rows(database: str, views: list[View]) -> Iterator[Row]:
    """The slowest are printed by name, every role in a line, the rest in a few figures."""
    shown, files = ([view for view in views if view.is_file is wanted] for wanted in (False, True))
    for view in (*slowest_of(shown, SLOWEST), *slowest_of(files, SLOWEST_FILES)):
        say(f"{view.milliseconds:7.1f} ms  {view.reader:22} {view.address}{' (file)' if view.is_file else ''}")
    for reader in READERS:
        own = [view.milliseconds for view in shown if view.reader == reader]
        say(f"{reader:22} {len(own):4} pages, p95 {percentile(own, 95):5.0f} ms, slowest {max(own):5.0f} ms")
    spent = [view.milliseconds for view in shown]
    within = sum(one <= MOST_MS for one in spent) / len(spent)
    totals = f"{len(shown):,} pages, {len({view.endpoint for view in shown})} views"
    usual, slowest, file = percentile(spent, 95), max(spent), max(view.milliseconds for view in files)
    failed = sum(view.status != HTTPStatus.OK for view in views)
    yield Row(f"staff pages that fail, {database}", f"{failed}", totals, failed, 0)
    yield Row(f"staff pages within {MOST_MS} ms, {database}", f"{within:.1%}", totals, within, 1, least=True)
    yield Row(f"staff pages, p95 of all, {database}", f"{usual:.0f} ms", f"bar {USUAL_MS} ms", usual / USUAL_MS, 1)
    yield Row(f"slowest staff page, {database}", f"{slowest:.0f} ms", f"bar {MOST_MS} ms", slowest / MOST_MS, 1)
    yield from steadied(database, shown)
    over = f"bar {MOST_OF_A_FILE_MS} ms"
    yield Row(f"slowest file for staff, {database}", f"{file:.0f} ms", over, file / MOST_OF_A_FILE_MS, 1)


def slowest_of(views: list[View], most: int) -> list[View]:
    return sorted(views, key=lambda view: -view.milliseconds)[:most]


def steadied(database: str, views: list[View]) -> Iterator[Row]:
    """The same against the reference loop, which other work on the machine slows as it slows the page beside it."""
    loops = [view.loop for view in views if view.loop]
    loop_range = f"the loop took {min(loops):.1f} to {max(loops):.1f} ms, median {statistics.median(loops):.1f}"
    ratios = [view.milliseconds / view.loop for view in views if view.loop]
    usual, slowest = percentile(ratios, 95), max(ratios)
    yield Row(f"staff pages, p95 in reference loops, {database}", f"{usual:.1f}", loop_range, usual, None)
    yield Row(f"slowest staff page in reference loops, {database}", f"{slowest:.1f}", loop_range, slowest, None)
    freely = [ratio * min(loops) for ratio in ratios]
    as_if = "as if the loop had always been at its fastest"
    yield Row(
        f"staff pages, p95 of all, steadied, {database}",
        f"{percentile(freely, 95):.0f} ms",
        as_if,
        percentile(freely, 95),
        None,
    )
    yield Row(f"slowest staff page, steadied, {database}", f"{max(freely):.0f} ms", as_if, max(freely), None)


def papers() -> Iterator[Row]:
    """Poster book and report."""
    say("making the province for posters and report")
    environment: Environment = instances.on_sqlite("papers", BALLOTS)
    seconds, megabytes = measures.poster_book(environment, instances.fresh("posters"))
    yield Row("209 posters, time", f"{seconds:.1f} s", "", seconds, 15)
    yield Row("209 posters, memory", f"{megabytes:.0f} MB", "", megabytes, 400)
    ours, plain, word, megabytes = measures.report(environment)
    yield Row("synthesis report", f"{ours:.1f} s", f"WeasyPrint alone {plain:.1f} s", ours / plain, 1.15)
    yield Row("synthesis report, memory", f"{megabytes:.0f} MB", "", megabytes, 512)
    yield Row("synthesis report as Word, 209 rows", f"{word:.1f} s", "", word, 2)


def exports() -> Iterator[Row]:
    """Each file of figures, made in a process of its own; they read tallies alone, so these are all that is scaled."""
    say(f"making the province, and its tallies what {MANY:,} ballots would leave")
    environment = instances.as_of_more(instances.on_sqlite("exports", BALLOTS), MANY / BALLOTS)
    for name in EXPORTS:
        seconds, megabytes, kilobytes, ballots = measures.export(environment, name)
        spent = f"{seconds:.1f} s of a processor, {kilobytes:,.0f} kB"
        yield Row(f"{name} at {ballots:,} ballots, memory", f"{megabytes:.0f} MB", spent, megabytes, 300)
        if name == "XLSX":
            yield Row("XLSX of all tables, 209 rows, time", f"{seconds:.1f} s", "", seconds, 2)


def units() -> Iterator[Row]:
    """The country's catalogues from the shell, positions with them: 34 provinces, 3,321 communes."""
    for name, on_postgresql in (("SQLite", False), ("PostgreSQL", True)):
        say(f"loading the country's units on {name}")
        environment = instances.empty(f"units-{name.lower()}", on_postgresql=on_postgresql)
        begun = time.perf_counter()
        printed = instances.flask(environment, "units", "load", str(COUNTRY), "--all")
        seconds, loaded = time.perf_counter() - begun, len(printed.splitlines())
        yield Row(f"{loaded} provinces with 3,321 communes, {name}", f"{seconds:.1f} s", "", seconds, 60)


def frauds() -> Iterable[Row]:
    """Signs of quality over provinces with ballots stuffed in."""
    say("stuffing ballots into twenty provinces")
    return fraud.rows()


def middle(values: list[float]) -> float:
    return statistics.median(values)


def say(what: str) -> None:
    print(f"· {what}", flush=True)


def show(rows: list[Row]) -> None:
    """Print the table, as Markdown reads it."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    print()
    for number, line in enumerate(lines):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


if __name__ == "__main__":
    main()
