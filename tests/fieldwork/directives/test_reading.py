"""What of directing is read: inside the reader's places, of one round, what stands, in the order of levels and days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.directives import queries
from portal.fieldwork.directives.models import LAUNCH
from portal.surveys.models import Round
from portal.units import catalogue
from portal.web.data import clock
from portal.web.media.uploads import Photo
from tests import make
from tests.fieldwork.taskforce import rows

WITHOUT_DISTRICTS = """code,name,kind,parent_code,level
24,Bắc Ninh,tỉnh,,province
07507,Thanh Hải,xã,24,commune
07210,Thọ Xương,phường,24,commune
"""
FIRST = make.FIRST_DAY


@pytest.fixture(autouse=True)
def survey(db, at):
    at(clock.at(date(2024, 6, 10), 9))
    return make.survey_round()


@pytest.fixture
def by():
    return make.account(Role.PROVINCE_EDITOR)


def codes(found) -> list[str]:
    return [one.unit.code for one in found]


@pytest.mark.parametrize(
    ("top", "inside"),
    [
        ("24", ["24", "213", "07210", "219", "07507", "07519"]),
        ("219", ["219", "07507", "07519"]),
        ("213", ["213", "07210"]),
        ("07507", ["07507"]),
        ("07534", []),
    ],
)
def test_papers_are_read_of_a_subtree_the_upper_level_first(survey, by, top, inside):
    for code in ("07519", "07507", "219", "07210", "213", "24"):
        rows.paper(survey, make.unit(code), by, scan_id=None)
    assert codes(queries.directives_in(make.unit(top), survey).papers) == inside


@pytest.mark.parametrize(
    ("top", "inside"), [("24", ["24", "213", "219"]), ("219", ["219"]), ("213", ["213"]), ("07507", [])]
)
def test_launches_are_read_of_a_subtree_the_upper_level_first(survey, by, top, inside):
    for code in ("219", "24", "213"):
        rows.launch(survey, make.unit(code), by)
    assert codes(queries.directives_in(make.unit(top), survey).launches) == inside


def test_of_one_unit_the_earlier_day_comes_first(survey, by):
    unit = make.unit("219")
    for days in (2, 0, 1):
        rows.launch(survey, unit, by, day=FIRST + timedelta(days=days))
        rows.paper(survey, unit, by, issued_on=FIRST - timedelta(days=days), scan_id=None)
    found = queries.directives_in(unit, survey)
    assert [one.day.day for one in found.launches] == [12, 13, 14]
    assert [one.issued_on.day for one in found.papers] == [10, 11, 12]


def test_what_was_taken_back_or_belongs_to_another_round_is_not_read(survey, by):
    unit, other = make.unit("219"), make.survey_round("dot-2")
    rows.paper(survey, unit, by, withdrawn_at=clock.now(), scan_id=None)
    rows.launch(survey, unit, by, withdrawn_at=clock.now())
    rows.paper(other, unit, by, number="2", scan_id=None)
    rows.launch(other, unit, by)
    assert queries.directives_in(unit, survey) == queries.Directives((), ())
    assert [one.number for one in queries.directives_in(unit, other).papers] == ["2"]
    assert len(queries.directives_in(unit, other).launches) == 1


@pytest.mark.parametrize(
    ("top", "below"), [("24", ["213", "219"]), ("219", ["07519", "07534", "07507"]), ("213", ["07210"]), ("07507", [])]
)
def test_a_level_looks_after_the_one_below_it(survey, top, below):
    assert [one.code for one in queries.below(make.unit(top))] == below
    assert codes(queries.lines(make.unit(top), survey)) == below


def test_a_province_without_districts_looks_after_its_communes(survey):
    catalogue.load(catalogue.Name.of(2025), catalogue.parse(WITHOUT_DISTRICTS.encode()))
    assert [one.code for one in queries.below(make.unit("24", 2025))] == ["07507", "07210"]


def test_each_line_holds_its_units_own_rows(survey, by):
    for code in ("219", "219", "24", "07507"):
        rows.paper(survey, make.unit(code), by, scan_id=None)
    rows.launch(survey, make.unit("213"), by)
    found = {line.unit.code: line for line in queries.lines(make.unit("24"), survey)}
    assert {code: len(line.directives.papers) for code, line in found.items()} == {"213": 0, "219": 2}
    assert {code: len(line.directives.launches) for code, line in found.items()} == {"213": 1, "219": 0}
    assert {code: line.state for code, line in found.items()} == {"213": "no_paper", "219": "no_launch"}


def test_the_chat_counts_named_and_joined_of_each_unit(survey, by):
    other = make.survey_round("dot-2")
    for code, joined in (("07507", True), ("07507", False), ("219", True), ("24", True)):
        rows.chat_member(survey, make.unit(code), by, joined_at=clock.now() if joined else None)
    rows.chat_member(other, make.unit("07519"), by)
    found = {line.unit.code: (line.named, line.joined) for line in queries.chat_lines(make.unit("24"), survey)}
    assert found == {
        "213": (0, 0),
        "07210": (0, 0),
        "219": (1, 1),
        "07519": (0, 0),
        "07534": (0, 0),
        "07507": (2, 1),
    }
    assert list(found)[:3] == ["213", "07210", "219"]


@pytest.mark.parametrize(
    ("top", "lines"), [("219", ["219", "07519", "07534", "07507"]), ("213", ["213", "07210"]), ("07507", ["07507"])]
)
def test_a_reader_sees_the_chat_of_own_places_alone(survey, top, lines):
    assert codes(queries.chat_lines(make.unit(top), survey)) == lines


@pytest.mark.parametrize(
    ("top", "found"), [("07507", True), ("219", True), ("24", True), ("213", False), ("07519", False)]
)
def test_a_member_is_found_from_above_and_not_from_beside(survey, by, top, found):
    member = rows.chat_member(survey, make.unit("07507"), by)
    assert (queries.chat_member_in(make.unit(top), survey, member.id) is not None) is found
    assert queries.chat_member_in(make.unit(top), make.survey_round("dot-2"), member.id) is None


def photo(number: int, launch, **changes) -> Photo:
    values = {
        "id": f"{number:032}",
        "owner_kind": LAUNCH,
        "owner_id": launch.id,
        "unit_id": launch.unit_id,
        "day": FIRST,
        "sha256": f"{number:064}",
        "status": "ready",
        "uploaded_by": launch.entered_by,
        "uploaded_at": clock.now(),
    } | changes
    return rows.added(Photo(**values))


def test_photographs_count_once_they_are_ready(survey, by):
    one, other = (rows.launch(survey, make.unit("219"), by) for _ in range(2))
    for number, status in enumerate(("ready", "waiting", "refused", "removed", "ready")):
        photo(number, one, status=status)
    photo(10, other, status="waiting")
    photo(11, one, owner_kind="publicity")
    assert queries.photo_counts([one, other]) == {one.id: 2, other.id: 0}
    assert queries.photo_counts([]) == {}


def test_a_photograph_is_found_with_its_own_launch_alone(survey, by):
    one, other = (rows.launch(survey, make.unit("219"), by) for _ in range(2))
    mine, gone = photo(1, one), photo(2, one, status="removed")
    assert queries.photo_in(one, mine.id) is mine
    assert queries.photo_in(other, mine.id) is None
    assert queries.photo_in(one, gone.id) is None
    assert queries.photos_of(one) == [mine]
    assert queries.photos_of(other) == []


def questions(of: int) -> int:
    """How often both boards of a round ask the database."""
    numbers: list[object] = []

    def note(*_args: object) -> None:
        numbers.append(1)

    database.session.flush()
    database.session.expunge_all()
    top, survey = make.unit("24"), database.session.get_one(Round, of)
    event.listen(database.engine, "before_cursor_execute", note)
    try:
        queries.lines(top, survey)
        queries.chat_lines(top, survey)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(numbers)


def test_more_rows_ask_no_more_questions(survey, by):
    few = questions(survey.id)
    for code in ("219", "213", "07507", "07210"):
        rows.paper(survey, make.unit(code), by, scan_id=None)
        rows.launch(survey, make.unit(code), by)
        rows.chat_member(survey, make.unit(code), by)
    assert questions(survey.id) == few
