"""The communes' actions around their visits, each done with the clock at its moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.demo.simulation.behaviour import Ask, Authorise, Decide, Enter, Lock
from portal.fieldwork.visits import operations, queries
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from portal.demo.simulation.behaviour import Action
    from portal.demo.steps.fieldwork import Fieldwork
    from portal.fieldwork.visits.models import VisitCount

PROGRESS_STEP = 25


class Replay:
    """The entries of one round, as its communes and the level above make them."""

    def __init__(self, fieldwork: Fieldwork) -> None:
        self.fieldwork = fieldwork
        self.points = {point.unit.code: point for point in fieldwork.points}
        # as their pages carry them: each save names the version it was made on
        self.counts: dict[tuple[str, date], VisitCount] = {}
        self.asked: dict[tuple[str, date], int] = {}
        self.authorised: set[str] = set()

    def perform(self, action: Action) -> None:
        """Do one action."""
        point, work = self.points[action.code], self.fieldwork
        officer, lead = work.officer(point), work.lead(point)
        match action:
            case Enter():
                self.enter(action)
            case Lock():
                by = officer if action.code in self.authorised else lead
                version = self.counts[action.code, action.day].version
                operations.lock_day(point, action.day, version=version, by=by)
            case Authorise():
                operations.give_authority(point, officer, by=lead)
                self.authorised.add(action.code)
            case Ask():
                correction = operations.ask_correction(
                    point, action.day, visits=action.visits, reason=action.reason, by=lead
                )
                self.asked[action.code, action.day] = correction.id
            case Decide():
                self.decide(action)

    def enter(self, action: Enter) -> None:
        """A day's figure, over the one entered before."""
        point, before = self.points[action.code], self.counts.get((action.code, action.day))
        self.counts[action.code, action.day] = operations.save_visits(
            point,
            action.day,
            visits=action.visits,
            source=action.source,
            version=before.version if before else 0,
            by=self.fieldwork.officer(point),
        )

    def decide(self, action: Decide) -> None:
        """What the district says to a figure asked for."""
        above = self.fieldwork.monitor(self.points[action.code].unit.parent)
        correction = above and queries.correction_in(above.unit, self.asked[action.code, action.day])
        if above and correction:
            operations.decide_correction(correction, accepted=action.accepted, reply=action.reply, by=above)


def replay(fieldwork: Fieldwork, actions: Sequence[Action], progress: Callable[[int], object]) -> None:
    """Do all actions in the order of time. The caller commits."""
    entries = Replay(fieldwork)
    for number, action in enumerate(actions, start=1):
        with clock.moved_to(action.at):
            entries.perform(action)
        if number % PROGRESS_STEP == 0:
            progress(PROGRESS_STEP)
    progress(len(actions) % PROGRESS_STEP)
