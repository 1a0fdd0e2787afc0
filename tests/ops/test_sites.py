"""Each site alone serves its own pages and no other, over the least rights of its role where the database has roles."""

from __future__ import annotations

import csv
import os
from contextlib import nullcontext
from pathlib import Path

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from portal import create_app
from portal.accounts.permissions import Role
from portal.ballots.models import sealed_comment
from portal.errors import Conflict
from portal.extensions import db as database
from portal.extensions import queue
from portal.ops.grants import BOX, PUBLIC, STAFF
from portal.results.models import opened_comment
from portal.sealing import verification
from portal.surveys.models import Round
from tests import make
from tests.ballots.conftest import NOON, Citizen
from tests.browser import PageClient
from tests.subjects import SUBJECTS, World

TABLE = Path(__file__).parents[1] / "access.csv"
PREFIX = f"ydan_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
COMMON = {"static", "health.healthz", "health.readyz"}
KEPT = ("QUEUE_URL", "QUEUE_IMMEDIATE", "TESTING", "PASSWORD_HASHER", "SOURCE_LIMITS")
OWN = "07507"


def rows(*, public: bool) -> list[dict[str, str]]:
    with TABLE.open(newline="") as file:
        return [row for row in csv.DictReader(file) if (row["roles"] == "public") == public]


def endpoints(*, public: bool) -> set[str]:
    return {row["endpoint"] for row in rows(public=public)}


def url_as(app, role: str) -> str:
    """The database of the tests as a role sees it; SQLite has none."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "postgresql":
        url = url.set(username=f"{PREFIX}_{role}")
    return url.render_as_string(hide_password=False)


@pytest.fixture
def alone(app, db):
    """`alone("public")` is that site in a process of its own, connected with its role's rights."""
    kept, made = dict(vars(queue)), []
    given = app.test_cli_runner().invoke(args=["database", "grants", "--prefix", PREFIX])
    assert (given.exit_code == 0) == (db.engine.dialect.name == "postgresql"), given.output

    def start(site: str):
        media = app.config["SQLALCHEMY_BINDS"]["media"]
        media = url_as(app, site) if media.startswith("postgresql") else media
        config = {name: app.config[name] for name in KEPT} | {"SITE": site, "SQLALCHEMY_BINDS": {"media": media}}
        made.append(create_app(config | {"SQLALCHEMY_DATABASE_URI": url_as(app, site)}))
        return made[-1]

    yield start
    vars(queue).update(kept)
    for one in made:
        with one.app_context():
            for engine in database.engines.values():
                engine.dispose()


def served(site) -> set[str]:
    return {rule.endpoint for rule in site.url_map.iter_rules()}


def test_either_site_has_its_own_pages_alone(alone):
    # what has moved leads to staff pages and asks no right itself; a set-up has a code in the place of an account
    sign_in = {name for name in endpoints(public=True) if name.startswith(("accounts.", "moved.", "first_run."))}
    assert served(alone("public")) == endpoints(public=True) - sign_in
    assert served(alone("staff")) == endpoints(public=False) | COMMON | sign_in


def test_a_page_of_the_other_site_is_not_there(alone):
    public, staff = (alone(site).test_client() for site in ("public", "staff"))
    assert {public.get(path).status_code for path in ("/login", "/board", "/home")} == {404}
    assert {staff.get(path).status_code for path in ("/promises", "/receipt", "/verify", "/p/K7QM2XPA")} == {404}


def test_either_site_is_healthy_and_has_a_first_page(alone):
    for site in (alone("public"), alone("staff")):
        assert site.test_client().get("/healthz").status_code == 200
        assert site.test_client().get("/readyz").status_code == 200
        assert site.test_client().get("/").status_code < 400


def test_the_staff_site_links_to_public_pages_by_their_printed_address(alone):
    site = alone("staff")
    with site.test_request_context():
        assert site.url_for("duty.desks", slug="mau").startswith(f"{site.config['BASE_URL']}/rounds/mau/")


def test_every_page_of_the_staff_site_is_drawn_without_the_public_ones(alone):
    world, site = World(), alone("staff")
    world.round.ballot_key = bytes(32)
    columns = list(sealed_comment.c.keys())
    database.session.execute(opened_comment.insert().from_select(columns, select(sealed_comment)))
    database.session.commit()
    browsers = {role: PageClient(site) for role in Role}
    for role, browser in browsers.items():
        browser.enter(world.accounts[role])
    failed = []
    for row in rows(public=False):
        if row["endpoint"] not in site.view_functions:
            continue
        arguments = SUBJECTS[row["endpoint"]](world, OWN) if row["endpoint"] in SUBJECTS else {}
        if row["method"] != "GET" or arguments is None:
            continue
        role = Role.PROVINCE_APPROVER if row["roles"] == "any" else Role(row["roles"].split()[-1])
        with site.test_request_context():
            path = site.url_for(row["endpoint"], **arguments)
        if browsers[role].get(path, check=False).status >= 500:
            failed.append((row["endpoint"], role))
    assert failed == []


