"""A unit's line on the boards of directing and the chat: state, filters, the file's cells; from rows made by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.directives import board, queries
from portal.fieldwork.directives.models import DirectingPaper, Launch
from portal.fieldwork.directives.queries import ChatLine, Directives, Line
from portal.units.models import Unit
from portal.web.ui.listing import ListFilter, cells

PROVINCE = Unit(id=1, code="24", name="Bắc Giang", kind="tỉnh", level="province")
DISTRICT = Unit(id=2, code="219", name="Lục Ngạn", kind="huyện", level="district", parent=PROVINCE)
CITY = Unit(id=3, code="213", name="Bắc Giang", kind="thành phố", level="district", parent=PROVINCE)
COMMUNE = Unit(id=4, code="07507", name="Thanh Hải", kind="xã", level="commune", parent=DISTRICT)
WARD = Unit(id=5, code="07210", name="Thọ Xương", kind="phường", level="commune", parent=CITY)
ALONE = Unit(id=6, code="07519", name="Chũ", kind="phường", level="commune", parent=PROVINCE)
"""A commune of a catalogue without districts."""

pytestmark = pytest.mark.usefixtures("in_a_page")


@pytest.fixture
def in_a_page(app):
    """Words need a request's language, no rule here needs the database."""
    with app.test_request_context():
        yield


def papers(*numbers: str) -> tuple[DirectingPaper, ...]:
    return tuple(
        DirectingPaper(number=number, issued_on=date(2024, 6, day), unit_id=2)
        for day, number in enumerate(numbers, start=3)
    )


def launches(*days: int) -> tuple[Launch, ...]:
    return tuple(
        Launch(day=date(2024, 6, day), place=f"Sân {day}", people=day * 10, unit_id=2, organiser="x") for day in days
    )


def line(unit: Unit, n_papers: int, n_launches: int) -> Line:
    return Line(
        unit, Directives(papers(*(f"{n}-CV/BCĐ" for n in range(n_papers))), launches(*range(1, n_launches + 1)))
    )


@pytest.mark.parametrize(
    ("unit", "n_papers", "n_launches", "state", "words", "shape"),
    [
        (DISTRICT, 0, 0, "neither", "Chưa có cả hai", "cao_bat_thuong"),
        (DISTRICT, 0, 1, "no_paper", "Chưa có văn bản", "thap"),
        (DISTRICT, 1, 0, "no_launch", "Chưa phát động", "thap"),
        (DISTRICT, 1, 1, "both", "Đã có", "dat"),
        (DISTRICT, 3, 2, "both", "Đã có", "dat"),
        (PROVINCE, 1, 0, "no_launch", "Chưa phát động", "thap"),
        (COMMUNE, 0, 0, "no_paper", "Chưa có văn bản", "thap"),
        (COMMUNE, 1, 0, "both", "Đã có", "dat"),
        (COMMUNE, 2, 0, "both", "Đã có", "dat"),
        (ALONE, 0, 0, "no_paper", "Chưa có văn bản", "thap"),
    ],
)
def test_a_commune_launches_nothing_and_everybody_else_needs_both(unit, n_papers, n_launches, state, words, shape):
    found = line(unit, n_papers, n_launches)
    assert (found.state, found.label, found.shape) == (state, words, shape)


@given(st.sampled_from([PROVINCE, DISTRICT, COMMUNE]), st.integers(0, 2), st.integers(0, 2))
def test_more_papers_or_launches_never_make_a_line_worse(unit, n_papers, n_launches):
    rank = {"neither": 0, "no_paper": 1, "no_launch": 1, "both": 2}
    here = rank[line(unit, n_papers, n_launches).state]
    assert rank[line(unit, n_papers + 1, n_launches).state] >= here
    assert rank[line(unit, n_papers, n_launches + 1).state] >= here


def test_every_state_has_a_word_and_a_shape():
    assert set(queries.labels()) == set(queries.SHAPES) == {"neither", "no_paper", "no_launch", "both"}


@pytest.mark.parametrize(
    ("named", "joined", "state", "words", "shape"),
    [
        (0, 0, "nobody", "Chưa cử người", "cao_bat_thuong"),
        (1, 0, "some", "Còn người chưa vào", "thap"),
        (4, 3, "some", "Còn người chưa vào", "thap"),
        (4, 4, "all", "Đã vào đủ", "dat"),
        (1, 1, "all", "Đã vào đủ", "dat"),
    ],
)
def test_a_unit_is_in_the_chat_once_everybody_named_is(named, joined, state, words, shape):
    found = ChatLine(COMMUNE, named, joined)
    assert (found.state, found.label, found.shape) == (state, words, shape)
    assert set(queries.chat_labels()) == {"nobody", "some", "all"}


@given(st.integers(0, 60), st.integers(0, 60))
def test_all_are_in_just_when_somebody_is_named_and_nobody_is_missing(named, missing):
    found = ChatLine(COMMUNE, named, max(named - missing, 0))
    assert (found.state == "all") is (named > 0 and missing == 0)
    assert (found.state == "nobody") is (named == 0)


LINES = [line(CITY, 0, 0), line(DISTRICT, 1, 1), line(COMMUNE, 1, 0), line(WARD, 0, 0), line(ALONE, 0, 0)]


