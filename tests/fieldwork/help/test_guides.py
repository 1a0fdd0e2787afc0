"""The guide of each role: its parts in the order of the days, who is told of which page, each picture once."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.accounts.permissions import Role
from portal.fieldwork.help import desk_sheets
from tests import make

BEFORE, DAILY, AFTER = "Trước ngày đầu", "Mỗi ngày khảo sát", "Sau ngày cuối"
with (Path(__file__).parents[2] / "access.csv").open(newline="") as _table:
    ACCESS = {row["endpoint"]: set(row["roles"].split()) for row in csv.DictReader(_table) if row["method"] == "GET"}
"""Who may open a page, as tests/test_access.py asks every page for every role."""


@pytest.fixture
def guide_of(db, sign_in):
    return lambda role: sign_in(make.account(role)).get("/guide")


def steps(page):
    """Title → what is said of it, and the page it leads to."""
    found = {}
    for step in page.all("ol.guide li"):
        link = step.select_one("a")
        found[step.select_one("b").get_text(strip=True)] = (step.select_one("p").get_text(), link and link["href"])
    return found


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        (Role.COMMUNE_OFFICER, [BEFORE, DAILY, AFTER]),
        (Role.COMMUNE_LEAD, [BEFORE, DAILY, AFTER]),
        (Role.DISTRICT_MONITOR, [BEFORE, DAILY, AFTER]),
        (Role.VETERANS_OFFICE, [BEFORE, DAILY]),
        (Role.ACCOUNT_ADMIN, [BEFORE]),
        (Role.PROVINCE_EDITOR, [BEFORE, DAILY, AFTER]),
        (Role.PROVINCE_APPROVER, [BEFORE, DAILY, AFTER]),
        (Role.AUDITOR, [BEFORE, DAILY, AFTER]),
    ],
)
def test_each_role_has_its_parts_in_the_order_of_the_days_none_empty(guide_of, role, titles):
    page = guide_of(role)
    assert [head.get_text() for head in page.all("main h2")] == titles
    assert all(part.select("li") for part in page.all("ol.guide"))
    assert all(title and text.endswith(".") for title, (text, _url) in steps(page).items())
    assert all(drawing.select("path") for drawing in page.all("ol.guide svg"))


def test_a_step_is_told_to_those_whose_it_is_and_to_nobody_else(guide_of):
    told = {role: set(steps(guide_of(role))) for role in Role}
    for step, roles in {
        "Mở kết quả": {Role.PROVINCE_APPROVER},
        "Làm báo cáo tổng hợp": {Role.PROVINCE_EDITOR},
        "Đề xuất khen thưởng 3–5 tập thể, cá nhân": {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER},
        "Đôn đốc, trả lời sự cố, phản ánh": {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER},
        "Xem kết quả": {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.AUDITOR},
        "Mở tài khoản": {Role.ACCOUNT_ADMIN},
        "Duyệt yêu cầu điều chỉnh": {Role.DISTRICT_MONITOR},
        "Chốt số liệu của ngày": {Role.COMMUNE_OFFICER, Role.COMMUNE_LEAD},
        "Xem nơi đông người": {Role.VETERANS_OFFICE},
    }.items():
        assert {role for role in Role if step in told[role]} == roles


@pytest.mark.parametrize("role", [Role.COMMUNE_LEAD, Role.COMMUNE_OFFICER])
def test_lead_and_officer_are_told_their_own_part_of_the_same_work(guide_of, role):
    found, is_lead = steps(guide_of(role)), role == Role.COMMUNE_LEAD
    phones, closing = found["Sáng: cho máy hỗ trợ tại bàn vào việc"], found["Chốt số liệu của ngày"]
    assert bool(phones[1]) is is_lead
    assert phones[0].startswith("Tổ trưởng lấy mã") is not is_lead
    assert closing[0].startswith("Tổ trưởng chốt, hoặc ủy quyền") is not is_lead
    assert closing[1]


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_sent_to_no_page_it_may_not_open(app, guide_of, role):
    addresses = app.url_map.bind("localhost")
    pages = {addresses.match(urlsplit(url).path)[0] for _text, url in steps(guide_of(role)).values() if url}
    assert pages
    assert {page for page in pages if role not in ACCESS[page] and "any" not in ACCESS[page]} == set()


@pytest.mark.parametrize("role", list(Role))
def test_each_picture_is_shown_at_the_first_step_that_names_its_page(guide_of, role):
    seen: dict[str, str] = {}
    for step in guide_of(role).all("ol.guide li"):
        link, image = step.select_one("a"), step.select_one("img")
        if image:
            assert link["href"] not in seen
            assert image["src"] not in seen.values()
        if link:
            seen.setdefault(link["href"], image["src"] if image else "")


@pytest.mark.parametrize(
    ("labels", "long"),
    [([], False), (["x" * 34], False), (["x" * 35], True), (["x", "x" * 35], True), (["x" * 34] * 9, False)],
)
def test_answers_stand_one_under_the_other_when_one_of_them_is_long(labels, long):
    assert desk_sheets.is_long(labels) is long


def test_the_card_says_the_same_on_paper_and_on_the_phone(app):
    assert set(desk_sheets.words()) == {"may", "must_not", "asked", "answer", "on_lent_phones"}
    with app.app_context():
        assert desk_sheets.card_address() == f"{app.config['BASE_URL']}/card"
