"""Who is named for the chat group, once, by the own unit, up to a number; who says that somebody has joined."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import DomainError, Refused
from portal.extensions import db as database
from portal.fieldwork.directives import chat_views, operations, queries
from portal.fieldwork.directives.operations import MOST_CHAT_MEMBERS
from portal.web.data import clock
from portal.web.ui import qr
from tests import make
from tests.fieldwork.taskforce import rows

NOW = clock.at(date(2024, 6, 10), 9)
PEOPLE = [("Trần Văn Trưởng", "Phó Bí thư"), ("Lê Thị Hoa", "Chủ tịch Hội Phụ nữ")]


@pytest.fixture(autouse=True)
def survey(db, at):
    at(NOW)
    return make.survey_round()


@pytest.fixture
def officer():
    return make.account()


def name(survey, by, full_name="Lê Thị Hoa", office="Chủ tịch Hội Phụ nữ"):
    return operations.add_chat_member(survey, full_name=full_name, office=office, by=by)


def names(unit, survey) -> list[str]:
    return [one.full_name for one in queries.chat_members(unit, survey)]


def deeds() -> list[tuple[str, dict]]:
    found = select(Event.action, Event.detail).where(Event.action.startswith("chat.")).order_by(Event.id)
    return [tuple(row) for row in database.session.execute(found)]


@pytest.mark.parametrize(
    ("full_name", "office", "is_there"),
    [
        ("Lê Thị Hoa", "Chủ tịch Hội Phụ nữ", True),
        ("LÊ THỊ HOA", "chủ tịch hội phụ nữ", True),
        ("Le Thi Hoa", "Chu tich Hoi Phu nu", True),
        ("Lê  Thị-Hoa", "Chủ tịch Hội Phụ nữ", True),
        ("Lê Thị Hoa", "Phó Chủ tịch Hội Phụ nữ", False),
        ("Lê Thị Hoan", "Chủ tịch Hội Phụ nữ", False),
    ],
)
def test_one_is_known_by_name_and_office_however_written(survey, officer, full_name, office, is_there):
    name(survey, officer)
    if is_there:
        with pytest.raises(DomainError) as refused:
            name(survey, officer, full_name, office)
        assert refused.value.field == "full_name"
        assert refused.value.message == f"Đồng chí {full_name} đã có trong danh sách."
    else:
        name(survey, officer, full_name, office)
    assert len(names(officer.unit, survey)) == (1 if is_there else 2)


def test_the_same_person_may_be_named_by_two_units_and_in_two_rounds(survey, officer):
    other = make.survey_round("dot-2")
    neighbour = make.account(Role.COMMUNE_OFFICER, make.unit("07519"))
    for of, by in ((survey, officer), (survey, neighbour), (other, officer)):
        assert (name(of, by).round_id, name(of, by, "Khác").unit_id) == (of.id, by.unit_id)
    assert names(officer.unit, other) == ["Lê Thị Hoa", "Khác"]


def test_all_of_a_list_are_named_but_those_who_are_there(survey, officer):
    name(survey, officer, "lê thị hoa", "Chủ tịch Hội Phụ nữ")
    assert operations.add_chat_members(survey, PEOPLE, by=officer) == 1
    assert operations.add_chat_members(survey, PEOPLE, by=officer) == 0
    assert operations.add_chat_members(survey, [], by=officer) == 0
    assert names(officer.unit, survey) == ["lê thị hoa", "Trần Văn Trưởng"]
    assert deeds() == [("chat.named", {"names": ["lê thị hoa"]}), ("chat.named", {"names": ["Trần Văn Trưởng"]})]


@pytest.mark.parametrize(
    ("there", "more", "allowed"),
    [
        (0, MOST_CHAT_MEMBERS, True),
        (0, MOST_CHAT_MEMBERS + 1, False),
        (MOST_CHAT_MEMBERS - 1, 1, True),
        (MOST_CHAT_MEMBERS, 1, False),
        (MOST_CHAT_MEMBERS - 2, 3, False),
    ],
)
def test_a_unit_names_at_most_sixty(survey, officer, there, more, allowed):
    if there:
        operations.add_chat_members(survey, [(f"A {n}", "x") for n in range(there)], by=officer)
    people = [(f"B {n}", "x") for n in range(more)]
    if allowed:
        assert operations.add_chat_members(survey, people, by=officer) == more
    else:
        with pytest.raises(DomainError, match="nhiều nhất 60 người"):
            operations.add_chat_members(survey, people, by=officer)
    assert len(names(officer.unit, survey)) == there + (more if allowed else 0)


def test_one_by_one_the_bound_is_the_same(survey, officer):
    operations.add_chat_members(survey, [(f"A {n}", "x") for n in range(MOST_CHAT_MEMBERS)], by=officer)
    with pytest.raises(DomainError, match="nhiều nhất 60 người"):
        name(survey, officer)
    neighbour = make.account(Role.COMMUNE_OFFICER, make.unit("07519"))
    assert name(survey, neighbour).joined_at is None


def test_joining_and_leaving_are_told_once_each(survey, officer, at):
    member = name(survey, officer)
    for joined in (False, True, True):
        operations.set_joined(member, joined=joined, by=officer)
    assert member.joined_at == NOW
    at(clock.at(date(2024, 6, 10), 10))
    operations.set_joined(member, joined=True, by=officer)
    assert member.joined_at == NOW
    for joined in (False, False):
        operations.set_joined(member, joined=joined, by=officer)
    assert member.joined_at is None
    assert [action for action, _detail in deeds()] == ["chat.named", "chat.joined", "chat.left"]


def test_all_have_joined_tells_how_many_had_not(survey, officer, at):
    first = name(survey, officer)
    name(survey, officer, "Trần Văn Trưởng")
    elsewhere = rows.chat_member(survey, make.unit("07519"), officer)
    operations.set_joined(first, joined=True, by=officer)
    at(clock.at(date(2024, 6, 10), 10))
    assert operations.mark_all_joined(survey, by=officer) == 1
    assert operations.mark_all_joined(survey, by=officer) == 0
    assert first.joined_at == NOW
    assert all(one.joined_at for one in queries.chat_members(officer.unit, survey))
    assert elsewhere.joined_at is None
    assert deeds()[-1] == ("chat.joined", {"people": 1})


@pytest.mark.parametrize("role", [Role.DISTRICT_MONITOR, Role.PROVINCE_EDITOR])
def test_nobody_above_speaks_for_a_communes_people(survey, officer, role):
    member, above = name(survey, officer), make.account(role)
    for deed in (
        lambda: operations.set_joined(member, joined=True, by=above),
        lambda: operations.remove_chat_member(member, by=above),
    ):
        with pytest.raises(Refused):
            deed()
    assert names(officer.unit, survey) == ["Lê Thị Hoa"]
    assert member.joined_at is None


def test_somebody_left_out_is_gone_and_may_be_named_again(survey, officer):
    operations.remove_chat_member(name(survey, officer), by=officer)
    assert names(officer.unit, survey) == []
    assert deeds()[-1] == ("chat.removed", {"name": "Lê Thị Hoa"})
    assert name(survey, officer).full_name == "Lê Thị Hoa"


@pytest.mark.parametrize("group", [SimpleNamespace(link="https://zalo.me/g/abc"), None])
def test_a_plan_with_a_group_has_the_symbol_of_its_link(group):
    symbol = chat_views.symbol_of(SimpleNamespace(plan_data=SimpleNamespace(chat=group)))
    assert (symbol and symbol.path) == (group and qr.symbol(group.link).path)
