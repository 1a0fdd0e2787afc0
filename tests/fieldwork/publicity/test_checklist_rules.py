"""The plan's channels: days in a row, how many are left, and what the board and the chores make of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.publicity import board, checklist
from portal.fieldwork.publicity.board import LACKING, NO_POST, NOTHING, REPEATED_PHOTOS, Row
from portal.web.data import clock
from portal.web.ui.listing import ListFilter, cells, heads
from tests.fieldwork.publicity.entries import ONCE, THREE, entry, on
from tests.fieldwork.rounds import FIRST, desk, round_of

pytestmark = pytest.mark.usefixtures("db")

offsets = st.lists(st.integers(0, 61), max_size=20)
spans = st.lists(st.tuples(st.integers(0, 61), st.integers(0, 9)), max_size=6)


@pytest.mark.parametrize(
    ("first", "last", "days"), [(0, 0, [0]), (0, 1, [0, 1]), (27, 30, [27, 28, 29, 30]), (-1, 1, [-1, 0, 1])]
)
def test_an_entry_is_of_each_day_from_its_first_to_its_last(first, last, days):
    one = entry(first, last)
    assert checklist.days_between(one.first_day, one.last_day) == [on(day) for day in days]
    assert [day for day in range(-3, 33) if one.covers(on(day))] == days


@pytest.mark.parametrize(
    ("spans_", "run", "left", "done", "begun"),
    [
        ([], 0, 3, False, False),
        ([(0, 0)], 1, 2, False, True),
        ([(0, 1)], 2, 1, False, True),
        ([(0, 2)], 3, 0, True, True),
        ([(0, 61)], 62, 0, True, True),
        ([(0, 0), (1, 1), (2, 2)], 3, 0, True, True),
        ([(2, 2), (0, 1)], 3, 0, True, True),
        ([(0, 1), (3, 4)], 2, 1, False, True),
        ([(0, 1), (1, 2)], 3, 0, True, True),
        ([(0, 1), (0, 1)], 2, 1, False, True),
        ([(0, 0), (2, 4), (6, 7)], 3, 0, True, True),
    ],
)
def test_a_channel_counts_its_longest_run_of_days(spans_, run, left, done, begun):
    line = checklist.line(THREE, [entry(*span) for span in spans_])
    assert (line.run, line.left, line.is_done, line.is_begun) == (run, left, done, begun)


@pytest.mark.parametrize(("day", "run"), [(0, 1), (1, 2), (2, 0), (3, 1), (4, 2), (5, 0), (-1, 0)])
def test_the_run_up_to_a_day_starts_anew_after_a_gap(day, run):
    assert checklist.line(THREE, [entry(0, 1), entry(3, 4)]).run_until(on(day)) == run


@given(offsets)
def test_the_longest_run_is_the_longest_that_ends_on_any_day(days):
    line = checklist.Line(THREE, (), frozenset(on(day) for day in days), 0)
    assert checklist.longest_run(line.days) == max((line.run_until(day) for day in line.days), default=0)


@given(offsets, st.randoms())
def test_neither_order_nor_repetition_changes_a_run(days, luck):
    once = checklist.longest_run(on(day) for day in set(days))
    luck.shuffle(days)
    assert checklist.longest_run(on(day) for day in [*days, *days]) == once <= len(set(days))


@given(spans, st.integers(0, 61))
def test_one_more_day_never_shortens_a_run(found, more):
    entries = [entry(first, first + length) for first, length in found]
    before, after = checklist.line(THREE, entries), checklist.line(THREE, [*entries, entry(more)])
    assert before.run <= after.run <= before.run * 2 + 1
    assert after.left <= before.left


def test_each_channel_has_the_entries_of_its_own():
    mine, other, alien = entry(0, 2), entry(0, channel="posted"), entry(0, channel="other")
    lines = checklist.lines([ONCE, THREE], [mine, other, alien])
    assert [line.channel for line in lines] == [ONCE, THREE]
    assert [line.entries for line in lines] == [(other,), (mine,)]
    assert [line.is_done for line in lines] == [True, True]


@pytest.mark.parametrize(
    ("channel", "words"), [("posted", "Niêm yết"), ("other", "Hình thức khác"), ("gone", "Hình thức khác")]
)
def test_a_channel_the_plan_does_not_name_is_another(channel, words):
    assert checklist.label_of([THREE, ONCE], channel) == words


@pytest.mark.parametrize(
    ("spans_", "state"),
    [
        ([], ("chua_du_so_lieu", "chưa")),
        ([(0, 1)], ("thap", "2/3 ngày")),
        ([(0, 2)], ("dat", "đã thực hiện")),
    ],
)
def test_a_cell_says_done_how_far_or_nothing(spans_, state):
    assert board.state_of(checklist.line(THREE, [entry(*span) for span in spans_])) == state


def row(code: str = "07507", *spans_: tuple[int, int], posted: int | None = None, again: int = 0, notice=True) -> Row:
    """A commune with the loudspeaker on some days, a notice, and a post at some hour."""
    entries = [entry(*span) for span in spans_] + ([entry(0, channel="posted")] if notice else [])
    post = SimpleNamespace(posted_at=clock.at(FIRST, posted)) if posted is not None else None
    return Row(desk(code), tuple(checklist.lines([ONCE, THREE], entries)), post, again)


@pytest.fixture
def rows_():
    """Thanh Hải all done; Chũ with a run too short and photographs shown before; Thọ Xương with nothing."""
    round_of()
    return [
        row("07507", (0, 2), posted=16),
        row("07519", (0, 1), posted=9, again=2),
        row("07210", notice=False),
    ]


@pytest.mark.parametrize(
    ("status", "through"),
    [
        ("", [True, True, True]),
        ("no such filter", [True, True, True]),
        (NOTHING, [False, False, True]),
        (LACKING, [False, True, True]),
        (NO_POST, [False, False, True]),
        (REPEATED_PHOTOS, [False, True, False]),
        ("channel-posted", [False, False, True]),
        ("channel-loudspeaker", [False, True, True]),
        ("channel-none", [False, False, False]),
    ],
)
def test_a_filter_lets_through_what_it_names(rows_, status, through):
    assert [one.has(status) for one in rows_] == through


@pytest.mark.parametrize(
    ("list_filter", "left"),
    [
        (ListFilter(), ["Thanh Hải", "Chũ", "Thọ Xương"]),
        (ListFilter(typed="CHU"), ["Chũ"]),
        (ListFilter(district="213"), ["Thọ Xương"]),
        (ListFilter(district="213", typed="chu"), []),
        (ListFilter(status=LACKING, district="219"), ["Chũ"]),
        (ListFilter(sort="unit"), ["Chũ", "Thanh Hải", "Thọ Xương"]),
        (ListFilter(sort="done"), ["Thọ Xương", "Chũ", "Thanh Hải"]),
        (ListFilter(sort="-done"), ["Thanh Hải", "Chũ", "Thọ Xương"]),
        (ListFilter(sort="post"), ["Thọ Xương", "Chũ", "Thanh Hải"]),
        (ListFilter(sort="-post"), ["Thanh Hải", "Chũ", "Thọ Xương"]),
        (ListFilter(sort="-again"), ["Chũ", "Thanh Hải", "Thọ Xương"]),
        (ListFilter(sort="again"), ["Thanh Hải", "Thọ Xương", "Chũ"]),
        (ListFilter(sort="drop"), ["Thanh Hải", "Chũ", "Thọ Xương"]),
    ],
)
def test_what_is_wished_for_is_left_in_its_order(rows_, list_filter, left):
    assert [one.point.unit.name for one in board.LISTING.apply(rows_, list_filter)] == left


def test_done_counts_channels_and_complete_wants_all(rows_):
    assert [(one.done, one.is_complete) for one in rows_] == [(2, True), (1, False), (0, False)]


@pytest.mark.parametrize("day", [None, FIRST])
def test_the_file_has_a_cell_for_each_head_with_posts_only_of_a_day(rows_, day):
    columns = board.columns([ONCE, THREE], day)
    header, values = heads(columns), cells(columns, rows_)
    assert all(len(one) == len(header) for one in values)
    assert ("Tin ngày 12/6" in header) is (day is not None)
    posts = [["đã đăng 16:00"], ["đã đăng 09:00"], ["chưa đăng"]] if day else [[], [], []]
    assert [one[2:] for one in values] == [
        ["đã thực hiện", "đã thực hiện", 2, *posts[0], 0],
        ["đã thực hiện", "2/3 ngày", 1, *posts[1], 2],
        ["chưa", "chưa", 0, *posts[2], 0],
    ]


@pytest.mark.parametrize(("repeated", "shown"), [(0, False), (1, True)])
def test_one_photograph_shown_before_is_enough_to_be_found(repeated, shown):
    assert Row(None, (), None, repeated).has(REPEATED_PHOTOS) is shown
