"""A roster from a file: all or nothing, every bad row named; a preview; merged or replaced; and out again."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.roster.imports import import_views
from portal.fieldwork.roster.imports.roster_file import COLUMNS
from portal.fieldwork.roster.models import Helper, Shift
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.web.data import clock
from portal.web.media import sheets
from tests import make
from tests.fieldwork.roster.desks import FRI, PHONE, THU, WED, desk, full, helper, officer, on, point

CCB = "Hội Cựu chiến binh"
GOOD = [
    ("Nguyễn Văn An", CCB, "0123 456 701", "12/6", "sáng", ""),
    ("Nguyễn Văn An", CCB, "0123 456 701", "13/6", "chiều", ""),
    ("Trần Thị Bình", "Hội Phụ nữ", "", "cả đợt", "cả ngày", "Trực thay khi cần"),
    ("Lê Văn Cường", "", "123456702", "", "", ""),
]


@pytest.fixture(autouse=True)
def before_the_round(db, at):
    make.survey_round()
    at(clock.at(date(2024, 6, 6), 9))


@pytest.fixture
def commune(sign_in, db):
    return sign_in(officer())


def excel(rows, header=COLUMNS) -> bytes:
    return sheets.build_single_sheet("Danh sách", header, rows)


def send(commune, content: bytes, name: str = "lich.xlsx"):
    answer = commune.post("/roster/import", {"file": (BytesIO(content), name)})
    return commune.get(answer.location) if answer.status == 303 else answer


def save(commune, page, **changes):
    assert page.status == 200, page.text
    return commune.post("/roster/import/saving", {**page.fields("form[action*=saving]"), **changes})


def counts() -> tuple[int, int]:
    helpers = select(func.count()).select_from(Helper)
    return database.session.scalar(helpers), database.session.scalar(select(func.count()).select_from(Shift))


def test_a_good_file_is_shown_first_and_saved_when_asked(commune):
    page = send(commune, excel(GOOD))
    assert page.reads("h1") == "Xem trước: 3 người"
    assert page.rows()[0][:4] == ["Nguyễn Văn An", CCB, "0123 456 701", "sáng: 12/6; chiều: 13/6"]
    assert page.rows()[1][3] == "sáng: 12/6–14/6; chiều: 12/6–14/6"
    assert page.rows()[2][2:4] == ["0123 456 702", "chưa phân công"]
    assert "Sẽ thêm 3 người, 8 lượt phân công." in page.text
    assert counts() == (0, 0)
    assert save(commune, page).location == "/roster?round=198-kh-bdvtu"
    assert counts() == (3, 8)
    assert "Đã lưu: thêm 3 người, 8 lượt phân công." in commune.get("/roster").reads(".flash")


def test_bad_rows_are_named_with_number_and_reason_and_nothing_is_kept(commune):
    rows = [("Nguyễn Văn An", CCB, "", "12/6", "sáng", "")] * 16
    rows.insert(5, ("", CCB, "", "12/6", "sáng", ""))
    rows.insert(10, ("Trần Thị Bình", CCB, "", "31/6", "sáng", ""))
    page = send(commune, excel(rows))
    assert page.status == 422
    assert "Đã đọc 18 dòng, 2 dòng lỗi: dòng 7 thiếu họ tên; dòng 12 ngày sai." in page.text
    assert "Dòng 12: ngày “31/6” sai: chỉ nhận các ngày 12/6, 13/6, 14/6." in page.reads(".mistakes")
    assert counts() == (0, 0)


@pytest.mark.parametrize(
    ("row", "short", "sentence"),
    [
        (("", "", "", "12/6", "sáng", ""), "thiếu họ tên", "thiếu họ và tên"),
        (("A", "", "0912", "12/6", "sáng", ""), "điện thoại sai", "số điện thoại “0912” không đúng"),
        (("A", "", "", "", "sáng", ""), "thiếu ngày", "thiếu ngày"),
        (("A", "", "", "12/6", "", ""), "thiếu buổi", "ghi sáng, chiều hoặc cả ngày"),
        (("A", "", "", "12/6", "tối", ""), "buổi sai", "buổi “tối” không đúng"),
        (("A" * 101, "", "", "12/6", "sáng", ""), "họ và tên quá dài", "họ và tên dài quá 100 ký tự"),
    ],
)
def test_each_kind_of_mistake_has_its_words(commune, row, short, sentence):
    page = send(commune, excel([GOOD[0], row]))
    assert f"1 dòng lỗi: dòng 3 {short}." in page.text
    assert sentence in page.reads(".mistakes")


def test_somebody_who_stands_elsewhere_is_a_bad_row(commune):
    on("07519", WED, "morning")
    page = send(commune, excel(GOOD))
    assert "1 dòng lỗi: dòng 2 trùng lịch ở nơi khác." in page.text
    assert "đã được phân công buổi sáng 12/6 tại thị trấn Chũ, huyện Lục Ngạn" in page.reads(".mistakes")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"\x00\x01\x02", "lich.xlsx", "Dòng 1 phải là"),
        (b"PK\x03\x04 no archive", "lich.xlsx", "Không đọc được tệp."),
        (
            "Tên;Hội\n".encode(),
            "lich.csv",
            "Dòng 1 phải là: Họ và tên | Hội, đoàn thể | Điện thoại | Ngày | Buổi | Ghi chú.",
        ),
        ("Họ và tên".encode("cp1258", "replace") + b"\xff\n", "lich.csv", "“CSV UTF-8”"),
        (excel([]), "lich.xlsx", "Tệp không có dòng nào"),
        (b"", "lich.xlsx", "Dòng 1 phải là"),
    ],
)
def test_a_file_that_is_not_the_template_is_refused(commune, content, name, sentence):
    page = send(commune, content, name)
    assert sentence in page.text
    assert page.one("input[type=file]")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_whatever_the_spreadsheet_made_of_it(commune, encoding, delimiter):
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in (COLUMNS, *GOOD)]
    page = send(commune, "\r\n".join(lines).encode(encoding), "lich.csv")
    assert page.reads("h1") == "Xem trước: 3 người"


def test_the_templates_are_read_back(commune):
    for path in ("/roster/template.xlsx", "/roster/template.csv"):
        content = commune.request("GET", path).get_data()
        assert "Tệp không có dòng nào dưới dòng tiêu đề." in send(commune, content).text
    book = load_workbook(BytesIO(commune.request("GET", "/roster/template.xlsx").get_data()))
    example = [[cell or "" for cell in row] for row in book.worksheets[1].iter_rows(values_only=True)]
    assert send(commune, excel(example[1:])).status == 200


def test_adding_keeps_what_is_there_and_knows_the_people(commune):
    on("07507", FRI, "afternoon")
    page = send(commune, excel(GOOD[:2]))
    assert "Thêm vào: 0 người mới, 1 người đã có, thêm 2 lượt." in page.text
    save(commune, page)
    assert counts() == (1, 3)


def test_replacing_leaves_only_what_the_file_says(commune):
    full()
    page = send(commune, excel(GOOD[:2]))
    assert "Thay lịch: 1 người mới, bỏ 2 người; thêm 2 lượt, bỏ 6 lượt." in page.text
    save(commune, page, mode="replace")
    assert counts() == (1, 2)
    assert [person.full_name for person in desk().helpers] == ["Nguyễn Văn An"]


def test_a_number_that_comes_with_the_file_is_added_to_the_person(commune):
    on("07507", THU, "morning", phone="")
    save(commune, send(commune, excel(GOOD[:1])))
    [an] = desk().helpers
    assert an.phone == PHONE
    assert {shift.person for shift in database.session.scalars(select(Shift))} == {an.person}
    assert counts() == (1, 2)


def test_what_clashes_between_preview_and_saving_is_refused(commune):
    page = send(commune, excel(GOOD))
    on("07519", WED, "morning")
    answer = save(commune, page)
    assert answer.status == 422
    assert "trùng lịch ở nơi khác" in answer.text
    assert counts() == (1, 1)


@pytest.mark.parametrize("rows", ["", "[]", "no json", "[[1]]", "[" * 2000, '{"a": 1}', '[["x", ["A"]]]'])
def test_rows_that_no_preview_wrote_lead_back_to_the_file(commune, rows):
    answer = commune.post("/roster/import/saving", {"rows": rows, "mode": "add"})
    assert (answer.status, answer.location) == (303, "/roster/import?round=198-kh-bdvtu")
    assert counts() == (0, 0)


def test_a_formula_in_a_cell_is_text_and_stays_text(commune):
    save(commune, send(commune, excel([("=1+1", "@x", "", "12/6", "sáng", "+84")])))
    exported = load_workbook(BytesIO(commune.request("GET", "/roster/table.xlsx").get_data())).worksheets[0]
    assert [cell.data_type for cell in exported[2]][:2] == ["s", "s"]
    assert exported["A2"].value == "=1+1"


def test_what_is_exported_can_be_read_in_again(commune):
    full()
    helper(name="Người Chờ", phone="0123456799")
    before = counts()
    content = commune.request("GET", "/roster/table.xlsx").get_data()
    save(commune, send(commune, content), mode="replace")
    assert counts() == before
    assert desk().gaps == []


def test_an_import_is_one_event_without_telephone_numbers(commune):
    save(commune, send(commune, excel(GOOD)))
    event = database.session.scalars(select(Event).where(Event.action == "roster.imported")).one()
    assert event.detail == {"people": 3, "new": 3, "shifts": 8, "replaced": False}
    assert point().id == int(event.subject_id)


def test_a_person_has_a_row_for_the_mornings_and_one_for_the_afternoons():
    an, binh = (SimpleNamespace(full_name=name, association=CCB, phone="", note="x") for name in ("An", "Bình"))
    turns = {"An": [HalfDay(WED, "morning"), HalfDay(WED, "afternoon"), HalfDay(THU, "afternoon")], "Bình": []}
    desk_ = SimpleNamespace(helpers=[an, binh], turns=lambda one: turns[one.full_name])
    assert [(row[0], row[3], row[4]) for row in import_views.table_rows(desk_)] == [
        ("An", "12/6", "sáng"),
        ("An", "12/6, 13/6", "chiều"),
        ("Bình", "", ""),
    ]
