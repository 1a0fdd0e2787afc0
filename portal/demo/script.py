"""One script of a simulated campaign, for any plan: what happens in a round up to this moment, in its order.

Every step can be taken again: what an interruption left half done is emptied and done anew.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portal.audit.operations import record
from portal.ballots import models as ballots
from portal.ballots.desks.models import DeskCode, DeskPhone, desk_pace
from portal.ballots.sealing import batch_sealer
from portal.demo import setup
from portal.demo.simulation import ballot_writer
from portal.demo.simulation.campaign import ACTION_COST, Campaign
from portal.demo.steps import coding, inspections, preparations, publicity, reporting, rosters, visits
from portal.demo.steps.fieldwork import Fieldwork
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.roster import models as roster
from portal.fieldwork.visits.models import LockAuthority, VisitCorrection, VisitCount
from portal.nodes.round_secrets import current_secrets
from portal.results.models import Crossing, Tally, opened_comment
from portal.results.tallying import tallying
from portal.sealing import operations as sealing
from portal.sealing import sealer
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.jobs import jobs

Progress = Callable[[int], object]

UNTIL_SEALED = timedelta(minutes=30)
"""After the last form is taken, until the last ballots are sealed."""
# what refers to another table stands before it
OF_POINT = (
    *(VisitCount.__table__, LockAuthority.__table__, ballots.arrivals, DeskPhone.__table__, DeskCode.__table__),
    *(roster.OverlapPermission.__table__, roster.Shift.__table__, roster.Helper.__table__, roster.Roster.__table__),
)
OF_ROUND = (
    *(ballots.ballot_pool, ballots.comment_pool, ballots.receipt_pool, ballots.batch_hour, ballots.quarantined_row),
    *(ballots.sealed_ballot, ballots.sealed_comment, ballots.sealed_receipt, ballots.used_token),
    *(Tally.__table__, Crossing.__table__, opened_comment),
    *(roster.Supervisor.__table__, roster.HandOver.__table__),
)


def run(campaign: Campaign, progress: Progress) -> None:
    """Ballots, visits, fieldwork, sealing; opening by two persons, tallies and coded comments once it is over. Commits.

    A round's days move in one transaction with its visits: an interrupted run is seen by its days and starts over.
    """
    round_, seed = campaign.round_, campaign.seed
    clear(round_)
    # phones are lent to desks while a round runs
    lent = not campaign.is_over and campaign.plan.helpers is not None
    phones = visits.enrol_phones(Fieldwork.of(round_, seed), campaign.days) if lent else {}
    ballot_writer.write(campaign, phones, progress)
    if campaign.plan != round_.plan_data:
        move(round_, campaign.plan)
        sealing.seal_settings(round_, "move-trial")
    else:
        sealing.seal_settings(round_, "approve")
    fieldwork = Fieldwork.of(round_, seed)
    if campaign.plan.turnout:
        visits.replay(fieldwork, campaign.actions, lambda done: progress(done * ACTION_COST))
    do_fieldwork(fieldwork, is_over=campaign.is_over)
    last_sealed_at = round_.takes_until + UNTIL_SEALED
    # nothing is read between this and the sealing: that would begin a transaction, and the sealer waits for its lock
    transactions.commit()
    if campaign.is_over:
        seal_at(last_sealed_at)
        open_results(round_)
        coding.fill(round_, seed)
        transactions.commit()
    else:
        # as the scheduler has done by now: at the last full hour, and what came since
        seal_at(clock.now().replace(minute=0, second=0, microsecond=0))
        seal_at(clock.now())


def run_earlier(campaign: Campaign, progress: Progress) -> None:
    """The round before Plan 198: ballots and visits alone, opened and released by two persons. Commits.

    What is opened already is not done again.
    """
    round_ = campaign.round_
    if round_.results_opened_at is None:
        clear(round_)
        ballot_writer.write(campaign, {}, progress)
        sealing.seal_settings(round_, "approve")
        visits.replay(Fieldwork.of(round_, campaign.seed), campaign.actions, lambda done: progress(done * ACTION_COST))
        last_sealed_at = round_.takes_until + UNTIL_SEALED
        transactions.commit()
        seal_at(last_sealed_at)
        open_results(round_)
        transactions.commit()
    if round_.released_at is None:
        release(round_)
        transactions.commit()


def release(round_: Round) -> None:
    """Two approvers release the results on the day the report is signed."""
    day = round_.plan_data.deadlines.signed_report
    asked, decided = clock.at(day, 8, 30), clock.at(day, 10, 5)
    setup.decide_by_two(round_, "release", (setup.APPROVER, asked), (setup.SECOND_APPROVER, decided))


def clear(round_: Round) -> None:
    """Delete what every run writes anew; points and their codes stay. Commits."""
    points = select(Point.id).where(Point.round_id == round_.id)
    counts = select(VisitCount.id).where(VisitCount.point_id.in_(points))
    phones = select(DeskPhone.id).where(DeskPhone.point_id.in_(points))
    db.session.execute(delete(VisitCorrection).where(VisitCorrection.visit_count_id.in_(counts)))
    db.session.execute(delete(desk_pace).where(desk_pace.c.phone_id.in_(phones)))
    publicity.clear(points)
    for table in OF_POINT:
        db.session.execute(delete(table).where(table.c.point_id.in_(points)))
    for table in OF_ROUND:
        db.session.execute(delete(table).where(table.c.round_id == round_.id))
    # the log of a simulated round may begin anew; that of a real one never does
    sealer.forget(round_)
    current_secrets().begin_anew(db.session.connection(), round_.id)
    round_.purged_at = None
    transactions.commit()


def move(round_: Round, plan: Plan) -> None:
    """Set the window and every date of the plan that hangs on it."""
    first, last = plan.window.first_day, plan.window.last_day
    round_.plan = plan.to_json()
    round_.opens_at, round_.closes_at = clock.start_of(first), clock.end_of(last)
    current_secrets().begin_anew(db.session.connection(), round_.id)
    detail = {"from": first.isoformat(), "until": last.isoformat()}
    place = units.province(round_.catalogue_id)
    record("demo.move-trial", by=None, subject=("round", round_.slug), unit=place, detail=detail)
    db.session.flush()


def do_fieldwork(fieldwork: Fieldwork, *, is_over: bool) -> None:
    """All besides visits that the officers enter. The caller commits."""
    if fieldwork.plan.helpers:
        rosters.fill(fieldwork)
    if fieldwork.plan.channels:
        publicity.fill(fieldwork, with_photographs=is_over)
    # the rest is entered once: a later start keeps what people tried out in it
    if not preparations.is_filled(fieldwork.round_):
        preparations.fill(fieldwork)
        if is_over:
            inspections.fill(fieldwork)
            reporting.fill(fieldwork)


def seal_at(moment: datetime) -> None:
    """Seal what waits at a moment."""
    with clock.moved_to(moment):
        batch_sealer.run(pause=0)


def open_results(round_: Round) -> None:
    """Two approvers open the results on the day the districts have reported; the tallies are made here and now."""
    deadlines = round_.plan_data.deadlines
    day = deadlines.district_report or deadlines.commune_report
    deciding = clock.at(day, 9, 15)
    setup.decide_by_two(
        round_, "open_results", (setup.APPROVER, clock.at(day, 8, 40)), (setup.SECOND_APPROVER, deciding)
    )
    with clock.moved_to(deciding):
        # committing hands the job to the queue; a worker that runs already may take it first
        transactions.commit()
        job = tallying.latest(round_)
        if job is not None:
            jobs.run(job.id)
    if not tallying.is_made(round_):
        raise DomainError("Chưa tổng hợp được kết quả của đợt mô phỏng: xem nhật ký, rồi chạy lại “flask demo”.")
