"""A sealed round: ballots of three communes, the settings, the events; and somebody who is master of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text

from portal.ballots.sealing import batch_sealer
from portal.ballots.sealing.sealable_tables import COMMENTS
from portal.extensions import db as database
from portal.sealing import operations, verification
from portal.sealing.log import log
from portal.sealing.models import log_leaf
from portal.web.data import clock
from tests import kept_worlds, make

if TYPE_CHECKING:
    from portal.sealing.log.leaves import Leaf
    from portal.surveys.models import Round

OVER = clock.at(make.LAST_DAY, 23, 59) + batch_sealer.KEY_LIFE
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
    survey = kept_worlds.once("sealed", sealed)
    at(OVER)
    return survey


def sealed() -> Round:
    survey = make.survey_round()
    operations.seal_settings(survey, "approve")
    make.account("province_approver")
    with clock.moved_to(clock.at(make.FIRST_DAY, 12)):
        cast(survey, 30)
        batch_sealer.run(sign=True)
    with clock.moved_to(OVER):
        assert batch_sealer.run(sign=True).troubles == ()
    return survey


def faults(survey) -> list[str]:
    """What the check finds."""
    found = verification.verify(survey).faults
    database.session.rollback()
    return found


def append_past_the_sealer(connection, round_id: int, leaf: Leaf) -> None:
    """What a master of the database can append: a leaf with its nodes, but not the portal's MAC on the log's end."""
    size = log.size(connection, round_id)
    connection.execute(insert(log_leaf).values(round_id=round_id, number=size, **leaf._asdict()))
    log.store_nodes(connection, round_id, size, size + 1)


def as_master(*statements: str) -> None:
    """Whoever may do anything in the database does this."""
    database.session.rollback()
    with database.engine.execution_options(sqlite_write=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.session.rollback()
