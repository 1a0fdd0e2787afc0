"""`flask demo` where it has no place, after an interruption, on the days after: over a province of four communes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.accounts import operations as accounts
from portal.accounts.models import Account, AccountRequest
from portal.ballots.models import arrivals
from portal.demo import papers, rounds, script, setup
from portal.documents import queries as documents
from portal.documents.models import Document
from portal.documents.signing import verifying
from portal.extensions import db as database
from portal.fieldwork.directives.models import Launch
from portal.fieldwork.publicity.models import PublicityEntry
from portal.fieldwork.visits.models import VisitCount
from portal.surveys import queries
from portal.surveys.models import Point, Round
from portal.web.data import clock, transactions
from portal.web.media.uploads import Photo
from tests import kept_worlds, make

if TYPE_CHECKING:
    from flask import Flask

PASSWORD = "một mật khẩu để diễn tập"
OTHER = "một mật khẩu khác hẳn nhé"


@pytest.fixture(autouse=True)
def one_day(at):
    """No midnight falls between two steps of a test."""
    at(clock.at(clock.today(), 14))


@pytest.fixture(autouse=True)
def small_province(tmp_path, monkeypatch):
    """Four communes in place of 209."""
    file = tmp_path / "units.csv"
    file.write_text(make.SMALL, encoding="utf-8")
    plan = setup.the_plan()
    small = replace(plan, catalogue=replace(plan.catalogue, expected=4))
    monkeypatch.setattr(setup, "CATALOGUES", dict.fromkeys(setup.CATALOGUES, file))
    monkeypatch.setattr(setup, "the_plan", lambda: small)


def demo(app: Flask, *words: str):
    """Run the command; what it did is there to be read afterwards."""
    transactions.commit()
    result = app.test_cli_runner().invoke(args=["demo", "--ballots", "120", "--no-papers", *words])
    database.session.rollback()
    return result


def demonstration(app: Flask) -> str:
    """What the command says where nothing is there yet: made once, for most tests begin behind it."""
    return kept_worlds.once("demonstration", lambda: demo(app).output)


def rows(table) -> int:
    return database.session.scalar(select(func.count()).select_from(table)) or 0


def codes(slug: str = rounds.TRIAL) -> set[str]:
    survey = queries.by_slug(slug)
    return set(database.session.scalars(select(Point.code).where(Point.round_id == survey.id)))


def test_it_says_who_may_sign_in_and_with_which_password(app, db):
    result = demo(app, "--password", PASSWORD)
    assert result.exit_code == 0, result.output
    assert PASSWORD in result.output
    assert "tinh.lanhdao1, tinh.lanhdao2" in result.output


def test_leads_have_asked_for_accounts_and_launches_show_photographs(app, db):
    demonstration(app)
    states = [one.state for one in database.session.scalars(select(AccountRequest))]
    assert sorted(states) == ["asked", "asked", "asked", "refused"]
    pictured = database.session.scalars(select(Photo.owner_id).where(Photo.owner_kind == "launch")).all()
    assert set(pictured) == set(database.session.scalars(select(Launch.id)))


def test_an_earlier_round_is_released_and_plan_198_is_compared_with_it(app, db):
    demonstration(app)
    before, survey = queries.by_slug(rounds.EARLIER), rounds.the_round()
    assert (before.state, before.simulated, before.last_day < survey.first_day) == ("released", True, True)
    assert survey.plan_data.identity.previous == before.slug
    assert queries.by_slug(rounds.TRIAL).plan_data.identity.previous == ""
    mine = select(Point.id).where(Point.round_id == before.id)
    assert database.session.scalar(select(func.sum(arrivals.c.n)).where(arrivals.c.point_id.in_(mine))) == 40
    entered = database.session.scalars(select(VisitCount).where(VisitCount.point_id.in_(mine))).all()
    assert entered
    assert all(row.day == before.first_day for row in entered)


def test_a_demonstration_made_without_the_earlier_round_goes_on_without(app, db, at):
    demonstration(app)
    queries.by_slug(rounds.EARLIER).slug = "khac"
    at(clock.now() + timedelta(days=40))
    assert demo(app, "--at-start").exit_code == 0
    assert queries.by_slug(rounds.EARLIER) is None


def test_every_number_is_one_that_calls_nobody(app, db):
    demonstration(app)
    for survey in queries.all_rounds():
        plan = survey.plan_data
        numbers = [plan.contact.telephone, *(phone.telephone for phone in plan.phones)]
        assert len(numbers) == 1 + 2 + 4
        assert all(number.startswith("0000 ") for number in numbers)


def test_without_a_password_it_draws_one_and_prints_it(app, db):
    printed = demonstration(app).split("mật khẩu chung: ")[1].split()[0]
    account = database.session.scalars(select(Account).where(Account.username == "tt.07507")).one()
    assert accounts.password_matches(account, printed)
    assert not account.must_change_password


def test_the_second_run_says_it_is_there_and_changes_nothing(app, db):
    demonstration(app)
    before = {table.name: rows(table) for table in database.metadata.sorted_tables}
    result = demo(app)
    assert "đã có, không tạo lại" in result.output
    assert {table.name: rows(table) for table in database.metadata.sorted_tables} == before


def test_a_password_given_later_is_set(app, db):
    demonstration(app)
    assert "Đã đặt lại mật khẩu" in demo(app, "--password", OTHER).output
    account = database.session.scalars(select(Account).where(Account.username == "quantri")).one()
    assert accounts.password_matches(account, OTHER)


def test_a_database_with_a_real_round_is_left_alone(app, db):
    make.survey_round("dot-that")
    result = demo(app)
    assert result.exit_code == 1
    assert "có đợt khảo sát thật (dot-that)" in result.output
    assert rows(Account.__table__) == 0


def test_a_database_with_somebody_elses_accounts_is_left_alone(app, db):
    make.account("province_editor")
    result = demo(app)
    assert result.exit_code == 1
    assert "đã có tài khoản người dùng" in result.output
    assert rows(Round.__table__) == 0


def test_at_the_start_of_a_real_installation_it_says_so_and_lets_it_start(app, db):
    make.survey_round("dot-that")
    result = demo(app, "--at-start")
    assert result.exit_code == 0
    assert "có đợt khảo sát thật" in result.output


def test_a_real_round_loaded_into_a_demonstration_stops_it_too(app, db):
    demonstration(app)
    make.survey_round("dot-that")
    assert demo(app, "--at-start").exit_code == 0
    assert demo(app).exit_code == 1


def test_what_was_interrupted_is_done_anew(app, db, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(script, "open_results", lambda _plan: 1 / 0)
        assert demo(app).exception
    result = demo(app, "--password", PASSWORD)
    assert result.exit_code == 0, result.output
    assert rounds.is_complete()
    survey = rounds.the_round()
    mine = select(Point.id).where(Point.round_id == survey.id)
    assert database.session.scalar(select(func.sum(arrivals.c.n)).where(arrivals.c.point_id.in_(mine))) == 120


def test_on_a_later_day_the_trial_follows_and_its_codes_stay(app, db, at):
    demonstration(app)
    before = codes()
    at(clock.now() + timedelta(days=40))
    assert queries.by_slug(rounds.TRIAL).state == "closed"
    result = demo(app, "--at-start")
    assert result.exit_code == 0, result.output
    survey = queries.by_slug(rounds.TRIAL)
    assert survey.state == "open"
    assert survey.first_day == clock.today() - timedelta(days=2)
    assert survey.closes_at > clock.now() + timedelta(days=30)
    assert codes() == before
    logged = database.session.scalars(
        select(PublicityEntry).join(PublicityEntry.point).where(Point.round_id == survey.id)
    ).all()
    assert logged
    assert all(survey.first_day - timedelta(days=2) <= entry.first_day <= clock.today() for entry in logged)
    assert "mật khẩu" not in result.output


def test_on_the_same_day_a_start_keeps_what_was_tried(app, db):
    demonstration(app)
    before = rows(arrivals), rows(VisitCount.__table__)
    assert demo(app, "--at-start").exit_code == 0
    assert (rows(arrivals), rows(VisitCount.__table__)) == before


def test_the_moved_plan_of_the_trial_can_be_read(app, db, at):
    demonstration(app)
    at(clock.now() + timedelta(days=400))
    demo(app, "--at-start")
    plan = queries.by_slug(rounds.TRIAL).plan_data
    assert (plan.slug, plan.title) == ("dung-thu", "Đợt dùng thử")
    assert plan.window.first_day == clock.today() - timedelta(days=2)


def test_papers_stand_in_the_register_in_every_state_and_an_issued_one_is_found_genuine(app, db):
    demonstration(app)
    queue = app.extensions["queue"].huey
    queue.immediate = False  # what is left to the worker stays unprinted
    papers.fill(rounds.the_round())
    queue.flush()
    queue.immediate = True
    made = {one.kind: one for one in database.session.scalars(select(Document))}
    assert {kind: one.state for kind, one in made.items()} == {
        "commune": "approved",
        "district": "review",
        "awards": "draft",
        "synthesis": "review",
        "monthly": "issued",
    }
    monthly = made["monthly"]
    assert monthly.month == "2024-06"
    assert len({monthly.asked_by, monthly.approved_by, documents.history(monthly)[-1][0].account_id}) == 3
    assert all(one.figures["simulated"] for one in (monthly, made["commune"], made["district"]))
    signed = documents.taken_copy(monthly)
    assert [one["at"] for one in signed.signatures] == ["2024-07-01T16:21:58+07:00"] * 2
    assert verifying.find("126", signed.sha256).number == "Số 126-BC/BDVTU"
