"""What visits, ballots, their sums and the rate mean, and from when ballots are told: tables, properties, pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.kinds import KINDS
from portal.documents.lifecycle.requests import Request
from portal.extensions import db as database
from portal.fieldwork.reporting.content import figure_sources
from portal.fieldwork.turnout import figures, queries
from portal.fieldwork.turnout.figures import (
    NOT_ENTERED,
    NOT_LOCKED,
    Complete,
    DayFigures,
    Line,
    LineGroup,
    complete_of,
    percent_of,
    sum_known,
    sum_whole,
    verdict_of,
)
from portal.fieldwork.visits import queries as visit_queries
from portal.surveys import turnout
from portal.surveys.turnout import PRESETS
from portal.units.models import Unit
from portal.web.data import clock
from tests import make
from tests.fieldwork import rounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.surveys.models import Round
    from tests.browser import PageClient

H = PRESETS["H"]
FIRST, SECOND, LAST = (make.FIRST_DAY + timedelta(days=n) for n in range(3))
NOON = clock.at(LAST, 12)
known_or_not = st.lists(st.none() | st.integers(0, 5000))


@pytest.mark.once
@pytest.mark.parametrize(
    ("values", "known", "complete"),
    [
        ((), None, None),
        ((None,), None, None),
        ((None, None, None), None, None),
        ((0,), 0, 0),
        ((0, None), 0, None),
        ((40, 36, 1), 77, 77),
        ((40, None, 1), 41, None),
        ((None, 7), 7, None),
    ],
)
def test_what_is_known_is_added_and_only_what_is_whole_is_called_whole(values, known, complete):
    assert sum_known(iter(values)) == known
    assert sum_whole(iter(values)) == complete


@pytest.mark.once
@given(known_or_not, known_or_not, st.randoms())
def test_sums_of_parts_make_the_sum_of_all_in_any_order(left, right, luck):
    every = [*left, *right]
    assert sum_known([sum_known(left), sum_known(right)]) == sum_known(every)
    assert sum_whole(every) in {None, sum_known(every)}
    assert (sum_whole(every) is None) == (not every or None in every)
    shuffled = list(every)
    luck.shuffle(shuffled)
    assert (sum_known(shuffled), sum_whole(shuffled)) == (sum_known(every), sum_whole(every))


@pytest.mark.once
@pytest.mark.parametrize(
    ("part", "of", "rate"), [(None, 5, None), (5, None, None), (0, 0, None), (4, 0, None), (0, 4, 0.0), (3, 2, 150.0)]
)
def test_a_rate_needs_something_to_divide_by(part, of, rate):
    assert percent_of(part, of) == rate


def line_of(*days: tuple[int | None, int, bool]) -> Line:
    """A commune with visits, ballots and «chốt» of each day."""
    found = tuple(
        DayFigures(FIRST + timedelta(days=n), visits, ballots, NOON if locked else None)
        for n, (visits, ballots, locked) in enumerate(days)
    )
    return Line(Unit(kind="xã", name="A"), found, verdict_of(H, found))


DONE, OPEN, EMPTY = (40, 20, True), (30, 18, False), (None, 7, False)


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "visits", "rate", "settled_visits", "settled_rate"),
    [
        ((DONE, DONE), 80, 50.0, 80, 50.0),
        ((DONE, OPEN), 70, 100 * 38 / 70, 40, None),
        ((DONE, EMPTY), 40, None, 40, None),
        ((OPEN, OPEN), 60, 60.0, None, None),
        ((EMPTY,), None, None, None, None),
        (((0, 0, True),), 0, None, 0, None),
    ],
)
def test_a_commune_has_a_rate_once_every_day_has_visits_that_count(days, visits, rate, settled_visits, settled_rate):
    line = line_of(*days)
    assert (line.visits, line.rate) == (visits, rate)
    settled = line.settled(H)
    assert (settled.visits, settled.rate) == (settled_visits, settled_rate)
    assert (settled.missing, settled.unlocked, settled.ballots) == (line.missing, line.unlocked, line.ballots)


@pytest.mark.once
@pytest.mark.parametrize(
    ("lines", "rate", "settled_rate", "drafts"),
    [
        ((line_of(DONE), line_of(DONE)), 50.0, 50.0, None),
        ((line_of(DONE), line_of(OPEN)), 100 * 38 / 70, 100 * 38 / 40, 30),
        ((line_of(DONE), line_of(EMPTY)), 50.0, 100 * 27 / 40, None),
        ((line_of(EMPTY),), None, None, None),
        ((), None, None, None),
    ],
)
def test_while_visits_are_entered_the_rate_of_several_is_of_what_is_entered_then_of_all(
    lines, rate, settled_rate, drafts
):
    settled = LineGroup(tuple(line.settled(H) for line in lines))
    assert LineGroup(lines).rate == rate
    assert (settled.rate, settled.drafts) == (settled_rate, drafts)
    assert settled.rate == percent_of(settled.ballots, settled.visits)


@pytest.mark.once
@pytest.mark.parametrize(
    ("units", "complete", "is_part", "rate"),
    [
        ([], Complete(0, 0, None, 0), False, None),
        ([[(40, 20), (30, 8)], [(40, None)], [(None, 5)], []], Complete(1, 4, 70, 28), True, 40.0),
        ([[(40, 20)], [(10, 5)]], Complete(2, 2, 50, 25), False, 50.0),
        ([[(None, 20)], [(10, 5), (None, 1)]], Complete(0, 2, None, 0), False, None),
        ([[(0, 0)], [(None, 1)]], Complete(1, 2, 0, 0), False, None),
    ],
)
def test_the_complete_units_are_those_with_visits_and_ballots_of_every_day(units, complete, is_part, rate):
    found = complete_of(units)
    assert (found, found.is_part, found.rate) == (complete, is_part, rate)


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "lacking", "unlocked", "partial"),
    [
        ((DONE, DONE), False, False, False),
        ((DONE, OPEN), False, True, False),
        ((DONE, EMPTY), True, True, True),
        ((OPEN, EMPTY), True, True, True),
    ],
)
def test_a_commune_lacks_an_entry_or_its_chot(days, lacking, unlocked, partial):
    lines = line_of(*days), line_of(DONE)
    together = LineGroup(lines)
    assert (together.count(NOT_ENTERED), together.count(NOT_LOCKED)) == (lacking, unlocked)
    assert together.count(lines[0].status) == sum(line.status == lines[0].status for line in lines)
    assert together.is_partial is partial
    assert not LineGroup(tuple(line.settled(H) for line in lines)).is_partial


@pytest.mark.once
def test_where_one_figure_stands_for_all_days_the_others_lack_nothing():
    line = line_of(EMPTY, OPEN)
    once = replace(line, days=(replace(line.days[0], is_counted=False), line.days[1]))
    asked_nothing = replace(line, verdict=turnout.NOTHING_ASKED)
    assert (line.missing, once.missing) == ((FIRST,), ())
    assert [one.counts_by_day for one in (line, once, asked_nothing)] == [True, False, False]
    assert [LineGroup((line, one)).counts_by_day for one in (line, once)] == [True, False]
    groups = (), (line, asked_nothing), (asked_nothing,)
    assert [LineGroup(one).counts_visits for one in groups] == [True, True, False]


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "whole"),
    [((), figures.NO_DAY), ((DONE, OPEN), DayFigures(SECOND, 70, 38)), ((OPEN, EMPTY), DayFigures(SECOND, None, 25))],
)
def test_several_days_as_one_are_known_once_each_is(days, whole):
    assert figures.sum_of_days(line_of(*days).days if days else ()) == whole


entries = st.tuples(st.none() | st.integers(0, 900), st.integers(0, 900), st.booleans())


@pytest.mark.once
@given(st.lists(st.tuples(entries, entries), min_size=1, max_size=6))
def test_days_and_communes_add_up_to_the_same_and_settling_twice_changes_nothing(drawn):
    lines = [line_of(*((visits, n, locked and visits is not None) for visits, n, locked in days)) for days in drawn]
    for some in (lines, [line.settled(H) for line in lines]):
        total = LineGroup(tuple(some))
        assert total.visits == sum_known(total.day(number).visits for number in (0, 1))
        assert total.ballots == total.day(0).ballots + total.day(1).ballots
    for line in lines:
        settled = line.settled(H)
        assert settled.settled(H).visits == settled.visits
        assert sum_known([settled.visits, LineGroup((settled,)).drafts]) == line.visits


CLOSED = clock.at(date(2024, 6, 15), 0, 15)


@pytest.mark.parametrize(
    ("day", "now", "locked", "above", "commune"),
    [
        (FIRST, clock.at(FIRST, 23, 59), True, False, False),
        (FIRST, clock.at(SECOND, 0), True, True, True),
        (FIRST, clock.at(SECOND, 9), False, False, False),
        (LAST, CLOSED - timedelta(seconds=1), True, False, False),
        (LAST, CLOSED, True, True, True),
        (FIRST, CLOSED - timedelta(seconds=1), False, False, False),
        (FIRST, CLOSED, False, True, False),
        (LAST, CLOSED, False, True, False),
    ],
)
def test_ballots_are_told_once_no_more_can_come_and_visits_are_chot_and_all_once_the_round_is_over(
    db, day, now, locked, above, commune
):
    survey = make.survey_round()
    with clock.moved_to(now):
        assert figures.is_told(survey, day, locked=locked) is above
        assert figures.is_told(survey, day, locked=locked, to_commune=True) is commune


def entered() -> Round:
    """Two communes of a district: one «chốt» on all days, one with its last day still a draft."""
    survey, by = make.survey_round(), make.account("commune_lead")
    for code, ballots in (("07507", 20), ("07519", 16)):
        for day in survey.days:
            place = rounds.desk(code)
            make.arrive(place, ballots, day)
            rounds.visits(place, day, by, locked=code == "07507" or day != LAST)
    database.session.commit()
    return survey


def strip(browser: PageClient) -> list[str]:
    return [figure.get_text(strip=True) for figure in browser.get("/board/198-kh-bdvtu?day=all").all(".strip dd")][:4]


def test_from_closing_on_the_board_says_what_results_and_papers_say(
    db: object, sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    """Ruling 24: visits that are not «chốt» stand in one sentence; the same 108 ballots are told everywhere."""
    survey = entered()
    at(clock.at(LAST, 20))
    monitor = make.account("district_monitor")
    assert strip(sign_in(monitor)) == ["240", "108", "45,0%", "1"]
    at(CLOSED)
    browser = sign_in(monitor)
    assert strip(browser) == ["200", "108", "54,0%", "1"]
    page = browser.get("/board/198-kh-bdvtu?day=all")
    assert "Số dùng trong báo cáo (đã chốt): 108 phiếu / 200 lượt, bằng 54,0%." in page.text
    assert "Tạm tính cả số chưa chốt: 108 phiếu / 240 lượt. Còn 2 đơn vị có ngày chưa chốt." in page.text
    assert [row[-3:] for row in page.rows("table.stack") if row[0] == "thị trấn Chũ"] == [
        ["-", "Chưa đủ số liệu", "chưa chốt 14/6"]
    ]
    district = figure_sources.district_figures(make.unit("219"), survey)
    assert (district.total("visits"), district.total("ballots")) == (200, 108)
    total = LineGroup(tuple(queries.settled_lines(make.unit("24"), survey, visit_queries.policy_of(survey))))
    assert (total.visits, total.ballots, total.rate) == (200, 108, 54.0)
    minutes = KINDS["minutes"].freeze(Request(survey))
    assert (sum_known(minutes.visits), sum(minutes.ballots)) == (200, 108)
    month = KINDS["monthly"].freeze(Request(survey, month="2024-06")).total("month")
    assert (month.visits, month.ballots) == (200, 108)


def test_the_page_of_a_commune_shows_a_draft_after_closing_and_judges_without_it(
    db: object, sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    entered()
    at(CLOSED)
    page = sign_in(make.account("district_monitor")).get("/board/198-kh-bdvtu/units/07519")
    last = page.rows("table.stack")[2]
    assert [last[1], last[3], last[4], last[5], last[6], last[7]] == [
        "40",
        "-",
        "16",
        "-",
        "Chưa đủ số liệu",
        "chưa chốt",
    ]


def test_the_month_of_a_running_round_counts_the_days_that_are_told(db: object, at: Callable[[datetime], None]) -> None:
    """Ballots of days whose visits are missing made the rate of a running month 140 %."""
    survey, by = make.survey_round(), make.account("commune_lead")
    for code in ("07507", "07519", "07534"):
        for day in (FIRST, SECOND):
            make.arrive(rounds.desk(code), 20, day)
    rounds.visits(rounds.desk("07507"), FIRST, by, locked=True)
    rounds.visits(rounds.desk("07507"), SECOND, by, locked=True)
    at(clock.at(SECOND, 20))
    month = KINDS["monthly"].freeze(Request(survey, month="2024-06")).total("month")
    assert (month.visits, month.ballots) == (40, 20)


def test_a_commune_is_not_told_ballots_that_its_district_is_told(db: object, at: Callable[[datetime], None]) -> None:
    survey = entered()
    at(CLOSED)
    own = figure_sources.commune_figures(make.unit("07519"), survey)[0]
    above = {one.code: one for one in figure_sources.district_figures(make.unit("219"), survey).communes}["07519"]
    assert [day.ballots for day in own.days] == [16, 16, None]
    assert [day.ballots for day in above.days] == [16, 16, 16]
    assert own.days[:2] == above.days[:2]
    assert replace(above.days[2], ballots=None) == own.days[2]
    told_all = figure_sources.commune_figures(make.unit("24"), survey, to_commune=True)
    assert next(one for one in told_all if one.code == "07519") == own
