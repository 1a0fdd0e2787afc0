"""What a synthesis freezes of the overall question: estimates, communes compared; papers from before hold none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.documents.synthesis import analysis
from portal.documents.synthesis.figures import SynthesisFigures
from portal.web.data import codec
from tests.documents import samples
from tests.documents.samples import commune
from tests.documents.samples import figures as figures_of


@pytest.fixture(scope="module")
def figures():
    return samples.province_2024()


def test_the_whole_comes_first_then_each_area(figures):
    estimates = analysis.estimates_of(figures.areas)
    assert len(estimates) == 1 + len(figures.areas)
    assert estimates[0].opinions == figures.whole.score(figures.headline).n
    assert estimates[0].plain.share == pytest.approx(figures.whole.score(figures.headline).top2)


def test_communes_with_a_day_without_visits_have_no_weight():
    whole = commune("Xã A", [(40, 20), (30, 20), (20, 10)], (0, 0, 5, 20, 25, 0))
    partly = commune("Xã B", [(40, 20), (None, 20), (20, 10)], (0, 0, 5, 20, 25, 0))
    assert analysis.counts_of(whole).visits == 90
    assert analysis.counts_of(partly).visits is None


def test_frozen_estimates_come_back_as_they_were(figures):
    held = replace(
        figures,
        estimates=analysis.estimates_of(figures.areas),
        compared=analysis.compared_of(figures.areas, figures.grouping.least),
    )
    assert held.compared.compared > 0
    assert codec.from_plain(SynthesisFigures, codec.to_plain(held)) == held


def test_papers_from_before_keep_their_digest_and_have_no_estimate(figures):
    plain = codec.to_plain(figures)
    assert not {"estimates", "compared", "earlier", "invitations", "method_notes"} & set(plain)
    assert codec.from_plain(SynthesisFigures, plain).estimate is None


def test_a_round_without_an_answer_has_nothing_to_estimate():
    empty = figures_of((samples.Area("Huyện A", "A", (commune("Xã A", [(None, None)] * 3),), {}),))
    assert analysis.compared_of(empty.areas, 20) is None
    assert replace(empty, estimates=analysis.estimates_of(empty.areas)).estimate is None
