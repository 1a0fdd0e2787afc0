"""Makes a round's tallies and crossings from its ballots: one pass in batches, one transaction to keep them.

The same ballots give the same rows in the same order, whatever order they lie in, and so the same digest.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection, delete, func, insert, select, union_all

from portal.audit.operations import record, record_separately
from portal.ballots.models import ballot_pool, sealed_ballot
from portal.ballots.sealing import batch_sealer, purge, round_keys, traces
from portal.errors import Conflict
from portal.extensions import db
from portal.results.comments import comments
from portal.results.models import Crossing, Tally
from portal.results.statistics import quality_indicators
from portal.results.statistics.basis import basis_of
from portal.results.statistics.quality_indicators import IndicatorCounts
from portal.results.tallying import frozen_flags, side_by_side
from portal.results.tallying.counting import Counts
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.surveys.errata import operations as errata
from portal.surveys.models import Point, Round
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import clock, transactions
from portal.web.data.codec import canonical
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job, Progress, Waits

KIND = "tallies"
PROTECTION = "solving"  # the job that follows: what of the tallies may leave
LEAF = "tallies"  # under this name the digest stands in its sealed leaf, beside the moment: the last one holds
BATCH = 2000
OPENING = "open_results"
ERRATA = "errata"  # the item of crossings that count answers by how often the form's spelling was mended

Row = dict[str, str | int]


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


def count(round_: Round, progress: Progress, *, processes: int | None = None) -> Counts:
    """Read every ballot of a round once, sealed or still in the pool; by several processes where they are many."""
    mended = tuple(sorted({one.question for one in errata.in_force(round_)}))
    counts, round_id = Counts(basis_of(round_), round_keys.opener(round_), mended), round_.id
    tables = (sealed_ballot, ballot_pool)
    numbers = (select(func.count()).where(table.c.round_id == round_id) for table in tables)
    # one statement over both tables: no ballot is met twice while the batch sealer is at work
    every = union_all(*(select(t.c.point_id, t.c.payload).where(t.c.round_id == round_id) for t in tables))
    with transactions.read_connection() as connection:
        total, done = sum(connection.scalar(number) or 0 for number in numbers), 0
        streamed = connection.execution_options(stream_results=True, max_row_buffer=BATCH).execute(every)
        with side_by_side.counting_into(counts, processes or side_by_side.processes_for(total)) as take:
            for batch in streamed.partitions(BATCH):
                take([(point_id, payload) for point_id, payload in batch])
                done += len(batch)
                progress(done, total)
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
