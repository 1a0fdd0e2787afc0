"""Who may enter, change and take back a directing paper or a launch, of which days, and what stays on record."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.activity import event_words
from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.fieldwork.directives import operations, queries
from portal.fieldwork.directives.models import MOST_PEOPLE, DirectingPaper, Launch
from portal.web.data import clock
from portal.web.data.files import StoredFile
from tests import make

FIRST, TODAY = make.FIRST_DAY, date(2024, 6, 10)
DAY = timedelta(days=1)
UNKEPT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)


@pytest.fixture(autouse=True)
def survey(db, at):
    at(clock.at(TODAY, 9))
    return make.survey_round()


@pytest.fixture
def monitor():
    return make.account(Role.DISTRICT_MONITOR, full_name="Vi Thị Huyện")


def enter(survey, paper=None, **changes):
    values = {
        "issuer": "Ban Chỉ đạo",
        "number": "45-CV/BCĐ",
        "issued_on": TODAY,
        "subject": "về việc triển khai",
        "version": 0,
        "scan": None,
    }
    made = operations.enter_paper(survey, paper, **values | changes)
    return as_pages_load(survey, made)


def enter_launch(survey, launch=None, **changes):
    values = {
        "organiser": "Ban Chỉ đạo",
        "day": FIRST,
        "starts_at": time(7, 30),
        "place": "Sân vận động",
        "people": 120,
        "note": "",
        "version": 0,
    }
    made = operations.enter_launch(survey, launch, **values | changes)
    return as_pages_load(survey, made)


def as_pages_load(survey, made):
    """A row with the person who entered it at hand."""
    kind = type(made)
    return database.session.scalar(queries.entered_in(kind, make.unit("24"), survey).where(kind.id == made.id))


def deeds() -> list[tuple[str, str]]:
    """What is on record, with the kind of thing it is about."""
    found = select(Event.action, Event.subject_kind).where(
        Event.subject_kind.in_(("directing_paper", "launch", "directing"))
    )
    return [tuple(row) for row in database.session.execute(found.order_by(Event.id))]


@pytest.mark.parametrize(
    ("issued_on", "allowed"),
    [
        (TODAY, True),
        (TODAY + DAY, False),
        (TODAY - DAY, True),
        (FIRST - 365 * DAY, True),
        (FIRST - 366 * DAY, False),
        (date(1999, 1, 1), False),
    ],
)
def test_a_paper_is_issued_by_today_and_within_a_year_before_the_round(survey, monitor, issued_on, allowed):
    if allowed:
        assert enter(survey, issued_on=issued_on, by=monitor).issued_on == issued_on
        return
    with pytest.raises(DomainError) as refused:
        enter(survey, issued_on=issued_on, by=monitor)
    assert (refused.value.status, refused.value.field) == (422, "issued_on")
    assert database.session.scalars(select(DirectingPaper)).all() == []


def test_a_paper_may_be_issued_after_the_round_began(survey, monitor, at):
    at(clock.at(FIRST + 90 * DAY, 9))
    assert enter(survey, issued_on=FIRST + 90 * DAY, by=monitor).id


@pytest.mark.parametrize(
    ("days", "allowed"), [(0, True), (60, True), (-60, True), (61, False), (-61, False), (-400, False)]
)
def test_a_launch_lies_within_two_months_of_the_first_day(survey, monitor, days, allowed):
    if allowed:
        assert enter_launch(survey, day=FIRST + days * DAY, by=monitor).day == FIRST + days * DAY
        return
    with pytest.raises(DomainError) as refused:
        enter_launch(survey, day=FIRST + days * DAY, by=monitor)
    assert refused.value.field == "day"
    assert refused.value.message == "Ngày phát động quá xa ngày đầu khảo sát (12/6/2024)."


@UNKEPT
@given(st.integers(-500, 500))
def test_the_rule_of_days_is_the_same_before_and_after_the_first_day(survey, monitor, days):
    said = []
    for sign in (1, -1):
        try:
            enter_launch(survey, day=FIRST + sign * days * DAY, by=monitor)
            said.append("")
        except DomainError as refused:
            said.append(refused.message)
    assert said[0] == said[1]
    assert bool(said[0]) is (abs(days) > 60)


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.COMMUNE_LEAD])
def test_a_commune_launches_nothing(survey, role):
    with pytest.raises(Refused, match="Phát động ra quân do cơ quan chủ trì"):
        enter_launch(survey, by=make.account(role))
    assert database.session.scalars(select(Launch)).all() == []


@pytest.mark.parametrize("role", [Role.DISTRICT_MONITOR, Role.PROVINCE_EDITOR, Role.VETERANS_OFFICE])
def test_province_and_district_launch_for_their_own_unit(survey, role):
    by = make.account(role)
    made = enter_launch(survey, by=by)
    assert (made.unit_id, made.round_id, made.entered_by) == (by.unit_id, survey.id, by.id)
    assert (made.starts_at, made.people, made.entered_at) == (time(7, 30), 120, clock.at(TODAY, 9))


@pytest.mark.parametrize(
    ("role", "unit", "issuer"),
    [
        (Role.VETERANS_OFFICE, "24", "Hội Cựu chiến binh tỉnh"),
        (Role.PROVINCE_EDITOR, "24", "Ban Dân vận Tỉnh ủy"),
        (Role.PROVINCE_APPROVER, "24", "Ban Dân vận Tỉnh ủy"),
        (Role.DISTRICT_MONITOR, "213", "Ban Chỉ đạo xây dựng chính quyền thân thiện thành phố Bắc Giang"),
        (Role.COMMUNE_OFFICER, "07519", "Ban Chỉ đạo xây dựng chính quyền thân thiện thị trấn Chũ"),
    ],
)
def test_somebody_enters_in_the_name_of_the_body_at_that_level(survey, role, unit, issuer):
    assert operations.issuer_of(survey.plan_data, make.account(role, make.unit(unit))) == issuer


def test_a_change_keeps_unit_and_round_and_takes_name_and_hour(survey, monitor, at):
    made = enter(survey, by=monitor)
    at(clock.at(TODAY, 11))
    other = make.account(Role.DISTRICT_MONITOR)
    changed = enter(survey, made, number="46-CV/BCĐ", version=made.version, by=other)
    assert changed.id == made.id
    assert (changed.number, changed.unit_id, changed.entered_by) == ("46-CV/BCĐ", monitor.unit_id, other.id)
    assert (changed.entered_at, changed.version) == (clock.at(TODAY, 11), 2)
    assert deeds() == [("directing.entered", "directing_paper"), ("directing.changed", "directing_paper")]


@pytest.mark.parametrize("behind", [-1, 1])
def test_a_paper_looked_at_in_another_version_is_not_changed(survey, monitor, behind):
    made = enter(survey, by=monitor)
    with pytest.raises(Conflict, match="đồng chí Vi Thị Huyện sửa lúc 09:00"):
        enter(survey, made, subject="khác", version=made.version + behind, by=monitor)
    assert made.subject == "về việc triển khai"


@pytest.mark.parametrize("behind", [-1, 1])
def test_a_launch_looked_at_in_another_version_is_not_changed(survey, monitor, behind):
    made = enter_launch(survey, by=monitor)
    with pytest.raises(Conflict, match="đồng chí Vi Thị Huyện sửa lúc 09:00"):
        enter_launch(survey, made, people=1, version=made.version + behind, by=monitor)
    assert made.people == 120
    assert enter_launch(survey, made, people=1, version=made.version, by=monitor).people == 1
    assert deeds() == [("launch.entered", "launch"), ("launch.changed", "launch")]


@pytest.mark.parametrize("unit", ["213", "24", "07507"])
def test_no_other_level_changes_or_takes_back_what_a_district_entered(survey, monitor, unit):
    role = {"213": Role.DISTRICT_MONITOR, "24": Role.PROVINCE_EDITOR, "07507": Role.COMMUNE_LEAD}[unit]
    other = make.account(role, make.unit(unit))
    paper, launch = enter(survey, by=monitor), enter_launch(survey, by=monitor)
    for deed in (
        lambda: enter(survey, paper, version=1, by=other),
        lambda: operations.withdraw(paper, by=other),
        lambda: operations.withdraw(launch, by=other),
        lambda: operations.add_launch_photo(launch, None, by=other),
    ):
        with pytest.raises(Refused, match="Chỉ đơn vị đã nhập mới sửa được"):
            deed()
    if unit != "07507":
        with pytest.raises(Refused, match="Chỉ đơn vị đã nhập mới sửa được"):
            enter_launch(survey, launch, version=1, by=other)
    assert (paper.withdrawn_at, launch.withdrawn_at) == (None, None)


def test_a_colleague_of_the_same_unit_may_change_and_take_back(survey, monitor):
    paper = enter(survey, by=monitor)
    colleague = make.account(Role.DISTRICT_MONITOR)
    enter(survey, paper, subject="khác", version=1, by=colleague)
    operations.withdraw(paper, by=colleague)
    assert paper.withdrawn_at == clock.at(TODAY, 9)


def test_what_is_taken_back_stays_as_a_row_and_is_recorded_once(survey, monitor, at):
    for row in (enter(survey, by=monitor), enter_launch(survey, by=monitor)):
        operations.withdraw(row, by=monitor)
        at(clock.at(TODAY, 12))
        operations.withdraw(row, by=monitor)
        at(clock.at(TODAY, 9))
        assert row.withdrawn_at == clock.at(TODAY, 9)
    assert deeds() == [
        ("directing.entered", "directing_paper"),
        ("launch.entered", "launch"),
        ("directing.withdrawn", "directing_paper"),
        ("launch.withdrawn", "launch"),
    ]


def test_every_deed_on_papers_and_launches_is_about_a_thing_the_record_has_a_word_for(survey, monitor):
    paper, launch = enter(survey, by=monitor), enter_launch(survey, by=monitor)
    operations.withdraw(paper, by=monitor)
    operations.withdraw(launch, by=monitor)
    operations.add_chat_member(survey, full_name="A", office="B", by=monitor)
    kinds = set(database.session.scalars(select(Event.subject_kind).where(Event.account_id == monitor.id)))
    assert kinds == {"directing_paper", "launch", "unit"}
    assert kinds <= set(event_words.WORDS["subjects"])


def stored() -> list[tuple[str, bytes]]:
    found = database.session.scalars(select(StoredFile).order_by(StoredFile.name))
    return [(one.name, one.content) for one in found]


def test_a_scan_is_kept_under_the_papers_number_and_gives_way_to_a_new_one(survey, monitor):
    paper = enter(survey, number="45/CV BCĐ", scan=b"%PDF-1", by=monitor)
    assert stored() == [("van-ban-219-45-CVBCĐ.pdf", b"%PDF-1")]
    kept = paper.scan_id
    enter(survey, paper, number="45/CV BCĐ", version=paper.version, by=monitor)
    assert paper.scan_id == kept
    enter(survey, paper, number="46-CV/BCĐ", version=paper.version, scan=b"%PDF-2", by=monitor)
    assert stored() == [("van-ban-219-46-CV-BCĐ.pdf", b"%PDF-2")]
    assert paper.scan_id != kept


def test_a_refused_change_leaves_the_scan_that_was_there(survey, monitor):
    paper = enter(survey, scan=b"%PDF-1", by=monitor)
    for changes in ({"version": 99}, {"issued_on": TODAY + DAY}, {"by": make.account(Role.PROVINCE_EDITOR)}):
        with pytest.raises(DomainError):
            enter(survey, paper, **{"version": paper.version, "scan": b"%PDF-2", "by": monitor} | changes)
    assert [content for _name, content in stored()] == [b"%PDF-1"]


@pytest.mark.parametrize(("people", "kept"), [(0, True), (MOST_PEOPLE, True), (MOST_PEOPLE + 1, False), (-1, False)])
def test_the_database_itself_bounds_the_number_of_people(survey, monitor, people, kept):
    if kept:
        assert enter_launch(survey, people=people, by=monitor).people == people
        return
    with pytest.raises(IntegrityError), database.session.begin_nested():
        enter_launch(survey, people=people, by=monitor)
