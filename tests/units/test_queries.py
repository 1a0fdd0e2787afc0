"""Units found in the database: by any spelling, in Vietnamese order, within one catalogue."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.extensions import db as database
from portal.units import queries
from portal.units.models import Unit
from tests import make

pytestmark = pytest.mark.usefixtures("db")


def found(typed: str, year: int) -> list[str]:
    asked = select(Unit).where(Unit.catalogue_id == year, Unit.level == "commune", queries.matching(typed))
    return [unit.full for unit in database.session.scalars(asked.order_by(Unit.position))]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sa ly", ["xã Xa Lý, huyện Lục Ngạn"]),
        ("Xa Lý", ["xã Xa Lý, huyện Lục Ngạn"]),
        ("dong ky", ["xã Đồng Kỳ, huyện Yên Thế"]),
        ("Hoà Sơn", ["xã Hòa Sơn, huyện Hiệp Hòa"]),
        ("phuc son", ["xã Phúc Sơn, huyện Tân Yên", "xã Phúc Sơn, huyện Sơn Động"]),
        ("quang minh", ["phường Quảng Minh, thị xã Việt Yên", "xã Quang Minh, huyện Hiệp Hòa"]),
        ("không có", []),
    ],
)
def test_a_commune_is_found_however_it_is_typed(typed: str, expected: list[str]) -> None:
    make.units_of(2024)
    assert found(typed, 2024) == expected


def test_a_search_stays_within_its_catalogue() -> None:
    make.units_of(2024)
    make.units_of(2025)
    assert found("xa ly", 2025) == ["xã Sa Lý"]


def test_communes_come_in_vietnamese_order() -> None:
    names = [unit.name for unit in database.session.scalars(queries.communes(make.units_of(2025)))]
    assert [name for name in names if name.startswith("Đ")] == [
        "Đa Mai",
        "Đại Đồng",
        "Đại Lai",
        "Đại Sơn",
        "Đào Viên",
        "Đèo Gia",
        "Đông Cứu",
        "Đông Phú",
        "Đồng Kỳ",
        "Đồng Nguyên",
        "Đồng Việt",
    ]


@pytest.mark.parametrize(
    ("typed", "district", "meant"),
    [
        ("", "", True),
        ("thanh hai", "", True),
        ("LỤC NGẠN", "", True),
        ("07507", "", True),
        ("chũ", "", False),
        ("", "219", True),
        ("", "213", False),
        ("thanh hai", "213", False),
    ],
)
def test_a_list_finds_a_commune_by_words_code_and_district(db, typed, district, meant):
    make.units_small()
    assert make.unit("07507").is_meant(typed, district) == meant
