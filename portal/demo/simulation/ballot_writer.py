"""Writes simulated ballots as the form would have: pool, comments, receipts and counters, many at a time.

The one thing of a campaign that no page could do in reasonable time. Memory does not grow with the ballots.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import insert, text

from portal.ballots.form import answers
from portal.ballots.form.answers import Rules
from portal.ballots.models import BUCKET_SECONDS
from portal.ballots.sealing import cipher
from portal.ballots.sealing.payload import DESK
from portal.ballots.sealing.sealable_tables import BALLOTS, COMMENTS, RECEIPTS, SealableTable
from portal.demo import words as demo_words
from portal.demo.simulation import other_answers
from portal.demo.simulation.attendance import Commune, Story
from portal.demo.simulation.campaign import Campaign
from portal.demo.simulation.citizens import FilledForm, Respondents, minute_of_day
from portal.surveys import queries
from portal.web.data import clock, transactions

Phones = Mapping[tuple[str, date], Sequence[int]]

CHUNK = 20_000  # rows of a transaction: memory stays small however many ballots are asked for
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
class Arrival:
    """A filled-in form, where and when it came, on which phone of the desk (None: on one's own)."""

    point_id: int
    bucket: int
    form: FilledForm
    phone_id: int | None = None


@dataclass
class RowBuffer:
    """Rows that wait to be written together."""

    round_id: int
    rules: Rules
    key: bytes | None
    ballots: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[tuple[int, int, str]] = field(default_factory=Counter)
    phone_uses: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, arrival: Arrival) -> None:
        """Take one form apart into rows that share nothing but their point."""
        form, point_id = arrival.form, arrival.point_id
        place = {"round_id": self.round_id, "point_id": point_id}
        written = answers.ballot(
            self.rules, answers.Answers(form.chosen, [], []), form.channel, form.seconds, form.risk
        )
        payload = cipher.ballot(self.key, self.round_id, point_id, written)
        self.ballots.append({**place, "id": os.urandom(16), "payload": payload})
        self.receipts.append({**place, "hash": os.urandom(RECEIPT_SIZE)})
        for words in (*([form.remark] if form.remark else []), *other_answers.kept(form.words)):
            body = cipher.comment(self.key, self.round_id, point_id, words)
            self.comments.append({**place, "id": os.urandom(16), "body": body})
        self.counts[point_id, arrival.bucket, form.channel] += 1
        if arrival.phone_id is not None:
            self.phone_uses[arrival.phone_id, arrival.bucket // BUCKETS_IN_AN_HOUR] += 1

    def write(self) -> int:
        """Write all in one transaction. Returns how many ballots there were."""
        written = len(self.ballots)
        with transactions.write_engine().begin() as connection:
            for load, rows in ((BALLOTS, self.ballots), (COMMENTS, self.comments), (RECEIPTS, self.receipts)):
                if rows:
                    connection.execute(insert(load.pool), rows_to_insert(load, rows))
                rows.clear()
            counts = [
                {"point_id": point_id, "bucket": bucket, "channel": channel, "n": n}
                for (point_id, bucket, channel), n in self.counts.items()
            ]
            if counts:
                connection.execute(COUNT_ARRIVALS, counts)
            uses = [{"phone_id": phone, "hour": hour, "n": n} for (phone, hour), n in self.phone_uses.items()]
            if uses:
                connection.execute(COUNT_PHONE_USE, uses)
        self.counts.clear()
        self.phone_uses.clear()
        return written


def rows_to_insert(load: SealableTable, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their codes, in the order of their key."""
    # as the table's tree lies, each of its pages is written once: five times as fast on SQLite
    key = next(iter(load.pool.primary_key.columns)).name
    return sorted((load.with_mac(row) for row in rows), key=lambda row: row[key])


def write(campaign: Campaign, phones: Phones, progress: Callable[[int], object]) -> None:
    """Write the ballots that have come by now, in transactions of their own; `phones` are lent to desks. Commits."""
    round_ = campaign.round_
    form = round_.questionnaire.form
    buffer = RowBuffer(round_.id, answers.rules_of(form, round_.plan_data.form.variant), round_.ballot_key)
    said = demo_words.of(round_.slug, "comments")
    # read before the commit: the chunks below are written on connections of their own
    points, headline = {point.unit.code: point.id for point in queries.points_of(round_)}, form.index.headline
    transactions.commit()
    for commune in campaign.communes:
        code = commune.place.code
        is_stuffed = commune.story is Story.STUFFED
        seed, rules = f"{campaign.seed}/{code}", buffer.rules.questions
        respondents = Respondents(rules, headline, seed, stuffed=is_stuffed, wave=campaign.wave, said=said)
        for arrival in arrivals(campaign, commune, respondents, points[code], phones):
            buffer.add(arrival)
            if len(buffer.ballots) == CHUNK:
                progress(buffer.write())
    progress(buffer.write())


def arrivals(
    campaign: Campaign, commune: Commune, respondents: Respondents, point_id: int, phones: Phones
) -> Iterator[Arrival]:
    """The forms of a commune, day by day; tables keep no order."""
    now = int(clock.now().timestamp()) // BUCKET_SECONDS
    place = f"{campaign.seed}/{commune.place.code}"
    # chances of their own: phones at a desk change no hour at which anybody comes
    hours, lent = Random(f"{place}/hours"), Random(f"{place}/lent")
    for day, done in zip(campaign.days, commune.days, strict=True):
        midnight, lent_phones = int(clock.start_of(day).timestamp()), phones.get((commune.place.code, day), ())
        for form in respondents.sheets(done.ballots):
            bucket = (midnight + minute_of_day(hours, stuffed=respondents.stuffed) * MINUTE) // BUCKET_SECONDS
            # today's later forms are still to come
            if bucket <= now:
                arrival = Arrival(point_id, bucket, form)
                yield at_desk(arrival, lent_phones, lent) if lent_phones else arrival


def at_desk(arrival: Arrival, phones: Sequence[int], random: Random) -> Arrival:
    """Some of those who come by day answer on a phone of the desk."""
    hour = (arrival.bucket // BUCKETS_IN_AN_HOUR + ZONE_HOURS) % 24
    if hour not in DESK_HOURS or random.random() >= DESK_SHARE:
        return arrival
    return replace(arrival, form=replace(arrival.form, channel=DESK), phone_id=random.choice(phones))
