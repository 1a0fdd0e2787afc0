"""A desk's phone: enrolled by the day's code, one ballot after another, dead at midnight or once closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.ballots.desks import operations, queries
from portal.ballots.desks.models import DeskPhone, desk_pace
from portal.ballots.models import arrivals, ballot_pool
from portal.ballots.sealing import payload
from portal.errors import DomainError
from portal.extensions import db, limiter
from portal.web.data import clock
from tests import make
from tests.ballots.conftest import CONTENT, NOON, kept
from tests.browser import Page, PageClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.surveys.models import Point


@dataclass
class DeskPhoneInHand:
    """A phone at the desk."""

    client: PageClient
    move: Callable[[datetime], None]
    fields: dict[str, str] = field(default_factory=dict)

    def wait(self, **time: float) -> None:
        self.move(clock.now() + timedelta(**time))

    def enrol(self, code: str) -> Page:
        return self.client.submit("/desk", {"code": code})

    def end(self) -> Page:
        return self.client.submit("/desk", {}, form="details form")

    def open(self) -> Page:
        page = self.client.get("/desk/ballot")
        self.fields = page.fields() if page.status == 200 else self.fields
        return page

    def send(self, after: float = 60, **changes: str) -> Page:
        self.wait(seconds=after)
        sent = self.client.request("POST", "/desk/ballot", data={**self.fields, **CONTENT, **changes})
        return Page(sent, "/desk/ballot")

    def answer(self, after: float = 60) -> Page:
        self.open()
        return self.send(after)

    @property
    def cookie(self) -> str:
        found = self.client.http.get_cookie("desk")
        return found.value if found else ""


@pytest.fixture
def lead(point: Point):
    return make.account(Role.COMMUNE_LEAD, make.unit("07507"))


@pytest.fixture
def code(point: Point, lead) -> str:
    made = operations.make_code(queries_point(), by=lead)
    db.session.commit()
    return made


def queries_point() -> Point:
    """The point with its round and unit, as the staff page has it."""
    from portal.fieldwork.visits import queries as fieldwork  # noqa: PLC0415

    return fieldwork.points_of(make.unit("07507"))[0]


@pytest.fixture
def blank(app, at) -> Callable[[], DeskPhoneInHand]:
    return lambda: DeskPhoneInHand(PageClient(app), at)


@pytest.fixture
def desk(blank, code) -> DeskPhoneInHand:
    phone = blank()
    assert phone.enrol(code).status == 303
    return phone


def ballots() -> list[payload.Ballot]:
    rows = db.session.scalars(select(ballot_pool.c.payload)).all()
    db.session.commit()
    return [payload.decode(row) for row in rows]


def test_two_people_in_turn_on_one_phone_are_two_ballots_of_the_desk(desk):
    assert "Xã Thanh Hải" in desk.client.get("/desk").reads(".where")
    first = desk.answer()
    assert first.status == 303
    assert first.location.startswith("/desk/done/")
    desk.wait(seconds=30)
    assert desk.answer().status == 303
    assert [ballot.channel for ballot in ballots()] == ["desk", "desk"]
    assert db.session.execute(select(arrivals.c.channel, arrivals.c.n)).all() == [("desk", 2)]
    assert db.session.execute(select(desk_pace.c.n)).scalars().all() == [2]
    assert kept()["spent_mark"] == 4


def test_the_thanks_show_a_receipt_only_where_it_is_asked_for_and_for_a_minute(desk):
    done = desk.answer().location
    page = desk.client.get(done)
    assert "Phiếu của ông/bà đã được ghi nhận" in page.reads("h1")
    assert page.all(".receipt") == []
    assert page.one("noscript meta")["content"] == "10;url=/desk"
    shown = desk.client.get(str(page.one("a.quiet")["href"]))
    assert len(shown.reads(".receipt").replace(" ", "").replace("-", "")) == 16
    desk.wait(seconds=61)
    assert desk.client.get(done).location == "/desk"


def test_the_next_within_thirty_seconds_waits(desk):
    desk.answer()
    desk.wait(seconds=18)
    page = desk.client.get("/desk/ballot")
    assert page.status == 429
    assert page.response.headers["Retry-After"] == "12"
    assert "Xin chờ 12 giây rồi mời người tiếp theo." in page.reads("[role=alert]")
    desk.wait(seconds=12)
    assert desk.open().status == 200


def test_a_second_form_open_at_once_waits_with_its_answers_kept(desk):
    desk.open()
    early = dict(desk.fields)
    desk.answer()
    desk.fields = early
    page = desk.send(after=10)
    assert page.status == 429
    assert "Xin chờ 20 giây rồi mời người tiếp theo." in page.reads("[data-said]")
    assert len(page.all("input[checked]")) == 14
    assert desk.send(after=20).status == 303
    assert len(ballots()) == 2


def test_a_form_sent_twice_is_one_ballot(desk):
    desk.answer()
    assert desk.send(after=1).status == 303
    assert len(ballots()) == 1


def test_a_phone_whose_reply_was_lost_is_moved_on(desk):
    before = desk.cookie
    desk.answer()
    desk.client.http.set_cookie("desk", before)
    assert desk.send(after=5).status == 303
    assert desk.cookie != before
    assert desk.client.get("/desk/ballot").status == 429
    desk.wait(seconds=30)
    assert desk.answer().status == 303
    assert len(ballots()) == 2


def test_an_old_cookie_kept_back_brings_no_ballot_sooner(desk):
    old = desk.cookie
    desk.answer()
    for _time in range(3):
        desk.client.http.set_cookie("desk", old)
        assert desk.client.get("/desk/ballot").status == 200
        desk.open()
        assert desk.send(after=10).status == 429
    assert len(ballots()) == 1


def test_replayed_forms_win_no_turns_ahead(desk):
    desk.answer()
    sent, current = dict(desk.fields), desk.cookie
    for _time in range(3):
        desk.fields = sent
        assert desk.send(after=1).status == 303
        assert desk.cookie == current


def test_nothing_of_a_ballot_is_kept_by_the_browser(desk):
    page = desk.open()
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.one("form")["autocomplete"] == "off"
    assert page.one("textarea")["autocomplete"] == "off"
    assert page.one("[data-idle]")["data-idle"] == "90"
    assert page.one("noscript meta")["content"] == "600;url=/desk"
    assert "tự xóa sau 10 phút" in page.text


def test_a_wrong_form_comes_back_as_a_desk_s(desk):
    desk.open()
    page = desk.send(Q3="")
    assert page.status == 422
    assert page.one("[data-idle]")["data-home"] == "/desk"
    assert "Câu 3" in page.reads(".errs")


def test_the_form_in_english(desk):
    page = desk.client.get("/desk/ballot?lang=en")
    assert "Desk phone: one form each." in page.text
    assert page.one("a.lang")["href"] == "/desk/ballot"


def test_scanning_the_desk_s_own_code_leads_to_the_button(app, desk, point):
    page = desk.client.get(f"/p/{point.code}")
    assert (page.status, page.location) == (302, "/desk")


def test_a_desk_s_form_counts_on_no_other_phone(desk, phone):
    desk.open()
    citizen = phone()
    citizen.fields = desk.fields
    page = citizen.send()
    assert page.status == 403
    assert "không còn là máy hỗ trợ tại bàn, phiếu chưa được ghi nhận" in page.reads("[data-said]")
    assert ballots() == []


def test_closed_at_midnight(desk, at):
    desk.open()
    at(clock.end_of(make.FIRST_DAY))
    assert desk.send(after=0).status == 403
    assert "đã hết ngày" in desk.client.get("/desk").reads("[role=status]")
    assert desk.client.get("/desk/ballot").location == "/desk"


def test_closed_by_the_lead_it_takes_nothing_more(desk, lead):
    desk.open()
    [row] = queries.phones_of(make.point("07507"), make.FIRST_DAY)
    operations.close(queries.phone_in(make.unit("219"), row.id), by=lead)
    db.session.commit()
    assert desk.send().status == 403
    assert ballots() == []


def test_the_phone_itself_can_stop(desk):
    page = desk.end()
    assert page.location == "/desk"
    assert desk.client.get("/desk").one("input#code")
    assert db.session.scalars(select(DeskPhone.closed_at)).one() is not None


def test_nobody_signs_in_on_a_desk_phone(desk):
    token = desk.client.get("/desk").fields("details form")
    for page in (desk.client.get("/login"), desk.client.post("/login", {"username": "x", "password": "y", **token})):
        assert page.status == 403
        assert "máy hỗ trợ tại bàn nên không đăng nhập được" in page.text
    desk.end()
    assert desk.client.get("/login").status == 200


def test_a_browser_that_is_signed_in_becomes_no_desk_phone(sign_in, code, lead):
    browser = sign_in(lead)
    for page, status in ((browser.get("/desk"), 200), (browser.post("/desk", {"code": code}), 403)):
        assert page.status == status
        assert "Đăng xuất rồi mới dùng làm máy hỗ trợ tại bàn được." in page.text
    assert db.session.scalars(select(DeskPhone)).all() == []


@pytest.mark.parametrize("typed", ["", "ABCD EFGH", "K7QM2XPA", "x" * 30])
def test_a_wrong_code_enrols_nobody(blank, code, typed):
    page = blank().enrol(typed)
    assert page.status == 422
    assert page.one("#code-err")
    assert db.session.scalars(select(DeskPhone)).all() == []


def test_ten_guesses_a_minute_and_then_even_the_right_code_waits(app, blank, code, monkeypatch):
    monkeypatch.setitem(app.config, "SOURCE_LIMITS", value=True)
    limiter.limiter.storage.reset()
    phone = blank()
    assert [phone.enrol("ABCD EFGH").status for _guess in range(10)] == [422] * 10
    page = phone.enrol(code)
    assert page.status == 429
    assert "Xin chờ một phút rồi gõ lại." in page.text
    assert db.session.scalars(select(DeskPhone)).all() == []
    limiter.limiter.storage.reset()


def test_the_printed_code_of_the_point_is_no_code_for_phones(blank, code, point):
    assert blank().enrol(point.code).status == 422


def test_a_code_typed_by_hand_is_understood(blank, code):
    assert blank().enrol(f"{code[:4].lower()} {code[4:].lower()}").status == 303


def test_yesterday_s_code_is_over(blank, code, at):
    at(NOON + timedelta(days=1))
    assert blank().enrol(code).status == 422


def test_a_new_code_puts_the_old_one_out_and_leaves_the_phones(desk, blank, code, lead):
    newer = operations.make_code(queries_point(), by=lead)
    db.session.commit()
    assert blank().enrol(code).status == 422
    assert blank().enrol(newer).status == 303
    assert desk.answer().status == 303


def test_a_desk_has_five_phones_and_no_sixth_until_one_is_closed(blank, code, lead):
    phones = [blank() for _number in range(6)]
    assert [phone.enrol(code).status for phone in phones] == [303] * 5 + [422]
    assert "Bàn đã có đủ 5 máy" in phones[5].enrol(code).text
    phones[2].end()
    assert phones[5].enrol(code).status == 303
    assert "Máy số 3" in phones[5].client.get("/desk").text


def test_codes_are_made_only_while_the_round_takes_ballots(point, lead, at):
    for moment in (clock.start_of(make.FIRST_DAY) - timedelta(seconds=1), clock.end_of(make.LAST_DAY)):
        at(moment)
        with pytest.raises(DomainError, match="Chỉ đăng ký máy trong các ngày khảo sát"):
            operations.make_code(queries_point(), by=lead)


def test_after_closing_the_phone_says_so(desk, at):
    row = make.point("07507")
    survey = queries_point().round
    survey.closes_at = clock.now() + timedelta(minutes=1)
    db.session.commit()
    assert row.id
    desk.wait(minutes=2)
    assert "Đợt khảo sát đã kết thúc" in desk.client.get("/desk").reads(".note")
    assert desk.client.get("/desk/ballot").location == "/desk"


def test_the_record_tells_of_code_phone_and_closing_and_of_no_ballot(desk):
    desk.answer()
    desk.end()
    told = db.session.scalars(select(Event.action).where(Event.action.startswith("desks."))).all()
    assert sorted(told) == ["desks.closed", "desks.code-made", "desks.enrolled"]


def test_no_clear_code_and_no_phone_s_key_is_kept(app, desk, code):
    from tests.ballots.sealing.test_privacy import everything_kept  # noqa: PLC0415

    for place, found in everything_kept(app).items():
        assert code.encode() not in found, place
        assert desk.cookie.encode() not in found, place
