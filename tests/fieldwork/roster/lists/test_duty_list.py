"""The duty list in words: half-days and spans, what stands in the public copy and what in the internal one alone."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.roster.lists import duty_list, papers
from portal.fieldwork.roster.lists.duty_list import (
    DeskList,
    Group,
    InternalLine,
    PublicLine,
    RosterBook,
    RoundFacts,
    SupervisorLine,
)
from portal.fieldwork.roster.models import Helper, Roster, Shift, Supervisor
from portal.fieldwork.roster.queries import Desk
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.surveys.models import Point
from portal.units.models import Unit
from portal.web.data import clock

WED, THU, FRI = DAYS = [date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14)]
MON, TUE = date(2024, 6, 17), date(2024, 6, 18)
LONG = [*DAYS, MON, TUE]
PROVINCE = Unit(id=1, code="24", name="Bắc Giang", kind="tỉnh", level="province")
DISTRICT = Unit(id=2, code="219", name="Lục Ngạn", kind="huyện", level="district", parent=PROVINCE)
COMMUNE = Unit(id=4, code="07507", name="Thanh Hải", kind="xã", level="commune", parent=DISTRICT)
ALONE = Unit(id=5, code="07519", name="Chũ", kind="phường", level="commune", parent=PROVINCE)

AN = Helper(
    id=1, full_name="Nguyễn Văn An", association="Hội CCB", phone="0912345678", note="Sức khỏe yếu", extra=False
)
BINH = Helper(id=2, full_name="Trần Thị Bình", association="", phone="", note="", extra=True)


@pytest.fixture(autouse=True)
def in_a_page(app):
    """Words need a request's language; no rule here needs the database."""
    with app.test_request_context():
        yield


def desk(turns: dict[Helper, list[HalfDay]], days=DAYS, unit: Unit = COMMUNE, head: Roster | None = None) -> Desk:
    """A desk whose people are those of `turns`."""
    point = Point(id=1, unit=unit, desk_name="Bộ phận một cửa", desk_address="Thôn 1", desk_hours="7:30 - 17:00")
    shifts = {
        (helper.id, place): Shift(helper_id=helper.id, day=place.day, half=place.half)
        for helper, places in turns.items()
        for place in places
    }
    return Desk(point, list(days), list(turns), shifts, head)


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        ([], ""),
        ([WED], "12/6"),
        ([WED, THU], "12/6, 13/6"),
        ([WED, FRI], "12/6, 14/6"),
        ([WED, THU, FRI], "12/6–14/6"),
        ([WED, THU, FRI, MON, TUE], "12/6–18/6"),
        ([WED, THU, FRI, TUE], "12/6–14/6, 18/6"),
        ([WED, FRI, MON, TUE], "12/6, 14/6–18/6"),
        ([FRI, MON], "14/6, 17/6"),
    ],
)
def test_three_days_of_duty_in_a_row_are_one_span_whatever_weekend_lies_between(mine, words):
    assert duty_list.days_in_words(mine, LONG) == words


def test_a_day_of_duty_left_out_parts_a_span():
    assert duty_list.days_in_words([WED, THU, FRI], [WED, THU, FRI]) == "12/6–14/6"
    assert duty_list.days_in_words([WED, FRI, MON], LONG) == "12/6, 14/6, 17/6"


@given(st.lists(st.sampled_from(LONG), unique=True).map(sorted))
def test_runs_hold_each_day_once_in_order_and_touch_nowhere(mine):
    found = duty_list.runs(mine, LONG)
    assert [day for run in found for day in run] == mine
    places = {day: place for place, day in enumerate(LONG)}
    for run in found:
        assert [places[day] for day in run] == list(range(places[run[0]], places[run[-1]] + 1))
    for before, after in pairwise(found):
        assert places[after[0]] > places[before[-1]] + 1


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        ([], ""),
        ([HalfDay(WED, "morning")], "sáng: 12/6"),
        ([HalfDay(WED, "afternoon")], "chiều: 12/6"),
        ([HalfDay(WED, "morning"), HalfDay(THU, "afternoon")], "sáng: 12/6; chiều: 13/6"),
        (list(coverage.half_days(DAYS)), "sáng: 12/6–14/6; chiều: 12/6–14/6"),
    ],
)
def test_half_days_are_told_mornings_first(turns, words):
    assert duty_list.turns_in_words(turns, DAYS) == words