def test_a_ballot_is_taken_with_the_rights_of_the_public_site(alone, at):
    survey = make.survey_round()
    point = make.point(OWN)
    code, slug = point.code, survey.slug
    database.session.commit()
    at(NOON)
    site = alone("public")
    citizen = Citizen(PageClient(site), code, at)
    receipt = citizen.receipt(citizen.answer(Q15="Làm đường sớm."))
    assert citizen.client.post("/receipt", {"code": receipt}).status == 200
    for path in ("/", "/?q=luc", "/promises", "/verify", "/desk", f"/rounds/{slug}", f"/log/{slug}"):
        assert citizen.client.get(path, check=False).status == 200, path
    for path in (f"/rounds/{slug}/results", f"/rounds/{slug}/desks", f"/rounds/{slug}/desks/{OWN}"):
        assert citizen.client.get(path, check=False).status in {200, 404}, path


REFUSED = [
    ("public", "SELECT payload FROM ballot_pool"),
    ("public", "SELECT xmin FROM receipt_pool"),
    ("public", "SELECT payload FROM sealed_ballot"),
    ("public", "SELECT body FROM sealed_comment"),
    ("public", "DELETE FROM ballot_pool"),
    ("public", "SELECT kind FROM pool_aside"),
    ("public", "SELECT password_hash FROM account"),
    ("public", "SELECT phone FROM helper"),
    ("public", "UPDATE round SET title = title"),
    *((role, "UPDATE node SET state = state, mac = mac") for role in ("public", "staff")),
    *((role, "DELETE FROM round_node_key") for role in ("public", "staff")),
    *((role, "UPDATE round_node_key SET public = public") for role in ("public", "staff")),
    *((role, "UPDATE node_secret SET sealed = sealed") for role in ("public", "staff")),
    ("staff", "SELECT count(*) FROM ballot_pool"),
    ("staff", "SELECT count(*) FROM sealed_ballot"),
    ("staff", "SELECT count(*) FROM sealed_comment"),
    ("staff", "INSERT INTO spent_mark VALUES ('', 1)"),
    ("staff", "SELECT content FROM pool_aside"),
    ("staff", "DELETE FROM pool_aside"),
    ("staff", "UPDATE tally SET n = n"),
    ("staff", "UPDATE log_leaf SET round_id = 1"),
    *((role, "UPDATE event SET id = id") for role in ("public", "staff", "worker")),
    *((role, "DELETE FROM event") for role in ("public", "staff", "worker")),
]  # fmt: skip


def test_what_a_role_may_not_is_refused_by_the_database(app, alone):
    if database.engine.dialect.name != "postgresql":
        said = app.test_cli_runner().invoke(args=["database", "grants"])
        assert "chỉ dành cho PostgreSQL" in said.output
        return
    for role, deed in REFUSED:
        assert refused(app, role, deed), (role, deed)
    # or it would seal no events any more: an earlier version gave the right with all others
    assert not refused(app, "worker", "LOCK TABLE event IN SHARE MODE")


def refused(app, role: str, deed: str) -> bool:
    with database.engine.connect() as connection:
        connection.execute(text(f'SET ROLE "{PREFIX}_{role}"'))
        try:
            connection.execute(text(deed))
        except SQLAlchemyError as error:
            return "permission denied" in str(error)
        finally:
            connection.rollback()
            connection.execute(text("RESET ROLE"))
            connection.commit()
    return False


def test_every_table_named_is_one_of_ours(db):
    known = set(database.metadata.tables) | {"alembic_version", "alembic_version_media"}
    assert known >= BOX | PUBLIC.keys() | STAFF.keys()
    assert not {table for table in BOX if "SELECT" in PUBLIC.get(table, "") and "receipt" not in table}


def test_the_rights_can_be_given_again(app, alone):
    again = app.test_cli_runner().invoke(args=["database", "grants", "--prefix", PREFIX])
    assert "chỉ dành cho PostgreSQL" in again.output or f"{PREFIX}_public: đã có" in again.output


@pytest.mark.parametrize(("kind", "stopped"), [("open_results", False), ("release", True)])
def test_a_release_is_not_decided_where_the_box_cannot_be_checked(monkeypatch, app, kind, stopped):
    def may_not_read(_survey):
        raise ProgrammingError("SELECT", None, InsufficientPrivilege())

    monkeypatch.setattr(verification, "verify", may_not_read)
    with app.test_request_context(), pytest.raises(Conflict) if stopped else nullcontext():
        verification.refuse_changed(Round(), kind)
