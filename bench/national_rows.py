"""Makes the country's round and its rows in the tables, and takes the time of what is done with them.

`python -m bench.national_rows STEP [NUMBER]`, a step at a time, each in a process of its own; prints figures.
Ballots are written by the portal's own codecs (payload, cipher, leaves, log), but past the form, many at a time.
"""

from __future__ import annotations

import csv
import os
import secrets
import sys
import threading
import time
from io import StringIO
from random import Random
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, text

from bench.instances import PASSWORD, PLAN
from bench.servers import ROOT
from portal import create_app
from portal.accounts import operations as accounts
from portal.accounts.models import Account, Person
from portal.accounts.permissions import Role
from portal.ballots.form import answers
from portal.ballots.models import BUCKET_SECONDS, sealed_ballot, used_token
from portal.ballots.sealing import batch_sealer, cipher, purge, round_keys, sealable_tables
from portal.ballots.sealing.sealable_tables import BALLOTS, COMMENTS, RECEIPTS, SEALABLE_TABLES, SealableTable
from portal.demo import setup
from portal.demo.simulation.citizens import Respondents
from portal.extensions import db
from portal.results.tallying import tallying
from portal.sealing import partitions, sealer, verification
from portal.sealing.log import log
from portal.sealing.models import log_leaf, log_node
from portal.surveys import queries as surveys
from portal.surveys.models import Point, Round
from portal.surveys.operations import store_form
from portal.surveys.points import codes
from portal.units import catalogue
from portal.units.models import Unit
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Table

COUNTRY = ROOT / "plans" / "units-vietnam-2025.csv"
TOP, TOP_NAME = "99", "Việt Nam"
LEADER = "tinh.lanhdao1"
CHUNK = 20_000
SHEETS = 2_000
WITH_COMMENT = 0.06
MARKS_A_BALLOT = 2
REST = 5
OF_THE_DAY = (42, 120)
"""The ten minutes in which ballots of the first day come, from its beginning."""
NEIGHBOUR = "ben-canh"
"""A second round, into whose partitions citizens post while the first is purged."""


def main(step: str, *numbers: str) -> None:
    """Do a step and print its figures in a line."""
    with create_app().app_context():
        print(*STEPS[step](*map(int, numbers)))


def set_up() -> Iterable[object]:
    """The country as one catalogue, an account, two rounds over it. Safe to run again."""
    if surveys.by_slug(PLAN) is None:
        loaded = catalogue.load(catalogue.Name.of(2024), catalogue.parse(country()))
        top = db.session.scalars(select(Unit).where(Unit.catalogue_id == loaded.id, Unit.level == "province")).one()
        leader = Account(
            username=LEADER, person=Person(full_name="Nguyễn Văn An"), role=Role.PROVINCE_APPROVER, unit=top,
            created_at=clock.now(), simulated=True,
        )  # fmt: skip
        accounts.set_password(leader, PASSWORD)
        leader.must_change_password = False
        db.session.add(leader)
        for slug in (PLAN, NEIGHBOUR):
            add_round(slug, loaded.id)
        transactions.commit()
    return [db.session.scalar(select(func.count()).select_from(Point))]


def country() -> bytes:
    """The country's file as one catalogue: its provinces stand where districts do, under one top."""
    rows = list(csv.DictReader(COUNTRY.read_text(encoding="utf-8").splitlines()))
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(catalogue.COLUMNS)
    lines.writerow((TOP, TOP_NAME, "tỉnh", "", "province"))
    for row in rows:
        if row["level"] == "province":
            lines.writerow((f"9{row['code']}", row["name"], "huyện", TOP, "district"))
        else:
            lines.writerow((row["code"], row["name"], row["kind"], f"9{row['parent_code']}", "commune"))
    return out.getvalue().encode()


def add_round(slug: str, catalogue_id: int) -> None:
    """An approved round with a point in every commune and a key pair of its own."""
    plan, form = setup.the_plan(), setup.the_form()
    round_ = Round(
        slug=slug, catalogue_id=catalogue_id, title=plan.title, plan=plan.to_json(), preset="H", simulated=True,
        opens_at=clock.start_of(plan.window.first_day), closes_at=clock.end_of(plan.window.last_day),
        loaded_at=clock.start_of(plan.window.first_day), approved_at=clock.start_of(plan.window.first_day),
    )  # fmt: skip
    round_.questionnaire = store_form(plan, form)
    db.session.add(round_)
    db.session.flush()
    communes = db.session.scalars(select(Unit.id).where(Unit.catalogue_id == catalogue_id, Unit.level == "commune"))
    random = secrets.SystemRandom()
    points = [{"round_id": round_.id, "unit_id": unit, "code": codes.new_code(random)} for unit in communes]
    db.session.execute(insert(Point), points)
    round_keys.make_when_approved(round_, "approve")


