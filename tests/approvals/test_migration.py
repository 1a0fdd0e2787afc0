"""Upgrading a database in which something waits twice: the newest goes on, the others are closed and on the record."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, select

from portal.accounts.models import AccountApproval, AccountRequest
from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.config import ROOT
from portal.documents.lifecycle.states import State
from portal.documents.models import Document
from portal.extensions import db as database
from portal.fieldwork.roster.models import Helper, OverlapPermission
from portal.fieldwork.visits.models import LockAuthority, VisitCorrection, VisitCount
from portal.ops.condition import box_checks
from portal.surveys.models import ApprovalRequest
from portal.web.data import clock
from tests import make
from tests.approvals.kinds import NOW, kept
from tests.documents.lifecycle import test_operations as written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.accounts.models import Account

REVISION = next((ROOT / "migrations" / "versions").glob("*_decide_once.py")).name[:4]
BEFORE = f"{int(REVISION) - 1:04}"
CLOSED = "Đóng khi nâng cấp: có hai dòng cùng chờ cho một việc, giữ dòng mới nhất."


@contextmanager
def as_it_was_before() -> Iterator[None]:
    """The tables before the unique indexes; afterwards as they are now, whatever happened."""
    database.session.commit()
    database.session.remove()
    downgrade(revision=BEFORE)
    try:
        yield
        database.session.commit()
    finally:
        database.session.remove()
        upgrade()


def rows(by: Account, officer: Account) -> dict[type[Any], dict[str, Any]]:
    """A row of each table in which nothing waits twice, as its columns have it."""
    point, other = make.point("07507"), make.point("07519")
    when = {"entered_by": by.id, "entered_at": NOW, "locked_by": by.id, "locked_at": NOW}
    count = kept(VisitCount(point_id=point.id, day=make.FIRST_DAY, visits=30, source="direct", **when))
    helper = kept(Helper(point_id=point.id, full_name="Nguyễn Văn An", person="an"))
    asked = {"asked_by": by.id, "asked_at": NOW}
    turn = {"full_name": "Nguyễn Văn An", "person": "an", "day": make.FIRST_DAY, "half": "morning", "reason": "Thiếu"}
    return {
        LockAuthority: {"point_id": point.id, "account_id": officer.id, "given_by": by.id, "given_at": NOW},
        VisitCorrection: {"visit_count_id": count, "old_visits": 30, "new_visits": 40, "reason": "Nhầm", **asked},
        ApprovalRequest: {"round_id": point.round_id, "kind": "close", "reason": "Đủ phiếu", "note": "", **asked},
        AccountApproval: {"kind": "code", "account_id": officer.id, "unit_id": by.unit_id, **asked},
        AccountRequest: {"kind": "code", "account_id": officer.id, "unit_id": point.unit_id, "reason": "Quên", **asked},
        OverlapPermission: {"point_id": point.id, "other_point_id": other.id, "helper_id": helper, **turn, **asked},
    }


def is_open(row: Any) -> bool:
    return (row.withdrawn_at if isinstance(row, LockAuthority) else row.decided_at) is None


def test_of_what_waits_twice_the_newest_goes_on_and_the_others_are_closed(db: object, at: Any) -> None:
    at(NOW)
    make.survey_round()
    by, officer = make.account(Role.PROVINCE_APPROVER), make.account(Role.COMMUNE_OFFICER)
    tables = rows(by, officer)
    new = {"kind": "create", "full_name": "Lê Thị Mới", "unit_id": officer.unit_id, "reason": "Thêm việc"}
    new |= {"asked_by": by.id, "asked_at": NOW}
    with as_it_was_before():
        for table, values in [*tables.items(), (AccountRequest, new)] * 3:
            database.session.add(table(**values))
            database.session.flush()
    for table in tables:
        every = database.session.scalars(select(table).order_by(table.id)).all()
        groups = 2 if table is AccountRequest else 1
        assert [is_open(row) for row in every] == [False] * 2 * groups + [True] * groups, table
        assert all(
            getattr(row, "accepted", None) is False for row in every if not is_open(row) and table is ApprovalRequest
        )
    noted = database.session.scalars(select(Event).where(Event.username == "", Event.account_id.is_(None))).all()
    closed = [event for event in noted if event.detail == {"reason": CLOSED}]
    assert len(closed) == 2 * (len(tables) + 1)
    assert {event.unit_path for event in closed} == {make.unit("24").path, make.unit("07507").path}
    assert all(event.at.tzinfo and abs(event.at - clock.machine_time()) < timedelta(minutes=10) for event in closed)


def test_what_was_closed_by_the_upgrade_is_shown_like_the_rest(db: object, at: Any, sign_in: Any) -> None:
    at(NOW)
    make.survey_round()
    by, officer = make.account(Role.PROVINCE_EDITOR), make.account(Role.COMMUNE_OFFICER)
    tables = rows(by, officer)
    with as_it_was_before():
        for table in (VisitCorrection, OverlapPermission):
            for _time in range(2):
                database.session.add(table(**tables[table]))
                database.session.flush()
    first = {
        table: database.session.scalars(select(table).order_by(table.id)).first().id
        for table in (VisitCorrection, OverlapPermission)
    }
    monitor, province, commune = (
        sign_in(make.account(role)) for role in (Role.DISTRICT_MONITOR, Role.PROVINCE_EDITOR, Role.COMMUNE_LEAD)
    )
    assert "nâng cấp" in province.get(f"/rosters/198-kh-bdvtu/double-duties/{first[OverlapPermission]}").text
    assert "nâng cấp" in province.get("/rosters/198-kh-bdvtu/double-duties").text
    assert monitor.get("/corrections").status == 200
    assert monitor.get(f"/corrections/{first[VisitCorrection]}").status == 200
    assert "nâng cấp" in commune.get(f"/visits/{make.FIRST_DAY}").text


@pytest.mark.parametrize("issued", [0, 1])
def test_of_two_papers_that_replace_one_the_issued_or_newest_does(db: object, at: Any, issued: int) -> None:
    at(NOW)
    by, ids = make.account(Role.PROVINCE_EDITOR), [uuid.uuid4().hex for _paper in range(3)]
    values = {"figures": {}, "figures_digest": "", "title": "Báo cáo", "asked_by": by.id, "unit_id": by.unit_id}
    with as_it_was_before():
        database.session.execute(delete(Document))
        rows = [
            {"id": ids[0], "state": State.ISSUED, "replaces_id": None, "asked_at": NOW},
            {"id": ids[1], "state": State.ISSUED if issued else State.DRAFT, "replaces_id": ids[0], "asked_at": NOW},
            {"id": ids[2], "state": State.DRAFT, "replaces_id": ids[0], "asked_at": NOW + timedelta(hours=1)},
        ]
        for row in rows:
            database.session.execute(
                Document.__table__.insert().values(
                    kind="synthesis",
                    paragraphs={},
                    recipients=[],
                    month="",
                    reason="",
                    number="",
                    signer_capacity="",
                    signer_office="",
                    signer_name="",
                    sha256="",
                    version=1,
                    **values,
                    **row,
                )
            )
    found = {one.id: one.replaces_id for one in database.session.scalars(select(Document))}
    winner = ids[1] if issued else ids[2]
    assert [key for key, replaced in found.items() if replaced] == [winner]


def test_a_doubled_number_is_kept_and_named_by_the_doctor(db: object) -> None:
    editor = written.editor()
    opened = written.opened()
    one, two = (written.approved(opened, editor, written.approver()) for _paper in range(2))
    written.numbered(one, editor)
    assert box_checks.doubled_numbers() == ""
    said = written.numbered(two, editor, "13").id
    values = {"number": "12", "number_in_book": None}
    database.session.execute(Document.__table__.update().where(Document.__table__.c.id == said).values(**values))
    database.session.commit()
    found = box_checks.doubled_numbers()
    assert "số 2024/BC/12: «" in found
    assert "», «" in found
