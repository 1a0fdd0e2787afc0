"""Every route that hands out a file says whether it is an export; every export asks anew and is recorded once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.accounts.permissions import COMMUNE_ROLES, LEVEL_OF, Role
from portal.audit.models import Event
from portal.extensions import db as database
from portal.web.data import clock, locks
from portal.web.data.files import send_bytes
from portal.web.http.views import NONCE, PUBLIC, SIGNED_IN, is_export, requires
from tests import factors, make
from tests.subjects import SUBJECTS, World, small_world

if TYPE_CHECKING:
    from tests.browser import PageClient

NOW = clock.at(date(2024, 6, 20), 9)
ENDINGS = ("pdf", "xlsx", "csv", "docx", "zip", "json", "file")
FROM_COUNTED_BALLOTS = {"results.data_file", "results.recognition_file", "results.tables_file"}
"""Need a counted round; tests/results fetch them."""


def staff_views(app):
    """Every view that is not for everybody, by its endpoint, with its rule."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if rule.endpoint != "static" and view.permission not in {PUBLIC, NONCE}:
            yield rule, view


def exports_of(app) -> list[str]:
    return sorted({rule.endpoint for rule, view in staff_views(app) if is_export(view)})


def test_every_route_that_ends_like_a_file_says_what_it_hands_out(app):
    silent = [
        rule.rule
        for rule, view in staff_views(app)
        if rule.rule.replace("/", ".").rsplit(".", 1)[-1] in ENDINGS and not hasattr(view, "export")
    ]
    assert silent == []


def test_every_workbook_is_an_export_unless_it_is_empty_or_a_questionnaire(app):
    apart = {"accounts_import.template", "roster.template", "questionnaires.xlsform_file"}
    loose = {
        rule.endpoint
        for rule, view in staff_views(app)
        if rule.rule.endswith((".xlsx", ".docx", ".zip")) and not is_export(view)
    }
    assert loose == apart


def test_a_file_from_a_route_that_declares_none_does_not_leave(app, db, sign_in, monkeypatch):
    undeclared = requires(SIGNED_IN)(lambda: send_bytes(b"a,b", "bang.csv", "text/csv"))
    monkeypatch.setitem(app.view_functions, "accounts_own.show", undeclared)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", 0)
    make.units_small()
    answer = sign_in(make.account()).get("/account", check=False)
    assert answer.status == 500
    assert b"a,b" not in answer.response.data


@pytest.fixture
def world(db, at):
    at(NOW)
    return small_world()


def addresses(app, world: World, account, query: str = "q=") -> dict[str, str]:
    """An address of each export that an account may have."""
    found = {}
    for endpoint in exports_of(app):
        permission = app.view_functions[endpoint].permission
        make_arguments = SUBJECTS.get(endpoint, lambda _world, _target: {})
        arguments = make_arguments(world, account.unit.code) or make_arguments(world, "07507")
        if arguments is not None and account.can(permission) and endpoint not in FROM_COUNTED_BALLOTS:
            with app.test_request_context():
                found[endpoint] = f"{app.url_for(endpoint, **arguments)}?{query}"
    return found


def exported() -> list[str]:
    """Every export on the record."""
    database.session.commit()
    found = database.session.scalars(select(Event.action).order_by(Event.id))
    return [action for action in found if action.endswith((".export", ".exported"))]


def take(app, browser: PageClient, asked: dict[str, str]) -> None:
    """Fetch every export; each comes as a file and stands on the record once, under its own name."""
    before = len(exported())
    for number, (endpoint, address) in enumerate(asked.items(), start=1):
        answer = browser.get(address, check=False)
        assert (answer.status, endpoint) == (200, endpoint)
        assert answer.response.headers["Content-Disposition"].startswith("attachment")
        recorded = exported()[before:]
        assert len(recorded) == number
        assert recorded[-1] == app.view_functions[endpoint].export


@pytest.mark.parametrize("role", [role for role in Role if role not in COMMUNE_ROLES])
def test_every_export_asks_for_the_second_factor_anew_and_leads_back_to_itself(app, world, sign_in, at, role):
    account = world.accounts[role]
    browser, asked = sign_in(account), addresses(app, world, account)
    factors.enrol(account)
    for address in asked.values():
        led = browser.get(address, check=False)
        assert (led.status, address) == (303, address)
        assert led.location.startswith("/second-factor/again?next=")
    assert exported() == []
    if asked:
        page = browser.submit(led.location, {"code": factors.code()}, "#proof")
        assert page.one("main a.button").get("href") == address
        take(app, browser, asked)
        at(NOW + timedelta(minutes=6))
        assert browser.get(address, check=False).status == 303


@pytest.mark.parametrize("role", COMMUNE_ROLES)
def test_a_communes_account_without_a_factor_gets_its_own_files_on_the_record(app, world, sign_in, role):
    account = world.accounts[role]
    assert LEVEL_OF[role] == "commune"
    take(app, sign_in(account), addresses(app, world, account))


def test_of_one_account_one_export_is_made_at_a_time(app, world, sign_in):
    account, other = world.accounts[Role.PROVINCE_EDITOR], world.accounts[Role.PROVINCE_APPROVER]
    instance, browser = Path(app.config["INSTANCE"]), sign_in(account)
    asked = addresses(app, world, account)
    assert len(asked) > 10
    with locks.exclusive(f"export-{account.id}", instance) as mine:
        assert mine
        for endpoint, address in asked.items():
            refused = browser.get(address)
            assert (refused.status, endpoint) == (429, endpoint)
            assert "Chờ tệp đó tải xong rồi bấm lại." in refused.text
        assert exported() == []
        elsewhere = addresses(app, world, other)
        assert sign_in(other).get(elsewhere["results.board_file"], check=False).status == 200
    assert browser.get(asked["results.board_file"], check=False).status == 200
    assert list(instance.glob("export-*")) == []
