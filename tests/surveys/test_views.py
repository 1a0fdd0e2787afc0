"""The pages of rounds, points, papers and deeds."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import event, func, select

from portal.accounts.permissions import Role
from portal.surveys import operations, queries
from portal.surveys.models import ApprovalRequest, ChairTenure
from portal.surveys.points import codes
from portal.web.data import clock
from portal.web.jobs.jobs import Job
from tests import make

HOME = "/manage/rounds"
PLAN = f"{HOME}/198-kh-bdvtu"
BEFORE = clock.at(date(2024, 6, 10), 9)
DURING = clock.at(date(2024, 6, 13), 9)


under_way = pytest.mark.parametrize("now", [DURING], ids=["under way"])


@pytest.fixture
def now():
    return BEFORE


@pytest.fixture
def survey(db, at, now):
    at(now)
    return make.survey_round()


@pytest.fixture
def editor(survey, sign_in):
    return sign_in(make.account(Role.PROVINCE_EDITOR, full_name="Trần Thị Bình"))


@pytest.fixture
def approver(survey, sign_in):
    return sign_in(make.account(Role.PROVINCE_APPROVER, full_name="Nguyễn Thị Hà"))


@pytest.fixture
def another(survey, sign_in):
    return sign_in(make.account(Role.PROVINCE_APPROVER, full_name="Lê Văn Cường"))


@pytest.fixture
def monitor(survey, sign_in):
    """A district's monitor: Lục Ngạn."""
    return sign_in(make.account(Role.DISTRICT_MONITOR))


@pytest.fixture
def officer(survey, sign_in):
    """A commune's officer: xã Thanh Hải."""
    return sign_in(make.account(Role.COMMUNE_OFFICER))


# --- the round ---


def test_the_list_says_how_each_round_stands(editor):
    row = editor.get(HOME).rows()[0]
    assert row[1:] == ["từ ngày 12/6/2024 đến hết ngày 14/6/2024", "4", "Đã duyệt"]


def test_without_a_round_the_list_says_where_rounds_come_from(db, sign_in):
    page = sign_in(make.account(Role.PROVINCE_EDITOR)).get(HOME)
    assert "Chưa có đợt khảo sát nào" in page.text


def test_a_round_says_what_it_is_and_what_comes_next(editor):
    page = editor.get(PLAN)
    assert page.reads("h1") == "Khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường, thị trấn"
    for words in (
        "Kế hoạch số 198-KH/BDVTU ngày 05 tháng 6 năm 2024",
        "Phiếu tự mở lúc 00:00, 12/6/2024",
        "Kết luận số 54-KL/TU ngày 03/3/2021",
        "PKS02_2024",
        "(3 ngày)",
    ):
        assert words in page.text


def test_the_questionnaire_is_shown_in_the_words_of_a_commune(editor, survey):
    operations.set_chair(make.point("07507"), status="vacant", holder="Trần Thị B", from_day=date(2024, 6, 1))
    page = editor.get(f"{PLAN}/questionnaire?unit=07507")
    assert len(page.all(".question")) == len(survey.questionnaire.form.asked("long")) + 1
    assert "Phó Chủ tịch phụ trách UBND xã Thanh Hải" in page.text
    assert "hiện khuyết" in page.text
    assert "Bản câu hỏi dự thảo" in page.text
    assert editor.get(f"{PLAN}/questionnaire?lang=en").one(".sheet")["lang"] == "en"


def test_the_english_form_calls_the_desk_by_its_english_name(editor, survey, db):
    desk = {"full": "Trung tâm Phục vụ hành chính công", "short": "Trung tâm", "english": "Public Service Centre"}
    survey.plan = {**survey.plan, "desk": desk}
    db.session.commit()
    shown = editor.get(f"{PLAN}/questionnaire?lang=en").reads(".sheet")
    assert "Public Service Centre" in shown
    assert "Trung tâm" not in shown


