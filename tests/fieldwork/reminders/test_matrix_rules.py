"""The matrix of what is missing: filters, orders, columns, counts and cells, on rows made by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.tasks import Task
from portal.fieldwork import tasks
from portal.fieldwork.reminders import matrix, views
from portal.fieldwork.reminders.matrix import ANY_RULE, WHOLE_ROUND, Row
from portal.fieldwork.reminders.operations import ReminderCounts
from portal.web.data import clock
from portal.web.ui.listing import DayFilter, cells, heads
from tests import make
from tests.fieldwork.rounds import FIRST, desk, round_of

pytestmark = pytest.mark.usefixtures("db")

SECOND = FIRST + timedelta(days=1)
CODES = ("07507", "07519", "07210")


def due(rule: str, day=FIRST, point: int = 1) -> Task:
    return Task("", "urging.inbox", rule=rule, point=point, day=day, since=clock.at(FIRST, 17))


@pytest.mark.parametrize(
    ("list_filter", "day", "covered"),
    [
        (DayFilter(), FIRST, True),
        (DayFilter(), None, True),
        (DayFilter(status=ANY_RULE), FIRST, True),
        (DayFilter(status="visits_missing"), FIRST, True),
        (DayFilter(status="visits_unlocked"), FIRST, False),
        (DayFilter(day=FIRST.isoformat()), FIRST, True),
        (DayFilter(day=FIRST.isoformat()), SECOND, False),
        (DayFilter(day=FIRST.isoformat()), None, False),
        (DayFilter(day=WHOLE_ROUND), None, True),
        (DayFilter(day=WHOLE_ROUND), FIRST, False),
        (DayFilter(status="visits_missing", day=SECOND.isoformat()), FIRST, False),
        (DayFilter(status="visits_unlocked", day=FIRST.isoformat()), FIRST, False),
    ],
)
def test_a_wish_covers_what_is_of_its_rule_and_of_its_day(list_filter, day, covered):
    assert matrix.covers(list_filter, due("visits_missing", day)) is covered


@pytest.fixture
def found():
    """Thanh Hải lacks two things, Chũ one of the round, Thọ Xương nothing."""
    round_of()
    thanh_hai, chu, tho_xuong = (desk(code) for code in CODES)
    return [
        Row(
            thanh_hai,
            (due("visits_missing"), due("post_missing"), due("post_missing", SECOND)),
            clock.at(SECOND, 14),
        ),
        Row(chu, (due("post_missing", None),)),
        Row(tho_xuong, ()),
    ]


def names(rows) -> list[str]:
    return [row.point.unit.name for row in rows]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Thanh Hải", "Chũ", "Thọ Xương"]),
        ("no such column", ["Thanh Hải", "Chũ", "Thọ Xương"]),
        ("-missing", ["Thanh Hải", "Chũ", "Thọ Xương"]),
        ("missing", ["Thọ Xương", "Chũ", "Thanh Hải"]),
        ("unit", ["Chũ", "Thanh Hải", "Thọ Xương"]),
        ("-unit", ["Thọ Xương", "Thanh Hải", "Chũ"]),
    ],
)
def test_rows_stand_in_the_order_wished_for(found, sort, order):
    assert names(matrix.LISTING.apply(found, DayFilter(sort=sort))) == order


def test_a_row_tells_what_is_owed_for_a_day_or_for_the_round(found):
    assert [one.rule for one in found[0].on(FIRST)] == ["visits_missing", "post_missing"]
    assert [one.rule for one in found[0].on(SECOND)] == ["post_missing"]
    assert found[0].on(None) == []
    assert [one.rule for one in found[1].on(None)] == ["post_missing"]


def test_a_commune_counts_once_a_rule_however_many_days(found):
    assert matrix.counts(found) == {"visits_missing": 1, "post_missing": 2}
    assert matrix.counts([]) == {}


def test_the_file_has_a_cell_for_each_head(found):
    days = [FIRST, SECOND, None]
    assert heads(matrix.columns(days)) == [
        "Đơn vị",
        "Đơn vị cấp trên",
        "12/6",
        "13/6",
        "Cả đợt",
        "Số việc còn thiếu",
        "Nhắc gần nhất",
    ]
    assert cells(matrix.columns(days), found) == [
        [
            "Xã Thanh Hải",
            "Huyện Lục Ngạn",
            "chưa nhập lượt người đến; chưa đăng tin trong ngày",
            "chưa đăng tin trong ngày",
            "",
            3,
            "14:00, 13/6/2024",
        ],
        ["Thị trấn Chũ", "Huyện Lục Ngạn", "", "", "chưa đăng tin trong ngày", 1, ""],
        ["Phường Thọ Xương", "Thành phố Bắc Giang", "", "", "", 0, ""],
    ]


@pytest.mark.parametrize(
    ("days", "today", "day", "shown"),
    [
        (3, 1, "", [0, 1, None]),
        (3, 1, WHOLE_ROUND, [None]),
        (3, 1, SECOND.isoformat(), [1]),
        (3, 1, (SECOND + timedelta(days=1)).isoformat(), []),
        (1, 5, "", [0, None]),
        (28, 9, "", [3, 4, 5, 6, 7, 8, 9, None]),
        (62, 9, FIRST.isoformat(), []),
        (3, -1, "", [None]),
    ],
)
def test_columns_are_the_days_shown_and_the_round(at, days, today, day, shown):
    survey = round_of(days)
    at(clock.at(FIRST + timedelta(days=today), 9))
    scope = tasks.scope_of(survey, make.unit("24"))
    expected = [None if n is None else FIRST + timedelta(days=n) for n in shown]
    assert matrix.days_shown(scope, DayFilter(day=day)) == expected


@pytest.mark.parametrize(
    ("list_filter", "left"),
    [
        (DayFilter(), 4),
        (DayFilter(typed="THANH  hai"), 1),
        (DayFilter(typed="thanh hoa"), 0),
        (DayFilter(district="213"), 1),
        (DayFilter(district="219"), 3),
        (DayFilter(district="219", typed="tho xuong"), 0),
        (DayFilter(district="999"), 0),
    ],
)
def test_search_and_district_leave_communes(at, list_filter, left):
    survey = round_of()
    at(clock.at(FIRST, 9))
    assert len(matrix.rows(tasks.scope_of(survey, make.unit("24")), list_filter)) == left


@pytest.mark.parametrize(
    ("rule", "left"), [("", 4), (ANY_RULE, 4), ("visits_missing", 4), ("visits_unlocked", 0), ("no such rule", 0)]
)
def test_a_rule_leaves_only_those_who_lag_by_it_and_none_leaves_all(at, rule, left):
    survey = round_of()
    at(clock.at(FIRST, 9))
    assert len(matrix.rows(tasks.scope_of(survey, make.unit("24")), DayFilter(status=rule))) == left


@pytest.mark.parametrize(("rule", "left"), [("", 4), (ANY_RULE, 0)])
def test_of_a_day_on_which_nobody_lags_any_rule_leaves_nobody(at, rule, left):
    survey = round_of()
    at(clock.at(FIRST, 9))
    list_filter = DayFilter(status=rule, day=(FIRST + timedelta(days=2)).isoformat())
    assert len(matrix.rows(tasks.scope_of(survey, make.unit("24")), list_filter)) == left


def test_what_is_not_in_the_filter_is_not_in_the_row(at):
    survey = round_of()
    at(clock.at(SECOND, 9))
    scope = tasks.scope_of(survey, make.unit("07507"))
    (row,) = matrix.rows(scope, DayFilter(status="visits_missing", day=SECOND.isoformat()))
    assert [(one.rule, one.day) for one in row.owed] == [("visits_missing", SECOND)]


@pytest.mark.parametrize(
    ("sent", "owed", "said"),
    [
        (ReminderCounts(0, 0, 0, 0), 0, "Không có đơn vị nào còn thiếu, không gửi nhắc."),
        (ReminderCounts(2, 5, 2, 0), 3, "Đã nhắc 2 đơn vị lúc 10:05."),
        (ReminderCounts(0, 0, 2, 0), 3, "Các đơn vị này đã được nhắc trong giờ này, không gửi lại."),
        (ReminderCounts(0, 0, 0, 1), 1, "1 đơn vị chưa có tài khoản nên chưa nhắc được."),
        (ReminderCounts(1, 1, 2, 1), 4, "Đã nhắc 1 đơn vị lúc 10:05. 1 đơn vị chưa có tài khoản nên chưa nhắc được."),
        (
            ReminderCounts(0, 0, 1, 1),
            2,
            "Các đơn vị này đã được nhắc trong giờ này, không gửi lại. 1 đơn vị chưa có tài khoản nên chưa nhắc được.",
        ),
    ],
)
def test_what_is_said_after_reminding_is_what_was_sent(at, sent, owed, said):
    at(clock.at(FIRST, 10, 5))
    assert views.sent_in_words(sent, owed) == said
