"""A commune's line on the board of inspections: what was planned, made, missed, found; filters, orders, file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.fieldwork.inspections import board
from portal.fieldwork.inspections.board import MISSED, OPEN, SEEN, UNPLANNED, WAITING
from portal.web.data import clock
from portal.web.ui.listing import ListFilter, cells
from tests import make
from tests.fieldwork.inspections.rows import DISTRICT, PROVINCE, desk, made, plan, row

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def second_morning(db, at):
    make.survey_round()
    at(clock.at(make.FIRST_DAY + timedelta(days=1), 9))


CASES = {
    "nothing": ([], []),
    "planned for today": ([(1, DISTRICT)], []),
    "planned for tomorrow": ([(2, DISTRICT)], []),
    "planned for yesterday": ([(0, DISTRICT)], []),
    "planned and made": ([(0, DISTRICT)], [(0, DISTRICT, 0, 0)]),
    "made by another organiser": ([(0, DISTRICT)], [(0, PROVINCE, 0, 0)]),
    "made on another day": ([(0, DISTRICT)], [(1, DISTRICT, 0, 0)]),
    "made without a plan": ([], [(1, PROVINCE, 0, 0)]),
    "made, something open": ([], [(0, DISTRICT, 1, 1)]),
    "made, all mended": ([], [(0, DISTRICT, 0, 2)]),
    "two plans, one answered": ([(0, DISTRICT), (0, PROVINCE)], [(0, PROVINCE, 0, 0)]),
}


def line(case: str) -> board.Row:
    plans, done = CASES[case]
    return row(
        desk(),
        [plan(day, organiser) for day, organiser in plans],
        [made(day, organiser, open_=open_, fixed=fixed) for day, organiser, open_, fixed in done],
    )


@pytest.mark.parametrize(
    ("case", "shape", "words", "statuses"),
    [
        ("nothing", "chua_du_so_lieu", "chưa có lịch", {UNPLANNED}),
        ("planned for today", "open", "có lịch", {WAITING}),
        ("planned for tomorrow", "open", "có lịch", {WAITING}),
        ("planned for yesterday", "thap", "quá ngày chưa kiểm tra", {WAITING, MISSED}),
        ("planned and made", "dat", "đã kiểm tra", {SEEN}),
        ("made by another organiser", "dat", "đã kiểm tra", {WAITING, MISSED, SEEN}),
        ("made on another day", "dat", "đã kiểm tra", {WAITING, MISSED, SEEN}),
        ("made without a plan", "dat", "đã kiểm tra", {SEEN}),
        ("made, something open", "cao_bat_thuong", "còn tồn tại", {SEEN, OPEN}),
        ("made, all mended", "dat", "đã kiểm tra", {SEEN}),
        ("two plans, one answered", "dat", "đã kiểm tra", {WAITING, MISSED, SEEN}),
    ],
)
def test_a_line_has_one_state_in_words_and_answers_its_filters(case, shape, words, statuses):
    found = line(case)
    assert board.state(found) == (shape, words)
    assert {status for status in (UNPLANNED, WAITING, MISSED, SEEN, OPEN) if found.has(status)} == statuses
    assert found.has("")
    assert found.has("a word that is no filter")


@pytest.mark.parametrize(
    ("case", "on_first_day"),
    [
        ("nothing", False),
        ("planned for today", False),
        ("planned for yesterday", True),
        ("made on another day", True),
        ("made without a plan", False),
        ("made, all mended", True),
    ],
)
def test_the_first_day_counts_whether_planned_or_made(case, on_first_day):
    assert line(case).on_first_day is on_first_day


@pytest.mark.parametrize(
    ("case", "findings", "still_open", "waiting"),
    [
        ("nothing", 0, 0, 0),
        ("made, something open", 2, 1, 0),
        ("made, all mended", 2, 0, 0),
        ("two plans, one answered", 0, 0, 1),
        ("made by another organiser", 0, 0, 1),
    ],
)
def test_findings_and_waiting_plans_are_counted(case, findings, still_open, waiting):
    found = line(case)
    assert (found.findings, len(found.open), len(found.waiting)) == (findings, still_open, waiting)


@pytest.fixture
def rows_():
    """Thanh Hải with something open, Chũ inspected, Thọ Xương of the other district with nothing."""
    return [
        row(desk("07507"), [], [made(open_=2)]),
        row(desk("07519"), [], [made(), made(1)]),
        row(desk("07210"), [], []),
    ]


def names(found) -> list[str]:
    return [one.point.unit.name for one in found]


@pytest.mark.parametrize(
    ("list_filter", "left"),
    [
        (ListFilter(), ["Thanh Hải", "Chũ", "Thọ Xương"]),
        (ListFilter(typed="thanh hai"), ["Thanh Hải"]),
        (ListFilter(typed="CHŨ"), ["Chũ"]),
        (ListFilter(typed="khong co"), []),
        (ListFilter(district="213"), ["Thọ Xương"]),
        (ListFilter(district="999"), []),
        (ListFilter(status=OPEN), ["Thanh Hải"]),
        (ListFilter(status=UNPLANNED, district="219"), []),
        (ListFilter(sort="made"), ["Thọ Xương", "Thanh Hải", "Chũ"]),
        (ListFilter(sort="-made"), ["Chũ", "Thanh Hải", "Thọ Xương"]),
        (ListFilter(sort="-open"), ["Thanh Hải", "Chũ", "Thọ Xương"]),
        (ListFilter(sort="unit"), ["Chũ", "Thanh Hải", "Thọ Xương"]),
        (ListFilter(sort="drop table"), ["Thanh Hải", "Chũ", "Thọ Xương"]),
    ],
)
def test_what_is_wished_for_is_left_in_the_order_wished_for(rows_, list_filter, left):
    assert names(board.LISTING.apply(rows_, list_filter)) == left


def test_the_file_has_a_cell_for_each_head_and_says_what_the_page_says(rows_):
    values = cells(board.columns(), rows_)
    assert all(len(one) == len(board.columns()) for one in values)
    assert [one[4:] for one in values] == [[2, 2, "còn tồn tại"], [0, 0, "đã kiểm tra"], [0, 0, "chưa có lịch"]]
    assert values[1][3] == "12/6: Đoàn số 1; 13/6: Đoàn số 1"