def test_the_policy_shows_what_each_preset_asks_for(editor):
    page = editor.get(f"{PLAN}/policy")
    assert "Mức tham gia: ít nhất 50% số lượt người dân đến (ngày có từ 40 lượt: ít nhất 20 phiếu)" in page.text
    assert page.all("thead th")[6].get_text(strip=True) == "H (đang dùng)"
    assert page.rows()[5] == ["40", "20–60", "20–40", "30–50", "20–30", "20–40", "20–40"]
    assert page.rows()[8] == ["200", "100–300", "100–200", "190–210", "90–110", "100–200", "20–200"]
    assert "không cao hơn hoặc thấp hơn 50% (10 phiếu)" in page.text


def test_the_calendar_is_in_order_and_says_what_is_over(editor):
    lines = editor.get(f"{PLAN}/calendar").rows("#due")
    assert lines[0][0] == "Thứ Sáu, 07/6/2024"
    assert lines[0][3] == "đã qua"
    assert ["Thứ Hai, 17/6/2024", "10:00", "Chốt số liệu ngày 14/6", "7 ngày nữa"] in lines


# --- points ---


def test_the_points_are_listed_by_district_and_name(editor):
    assert [row[0] for row in editor.get(f"{PLAN}/points").rows()] == [
        "Phường Thọ Xương",
        "Thị trấn Chũ",
        "Xã Phúc Sơn",
        "Xã Thanh Hải",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=thanh hai", ["Xã Thanh Hải"]),
        ("q=XÃ", ["Xã Phúc Sơn", "Xã Thanh Hải"]),
        ("q=không có", []),
        ("district=213", ["Phường Thọ Xương"]),
        ("district=999", []),
        ("status=vacant", ["Thị trấn Chũ"]),
        ("sort=-name", ["Phường Thọ Xương", "Xã Thanh Hải", "Xã Phúc Sơn", "Thị trấn Chũ"]),
        ("sort=%27%3B--", ["Phường Thọ Xương", "Thị trấn Chũ", "Xã Phúc Sơn", "Xã Thanh Hải"]),
    ],
)
def test_the_list_is_searched_filtered_sorted_and_taken_away_alike(editor, query, found):
    operations.set_chair(make.point("07519"), status="vacant", from_day=date(2024, 6, 1))
    page = editor.get(f"{PLAN}/points?{query}")
    assert [row[0] for row in (page.rows() if page.all("table") else [])] == found
    sheet = load_workbook(BytesIO(editor.get(f"{PLAN}/points.xlsx?{query}").response.data)).active
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells == (page.rows() if page.all("table") else [])


def test_a_code_typed_with_spaces_finds_its_point(editor):
    code = make.point("07507").code
    page = editor.get(f"{PLAN}/points?q={code[:4].lower()} {code[4:]}")
    assert [row[0] for row in page.rows()] == ["Xã Thanh Hải"]


def test_a_point_shows_its_code_its_desk_and_its_chairs(editor):
    point = make.point("07507")
    operations.set_chair(point, status="incumbent", holder="Nguyễn Văn A", from_day=date(2022, 1, 1))
    operations.set_chair(point, status="acting", holder="Trần Thị B", from_day=date(2024, 6, 1))
    page = editor.get(f"{PLAN}/points/07507")
    assert page.reads("h1") == "Xã Thanh Hải, huyện Lục Ngạn"
    assert codes.pretty(point.code) in page.text
    assert page.rows() == [
        ["Quyền Chủ tịch (ngày 12/6/2024)", "Trần Thị B", "01/6/2024", "nay"],
        ["Đương chức", "Nguyễn Văn A", "01/01/2022", "31/5/2024"],
    ]


def test_the_editor_names_the_desk(editor, db):
    page = editor.submit(f"{PLAN}/points/07507/desk", {"desk_name": " Một cửa ", "desk_hours": "7:30 đến 17:00"})
    assert (page.status, page.location) == (303, f"{PLAN}/points/07507")
    assert make.point("07507").desk_name == "Một cửa"
    assert "7:30 đến 17:00" in editor.get(f"{PLAN}/points/07507").text


