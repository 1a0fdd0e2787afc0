"""A form as data: what the default form is made of, and how a wrong one is refused."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Mistakes
from portal.surveys.questionnaire import questionnaire
from portal.surveys.questionnaire.questionnaire import Questionnaire

TEXT = (Path(__file__).parents[3] / "plans" / "pks02-md-1.json").read_text(encoding="utf-8")
BODY = json.loads(TEXT)
FORM = questionnaire.parse(TEXT)


def mistakes(body: Any) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        Questionnaire.from_json(body)
    return [str(mistake) for mistake in caught.value.mistakes]


def changed(path: str, value: object) -> dict[str, Any]:
    """The default form with one value changed; «del» takes it away."""
    body = copy.deepcopy(BODY)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    part = body
    for step in steps:
        part = part[step]
    if value == "del":
        del part[last]
    else:
        part[last] = value
    return body


def test_the_default_form_asks_fourteen_questions_a_comment_and_six_more() -> None:
    assert [item.id for item in FORM.numbered()] == [f"Q{number}" for number in range(1, 15)]
    assert FORM.comment.id == "Q15"
    assert [item.id for item in FORM.asked()[14:]] == ["D1", "D2", "D4", "D5", "D6", "D7"]


def test_ethnicity_is_sensitive_and_off() -> None:
    assert [(item.id, item.on) for item in FORM.optional if item.sensitive] == [("D3", False)]


def test_the_short_form_has_the_eight_core_questions() -> None:
    assert [item.id for item in FORM.numbered("short")] == ["Q1", "Q4", "Q5", "Q7", "Q9", "Q10", "Q11", "Q14"]


def test_closed_questions_take_codes_one_to_five_and_nine_optional_ones_their_own() -> None:
    assert {FORM.codes(item) for item in FORM.closed} == {frozenset({1, 2, 3, 4, 5, 9})}
    assert [sorted(FORM.codes(item)) for item in FORM.optional] == [
        [1, 2, 3, 9],
        [1, 2, 3, 4, 5, 9],
        [1, 2, 9],
        [1, 2, 3, 4, 5, 6, 9],
        [1, 2, 9],
        [1, 2, 9],
        [1, 2, 3, 9],
    ]


@pytest.mark.parametrize(("order", "codes"), [("ascending", [1, 2, 3, 4, 5, 9]), ("descending", [5, 4, 3, 2, 1, 9])])
def test_no_opinion_is_always_last_whichever_way_the_scale_runs(order: str, codes: list[int]) -> None:
    form = Questionnaire.from_json(changed("scale_order", order))
    assert [choice.code for choice in form.choices(form.closed[0])] == codes
    assert [choice.code for choice in form.choices(form.optional[0])] == [1, 2, 3, 9]


def test_groups_hold_thirteen_questions_and_the_overall_one_stands_alone() -> None:
    groups = {group.id: [item.id for item in FORM.scaled("long") if item.group == group.id] for group in FORM.groups}
    assert groups == {
        "G1": ["Q1", "Q2"],
        "G2": ["Q3", "Q4"],
        "G3": ["Q5", "Q6"],
        "G4": ["Q7", "Q8"],
        "G5": ["Q9", "Q10"],
        "G6": ["Q11"],
        "G7": ["Q12", "Q13"],
    }
    assert (FORM.headline.id, FORM.headline.group, FORM.lead(FORM.headline)) == ("Q14", "", None)


def test_the_lead_ins_stand_over_questions_1_to_8_and_9_to_13() -> None:
    sections = [section.id if (section := FORM.lead(item)) else None for item in FORM.closed]
    assert sections == ["chair"] * 8 + ["results"] * 5 + [None]


def test_the_index_settings() -> None:
    index = FORM.index
    assert (index.headline, index.method, index.also, index.interval) == ("Q14", "top2", ("mean5",), "wilson95")
    assert (index.min_base_unit, index.min_base_cell, index.composite) == (20, 10, "groups_equal")


def test_until_confirmed_staff_read_that_it_is_a_draft() -> None:
    assert FORM.staff_title == ("Bản câu hỏi dự thảo, chưa phải mẫu PKS 02 kèm theo Kế hoạch số 152-KH/BCSĐ-BDVTU")


def test_a_form_survives_its_way_through_json() -> None:
    again = Questionnaire.from_json(json.loads(json.dumps(FORM.to_json())))
    assert again == FORM
    assert again.digest == FORM.digest


def test_the_digest_changes_with_any_word() -> None:
    other = Questionnaire.from_json(changed("closed.0.text.vi", "Năng lực"))
    assert other.digest != FORM.digest
    assert len(other.digest) == 64


@pytest.mark.parametrize(
    ("path", "value", "mistake"),
    [
        ("version", 0, "version: phải từ 1 đến 9999."),
        ("version", "1", "version: phải là số nguyên, không đặt trong dấu nháy."),
        ("version", True, "version: phải là số nguyên, không đặt trong dấu nháy."),
        ("code", "pks02", "code: “pks02” phải gồm chữ in hoa, chữ số, gạch nối."),
        ("title", "del", "title: thiếu trường này."),
        ("titel", {}, "titel: không có trường này; có phải “title”?"),
        ("heading.en", "", "[heading].en: không được để trống."),
        ("heading.en", "  ", "[heading].en: không được để trống."),
        ("closed.2.text.vi", 3, "[closed #3.text].vi: phải là chữ đặt trong dấu nháy kép, không có ký tự điều khiển."),
        (
            "closed.2.text.vi",
            "Liêm\x00chính",
            "[closed #3.text].vi: phải là chữ đặt trong dấu nháy kép, không có ký tự điều khiển.",
        ),
        (
            "closed.13.text.vi",
            "Chủ tịch {don_vi}",
            "[closed #14.text].vi: không có chỗ điền {don_vi}; chỉ dùng {chair}, {office}, {unit}, {kind}, {desk}.",
        ),
        ("closed.13.text.vi", "Chủ tịch {unit", "[closed #14.text].vi: dấu ngoặc nhọn không khớp."),
        ("closed.0.id", "q1", "[closed #1].id: “q1” phải gồm một chữ in hoa và một, hai chữ số, ví dụ Q1."),
        ("closed.0.id", "Q2", "closed: mã câu hỏi Q2 được dùng 2 lần."),
        ("closed.0.id", "Q15", "closed: mã câu hỏi Q15 được dùng 2 lần."),
        ("closed.0.group", "G8", "closed: câu Q1: nhóm “G8” không có trong groups."),
        ("closed.13.group", "G1", "closed: câu Q14 là câu đánh giá chung, không thuộc nhóm nào."),
        ("closed.0.section", "other", "closed: câu Q1: phần “other” không có trong sections."),
        ("closed.0.on", False, "[closed #1].on: câu Q1 luôn được hỏi; bỏ on."),
        (
            "closed.13.core",
            False,
            "closed: câu Q14 là câu đánh giá chung, phải có trong phiếu rút gọn (core).",
        ),
        ("closed", {}, "closed: phải là một danh sách, đặt trong dấu ngoặc vuông."),
        ("closed.3", "Q4", "closed #4: phải là một mục gồm nhiều trường."),
        ("scale.0.code", 2, "scale: phải có các mã 1, 2, 3, 4, 5 và 9, theo đúng thứ tự."),
        ("scale.0.code", 12, "scale: phải có các mã 1, 2, 3, 4, 5 và 9, theo đúng thứ tự."),
        ("scale.0.code", 100, "[scale #1].code: phải từ 0 đến 99."),
        (
            "optional.0.choices.0.code",
            2,
            "optional: câu D1 phải có ít nhất hai phương án, mỗi mã một lần, cuối cùng là mã 9.",
        ),
        (
            "optional.6.choices.3.code",
            4,
            "optional: câu D7 phải có ít nhất hai phương án, mỗi mã một lần, cuối cùng là mã 9.",
        ),
        ("groups.1.id", "G1", "groups: mã G1 được dùng 2 lần."),
        ("sections.1.id", "chair", "sections: mã chair được dùng 2 lần."),
        ("comment.max_length", 1001, "[comment].max_length: phải từ 1 đến 1000."),
        ("index.method", "top3", "[index].method: phải là một trong: top2, mean5, mean0."),
        ("index.method", ["top2"], "[index].method: phải là một trong: top2, mean5, mean0."),
        ("index.also", ["x"], "[index].also #1: phải là một trong: top2, mean5, mean0."),
        ("scale_order", "up", "scale_order: phải là một trong: ascending, descending."),
    ],
)
def test_each_mistake_is_named_with_its_place(path: str, value: object, mistake: str) -> None:
    assert mistake in mistakes(changed(path, value))


def test_the_overall_question_must_be_there() -> None:
    assert "[index].headline: không có câu Q16 trong closed." in mistakes(changed("index.headline", "Q16"))


def test_all_mistakes_come_at_once() -> None:
    body = changed("version", 0)
    body["heading"]["en"] = ""
    body["closed"][0]["group"] = "G8"
    assert len(mistakes(body)) == 3


@pytest.mark.parametrize("body", [None, [], "", 7, {}])
def test_what_is_no_form_at_all_is_refused(body: object) -> None:
    assert mistakes(body)


def test_broken_json_is_named_with_its_line() -> None:
    with pytest.raises(Mistakes, match=r"^dòng 2, cột 1: tệp không đúng cú pháp JSON"):
        questionnaire.parse('{"code": "X",\n')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(BODY)), JSON)
def test_no_value_anywhere_brings_anything_but_a_form_or_sentences(part: str, value: object) -> None:
    body = {**BODY, part: value}
    try:
        read: object = Questionnaire.from_json(body)
    except Mistakes as refused:
        read = refused.mistakes
    assert read


@pytest.mark.parametrize(
    "text", ['{"version": ' + "9" * 5000 + "}", "[" * 200_000, '{"\\ud800": 1}', '{"code": "\\ud800"}']
)
def test_a_file_no_text_or_number_can_hold_is_refused_in_words(text):
    with pytest.raises(Mistakes) as refused:
        questionnaire.parse(text)
    assert str(refused.value).encode()
