"""The pages of papers, as people of the province use them."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx import Document as WordFile
from openpyxl import load_workbook
from sqlalchemy import event

from portal.documents import queries
from portal.documents.lifecycle import operations
from portal.documents.lifecycle.requests import Request
from portal.extensions import db
from portal.web.data import clock
from portal.web.data.files import StoredFile
from portal.web.jobs import jobs
from tests import make
from tests.documents.lifecycle.test_operations import (
    DAYS,
    again,
    approver,
    editor,
    finished,
    opened,
    printed,
    requested,
    stepped,
    visit,
)

if TYPE_CHECKING:
    from portal.documents.models import Document
    from tests.browser import Page

pytestmark = pytest.mark.usefixtures("db", "waiting")


def the_paper() -> Document:
    db.session.expire_all()
    return db.session.scalars(queries.documents(make.unit("24"))).one()


def made(sign_in) -> Document:
    """A report asked for on its page, and printed."""
    survey, browser = opened(), sign_in(editor())
    browser.submit("/documents/new/synthesis", {"round": survey.slug}, "form.confirm")
    return printed(answered(the_paper()))


def answered(document: Document) -> Document:
    """The annexes that are sent apart are no secret."""
    document.annexes_secret = False
    db.session.commit()
    return again(document)


def test_an_empty_register_says_so(sign_in) -> None:
    make.survey_round()
    page = sign_in(editor()).get("/documents")
    assert "Chưa có văn bản nào" in page.text


def test_a_report_is_asked_for_on_a_page_and_shown_with_its_copies(sign_in) -> None:
    survey, browser = opened(), sign_in(editor())
    assert "Báo cáo tổng hợp kết quả khảo sát" in browser.get("/documents/new").text
    asked = browser.submit("/documents/new/synthesis", {"round": survey.slug}, "form.confirm")
    assert asked.status == 303
    document = printed(answered(the_paper()))
    page = browser.get(asked.location)
    assert page.reads("h1").startswith("Báo cáo kết quả khảo sát, lấy ý kiến của người dân")
    assert "Đã xong." in page.text
    assert [link.get_text() for link in page.all(".copies a")] == ["Xem", "Tải PDF", "Tải Word"] * 3
    assert "Phụ lục gửi riêng chỉ gửi Thường trực, Ban Thường vụ Tỉnh ủy" in page.reads(".copies")
    assert document.figures_digest in page.text
    assert document.sha256 in page.text
    assert page.one("iframe.in-place")["src"] == f"/documents/{document.id}/full.pdf"
    assert page.response.headers["Content-Security-Policy"].endswith("frame-src 'self'")
    assert "Còn thiếu trước khi trình duyệt: I.1. Công tác chỉ đạo, phối hợp" in page.text
    assert "Dự thảo" in browser.get("/documents").rows()[0]


def test_a_report_before_results_are_open_is_refused_with_a_reason(sign_in) -> None:
    survey = make.survey_round()
    page = sign_in(editor()).submit("/documents/new/synthesis", {"round": survey.slug}, "form.confirm")
    assert page.status == 403
    assert "Kết quả chưa mở" in page.reads("#errors")
    assert db.session.scalar(queries.documents(make.unit("24"))) is None


def test_the_maker_of_a_closing_sheet_chooses_one_of_the_days_that_are_over(sign_in, at) -> None:
    survey, path = opened(), "/documents/new/daily"
    at(clock.at(DAYS[2], 9))
    browser = sign_in(editor())
    assert [day.get_text() for day in browser.get(path).all("#day option")] == ["13/6/2024", "12/6/2024"]
    chosen = {"round": survey.slug, "day": "2024-06-12"}
    assert browser.submit(path, chosen, "form.confirm").status == 303
    assert the_paper().figures["day"] == "2024-06-12"


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("", 422, "Chọn ngày."),
        ("12", 422, "không thuộc đợt khảo sát đã chọn"),
        ("２０２４-06-12", 422, "không thuộc đợt khảo sát đã chọn"),
        ("2024-06-15", 422, "không thuộc đợt khảo sát đã chọn"),
        ("2024-06-14", 403, "Ngày này chưa hết"),
    ],
)
def test_a_day_that_has_no_closing_sheet_yet_is_refused(sign_in, at, typed: str, status: int, said: str) -> None:
    survey = make.survey_round()
    at(clock.at(DAYS[2], 9))
    page = sign_in(editor()).submit("/documents/new/daily", {"round": survey.slug, "day": typed}, "form.confirm")
    assert page.status == status
    assert said in page.reads("#errors")


def test_the_files_are_shown_in_the_browser_or_saved(sign_in) -> None:
    document = made(sign_in)
    browser = sign_in(make.account("auditor"))
    shown = browser.get(f"/documents/{document.id}/full.pdf").response
    assert shown.headers["Content-Disposition"].startswith("inline; filename=")
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert shown.data == db.session.get_one(StoredFile, document.file_id).content
    saved = browser.get(f"/documents/{document.id}/districts.pdf?save=1").response
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=")
    assert saved.data.startswith(b"%PDF-1.7")
    apart = browser.get(f"/documents/{document.id}/restricted.pdf?save=1").response
    assert apart.headers["Content-Disposition"].endswith("-phu-luc-gui-rieng.pdf")
    for below in ("commune_lead", "district_monitor"):
        assert sign_in(make.account(below)).get(f"/documents/{document.id}/restricted.pdf").status == 404
    assert browser.get(f"/documents/{document.id}/other.pdf").status == 404
    word = browser.get(f"/documents/{document.id}/districts.docx").response
    assert word.headers["Content-Disposition"].endswith("-du-thao-gui-cap-huyen.docx")
    assert "BÁO CÁO" in [part.text for part in WordFile(BytesIO(word.data)).paragraphs]
    assert browser.get(f"/documents/{document.id}/other.docx").status == 404
    assert browser.get("/documents/nothing").status == 404


def test_progress_is_a_part_that_asks_again_until_the_print_is_done(sign_in) -> None:
    document = requested(opened(), editor())
    job = db.session.get_one(jobs.Job, document.job_id)
    job.status, job.done, job.total, job.heartbeat_at = "running", 4, 9, clock.now()
    browser = sign_in(editor())
    page = browser.get(f"/documents/{document.id}")
    assert "Đang làm: 4/9" in page.text
    assert page.one("section.job")["hx-get"] == f"/documents/{document.id}?poll=1"
    assert browser.get(f"/documents/{document.id}/full.pdf").status == 404
    part = browser.get(f"/documents/{document.id}?poll=1", headers={"HX-Request": "true"})
    assert part.soup.find("h1") is None


def test_a_failed_print_says_why_and_offers_another_try(sign_in) -> None:
    document = requested(opened(), editor())
    job = db.session.get_one(jobs.Job, document.job_id)
    job.status, job.error = "failed", "Không đọc được phông chữ."
    browser = sign_in(editor())
    page = browser.get(f"/documents/{document.id}")
    assert "Không đọc được phông chữ." in page.reads("section.job")
    assert page.reads("section.job form button") == "Thử lại"
    assert browser.post(f"/documents/{document.id}/print").status == 303
    again_asked = db.session.get_one(jobs.Job, document.job_id, populate_existing=True)
    assert again_asked.state in {"pending", "done"}
    assert "In lỗi" not in browser.get("/documents").text


def test_printing_twice_at_once_is_refused(sign_in) -> None:
    document = requested(opened(), editor())
    assert sign_in(editor()).post(f"/documents/{document.id}/print").status == 409


def wrote(browser, document: Document, **changes: str) -> Page:
    return browser.submit(f"/documents/{document.id}/text", changes, "main form")


def test_words_are_written_under_the_headings(sign_in) -> None:
    document, browser = requested(opened(), editor()), sign_in(editor())
    form = browser.get(f"/documents/{document.id}/text")
    assert "Có 01/04 đơn vị bảo đảm số lượt tham gia" in form.text
    assert form.one("label[for=text_III_1]").get_text() == "Nội dung viết ở mục III.1"
    assert form.reads("#text_III_1-hint").startswith("Viết: những mặt làm được")
    assert wrote(browser, document, text_III_1="Các địa phương vào cuộc.").status == 303
    assert again(document).paragraphs == {"III.1": "Các địa phương vào cuộc."}
    assert "Các địa phương vào cuộc." in browser.get(f"/documents/{document.id}").reads(".sheet")


def test_what_was_typed_is_not_lost_when_somebody_else_was_faster(sign_in) -> None:
    document, browser = requested(opened(), editor()), sign_in(editor())
    fields = browser.get(f"/documents/{document.id}/text").fields()
    wrote(sign_in(editor()), document, text_III_1="Bản trước.")
    late = browser.post(f"/documents/{document.id}/text", {**fields, "text_III_1": "Bản sau."})
    assert late.status == 409
    assert "Nội dung này vừa được đồng chí" in late.reads("#errors")
    assert late.reads("#text_III_1") == "Bản sau."
    assert again(document).paragraphs == {"III.1": "Bản trước."}


@pytest.mark.parametrize("bad", ["chín", "-1", "", "9" * 30])
def test_a_version_that_is_no_number_is_stale(sign_in, bad: str) -> None:
    document, browser = requested(opened(), editor()), sign_in(editor())
    assert wrote(browser, document, version=bad, text_III_1="Một.").status == 409
    assert again(document).paragraphs == {}


def test_a_text_beyond_measure_is_refused(sign_in) -> None:
    document, browser = requested(opened(), editor()), sign_in(editor())
    page = wrote(browser, document, text_III_1="a" * 8001)
    assert page.status == 422
    assert "8.000 ký tự" in page.reads("#text_III_1-error")


def test_a_paper_goes_from_the_maker_through_another_hand_to_the_clerk(sign_in) -> None:
    survey, who = opened(), editor()
    document, maker, second = finished(survey, who), sign_in(who), sign_in(approver())
    path = f"/documents/{document.id}"
    assert maker.submit(f"{path}/submission", {}, "main form").status == 303
    assert [link.get_text() for link in second.get(path).all("#state ~ .buttons a")] == [
        "Duyệt",
        "Phiếu trình",
        "Trả lại",
    ]
    back = second.submit(f"{path}/return", {"reason": "Sửa mục III.2"}, "main form")
    assert back.status == 303
    assert "Trả lại để sửa: Sửa mục III.2" in maker.get(path).text
    maker.submit(f"{path}/submission", {}, "main form")
    assert second.submit(f"{path}/approval", {}, "main form").status == 303
    printed(again(document))
    given = maker.submit(f"{path}/number", {"number": "12", "issued_on": "28/6/2024"}, "main form")
    assert given.status == 303
    page = maker.get(path)
    assert page.reads("#state") == "Tình trạng: Đã duyệt"
    said = page.reads(".history")
    for deed in ("văn bản: trình duyệt", "văn bản: trả lại: Sửa mục III.2", "văn bản: điền số, ngày (12)"):
        assert deed in said
    early = maker.submit(f"{path}/release", {}, "main form")
    assert "Bản in chưa xong" in early.reads("#errors")


def test_a_step_that_is_refused_says_why(sign_in) -> None:
    who = editor()
    document = printed(requested(opened(), who))
    page = sign_in(who).submit(f"/documents/{document.id}/submission", {}, "main form")
    assert page.status == 422
    assert "I.1. Công tác chỉ đạo, phối hợp" in page.reads("#errors")
    assert again(document).state == "draft"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("number", "mười hai", "Số văn bản chỉ gồm chữ số"),
        ("number", "１２", "Số văn bản chỉ gồm chữ số"),
        ("issued_on", "31/6/2024", "Ngày không đúng"),
        ("issued_on", "２８/6/2024", "Ngày không đúng"),
    ],
)
def test_wrong_particulars_are_said_beside_their_field(sign_in, field: str, typed: str, said: str) -> None:
    document, browser = requested(opened(), editor()), sign_in(editor())
    page = browser.submit(f"/documents/{document.id}/number", {field: typed}, "main form")
    assert page.status == 422
    assert said in page.reads("#errors")


def test_signer_and_recipients_are_chosen_by_a_person(sign_in) -> None:
    document, browser = requested(opened(), editor()), sign_in(editor())
    form = browser.get(f"/documents/{document.id}/particulars")
    assert [one.get_text() for one in form.all("#signer .choice span")] == [
        "Chưa xác định",
        "TRƯỞNG BAN",
        "K/T TRƯỞNG BAN – PHÓ TRƯỞNG BAN",
    ]
    assert form.fields()["signer_name"] == ""
    typed = {"signer": "1", "signer_name": "Nguyễn Văn A", "recipients": "- Sở Nội vụ,\nLưu: Văn thư."}
    assert browser.submit(f"/documents/{document.id}/particulars", typed, "main form").status == 303
    filled = again(document)
    assert (filled.signer_capacity, filled.signer_office) == ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")
    assert filled.recipients == ["Sở Nội vụ", "Lưu: Văn thư"]
    wrong = browser.submit(f"/documents/{document.id}/particulars", {"signer": "7"}, "main form")
    assert "Chọn một trong các quyền hạn, chức vụ có sẵn" in wrong.reads("#errors")


def test_the_register_is_searched_filtered_sorted_and_taken_away(sign_in) -> None:
    survey, who = opened(), editor()
    first, browser = requested(survey, who), sign_in(who)
    stepped(finished(survey, who), operations.submit, who)
    assert len(browser.get("/documents").rows()) == 2
    assert len(browser.get("/documents?status=review").rows()) == 1
    assert len(browser.get("/documents?q=nguyen%20van%20a").rows()) == 1
    assert "Không có văn bản nào khớp" in browser.get("/documents?q=khong-co").text
    by_state = [row[4] for row in browser.get("/documents?sort=-state").rows()]
    assert by_state[0].startswith("Chờ duyệt")
    sheet = load_workbook(BytesIO(browser.get("/documents/register.xlsx?status=draft").response.data)).active
    assert [cell.value for cell in sheet[1]][:2] == ["Loại văn bản", "Trích yếu"]
    assert [row[10].value for row in sheet.iter_rows(min_row=2)] == [first.figures_digest]


def test_a_commune_sees_its_own_papers_and_the_province_all(sign_in) -> None:
    survey, lead = opened(), make.account("commune_lead")
    requested(survey, editor())
    browser = sign_in(lead)
    asked = browser.submit("/documents/new/commune", {"round": survey.slug}, "form.confirm")
    assert asked.status == 303
    assert len(browser.get("/documents").rows()) == 1
    assert len(sign_in(approver()).get("/documents").rows()) == 2
    assert browser.get("/documents/new/synthesis").status == 404
    stranger = sign_in(make.account("commune_lead", make.unit("07210")))
    assert "Chưa có văn bản nào" in stranger.get("/documents").text
    assert stranger.get(asked.location).status == 404


def test_the_figures_page_says_what_would_change(sign_in) -> None:
    survey, who = opened(), editor()
    document, browser = requested(survey, who), sign_in(who)
    page = browser.get(f"/documents/{document.id}/figures")
    assert "không thay đổi" in page.text
    assert not page.all("main form")
    visit(survey, "07534", DAYS[0], who, locked=True)
    page = browser.get(f"/documents/{document.id}/figures")
    assert "số liệu thay đổi" in page.text
    assert any("40 lượt" in one.get_text() for one in page.all("ins"))
    assert browser.submit(f"/documents/{document.id}/figures", {}, "main form").status == 303


def test_where_figures_are_not_to_be_had_the_page_says_why_and_has_no_button(sign_in, at) -> None:
    survey, who = opened(), editor()
    at(clock.at(DAYS[2], 9))
    document = operations.make("daily", Request(round=survey, day=DAYS[0]), by=who)
    db.session.commit()
    at(clock.at(DAYS[0], 9))
    page = sign_in(who).get(f"/documents/{document.id}/figures")
    assert "Ngày này chưa hết" in page.text
    assert not page.all("main form")


def test_the_list_asks_the_database_the_same_number_of_questions_whatever_its_length(sign_in, db) -> None:
    survey, who, browser = opened(), editor(), sign_in(editor())
    asked = []
    for _ in range(2):
        requested(survey, who)
        with counted(db) as statements:
            browser.get("/documents")
        asked.append(len(statements))
    assert asked[0] == asked[1]


@contextmanager
def counted(database):
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)
