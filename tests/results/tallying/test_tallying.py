"""tallying.py: counted once, in one pass, from sealed ballots and those still waiting; the same bytes again."""

from __future__ import annotations

import tracemalloc

import pytest
from sqlalchemy import func, insert, select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.ballots.models import ballot_pool, sealed_ballot
from portal.ballots.sealing import batch_sealer, payload
from portal.errors import Conflict
from portal.extensions import db as database
from portal.results.models import Crossing, Tally
from portal.results.tallying import tallying
from portal.surveys.rounds import approvals
from portal.web.data import clock, transactions
from portal.web.jobs import jobs
from tests import make
from tests.results import poll


def tally_of(code: str, question: str) -> dict[int, int]:
    found = select(Tally.choice, Tally.n).where(Tally.point_id == make.point(code).id, Tally.question == question)
    return {row.choice: row.n for row in database.session.execute(found)}


def crossing_of(code: str, item: str) -> dict[tuple[int, int], int]:
    found = select(Crossing).where(Crossing.point_id == make.point(code).id, Crossing.item == item)
    return {(row.code, row.choice): row.n for row in database.session.scalars(found)}


def test_every_choice_of_every_question_is_counted_by_commune(db):
    poll.province({"07507": {5: 3, 4: 2, 9: 1}, "07210": {1: 4}})
    assert tally_of("07507", "Q14") == {4: 2, 5: 3, 9: 1}
    assert tally_of("07507", "Q1") == {4: 2, 5: 3, 9: 1}
    assert tally_of("07210", "Q14") == {1: 4}
    assert database.session.scalar(select(func.count()).select_from(Tally)) == 14 * 3 + 14


def test_the_overall_question_is_crossed_with_what_people_told_of_themselves(db):
    survey = make.survey_round()
    make.ballots(make.point("07507"), [poll.sheet(5, D1=1, D5=2), poll.sheet(4, D1=1), poll.sheet(9, D1=2)])
    poll.opened(survey)
    assert crossing_of("07507", "D1") == {(1, 4): 1, (1, 5): 1, (2, 9): 1}
    assert crossing_of("07507", "D5") == {(2, 5): 1, (9, 4): 1, (9, 9): 1}


def test_an_item_that_is_switched_off_is_not_crossed(db):
    survey = make.survey_round()
    make.ballots(make.point("07507"), [poll.sheet(5, D3=2)])
    poll.opened(survey)
    items = set(database.session.scalars(select(Crossing.item)))
    assert "D3" not in items
    assert {"D1", "D2", "D4", "D5", "D6", "D7"} < items


def test_ballots_that_still_wait_are_sealed_first(db):
    poll.province({"07507": {5: 7}})
    assert database.session.execute(select(ballot_pool.c.id)).all() == []
    assert len(database.session.execute(select(sealed_ballot.c.id)).all()) == 7


def test_ballots_in_both_places_count_once_each(db, monkeypatch):
    survey = make.survey_round()
    make.ballots(make.point("07507"), poll.sheets({5: 4}))
    poll.opened(survey)
    make.ballots(make.point("07507"), poll.sheets({4: 3}), hour=10)
    monkeypatch.setattr(batch_sealer, "run", lambda: batch_sealer.BatchResult(ran=False))
    poll.opened(survey)
    assert tally_of("07507", "Q14") == {4: 3, 5: 4}


def test_the_same_ballots_give_the_same_digest_wherever_they_lie(db):
    survey = poll.province({"07507": {5: 3, 2: 4}, "07519": {4: 6}, "07210": {3: 1}})
    first = rows_and_digest(survey)
    database.session.execute(Tally.__table__.delete())
    database.session.commit()
    assert rows_and_digest(survey) == first


def test_one_answer_more_gives_another_digest(db):
    survey = poll.province({"07507": {5: 3}})
    before = rows_and_digest(survey)
    make.ballots(make.point("07507"), [poll.sheet(5)], hour=10)
    database.session.commit()
    assert rows_and_digest(survey)[1] != before[1]


def rows_and_digest(survey) -> tuple[list[tuple[object, ...]], str]:
    with clock.moved_to(poll.AFTER):
        made = tallying.make(survey, lambda _done, _total: None)
    database.session.commit()
    rows = database.session.execute(select(Tally.point_id, Tally.question, Tally.choice, Tally.n))
    return [tuple(row) for row in rows], made.digest


