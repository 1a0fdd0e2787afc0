"""A desk's line on the board of rosters: its state in words and shape, filters, orders, sums, remarks; made by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.board.board import CROWDED, GAPS, NOT_HANDED_IN, TWO_PLACES, Line, Sum
from portal.fieldwork.roster.shifts.coverage import Crowding, Gap
from portal.units.district_table import by_district
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.ui.listing import ListFilter

PROVINCE = Unit(id=1, code="24", name="Bắc Giang", kind="tỉnh", level="province", sort_key="0")
LUC_NGAN = Unit(id=2, code="219", name="Lục Ngạn", kind="huyện", level="district", parent=PROVINCE, sort_key="2")
CITY = Unit(id=3, code="213", name="Bắc Giang", kind="thành phố", level="district", parent=PROVINCE, sort_key="1")
THANH_HAI = Unit(id=4, code="07507", name="Thanh Hải", kind="xã", level="commune", parent=LUC_NGAN, sort_key="30")
CHU = Unit(id=5, code="07519", name="Chũ", kind="thị trấn", level="commune", parent=LUC_NGAN, sort_key="10")
THO_XUONG = Unit(id=6, code="07210", name="Thọ Xương", kind="phường", level="commune", parent=CITY, sort_key="40")
ALONE = Unit(id=7, code="07501", name="Kiên Thành", kind="xã", level="commune", parent=PROVINCE, sort_key="20")

DUE, WED, THU = date(2024, 6, 7), date(2024, 6, 12), date(2024, 6, 13)
GAP = Gap(WED, "morning", 1)


@pytest.fixture(autouse=True)
def in_a_page(app, at):
    """Words need a request's language; no rule here needs the database."""
    at(clock.at(date(2024, 6, 4), 9))
    with app.test_request_context():
        yield


def line(unit: Unit = THANH_HAI, **changes: object) -> Line:
    return Line(unit, DUE, **changes)


def came(day: date, hour: int = 9) -> datetime:
    return clock.at(day, hour)


@pytest.mark.parametrize(
    ("today", "words", "shape"),
    [
        (DUE - timedelta(days=30), "chưa gửi", "open"),
        (DUE - timedelta(days=2), "chưa gửi", "open"),
        (DUE - timedelta(days=1), "chưa gửi, hạn 07/6", "thap"),
        (DUE, "chưa gửi, hạn 07/6", "thap"),
        (DUE + timedelta(days=1), "quá hạn 07/6", "cao_bat_thuong"),
        (DUE + timedelta(days=300), "quá hạn 07/6", "cao_bat_thuong"),
    ],
)
@pytest.mark.parametrize("hour", [0, 23])
def test_what_is_not_handed_in_is_a_warning_from_the_eve_and_overdue_after_the_day(at, today, words, shape, hour):
    at(clock.at(today, hour))
    assert (line().state, line().shape) == (words, shape)


@pytest.mark.parametrize(
    ("day", "hour", "words", "shape"),
    [
        (DUE - timedelta(days=3), 9, "đã gửi 04/6", "chot"),
        (DUE, 0, "đã gửi 07/6", "chot"),
        (DUE, 23, "đã gửi 07/6", "chot"),
        (DUE + timedelta(days=1), 0, "đã gửi 08/6", "cao_can_giai_trinh"),
        (DUE + timedelta(days=9), 9, "đã gửi 16/6", "cao_can_giai_trinh"),
    ],
)
def test_the_whole_of_the_last_day_is_in_time_by_local_hours(at, day, hour, words, shape):
    at(clock.at(DUE + timedelta(days=100), 9))
    found = line(handed_in_at=came(day, hour))
    assert (found.state, found.shape) == (words, shape)


FILTERS = (NOT_HANDED_IN, GAPS, CROWDED, TWO_PLACES)


