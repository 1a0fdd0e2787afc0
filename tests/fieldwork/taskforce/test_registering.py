"""What a task force must have to be kept, who is refused, which days and numbers stand, what is due when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Account
from portal.audit.models import Event
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.fieldwork.taskforce import operations, printing, queries, tasks
from portal.fieldwork.taskforce.models import TaskForce, TaskForceMember
from portal.fieldwork.taskforce.operations import MOST_MEMBERS, PersonEntry
from portal.surveys import operations as surveys
from portal.web.data import clock
from portal.web.data.files import StoredFile
from portal.web.data.versioned import StaleRow
from tests import make

FIRST, TODAY = make.FIRST_DAY, date(2024, 6, 7)
DAY = timedelta(days=1)
HEAD, CLERK = (
    PersonEntry("Trần Văn Trưởng", "Phó Bí thư", "head_name"),
    PersonEntry("Giáp Thị Mai", "Văn phòng", "clerk_name"),
)
HOA = PersonEntry("Lê Thị Hoa", "Chủ tịch Hội Phụ nữ", "member_0_name")


@pytest.fixture(autouse=True)
def before_the_first_day(db, at):
    make.survey_round()
    at(clock.at(TODAY, 9))


@pytest.fixture
def officer():
    return make.account(full_name="Nguyễn Thị Nhập")


def point(code="07507"):
    return printing.load_point(make.point(code).id)


def register(by, **changes):
    values = {"head": HEAD, "clerk": CLERK, "members": [HOA], "decision_number": "", "decided_on": None, "version": 0}
    return operations.register(point(), **values | changes, by=by)


def refused(by, **changes) -> DomainError:
    """The refusal; nothing was kept."""
    with pytest.raises(DomainError) as error:
        register(by, **changes)
    assert database.session.scalar(select(TaskForce)) is None
    assert database.session.scalar(select(Event).where(Event.action.startswith("taskforce"))) is None
    return error.value


def others(number: int) -> list[PersonEntry]:
    return [PersonEntry(f"Người {n}", "Thành viên", f"member_{n}_name") for n in range(number)]


@pytest.mark.parametrize(
    ("number", "allowed"), [(0, False), (1, True), (MOST_MEMBERS - 2, True), (MOST_MEMBERS - 1, False)]
)
def test_a_task_force_has_three_to_forty_people(officer, number, allowed):
    if allowed:
        assert len(register(officer, members=others(number)).members) == number + 2
    else:
        said = "ít nhất một thành viên" if number == 0 else "nhiều nhất 40 người"
        assert said in refused(officer, members=others(number)).message


def test_people_are_kept_head_first_and_clerk_last(officer):
    made = register(officer, members=others(3))
    assert [(one.place, one.part, one.full_name) for one in made.members] == [
        (1, "head", "Trần Văn Trưởng"),
        (2, "member", "Người 0"),
        (3, "member", "Người 1"),
        (4, "member", "Người 2"),
        (5, "clerk", "Giáp Thị Mai"),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"head": PersonEntry("", "x", "head_name")}, "head_name", "đủ họ tên và chức vụ"),
        ({"head": PersonEntry("x", "", "head_name")}, "head_name", "đủ họ tên và chức vụ"),
        ({"clerk": PersonEntry("", "", "clerk_name")}, "clerk_name", "đủ họ tên và chức vụ"),
        ({"members": [HOA, PersonEntry("A", "", "member_1_name")]}, "member_1_name", "đủ họ tên và chức vụ"),
        ({"members": [PersonEntry("A", "")]}, None, "đủ họ tên và chức vụ"),
        (
            {"members": [HOA, PersonEntry("lê thị hoa", "chủ tịch hội phụ nữ", "b")]},
            "b",
            "lê thị hoa được nhập hai lần",
        ),
        ({"members": [PersonEntry("Giáp Thị Mai", "Văn phòng", "a")]}, "clerk_name", "Giáp Thị Mai được nhập hai lần"),
        ({"members": [PersonEntry("A", "Chủ tịch UBND xã", "a")]}, "a", "Chủ tịch UBND là người được lấy ý kiến"),
        (
            {"head": PersonEntry("A", "Chủ tịch UBND xã", "head_name")},
            "head_name",
            "Chủ tịch UBND là người được lấy ý kiến",
        ),
        ({"clerk": PersonEntry("A", "CT xã", "clerk_name")}, "clerk_name", "Chủ tịch UBND là người được lấy ý kiến"),
        ({"decision_number": "12"}, "decision_number", "12-QĐ/ĐU hoặc 12/QĐ-UBND"),
        ({"decision_number": "12-QĐ/ĐU"}, "decided_on", "nhập cùng nhau"),
        ({"decided_on": TODAY}, "decision_number", "nhập cùng nhau"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(officer, changes, field, words):
    error = refused(officer, **changes)
    assert words in error.message
    assert (error.status, error.field) == (422, field)


def test_one_name_with_two_offices_is_two_people(officer):
    namesake = PersonEntry("Lê Thị Hoa", "Bí thư Đoàn", "member_1_name")
    assert len(register(officer, members=[HOA, namesake]).members) == 4


@pytest.mark.parametrize(
    ("decided_on", "allowed"),
    [
        (TODAY, True),
        (TODAY + DAY, False),
        (FIRST - 365 * DAY, True),
        (FIRST - 366 * DAY, False),
    ],
)
def test_a_decision_is_of_today_at_the_latest_and_a_year_before_the_round_at_the_earliest(officer, decided_on, allowed):
    decision = {"decision_number": "12-qd/du", "decided_on": decided_on}
    if allowed:
        made = register(officer, **decision)
        assert (made.decision_number, made.decided_on, made.is_founded) == ("12-QĐ/ĐU", decided_on, True)
    else:
        assert refused(officer, **decision).field == "decided_on"


@pytest.mark.parametrize(
    ("status", "holder", "head", "allowed"),
    [
        ("incumbent", "Trần Văn Trưởng", HEAD, False),
        ("incumbent", "TRAN VAN TRUONG", HEAD, False),
        ("incumbent", "Người Khác", HEAD, True),
        ("incumbent", "", PersonEntry("A", "Bí thư Đảng ủy"), True),
        ("secretary_chair", "", PersonEntry("A", "Bí thư Đảng ủy"), False),
        ("secretary_chair", "", PersonEntry("A", "Phó Bí thư Đảng ủy"), True),
        ("acting", "Trần Văn Trưởng", HEAD, False),
    ],
)
def test_whoever_holds_the_chair_by_name_or_office_takes_no_part(officer, status, holder, head, allowed):
    surveys.set_chair(point(), status=status, holder=holder, from_day=date(2024, 1, 1), by=officer)
    if allowed:
        assert register(officer, head=head).head.office == head.office
    else:
        assert "Chủ tịch UBND" in refused(officer, head=head).message


@pytest.mark.parametrize(("from_day", "allowed"), [(FIRST, False), (FIRST + DAY, True)])
def test_the_chair_is_whoever_holds_it_on_the_rounds_first_day(officer, from_day, allowed):
    surveys.set_chair(point(), status="incumbent", holder=HEAD.full_name, from_day=from_day, by=officer)
    if allowed:
        assert register(officer).id
    else:
        assert refused(officer).field == "head_name"


@pytest.mark.parametrize("behind", [-1, 1])
def test_another_version_than_the_one_looked_at_is_refused_with_who_and_when(officer, behind):
    made = register(officer)
    with pytest.raises(StaleRow, match="đồng chí Nguyễn Thị Nhập sửa lúc 09:00"):
        register(officer, members=others(1), version=made.version + behind)
    assert [one.full_name for one in queries.force_of(point()).members][1] == "Lê Thị Hoa"


def test_what_is_no_longer_there_cannot_be_changed(officer):
    error = refused(officer, version=1)
    assert (type(error), error.status) == (Conflict, 409)
    assert "không còn" in error.message


def test_a_change_replaces_all_members_and_is_recorded_apart(officer, at):
    made = register(officer, members=others(3))
    at(clock.at(TODAY, 10))
    lead = make.account("commune_lead")
    values = {"members": [HOA], "decision_number": "7/qđ-ubnd", "decided_on": TODAY, "version": made.version}
    changed = register(lead, **values)
    assert (changed.id, changed.entered_by, changed.entered_at) == (made.id, lead.id, clock.at(TODAY, 10))
    assert [one.full_name for one in changed.members] == [HEAD.full_name, HOA.full_name, CLERK.full_name]
    assert len(database.session.scalars(select(TaskForceMember)).all()) == 3
    told = select(Event.action, Event.detail).where(Event.subject_kind == "taskforce").order_by(Event.id)
    assert [tuple(row) for row in database.session.execute(told)] == [
        ("taskforce.registered", {"members": 5, "decision": "", "decided_on": ""}),
        ("taskforce.changed", {"members": 3, "decision": "7/QĐ-UBND", "decided_on": "2024-06-07"}),
    ]


def files() -> list[tuple[str, bytes]]:
    return [(one.name, one.content) for one in database.session.scalars(select(StoredFile))]


def test_a_scan_bears_the_number_and_takes_the_place_of_the_last(officer):
    made = register(officer)
    operations.save_scan(point(), b"%PDF-1", by=officer)
    assert files() == [("quyet-dinh-to-cong-tac-07507-chua-co-so.pdf", b"%PDF-1")]
    register(officer, decision_number="12/QĐ-UBND", decided_on=TODAY, version=queries.force_of(point()).version)
    operations.save_scan(point(), b"%PDF-2", by=officer)
    assert files() == [("quyet-dinh-to-cong-tac-07507-12-QĐ-UBND.pdf", b"%PDF-2")]
    assert queries.force_of(point()).id == made.id


def test_without_a_registration_or_a_file_there_is_no_scan(officer):
    with pytest.raises(DomainError, match="trước khi tải bản quét"):
        operations.save_scan(point(), b"%PDF-1", by=officer)
    register(officer)
    with pytest.raises(DomainError, match="Chưa chọn tệp") as error:
        operations.save_scan(point(), None, by=officer)
    assert error.value.field == "scan"
    assert files() == []


def due(at, today, hour=9) -> list[tuple[str, str, str, str]]:
    at(clock.at(today, hour))
    here = point()
    with_words = tasks.tasks(here, here.round.plan_data, Account(role="commune_officer"))
    return [(one.words, one.state, one.shape, one.due) for one in with_words]


REGISTER, DECIDE = "Đăng ký Tổ công tác", "Nhập số, ngày quyết định thành lập Tổ công tác"
SCAN = "Tải bản quét quyết định thành lập Tổ công tác"
BEFORE = "Trước ngày 12/6"


@pytest.mark.parametrize(
    ("known", "today", "duty"),
    [
        ("nothing", FIRST - DAY, (REGISTER, "chưa đăng ký", "thap", BEFORE)),
        ("nothing", FIRST, (REGISTER, "quá hạn", "cao_bat_thuong", BEFORE)),
        ("nothing", date(2024, 6, 17), (REGISTER, "quá hạn", "cao_bat_thuong", BEFORE)),
        ("nothing", date(2024, 6, 18), None),
        ("members", FIRST - DAY, (DECIDE, "chưa có quyết định", "thap", BEFORE)),
        ("members", FIRST, (DECIDE, "quá hạn", "cao_bat_thuong", BEFORE)),
        ("decision", FIRST - DAY, (SCAN, "chưa có bản quét", "open", BEFORE)),
        ("decision", FIRST + DAY, (SCAN, "chưa có bản quét", "open", BEFORE)),
        ("decision", date(2024, 6, 18), None),
        ("scan", FIRST - DAY, None),
        ("scan", FIRST, None),
    ],
)
def test_one_thing_at_a_time_is_to_be_done_until_the_communes_report_is_due(app, officer, at, known, today, duty):
    if known != "nothing":
        decision = {"decision_number": "12-QĐ/ĐU", "decided_on": TODAY} if known != "members" else {}
        register(officer, **decision)
    if known == "scan":
        operations.save_scan(point(), b"%PDF-1", by=officer)
    with app.test_request_context():
        assert due(at, today) == ([duty] if duty else [])


def test_a_scan_without_a_decision_does_not_found_anything(app, officer, at):
    register(officer)
    operations.save_scan(point(), b"%PDF-1", by=officer)
    with app.test_request_context():
        assert due(at, TODAY) == [(DECIDE, "chưa có quyết định", "thap", BEFORE)]


@pytest.mark.parametrize(
    ("top", "codes"),
    [("24", ["07210", "07519", "07534", "07507"]), ("219", ["07519", "07534", "07507"]), ("07507", ["07507"])],
)
def test_lines_are_of_own_places_and_of_one_round(officer, top, codes):
    register(officer)
    survey, other = point().round, make.survey_round("dot-2")
    lines = queries.lines(make.unit(top), survey)
    assert [line.unit.code for line in lines] == codes
    assert [line.unit.code for line in lines if line.force] == ["07507"]
    assert {line.state for line in queries.lines(make.unit(top), other)} == {"missing"}
