from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.ui import formats

YEAR = st.dates(date(2024, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  một dòng \n", "một dòng"),
        ("một\r\nhai", "một\r\nhai"),
        ("a\u202eb\u2066c\u2069\u200f", "abc"),
        ("\u200b  a\ufeff ", "a"),
        ("a\x07\x1bb\ue000", "ab"),
        ("a\u200b\u0301", "á"),
        (unicodedata.normalize("NFD", "Thị trấn Vôi"), "Thị trấn Vôi"),
    ],
)
def test_what_is_typed_loses_what_cannot_be_seen(typed, kept):
    assert formats.tidy(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("một\r\nhai\rba", "một\nhai\nba"), ("a\tb", "a b"), ("\r\n một \r\n", "một"), ("một\n\n\nhai", "một\n\n\nhai")],
)
def test_lines_end_alike_and_a_tab_parts_two_words(typed, kept):
    assert formats.tidy_lines(typed) == kept


@given(st.text())
def test_tidied_text_is_tidy(typed):
    for clean in (formats.tidy, formats.tidy_lines):
        once = clean(typed)
        assert clean(once) == once == once.strip()
        assert all(sign in "\n\r\t" or unicodedata.category(sign)[0] != "C" for sign in once)


@pytest.mark.parametrize(
    ("small", "large"), [("xã Thanh Hải", "Xã Thanh Hải"), ("điểm", "Điểm"), ("ảnh", "Ảnh"), ("", ""), ("12", "12")]
)
def test_a_first_letter_is_made_large_and_small(small, large):
    assert (formats.capital(small), formats.lower_first(large)) == (large, small)


@pytest.mark.parametrize(
    ("first", "last", "printed", "aloud"),
    [
        ((2024, 6, 12), (2024, 6, 14), "từ ngày 12/6 đến hết ngày 14/6/2024", "từ ngày 12 đến hết ngày 14/6/2024"),
        ((2024, 9, 30), (2024, 10, 2), *2 * ("từ ngày 30/9 đến hết ngày 02/10/2024",)),
        ((2024, 12, 31), (2025, 1, 2), *2 * ("từ ngày 31/12/2024 đến hết ngày 02/01/2025",)),
        ((2024, 6, 12), (2024, 6, 12), *2 * ("ngày 12/6/2024",)),
    ],
)
def test_a_window_is_said_as_short_as_it_is_clear(first, last, printed, aloud):
    days = date(*first), date(*last)
    assert (formats.window(*days), formats.window(*days, aloud=True)) == (printed, aloud)


@given(YEAR, st.integers(0, 70), st.booleans())
def test_a_window_names_its_last_day_whole_and_its_first_no_longer_than_needed(first, length, aloud):
    last = first + timedelta(days=length)
    words = formats.window(first, last, aloud=aloud)
    assert str(last.year) in words
    assert words.count("/20") == (2 if first.year != last.year else 1)
    assert words.startswith("từ ngày " if length else "ngày ")


@pytest.mark.parametrize(
    ("first", "length", "words"),
    [
        ((2024, 6, 12), 1, "Trong ngày 12/6/2024"),
        ((2024, 6, 12), 3, "Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024)"),
        ((2024, 12, 31), 12, "Trong 12 ngày (từ ngày 31/12/2024 đến ngày 11/01/2025)"),
    ],
)
def test_days_are_counted_and_named(first, length, words):
    assert formats.within_days([date(*first) + timedelta(days=n) for n in range(length)]) == words


def test_a_weekday_is_said_inside_a_sentence():
    assert formats.weekday_within(date(2024, 6, 16)) == "chủ Nhật"


def test_words_stay_on_one_line():
    words = r"Phụ lục \d+|chủ tịch"
    assert formats.keep_together("<b> Phụ lục 12", words) == '&lt;b&gt; <span class="whole">Phụ lục 12</span>'
    assert formats.with_no_break_spaces("các chủ tịch xã", words) == "các chủ\u00a0tịch xã"
    assert formats.with_no_break_spaces("các chủ tịch xã", words, "_") == "các chủ_tịch xã"
