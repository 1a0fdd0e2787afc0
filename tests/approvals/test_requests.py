"""The mechanism by itself: what waits, what is taken, what is written once; and every table of requests uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from portal.accounts import approvals as account_approvals
from portal.accounts.models import Account, AccountApproval
from portal.accounts.permissions import Role
from portal.approvals.models import Asked
from portal.approvals.requests import Requests, write_once
from portal.approvals.second_person import is_same_person
from portal.errors import Conflict, Refused
from portal.extensions import db as database
from portal.surveys.models import ApprovalRequest
from tests import make
from tests.approvals.kinds import KINDS, MOMENTS, NOW, ask_account_deed, ask_deed
from tests.approvals.races import outcome, overtaking

if TYPE_CHECKING:
    from flask import Flask

TABLES = {
    "round": "ApprovalRequest",
    "account of the province": "AccountApproval",
    "account of a commune": "AccountRequest",
    "commune set apart": "Exclusion",
    "corrected visits": "VisitCorrection",
    "spelling of a question": "FormErratum",
    "ground of links": "LinkRequest",
    "two desks at once": "OverlapPermission",
}
"""The kinds whose rows are requests and nothing else."""
REQUESTS = Requests(ApprovalRequest, same_person="Cần người khác.", decided="Đã quyết định.")


@pytest.fixture
def asked(db: object, at: Any) -> ApprovalRequest:
    at(NOW)
    make.survey_round()
    return database.session.get_one(ApprovalRequest, ask_deed(approver("Trần Văn A")))


def approver(name: str) -> Account:
    return make.account(Role.PROVINCE_APPROVER, full_name=name)


def test_every_table_of_requests_is_among_the_kinds() -> None:
    assert {table.__name__ for table in Asked.__subclasses__()} == set(TABLES.values())


@pytest.mark.parametrize("name", TABLES)
def test_a_request_is_listed_until_it_is_decided(db: object, at: Any, name: str) -> None:
    at(MOMENTS.get(name, NOW))
    make.survey_round()
    kind = KINDS[name]
    table = next(table for table in Asked.__subclasses__() if table.__name__ == TABLES[name])
    asker, decider = (make.account(kind.role, kind.place, full_name=who) for who in ("Trần Văn A", "Lê Thị B"))
    key = kind.ask(asker)
    row = database.session.scalars(table.waiting()).one()
    assert (row.id, row.waits) == (key, True)
    kind.decide(key, decider)()
    assert not row.waits
    assert database.session.scalars(table.waiting()).all() == []


def test_the_other_conditions_narrow_what_waits(asked: ApprovalRequest) -> None:
    assert database.session.scalars(ApprovalRequest.waiting(ApprovalRequest.kind == "close")).all() == [asked]
    assert database.session.scalars(ApprovalRequest.waiting(ApprovalRequest.kind == "extend")).all() == []


def test_an_equal_request_is_taken_and_a_decided_one_is_not(asked: ApprovalRequest) -> None:
    def again() -> None:
        row = ApprovalRequest(round_id=asked.round_id, kind="close")
        REQUESTS.ask(row, by=approver("Lê Thị B"), taken=Conflict("Đã có."))

    assert outcome(again) is Conflict
    REQUESTS.decide(asked, by=approver("Vi Văn C"), accepted=False)
    assert outcome(again) is None


def test_a_decision_says_who_and_how(asked: ApprovalRequest) -> None:
    by = approver("Lê Thị B")
    REQUESTS.decide(asked, by=by, accepted=True, note="Đồng ý")
    assert (asked.decided_by, asked.decided_at, asked.accepted, asked.note) == (by.id, NOW, True, "Đồng ý")


def test_others_whom_a_request_concerns_do_not_decide_it(asked: ApprovalRequest) -> None:
    by, other = approver("Lê Thị B"), approver("Vi Văn C")
    with pytest.raises(Refused, match="Cần người khác"):
        REQUESTS.decide(asked, other.person, by=other, accepted=True)
    assert asked.waits
    REQUESTS.decide(asked, other, by=by, accepted=True)


def test_only_the_asking_account_withdraws_and_only_what_waits(asked: ApprovalRequest) -> None:
    with pytest.raises(Refused):
        REQUESTS.withdraw(asked, by=approver("Lê Thị B"))
    REQUESTS.withdraw(asked, by=asked.asker)
    assert (asked.accepted, asked.note) == (False, "Người đề nghị rút lại.")
    with pytest.raises(Conflict, match="Đã quyết định"):
        REQUESTS.withdraw(asked, by=asked.asker)


def test_nothing_is_written_where_the_condition_does_not_hold(asked: ApprovalRequest) -> None:
    with pytest.raises(Refused):
        write_once(asked, ApprovalRequest.kind == "extend", Refused("Không."), note="Sai")
    database.session.refresh(asked)
    assert asked.note == ""


def test_nobody_is_no_person(asked: ApprovalRequest) -> None:
    assert not is_same_person(asked.asker)
    assert not is_same_person(asked.asker, None)
    assert is_same_person(asked.asker, None, asked.asker)


def test_of_two_presses_one_carries_out(app: Flask, db: object, at: Any) -> None:
    at(NOW)
    make.survey_round()
    asker, other = (make.account(Role.ACCOUNT_ADMIN, full_name=name) for name in ("Trần Văn A", "Lê Thị B"))
    key, who = ask_account_deed(asker), asker.id
    account_approvals.decide(database.session.get_one(AccountApproval, key), accept=True, by=other)

    def press() -> None:
        row = database.session.get_one(AccountApproval, key)
        account_approvals.carry_out(row, by=database.session.get_one(Account, who))

    assert overtaking(app, press, press) == [None, Refused]
