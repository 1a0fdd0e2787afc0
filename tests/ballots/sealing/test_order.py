"""The order in which ballots came cannot be read off the sealed tables or the log (P2), by any order they know."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portal.ballots.models import sealed_ballot
from portal.ballots.sealing import batch_sealer
from portal.ballots.sealing.sealable_tables import BALLOTS, RECEIPTS, unit_codes
from portal.extensions import db as database
from portal.sealing.models import log_leaf
from portal.web.data import transactions
from tests import make
from tests.ballots.conftest import NOON

COUNT, HOURLY = 600, 300
GUESSES = {
    "sqlite": ("", "ORDER BY id", "ORDER BY id DESC", "ORDER BY round_id, point_id"),
    "postgresql": ("", "ORDER BY id", "ORDER BY ctid", "ORDER BY xmin::text::bigint"),
}
MOST_RIGHT = COUNT * (1 / 10 + 5 / 100)
MOST_RHO = 0.3
"""Of 300 in an order of chance the rank correlation is spread by 1 / sqrt(299) = 0.06: five times that is met once in
two million."""


@pytest.fixture
def came(survey, point, at) -> dict[str, list[bytes]]:
    """Names of ballots and receipts as they came, two hours of them; a ballot's `payload` is its number."""
    names: dict[str, list[bytes]] = {"ballots": [], "receipts": []}
    for number in range(COUNT):
        payload = b"\1" + number.to_bytes(2, "big") + os.urandom(13)
        names["ballots"].append(make.waits(BALLOTS, point, payload=payload))
        names["receipts"].append(make.waits(RECEIPTS, point))
        if number % HOURLY == HOURLY - 1:
            transactions.commit()
            at(NOON + timedelta(hours=1 + number // HOURLY))
            assert batch_sealer.run().receipts == HOURLY
    return names


def seen(order: str) -> list[int]:
    """The numbers as the database gives them in an order of its own."""
    with database.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT payload FROM {sealed_ballot.name} {order}")).scalars()  # noqa: S608
        return [int.from_bytes(bytes(row)[1:3], "big") for row in rows]


def test_no_order_of_the_database_is_the_order_of_arrival(came):
    for order in GUESSES[database.engine.dialect.name]:
        numbers = seen(order)
        assert len(numbers) >= COUNT - 2 * batch_sealer.BATCH
        ranks = {number: rank for rank, number in enumerate(sorted(numbers))}
        right = sum(ranks[number] == place for place, number in enumerate(numbers))
        assert right <= MOST_RIGHT, (order, right)


def places_in_the_log(load) -> dict[bytes, int]:
    """The number of each sealed row's leaf, as somebody finds it who has the database in hand."""
    with transactions.read_connection() as connection:
        numbers = dict(connection.execute(select(log_leaf.c.entry, log_leaf.c.number)).all())
        rows = [dict(row) for row in connection.execute(select(load.sealed)).mappings()]
        places = unit_codes(connection, rows[0]["round_id"])
    return {row[load.key_name]: numbers[load.leaf(row, places).entry] for row in rows}


def rho(first: list[int], second: list[int]) -> float:
    """Spearman's rank correlation of figures without ties."""
    ranks = [{value: rank for rank, value in enumerate(sorted(values))} for values in (first, second)]
    apart = sum((ranks[0][a] - ranks[1][b]) ** 2 for a, b in zip(first, second, strict=True))
    n = len(first)
    return 1 - 6 * apart / (n * (n * n - 1))


def test_inside_a_batch_the_log_keeps_no_order_of_arrival(came):
    ballots, receipts = places_in_the_log(BALLOTS), places_in_the_log(RECEIPTS)
    edge = min(receipts[name] for name in came["receipts"][HOURLY:])
    assert max(receipts[name] for name in came["receipts"][:HOURLY]) < edge
    for names, found in ((came["ballots"], ballots), (came["receipts"], receipts)):
        for in_first in (True, False):
            mine = [
                (n, found[name]) for n, name in enumerate(names) if name in found and (found[name] < edge) == in_first
            ]
            assert len(mine) > HOURLY * 0.9
            assert abs(rho(*map(list, zip(*mine, strict=True)))) < MOST_RHO


def test_inside_a_batch_a_ballot_does_not_lie_near_its_receipt(came):
    ballots, receipts = places_in_the_log(BALLOTS), places_in_the_log(RECEIPTS)
    first = [(ballots[b], receipts[r]) for b, r in list(zip(*came.values(), strict=True))[:HOURLY] if b in ballots]
    edge = max(number for _ballot, number in first)
    pairs = [pair for pair in first if max(pair) <= edge and pair[0] < edge]
    assert abs(rho(*map(list, zip(*pairs, strict=True)))) < MOST_RHO


def test_kinds_are_mixed_within_a_batch(came):
    """Were one kind appended before the other, the ranks of kind and place would go together."""
    with transactions.read_connection() as connection:
        kinds = connection.scalars(select(log_leaf.c.kind).order_by(log_leaf.c.number)).all()
    batch = [kind for kind in kinds if kind in "BR"][: 2 * HOURLY - 3 * batch_sealer.BATCH]
    half = len(batch) // 2
    shares = [part.count("B") / len(part) for part in (batch[:half], batch[half:])]
    assert abs(shares[0] - shares[1]) < MOST_RHO