def the_round() -> Round:
    round_ = surveys.by_slug(PLAN)
    assert round_ is not None  # noqa: S101 - `set_up` has made it
    return round_


class Writer:
    """Ballots, receipts and some comments, of random communes."""

    def __init__(self, round_: Round) -> None:
        self.round_id, self.key = round_.id, round_.ballot_key
        with transactions.read_connection() as connection:
            self.places = sealable_tables.unit_codes(connection, round_.id)
        self.points = sorted(self.places)
        form = round_.questionnaire.form
        rules = answers.rules_of(form, round_.plan_data.form.variant)
        people = Respondents(rules.questions, form.index.headline, "country", stuffed=False)
        self.sheets = [
            answers.ballot(rules, answers.Answers(one.chosen, [], []), one.channel, one.seconds, one.risk)
            for one in people.sheets(SHEETS)
        ]
        self.random = Random(os.urandom(8))
        self.first = int(round_.opens_at.timestamp()) // BUCKET_SECONDS
        transactions.read_only()

    def rows(self, many: int) -> dict[SealableTable, list[dict[str, object]]]:
        """So many ballots, each sealed to the round's key by itself."""
        found: dict[SealableTable, list[dict[str, object]]] = {one: [] for one in SEALABLE_TABLES}
        for _number in range(many):
            point = self.random.choice(self.points)
            where = {"round_id": self.round_id, "point_id": point}
            payload = cipher.ballot(self.key, self.round_id, point, self.random.choice(self.sheets))
            found[BALLOTS].append({**where, "id": os.urandom(16), "payload": payload})
            found[RECEIPTS].append({**where, "hash": os.urandom(32)})
            if self.random.random() < WITH_COMMENT:
                body = cipher.comment(self.key, self.round_id, point, "Đường vào thôn cần được làm sớm.")
                found[COMMENTS].append({**where, "id": os.urandom(16), "body": body})
        return found


