"""Makes a round's tallies and crossings from its ballots: one pass in batches, one transaction to keep them.

The same ballots give the same rows in the same order, whatever order they lie in, and so the same digest.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple
from zlib import crc32

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection, delete, func, insert, select, union_all

from portal.audit.operations import record, record_separately
from portal.ballots.models import ballot_pool, sealed_ballot
from portal.ballots.sealing import batch_sealer, purge, round_keys, traces
from portal.ballots.sealing.cipher import Opener
from portal.ballots.sealing.payload import Ballot, errata_of
from portal.errors import Conflict
from portal.extensions import db
from portal.results.comments import comments
from portal.results.models import Crossing, Tally
from portal.results.scoring import NO_OPINION
from portal.results.statistics import quality_indicators, response_flags
from portal.results.statistics.basis import Basis, basis_of
from portal.results.statistics.other_questions import counted_codes
from portal.results.statistics.quality_indicators import ALIKE, SAME, UNOPENED, IndicatorCounts
from portal.results.tallying import frozen_flags
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.surveys.errata import operations as errata
from portal.surveys.models import Point, Round
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import clock, transactions
from portal.web.data.codec import canonical
from portal.web.data.sealed_box import Unopened
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job, Progress, Waits

KIND = "tallies"
PROTECTION = "solving"  # the job that follows: what of the tallies may leave
LEAF = "tallies"  # under this name the digest stands in its sealed leaf, beside the moment: the last one holds
BATCH = 2000
OPENING = "open_results"
ERRATA = "errata"  # the item of crossings that count answers by how often the form's spelling was mended
# answer sheets are told apart by this many check values: memory stays the same however many ballots there are
PATTERNS = 4096

Row = dict[str, str | int]


@dataclass
class Counts:
    """What has been counted so far. Its size follows the points and the choices, never the ballots."""

    basis: Basis
    opener: Opener
    mended: tuple[str, ...] = ()  # questions whose spelling was mended while the round ran
    ballots: int = 0
    # ballots by point that could not be opened: counted as that, and named in the record
    unopened: Counter[int] = field(default_factory=Counter)
    tallies: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    crossings: Counter[tuple[int, str, int, int]] = field(default_factory=Counter)
    # by point, errata of the form answered, question and choice
    by_errata: Counter[tuple[int, int, str, int]] = field(default_factory=Counter)
    # how often each check value of a sheet came, by point: of all sheets, and of those that are no straight column
    patterns: dict[tuple[int, str], array[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asked = tuple(question.id for question in self.basis.questions)
        self.parts = tuple(question.id for question in self.basis.parts)
        self.items = tuple(item.id for item in self.basis.items)

    def add(self, point_id: int, payload: bytes) -> None:
        """Count one ballot; a question left untouched counts as not answered, a ballot that stays shut as that."""
        self.ballots += 1
        try:
            ballot = self.opener.ballot(point_id, payload)
        except Unopened:
            self.unopened[point_id] += 1
            return
        self.take(point_id, ballot)

    def take(self, point_id: int, ballot: Ballot) -> None:
        """Count what an opened ballot says."""
        for question in self.asked:
            if (choice := ballot.answers.get(question)) is not None:
                self.tallies[point_id, question, choice] += 1
        for other in self.basis.others:
            if (kept := ballot.answers.get(other.id)) is not None:
                for code in counted_codes(other, kept):
                    self.tallies[point_id, other.id, code] += 1
        for question in self.mended:
            if (choice := ballot.answers.get(question)) is not None:
                self.by_errata[point_id, errata_of(ballot.version), question, choice] += 1
        if (overall := ballot.answers.get(self.basis.headline)) is not None:
            self.cross(point_id, ballot, overall)

    def cross(self, point_id: int, ballot: Ballot, overall: int) -> None:
        """Count the answer to the overall question by what the person told, and by how the sheet was filled in."""
        answers = ballot.answers
        for item in self.items:
            self.crossings[point_id, item, answers.get(item, NO_OPINION), overall] += 1
        for item, code in response_flags.of_ballot(ballot, self.parts).items():
            self.crossings[point_id, item, code, overall] += 1
        sheet = bytes(answers.get(question, 0) for question in self.asked)
        for name in (SAME, ALIKE) if len(set(sheet)) > 1 else (SAME,):
            counted = self.patterns.setdefault((point_id, name), array("I", bytes(4 * PATTERNS)))
            counted[crc32(sheet) % PATTERNS] += 1

    def pattern_indicators(self) -> dict[tuple[int, str], int]:
        """How many sheets of a point are alike, and how many stayed shut."""
        shut = {(point, UNOPENED): n for point, n in self.unopened.items()}
        return {key: max(counted) for key, counted in self.patterns.items()} | shut


class TallyResult(NamedTuple):
    """What a run kept: how many ballots it counted, the digest of all rows, how many by unit could not be opened."""

    ballots: int
    digest: str
    unopened: dict[str, int]


@jobs.handler(KIND, _l("mở kết quả"))
def run(job: Job, progress: Progress) -> None:
    """The job that begins when a second person opens the results."""
    open_box(db.session.get_one(Round, job.args["round_id"]), progress, jobs.waiting_reporter(job.id))


def start_when_opened(round_: Round, kind: str) -> None:
    """Ask for the tallies as soon as results are opened."""
    if kind == OPENING:
        start(round_)


def start(round_: Round, by: int | None = None) -> Job:
    """Ask for the tallies of a round."""
    return jobs.start(KIND, {"round_id": round_.id}, by)


def start_again(round_: Round, by: int) -> Job:
    """Ask again where the work failed or was never asked for."""
    job = latest(round_)
    if job is None:
        return start(round_, by)
    if job.state == "done":
        raise Conflict(_("Kết quả đã được tổng hợp, không cần làm lại."))
    return jobs.retry(job)


def latest(round_: Round) -> Job | None:
    """The last job that was to make a round's tallies."""
    return jobs.latest(KIND, {"round_id": round_.id})


