"""Which day a commune is shown, which days are listed, what is late and when: rounds of 1, 3, 28 and 62 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from portal.accounts.permissions import Role
from portal.fieldwork import tasks
from portal.fieldwork.today import agenda
from portal.fieldwork.visits import operations
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import FIRST, desk, plan_of, round_of, visits

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _in_a_request(app):
    with app.test_request_context():
        yield


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def entered(*closed: int, drafts: tuple[int, ...] = ()) -> dict:
    """The days of a desk that are «chốt», and those that are drafts."""
    officer = make.account()
    found = dict.fromkeys(closed, True) | dict.fromkeys(drafts, False)
    return {on(day): visits(desk(), on(day), officer, locked=locked) for day, locked in found.items()}


@pytest.mark.parametrize(
    ("days", "today", "closed", "drafts", "shown"),
    [
        (3, -9, (), (), 0),
        (3, -1, (), (), 0),
        (3, 0, (), (), 0),
        (3, 1, (), (), 1),
        (3, 2, (0, 1, 2), (), 2),
        (3, 3, (), (), 0),
        (3, 3, (0,), (1,), 1),
        (3, 3, (0, 2), (), 1),
        (3, 3, (0, 1, 2), (), 2),
        (1, 0, (), (), 0),
        (1, 40, (0,), (), 0),
        (28, 13, (), (), 13),
        (62, 99, tuple(range(61)), (), 61),
    ],
)
def test_the_day_shown_is_todays_else_the_first_else_the_first_left_open(at, days, today, closed, drafts, shown):
    survey = round_of(days)
    at(clock.at(on(today), 9))
    assert agenda.day_to_show(survey, entered(*closed, drafts=drafts)) == on(shown)


@pytest.mark.parametrize(
    ("days", "today", "first", "last"),
    [
        (1, 0, 0, 0),
        (2, 1, 0, 1),
        (3, -1, 0, 2),
        (3, 2, 0, 2),
        (8, -1, 0, 2),
        (8, 0, 0, 2),
        (28, 6, 5, 7),
        (28, 26, 25, 27),
        (28, 27, 25, 27),
    ],
)
def test_three_days_stand_on_top_and_the_others_can_be_reached(at, days, today, first, last):
    survey = round_of(days)
    at(clock.at(on(today), 9))
    found = agenda.lines(desk(), {}, survey.plan_data.turnout.policy(survey.preset), on(max(today, 0)))
    assert [one.day for one in found] == [on(n) for n in range(first, last + 1)]
    assert [one.turnout is not None for one in found] == [n <= today for n in range(first, last + 1)]
    others = [day for day, _url in agenda.further_days(survey, found)]
    assert others == [day for day in survey.days if day not in {one.day for one in found}]


@pytest.mark.parametrize(
    ("day", "today", "closed", "drafts", "state", "shape"),
    [
        (0, 0, (), (), "hôm nay", ""),
        (0, 0, (), (0,), "hôm nay", ""),
        (0, 0, (0,), (), "hôm nay · đã chốt", "chot"),
        (1, 0, (), (), "ngày mai", ""),
        (2, 0, (), (), "chưa đến", ""),
        (0, 1, (), (), "chưa nhập", "thap"),
        (0, 1, (), (0,), "chưa chốt", "thap"),
        (0, 1, (0,), (), "đã chốt · Dưới mức tối thiểu", "thap"),
    ],
)
def test_a_day_says_how_far_it_is(at, day, today, closed, drafts, state, shape):
    survey = round_of()
    counts = entered(*closed, drafts=drafts)
    at(clock.at(on(today), 9))
    policy = survey.plan_data.turnout.policy(survey.preset)
    found = agenda.line(desk(), on(day), counts.get(on(day)), policy)
    assert (found.state, found.shape) == (state, shape)


@pytest.mark.parametrize(
    ("day", "holidays", "due"),
    [
        (FIRST, (), (date(2024, 6, 13), 10)),
        (on(2), (), (date(2024, 6, 17), 10)),
        (on(3), (), (date(2024, 6, 17), 10)),
        (on(4), (), (date(2024, 6, 17), 10)),
        (on(2), (date(2024, 6, 17), date(2024, 6, 18)), (date(2024, 6, 19), 10)),
        (FIRST, (date(2024, 6, 13),), (date(2024, 6, 14), 10)),
        (FIRST, (FIRST,), (date(2024, 6, 13), 10)),
        (FIRST, (date(2024, 6, 15),), (date(2024, 6, 13), 10)),
    ],
)
def test_a_day_is_to_be_closed_by_ten_of_the_next_working_day(day, holidays, due):
    assert agenda.deadline(plan_of(28, holidays), day) == clock.at(*due)


@pytest.mark.parametrize(
    ("draft", "closed", "seconds", "state", "shape"),
    [
        (False, False, 0, "chưa nhập", "thap"),
        (True, False, 0, "chưa chốt", "thap"),
        (False, False, 1, "quá hạn", "cao_bat_thuong"),
        (True, False, 1, "quá hạn", "cao_bat_thuong"),
        (False, True, 1, None, None),
    ],
)
def test_a_days_work_is_open_until_closed_and_late_after_its_moment(at, draft, closed, seconds, state, shape):
    round_of()
    counts = entered(*([0] if closed else []), drafts=(0,) if draft else ())
    due = clock.at(on(1), 10)
    at(due + timedelta(seconds=seconds))
    found = next(agenda.day_task(FIRST, counts.get(FIRST), due, may_lock=False), None)
    assert (found and found.state, found and found.shape) == (state, shape)
    if found:
        said = "Báo tổ trưởng chốt số liệu ngày 12/6" if draft else "Nhập lượt người dân đến ngày 12/6"
        assert (found.words, found.verb) == (said, "Báo" if draft else "Nhập")
        assert found.due == "Chốt chậm nhất 10 giờ thứ Năm, 13/6"


@pytest.mark.parametrize(
    ("days", "today", "closed", "left"),
    [
        (3, 0, (), []),
        (3, 2, (), [0, 1]),
        (3, 2, (0,), [1]),
        (3, 9, (1, 2), []),
        (1, 9, (), []),
        (28, 10, tuple(range(8)), [8, 9]),
    ],
)
def test_what_is_left_are_the_days_that_have_come_but_the_one_shown(at, days, today, closed, left):
    survey = round_of(days)
    at(clock.at(on(today), 9))
    counts = entered(*closed)
    shown = agenda.day_to_show(survey, counts)
    found = agenda.day_tasks(desk(), counts, shown, may_lock=False)
    expected = [n for n in left if on(n) != shown]
    assert [one.words.split(" ngày ")[1] for one in found] == [f"{on(n).day}/{on(n).month}" for n in expected]


@pytest.mark.parametrize(
    ("today", "drafts", "asked", "waiting"),
    [
        (0, (0,), (), []),
        (0, (0,), (0,), ["12/6"]),
        (1, (0,), (), ["12/6"]),
        (2, (0, 1), (), ["12/6", "13/6"]),
        (2, (0, 1, 2), (2,), ["12/6", "13/6", "14/6"]),
        (2, (), (), []),
    ],
)
def test_days_wait_for_the_lead_once_they_are_over_or_asked_about(at, today, drafts, asked, waiting):
    round_of()
    at(clock.at(on(today), 16))
    counts = entered(drafts=drafts)
    officer, lead = make.account(full_name="Nông Minh Hường"), make.account(Role.COMMUNE_LEAD)
    for day in asked:
        operations.ask_to_lock(desk(), on(day), version=counts[on(day)].version, by=officer)
    found = agenda.days_to_lock(desk(), counts, on(today), lead)
    assert [one.words.removeprefix("Chốt số liệu ngày ") for one in found] == waiting
    assert {one.verb for one in found} <= {"Chốt"}
    assert [one.due.startswith("Đồng chí Nông Minh Hường báo lúc 16:00 · ") for one in found] == [
        one.day in {on(day) for day in asked} for one in counts.values()
    ][-len(found) :] * bool(found)
    # the badge says as many; who may not close is not told of them
    assert [one.count for one in agenda.in_menu(lead)] == [len(found)] * bool(found)
    assert agenda.days_to_lock(desk(), counts, on(today), officer) == list(agenda.in_menu(officer)) == []
    # whoever may close does not find them among the jobs as well
    assert agenda.day_tasks(desk(), counts, on(today), may_lock=True) == [
        one for one in agenda.day_tasks(desk(), counts, on(today), may_lock=False) if one.verb == "Nhập"
    ]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (clock.at(date(2024, 6, 14), 10), "10 giờ thứ Sáu, 14/6"),
        (clock.at(date(2024, 6, 14), 10, 30), "10:30 thứ Sáu, 14/6"),
        (clock.at(date(2024, 6, 16), 0), "0 giờ chủ Nhật, 16/6"),
    ],
)
def test_a_moment_in_a_sentence(moment, said):
    assert agenda.moment_in_words(moment) == said


@pytest.mark.parametrize(
    ("number", "said"), [(1, "nhất"), (2, "hai"), (4, "tư"), (10, "mười"), (11, "11"), (62, "62"), (0, "0"), (-1, "-1")]
)
def test_days_are_counted_in_words_to_ten(number, said):
    assert agenda.ordinal(number) == said


@pytest.mark.parametrize(
    ("days", "day", "said"),
    [
        (1, 0, "Ngày thứ nhất trong 1 ngày khảo sát"),
        (3, 2, "Ngày thứ ba trong 3 ngày khảo sát"),
        (28, 9, "Ngày thứ mười trong 28 ngày khảo sát"),
        (62, 61, "Ngày thứ 62 trong 62 ngày khảo sát"),
    ],
)
def test_a_day_has_its_place_in_the_round(days, day, said):
    assert agenda.day_of_round_in_words(round_of(days), on(day)) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "12/6"),
        (2, "12, 13/6"),
        (5, "12, 13, 14, 15, 16/6"),
        (6, "từ 12/6 đến 17/6"),
        (28, "từ 12/6 đến 09/7"),
        (62, "từ 12/6 đến 12/8"),
    ],
)
def test_the_days_of_a_round_fit_a_sentence(days, said):
    assert operations.days_in_words(round_of(days)) == said


def test_days_of_two_months_are_told_by_first_and_last():
    survey = make.survey_round("khac", first_day=date(2024, 6, 29), last_day=date(2024, 7, 1))
    assert operations.days_in_words(survey) == "từ 29/6 đến 01/7"


def test_the_hour_of_closing_is_the_plans():
    plan = plan_of(3, deadlines=replace(make.plan_198().deadlines, lock_hour=time(15, 30)))
    assert agenda.deadline(plan, FIRST) == clock.at(on(1), 15, 30)


@pytest.mark.parametrize(
    ("shuts", "hour", "minute", "is_late"),
    [(time(17), 16, 59, False), (time(17), 17, 0, True), (time(16, 30), 16, 30, True), (time(11), 10, 59, False)],
)
def test_visits_are_late_once_the_plan_s_desk_has_shut(at, shuts, hour, minute, is_late):
    survey = round_of(desk=replace(make.plan_198().desk, shuts=shuts))
    at(clock.at(FIRST, hour, minute))
    owed = agenda.owed(tasks.scope_of(survey, make.unit("219")))
    assert {one.is_late for one in owed if one.rule == "visits_missing"} == {is_late}
