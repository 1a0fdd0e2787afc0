"""Telephone numbers as people write them; who is the same person."""

from __future__ import annotations

import pytest

from portal.fieldwork.roster.person_matching import person_key, phone_digits, pretty_phone


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("(0204) 3854-123", "02043854123"),
        ("+84 912 345 678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("912345678", "0912345678"),
        ("", ""),
        ("  ", ""),
        ("12345", None),
        ("không có", None),
        ("09123456789012", None),
        ("０９１２３４５６７８", None),
        ("0912345678 / 0987654321", None),
    ],
)
def test_a_number_is_kept_in_plain_digits(typed, digits):
    assert phone_digits(typed) == digits


def test_a_number_is_read_out_in_groups():
    assert pretty_phone("0912345678") == "0912 345 678"
    assert pretty_phone("02043854123") == "02043 854 123"
    assert pretty_phone("") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Nguyễn Văn An", "0912345678"), ("nguyen van  an", "0912345678"), True),
        (("Nguyễn Văn An", "0912345678"), ("Nguyễn Văn An", "0912345679"), False),
        (("Nguyễn Văn An", "0912345678"), ("Nguyễn Văn Ân", "0912345678"), True),
        (("Trần Thị Thủy", ""), ("Trần Thị Thúy", ""), False),
        (("Trần Thị Thủy", ""), ("TRẦN THỊ THỦY", ""), True),
        (("Trần Thị Thủy", ""), ("Trần Thị Thủy", "0912345678"), False),
    ],
)
def test_name_and_number_together_make_a_person(one, other, same):
    assert (person_key(*one) == person_key(*other)) is same


def test_a_key_does_not_show_the_number():
    assert "0912345678" not in person_key("Nguyễn Văn An", "0912345678")
