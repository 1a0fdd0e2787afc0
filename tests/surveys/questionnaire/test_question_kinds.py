"""Questions of every kind as data: what they are made of, how a wrong one is refused, at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from portal.errors import Mistakes
from portal.surveys.questionnaire.parts import DONT_KNOW, NO_ANSWER
from portal.surveys.questionnaire.question_rules import BIRTH
from portal.surveys.questionnaire.questionnaire import Questionnaire
from tests import forms, make

FORM = forms.form()
AT = {item.id: place for place, item in enumerate(FORM.closed)}


def mistakes(name: str, **changes: Any) -> list[str]:
    """What is said of the form of every kind with one question changed."""
    body = forms.every_kind()
    item = body["closed"][AT[name]]
    item |= changes
    with pytest.raises(Mistakes) as caught:
        Questionnaire.from_json(body)
    return [str(mistake).replace(f"#{AT[name] + 1}", "#") for mistake in caught.value.mistakes]


def levels(first: int, count: int, *more: int) -> list[dict[str, Any]]:
    return [forms.choice(code, f"Mức {code}") for code in (*range(first, first + count), *more)]


def numbers(*ends: tuple[int | None, int | None]) -> list[dict[str, Any]]:
    return [forms.choice(code, f"Khoảng {code}", low=low, high=high) for code, (low, high) in enumerate(ends, start=1)]


def days(*ends: tuple[str | None, str | None]) -> list[dict[str, Any]]:
    return [
        forms.choice(code, f"Khoảng {code}", first=first, last=last) for code, (first, last) in enumerate(ends, start=1)
    ]


CHOICES = "[closed #].choices: "
WHEN = "[closed #].when: "
SPAN = "khoảng mã {} thiếu đầu hoặc cuối; chỉ khoảng thứ nhất để trống đầu, khoảng cuối để trống cuối."


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        ("Q25", {"choices": levels(1, 1)}, CHOICES + "thang có 1 mức; phải có từ 2 đến 11 mức."),
        ("Q25", {"choices": levels(1, 1, 99)}, CHOICES + "thang có 1 mức; phải có từ 2 đến 11 mức."),
        ("Q25", {"choices": levels(1, 12)}, CHOICES + "thang có 12 mức; phải có từ 2 đến 11 mức."),
        ("Q25", {"choices": []}, CHOICES + "thang có 0 mức; phải có từ 2 đến 11 mức."),
        ("Q25", {"choices": levels(2, 5)}, CHOICES + "mã của thang phải liền nhau, tăng dần, bắt đầu từ 0 hoặc 1."),
        ("Q25", {"choices": levels(1, 2, 4)}, CHOICES + "mã của thang phải liền nhau, tăng dần, bắt đầu từ 0 hoặc 1."),
        ("Q25", {"choices": levels(1, 3, 3)}, CHOICES + "mã 3 được dùng 2 lần."),
        ("Q25", {"choices": [*levels(99, 1), *levels(1, 3)]}, CHOICES + "“không biết” (mã 99) phải là phương án cuối."),
        ("Q21", {"choices": levels(1, 2, 99, 3)}, CHOICES + "“không biết” (mã 99) phải là phương án cuối."),
        ("Q25", {"group": "G1"}, "closed: câu Q25 không theo thang chung nên không tính vào nhóm nào; bỏ group."),
        ("Q25", {"on": False}, "[closed #].on: câu Q25 luôn được hỏi; bỏ on."),
        (
            "Q21",
            {"choices": levels(1, 1, 99)},
            CHOICES + "phải có từ 2 đến 20 phương án, không kể “không biết” (mã 99).",
        ),
        ("Q21", {"choices": levels(1, 21)}, CHOICES + "phải có từ 2 đến 20 phương án, không kể “không biết” (mã 99)."),
        ("Q21", {"choices": levels(0, 3)}, CHOICES + "mã phương án phải từ 1 đến 98; 99 là “không biết”."),
        ("Q21", {"choices": levels(1, 2, 2)}, CHOICES + "mã 2 được dùng 2 lần."),
        ("Q21", {"choices": levels(1, 2, 100)}, "[closed #.choices #3].code: phải từ 0 đến 99."),
        ("Q21", {"hint": forms.words("Nhắc")}, "[closed #].hint: chỉ câu trả lời bằng chữ (text) có lời nhắc."),
        (
            "Q21",
            {"choices": numbers((None, 1), (2, None))},
            "[closed #].choices #2: chỉ câu hỏi số (number) có khoảng low, high.",
        ),
        ("Q22", {"choices": []}, CHOICES + "phải có từ 2 đến 20 phương án, không kể “không biết” (mã 99)."),
        ("Q23", {"choices": numbers((1, 3), (3, 5))}, CHOICES + "khoảng mã 1 và mã 2 chồng nhau ở 3."),
        ("Q23", {"choices": numbers((1, 3), (6, 9))}, CHOICES + "giữa khoảng mã 1 và mã 2 còn trống từ 4 đến 5."),
        ("Q23", {"choices": numbers((3, 1), (4, 9))}, CHOICES + "khoảng mã 1 có đầu (3) sau cuối (1)."),
        ("Q23", {"choices": numbers((None, None), (4, 9))}, CHOICES + SPAN.format(1)),
        ("Q23", {"choices": numbers((None, 1), (None, 9))}, CHOICES + SPAN.format(2)),
        (
            "Q24",
            {"choices": days((None, "2024-04-01"), ("2024-04-01", None))},
            CHOICES + "khoảng mã 1 và mã 2 chồng nhau ở 01/04/2024.",
        ),
        (
            "Q24",
            {"choices": days((None, "2024-04-01"), ("2024-05-01", None))},
            CHOICES + "giữa khoảng mã 1 và mã 2 còn trống từ 02/04/2024 đến 30/04/2024.",
        ),
        (
            "Q24",
            {"text": forms.words("Ngày sinh của ông/bà?")},
            "[closed #].text: không hỏi ngày sinh, năm sinh của người trả lời; hỏi nhóm tuổi.",
        ),
        ("Q26", {"choices": levels(1, 2)}, CHOICES + "câu trả lời bằng chữ không có phương án."),
        ("Q26", {"max_length": 1001}, "[closed #].max_length: phải từ 1 đến 1000."),
        ("Q26", {"kind": "words"}, "[closed #].kind: phải là một trong: one, scale, several, number, date, text."),
        (
            "Q22",
            {"when": {"question": "Q22", "codes": [1]}},
            WHEN + "câu Q22 không thể tùy thuộc vào chính nó.",
        ),
        (
            "Q22",
            {"when": {"question": "Q23", "codes": [1]}},
            WHEN + "câu Q22 chỉ có thể tùy thuộc vào một câu đứng trước; trước câu này không có câu Q23.",
        ),
        ("Q22", {"when": {"question": "Q21", "codes": [3]}}, WHEN + "câu Q21 không có mã 3."),
        (
            "Q22",
            {"when": {"question": "Q21", "codes": []}},
            WHEN + "điều kiện không có mã nào nên không bao giờ hỏi câu Q22.",
        ),
        ("Q22", {"when": {"question": "Q21", "codes": [1, 1]}}, WHEN + "điều kiện có mã lặp lại."),
        (
            "Q22",
            {"when": {"question": "Q21", "codes": [1, 2, 99]}},
            WHEN + "điều kiện gồm mọi phương án của câu Q21 nên không có tác dụng; bỏ điều kiện.",
        ),
        (
            "Q26",
            {"when": {"question": "Q2", "codes": [1]}},
            WHEN + "câu Q26 có trong phiếu rút gọn (core) mà câu Q2 không có.",
        ),
        (
            "Q14",
            {"when": {"question": "Q21", "codes": [1]}},
            "closed: câu Q14 là câu đánh giá chung, phải hỏi mọi người (bỏ required, when).",
        ),
        (
            "Q14",
            {"choices": levels(1, 5)},
            "closed: câu Q14 là câu đánh giá chung, phải theo thang chung (bỏ kind, choices).",
        ),
    ],
)
def test_a_wrong_question_is_refused_at_its_place(name: str, changes: dict[str, Any], sentence: str) -> None:
    assert sentence in mistakes(name, **changes)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Ngày sinh của ông/bà?", True),
        ("Ông/bà sinh năm nào? (năm sinh)", True),
        ("Ông/bà sinh năm bao nhiêu?", True),
        ("Date of birth", True),
        ("When were you born?", True),
        ("Con ông/bà là học sinh năm thứ mấy?", False),
        ("Đây là năm sinh viên thứ mấy?", False),
        ("Chi phí phát sinh ngày gần nhất?", False),
        ("Năm sinh hoạt chi bộ gần nhất", False),
        ("Vệ sinh ngày hôm đó thế nào?", False),
    ],
)
def test_who_asks_for_a_birth_date_is_told_from_who_does_not(text: str, asks: bool) -> None:  # noqa: FBT001 - a table
    assert bool(BIRTH.search(text)) == asks


def test_what_is_asked_and_what_enters_the_index() -> None:
    assert [item.id for item in FORM.others()] == ["Q21", "Q22", "Q23", "Q24", "Q25"]
    assert [item.id for item in FORM.texts()] == ["Q26"]
    assert [item.id for item in FORM.scaled()] == [f"Q{n}" for n in range(1, 15)]
    assert len(FORM.numbered()) == 20
    assert [item.id for item in FORM.numbered("short")] == [
        *("Q21", "Q22"),
        *("Q1", "Q4", "Q5", "Q7", "Q9", "Q10", "Q11", "Q14"),
        *("Q23", "Q24", "Q25", "Q26"),
    ]


def test_dont_know_is_99_among_own_choices_and_9_on_the_scale_and_about_the_person() -> None:
    unsure = {item.id: FORM.unsure(item) for item in FORM.asked()}
    assert {name for name, code in unsure.items() if code == DONT_KNOW} == {f"Q{n}" for n in range(21, 27)}
    assert {code for name, code in unsure.items() if name[0] == "D"} == {NO_ANSWER}


def test_the_default_form_is_written_as_ever() -> None:
    body = make.default_form()
    written = Questionnaire.from_json(body).to_json()
    assert {field for item in written["closed"] for field in item} == {
        *("id", "label", "text", "section", "group", "core", "on", "sensitive", "choices")
    }
    assert written["closed"][0]["text"] == body["closed"][0]["text"]


@given(forms.bodies())
@settings(max_examples=60)
def test_any_form_survives_its_way_through_json(body: dict[str, Any]) -> None:
    form = Questionnaire.from_json(body)
    again = Questionnaire.from_json(json.loads(json.dumps(form.to_json())))
    assert again == form
    assert again.digest == form.digest
