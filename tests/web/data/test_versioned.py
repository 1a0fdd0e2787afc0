"""A row that somebody changed between looking and saving, and a row that is there already."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Person
from portal.errors import Conflict
from portal.extensions import db as database
from portal.fieldwork.visits.models import VisitCount
from portal.web.data import clock, transactions, versioned
from portal.web.data.versioned import StaleRow
from tests import make

DAY = date(2024, 6, 12)


@pytest.fixture
def count(db: object) -> VisitCount:
    make.survey_round()
    officer = make.account("commune_lead", full_name="Trần Văn Trưởng")
    row = VisitCount(point_id=make.point().id, day=DAY, visits=36, source="direct", entered_by=officer.id)
    row.entered_at = clock.at(DAY, 15)
    database.session.add(row)
    database.session.flush()
    return row


def change_behind(row: VisitCount) -> None:
    """Another person's save, of which the session knows nothing."""
    statement = update(VisitCount).values(visits=40, version=VisitCount.version + 1)
    database.session.execute(statement.execution_options(synchronize_session=False))


def test_the_version_that_was_looked_at_may_be_changed(count: VisitCount) -> None:
    versioned.refuse_stale(count, 1)
    versioned.update_entered(count, visits=37)
    database.session.refresh(count)
    assert (count.visits, count.version) == (37, 2)


@pytest.mark.parametrize("seen", [0, 2])
def test_another_version_is_refused_with_who_and_when(count: VisitCount, seen: int) -> None:
    with pytest.raises(StaleRow, match=r"đồng chí Trần Văn Trưởng sửa lúc 15:00\. Đề nghị xem phần khác nhau"):
        versioned.refuse_stale(count, seen)


def test_a_save_that_comes_second_changes_nothing_and_keeps_what_was_done_before(count: VisitCount) -> None:
    person = Person(full_name="Lê Thị B", identifier="CB1")
    database.session.add(person)
    change_behind(count)
    with pytest.raises(StaleRow, match="Trần Văn Trưởng"):
        versioned.update_entered(count, visits=50)
    assert (count.visits, count.version) == (40, 2)
    assert database.session.scalar(select(func.count()).select_from(Person).where(Person.identifier == "CB1")) == 1


def test_a_conflict_may_have_words_of_its_own(count: VisitCount) -> None:
    change_behind(count)
    with pytest.raises(Conflict, match="tải lại trang"):
        versioned.update(count, lambda: Conflict("tải lại trang"), visits=50)


def test_a_form_sent_twice_is_one_row(db: object) -> None:
    def find() -> Person | None:
        return database.session.scalar(select(Person).where(Person.identifier == "CB1"))

    first = Person(full_name="Lê Thị B", identifier="CB1")
    assert transactions.add_or_find(first, find) is first
    assert transactions.add_or_find(Person(full_name="Lê Thị B", identifier="CB1"), find) is first
    with pytest.raises(IntegrityError):
        transactions.add_or_find(Person(full_name="Lê Thị B", identifier="CB1"), lambda: None)
    with pytest.raises(IntegrityError):
        transactions.add_or_find(Person(full_name=None, identifier="CB2"), find)
    assert database.session.scalar(text("SELECT count(*) FROM person WHERE identifier = 'CB1'")) == 1
