from __future__ import annotations

import pytest

from portal.ballots.intake import receipts

KEY = b"k" * 32


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