def test_a_desk_changed_meanwhile_is_shown_and_not_lost(editor, db):
    stale = editor.get(f"{PLAN}/points/07507/desk").fields()
    colleague = make.account(Role.PROVINCE_EDITOR, full_name="Lê Văn C")
    desk = {"desk_name": "Bàn một", "desk_address": "", "desk_hours": ""}
    operations.set_desk(make.point("07507"), **desk, by=colleague)
    page = editor.post(f"{PLAN}/points/07507/desk", {**stale, "desk_name": "Bàn hai"})
    assert page.status == 409
    assert "vừa được đồng chí Lê Văn C sửa lúc 09:00" in page.text
    assert "Bàn một" in page.text
    assert page.one("#desk_name")["value"] == "Bàn hai"
    assert editor.post(f"{PLAN}/points/07507/desk", page.fields()).status == 303
    assert make.point("07507").desk_name == "Bàn hai"


def test_the_editor_seats_a_chair(editor, db):
    values = {"standing": "vacant", "holder": "Trần Thị B", "from_day": "2024-06-01"}
    assert editor.submit(f"{PLAN}/points/07507/chair", values).status == 303
    tenure = db.session.scalars(select(ChairTenure)).one()
    assert (tenure.status, tenure.holder, tenure.from_day) == ("vacant", "Trần Thị B", date(2024, 6, 1))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Chọn tình trạng chức danh Chủ tịch UBND."),
        ({"standing": "king", "from_day": "2024-06-01"}, "Chọn tình trạng chức danh Chủ tịch UBND."),
        ({"standing": "acting"}, "Nhập ngày bắt đầu."),
        ({"standing": "acting", "from_day": "31/2/2024"}, "Ngày không đúng."),
        ({"standing": "acting", "from_day": "2024-06-01", "until_day": "2024-05-01"}, "Ngày kết thúc phải từ"),
        ({"standing": "acting", "from_day": "2024-06-01", "holder": "x" * 101}, "tối đa 100 ký tự"),
    ],
)
def test_a_chair_wrongly_filled_in_says_what_to_mend_and_changes_nothing(editor, db, values, said):
    page = editor.submit(f"{PLAN}/points/07507/chair", values)
    assert (page.status, said in page.text) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(ChairTenure)) == 0


# --- papers ---


@pytest.mark.parametrize(("what", "head"), [("book", b"%PDF"), ("annex", b"%PDF"), ("images", b"PK")])
def test_a_paper_is_made_by_the_queue_and_fetched(editor, what, head, db):
    assert editor.post(f"{PLAN}/printing/{what}").location == f"{PLAN}/printing/{what}"
    page = editor.get(f"{PLAN}/printing/{what}")
    assert "Đã xong." in page.text
    answer = editor.get(f"{PLAN}/printing/{what}/file").response
    assert answer.data.startswith(head)
    job = db.session.scalars(select(Job).where(Job.kind == "printing")).one()
    assert (job.state, job.done, job.total) == ("done", 4, 4)


def test_before_it_is_made_there_is_a_button_and_no_file(editor):
    assert editor.get(f"{PLAN}/printing/book").reads("main form button") == "Làm"
    assert editor.get(f"{PLAN}/printing/book/file").status == 404
    assert editor.get(f"{PLAN}/printing/letters").status == 404


def test_progress_is_a_part_that_asks_again_until_it_is_over(editor, survey, db):
    job = Job(id="a" * 32, kind="printing", status="running", done=100, total=209, asked_at=BEFORE, heartbeat_at=BEFORE)
    job.args = {"round": "198-kh-bdvtu", "what": "book", "unit": ""}
    db.session.add(job)
    page = editor.get(f"{PLAN}/printing/book")
    assert "Đang làm: 100/209" in page.text
    assert page.one("noscript meta")["http-equiv"] == "refresh"
    part = editor.get(f"{PLAN}/printing/book", headers={"HX-Request": "true"}).response.get_data(as_text=True)
    assert part.strip().startswith("<section")
    assert 'value="100"' in part


