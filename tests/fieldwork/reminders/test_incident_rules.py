"""Incidents: one a form, answered while open, settled once, listed the open ones first, inside one's places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.fieldwork.reminders import forms, operations, queries
from portal.fieldwork.reminders.models import KINDS, Incident
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import FIRST, desk, round_of


@pytest.fixture(autouse=True)
def first_morning(db, at):
    round_of()
    at(clock.at(FIRST, 9))


def report(key: str = "a", kind: str = "network", code: str = "07507", body: str = "Mất mạng") -> Incident:
    return operations.report_incident(
        desk(code), key=key * 32, kind=kind, body=body, by=make.account(at=make.unit(code))
    )


def read(incident: Incident) -> Incident:
    found = queries.incident_in(make.unit("24"), incident.id)
    assert found is not None
    return found


def answer(incident: Incident, *, closes: bool = False, body: str = "Đã báo viễn thông"):
    return operations.answer_incident(read(incident), body=body, closes=closes, by=make.account(Role.DISTRICT_MONITOR))


def actions() -> list[str]:
    asked = select(Event.action).where(Event.subject_kind == "incident").order_by(Event.id)
    return list(database.session.scalars(asked))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_there_is_may_be_reported_and_has_words(kind):
    assert report(kind=kind).kind == kind
    assert forms.kind_words(kind) != kind


@pytest.mark.parametrize("kind", ["", "fire", "Network"])
def test_no_other_kind_may_be_reported(kind):
    with pytest.raises(DomainError) as refused:
        report(kind=kind)
    assert refused.value.field == "kind"
    assert queries.count_open_incidents(make.unit("24"), desk().round) == 0
    assert forms.kind_words(kind) == kind


def test_a_form_sent_twice_is_the_first_incident_and_recorded_once():
    first = report()
    again = report(kind="paper", body="Hết giấy")
    assert again.id == first.id
    assert (again.kind, again.body) == ("network", "Mất mạng")
    assert actions() == ["incident.reported"]


def test_the_same_key_of_another_commune_is_another_incident():
    assert report().id != report(code="07519").id
    assert report(key="b").id != report().id


def test_an_answer_leaves_it_open_and_a_closing_one_settles_it(at):
    incident = report()
    answer(incident)
    assert read(incident).is_open
    at(clock.at(FIRST, 11))
    answer(incident, closes=True, body="Đã có mạng")
    found = read(incident)
    assert (found.is_open, found.closed_at) == (False, clock.at(FIRST, 11))
    assert [(one.body, one.closes) for one in found.replies] == [("Đã báo viễn thông", False), ("Đã có mạng", True)]
    assert actions() == ["incident.reported", "incident.answered", "incident.settled"]


@pytest.mark.parametrize("closes", [False, True])
def test_what_is_settled_is_answered_no_more_and_keeps_its_moment(at, closes):
    incident = report()
    answer(incident, closes=True)
    at(clock.at(FIRST, 15))
    with pytest.raises(Conflict):
        answer(incident, closes=closes)
    found = read(incident)
    assert (found.closed_at, len(found.replies)) == (clock.at(FIRST, 9), 1)


def test_settling_by_a_stale_copy_settles_nothing_twice():
    incident = read(report())
    operations.close_incident(incident)
    assert incident.is_open, "the copy has not heard of it"
    with pytest.raises(Conflict):
        operations.close_incident(incident)


def test_settling_one_leaves_the_others_open():
    first, second = report(), report("b")
    answer(first, closes=True)
    assert read(second).is_open
    assert queries.count_open_incidents(make.unit("24"), desk().round) == 1


def test_open_ones_stand_first_then_the_latest(at):
    old = report("a")
    at(clock.at(FIRST, 10))
    closed = report("b")
    newest = report("c")
    answer(closed, closes=True)
    expected = [newest.id, old.id, closed.id]
    assert [one.id for one in queries.incidents_in(make.unit("24"), desk().round)] == expected
    assert [one.id for one in queries.incidents_of(desk())] == expected


@pytest.mark.parametrize(("top", "seen"), [("07507", 1), ("07519", 1), ("07534", 0), ("219", 2), ("213", 0), ("24", 2)])
def test_each_sees_the_incidents_of_its_places(top, seen):
    mine = report()
    report(code="07519")
    unit, survey = make.unit(top), desk().round
    assert len(queries.incidents_in(unit, survey)) == queries.count_open_incidents(unit, survey) == seen
    assert (queries.incident_in(unit, mine.id) is not None) is (top in {"07507", "219", "24"})


def test_incidents_of_another_round_are_not_this_rounds():
    report()
    other = make.survey_round("khac", first_day=FIRST + timedelta(days=30), last_day=FIRST + timedelta(days=31))
    assert queries.incidents_in(make.unit("24"), other) == []
    assert queries.count_open_incidents(make.unit("24"), other) == 0
