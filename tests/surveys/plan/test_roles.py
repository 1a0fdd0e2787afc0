"""surveys/plan/roles.py: a plan names the parts of accounts, and leaves out those it does without."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.accounts.permissions import Role, role_title
from portal.errors import Mistakes
from portal.surveys.plan import reader
from portal.surveys.plan.roles import Roles
from portal.web.ui import terms
from tests import make


@pytest.mark.parametrize("role", ["province_editor", "province_approver", "account_admin"])
def test_what_every_round_needs_is_not_left_out(role: str) -> None:
    with pytest.raises(Mistakes, match="không bỏ được"):
        reader.read(Roles, {"left_out": [role]})


def test_a_plan_names_its_roles(app) -> None:
    plan = replace(make.plan_198(), roles=Roles(veterans_office="Điều phối viên"))
    with app.test_request_context(), terms.saying(plan.tongues):
        assert role_title(Role.VETERANS_OFFICE) == "Điều phối viên"
        assert role_title(Role.COMMUNE_OFFICER) == "Cán bộ nhập liệu cấp xã"


def test_an_account_of_a_role_left_out_is_told_so(db, sign_in) -> None:
    survey = make.survey_round()
    plan = replace(survey.plan_data, roles=Roles(left_out=(Role.VETERANS_OFFICE,)))
    survey.plan = plan.to_json()
    browser = sign_in(make.account(Role.VETERANS_OFFICE))
    page = browser.get(f"/rosters/{survey.slug}")
    assert page.status == 403
    assert "không có vai trò" in page.text
