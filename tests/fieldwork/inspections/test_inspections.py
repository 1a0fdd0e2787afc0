"""Inspections: planned, recorded on a phone, what they found mended or not."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.fieldwork.inspections import checklist, operations
from portal.fieldwork.inspections.models import Finding, Inspection, InspectionPlan
from portal.web.data import clock
from tests import make
from tests.fieldwork.inspections.rows import desk

FIRST = make.FIRST_DAY
UNIT = "/inspections/198-kh-bdvtu/units/07507"
GOOD = dict.fromkeys(checklist.ITEMS, "yes")


@pytest.fixture
def monitor(db, at, sign_in):
    """Lục Ngạn's monitor on the first morning."""
    make.survey_round()
    at(clock.at(FIRST, 9, 0))
    return sign_in(make.account(Role.DISTRICT_MONITOR))


def inspect(browser, **changes):
    return browser.submit(f"{UNIT}/visit", {"team": "Đoàn số 1", **GOOD, **changes})


def one(db, model):
    db.session.expire_all()
    return db.session.scalars(select(model)).one()


def test_a_team_is_sent_to_several_desks_and_the_first_day_is_marked(monitor, db):
    page = monitor.get("/inspections/198-kh-bdvtu/plan")
    values = page.fields() | {"team": "Đồng chí Bình, Trưởng Ban", "communes": ["07507", "07519"]}
    assert values["day"] == "12/6/2024"
    page = monitor.get(monitor.post("/inspections/198-kh-bdvtu/plan", values).location)
    assert "Đã ghi lịch kiểm tra 2 đơn vị." in page.text
    assert "12/6 (ngày đầu)" in next(row for row in page.rows() if row[0] == "Xã Thanh Hải")[1]
    assert db.session.scalar(select(func.count()).select_from(InspectionPlan)) == 2