def fill(size: int) -> Iterable[object]:
    """Sealed rows with their leaves, up to so many ballots; goes on where it was cut short. Ballots a second."""
    round_ = the_round()
    writer, began = Writer(round_), time.perf_counter()
    start = there = counted(sealed_ballot, round_.id)
    while there < size:
        rows = writer.rows(min(CHUNK, size - there))
        with db.engine.begin() as connection:
            write_sealed(connection, writer, rows)
        there += len(rows[BALLOTS])
        print(f"  {there:,}", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - began
    # also where nothing was missing: the run before may have been cut short here
    sealer.run(now=True)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return [(there - start) / seconds]


def write_sealed(connection: Connection, writer: Writer, rows: dict[SealableTable, list[dict[str, object]]]) -> None:
    """As the sealer leaves them: in the order of the leaves, which are appended by the log itself."""
    leaves = {
        sealable.leaf(row, writer.places): (sealable, row) for sealable, of_kind in rows.items() for row in of_kind
    }
    log.append(connection, writer.round_id, leaves)
    ordered = [leaves[leaf] for leaf in sorted(leaves, key=lambda leaf: leaf.entry)]
    for sealable in SEALABLE_TABLES:
        copy(connection, sealable.sealed, [row for table, row in ordered if table is sealable])
    random = writer.random
    counts: dict[tuple[object, int, str], int] = {}
    for row in rows[BALLOTS]:
        key = row["point_id"], writer.first + random.randrange(*OF_THE_DAY), "home"
        counts[key] = counts.get(key, 0) + 1
    add = text(
        "INSERT INTO arrivals (point_id, bucket, channel, n) VALUES (:p, :b, :c, :n) "
        "ON CONFLICT (point_id, bucket, channel) DO UPDATE SET n = arrivals.n + excluded.n"
    )
    connection.execute(add, [{"p": p, "b": b, "c": c, "n": n} for (p, b, c), n in counts.items()])


def copy(connection: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Rows into a table by PostgreSQL's COPY."""
    names = [column.name for column in table.columns]
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor().copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as target:
        for row in rows:
            target.write_row([row[name] for name in names])


def counted(table: Table, round_id: int) -> int:
    with transactions.read_connection() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(table.c.round_id == round_id)) or 0


def seal(many: int) -> Iterable[object]:
    """So many ballots into the pools, then the sealer's own work. Leaves a second, and of its processor alone."""
    round_ = the_round()
    rows = Writer(round_).rows(many)
    with db.engine.begin() as connection:
        for sealable, of_kind in rows.items():
            copy(connection, sealable.pool, [sealable.with_mac(row) for row in of_kind])
    leaves = sum(map(len, rows.values()))
    began, spent = time.perf_counter(), time.process_time()
    moved = batch_sealer.seal_due_batches(batch_sealer.PAUSE_SECONDS)
    seconds, processor = time.perf_counter() - began, time.process_time() - spent
    assert moved.total() == leaves  # noqa: S101 - else another thing was measured
    sealer.run(now=True)
    return [leaves / seconds, leaves / processor]


def tally(processes: int) -> Iterable[object]:
    """Open and count every ballot. Ballots, seconds, and seconds of processors."""
    round_ = the_round()
    round_.purged_at = clock.now()  # never kept: only what was purged is opened
    began, spent = time.perf_counter(), processor_seconds()
    with db.session.no_autoflush:
        counts = tallying.count(round_, lambda _done, _total: None, processes=processes)
    return [counts.ballots, time.perf_counter() - began, processor_seconds() - spent]


def processor_seconds() -> float:
    """Of this process and those that it has waited for."""
    used = [getrusage(whose) for whose in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def verify() -> Iterable[object]:
    """The whole box against its log, as `flask box verify` looks at it. Leaves, seconds, megabytes."""
    round_, began = the_round(), time.perf_counter()
    verdict = verification.verify(round_)
    assert not verdict.faults, verdict.faults  # noqa: S101 - else it is not the box that was filled
    return [verdict.size, time.perf_counter() - began, getrusage(RUSAGE_SELF).ru_maxrss / 1024]


def purge_marks(ballots: int) -> Iterable[object]:
    """Two marks a ballot, then the purge while citizens of another round post.

    Seconds of it all; the longest that a post waited meanwhile and at rest, in milliseconds; bytes of marks a ballot.
    """
    round_, other = the_round(), surveys.by_slug(NEIGHBOUR)
    assert other is not None  # noqa: S101 - `set_up` has made it
    round_id, neighbour = round_.id, other.id
    transactions.read_only()
    fill_marks(round_id, ballots * MARKS_A_BALLOT)
    marks = bytes_of([partitions.name_of(used_token, round_id)])
    posts = Posts(neighbour)
    with posts:
        time.sleep(REST)
        at_rest = posts.take_longest()
        began = time.perf_counter()
        purge.purge(round_id, lambda _why: None)
        seconds, longest = time.perf_counter() - began, posts.take_longest()
    return [seconds, longest * 1000, at_rest * 1000, marks / ballots]


def fill_marks(round_id: int, wanted: int) -> None:
    """Marks of chance: nobody can tell them from others."""
    there = counted(used_token, round_id)
    while there < wanted:
        many = min(CHUNK * 5, wanted - there)
        with db.engine.begin() as connection:
            copy(connection, used_token, [{"mark": os.urandom(32), "round_id": round_id} for _ in range(many)])
        there += many


class Posts:
    """Somebody who marks a form of a round as used, and looks up a receipt by its hash, over and over."""

    def __init__(self, round_id: int) -> None:
        self.round_id, self.engine = round_id, db.engine
        self.longest, self.ended = 0.0, threading.Event()
        self.thread = threading.Thread(target=self.post)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_error: object) -> None:
        self.ended.set()
        self.thread.join()

    def post(self) -> None:
        with self.engine.connect() as connection:
            while not self.ended.wait(0.005):
                began = time.perf_counter()
                connection.execute(
                    text("INSERT INTO spent_mark (mark, round_id) VALUES (:mark, :number) ON CONFLICT DO NOTHING"),
                    {"mark": os.urandom(32), "number": self.round_id},
                )
                connection.execute(
                    text("SELECT hash FROM receipt_pool WHERE hash = :hash"), {"hash": os.urandom(32)}
                ).all()
                connection.commit()
                self.longest = max(self.longest, time.perf_counter() - began)

    def take_longest(self) -> float:
        longest, self.longest = self.longest, 0.0
        return longest


def size() -> Iterable[object]:
    """The ballots, and the bytes that each takes once sealed: rows, leaves, nodes, indexes; and its marks now."""
    round_ = the_round()
    ballots, kept = counted(sealed_ballot, round_.id), [one.sealed for one in SEALABLE_TABLES]
    names = [partitions.name_of(table, round_.id) for table in (*kept, log_leaf)]
    marks = bytes_of([partitions.name_of(used_token, round_.id)])
    return [ballots, bytes_of([*names, log_node.name]) / ballots, marks / ballots]


def bytes_of(names: list[str]) -> int:
    """What tables take on the disk, with their indexes."""
    query = text("SELECT sum(pg_total_relation_size(CAST(name AS regclass))) FROM unnest(CAST(:names AS text[])) name")
    with transactions.read_connection() as connection:
        return int(connection.scalar(query, {"names": names}) or 0)


STEPS: dict[str, Callable[..., Iterable[object]]] = {
    "set-up": set_up,
    "fill": fill,
    "seal": seal,
    "tally": tally,
    "verify": verify,
    "purge": purge_marks,
    "size": size,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
