from __future__ import annotations

import pytest

from portal.ballots.intake import tokens

KEY = b"k" * 32
NONCE = b"n" * 16


def test_a_mark_says_what_it_was_given() -> None:
    read = tokens.read_nonce(KEY, tokens.issue_nonce(KEY, 7, 3, 1_718_200_000.9, tokens.FAMILY))
    assert read is not None
    assert (read.point_id, read.round_id, read.issued, read.family) == (7, 3, 1_718_200_000, True)
    assert read.age(1_718_200_008) == 8


def test_two_marks_differ() -> None:
    assert tokens.issue_nonce(KEY, 7, 3, 1.0) != tokens.issue_nonce(KEY, 7, 3, 1.0)


def test_a_mark_needs_no_escaping() -> None:
    assert all(tokens.issue_nonce(KEY, 7, 3, 1.0).replace("-", "").replace("_", "").isalnum() for _mark in range(50))


def test_one_changed_letter_is_a_forgery() -> None:
    mark = tokens.issue_nonce(KEY, 7, 3, 1_718_200_000)
    for place, letter in enumerate(mark):
        other = "A" if letter != "A" else "B"
        assert tokens.read_nonce(KEY, mark[:place] + other + mark[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "x", "A" * 60, "A" * 59, "A" * 61, "Ạ" * 60, "A" * 59 + "=", "A" * 59 + "\n", "+" * 60]
)
def test_nonsense_is_a_forgery(text: str) -> None:
    assert tokens.read_nonce(KEY, text) is None


def test_another_key_makes_a_forgery() -> None:
    assert tokens.read_nonce(b"o" * 32, tokens.issue_nonce(KEY, 7, 3, 1.0)) is None


def test_a_cookie_carries_the_marker_of_its_point() -> None:
    taken = tokens.first_token(KEY, NONCE, 7).after(1000.5)
    assert tokens.read_token(KEY, tokens.write_token(KEY, taken), 7) == taken
    assert (taken.count, taken.last) == (1, 1000)


def test_another_points_cookie_and_a_forged_one_say_nothing() -> None:
    written = tokens.write_token(KEY, tokens.first_token(KEY, NONCE, 7).after(1000))
    assert tokens.read_token(KEY, written, 8) is None
    assert tokens.read_token(b"o" * 32, written, 7) is None
    assert tokens.read_token(KEY, written[:-1] + ("A" if written[-1] != "A" else "B"), 7) is None
    assert tokens.read_token(KEY, "", 7) is None


def test_a_retry_is_given_the_same_marker() -> None:
    assert tokens.first_token(KEY, NONCE, 7) == tokens.first_token(KEY, NONCE, 7)
    assert tokens.first_token(KEY, NONCE, 7).random != tokens.first_token(KEY, b"m" * 16, 7).random


def test_the_mark_kept_of_a_ballot_knows_the_count_and_not_the_hour() -> None:
    one = tokens.first_token(KEY, NONCE, 7).after(1000)
    later = tokens.first_token(KEY, NONCE, 7).after(2000)
    assert one.used_token(KEY) == later.used_token(KEY)
    assert one.used_token(KEY) != one.after(1000).used_token(KEY)


def test_the_next_of_the_family_waits_three_minutes() -> None:
    none = tokens.first_token(KEY, NONCE, 7)
    one = none.after(1000)
    assert (none.wait(1000), one.wait(1000), one.wait(1179), one.wait(1180)) == (0, 180, 1, 0)


def test_the_fourth_ballot_is_the_last() -> None:
    taken = tokens.first_token(KEY, NONCE, 7)
    for count in range(4):
        assert not taken.full, count
        taken = taken.after(1000)
    assert taken.full


def test_the_cookie_is_bound_to_the_host_where_the_site_is_encrypted() -> None:
    assert tokens.cookie_name("K7QM2XPA", secure=True) == "__Host-p-K7QM2XPA"
    assert tokens.cookie_name("K7QM2XPA", secure=False) == "p-K7QM2XPA"
