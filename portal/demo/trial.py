"""The trial round «Đợt dùng thử»: anybody may try form and pages; every day a start is made, its days follow.

The first of its days is over and «chốt», the second over and not, the third is today. Its codes stay as printed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.audit.operations import record
from portal.ballots.sealing import batch_sealer
from portal.demo import setup
from portal.demo.rehearsal import desk_phones, preparations, publicity, rosters
from portal.demo.simulation import round_fill
from portal.extensions import db
from portal.sealing import operations
from portal.surveys.models import Round
from portal.units import queries as units
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from portal.surveys.plan.plan import Plan

SLUG, TITLE, NUMBER = "dung-thu", "Đợt dùng thử", "00-KH/DUNGTHU"
DAYS_BEFORE = 2
OPEN_DAYS = 30
SEED_OFFSET = 1000
"""Added to the seed, so that the trial's figures are not Plan 198's."""


def plan_of(original: Plan, first: date, issued: date) -> Plan:
    """Plan 198's rules under another name and number, on other days."""
    last = first + timedelta(days=DAYS_BEFORE + OPEN_DAYS)
    moved = last - original.window.last_day
    deadlines = original.deadlines
    return replace(
        original,
        identity=replace(original.identity, slug=SLUG, title=TITLE, number=NUMBER, issued_on=issued, example=True),
        window=replace(original.window, first_day=first, last_day=last, holidays=()),
        deadlines=replace(
            deadlines,
            rosters=issued,
            commune_report=deadlines.commune_report + moved,
            district_report=deadlines.district_report and deadlines.district_report + moved,
            draft_report=deadlines.draft_report + moved,
            signed_report=deadlines.signed_report + moved,
        ),
        tasks=(),
        chat=None,
        software=original.software and replace(original.software, required=False),
    )


def set_up(seed: int) -> None:
    """Load and approve it, on days long gone: `run` moves them to today."""
    original, eve = setup.the_plan(), first_day() - timedelta(days=1)
    long_gone = original.window.first_day
    setup.set_up_round(plan_of(original, long_gone, long_gone), seed, eve)


def first_day() -> date:
    """The day on which the trial began, seen from today."""
    return clock.today() - timedelta(days=DAYS_BEFORE)


def is_current() -> bool:
    """Whether its days are already those of today."""
    return the_round().first_day == first_day()


def simulated_round(ballots: int, seed: int) -> round_fill.SimulatedRound:
    """The figures of its days so far."""
    days = [first_day() + timedelta(days=number) for number in range(DAYS_BEFORE + 1)]
    return round_fill.running_round(the_round(), days, ballots, seed + SEED_OFFSET)


def run(simulated: round_fill.SimulatedRound, progress: Callable[[int], object]) -> None:
    """Begin anew from today. Its days move last, in one transaction with the visits: an interrupted run starts over."""
    round_ = the_round()
    round_fill.clear(round_)
    phones = desk_phones.enrol(round_, simulated.days, simulated.seed)
    round_fill.write_ballots(round_, simulated, progress, phones)
    move(round_, simulated.days[0])
    round_fill.replay_visits(round_, simulated, progress)
    preparations.fill(round_, simulated.seed)
    rosters.fill(round_, simulated.seed)
    publicity.refill(round_, simulated.seed)
    transactions.commit()
    with clock.moved_to(clock.now().replace(minute=0, second=0, microsecond=0)):
        batch_sealer.run()
    batch_sealer.run()


def move(round_: Round, first: date) -> None:
    """Set the window and every date of the plan that hangs on it."""
    moved = plan_of(setup.the_plan(), first, clock.local(round_.loaded_at).date())
    round_.plan = moved.to_json()
    round_.opens_at, round_.closes_at = clock.start_of(first), clock.end_of(moved.window.last_day)
    detail = {"from": first.isoformat(), "until": moved.window.last_day.isoformat()}
    place = units.province(round_.catalogue_year)
    record("demo.move-trial", by=None, subject=("round", SLUG), unit=place, detail=detail)
    db.session.flush()
    operations.seal_settings(round_, "move-trial")


def the_round() -> Round:
    """The trial's round."""
    return db.session.scalars(select(Round).where(Round.slug == SLUG)).one()
