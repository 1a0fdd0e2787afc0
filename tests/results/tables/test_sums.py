"""Every total of the tables on the screen and in Excel files is the sum of the rows above it, whatever is missing."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from portal.extensions import db as database
from portal.fieldwork.turnout import board
from portal.fieldwork.turnout.figures import DayFigures, Line, verdict_of
from portal.results.tables import quality_grids, turnout_grids
from portal.results.tables.grids import select_lines
from portal.surveys.turnout import PRESETS
from portal.units.models import Unit
from portal.web.ui.listing import ListFilter
from tests import make

DAYS = [make.FIRST_DAY, make.LAST_DAY]


@pytest.fixture(params=range(6))
def lines(db, request) -> list[Line]:
    """The small catalogue's communes with days that lack visits."""
    luck, top = random.Random(request.param), make.units_small()  # noqa: S311 - the same gaps every time
    database.session.commit()
    communes = database.session.scalars(select(Unit).where(Unit.level == "commune").order_by(Unit.position)).all()
    assert top.id
    found = []
    for number, unit in enumerate(communes):
        assert unit.district
        days = tuple(DayFigures(day, luck.choice((None, 0, 30, 1200)), luck.randrange(900)) for day in DAYS)
        found.append(Line(unit, days, verdict_of(PRESETS["H"], days), number))
    return found


def check(rows) -> None:
    """Columns of whole numbers add up to the total's."""
    total = next(row for row in rows if row.kind == "total")
    parts = [row for row in rows if row.kind in {"commune", "unit"}]
    assert parts
    added = 0
    for place, cell in enumerate(total.cells):
        values = [row.cells[place].value for row in parts]
        if isinstance(cell.value, int) and all(isinstance(one, int) or one in {None, "", "-"} for one in values):
            assert cell.value == sum(one for one in values if isinstance(one, int)), (place, cell, values)
            added += 1
    assert added


@pytest.mark.parametrize(
    "list_filter",
    [ListFilter(), ListFilter(sort="-visits"), ListFilter(typed="thanh"), ListFilter(status="chua_du_so_lieu")],
)
def test_the_board_adds_up(app, lines, list_filter):
    with app.test_request_context():
        rows = board.table(lines, list_filter, DAYS, make.unit("24")).rows
        if any(row.kind == "total" for row in rows):
            check(rows)


def test_the_tables_of_participation_add_up(app, lines):
    with app.test_request_context():
        check(turnout_grids.by_unit(select_lines(lines, ListFilter()), DAYS).rows)


def test_the_table_of_ballots_that_did_not_open_adds_up_what_it_lists(app, lines):
    with app.test_request_context():
        check(quality_grids.unopened(lines, {0: 3, 2: 1}).rows)