@pytest.mark.parametrize(
    ("changes", "statuses"),
    [
        ({}, {NOT_HANDED_IN}),
        ({"handed_in_at": came(DUE)}, set()),
        ({"handed_in_at": came(DUE), "gaps": (GAP,)}, {GAPS}),
        ({"gaps": (GAP, GAP)}, {NOT_HANDED_IN, GAPS}),
        ({"crowd": Crowding(by_hand=True)}, {NOT_HANDED_IN, CROWDED}),
        ({"crowd": Crowding(busy_days=(WED,))}, {NOT_HANDED_IN, CROWDED}),
        ({"waiting": 1, "handed_in_at": came(DUE)}, {TWO_PLACES}),
        ({"allowed": 2, "handed_in_at": came(DUE)}, {TWO_PLACES}),
        ({"helpers": 5, "shifts": 6, "changed_at": came(DUE), "handed_in_at": came(DUE)}, set()),
    ],
)
def test_a_line_answers_the_filters_that_are_true_of_it(changes, statuses):
    found = line(**changes)
    assert {status for status in FILTERS if found.has(status)} == statuses
    assert not found.has("a word that is no filter")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"crowd": Crowding(by_hand=True)}, "nơi đông người dân"),
        ({"waiting": 2}, "2 đề nghị trực tại hai điểm chờ cơ quan chủ trì quyết định"),
        ({"allowed": 3}, "3 buổi được phép trực tại hai điểm"),
        ({"handed_in_at": came(DUE), "changed_at": came(DUE, 10)}, "đã sửa sau khi gửi"),
        ({"handed_in_at": came(DUE), "changed_at": came(DUE)}, ""),
        ({"handed_in_at": came(DUE), "changed_at": came(DUE, 8)}, ""),
        ({"handed_in_at": came(DUE), "changed_at": None}, ""),
        ({"changed_at": came(DUE)}, ""),
        (
            {"crowd": Crowding(busy_days=(WED,)), "waiting": 1, "allowed": 1},
            (
                "nơi đông người dân; 1 đề nghị trực tại hai điểm chờ cơ quan chủ trì quyết định; 1 buổi được phép trực "
                "tại hai điểm"
            ),
        ),
    ],
)
def test_what_else_there_is_to_say_of_a_desk(changes, words):
    assert board.remarks(line(**changes)) == words


ROWS = [
    line(THO_XUONG, helpers=3, shifts=9, gaps=(GAP,), handed_in_at=came(DUE, 8)),
    line(CHU, helpers=1, shifts=2, gaps=(GAP, GAP), waiting=1),
    line(THANH_HAI, helpers=2, shifts=12, handed_in_at=came(DUE - timedelta(days=2)), allowed=1),
]


@pytest.mark.parametrize(
    ("list_filter", "left"),
    [
        (ListFilter(), ["07210", "07519", "07507"]),
        (ListFilter(typed="thanh hai"), ["07507"]),
        (ListFilter(typed="LỤC NGẠN"), ["07519", "07507"]),
        (ListFilter(typed="07210"), ["07210"]),
        (ListFilter(typed="khong co"), []),
        (ListFilter(district="213"), ["07210"]),
        (ListFilter(district="219", status=GAPS), ["07519"]),
        (ListFilter(status=NOT_HANDED_IN), ["07519"]),
        (ListFilter(status=TWO_PLACES), ["07519", "07507"]),
        (ListFilter(status="nonsense"), []),
        (ListFilter(sort="unit"), ["07519", "07507", "07210"]),
        (ListFilter(sort="-unit"), ["07210", "07507", "07519"]),
        (ListFilter(sort="helpers"), ["07519", "07507", "07210"]),
        (ListFilter(sort="-shifts"), ["07507", "07210", "07519"]),
        (ListFilter(sort="shifts"), ["07519", "07210", "07507"]),
        (ListFilter(sort="gaps"), ["07507", "07210", "07519"]),
        (ListFilter(sort="state"), ["07519", "07507", "07210"]),
        (ListFilter(sort="-state"), ["07210", "07507", "07519"]),
        (ListFilter(sort="drop table"), ["07210", "07519", "07507"]),
        (ListFilter(sort="-helpers", district="219"), ["07507", "07519"]),
    ],
)
def test_what_is_wished_for_is_left_in_the_order_wished_for(list_filter, left):
    assert [row.unit.code for row in board.LISTING.apply(ROWS, list_filter)] == left


