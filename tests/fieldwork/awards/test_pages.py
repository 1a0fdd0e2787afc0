"""The ranking and the proposal as the provincial desk sees them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.awards import queries
from portal.fieldwork.awards.forms import PersonForm
from portal.fieldwork.publicity.models import PublicityEntry
from portal.fieldwork.visits.models import VisitCount
from portal.surveys.models import Point
from portal.web.data import clock
from tests import make

AFTER = clock.at(make.LAST_DAY + timedelta(days=4), 11)
HOME = "/awards/198-kh-bdvtu"
GOOD = "Chốt số liệu đúng hạn cả ba ngày."


@pytest.fixture
def survey(db, at):
    """Plan 198 over the small catalogue, all of it chốt in time; one commune late, one not chốt, one far above."""
    found = make.survey_round()
    officer = make.account(Role.COMMUNE_OFFICER)
    for point in database.session.scalars(select(Point)):
        for day in found.days:
            locked = clock.at(day, 18)
            database.session.add(
                VisitCount(
                    point_id=point.id,
                    day=day,
                    visits=30,
                    source="direct",
                    entered_by=officer.id,
                    entered_at=locked,
                    locked_by=officer.id,
                    locked_at=locked,
                )
            )
    database.session.flush()
    count("07519").locked_at = clock.at(make.FIRST_DAY + timedelta(days=9), 9)
    count("07534").locked_at = None
    make.arrive(make.point("07210", found), 90)
    at(AFTER)
    database.session.commit()
    return found


def count(code: str) -> VisitCount:
    point = make.point(code)
    return database.session.scalars(
        select(VisitCount).where(VisitCount.point_id == point.id, VisitCount.day == make.FIRST_DAY)
    ).one()


@pytest.fixture
def editor(survey, sign_in):
    return sign_in(make.account(Role.PROVINCE_EDITOR))


@pytest.fixture
def approver(survey, sign_in):
    return sign_in(make.account(Role.PROVINCE_APPROVER))


def line(page, name: str) -> list[str]:
    return next(row for row in page.rows("#rows table") if row[1].startswith(name))


def test_the_page_places_communes_and_says_why_others_are_out(editor):
    page = editor.get("/awards")
    assert line(page, "xã Thanh Hải")[0].startswith("1")
    assert line(page, "xã Thanh Hải")[3] == "3/3 ngày"
    late = line(page, make.unit("07519").title)
    assert late[3] == "2/3 ngày"
    assert late[8] == "66,7"
    assert "không xét" in line(page, make.unit("07534").title)[0]
    assert "chưa chốt số liệu ngày 12/6" in line(page, make.unit("07534").title)[1]
    assert "vượt bất thường, cần kiểm tra: ngày 12/6" in line(page, make.unit("07210").title)[1]


def test_criteria_without_data_say_so_and_leave_their_weight_to_the_rest(editor):
    page = editor.get(HOME)
    assert "Chưa có số liệu: phân công người trực, báo cáo đúng hạn" in page.text
    rows = {row[0]: row for row in page.rows("main details table")}
    assert rows["Chốt số liệu đúng hạn"][1:3] == ["25", "100,0%"]
    assert rows["Tin trong ngày"][2] == "chưa có số liệu"


def test_no_figure_of_satisfaction_and_no_count_of_ballots_is_used(editor):
    page = editor.get(HOME)
    assert "không dùng kết quả hài lòng và không dùng số phiếu" in page.text
    heads = " ".join(head.get_text() for head in page.all("th[scope=col]"))
    assert "phiếu" not in heads
    assert "lòng" not in heads


def test_search_filter_and_order_of_the_screen_are_those_of_the_file(editor):
    answer = editor.get(f"{HOME}/table.xlsx?status=out&sort=-unit")
    sheet = load_workbook(BytesIO(answer.response.data)).active
    found = [row[1].value for row in sheet.iter_rows(min_row=2)]
    page = editor.get(f"{HOME}?status=out&sort=-unit")
    shown = [row[1].partition(",")[0] for row in page.rows("#rows table")]
    assert [name.lower() for name in found] == [name.lower() for name in shown]
    assert len(found) == 2
    assert len(editor.get(f"{HOME}?q=thanh+hai").rows("#rows table")) == 1
    assert "Không có đơn vị nào phù hợp" in editor.get(f"{HOME}?q=zzz&sort=nonsense&district=1").text


def pick(browser, code: str, achievement: str = GOOD):
    return browser.submit(f"{HOME}/pick/{code}", {"achievement": achievement})


def person(browser, name: str, **typed: str):
    return browser.submit(f"{HOME}/persons/new", {"name": name, "office": "Chủ tịch Hội", "achievement": GOOD, **typed})


def fill(browser) -> None:
    pick(browser, "07507")
    person(browser, "Nguyễn Văn An", code="07519")
    person(browser, "Trần Thị Bình", unit="Hội Cựu chiến binh tỉnh")


def test_a_person_picks_writes_why_and_sees_the_figures_behind(editor):
    assert pick(editor, "07507").status == 303
    page = editor.get(f"{HOME}/proposal")
    row = page.rows()[0]
    assert row[1] == "Xã Thanh Hải"
    assert row[3] == GOOD
    assert "100,0/100 điểm" in row[4]
    assert "chốt số liệu đúng hạn: 3/3 ngày" in row[4]


def test_a_commune_that_is_out_cannot_be_picked(editor):
    assert "Lý do không xét" in editor.get(f"{HOME}/pick/07534").text
    answer = editor.post(f"{HOME}/pick/07534", {"achievement": GOOD})
    assert answer.status == 422
    assert "Đơn vị không xét: chưa chốt số liệu ngày 12/6." in answer.text


def test_nobody_is_named_twice_and_nothing_is_named_without_a_reason(editor):
    pick(editor, "07507")
    assert "đã có trong danh sách" in editor.post(f"{HOME}/pick/07507", {"achievement": GOOD}).text
    assert pick(editor, "07519", " ").status == 422
    assert person(editor, "").status == 422
    assert "Chọn xã, phường, thị trấn hoặc nhập đơn vị." in person(editor, "Lê Văn Cường").text
    assert "Không có xã, phường, thị trấn nào mang mã này." in person(editor, "Lê Văn Cường", code="99999").text


def test_a_line_is_reworded_and_taken_off(editor):
    pick(editor, "07507")
    number = editor.get(f"{HOME}/proposal").one('a[href$="/remove"]')["href"].split("/")[-2]
    editor.submit(f"{HOME}/lines/{number}", {"achievement": "Việc khác"})
    assert "Việc khác" in editor.get(f"{HOME}/proposal").text
    editor.submit(f"{HOME}/lines/{number}/remove", {})
    assert "Chưa có tập thể, cá nhân nào" in editor.get(f"{HOME}/proposal").text


def test_fewer_or_more_than_the_plan_asks_for_are_not_sent(editor):
    pick(editor, "07507")
    refused = editor.post(f"{HOME}/send")
    assert "Kế hoạch đề nghị 3-5 tập thể, cá nhân; danh sách đang có 1." in refused.text
    for number in range(5):
        person(editor, f"Người thứ {number}", unit="Hội Cựu chiến binh tỉnh")
    assert "danh sách đang có 6." in editor.post(f"{HOME}/send").text


def test_another_person_accepts_and_the_figures_stay_as_they_were(editor, approver, survey):
    fill(editor)
    editor.submit(f"{HOME}/send", {"note": "Kính trình"})
    assert queries.proposal_lines(survey) == ()
    assert "chờ duyệt" in approver.get(f"{HOME}/proposal").text
    assert approver.get(f"{HOME}/proposal").all("#message-text") == []
    message = editor.get(f"{HOME}/proposal").reads("#message-text")
    assert message.startswith("Đề nghị các đồng chí xem, quyết định: Đề nghị khen thưởng, ")
    assert message.endswith(f"{HOME}/proposal")
    approver.submit(f"{HOME}/decision", {"verdict": "accept"})
    count("07507").locked_at = None
    database.session.commit()
    lines = queries.proposal_lines(survey)
    named = [one.name_and_office for one in lines]
    assert named == ["Xã Thanh Hải", "Nguyễn Văn An, Chủ tịch Hội", "Trần Thị Bình, Chủ tịch Hội"]
    assert "chốt số liệu đúng hạn: 3/3 ngày" in lines[0].basis
    assert "2/3 ngày" in lines[1].basis
    assert lines[2].basis == "Cá nhân, đơn vị không thuộc bảng xếp hạng"
    assert editor.post(f"{HOME}/pick/07519", {"achievement": GOOD}).status == 403
    done = list(database.session.scalars(select(Event.action).where(Event.action.like("awards.%")).order_by(Event.id)))
    assert done == ["awards.added"] * 3 + ["awards.ask", "awards.accepted"]


def test_it_is_sent_back_with_a_reason_mended_and_sent_again(editor, approver, survey):
    fill(editor)
    editor.submit(f"{HOME}/send", {})
    assert "Đề nghị ghi rõ lý do trả lại." in approver.submit(f"{HOME}/decision", {"verdict": "return"}).text
    assert "đang chờ duyệt" in editor.post(f"{HOME}/pick/07519", {"achievement": GOOD}).text
    approver.submit(f"{HOME}/decision", {"verdict": "return", "reply": "Bổ sung một tập thể"})
    assert "Bổ sung một tập thể" in editor.get(f"{HOME}/proposal").text
    pick(editor, "07519")
    editor.submit(f"{HOME}/send", {})
    approver.submit(f"{HOME}/decision", {"verdict": "accept"})
    assert len(queries.proposal_lines(survey)) == 4


def test_a_commune_that_fell_out_meanwhile_stops_the_sending(editor):
    fill(editor)
    count("07507").locked_at = None
    database.session.commit()
    assert "Xã Thanh Hải nay không còn được xét" in editor.post(f"{HOME}/send").text


def test_a_decision_on_an_older_proposal_or_on_none_is_refused(editor, approver):
    assert approver.post(f"{HOME}/decision", {"verdict": "accept"}).status == 409
    fill(editor)
    editor.submit(f"{HOME}/send", {})
    assert approver.post(f"{HOME}/decision", {"verdict": "accept", "version": "1"}).status == 409
    assert approver.post(f"{HOME}/decision", {"verdict": "maybe"}).status == 422


def test_the_sender_does_not_decide(editor, sign_in, survey):
    account = make.account(Role.PROVINCE_APPROVER)
    fill(editor)
    editor.submit(f"{HOME}/send", {})
    found = queries.proposal_of(survey)
    found.sent_by = account.id
    database.session.commit()
    answer = sign_in(account).submit(f"{HOME}/decision", {"verdict": "accept"})
    assert answer.status == 403
    assert "Người gửi đề nghị không tự duyệt." in answer.text
    assert queries.proposal_lines(survey) == ()


def weigh(browser, **typed: object):
    return browser.submit(f"{HOME}/weights", {"reason": "Ưu tiên tuyên truyền", **typed})


def test_new_weights_change_the_order_and_old_ones_stay_on_record(editor, survey):
    point = make.point("07519", survey)
    database.session.add(
        PublicityEntry(
            point_id=point.id,
            key=uuid.uuid4().hex,
            channel="posted",
            first_day=make.FIRST_DAY,
            last_day=make.FIRST_DAY,
            place="Trụ sở",
            entered_by=make.account(Role.COMMUNE_OFFICER).id,
            entered_at=clock.now(),
        )
    )
    database.session.commit()
    assert line(editor.get(HOME), "xã Thanh Hải")[0].startswith("1")
    assert weigh(editor, counts="0", channels="40").status == 303
    page = editor.get(HOME)
    assert line(page, make.unit("07519").title)[0] == "1"
    assert line(page, "xã Thanh Hải")[0] == "2"
    assert "Ưu tiên tuyên truyền" in editor.get(f"{HOME}/weights").text


def test_weights_that_are_no_hundred_or_outdated_are_refused(editor):
    assert "Tổng trọng số phải bằng 100; hiện là 99." in weigh(editor, counts="24").text
    assert weigh(editor, counts="abc").status == 422
    assert weigh(editor, counts="20", posts="15").status == 303
    stale = {"roster": "20", "counts": "25", "reports": "15", "channels": "15", "posts": "10", "inspections": "15"}
    assert editor.post(f"{HOME}/weights", {**stale, "reason": "x", "version": "0"}).status == 409


def test_the_page_asks_the_database_as_often_for_many_communes_as_for_few(db, at, sign_in):
    make.units_of(2024)
    make.survey_round()
    at(AFTER)
    browser, asked = sign_in(make.account(Role.PROVINCE_EDITOR)), []

    def note(_conn, _cursor, statement, *_rest):
        asked.append(statement)

    browser.get(HOME)
    event.listen(database.engine, "before_cursor_execute", note)
    try:
        page = browser.get(HOME)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert page.reads("#rows [role=status]") == "209 đơn vị"
    assert len([one for one in asked if one.startswith("SELECT")]) <= 25


def test_what_is_missing_is_named_in_the_order_of_the_page(app):
    with app.test_request_context():
        form = PersonForm(formdata=None, meta={"csrf": False})
        form.validate()
        assert list(form.errors) == ["name", "office", "achievement"]