def test_a_worker_that_fell_silent_is_told_and_the_work_done_again(editor, survey, db, at):
    job = Job(id="a" * 32, kind="printing", status="running", done=100, total=209, asked_at=BEFORE, heartbeat_at=BEFORE)
    job.args = {"round": "198-kh-bdvtu", "what": "annex", "unit": ""}
    db.session.add(job)
    at(clock.at(date(2024, 6, 10), 9, 1))
    page = editor.get(f"{PLAN}/printing/annex")
    assert "Chưa làm xong: có lỗi." in page.text
    editor.post(page.one("main form")["action"])
    assert "Đã xong." in editor.get(f"{PLAN}/printing/annex").text


def test_work_under_way_is_not_begun_twice(editor, survey, db):
    job = Job(id="a" * 32, kind="printing", status="running", done=0, total=209, asked_at=BEFORE, heartbeat_at=BEFORE)
    job.args = {"round": "198-kh-bdvtu", "what": "book", "unit": ""}
    db.session.add(job)
    editor.post(f"{PLAN}/printing/book")
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1


@pytest.mark.parametrize("who", ["officer", "monitor", "editor"])
def test_a_communes_own_poster_is_for_commune_district_and_province(request, who):
    browser = request.getfixturevalue(who)
    asked = browser.post(f"{PLAN}/points/07507/poster")
    assert (asked.status, asked.location) == (303, f"{PLAN}/points/07507/poster")
    answer = browser.get(f"{PLAN}/points/07507/poster.pdf").response
    pages = PdfReader(BytesIO(answer.data)).pages
    assert len(pages) == 1
    assert "Xã Thanh Hải" in pages[0].extract_text()
    assert "to-niem-yet-07507-xa-thanh-hai.pdf" in answer.headers["Content-Disposition"]


# --- deeds ---


@under_way
def test_a_deed_goes_from_asking_to_done_on_the_page(approver, another, survey, db):
    values = {"until": "2024-06-16", "reason": "Mưa lũ"}
    asked = approver.submit(f"{PLAN}/deeds/new/extend", values)
    assert asked.status == 303
    assert "Gia hạn thời gian khảo sát" in another.get(PLAN).text
    decided = another.submit(asked.location, {"decision": "yes"}, form="main form.confirm")
    assert decided.status == 303
    page = another.get(decided.location)
    assert "đã thực hiện" in page.text
    assert "Mưa lũ" in page.text
    assert queries.by_slug("198-kh-bdvtu").last_day == date(2024, 6, 16)


@under_way
def test_who_asked_sees_no_form_to_decide_and_may_take_it_back(approver, survey):
    asked = approver.submit(f"{PLAN}/deeds/new/close", {"reason": "Mưa lũ"})
    page = approver.get(asked.location)
    assert not page.all("[name=decision]")
    assert approver.post(f"{asked.location}/withdrawal").status == 303
    assert queries.waiting_approvals(queries.by_slug("198-kh-bdvtu")) == []


@under_way
def test_who_asked_sees_no_form_to_decide_under_another_account_either(approver, survey, sign_in):
    asked = approver.submit(f"{PLAN}/deeds/new/close", {"reason": "Mưa lũ"})
    again = sign_in(make.account(Role.PROVINCE_APPROVER, full_name="Nguyễn Thị Hà"))
    page = again.get(asked.location)
    assert not page.all("[name=decision]")
    assert "Đang chờ một lãnh đạo duyệt khác." in page.text
    assert not page.all("form[action$='/withdrawal']")


