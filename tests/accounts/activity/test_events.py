"""The page of events: in words, inside one's own places, newest first."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.accounts.activity.event_words import details, in_words, subject
from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.audit.operations import record
from portal.extensions import db as database
from portal.web.http.languages import QuickDomain
from tests import make


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("visits.locked", "lượt người đến: chốt"),
        ("accounts.sign-in", "tài khoản: đăng nhập"),
        ("rounds.open-results", "đợt khảo sát: mở kết quả"),
        ("something.new", "something.new"),
    ],
)
def test_an_action_is_told_in_words(app, action, words):
    with app.test_request_context():
        assert in_words(action) == words


def event(action="rounds.ask", **values):
    return Event(action=action, **{"subject_kind": "", "subject_id": "", "unit_path": "", "detail": {}, **values})


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({"kind": "create", "reason": "Công chức mới"}, "loại: mở tài khoản; lý do: Công chức mới"),
        ({"day": "2024-06-13", "half": "morning"}, "ngày: 13/6/2024; buổi: sáng"),
        (
            {"rules": ["visits_missing", "new_rule"], "replaced": False},
            "việc nhắc: chưa nhập lượt đến, new_rule; thay danh sách cũ: không",
        ),
        ({"old": {"visits": 65, "source": "register"}, "note": ""}, "cũ: lượt đến 65, nguồn số liệu sổ theo dõi"),
        ({"digest": "0123456789abcdef0123"}, "mã SHA-256: 0123456789abcdef"),
        ({"unheard_of": "kept as it is"}, "unheard_of: kept as it is"),
        ({}, ""),
    ],
)
def test_details_are_told_in_words_and_the_raw_value_where_there_are_none(app, detail, words):
    with app.test_request_context():
        assert details(event(detail=detail)) == words


def test_a_subject_is_named_with_its_place(app):
    with app.test_request_context():
        at_desk = event(subject_kind="point", subject_id="12", unit_path="/24/219/07507/")
        assert subject(at_desk, {"/24/219/07507/": "Xã Thanh Hải"}) == "điểm khảo sát · Xã Thanh Hải"
        assert subject(event(subject_kind="round", subject_id="dung-thu"), {}) == "đợt khảo sát · dung-thu"
        assert subject(event(subject_kind="novelty", subject_id="x"), {}) == "novelty · x"


@pytest.fixture
def deeds(db):
    """A deed in each of two districts."""
    near = make.account(Role.COMMUNE_LEAD, make.unit("07507"), username="gan")
    far = make.account(Role.COMMUNE_LEAD, make.unit("07210"), username="xa.kia")
    record("visits.locked", by=near, subject=("visit", 1))
    record("visits.entered", by=far, subject=("visit", 2))
    database.session.commit()


def test_a_district_reads_of_its_own_communes_alone(sign_in, deeds):
    page = sign_in(make.account(Role.DISTRICT_MONITOR)).get("/audit")
    who = [row[1] for row in page.rows()]
    assert "gan" in who
    assert "xa.kia" not in who


def test_the_auditor_filters_by_deed_and_by_name(sign_in, deeds):
    browser = sign_in(make.account(Role.AUDITOR))
    assert {row[1] for row in browser.get("/audit?action=visits.locked").rows()} == {"gan"}
    assert {row[1] for row in browser.get("/audit?q=xa.kia").rows()} == {"xa.kia"}
    assert "Không có sự kiện nào khớp." in browser.get("/audit?q=khong-co").text


def test_the_days_asked_for_stay_in_their_fields(sign_in, deeds):
    page = sign_in(make.account(Role.AUDITOR)).get("/audit?first=2024-06-01&last=2024-06-14")
    assert (page.one("#tool-first")["value"], page.one("#tool-last")["value"]) == ("01/6/2024", "14/6/2024")


def test_the_administrator_reads_only_of_his_own_deeds(sign_in, deeds):
    page = sign_in(make.account(Role.ACCOUNT_ADMIN, username="quantri")).get("/audit")
    assert {row[1] for row in page.rows()} == {"quantri"}


@pytest.mark.parametrize("query", ["page=0", "page=-5", "page=abc", "page=99999999999999999999", "action='"])
def test_odd_questions_do_no_harm(sign_in, deeds, query):
    assert sign_in(make.account(Role.AUDITOR)).get(f"/audit?{query}").status == 200


def looked_up(monkeypatch, do):
    """How often a text is translated meanwhile."""
    asked = []
    whole = QuickDomain.get_translations
    with monkeypatch.context() as patch:
        patch.setattr(QuickDomain, "get_translations", lambda self: asked.append(1) or whole(self))
        do()
    return len(asked)


def test_a_file_of_many_events_translates_no_more_than_one_of_few(db, sign_in, monkeypatch):
    reader = sign_in(make.account(Role.AUDITOR))
    reader.get("/audit.xlsx", check=False)
    few = looked_up(monkeypatch, lambda: reader.get("/audit.xlsx", check=False))
    by = make.account(Role.COMMUNE_LEAD)
    for number in range(60):
        record("visits.locked", by=by, subject=("visits", number), detail={"kind": "close", "source": "direct"})
    database.session.commit()
    assert looked_up(monkeypatch, lambda: reader.get("/audit.xlsx", check=False)) == few
    rows = list(load_workbook(BytesIO(reader.get("/audit.xlsx", check=False).response.data)).active.values)
    told = [row[3:6] for row in rows if row[3] == "lượt người đến: chốt"]
    assert len(told) == 60
    assert told[0][0:1] + told[0][2:] == ("lượt người đến: chốt", "loại: đóng; nguồn số liệu: đếm trực tiếp")
