"""Two catalogues with the same paths: what a person may see ends with the catalogue of their own year."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.extensions import db as database
from portal.units import queries
from portal.units.models import Unit
from tests import make

YEARS = [(2024, 2025), (2025, 2024)]

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.parametrize(("year", "other"), YEARS)]


@pytest.fixture
def both(db: object) -> None:
    """The same places under the same paths in both years."""
    make.units_small(2024)
    make.units_small(2025)


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("code", ["24", "219", "07507"])
def test_a_subtree_holds_units_of_its_own_year_alone(year: int, other: int, code: str) -> None:
    top, twin = make.unit(code, year), make.unit(code, other)
    assert top.path == twin.path
    found = database.session.scalars(select(Unit).where(queries.within(top))).all()
    assert {unit.catalogue_id for unit in found} == {year}
    assert top in found
    every = database.session.scalars(select(Unit)).all()
    assert {unit.id for unit in every if queries.contains(top, unit)} == {unit.id for unit in found}


@pytest.mark.usefixtures("both")
def test_lists_of_communes_and_districts_are_of_one_year(year: int, other: int) -> None:
    top = make.unit("24", year)
    communes = database.session.scalars(queries.communes(top)).all()
    assert (len(communes), {unit.catalogue_id for unit in communes}) == (4, {year})
    assert [unit.catalogue_id for unit in queries.districts(top)] == [year, year]
    assert other not in {unit.catalogue_id for unit in communes}


@pytest.mark.usefixtures("both")
def test_a_code_means_the_unit_of_the_readers_year(year: int, other: int) -> None:
    for code in ("24", "219", "07507"):
        found = queries.in_scope(make.unit("24", year), code)
        assert found == make.unit(code, year) != make.unit(code, other)
    assert queries.in_scope(make.unit("07507", year), "07519") is None


def test_the_real_catalogues_of_2024_and_2025_do_not_mix(year: int, other: int) -> None:
    tops = {number: make.units_of(number) for number in (year, other)}
    for number, count in ((2024, 209), (2025, 99)):
        found = database.session.scalars(queries.communes(tops[number])).all()
        assert (len(found), {unit.catalogue_id for unit in found}) == (count, {number})
