"""What was released and the frozen flags: the database refuses to change a row, and a master who does so is found."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.accounts.permissions import Role
from portal.ballots.sealing import batch_sealer
from portal.extensions import db as database
from portal.sealing import verification
from portal.surveys.rounds import approvals
from tests import make
from tests.results import poll

ADDED = "INSERT INTO frozen_flag SELECT DISTINCT round_id, point_id, 'anh_trung', 'x' FROM frozen_flag"
AGAIN = (
    "INSERT INTO release (round_id, number, content, digest, reason, deed_id, asked_by, decided_by, made_at) "
    "SELECT round_id, 2, content, digest, '', (SELECT max(id) FROM deed), asked_by, decided_by, made_at FROM release"
)
GUARDED = {
    "UPDATE release SET content = '{}'": "Bản công bố lần 1 đã bị sửa",
    "UPDATE release SET number = 3": "Bản công bố lần 3 không có trong sổ niêm phong",
    "DELETE FROM release": "Bản công bố lần 1 đã bị xóa",
    "UPDATE frozen_flag SET sentence = '24 phiếu'": "Cờ cảnh báo",
    "DELETE FROM frozen_flag": "Cờ cảnh báo",
    "UPDATE flag_record SET limits = '{}'": "Cờ cảnh báo",
}
OPEN = {
    "UPDATE tally SET n = n + 1 WHERE choice = 5": "Bảng đếm kết quả đã bị sửa",
    "DELETE FROM crossing": "Bảng đếm kết quả đã bị sửa",
    AGAIN: "Bản công bố lần 2 không có trong sổ niêm phong",
    ADDED: "Cờ cảnh báo",
}


@pytest.fixture
def survey(db, at):
    """A released round with one commune flagged."""
    survey = make.survey_round()
    at(poll.AFTER)
    by, second = (make.account(Role.PROVINCE_APPROVER) for _ in range(2))
    point = make.point("07507", survey)
    make.ballots(point, poll.sheets({3: 8, 4: 9, 5: 8}))
    poll.visits(point, (20, 0, 0))
    poll.opened(survey)
    approvals.ask_and_decide(survey, "release", by=by, second=second)
    approvals.ask(survey, "release", by=by, reason="Sửa tên đơn vị.")
    database.session.commit()
    batch_sealer.run(sign=True)
    return survey


def test_what_was_written_once_is_neither_changed_nor_deleted(survey):
    for statement in GUARDED:
        with pytest.raises(DBAPIError, match="append-only"):
            database.session.execute(text(statement))
        database.session.rollback()


def test_a_master_who_changes_a_release_or_a_flag_is_found(survey):
    number = survey.id
    database.session.rollback()
    with database.engine.connect() as connection:
        assert verification.verify_in(connection, number, []).faults == []
    for statement, words in (GUARDED | OPEN).items():
        with database.engine.execution_options(sqlite_write=True).connect() as connection:
            disarm(connection)
            connection.execute(text(statement))
            found = verification.verify_in(connection, number, []).faults
            connection.rollback()
        assert [fault for fault in found if words in fault], (statement, found)


def disarm(connection):
    """Take the guards away, as a master of the database can; the caller rolls back."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        if re.match("release|flag_record|frozen_flag", name):
            connection.execute(text(f"DROP TRIGGER {name}"))
