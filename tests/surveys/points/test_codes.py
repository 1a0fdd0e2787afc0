"""Point codes: no look-alikes, and a check letter that catches what a person mistypes."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.surveys.points import codes

CODE = st.randoms(use_true_random=False).map(codes.new_code)
LETTER = st.sampled_from(codes.ALPHABET)
PLACE = st.integers(0, codes.LENGTH - 1)


def test_the_alphabet_has_no_look_alikes_and_a_prime_number_of_letters() -> None:
    assert not set(codes.ALPHABET) & set("01ILO")
    assert len(set(codes.ALPHABET)) == 31


@given(CODE)
def test_a_new_code_has_eight_letters_and_is_accepted(code: str) -> None:
    assert len(code) == 8
    assert codes.canonical(code) == code


@given(CODE, PLACE, LETTER)
def test_one_wrong_letter_is_always_noticed(code: str, place: int, letter: str) -> None:
    assume(code[place] != letter)
    assert codes.canonical(code[:place] + letter + code[place + 1 :]) is None


@given(CODE, PLACE, PLACE)
def test_two_swapped_letters_are_always_noticed(code: str, one: int, other: int) -> None:
    assume(code[one] != code[other])
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    assert codes.canonical("".join(letters)) is None


@pytest.mark.parametrize(
    ("drawn", "letter"), [("2222222", "2"), ("3222222", "3"), ("2222223", "9"), ("ZZZZZZZ", "5"), ("K7QM2XP", "7")]
)
def test_the_check_letter_is_fixed_for_ever_since_codes_are_printed(drawn: str, letter: str) -> None:
    assert codes.check_letter(drawn) == letter


@pytest.mark.parametrize("typed", ["2222 2239", "2222-2239", " 22222239\n", "2222\u00a02239", "2222\u20132239"])
def test_spaces_and_hyphens_do_not_matter(typed: str) -> None:
    assert codes.canonical(typed) == "22222239"


def test_small_letters_are_read_as_capitals() -> None:
    code = "KMNPQRS" + codes.check_letter("KMNPQRS")
    assert codes.canonical(code.lower()) == code


@pytest.mark.parametrize(
    "typed",
    ["", "2222", "22222222" * 2, "2222222O", "2222222I", "2222222\u0131", "\uff12" * 8, "2222\x002222", "ſſſſſſſſ"],
)
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    assert codes.canonical(typed) is None


def test_a_code_is_printed_in_two_halves() -> None:
    assert codes.pretty("K7QM2XPA") == "K7QM 2XPA"
