"""results/statistics/tables.py, grouping.py: pure rules of what is counted, hidden and said."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.results.scoring import score
from portal.results.statistics import tables
from portal.results.statistics.basis import Basis, Question
from portal.results.statistics.grouping import NamedScore, contrast
from portal.surveys.turnout import PRESETS

VECTOR = {1: 2, 2: 3, 3: 10, 4: 25, 5: 10, 9: 4}


def basis(**changes: object) -> Basis:
    settings: dict[str, object] = {
        "questions": (Question("Q1", "Một", "G1"), Question("Q2", "Hai", "G1"), Question("Q14", "Chung")),
        "groups": {"G1": "Nhóm một"},
        "absent": (),
        "headline": "Q14",
        "items": (),
        "levels": ("1", "2", "3", "4", "5", "9"),
        "method": "top2",
        "policy": PRESETS["H"],
        "floors": (90, 80, 70),
        "least": 20,
        "version": "X/1",
        "title": "",
        "variant": "long",
        **changes,
    }
    return Basis(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("n", [0, 1, 4])
def test_fewer_than_five_opinions_leave_nothing_to_be_seen(n):
    found = tables.distribution(Question("Q1", "Một", "G1"), {5: n, 9: 40})
    assert found.score == score({})
    assert found.counts == (None,) * 5
    assert found.shares == (None,) * 5
    assert (found.no_opinion, found.no_opinion_share) == (None, None)


def test_from_five_opinions_on_everything_is_shown():
    found = tables.distribution(Question("Q1", "Một", "G1"), {5: 3, 1: 2, 9: 5})
    assert found.counts == (2, 0, 0, 0, 3)
    assert found.shares == (40.0, 0.0, 0.0, 0.0, 60.0)
    assert (found.no_opinion, found.no_opinion_share) == (5, 50.0)


def test_the_test_vector_of_the_form():
    found = tables.distribution(Question("Q14", "Chung"), VECTOR).score
    assert (found.n, found.top2, round(found.mean, 2), round(found.index, 2)) == (50, 70.0, 3.76, 75.2)
    assert (round(found.low, 2), round(found.high, 2)) == (56.25, 80.90)


def test_a_pooled_answer_counts_once_and_a_unit_once_beside_it():
    by_unit = {1: {"Q1": {5: 90, 1: 10}}, 2: {"Q1": {5: 5, 1: 5}}, 3: {"Q1": {1: 4}}}
    row = tables.summaries(basis(), by_unit)[0]
    assert row.score.n == 114
    assert row.score.top2 == pytest.approx(100 * 95 / 114)
    assert (row.by_unit, row.units) == (70.0, 2)


def test_a_group_is_the_mean_of_its_questions_as_printed():
    scores = {"Q1": score({5: 2, 1: 1}), "Q2": score({5: 1, 1: 2})}
    group = tables.group_summaries(basis(), scores)[0]
    assert group.top2 == pytest.approx((66.7 + 33.3) / 2)
    assert group.members == 2


def test_a_question_without_figures_does_not_pull_its_group_down():
    group = tables.group_summaries(basis(), {"Q1": score({5: 9, 1: 1})})[0]
    assert (group.top2, group.members) == (90.0, 1)


def test_a_group_without_figures_has_none_and_does_not_count_among_all():
    groups = tables.group_summaries(basis(), {})
    assert groups[0].top2 is None
    assert tables.composite(groups, "Tất cả").top2 is None


@pytest.mark.parametrize(("method", "index"), [("top2", 80.0), ("mean5", 80.0), ("mean0", 75.0)])
def test_the_index_follows_the_round_s_method(method, index):
    assert basis(method=method).index_of(score({4: 10})) == pytest.approx(index)


@pytest.mark.parametrize(
    ("counts", "verdict", "chair", "place"),
    [
        ({5: 20}, "dat", "incumbent", 0),
        ({5: 20}, "cao_can_giai_trinh", "acting", 0),
        ({5: 19}, "dat", "incumbent", "too_thin"),
        ({5: 40}, "thap", "incumbent", "too_thin"),
        ({5: 40}, "chua_du_so_lieu", "incumbent", "too_thin"),
        ({5: 40}, "dat", "vacant", "vacant"),
        ({5: 17, 1: 3}, "dat", "incumbent", 1),
    ],
)
def test_a_commune_s_group_needs_opinions_turnout_and_somebody_in_the_chair(counts, verdict, chair, place):
    line = SimpleNamespace(unit=SimpleNamespace(id=7), status=verdict)
    assert tables.commune_row(basis(), line, {7: {"Q14": counts}}, chair).place == place


def test_without_districts_communes_stand_together_by_kind_in_the_order_of_kinds():
    units = [SimpleNamespace(kind=kind, district=None) for kind in ("đặc khu", "phường", "xã", "phường")]
    found = tables.areas([SimpleNamespace(unit=unit) for unit in units])
    assert [(one.key, one.title, len(one.lines)) for one in found] == [
        ("xã", "Các xã", 1),
        ("phường", "Các phường", 2),
        ("đặc khu", "Các đặc khu", 1),
    ]


def named(**rates: tuple[int, int]) -> list[NamedScore]:
    return [NamedScore(name, score({5: good, 1: of - good})) for name, (good, of) in rates.items()]


def test_what_overlaps_is_named_together():
    found = contrast(named(c=(500, 1000), e=(0, 0), b=(890, 1000), d=(200, 1000), a=(900, 1000)))
    assert [one.name for one in found.best] == ["a", "b"]
    assert [one.name for one in found.weakest] == ["d"]
    assert found.is_clear
    assert (found.highest, found.lowest) == (90, 20)


def test_where_all_overlap_nothing_is_called_higher():
    assert not contrast(named(a=(18, 20), b=(17, 20))).is_clear


def test_without_figures_there_is_no_contrast():
    found = contrast(named(a=(0, 0)))
    assert (found.best, found.is_clear) == ((), False)
