"""`python -m tests.cluster.office make | close | open`: a round of four communes that is open, over, and opened.

`make` prints the codes of its points, `open` each sealed ballot in hexadecimal digits with its answers.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from sqlalchemy import select

from portal import create_app
from portal.accounts.permissions import Role
from portal.ballots.models import sealed_ballot
from portal.ballots.sealing import round_keys
from portal.extensions import db
from portal.results.tallying import tallying
from portal.surveys.models import GRACE, Point, Round
from portal.web.data import clock, transactions
from tests import make
from tests.cluster.machines import APPROVERS


def make_round() -> list[str]:
    """Approved yesterday, closing the day after tomorrow, its answers sealed to a key of its own."""
    make.units_small()
    for name in APPROVERS:
        make.account(Role.PROVINCE_APPROVER, username=name)
    survey = make.survey_round(opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=2))
    round_keys.make_when_approved(survey, "approve")
    codes = list(db.session.scalars(select(Point.code).order_by(Point.id)))
    db.session.commit()
    return codes


def close_round() -> list[str]:
    """Over for so long that nothing is taken any more, and two persons have opened the results."""
    transactions.allow_writes()
    survey = db.session.scalars(select(Round)).one()
    survey.closes_at, survey.results_opened_at = clock.now() - GRACE - timedelta(minutes=1), clock.now()
    db.session.commit()
    return []


def open_round() -> dict[str, dict[str, int]]:
    """Seal, check, purge and count, as the job does that two persons' decision starts."""
    tallying.open_box(db.session.scalars(select(Round)).one(), lambda _done, _all: None)
    db.session.commit()
    survey = db.session.scalars(select(Round)).one()
    opener, box = round_keys.opener(survey), sealed_ballot.c
    rows = db.session.execute(select(box.point_id, box.payload).where(box.round_id == survey.id))
    return {bytes(payload).hex(): dict(opener.ballot(point, payload).answers) for point, payload in rows}


DEEDS = {"make": make_round, "close": close_round, "open": open_round}

if __name__ == "__main__":
    with create_app().test_request_context():
        sys.stdout.write(json.dumps(DEEDS[sys.argv[1]]()) + "\n")
