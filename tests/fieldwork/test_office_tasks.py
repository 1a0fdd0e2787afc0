"""What a district has to do itself, on the page where its day starts."""

from __future__ import annotations

from datetime import date

import pytest

from portal.extensions import db as database
from portal.fieldwork.inspections.models import InspectionPlan
from portal.fieldwork.reporting.models import FieldReport
from portal.web.data import clock
from tests import make
from tests.fieldwork.taskforce import rows

WORK = "/tasks/198-kh-bdvtu"


@pytest.fixture
def survey(db):
    return make.survey_round()


@pytest.fixture
def monitor(survey):
    return make.account("district_monitor")


def words(browser) -> list[str]:
    return [item.get_text(" ", strip=True) for item in browser.get(WORK).all(".jobs li > div")]


def test_before_the_round_paper_and_launch_are_asked_for_until_they_are_there(sign_in, at, survey, monitor):
    at(clock.at(date(2024, 6, 10), 9))
    browser = sign_in(monitor)
    assert words(browser)[:2] == [
        "Nhập văn bản chỉ đạo của huyện chưa nhập Trước ngày 12/6",
        "Nhập buổi phát động ra quân chưa nhập Trước ngày 12/6",
    ]
    rows.paper(survey, monitor.unit, monitor)
    rows.launch(survey, monitor.unit, monitor)
    database.session.commit()
    assert not any(line.startswith("Nhập") for line in words(browser))


def test_before_the_round_communes_that_are_not_ready_are_to_be_urged(sign_in, at, survey, monitor):
    at(clock.at(date(2024, 6, 10), 9))
    browser = sign_in(monitor)
    assert words(browser)[2:] == [
        "Đôn đốc đơn vị chưa đăng ký tổ công tác",
        "Đôn đốc đơn vị chưa gửi danh sách, lịch phân công",
        "Đôn đốc đơn vị còn thiếu người hỗ trợ",
        "Đôn đốc đơn vị chưa công khai, tuyên truyền",
    ]
    links = browser.get(WORK).all(".jobs a")
    assert links[-2]["href"] == "/urging/198-kh-bdvtu?status=roster_gap"


def test_afterwards_inspections_and_reports_wait(sign_in, at, survey, monitor):
    at(clock.at(date(2024, 6, 17), 9))
    by = {"changed_by": monitor.id, "changed_at": clock.now(), "fields": {}}
    for code in ("07507", "07210"):
        database.session.add(
            FieldReport(
                round_id=survey.id, unit_id=make.unit(code).id, state="submitted", submitted_at=clock.now(), **by
            )
        )
    plan = InspectionPlan(point_id=make.point("07519").id, day=date(2024, 6, 12), organiser_id=monitor.unit_id)
    plan.team, plan.planned_by, plan.planned_at = "Đoàn số 1", monitor.id, clock.now()
    database.session.add(plan)
    database.session.commit()
    assert words(sign_in(monitor)) == [
        "Kiểm tra các điểm đã có lịch Theo lịch đến ngày 17/6",
        "Tiếp nhận báo cáo của cấp dưới",
        "Báo cáo tình hình, kết quả của huyện chưa nộp Chậm nhất ngày 20/6",
    ]
