"""`python -m tests.cluster.office make`: a round of four communes that is open; prints the codes of its points."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from sqlalchemy import select

from portal import create_app
from portal.ballots.sealing import round_keys
from portal.extensions import db
from portal.surveys.models import Point
from portal.web.data import clock
from tests import make


def make_round() -> list[str]:
    """Approved yesterday, closing the day after tomorrow, its answers sealed to a key of its own."""
    make.units_small()
    survey = make.survey_round(opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=2))
    round_keys.make_when_approved(survey, "approve")
    codes = list(db.session.scalars(select(Point.code).order_by(Point.id)))
    db.session.commit()
    return codes


if __name__ == "__main__":
    with create_app().app_context():
        sys.stdout.write(json.dumps(make_round()) + "\n")
