"""surveys/plan/roles.py: a plan takes rights from a role, none is added, and no step is left to nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from portal.accounts.permissions import WITHHOLDABLE, Permission, Role
from portal.errors import Mistakes
from portal.surveys.plan.editing import lines, toml_file
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.roles import Roles, TakenFrom, Withheld
from tests import make

LEFT_OUT_DISTRICT = {"left_out": ["district_monitor"]}


def body_with(roles: dict[str, Any]) -> dict[str, Any]:
    return {**make.plan_198().to_json(), "roles": roles}


def sentences(roles: dict[str, Any]) -> list[str]:
    """What is wrong with the roles of Plan 198, each with its line's own text in the file."""
    text = toml_file.write(body_with(roles))
    with pytest.raises(Mistakes) as caught:
        lines.parse_file(text)
    rows = text.splitlines()
    return [f"{rows[int(str(one).split()[1].rstrip(',')) - 1].strip()} | {one}" for one in caught.value.mistakes]


REFUSED = [
    ({"withheld": {"mayor": ["visits:lock"]}}, "mayor = [", "không có trường này"),
    ({"withheld": {"account_admin": ["accounts:manage"]}}, "account_admin = [", "không có trường này"),
    ({"withheld": {"auditor": ["results:burn"]}}, '"results:burn",', "không có quyền “results:burn”"),
    ({"withheld": {"auditor": ["visits:lock"]}}, '"visits:lock",', "vai trò auditor vốn không có quyền “visits:lock”"),
    ({"withheld": {"commune_lead": ["accounts:ask"]}}, '"accounts:ask",', "không gắn với một đợt"),
    ({"withheld": {"commune_officer": ["documents:make"]}}, '"documents:make",', "không gắn với một đợt"),
    ({"withheld": {"auditor": ["results:view"]}}, '"results:view",', "quyền xem (“results:view”)"),
    ({"withheld": {"province_editor": ["deeds:ask"]}}, '"deeds:ask",', "một người đề nghị, một người khác quyết định"),
    ({"withheld": {"province_approver": ["deeds:ask"]}}, '"deeds:ask",', "một người đề nghị, một người khác"),
    ({"withheld": {"province_approver": ["deeds:decide"]}}, '"deeds:decide",', "đợt nào cũng cần ở vai trò"),
    ({"withheld": {"commune_lead": ["visits:lock"]}}, '"visits:lock",', "đợt nào cũng cần ở vai trò commune_lead"),
    ({"withheld": {"district_monitor": ["reports:write"]}}, '"reports:write",', "đợt nào cũng cần ở vai trò"),
    ({"withheld": {"auditor": ["board:export", "board:export"]}}, '"board:export",', "ghi hai lần"),
    (
        {"withheld": {"commune_officer": ["roster:edit"], "commune_lead": ["roster:edit"]}},
        '"roster:edit",',
        "không còn vai trò nào làm việc ấy",
    ),
    (
        {"left_out": ["commune_officer"], "withheld": {"commune_lead": ["visits:correct"]}},
        '"visits:correct",',
        "không còn vai trò nào làm việc ấy",
    ),
    (
        {
            **LEFT_OUT_DISTRICT,
            "withheld": {"province_editor": ["reminders:send"], "province_approver": ["reminders:send"]},
        },
        '"reminders:send",',
        "không còn vai trò nào làm việc ấy",
    ),
]


@pytest.mark.parametrize(("roles", "line", "said"), REFUSED)
def test_what_cannot_be_withheld_is_told_at_its_line(roles, line, said):
    found = sentences(roles)
    assert found
    assert all(one.startswith(line) and said in one for one in found)


def test_in_a_plan_without_districts_nobody_of_one_counts():
    roles = Roles(withheld=Withheld(province_editor=("incidents:answer",), province_approver=("incidents:answer",)))
    catalogue = make.plan_198().catalogue
    assert roles.who_may("incidents:answer", catalogue) == [Role.DISTRICT_MONITOR]
    assert roles.who_may("incidents:answer", replace(catalogue, districts="")) == []


ROLES = [role for role in Role if role != Role.ACCOUNT_ADMIN]


@pytest.mark.parametrize("role", ROLES)
def test_every_offered_right_can_be_withheld_and_comes_back_from_the_file(role):
    options = TakenFrom(role).options
    assert set(options) <= {right for right in WITHHOLDABLE if role in right.holders}
    plan = Plan.from_json(body_with({"withheld": {role: list(options)}} if options else {}))
    assert lines.parse_file(toml_file.write(plan.to_json())) == plan
    assert plan.roles.withheld.of(role) == options


def test_every_right_that_can_be_withheld_is_offered_to_some_role():
    assert {right for role in ROLES for right in TakenFrom(role).options} == WITHHOLDABLE


@pytest.mark.parametrize("role", Role)
def test_a_plan_takes_rights_and_adds_none(db, role):
    options = TakenFrom(role).options
    survey, account = make.survey_round(), make.account(role)
    survey.plan = body_with({"withheld": {role: list(options)}} if options else {})
    left = {right for right in Permission if account.can(right, survey)}
    assert left == {right for right in Permission if account.holds(right)} - set(options)
