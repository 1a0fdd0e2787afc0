"""Directing papers, launches and the chat group, as each level enters its own and sees those below."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.extensions import db as database
from portal.fieldwork.directives import queries
from portal.fieldwork.directives.models import ChatMember, DirectingPaper, Launch
from portal.web.data import clock
from tests import make
from tests.fieldwork.publicity import pictures
from tests.fieldwork.taskforce import rows

ROUND = "/manage/rounds/198-kh-bdvtu"
PAGE = f"{ROUND}/directing"
PAPER = {"number": "45-CV/BCĐ", "issued_on": "2024-06-06", "subject": "về việc triển khai khảo sát"}
LAUNCH = {"day": "2024-06-12", "starts_at": "07:30", "place": "UBND huyện Lục Ngạn", "people": "120", "note": ""}

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def survey(db, at):
    at(clock.at(date(2024, 6, 10), 9))
    return make.survey_round()


@pytest.fixture
def district(sign_in):
    return sign_in(make.account("district_monitor", full_name="Vi Thị Huyện"))


def papers() -> list[DirectingPaper]:
    return list(database.session.scalars(select(DirectingPaper)))


@pytest.mark.parametrize(
    ("role", "issuer"),
    [
        ("veterans_office", "Hội Cựu chiến binh tỉnh"),
        ("province_editor", "Ban Dân vận Tỉnh ủy"),
        ("district_monitor", "Ban Chỉ đạo xây dựng chính quyền thân thiện huyện Lục Ngạn"),
        ("commune_lead", "Ban Chỉ đạo xây dựng chính quyền thân thiện xã Thanh Hải"),
    ],
)
def test_each_level_enters_in_its_own_name(sign_in, role, issuer):
    browser = sign_in(make.account(role))
    assert browser.get(f"{PAGE}/papers/new").fields()["issuer"] == issuer
    assert browser.submit(f"{PAGE}/papers/new", PAPER).location == PAGE
    page = browser.get(PAGE)
    assert "Số 45-CV/BCĐ ngày 06/6/2024" in page.text
    assert issuer in page.text


def test_a_paper_has_its_scan(district, sign_in):
    form = district.get(f"{PAGE}/papers/new").fields()
    district.post(f"{PAGE}/papers/new", {**form, **PAPER, "scan": (BytesIO(b"%PDF-1.7 cv"), "cv.pdf")})
    path = f"{PAGE}/papers/{papers()[0].id}/scan.pdf"
    answer = district.get(path).response
    assert answer.data == b"%PDF-1.7 cv"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert sign_in(make.account("province_editor")).get(path).status == 200
    elsewhere = sign_in(make.account("district_monitor", make.unit("213")))
    assert elsewhere.get(path, check=False).status == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "Nhập số, ký hiệu văn bản."),
        ({"issued_on": "2024-06-11"}, "Ngày ban hành chưa đến."),
        ({"issued_on": "2020-06-11"}, "Ngày ban hành quá xa đợt khảo sát."),
        ({"issued_on": "hôm qua"}, "Chưa lưu được"),
        ({"scan": (BytesIO(b"PK"), "cv.docx")}, "Tệp không phải PDF."),
    ],
)
def test_what_is_wrong_with_a_paper_is_said(district, changes, sentence):
    form = district.get(f"{PAGE}/papers/new").fields()
    answer = district.post(f"{PAGE}/papers/new", {**form, **PAPER, **changes})
    assert answer.status == 422
    assert sentence in answer.text
    assert papers() == []


def test_two_editors_of_a_paper_lose_nothing(district, sign_in):
    district.submit(f"{PAGE}/papers/new", PAPER)
    path = f"{PAGE}/papers/{papers()[0].id}"
    colleague = sign_in(make.account("district_monitor", full_name="Ong Văn Khác"))
    form = colleague.get(path).fields("form.entry")
    district.submit(path, {"subject": "về việc đôn đốc"}, "form.entry")
    answer = colleague.post(path, {**form, "number": "46-CV/BCĐ"})
    assert answer.status == 409
    assert "vừa được đồng chí Vi Thị Huyện sửa lúc 09:00" in answer.text
    assert "về việc đôn đốc" in answer.text
    assert answer.fields("form.entry")["number"] == "46-CV/BCĐ"
    assert colleague.post(path, answer.fields("form.entry")).location == PAGE


def test_the_level_above_looks_and_does_not_touch(district, sign_in, survey):
    row = rows.paper(survey, make.unit("07507"), make.account("commune_lead"))
    path = f"{PAGE}/papers/{row.id}"
    assert not district.get(path).all("main form")
    assert district.post(path, {**PAPER, "issuer": "x", "version": "1"}).status == 403
    assert district.post(f"{path}/withdraw").status == 403


def test_a_paper_entered_by_mistake_is_taken_back(district):
    district.submit(f"{PAGE}/papers/new", PAPER)
    path = f"{PAGE}/papers/{papers()[0].id}"
    assert district.post(f"{path}/withdraw").location == PAGE
    assert "Chưa nhập văn bản nào." in district.get(PAGE).text
    assert district.get(path, check=False).status == 404


def test_a_district_enters_its_launch(district):
    assert district.submit(f"{PAGE}/launches/new", LAUNCH).location == f"{PAGE}/launches/1"
    page = district.get(PAGE)
    assert "07:30, 12/6/2024 , UBND huyện Lục Ngạn; 120 người dự" in page.text
    launch = database.session.scalars(select(Launch)).one()
    district.submit(f"{PAGE}/launches/{launch.id}/edit", {"people": "135"}, "form.entry")
    assert "135 người dự" in district.get(PAGE).text


def test_a_launch_shows_its_photographs_to_all_above_and_only_its_own_change_them(district, sign_in):
    district.submit(f"{PAGE}/launches/new", LAUNCH)
    page = f"{PAGE}/launches/1"
    assert district.post(f"{page}/photos", {"photo": (BytesIO(pictures.photo()), "ra-quan.jpg")}).status == 303
    image = district.get(page).all(".photos img")[0]["src"]
    assert district.get(image).status == 200
    assert "1 ảnh" in district.get(PAGE).text
    above = sign_in(make.account("province_editor"))
    assert above.get(page).all(".photos img")[0]["src"] == image
    assert not above.get(page).all(".photos form, form.uploads")
    assert above.post(image.removesuffix(".jpg"), {"deed": "remove"}).status == 403
    assert district.post(image.removesuffix(".jpg"), {"deed": "remove"}).status == 303
    assert "Chưa có ảnh." in district.get(page).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"people": "nhiều"}, "Số người dự phải là số nguyên"),
        ({"place": ""}, "Nhập địa điểm."),
        ({"day": "2024-12-12"}, "Ngày phát động quá xa ngày đầu khảo sát (12/6/2024)."),
    ],
)
def test_what_is_wrong_with_a_launch_is_said(district, changes, sentence):
    answer = district.submit(f"{PAGE}/launches/new", {**LAUNCH, **changes})
    assert answer.status == 422
    assert sentence in answer.text


def test_the_province_sees_which_district_has_neither(sign_in, survey):
    monitor = make.account("district_monitor")
    rows.paper(survey, make.unit("219"), monitor)
    rows.launch(survey, make.unit("219"), monitor)
    browser = sign_in(make.account("province_editor"))
    table = browser.get(PAGE).rows()
    assert [row[:2] for row in table] == [["Thành phố Bắc Giang", "Chưa có cả hai"], ["Huyện Lục Ngạn", "Đã có"]]
    assert [row[0] for row in browser.get(f"{PAGE}?status=neither").rows()] == ["Thành phố Bắc Giang"]
    sheet = load_workbook(BytesIO(browser.get(f"{PAGE}.xlsx").response.data)).active
    assert [cell.value for cell in sheet[3]][2:5] == ["Đã có", 1, "45-CV/BCĐ ngày 06/6/2024"]
    assert str(sheet[3][5].value)[:10] == "2024-06-12"


def test_reports_read_papers_and_launches_of_a_subtree(survey):
    by = make.account("province_editor")
    for code in ("07507", "24", "219", "213"):
        rows.paper(survey, make.unit(code), by)
    rows.launch(survey, make.unit("219"), by)
    rows.launch(survey, make.unit("213"), by, withdrawn_at=clock.now())
    found = queries.directives_in(make.unit("24"), survey)
    assert [one.unit.code for one in found.papers] == ["24", "213", "219", "07507"]
    assert [one.unit.code for one in found.launches] == ["219"]
    assert [one.unit.code for one in queries.directives_in(make.unit("219"), survey).papers] == ["219", "07507"]


def test_a_commune_names_its_people_for_the_group(sign_in, survey):
    officer = make.account("commune_officer")
    rows.force(make.point("07507"), officer)
    browser, path = sign_in(officer), f"{ROUND}/chat/07507"
    page = browser.get(path)
    assert page.one("main a[rel]")["href"] == "https://zalo.me/g/gyvcdr416"
    assert "Mã QR vào nhóm Zalo PKS02_2024" in page.text
    browser.post(path, {"take": "1"})
    assert len(list(database.session.scalars(select(ChatMember)))) == 4
    browser.post(path, {"take": "1"})
    assert browser.submit(path, {"full_name": "Hà Thị Liên", "office": "Bí thư Đoàn"}, "form.name-member").status == 303
    twice = browser.submit(path, {"full_name": "Hà Thị Liên", "office": "bí thư đoàn"}, "form.name-member")
    assert twice.status == 422
    assert "Đồng chí Hà Thị Liên đã có trong danh sách." in twice.text
    first = database.session.scalars(select(ChatMember).order_by(ChatMember.id)).first()
    browser.post(f"{ROUND}/chat/members/{first.id}", {"deed": "joined"})
    assert browser.get(path).text.count("chưa vào nhóm") == 4
    browser.post(path, {"joined": "1"})
    assert "chưa vào nhóm" not in browser.get(path).text
    browser.post(f"{ROUND}/chat/members/{first.id}", {"deed": "remove"})
    assert "Trần Văn Trưởng" not in browser.get(path).reads("ul.people")


def test_nobody_names_people_for_another_unit(district, survey):
    assert district.post(f"{ROUND}/chat/07507", {"full_name": "A", "office": "B"}).status == 403
    row = rows.chat_member(survey, make.unit("07507"), make.account("commune_officer"))
    assert district.post(f"{ROUND}/chat/members/{row.id}", {"deed": "joined"}).status == 403


def test_the_overview_counts_communes_in_the_group(sign_in, survey):
    by = make.account("commune_officer")
    rows.chat_member(survey, make.unit("07507"), by, joined_at=clock.now())
    rows.chat_member(survey, make.unit("07519"), by)
    browser = sign_in(make.account("veterans_office"))
    page = browser.get(f"{ROUND}/chat")
    assert "2/4 Đơn vị cấp xã đã cử người" in page.reads(".strip").replace(
        "Đơn vị cấp xã đã cử người 2/4", "2/4 Đơn vị cấp xã đã cử người"
    )
    rows_shown = {row[0]: row[2:] for row in page.rows()}
    assert rows_shown["Xã Thanh Hải"] == ["Đã vào đủ", "1", "1"]
    assert rows_shown["Huyện Lục Ngạn"] == ["Chưa cử người", "0", "0"]
    assert [row[0] for row in browser.get(f"{ROUND}/chat?status=some").rows()] == ["Thị trấn Chũ"]
    assert browser.get(f"{ROUND}/chat.xlsx").status == 200


def test_a_plan_without_a_group_says_so(sign_in, survey):
    survey.plan = {key: value for key, value in survey.plan.items() if key != "chat"}
    page = sign_in(make.account("commune_officer")).get(f"{ROUND}/chat/07507")
    assert "không có nhóm nhắn tin" in page.text
