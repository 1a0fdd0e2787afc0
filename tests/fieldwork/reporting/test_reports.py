"""A commune's report: drafted, submitted, returned, submitted again, received; nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.reporting import queries
from portal.fieldwork.reporting.content import figure_sources
from portal.fieldwork.reporting.models import FieldReport, FieldReportRevision, SoftwareEntry
from portal.fieldwork.visits.models import VisitCount
from portal.surveys.models import Round
from portal.web.data import clock
from tests import make
from tests.fieldwork.taskforce import rows

SLUG = "198-kh-bdvtu"
SHOW = f"/manage/rounds/{SLUG}/reports/07507"
EDIT = f"/rounds/{SLUG}/report/edit"
SUBMIT = f"/rounds/{SLUG}/report/submission"
SOFTWARE = f"/rounds/{SLUG}/report/software"
BOARD = f"/manage/rounds/{SLUG}/reports"
MONDAY = make.LAST_DAY + timedelta(days=3)
MIDNIGHT = make.LAST_DAY + timedelta(days=1)
DAYS = [make.FIRST_DAY + timedelta(days=n) for n in range(3)]

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def monday(db, at):
    """The Monday after the three days, the day the communes' reports are due."""
    make.survey_round()
    at(clock.at(MONDAY, 9))


@pytest.fixture
def officer(sign_in):
    return sign_in(make.account(Role.COMMUNE_OFFICER, full_name="Nguyễn Thị Nhập"))


@pytest.fixture
def lead(sign_in):
    return sign_in(make.account(Role.COMMUNE_LEAD, full_name="Trần Văn Trưởng"))


@pytest.fixture
def district(sign_in):
    return sign_in(make.account(Role.DISTRICT_MONITOR, full_name="Lê Văn Huyện"))


def lock_days(code="07507", visits=40, but=()):
    point, by = make.point(code), make.account(Role.COMMUNE_OFFICER, make.unit(code))
    for day in DAYS:
        make.arrive(point, 20, day)
        done = None if day in but else clock.end_of(day)
        database.session.add(
            VisitCount(
                point_id=point.id,
                day=day,
                visits=visits,
                source="direct",
                entered_by=by.id,
                entered_at=clock.start_of(day),
                locked_at=done,
                locked_by=by.id if done else None,
            )
        )
    database.session.commit()


def counts(helped=12, guided=15):
    found = {}
    for day in DAYS:
        found |= {f"helped_{day:%Y%m%d}": helped, f"guided_{day:%Y%m%d}": guided}
    return found


def draft(browser, **changes):
    return browser.submit(EDIT, {**counts(), "difficulties": "Mạng yếu ở hai thôn.", **changes})


def submitted(lead):
    lock_days()
    draft(lead)
    return lead.submit(SUBMIT, {})


def survey():
    return database.session.scalar(select(Round))


def report(code="07507"):
    database.session.expire_all()
    return database.session.scalar(select(FieldReport).where(FieldReport.unit_id == make.unit(code).id))


def test_the_page_fills_in_what_was_entered_and_says_what_is_missing(officer):
    lock_days()
    rows.force(make.point(), make.account())
    database.session.commit()
    page = officer.get(SHOW)
    assert "Tổ công tác được thành lập theo Quyết định số 12-QĐ/ĐU ngày 06/6/2024, gồm 04 đồng chí" in page.text
    assert "có 120 lượt người dân đến bộ phận một cửa; hệ thống ghi nhận 60 phiếu, bằng 50,0% số lượt" in page.text
    assert "Chưa cập nhật việc công khai, tuyên truyền." in page.text
    assert "Chưa lập" in page.text


def test_no_satisfaction_stands_in_it(officer):
    lock_days()
    make.ballots(make.point(), [{"Q14": 5}] * 12, hour=11)
    database.session.commit()
    assert "hài lòng" not in officer.get(SHOW).text


def test_ballots_of_a_day_that_is_not_locked_are_not_told(officer):
    lock_days(but=DAYS[1:2])
    figures = figure_sources.commune_figures(make.unit("07507"), survey())[0]
    assert [day.ballots for day in figures.days] == [20, None, 20]
    assert "chưa chốt" in officer.get(SHOW).text


