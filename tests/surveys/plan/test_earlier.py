"""surveys/plan/earlier.py: what was approved before plans had words of their own goes on saying what it said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.sealing import operations as sealing
from portal.surveys.models import Round
from portal.surveys.plan import earlier
from portal.surveys.plan.plan import Plan, parse
from portal.web.data import codec
from tests import make

PLANS = Path(__file__).parents[3] / "plans"
WRITTEN = parse((PLANS / "198-kh-bdvtu.toml").read_text(encoding="utf-8"))
BEFORE = {name: part for name, part in WRITTEN.to_json().items() if name not in earlier.SAID}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_plan_kept_before_says_what_its_file_says_now(language: str) -> None:
    kept = Round(plan_text=json.dumps(BEFORE)).plan_data
    assert (kept.words, kept.rated) == (WRITTEN.words, WRITTEN.rated)
    assert (kept.terms_in_english if language == "en" else kept.terms) == (
        WRITTEN.terms_in_english if language == "en" else WRITTEN.terms
    )


def test_a_plan_without_words_is_kept_as_one_that_says_none() -> None:
    plain = Plan.from_json(BEFORE)
    kept = Round(plan=plain.to_json()).plan_data
    assert kept == plain
    assert kept.terms.office != WRITTEN.terms.office
    assert kept.terms.communes == "xã, phường, thị trấn"


def test_the_sealed_plan_of_a_round_stays_what_it_was(db) -> None:
    survey = make.survey_round()
    survey.plan_text = json.dumps(BEFORE)
    db.session.commit()
    assert survey.plan_data.words == WRITTEN.words
    assert sealing.current_settings(db.session.connection(), survey.id)["plan"] == codec.digest(BEFORE)
