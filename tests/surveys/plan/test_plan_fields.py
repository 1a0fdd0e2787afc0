"""The form of a plan's pages, made of its dataclasses: what comes back as it was shown is kept to the last sign."""

from __future__ import annotations

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from portal.errors import Mistake
from portal.surveys.plan.editing import bodies, fields, pages, toml_file, values, words
from portal.surveys.plan.plan import Plan, parse
from portal.web.ui.formats import tidy
from tests.surveys.plan.generated_plans import BASES, plans

BODY = BASES[0].to_json()


@pytest.fixture(scope="module")
def request_of(app):
    """Forms are made inside of a request."""
    with app.test_request_context(method="GET"):
        yield


def page(body: Any, *sections: str) -> fields.Page:
    return fields.page_of(body, sections)


def sent(body: Any, part: pages.Part, **typed: object) -> Any:
    """What a browser sends back of a part that was looked at, some fields typed anew."""
    builder, hints = fields.Builder(body), words.hints_of(Plan)
    groups = [builder.section((name,), hints[name], words.words_of(Plan, name)) for name in part.sections]
    shown = builder.start.items()
    data = {name: tidy(text.replace("\n", "\r\n")) if isinstance(text, str) else text for name, text in shown}
    assert not set(typed) - set(data)
    # what came stands in for the form: to make one for every page of a thousand plans takes minutes
    form: Any = {name: SimpleNamespace(data=text) for name, text in (data | typed).items()}
    return fields.Page(groups, form, builder).typed()


def part(name: str) -> pages.Part:
    found = pages.part_named(name)
    assert found
    return found


def goes_round(of: Plan) -> None:
    """Page, file, page: every page sent back as it was shown, then the file."""
    body = of.to_json()
    for one in pages.parts():
        body = sent(body, one)
    assert Plan.from_json(body) == of
    assert parse(toml_file.write(body)) == of


@given(plans())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_pages_sent_back_unchanged_keep_the_plan(request_of, of):
    goes_round(of)


def test_a_section_that_is_left_out_shows_and_keeps_its_default(request_of):
    body = {**BODY, "rated": {"kind": "organisation"}}
    assert page(body, "rated").form["rated.name.vi"].data
    goes_round(Plan.from_json(body))


@pytest.mark.long
@given(plans())
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_thousand_plans_go_from_page_to_file_to_page(request_of, of):
    goes_round(of)


def test_every_section_stands_on_one_page(request_of):
    named = [section for one in pages.parts() for section in one.sections]
    assert sorted(named) == sorted(Plan.__dataclass_fields__)


TYPED = [
    ("window", "window.first_day", "1/7/2026", ("window", "first_day"), "2026-07-01"),
    ("window", "window.first_day", "2026-07-01", ("window", "first_day"), "2026-07-01"),
    ("window", "window.first_day", "hôm nay", ("window", "first_day"), "hôm nay"),
    ("window", "window.first_day", "", ("window", "first_day"), bodies.ABSENT),
    ("window", "window.holidays", "2/9/2024\r\n 3/9/2024", ("window", "holidays"), ["2024-09-02", "2024-09-03"]),
    ("deadlines", "deadlines.lock_hour", "7h30", ("deadlines", "lock_hour"), "07:30:00"),
    ("deadlines", "deadlines.lock_hour", "9h", ("deadlines", "lock_hour"), "09:00:00"),
    ("deadlines", "deadlines.lock_hour", "sáng", ("deadlines", "lock_hour"), "sáng"),
    ("deadlines", "deadlines.district_report", "", ("deadlines", "district_report"), None),
    ("counting", "results.groups", "95; 85", ("results", "groups"), [95, 85]),
    ("counting", "results.least_ballots", "hai mươi", ("results", "least_ballots"), "hai mươi"),
    ("counting", "turnout.guidance", "CV 1", ("turnout", "guidance"), "CV 1"),
    ("name", "identity.number", "", ("identity", "number"), ""),
    ("name", "bases", "Một\r\n\r\n  Hai ", ("bases",), ["Một", "Hai"]),
    ("name", "identity.example", True, ("identity", "example"), True),
    ("roles", "software.required", False, ("software", "required"), False),
    ("roles", "chat-used", False, ("chat",), None),
    (
        "papers",
        "letterheads.province.signers",
        "GIÁM ĐỐC\r\n\r\nKT. GIÁM ĐỐC\r\nPHÓ GIÁM ĐỐC",
        ("letterheads", "province", "signers"),
        [["GIÁM ĐỐC"], ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]],
    ),
    ("roles", "roles.left_out", ["auditor"], ("roles", "left_out"), ["auditor"]),
    (
        "roles",
        "roles.withheld.commune_officer",
        ["visits:lock", "roster:edit"],
        ("roles", "withheld", "commune_officer"),
        ["visits:lock", "roster:edit"],
    ),
    ("words", "desk.opens", "8:00", ("desk", "opens"), "08:00:00"),
    ("words", "channels.0-gone", True, ("channels", 0, "id"), "loudspeaker"),
    ("words", "channels.5.label", "Trực tiếp", ("channels", 5, "label"), "Trực tiếp"),
    ("words", "channels.0-place", "3", ("channels", 2, "id"), "posted"),
    ("words", "channels.3-place", "1", ("channels", 0, "id"), "social"),
]


