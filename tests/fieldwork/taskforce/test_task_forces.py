"""Registering a task force on a phone, and who is missing as the levels above see it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from portal.extensions import db as database
from portal.fieldwork.taskforce.models import TaskForce
from portal.surveys import operations as surveys
from portal.web.data import clock
from portal.web.data.files import StoredFile
from tests import make
from tests.browser import Page
from tests.fieldwork.taskforce import rows

PAGE = "/manage/rounds/198-kh-bdvtu/task-forces/07507"
BOARD = "/manage/rounds/198-kh-bdvtu/task-forces"
TYPED = {
    "head_name": "Trần Văn Trưởng",
    "clerk_name": "Giáp Thị Mai",
    "clerk_office": "Công chức Văn phòng - Thống kê",
    "member_0_name": "Lê Thị Hoa",
    "member_0_office": "Chủ tịch Hội Liên hiệp Phụ nữ",
    "member_2_name": "Vi Văn Sơn",
    "member_2_office": "Chủ tịch Hội Cựu chiến binh",
    "decision_number": "12-qd/du",
    "decided_on": "2024-06-06",
}

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def before_the_first_day(db, at):
    make.survey_round()
    at(clock.at(date(2024, 6, 7), 9))


@pytest.fixture
def officer():
    return make.account("commune_officer", full_name="Nguyễn Thị Nhập")


@pytest.fixture
def browser(sign_in, officer):
    return sign_in(officer)


def force() -> TaskForce:
    return database.session.scalars(select(TaskForce)).one()


def register(browser, **changes):
    return browser.submit(f"{PAGE}/edit", {**TYPED, **changes})


def test_a_commune_registers_its_task_force(browser):
    assert browser.get("/task-force").location == PAGE
    assert "Đăng ký tổ công tác" in browser.get(PAGE).text
    form = browser.get(f"{PAGE}/edit")
    assert form.fields()["head_office"] == "Phó bí thư thường trực đảng ủy"
    assert register(browser).location == PAGE
    page = browser.get(PAGE)
    assert page.reads(".flash") == "Đã lưu tổ công tác."
    assert [item.get_text(" ", strip=True) for item in page.all("ol.history li")] == [
        "Trần Văn Trưởng , Phó bí thư thường trực đảng ủy · Tổ trưởng",
        "Lê Thị Hoa , Chủ tịch Hội Liên hiệp Phụ nữ",
        "Vi Văn Sơn , Chủ tịch Hội Cựu chiến binh",
        "Giáp Thị Mai , Công chức Văn phòng - Thống kê · nhập dữ liệu",
    ]
    assert "Số 12-QĐ/ĐU ngày 06/6/2024" in page.text


def test_the_chair_takes_no_part(browser):
    answer = register(browser, member_0_office="Phó Bí thư Đảng ủy, Chủ tịch UBND xã")
    assert answer.status == 422
    assert answer.text.count("Chủ tịch UBND là người được lấy ý kiến, không tham gia tổ công tác") > 1
    assert answer.fields()["member_0_name"] == "Lê Thị Hoa"
    assert database.session.scalar(select(TaskForce)) is None


def test_the_chair_is_known_by_name_too(browser):
    point = make.point("07507")
    database.session.refresh(point, ["round", "unit"])
    surveys.set_chair(
        point,
        status="incumbent",
        holder="Vi Văn Sơn",
        from_day=date(2024, 1, 1),
        by=make.account("province_editor"),
    )
    assert register(browser).status == 422


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"head_name": ""}, "Đề nghị nhập đủ họ tên và chức vụ."),
        ({"member_0_office": ""}, "Đề nghị nhập đủ họ tên và chức vụ."),
        ({"decision_number": "12"}, "Số quyết định ghi như 12-QĐ/ĐU hoặc 12/QĐ-UBND."),
        ({"decided_on": ""}, "Số và ngày quyết định nhập cùng nhau; chưa có thì để trống cả hai."),
        ({"decided_on": "2024-06-08"}, "Ngày quyết định chưa đến."),
        ({"decided_on": "2022-06-08"}, "Ngày quyết định phải từ ngày 13/6/2023."),
        ({"member_2_name": "Lê Thị Hoa", "member_2_office": "Chủ tịch hội liên hiệp phụ nữ"}, "được nhập hai lần."),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(browser, changes, sentence):
    answer = register(browser, **changes)
    assert answer.status == 422
    assert sentence in answer.text
    assert answer.fields()["clerk_name"] == "Giáp Thị Mai"


def test_more_rows_come_without_losing_what_was_typed(browser):
    more = register(browser, more="1")
    assert more.status == 200
    assert more.fields()["member_0_name"] == "Lê Thị Hoa"
    assert "member_8_name" in more.fields()
    assert database.session.scalar(select(TaskForce)) is None


def test_members_first_the_decision_later(browser):
    register(browser, decision_number="", decided_on="")
    assert "Chưa có quyết định" in browser.get(PAGE).text
    decide(browser)
    assert len(force_members()) == 4
    assert "Đã đăng ký" in browser.get(PAGE).text


def decide(browser):
    return browser.submit(f"{PAGE}/edit", {"decision_number": "12/QĐ-UBND", "decided_on": "2024-06-06"})


def force_members():
    found = force()
    database.session.refresh(found, ["members"])
    return found.members


def test_two_editors_lose_nothing(browser, sign_in):
    lead = sign_in(make.account("commune_lead", full_name="Trần Văn Trưởng"))
    form = lead.get(f"{PAGE}/edit").fields()
    register(browser)
    answer = lead.post(f"{PAGE}/edit", {**form, **TYPED, "member_0_name": "Hà Thị Liên"})
    assert answer.status == 409
    assert "vừa được đồng chí Nguyễn Thị Nhập sửa lúc 09:00" in answer.text
    assert "Lê Thị Hoa" in answer.reads("ol.history")
    assert answer.fields()["member_0_name"] == "Hà Thị Liên"
    assert lead.post(f"{PAGE}/edit", answer.fields()).location == PAGE
    assert force_members()[1].full_name == "Hà Thị Liên"


def test_the_scan_is_kept_and_comes_back_as_an_attachment(browser, sign_in):
    register(browser)
    sent = browser.post(f"{PAGE}/scan", {"scan": (BytesIO(b"%PDF-1.7 quet"), "q.pdf")})
    assert sent.location == PAGE
    answer = browser.get(f"{PAGE}/decision.pdf").response
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == b"%PDF-1.7 quet"
    browser.post(f"{PAGE}/scan", {"scan": (BytesIO(b"%PDF-1.7 khac"), "q.pdf")})
    assert database.session.scalars(select(StoredFile)).one().content == b"%PDF-1.7 khac"
    stranger = sign_in(make.account("commune_officer", make.unit("07519")))
    assert stranger.get(f"{PAGE}/decision.pdf", check=False).status == 404


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"GIF89a", 422, "Tệp không phải PDF."),
        (b"%PDF-" + b" " * (20 * 1024 * 1024), 422, "Tệp quá lớn (20,0 MB, tối đa 20 MB)."),
    ],
)
def test_a_scan_is_a_pdf_of_at_most_twenty_megabytes(browser, content, status, sentence):
    register(browser)
    answer = send(browser, content)
    assert answer.status == status
    assert sentence in answer.text


def test_a_scan_of_nineteen_megabytes_is_taken(browser):
    register(browser)
    content = b"%PDF-" + b" " * (19 * 1024 * 1024)
    assert send(browser, content).status == 303


def send(browser, content: bytes) -> Page:
    """Post a scan as one body of bytes: the test client would leave a large form's file open."""
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n',
        browser.csrf().encode(),
        b'\r\n--x\r\nContent-Disposition: form-data; name="scan"; filename="q.pdf"\r\n',
        b"Content-Type: application/pdf\r\n\r\n",
        content,
        b"\r\n--x--\r\n",
    )
    kind = "multipart/form-data; boundary=x"
    return Page(browser.request("POST", f"{PAGE}/scan", data=b"".join(parts), content_type=kind), PAGE)


