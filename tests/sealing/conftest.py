"""A sealed round: ballots of three communes, the settings, the events; and somebody who is master of the database."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.ballots.sealing import batch_sealer
from portal.ballots.sealing.sealable_tables import COMMENTS
from portal.extensions import db as database
from portal.sealing import settings, verification
from portal.web.data import clock
from tests import make

CODES = ("07507", "07519", "07210")


def cast(survey, n: int) -> None:
    """So many ballots with receipts in each commune, and a comment."""
    for code in CODES:
        point = make.point(code, survey)
        make.ballots(point, [{"Q14": 1 + number % 5} for number in range(n)])
        make.waits(COMMENTS, point, body=f"Tốt {code}")
    database.session.commit()


@pytest.fixture
def survey(db, at):
    """A round that is over, sealed and signed."""
    survey = make.survey_round()
    settings.seal(survey, "approve")
    make.account("province_approver")
    at(clock.at(make.FIRST_DAY, 12))
    cast(survey, 30)
    batch_sealer.run(sign=True)
    at(clock.at(make.LAST_DAY, 23, 59) + batch_sealer.KEY_LIFE)
    batch_sealer.run(sign=True)
    return survey


def faults(survey) -> list[str]:
    """What the check finds."""
    found = verification.verify(survey).faults
    database.session.rollback()
    return found


def as_master(*statements: str) -> None:
    """Whoever may do anything in the database does this."""
    database.session.rollback()
    with database.engine.execution_options(sqlite_write=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.session.rollback()
