"""Two at once: what a savepoint, a form and a page make of a stale version and of a row that is there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import Person
from portal.errors import Conflict
from portal.extensions import db as database
from portal.surveys.models import Point
from portal.web.data import transactions
from tests import make

if TYPE_CHECKING:
    from flask import Flask


def add(number: str | None = "CB1", name: str | None = "Trần Văn A") -> None:
    database.session.add(Person(full_name=name, identifier=number))
    database.session.flush()


def people() -> int | None:
    return database.session.scalar(select(func.count()).select_from(Person))


def test_a_row_that_is_there_is_not_added_and_what_was_done_before_stays(db: object) -> None:
    add()
    with transactions.unless_taken():
        database.session.add(Person(full_name="Lê Thị B", identifier="CB1"))
    add("CB2")
    assert people() == 2


def test_a_row_that_is_there_is_told_in_the_words_given(db: object) -> None:
    add()
    with pytest.raises(Conflict, match="đã có"), transactions.unless_taken(Conflict("đã có")):
        add()


@pytest.mark.parametrize("savepoint", [transactions.savepoint, transactions.unless_taken])
def test_a_fault_of_ours_is_not_taken_for_somebody_else_s_row(db: object, savepoint) -> None:
    with pytest.raises(IntegrityError), savepoint():
        add(name=None)


@pytest.mark.parametrize("savepoint", [transactions.savepoint, lambda: transactions.unless_taken(Conflict("vừa"))])
def test_a_row_whose_unit_was_deleted_meanwhile_is_told_as_a_change_of_somebody_else(db: object, savepoint) -> None:
    point = make.point()
    gone = insert(Point).values(round_id=point.round_id, unit_id=10**6, code="22222222")
    with pytest.raises(Conflict, match="vừa"), savepoint():
        database.session.execute(gone)


def test_a_deed_that_meets_an_unforeseen_row_or_a_stale_version_is_told(db: object) -> None:
    add()
    with pytest.raises(Conflict, match="vừa có người khác sửa"), transactions.savepoint():
        add()
    point = make.point()
    behind = text("UPDATE point SET version = version + 1 WHERE id = :id")
    database.session.execute(behind, {"id": point.id})
    with pytest.raises(Conflict, match="vừa có người khác sửa"), transactions.savepoint():
        point.desk_name = "Bàn một"
    assert people() == 1


def fault(**values: str | None) -> IntegrityError:
    """What the driver says of a person's row."""
    with pytest.raises(IntegrityError) as said, database.session.begin_nested():
        add(**values)
    return said.value


def test_outside_a_form_the_second_gets_a_page_that_says_so(app: Flask, db: object) -> None:
    add()
    with app.test_request_context("/", method="POST"):
        for error, status in ((fault(), 409), (StaleDataError(), 409), (fault(name=None), 500)):
            assert app.make_response(app.handle_user_exception(error)).status_code == status


def test_a_page_that_only_reads_asks_once_and_one_that_writes_each_time(app: Flask, db: object) -> None:
    asked = []

    @transactions.once_a_request
    def read(what: str) -> int:
        asked.append(what)
        return len(asked)

    for method, wanted in (("GET", (1, 1, 2)), ("POST", (1, 2, 3))):
        asked.clear()
        with app.test_request_context("/", method=method):
            transactions.keep_reads()
            assert (read("a"), read("a"), read("b")) == wanted
            transactions.forget_reads()
    asked.clear()
    with app.test_request_context("/"):
        transactions.keep_reads()
        first = read("a")
        transactions.allow_writes()
        assert (first, read("a"), read("a")) == (1, 2, 3)
    assert (read("a"), read("a")) == (4, 5)
    asked.clear()
    with app.test_request_context("/"):
        transactions.keep_reads()
        database.session.execute(text("SELECT 1"))
        first = read("a")
        database.session.rollback()
        assert (first, read("a")) == (1, 2)


def test_a_plan_is_kept_as_text_and_changed_as_a_whole(db: object) -> None:
    survey = make.survey_round()
    before, plan = survey.plan_data, survey.plan
    plan["identity"]["short_name"] = "Đợt khác"
    assert survey.plan_data is before
    survey.plan = plan
    database.session.flush()
    database.session.expire_all()
    assert (survey.plan_data.short_name, survey.plan == plan) == ("Đợt khác", True)
    raw = database.session.scalar(text("SELECT plan FROM round"))
    assert (raw if isinstance(raw, dict) else json.loads(raw)) == plan