HALVES = {AN: [HalfDay(WED, "morning"), HalfDay(FRI, "afternoon")], BINH: [HalfDay(WED, "morning")]}


def test_the_public_line_knows_neither_telephone_nor_note():
    line = duty_list.line(desk(HALVES), AN, internal=False)
    assert {field.name for field in fields(PublicLine)} == {"name", "association", "marks", "turns", "extra"}
    assert line == PublicLine(
        "Nguyễn Văn An", "Hội CCB", (True, False, False, False, False, True), "sáng: 12/6; chiều: 14/6", extra=False
    )
    assert line.remark == ""
    assert papers.phone_of(line) == ""


def test_the_internal_line_adds_telephone_and_note_to_the_same_line():
    line, public = duty_list.line(desk(HALVES), AN, internal=True), duty_list.line(desk(HALVES), AN, internal=False)
    assert (line.phone, line.note, line.remark) == ("0912 345 678", "Sức khỏe yếu", "Sức khỏe yếu")
    assert papers.phone_of(line) == "0912 345 678"
    assert all(getattr(line, field.name) == getattr(public, field.name) for field in fields(PublicLine))


@pytest.mark.parametrize(
    ("extra", "note", "public", "internal"),
    [
        (False, "", "", ""),
        (True, "", "bổ sung", "bổ sung"),
        (False, "yếu", "", "yếu"),
        (True, "yếu", "bổ sung", "bổ sung; yếu"),
    ],
)
def test_the_last_column_says_who_is_extra_and_inside_the_note_too(extra, note, public, internal):
    one = Helper(id=1, full_name="A", association="", phone="", note=note, extra=extra)
    here = desk({one: [HalfDay(WED, "morning")]})
    assert duty_list.line(here, one, internal=False).remark == public
    assert duty_list.line(here, one, internal=True).remark == internal


@pytest.mark.parametrize("internal", [False, True])
def test_a_list_holds_whoever_has_a_half_day_and_counts_those_present(internal):
    found = duty_list.desk_list(desk({AN: [], BINH: [HalfDay(WED, "morning")]}), internal=internal)
    assert [one.name for one in found.people] == ["Trần Thị Bình"]
    assert found.present == (1, 0, 0, 0, 0, 0)
    assert (found.capital, found.full) == ("Xã Thanh Hải", "xã Thanh Hải, huyện Lục Ngạn")
    assert all(isinstance(one, duty_list.InternalLine) is internal for one in found.people)


def test_people_stand_in_the_order_of_the_list_and_are_counted_each_half_day():
    found = desk(HALVES)
    assert found.people(WED, "morning") == [AN, BINH]
    assert found.people(WED, "afternoon") == []
    assert found.present == {HalfDay(WED, "morning"): 2, HalfDay(FRI, "afternoon"): 1}
    assert found.turns(AN) == [HalfDay(WED, "morning"), HalfDay(FRI, "afternoon")]
    assert len(found.gaps) == 4


def test_a_commune_without_a_district_is_named_alone():
    found = duty_list.desk_list(desk({}, unit=ALONE), internal=False)
    assert (found.full, found.district) == ("phường Chũ", "")


@pytest.mark.parametrize(
    ("handed_in", "changed", "since"),
    [
        (None, None, None),
        (None, 10, None),
        (9, None, None),
        (9, 8, None),
        (9, 9, None),
        (9, 10, 10),
    ],
)
def test_a_roster_is_changed_since_only_after_it_was_handed_in(handed_in, changed, since):
    def hour(number):
        return clock.at(WED, number) if number else None

    found = desk({}, head=Roster(handed_in_at=hour(handed_in), changed_at=hour(changed)))
    assert found.changed_since == hour(since)
    assert found.handed_in_at == hour(handed_in)
    assert duty_list.desk_list(found, internal=False).handed_in is (handed_in is not None)
    assert desk({}).handed_in_at is None
    assert desk({}).changed_since is None


