"""Replays the communes' actions through the pages' own operations, each with the clock at its moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Account
from portal.accounts.permissions import COMMUNE_ROLES, Role
from portal.demo.simulation.behaviour import Ask, Authorise, Decide, Enter, Lock
from portal.extensions import db
from portal.fieldwork.visits import operations, queries
from portal.surveys.models import Point
from portal.units.models import Unit
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from portal.demo.simulation.behaviour import Action
    from portal.fieldwork.visits.models import VisitCount
    from portal.surveys.models import Round

PROGRESS_STEP = 25


class Replay:
    """The entries of one round, as its communes and the level above make them."""

    def __init__(self, round_: Round) -> None:
        self.points = {point.unit.code: point for point in points_with_units(round_)}
        self.staff = staff_by_unit(round_)
        self.counts: dict[tuple[str, date], VisitCount] = {}
        self.asked: dict[tuple[str, date], int] = {}
        self.authorised: set[str] = set()

    def perform(self, action: Action) -> None:
        """Do one action at its own moment."""
        with clock.moved_to(action.at):
            match action:
                case Enter():
                    self.enter(action)
                case Lock():
                    self.lock(action)
                case Authorise():
                    self.authorise(action)
                case Ask():
                    self.ask(action)
                case Decide():
                    self.decide(action)

    def enter(self, action: Enter) -> None:
        point, count = self.points[action.code], self.counts.get((action.code, action.day))
        self.counts[action.code, action.day] = operations.save_visits(
            point,
            action.day,
            visits=action.visits,
            source=action.source,
            version=count.version if count else 0,
            by=self.of(action.code, Role.COMMUNE_OFFICER),
        )

    def lock(self, action: Lock) -> None:
        role = Role.COMMUNE_OFFICER if action.code in self.authorised else Role.COMMUNE_LEAD
        version = self.counts[action.code, action.day].version
        operations.lock_day(self.points[action.code], action.day, version=version, by=self.of(action.code, role))

    def authorise(self, action: Authorise) -> None:
        officer, lead = self.of(action.code, Role.COMMUNE_OFFICER), self.of(action.code, Role.COMMUNE_LEAD)
        operations.give_authority(self.points[action.code], officer, by=lead)
        self.authorised.add(action.code)

    def ask(self, action: Ask) -> None:
        lead, point = self.of(action.code, Role.COMMUNE_LEAD), self.points[action.code]
        correction = operations.ask_correction(point, action.day, visits=action.visits, reason=action.reason, by=lead)
        self.asked[action.code, action.day] = correction.id

    def decide(self, action: Decide) -> None:
        above = self.staff[self.points[action.code].unit.parent_id or 0, Role.DISTRICT_MONITOR]
        correction = queries.correction_in(above.unit, self.asked[action.code, action.day])
        if correction is not None:
            operations.decide_correction(correction, accepted=action.accepted, reply=action.reply, by=above)

    def of(self, code: str, role: Role) -> Account:
        """Who holds a role in a commune."""
        return self.staff[self.points[code].unit_id, role]


def replay_actions(round_: Round, actions: Sequence[Action], progress: Callable[[int], object]) -> None:
    """Do all actions in the order of time. The caller commits."""
    replay = Replay(round_)
    for number, action in enumerate(actions, start=1):
        replay.perform(action)
        if number % PROGRESS_STEP == 0:
            progress(PROGRESS_STEP)
    progress(len(actions) % PROGRESS_STEP)


def points_with_units(round_: Round) -> Sequence[Point]:
    """The points of a round with all that the operations look at."""
    query = (
        select(Point)
        .join(Point.unit)
        .join(Point.round)
        .where(Point.round_id == round_.id)
        .options(contains_eager(Point.unit).joinedload(Unit.parent), contains_eager(Point.round))
    )
    return db.session.scalars(query).all()


def staff_by_unit(round_: Round) -> dict[tuple[int, Role], Account]:
    """The commune's and the district's people of the round's catalogue."""
    roles = [*COMMUNE_ROLES, Role.DISTRICT_MONITOR]
    query = (
        select(Account)
        .join(Account.unit)
        .where(Unit.catalogue_year == round_.catalogue_year, Account.role.in_(roles))
        .options(contains_eager(Account.unit))
    )
    return {(account.unit_id, Role(account.role)): account for account in db.session.scalars(query)}
