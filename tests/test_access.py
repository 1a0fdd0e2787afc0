"""Every route × role × own, sibling, other district, parent × plain and htmx: P12's table, tried with real ids.

`access.csv` says who may use what. A route that is not in it fails here, and so does a row without a route.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from flask import request
from flask_login import current_user
from sqlalchemy import func, literal, select, union_all

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.units.queries import contains
from portal.web.http import errors
from tests.subjects import NOT_BOUND, PRIVATE, SUBJECTS, World, small_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.accounts.models import Account
    from tests.browser import PageClient

TABLE = Path(__file__).with_name("access.csv")
PUBLIC = "public"
OWN, SIBLING, OTHER = "07507", "07519", "07210"
DISTRICT, OTHER_DISTRICT, PROVINCE = "219", "213", "24"
TARGETS = (OWN, SIBLING, OTHER, DISTRICT, OTHER_DISTRICT, PROVINCE)
HTMX = {"HX-Request": "true"}
LEADS_ELSEWHERE = {("GET", "fieldwork.lock", "commune_officer")}
"""An officer may lock only with the lead's authority: without it the page itself says no."""


def rows() -> list[dict[str, str]]:
    with TABLE.open(newline="") as file:
        return list(csv.DictReader(file))


def allowed(row: dict[str, str]) -> set[str]:
    """The roles that may; every role where it says «any»."""
    return set(Role) if row["roles"] == "any" else set(row["roles"].split())


def staff_rows() -> list[dict[str, str]]:
    return [row for row in rows() if row["roles"] != PUBLIC]


def test_every_route_is_in_the_table_and_every_row_has_its_route(app):
    routed = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
    }
    assert routed == {(row["method"], row["endpoint"]) for row in rows()}


def test_every_staff_route_with_parameters_knows_its_subjects(app):
    with_parameters = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
    wanted = {row["endpoint"] for row in staff_rows()} & with_parameters
    assert wanted <= set(SUBJECTS)


@pytest.fixture
def world(db):
    """One round, every role, something to look at in every commune."""
    return small_world()


def counts() -> list[tuple[str, int]]:
    """Rows of every table but those that keep records of the try itself, in one question."""
    apart = {"event", "staff_session", "known_device", "sign_in_failure"}
    tables = [table for table in database.metadata.sorted_tables if table.name not in apart]
    asked = [select(literal(table.name), select(func.count()).select_from(table).scalar_subquery()) for table in tables]
    return [tuple(row) for row in database.session.execute(union_all(*asked))]


def address(app, endpoint: str, arguments: dict[str, object]) -> str:
    with app.test_request_context():
        return app.url_for(endpoint, **arguments)


def ask(browser: PageClient, method: str, path: str, headers: dict[str, str], token: str = "") -> int:
    """The status; a POST brings a token of the browser's session, a fresh one where none is given."""
    if method == "GET":
        return browser.get(path, check=False, headers=headers).status
    return browser.request("POST", path, data={"csrf_token": token or browser.csrf()}, headers=headers).status_code


@pytest.fixture
def refusals_are_drawn_once(monkeypatch):
    """Of the pages of 403 and 404, the same wherever they are met, each role has one drawn, and one by htmx."""
    drawn, draw = set(), errors.render_template

    def once(template: str, **context: object) -> str:
        key = context["code"], getattr(current_user, "role", ""), "HX-Request" in request.headers
        if key in drawn:
            return ""
        drawn.add(key)
        return draw(template, **context)

    monkeypatch.setattr(errors, "render_template", once)
    return drawn


def arguments_for(endpoint: str, world: World, target: str) -> dict[str, object] | None:
    """What the address names for a target unit; None where there is no such subject."""
    return SUBJECTS[endpoint](world, target) if endpoint in SUBJECTS else {}


def bound_to_unit(endpoint: str) -> bool:
    return endpoint in SUBJECTS and endpoint not in NOT_BOUND


def expected(row: dict[str, str], account: Account, world: World, target: str) -> str:
    """What must happen: «404», «403», or «in»."""
    if bound_to_unit(row["endpoint"]) and not contains(account.unit, world.unit(target)):
        return "404"
    if row["endpoint"] in PRIVATE and account.role not in allowed(row):
        return "404"
    if (row["method"], row["endpoint"], account.role) in LEADS_ELSEWHERE:
        return "403"
    return "in" if account.role in allowed(row) else "403"


