from __future__ import annotations

import unicodedata

import pytest

from portal.ballots.form.answers import clean_comment

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


def test_every_letter_and_tone_is_kept_composed():
    text = VIETNAMESE + VIETNAMESE.upper()
    assert clean_comment(unicodedata.normalize("NFD", text)) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("   ", ""),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("một\n\n\n\n\nhai", "một\n\nhai"),
        ("a\tb", "a b"),
        ("a\u202eb\u2066c\u2069\u200f", "abc"),
        ("a\u200b\u200d\ufeffb", "ab"),
        ("a\x07\x1bb", "ab"),
        ("Tốt 👍", "Tốt 👍"),
        ("1 < 2 & 3", "1 < 2 & 3"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(typed, kept):
    assert clean_comment(typed) == kept