def test_the_days_of_a_desk_for_everybody():
    first, second, third = duty_list.day_tables(desk(HALVES))
    assert first.heading == "Thứ Tư, 12/6/2024"
    assert first.halves == (
        ("Buổi sáng", ("Nguyễn Văn An (Hội CCB)", "Trần Thị Bình")),
        ("Buổi chiều", ()),
    )
    assert second.halves == (("Buổi sáng", ()), ("Buổi chiều", ()))
    assert third.halves[1] == ("Buổi chiều", ("Nguyễn Văn An (Hội CCB)",))


def facts(days=DAYS, **changes) -> RoundFacts:
    values = {
        "paper": "Kế hoạch số 198-KH/BDVTU ngày 05/6/2024",
        "provincial": "Hội Cựu chiến binh tỉnh",
        "issuer": "Ban Dân vận Tỉnh ủy",
        "desk": "bộ phận một cửa",
        "commune_level": "cấp xã",
        "helpers": "cán bộ, hội viên",
        "at_committee": True,
        "days": tuple(days),
        "rosters_by": date(2024, 6, 7),
        "simulated": False,
    }
    return RoundFacts(**values | changes)


@pytest.mark.parametrize(("n", "matrix"), [(1, True), (4, True), (5, True), (6, False), (62, False)])
def test_up_to_five_days_have_columns_of_their_own(n, matrix):
    found = facts([WED + timedelta(days=place) for place in range(n)])
    assert found.is_matrix is matrix
    assert len(found.half_days) == 2 * n
    line = PublicLine("A", "", (True, False) * n, "sáng: 12/6", extra=False)
    assert papers.half_day_cells(line, found) == (("x", "") * n if matrix else ("sáng: 12/6",))


def test_what_a_round_says_of_itself():
    assert facts().plan == "Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy"
    assert facts().day_heads == ["12/6", "13/6", "14/6"]
    assert facts().enclosed.replace("\u00a0", "_") == (
        "Kèm theo Công văn số______ngày______/6/2024 của Hội Cựu chiến binh tỉnh"
    )


def listed(n_people: int, *, handed_in: bool = True, code: str = "07507") -> DeskList:
    people = tuple(
        PublicLine(f"Người {n}", "Hội", (True,) + (False,) * 5, "sáng: 12/6", extra=n == 1) for n in range(n_people)
    )
    return DeskList(code, "xã Thanh Hải", "huyện Lục Ngạn", "", people, (n_people, 0, 0, 0, 0, 0), handed_in=handed_in)


def test_a_group_counts_only_those_who_have_handed_in():
    group = Group("Huyện", (listed(2), listed(3, handed_in=False), listed(1)))
    assert (group.helpers, group.shifts, len(group.handed_in)) == (3, 3, 2)
    assert group.figures == (3, 2, 3, 3)


@pytest.mark.parametrize(("n_people", "handed_in"), [(0, True), (0, False), (2, False)])
def test_a_desk_without_a_list_has_one_row_that_says_so(n_people, handed_in):
    [row] = papers.sheet_rows(7, listed(n_people, handed_in=handed_in), facts())
    assert row[:5] == (7, "07507", "xã Thanh Hải", "huyện Lục Ngạn", "chưa gửi danh sách, lịch phân công")
    assert set(row[5:]) == {""}


@pytest.mark.parametrize("n_days", [3, 6])
def test_rows_are_as_wide_as_their_heads(n_days):
    days = [WED + timedelta(days=place) for place in range(n_days)]
    marks = (True,) + (False,) * (2 * n_days - 1)
    people = (PublicLine("A", "Hội", marks, "sáng: 12/6", extra=True),)
    desks = (
        DeskList("1", "xã A", "", "", people, marks),
        DeskList("2", "xã B", "", "", (), marks, handed_in=False),
    )
    book = RosterBook(facts(days), "tỉnh", "province", (Group("", desks),), ())
    sheet = papers.people_sheet(book)
    assert {len(row) for row in sheet.rows} == {len(sheet.header)}
    assert [row[0] for row in sheet.rows] == [1, 2]
    assert sheet.rows[0][-2:] == ("", "bổ sung")