def test_the_officer_drafts_and_the_lead_submits(officer, lead):
    lock_days()
    assert draft(officer).status == 303
    assert "Mạng yếu ở hai thôn." in officer.get(SHOW).text
    assert officer.request("POST", SUBMIT, data={"csrf_token": officer.csrf(), "version": 1}).status_code == 403
    assert lead.submit(SUBMIT, {}).status == 303
    assert report().state == "submitted"
    assert "Chờ tiếp nhận" in lead.get(SHOW).text


def test_a_report_is_not_submitted_before_the_round_is_over(lead, at):
    lock_days()
    draft(lead)
    at(clock.at(make.LAST_DAY, 20))
    answer = lead.submit(SUBMIT, {})
    assert answer.status == 422
    assert "Đợt khảo sát chưa kết thúc" in answer.text


@pytest.mark.parametrize(
    ("closes", "now", "refused"),
    [
        (clock.at(make.LAST_DAY, 11), clock.at(make.LAST_DAY, 10, 59), "Đợt khảo sát chưa kết thúc"),
        (clock.at(make.LAST_DAY, 11), clock.at(make.LAST_DAY, 11, 5), "Còn nhận phiếu gửi muộn đến 11:15"),
        (clock.at(make.LAST_DAY, 11), clock.at(make.LAST_DAY, 11, 15), ""),
        (clock.at(make.LAST_DAY, 11), clock.at(make.LAST_DAY, 12), ""),
        (clock.at(make.LAST_DAY, 23, 50), clock.at(MIDNIGHT, 0, 4), "Còn nhận phiếu gửi muộn đến 00:05"),
        (clock.at(make.LAST_DAY, 23, 50), clock.at(MIDNIGHT, 0, 5), ""),
        (clock.end_of(make.LAST_DAY), clock.at(MIDNIGHT, 0), "Còn nhận phiếu gửi muộn đến 00:15"),
        (clock.end_of(make.LAST_DAY), clock.at(MIDNIGHT, 0, 5), "Còn nhận phiếu gửi muộn đến 00:15"),
        (clock.end_of(make.LAST_DAY), clock.at(MIDNIGHT, 0, 15), ""),
        (clock.end_of(MIDNIGHT), clock.at(MIDNIGHT, 0, 15), "Đợt khảo sát chưa kết thúc"),
    ],
)
def test_a_report_is_taken_once_every_days_ballots_are_told_and_then_it_has_them(lead, at, closes, now, refused):
    survey().closes_at = closes
    lock_days()
    at(closes - timedelta(hours=1))
    draft(lead)
    at(now)
    page = lead.submit(SUBMIT, {})
    if refused:
        assert refused in page.text
        assert "Nội dung đã soạn vẫn được lưu." in page.text
    told = database.session.scalars(select(FieldReportRevision.figures).where(FieldReportRevision.deed == "submitted"))
    assert [[row[4] for row in one["days"]] for one in told] == ([] if refused else [[20, 20, 20]])


def test_a_day_that_is_not_locked_keeps_the_report_back(lead):
    lock_days(but=DAYS[2:])
    draft(lead)
    answer = lead.submit(SUBMIT, {})
    assert answer.status == 422
    assert "Chưa chốt số lượt người dân đến ngày 14/6." in answer.text


def test_counts_that_are_missing_keep_the_report_back(lead):
    lock_days()
    draft(lead, **{f"guided_{DAYS[0]:%Y%m%d}": ""})
    assert "Chưa nhập số lượt được hỗ trợ, hướng dẫn ngày 12/6" in lead.submit(SUBMIT, {}).text


@pytest.mark.parametrize("typed", ["-1", "5001", "12,5", "mười"])
def test_what_is_no_count_is_said_beside_its_field(officer, typed):
    answer = draft(officer, **{f"helped_{DAYS[0]:%Y%m%d}": typed})
    assert answer.status == 422
    assert "Số lượt phải là số nguyên từ 0 đến 5.000." in answer.text
    assert report() is None


