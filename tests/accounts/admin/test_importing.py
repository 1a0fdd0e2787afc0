"""Accounts from an Excel file: all or nothing, every bad row named; slips once, for a day."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from portal.accounts import operations, persons
from portal.accounts.admin import importing, slips
from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.web.data import clock
from portal.web.data.files import StoredFile
from portal.web.jobs.jobs import Job
from portal.web.media import filled_sheets, sheets
from tests import make

GOOD = [
    ("Nguyễn Thị Liên", "CB-01", "Cán bộ nhập liệu cấp xã", "07507", ""),
    ("Trần Văn Ngạn", "", "commune_lead", "07507", "totruong.thanhhai"),
    ("Đỗ Thị Ý", "", "Cán bộ theo dõi cấp huyện", "219", ""),
]


def excel(rows, header=importing.COLUMNS) -> bytes:
    return sheets.build_single_sheet("Tài khoản", header, rows)


@pytest.fixture
def admin(sign_in, db):
    return sign_in(make.account(Role.ACCOUNT_ADMIN, username="quantri"))


def send(browser, content: bytes):
    """Send a file; one without mistakes is shown, then opened."""
    answer = browser.post("/accounts/import", {"file": (BytesIO(content), "taikhoan.xlsx")})
    page = browser.get(answer.location) if answer.status == 303 else answer
    return browser.post(answer.location, {}) if page.status == 200 and "Xem trước" in page.reads("h1") else page


def number_of_accounts() -> int:
    return database.session.scalar(select(func.count()).select_from(Account))


def test_a_good_file_opens_every_account_and_prints_a_slip_each(admin):
    page = send(admin, excel(GOOD))
    assert page.status == 303
    job = database.session.scalar(select(Job).where(Job.kind == slips.KIND))
    assert job.state == "done", job.error
    assert number_of_accounts() == 4
    pdf = admin.request("GET", f"/accounts/import/{job.id}/slips.pdf")
    text = [page.extract_text() for page in PdfReader(BytesIO(pdf.get_data())).pages]
    assert len(text) == 3
    assert "Nguyễn Thị Liên" in text[0]
    assert "xã Thanh Hải, huyện Lục Ngạn" in text[0]
    assert "cb.07507" in text[0]


def test_the_page_lists_the_imports_of_its_reader_alone(admin, sign_in):
    send(admin, excel(GOOD[:1]))
    assert "Các lần nhập gần đây" in admin.get("/accounts/import").text
    other = sign_in(make.account(Role.ACCOUNT_ADMIN, username="quantri.hai"))
    assert "Các lần nhập gần đây" not in other.get("/accounts/import").text


def test_the_printed_code_opens_the_account(admin, client):
    send(admin, excel(GOOD[:1]))
    stored = database.session.scalar(select(StoredFile))
    text = PdfReader(BytesIO(stored.content)).pages[0].extract_text()
    code = "".join(text.split("Mã dùng một lần")[1].split()[:3])
    page = client.submit("/login", {"username": "cb.07507", "password": code})
    assert page.status == 303


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("", "", "commune_officer", "07507", ""), "Dòng 3: thiếu họ và tên"),
        (
            ("A", "", "chủ tịch", "07507", "x.07507"),
            "Dòng 3: vai trò “chủ tịch” không đúng, ghi một trong: Cán bộ nhập liệu cấp cơ sở;",
        ),
        (("A", "", "commune_officer", "99999", ""), "Dòng 3: đơn vị “99999” không có trong danh mục, ghi mã hoặc tên"),
        (
            ("A", "", "commune_officer", "Thanh Hai Xa", ""),
            "Dòng 3: đơn vị “Thanh Hai Xa” không có trong danh mục, gần nhất là 07507 · xã Thanh Hải, huyện Lục Ngạn",
        ),
        (("A", "", "commune_officer", "219", ""), "Dòng 3: vai trò không thuộc cấp của huyện Lục Ngạn"),
        (("A", "", "commune_officer", "07507", "quantri"), "Dòng 3: tên đăng nhập “quantri” đã có"),
        (("A", "", "commune_officer", "07507", "cb.07534"), "Dòng 3: tên đăng nhập “cb.07534” đã có"),
        (("A", "", "commune_officer", "07507", "Có Dấu"), "Dòng 3: tên đăng nhập “có dấu” không hợp lệ"),
    ],
)
def test_one_bad_row_keeps_every_account_out_and_is_named(admin, row, sentence):
    page = send(admin, excel([("Lê Văn Tám", "", "commune_officer", "07534", ""), row]))
    assert page.status == 422
    assert sentence in page.reads(".mistakes")
    assert number_of_accounts() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"day khong phai excel", "Không đọc được tệp."),
        (excel([], header=("Tên", "Số", "Vai", "Mã", "Đăng")), "Dòng 1 phải là"),
        (excel([]), "Tệp không có dòng nào"),
    ],
)
def test_a_file_that_is_not_the_template_is_refused(admin, content, sentence):
    page = send(admin, content)
    assert page.status == 422
    assert sentence in page.text


def test_the_template_reads_back_and_offers_roles_and_units(admin):
    content = admin.request("GET", "/accounts/import/template.xlsx").get_data()
    contents = filled_sheets.read(content, importing.SHAPE)
    ((number, row),) = importing.rows_of(contents)
    assert (number, row[3]) == (2, "07507 · xã Thanh Hải, huyện Lục Ngạn")
    with ZipFile(BytesIO(content)) as file:
        sheet, words = file.read("xl/worksheets/sheet1.xml").decode(), file.read("xl/sharedStrings.xml").decode()
    assert "'Danh sách'!$A$2:$A$5" in sheet
    assert "'Danh sách'!$B$2:$B$7" in sheet
    assert "Cán bộ theo dõi cấp trên trực tiếp" in words
    assert "Lãnh đạo duyệt" not in words


@pytest.mark.parametrize(
    ("role", "typed", "code"),
    [
        ("commune_officer", "07507 · xã Thanh Hải, huyện Lục Ngạn", "07507"),
        ("commune_officer", "Thanh Hải", "07507"),
        ("commune_officer", "xa thanh hai", "07507"),
        ("commune_officer", "Xã Thanh Hải, Lục Ngạn", "07507"),
        ("commune_officer", "thanh hai luc ngan", "07507"),
        ("district_monitor", "huyện Lục Ngạn", "219"),
        ("district_monitor", "luc ngan", "219"),
    ],
)
def test_a_unit_is_found_by_its_name(db, role, typed, code):
    units = importing.units_in(make.units_small())
    entry = importing.entry_of(("A", "", role, typed, ""), units)
    assert (entry.unit_code, entry.username) == (code, f"{importing.PREFIXES[Role(role)]}.{code}")


def test_of_two_units_of_one_name_the_code_is_asked_for(db):
    text = make.SMALL.replace("07210,Thọ Xương,phường", "07210,Thanh Hải,xã")
    make.load_units(2024, text.encode())
    units = importing.units_in(make.unit("24"))
    assert len(importing.units_meant("Thanh Hải", units)) == 2
    said = importing.unknown_unit("Thanh Hải", units)
    assert "có 2 đơn vị, ghi mã: 07210 · xã Thanh Hải, thành phố Bắc Giang; 07507" in said


@pytest.mark.parametrize("typed", ["CB-01", " cb-01 ", "CB- 01"])
def test_two_accounts_of_one_identifier_are_one_person(admin, typed):
    send(admin, excel([GOOD[0], ("Nguyễn Thị Liên", typed, "commune_lead", "07534", "")]))
    people = database.session.scalars(select(Account.person_id).where(Account.username.in_(["cb.07507", "tt.07534"])))
    assert len(set(people.all())) == 1


def test_slips_are_gone_after_a_day(admin, at):
    send(admin, excel(GOOD))
    job_id = database.session.scalar(select(Job.id).where(Job.kind == slips.KIND))
    at(clock.now() + timedelta(hours=25))
    slips.forget_old_slips()
    assert database.session.scalar(select(func.count()).select_from(StoredFile)) == 0
    administrator = database.session.scalar(select(Account).where(Account.username == "quantri"))
    admin.enter(administrator)
    assert "quá 24 giờ" in admin.get(f"/accounts/import/{job_id}").text


def test_another_administrator_s_import_is_not_there(admin, sign_in):
    send(admin, excel(GOOD))
    job_id = database.session.scalar(select(Job.id).where(Job.kind == slips.KIND))
    other = sign_in(make.account(Role.ACCOUNT_ADMIN, username="quantri2"))
    assert other.get(f"/accounts/import/{job_id}").status == 404
    assert other.get(f"/accounts/import/{job_id}/slips.pdf").status == 404


def test_a_retry_after_a_clash_says_so_and_opens_nothing(admin):
    args = {"entries": importing.as_json([importing.Entry("A", "", "commune_officer", "07507", "cb.07507")])}
    operations.create(
        "cb.07507", person=persons.person_of("B"), role="commune_officer", unit=make.unit("07507"), by=None
    )
    database.session.commit()
    before = number_of_accounts()
    asked_by = database.session.scalar(select(Account.id).where(Account.username == "quantri"))
    job = Job(
        id="9" * 32,
        kind=slips.KIND,
        args={**args, "year": 2024},
        status="pending",
        asked_by=asked_by,
        asked_at=clock.now(),
    )
    database.session.add(job)
    database.session.commit()
    from portal.web.jobs import jobs  # noqa: PLC0415

    jobs.run(job.id)
    database.session.expire_all()
    assert (job.state, job.error) == ("failed", "Tên đăng nhập “cb.07507” đã có.")
    assert number_of_accounts() == before