@under_way
def test_the_rule_of_two_persons_holds_against_a_forged_post(approver, survey, db, sign_in):
    asked = approver.submit(f"{PLAN}/deeds/new/close", {"reason": "Mưa lũ"})
    page = approver.post(f"{asked.location}/decision", {"decision": "yes"})
    assert (page.status, "Người đề nghị không tự duyệt" in page.text) == (403, True)
    person = db.session.get(ApprovalRequest, int(asked.location.rsplit("/", 1)[1])).asker.person
    twin = sign_in(make.account(Role.PROVINCE_APPROVER, person=person))
    page = twin.post(f"{asked.location}/decision", {"decision": "yes"})
    assert (page.status, "Hai tài khoản cùng của đồng chí Nguyễn Thị Hà" in page.text) == (403, True)
    assert queries.by_slug("198-kh-bdvtu").state == "open"


@under_way
def test_an_editor_does_not_decide(editor, approver, survey):
    asked = approver.submit(f"{PLAN}/deeds/new/close", {"reason": "Mưa lũ"})
    assert editor.post(f"{asked.location}/decision", {"decision": "yes"}).status == 403
    assert editor.get(f"{PLAN}/deeds/new/close").status == 403
    assert queries.by_slug("198-kh-bdvtu").state == "open"


def test_approval_is_asked_for_after_reading_the_questions(editor, survey):
    survey.approved_at = None
    page = editor.submit(f"{PLAN}/deeds/new/approve", {})
    assert (page.status, "Đọc nội dung phiếu rồi đánh dấu xác nhận." in page.text) == (422, True)
    assert editor.submit(f"{PLAN}/deeds/new/approve", {"confirmed": "y"}).status == 303


@under_way
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"until": "2024-06-16"}, "Nhập lý do."),
        ({"reason": "x"}, "Nhập ngày cuối mới"),
        ({"until": "16 tháng 6", "reason": "x"}, "Ngày không đúng."),
        ({"until": "2024-06-14", "reason": "x"}, "Ngày cuối mới phải sau ngày 14/6/2024."),
        ({"until": "2024-06-16", "reason": "x" * 1001}, "tối đa 1000 ký tự"),
    ],
)
def test_an_extension_wrongly_filled_in_says_what_to_mend(approver, survey, values, said):
    page = approver.submit(f"{PLAN}/deeds/new/extend", values)
    assert (page.status, said in page.text) == (422, True)
    assert queries.approvals_of(queries.by_slug("198-kh-bdvtu")) == []


@under_way
def test_a_decision_needs_a_yes_or_a_no(approver, another, survey):
    asked = approver.submit(f"{PLAN}/deeds/new/close", {"reason": "Mưa lũ"})
    page = another.post(f"{asked.location}/decision", {"decision": "maybe"})
    assert (page.status, "Chọn đồng ý hoặc không đồng ý." in page.text) == (422, True)


@under_way
def test_what_is_decided_meanwhile_is_not_decided_again(approver, another, survey, sign_in):
    asked = approver.submit(f"{PLAN}/deeds/new/close", {"reason": "Mưa lũ"})
    another.post(f"{asked.location}/decision", {"decision": "no", "note": "Chưa rõ"})
    third = sign_in(make.account(Role.PROVINCE_APPROVER))
    page = third.post(f"{asked.location}/decision", {"decision": "yes"})
    assert (page.status, "đã được quyết định" in page.text) == (409, True)


def test_unknown_deeds_and_rounds_are_not_found(approver, survey):
    for path in ("deeds/new/explode", "deeds/99", "deeds/x", "points/99999", "points/07507/nothing"):
        assert approver.get(f"{PLAN}/{path}").status == 404
    assert approver.get(f"{HOME}/none").status == 404


# --- who sees what ---


def test_a_district_sees_its_own_points_and_no_others(monitor):
    assert [row[0] for row in monitor.get(f"{PLAN}/points").rows()] == ["Thị trấn Chũ", "Xã Phúc Sơn", "Xã Thanh Hải"]
    assert monitor.get(f"{HOME}").rows()[0][2] == "3"
    assert monitor.get(f"{PLAN}/points/07210").status == 404
    assert monitor.get(f"{PLAN}/points/07210/poster").status == 404
    assert "Thọ Xương" not in monitor.get(f"{PLAN}/questionnaire").text