def test_the_district_returns_it_with_a_reason_and_then_receives_it(lead, district):
    submitted(lead)
    answer = district.submit(f"{SHOW}/decision", {"verdict": "return", "reason": ""})
    assert answer.status == 422
    assert "Đề nghị ghi rõ lý do trả lại" in answer.text
    district.submit(f"{SHOW}/decision", {"verdict": "return", "reason": "Số lượt ngày 13/6 chưa khớp"})
    page = lead.get(SHOW)
    assert "Bị trả lại" in page.text
    assert "Số lượt ngày 13/6 chưa khớp" in page.text
    draft(lead, difficulties="Đã rà lại.")
    lead.submit(SUBMIT, {})
    district.submit(f"{SHOW}/decision", {"verdict": "receive", "reason": ""})
    assert (report().state, report().submissions) == ("received", 2)
    deeds = [one.deed for one in queries.report_of(make.unit("07507"), survey()).revisions]
    assert deeds == ["saved", "submitted", "returned", "saved", "submitted", "received"]


def test_every_revision_can_be_read_again(lead, district):
    submitted(lead)
    district.submit(f"{SHOW}/decision", {"verdict": "return", "reason": "Xem lại"})
    draft(lead, difficulties="Nội dung mới")
    assert "Mạng yếu ở hai thôn." in lead.get(f"{SHOW}/revisions/2").text
    changed = lead.get(f"{SHOW}/revisions/4").text
    assert "Mạng yếu ở hai thôn." in changed
    assert "Nội dung mới" in changed


def test_a_submitted_report_is_not_written_in(lead):
    submitted(lead)
    assert lead.get(EDIT, check=False).status == 302
    answer = lead.request("POST", EDIT, data={"csrf_token": lead.csrf(), "version": 2, "difficulties": "x"})
    assert answer.status_code == 409


def test_the_province_does_not_receive_a_communes_report_over_the_district(lead, sign_in):
    submitted(lead)
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))
    data = {"csrf_token": editor.csrf(), "verdict": "receive", "version": 2}
    assert editor.request("POST", f"{SHOW}/decision", data=data).status_code == 403
    assert report().state == "submitted"


def test_the_second_editor_sees_who_changed_what_and_loses_nothing(officer, lead):
    draft(officer)
    page = officer.get(EDIT)
    version = page.one("input[name=version]")["value"]
    draft(lead, difficulties="Hai thôn mất điện.")
    data = {
        "csrf_token": officer.csrf(),
        "version": version,
        **counts(),
        "difficulties": "Máy cũ.",
        "proposals": "Thêm máy.",
    }
    answer = officer.request("POST", EDIT, data=data)
    told = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "vừa được đồng chí Trần Văn Trưởng sửa lúc 09:00" in told
    assert "Hai thôn mất điện." in told
    assert "Máy cũ." in told
    assert "Thêm máy." in told
    assert report().fields["texts"]["difficulties"] == "Hai thôn mất điện."


def test_whoever_makes_the_first_version_second_is_told_too(officer, lead):
    draft(lead)
    answer = officer.request("POST", EDIT, data={"csrf_token": officer.csrf(), "version": 0, "difficulties": "Khác"})
    assert answer.status_code == 409


def test_more_helped_than_came_is_pointed_out(officer):
    lock_days(visits=10)
    draft(officer)
    assert "nhiều hơn số lượt người dân đến: 12/6: 15 lượt" in officer.get(SHOW).text


def test_the_chores_ask_for_the_report(officer):
    lock_days()
    assert "Báo cáo tình hình, kết quả chưa lập" in " ".join(officer.get("/today").text.split())


def test_the_day_after_it_is_due_it_is_late(sign_in, at):
    lock_days()
    at(clock.at(MONDAY + timedelta(days=1), 9))
    page = sign_in(make.account(Role.COMMUNE_OFFICER)).get("/today")
    assert "Báo cáo tình hình, kết quả quá hạn" in " ".join(page.text.split())


def test_the_figures_for_the_other_software_and_the_tick(officer, district):
    lock_days()
    draft(officer)
    page = officer.get(SOFTWARE)
    assert page.reads("h1") == "Số liệu để nhập phần mềm quản trị thông tin quy chế dân chủ"
    assert "Nhập ở đây chưa thay cho việc nhập phần mềm quản trị thông tin quy chế dân chủ." in page.text
    assert officer.submit(SOFTWARE, {}).status == 303
    entry = database.session.scalar(select(SoftwareEntry))
    assert entry.figures[0] == ["2024-06-12", 40, 20, 12, 15]
    assert "09:00, đồng chí Nguyễn Thị Nhập" in officer.get(SOFTWARE).text
    assert "Đã nhập" in district.get(BOARD).text