def codes(asked: dict[str, str]) -> list[str]:
    return [one.unit.code for one in board.LISTING.apply(LINES, ListFilter.from_args(asked))]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ["213", "219", "07507", "07210", "07519"]),
        ({"q": "", "district": "", "status": ""}, ["213", "219", "07507", "07210", "07519"]),
        ({"q": "luc ngan"}, ["219"]),
        ({"q": "  LỤC  ngạn "}, ["219"]),
        ({"q": "huyện"}, ["219"]),
        ({"q": "khong co"}, []),
        ({"q": "a" * 200}, []),
        ({"district": "219"}, ["219", "07507"]),
        ({"district": "213"}, ["213", "07210"]),
        ({"district": "24"}, []),
        ({"status": "both"}, ["219", "07507"]),
        ({"status": "neither"}, ["213"]),
        ({"status": "no_paper"}, ["07210", "07519"]),
        ({"status": "a word that is none"}, []),
        ({"district": "213", "status": "no_paper"}, ["07210"]),
        ({"district": "219", "status": "no_paper"}, []),
        ({"q": "thanh", "district": "219", "status": "both"}, ["07507"]),
        ({"q": "thanh", "district": "213"}, ["213"]),
        ({"sort": "-name", "page": "9"}, ["213", "219", "07507", "07210", "07519"]),
    ],
)
def test_lines_are_left_that_answer_search_district_and_state_together(asked, left):
    assert codes(asked) == left


@given(
    st.sampled_from(["", "thanh", "bac giang", "x"]),
    st.sampled_from(["", "219", "213"]),
    st.sampled_from(["", *queries.SHAPES]),
)
def test_a_filter_is_what_all_its_parts_leave(typed, district, state):
    together = codes({"q": typed, "district": district, "status": state})
    apart = [codes({"q": typed}), codes({"district": district}), codes({"status": state})]
    assert together == [code for code in codes({}) if all(code in part for part in apart)]


def test_the_chat_is_filtered_by_the_same_rule():
    here = [ChatLine(COMMUNE, 2, 2), ChatLine(WARD, 2, 1), ChatLine(ALONE, 0, 0)]
    for state, code in (("all", "07507"), ("some", "07210"), ("nobody", "07519")):
        assert [one.unit.code for one in board.CHAT_LISTING.apply(here, ListFilter(status=state))] == [code]


@pytest.mark.parametrize(
    ("unit", "where"),
    [
        (COMMUNE, ("Xã Thanh Hải", "huyện Lục Ngạn")),
        (WARD, ("Phường Thọ Xương", "thành phố Bắc Giang")),
        (DISTRICT, ("Huyện Lục Ngạn", "")),
        (ALONE, ("Phường Chũ", "")),
    ],
)
def test_a_district_does_not_lie_in_itself(unit, where):
    assert cells(board.unit_columns(), [ChatLine(unit, 0, 0)]) == [[*where, "Chưa cử người"]]


@pytest.mark.parametrize(
    ("unit_line", "expected"),
    [
        (
            Line(DISTRICT, Directives(papers("1-CV/BCĐ", "2-CV/BCĐ"), launches(12, 14))),
            ["Huyện Lục Ngạn", "", "Đã có", 2, "2-CV/BCĐ ngày 04/6/2024", date(2024, 6, 12), "Sân 12", 120],
        ),
        (line(DISTRICT, 0, 0), ["Huyện Lục Ngạn", "", "Chưa có", 0, None, None, None, None]),
    ],
)
def test_the_file_tells_the_last_paper_and_the_first_launch(unit_line, expected):
    assert cells(board.columns(), [unit_line])[0][3:] == expected[3:]
    assert cells(board.columns(), [unit_line])[0][:2] == expected[:2]


def test_what_a_unit_does_not_have_is_an_empty_cell():
    rows = cells(board.columns(), [line(DISTRICT, 1, 0), line(DISTRICT, 0, 1)])
    assert [row[3:] for row in rows] == [
        [1, "0-CV/BCĐ ngày 03/6/2024", None, None, None],
        [0, None, date(2024, 6, 1), "Sân 1", 10],
    ]


def test_the_file_on_the_chat_tells_how_many_are_named_and_joined():
    row = ["Xã Thanh Hải", "huyện Lục Ngạn", "Còn người chưa vào", 5, 3]
    assert cells(board.chat_columns(), [ChatLine(COMMUNE, 5, 3)]) == [row]


def test_one_units_own_rows_are_told_from_those_below_it():
    mine, theirs = papers("1-CV/BCĐ")[0], DirectingPaper(number="2-CV/BCĐ", unit_id=4)
    own, other = launches(12)[0], Launch(unit_id=4)
    found = Directives((mine, theirs), (other, own)).of(DISTRICT)
    assert (found.papers, found.launches) == ((mine,), (own,))
    assert Directives((mine,), (own,)).of(CITY) == Directives((), ())


@given(st.lists(st.sampled_from([1, 2, 3])))
def test_rows_in_the_order_of_units_are_grouped_without_losing_one(numbers):
    rows = [DirectingPaper(unit_id=number) for number in sorted(numbers)]
    groups = queries.grouped(rows)
    assert [row for group in groups.values() for row in group] == rows
    assert {number: len(group) for number, group in groups.items()} == {n: numbers.count(n) for n in set(numbers)}
