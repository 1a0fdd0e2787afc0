from __future__ import annotations

import pytest

from portal.documents.synthesis.figures import SynthesisFigures, added, scored, share
from portal.surveys.turnout import Status
from tests.documents import samples


@pytest.mark.parametrize(("values", "total"), [([], None), ([None, None], None), ([0], 0), ([3, None, 4], 7)])
def test_a_sum_of_what_is_known_is_unknown_when_nothing_is(values: list[int | None], total: int | None) -> None:
    assert added(values) == total


@pytest.mark.parametrize(
    ("part", "whole", "rate"), [(None, 5, None), (5, None, None), (0, 0, None), (0, 4, 0.0), (3, 2, 150.0)]
)
def test_a_share_needs_a_base(part: int | None, whole: int | None, rate: float | None) -> None:
    assert share(part, whole) == rate


def test_answers_are_scored_in_the_order_of_their_codes() -> None:
    assert scored((2, 3, 10, 25, 10, 4)).top2 == 70.0
    assert scored(None).n == 0


def test_a_commune_without_a_days_visits_is_not_complete() -> None:
    late = samples.commune("Xã A", [(10, 5), (None, 5), (10, 5)])
    assert not late.complete
    assert (late.visits, late.ballots, late.minimum, late.verdict) == (20, 15, None, Status.CHUA_DU_SO_LIEU)


@pytest.mark.parametrize("figures", [samples.province_2024(), samples.province_2025()])
def test_communes_add_up_to_areas_and_areas_to_the_province(figures: SynthesisFigures) -> None:
    whole = figures.whole
    assert whole.visits == added(area.visits for area in figures.areas)
    assert whole.ballots == sum(commune.ballots or 0 for commune in figures.communes)
    assert sum(whole.verdicts.values()) == len(figures.communes)
    for question in figures.questions:
        assert whole.score(question.id).n == sum(area.score(question.id).n for area in figures.areas)
    assert whole.score(figures.headline).n == sum(commune.score.n for commune in figures.communes)


def test_the_real_units_are_all_there() -> None:
    assert len(samples.province_2024().communes) == 209
    assert [area.name for area in samples.province_2025().areas] == ["Các phường", "Các xã"]
    assert len(samples.province_2025().communes) == 99