def verdict(status: int) -> str:
    return str(status) if status in {403, 404} else "in" if status not in {401, 500} else f"unexpected {status}"


def rooms() -> list[str]:
    return sorted({row["endpoint"].split(".")[0] for row in staff_rows()})


def rows_of(room: str) -> list[dict[str, str]]:
    return [row for row in staff_rows() if row["endpoint"].split(".")[0] == room]


def tries(row: dict[str, str], account: Account, world: World) -> Iterator[tuple[str, dict[str, str], str]]:
    """Target, headers and what must happen. A deed that is allowed is not done here: its own tests do it.

    A role that holds the right is tried on every unit; one that does not, on a unit of its own and on a strange one.
    By htmx each route is asked once for each answer: what the answer looks like does not depend on the role.
    """
    met: set[str] = set()
    for target in TARGETS if bound_to_unit(row["endpoint"]) else TARGETS[:1]:
        should = expected(row, account, world, target)
        known = should in met and (account.role not in allowed(row) or target in {SIBLING, OTHER_DISTRICT})
        if (should == "in" and row["method"] == "POST") or (known and should != "404"):
            continue
        yield target, {}, should
        if should != "in" and (row["method"], row["endpoint"], should) not in world.asked_by_htmx:
            world.asked_by_htmx.add((row["method"], row["endpoint"], should))
            yield target, HTMX, should
        met.add(should)


class Try(NamedTuple):
    """One request that an account makes, and what must happen."""

    method: str
    endpoint: str
    target: str
    path: str
    headers: dict[str, str]
    should: str


def tries_of(app, world: World, account: Account, room: str) -> list[Try]:
    """All of them before the first is made: each request would have the world read anew."""
    world.asker = account.role
    with app.test_request_context():
        return [
            Try(row["method"], row["endpoint"], target, app.url_for(row["endpoint"], **arguments), headers, should)
            for row in rows_of(room)
            for target, headers, should in tries(row, account, world)
            if (arguments := arguments_for(row["endpoint"], world, target)) is not None
        ]


@pytest.mark.usefixtures("refusals_are_drawn_once")
@pytest.mark.parametrize("room", rooms())
def test_who_may_use_what_and_where(app, world, sign_in, room):
    differences, tried, before = {}, 0, counts()
    for account in world.accounts.values():
        browser, role = sign_in(account), account.role
        made, token = tries_of(app, world, account, room), browser.csrf()
        for one in made:
            found = verdict(ask(browser, one.method, one.path, one.headers, token))
            if found != one.should:
                key = (one.method, one.endpoint, role, one.target, bool(one.headers))
                differences[key] = f"{found}, not {one.should}"
        tried += len(made)
    assert differences == {}
    assert counts() == before
    assert tried >= len(rows_of(room))


@pytest.mark.parametrize("room", rooms())
def test_nobody_gets_in_without_signing_in(app, world, client, room):
    token, rows_here = client.csrf(), rows_of(room)
    for row, path in zip(rows_here, [first_path(app, world, row["endpoint"]) for row in rows_here], strict=True):
        assert ask(client, row["method"], path, {}, token) == (302 if row["method"] == "GET" else 401), row
        assert ask(client, row["method"], path, HTMX, token) == 401, row


def first_path(app, world: World, endpoint: str) -> str:
    """The address of the first subject that there is."""
    found = (arguments_for(endpoint, world, target) for target in TARGETS)
    return address(app, endpoint, next(arguments for arguments in found if arguments is not None))


def test_a_reader_of_one_catalogue_does_not_see_the_rounds_of_another(app, world, sign_in):
    stranger, asked = sign_in(world.editor_of_2025()), []
    with app.test_request_context():
        for row in staff_rows():
            arguments = SUBJECTS.get(row["endpoint"], lambda *_: None)(world, OWN)
            if arguments and "slug" in arguments:
                asked.append((row["method"], app.url_for(row["endpoint"], **arguments)))
    token = stranger.csrf()
    for method, path in asked:
        status = ask(stranger, method, path, {}, token)
        assert status in {403, 404}, (method, path, status)
