"""How each thing stands at a commune's places «Bàn hỗ trợ» and «Báo cáo»: what is said of it, from when it is late."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from portal.accounts.permissions import Role
from portal.accounts.tasks import DONE, LATE, OPEN
from portal.ballots.desks.models import DeskPhone
from portal.extensions import db as database
from portal.fieldwork.inspections.models import Finding, Inspection
from portal.fieldwork.reporting.models import DRAFT, RECEIVED, RETURNED, SUBMITTED, FieldReport, SoftwareEntry
from portal.fieldwork.roster.models import Roster
from portal.fieldwork.today import places
from portal.web.data import clock
from tests import make
from tests.fieldwork.roster import desks
from tests.fieldwork.rounds import desk, plan_of, round_of

pytestmark = pytest.mark.usefixtures("db")
ROSTERS, REPORT = date(2024, 6, 7), date(2024, 6, 17)
"""When plan 198 wants them."""


@pytest.fixture(autouse=True)
def _in_a_request(app):
    with app.test_request_context():
        yield


@pytest.fixture
def plan():
    return round_of().plan_data


def told(task) -> tuple[str, str, str, str]:
    """Page, state, shape and verb of a row."""
    return task.endpoint, task.state, task.shape, task.verb


@pytest.mark.parametrize(("late", "shape"), [(-2, "open"), (-1, "thap"), (0, "thap"), (1, "cao_bat_thuong")])
def test_a_roster_that_nobody_began_is_late_the_day_after_its_deadline(at, plan, late, shape):
    at(clock.at(ROSTERS + timedelta(days=late), 9))
    row = places.roster_row(desk(), plan)
    assert told(row) == ("roster.mine", "chưa gửi", shape, "Xếp")
    assert (row.due, dict(row.args)) == ("Chậm nhất ngày 07/6", {})


@pytest.mark.parametrize(
    ("today", "lack", "first"), [(10, 5, "12/6"), (12, 5, "12/6"), (13, 4, "13/6"), (14, 2, "14/6"), (15, 0, "")]
)
def test_half_days_that_lack_somebody_are_named_from_today_on(at, plan, today, lack, first):
    at(clock.at(date(2024, 6, 5), 9))
    desks.on()
    at(clock.at(date(2024, 6, today), 9))
    row = places.roster_row(desk(), plan)
    if lack:
        assert row.state == f"còn thiếu {lack} buổi"
        assert row.args == {"day": f"2024-06-{max(today, 12)}"}
        assert first in row.due.split(",")[0]
    else:
        assert told(row) == ("roster.mine", "chưa gửi", "cao_bat_thuong", "Xếp")


def test_a_roster_without_gaps_is_done_once_it_is_handed_in(at, plan):
    at(clock.at(date(2024, 6, 5), 9))
    desks.full()
    assert places.roster_row(desk(), plan).state == "chưa gửi"
    roster = database.session.query(Roster).one()
    roster.handed_in_at = clock.now()
    database.session.flush()
    assert told(places.roster_row(desk(), plan)) == ("roster.mine", "đã gửi", DONE, "Xem")


@pytest.mark.parametrize(
    ("open_", "closed", "state", "shape", "verb"),
    [
        (0, 0, "chưa có máy", "open", "Lấy mã"),
        (0, 1, "chưa có máy", "open", "Lấy mã"),
        (1, 1, "1 máy đang dùng", DONE, "Xem"),
        (2, 0, "2 máy đang dùng", DONE, "Xem"),
    ],
)
def test_phones_in_use_are_counted_and_the_lead_alone_enrols_one(at, plan, open_, closed, state, shape, verb):
    at(clock.at(make.FIRST_DAY, 9))
    for number in range(open_ + closed):
        phone = DeskPhone(point_id=desk().id, day=make.FIRST_DAY, number=number + 1, key_hash=uuid.uuid4().bytes * 2)
        phone.enrolled_at, phone.closed_at = clock.now(), None if number < open_ else clock.now()
        database.session.add(phone)
    database.session.flush()
    row = places.phones_row(desk(), make.account(Role.COMMUNE_LEAD))
    assert told(row) == ("desk_phones.mine", state, shape, verb)
    assert row.due == ""
    of_officer = places.phones_row(desk(), make.account(Role.COMMUNE_OFFICER))
    assert told(of_officer) == ("", state, shape, "")
    assert of_officer.due == "Tổ trưởng lấy mã đăng ký máy."


@pytest.mark.parametrize(
    ("today", "state", "shape"), [(13, "2 tồn tại", OPEN), (14, "2 tồn tại", OPEN), (15, "quá hạn", LATE)]
)
def test_findings_are_late_after_the_earliest_deadline(at, plan, today, state, shape):
    row = places.findings_row(desk(), make.account())
    assert told(row) == ("inspections.findings", "không có tồn tại", DONE, "Xem")
    at(clock.at(date(2024, 6, today), 9))
    by = make.account(Role.PROVINCE_EDITOR)
    seen = Inspection(
        point_id=desk().id, day=make.FIRST_DAY, organiser_id=by.unit_id, team="Đoàn", key=uuid.uuid4().hex
    )
    seen.answers, seen.entered_by, seen.entered_at = {}, by.id, clock.now()
    seen.findings = [
        Finding(body="Chưa treo mã", due_day=make.LAST_DAY),
        Finding(body="Thiếu bàn", due_day=make.LAST_DAY + timedelta(days=1)),
        Finding(body="Đã treo", due_day=make.FIRST_DAY, fixed_at=clock.now()),
    ]
    database.session.add(seen)
    database.session.flush()
    row = places.findings_row(desk(), make.account())
    assert told(row) == ("inspections.findings", state, shape, "Khắc phục")
    assert row.due == "Hạn khắc phục: 14/6"


def report(state: str, came: date = REPORT) -> None:
    """A report of the commune, handed in on a day."""
    point, by = desk(), make.account()
    row = FieldReport(round_id=point.round_id, unit_id=point.unit_id, fields={}, changed_by=by.id)
    row.state, row.changed_at, row.submitted_at = state, clock.now(), clock.at(came, 9)
    database.session.add(row)
    database.session.flush()


LEAD, OFFICER = Role.COMMUNE_LEAD, Role.COMMUNE_OFFICER


@pytest.mark.parametrize(
    ("state", "late", "role", "stands"),
    [
        ("", 0, OFFICER, ("reporting.edit", "chưa lập", OPEN, "Lập")),
        ("", 1, OFFICER, ("reporting.edit", "quá hạn", LATE, "Lập")),
        ("", 1, LEAD, ("reporting.edit", "quá hạn", LATE, "Lập")),
        (DRAFT, 0, OFFICER, ("reporting.show", "chưa nộp", OPEN, "Soạn")),
        (DRAFT, 0, LEAD, ("reporting.show", "chưa nộp", OPEN, "Nộp")),
        (DRAFT, 1, LEAD, ("reporting.show", "quá hạn", LATE, "Nộp")),
        (RETURNED, 0, LEAD, ("reporting.show", "bị trả lại", LATE, "Sửa")),
        (RETURNED, 2, OFFICER, ("reporting.show", "bị trả lại", LATE, "Sửa")),
        (SUBMITTED, 1, LEAD, ("reporting.show", "Chờ tiếp nhận", DONE, "Xem")),
        (SUBMITTED, 1, OFFICER, ("reporting.show", "Chờ tiếp nhận", DONE, "Xem")),
        (RECEIVED, 0, OFFICER, ("reporting.show", "Đã tiếp nhận", DONE, "Xem")),
    ],
)
def test_a_report_waits_for_who_writes_or_hands_it_in(at, plan, state, late, role, stands):
    at(clock.at(REPORT + timedelta(days=late), 9))
    if state:
        report(state)
    row = places.report_row(desk(), plan, make.account(role))
    assert told(row) == stands
    assert row.args == {"slug": "198-kh-bdvtu"} | ({"code": "07507"} if row.endpoint == "reporting.show" else {})
    of_lead = "Tổ trưởng nộp chậm nhất ngày 17/6" if row.verb == "Soạn" else "Chậm nhất ngày 17/6"
    assert row.due == ("" if row.shape == DONE else of_lead)


@pytest.mark.parametrize(("late", "state", "shape"), [(0, "chưa nhập", OPEN), (1, "quá hạn", LATE)])
def test_the_other_software_waits_until_its_figures_are_entered(at, plan, late, state, shape):
    at(clock.at(REPORT + timedelta(days=late), 9))
    *_report_and_papers, row = places.of_reports(desk(), plan, make.account())
    assert told(row) == ("reporting.software", state, shape, "Nhập")
    assert (row.words, row.due) == (f"Số liệu để nhập {plan.software.name}", "Chậm nhất ngày 17/6")
    by = make.account()
    database.session.add(SoftwareEntry(point_id=desk().id, figures=[], entered_by=by.id, entered_at=clock.now()))
    database.session.flush()
    *_report_and_papers, row = places.of_reports(desk(), plan, by)
    assert told(row) == ("reporting.software", "đã nhập", DONE, "Xem")


def test_a_plan_without_other_software_asks_for_the_report_and_the_papers_alone():
    survey = round_of(software=None)
    found = list(places.of_reports(desk(), survey.plan_data, make.account()))
    assert [row.endpoint for row in found] == ["reporting.edit", "documents.index"]
    assert plan_of(3).software is not None


def test_a_desk_has_its_people_phones_poster_card_and_findings():
    survey = round_of()
    found = list(places.of_desk(desk(), survey.plan_data, make.account()))
    assert [row.endpoint for row in found] == ["roster.mine", "", "surveys.poster", "", "inspections.findings"]
    assert found[2].args == {"slug": survey.slug, "code": "07507"}
    assert found[3].address.endswith("/card")