def test_communes_without_the_tick_are_found_and_districts_are_not_asked_for_it(officer, district, sign_in):
    lock_days()
    draft(officer)
    officer.submit(SOFTWARE, {})
    lacking = district.get(f"{BOARD}?status=not_entered")
    assert (states_of(lacking)[-1], "Thanh Hải" in lacking.one("table").get_text()) == ("Chưa nhập phần mềm", False)
    assert "Chũ" in lacking.one("table").get_text()
    of_districts = sign_in(make.account(Role.PROVINCE_EDITOR)).get(f"{BOARD}?level=district")
    assert states_of(of_districts)[-1] == "Quá hạn"


@pytest.mark.parametrize(("level", "offered"), [("commune", True), ("district", False)])
def test_communes_are_sought_by_district_and_districts_are_not(sign_in, level, offered):
    page = sign_in(make.account(Role.PROVINCE_EDITOR)).get(f"{BOARD}?level={level}")
    assert bool(page.all("select[name=district]")) is offered


def states_of(page) -> list[str]:
    """The states by which a board may be filtered."""
    return [option.get_text(strip=True) for option in page.all("select[name=status] option")]


def test_the_tick_says_so_when_the_figures_have_changed(officer):
    lock_days()
    draft(officer)
    officer.submit(SOFTWARE, {})
    draft(officer, **{f"helped_{DAYS[0]:%Y%m%d}": 30})
    assert "Số liệu đã thay đổi sau khi nhập." in officer.get(SOFTWARE).text


def test_the_district_sees_who_is_late_searches_and_filters(lead, sign_in, at):
    submitted(lead)
    at(clock.at(MONDAY + timedelta(days=2), 9))
    district = sign_in(make.account(Role.DISTRICT_MONITOR))
    page = district.get(BOARD)
    assert "quá hạn 2 ngày" in page.text
    assert "Thọ Xương" not in page.text
    assert "Thanh Hải" in district.get(f"{BOARD}?status=submitted").text
    assert "Chũ" not in district.get(f"{BOARD}?status=submitted&q=thanh").one("table").get_text()
    assert "Thanh Hải" not in district.get(f"{BOARD}?status=late").one("table").get_text()
    assert district.get(f"{BOARD}.xlsx", check=False).status == 200


def test_a_districts_report_sums_its_communes_and_goes_to_the_province(lead, district, sign_in):
    submitted(lead)
    show = f"/manage/rounds/{SLUG}/reports/219"
    page = district.get(show)
    assert "có 120 lượt người dân đến bộ phận một cửa; " in page.text
    assert "Có 01/03 đơn vị đã báo cáo; 02 đơn vị chưa báo cáo." in page.text
    district.submit(EDIT, {"supervision": "Đôn đốc hằng ngày."})
    district.submit(SUBMIT, {})
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))
    assert "Chờ tiếp nhận" in editor.get(BOARD).text
    editor.submit(f"{show}/decision", {"verdict": "receive", "reason": ""})
    assert report("219").state == "received"


def test_what_is_done_is_on_record(lead):
    submitted(lead)
    actions = database.session.scalars(select(Event.action).where(Event.subject_kind == "report").order_by(Event.id))
    assert list(actions) == ["report.saved", "report.submitted"]


def test_saves_as_one_goes_leave_one_revision_until_another_person_saves(officer, lead):
    def go_on(browser, **texts):
        data = {**browser.get(EDIT).fields("form[data-autosave]"), **texts}
        return browser.request("POST", EDIT, data=data, headers={"HX-Request": "true"}).status_code

    assert [go_on(officer, difficulties="Máy"), go_on(officer, difficulties="Máy cũ.")] == [303, 303]
    assert go_on(lead, proposals="Thêm máy.") == 303
    assert go_on(lead, proposals="Thêm hai máy.") == 303
    rows = database.session.scalars(select(FieldReportRevision).order_by(FieldReportRevision.version))
    told = [(one.version, one.fields["texts"]) for one in rows]
    first = {"difficulties": "Máy cũ."}
    assert told == [(2, first), (4, {**first, "proposals": "Thêm hai máy."})]