def test_a_commune_sees_only_its_own_poster(officer):
    assert officer.get(f"{PLAN}/points/07507/poster").status == 200
    assert officer.get(f"{PLAN}/points/07534/poster").status == 404
    assert officer.get(PLAN).status == 403
    assert officer.get(f"{PLAN}/printing/book").status == 403


def test_a_reader_of_another_catalogue_finds_no_round(survey, sign_in):
    stranger = sign_in(make.account(Role.PROVINCE_APPROVER, at=make.unit("24", 2025)))
    assert stranger.get(PLAN).status == 404
    assert "Chưa có đợt khảo sát nào" in stranger.get(HOME).text


@pytest.mark.parametrize("path", ["printing", "printing/book", "deeds", "deeds/new/close", "points/07507/desk"])
def test_a_district_reads_and_does_not_do(monitor, path):
    assert monitor.get(f"{PLAN}/{path}").status == 403


# --- the public page ---


def test_everybody_reads_the_plan_of_an_approved_round(client, survey):
    page = client.get("/rounds/198-kh-bdvtu")
    for words in (
        "Kế hoạch số 198-KH/BDVTU ngày 05/6/2024",
        "Từ ngày 12/6/2024 đến hết ngày 14/6/2024",
        "Không hỏi tên, số điện thoại, số căn cước.",
        "Mở Zalo hoặc máy ảnh, quét mã này.",
        "hội viên Cựu chiến binh",
    ):
        assert words in page.text


def test_a_draft_is_nobodys_business_yet(client, survey):
    survey.approved_at = None
    assert client.get("/rounds/198-kh-bdvtu").status == 404


def test_a_simulated_round_says_so_on_every_page(client, editor, survey):
    survey.simulated = True
    for browser, path in ((client, "/rounds/198-kh-bdvtu"), (editor, PLAN), (editor, f"{PLAN}/points/07507")):
        assert browser.get(path).reads(".band") == "SỐ LIỆU MÔ PHỎNG"


def test_the_list_asks_the_database_as_often_for_many_points_as_for_few(survey, sign_in, db):
    def asked_by(account) -> int:
        asked, browser = [], sign_in(account)

        def note(*args):
            asked.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        browser.get(f"{PLAN}/points")
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    few, many = make.account(Role.DISTRICT_MONITOR, at=make.unit("213")), make.account(Role.DISTRICT_MONITOR)
    assert asked_by(few) == asked_by(many)


# --- what nobody should send ---


@pytest.mark.parametrize(
    "path",
    [
        f"{PLAN}/points?q=%00",
        f"{PLAN}/points?district=%00&status=%00&sort=%00",
        f"{PLAN}/points?q={'x' * 5000}",
        f"{PLAN}/points?q=%ff%fe",
        f"{PLAN}/points.xlsx?q=%00",
        f"{PLAN}/questionnaire?unit=%00&lang=%00",
        f"{HOME}/%00",
        f"{PLAN}/points/%00",
        f"{PLAN}/printing/%00",
        f"{PLAN}/deeds/new/%00",
        f"{PLAN}/deeds/99999999999999999999",
        "/rounds/%00",
    ],
)
def test_a_mangled_address_is_answered_in_words(approver, path):
    assert approver.get(path, check=False).status in {200, 400, 404}


def test_a_mangled_form_changes_nothing(editor, approver, survey, db):
    before = make.point("07507").version
    for path, values in (
        (f"{PLAN}/points/07507/desk", {"desk_name": "a\x00b" * 200, "version": "x"}),
        (f"{PLAN}/points/07507/desk", {"version": "9" * 40}),
        (f"{PLAN}/points/07507/chair", {"standing": "acting", "from_day": "９９９９-01-01"}),
        (f"{PLAN}/points/07507/chair", {"standing": "acting", "from_day": "2024-06-01", "version": "-1"}),
    ):
        assert editor.post(path, values).status in {400, 409, 422}, path
    assert approver.post(f"{PLAN}/deeds/new/extend", {"until": "9999-12-31", "reason": "x"}).status == 422
    assert make.point("07507").version == before
