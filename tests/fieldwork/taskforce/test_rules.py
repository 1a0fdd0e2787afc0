"""Who counts as the chair, how a decision is numbered, when the loudspeaker speaks."""

from __future__ import annotations

import pytest

from portal.fieldwork.taskforce import chair_exclusion, decision_numbers


@pytest.mark.parametrize(
    "office",
    [
        "Chủ tịch UBND xã",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN phường",
        "Phó Bí thư Đảng ủy, Chủ tịch UBND xã",
        "Phó Bí thư Đảng ủy - Chủ tịch UBND",
        "quyền Chủ tịch UBND thị trấn",
        "Chủ tịch xã",
        "CT UBND xã",
        "Phó Chủ tịch phụ trách UBND xã",
        "Phó Chủ tịch UBND phụ trách",
    ],
)
def test_the_chair_is_known_by_the_office(office):
    assert chair_exclusion.is_chair("Nguyễn Văn A", office)


@pytest.mark.parametrize(
    "office",
    [
        "Phó Chủ tịch UBND xã",
        "Phó Chủ tịch UBND phụ trách văn hóa",
        "Chủ tịch HĐND xã",
        "Chủ tịch Ủy ban MTTQ xã",
        "Chủ tịch Hội Cựu chiến binh xã",
        "Nguyên Chủ tịch UBND xã",
        "Phó Bí thư thường trực Đảng ủy",
        "Công chức Văn phòng UBND xã",
    ],
)
def test_others_are_not_taken_for_the_chair(office):
    assert not chair_exclusion.is_chair("Nguyễn Văn A", office)


def test_the_secretary_is_the_chair_only_where_one_person_holds_both():
    assert chair_exclusion.is_chair("Nguyễn Văn A", "Bí thư Đảng ủy", chair_status="secretary_chair")
    assert not chair_exclusion.is_chair("Nguyễn Văn A", "Phó Bí thư Đảng ủy", chair_status="secretary_chair")
    assert not chair_exclusion.is_chair("Nguyễn Văn A", "Bí thư Đảng ủy")


def test_the_chair_is_known_by_name_whatever_the_office():
    assert chair_exclusion.is_chair("nguyễn văn hòa", "Thành viên", holder="Nguyễn Văn Hoà")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("12-QĐ/ĐU", "12-QĐ/ĐU"),
        ("12/QĐ-UBND", "12/QĐ-UBND"),
        ("số 12 - qđ/đu", "12-QĐ/ĐU"),
        ("12-QD/DU", "12-QĐ/ĐU"),
        ("07/qđ-ubnd", "07/QĐ-UBND"),
        ("05-QĐ/BCĐ", "05-QĐ/BCĐ"),
        ("12", None),
        ("12-BC/ĐU", None),
        ("QĐ/ĐU", None),
    ],
)
def test_numbers_of_the_party_and_of_the_state(typed, written):
    assert decision_numbers.canonical(typed) == written
