from __future__ import annotations

from portal.ballots.intake import browser_token

KEY = b"k" * 32
NONCE = b"n" * 16


def test_a_cookie_carries_the_marker_of_its_point() -> None:
    taken = browser_token.first(KEY, NONCE, 7).after(1000.5)
    assert browser_token.read(KEY, browser_token.write(KEY, taken), 7) == taken
    assert (taken.count, taken.last) == (1, 1000)


def test_another_points_cookie_and_a_forged_one_say_nothing() -> None:
    written = browser_token.write(KEY, browser_token.first(KEY, NONCE, 7).after(1000))
    assert browser_token.read(KEY, written, 8) is None
    assert browser_token.read(b"o" * 32, written, 7) is None
    assert browser_token.read(KEY, written[:-1] + ("A" if written[-1] != "A" else "B"), 7) is None
    assert browser_token.read(KEY, "", 7) is None


def test_a_retry_is_given_the_same_marker() -> None:
    assert browser_token.first(KEY, NONCE, 7) == browser_token.first(KEY, NONCE, 7)
    assert browser_token.first(KEY, NONCE, 7).random != browser_token.first(KEY, b"m" * 16, 7).random


def test_the_mark_kept_of_a_ballot_knows_the_count_and_not_the_hour() -> None:
    one = browser_token.first(KEY, NONCE, 7).after(1000)
    later = browser_token.first(KEY, NONCE, 7).after(2000)
    assert browser_token.used_token(KEY, one) == browser_token.used_token(KEY, later)
    assert browser_token.used_token(KEY, one) != browser_token.used_token(KEY, one.after(1000))


def test_the_next_of_the_family_waits_three_minutes() -> None:
    none = browser_token.first(KEY, NONCE, 7)
    one = none.after(1000)
    assert (none.wait(1000), one.wait(1000), one.wait(1179), one.wait(1180)) == (0, 180, 1, 0)


def test_the_fourth_ballot_is_the_last() -> None:
    taken = browser_token.first(KEY, NONCE, 7)
    for count in range(4):
        assert not taken.full, count
        taken = taken.after(1000)
    assert taken.full


def test_the_cookie_is_bound_to_the_host_where_the_site_is_encrypted() -> None:
    assert browser_token.cookie_name("K7QM2XPA", secure=True) == "__Host-p-K7QM2XPA"
    assert browser_token.cookie_name("K7QM2XPA", secure=False) == "p-K7QM2XPA"
