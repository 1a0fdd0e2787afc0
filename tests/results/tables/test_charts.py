"""What charts say in words, and in which order their rows stand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.results.scoring import Score, score
from portal.results.statistics.basis import Question
from portal.results.statistics.marked_units import HIGHER, LOWER, UNDECIDED
from portal.results.tables import charts
from portal.results.tables.comparison import Change
from portal.surveys.turnout import NOT_JUDGED
from portal.web.ui.pictures import Scale


@pytest.fixture(autouse=True)
def _request(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (None, ""),
        ((1.2, 0.0, 2.4), "chưa đủ căn cứ kết luận"),
        ((-1.2, -2.4, 0.0), "chưa đủ căn cứ kết luận"),
        ((2.0, 0.1, 3.9), "cao hơn các nơi khác 2,0 điểm (0,1–3,9)"),
        ((-2.0, -3.9, -0.1), "thấp hơn các nơi khác 2,0 điểm (0,1–3,9)"),
    ],
)
def test_how_far_a_place_lies_apart_is_told_by_the_interval(apart, words):
    assert charts.apart_in_words(apart) == words


@pytest.mark.parametrize(
    ("low", "words"),
    [(0, "Trục từ 0% đến 90%."), (10, "Trục từ 10% đến 90%, trục không bắt đầu từ 0.")],
)
def test_an_axis_says_where_it_begins_and_that_it_is_not_at_nought(low, words):
    assert charts.Intervals([], Scale(low, 90)).words == words


@pytest.mark.parametrize(
    ("before", "after", "kind", "sign"),
    [
        ({5: 48, 1: 32}, {5: 56, 1: 14}, HIGHER, "+20,0 ("),
        ({5: 56, 1: 14}, {5: 48, 1: 32}, LOWER, "-20,0 ("),
        ({5: 30, 1: 10}, {5: 31, 1: 9}, UNDECIDED, "+2,5 ("),
        ({5: 30, 1: 10}, {5: 30, 1: 10}, UNDECIDED, "0,0 ("),
    ],
)
def test_a_slope_rises_or_falls_for_certain_or_not(before, after, kind, sign):
    [slope] = charts.slopes([Change(Question("Q1", "A"), score(before), score(after))])
    assert (slope.kind, slope.words[: len(sign)]) == (kind, sign)


@pytest.mark.parametrize(
    ("difference", "kind"),
    [
        (None, UNDECIDED),
        ((1.0, 0.1, 1.9), HIGHER),
        ((1.0, 0.0, 2.0), UNDECIDED),
        ((-1.0, -1.9, -0.1), LOWER),
        ((-1.0, -2.0, 0.0), UNDECIDED),
    ],
)
def test_an_interval_that_ends_at_nought_decides_nothing(difference, kind):
    assert charts.kind_of(SimpleNamespace(difference=difference)) == kind


def test_what_may_not_be_compared_has_no_slope():
    assert charts.slopes([Change(Question("Q1", "A"), score({}), score({5: 40}))]) == []


def test_questions_stand_with_those_most_satisfied_first_and_those_without_opinions_last():
    members = [Question(key, key) for key in ("A", "B", "C", "D")]
    scores = {"A": score({5: 1, 1: 3}), "B": score({}), "C": score({5: 3, 1: 1}), "D": score({5: 1, 1: 3})}
    assert [one.id for one in charts.best_first(members, scores)] == ["C", "A", "D", "B"]


def test_the_last_colour_is_for_every_group_after_the_third():
    places = [charts.HEAT.index(colour) for _name, colour in charts.heat(SimpleNamespace(floors=(90, 80, 70, 60)))]
    assert places == [0, 1, 2, 3, 3]


@pytest.mark.parametrize(
    ("least_higher", "said"), [(None, ""), (19, ""), (20, ""), (21, "Đơn vị dưới 21 phiếu có ý kiến không thể")]
)
def test_a_size_below_which_nothing_is_higher_is_told_where_it_leaves_anybody_out(least_higher, said):
    found = charts.Compared(None, None, "80%", 20, least_higher).too_small
    assert found.startswith(said)
    assert bool(found) == bool(said)


def test_no_verdicts_where_none_is_judged():
    assert charts.verdicts(SimpleNamespace(basis=SimpleNamespace(policy=NOT_JUDGED), lines=[])) == []


def test_no_comparison_where_no_commune_is_large_enough():
    assert charts.compared_units(SimpleNamespace(marks=None, overall=Score(0, 0), compared_scores={})) is None
