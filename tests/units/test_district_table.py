"""A table of communes by district: whose sums stand where, and that they add up."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.units.district_table import DistrictTable, by_district
from portal.units.models import Unit
from portal.web.ui.table_model import Column, whole

PROVINCE = Unit(id=1, code="24", name="Bắc Giang", kind="tỉnh", level="province", search="tinh bac giang")
DISTRICT = Unit(
    id=2, code="219", name="Lục Ngạn", kind="huyện", level="district", parent=PROVINCE, search="huyen luc ngan"
)
CITY = Unit(id=3, code="213", name="Bắc Giang", kind="thành phố", level="district", parent=PROVINCE, search="")
THANH_HAI = Unit(
    id=4, code="07507", name="Thanh Hải", kind="xã", level="commune", parent=DISTRICT, search="xa thanh hai;xa tan hai"
)
CHU = Unit(id=5, code="07519", name="Chũ", kind="thị trấn", level="commune", parent=DISTRICT, search="thi tran chu")
WARD = Unit(
    id=6, code="07210", name="Thọ Xương", kind="phường", level="commune", parent=CITY, search="phuong tho xuong"
)
ALONE = Unit(id=7, code="07501", name="Kiên Thành", kind="xã", level="commune", parent=PROVINCE, search="xa kien thanh")


@pytest.fixture(autouse=True)
def in_a_page(app):
    """Words need a request's language; no rule here needs the database."""
    with app.test_request_context():
        yield


@dataclass(frozen=True)
class Desk:
    unit: Unit
    visits: int = 1


def table(*, repeats_total: bool = False) -> DistrictTable[Desk]:
    return DistrictTable(
        [Column("Lượt đến")],
        lambda desk: [whole(desk.visits)],
        lambda desks: [whole(sum(desk.visits for desk in desks))],
        repeats_total=repeats_total,
    )


@pytest.mark.parametrize(
    ("units", "flat", "repeats_total", "kinds"),
    [
        ([WARD, CHU, THANH_HAI], False, False, ["sum", "commune", "sum", "commune", "commune", "total"]),
        ([CHU, THANH_HAI], False, False, ["sum", "commune", "commune"]),
        ([CHU, THANH_HAI], False, True, ["sum", "commune", "commune", "total"]),
        ([CHU, THANH_HAI], True, False, ["commune", "commune", "total"]),
        ([CHU], False, True, ["sum", "commune"]),
        ([CHU], True, False, ["commune"]),
        ([ALONE, ALONE], False, False, ["commune", "commune", "total"]),
        ([], False, True, []),
        ([], True, True, []),
    ],
)
def test_districts_have_sums_unless_the_table_is_flat_and_one_row_has_no_total(units, flat, repeats_total, kinds):
    built = table(repeats_total=repeats_total).build([Desk(unit) for unit in units], PROVINCE, flat=flat)
    assert [row.kind for row in built.rows] == kinds
    assert built.communes == len(units)


@pytest.mark.parametrize(
    ("top", "flat", "named"), [(PROVINCE, True, True), (PROVINCE, False, False), (CITY, True, False)]
)
def test_a_flat_table_of_a_province_names_the_district_beside_each_commune(top, flat, named):
    built = table().build([Desk(WARD), Desk(CHU)], top, flat=flat)
    assert built.header == ["Đơn vị", *(["Đơn vị cấp trên"] if named else []), "Lượt đến"]
    assert all(len(row) == len(built.header) for row in built.values)
    assert ("TP Bắc Giang" in built.values[0 if flat else 1]) is named


@given(st.lists(st.builds(Desk, st.sampled_from([THANH_HAI, CHU, WARD, ALONE]), st.integers(0, 99))), st.booleans())
def test_every_commune_stands_once_and_the_total_is_the_sum_of_all(desks, flat):
    rows = table(repeats_total=True).build(desks, PROVINCE, flat=flat).rows
    communes = [row.line for row in rows if row.kind == "commune"]
    assert sorted(communes, key=repr) == sorted(desks, key=repr)
    totals = [row.cells[-1].value for row in rows if row.kind == "total"]
    assert totals == ([sum(desk.visits for desk in desks)] if len(desks) > 1 else [])
    districts = by_district(desks)
    assert len({district for district, _group in districts}) == len(districts)
    assert sum(len(group) for _district, group in districts) == len(desks)


@pytest.mark.parametrize(
    ("typed", "district", "meant", "named"),
    [
        ("", "", True, True),
        ("THANH  hải", "", True, True),
        ("tân hải", "219", True, True),
        ("luc ngan", "", True, False),
        ("07507", "", True, False),
        ("", "219", True, True),
        ("", "213", False, False),
        ("thanh hai", "213", False, False),
        ("khong co", "", False, False),
    ],
)
def test_a_search_means_a_commune_by_its_place_too_or_names_it_alone(typed, district, meant, named):
    assert THANH_HAI.is_meant(typed, district) is meant
    assert THANH_HAI.is_named(typed, district) is named
