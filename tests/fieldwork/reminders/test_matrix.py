"""The matrix of what is missing, and «Gửi nhắc tất cả»."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from portal.accounts.permissions import Role
from portal.fieldwork import tasks
from portal.fieldwork.reminders import matrix
from portal.fieldwork.reminders.models import Reminder
from portal.fieldwork.visits import operations as fieldwork
from portal.fieldwork.visits import queries
from portal.web.data import clock
from portal.web.ui.listing import DayFilter
from tests import make

if TYPE_CHECKING:
    from portal.units.models import Unit

FIRST = make.FIRST_DAY
SECOND = FIRST + timedelta(days=1)


@pytest.fixture
def world(db, at):
    """Plan 198's second day, shortly after ten."""
    make.survey_round()
    at(clock.at(SECOND, 10, 5))
    db.session.commit()


def enter(code: str, day=FIRST, *, lock: bool = False) -> None:
    point = queries.points_of(make.unit(code))[0]
    lead = make.account(Role.COMMUNE_LEAD, make.unit(code))
    count = fieldwork.save_visits(point, day, visits=30, source="direct", version=0, by=lead)
    if lock:
        fieldwork.lock_day(point, day, version=count.version, by=lead)


def cells(page, unit: str) -> list[str]:
    return next(row for row in page.rows() if row[0] == unit)


def test_a_commune_that_has_entered_nothing_lacks_both_days(world, sign_in):
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get("/urging?status=visits_missing")
    assert "chưa nhập lượt người dân đến" in cells(page, "Xã Thanh Hải")[1]
    assert "chưa nhập lượt người dân đến" in cells(page, "Xã Thanh Hải")[2]


def test_a_day_entered_and_not_locked_in_time_is_missing_its_closing(world, sign_in):
    enter("07507")
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get("/urging?status=visits_unlocked")
    assert [row[0] for row in page.rows()] == ["Xã Thanh Hải"]
    assert "chưa chốt số liệu" in cells(page, "Xã Thanh Hải")[1]


def test_a_closed_day_is_not_missing(world, sign_in):
    enter("07507", lock=True)
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get(f"/urging?status=visits_missing&day={FIRST}")
    assert "Xã Thanh Hải" not in [row[0] for row in page.rows()]


def test_a_district_sees_only_its_communes(world, sign_in):
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get("/urging")
    assert {row[0] for row in page.rows()} == {"Xã Thanh Hải", "Thị trấn Chũ", "Xã Phúc Sơn"}


def test_search_needs_no_accents(world, sign_in):
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get("/urging?q=thanh+hai")
    assert [row[0] for row in page.rows()] == ["Xã Thanh Hải"]


def test_the_file_holds_what_is_on_the_screen(world, sign_in):
    answer = sign_in(make.account(Role.PROVINCE_EDITOR)).get(
        "/urging/198-kh-bdvtu/table.xlsx?district=213&status=visits_missing"
    )
    rows = list(load_workbook(BytesIO(answer.response.data)).active.values)
    assert [row[0] for row in rows[1:]] == ["Phường Thọ Xương"]
    assert rows[1][2] == "chưa nhập lượt người dân đến"


def test_one_click_reminds_all_who_lag_in_the_filter_and_nobody_else(world, sign_in, db):
    officers = {code: make.account(Role.COMMUNE_OFFICER, make.unit(code)) for code in ("07507", "07519", "07210")}
    enter("07519", lock=True)
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    page = monitor.get(f"/urging?status=visits_missing&day={FIRST}")
    asked = monitor.get(str(page.one("main .buttons a.button")["href"]))
    assert asked.reads("h1") == "Gửi nhắc 1 đơn vị?"
    assert "1 đơn vị, 1 cán bộ nhập liệu, tổ trưởng" in asked.text
    assert "Chưa nhập lượt người dân đến ngày 12/6: 1 đơn vị" in asked.text
    page = monitor.get(monitor.post("/urging/198-kh-bdvtu/reminders", asked.fields()).location)
    assert "Đã nhắc 1 đơn vị lúc 10:05." in page.text
    reminded = set(db.session.scalars(select(Reminder.recipient_id)))
    assert officers["07507"].id in reminded
    assert officers["07519"].id not in reminded
    assert officers["07210"].id not in reminded


