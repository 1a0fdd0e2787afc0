from __future__ import annotations

from itertools import product

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.ballots.intake import receipts
from portal.ballots.intake.receipts import Thanks

KEY = b"k" * 32
BOX = AESGCM(KEY)


def test_a_form_has_one_receipt() -> None:
    code = receipts.code(KEY, b"n" * 16)
    assert code == receipts.code(KEY, b"n" * 16)
    assert code != receipts.code(KEY, b"m" * 16)
    assert code != receipts.code(b"o" * 32, b"n" * 16)
    assert len(code) == 16
    assert set(code) <= set(receipts.ALPHABET)


def test_receipts_use_every_letter() -> None:
    seen = "".join(receipts.code(KEY, number.to_bytes(16)) for number in range(200))
    assert set(seen) == set(receipts.ALPHABET)


@pytest.mark.parametrize(
    "typed", ["K7QM 2XPA 9HTN 4D3E", "k7qm2xpa9htn4d3e", " K7QM-2XPA-9HTN–4D3E ", "k7qm.2xpa.9htn.4d3e\n"]
)
def test_a_receipt_is_read_as_people_type_it(typed: str) -> None:
    assert receipts.canonical(typed) == "K7QM2XPA9HTN4D3E"


@pytest.mark.parametrize(
    "typed", ["", "K7QM", "K7QM 2XPA 9HTN 4D3E A", "K7QM 2XPA 9HTN 4D30", "Ạ7QM2XPA9HTN4D3E", "' OR 1=1 -- 1234"]
)
def test_what_cannot_be_a_receipt_is_not_one(typed: str) -> None:
    assert receipts.canonical(typed) is None


def test_it_is_shown_in_groups_of_four() -> None:
    assert receipts.pretty("K7QM2XPA9HTN4D3E") == "K7QM 2XPA 9HTN 4D3E"


def test_a_token_says_what_it_was_given():
    for repeated, hidden, full in product((False, True), repeat=3):
        said = Thanks("K7QM2XPA9HTN4D3E", 7, 1_718_200_600, repeated, hidden, full)
        assert receipts.read_thanks(BOX, receipts.write_thanks(BOX, said)) == said


def test_it_shows_nothing_and_is_never_the_same():
    said = Thanks("K7QM2XPA9HTN4D3E", 7, 1_718_200_600)
    one, other = receipts.write_thanks(BOX, said), receipts.write_thanks(BOX, said)
    assert one != other
    assert "K7QM" not in one
    assert one.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("token", ["", "x", "=", "A" * 72, "Đ" * 72, "A" * 5000, "../..", "%00"])
def test_nonsense_says_nothing(token):
    assert receipts.read_thanks(BOX, token) is None


def test_a_changed_letter_or_another_key_says_nothing():
    token = receipts.write_thanks(BOX, Thanks("K7QM2XPA9HTN4D3E", 7, 1_718_200_600))
    assert receipts.read_thanks(BOX, ("B" if token[0] != "B" else "C") + token[1:]) is None
    assert receipts.read_thanks(AESGCM(b"o" * 32), token) is None
    # one text for one token: base64 would pass over a sign that is none of its own
    assert receipts.read_thanks(BOX, f"{token[:9]}!!!!{token[9:]}") is None
