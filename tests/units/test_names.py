"""Names: found without accents, put in the order of the Vietnamese alphabet."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.units.names import fold, sort_key

PLANS = Path(__file__).parents[2] / "plans"
NAMES = [
    line["name"]
    for file in ("units-bac-giang-2024.csv", "units-bac-ninh-2025.csv")
    for line in csv.DictReader((PLANS / file).read_text(encoding="utf-8").splitlines())
]


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Lục Ngạn", "luc ngan"),
        ("Đồng Kỳ", "dong ky"),
        ("ĐỒNG KỲ", "dong ky"),
        ("Xa Lý", "xa ly"),
        ("Hiệp Hòa", "hiep hoa"),
        ("Hiệp Hoà", "hiep hoa"),
        ("Cảnh Thụy", "canh thuy"),
        ("Cảnh Thuỵ", "canh thuy"),
        ("  Thanh   Hải ", "thanh hai"),
        ("Thanh-Hải", "thanh hai"),
        ("Thanh\u00a0Hải", "thanh hai"),
        ("thị trấn Chũ, huyện Lục Ngạn", "thi tran chu huyen luc ngan"),
        ("Ðức Giang", "duc giang"),
        ("Phường 1", "phuong 1"),
        ("", ""),
        ("%_'", ""),
    ],
)
def test_folding_leaves_plain_letters(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.one_of(st.sampled_from(NAMES), st.text(max_size=20)))
def test_folding_twice_changes_nothing_and_composition_does_not_matter(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold(unicodedata.normalize("NFD", text))


def test_the_alphabet_is_in_vietnamese_order() -> None:
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(set(letters), key=sort_key) == letters


def test_the_tones_come_as_ngang_huyen_hoi_nga_sac_nang() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mằ", "mẳ", "mẵ", "mắ", "mặ", "mâ"]
    assert sorted(set(tones), key=sort_key) == tones


@pytest.mark.parametrize(
    "names",
    [
        ["Đông Sơn", "Đồng Hưu", "Đồng Kỳ", "Đồng Lạc", "Đồng Sơn", "Đồng Tâm"],
        ["Da", "Đa"],
        ["An Bá", "An Châu", "An Hà", "An Lạc", "Ân Sơn", "Bảo Đài"],
        ["Hoa Bình", "Hòa An", "Hóa Lý"],
        ["Quang Minh", "Quảng Minh"],
        ["Phương Sơn", "Phượng Sơn"],
        ["Tân An", "Tân Dân", "Tân Dĩnh", "Tân Hưng", "Tân Yên", "Tấn Dân"],
        ["Hà", "Hà Mãn", "Hàn"],
        ["Khu 2", "Khu 9", "Khu An"],
    ],
)
def test_names_sort_as_in_a_vietnamese_list(names: list[str]) -> None:
    assert sorted(set(names), key=sort_key) == names


@given(st.sampled_from(NAMES))
def test_old_and_new_tone_placement_and_case_sort_alike(name: str) -> None:
    old = name.replace("òa", "oà").replace("ụy", "uỵ").replace("óa", "oá")
    assert sort_key(name) == sort_key(old) == sort_key(name.upper()) == sort_key(unicodedata.normalize("NFD", name))


@given(st.text(max_size=20))
def test_a_key_is_digits_only_so_that_every_database_sorts_it_alike(text: str) -> None:
    assert set(sort_key(text)) <= set("0123456789")
