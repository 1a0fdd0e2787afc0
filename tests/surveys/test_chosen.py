"""Which round an office's page is about: named by the address, else the last one looked at, else the nearest."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.surveys.rounds import chosen
from portal.web.data import clock
from tests import make


@pytest.fixture
def office(db, sign_in):
    make.survey_round()
    make.survey_round("dot-hai", title="Đợt thứ hai")
    database.session.commit()
    return sign_in(make.account(Role.PROVINCE_EDITOR))


def name(page):
    return page.one(".round b, b.round").get_text(strip=True)


def others(page):
    return [link["href"] for link in page.all(".round .links a")]


def test_a_round_that_an_address_names_stays_chosen_on_pages_that_name_none(office):
    names = []
    for slug in ("dot-hai", "198-kh-bdvtu", "dot-hai"):
        names.append(name(office.get(f"/board/{slug}")))
        assert name(office.get("/documents")) == names[-1]
    assert names[0] == names[2] == "Đợt thứ hai" != names[1]


def test_a_query_chooses_where_the_address_has_no_round(office):
    assert name(office.get("/documents?round=dot-hai")) == "Đợt thứ hai"
    assert name(office.get("/urging")) == "Đợt thứ hai"


def test_the_other_round_is_one_tap_away_on_the_same_page(office):
    assert others(office.get("/board/dot-hai"))[0].startswith("/board/")
    assert "?round=" in others(office.get("/documents?round=dot-hai"))[0]


def test_a_page_about_one_thing_of_a_round_leads_to_the_other_round_itself(office):
    office.get("/board/dot-hai")
    assert others(office.get("/board/dot-hai/units/07507"))[0].startswith("/manage/rounds/")


def test_an_unknown_round_chooses_nothing(office):
    office.get("/board/dot-hai")
    assert office.get("/board/khong-co").status == 404
    assert name(office.get("/documents?round=khong-co")) == "Đợt thứ hai"


def test_the_stages_tell_where_a_round_is(office):
    page = office.get("/board/dot-hai")
    states = [stage["class"][0] for stage in page.all(".stages li")]
    assert states.count("now") == 1
    assert states == sorted(states, key=["done", "now", "next"].index)


@pytest.mark.parametrize("state", chosen.STAGE_OF_STATE)
def test_every_state_has_a_stage(state):
    assert 0 <= chosen.STAGE_OF_STATE[state] <= 3


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("draft", "chưa duyệt"),
        ("approved", "mở ngày 12/6, còn 2 ngày"),
        ("open", "ngày cuối 10/6, hôm nay"),
        ("closed", "hạn ký báo cáo 09/6/2024"),
        ("opened", "hạn ký báo cáo 09/6/2024"),
        ("released", ""),
        ("erased", ""),
    ],
)
def test_what_is_due_next_is_told_with_what_is_left(app, at, state, told):
    at(clock.at(date(2024, 6, 10), 9))
    plan = SimpleNamespace(deadlines=SimpleNamespace(signed_report=date(2024, 6, 9)))
    round_ = SimpleNamespace(state=state, first_day=date(2024, 6, 12), last_day=date(2024, 6, 10), plan_data=plan)
    with app.test_request_context():
        assert chosen.due_next(round_) == told
