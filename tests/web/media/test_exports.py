"""A file holds all the rows that a page's filters leave, whatever page of them is on the screen."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.accounts.permissions import Role
from portal.audit.operations import record
from portal.extensions import db as database
from portal.web.http import views
from tests import make


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("page=2", ""),
        ("q=Thanh&page=3&poll=1", "?q=Thanh"),
        ("district=219&sort=-late&level=commune", "?district=219&sort=-late&level=commune"),
        ("q=&status=", ""),
        ("slug=khac&_external=1&_scheme=javascript&_anchor=x", "?slug=khac&_external=1&_scheme=javascript&_anchor=x"),
    ],
)
def test_the_address_of_a_file_keeps_filters_and_order_but_no_page(app, query, kept):
    with app.test_request_context(f"/manage/rounds/198/points?{query}"):
        assert views.export_address("surveys.points_file", slug="198") == f"/manage/rounds/198/points.xlsx{kept}"


def rows_in(answer) -> int:
    return load_workbook(BytesIO(answer.response.data)).worksheets[0].max_row - 1


@pytest.fixture
def admin(db):
    make.units_small()
    return make.account(Role.PROVINCE_APPROVER)


def test_the_record_of_events_offers_every_event_from_whichever_page(admin, sign_in):
    for number in range(120):
        record("visits.locked", by=admin, detail={"visits": number})
    database.session.commit()
    browser = sign_in(admin)
    offered = browser.get("/audit?page=2&action=visits.locked").one("main a[href^='/audit.xlsx']")["href"]
    assert offered == "/audit.xlsx?action=visits.locked"
    assert rows_in(browser.get(offered)) == rows_in(browser.get(f"{offered}&page=2")) == 120


def test_a_page_asked_for_with_the_name_of_a_part_of_its_address_still_shows(admin, sign_in):
    survey = make.survey_round()
    answer = sign_in(admin).get(f"/manage/rounds/{survey.slug}/points?slug=khac&endpoint=x&_anchor=y")
    assert answer.status == 200
