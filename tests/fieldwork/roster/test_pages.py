"""The commune's pages: the grid, people, copying, the crowded desk, handing in; what the home page says of it."""

from __future__ import annotations

import json
import logging
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.roster import operations
from portal.fieldwork.roster.models import Helper, Shift
from portal.web.data import clock
from portal.web.http.logs import without_rows
from tests import make
from tests.fieldwork.roster.desks import DEADLINE, FRI, THU, WED, desk, full, helper, officer, on, point

NEW = {"full_name": "Nguyễn Văn An", "association": "Hội Cựu chiến binh", "phone": "0123 456 701", "note": ""}


@pytest.fixture(autouse=True)
def before_the_round(db, at):
    make.survey_round()
    at(clock.at(date(2024, 6, 6), 9))


@pytest.fixture
def commune(sign_in, db):
    return sign_in(officer(full_name="Nguyễn Thị Nhập"))


def tap(commune, who: Helper, day: date = WED, half: str = "morning", deed: str = "on", **kwargs):
    return commune.post("/roster/shifts", {"tap": f"{who.id}:{day.isoformat()}:{half}:{deed}"}, **kwargs)


def shifts() -> int:
    return database.session.scalar(select(func.count()).select_from(Shift))


def test_an_empty_roster_says_what_to_do_and_until_when(commune):
    page = commune.get("/roster")
    assert "Chưa có ai trong danh sách" in page.text
    assert "Chậm nhất ngày 07/6/2024." in page.text
    assert [link.get_text() for link in page.all("main .buttons a")] == ["Thêm cán bộ, hội viên", "Nhập từ Excel"]


def test_somebody_is_added_and_stands_in_the_grid(commune):
    assert commune.submit("/roster/helpers/new", NEW).status == 303
    page = commune.get("/roster")
    assert "Hội Cựu chiến binh · 0123 456 701" in page.reads("table.duty tbody")
    assert [button["aria-label"] for button in page.all("button.tap")][:2] == [
        "Nguyễn Văn An, sáng 12/6",
        "Nguyễn Văn An, chiều 12/6",
    ]
    assert {button["aria-pressed"] for button in page.all("button.tap")} == {"false"}


