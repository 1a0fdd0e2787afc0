"""Two web machines without a shared folder over one database: a form or a phone counts once, whichever takes it."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from threading import Barrier
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from portal import create_app
from portal.ballots.models import ballot_pool, receipt_pool
from portal.ballots.sealing import round_keys
from portal.config import key_settings
from portal.extensions import db as database
from portal.extensions import queue
from portal.nodes import enrolment, installation_keys, reconciler
from portal.web.data import clock, transactions
from tests import make
from tests.ballots.conftest import NOON, Citizen
from tests.browser import PageClient
from tests.nodes.conftest import writing

KEPT = ("QUEUE_URL", "QUEUE_IMMEDIATE", "TESTING", "PASSWORD_HASHER", "SOURCE_LIMITS", "SQLALCHEMY_BINDS")


@pytest.fixture
def code(db, at, first):
    """The code of a point of a round that takes ballots."""
    at(NOON)
    round_keys.make_when_approved(make.survey_round(), "approve")
    found = make.point("07507").code
    database.session.commit()
    return found


@pytest.fixture
def second(app, code, first, machine, tmp_path):
    """The same portal on another machine, with a folder of its own and keys in memory alone."""
    machine("may-2")
    first.once()
    kept, config = dict(vars(queue)), {name: app.config[name] for name in KEPT}
    with transactions.read_connection() as connection:
        keyring = installation_keys.open_sealed(connection, tmp_path / "may-2" / "keys")
    config |= {"INSTANCE": str(tmp_path / "may-2"), "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"]}
    made = create_app(config | key_settings(keyring, held=True))
    yield made
    vars(queue).update(kept)
    with made.app_context():
        for engine in database.engines.values():
            engine.dispose()


def post_to(site, code: str, raw: bytes) -> int:
    reply = site.test_client().post(f"/p/{code}", data=raw, content_type="application/x-www-form-urlencoded")
    return reply.status_code


def counted(table) -> int:
    with transactions.read_connection() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_forms_posted_to_both_machines_at_once_are_one_ballot_each(app, code, second, at):
    number = 200 if database.engine.dialect.name == "postgresql" else 20
    forms = []
    for _one in range(number):
        citizen = Citizen(PageClient(app), code, at)
        citizen.open()
        forms.append(urlencode(citizen.fill()).encode())
    at(clock.now() + timedelta(seconds=60))
    database.session.rollback()
    gate = Barrier(8)

    def send(turn: int, site) -> list[int]:
        gate.wait(timeout=60)
        return [post_to(site, code, raw) for raw in forms[turn::4]]

    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(contextvars.Context().run, send, n % 4, (app, second)[n // 4]) for n in range(8)]
        assert {status for one in sent for status in one.result()} == {HTTPStatus.SEE_OTHER}
    assert counted(ballot_pool) == counted(receipt_pool) == number


def test_a_phone_and_a_form_are_known_at_the_other_machine(app, code, second, at):
    citizen = Citizen(PageClient(app), code, at)
    receipt = citizen.receipt(citizen.answer())
    raw, cookie = urlencode(citizen.fill()).encode(), citizen.client.http.get_cookie(f"p-{code}")
    elsewhere = Citizen(PageClient(second), code, at)
    # the same form, sent again through the other machine: repeated, with the same receipt
    again = elsewhere.post(raw)
    assert elsewhere.receipt(again) == receipt
    elsewhere.client.http.set_cookie(f"p-{code}", cookie.value)
    assert elsewhere.answer().status == HTTPStatus.CONFLICT
    assert counted(ballot_pool) == 1


def test_a_machine_revoked_while_it_serves_gives_every_form_back_filled(app, code, second, first, at):
    citizen = Citizen(PageClient(second), code, at)
    citizen.open()
    with writing() as connection:
        enrolment.revoke(connection, first.membership, "may-2")
    reconciler.Reconciler(second).once()
    refused = citizen.send()
    assert (refused.status, refused.response.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "20")
    assert refused.one("input[name=Q1][value='4']").get("checked") is not None
    ready = second.test_client().get("/readyz")
    assert (ready.status_code, ready.json["node"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "refused")
    # the same form through a machine that is enrolled
    assert post_to(app, code, urlencode(citizen.fill()).encode()) == HTTPStatus.SEE_OTHER
    assert counted(ballot_pool) == 1
