"""What a plan withholds from a role: no page, no task, no entry in a menu, in that round alone; and a sentence why."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

from portal.accounts.permissions import Permission, Role
from portal.errors import DomainError
from portal.extensions import db as database
from portal.fieldwork import tasks
from portal.fieldwork.visits import operations, queries
from portal.surveys.plan.roles import TakenFrom
from portal.web.data import clock
from tests import make
from tests.subjects import SUBJECTS, small_world
from tests.test_access import OWN, TABLE, TARGETS, ask

if TYPE_CHECKING:
    from portal.surveys.models import Round

DAY = make.FIRST_DAY
ROLES = [role for role in Role if TakenFrom(role).options]


def withhold(round_: Round, **rights: list[str]) -> Round:
    round_.plan = {**round_.plan, "roles": {"withheld": rights}}
    database.session.flush()
    return round_


def pages_of(app, right: str) -> list[tuple[str, str]]:
    """The method and endpoint of every page that takes a right."""
    with TABLE.open(newline="") as file:
        rows = [(row["method"], row["endpoint"]) for row in csv.DictReader(file)]
    return [row for row in rows if getattr(app.view_functions[row[1]], "permission", "") == right]


def address(app, world: Any, endpoint: str) -> str:
    """A page of the world's round; one that names a row is asked for under the name of another round, in vain."""
    found = (SUBJECTS[endpoint](world, target) for target in TARGETS) if endpoint in SUBJECTS else iter([{}])
    arguments = next(one for one in found if one is not None)
    is_named = not arguments or getattr(app.view_functions[endpoint], "of_own_round", False)
    named = {} if "slug" in arguments else {"round": world.round.slug if is_named else "dot-hai"}
    with app.test_request_context():
        return app.url_for(endpoint, **arguments, **named)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_withheld_right_says_so_whatever_round_is_named_beside_its_row(app, db, sign_in, role):
    world = small_world()
    world.asker = role
    browser, rights = sign_in(world.accounts[role]), TakenFrom(role).options
    withhold(world.round, **{role: list(rights)})
    make.survey_round("dot-hai", title="Đợt thứ hai")
    token, tried = browser.csrf(), 0
    for right in rights:
        for method, endpoint in pages_of(app, right):
            path = address(app, world, endpoint)
            if endpoint == "roster.tap":  # the helper it is about is in its body: below
                continue
            assert (method, path, ask(browser, method, path, {}, token)) == (method, path, 403)
            tried += 1
    assert tried >= len(rights)


def test_the_sentence_names_the_plan_the_work_and_who_does_it(db, sign_in):
    withhold(make.survey_round(), commune_officer=["visits:correct"])
    page = sign_in(make.account()).get(f"/visits/{DAY.isoformat()}/correction")
    assert page.status == 403
    assert "Kế hoạch số 198-KH/BDVTU không giao cho “Cán bộ nhập liệu cấp xã” việc: Đề nghị điều chỉnh" in page.text
    assert "Việc này do: Tổ trưởng Tổ công tác." in page.text


def test_a_tap_is_of_the_round_of_its_helper(db, sign_in):
    world = small_world()
    withhold(world.round, commune_officer=["roster:edit"])
    browser = sign_in(world.officers[OWN])
    tap = f"{world.helpers[OWN].id}|{DAY.isoformat()}|morning|1"
    refused = browser.post("/roster/shifts?round=dot-hai", {"csrf_token": browser.csrf(), "tap": tap})
    assert refused.status == 403


@pytest.fixture
def two(db, at) -> tuple[Round, Round]:
    """Two rounds that are open on the same days; the first withholds the roster from officers."""
    made = make.survey_round("mot", title="Đợt thứ nhất"), make.survey_round("hai", title="Đợt thứ hai")
    withhold(made[0], commune_officer=["roster:edit", "publicity:write", "taskforce:edit"])
    at(clock.at(DAY, 15))
    return made


def test_another_round_of_the_same_days_leaves_what_one_takes(two, sign_in):
    browser = sign_in(make.account())
    statuses = [browser.get(f"/roster?round={round_.slug}").status for round_ in two]
    assert statuses == [403, 200]
    assert browser.get("/account").all('nav a[href^="/support-desk"]')
    withhold(two[1], commune_officer=["roster:edit"])
    assert not browser.get("/account").all('nav a[href^="/support-desk"]')


def test_nobody_has_a_task_that_the_plan_withholds(two, app):
    officer = make.account()
    points = {point.round: point for point in queries.points_of(officer.unit)}
    with app.test_request_context():
        taken, left = ({task.endpoint for task in tasks.of_commune(points[one], one.plan_data, officer)} for one in two)
    assert {"roster.mine", "preparing.edit_task_force", "publicity.index"} <= left
    assert not {one for one in taken if one.startswith(("roster", "preparing", "publicity"))}


def test_an_office_has_no_task_that_the_plan_withholds(db, app, at):
    round_, district = make.survey_round(), make.account(Role.DISTRICT_MONITOR)
    at(clock.at(DAY, 8) - tasks.WEEK_BEFORE / 2)
    with app.test_request_context():
        assert "urging.index" in {task.endpoint for task in tasks.of_office(district, round_, round_.plan_data)}
        withhold(round_, district_monitor=["reminders:send"])
        assert "urging.index" not in {task.endpoint for task in tasks.of_office(district, round_, round_.plan_data)}


def test_an_officer_with_the_leads_authority_closes_no_day_where_the_plan_leaves_that_to_the_lead(db, sign_in, at):
    round_, officer, lead = make.survey_round(), make.account(), make.account(Role.COMMUNE_LEAD)
    point = queries.points_of(officer.unit)[0]
    operations.give_authority(point, officer, by=lead)
    at(clock.at(DAY, 18))
    assert queries.may_lock(point, officer)
    withhold(round_, commune_officer=["visits:lock"])
    assert not queries.may_lock(point, officer)
    assert queries.may_lock(point, lead)
    assert sign_in(officer).get(f"/visits/{DAY.isoformat()}/lock").status == 403
    point = queries.points_of(officer.unit)[0]
    operations.withdraw_authority(point, officer, by=lead)
    with pytest.raises(DomainError, match="chỉ giao"):
        operations.give_authority(point, officer, by=lead)
    assert not sign_in(lead).get("/authority").all('button[value="give"]')


def test_a_report_that_an_officer_may_not_write_is_the_leads_alone(db, sign_in, at):
    round_ = withhold(make.survey_round(), commune_officer=["reports:write"])
    at(clock.at(make.LAST_DAY, 15))
    officer, lead = sign_in(make.account()), sign_in(make.account(Role.COMMUNE_LEAD))
    shown = [browser.get("/own-reports").all('a[href*="report/edit"]') for browser in (officer, lead)]
    assert (len(shown[0]), len(shown[1])) == (0, 1)
    page = officer.get(f"/manage/rounds/{round_.slug}/reports/{OWN}")
    assert not page.all('a[href*="report/edit"]')


def test_a_right_outside_of_a_request_is_that_of_the_round_that_is_named(db):
    officer, round_ = make.account(), withhold(make.survey_round(), commune_officer=["roster:edit"])
    assert officer.can(Permission.ROSTER_EDIT)
    assert not officer.can(Permission.ROSTER_EDIT, round_)
