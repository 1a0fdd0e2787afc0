"""Boards, openings, results and what leaves the office agree with what was sent, in rounds of every shape."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.ballots.models import sealed_ballot
from portal.ballots.sealing import traces
from portal.ballots.sealing.sealable_tables import BALLOTS
from portal.errors import Conflict
from portal.extensions import db as database
from portal.fieldwork.turnout import queries as turnout_queries
from portal.fieldwork.turnout.figures import LineGroup
from portal.fieldwork.visits import queries as fieldwork
from portal.results import queries
from portal.results.models import FlagRecord
from portal.results.statistics import quality_indicators
from portal.results.tallying import erasing, tallying
from portal.sealing import verification
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.units.district_table import by_district
from portal.web.data import clock, transactions
from tests import make, shapes
from tests.ballots.sealing.test_traces import reading  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.ballots.sealing.test_traces import Reader
    from tests.browser import PageClient
    from tests.shapes import World

PAGES = ("", "/questions", "/communes", "/quality", "/quality?sort=unit", "/themes")


def kept(survey: Round) -> int:
    """The ballots of a round that are there, sealed or waiting."""
    with transactions.read_connection() as connection:
        found = [
            connection.scalar(select(func.count()).select_from(table).where(table.c.round_id == survey.id))
            for table in (BALLOTS.pool, sealed_ballot)
        ]
    return sum(found)


def test_the_board_shows_what_was_sent_and_entered_and_adds_up(
    shape: World, at: Callable[[datetime], None], sign_in: Callable[..., PageClient]
) -> None:
    at(shape.after)
    for survey in shape.rounds:
        top, policy = shapes.top_of(survey), fieldwork.policy_of(survey)
        lines = turnout_queries.lines(survey, top, survey.days, policy)
        assert [line.unit.code for line in lines] == [point.unit.code for point in shapes.points(survey)]
        for line in lines:
            for one in line.days:
                assert one.ballots == shape.ballots(survey, line.unit.code, one.day)
                assert one.visits == shape.came(survey, line.unit.code, one.day)
                assert (one.locked_at is not None) == (
                    shape.came(survey, line.unit.code, one.day, locked=True) is not None
                )
        total = LineGroup(tuple(lines))
        parts = [LineGroup(tuple(group)) for _district, group in by_district(lines)]
        assert total.ballots == sum(part.ballots for part in parts) == shape.ballots(survey)
        assert total.visits == sum(part.visits or 0 for part in parts)
        editor = sign_in(make.account(Role.PROVINCE_EDITOR, top))
        queries_of = {"all": None, survey.last_day: survey.last_day}
        for asked, day in queries_of.items():
            page = editor.get(f"/board/{survey.slug}?day={asked}")
            assert page.status == 200
            assert str(shape.ballots(survey, day=day)) in {cell for row in page.rows("table.stack") for cell in row}, (
                asked
            )
            assert editor.request("GET", f"/board/{survey.slug}/table.xlsx?day={asked}").status_code == 200
        for line in lines:
            assert editor.get(f"/board/{survey.slug}/units/{line.unit.code}").status == 200


def test_each_round_opens_at_its_own_end_and_counts_its_own_ballots(
    shape: World, at: Callable[[datetime], None], sign_in: Callable[..., PageClient]
) -> None:
    for slug in [one.slug for one in sorted(shape.rounds, key=lambda one: one.closes_at)]:
        survey = next(one for one in shape.rounds if one.slug == slug)
        at(survey.takes_until - timedelta(seconds=1))
        with pytest.raises(Conflict):
            shape.open(survey)
        database.session.rollback()
        at(survey.takes_until)
        survey = shape.open(survey)
        assert tallying.latest(survey).state == "done", tallying.latest(survey).error
        assert {one.slug: kept(one) for one in shape.rounds} == {one.slug: shape.ballots(one) for one in shape.rounds}
    at(shape.after)
    for survey in shape.rounds:
        check_tallies(shape, survey)
        check_signs(shape, survey)
        check_pages(shape, survey, sign_in(make.account(Role.PROVINCE_EDITOR, shapes.top_of(survey))))


def check_tallies(world: World, survey: Round) -> None:
    """The tallies are the ballots, in all and by commune."""
    top = shapes.top_of(survey)
    assert Counter(queries.answers(top, survey)[shapes.OVERALL]) == world.levels(survey)
    assert verification.verify(survey).faults == []
    codes = {point.unit_id: point.unit.code for point in shapes.points(survey)}
    for unit_id, answers in queries.answers_by_unit(top, survey).items():
        assert Counter(answers[shapes.OVERALL]) == world.levels(survey, codes[unit_id])


def check_signs(world: World, survey: Round) -> None:
    """The signs of quality count every ballot once, and no rule failed."""
    top = shapes.top_of(survey)
    lines = turnout_queries.settled_lines(top, survey, fieldwork.policy_of(survey))
    for one in quality_indicators.read(top, survey, lines):
        sent = world.ballots(survey, one.key)
        assert (one.ballots, one.sent, one.came) == (sent, sent, sent)
        assert 0 <= one.night <= sent
        assert one.pair <= sent
        assert one.closed == [
            (visits, world.ballots(survey, one.key, day))
            for day in survey.days
            if (visits := world.came(survey, one.key, day, locked=True)) is not None
        ]
    assert database.session.scalars(select(FlagRecord).where(FlagRecord.round_id == survey.id)).one()


def check_pages(world: World, survey: Round, editor: PageClient) -> None:
    """Every page of results and every file of them is there."""
    for path in PAGES:
        page = editor.get(f"/results/{survey.slug}{path}")
        assert page.status == 200, path
    assert str(world.ballots(survey)) in editor.get(f"/results/{survey.slug}/quality?sort=unit").text
    file = editor.request("GET", f"/results/{survey.slug}/tables.xlsx")
    assert file.status_code == 200
    assert ZipFile(BytesIO(file.data)).testzip() is None


SEVERAL = ["two-with-common-days", "both-catalogues", "closed-at-23:50"]


@pytest.mark.parametrize("shape", SEVERAL, indirect=True)
def test_one_round_is_erased_and_the_others_stay(shape: World, at: Callable[[datetime], None]) -> None:
    at(shape.after)
    first, *others = shape.rounds
    for survey in (first, *others):
        shape.open(survey)
    at(clock.end_of(first.kept_until))
    by, second = shapes.two(first.catalogue_id)
    approvals.ask_and_decide(first, "erase", by=by, second=second)
    transactions.commit()
    assert erasing.latest(first).state == "done", erasing.latest(first).error
    assert kept(first) == 0
    for survey in others:
        assert kept(survey) == shape.ballots(survey)
    for survey in shape.rounds:
        check_tallies(shape, survey)


@pytest.mark.parametrize("shape", ["two-with-common-days"], indirect=True)
def test_a_reader_who_stands_open_keeps_one_round_shut_and_loses_nothing_of_any(
    shape: World,
    at: Callable[[datetime], None],
    reading: Callable[[str], Reader],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(traces, "PATIENCE_SECONDS", 0)
    at(shape.after)
    reader = reading("receipt_pool")
    survey = shape.rounds[0]
    shape.open(survey)
    assert database.session.get_one(Round, survey.id).purged_at is None
    assert [kept(one) for one in shape.rounds] == [shape.ballots(one) for one in shape.rounds]
    reader.end()
    tallying.start_again(survey, by=shapes.two(survey.catalogue_id)[0].id)
    transactions.commit()
    for one in shape.rounds[1:]:
        shape.open(one)
    for one in shape.rounds:
        check_tallies(shape, one)
        assert [kept(each) for each in shape.rounds] == [shape.ballots(each) for each in shape.rounds]
