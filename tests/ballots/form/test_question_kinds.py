"""Questions of every kind as a citizen finds them, and what becomes of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.ballots.form import answers, questions
from portal.ballots.form.questions import ON_SCALE, POINTS, Question
from portal.ballots.models import ballot_pool, comment_pool
from portal.ballots.sealing import payload
from portal.extensions import db
from portal.surveys.questionnaire.parts import Choice, Item, Text
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.questionnaire.wording import Wording
from tests import forms, make
from tests.ballots.conftest import NOON, Citizen
from tests.browser import PageClient

FORM = forms.form()
RULES = answers.rules_of(FORM, "long")
WORDING = Wording("Thanh Hải", "xã")
SCALED = {f"Q{n}": "4" for n in range(1, 15)}
WHOLE = {**SCALED, "Q21": "1", "Q22_1": "1", "Q22_3": "3", "Q23": "3", "Q25": "0", "Q26": "Đất đai"}


def read(**changes: str | None) -> answers.Answers:
    sent = {name: value for name, value in {**WHOLE, **changes}.items() if value is not None}
    return answers.read(RULES, sent)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, {"Q21": 1, "Q22": 0b1010, "Q23": 3, "Q25": 0}),
        ({"Q22_1": None, "Q22_3": None, "Q22_99": "99"}, {"Q22": 1 << 99}),
        ({"Q24": "2"}, {"Q24": 2}),
        ({"Q21": "2"}, {"Q22": None}),
        ({"Q21": "2", "Q22_1": "7"}, {"Q22": None}),
        ({"Q23": "1", "Q24": "2"}, {"Q24": None}),
        ({"Q25": "99"}, {"Q25": 99}),
    ],
)
def test_what_is_kept_of_the_branches_taken(changes: dict[str, str | None], kept: dict[str, int | None]) -> None:
    found = read(**changes)
    assert found.complete
    assert {name: found.chosen.get(name) for name in kept} == kept


@pytest.mark.parametrize(
    ("changes", "missing", "wrong", "faults"),
    [
        ({"Q21": None}, ["Q21"], [], []),
        ({"Q22_1": None, "Q22_3": None}, ["Q22"], [], []),
        ({"Q22_1": "2"}, [], ["Q22"], []),
        ({"Q23": "4"}, [], ["Q23"], []),
        ({"Q25": "11"}, [], ["Q25"], []),
        ({"Q22_99": "99"}, [], [], ["Q22"]),
        ({"Q26": "a" * 121}, [], [], ["Q26"]),
        ({"Q26": "a" * 121, "Q22_1": None}, [], [], []),
        ({"Q1": None, "Q22_1": "2", "Q26": "a" * 1000}, ["Q1"], ["Q22"], []),
    ],
)
def test_every_mistake_comes_at_once_and_none_of_a_branch_not_taken(app, changes, missing, wrong, faults):
    with app.test_request_context():
        found = read(**changes)
    assert (found.missing, found.wrong, list(found.faults)) == (missing, wrong, faults)


def test_words_are_masked_and_kept_under_their_questions_name() -> None:
    found = read(Q26="Gọi 0912 345 678", Q15="Tốt")
    assert found.hidden
    kept = found.words(RULES)
    assert [payload.question_of(one) for one in kept] == [("Q26", "Gọi [đã ẩn]"), ("", "Tốt")]
    assert kept[1] == "Tốt"


@given(st.data(), forms.bodies())
@settings(max_examples=60, deadline=None)
def test_any_whole_set_of_answers_is_taken_at_one_size(data: st.DataObject, body: dict[str, Any]) -> None:
    form = Questionnaire.from_json(body)
    rules = answers.rules_of(form, "long")
    sizes = set()
    for _person in range(3):
        found = answers.read(rules, data.draw(forms.typed(form)))
        assert found.complete, (found.missing, found.wrong, found.faults)
        written = answers.ballot(rules, found, "home", 100, 0)
        assert dict(payload.decode(written).answers) == dict(sorted(found.chosen.items()))
        sizes.add(len(written))
    assert sizes == {rules.size}


@given(st.data(), forms.bodies())
@settings(max_examples=60, deadline=None)
def test_a_question_is_kept_exactly_where_its_branch_was_taken(data: st.DataObject, body: dict[str, Any]) -> None:
    form = Questionnaire.from_json(body)
    sent = data.draw(forms.typed(form))
    found = answers.read(answers.rules_of(form, "long"), sent)
    asked: set[str] = set()
    for one in form.closed:
        cause = next((each for each in form.closed if one.when and each.id == one.when.question), None)
        names = (
            ()
            if cause is None
            else ([cause.id], [f"{cause.id}_{code}" for code in one.when.codes])[cause.kind == "several"]
        )
        tapped = {sent.get(name) for name in names}
        if one.when is None or (one.when.question in asked and tapped & {str(code) for code in one.when.codes}):
            asked.add(one.id)
        told = one.id in sent or any(name.startswith(f"{one.id}_") for name in sent)
        assert (one.id in {*found.chosen, *found.texts}) == (one.id in asked and (told or one.kind == "text"))


def test_codes_of_boxes_go_into_one_number_and_come_back() -> None:
    for codes in ([1], [99], [1, 2, 20], list(range(1, 99))):
        assert list(payload.codes_in(payload.several(codes))) == codes


@pytest.fixture
def person(app, db, at) -> Citizen:
    make.questionnaire(body=forms.every_kind())
    make.survey_round()
    db.session.commit()
    at(NOON)
    return Citizen(PageClient(app), make.point("07507").code, at)


def test_the_page_has_boxes_words_points_and_conditions_in_words(person):
    page = person.open()
    assert [box["name"] for box in page.all("input[type=checkbox]")] == ["Q22_1", "Q22_2", "Q22_3", "Q22_99"]
    assert page.one("#Q26 input[type=text]")["maxlength"] == "600"
    assert page.reads("#Q26 .only") == "Chỉ trả lời nếu ở câu 2 ông/bà chọn “Trực tiếp tại quầy” hoặc “Qua mạng”."
    assert page.one("#Q24")["data-when"] == '#Q23 [value="2"]:checked,#Q23 [value="3"]:checked'
    assert "Không bắt buộc." in page.reads("#Q24")
    assert len(page.all("#Q25.points label")) == 12
    assert page.one("#Q25")["data-missing"] == "Câu 19: ông/bà chưa chọn. Nếu không rõ, xin chọn “Không biết”."
    assert not page.all("#Q1[data-missing]")
    assert "20 câu" in page.reads(".safe")


def test_a_form_of_every_kind_is_taken_and_its_words_lie_apart(person):
    person.open()
    person.wait(seconds=60)
    sent = {**person.fields, **WHOLE, "Q15": "Cảm ơn"}
    assert person.client.post(person.path, sent).status == 303
    ballot = db.session.scalars(select(ballot_pool.c.payload)).one()
    kept = payload.decode(ballot).answers
    assert kept == {**dict.fromkeys(SCALED, 4), "Q21": 1, "Q22": 10, "Q23": 3, "Q25": 0}
    bodies = db.session.scalars(select(comment_pool.c.body)).all()
    assert sorted(map(payload.question_of, bodies)) == [("", "Cảm ơn"), ("Q26", "Đất đai")]


def test_a_form_with_mistakes_comes_back_filled(person):
    person.open()
    person.wait(seconds=60)
    sent = {**person.fields, **WHOLE, "Q23": None, "Q25": "11", "Q26": "a" * 130}
    page = person.client.post(person.path, {name: value for name, value in sent.items() if value is not None})
    assert page.status == 422
    assert [link["href"] for link in page.all(".errs a")] == ["#Q23", "#Q25", "#Q26"]
    assert page.reads("#Q25-err") == "Câu 19: xin chọn một trong các mức có sẵn."
    assert page.reads("#Q23-err") == "Câu 17: ông/bà chưa chọn."
    assert page.reads("#Q26-err") == "Câu trả lời dài 130 ký tự, tối đa 120. Xin viết ngắn bớt 10 ký tự."
    assert {box["name"] for box in page.all("input[type=checkbox][checked]")} == {"Q22_1", "Q22_3"}
    assert page.one("#Q26 input")["value"] == "a" * 130


@pytest.mark.parametrize(
    ("text", "head", "tail"),
    [
        ("Sự liêm chính (không vụ lợi)", "Sự liêm chính", "(không vụ lợi)"),
        ("Sự liêm chính (không vụ lợi), gương mẫu", "Sự liêm chính (không vụ lợi), gương mẫu", ""),
        ("Sự liêm chính(không vụ lợi)", "Sự liêm chính(không vụ lợi)", ""),
        (" (không vụ lợi)", " (không vụ lợi)", ""),
        ("Sự liêm chính", "Sự liêm chính", ""),
    ],
)
def test_an_explanation_in_brackets_at_the_end_stands_apart(text, head, tail):
    question = Question("Q1", 1, text)
    assert (question.head, question.tail) == (head, tail)


@pytest.mark.parametrize(("longest", "is_line"), [(0, False), (1, True), (200, True), (201, False)])
def test_few_letters_fit_a_box_of_one_line(longest, is_line):
    assert Question("Q1", 1, "Lời", longest=longest).is_line is is_line


@pytest.mark.parametrize(
    ("labels", "kind", "is_of_points"),
    [
        (["1", "2", "3", "4", "5", "6"], "scale", False),
        (["1", "2", "3", "4", "5", "6", "7"], "scale", True),
        (["1", "2", "3", "4", "5", "6", "Tốt"], "scale", True),
        (["1", "2", "3", "4", "5", "6", "Kém!"], "scale", False),
        (["1", "2", "3", "4", "5", "6", "7"], "one", False),
    ],
)
def test_many_short_levels_stand_side_by_side(labels, kind, is_of_points):
    levels = tuple(Choice(code, Text(label, label)) for code, label in enumerate(labels, start=1))
    item = Item("Q1", "Q1", Text("Lời", "Words"), kind=kind, choices=levels)
    assert questions.is_of_points(item, WORDING) is is_of_points


def test_rows_say_where_in_their_block_they_stand(app) -> None:
    numbered = {one.id: one for one in FORM.numbered("long")}
    places = {
        (name, style): [option.place for option in questions.options_of(FORM, numbered[name], WORDING, style)]
        for name, style in (("Q1", ON_SCALE), ("Q21", ""), ("Q25", POINTS))
    }
    assert places["Q1", ON_SCALE] == [" top", "", "", "", " end", " aside"]
    assert places["Q21", ""] == [" top", " end", " aside"]
    assert places["Q25", POINTS] == [""] * 11 + [" aside"]
