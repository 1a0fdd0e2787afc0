"""A commune's line on the board of task forces: state, search, filters, orders, counts, cells; made by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.taskforce import queries
from portal.fieldwork.taskforce.models import TaskForce, TaskForceMember
from portal.fieldwork.taskforce.queries import FOUNDED, MISSING, UNDECIDED, Line
from portal.units.models import Unit
from portal.web.ui.listing import ListFilter, cells

PROVINCE = Unit(id=1, code="24", name="Bắc Giang", kind="tỉnh", level="province")
LUC_NGAN = Unit(id=2, code="219", name="Lục Ngạn", kind="huyện", level="district", parent=PROVINCE)
CITY = Unit(id=3, code="213", name="Bắc Giang", kind="thành phố", level="district", parent=PROVINCE)
THANH_HAI = Unit(id=4, code="07507", name="Thanh Hải", kind="xã", level="commune", parent=LUC_NGAN, sort_key="2")
CHU = Unit(id=5, code="07519", name="Chũ", kind="thị trấn", level="commune", parent=LUC_NGAN, sort_key="1")
THO_XUONG = Unit(id=6, code="07210", name="Thọ Xương", kind="phường", level="commune", parent=CITY, sort_key="3")
ALONE = Unit(id=7, code="07501", name="Kiên Thành", kind="xã", level="commune", parent=PROVINCE, sort_key="0")
DECIDED = {"decision_number": "12-QĐ/ĐU", "decided_on": date(2024, 6, 6)}


@pytest.fixture(autouse=True)
def in_a_page(app):
    """Words need a request's language; no rule here needs the database."""
    with app.test_request_context():
        yield


def force(*people: tuple[str, str], **changes: object) -> TaskForce:
    members = [
        TaskForceMember(place=place, part=part, full_name=name, office=f"chức vụ {place}")
        for place, (part, name) in enumerate(people, start=1)
    ]
    return TaskForce(**{"decision_number": "", "decided_on": None, "scan_id": None, "members": members} | changes)


PEOPLE = (("head", "Trần Văn Trưởng"), ("member", "Lê Thị Hoa"), ("clerk", "Giáp Thị Mai"))


@pytest.mark.parametrize(
    ("found", "state", "words", "shape"),
    [
        (None, MISSING, "Chưa đăng ký", "cao_bat_thuong"),
        (force(*PEOPLE), UNDECIDED, "Chưa có quyết định", "thap"),
        (force(*PEOPLE, decision_number="12-QĐ/ĐU"), UNDECIDED, "Chưa có quyết định", "thap"),
        (force(*PEOPLE, decided_on=date(2024, 6, 6)), UNDECIDED, "Chưa có quyết định", "thap"),
        (force(*PEOPLE, **DECIDED), FOUNDED, "Đã đăng ký", "dat"),
        (force(**DECIDED), FOUNDED, "Đã đăng ký", "dat"),
        (force(*PEOPLE, scan_id="a"), UNDECIDED, "Chưa có quyết định", "thap"),
    ],
)
def test_a_task_force_is_founded_by_number_and_day_together(found, state, words, shape):
    line = Line(THANH_HAI, found)
    assert (line.state, line.label, line.shape) == (state, words, shape)


def test_head_and_clerk_are_the_first_with_that_part_and_may_be_lacking():
    found = force(("member", "A"), ("clerk", "B"), ("head", "C"), ("head", "D"), ("clerk", "E"))
    assert (found.head.full_name, found.clerk.full_name) == ("C", "B")
    assert (force(("member", "A")).head, force(("member", "A")).clerk) == (None, None)


LINES = [
    Line(THO_XUONG, None),
    Line(CHU, force(("head", "Vi Văn Sơn"), ("clerk", "Lê Thị Hoa"), **DECIDED)),
    Line(THANH_HAI, force(*PEOPLE)),
    Line(ALONE, force(("member", "Hà Thị Liên"), **DECIDED)),
]


@pytest.mark.parametrize(
    ("list_filter", "left"),
    [
        (ListFilter(), ["07210", "07519", "07507", "07501"]),
        (ListFilter(typed="thanh"), ["07507", "07501"]),
        (ListFilter(typed="THỊ TRẤN"), ["07519"]),
        (ListFilter(typed="tran van truong"), ["07507"]),
        (ListFilter(typed="vi van son"), ["07519"]),
        (ListFilter(typed="hoa"), []),
        (ListFilter(typed="ha thi lien"), []),
        (ListFilter(typed="luc ngan"), []),
        (ListFilter(district="219"), ["07519", "07507"]),
        (ListFilter(district="213"), ["07210"]),
        (ListFilter(district="24"), []),
        (ListFilter(status=FOUNDED), ["07519", "07501"]),
        (ListFilter(status=UNDECIDED), ["07507"]),
        (ListFilter(status=MISSING), ["07210"]),
        (ListFilter(status="none"), []),
        (ListFilter(status=FOUNDED, district="219"), ["07519"]),
        (ListFilter(sort="name"), ["07501", "07519", "07507", "07210"]),
        (ListFilter(sort="-name"), ["07210", "07507", "07519", "07501"]),
        (ListFilter(sort="state"), ["07210", "07507", "07519", "07501"]),
        (ListFilter(sort="-state"), ["07519", "07501", "07507", "07210"]),
        (ListFilter(sort="drop table"), ["07210", "07519", "07507", "07501"]),
        (ListFilter(sort="name", district="219"), ["07519", "07507"]),
    ],
)
def test_what_is_wished_for_is_left_in_the_order_wished_for(list_filter, left):
    assert [line.unit.code for line in queries.LISTING.apply(LINES, list_filter)] == left


@given(st.lists(st.sampled_from(LINES)))
def test_every_line_is_counted_in_just_one_state(lines):
    counts = queries.count_by_state(lines)
    assert counts.pop("all") == len(lines) == sum(counts.values())
    assert counts == {state: len(queries.LISTING.apply(lines, ListFilter(status=state))) for state in queries.SHAPES}
    assert set(counts) == set(queries.labels())


@given(st.lists(st.sampled_from(LINES)), st.sampled_from(["name", "-name", "state", "-state", "", "x"]))
def test_an_order_loses_no_line(lines, sort):
    assert sorted(line.unit.id for line in queries.LISTING.apply(lines, ListFilter(sort=sort))) == sorted(
        line.unit.id for line in lines
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (LINES[0], ("Phường Thọ Xương", "thành phố Bắc Giang", "Chưa đăng ký", *[None] * 7)),
        (LINES[2], (
            "Xã Thanh Hải", "huyện Lục Ngạn", "Chưa có quyết định", "Trần Văn Trưởng", "chức vụ 1", "Giáp Thị Mai", 3,
            None, None, None,
        )),
        (LINES[3], ("Xã Kiên Thành", "", "Đã đăng ký", None, None, None, 1, "12-QĐ/ĐU", date(2024, 6, 6), None)),
        (Line(CHU, force(("head", "A"), scan_id="a" * 32, **DECIDED)), (
            "Thị trấn Chũ", "huyện Lục Ngạn", "Đã đăng ký",
            "A", "chức vụ 1", None, 1, "12-QĐ/ĐU", date(2024, 6, 6), "có",
        )),
    ],
)  # fmt: skip
def test_the_file_tells_what_is_known_and_leaves_the_rest_empty(line, expected):
    assert cells(queries.columns(), [line]) == [list(expected)]
