"""Where each office role's day starts: what waits for this person, what changes when agreed, whom to call."""

from __future__ import annotations

from datetime import date

import pytest

from portal.accounts.permissions import Role
from portal.audit.operations import record
from portal.extensions import db as database
from portal.fieldwork.visits import operations
from portal.homes.telephones import to_call
from portal.surveys.rounds import approvals
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import desk, visits

SECOND_DAY = date(2024, 6, 13)
WORK = "/tasks/198-kh-bdvtu"


@pytest.fixture
def survey(db, at):
    at(clock.at(SECOND_DAY, 9))
    return make.survey_round()


def jobs(page) -> list[str]:
    return [item.get_text(" ", strip=True) for item in page.all(".jobs li")]


def test_a_commune_s_day_has_its_own_page(survey, sign_in):
    assert sign_in(make.account(Role.COMMUNE_OFFICER)).get("/tasks").location == "/today"


def test_an_approver_is_one_tap_from_what_waits_and_reads_what_changes(survey, sign_in):
    editor, approver = make.account(Role.PROVINCE_EDITOR), make.account(Role.PROVINCE_APPROVER)
    approvals.ask(survey, "extend", by=editor, reason="mưa bão", until=date(2024, 6, 20))
    database.session.commit()
    page = sign_in(approver).get("/tasks")
    assert len(jobs(page)) == 1
    assert "Gia hạn thời gian khảo sát" in jobs(page)[0]
    assert "Nếu đồng ý: Ngày cuối chuyển từ 14/6/2024 sang 20/6/2024." in jobs(page)[0].replace(" :", ":")
    assert page.all(".jobs a")[0]["href"].startswith("/manage/rounds/198-kh-bdvtu/deeds/")
    assert page.all(".jobs .button:not(.quiet)") == page.all(".jobs .button")[:1]


def test_several_corrections_are_one_line_with_their_number(survey, sign_in):
    lead, officer = make.account(Role.COMMUNE_LEAD), make.account(Role.COMMUNE_OFFICER)
    for code in ("07507", "07519"):
        visits(desk(code), date(2024, 6, 12), officer, locked=True)
        by = lead if code == "07507" else make.account(Role.COMMUNE_LEAD, at=make.unit(code))
        operations.ask_correction(desk(code), date(2024, 6, 12), visits=50, reason="đếm sót", by=by)
    database.session.commit()
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get(WORK)
    assert jobs(page)[0].startswith("2 yêu cầu điều chỉnh số liệu chờ quyết định")
    assert page.all(".jobs a")[0]["href"] == "/corrections"


def test_a_district_calls_its_late_units_and_is_told_why(survey, sign_in):
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get(WORK)
    calls = [item.get_text(" ", strip=True) for item in page.all(".calls li")]
    assert len(calls) == 3
    assert "Lượt đến: chưa 12/6, 13/6" in calls[0]


def test_a_reader_who_directs_nobody_calls_nobody(survey):
    assert to_call(survey, make.account(Role.AUDITOR), []) == []


def test_an_auditor_reads_today_s_exceptions_first_then_the_questions(survey, sign_in):
    auditor, admin = make.account(Role.AUDITOR), make.account(Role.ACCOUNT_ADMIN)
    record("accounts.refused", by=admin, subject=("page", "results"), unit=admin.unit, detail={})
    record("visits.entered", by=admin, subject=("visits", 1), unit=admin.unit, detail={})
    database.session.commit()
    page = sign_in(auditor).get(WORK)
    section = page.all("section[aria-labelledby=events-head]")[0]
    assert len(section.select("li b")) == 1
    links = {link.get_text(): link["href"] for link in section.select("a")}
    assert links["Ai mở kết quả?"] == "/audit?action=rounds.open-results"
    assert links["Số nào sửa sau chốt?"] == "/audit?action=correction.accepted"
    assert page.all("main section")[0]["aria-labelledby"] == "events-head"


def test_an_administrator_s_requests_stand_first_and_no_round_is_shown(survey, sign_in):
    page = sign_in(make.account(Role.ACCOUNT_ADMIN)).get("/tasks")
    assert page.all("svg.unit-map, .funnel") == []
    assert page.all("main a")[-1]["href"] == "/accounts"


def test_the_veterans_office_prepares_until_the_round_is_over(survey, sign_in, at):
    browser = sign_in(make.account(Role.VETERANS_OFFICE))
    words = " ".join(jobs(browser.get(WORK)))
    assert "4 đơn vị chưa gửi danh sách, lịch phân công" in words
    assert "Bàn giao danh sách cho Ban chưa bàn giao lần nào" in words
    ways = [link["href"] for link in browser.get(WORK).all("section[aria-labelledby=rosters-head] a")]
    assert ways == [f"/rosters/198-kh-bdvtu{rest}" for rest in ("", "/hand-over", "/supervisors", "/double-duties")]
    at(clock.at(date(2024, 6, 20), 9))
    assert jobs(browser.get(WORK)) == []


def test_who_asks_gets_a_message_to_copy_with_no_figure_in_it(survey, sign_in):
    editor = make.account(Role.PROVINCE_EDITOR)
    deed = approvals.ask(survey, "extend", by=editor, reason="mưa bão", until=date(2024, 6, 20))
    database.session.commit()
    page = sign_in(editor).get(f"/manage/rounds/198-kh-bdvtu/deeds/{deed.id}")
    message = page.reads("#message-text")
    assert message.startswith("Đề nghị các đồng chí xem, quyết định: Gia hạn thời gian khảo sát")
    assert message.endswith(f"/manage/rounds/198-kh-bdvtu/deeds/{deed.id}")
    other = sign_in(make.account(Role.PROVINCE_APPROVER)).get(f"/manage/rounds/198-kh-bdvtu/deeds/{deed.id}")
    assert other.all("#message-text") == []


def test_the_province_reminds_the_districts_that_corrections_wait_for(survey, sign_in):
    officer, lead = make.account(Role.COMMUNE_OFFICER), make.account(Role.COMMUNE_LEAD, full_name="Lê Thị Lan")
    visits(desk("07507"), date(2024, 6, 12), officer, n=41, locked=True)
    operations.ask_correction(desk("07507"), date(2024, 6, 12), visits=57, reason="đếm sót", by=lead)
    database.session.commit()
    editor, monitor = (sign_in(make.account(role)) for role in (Role.PROVINCE_EDITOR, Role.DISTRICT_MONITOR))
    [waits] = [one for one in jobs(editor.get(WORK)) if "chờ huyện duyệt" in one]
    assert (
        waits == "1 yêu cầu điều chỉnh chờ huyện duyệt lâu nhất từ 09:00 Nhắc huyện yêu cầu điều chỉnh chờ huyện duyệt"
    )
    page = editor.get("/corrections")
    assert "huyện Lục Ngạn" in page.reads("main ul.links")
    message = page.reads("#message-text")
    assert "huyện Lục Ngạn" in message
    assert not {"41", "57"} & set(message.split())
    assert not [one for one in jobs(monitor.get(WORK)) if "Nhắc huyện" in one]
    assert monitor.get("/corrections").all("#message-text") == []
    # the commune that asked has a message for the district, without the figures
    asked = sign_in(lead).get("/visits/2024-06-12").reads("#message-text")
    assert asked.startswith(
        "Đề nghị các đồng chí xem, quyết định: yêu cầu điều chỉnh số liệu ngày 12/6 của xã Thanh Hải"
    )
