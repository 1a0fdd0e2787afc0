"""Made-up answers: such as the form takes, and such as people give."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from portal.ballots.form import answers
from portal.ballots.form.answers import clean_comment
from portal.ballots.intake.masking import mask
from portal.demo.simulation import comments
from portal.demo.simulation.citizens import FilledForm, Respondents
from portal.results.scoring import score
from portal.surveys.questionnaire.questionnaire import Questionnaire

FORM = Path(__file__).parents[3] / "plans" / "pks02-md-1.json"
RULES = answers.rules_of(Questionnaire.from_json(json.loads(FORM.read_text(encoding="utf-8"))), "long")
COMMUNES = 60


def sheets(place: str = "1/07549", count: int = 400, *, stuffed: bool = False) -> list[FilledForm]:
    return list(Respondents(RULES.questions, "Q14", place, stuffed=stuffed).sheets(count))


def everyone() -> list[FilledForm]:
    return [one for number in range(COMMUNES) for one in sheets(f"1/{number}", 50)]


def satisfied(answers: list[FilledForm], question: str) -> float:
    return score(Counter(one.chosen[question] for one in answers)).top2 or 0


def test_every_sheet_is_one_the_form_would_take() -> None:
    for one in sheets():
        for rule in RULES.questions[:-1]:  # the last is the comment
            assert one.chosen.get(rule.id, None if rule.required else 9) in rule.codes.values()
        assert set(one.chosen) <= {rule.id for rule in RULES.questions}


def test_the_same_seed_gives_the_same_sheets() -> None:
    assert sheets() == sheets()
    assert sheets() != sheets("2/07549")


def test_about_five_in_six_are_satisfied_overall() -> None:
    assert 80 < satisfied(everyone(), "Q14") < 90


def test_questions_differ() -> None:
    answers = everyone()
    assert satisfied(answers, "Q10") - satisfied(answers, "Q13") > 5


def test_communes_differ() -> None:
    shares = [satisfied(sheets(f"1/{number}", 60), "Q14") for number in range(COMMUNES)]
    assert max(shares) - min(shares) > 20


def test_some_have_no_opinion_most_of_all_on_complaints() -> None:
    answers = everyone()
    unsure = {q: sum(one.chosen[q] == 9 for one in answers) / len(answers) for q in ("Q8", "Q10")}
    assert 0.08 < unsure["Q8"] < 0.2
    assert 0 < unsure["Q10"] < 0.05


def test_about_six_in_a_hundred_write_something() -> None:
    answers = everyone()
    assert 0.04 < sum(bool(one.remark) for one in answers) / len(answers) < 0.08


def test_somebody_who_stuffs_ticks_the_last_column_fast() -> None:
    stuffed = sheets(stuffed=True)
    straight = sum(set(one.chosen.values()) == {5} for one in stuffed) / len(stuffed)
    assert straight > 0.5
    assert sum(one.seconds < 40 for one in stuffed) / len(stuffed) > 0.4
    assert {one.risk for one in stuffed} == {0, 1, 2}
    assert {one.risk for one in sheets()} == {0}


def test_remarks_come_through_the_door_as_they_are() -> None:
    for said in (*comments.PRAISE, *comments.REQUESTS, *comments.COMPLAINTS):
        assert mask(clean_comment(said)) == said