@pytest.mark.parametrize(("name", "field", "text", "path", "value"), TYPED)
def test_what_was_typed_stands_in_the_plan(request_of, name, field, text, path, value):
    body = sent(deepcopy(BODY), part(name), **{field: text})
    assert bodies.value_at(body, path) == value
    assert {one.path[: len(path)] for one in bodies.differences(BODY, body)} <= {path} or path[0] == "channels"


def test_ticked_boxes_keep_the_order_in_which_the_file_has_them(request_of):
    stood = ["visits:lock", "roster:edit", "publicity:write"]
    body = {**deepcopy(BODY), "roles": {"withheld": {"commune_officer": stood}}}
    field = "roles.withheld.commune_officer"
    assert sent(body, part("roles"), **{field: sorted(stood)}) == body
    left = sent(body, part("roles"), **{field: ["publicity:write", "reports:write", "visits:lock"]})
    assert left["roles"]["withheld"]["commune_officer"] == ["visits:lock", "publicity:write", "reports:write"]


def test_an_empty_new_row_is_none(request_of):
    assert len(sent(BODY, part("words"))["channels"]) == len(BODY["channels"])


@pytest.mark.parametrize(
    ("path", "sentence", "at", "said"),
    [
        (("window", "first_day"), "thiếu trường này.", "window.first_day", "Chưa ghi."),
        (("window", "holidays", 1), "phải là ngày, ví dụ 2024-06-12.", "window.holidays", "Nhập ngày, tháng, năm"),
        (("window",), "phải là một mục gồm nhiều trường.", None, "Thời gian khảo sát: Phải là một mục"),
    ],
)
def test_a_mistake_is_named_at_its_field_or_over_the_form(request_of, path, sentence, at, said):
    shown = page(BODY, "window")
    shown.show([Mistake("", sentence, path)])
    errors = shown.form[at].errors if at else shown.form.form_errors
    assert errors[0].startswith(said)


def test_what_has_no_field_on_a_section_that_is_left_out_is_named_at_its_switch(request_of):
    shown = page({**BODY, "chat": None}, "chat")
    shown.show([Mistake("", "thiếu.", ("chat", "nobody"))])
    assert shown.form["chat-used"].errors == ["Thiếu."]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (("deadlines", "lock_hour"), "10:00"),
        (("window", "first_day"), "12/6/2024"),
        (("results", "groups"), "90, 80, 70"),
        (("letterheads", "province", "signers"), "TRƯỞNG BAN\n\nK/T TRƯỞNG BAN\nPHÓ TRƯỞNG BAN"),
        (("chat",), ""),
    ],
)
def test_how_a_value_stands_in_its_field(name, shown):
    value = None if name == ("chat",) else bodies.value_at(BODY, name)
    assert values.shown(words.kind_at(name), value) == shown
