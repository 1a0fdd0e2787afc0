"""Prints the rank correlation of arrival and place in the log, of receipts over eight hours, and inside one hour.

Within a batch it is chance. Over the whole round it cannot be: k equal batches in their order give 1 - 1/k².
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from bench.instances import TRIAL
from portal import create_app
from portal.ballots.sealing import batch_sealer
from portal.ballots.sealing.sealable_tables import BALLOTS, RECEIPTS, SealableTable, unit_codes
from portal.extensions import db
from portal.sealing.models import log_leaf
from portal.surveys import queries
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from portal.surveys.models import Point

HOURS, HOURLY = 8, 250
SEALED = b"\1"
"""What a sealed ballot begins with: by another sign it may look encrypted once more, and is set aside."""


def main() -> None:
    with create_app().app_context():  # as the worker, whose work it does
        round_ = queries.by_slug(TRIAL)
        assert round_ is not None  # noqa: S101 - the rehearsal has made it
        print(*correlations(queries.points_of(round_)[0]))


def correlations(point: Point) -> tuple[float, float]:
    """Over all hours, and inside the first: voters come to a point of an open round, and each hour is sealed."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    came = []
    for number in range(1, HOURS + 1):
        transactions.allow_writes()
        came += [arrive(point) for _voter in range(HOURLY)]
        transactions.commit()
        with clock.moved_to(hour + timedelta(hours=number)):
            batch_sealer.run()
    places = numbers(point.round_id)
    ranks = [places[name] for name in came]
    return rho(ranks), rho(ranks[:HOURLY])


def arrive(point: Point) -> bytes:
    """A ballot and its receipt wait. Returns the receipt's hash."""
    put(BALLOTS, point, payload=SEALED + os.urandom(299))
    return put(RECEIPTS, point)


def put(sealable: SealableTable, point: Point, **content: bytes) -> bytes:
    """A row waits under the portal's mark. Returns its name."""
    name = os.urandom(32 if sealable is RECEIPTS else 16)
    row = {"round_id": point.round_id, "point_id": point.id, sealable.key_name: name, **content}
    db.session.execute(insert(sealable.pool).values(**sealable.with_mac(row)))
    return name


def numbers(round_id: int) -> dict[bytes, int]:
    """Where each receipt's leaf stands."""
    with transactions.read_connection() as connection:
        leaf, sealed = log_leaf.c, RECEIPTS.sealed.c
        by_entry = dict(connection.execute(select(leaf.entry, leaf.number).where(leaf.round_id == round_id)).all())
        rows = connection.execute(select(RECEIPTS.sealed).where(sealed.round_id == round_id)).mappings()
        places = unit_codes(connection, round_id)
        return {row["hash"]: by_entry[RECEIPTS.leaf(dict(row), places).entry] for row in rows}


def rho(positions: list[int]) -> float:
    """Spearman's correlation of the order in which they came with where they stand."""
    n, ranks = len(positions), {value: rank for rank, value in enumerate(sorted(positions))}
    apart = sum((place - ranks[value]) ** 2 for place, value in enumerate(positions))
    return 1 - 6 * apart / (n * (n * n - 1))


if __name__ == "__main__":
    main()
