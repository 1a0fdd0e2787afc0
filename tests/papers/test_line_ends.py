"""Where no line of a paper ends: in a number, in the name of an office, before the last word of an addressee."""

import re

import pytest

from portal.papers.paper import LAST_WORDS, TOGETHER, WHOLE, balanced_lines, has_long_word
from portal.papers.phrases import round_named


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("theo Kế hoạch số 198-KH/BDVTU ngày 05/6/2024", ["số 198-KH/BDVTU"]),
        ("môi trường (số 1877/STNMT-VP ngày 29/6/2024)", ["số 1877/STNMT-VP"]),
        ("của Ban Dân vận Tỉnh ủy", ["Ban Dân vận Tỉnh ủy"]),
        ("Phòng Dân vận các cơ quan nhà nước, Dân tộc và Tôn giáo", ["Phòng Dân vận", "Dân tộc"]),
        ("thành ủy (không kèm Phụ lục 2, 5, 9)", ["Phụ lục 2, 5, 9"]),
        ("có 196/209 đơn vị; số 7 và mã c4GvW+G7/DBjIZ0=", []),
    ],
)
def test_some_words_stay_on_one_line(text: str, whole: list[str]) -> None:
    assert re.findall(TOGETHER, text) == whole


def test_justified_text_tears_a_long_name_rather_than_stretch_the_line_before_it() -> None:
    assert re.findall(WHOLE, "ngày 05/6/2024 của Ban Dân vận Tỉnh ủy") == ["Ban Dân vận", "Tỉnh ủy"]


@pytest.mark.parametrize(
    ("superior", "lines"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH BẮC GIANG", ["ỦY BAN NHÂN DÂN", "TỈNH BẮC GIANG"]),
        ("ĐẢNG BỘ THÀNH PHỐ BẮC GIANG", ["ĐẢNG BỘ", "THÀNH PHỐ BẮC GIANG"]),
        ("TỈNH ỦY BẮC GIANG", ["TỈNH ỦY BẮC GIANG"]),
    ],
)
def test_the_body_above_the_issuer_stands_in_even_lines(superior: str, lines: list[str]) -> None:
    assert balanced_lines(superior, 24) == lines


def test_the_last_words_of_an_addressee_stay_together() -> None:
    several = "Ban Chỉ đạo xây dựng chính quyền thân thiện các huyện, thị xã, thành phố"
    assert re.findall(LAST_WORDS, several) == ["thị xã, thành phố"]


def test_a_subject_is_not_cut_inside_a_word() -> None:
    subject = "tình hình, kết quả việc hỗ trợ, hướng dẫn người dân tham gia khảo sát"
    assert balanced_lines(subject, 68) == [
        "tình hình, kết quả việc hỗ trợ,",
        "hướng dẫn người dân tham gia khảo sát",
    ]


def test_only_a_paragraph_with_a_long_mark_is_not_justified() -> None:
    assert has_long_word("Mã đối chiếu của sổ niêm phong: c4GvW+G7QbQE+fS5tM/2ex9g26N4/DBjIZ0tbKnM+8=.")
    assert not has_long_word("số 1877/STNMT-VP ngày 29/6/2024, (Zalo, Facebook...)")


@pytest.mark.parametrize("title", ["Đợt mô phỏng tháng 4", "Mô phỏng tháng 4"])
def test_a_round_is_called_a_round_once(title: str) -> None:
    assert round_named(title).startswith("đợt mô phỏng")