def test_the_summary_adds_the_groups_and_counts_an_untitled_one_in_the_total_alone():
    groups = (
        Group("Huyện A", (listed(2),)),
        Group("", (listed(1), listed(0, handed_in=False))),
    )
    sheet = papers.summary_sheet(RosterBook(facts(), "tỉnh", "province", groups, ()))
    assert [tuple(row) for row in sheet.rows] == [("Huyện A", 1, 1, 2, 2), ("Tổng cộng", 3, 2, 3, 3)]


@pytest.mark.parametrize(
    ("level", "single", "whole", "begins"),
    [
        ("commune", True, False, "Thực hiện Kế hoạch số 198-KH/BDVTU"),
        ("district", False, False, "Thực hiện Kế hoạch số 198-KH/BDVTU"),
        ("province", False, True, "Kèm theo Công văn số"),
    ],
)
def test_lists_belong_to_the_letter_of_all_or_to_the_plan(level, single, whole, begins):
    book = RosterBook(facts(), "x", level, (), ())
    assert (book.is_single, book.is_whole) == (single, whole)
    assert book.enclosed.startswith(begins)


def test_a_supervisor_is_listed_with_days_in_order():
    one = Supervisor(full_name="A", post="B", office="C", area="D", days=["2024-06-14", "2024-06-12", "2024-06-13"])
    two = Supervisor(full_name="E", post="F", office="G", area="H", days=["2024-06-14", "2024-06-12"])
    assert duty_list.supervisor_lines([one, two], DAYS) == [
        SupervisorLine("A", "B", "C", "D", "12/6–14/6"),
        SupervisorLine("E", "F", "G", "H", "12/6, 14/6"),
    ]
    assert [row[0] for row in papers.supervisor_sheet(duty_list.supervisor_lines([one, two], DAYS)).rows] == [1, 2]


def desks_of(n_days: int, line: PublicLine) -> tuple[DeskList, DeskList]:
    present = (1,) + (0,) * (2 * n_days - 1)
    empty = DeskList("2", "xã B", "", "", (), present, handed_in=False)
    return DeskList("1", "xã A", "", "7:30", (line,), present), empty


def width(row) -> int:
    return 2 + sum(cell.span for cell in row.cells)


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize("n_days", [1, 3, 6])
def test_every_row_of_a_printed_list_is_as_wide_as_its_columns_and_its_head(n_days, internal):
    here = facts([WED + timedelta(days=place) for place in range(n_days)])
    values = ("A", "Hội", (True,) + (False,) * (2 * n_days - 1), "sáng: 12/6; chiều: 13/6")
    line = InternalLine(*values, extra=True, phone="1", note="x") if internal else PublicLine(*values, extra=True)
    desks = desks_of(n_days, line)
    lists = [
        papers.desks_annex(here, desks, 1, "", internal=internal),
        papers.desk_annex(desks[0], here, internal=internal),
    ]
    for table in (annex.tables[0] for annex in lists):
        assert {width(row) for row in table.rows} == {len(table.columns)}
        assert sum(head.colspan for head in table.head[0]) == len(table.columns)
        assert len(table.head) == (2 if here.is_matrix else 1)
        assert ("phone" in table.columns) is internal


def test_the_internal_list_is_the_public_one_with_a_column_of_telephones():
    found = desk(HALVES, head=Roster(handed_in_at=clock.at(WED, 9)))
    public, internal = (
        papers.desks_annex(facts(), [duty_list.desk_list(found, internal=kept)], 1, "", internal=kept).plain
        for kept in (False, True)
    )
    assert [row[-2] for row in internal] == ["", "0912 345 678", ""]
    assert [row[:-2] for row in internal] == [row[:-1] for row in public]
    assert [row[-1] for row in public] == ["02 người", "", "bổ sung"]


def test_a_list_to_put_up_tells_who_is_extra_beside_the_name():
    annex = papers.desk_annex(duty_list.desk_list(desk(HALVES), internal=False), facts(), internal=False)
    assert [row[1] for row in annex.plain] == ["Nguyễn Văn An", "Trần Thị Bình (bổ sung)", "Số người mỗi buổi"]
    assert annex.tables[0].caption == "Giờ làm việc: 7:30 - 17:00."
