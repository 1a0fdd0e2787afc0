"""Where the shapes of charts lie, worked out by hand in a box of 100 by 100."""

from __future__ import annotations

from datetime import time

import pytest

from portal.web.ui import pictures
from portal.web.ui.pictures import Piece, Reach, Scale

pytestmark = pytest.mark.once
COLOURS = pictures.LEVEL_COLOURS


def test_parts_follow_each_other_and_what_is_nothing_is_not_drawn():
    assert pictures.pieces([(10, "a"), (0, "b"), (30, "c")], start=5, span=50) == (
        Piece("10.00", "20.00", "a"),
        Piece("30.00", "60.00", "c"),
    )


def test_what_lies_below_the_middle_ends_on_one_line_in_all_rows():
    first, second = pictures.diverging([[10, 10, 20, 30, 30], [0, 5, 5, 40, 50]])
    assert [piece.x for piece in first] == ["0.00", "8.70", "17.39", "34.78", "60.87"]
    assert [piece.x for piece in second] == ["13.04", "17.39", "21.74", "56.52"]
    assert [piece.fill for piece in second] == [*COLOURS[1:]]
    assert pictures.diverging([]) == []
    assert pictures.diverging([[0, 0, 0, 0, 0]]) == [()]


@pytest.mark.parametrize(
    ("intervals", "step", "scale"),
    [
        ([], 10, Scale(0, 100)),
        ([(None, None)], 10, Scale(0, 100)),
        ([(71.2, 84.3), (None, None)], 10, Scale(70, 90)),
        ([(70.0, 90.0)], 10, Scale(70, 90)),
        ([(71.0, 71.5)], 10, Scale(70, 80)),
        ([(100.0, 100.0)], 10, Scale(90, 100)),
        ([(71.2, 84.3)], 20, Scale(60, 100)),
    ],
)
def test_an_axis_reaches_over_the_tens_around_its_intervals(intervals, step, scale):
    assert pictures.scale_of(intervals, step) == scale


@pytest.mark.parametrize(("value", "place"), [(60, 0), (70, 0), (75, 25), (90, 100), (95, 100)])
def test_what_lies_outside_an_axis_stands_at_its_end(value, place):
    assert Scale(70, 90).place(value) == place
    assert pictures.down(Scale(70, 90), value) == f"{100 - place:.2f}"


def test_an_interval_has_its_band_and_its_share_and_without_figures_neither():
    scale = Scale(70, 90)
    assert pictures.reach("A", (72.0, 75.0, 80.0), scale, "75,0") == Reach("A", "10.00", "40.00", "25.00", "75,0")
    for lacking in ((None, 75.0, 80.0), (72.0, None, 80.0), (72.0, 75.0, None)):
        assert pictures.reach("A", lacking, scale, "-") == Reach("A", None, "", "", "-")


def test_many_intervals_rise_by_their_share_each_kind_in_a_path():
    found = pictures.spread([(70.0, 80.0, 90.0, "b"), (62.0, 70.0, 78.0, "a")], 75.0)
    assert found.bars == {"a": "M25.00 95.00V55.00", "b": "M75.00 75.00V25.00"}
    assert found.dots == {"a": "M25.00 75.00h.01", "b": "M75.00 50.00h.01"}
    assert (found.level, found.ticks) == ("62.50", (100, 80, 60))


def test_columns_reach_from_the_first_busy_hour_of_any_day_to_the_last():
    first, second = [0] * 24, [0] * 24
    first[8], second[8], second[11] = 5, 10, 2
    found = pictures.columns([("12/6", first, "5"), ("13/6", second, "12")], (time(7, 30), time(10, 30)), (1, 11))
    assert (found.hours, found.desk, found.desk_words) == ((8, 9, 10, 11), ("0.00", "62.50"), "07:30–10:30")
    assert found.rows == [("12/6", "5", "0", "0", "0"), ("13/6", "10", "0", "0", "2")]
    (_name, bars, words), (_other, later, _words) = found.days
    assert (bars[0][:4], words) == (("2.50", "50.00", "20.00", "50.00"), "5")
    assert later[3][:4] == ("77.50", "80.00", "20.00", "20.00")
    assert [bar.is_running for bar in (*bars, *later)] == [False] * 7 + [True]


def test_the_desk_s_hours_are_cut_where_the_picture_ends():
    counts = [0] * 24
    counts[9] = 1
    assert pictures.columns([("12/6", counts, "")], (time(10), time(17))).desk == ("100.00", "0.00")
    assert pictures.columns([("12/6", [0] * 24, "")], (time(7), time(17))) is None


@pytest.mark.parametrize(("shown", "worded"), [("100,0", False), ("chưa đủ", True)])
def test_words_at_the_right_of_a_row_are_longer_than_any_figure(shown, worded):
    rows = [pictures.StackRow("A", (), "7,0"), pictures.StackRow("B", (), shown)]
    assert pictures.Stack([("", rows)], []).is_worded is worded
