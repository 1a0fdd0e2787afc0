"""The order in which ballots came cannot be read off the sealed table (P2), by any order the database itself knows."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import insert, text

from portal.ballots import mover
from portal.ballots.models import ballot_pool, receipt_pool, sealed_ballot
from portal.extensions import db as database
from portal.web import transactions

COUNT, BATCH = 200, 20
GUESSES = {
    "sqlite": ("", "ORDER BY id", "ORDER BY id DESC", "ORDER BY round_id, point_id"),
    "postgresql": ("", "ORDER BY id", "ORDER BY ctid", "ORDER BY xmin::text::bigint"),
}
MOST_RIGHT = COUNT * (1 / 10 + 5 / 100)


@pytest.fixture
def sealed_numbers(survey, point):
    """Two hundred ballots, numbered as they came, moved whenever twenty wait; `payload` is the number."""
    for number in range(COUNT):
        place = {"round_id": point.round_id, "point_id": point.id}
        payload = number.to_bytes(2, "big") + os.urandom(14)
        database.session.execute(insert(ballot_pool).values(id=os.urandom(16), payload=payload, **place))
        database.session.execute(insert(receipt_pool).values(hash=os.urandom(32), **place))
        transactions.commit()
        if number % BATCH == BATCH - 1:
            mover.run()


def seen(order: str) -> list[int]:
    """The numbers as the database gives them in an order of its own."""
    with database.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT payload FROM {sealed_ballot.name} {order}")).scalars()  # noqa: S608
        return [int.from_bytes(bytes(row)[:2], "big") for row in rows]


def test_no_order_of_the_database_is_the_order_of_arrival(sealed_numbers):
    for order in GUESSES[database.engine.dialect.name]:
        numbers = seen(order)
        assert len(numbers) >= COUNT - 2 * BATCH
        ranks = {number: rank for rank, number in enumerate(sorted(numbers))}
        right = sum(ranks[number] == place for place, number in enumerate(numbers))
        assert right <= MOST_RIGHT, (order, right)
