"""Fills a round with what its days bring: ballots, visits, «chốt», corrections. And empties it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portal.ballots.form import answers
from portal.ballots.models import (
    arrivals,
    ballot_pool,
    batch_hour,
    comment_pool,
    quarantined_row,
    receipt_pool,
    sealed_ballot,
    sealed_comment,
    sealed_receipt,
    used_token,
)
from portal.demo.rehearsal import desk_phones
from portal.demo.simulation import behaviour, bulk, replay, simulation
from portal.demo.simulation.simulation import Place
from portal.extensions import db
from portal.fieldwork.visits.models import LockAuthority, VisitCorrection, VisitCount
from portal.results.models import Crossing, Tally, opened_comment
from portal.sealing import sealer
from portal.surveys import queries
from portal.surveys.models import Point
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from portal.demo.rehearsal.desk_phones import Phones
    from portal.demo.simulation.behaviour import Action
    from portal.demo.simulation.simulation import Commune
    from portal.surveys.models import Round

    Progress = Callable[[int], object]

OF_POINT = (VisitCount.__table__, LockAuthority.__table__, arrivals)
OF_ROUND = (
    ballot_pool,
    batch_hour,
    comment_pool,
    receipt_pool,
    quarantined_row,
    used_token,
    sealed_ballot,
    sealed_comment,
    sealed_receipt,
    Tally.__table__,
    Crossing.__table__,
    opened_comment,
)
ACTION_COST = 20
"""An action takes as long as so many ballots."""


@dataclass(frozen=True)
class SimulatedRound:
    """What a round's days bring, figures only."""

    communes: Sequence[Commune]
    actions: Sequence[Action]
    days: Sequence[date]
    until: datetime
    seed: int

    @property
    def cost(self) -> int:
        """How long it takes to write, in ballots."""
        return sum(day.ballots for one in self.communes for day in one.days) + ACTION_COST * len(self.actions)


def finished_round(round_: Round, ballots: int, seed: int) -> SimulatedRound:
    """A round whose days are all over."""
    days = round_.days
    communes = simulate(round_, ballots, seed, len(days))
    return SimulatedRound(communes, behaviour.whole_round(communes, days, seed), days, round_.closes_at, seed)


def running_round(round_: Round, days: Sequence[date], ballots: int, seed: int) -> SimulatedRound:
    """A round on the third of its days."""
    communes = simulate(round_, ballots, seed, len(days))
    now = clock.now()
    return SimulatedRound(communes, behaviour.running_round(communes, days, seed, now), days, now, seed)


def simulate(round_: Round, ballots: int, seed: int, days: int) -> list[Commune]:
    """The simulation over the round's own communes and policy."""
    places = [
        Place(point.unit.code, point.unit.kind, point.unit.district.code if point.unit.district else "")
        for point in queries.points_of(round_)
    ]
    policy = round_.plan_data.turnout.policy(round_.preset)
    return simulation.province(places, policy=policy, seed=seed, ballots=ballots, days=days)


def write_ballots(round_: Round, simulated: SimulatedRound, progress: Progress, phones: Phones | None = None) -> None:
    """Write the round's ballots, in transactions of their own; `phones` are those lent to desks."""
    plan, form = round_.plan_data, round_.questionnaire.form
    target = bulk.BallotTarget(
        round_id=round_.id,
        points={point.unit.code: point.id for point in queries.points_of(round_)},
        rules=answers.rules_of(form, plan.form.variant),
        headline=form.index.headline,
        days=simulated.days,
        until=simulated.until,
        key=round_.ballot_key,
        phones=phones or {},
    )
    transactions.commit()
    bulk.write_ballots(target, simulated.communes, simulated.seed, progress)


def replay_visits(round_: Round, simulated: SimulatedRound, progress: Progress) -> None:
    """Replay the communes' actions. The caller commits."""
    replay.replay_actions(round_, simulated.actions, lambda done: progress(done * ACTION_COST))


def clear(round_: Round) -> None:
    """Delete everything a simulated round wrote; points and their codes stay. Commits."""
    points = select(Point.id).where(Point.round_id == round_.id)
    counts = select(VisitCount.id).where(VisitCount.point_id.in_(points))
    desk_phones.clear(round_)
    db.session.execute(delete(VisitCorrection).where(VisitCorrection.visit_count_id.in_(counts)))
    for table in OF_POINT:
        db.session.execute(delete(table).where(table.c.point_id.in_(points)))
    for table in OF_ROUND:
        db.session.execute(delete(table).where(table.c.round_id == round_.id))
    sealer.forget(round_)
    round_.purged_at = None
    transactions.commit()