def test_the_chore_stands_on_today_until_all_is_in(browser):
    assert "Đăng ký Tổ công tác chưa đăng ký Trước ngày 12/6" in browser.get("/today").text
    register(browser, decision_number="", decided_on="")
    assert "Nhập số, ngày quyết định thành lập Tổ công tác" in browser.get("/today").text
    decide(browser)
    assert "Tải bản quét quyết định" in browser.get("/today").text
    browser.post(f"{PAGE}/scan", {"scan": (BytesIO(b"%PDF-1.7"), "q.pdf")})
    browser.get(PAGE)
    assert "quyết định" not in browser.get("/today").text


def test_after_the_first_day_it_is_late(sign_in, officer, at):
    at(clock.at(make.FIRST_DAY, 8))
    assert "Đăng ký Tổ công tác quá hạn" in sign_in(officer).get("/today").text


def test_the_province_sees_who_is_missing(sign_in, officer):
    rows.force(make.point("07507"), officer)
    rows.force(make.point("07519"), officer, decision_number="", decided_on=None, scan_id=None)
    browser = sign_in(make.account("province_editor"))
    assert browser.get("/manage/preparing").location == BOARD
    page = browser.get(BOARD)
    assert "2/4" in page.text
    assert [row[0] for row in page.rows()] == ["Phường Thọ Xương", "Thị trấn Chũ", "Xã Phúc Sơn", "Xã Thanh Hải"]
    assert [row[0] for row in browser.get(f"{BOARD}?status=missing").rows()] == ["Phường Thọ Xương", "Xã Phúc Sơn"]
    assert [row[0] for row in browser.get(f"{BOARD}?district=219&status=missing").rows()] == ["Xã Phúc Sơn"]
    assert browser.get(f"{BOARD}?q=tran van truong&sort=-name").rows()[0][0] == "Xã Thanh Hải"
    assert "Không có đơn vị nào phù hợp" in browser.get(f"{BOARD}?q=khong co").text


