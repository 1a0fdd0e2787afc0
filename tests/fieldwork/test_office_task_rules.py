"""What a district or the province has to do itself: from when, until when, of whom, and what takes it off the list."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.directives import tasks as directives
from portal.fieldwork.inspections import tasks as inspections
from portal.fieldwork.inspections.models import Inspection, InspectionPlan
from portal.fieldwork.reminders import tasks as reminders
from portal.fieldwork.reporting import tasks as reporting
from portal.fieldwork.reporting.models import FieldReport
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import FIRST, desk, round_of
from tests.fieldwork.taskforce import rows

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _in_a_request(app, db):
    with app.test_request_context():
        yield


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


@pytest.fixture
def monitor():
    return make.account(Role.DISTRICT_MONITOR)


@pytest.mark.parametrize(
    ("days", "today", "n", "state"),
    [
        (3, -8, 0, None),
        (3, -7, 2, "chưa nhập"),
        (3, -1, 2, "chưa nhập"),
        (3, 0, 2, "quá hạn"),
        (3, 2, 2, "quá hạn"),
        (3, 3, 0, None),
        (1, 1, 0, None),
        (28, 27, 2, "quá hạn"),
        (62, 62, 0, None),
    ],
)
def test_paper_and_launch_are_asked_of_a_district_from_a_week_before_to_the_end(at, monitor, days, today, n, state):
    survey = round_of(days)
    at(clock.at(on(today), 9))
    found = list(directives.tasks(monitor, survey, survey.plan_data))
    assert [one.state for one in found] == [state] * n
    assert list(directives.tasks(make.account(Role.PROVINCE_EDITOR), survey, survey.plan_data)) == []


@pytest.mark.parametrize(("paper", "launch"), [(True, False), (False, True), (True, True)])
def test_what_is_entered_is_asked_for_no_more(at, monitor, paper, launch):
    survey = round_of()
    at(clock.at(on(-1), 9))
    if paper:
        rows.paper(survey, monitor.unit, monitor)
    if launch:
        rows.launch(survey, monitor.unit, monitor)
    words = [one.words for one in directives.tasks(monitor, survey, survey.plan_data)]
    expected = {"Nhập văn bản chỉ đạo của huyện": paper, "Nhập buổi phát động ra quân": launch}
    assert words == [said for said, there in expected.items() if not there]
    other = make.account(Role.DISTRICT_MONITOR, make.unit("213"))
    assert len(list(directives.tasks(other, survey, survey.plan_data))) == 2


@pytest.mark.parametrize(("today", "asked"), [(-8, False), (-7, True), (-1, True), (0, False)])
def test_communes_are_urged_in_the_week_before_the_first_day(at, monitor, today, asked):
    survey = round_of()
    at(clock.at(on(today), 9))
    assert any(reminders.of_office(monitor, survey, survey.plan_data)) is asked


def test_each_commune_counts_once_a_rule_and_a_rule_that_nobody_owes_is_not_said(at, monitor):
    survey = round_of()
    at(clock.at(on(-1), 9))
    for code in ("07507", "07519", "07534"):
        rows.force(desk(code), make.account(at=make.unit(code)))
    found = reminders.of_office(monitor, survey, survey.plan_data)
    assert [(one.words, one.state) for one in found] == [
        ("Đôn đốc đơn vị chưa gửi danh sách, lịch phân công", "3 đơn vị"),
        ("Đôn đốc đơn vị còn thiếu người hỗ trợ", "3 đơn vị"),
        ("Đôn đốc đơn vị chưa công khai, tuyên truyền", "3 đơn vị"),
    ]


def planned(by, day: int, code: str = "07507", organiser: int | None = None) -> None:
    row = InspectionPlan(point_id=desk(code).id, day=on(day), organiser_id=organiser or by.unit_id, team="Đoàn số 1")
    row.planned_by, row.planned_at = by.id, clock.now()
    database.session.add(row)
    database.session.flush()


def made(by, day: int, organiser: int | None = None) -> None:
    row = Inspection(point_id=desk().id, key=f"{day:032d}", organiser_id=organiser or by.unit_id, day=on(day))
    row.team, row.answers, row.entered_by, row.entered_at = "Đoàn số 1", {}, by.id, clock.now()
    database.session.add(row)
    database.session.flush()


@pytest.mark.parametrize(
    ("planned_on", "made_on", "left"),
    [(1, None, True), (2, None, False), (0, None, True), (0, 0, False), (0, 1, False), (1, 0, True)],
)
def test_an_inspection_is_left_from_its_day_until_one_is_made_on_it_or_after(at, monitor, planned_on, made_on, left):
    survey = round_of()
    at(clock.at(on(1), 9))
    planned(monitor, planned_on)
    if made_on is not None:
        made(monitor, made_on)
    assert any(inspections.of_office(monitor, survey, survey.plan_data)) is left


def test_another_organisers_plans_and_visits_are_its_own(at, monitor):
    survey = round_of()
    at(clock.at(on(1), 9))
    province = make.unit("24").id
    planned(monitor, 0, organiser=province)
    assert not any(inspections.of_office(monitor, survey, survey.plan_data))
    planned(monitor, 0)
    made(monitor, 0, organiser=province)
    [found] = inspections.of_office(monitor, survey, survey.plan_data)
    assert (found.state, found.due) == ("còn 1 điểm", "Theo lịch đến ngày 13/6")
    assert not any(inspections.of_office(make.account(Role.AUDITOR), survey, survey.plan_data))


OWN_REPORT = ("reporting.show", "reporting.edit")


def report(survey, code: str, state: str) -> None:
    by = make.account(Role.PROVINCE_EDITOR)
    row = FieldReport(round_id=survey.id, unit_id=make.unit(code).id, state=state, submitted_at=clock.now(), fields={})
    row.changed_by, row.changed_at = by.id, clock.now()
    database.session.add(row)
    database.session.flush()


def of_reports(by, survey, *endpoints: str) -> list[str]:
    """How the tasks about reports stand that lead to these pages."""
    return [task.state for task in reporting.of_office(by, survey, survey.plan_data) if task.endpoint in endpoints]


def receiving(by, survey) -> list[str]:
    return of_reports(by, survey, "reporting.overview")


@pytest.mark.parametrize(
    ("state", "waits"), [("draft", False), ("submitted", True), ("returned", False), ("received", False)]
)
def test_only_reports_that_wait_are_to_be_received_by_the_level_right_above(at, monitor, state, waits):
    survey = round_of()
    at(clock.at(on(3), 9))
    report(survey, "07507", state)
    assert any(receiving(monitor, survey)) is waits
    assert not any(receiving(make.account(Role.DISTRICT_MONITOR, make.unit("213")), survey))
    assert not any(receiving(make.account(Role.PROVINCE_EDITOR), survey))
    assert not any(receiving(monitor, make.survey_round("khac")))


@pytest.mark.parametrize(
    ("days", "today", "state", "said"),
    [
        (3, date(2024, 6, 13), None, None),
        (3, date(2024, 6, 14), None, "chưa nộp"),
        (3, date(2024, 6, 20), None, "chưa nộp"),
        (3, date(2024, 6, 21), None, "quá hạn"),
        (3, date(2024, 6, 21), "draft", "quá hạn"),
        (3, date(2024, 6, 15), "draft", "chưa nộp"),
        (3, date(2024, 6, 21), "returned", "bị trả lại"),
        (3, date(2024, 6, 21), "submitted", None),
        (3, date(2024, 6, 21), "received", None),
        (28, date(2024, 7, 8), None, None),
        (28, date(2024, 7, 9), None, "chưa nộp"),
        (62, date(2024, 8, 19), None, "quá hạn"),
    ],
)
def test_the_districts_report_is_asked_for_from_the_last_day_until_the_province_has_it(
    at, monitor, days, today, state, said
):
    survey = round_of(days)
    at(clock.at(today, 9))
    if state:
        report(survey, "219", state)
    assert of_reports(monitor, survey, *OWN_REPORT) == ([said] if said else [])
    assert of_reports(make.account(Role.PROVINCE_EDITOR), survey, *OWN_REPORT) == []


@pytest.mark.parametrize(
    ("state", "role", "verb", "page", "due"),
    [
        (None, Role.COMMUNE_OFFICER, "Lập", "reporting.edit", "Chậm nhất ngày"),
        (None, Role.COMMUNE_LEAD, "Lập", "reporting.edit", "Chậm nhất ngày"),
        ("draft", Role.COMMUNE_OFFICER, "Soạn", "reporting.show", "Tổ trưởng nộp chậm nhất ngày"),
        ("draft", Role.COMMUNE_LEAD, "Nộp", "reporting.show", "Chậm nhất ngày"),
        ("returned", Role.COMMUNE_OFFICER, "Sửa", "reporting.show", "Chậm nhất ngày"),
    ],
)
def test_a_report_s_verb_is_what_this_person_may_do_with_it(at, state, role, verb, page, due):
    survey, by = round_of(), make.account(role)
    at(clock.at(on(2), 9))
    if state:
        report(survey, "07507", state)
    [found, *_software] = reporting.of_commune(desk(), survey.plan_data, by)
    assert (found.verb, found.endpoint) == (verb, page)
    assert found.due.startswith(due)


@pytest.mark.parametrize(
    ("today", "required", "entered", "state"),
    [
        (1, True, False, None),
        (2, True, False, "chưa nhập"),
        (5, True, False, "chưa nhập"),
        (6, True, False, "quá hạn"),
        (6, False, False, None),
        (6, True, True, None),
    ],
)
def test_the_other_software_is_asked_for_from_the_last_day_and_late_after_its_own(
    monkeypatch, at, today, required, entered, state
):
    at(clock.at(on(today), 9))
    monkeypatch.setattr(reporting, "own_report", lambda *_given: ())
    monkeypatch.setattr(reporting.queries, "software_entry", lambda _point: entered or None)
    round_ = SimpleNamespace(last_day=on(2), slug="a")
    plan = SimpleNamespace(
        deadlines=SimpleNamespace(commune_report=on(5)), software=SimpleNamespace(required=required, name="PM")
    )
    found = list(reporting.of_commune(SimpleNamespace(round=round_, unit=None), plan, None))
    assert [one.state for one in found] == ([state] if state else [])
