from __future__ import annotations

import pytest

from portal.documents.synthesis.figures import SynthesisFigures, scored
from portal.fieldwork.turnout.figures import sum_known
from portal.surveys.turnout import Status
from tests.documents import samples


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
    assert whole.visits == sum_known(area.visits for area in figures.areas)
    assert whole.ballots == sum(commune.ballots or 0 for commune in figures.communes)
    assert sum(whole.verdicts.values()) == len(figures.communes)
    for question in figures.questions:
        assert whole.score(question.id).n == sum(area.score(question.id).n for area in figures.areas)
    assert whole.score(figures.headline).n == sum(commune.score.n for commune in figures.communes)


def test_the_real_units_are_all_there() -> None:
    assert len(samples.province_2024().communes) == 209
    assert [area.name for area in samples.province_2025().areas] == ["Các phường", "Các xã"]
    assert len(samples.province_2025().communes) == 99
