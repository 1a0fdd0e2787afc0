"""The whole demonstration, as `flask demo` leaves it: made once for this file, looked at from many sides."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.ballots import counting
from portal.ballots.models import (
    arrivals,
    ballot_pool,
    comment_pool,
    receipt_pool,
    sealed_ballot,
    sealed_comment,
    sealed_receipt,
)
from portal.ballots.sealing import round_keys
from portal.demo import setup
from portal.extensions import db
from portal.fieldwork import tasks
from portal.fieldwork.awards import queries as awards
from portal.fieldwork.reporting.models import FieldReportRevision
from portal.fieldwork.visits.models import VisitCorrection, VisitCount
from portal.results.models import Tally
from portal.surveys import queries
from portal.surveys.models import ApprovalRequest, Point
from portal.surveys.turnout import Status, judge_period
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import clock
from tests import distribution, make
from tests.conftest import empty_tables, forget_caches

COMMUNES, BALLOTS = (209, 4000) if distribution.is_long() else (12, 600)
"""The whole province is shown by `./test --long`; else twelve communes of two districts are."""


def some_units() -> str:
    """The catalogue of 2024 with six communes in each of two districts."""
    rows = list(csv.DictReader((make.PLANS / "units-bac-giang-2024.csv").read_text(encoding="utf-8").splitlines()))
    districts = [row["code"] for row in rows if row["level"] == "district"][:2]
    kept = [row for row in rows if row["level"] == "province" or row["code"] in districts]
    for district in districts:
        kept += [row for row in rows if row["parent_code"] == district][: COMMUNES // 2]
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in kept)])


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """What the demonstration reads as the units of either year."""
    with pytest.MonkeyPatch.context() as patch:
        if not distribution.is_long():
            file = tmp_path_factory.mktemp("units") / "units.csv"
            file.write_text(some_units(), encoding="utf-8")
            plan = setup.the_plan()
            small = replace(plan, catalogue=replace(plan.catalogue, expected=COMMUNES))
            patch.setattr(setup, "CATALOGUES", dict.fromkeys(setup.CATALOGUES, file))
            patch.setattr(setup, "the_plan", lambda: small)
        yield


@pytest.fixture(scope="module")
def province(app, catalogue):
    """The demonstration with fewer ballots."""
    with app.app_context():
        result = app.test_cli_runner().invoke(
            args=["demo", "--ballots", str(BALLOTS), "--password", "tiếng suối trong", "--no-papers"]
        )
        assert result.exit_code == 0, result.output
        yield app
        db.session.rollback()
        db.session.remove()
        empty_tables()
        forget_caches(app, Path(app.config["INSTANCE"]))


@pytest.fixture
def survey(province):
    return queries.by_slug("198-kh-bdvtu")


@pytest.fixture
def trial(province):
    return queries.by_slug("dung-thu")


def count(table, of):
    return db.session.scalar(select(func.count()).select_from(table).where(table.c.round_id == of.id))


def visits_by_point(of) -> dict[int, dict[object, VisitCount]]:
    found: dict[int, dict[object, VisitCount]] = defaultdict(dict)
    rows = select(VisitCount).join(VisitCount.point).where(Point.round_id == of.id)
    for row in db.session.scalars(rows):
        found[row.point_id][row.day] = row
    return found


def verdicts(of) -> Counter[str]:
    """How each commune stands over the whole round, by what it entered."""
    came = counting.by_day(of, of.days)
    entered = visits_by_point(of)
    policy = of.plan_data.turnout.policy(of.preset)
    found: Counter[str] = Counter()
    for point in queries.points_of(of):
        counts = entered[point.id]
        days = [(counts[day].visits if day in counts else None, came.get((point.id, day), 0)) for day in of.days]
        found[judge_period(policy, days).status] += 1
    return found


def test_the_round_is_marked_simulated_and_its_results_are_open(survey):
    assert survey.simulated
    assert survey.state == "opened"
    assert len(queries.points_of(survey)) == COMMUNES


def test_another_person_decided_than_the_one_who_asked(survey):
    deeds = db.session.scalars(select(ApprovalRequest).where(ApprovalRequest.round_id == survey.id)).all()
    people = {account.id: account.person_id for account in db.session.scalars(select(Account))}
    assert {deed.kind for deed in deeds} == {"approve", "open_results"}
    assert all(people[deed.asked_by] != people[deed.decided_by] for deed in deeds)


def test_every_ballot_is_sealed_has_a_receipt_and_was_counted_once(survey):
    came = counting.by_day(survey, survey.days)
    assert sum(came.values()) == BALLOTS
    assert count(sealed_ballot, survey) == count(sealed_receipt, survey) == BALLOTS
    assert [count(table, survey) for table in (ballot_pool, comment_pool, receipt_pool)] == [0, 0, 0]
    assert 0.03 * BALLOTS < count(sealed_comment, survey) < 0.09 * BALLOTS


def test_the_channels_of_the_ballots_are_those_counted_at_the_door(survey):
    mine = select(Point.id).where(Point.round_id == survey.id)
    counted = select(arrivals.c.channel, func.sum(arrivals.c.n)).where(arrivals.c.point_id.in_(mine))
    sealed = select(sealed_ballot.c.point_id, sealed_ballot.c.payload).where(sealed_ballot.c.round_id == survey.id)
    opener = round_keys.opener(survey)
    kept = Counter(opener.ballot(point_id, payload).channel for point_id, payload in db.session.execute(sealed))
    assert dict(db.session.execute(counted.group_by(arrivals.c.channel)).all()) == kept


def test_the_tallies_add_up_to_the_ballots(survey):
    of_overall = select(func.sum(Tally.n)).where(Tally.round_id == survey.id, Tally.question == "Q14")
    assert db.session.scalar(of_overall) == BALLOTS


@pytest.mark.long
def test_communes_stand_in_every_way_a_commune_can_stand(survey):
    found = verdicts(survey)
    assert set(found) == set(Status)
    assert found[Status.DAT] > COMMUNES / 2
    assert found[Status.CHUA_DU_SO_LIEU] == 7


@pytest.mark.long
def test_some_days_are_not_closed_and_some_not_entered(survey):
    entered = [row for days in visits_by_point(survey).values() for row in days.values()]
    assert len(entered) == COMMUNES * 3 - 7
    assert sum(not row.is_locked for row in entered) == 6


@pytest.mark.long
def test_a_correction_was_agreed_to_one_refused_and_one_waits(survey):
    answers = Counter(db.session.scalars(select(VisitCorrection.accepted)))
    assert answers == {True: 4, False: 1, None: 2}


def test_every_role_has_somebody_and_every_commune_two(province):
    found = Counter(db.session.scalars(select(Account.role)))
    assert set(found) == set(Role)
    of_year = select(Unit.code, func.count(Account.id)).join(Account, Account.unit_id == Unit.id)
    communes = of_year.where(Unit.catalogue_id == 2024, Unit.level == "commune").group_by(Unit.code)
    assert Counter(n for _code, n in db.session.execute(communes)) == {2: COMMUNES}


def test_the_two_approvers_are_two_persons(province):
    names = ("tinh.lanhdao1", "tinh.lanhdao2")
    people = db.session.scalars(select(Account.person_id).where(Account.username.in_(names)))
    assert len(set(people)) == 2


def test_the_other_catalogue_has_people_of_its_own(province):
    found = select(Account.role).join(Account.unit).where(Unit.catalogue_id == 2025)
    assert Counter(db.session.scalars(found)) == {
        Role.PROVINCE_EDITOR: 1,
        Role.PROVINCE_APPROVER: 2,
        Role.COMMUNE_OFFICER: 1,
        Role.COMMUNE_LEAD: 1,
    }


def test_the_trial_is_open_on_its_third_day(trial):
    assert trial.simulated
    assert trial.state == "open"
    assert trial.title == "Đợt dùng thử"
    entered = visits_by_point(trial)
    locked = Counter(row.day for days in entered.values() for row in days.values() if row.is_locked)
    assert locked == {trial.days[0]: COMMUNES}
    seen = {row.day for days in entered.values() for row in days.values()}
    assert {trial.days[0], trial.days[1]} <= seen <= set(trial.days[:3])


@pytest.mark.long
def test_few_communes_of_the_trial_are_late(trial):
    lagging = tasks.urged(tasks.scope_of(trial, units.province(trial.catalogue_id)))
    late = Counter(due.rule for due in lagging if due.is_late)
    assert 0 < late["taskforce_missing"] < 20
    assert 0 < late["publicity_missing"] < 20


def test_a_citizen_can_open_the_trials_form(province, trial):
    point = queries.points_of(trial)[0]
    code, name = point.code, point.unit.name
    answer = province.test_client().get(f"/p/{code}")
    assert answer.status_code == 200
    assert name in answer.text


def test_three_communes_and_a_person_are_proposed_for_commendation(survey):
    lines = awards.proposal_lines(survey)
    assert [line.kind for line in lines] == ["collective"] * 3 + ["person"]
    assert all("/100 điểm" in line.basis for line in lines[:3])


def test_reports_are_written_and_handed_in_during_the_day(survey):
    hours = select(FieldReportRevision.made_at).where(FieldReportRevision.deed.in_(["saved", "submitted"]))
    first = hours.where(FieldReportRevision.version <= 2)  # what was returned comes again the next morning
    assert {clock.local(at).hour for at in db.session.scalars(first)} <= set(range(8, 17))