def test_another_round_is_left_alone(db):
    poll.province({"07507": {5: 3}}, slug="cu")
    other = make.survey_round("moi")
    make.ballots(make.point("07507", other), poll.sheets({1: 2}))
    poll.opened(other)
    numbers = dict(database.session.execute(select(Tally.round_id, func.sum(Tally.n)).group_by(Tally.round_id)).all())
    assert sorted(numbers.values()) == [2 * 14, 3 * 14]


def test_opening_by_two_persons_starts_the_work(db, at):
    survey = make.survey_round()
    make.ballots(make.point("07507"), poll.sheets({5: 6}))
    first, second = make.account(Role.PROVINCE_APPROVER), make.account(Role.PROVINCE_APPROVER)
    database.session.commit()
    at(poll.AFTER)
    approvals.ask_and_decide(survey, "open_results", by=first, second=second)
    assert tallying.latest(survey) is not None
    transactions.commit()
    job = tallying.latest(survey)
    assert (job.state, job.done, job.total) == ("done", 6, 6)
    assert tally_of("07507", "Q14") == {5: 6}


def test_another_deed_starts_nothing(db, at):
    survey = make.survey_round(approved_at=None)
    first, second = make.account(Role.PROVINCE_APPROVER), make.account(Role.PROVINCE_APPROVER)
    at(clock.start_of(make.FIRST_DAY))
    approvals.ask_and_decide(survey, "approve", by=first, second=second)
    assert tallying.latest(survey) is None


def test_work_that_failed_can_be_asked_for_again_and_work_that_is_done_cannot(db):
    survey = poll.opened(make.survey_round())
    job = tallying.start_again(survey, by=1)
    job.status = "failed"
    assert tallying.start_again(survey, by=1) is job
    job.status = "done"
    with pytest.raises(Conflict, match="đã được tổng hợp"):
        tallying.start_again(survey, by=1)


def test_a_fault_on_the_way_leaves_the_old_rows(db, monkeypatch):
    survey = poll.province({"07507": {5: 3}})
    job = tallying.start(survey)
    database.session.commit()
    monkeypatch.setattr(tallying, "seal_digest", lambda *_args: 1 / 0)
    jobs.run(job.id)
    assert database.session.get(jobs.Job, job.id).state == "failed"
    assert tally_of("07507", "Q14") == {5: 3}


def test_what_was_counted_is_on_the_record(db):
    poll.province({"07507": {5: 3}})
    event = database.session.query(Event).filter_by(action="results.tally").one()
    assert event.detail["ballots"] == 3
    assert event.unit_path == "/24/"


def test_many_ballots_need_no_more_memory_than_few(db):
    survey = make.survey_round()
    seal(survey.id, range(3_000))
    few = peak_of(survey)
    seal(survey.id, range(3_000, 12_000))
    assert peak_of(survey) - few < 1_000_000


def seal(round_id: int, numbers: range) -> None:
    """Ballots as if the mover had been at work."""
    point = make.point("07507")
    kept = [payload.encode(payload.Ballot("PKS02-MD-1/2", poll.sheet(level, D1=1))) for level in (1, 2, 3, 4, 5)]
    rows = [
        {"id": number.to_bytes(16, "big"), "round_id": round_id, "point_id": point.id, "payload": kept[number % 5]}
        for number in numbers
    ]
    database.session.execute(insert(sealed_ballot), rows)


def peak_of(survey) -> int:
    database.session.commit()
    tracemalloc.start()
    tallying.count(survey, lambda _done, _total: None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    database.session.rollback()
    return peak


def test_the_shell_makes_them_again_and_prints_the_digest(db, app):
    survey = poll.province({"07507": {5: 3}})
    digest = database.session.query(Event).filter_by(action="results.tally").one().detail["digest"]
    slug = survey.slug
    database.session.commit()
    answer = app.test_cli_runner().invoke(args=["results", "rebuild", slug])
    assert answer.exit_code == 0, answer.output
    assert f"3 phiếu, sha256 {digest}" in answer.stdout


@pytest.mark.parametrize(("slug", "said"), [("khong-co", "Không có đợt"), ("198-kh-bdvtu", "Kết quả chưa mở")])
def test_the_shell_refuses_an_unknown_round_and_one_that_is_shut(db, app, slug, said):
    make.survey_round()
    database.session.commit()
    answer = app.test_cli_runner().invoke(args=["results", "rebuild", slug])
    assert answer.exit_code == 1
    assert said in answer.output
