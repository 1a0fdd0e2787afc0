"""What may wait, stand or be called so only once: of two who ask at once the second is told, on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from portal.accounts import approvals as account_deeds
from portal.accounts import operations as accounts
from portal.accounts import persons
from portal.accounts.admin import requests
from portal.accounts.models import Account, AccountApproval, AccountRequest, KnownDevice, Person, SecondFactor
from portal.accounts.permissions import Role
from portal.accounts.sign_in import second_factor
from portal.documents.lifecycle import operations as papers
from portal.documents.models import Document
from portal.errors import Conflict
from portal.extensions import db as database
from portal.fieldwork.awards import operations as awards
from portal.fieldwork.roster.models import Helper, OverlapPermission
from portal.fieldwork.roster.shifts import overlap_permission
from portal.fieldwork.visits import operations as fieldwork
from portal.fieldwork.visits import queries as points
from portal.fieldwork.visits.models import LockAuthority, VisitCorrection, VisitCount
from portal.surveys.models import ApprovalRequest, Questionnaire
from portal.surveys.questionnaire.editing import operations as editing
from portal.surveys.rounds import approvals
from portal.web.data import clock
from tests import make
from tests.approvals.kinds import NOW, kept, survey
from tests.approvals.races import overtaking
from tests.documents.lifecycle import test_operations as written
from tests.fieldwork.roster.desks import WED, helper, on

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


@dataclass(frozen=True)
class Once:
    """Something that there may be one of: how it comes about, the table, and what the second is told."""

    deed: Callable[[Account], object]
    table: type[Any]
    told: type[Exception] | None = Conflict
    prepare: Callable[[Account], object] = lambda _by: None
    told_later: type[Exception] | None = Conflict
    """What the second is told who comes when the first is done."""


def somebody() -> Account:
    return database.session.scalars(select(Account).where(Account.username == "canbo")).one()


def lock_a_day(by: Account) -> None:
    who = {"entered_by": by.id, "entered_at": clock.now(), "locked_by": by.id, "locked_at": clock.now()}
    place = make.point("07507", survey()).id
    kept(VisitCount(point_id=place, day=make.FIRST_DAY, visits=30, source="direct", **who))


def ask_correction(by: Account) -> object:
    point = points.points_of(make.unit("07507"))[0]
    return fieldwork.ask_correction(point, make.FIRST_DAY, visits=40, reason="Nhầm", by=by)


def ask_new(by: Account) -> object:
    return requests.request_account(full_name="Lê Thị Mới", identifier="", reason="Thêm việc", by=by)


def ask_change(by: Account) -> object:
    return requests.request_change(somebody(), kind=requests.CODE, reason="Quên", by=by)


def ask_code(by: Account) -> object:
    return account_deeds.ask("code", unit=by.unit, by=by, account=somebody())


def open_account(by: Account) -> object:
    name = f"Người {by.id}"
    return accounts.create("cb.moi", person=persons.person_of(name), role=by.role, unit=by.unit, by=by)


def stand_twice(_by: Account) -> None:
    on("07507")
    helper("07519")


def ask_double_duty(by: Account) -> object:
    twin = database.session.scalars(select(Helper).order_by(Helper.id.desc())).first()
    found = overlap_permission.queries.helper_in(make.unit("24"), twin.id)
    return overlap_permission.ask(found, WED, "morning", reason="Thiếu người", by=by)


def new_version(by: Account) -> object:
    return editing.new_version(make.questionnaire(), by=by)


def authorise(by: Account) -> object:
    return fieldwork.give_authority(points.points_of(make.unit("07507"))[0], somebody(), by=by)


ONCE = {
    "standing authority": Once(authorise, LockAuthority, told=None, told_later=None),
    "waiting correction": Once(ask_correction, VisitCorrection, prepare=lock_a_day),
    "waiting deed": Once(lambda by: approvals.ask(survey(), "close", by=by, reason="Đủ phiếu"), ApprovalRequest),
    "waiting account deed": Once(ask_code, AccountApproval),
    "waiting account request": Once(ask_change, AccountRequest),
    "waiting new account": Once(ask_new, AccountRequest),
    "waiting double duty": Once(ask_double_duty, OverlapPermission, prepare=stand_twice),
    "user name": Once(open_account, Account),
    "version of a form": Once(new_version, Questionnaire, told_later=None),
    "person of an identifier": Once(
        lambda _by: persons.person_of("Lê Thị B", "CB1"), Person, told=None, told_later=None
    ),
    "known device": Once(
        lambda _by: accounts.remember_device(somebody(), "máy"), KnownDevice, told=None, told_later=None
    ),
    "authenticator app": Once(lambda _by: second_factor.begin(somebody()), SecondFactor, told=None, told_later=None),
}
ROLES = {"waiting new account": Role.COMMUNE_LEAD, "user name": Role.COMMUNE_OFFICER}


@pytest.fixture
def world(db: object, at: Any) -> None:
    at(NOW)
    make.survey_round()
    make.account(Role.COMMUNE_OFFICER, username="canbo")


@pytest.mark.parametrize("what", ONCE)
def test_of_two_at_once_one_is_kept_and_the_other_is_told(app: Flask, world: None, what: str) -> None:
    once = ONCE[what]
    who = [make.account(ROLES.get(what, Role.PROVINCE_APPROVER), full_name=name) for name in ("Vũ Văn Ba", "Lê Thị Tư")]
    keys = [one.id for one in who]
    once.prepare(who[0])
    before = database.session.scalar(select(func.count()).select_from(once.table))

    def deed(key: int) -> Callable[[], object]:
        return lambda: once.deed(database.session.get_one(Account, key))

    told = once.told if database.engine.dialect.name == "postgresql" else once.told_later
    assert overtaking(app, deed(keys[0]), deed(keys[1])) == [None, told]
    made = database.session.scalar(select(func.count()).select_from(once.table)) - before
    assert made == (2 if once.table is Questionnaire and told is None else 1)


def test_of_two_papers_numbered_at_once_one_has_the_number(app: Flask, db: object) -> None:
    editor, approver = written.editor(), written.approver()
    opened = written.opened()
    keys = [written.approved(opened, editor, approver).id for _paper in range(2)]
    number = {"number": "12", "issued_on": date(2024, 6, 28)}
    who = editor.id

    def give(key: str) -> Callable[[], object]:
        def deed() -> None:
            paper = papers.queries.document_in(make.unit("24"), key)
            papers.give_number(paper, paper.version, **number, by=database.session.get_one(Account, who))

        return deed

    assert overtaking(app, give(keys[0]), give(keys[1])) == [None, Conflict]
    assert sorted(database.session.scalars(select(Document.number))) == ["", "12"]


def test_a_number_goes_back_into_the_book_with_its_paper(db: object) -> None:
    editor = written.editor()
    opened = written.opened()
    one, two = (written.approved(opened, editor, written.approver()) for _paper in range(2))
    one = written.numbered(one, editor)
    assert one.number_in_book == "2024/BC/12"
    one = written.numbered(one, editor, "13")
    assert written.numbered(two, editor).number_in_book == "2024/BC/12"


@pytest.mark.parametrize("change", ["added", "reworded", "removed"])
def test_a_change_of_the_lines_moves_the_proposals_version(world: None, change: str) -> None:
    editor = make.account(Role.PROVINCE_EDITOR)
    person = {"office": "Công chức", "unit": "Sở Nội vụ", "achievement": "Chốt đúng hạn"}
    line = awards.propose_person(survey(), None, name="Vi Văn Tài", **person, by=editor)
    found = awards.queries.proposal_of(survey())
    before, line = found.version, awards.queries.line_in(survey(), line.id)
    if change == "added":
        awards.propose_person(survey(), None, name="Lê Thị Ba", **person, by=editor)
    elif change == "reworded":
        awards.change_achievement(line, achievement="Chốt sớm", by=editor)
    else:
        awards.remove_line(line, by=editor)
    assert awards.queries.proposal_of(survey()).version == before + 1


@pytest.mark.parametrize("change", ["add", "reword", "remove"])
def test_a_line_changed_while_another_sends_collides(app: Flask, world: None, change: str) -> None:
    editor = make.account(Role.PROVINCE_EDITOR)
    person = {"office": "Công chức", "unit": "Sở Nội vụ", "achievement": "Chốt đúng hạn"}
    lines = [
        awards.propose_person(survey(), None, name=f"Vi Văn {n}", **person, by=editor).id
        for n in range(survey().plan_data.awards.least + 1)
    ]
    who = editor.id

    def send() -> None:
        by = database.session.get_one(Account, who)
        standing = awards.queries.ranking_state(by.unit, survey(), survey().plan_data)
        awards.send_proposal(survey(), standing, note="", by=by)

    def touch() -> None:
        by, line = database.session.get_one(Account, who), awards.queries.line_in(survey(), lines[0])
        if change == "add":
            awards.propose_person(survey(), None, name="Lê Thị Ba", **person, by=by)
        elif change == "reword":
            awards.change_achievement(line, achievement="Chốt sớm", by=by)
        else:
            awards.remove_line(line, by=by)

    found = overtaking(app, touch, send)
    if database.engine.dialect.name == "postgresql":
        assert found == [None, Conflict], "the sender had read the list before it was changed"
    proposal = awards.queries.proposal_of(survey())
    assert proposal.status == "draft" or all(line.basis for line in proposal.lines)


def test_after_a_line_was_removed_no_two_stand_at_one_place(world: None) -> None:
    editor = make.account(Role.PROVINCE_EDITOR)
    person = {"office": "Công chức", "unit": "Sở Nội vụ", "achievement": "Chốt đúng hạn"}
    first, *_rest = [
        awards.propose_person(survey(), None, name=f"Vi Văn {n}", **person, by=editor).id for n in range(3)
    ]
    awards.remove_line(awards.queries.line_in(survey(), first), by=editor)
    awards.propose_person(survey(), None, name="Lê Thị Ba", **person, by=editor)
    assert [line.position for line in awards.queries.proposal_of(survey()).lines] == [2, 3, 4]
