"""Which events a page lists: of which local days, of whom, how many; the newest first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.accounts.permissions import Role
from portal.audit import queries
from portal.audit.operations import new_event
from portal.audit.queries import EventFilter
from portal.extensions import db as database
from portal.web.data import clock
from tests import make

DAY = date(2024, 6, 13)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None),
        ("rubbish", None),
        ("2024-06-13", DAY),
        ("1900-01-01", None),
        ("1900-01-02", date(1900, 1, 2)),
        ("8999-12-31", date(8999, 12, 31)),
        ("9000-01-01", None),
    ],
)
def test_a_day_of_an_address_is_one_that_a_clock_reaches(typed, day):
    assert queries.day_in(typed) == day
    assert (EventFilter(first=typed).first_day, EventFilter(last=typed).last_day) == (day, day)


@pytest.fixture
def events(db):
    """One at the first and the last moment of a day, one on either side of it."""
    moments = {
        "before": clock.start_of(DAY) - timedelta(seconds=1),
        "first": clock.start_of(DAY),
        "last": clock.end_of(DAY) - timedelta(seconds=1),
        "after": clock.end_of(DAY),
    }
    top = make.units_small()
    for action, moment in moments.items():
        with clock.moved_to(moment):
            database.session.add(new_event(action, by=None, unit=make.unit("219"), subject=("unit", 1)))
    database.session.flush()
    return top


def listed(top, **asked) -> list[str]:
    found = [one.action for one in database.session.scalars(queries.events(top, EventFilter(**asked)))]
    return [action for action in found if action != "accounts.create"]  # whoever is made for a test is recorded, too


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["after", "last", "first", "before"]),
        ({"first": "2024-06-13"}, ["after", "last", "first"]),
        ({"last": "2024-06-13"}, ["last", "first", "before"]),
        ({"first": "2024-06-13", "last": "2024-06-13"}, ["last", "first"]),
        ({"first": "2024-06-14", "last": "2024-06-13"}, []),
        ({"first": "rubbish"}, ["after", "last", "first", "before"]),
        ({"action": "last"}, ["last"]),
        ({"action": "none"}, []),
    ],
)
def test_both_days_of_a_filter_are_local_and_included(events, asked, found):
    assert listed(events, **asked) == found


def test_an_event_is_listed_above_its_unit_and_never_beside(events):
    assert listed(make.unit("219")) == listed(events)
    assert listed(make.unit("213")) == listed(make.unit("07507")) == []
    assert listed(make.units_small(2025)) == []


def test_a_filter_names_whoever_signed_in_and_a_reader_may_be_shown_ones_own_alone(events):
    by = make.account(Role.COMMUNE_LEAD, username="tt.07507")
    database.session.add(new_event("done", by=by, unit=by.unit, subject=("unit", 1)))
    database.session.flush()
    assert listed(events, typed="TT.07507") == ["done"]
    assert listed(events, typed="tt.0750") == []
    own = database.session.scalars(queries.events(events, EventFilter(), only_by=by.id)).all()
    assert [one.action for one in own] == ["done"]
    rows = database.session.execute(queries.event_rows(queries.events(events, EventFilter(typed="tt.07507")))).all()
    assert [(row.action, row.username) for row in rows] == [("done", "tt.07507")]


@pytest.mark.parametrize(
    ("n", "number", "on_it", "more"),
    [(0, 1, 0, False), (30, 1, 30, False), (31, 1, 30, True), (31, 2, 1, False), (60, 2, 30, False), (31, 3, 0, False)],
)
def test_a_page_holds_thirty_and_says_whether_there_is_another(db, n, number, on_it, more):
    top = make.units_small()
    database.session.add_all([new_event("test", by=None, unit=top, subject=("unit", place)) for place in range(n)])
    database.session.flush()
    rows, is_more = queries.page_of(queries.events(top, EventFilter(action="test")), number)
    assert (len(rows), is_more) == (on_it, more)
    assert [row.subject_id for row in rows] == [str(place) for place in reversed(range(n))][30 * (number - 1) :][:30]
