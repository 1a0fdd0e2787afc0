from __future__ import annotations

from itertools import product

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.ballots.intake import receipt_token
from portal.ballots.intake.receipt_token import Thanks

BOX = AESGCM(b"k" * 32)


def test_a_token_says_what_it_was_given():
    for repeated, hidden, full in product((False, True), repeat=3):
        said = Thanks("K7QM2XPA9HTN4D3E", 7, 1_718_200_600, repeated, hidden, full)
        assert receipt_token.read(BOX, receipt_token.write(BOX, said)) == said


def test_it_shows_nothing_and_is_never_the_same():
    said = Thanks("K7QM2XPA9HTN4D3E", 7, 1_718_200_600)
    one, other = receipt_token.write(BOX, said), receipt_token.write(BOX, said)
    assert one != other
    assert "K7QM" not in one
    assert one.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("token", ["", "x", "=", "A" * 72, "Đ" * 72, "A" * 5000, "../..", "%00"])
def test_nonsense_says_nothing(token):
    assert receipt_token.read(BOX, token) is None


def test_a_changed_letter_or_another_key_says_nothing():
    token = receipt_token.write(BOX, Thanks("K7QM2XPA9HTN4D3E", 7, 1_718_200_600))
    assert receipt_token.read(BOX, ("B" if token[0] != "B" else "C") + token[1:]) is None
    assert receipt_token.read(AESGCM(b"o" * 32), token) is None
