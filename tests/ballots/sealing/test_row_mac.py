"""A row that somebody writes or changes in a pool past the portal is never sealed; whoever watches is told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.ballots.models import ballot_pool, quarantined_row, sealed_ballot, sealed_comment, sealed_receipt
from portal.ballots.sealing import batch_sealer, quarantine
from portal.ballots.sealing.sealable_tables import BALLOTS, COMMENTS, RECEIPTS, SEALABLE_TABLES
from portal.extensions import db
from portal.ops.condition import box_checks
from portal.web.data import clock
from tests import make
from tests.sealing.conftest import as_master, faults

OVER = clock.end_of(make.LAST_DAY) + batch_sealer.KEY_LIFE
THANH_HAI = "xã Thanh Hải (07507): 1 phiếu chờ không do hệ thống này ghi"
TAMPERINGS = {
    "a ballot is added": (
        "INSERT INTO ballot_pool SELECT round_id, point_id, mac, payload, mac FROM ballot_pool",
        "B",
        1,
    ),
    "a ballot's answers are changed": ("UPDATE ballot_pool SET payload = mac", "B", 0),
    "a ballot goes to another commune": ("UPDATE ballot_pool SET point_id = point_id + 1", "B", 0),
    "a ballot gets another name": ("UPDATE ballot_pool SET id = payload", "B", 0),
    "a comment is changed": ("UPDATE comment_pool SET body = 'Kém'", "C", 0),
    "a receipt is added": ("INSERT INTO receipt_pool SELECT mac, round_id, point_id, mac FROM receipt_pool", "R", 1),
    "another's mark is put on": ("UPDATE ballot_pool SET mac = (SELECT mac FROM receipt_pool)", "B", 0),
}


@pytest.fixture
def waiting(survey, point):
    """A ballot, a comment and a receipt that wait."""
    make.waits(BALLOTS, point, payload=b'{"answers": {"Q14": 5}}')
    make.waits(COMMENTS, point, body="Tốt")
    make.waits(RECEIPTS, point)
    db.session.commit()
    return survey


def sealed() -> dict[str, int]:
    tables = {"B": sealed_ballot, "C": sealed_comment, "R": sealed_receipt}
    return {kind: len(db.session.execute(select(table)).all()) for kind, table in tables.items()}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_a_master_writes_into_a_pool_is_never_sealed(waiting, at, what):
    statement, kind, stays = TAMPERINGS[what]
    as_master(statement)
    at(OVER)
    assert batch_sealer.run().quarantined == 1
    assert sealed() == {"B": 1, "C": 1, "R": 1, kind: stays}
    assert db.session.scalars(select(quarantined_row.c.kind)).all() == [kind]
    assert all(not db.session.execute(select(load.pool)).all() for load in SEALABLE_TABLES)


def test_a_row_changed_between_the_look_and_the_move_stays_behind(waiting, at, monkeypatch):
    monkeypatch.setattr(quarantine, "quarantine_foreign_rows", lambda _load: 0)
    as_master("UPDATE ballot_pool SET payload = mac")
    at(OVER)
    batch_sealer.run()
    assert sealed() == {"B": 0, "C": 1, "R": 1}
    assert len(db.session.execute(select(ballot_pool)).all()) == 1


@pytest.mark.parametrize("load", SEALABLE_TABLES, ids=lambda load: load.pool.name)
def test_a_row_put_back_after_it_was_sealed_is_strange_and_stops_nothing(waiting, point, at, load):
    kept = dict(db.session.execute(select(load.pool)).mappings().one())
    db.session.rollback()
    at(OVER)
    assert batch_sealer.run().quarantined == 0
    make.waits(BALLOTS, point, payload=b'{"answers": {"Q14": 1}}')
    db.session.execute(load.pool.insert().values(**kept))
    db.session.commit()
    assert batch_sealer.run().quarantined == 1
    assert sealed() == {"B": 2, "C": 1, "R": 1}
    assert db.session.scalars(select(quarantined_row.c.kind)).all() == [str(load.kind)]


def test_it_is_told_to_the_record_the_check_the_doctor_and_the_province(waiting, sign_in, app):
    province, commune = make.account(Role.PROVINCE_EDITOR), make.account(Role.COMMUNE_LEAD)
    db.session.commit()
    assert faults(waiting) == []
    assert box_checks.foreign_rows() == ""
    db.session.rollback()
    as_master(TAMPERINGS["a ballot is added"][0])
    assert any(fault.startswith(THANH_HAI) for fault in faults(waiting))
    said = app.test_cli_runner().invoke(args=["box", "seal"])
    assert "ĐỂ RIÊNG 1 dòng" in said.output
    assert any(fault.startswith(THANH_HAI) for fault in faults(waiting))
    told = db.session.scalars(select(Event).where(Event.action == "box.set-aside")).one()
    assert (told.detail, told.unit_path) == ({"kind": "B", "units": {"07507": 1}}, make.unit("24").path)
    assert waiting.slug in box_checks.foreign_rows()
    db.session.commit()
    page = sign_in(province).get(f"/manage/rounds/{waiting.slug}")
    assert "xã Thanh Hải: 1 phiếu chờ không do hệ thống này ghi" in page.text
    assert "không do hệ thống này ghi" not in sign_in(commune).get(f"/manage/rounds/{waiting.slug}", check=False).text


def test_text_where_bytes_belong_is_taken_aside_too(waiting):
    """SQLite keeps the text as such, PostgreSQL as the bytes it is written with."""
    as_master("UPDATE ballot_pool SET payload = 'chữ'", "UPDATE receipt_pool SET mac = 'chữ'")
    assert batch_sealer.run().quarantined == 2
