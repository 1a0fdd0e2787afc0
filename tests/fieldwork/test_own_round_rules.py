"""Which rounds an address without a name can mean: those of its day, those to be worked on, else the nearest."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from portal.fieldwork import own_round
from portal.web.ui.terms import NEUTRAL_IN_BOTH


def of_slug(slug: str) -> SimpleNamespace:
    return SimpleNamespace(slug=slug, plan_data=SimpleNamespace(tongues=NEUTRAL_IN_BOTH))


def point(name: str, state: str, *days: int) -> SimpleNamespace:
    return SimpleNamespace(name=name, round=SimpleNamespace(state=state, days=[date(2024, 6, day) for day in days]))


OPEN = point("open", "running", 12, 13)
NEXT = point("next", "approved", 13, 14)
OPENED, RELEASED, ERASED = (point(state, state, 12, 13) for state in ("opened", "released", "erased"))


@pytest.mark.parametrize(
    ("points", "day", "meant"),
    [
        ([], None, []),
        ([], 12, []),
        ([OPEN], None, ["open"]),
        ([OPENED], None, ["opened"]),
        ([OPEN, NEXT], None, ["open", "next"]),
        ([OPEN, OPENED, NEXT], None, ["open", "next"]),
        ([OPENED, OPEN], None, ["opened"]),  # the nearest has nothing to enter: it is shown, not another
        ([OPEN, NEXT], 12, ["open"]),
        ([OPEN, NEXT], 13, ["open", "next"]),
        ([OPEN, NEXT], 14, ["next"]),
        ([OPEN, NEXT], 20, ["open"]),  # no round has the day: the nearest says so
        ([OPENED, OPEN], 13, ["open"]),
        ([RELEASED, ERASED], 13, ["released"]),
        ([NEXT, OPENED], 12, ["opened"]),
    ],
)
def test_an_address_means_the_rounds_of_its_day_that_are_open(points, day, meant):
    found = own_round.possible_points(points, day and date(2024, 6, day))
    assert [one.name for one in found] == meant


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/today", "/today?round=x"),
        ("/today?round=y", "/today?round=x"),
        ("/today?q=a&q=b&round=y&round=z", "/today?q=a&q=b&round=x"),
    ],
)
def test_the_page_at_hand_in_another_round_keeps_its_other_questions(app, path, address):
    with app.test_request_context(path):
        assert own_round.address_in("x") == address


def test_addresses_in_a_block_are_about_its_round_and_afterwards_as_before(app):
    with app.test_request_context():
        with own_round.using_round(of_slug("a")):
            assert own_round.g.own_round == "a"
            with own_round.using_round(of_slug("b")):
                assert own_round.g.own_round == "b"
            assert own_round.g.own_round == "a"
        assert "own_round" not in own_round.g
