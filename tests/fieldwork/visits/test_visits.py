"""A commune enters a day's visits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.visits.models import VisitCount
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.browser import PageClient

DAY = date(2024, 6, 13)
PATH = "/visits/2024-06-13"
BAD_NUMBER = "Số lượt người dân đến phải là số nguyên từ 0 đến 5.000."

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def afternoon(db: object, at: Callable[[datetime], None]) -> None:
    """The second day, a quarter to four."""
    make.survey_round()
    at(clock.at(DAY, 15, 42))


def officer(sign_in: Callable[..., PageClient], **changes: Any) -> PageClient:
    return sign_in(make.account("commune_officer", full_name="Nguyễn Thị Nhập", **changes))


def saved() -> VisitCount | None:
    return database.session.scalar(select(VisitCount))


def enter(browser: PageClient, visits: object, path: str = PATH, **changes: object) -> Any:
    return browser.submit(path, {"visits": visits, **changes})


def test_the_home_page_shows_the_day_and_asks_for_one_number(sign_in: Callable[..., PageClient]) -> None:
    page = officer(sign_in).get("/today")
    assert page.reads("h1") == "Thứ Năm, 13/6/2024"
    assert "Ngày thứ hai trong 3 ngày khảo sát · xã Thanh Hải" in page.text
    assert [one.get_text(" ", strip=True) for one in page.all("ul.days li")] == [
        "Thứ Tư, 12/6 chưa nhập",
        "Thứ Năm, 13/6 hôm nay",
        "Thứ Sáu, 14/6 ngày mai",
    ]
    assert page.one("input[name=visits]")["inputmode"] == "numeric"
    assert "Chưa nhập" in page.reads("#state")


def test_a_number_is_kept_as_a_draft_with_its_source(sign_in: Callable[..., PageClient]) -> None:
    browser = officer(sign_in)
    answer = enter(browser, "36", source="register")
    assert (answer.status, answer.location) == (303, f"{PATH}?round=198-kh-bdvtu")
    page = browser.get(PATH)
    assert "Đã lưu 15:42" in page.reads("#state")
    count = saved()
    assert count is not None
    assert (count.visits, count.source, count.is_locked, count.version) == (36, "register", False, 1)


@pytest.mark.parametrize(
    "typed", ["-1", "ba mươi", "5001", "３６", "3.5", "", "1e3", "999999999999999999999999", "3 6"]
)
def test_what_is_no_number_of_visits_is_refused_and_stays_in_the_field(
    sign_in: Callable[..., PageClient], typed: str
) -> None:
    page = enter(officer(sign_in), typed)
    assert page.status == 422
    assert BAD_NUMBER in page.text
    assert page.one("input[name=visits]").get("value", "") == typed
    assert saved() is None


def test_a_form_without_the_number_is_refused_too(sign_in: Callable[..., PageClient]) -> None:
    page = officer(sign_in).post(PATH, {"source": "direct", "version": "0"})
    assert (page.status, BAD_NUMBER in page.text, saved()) == (422, True, None)


@pytest.mark.parametrize(("typed", "kept"), [("0", 0), ("5000", 5000), ("0036", 36), (" 12 ", 12)])
def test_the_bounds_are_numbers_too(sign_in: Callable[..., PageClient], typed: str, kept: int) -> None:
    assert enter(officer(sign_in), typed).status == 303
    count = saved()
    assert count is not None
    assert count.visits == kept


def test_a_source_that_is_not_in_the_list_is_refused(sign_in: Callable[..., PageClient]) -> None:
    page = enter(officer(sign_in), "36", source="guess")
    assert page.status == 422
    assert "Chọn một trong các nguồn có sẵn." in page.text


@pytest.mark.parametrize("path", ["/visits/2024-06-14", "/visits/2024-06-15", "/visits/2023-06-13"])
def test_days_outside_the_round_or_to_come_are_refused(sign_in: Callable[..., PageClient], path: str) -> None:
    page = officer(sign_in).post(path, {"visits": "36", "source": "direct", "version": "0"})
    assert page.status == 422
    assert "Chỉ nhập cho các ngày khảo sát 12, 13, 14/6; không nhập trước ngày chưa đến." in page.text
    assert saved() is None


@pytest.mark.parametrize("path", ["/visits/yesterday", "/visits/2024-13-40", "/visits/１２"])
def test_what_is_no_date_is_not_found(sign_in: Callable[..., PageClient], path: str) -> None:
    assert officer(sign_in).get(path).status == 404


def test_two_editors_the_second_is_told_who_came_first_and_loses_nothing(sign_in: Callable[..., PageClient]) -> None:
    first, second = officer(sign_in), sign_in(make.account("commune_lead", full_name="Trần Văn Trưởng"))
    enter(first, "36")
    stale = second.get(PATH).fields()
    enter(first, "40")
    page = second.post(PATH, {**stale, "visits": "38"})
    assert page.status == 409
    assert "Nội dung này vừa được đồng chí Nguyễn Thị Nhập sửa lúc 15:42." in page.text
    assert "Số đang lưu: 40 lượt" in page.text
    assert page.one("input[name=visits]")["value"] == "38"
    assert second.post(PATH, page.fields()).status == 303
    count = saved()
    assert count is not None
    assert count.visits == 38


def test_a_first_figure_entered_meanwhile_is_a_conflict_too(sign_in: Callable[..., PageClient]) -> None:
    first, second = officer(sign_in), sign_in(make.account("commune_lead"))
    empty = second.get(PATH).fields()
    enter(first, "36")
    assert second.post(PATH, {**empty, "visits": "30"}).status == 409


def test_every_change_is_an_event_with_the_old_figure(sign_in: Callable[..., PageClient]) -> None:
    browser = officer(sign_in)
    enter(browser, "36")
    enter(browser, "36")
    enter(browser, "40")
    events = database.session.scalars(select(Event).where(Event.subject_kind == "visits").order_by(Event.id)).all()
    assert [event.action for event in events] == ["visits.entered", "visits.changed"]
    assert (events[1].detail["old"]["visits"], events[1].detail["visits"]) == (36, 40)


def test_htmx_gets_the_changing_part_alone(sign_in: Callable[..., PageClient]) -> None:
    browser = officer(sign_in)
    values = {**browser.get(PATH).fields(), "visits": "36"}
    answer = browser.request("POST", PATH, data=values, headers={"HX-Request": "true"}, follow_redirects=True)
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'id="state"' in body
    assert "Đã lưu 15:42" in body
    assert "<html" not in body


def test_htmx_is_told_what_is_wrong(sign_in: Callable[..., PageClient]) -> None:
    browser = officer(sign_in)
    values = {**browser.get(PATH).fields(), "visits": "-3"}
    answer = browser.request("POST", PATH, data=values, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert BAD_NUMBER in answer.get_data(as_text=True)


def test_a_day_left_out_is_something_to_do(sign_in: Callable[..., PageClient]) -> None:
    page = officer(sign_in).get("/today")
    todo = page.reads("ul.jobs")
    assert "Nhập lượt người dân đến ngày 12/6 quá hạn Chốt chậm nhất 10 giờ thứ Năm, 13/6 Nhập" in todo


def test_nobody_else_enters(sign_in: Callable[..., PageClient]) -> None:
    for role in ("district_monitor", "province_editor", "auditor"):
        assert sign_in(make.account(role)).get(PATH).status == 403
    assert database.session.scalar(select(func.count(VisitCount.id))) == 0


def test_a_commune_without_a_round_is_told_so(sign_in: Callable[..., PageClient]) -> None:
    make.units_small(2025)
    page = sign_in(make.account("commune_officer", at=make.unit("07507", 2025))).get("/today")
    assert "Chưa có đợt khảo sát nào tại đơn vị" in page.text


def test_before_the_round_the_page_says_when_it_begins(
    sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    at(clock.at(date(2024, 6, 10), 9))
    page = officer(sign_in).get("/today")
    assert "Đợt khảo sát bắt đầu từ thứ Tư, ngày 12/6/2024." in page.text
    assert not page.all("input[name=visits]")


def test_a_long_round_shows_three_days_and_folds_the_others(
    sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    at(clock.at(date(2024, 7, 20), 9))
    make.survey_round("trial", first_day=date(2024, 7, 1), last_day=date(2024, 7, 30))
    page = officer(sign_in).get("/today")
    assert "Ngày thứ 20 trong 30 ngày khảo sát" in page.text
    assert [len(one.select("li")) for one in page.all("ul.days")] == [3, 27]
    assert "27 ngày khác" in page.text
    assert len(page.all("ul.jobs")[0].select("li")) == 6
