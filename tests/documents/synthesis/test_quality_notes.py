"""documents/synthesis/quality_notes.py: annex 9 says how many communes had a sign of quality, and by which limits."""

from __future__ import annotations

from dataclasses import replace

from portal.documents.annexes.people_annexes import annex_9
from portal.documents.synthesis import snapshot
from portal.surveys.plan.quality_limits import LIMITS
from tests import make
from tests.results import poll


def test_annex_9_tells_the_signs_of_the_opening_and_no_limit_that_a_forger_could_keep_below(db):
    plan = replace(make.plan_198(), quality=replace(LIMITS, same_percent=60))
    survey = poll.province({"07507": {5: 30}, "07519": {4: 10, 2: 10}}, plan=plan.to_json())
    figures = snapshot.synthesis_figures(survey)
    assert "same_percent=60" in figures.limits
    notes = annex_9(figures).notes
    assert any("(ngày 15/6/2024), 1 đơn vị có dấu hiệu" in note for note in notes)
    assert not any("60%" in note for note in notes)
    assert any("không phải kết luận vi phạm và không tự động loại phiếu." in note for note in notes)


def test_a_round_that_nobody_has_looked_over_says_nothing_of_signs(db):
    survey = make.survey_round()
    assert snapshot.synthesis_figures(survey).signs == ()