def is_made(round_: Round) -> bool:
    """Whether there are tallies to read."""
    return db.session.scalar(select(Tally.round_id).where(Tally.round_id == round_.id).limit(1)) is not None


def is_ready(round_: Round) -> bool:
    """Whether results can be read: there are tallies, or the work is done and there was nothing to tally."""
    if is_made(round_):
        return True
    job = latest(round_)
    return job is not None and job.state == "done"


def open_box(round_: Round, progress: Progress, waits: Waits = traces.no_notice) -> TallyResult:
    """Seal, check and purge where that is still to do; then count, and lay out the comments. The caller commits."""
    round_id, slug = round_.id, round_.slug
    try:
        purge.prepare(round_, waits)
    except Conflict as refusal:
        record_separately("results.kept-shut", by=None, detail={"round": slug, "why": refusal.message})
        raise
    return make(db.session.get_one(Round, round_id), progress)


def make(round_: Round, progress: Progress) -> TallyResult:
    """Seal what still waits, count, and put the new rows in place of the old. The caller commits."""
    round_id = round_.id
    transactions.allow_writes()
    batch_sealer.run()
    transactions.read_only()
    round_ = db.session.get_one(Round, round_id)
    counts = count(round_, progress)
    arrived, unmade = frozen_flags.arrival_indicators(round_)
    transactions.allow_writes()
    round_ = db.session.get_one(Round, round_id)
    comments.open_sealed(round_)
    return keep(round_, counts, counts.pattern_indicators() | arrived, unmade)


