"""The catalogues that come with the portal: a province each, the latest first."""

from __future__ import annotations

from portal.units import shipped


def test_each_is_a_province_of_its_file_and_the_latest_come_first():
    found = shipped.provinces()
    assert [one.year for one in found] == sorted((one.year for one in found), reverse=True)
    assert ("units-bac-giang-2024:24", "tỉnh Bắc Giang") in {(one.name, one.unit) for one in found}
    assert len({one.name for one in found}) == len(found)
    assert {one.unit.split()[0] for one in found} == {"tỉnh", "thành"}