def test_the_same_plan_twice_is_one(monitor, db):
    for _again in range(2):
        values = {"day": "2024-06-12", "team": "Đoàn 1", "communes": ["07507"]}
        monitor.post("/inspections/198-kh-bdvtu/plan", values)
    assert db.session.scalar(select(func.count()).select_from(InspectionPlan)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"communes": []}, "Chưa chọn đơn vị nào."),
        ({"communes": ["07210"]}, "Chưa chọn đơn vị nào."),
        ({"team": ""}, "Chưa ghi ai đi kiểm tra."),
        ({"day": "2024-07-30"}, "Ngày kiểm tra từ 05/6 đến 17/6."),
        ({"day": "mai"}, "Ngày không đúng"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(monitor, changes, said):
    values = {"day": "2024-06-12", "team": "Đoàn 1", "communes": ["07507"]} | changes
    page = monitor.post("/inspections/198-kh-bdvtu/plan", values)
    assert page.status == 422
    assert said in page.text


def test_a_line_of_the_plan_is_dropped_by_who_made_it(monitor, db, sign_in):
    monitor.post("/inspections/198-kh-bdvtu/plan", {"day": "2024-06-12", "team": "Đoàn 1", "communes": ["07507"]})
    path = f"/inspections/plans/{one(db, InspectionPlan).id}/drop"
    assert sign_in(make.account(Role.PROVINCE_EDITOR)).post(path).status == 409
    assert monitor.post(path).status == 303
    assert "Chưa có lịch kiểm tra." in monitor.get(UNIT).text


def test_a_visit_where_all_is_well_finds_nothing(monitor, db):
    assert inspect(monitor).status == 303
    assert one(db, Inspection).answers["privacy"] == {"answer": "yes", "note": ""}
    assert db.session.scalar(select(func.count()).select_from(Finding)) == 0
    assert "đã kiểm tra" in next(row for row in monitor.get("/inspections").rows() if row[0] == "Xã Thanh Hải")


@pytest.mark.parametrize(
    ("role", "days", "named"),
    [(Role.DISTRICT_MONITOR, 0, True), (Role.DISTRICT_MONITOR, 1, False), (Role.PROVINCE_EDITOR, 0, False)],
)
def test_the_form_names_the_team_that_its_own_office_sends_today(monitor, role, days, named):
    by = make.account(role)
    operations.plan_visits([desk()], day=FIRST + timedelta(days=days), team="Đoàn số 7", by=by)
    assert (monitor.get(f"{UNIT}/visit").fields()["team"] == "Đoàn số 7") is named


def test_each_item_not_met_is_to_be_mended(monitor, db):
    page = monitor.get(inspect(monitor, roster="no", roster_note="bảng tin bỏ trống").location)
    assert "Danh sách, lịch phân công chưa niêm yết: bảng tin bỏ trống" in page.text
    assert one(db, Finding).due_day == FIRST + timedelta(days=1)


def test_a_form_sent_twice_is_one_visit(monitor, db):
    values = monitor.get(f"{UNIT}/visit").fields() | {"team": "Đoàn 1", **GOOD, "helper": "no"}
    first, second = monitor.post(f"{UNIT}/visit", values), monitor.post(f"{UNIT}/visit", values)
    assert first.location == second.location
    assert db.session.scalar(select(func.count()).select_from(Finding)) == 1


def test_an_item_left_out_is_asked_for_and_the_rest_stays(monitor):
    page = inspect(monitor, privacy="", remark="Bàn đặt cạnh cửa")
    assert page.status == 422
    assert "Chưa chọn: có, không hay chưa xem được." in page.text
    assert page.one("#remark").get_text().strip() == "Bàn đặt cạnh cửa"


def test_a_visit_of_tomorrow_is_refused(monitor):
    page = inspect(monitor, day="2024-06-13")
    assert page.status == 422
    assert "không ghi trước ngày chưa đến" in page.text


def test_the_commune_mends_and_says_how(monitor, db, sign_in):
    inspect(monitor, roster="no")
    officer = sign_in(make.account(Role.COMMUNE_OFFICER))
    assert "Khắc phục tồn tại qua kiểm tra" in officer.get("/today").text
    path = f"/findings/{one(db, Finding).id}/fix"
    assert officer.submit(path, {"note_typed": ""}).status == 422
    assert officer.submit(path, {"note_typed": "Đã dán danh sách"}).status == 303
    assert "Đã dán danh sách" in officer.get("/findings").text
    assert "Khắc phục tồn tại qua kiểm tra" not in officer.get("/today").text


def test_inspectors_who_are_not_content_open_it_again(monitor, db, sign_in):
    inspect(monitor, roster="no")
    number = one(db, Finding).id
    officer = sign_in(make.account(Role.COMMUNE_OFFICER))
    officer.submit(f"/findings/{number}/fix", {"note_typed": "Đã dán"})
    page = monitor.submit(
        f"/inspections/findings/{number}/reopen", {"note_typed": "Dán quá cao", "due_day": "2024-06-13"}
    )
    assert page.status == 303
    assert "Chưa công nhận: Dán quá cao" in officer.get("/findings").text


def test_a_finding_mended_twice_is_mended_once(monitor, db, sign_in):
    inspect(monitor, roster="no")
    path = f"/findings/{one(db, Finding).id}/fix"
    officer = sign_in(make.account(Role.COMMUNE_OFFICER))
    officer.submit(path, {"note_typed": "Đã dán"})
    page = officer.post(path, {"note_typed": "Đã dán"})
    assert page.status == 409
    assert "Tồn tại này đã được ghi là khắc phục." in page.text


def test_more_can_be_found_afterwards(monitor, db):
    path = inspect(monitor).location
    page = monitor.get(monitor.post(path, {"body": "Bàn thiếu ghế", "due_day": "2024-06-13"}).location)
    assert "Bàn thiếu ghế" in page.text
    assert monitor.post(path, {"body": "Bàn thiếu ghế", "due_day": "2024-06-11"}).status == 422


def test_open_findings_stay_on_the_board(monitor):
    inspect(monitor, roster="no", helper="no")
    assert "2 tồn tại sau kiểm tra chưa khắc phục" in monitor.get("/board").text


def test_the_table_is_filtered_and_taken_away(monitor):
    inspect(monitor, roster="no")
    assert [row[0] for row in monitor.get("/inspections?status=open").rows()] == ["Xã Thanh Hải"]
    answer = monitor.get("/inspections/198-kh-bdvtu/table.xlsx?status=open")
    rows = list(load_workbook(BytesIO(answer.response.data)).active.values)
    assert [row[0] for row in rows[1:]] == ["Xã Thanh Hải"]
    assert rows[1][4:] == (1, 1, "còn tồn tại")


def test_another_district_finds_nothing(monitor, db, sign_in):
    path = inspect(monitor, roster="no").location
    stranger = sign_in(make.account(Role.DISTRICT_MONITOR, make.unit("213")))
    assert stranger.get(path).status == 404
    assert stranger.get(UNIT).status == 404
    assert stranger.get(f"/findings/{one(db, Finding).id}/fix").status == 404


def test_the_form_warns_that_the_chair_takes_no_part(monitor):
    assert "Chủ tịch UBND xã là người được lấy ý kiến, không tham gia." in monitor.get(f"{UNIT}/visit").text


def test_the_province_chooses_desks_by_district_folded_where_none_is_chosen(monitor, sign_in):
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))
    folds = editor.get("/inspections/198-kh-bdvtu/plan?commune=07507").all("#communes details")
    opened = [fold for fold in folds if "open" in fold.attrs]
    assert len(folds) > len(opened) == 1
    assert [box["value"] for box in opened[0].find_all("input", checked=True)] == ["07507"]
    assert sum(len(fold.find_all("input")) for fold in folds) == 4
    # a district's own few are in sight
    assert [
        fold.has_attr("open") for fold in monitor.get("/inspections/198-kh-bdvtu/plan").all("#communes details")
    ] == [True]
