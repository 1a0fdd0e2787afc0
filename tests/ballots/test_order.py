"""The order in which ballots came cannot be read off the sealed table (P2), by any order the database itself knows."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import text

from portal.ballots import mover
from portal.ballots.loads import BALLOTS, RECEIPTS
from portal.ballots.models import sealed_ballot
from portal.extensions import db as database
from portal.web import transactions
from tests import make

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
        make.waits(BALLOTS, point, payload=number.to_bytes(2, "big") + os.urandom(14))
        make.waits(RECEIPTS, point)
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
