"""A long list of communes: whole while it is short, folded by district on phones, in short pages without districts."""

from __future__ import annotations

import pytest

from portal.units.folding import PAGE, SHORT, part_of
from portal.units.models import COMMUNE, DISTRICT, Unit


def district(number):
    return Unit(code=f"2{number:02d}", name=f"Huyện {number}", kind="huyện", level=DISTRICT, position=number)


def communes(*sizes, without=0):
    """So many communes in each of several districts, and some right under the province."""
    found = []
    for number, size in enumerate(sizes):
        above = district(number)
        found += [Unit(code=f"{number}-{n}", name="X", kind="xã", level=COMMUNE, parent=above) for n in range(size)]
    return found + [Unit(code=f"p-{n}", name="X", kind="xã", level=COMMUNE) for n in range(without)]


@pytest.mark.parametrize(
    ("rows", "shown", "folds", "pages"),
    [
        ([], 0, [], 0),
        (communes(1), 1, [], 1),
        (communes(SHORT), SHORT, [], 1),
        (communes(15, 15), SHORT, [], 1),
        (communes(20, 11), 31, [20, 11], 1),
        (communes(29, 25, 22, 21), PAGE, [29, 25, 22, 21], 2),
        (communes(SHORT + 1), SHORT, [], 2),
        (communes(without=99), SHORT, [], 4),
    ],
)
def test_a_list_is_whole_folded_or_in_pages(rows, shown, folds, pages):
    part = part_of(rows, lambda unit: unit, page=1)
    assert len(part.rows) == shown
    assert [fold.units for fold in part.folds] == folds
    assert part.pages.pages == pages
    assert part.count == len(rows)


def test_sums_of_districts_count_for_none_and_do_not_split_a_short_list():
    rows = [None, *communes(10), None, *communes(15), None]
    part = part_of(rows, lambda unit: unit, page=1)
    assert (len(part.rows), part.count, part.folds) == (len(rows), 25, ())


def test_the_pages_hold_every_row_once_in_its_order():
    rows = communes(40, 40, 40)
    pages = [part_of(rows, lambda unit: unit, page=number).rows for number in (1, 2, 3)]
    assert [row.code for page in pages for row in page] == [row.code for row in rows]
    assert part_of(rows, lambda unit: unit, page=99).rows == pages[-1]


def test_districts_stand_in_the_catalogue_s_order_whatever_the_rows_are_sorted_by():
    rows = communes(20, 15, 10)
    part = part_of(rows[::-1], lambda unit: unit, page=1)
    assert [(fold.code, fold.units) for fold in part.folds] == [("200", 20), ("201", 15), ("202", 10)]
