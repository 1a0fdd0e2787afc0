"""The levels above: who has handed in, who is late, what lacks; the hand-over; the public's page."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from portal.audit.models import Event
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.handover import handover
from portal.fieldwork.roster.models import HandOver, Supervisor
from portal.web.data import clock
from portal.web.jobs.jobs import Job
from tests import make
from tests.fieldwork.roster.desks import PHONE, WED, full, helper, officer, on, point

BOARD = "/rosters/198-kh-bdvtu"
SENT = {
    "full_name": "Trần Văn Kiểm",
    "post": "Phó Chủ tịch Hội",
    "office": "Hội Cựu chiến binh tỉnh",
    "area": "huyện Lục Ngạn",
}


@pytest.fixture(autouse=True)
def before_the_round(db, at):
    make.survey_round()
    at(clock.at(date(2024, 6, 4), 9))


def hand_in(code: str = "07507") -> None:
    operations.hand_in(point(code), by=officer(code))


def supervisor() -> Supervisor:
    return handover.add_supervisor(point().round, **SENT, days=[WED], by=make.account("veterans_office"))


@pytest.mark.parametrize(
    ("today", "words", "shape"),
    [
        (date(2024, 6, 5), "chưa gửi", "open"),
        (date(2024, 6, 6), "chưa gửi, hạn 07/6", "thap"),
        (date(2024, 6, 7), "chưa gửi, hạn 07/6", "thap"),
        (date(2024, 6, 8), "quá hạn 07/6", "cao_bat_thuong"),
    ],
)
def test_who_is_late_is_visible_from_the_day_before(sign_in, at, today, words, shape):
    at(clock.at(today, 9))
    page = sign_in(make.account("veterans_office")).get(BOARD)
    assert [tag.get_text() for tag in page.all(f"tbody .tag.{shape}")] == [words] * 4


def test_the_board_shows_hand_ins_gaps_crowded_desks_and_sums(sign_in):
    full("07507")
    hand_in("07507")
    on("07519")
    operations.mark_crowded(point("07534"), reason="Phiên chợ", by=officer("07534"))
    page = sign_in(make.account("veterans_office")).get(BOARD)
    rows = {row[0]: row[1:] for row in page.rows()}
    assert rows["xã Thanh Hải"] == ["đã gửi 04/6", "2", "6", "0", ""]
    assert rows["thị trấn Chũ"] == ["chưa gửi", "1", "1", "5", ""]
    assert rows["xã Phúc Sơn"] == ["chưa gửi", "0", "0", "6", "nơi đông người dân"]
    assert rows["Huyện Lục Ngạn · 3 xã, thị trấn"] == ["đã gửi 1/3", "3", "7", "11", ""]
    assert rows["Cộng · 4 xã, phường, thị trấn"] == ["đã gửi 1/4", "3", "7", "17", ""]
    assert "1/4" in page.reads(".strip")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?status=not-handed-in", {"phường Thọ Xương", "thị trấn Chũ", "xã Phúc Sơn"}),
        ("?status=gaps", {"phường Thọ Xương", "thị trấn Chũ", "xã Phúc Sơn"}),
        ("?status=crowded", {"xã Phúc Sơn"}),
        ("?status=two-places", set()),
        ("?status=nonsense", set()),
        ("?district=213", {"phường Thọ Xương"}),
        ("?q=phuc+son", {"xã Phúc Sơn"}),
        ("?sort=-helpers", {"xã Thanh Hải", "thị trấn Chũ", "xã Phúc Sơn", "phường Thọ Xương"}),
    ],
)
def test_the_board_is_searched_filtered_and_taken_away(sign_in, query, names):
    full("07507")
    hand_in("07507")
    operations.mark_crowded(point("07534"), reason="Phiên chợ", by=officer("07534"))
    browser_page = sign_in(make.account("veterans_office"))
    page = browser_page.get(BOARD + query)
    assert {link.get_text() for link in page.all("tbody .lead a")} == names
    content = browser_page.request("GET", f"{BOARD}/table.xlsx{query}").get_data()
    book = load_workbook(BytesIO(content)).active
    assert names <= {row[0].value for row in book.iter_rows(min_row=2)} or not names


def test_readers_see_their_own_places_only(sign_in):
    full("07507")
    monitor = sign_in(make.account("district_monitor", make.unit("213")))
    page = monitor.get(BOARD)
    assert "Thanh Hải" not in page.text
    assert monitor.get(f"{BOARD}/units/07507").status == 404
    assert sign_in(make.account("province_approver")).get(BOARD).status == 403


def test_a_desk_shows_its_people_with_telephones_to_those_who_may(sign_in):
    helper_on_duty = on("07507")
    for role in ("district_monitor", "veterans_office", "province_editor", "commune_lead"):
        page = sign_in(make.account(role)).get(f"{BOARD}/units/07507")
        assert "0123 456 701" in page.text
        assert page.one("main a[href^='tel:']")["href"] == f"tel:{helper_on_duty.phone}"


def test_the_board_asks_the_same_number_of_questions_whatever_the_number_of_communes(db):
    asked = []
    engine = database.engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    survey, province = point().round, make.unit("24")

    def questions() -> int:
        asked.clear()
        database.session.expire_all()
        board.lines(survey, province)
        return len(asked)

    few = questions()
    full("07507")
    full("07519")
    on("07534")
    hand_in("07507")
    assert questions() == few


def test_the_veterans_office_keeps_the_list_of_supervisors(sign_in):
    office = sign_in(make.account("veterans_office"))
    path = f"{BOARD}/supervisors"
    assert "Chưa có ai trong danh sách" in office.get(path).text
    assert office.submit(f"{path}/new", {**SENT, "post": ""}).status == 422
    assert office.submit(f"{path}/new", SENT).status == 422
    assert office.submit(f"{path}/new", {**SENT, "days": ["2024-07-01"]}).status == 422
    assert office.submit(f"{path}/new", {**SENT, "days": ["2024-06-14", "2024-06-12"]}).status == 303
    assert office.get(path).rows() == [[*SENT.values(), "12/6, 14/6"]]
    number = database.session.scalar(select(Supervisor.id))
    stale = office.get(f"{path}/{number}").fields()
    assert office.submit(f"{path}/{number}", {"area": "thành phố Bắc Giang", "days": ["2024-06-12"]}).status == 303
    assert office.post(f"{path}/{number}", {**stale, "days": ["2024-06-12"]}).status == 409
    assert "thành phố Bắc Giang" in office.get(path).text
    assert office.submit(f"{path}/{number}/removal", {}).status == 303
    assert office.get(f"{path}/{number}").status == 404


def test_nothing_is_handed_over_without_rosters_or_supervisors():
    office = make.account("veterans_office")
    with pytest.raises(DomainError, match="Chưa có điểm nào gửi"):
        handover.hand_over(point().round, remark="", by=office)
    full()
    hand_in()
    with pytest.raises(DomainError, match="Chưa có danh sách lãnh đạo"):
        handover.hand_over(point().round, remark="", by=office)


def test_both_lists_are_handed_over_in_one_deed_with_their_files(sign_in):
    full()
    hand_in()
    supervisor()
    office = sign_in(make.account("veterans_office", full_name="Đỗ Văn Hội"))
    path = f"{BOARD}/hand-over"
    page = office.get(path)
    assert "1/4 điểm đã gửi" in page.text
    assert "Bàn giao chậm nhất ngày 07/6/2024." in page.text
    assert office.submit(path, {"remark": "Còn ba điểm gửi sau"}).status == 303
    given = database.session.scalars(select(HandOver)).one()
    assert (given.points, given.handed_in, given.with_gaps, given.helpers, given.supervisors) == (4, 1, 3, 2, 1)
    commission = sign_in(make.account("province_editor"))
    page = commission.get(path)
    assert "09:00 , đồng chí Đỗ Văn Hội" in page.text
    assert "Còn ba điểm gửi sau" in page.text
    assert not page.all("form.confirm")
    for link, kind in zip(page.all("ul.history a"), ("application/pdf", "spreadsheetml"), strict=True):
        assert kind in commission.request("GET", link["href"]).mimetype
    recorded = database.session.scalars(select(Event).where(Event.action == "roster.handed-over")).one()
    assert recorded.detail == {"points": 4, "handed_in": 1, "supervisors": 1}
    assert {job.state for job in database.session.scalars(select(Job))} == {"done"}


def test_a_second_tap_is_no_second_hand_over(at):
    full()
    hand_in()
    supervisor()
    office, survey = make.account("veterans_office"), point().round
    handover.hand_over(survey, remark="", by=office)
    with pytest.raises(Conflict, match="Vừa bàn giao lúc 09:00"):
        handover.hand_over(survey, remark="", by=office)
    at(clock.at(date(2024, 6, 4), 9, 1))
    assert handover.hand_over(survey, remark="bổ sung", by=office).note == "bổ sung"


def test_the_hand_over_can_be_refused_with_a_sentence(sign_in):
    page = sign_in(make.account("veterans_office")).submit(f"{BOARD}/hand-over", {})
    assert page.status == 422
    assert "Chưa có điểm nào gửi lịch phân công nên chưa bàn giao được." in page.text


def test_everybody_reads_who_helps_and_nobody_reads_a_telephone(client):
    on("07507", note="Sức khỏe yếu", association="Hội Cựu chiến binh")
    path = "/rounds/198-kh-bdvtu/duty"
    assert "Chưa có lịch hỗ trợ được công khai" in client.get(f"{path}/07507").text
    hand_in()
    page = client.get(f"{path}/07507")
    assert "Thứ Tư, 12/6/2024 Buổi sáng Nguyễn Văn An (Hội Cựu chiến binh) Buổi chiều chưa phân công" in page.text
    whole = page.response.get_data(as_text=True)
    for private in (PHONE, "0123 456 701", "Sức khỏe yếu"):
        assert private not in whole
    overview = client.get(f"{path}?q=thanh+hai")
    assert "Xã Thanh Hải đã công khai" in overview.text
    assert "Không tìm thấy nơi nào" in client.get(f"{path}?q=khong").text


def test_the_search_for_a_commune_and_the_rounds_page_lead_to_the_duty_list(client):
    found = client.get("/?q=thanh+hai").one("#desks ~ .list a[href$='/duty/07507']")
    assert found.get_text() == "Lịch hội viên hỗ trợ tại bàn"
    assert client.get(found["href"]).status == 200
    link = client.get("/rounds/198-kh-bdvtu").one("a[href$='/duty']")
    assert "Xã Thanh Hải" in client.get(link["href"]).text


@pytest.mark.parametrize("path", ["/rounds/khong/duty", "/rounds/198-kh-bdvtu/duty/99999", "/rounds/khong/duty/07507"])
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status == 404


def test_a_round_that_is_not_approved_shows_nobody(client):
    point().round.approved_at = None
    assert client.get("/rounds/198-kh-bdvtu/duty").status == 404


def test_figures_for_the_report():
    full("07507")
    hand_in("07507")
    on("07519", name="Trần Văn Sáu", phone="0123456788")
    survey = point().round
    assert queries.handed_in_until(survey, clock.end_of(date(2024, 6, 7))) == 1
    assert queries.helpers_a_day(survey, survey.plan_data) == pytest.approx(7 / 3)
    desks = [point(code) for code in ("07507", "07519", "07534")]
    counted = queries.people_days([desk.id for desk in desks], survey.days)
    assert [counted.get(desk.id) for desk in desks] == [6, 1, None]
    assert helper("07534", phone="").id
