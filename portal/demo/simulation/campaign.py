"""What the days of a round bring up to this moment, figures only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.demo.simulation import attendance, behaviour
from portal.demo.simulation.attendance import Commune, Place
from portal.demo.simulation.behaviour import Action
from portal.surveys import queries
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.web.data import clock

ACTION_COST = 20
"""An action takes as long as so many ballots."""


@dataclass(frozen=True)
class Campaign:
    """What a round's days bring up to this moment; the same seed gives the same figures.

    Where `plan` is not the round's own, the round moves to its days. `wave` names a round before that of the seed.
    """

    round_: Round
    plan: Plan
    seed: int
    days: Sequence[date]
    communes: Sequence[Commune]
    actions: Sequence[Action]
    is_over: bool
    wave: str = ""

    @classmethod
    def of(cls, round_: Round, plan: Plan, ballots: int, seed: int) -> Campaign:
        """So many ballots on the days of the plan that have come."""
        now = clock.now()
        days = [day for day in plan.days if clock.start_of(day) <= now]
        places = [
            Place(point.unit.code, point.unit.kind, point.unit.district.code if point.unit.district else "")
            for point in queries.points_of(round_)
        ]
        policy = plan.policy_of(round_.preset)
        communes = attendance.province(places, policy=policy, seed=seed, ballots=ballots, days=len(days))
        is_over = clock.end_of(plan.window.last_day) <= now
        if plan.turnout and not plan.counts_by_day:
            actions = behaviour.figure_of_round(communes, plan.window.last_day)
        elif is_over:
            actions = behaviour.whole_round(communes, days, seed)
        else:
            actions = behaviour.running_round(communes, days, seed, now)
        return cls(round_, plan, seed, days, communes, actions, is_over)

    @property
    def cost(self) -> int:
        """How long it takes to write, in ballots."""
        return sum(day.ballots for one in self.communes for day in one.days) + ACTION_COST * len(self.actions)
