"""A second person is another human being, in every kind of decision; of two decisions at once one counts."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest

from portal.accounts import approvals as account_deeds
from portal.accounts import persons
from portal.accounts.admin import requests
from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.ballots.sealing import quarantine
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.surveys.rounds import approvals
from portal.web.data import transactions
from tests import make
from tests.approvals.kinds import KINDS, MOMENTS, NOW, Kind, survey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from portal.accounts.models import Person

WHO: dict[str, tuple[tuple[str, str], tuple[str, str], bool]] = {
    "one person with two accounts": (("Trần Văn A", "CB1"), ("Trần Văn A", "CB1"), False),
    "equal names without identifiers": (("Trần Văn A", ""), ("TRẦN  VĂN A", ""), False),
    "equal names, one identifier": (("Trần Văn A", "CB1"), ("Trần Văn A", ""), False),
    "equal names with two identifiers": (("Trần Văn A", "CB1"), ("Trần Văn A", "CB2"), True),
    "two names": (("Trần Văn A", ""), ("Lê Thị B", ""), True),
    "two names, one identifier": (("Trần Văn A", "CB1"), ("Lê Thị B", ""), True),
}
"""Name and identifier of who asks and of who decides, and whether the second may."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, db: object, at: Any) -> Kind:
    at(MOMENTS.get(request.param, NOW))
    make.survey_round()
    return KINDS[request.param]


def person(name: str, number: str) -> Person:
    return persons.person_of(name, number)


def account(kind: Kind, who: Person) -> Account:
    return make.account(kind.role, kind.place, person=who)


def outcome(deed: Callable[[], object]) -> type[DomainError] | None:
    """What a decision led to: None where it was taken."""
    try:
        with transactions.savepoint():
            deed()
    except DomainError as error:
        return type(error)
    return None


@pytest.mark.parametrize("who", WHO)
def test_the_second_is_another_human_being(kind: Kind, who: str) -> None:
    first, second, may = WHO[who]
    key = kind.ask(account(kind, person(*first)))
    deed = kind.decide(key, account(kind, person(*second)))
    assert outcome(deed) == (None if may else Refused)


def test_nobody_decides_with_the_account_that_asked(kind: Kind) -> None:
    asker = account(kind, person("Trần Văn A", "CB1"))
    assert outcome(kind.decide(kind.ask(asker), asker)) == Refused


def test_what_is_decided_is_decided(kind: Kind) -> None:
    key = kind.ask(account(kind, person("Trần Văn A", "")))
    decider = account(kind, person("Lê Thị B", ""))
    assert outcome(kind.decide(key, decider)) is None
    assert outcome(kind.decide(key, decider)) == Conflict


def test_of_two_decisions_at_once_one_counts_and_the_other_is_told(app: Flask, kind: Kind) -> None:
    key = kind.ask(account(kind, person("Trần Văn A", "")))
    deciders = [account(kind, person(name, "")).id for name in ("Lê Thị B", "Vi Văn C")]
    database.session.commit()
    both, found = Barrier(2), []

    def decide(number: int) -> None:
        with app.app_context():
            deed = kind.decide(key, database.session.get_one(Account, number))
            if (
                database.engine.dialect.name == "postgresql"
            ):  # on SQLite the second cannot even look before the first ends
                both.wait(timeout=30)
            found.append(outcome(deed))
            database.session.commit()

    threads = [Thread(target=decide, args=(number,)) for number in deciders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [Conflict, None]


@pytest.mark.parametrize("who", WHO)
def test_the_shell_asks_the_same_of_its_two(db: object, at: Any, tmp_path: Path, who: str) -> None:
    at(NOW)
    make.survey_round()
    first, second, may = WHO[who]
    one, two = (make.account(Role.PROVINCE_APPROVER, person=person(*said)) for said in (first, second))
    minutes = {"minutes": "01/BB", "out": tmp_path / "evidence"}
    settle = outcome(lambda: quarantine.resolve(survey(), by=one, second=two, **minutes))
    assert settle == (Conflict if may else Refused), "where they may, nothing lies aside"
    close = outcome(lambda: approvals.ask_and_decide(survey(), "close", by=one, second=two, reason="Đủ phiếu"))
    assert close == (None if may else Refused)


@pytest.mark.parametrize("ask", ["deed", "request"])
def test_nobody_lets_an_account_be_opened_for_themselves(db: object, ask: str) -> None:
    asker = make.account(Role.ACCOUNT_ADMIN, full_name="Trần Văn A")
    decider = make.account(Role.ACCOUNT_ADMIN, person=person("Lê Thị B", "CB2"))
    wanted = {"full_name": "Lê Thị B", "identifier": "cb2"}
    if ask == "deed":
        payload = {**wanted, "username": "lanhdao", "role": "province_approver"}
        asked = account_deeds.ask("create", unit=asker.unit, by=asker, payload=payload)
        assert outcome(lambda: account_deeds.decide(asked, accept=True, by=decider)) == Refused
    else:
        lead = make.account(Role.COMMUNE_LEAD)
        wish = requests.request_account(**wanted, reason="Thêm việc", by=lead)
        assert outcome(lambda: requests.decide(wish, decision="accept", answer="", by=decider)) == Refused
