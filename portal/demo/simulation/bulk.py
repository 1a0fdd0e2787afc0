"""Writes simulated ballots as the form would have: pool, comments, receipts and counters, many at a time.

The one thing of the rehearsal that no page could do in reasonable time. Memory does not grow with the ballots.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, text

from portal.ballots.form import answers
from portal.ballots.models import BUCKET_SECONDS
from portal.ballots.sealing import cipher
from portal.ballots.sealing.payload import DESK
from portal.ballots.sealing.sealable_tables import BALLOTS, COMMENTS, RECEIPTS
from portal.demo.simulation.hours import minute_of_day
from portal.demo.simulation.opinions import Respondents
from portal.demo.simulation.simulation import Story
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Table

    from portal.ballots.form.answers import Rules
    from portal.ballots.sealing.sealable_tables import SealableTable
    from portal.demo.simulation.opinions import FilledForm
    from portal.demo.simulation.simulation import Commune

CHUNK = 20_000
RECEIPT_SIZE = 32
MINUTE = 60
COUNT_ARRIVALS = text(
    "INSERT INTO arrivals (point_id, bucket, channel, n) VALUES (:point_id, :bucket, :channel, :n) "
    "ON CONFLICT (point_id, bucket, channel) DO UPDATE SET n = arrivals.n + excluded.n"
)


COUNT_PHONE_USE = text(
    "INSERT INTO desk_pace (phone_id, hour, n) VALUES (:phone_id, :hour, :n) "
    "ON CONFLICT (phone_id, hour) DO UPDATE SET n = desk_pace.n + excluded.n"
)
BUCKETS_IN_AN_HOUR, ZONE_HOURS = 6, 7
DESK_HOURS, DESK_SHARE = range(8, 17), 0.4
"""When a desk's lent phones are used, and by how many of those who answer then."""


@dataclass(frozen=True)
class BallotTarget:
    """Where ballots go: the round, its points by unit code, what its form may hold, the phones lent to its desks."""

    round_id: int
    points: Mapping[str, int]
    rules: Rules
    headline: str
    days: Sequence[date]
    until: datetime
    key: bytes | None = None
    phones: Mapping[tuple[str, date], Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """A filled-in form, where and when it came."""

    point_id: int
    bucket: int
    sheet: FilledForm
    phone_id: int | None = None


@dataclass
class RowBuffer:
    """Rows that wait to be written together."""

    target: BallotTarget
    ballots: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[tuple[int, int, str]] = field(default_factory=Counter)
    paces: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, arrival: Arrival) -> None:
        """Take one form apart into rows that share nothing but their point."""
        place = {"round_id": self.target.round_id, "point_id": arrival.point_id}
        self.ballots.append({**place, "id": os.urandom(16), "payload": payload(self.target, arrival)})
        self.receipts.append({**place, "hash": os.urandom(RECEIPT_SIZE)})
        if arrival.sheet.remark:
            self.comments.append({**place, "id": os.urandom(16), "body": stored_comment(self.target, arrival)})
        self.counts[arrival.point_id, arrival.bucket, arrival.sheet.channel] += 1
        if arrival.phone_id is not None:
            self.paces[arrival.phone_id, arrival.bucket // BUCKETS_IN_AN_HOUR] += 1

    def rows(self) -> tuple[tuple[SealableTable, list[dict[str, Any]]], ...]:
        return (BALLOTS, self.ballots), (COMMENTS, self.comments), (RECEIPTS, self.receipts)

    def write(self) -> int:
        """Write all in one transaction. Returns how many ballots there were."""
        written = len(self.ballots)
        with transactions.write_engine().begin() as connection:
            for load, rows in self.rows():
                if rows:
                    marked = [load.with_mac(row) for row in rows]
                    connection.execute(insert(load.pool), in_key_order(load.pool, marked))
                rows.clear()
            if self.counts:
                connection.execute(COUNT_ARRIVALS, [counted(key, n) for key, n in self.counts.items()])
            if self.paces:
                rows = [{"phone_id": phone, "hour": hour, "n": n} for (phone, hour), n in self.paces.items()]
                connection.execute(COUNT_PHONE_USE, rows)
        self.counts.clear()
        self.paces.clear()
        return written


def write_ballots(
    target: BallotTarget, communes: Sequence[Commune], seed: int, progress: Callable[[int], object]
) -> None:
    """Write the ballots of a round, those that have come until `target.until`."""
    buffer = RowBuffer(target)
    for arrival in forms(target, communes, seed):
        buffer.add(arrival)
        if len(buffer.ballots) == CHUNK:
            progress(buffer.write())
    progress(buffer.write())


def forms(target: BallotTarget, communes: Sequence[Commune], seed: int) -> Iterator[Arrival]:
    """Every form, commune by commune and day by day; tables keep no order."""
    last = int(target.until.timestamp()) // BUCKET_SECONDS
    for commune in communes:
        point_id, is_stuffed = target.points[commune.place.code], commune.story is Story.STUFFED
        respondents = Respondents(
            target.rules.questions, target.headline, f"{seed}/{commune.place.code}", stuffed=is_stuffed
        )
        hours, lent = Random(f"{seed}/{commune.place.code}/hours"), Random(f"{seed}/{commune.place.code}/lent")
        for day, done in zip(target.days, commune.days, strict=True):
            midnight, phones = int(clock.start_of(day).timestamp()), target.phones.get((commune.place.code, day), ())
            for sheet in respondents.sheets(done.ballots):
                bucket = (midnight + minute_of_day(hours, stuffed=is_stuffed) * MINUTE) // BUCKET_SECONDS
                if bucket <= last:
                    arrival = Arrival(point_id, bucket, sheet)
                    yield at_desk(arrival, phones, lent) if phones else arrival


def at_desk(arrival: Arrival, phones: Sequence[int], random: Random) -> Arrival:
    """Some of those who come by day answer on a phone of the desk."""
    hour = (arrival.bucket // BUCKETS_IN_AN_HOUR + ZONE_HOURS) % 24
    if hour not in DESK_HOURS or random.random() >= DESK_SHARE:
        return arrival
    return replace(arrival, sheet=replace(arrival.sheet, channel=DESK), phone_id=random.choice(phones))


def payload(target: BallotTarget, arrival: Arrival) -> bytes:
    """The form as it is kept."""
    sheet, filled_in = arrival.sheet, answers.Answers(arrival.sheet.chosen, [], [])
    written = answers.ballot(target.rules, filled_in, sheet.channel, sheet.seconds, sheet.risk)
    return cipher.ballot(target.key, target.round_id, arrival.point_id, written)


def stored_comment(target: BallotTarget, arrival: Arrival) -> str:
    """The comment as it is kept."""
    return cipher.comment(target.key, target.round_id, arrival.point_id, arrival.sheet.remark)


def in_key_order(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as the table's tree lies, so that each of its pages is written once: five times as fast on SQLite."""
    key = next(iter(table.primary_key.columns)).name
    return sorted(rows, key=lambda row: row[key])


def counted(key: tuple[int, int, str], n: int) -> dict[str, Any]:
    """A row of the counters."""
    point_id, bucket, channel = key
    return {"point_id": point_id, "bucket": bucket, "channel": channel, "n": n}
