"""What an address asks of a list, which rows answer, in which order, and their file."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from flask import g
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.web.ui.listing import LONGEST_SEARCH, DayFilter, ListFilter, Listing, send_list


@dataclass(frozen=True)
class LevelFilter(ListFilter):
    level: str = ""


@dataclass(frozen=True)
class Desk:
    name: str
    district: str = "219"
    visits: int = 0

    def has(self, status: str) -> bool:
        return {"busy": self.visits > 10, "idle": not self.visits}.get(status, False)


def matches(desk: Desk, list_filter: ListFilter) -> bool:
    return list_filter.typed in desk.name and list_filter.district in {"", desk.district}


ORDERS = {"name": lambda desk: desk.name, "visits": lambda desk: desk.visits}
LISTING: Listing[Desk] = Listing(Desk.has, matches, ORDERS)
DESKS = [Desk("Chũ", visits=12), Desk("Thọ Xương", "213"), Desk("Thanh Hải", visits=12), Desk("An Lạc", visits=3)]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, ListFilter()),
        ({"q": " Chũ ", "district": "219", "sort": "-name"}, ListFilter("Chũ", "219", sort="-name")),
        ({"q": "a" * (LONGEST_SEARCH + 1)}, ListFilter("a" * LONGEST_SEARCH)),
        ({"typed": "Chũ", "page": "2", "day": "2024-06-12"}, ListFilter()),
    ],
)  # fmt: skip
def test_a_filter_is_what_the_query_says_tidied_and_cut(args, expected):
    assert ListFilter.from_args(args) == expected


def test_a_list_reads_the_fields_it_adds_and_a_value_outside_the_allowed_is_the_first_of_them():
    assert DayFilter.from_args({"day": "all"}) == DayFilter(day="all")
    levels = ["district", "commune"]
    asked = [LevelFilter.from_args({"level": level}, level=levels).level for level in ("commune", "province", "")]
    assert asked == ["commune", "district", "district"]


VALUES = st.text(st.characters(codec="utf-8"), max_size=LONGEST_SEARCH).map(str.strip)


@given(st.builds(LevelFilter, VALUES, VALUES, VALUES, VALUES, VALUES))
def test_the_args_of_a_filter_ask_for_the_same_list_and_name_nothing_that_is_not_asked_for(list_filter):
    assert LevelFilter.from_args(list_filter.args) == list_filter
    assert all(list_filter.args.values())


@pytest.mark.parametrize(
    ("list_filter", "expected"),
    [
        (ListFilter(), ["Chũ", "Thọ Xương", "Thanh Hải", "An Lạc"]),
        (ListFilter(typed="Th"), ["Thọ Xương", "Thanh Hải"]),
        (ListFilter(typed="Th", district="213"), ["Thọ Xương"]),
        (ListFilter(status="busy"), ["Chũ", "Thanh Hải"]),
        (ListFilter(status="idle", district="219"), []),
        (ListFilter(status="no such"), []),
        (ListFilter(sort="name"), ["An Lạc", "Chũ", "Thanh Hải", "Thọ Xương"]),
        (ListFilter(sort="-name"), ["Thọ Xương", "Thanh Hải", "Chũ", "An Lạc"]),
        (ListFilter(sort="visits"), ["Thọ Xương", "An Lạc", "Chũ", "Thanh Hải"]),
        (ListFilter(sort="-visits"), ["Chũ", "Thanh Hải", "An Lạc", "Thọ Xương"]),
        (ListFilter(sort="drop table"), ["Chũ", "Thọ Xương", "Thanh Hải", "An Lạc"]),
        (ListFilter(sort="--name"), ["Chũ", "Thọ Xương", "Thanh Hải", "An Lạc"]),
    ],
)
def test_rows_answer_words_district_and_state_in_the_order_asked_for(list_filter, expected):
    assert [desk.name for desk in LISTING.apply(DESKS, list_filter)] == expected
    assert LISTING.sorts_by(list_filter) is (list_filter.sort.removeprefix("-") in ORDERS)


def test_a_list_may_have_a_usual_order_and_rows_that_the_database_filtered():
    by_name: Listing[Desk] = Listing(Desk.has, orders=ORDERS, usual_order="name")
    names = [desk.name for desk in by_name.apply(DESKS, ListFilter(typed="not looked at"))]
    assert names == ["An Lạc", "Chũ", "Thanh Hải", "Thọ Xương"]


FILTERS = st.builds(
    ListFilter,
    st.sampled_from(["", "Th", "a"]),
    st.sampled_from(["", "213", "219"]),
    st.sampled_from(["", "busy", "idle"]),
    st.sampled_from(["", "name", "-name", "visits", "-visits", "x"]),
)


@given(st.lists(st.sampled_from(DESKS)), FILTERS)
def test_an_order_loses_no_row_and_a_filter_leaves_exactly_what_answers_it(desks, list_filter):
    found = LISTING.apply(desks, list_filter)
    answering = [d for d in desks if matches(d, list_filter) and (not list_filter.status or d.has(list_filter.status))]
    assert sorted(found, key=repr) == sorted(answering, key=repr)
    assert LISTING.apply(found, list_filter) == found
    if LISTING.sorts_by(list_filter):
        keys = [ORDERS[list_filter.sort.removeprefix("-")](desk) for desk in found]
        assert keys == sorted(keys, reverse=list_filter.sort.startswith("-"))


def test_the_file_has_each_head_over_its_cells_and_the_record_says_how_many_rows(app):
    columns = [("Tên", lambda desk: desk.name), ("Lượt đến", lambda desk: desk.visits or None)]
    with app.test_request_context():
        response = send_list("ban", "Bàn", columns, DESKS[:2], round="r1")
        assert g.export_detail == {"round": "r1", "rows": 2}
        response.direct_passthrough = False
        sheet = load_workbook(BytesIO(response.get_data())).active
    assert [list(row) for row in sheet.values] == [["Tên", "Lượt đến"], ["Chũ", 12], ["Thọ Xương", None]]
