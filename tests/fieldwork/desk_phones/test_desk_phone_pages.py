"""The lead makes a code and closes a phone; the district closes too; the province sees paces in coarse steps."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select

from portal.accounts.permissions import Role
from portal.ballots.desks import queries
from portal.ballots.desks.models import DeskPhone, desk_pace
from portal.extensions import db as database
from portal.fieldwork.desk_phones import board
from portal.web.data import clock
from tests import make
from tests.browser import PageClient

NOON = clock.at(make.FIRST_DAY, 12)
HOUR = int(NOON.timestamp()) // 3600


@pytest.fixture
def survey(db, at):
    row = make.survey_round()
    at(NOON)
    database.session.commit()
    return row


def phone(code: str, number: int, *paces: tuple[int, int], **changes: object) -> DeskPhone:
    """An enrolled phone with so many ballots so many hours ago."""
    row = DeskPhone(
        point_id=make.point(code).id,
        day=make.FIRST_DAY,
        number=number,
        key_hash=uuid.uuid4().bytes * 2,
        enrolled_at=clock.at(make.FIRST_DAY, 7, 30),
        **changes,
    )
    database.session.add(row)
    database.session.flush()
    for ago, n in paces:
        database.session.execute(insert(desk_pace).values(phone_id=row.id, hour=HOUR - ago, n=n))
    database.session.commit()
    return row


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "dưới 10 phiếu"),
        (9, "dưới 10 phiếu"),
        (10, "10–19 phiếu"),
        (20, "20–59 phiếu"),
        (59, "20–59 phiếu"),
        (60, "từ 60 phiếu"),
    ],
)
def test_counts_are_shown_in_steps(app, n, words):
    with app.test_request_context():
        assert board.step_words(board.step(n, board.TOTAL_STEPS), board.TOTAL_STEPS) == words


def test_the_lead_s_code_makes_a_phone_the_desk_s(app, survey, sign_in):
    lead = sign_in(make.account(Role.COMMUNE_LEAD, make.unit("07507")))
    assert "Chưa có máy nào." in lead.get("/desk-phones").text
    page = lead.post("/desk-phones/code")
    code = page.reads(".figure b")
    lent = PageClient(app)
    assert lent.submit("/desk", {"code": code}).status == 303
    assert "Xã Thanh Hải" in lent.get("/desk").reads(".where")
    page = lead.get("/desk-phones")
    assert "đăng ký lúc 12:00" in page.text
    assert "Lấy mã mới" in page.text
    assert code not in page.text


def test_a_phone_is_closed_after_a_question(survey, sign_in):
    row = phone("07507", 2)
    lead = sign_in(make.account(Role.COMMUNE_LEAD, make.unit("07507")))
    assert "Đóng máy số 2" in lead.get(f"/desk-phones/{row.id}/closing").reads("h1")
    assert lead.submit(f"/desk-phones/{row.id}/closing", {}).location == "/desk-phones?round=198-kh-bdvtu"
    page = lead.get("/desk-phones")
    assert "Đã đóng máy số 2 của xã Thanh Hải." in page.text
    assert "đóng lúc 12:00" in page.text
    assert lead.get(f"/desk-phones/{row.id}/closing").location == "/desk-phones?round=198-kh-bdvtu"


def test_before_the_round_there_is_no_code(survey, sign_in, at):
    at(clock.start_of(make.FIRST_DAY) - timedelta(hours=3))
    lead = sign_in(make.account(Role.COMMUNE_LEAD, make.unit("07507")))
    assert "Chỉ đăng ký máy trong các ngày khảo sát, từ 12/6 đến 14/6." in lead.get("/desk-phones").text
    assert lead.post("/desk-phones/code").location == "/desk-phones?round=198-kh-bdvtu"


def test_the_lead_sees_no_pace(survey, sign_in):
    phone("07507", 1, (1, 33))
    page = sign_in(make.account(Role.COMMUNE_LEAD, make.unit("07507"))).get("/desk-phones")
    assert "30" not in page.text.replace("30 giây", "").replace("07:30", "")
    assert "33" not in page.text


def test_a_district_closes_a_phone_of_its_own_and_sees_no_other(survey, sign_in):
    own, other = phone("07507", 1), phone("07210", 1)
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR, make.unit("219")))
    assert [row[0] for row in monitor.get("/desk-phones/all").rows()] == ["xã Thanh Hải, huyện Lục Ngạn"]
    assert monitor.get(f"/desk-phones/{other.id}/closing").status == 404
    assert monitor.submit(f"/desk-phones/{own.id}/closing", {}).status == 303
    database.session.expire_all()
    assert database.session.scalar(select(DeskPhone.closed_at).where(DeskPhone.id == own.id)) == NOON


def test_the_province_sees_each_phone_s_pace_in_steps_of_hours_that_are_over(survey, sign_in):
    phone("07507", 1, (3, 12), (1, 61), (0, 500))
    phone("07507", 2, (1, 9))
    phone("07210", 1, (0, 7))
    phone("07210", 2, closed_at=NOON)
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))
    page = editor.get("/desk-phones/all?sort=-hour")
    found = [row[1:6] for row in page.rows()]
    assert found[:2] == [
        ["1", "07:30", "đang dùng", "từ 60 phiếu", "từ 60 phiếu"],
        ["2", "07:30", "đang dùng", "dưới 10 phiếu", "dưới 10 phiếu"],
    ]
    assert sorted(found[2:]) == [["1", "07:30", "đang dùng", "-", "-"], ["2", "07:30", "đã đóng", "-", "-"]]
    assert "500" not in page.text
    assert "73" not in page.text
    assert len(editor.get("/desk-phones/all?status=fast").rows()) == 1
    assert len(editor.get("/desk-phones/all?q=thanh hai").rows()) == 2
    assert len(editor.get("/desk-phones/all?status=closed").rows()) == 1
    assert "Không có máy nào" in editor.get("/desk-phones/all?day=2024-06-13").text


def test_the_file_has_the_rows_on_the_screen(survey, sign_in):
    phone("07507", 1, (1, 35))
    phone("07210", 1)
    reader = sign_in(make.account(Role.AUDITOR))
    address = reader.get("/desk-phones/all?q=thanh hai").one("a[href*='.xlsx']")["href"]
    sheet = load_workbook(BytesIO(reader.get(str(address)).response.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    told = next(row for row in rows if row[0] and "Thanh Hải" in str(row[0]))
    assert [str(told[3])[11:], *told[4:]] == ["07:30:00", "đang dùng", "20–59 phiếu", "30–59 phiếu"]
    assert not any("07210" in str(row) or "Lạng Giang" in str(row) for row in rows)


def test_a_board_costs_the_same_however_many_phones(survey, sign_in):
    phones = [phone("07507", number) for number in (1, 2, 3)]
    assert len(queries.phones_in(make.unit("24"), survey, make.FIRST_DAY)) == len(phones)
    assert {one.point.unit.district.code for one in queries.phones_in(make.unit("24"), survey, make.FIRST_DAY)} == {
        "219"
    }
