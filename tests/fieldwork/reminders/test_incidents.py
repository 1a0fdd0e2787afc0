"""Incidents: reported by a commune, answered above, on the board until settled."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.fieldwork.reminders.models import Incident
from portal.web.data import clock
from tests import make


@pytest.fixture
def officer(db, at):
    """An officer of Thanh Hải on the first morning."""
    make.survey_round()
    at(clock.at(make.FIRST_DAY, 9, 0))
    account = make.account(Role.COMMUNE_OFFICER)
    db.session.commit()
    return account


def report(browser, **changes):
    return browser.submit("/incidents", {"kind": "network", "body": "Mất mạng từ 8 giờ", **changes})


def number(db) -> int:
    return db.session.scalar(select(Incident.id))


def test_a_commune_reports_and_the_board_shows_it(officer, sign_in):
    assert report(sign_in(officer)).status == 303
    assert "1 sự cố, phản ánh chưa xử lý xong" in sign_in(make.account(Role.DISTRICT_MONITOR)).get("/board").text


def test_a_form_sent_twice_is_one_incident(officer, sign_in, db):
    browser = sign_in(officer)
    values = browser.get("/incidents").fields() | {"kind": "paper", "body": "Hết giấy in mã"}
    browser.post("/incidents", values)
    browser.post("/incidents", values)
    assert db.session.scalar(select(func.count()).select_from(Incident)) == 1


def test_an_answer_is_read_by_the_commune(officer, sign_in, db):
    report(sign_in(officer))
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    monitor.submit(f"/manage/incidents/{number(db)}", {"body": "Đã báo viễn thông"})
    page = sign_in(officer).get("/incidents")
    assert "Đã báo viễn thông" in page.text
    assert "chưa xử lý xong" in page.text


def test_a_settled_incident_leaves_the_board(officer, sign_in, db):
    report(sign_in(officer))
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    monitor.submit(f"/manage/incidents/{number(db)}", {"body": "Đã có mạng", "closes": "y"})
    assert "sự cố, phản ánh chưa xử lý xong" not in monitor.get("/board").text
    assert "đã xử lý" in sign_in(officer).get("/incidents").text


def test_an_incident_is_settled_once(officer, sign_in, db):
    report(sign_in(officer))
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    path = f"/manage/incidents/{number(db)}"
    values = monitor.get(path).fields() | {"body": "Đã có mạng", "closes": "y"}
    monitor.post(path, values)
    again = monitor.post(path, values)
    assert again.status == 409
    assert "Việc này đã được xử lý xong." in again.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"kind": "fire"}, "Chọn một trong các loại có sẵn."), ({"body": " "}, "Chưa ghi nội dung.")],
)
def test_what_is_missing_is_said_in_words(officer, sign_in, changes, said):
    page = report(sign_in(officer), **changes)
    assert page.status == 422
    assert said in page.text


def test_another_district_does_not_find_it(officer, sign_in, db):
    report(sign_in(officer))
    stranger = sign_in(make.account(Role.DISTRICT_MONITOR, make.unit("213")))
    assert stranger.get(f"/manage/incidents/{number(db)}").status == 404
    assert "từ 8 giờ" not in stranger.get("/urging/198-kh-bdvtu/incidents").text


def test_the_list_is_searched_filtered_and_taken_away(officer, sign_in, db):
    report(sign_in(officer))
    report(sign_in(make.account(at=make.unit("07519"))), kind="paper", body="=Hết giấy")
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    page = monitor.get("/urging/198-kh-bdvtu/incidents?q=chu&status=paper")
    assert [row[1] for row in page.rows()] == ["Hết giấy, hỏng mã QR"]
    answer = monitor.get("/urging/198-kh-bdvtu/incidents.xlsx?status=paper")
    rows = list(load_workbook(BytesIO(answer.response.data)).active.values)
    assert [row[2] for row in rows[1:]] == ["=Hết giấy"]


def test_the_file_says_of_each_incident_whether_it_is_settled(officer, sign_in, db):
    report(sign_in(officer))
    report(sign_in(make.account(at=make.unit("07519"))), kind="paper", body="Hết giấy")
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    settled = db.session.scalar(select(Incident.id).where(Incident.body == "Hết giấy"))
    monitor.submit(f"/manage/incidents/{settled}", {"body": "Đã gửi giấy", "closes": "y"})
    answer = monitor.get("/urging/198-kh-bdvtu/incidents.xlsx")
    rows = list(load_workbook(BytesIO(answer.response.data)).active.values)
    assert {(row[2], *row[4:]) for row in rows[1:]} == {
        ("Mất mạng từ 8 giờ", "chưa xử lý xong", None),
        ("Hết giấy", "đã xử lý", "Đã gửi giấy"),
    }
