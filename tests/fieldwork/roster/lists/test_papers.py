"""The lists on paper and in files: what they say, to whom, and what they leave out."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from portal.documents import lists
from portal.documents.lifecycle.requests import Request
from portal.extensions import db as database
from portal.fieldwork.roster import operations
from portal.fieldwork.roster.handover import handover
from portal.fieldwork.roster.lists import duty_list, papers
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.papers.pdf import ignore_progress
from portal.web.data import clock
from portal.web.jobs.jobs import Job
from tests import make
from tests.fieldwork.roster.desks import DEADLINE, FRI, THU, WED, desk, full, officer, on, point

PAPERS = "/rosters/198-kh-bdvtu/papers"
DAYS = [WED, THU, FRI]


@pytest.fixture(autouse=True)
def before_the_round(db, at):
    make.survey_round()
    at(clock.at(DEADLINE, 9))


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def made(browser_page, code: str, what: str) -> bytes:
    assert browser_page.post(f"{PAPERS}/{code}/{what}").status == 303
    assert "Đã xong." in browser_page.get(f"{PAPERS}/{code}/{what}").text
    answer = browser_page.request("GET", f"{PAPERS}/{code}/{what}/file")
    assert answer.status_code == 200
    return answer.get_data()


@pytest.fixture
def commune(sign_in, db):
    return sign_in(officer())


def test_the_list_to_put_up_has_names_and_half_days_and_no_telephone(commune):
    here = point()
    here.desk_hours = "7 giờ 30 đến 11 giờ 30"
    on("07507", note="Chi hội 1", extra=True)
    said = text_of(made(commune, "07507", "public"))
    assert "DANH SÁCH, LỊCH PHÂN CÔNG cán bộ, hội viên hỗ trợ, hướng dẫn người dân" in said
    assert "tại bộ phận tiếp nhận và trả kết quả UBND xã Thanh Hải, huyện Lục Ngạn" in said
    assert "(Thực hiện Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy)" in said
    assert "Giờ làm việc: 7 giờ 30 đến 11 giờ 30." in said
    assert "1 Nguyễn Văn An (bổ sung) Hội Cựu chiến binh x" in said
    assert "chỉ hướng dẫn kỹ thuật, để người dân trực tiếp trả lời" in said
    assert "0123" not in said
    assert "Chi hội 1" not in said


NOTE, PHONE = "chỉ gọi sau 17 giờ", "0123456701"


def telling(said: str) -> bool:
    """Whether a private note or a telephone is in it, however the number is spaced."""
    return NOTE in said or PHONE[1:] in said.replace(" ", "").replace(".", "")


def test_no_public_row_holds_a_note_or_a_telephone():
    """The guard in the data: a template that asks for them finds nothing."""
    on("07507", note=NOTE, extra=True)
    survey = point().round
    for code in ("07507", "219", "24"):
        assert telling(repr(duty_list.read_book(survey, make.unit(code), internal=True)))
        assert not telling(repr(duty_list.read_book(survey, make.unit(code), internal=False)))
    assert not telling(repr(duty_list.day_tables(desk())))


def test_no_public_page_print_or_list_tells_a_note_or_a_telephone(commune, sign_in, client):
    on("07507", note=NOTE, extra=True)
    operations.hand_in(point(), by=officer())
    survey = point().round
    database.session.commit()
    page = client.get(f"/rounds/{survey.slug}/duty/07507")
    assert "Nguyễn Văn An" in page.text
    assert not telling(page.response.get_data(as_text=True))
    assert not telling(client.get(f"/rounds/{survey.slug}/duty").response.get_data(as_text=True))
    assert not telling(text_of(made(commune, "07507", "public")))
    assert not telling(text_of(made(sign_in(make.account("province_editor")), "24", "public")))
    assert not telling(repr(lists.roster(Request(round=survey))))


def test_public_page_and_paper_tell_the_same_hours(commune, client):
    here = point()
    here.desk_hours = "7 giờ 30 đến 11 giờ 30, 13 giờ 30 đến 17 giờ"
    on("07507")
    operations.hand_in(here, by=officer())
    assert f"Giờ làm việc: {here.desk_hours}" in client.get("/rounds/198-kh-bdvtu/duty/07507").text
    assert f"Giờ làm việc: {here.desk_hours}" in text_of(made(commune, "07507", "public"))


def test_the_internal_list_has_the_telephone_and_says_what_it_is(commune):
    on("07507", note="Chi hội 1")
    said = text_of(made(commune, "07507", "internal"))
    assert "0123 456 701 Chi hội 1" in said
    assert "bản nội bộ, không niêm yết" in said


def test_a_list_made_before_a_change_says_that_it_is_old(commune, at):
    on("07507")
    made(commune, "07507", "public")
    at(clock.at(DEADLINE, 9, 20))
    on("07507", half="afternoon", name="Vũ Văn Ba", phone="0123456709")
    assert "đã cũ" in commune.get(f"{PAPERS}/07507").text
    assert "Lịch đã thay đổi sau đó." in commune.get(f"{PAPERS}/07507/public").text


def test_all_desks_are_bound_into_one_paper(sign_in):
    full("07507")
    operations.hand_in(point("07507"), by=officer())
    on("07519", name="Chưa Gửi", phone="0123456700")
    handover.add_supervisor(
        point().round,
        full_name="Trần Văn Kiểm",
        post="Phó Chủ tịch Hội",
        office="Hội Cựu chiến binh tỉnh",
        area="Huyện Lục Ngạn",
        days=DAYS,
        by=make.account("veterans_office"),
    )
    office = sign_in(make.account("veterans_office"))
    content = made(office, "24", "internal")
    said = text_of(content)
    for heading in ("PHỤ LỤC 1 TỔNG HỢP", "PHỤ LỤC 2 DANH SÁCH", "PHỤ LỤC 3 DANH SÁCH", "PHỤ LỤC 4 DANH SÁCH"):
        assert heading in said
    assert said.count("của Hội Cựu chiến binh tỉnh; bản nội bộ)") == 4
    assert "Huyện Lục Ngạn 3 1 2 6" in said
    assert "Vũ Văn Ba" in said
    assert "Chưa Gửi" not in said
    assert said.count("chưa gửi danh sách, lịch phân công") == 3
    assert "Trần Văn Kiểm Phó Chủ tịch Hội Hội Cựu chiến binh tỉnh Huyện Lục Ngạn 12/6–14/6" in said
    public = text_of(made(office, "24", "public"))
    assert "0123" not in public
    assert public.count("của Hội Cựu chiến binh tỉnh)") == 4
    job = database.session.scalars(select(Job).order_by(Job.asked_at)).first()
    assert job.done == job.total == 5


def test_a_district_has_its_own_list_alone(sign_in):
    full("07507")
    operations.hand_in(point("07507"), by=officer())
    said = text_of(made(sign_in(make.account("district_monitor")), "219", "internal"))
    assert "PHỤ LỤC" not in said
    assert "Thọ Xương" not in said
    assert "(Thực hiện Kế hoạch số 198-KH/BDVTU" in said


def test_all_desks_are_one_excel_file(sign_in):
    full("07507")
    operations.hand_in(point("07507"), by=officer())
    book = load_workbook(BytesIO(made(sign_in(make.account("veterans_office")), "24", "table")))
    assert book.sheetnames == ["Tổng hợp", "Lịch phân công"]
    rows = [list(row) for row in book["Lịch phân công"].iter_rows(values_only=True)]
    assert rows[0][4:8] == ["Họ và tên", "Hội, đoàn thể", "Sáng 12/6", "Chiều 12/6"]
    mine = next(row for row in rows if row[4] == "Vũ Văn Ba")
    assert mine[1:4] == ["07507", "xã Thanh Hải", "huyện Lục Ngạn"]
    assert mine[6:12] == ["x", None, "x", None, "x", None]
    assert sum(row[4] == "chưa gửi danh sách, lịch phân công" for row in rows) == 3
    total = list(book["Tổng hợp"].iter_rows(values_only=True))[-1]
    assert total == ("Tổng cộng", 4, 1, 2, 6)


def test_the_same_list_gives_the_same_bytes():
    full("07507")
    survey, unit = point().round, make.unit("07507")
    book = duty_list.read_book(survey, unit, internal=True)
    first, second = (papers.roster_pdf(book, ignore_progress, internal=True) for _time in range(2))
    assert first == second


def test_files_of_other_places_and_kinds_are_not_there(sign_in):
    commune = sign_in(officer("07519"))
    for path in ("07507/public", "219/internal", "24/table", "07519/table", "07519/nonsense", "99999/public"):
        assert commune.get(f"{PAPERS}/{path}").status == 404
        assert commune.get(f"{PAPERS}/{path}/file").status == 404
    assert commune.get(f"{PAPERS}/07519/public/file").status == 404


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        ([(12, "morning")], "sáng: 12/6"),
        ([(12, "morning"), (13, "morning"), (14, "morning")], "sáng: 12/6–14/6"),
        ([(12, "morning"), (14, "morning"), (13, "afternoon")], "sáng: 12/6, 14/6; chiều: 13/6"),
        ([], ""),
    ],
)
def test_half_days_are_told_shortly(app, turns, words):
    with app.test_request_context():
        taken = [HalfDay(date(2024, 6, day), half) for day, half in turns]
        assert duty_list.turns_in_words(taken, DAYS) == words


def test_days_over_a_weekend_follow_each_other():
    days = [date(2024, 6, 13), date(2024, 6, 14), date(2024, 6, 17), date(2024, 6, 18)]
    assert duty_list.days_in_words(days, days) == "13/6–18/6"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("roster", "--unit", "07507"), "UBND xã Thanh Hải"),
        (("roster",), "PHỤ LỤC 1 TỔNG HỢP DANH SÁCH, LỊCH PHÂN CÔNG"),
        (("supervisors",), "DANH SÁCH lãnh đạo, cán bộ"),
    ],
)
def test_the_shell_prints_them_too(app, tmp_path, arguments, said):
    full("07507")
    operations.hand_in(point("07507"), by=officer())
    database.session.commit()
    kind, *options = arguments
    out = tmp_path / "giay.pdf"
    result = app.test_cli_runner().invoke(
        args=["documents", "render", kind, "198-kh-bdvtu", *options, "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    assert said in text_of(out.read_bytes())


def test_the_shell_knows_no_list_of_a_unit_that_is_not_there(app, tmp_path):
    database.session.commit()
    arguments = ["documents", "render", "roster", "198-kh-bdvtu", "--unit", "99999", "--out", str(tmp_path / "x.pdf")]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code != 0
    assert "Không có đơn vị «99999»." in result.output


@pytest.mark.parametrize(
    ("code", "what", "ending"),
    [
        ("07507", papers.INTERNAL, "-noi-bo.pdf"),
        ("07507", papers.PUBLIC, "-niem-yet.pdf"),
        ("219", papers.PUBLIC, "-cong-khai.pdf"),
        ("219", papers.TABLE, "luc-ngan.xlsx"),
    ],
)
def test_a_file_s_name_says_who_may_see_it(monkeypatch, code, what, ending):
    monkeypatch.setattr(papers, "roster_pdf", lambda *_given, **_more: b"")
    database.session.commit()
    made_of = Job(args={"round": "198-kh-bdvtu", "unit": code, "what": what})
    assert papers.make(made_of, ignore_progress).name.endswith(ending)
