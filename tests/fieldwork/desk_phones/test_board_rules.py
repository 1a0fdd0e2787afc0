"""A line of the board of desk phones: its steps, its state, its filters and orders, on rows made by hand."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.desk_phones import board
from portal.fieldwork.desk_phones.board import CLOSED, FAST, HOUR_STEPS, OPEN, TOTAL_STEPS, Line
from portal.web.data import clock
from portal.web.ui.listing import ListFilter
from tests.fieldwork.rounds import FIRST, desk, round_of

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize(
    ("n", "total", "hour"),
    [
        (0, 0, 0),
        (9, 0, 0),
        (10, 1, 1),
        (19, 1, 1),
        (20, 2, 1),
        (29, 2, 1),
        (30, 2, 2),
        (59, 2, 2),
        (60, 3, 3),
        (999, 3, 3),
    ],
)
def test_a_number_lies_in_its_step(n, total, hour):
    assert (board.step(n, TOTAL_STEPS), board.step(n, HOUR_STEPS)) == (total, hour)


@pytest.mark.parametrize(
    ("total", "hour", "total_words", "hour_words"),
    [
        (None, None, "-", "-"),
        (0, 0, "dưới 10 phiếu", "dưới 10 phiếu"),
        (1, 1, "10–19 phiếu", "10–29 phiếu"),
        (2, 2, "20–59 phiếu", "30–59 phiếu"),
        (3, 3, "từ 60 phiếu", "từ 60 phiếu"),
    ],
)
def test_only_the_step_is_told(total, hour, total_words, hour_words):
    line = Line(phone(), total, hour)
    assert (line.total_words, line.hour_words) == (total_words, hour_words)


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_ballots_never_lie_in_a_lower_step(n, more):
    for steps in (TOTAL_STEPS, HOUR_STEPS):
        assert 0 <= board.step(n, steps) <= board.step(n + more, steps) <= len(steps)


@pytest.mark.parametrize(
    ("hour", "fast", "shape"),
    [(None, False, ""), (0, False, ""), (1, False, ""), (2, True, "cao_can_giai_trinh"), (3, True, "cao_bat_thuong")],
)
def test_an_hour_of_thirty_ballots_is_looked_at_and_one_of_sixty_first(hour, fast, shape):
    line = Line(phone(), 3, hour)
    assert (line.is_fast, line.hour_shape, line.has(FAST)) == (fast, shape, fast)


def phone(code: str = "", number: int = 1, *, day=FIRST, closed: bool = False):
    """A phone, in no database."""
    point = desk(code) if code else None
    return SimpleNamespace(point=point, number=number, day=day, closed_at=clock.at(FIRST, 11) if closed else None)


@pytest.mark.parametrize(
    ("day", "closed", "is_open", "state", "shape"),
    [
        (0, False, True, "đang dùng", "dat"),
        (0, True, False, "đã đóng", "chot"),
        (-1, False, False, "hết ngày", "chot"),
        (-1, True, False, "đã đóng", "chot"),
        (1, False, False, "hết ngày", "chot"),
    ],
)
def test_a_phone_takes_ballots_on_its_own_day_until_it_is_closed(at, day, closed, is_open, state, shape):
    at(clock.at(FIRST, 12))
    line = Line(phone(day=FIRST + timedelta(days=day), closed=closed))
    assert (line.is_open, line.state, line.shape) == (is_open, state, shape)
    assert (line.has(OPEN), line.has(CLOSED), line.has("")) == (is_open, not is_open, True)
    assert not line.has("no such filter")


@pytest.fixture
def lines(at):
    """Two phones of Thanh Hải, a fast one of Chũ, a closed one of Thọ Xương."""
    round_of()
    at(clock.at(FIRST, 12))
    return [
        Line(phone("07507", 2), 1, 0),
        Line(phone("07507", 1), None, None),
        Line(phone("07519", 1), 3, 2),
        Line(phone("07210", 1, closed=True), 0, 1),
    ]


@pytest.mark.parametrize(
    ("list_filter", "left"),
    [
        (ListFilter(), ["Thanh Hải 2", "Thanh Hải 1", "Chũ 1", "Thọ Xương 1"]),
        (ListFilter(sort="no such"), ["Thanh Hải 2", "Thanh Hải 1", "Chũ 1", "Thọ Xương 1"]),
        (ListFilter(sort="unit"), ["Chũ 1", "Thanh Hải 1", "Thanh Hải 2", "Thọ Xương 1"]),
        (ListFilter(sort="-unit"), ["Thọ Xương 1", "Thanh Hải 2", "Thanh Hải 1", "Chũ 1"]),
        (ListFilter(sort="-total"), ["Chũ 1", "Thanh Hải 2", "Thọ Xương 1", "Thanh Hải 1"]),
        (ListFilter(sort="total"), ["Thanh Hải 1", "Thọ Xương 1", "Thanh Hải 2", "Chũ 1"]),
        (ListFilter(sort="-hour"), ["Chũ 1", "Thọ Xương 1", "Thanh Hải 2", "Thanh Hải 1"]),
        (ListFilter(typed="thanh hai"), ["Thanh Hải 2", "Thanh Hải 1"]),
        (ListFilter(district="213"), ["Thọ Xương 1"]),
        (ListFilter(status=OPEN), ["Thanh Hải 2", "Thanh Hải 1", "Chũ 1"]),
        (ListFilter(status=CLOSED), ["Thọ Xương 1"]),
        (ListFilter(status=FAST, district="219"), ["Chũ 1"]),
        (ListFilter(status="no such"), []),
    ],
)
def test_what_is_wished_for_is_left_in_its_order(lines, list_filter, left):
    assert [f"{one.unit.name} {one.phone.number}" for one in board.LISTING.apply(lines, list_filter)] == left