def count(round_: Round, progress: Progress) -> Counts:
    """Read every ballot of a round once, sealed or still in the pool."""
    mended = tuple(sorted({one.question for one in errata.in_force(round_)}))
    counts, round_id = Counts(basis_of(round_), round_keys.opener(round_), mended), round_.id
    tables = (sealed_ballot, ballot_pool)
    numbers = (select(func.count()).where(table.c.round_id == round_id) for table in tables)
    # one statement over both tables: no ballot is met twice while the batch sealer is at work
    every = union_all(*(select(t.c.point_id, t.c.payload).where(t.c.round_id == round_id) for t in tables))
    with transactions.read_connection() as connection:
        total = sum(connection.scalar(number) or 0 for number in numbers)
        streamed = connection.execution_options(stream_results=True, max_row_buffer=BATCH).execute(every)
        for batch in streamed.partitions(BATCH):
            for point_id, payload in batch:
                counts.add(point_id, payload)
            progress(counts.ballots, total)
    return counts


def keep(round_: Round, counts: Counts, indicators: IndicatorCounts, unmade: Sequence[str] = ()) -> TallyResult:
    """Replace the round's rows and say so in the record; `unmade` are the rules of quality whose signs are missing."""
    # a point's own number differs from one installation to another, its unit's code does not
    units_query = select(Point.id, Unit.code).join(Point.unit).where(Point.round_id == round_.id)
    codes = {row.id: row.code for row in db.session.execute(units_query)}
    tallies, crossings = rows_of(round_, counts, codes)
    crossings += quality_indicators.rows_of(round_, indicators, codes)
    for table, rows in ((Tally, tallies), (Crossing, crossings)):
        db.session.execute(delete(table).where(table.round_id == round_.id))
        if rows:
            db.session.execute(insert(table), rows)
    sealed = seal_digest(round_)
    frozen_flags.freeze(round_, unmade=unmade)
    unopened = {codes[point]: n for point, n in sorted(counts.unopened.items(), key=lambda one: codes[one[0]])}
    result = TallyResult(counts.ballots, sealed, unopened)
    record(
        "results.tally",
        by=None,
        subject=("round", round_.slug),
        unit=units.province(round_.catalogue_id),
        detail={"ballots": result.ballots, "digest": result.digest} | ({"unopened": unopened} if unopened else {}),
    )
    return result


def rows_of(round_: Round, counts: Counts, codes: dict[int, str]) -> tuple[list[Row], list[Row]]:
    """The counts as rows, in the order of unit codes, questions and choices."""
    common: Row = {"round_id": round_.id, "question": counts.basis.headline}
    tallies: list[Row] = [
        {**common, "point_id": point, "question": question, "choice": choice, "n": n}
        for (point, question, choice), n in sorted(counts.tallies.items(), key=lambda one: (codes[one[0][0]], one[0]))
    ]
    in_order = sorted(counts.crossings.items(), key=lambda one: (codes[one[0][0]], one[0]))
    crossings: list[Row] = [
        {**common, "point_id": point, "item": item, "code": code, "choice": choice, "n": n}
        for (point, item, code, choice), n in in_order
    ]
    by_errata = sorted(counts.by_errata.items(), key=lambda one: (codes[one[0][0]], one[0]))
    crossings += [
        {**common, "point_id": point, "item": ERRATA, "code": number, "question": question, "choice": choice, "n": n}
        for (point, number, question, choice), n in by_errata
    ]
    return tallies, crossings


def seal_digest(round_: Round) -> str:
    """Hand over the digest of what was just counted, and return it."""
    tallies_digest = digest(db.session.connection(), round_.id)
    seal_later(round_, Kind.SETTINGS, canonical({LEAF: tallies_digest, "made": clock.now().isoformat()}))
    return tallies_digest


def digest(connection: Connection, round_id: int) -> str:
    """The SHA-256 of a round's tallies and crossings, by unit codes: the same ballots give the same everywhere."""
    total = sha256()
    for table in (Tally.__table__, Crossing.__table__):
        columns = [column for column in table.c if column.name not in {"round_id", "point_id"}]
        query = select(Unit.code, *columns).join_from(table, Point, Point.id == table.c.point_id)
        rows = connection.execute(query.join(Unit, Unit.id == Point.unit_id).where(table.c.round_id == round_id))
        for row in sorted(tuple(row) for row in rows):
            total.update(("\t".join(map(str, row)) + "\n").encode())
    return total.hexdigest()
