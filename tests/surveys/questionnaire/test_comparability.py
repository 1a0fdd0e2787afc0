"""Two versions of a form are comparable question by question, where code, wording and scale agree."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from portal.surveys.questionnaire.comparison import comparable
from portal.surveys.questionnaire.questionnaire import Questionnaire
from tests import make


def form(change: Any = None) -> Questionnaire:
    """The default form, with something changed in its body."""
    body = copy.deepcopy(make.default_form())
    if change:
        change(body)
    return Questionnaire.from_json(body)


def reword(body: Any) -> None:
    body["closed"][2]["text"]["vi"] = "Sự liêm chính"


def reword_english(body: Any) -> None:
    body["closed"][2]["text"]["en"] = "Integrity"


def other_lead(body: Any) -> None:
    body["sections"][1]["lead"]["vi"] = "Về kết quả công việc của UBND {unit}, ông/bà hài lòng ở mức nào?"


def turn_scale(body: Any) -> None:
    body["scale_order"] = "descending"


def rename_level(body: Any) -> None:
    body["scale"][2]["text"]["vi"] = "Tạm được"


def split_ages(body: Any) -> None:
    body["optional"][1]["choices"][4]["text"]["vi"] = "Từ 60 đến 69"


def ask_ethnicity(body: Any) -> None:
    body["optional"][2]["on"] = True


def drop_thirteen(body: Any) -> None:
    del body["closed"][12]


def renumber(body: Any) -> None:
    body["closed"][12]["id"] = "Q16"


def move_and_regroup(body: Any) -> None:
    """Neither order, group, short name nor place in the short form changes what was asked."""
    body["closed"][0], body["closed"][1] = body["closed"][1], body["closed"][0]
    body["closed"][3].update(group="G1", label="Khác", core=False)


CLOSED = {f"Q{number}" for number in range(1, 15)}
CASES = [
    (move_and_regroup, {}),
    (reword, {"Q3": ["lời câu hỏi khác nhau"]}),
    (reword_english, {"Q3": ["lời câu hỏi khác nhau"]}),
    (other_lead, {name: ["lời câu hỏi khác nhau"] for name in ("Q9", "Q10", "Q11", "Q12", "Q13")}),
    (turn_scale, {name: ["thang trả lời khác nhau"] for name in CLOSED}),
    (rename_level, {name: ["thang trả lời khác nhau"] for name in CLOSED}),
    (split_ages, {"D2": ["thang trả lời khác nhau"]}),
    (ask_ethnicity, {}),
    (drop_thirteen, {"Q13": ["phiếu sau không có câu này"]}),
    (renumber, {"Q16": ["phiếu trước không có câu này"], "Q13": ["phiếu sau không có câu này"]}),
]


@pytest.mark.parametrize(("change", "expected"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_what_cannot_be_compared_and_why(app: Any, change: Any, expected: Any) -> None:
    found = comparable(form(), form(change))
    with app.test_request_context():
        apart = {one.id: one.sentences for one in found if not one.comparable}
    assert apart == {"D3": ["một trong hai phiếu không hỏi câu này"], **expected}


def test_a_question_switched_on_in_both_is_comparable() -> None:
    found = comparable(form(ask_ethnicity), form(ask_ethnicity))
    assert all(one.comparable for one in found)
    assert [one.id for one in found] == [
        *(f"Q{number}" for number in range(1, 15)),
        *(f"D{number}" for number in range(1, 8)),
    ]
