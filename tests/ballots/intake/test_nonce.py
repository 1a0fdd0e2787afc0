from __future__ import annotations

import pytest

from portal.ballots.intake import nonce

KEY = b"k" * 32


def test_a_mark_says_what_it_was_given() -> None:
    read = nonce.read(KEY, nonce.issue(KEY, 7, 3, 1_718_200_000.9, nonce.FAMILY))
    assert read is not None
    assert (read.point_id, read.round_id, read.issued, read.family) == (7, 3, 1_718_200_000, True)
    assert read.age(1_718_200_008) == 8


def test_two_marks_differ() -> None:
    assert nonce.issue(KEY, 7, 3, 1.0) != nonce.issue(KEY, 7, 3, 1.0)


def test_a_mark_needs_no_escaping() -> None:
    assert all(nonce.issue(KEY, 7, 3, 1.0).replace("-", "").replace("_", "").isalnum() for _mark in range(50))


def test_one_changed_letter_is_a_forgery() -> None:
    mark = nonce.issue(KEY, 7, 3, 1_718_200_000)
    for place, letter in enumerate(mark):
        other = "A" if letter != "A" else "B"
        assert nonce.read(KEY, mark[:place] + other + mark[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "x", "A" * 60, "A" * 59, "A" * 61, "Ạ" * 60, "A" * 59 + "=", "A" * 59 + "\n", "+" * 60]
)
def test_nonsense_is_a_forgery(text: str) -> None:
    assert nonce.read(KEY, text) is None


def test_another_key_makes_a_forgery() -> None:
    assert nonce.read(b"o" * 32, nonce.issue(KEY, 7, 3, 1.0)) is None
