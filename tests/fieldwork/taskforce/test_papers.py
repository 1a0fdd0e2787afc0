"""The papers of the first days: filled from the commune's data, as PDF and for Word; the card and the guide."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from portal.accounts.permissions import Role
from portal.fieldwork.taskforce import printing, texts
from portal.fieldwork.taskforce.commune_profile import read_profile
from portal.web.data import clock
from tests import forms, make
from tests.fieldwork.taskforce import rows

PAGE = "/manage/rounds/198-kh-bdvtu/task-forces/07507"
LOUD = (
    "Kính thưa bà con! Từ ngày 12 đến hết ngày 14/6/2024, tại bộ phận một cửa UBND xã Thanh Hải, người dân được mời "
    "trả lời phiếu khảo sát, lấy ý kiến đối với Chủ tịch UBND xã. Hội viên Cựu chiến binh hướng dẫn quét mã QR; bà con "
    "tự trả lời, tại chỗ hoặc ở nhà. Phiếu không hỏi họ tên. Mong bà con tham gia. Xin trân trọng cảm ơn!"
)

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def before_the_first_day(db, at):
    make.survey_round()
    at(clock.at(date(2024, 6, 7), 9))


def place(code="07507", **changes):
    rows.force(make.point(code), make.account("commune_officer"), **changes)
    return read_profile(printing.load_point(make.point(code).id))


def read(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def words(docx: bytes) -> str:
    document = Document(BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*cells, *(paragraph.text for paragraph in document.paragraphs)]).split())


def test_the_loudspeaker_text_is_the_one_agreed_word_for_word():
    made = place()
    assert texts.loudspeaker(made) == LOUD
    assert LOUD in read(printing.paper_pdf(made, "loudspeaker"))
    assert LOUD in words(printing.paper_docx(made, "loudspeaker"))


def test_the_partys_decision():
    made = place()
    for text in (read(printing.paper_pdf(made, "decision")), words(printing.paper_docx(made, "decision"))):
        assert "ĐẢNG BỘ HUYỆN LỤC NGẠN" in text
        assert "ĐẢNG ỦY XÃ THANH HẢI" in text
        assert "Số 12-QĐ/ĐU" in text
        assert "Thanh Hải, ngày 06 tháng 6 năm 2024" in text
        assert "1. Đồng chí Trần Văn Trưởng, Phó Bí thư thường trực Đảng ủy, Tổ trưởng;" in text
        assert "không tham gia Tổ công tác" in text
        assert "(quyền hạn, chức vụ người ký)" in text


def test_the_states_decision_by_its_number():
    made = place("07210", decision_number="07/QĐ-UBND")
    for text in (read(printing.paper_pdf(made, "decision")), words(printing.paper_docx(made, "decision"))):
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        assert "UBND THÀNH PHỐ BẮC GIANG" in text
        assert "Số: 07/QĐ-UBND" in text


def test_a_decision_can_be_printed_before_anybody_is_registered():
    made = read_profile(printing.load_point(make.point("07507").id))
    text = read(printing.paper_pdf(made, "decision"))
    assert "-QĐ/ĐU" in text
    assert "1. Đồng chí ....." in text


def test_word_names_times_new_roman():
    document = Document(BytesIO(printing.paper_docx(place(), "notice")))
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert len(document.inline_shapes) == 1


def test_the_notice_is_one_page_with_the_code():
    made = place()
    pdf = printing.paper_pdf(made, "notice")
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert made.code in read(pdf)
    assert "từ ngày 12/6 đến hết ngày 14/6/2024" in read(pdf)


def test_the_card_is_one_page_of_large_print():
    pdf = printing.paper_pdf(place(), "card")
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    text = read(pdf)
    assert "nhìn màn hình khi người dân chọn;" in text
    assert "“Ông/bà thấy thế nào thì chọn thế ấy, tôi không được góp ý." in text


def test_the_question_sheet_has_the_communes_own_words():
    text = read(printing.paper_pdf(place(), "questions"))
    assert "Đối với Chủ tịch UBND xã Thanh Hải, ông/bà hài lòng ở mức nào" in text
    assert "Câu 14. " in text
    assert "Không biết / không có ý kiến" in text
    assert "Ông/bà tự bấm chọn hay nhờ người bấm giúp?" in text


def test_the_question_sheet_says_of_whom_a_question_is_asked_and_its_own_choices(db):
    make.questionnaire().body = forms.every_kind()
    db.session.commit()
    text = read(printing.paper_pdf(place(), "questions"))
    assert "Câu 2. (Chỉ trả lời nếu ở câu 1 ông/bà chọn “Có”.) Ông/bà đã nộp hồ sơ bằng cách nào?" in text
    assert "Qua bưu điện" in text
    assert text.count("Các mức để chọn:") == 1


@pytest.mark.parametrize(("what", "form"), [("decision", "pdf"), ("decision", "docx"), ("card", "pdf")])
def test_a_paper_is_asked_for_made_and_fetched(sign_in, what, form):
    rows.force(make.point("07507"), make.account("commune_officer"))
    browser = sign_in(make.account("commune_lead"))
    path = f"{PAGE}/papers/{what}/{form}"
    assert browser.get(path).status == 200
    assert browser.get(f"{path}/file", check=False).status == 404
    assert browser.post(path).location == path
    assert "Đã xong." in browser.get(path).text
    answer = browser.get(f"{path}/file").response
    assert answer.status_code == 200
    assert f".{form}" in answer.headers["Content-Disposition"]


def test_there_is_no_card_for_word(sign_in):
    assert sign_in(make.account("commune_lead")).get(f"{PAGE}/papers/card/docx", check=False).status == 404


def test_the_card_on_the_phone_is_open_to_everybody(client):
    page = client.get("/card")
    assert "giúp quét mã, chỉ cách chọn, cách gửi;" in page.text
    assert "giữ giấy tờ, nhập hộ mật khẩu." in page.text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_guide(sign_in, role):
    page = sign_in(make.account(role)).get("/guide")
    assert page.all("ol.guide li svg path")
    assert any("Hướng dẫn công việc" in menu.get_text() for menu in page.all("header details"))
    for link in page.all("ol.guide a"):
        assert sign_in(make.account(role)).get(link["href"], check=False).status in {200, 302}