def test_a_second_click_in_the_same_hour_sends_nothing_again(world, sign_in):
    make.account(Role.COMMUNE_OFFICER)
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    values = {"status": "visits_missing", "day": FIRST.isoformat()}
    monitor.post("/urging/198-kh-bdvtu/reminders", values)
    page = monitor.get(monitor.post("/urging/198-kh-bdvtu/reminders", values).location)
    assert "đã được nhắc trong giờ này" in page.text


def test_the_button_says_when_it_may_be_done_again(world, sign_in, at):
    make.account(Role.COMMUNE_OFFICER)
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    address = "/urging?status=visits_missing&q=thanh+hai"
    assert "Gửi nhắc tất cả" in monitor.get(address).text
    monitor.post("/urging/198-kh-bdvtu/reminders", {"status": "visits_missing", "q": "thanh hai"})
    page = monitor.get(address)
    assert "Đã nhắc lúc 10:05; nhắc lại được từ 11:00." in page.text
    assert "Gửi nhắc tất cả" not in page.text
    at(clock.now() + timedelta(hours=1))
    assert "Gửi nhắc tất cả" in sign_in(make.account(Role.DISTRICT_MONITOR)).get(address).text


def test_a_round_that_is_over_reminds_nobody_at_once(world, sign_in, at):
    make.account(Role.COMMUNE_OFFICER)
    at(clock.at(make.LAST_DAY + timedelta(days=1), 9))
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    page = monitor.get("/urging?status=any")
    assert "Đợt khảo sát đã kết thúc: không gửi nhắc hàng loạt." in page.text
    assert monitor.post("/urging/198-kh-bdvtu/reminders", {"status": "any"}).status == 409


def test_units_without_accounts_are_named_as_such(world, sign_in):
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    page = monitor.get(monitor.post("/urging/198-kh-bdvtu/reminders", {"status": "visits_missing"}).location)
    assert "3 đơn vị chưa có tài khoản nên chưa nhắc được." in page.text


def test_the_board_tells_what_was_reminded_and_lets_one_remind(world, sign_in):
    make.account(Role.COMMUNE_OFFICER)
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    board = monitor.get("/board")
    assert "Gửi nhắc tất cả" in board.text
    monitor.post("/urging/198-kh-bdvtu/reminders", {"status": "any", "day": FIRST.isoformat()})
    assert "đã nhắc 1 đơn vị lúc 10:05" in monitor.get("/board").text


def test_who_only_watches_sees_no_button(world, sign_in):
    page = sign_in(make.account(Role.AUDITOR)).get("/urging")
    assert "Gửi nhắc tất cả" not in page.text


class Recorder:
    """Counts the questions put to the database."""

    def __init__(self, engine) -> None:
        self.engine, self.n = engine, 0

    def count(self, *_args) -> None:
        self.n += 1

    def __enter__(self):
        event.listen(self.engine, "before_cursor_execute", self.count)
        return self

    def __exit__(self, *_args) -> None:
        event.remove(self.engine, "before_cursor_execute", self.count)


def questions_for(db, top: Unit, survey) -> int:
    db.session.expire_all()
    top, survey = db.session.merge(top), db.session.merge(survey)
    _warm = top.path, survey.slug, survey.plan
    with Recorder(db.engine) as recorder:
        matrix.rows(tasks.scope_of(survey, top), DayFilter())
    return recorder.n


def test_209_communes_cost_as_many_questions_as_three(db, at):
    province = make.units_of(2024)
    survey = make.survey_round()
    at(clock.at(SECOND + timedelta(days=1), 10, 5))
    db.session.commit()
    assert questions_for(db, province, survey) == questions_for(db, make.unit("219"), survey)
    assert len(matrix.rows(tasks.scope_of(survey, province), DayFilter())) == 209


def test_what_is_late_is_counted_alike_whether_what_is_to_come_is_looked_for_or_not(world, at):
    rules = ("roster_missing", "roster_gap", "publicity_missing", "visits_missing")
    survey, top = queries.points_of(make.unit("07507"))[0].round, make.unit("24")
    for day in (FIRST - timedelta(days=1), FIRST, SECOND, survey.last_day, survey.last_day + timedelta(days=1)):
        at(clock.at(day, 18))
        scope = tasks.scope_of(survey, top)
        late = [due for due in tasks.urged(scope, rules) if due.is_late and due.day in {None, day}]
        wanted = {rule: len({due.point for due in late if due.rule == rule}) for rule in rules}
        assert tasks.late_units(scope, rules, [day]) == wanted
    assert wanted["roster_missing"] == 0