@pytest.mark.parametrize(
    ("sort", "grouped"),
    [("", True), ("unit", False), ("-unit", False), ("state", False), ("nonsense", True), ("-", True)],
)
def test_districts_stand_together_unless_an_order_is_asked_for(sort, grouped):
    assert board.LISTING.sorts_by(ListFilter(sort=sort)) is not grouped


def test_lines_are_summed_in_each_figure():
    total = Sum(tuple(ROWS))
    assert (total.handed_in, total.helpers, total.shifts) == (2, 6, 23)
    assert (total.gaps, total.with_gaps, total.waiting) == (3, 2, 1)


def test_nothing_is_the_sum_of_no_lines():
    total = Sum(())
    assert (total.handed_in, total.helpers, total.shifts, total.gaps, total.with_gaps, total.waiting) == (0,) * 6


lines = st.lists(
    st.builds(
        line,
        st.sampled_from([THANH_HAI, CHU, THO_XUONG, ALONE]),
        helpers=st.integers(0, 9),
        shifts=st.integers(0, 9),
        gaps=st.lists(st.just(GAP), max_size=3).map(tuple),
        handed_in_at=st.sampled_from([None, came(DUE)]),
        waiting=st.integers(0, 2),
    ),
    max_size=8,
)


@given(lines)
def test_the_districts_sums_are_the_sum_of_all(rows):
    districts = by_district(rows)
    whole, parts = Sum(tuple(rows)), [Sum(tuple(group)) for _district, group in districts]
    for name in ("handed_in", "helpers", "shifts", "gaps", "with_gaps", "waiting"):
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
    assert sum(len(part.lines) for part in parts) == len(rows)
    assert len({district for district, _group in districts}) == len(parts)


def test_districts_come_in_the_order_of_the_list_and_communes_stay_in_theirs():
    parts = by_district([*ROWS, line(ALONE)])
    assert [district for district, _group in parts] == [CITY, LUC_NGAN, None]
    assert [row.unit for row in parts[1][1]] == [CHU, THANH_HAI]


def shown(list_filter: ListFilter, top: Unit = PROVINCE, rows: list[Line] = ROWS):
    return board.table(rows, list_filter, top)


def test_the_table_has_a_sum_for_each_district_and_one_for_all():
    table = shown(ListFilter())
    assert [(row.kind, row.head) for row in table.rows] == [
        ("sum", "Thành phố Bắc Giang · 1 phường"),
        ("commune", "phường Thọ Xương"),
        ("sum", "Huyện Lục Ngạn · 2 xã, thị trấn"),
        ("commune", "thị trấn Chũ"),
        ("commune", "xã Thanh Hải"),
        ("total", "Cộng · 3 xã, phường, thị trấn"),
    ]
    assert all(len(row.cells) + 1 == len(table.columns) for row in table.rows)


@pytest.mark.parametrize(
    ("list_filter", "top", "kinds", "columns"),
    [
        (ListFilter(sort="unit"), PROVINCE, ["commune", "commune", "commune", "total"], 7),
        (ListFilter(sort="unit"), LUC_NGAN, ["commune", "commune", "commune", "total"], 6),
        (ListFilter(district="213"), PROVINCE, ["sum", "commune"], 6),
        (ListFilter(district="213", sort="unit"), PROVINCE, ["commune"], 7),
        (ListFilter(typed="khong co"), PROVINCE, [], 6),
    ],
)
def test_one_line_alone_is_not_summed_and_a_flat_list_names_the_district(list_filter, top, kinds, columns):
    table = shown(list_filter, top)
    assert [row.kind for row in table.rows] == kinds
    assert len(table.columns) == columns
    assert all(len(row.cells) + 1 == columns for row in table.rows)


def test_communes_without_a_district_have_no_sum_but_the_total():
    table = shown(ListFilter(), rows=[line(ALONE), line(ALONE)])
    assert [row.kind for row in table.rows] == ["commune", "commune", "total"]
