"""«Chốt», corrections afterwards, and who may do what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Refused
from portal.extensions import db as database
from portal.fieldwork.visits import operations, queries
from portal.fieldwork.visits.models import LockAuthority, VisitCorrection, VisitCount
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.accounts.models import Account
    from tests.browser import PageClient

DAY = date(2024, 6, 13)
PATH = "/visits/2024-06-13"
REASON = "Sổ theo dõi ghi 46, nhập nhầm thành 36."

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def afternoon(db: object, at: Callable[[datetime], None]) -> None:
    make.survey_round()
    at(clock.at(DAY, 17, 5))


@pytest.fixture
def lead(sign_in: Callable[..., PageClient]) -> PageClient:
    return sign_in(make.account("commune_lead", full_name="Trần Văn Trưởng"))


def enter(browser: PageClient, visits: int) -> None:
    assert browser.submit(PATH, {"visits": str(visits)}).status == 303


def lock(browser: PageClient) -> Any:
    return browser.submit(f"{PATH}/lock", {})


def count() -> VisitCount:
    return database.session.scalars(select(VisitCount)).one()


def test_the_lead_is_asked_once_more_and_then_the_day_is_closed(lead: PageClient) -> None:
    enter(lead, 36)
    asked = lead.get(f"{PATH}/lock")
    assert asked.reads("h1") == "Chốt số liệu ngày 13/6?"
    assert "36 lượt người dân đến" in asked.text
    assert "Ngày 13/6 chưa hết." in asked.text
    assert lock(lead).location == f"{PATH}?round=198-kh-bdvtu"
    page = lead.get(PATH)
    assert "Đã chốt số liệu ngày 13/6." in page.reads(".flash")
    assert "Đã chốt lúc 17:05, đồng chí Trần Văn Trưởng" in page.text
    assert not page.all("input[name=visits]")


def test_saving_and_closing_is_one_button(lead: PageClient) -> None:
    answer = lead.submit(PATH, {"visits": "36", "next": "lock"})
    assert answer.location == f"{PATH}/lock?round=198-kh-bdvtu"
    assert count().visits == 36


def test_an_officer_closes_only_with_the_leads_authority(sign_in: Callable[..., PageClient], lead: PageClient) -> None:
    account = make.account("commune_officer", full_name="Nguyễn Thị Nhập")
    officer = sign_in(account)
    enter(officer, 36)
    page = officer.get(f"{PATH}/lock")
    assert page.status == 403
    assert "Tổ trưởng chưa ủy quyền chốt số liệu cho đồng chí." in page.text
    assert lead.submit("/authority", {"deed": "give"}).status == 303
    assert "được chốt số liệu" in lead.get("/authority").text
    assert lock(officer).status == 303
    assert count().is_locked


def test_an_authority_taken_back_no_longer_counts(sign_in: Callable[..., PageClient], lead: PageClient) -> None:
    officer = sign_in(make.account("commune_officer"))
    enter(officer, 36)
    lead.submit("/authority", {"deed": "give"})
    lead.submit("/authority", {"deed": "withdraw"})
    assert officer.post(f"{PATH}/lock", {"version": "1"}).status == 403
    assert not count().is_locked


def test_a_day_without_figures_is_not_closed_and_not_corrected_in_silence(lead: PageClient) -> None:
    for path, typed, sentence in (
        (f"{PATH}/lock", {"version": "0"}, "Chưa nhập số lượt người dân đến nên chưa chốt được."),
        ("/visits/2024-06-14/lock", {"version": "0"}, "không nhập trước ngày chưa đến"),
        (f"{PATH}/correction", {"visits": "40", "reason": REASON}, "chưa chốt, có thể sửa trực tiếp"),
    ):
        page = lead.post(path, typed)
        assert (400 <= page.status < 500, sentence in page.text) == (True, True), path


@pytest.mark.parametrize("deed", ["", "zzz", ["give", "withdraw"]])
def test_an_authority_is_given_only_in_so_many_words(sign_in: Callable[..., PageClient], deed: object) -> None:
    officer = make.account(Role.COMMUNE_OFFICER)
    page = sign_in(make.account(Role.COMMUNE_LEAD)).post(f"/authority/{officer.id}", {"deed": deed})
    assert page.status == 400
    assert database.session.scalar(select(func.count()).select_from(LockAuthority)) == 0


def test_the_authority_of_another_communes_officer_is_not_found(lead: PageClient) -> None:
    stranger = make.account("commune_officer", at=make.unit("07519"))
    assert lead.post(f"/authority/{stranger.id}", {"deed": "give"}).status == 404


def test_a_day_without_visits_cannot_be_closed(lead: PageClient) -> None:
    answer = lead.post(f"{PATH}/lock", {"version": "0"})
    assert answer.status in {303, 422}
    assert database.session.scalar(select(VisitCount)) is None


def test_closing_a_figure_that_somebody_changed_meanwhile_is_a_conflict(
    sign_in: Callable[..., PageClient], lead: PageClient
) -> None:
    enter(lead, 36)
    seen = lead.get(f"{PATH}/lock").fields()
    enter(sign_in(make.account("commune_officer", full_name="Nguyễn Thị Nhập")), 40)
    page = lead.post(f"{PATH}/lock", seen)
    assert page.status == 409
    assert "Nội dung này vừa được đồng chí Nguyễn Thị Nhập sửa lúc 17:05." in page.text
    assert "40 lượt người dân đến" in page.text
    assert not count().is_locked


def test_a_closed_day_is_not_saved_over(lead: PageClient) -> None:
    enter(lead, 36)
    before = lead.get(PATH).fields()
    lock(lead)
    page = lead.post(PATH, {**before, "visits": "50"})
    assert page.status == 409
    assert count().visits == 36


def closed(lead: PageClient) -> None:
    enter(lead, 36)
    lock(lead)


def ask(lead: PageClient, visits: str = "46", reason: str = REASON) -> Any:
    return lead.submit(f"{PATH}/correction", {"visits": visits, "reason": reason})


def correction() -> VisitCorrection:
    return database.session.scalars(select(VisitCorrection)).one()


def test_a_correction_waits_and_the_old_figure_stays(lead: PageClient) -> None:
    closed(lead)
    assert ask(lead).status == 303
    assert count().visits == 36
    assert "Đang chờ duyệt: điều chỉnh từ 36 thành 46 lượt." in lead.get(PATH).text
    assert lead.post(f"{PATH}/correction", {"visits": "47", "reason": REASON}).status == 409


@pytest.mark.parametrize(
    ("visits", "reason", "sentence"),
    [
        ("46", "", "Đề nghị nêu rõ lý do điều chỉnh."),
        ("46", "nhầm", "Lý do quá ngắn: đề nghị nêu rõ số cũ sai ở đâu."),
        ("-46", REASON, "Số lượt người dân đến phải là số nguyên từ 0 đến 5.000."),
        ("36", REASON, "Số đề nghị trùng với số đã chốt."),
    ],
)
def test_a_correction_needs_another_number_and_a_reason(
    lead: PageClient, visits: str, reason: str, sentence: str
) -> None:
    closed(lead)
    page = ask(lead, visits, reason)
    assert page.status == 422
    assert sentence in page.text
    assert page.one("textarea").get_text() == reason


def test_the_district_accepts_and_both_figures_remain(sign_in: Callable[..., PageClient], lead: PageClient) -> None:
    closed(lead)
    ask(lead)
    district = sign_in(make.account("district_monitor"))
    assert "xã Thanh Hải, huyện Lục Ngạn" in district.get("/corrections").text
    path = f"/corrections/{correction().id}"
    assert district.submit(path, {"verdict": "accept"}).status == 303
    assert (count().visits, correction().old_visits, correction().accepted) == (46, 36, True)
    assert "Đã điều chỉnh từ 36 thành 46 lượt" in lead.get(PATH).text
    assert district.post(path, {"verdict": "refuse", "reply": "không"}).status == 409


def test_a_refusal_needs_a_reason(sign_in: Callable[..., PageClient], lead: PageClient) -> None:
    closed(lead)
    ask(lead)
    district = sign_in(make.account("district_monitor"))
    path = f"/corrections/{correction().id}"
    assert "Đề nghị ghi lý do không đồng ý." in district.submit(path, {"verdict": "refuse"}).text
    assert district.submit(path, {"verdict": "refuse", "reply": "Chưa rõ căn cứ."}).status == 303
    assert count().visits == 36


def test_another_district_does_not_find_it_and_the_province_only_reads(
    sign_in: Callable[..., PageClient], lead: PageClient
) -> None:
    closed(lead)
    ask(lead)
    path = f"/corrections/{correction().id}"
    assert sign_in(make.account("district_monitor", at=make.unit("213"))).get(path).status == 404
    province = sign_in(make.account("province_editor"))
    assert province.get(path).status == 200
    assert province.post(path, {"verdict": "accept", "reply": ""}).status == 403
    assert count().visits == 36


def test_where_there_are_no_districts_the_province_decides(db: object, at: Callable[[datetime], None]) -> None:
    make.units_of(2025)
    survey = make.survey_round("2025", catalogue_id=2025)
    commune = make.unit("07210", 2025)
    point = queries.points_of(commune)[0]
    head = make.account("commune_lead", at=commune)
    at(clock.at(DAY, 18))
    operations.save_visits(point, DAY, visits=36, source="direct", version=0, by=head)
    operations.lock_day(point, DAY, version=1, by=head)
    asked = operations.ask_correction(point, DAY, visits=46, reason=REASON, by=head)
    editor = make.account("province_editor", at=make.unit("24", 2025))
    found = queries.correction_in(editor.unit, asked.id)
    assert found is not None
    operations.decide_correction(found, accepted=True, reply="", by=editor)
    assert (found.count.visits, survey.catalogue_id) == (46, 2025)


def test_nobody_decides_what_the_same_person_asked(db: object) -> None:
    point = queries.points_of(make.unit("07507"))[0]
    head: Account = make.account("commune_lead")
    monitor = make.account("district_monitor", person=head.person)
    operations.save_visits(point, DAY, visits=36, source="direct", version=0, by=head)
    operations.lock_day(point, DAY, version=1, by=head)
    asked = operations.ask_correction(point, DAY, visits=46, reason=REASON, by=head)
    found = queries.correction_in(monitor.unit, asked.id)
    assert found is not None
    with pytest.raises(Refused):
        operations.decide_correction(found, accepted=True, reply="", by=monitor)


def test_an_officer_asks_the_lead_who_finds_it_first(sign_in: Callable[..., PageClient], lead: PageClient) -> None:
    officer = sign_in(make.account("commune_officer", full_name="Nông Minh Hường"))
    officer.submit(PATH, {"visits": "36"})
    assert officer.get("/today").one("button[value=ask]").get_text(strip=True) == "Báo tổ trưởng chốt số liệu 13/6"
    asked = officer.post(PATH, {**officer.get(PATH).fields(), "next": "ask"})
    assert asked.location == f"{PATH}/lock-request?round=198-kh-bdvtu"
    page = officer.get(f"{PATH}/lock-request")
    assert page.reads("h1") == "Báo tổ trưởng chốt số liệu ngày 13/6?"
    assert officer.post(f"{PATH}/lock-request", page.fields()).status == 303
    message = officer.get("/today").reads("#message-text")
    assert message.startswith("Kính đề nghị đồng chí Tổ trưởng chốt số liệu ngày 13/6 của xã Thanh Hải, chậm nhất")
    assert "36" not in message
    assert not officer.get("/today").all("button[value=ask]")
    first = lead.get("/today")
    waits = first.all("ul.jobs")[0]
    said = "Chốt số liệu ngày 13/6 chưa chốt Đồng chí Nông Minh Hường báo lúc"
    assert said in " ".join(waits.get_text(" ", strip=True).split())
    assert f"{PATH}/lock?round=198-kh-bdvtu" in str(waits.select_one("a"))


def test_asked_twice_it_is_asked_once_and_another_figure_is_asked_about_anew(
    sign_in: Callable[..., PageClient], lead: PageClient
) -> None:
    officer = sign_in(make.account("commune_officer"))
    officer.submit(PATH, {"visits": "36"})
    fields = officer.get(f"{PATH}/lock-request").fields()
    for _time in range(2):
        assert officer.post(f"{PATH}/lock-request", fields).status == 303
    asked = select(func.count(Event.id)).where(Event.action == "visits.lock-asked")
    assert database.session.scalar(asked) == 1
    officer.submit(PATH, {"visits": "37"})
    assert officer.get("/today").all("button[value=ask]")
    assert officer.post(f"{PATH}/lock-request", fields).status == 409
    assert "báo lúc" not in lead.get("/today").text


@pytest.mark.parametrize("hour", [16, 17])
def test_the_button_is_an_outline_until_closing_time(
    sign_in: Callable[..., PageClient], at: Callable[[datetime], None], hour: int
) -> None:
    at(clock.at(DAY, hour))
    for role, name in (("commune_officer", "ask"), ("commune_lead", "lock")):
        button = sign_in(make.account(role)).get("/today").one(f"button[value={name}]")
        assert ("quiet" in button["class"]) is (hour < 17)


def test_what_is_missing_or_closed_is_not_asked_about(sign_in: Callable[..., PageClient], lead: PageClient) -> None:
    officer = sign_in(make.account("commune_officer"))
    assert officer.get(f"{PATH}/lock-request").location == f"{PATH}?round=198-kh-bdvtu"
    page = officer.post(f"{PATH}/lock-request", {"version": "0"})
    assert (page.status, "Chưa nhập số lượt người dân đến nên chưa chốt được." in page.text) == (422, True)
    assert lead.get(f"{PATH}/lock-request").location == f"{PATH}?round=198-kh-bdvtu"
