"""What the bench says of the order in the log: the sealer takes all that it has arrive, hour by hour."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bench import order
from portal.ballots.models import quarantined_row, sealed_receipt
from portal.extensions import db as database
from portal.web.data import clock
from tests import make

HOURS, HOURLY = 2, 60


def test_every_receipt_of_every_hour_is_found_in_the_log(db, at, monkeypatch):
    make.survey_round()
    database.session.commit()
    at(clock.at(make.FIRST_DAY, 12))
    monkeypatch.setattr(order, "HOURS", HOURS)
    monkeypatch.setattr(order, "HOURLY", HOURLY)
    overall, inside = order.correlations(make.point("07507"))
    count = database.session.scalar(select(func.count()).select_from(sealed_receipt))
    assert count == HOURS * HOURLY
    assert database.session.scalar(select(func.count()).select_from(quarantined_row)) == 0
    assert overall > inside, "hours stand in their order, and within one it is chance"


@pytest.mark.parametrize(
    ("positions", "correlation"),
    [([1, 2, 3, 4], 1), ([4, 3, 2, 1], -1), ([70, 10, 90, 30], 0), ([10, 30, 20, 40], 0.8)],
)
def test_spearman_s_correlation(positions, correlation):
    assert order.rho(positions) == pytest.approx(correlation)
