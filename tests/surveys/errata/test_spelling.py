"""What may be mended in a running form is spelling alone: pairs of texts that are, and that are not."""

from __future__ import annotations

import pytest

from portal.surveys.errata.spelling import distance, is_spelling

ASKED = "Ông, bà có hài lòng với thái độ phục vụ của {office} không?"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ông, bà có hài long với thái độ phục vụ không?", "Ông, bà có hài lòng với thái độ phục vụ không?"),
        ("thái đô phục vu cua {office}", "thái độ phục vụ của {office}"),
        ("Kết qủa giải quyết", "Kết quả giải quyết"),
        ("giải quyết khiếunại của dân", "giải quyết khiếu nại của dân"),
        ("giải quyết khiếu nại của của dân", "giải quyết khiếu nại của dân"),
        ("How satisfyed are you", "How satisfied are you"),
        ("Bà có hài lòng", "Bà có hài lòng?"),
        ("whta do you think", "what do you think"),
    ],
)
def test_letters_accents_and_signs_are_spelling(before: str, after: str) -> None:
    assert is_spelling(before, after)


@pytest.mark.parametrize(
    "after",
    [
        ASKED,
        "",
        ASKED.replace("{office}", "{unit}"),
        ASKED.replace("{office} ", ""),
        ASKED.replace(" không?", ""),
        ASKED.replace("hài lòng", "rất hài lòng"),
        ASKED.replace("thái độ phục vụ", "kết quả công việc"),
        ASKED.replace("Ông, bà", "Đồng chí"),
        ASKED.replace("có", "chưa"),
        ASKED.replace("không?", "khóng?"),
        "Ong, ba co hai long voi thai do phuc vu cua {office} không?",
        f"{ASKED} 2",
    ],
)
def test_another_question_is_not(after: str) -> None:
    assert not is_spelling(ASKED, after)


@pytest.mark.parametrize(("words", "is_mended"), [("một hai ba", True), ("một hai ba bốn", False)])
def test_three_words_at_most_are_mended(words: str, is_mended: bool) -> None:  # noqa: FBT001
    assert is_spelling(f"Câu {words} này", f"Câu {words.replace(' ', '')} này") is is_mended


def test_of_a_short_word_one_letter_is_mended_of_four_two() -> None:
    assert not is_spelling("hte office", "the office")
    assert not is_spelling("thwa do you think", "what do you think")


def test_a_number_is_never_mended() -> None:
    assert not is_spelling("trong 12 tháng", "trong 13 tháng")


@pytest.mark.parametrize(
    ("one", "other", "letters"), [("", "", 0), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "", 3), ("ab", "ba", 2)]
)
def test_letters_are_counted(one: str, other: str, letters: int) -> None:
    assert distance(one, other) == letters
