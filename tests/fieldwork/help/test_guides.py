"""The guide of each role: its parts in the order of the days, who is told of which page, each picture once."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.accounts.permissions import Role
from portal.fieldwork.help import commune_steps, desk_sheets, guides, steps
from portal.fieldwork.help.screenshots import Screenshot, screenshots
from portal.fieldwork.help.steps import Part, Step

BEFORE, DAILY, AFTER = "Trước ngày đầu", "Mỗi ngày khảo sát", "Sau ngày cuối"
with (Path(__file__).parents[2] / "access.csv").open(newline="") as _table:
    ACCESS = {row["endpoint"]: set(row["roles"].split()) for row in csv.DictReader(_table) if row["method"] == "GET"}
"""Who may open a page, as tests/test_access.py asks every page for every role."""


@pytest.fixture(autouse=True)
def _in_a_request(app):
    with app.test_request_context():
        yield


def every(role: Role) -> list[Step]:
    return [one for part in guides.parts_for(role) for one in part.steps]


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
def test_each_role_has_its_parts_in_the_order_of_the_days_none_empty(role, titles):
    found = guides.parts_for(role)
    assert [part.title for part in found] == titles
    assert all(part.steps for part in found)
    assert all(one.title and one.text.endswith(".") and one.picture in steps.PICTURES for one in every(role))


@pytest.mark.parametrize(
    ("step", "roles"),
    [
        ("Mở kết quả", {Role.PROVINCE_APPROVER}),
        ("Làm báo cáo tổng hợp", {Role.PROVINCE_EDITOR}),
        ("Đề xuất khen thưởng 3–5 tập thể, cá nhân", {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER}),
        ("Đôn đốc, trả lời sự cố, phản ánh", {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER}),
        ("Xem kết quả", {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.AUDITOR}),
        ("Mở tài khoản", {Role.ACCOUNT_ADMIN}),
        ("Duyệt yêu cầu điều chỉnh", {Role.DISTRICT_MONITOR}),
        ("Chốt số liệu của ngày", {Role.COMMUNE_OFFICER, Role.COMMUNE_LEAD}),
        ("Xem nơi đông người", {Role.VETERANS_OFFICE}),
    ],
)
def test_a_step_is_told_to_those_whose_it_is_and_to_nobody_else(step, roles):
    assert {role for role in Role if step in {one.title for one in every(role)}} == roles


@pytest.mark.parametrize("is_lead", [True, False])
def test_lead_and_officer_are_told_their_own_part_of_the_same_work(is_lead):
    daily = {one.title: one for one in commune_steps.commune(is_lead=is_lead)[1].steps}
    phones, closing = daily["Sáng: cho máy hỗ trợ tại bàn vào việc"], daily["Chốt số liệu của ngày"]
    assert bool(phones.url) is is_lead
    assert phones.text.startswith("Tổ trưởng lấy mã") is not is_lead
    assert closing.text.startswith("Tổ trưởng chốt, hoặc ủy quyền") is not is_lead
    assert closing.url


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_sent_to_no_page_it_may_not_open(app, role):
    addresses = app.url_map.bind("localhost")
    pages = {addresses.match(urlsplit(one.url).path)[0] for one in every(role) if one.url}
    assert pages
    assert {page for page in pages if role not in ACCESS[page] and "any" not in ACCESS[page]} == set()


@pytest.mark.parametrize("role", list(Role))
def test_each_picture_is_shown_at_the_first_step_that_names_its_page(role):
    seen: set[Screenshot] = set()
    pages: set[str] = set()
    for one in every(role):
        shot = next((shot for endpoint, shot in screenshots().items() if one.url and one.url == url_of(endpoint)), None)
        expected = shot if shot not in seen and one.url not in pages else None
        assert one.screenshot == expected
        pages.add(one.url)
        if one.screenshot:
            seen.add(one.screenshot)


def url_of(endpoint: str) -> str:
    return steps.step("paper", "", "", endpoint).url


def test_a_picture_shown_before_is_left_out_and_a_step_without_stays_without():
    a, b = Screenshot("a", "A"), Screenshot("b", "B")

    def one(*found: Screenshot | None) -> Part:
        return Part("", tuple(Step("paper", "", "", "", shot) for shot in found))

    assert guides.without_repeated_screenshots(one(a, b, a, None, None), []) == one(a, b, None, None, None)
    assert guides.without_repeated_screenshots(one(a, b), [one(b)]) == one(a, None)
    assert guides.without_repeated_screenshots(one(), [one(a)]) == one()


def test_a_page_this_site_has_not_is_a_step_without_a_way():
    assert (url_of("no.such_page"), steps.step("paper", "", "", "no.such_page").screenshot) == ("", None)
    assert steps.step("paper", "", "").url == ""


def test_what_is_for_others_is_left_out_of_a_part():
    one = Step("paper", "x", "y")
    assert steps.part("t", [None, one, None]) == Part("t", (one,))


@pytest.mark.parametrize(
    ("labels", "long"),
    [([], False), (["x" * 34], False), (["x" * 35], True), (["x", "x" * 35], True), (["x" * 34] * 9, False)],
)
def test_answers_stand_one_under_the_other_when_one_of_them_is_long(labels, long):
    assert desk_sheets.is_long(labels) is long


def test_the_card_says_the_same_on_paper_and_on_the_phone(app):
    assert set(desk_sheets.words()) == {"may", "must_not", "asked", "answer", "on_lent_phones"}
    assert desk_sheets.card_address() == f"{app.config['BASE_URL']}/card"
    assert all(words.startswith("không ") for words in desk_sheets.MUST_NOT)