def test_a_district_sees_its_own_communes_only(sign_in):
    page = sign_in(make.account("district_monitor")).get(BOARD)
    assert "0/3" in page.text
    assert "Thọ Xương" not in page.text


def test_the_file_has_the_rows_on_the_screen(sign_in, officer):
    rows.force(make.point("07507"), officer)
    answer = sign_in(make.account("district_monitor")).get(f"{BOARD}.xlsx?status=founded").response
    sheet = load_workbook(BytesIO(answer.data)).active
    assert [cell.value for cell in sheet[2]][:8] == [
        "Xã Thanh Hải",
        "huyện Lục Ngạn",
        "Đã đăng ký",
        "Trần Văn Trưởng",
        "Phó Bí thư thường trực Đảng ủy",
        "Giáp Thị Mai",
        4,
        "12-QĐ/ĐU",
    ]
    assert sheet.max_row == 2


def test_the_board_asks_no_more_for_four_communes_than_for_one(sign_in, officer):
    browser = sign_in(make.account("province_editor"))
    rows.force(make.point("07507"), officer)
    browser.get(BOARD)  # from here on the browser remembers the round
    alone = questions(browser)
    for code in ("07519", "07534", "07210"):
        rows.force(make.point(code), officer)
    assert questions(browser) == alone


def questions(browser) -> int:
    """How often a fetch of the board asks the database."""
    asked = []

    def note(*_args: object) -> None:
        asked.append(1)

    database.session.commit()
    event.listen(database.engine, "before_cursor_execute", note)
    try:
        browser.get(BOARD)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(asked)