def test_the_form_of_a_new_person_warns_about_the_chair_and_offers_the_association(commune):
    page = commune.get("/roster/helpers/new")
    assert "Chủ tịch UBND là người được lấy ý kiến, không tham gia tổ công tác, hỗ trợ hoặc kiểm tra" in page.text
    assert page.one("#association")["value"] == "Hội Cựu chiến binh"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"full_name": " "}, "Nhập họ và tên."),
        ({"full_name": "A" * 101}, "Họ và tên dài quá 100 ký tự."),
        ({"phone": "123"}, "Số điện thoại không đúng. Ví dụ: 0912 345 678."),
        ({"note": "x" * 301}, "Ghi chú dài quá 300 ký tự."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(commune, changes, sentence):
    page = commune.submit("/roster/helpers/new", {**NEW, **changes})
    assert page.status == 422
    assert sentence in page.reads(".errors")
    assert page.one("#association")["value"] == "Hội Cựu chiến binh"
    assert database.session.scalar(select(func.count()).select_from(Helper)) == 0


def test_a_tap_works_without_scripts_and_comes_back_to_the_person(commune):
    an = helper()
    answer = tap(commune, an)
    assert (answer.status, answer.location) == (303, f"/roster?day=2024-06-12&round=198-kh-bdvtu#helper-{an.id}")
    page = commune.get("/roster")
    assert page.one(f"#tap-{an.id}-2024-06-12-morning")["aria-pressed"] == "true"
    assert tap(commune, an, deed="off").status == 303
    assert shifts() == 0


def test_htmx_gets_the_grid_alone(commune):
    an = helper()
    data = {"csrf_token": commune.csrf(), "tap": f"{an.id}:2024-06-12:morning:on"}
    headers = {"HX-Request": "true"}
    answer = commune.request("POST", "/roster/shifts", data=data, headers=headers, follow_redirects=True)
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'id="grid"' in body
    assert "<html" not in body
    assert 'aria-pressed="true"' in body


@pytest.mark.parametrize(
    "typed", ["", "x", "1:2:3", "1:2024-06-12:night:on", "1:2024-13-45:morning:on", "x:2024-06-12:morning:on", "9" * 30]
)
def test_what_is_no_tap_is_refused(commune, typed):
    assert commune.post("/roster/shifts", {"tap": typed}).status == 400


def test_another_communes_people_are_not_there(commune):
    stranger = helper("07519")
    assert tap(commune, stranger).status == 404
    for path in (f"/roster/helpers/{stranger.id}", f"/roster/helpers/{stranger.id}/removal"):
        assert commune.get(path).status == 404


def test_a_day_that_is_none_of_the_round_is_refused_with_a_sentence(commune):
    page = tap(commune, helper(), day=date(2024, 6, 20))
    assert page.status == 422
    assert "Chỉ phân công các buổi sáng, chiều trong những ngày khảo sát." in page.reads(".errors")


def test_gaps_are_counted_and_named(commune):
    full()
    assert "đủ người" in commune.get("/roster").reads(".verdict")
    tap(commune, desk().helpers[1], FRI, "afternoon", "off")
    verdict = commune.get("/roster").reads(".verdict")
    assert "còn thiếu 1 buổi" in verdict
    assert "Còn thiếu: chiều 14/6." in verdict


def test_a_person_is_changed_and_taken_off(commune):
    an = on()
    path = f"/roster/helpers/{an.id}"
    assert commune.get(path).one("#phone")["value"] == "0123 456 701"
    assert commune.submit(path, {"full_name": "Nguyễn Văn Anh"}).status == 303
    page = commune.get(f"{path}/removal")
    assert "Bỏ Nguyễn Văn Anh khỏi danh sách?" in page.text
    assert "1 lượt phân công của người này cũng bỏ." in page.text
    assert commune.submit(f"{path}/removal", {}).status == 303
    assert shifts() == 0
    assert commune.get(path).status == 404


def test_the_second_of_two_editors_is_told_and_loses_nothing(commune):
    an = helper()
    stale = commune.get(f"/roster/helpers/{an.id}").fields()
    commune.submit(f"/roster/helpers/{an.id}", {"note": "Chi hội 1"})
    page = commune.post(f"/roster/helpers/{an.id}", {**stale, "note": "Chi hội 2"})
    assert page.status == 409
    assert "vừa được sửa ở máy khác" in page.text
    assert page.one("#note")["value"] == "Chi hội 2"


def test_a_day_is_copied_and_who_could_not_be_is_named(commune):
    on("07519", THU, "morning")
    on("07507", WED, "morning")
    on("07507", WED, "afternoon", name="Vũ Văn Ba", phone="0123456703")
    answer = commune.post("/roster/copy-day", {"source": "2024-06-12", "target": "2024-06-13"})
    assert answer.location == "/roster?day=2024-06-13&round=198-kh-bdvtu"
    flashes = " ".join(flash.get_text() for flash in commune.get("/roster").all(".flash"))
    assert "Đã sao chép lịch ngày 12/6: thêm 1 lượt." in flashes
    assert "Nguyễn Văn An đã được phân công buổi sáng 13/6 tại thị trấn Chũ" in flashes


@pytest.mark.parametrize(
    "days", [("", ""), ("x", "2024-06-13"), ("2024-06-12", "2024-06-12"), ("2024-06-12", "2024-07-01")]
)
def test_days_that_cannot_be_copied_are_refused(commune, days):
    helper()
    assert commune.post("/roster/copy-day", {"source": days[0], "target": days[1]}).status == 422


def test_a_crowded_desk_is_marked_with_a_reason_and_unmarked(commune):
    full()
    assert commune.submit("/roster/crowded", {"reason": ""}).status == 422
    assert commune.submit("/roster/crowded", {"reason": "Phiên chợ"}).status == 303
    assert "còn thiếu 6 buổi" in commune.get("/roster").reads(".verdict")
    assert "Phiên chợ" in commune.get("/roster/crowded").text
    assert commune.post("/roster/crowded", {"deed": "unmark"}).status == 303
    assert "đủ người" in commune.get("/roster").reads(".verdict")


def test_handing_in_is_asked_once_more_and_shown_afterwards(commune):
    on()
    page = commune.get("/roster/hand-in")
    assert "1 cán bộ, hội viên, 1 lượt phân công" in page.text
    assert "còn thiếu 5 buổi" in page.text
    assert commune.submit("/roster/hand-in", {}).status == 303
    page = commune.get("/roster")
    assert "Đã gửi lúc 09:00, đồng chí Nguyễn Thị Nhập." in page.text
    assert not page.all("a[href='/roster/hand-in']")


def test_handing_in_an_empty_roster_is_refused_with_a_sentence(commune):
    page = commune.submit("/roster/hand-in", {})
    assert page.status == 422
    assert "Chưa phân công buổi nào nên chưa gửi được." in page.text


def test_the_home_page_lists_the_roster_until_it_is_handed_in(commune, at):
    page = commune.get("/today")
    assert "Lập danh sách, lịch phân công chưa gửi Chậm nhất ngày 07/6/2024" in page.text
    full()
    assert "Gửi danh sách, lịch phân công chưa gửi" in commune.get("/today").text
    at(clock.at(date(2024, 6, 8), 9))
    commune.enter(officer())
    assert "Gửi danh sách, lịch phân công quá hạn" in commune.get("/today").text
    operations.hand_in(point(), by=officer())
    assert "lịch phân công" not in commune.get("/today").text


def test_the_home_page_names_the_half_day_that_lacks_people(commune, at):
    full()
    operations.hand_in(point(), by=officer())
    tap(commune, desk().helpers[1], FRI, "afternoon", "off")
    page = commune.get("/today")
    assert "Phân công buổi chiều thứ Sáu, 14/6 còn thiếu 1 buổi Cần ít nhất 1 cán bộ, hội viên mỗi buổi" in page.text
    at(clock.at(date(2024, 6, 15), 8))
    commune.enter(officer())
    assert "Phân công buổi" not in commune.get("/today").text


def test_after_the_reports_deadline_the_grid_is_only_read(commune, at):
    an = on()
    at(clock.at(date(2024, 6, 18), 8))
    commune.enter(officer())
    page = commune.get("/roster")
    assert page.all("button.tap") == []
    assert "có trực" in page.reads("table.duty tbody")
    assert tap(commune, an, THU).status == 409


def test_a_long_round_is_shown_week_by_week(commune, at):
    database.session.execute(Shift.__table__.delete())
    survey = point().round
    survey.opens_at, survey.closes_at = clock.start_of(date(2024, 6, 10)), clock.end_of(date(2024, 6, 28))
    helper()
    page = commune.get("/roster?day=2024-06-20")
    assert [tab.get_text() for tab in page.all(".tabs a")] == ["10/6–14/6", "17/6–21/6", "24/6–28/6"]
    assert page.reads(".tabs [aria-current]") == "17/6–21/6"
    assert len(page.all("button.tap")) == 10


def test_a_commune_without_a_round_is_told_so(sign_in):
    make.units_small(2025)
    page = sign_in(make.account("commune_officer", at=make.unit("07507", 2025))).get("/roster")
    assert "Chưa có đợt khảo sát nào" in page.text


def test_no_log_and_no_event_tells_a_telephone_number(commune, caplog):
    caplog.set_level(logging.DEBUG, logger="portal")
    commune.submit("/roster/helpers/new", NEW)
    commune.submit("/roster/helpers/new", NEW)
    commune.get("/roster")
    an = desk().helpers[0]
    commune.submit(f"/roster/helpers/{an.id}", {"phone": "0123456702"})
    told = caplog.text + json.dumps([event.detail for event in database.session.scalars(select(Event))])
    for number in ("0123456701", "0123 456 701", "0123456702"):
        assert number not in told


def test_a_database_error_does_not_reach_the_log_with_what_was_typed(db):
    with pytest.raises(Exception, match="helper") as failed:
        database.session.execute(Helper.__table__.insert().values(point_id=point().id, phone="0123456701"))
    line = without_rows(None, "error", {"exception": str(failed.value)})
    assert "0123456701" not in str(line)
    database.session.rollback()


def test_the_deadline_is_the_plans():
    assert point().round.plan_data.deadlines.rosters == DEADLINE
