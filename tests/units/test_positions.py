"""Positions are read whole or refused by line; the map places every unit of the shipped catalogues, none on another."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.errors import Mistakes
from portal.extensions import db as database
from portal.units import catalogue, layout, positions
from portal.units.layout import Place
from portal.units.models import Catalogue
from tests import make

PLANS = Path(__file__).parents[2] / "plans"
FILES = ("units-bac-giang-2024.csv", "units-bac-ninh-2025.csv")


def shipped(name: str) -> tuple[list[Place], dict[str, layout.Spot | None]]:
    rows = catalogue.parse((PLANS / name).read_bytes())
    points = positions.parse(positions.file_beside(PLANS / name).read_bytes())
    districts = {row.code: points.get(row.code) for row in rows if row.level == "district"}
    communes = [
        Place(row.code, row.parent_code if row.parent_code in districts else "", points.get(row.code))
        for row in rows
        if row.level == "commune"
    ]
    return communes, districts


@pytest.mark.parametrize(("name", "units", "guessed"), [(FILES[0], 209, 30), (FILES[1], 99, 3)])
def test_no_two_squares_of_a_shipped_catalogue_overlap(name, units, guessed):
    found = layout.layout(*shipped(name))
    assert found is not None
    assert (len(found.corners), len(found.guessed)) == (units, guessed)
    assert list(layout.overlapping(list(found.corners.values()))) == []


def test_a_map_is_the_same_every_time_and_keeps_west_and_north():
    communes, districts = shipped(FILES[0])
    one, other = layout.layout(communes, districts), layout.layout(communes, districts)
    assert one == other
    assert one is not None
    by_code = {place.code: place for place in communes if place.degrees}
    west = min(by_code.values(), key=lambda place: place.degrees[1])
    east = max(by_code.values(), key=lambda place: place.degrees[1])
    assert one.corners[west.code][0] < 2 < one.width - 3 < one.corners[east.code][0]


def test_a_point_that_is_another_s_or_its_district_s_is_nobody_s_own():
    communes = [
        Place("1", "d", (21.0, 106.0)),
        Place("2", "d", (21.0, 106.0)),
        Place("3", "d", (21.1, 106.1)),
        Place("4", "d", (21.2, 106.2)),
    ]
    found = layout.own_points(communes, {"d": (21.1, 106.1)})
    assert [one.degrees for one in found] == [None, None, None, (21.2, 106.2)]


def test_a_district_without_a_centre_takes_the_mean_of_its_placed_communes():
    communes = [Place("1", "d", (21.0, 106.0)), Place("2", "d", (21.2, 106.2)), Place("3", "d", None)]
    assert layout.centres(communes, {"d": None})["d"] == pytest.approx((21.1, 106.1))
    found = layout.layout(communes, {"d": None})
    assert found is not None
    assert found.guessed == {"3"}


def test_without_positions_there_is_no_map():
    assert layout.layout([Place("1", "d", None)], {"d": None}) is None
    # a district of which nothing is known cannot be drawn
    assert layout.layout([Place("1", "d", (21.0, 106.0)), Place("2", "e", None)], {"d": None, "e": None}) is None


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("code,x,y\n", "Dòng 1", "dòng tiêu đề"),
        ("code,lat,lon\n07507,21.3\n", "Dòng 2", "có 2 cột"),
        ("code,lat,lon\n07507,21.3,\n", "Dòng 2", "hai số thập phân"),
        ("code,lat,lon\n07507,106.3,21.3\n", "Dòng 2", "nằm ngoài Việt Nam"),
    ],
)
def test_a_wrong_file_is_refused_by_its_line(text, line, sentence):
    with pytest.raises(Mistakes) as caught:
        positions.parse(text.encode())
    assert str(caught.value.mistakes[0]).startswith(line)
    assert sentence in str(caught.value.mistakes[0])


def test_positions_are_kept_with_a_catalogue_and_taken_back_with_an_empty_file(db):
    make.units_small()
    kept = database.session.get_one(Catalogue, 2024)
    points = {"07507": (21.3, 106.5), "07519": (21.4, 106.6), "07534": (21.5, 106.7), "07210": (21.2, 106.2)}
    assert positions.place(kept, points) == 4
    database.session.expire_all()
    assert positions.map_of(2024) is not None
    assert positions.place(kept, {}) == 0
    assert positions.map_of(2024) is None


def test_the_shell_loads_positions_beside_a_catalogue_and_gives_them_to_one_that_is_there(app, db, tmp_path):
    runner, units = app.test_cli_runner(), tmp_path / "units-nho-2024.csv"
    units.write_text(make.SMALL)
    assert "0 đơn vị có vị trí" in runner.invoke(args=["units", "load", str(units)]).output
    file = tmp_path / "positions-nho-2024.csv"
    file.write_text("code,lat,lon\n07507,21.3,106.5\n07519,,\n")
    assert runner.invoke(args=["units", "place", str(file), "2024"]).output.startswith("1 đơn vị")
    assert runner.invoke(args=["units", "place", str(file), "2031"]).exit_code == 1
