"""results/queries.py: inside a subtree only, communes sum to districts and these to the province, few queries."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select

from portal.extensions import db as database
from portal.fieldwork.turnout import queries as turnout_queries
from portal.results import queries
from portal.results.scoring import pooled
from portal.results.statistics import tables
from portal.results.statistics.basis import basis_of
from portal.results.tables.workbook import TABLES
from portal.results.tallying.reading import Reading
from portal.surveys.models import ChairTenure, Point
from portal.web.ui.listing import ListFilter
from tests import make
from tests.results import poll

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent in a block."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def survey(db):
    return poll.province({"07507": {5: 6, 3: 2, 9: 1}, "07519": {4: 7}, "07534": {1: 9}, "07210": {5: 5, 1: 5}})


def unit_id(code: str) -> int:
    return make.unit(code).id


def test_a_subtree_s_answers_are_its_own(survey):
    whole, district = queries.answers(make.unit("24"), survey), queries.answers(make.unit("219"), survey)
    assert whole["Q14"] == {1: 14, 3: 2, 4: 7, 5: 11, 9: 1}
    assert district["Q14"] == {1: 9, 3: 2, 4: 7, 5: 6, 9: 1}


def test_each_commune_s_answers_stand_by_its_unit(survey):
    found = queries.answers_by_unit(make.unit("219"), survey)
    assert set(found) == {unit_id("07507"), unit_id("07519"), unit_id("07534")}
    assert found[unit_id("07519")]["Q7"] == {4: 7}


def test_one_question_alone_can_be_read(survey):
    found = queries.answers_by_unit(make.unit("24"), survey, "Q14")
    assert {question for answers in found.values() for question in answers} == {"Q14"}


def test_communes_sum_to_districts_and_districts_to_the_province(db):
    levels = (1, 2, 3, 4, 5, 9)
    codes = ("07507", "07519", "07534", "07210")
    given = {code: {level: (7 * level + 5 * place) % 6 for level in levels} for place, code in enumerate(codes)}
    survey = poll.province(given)
    top = make.unit("24")
    by_unit = queries.answers_by_unit(top, survey)
    lines = turnout_queries.settled_lines(top, survey, basis_of(survey).policy)
    parts = [tables.pool_answers(by_unit.get(line.unit.id, {}) for line in area.lines) for area in tables.areas(lines)]
    whole = queries.answers(top, survey)
    for question in poll.QUESTIONS:
        assert pooled(part[question] for part in parts) == pooled(by_unit[u][question] for u in by_unit)
        assert pooled(part[question] for part in parts) == whole[question]
    assert whole["Q14"] == {level: n for level in levels if (n := sum(one[level] for one in given.values()))}


def test_only_closed_visits_judge_a_commune(db):
    survey = make.survey_round()
    for code in ("07507", "07519"):
        make.arrive(make.point(code), 8)
    poll.visits(make.point("07507"), (10, 0, 0))
    poll.visits(make.point("07519"), (10, 0, 0), locked=False)
    lines = turnout_queries.settled_lines(make.unit("24"), survey, basis_of(survey).policy)
    found = {line.unit.code: (line.status, line.visits) for line in lines}
    assert found["07507"] == ("dat", 10)
    assert found["07519"] == ("chua_du_so_lieu", None)


def test_who_held_the_chair_on_the_last_day_counts(survey):
    point = database.session.scalar(select(Point).where(Point.id == make.point("07507").id))
    database.session.add_all(
        [
            ChairTenure(point_id=point.id, status="incumbent", from_day=make.FIRST_DAY, until_day=make.FIRST_DAY),
            ChairTenure(point_id=point.id, status="vacant", from_day=make.LAST_DAY),
        ]
    )
    database.session.flush()
    assert queries.chairs(make.unit("24"), survey) == {unit_id("07507"): "vacant"}
    assert queries.chairs(make.unit("213"), survey) == {}


READS = {
    "participation": 5,
    "distribution": 1,
    "questions": 6,
    "areas": 5,
    "communes": 7,
    "breakdowns": 5,
    "quality": 10,
}


@pytest.mark.parametrize("table", READS)
def test_a_table_takes_the_same_few_queries_whatever_the_number_of_communes(db, table):
    make.units_of(2024)
    survey = poll.province({"07507": {5: 6}, "07519": {4: 7}})
    for top in (make.unit("219"), make.unit("24")):
        reading = Reading(top, database.session.get_one(type(survey), survey.id))
        assert reading.basis.headline == "Q14"
        with counted() as sent:
            TABLES[table](reading, ListFilter())
        assert len(sent) <= READS[table]
