"""What happens at the desks on the days: visits counted and closed, each at its moment, and phones lent."""

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from portal.ballots.desks.models import DeskCode, DeskPhone
from portal.demo.simulation.behaviour import Action, Ask, Authorise, Decide, Enter, Lock
from portal.demo.steps.fieldwork import Fieldwork
from portal.extensions import db
from portal.fieldwork.visits import operations, queries
from portal.fieldwork.visits.models import VisitCount
from portal.surveys.models import Point
from portal.web.data import clock

PROGRESS_STEP = 25
WITH_PHONES_EVERY = 12
"""One desk of so many has phones."""
MOST_PHONES = 3
CODE_AT, READY_AFTER = (7, 20), timedelta(minutes=15)


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
        above = self.fieldwork.above(self.points[action.code])
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


def enrol_phones(work: Fieldwork, days: Sequence[date]) -> dict[tuple[str, date], list[int]]:
    """Enrol the phones of the mornings that have come; gives their ids by unit code and day."""
    phones = {}
    for point in work.points[::WITH_PHONES_EVERY]:
        random = work.random(point.unit.code, "desk")
        for day in days:
            made_at = clock.at(day, *CODE_AT) + timedelta(minutes=random.randrange(8))
            number = random.randint(1, MOST_PHONES)
            if made_at + READY_AFTER < work.now:
                phones[point.unit.code, day] = enrol_morning(point, day, made_at, work.lead(point).id, number)
    return phones


def enrol_morning(point: Point, day: date, made_at: datetime, lead: int, number: int) -> list[int]:
    """A code and the phones that came with it."""
    db.session.add(DeskCode(point_id=point.id, day=day, digest=os.urandom(32), made_by=lead, made_at=made_at))
    phones = [
        DeskPhone(
            point_id=point.id,
            day=day,
            number=one,
            key_hash=os.urandom(32),
            enrolled_at=made_at + timedelta(minutes=2 * one),
        )
        for one in range(1, number + 1)
    ]
    db.session.add_all(phones)
    db.session.flush()
    return [phone.id for phone in phones]
