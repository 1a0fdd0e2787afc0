"""Reminders by rule: at their hours, once, to those who have not done it; the inbox."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.fieldwork.reminders import schedule
from portal.fieldwork.reminders.models import Reminder
from portal.fieldwork.visits import operations as fieldwork
from portal.fieldwork.visits import queries
from portal.web.data import clock, transactions
from portal.web.ui import terms
from tests import make

FIRST = make.FIRST_DAY
SECOND = FIRST + timedelta(days=1)


@pytest.fixture
def officer(db, at):
    """An officer of Thanh Hải on the first day at two, when visits are reminded of."""
    make.survey_round()
    at(clock.at(FIRST, 14, 0))
    account = make.account(Role.COMMUNE_OFFICER)
    db.session.commit()
    return account


def sent(db, rule: str = "visits_missing") -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Reminder).where(Reminder.rule == rule))


def run() -> int:
    found = schedule.run()
    transactions.allow_writes()
    return found


def enter(officer, day=FIRST) -> None:
    fieldwork.save_visits(queries.points_of(officer.unit)[0], day, visits=30, source="direct", version=0, by=officer)
    transactions.commit()


def test_the_hour_of_a_rule_reminds_those_who_lag(officer, db):
    run()
    assert sent(db) == 1


def test_another_hour_does_not(officer, db, at):
    at(clock.at(FIRST, 15, 0))
    assert run() == 0
    assert sent(db) == 0


def test_running_again_in_the_same_hour_sends_nothing(officer, db, at):
    run()
    at(clock.at(FIRST, 14, 35))
    assert run() == 0
    assert sent(db) == 1


def test_the_next_hour_of_the_rule_reminds_again(officer, db, at):
    run()
    at(clock.at(FIRST, 17, 0))
    run()
    assert sent(db) == 2


def test_who_has_done_it_is_not_reminded(officer, db):
    enter(officer)
    run()
    assert sent(db) == 0


def test_who_does_it_between_two_hours_is_not_reminded_again(officer, db, at):
    run()
    enter(officer)
    at(clock.at(FIRST, 17, 0))
    run()
    assert sent(db) == 1


def test_the_hour_reminds_in_the_words_of_the_rounds_plan(officer, db, monkeypatch):
    said, remind = [], schedule.operations.remind
    monkeypatch.setattr(
        schedule.operations,
        "remind",
        lambda *given, by: (said.append(terms.at_hand().commune), remind(*given, by=by))[1],
    )
    db.session.commit()
    assert run() == 1
    assert (said, terms.at_hand()) == (["xã"], terms.NEUTRAL)


def test_three_schedulers_at_once_send_one(app, officer, db):
    db.session.commit()
    start, counted, faults = threading.Barrier(3), [], []

    def scheduler() -> None:
        with app.app_context():
            start.wait()
            try:
                counted.append(schedule.run())
            except Exception as error:  # noqa: BLE001 - told below
                faults.append(error)

    threads = [threading.Thread(target=scheduler) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(counted) == [0, 0, 1]
    assert sent(db) == 1


def test_nobody_is_reminded_on_a_sunday_after_the_round(officer, db, at):
    at(clock.at(FIRST + timedelta(days=4), 14, 0))
    assert run() == 0


def test_a_locked_account_is_not_reminded(officer, db):
    officer.active = False
    db.session.commit()
    run()
    assert sent(db) == 0


def test_the_province_sets_the_hours(officer, db, at, sign_in):
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))
    page = editor.submit("/urging/198-kh-bdvtu/rules", {"visits_missing": "9, 15"})
    assert page.status == 303
    assert run() == 0
    at(clock.at(FIRST, 15, 0))
    assert run() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("mười giờ", "Ghi giờ chẵn"),
        ("3", "Giờ nhắc là giờ chẵn từ 6 đến 21."),
        ("25", "Giờ nhắc là giờ chẵn từ 6 đến 21."),
        ("7,8,9,10,11,12,13", "nhiều nhất 6 lần"),
    ],
)
def test_hours_that_are_none_are_refused_in_words(officer, sign_in, typed, said):
    page = sign_in(make.account(Role.PROVINCE_EDITOR)).submit("/urging/198-kh-bdvtu/rules", {"visits_missing": typed})
    assert page.status == 422
    assert said in page.text
    assert page.one("#visits_missing")["value"] == typed


def test_no_hours_switch_a_rule_off(officer, db, sign_in):
    sign_in(make.account(Role.PROVINCE_EDITOR)).submit("/urging/198-kh-bdvtu/rules", {"visits_missing": ""})
    assert run() == 0


def test_a_reminder_stands_in_the_inbox_and_leads_to_the_deed(officer, sign_in):
    run()
    transactions.commit()
    browser = sign_in(officer)
    page = browser.get("/inbox")
    assert "Chưa nhập lượt người dân đến ngày 12/6" in page.text
    assert page.one(".waiting").get_text() == "1 nhắc việc"
    answer = browser.post(page.one(".todo form")["action"])
    assert answer.location == "/visits/2024-06-12?round=198-kh-bdvtu"
    assert browser.get("/inbox").all(".waiting") == []


def test_what_was_done_since_is_said_to_be_done(officer, sign_in):
    run()
    enter(officer)
    page = sign_in(officer).get("/inbox")
    assert "Không có việc nào đang bị nhắc" in page.text
    assert "đã xong" in page.text


def test_todays_page_names_the_reminders(officer, sign_in):
    run()
    transactions.commit()
    assert "Xem nhắc việc của cấp trên 1 chưa xem" in sign_in(officer).get("/today").text


def test_all_can_be_marked_as_seen(officer, sign_in):
    run()
    transactions.commit()
    browser = sign_in(officer)
    browser.post("/inbox/seen")
    assert browser.get("/inbox").all(".waiting") == []


def test_nobody_opens_another_persons_reminder(officer, sign_in, db):
    run()
    number = db.session.scalar(select(Reminder.id))
    other = make.account(Role.COMMUNE_OFFICER)
    assert sign_in(other).post(f"/inbox/{number}").status == 404
