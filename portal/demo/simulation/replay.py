"""Performs the communes' deeds through the pages' own operations, each with the clock at its moment."""

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

    def __init__(self, survey: Round) -> None:
        self.points = {point.unit.code: point for point in points_with_units(survey)}
        self.staff = staff_by_unit(survey)
        self.counts: dict[tuple[str, date], VisitCount] = {}
        self.asked: dict[tuple[str, date], int] = {}
        self.authorised: set[str] = set()

    def perform(self, deed: Action) -> None:
        """Do one deed at its own moment."""
        with clock.moved_to(deed.at):
            match deed:
                case Enter():
                    self.enter(deed)
                case Lock():
                    self.lock(deed)
                case Authorise():
                    self.authorise(deed)
                case Ask():
                    self.ask(deed)
                case Decide():
                    self.decide(deed)

    def enter(self, deed: Enter) -> None:
        point, known = self.points[deed.code], self.counts.get((deed.code, deed.day))
        self.counts[deed.code, deed.day] = operations.save_visits(
            point,
            deed.day,
            visits=deed.visits,
            source=deed.source,
            version=known.version if known else 0,
            by=self.of(deed.code, Role.COMMUNE_OFFICER),
        )

    def lock(self, deed: Lock) -> None:
        role = Role.COMMUNE_OFFICER if deed.code in self.authorised else Role.COMMUNE_LEAD
        version = self.counts[deed.code, deed.day].version
        operations.lock_day(self.points[deed.code], deed.day, version=version, by=self.of(deed.code, role))

    def authorise(self, deed: Authorise) -> None:
        officer, lead = self.of(deed.code, Role.COMMUNE_OFFICER), self.of(deed.code, Role.COMMUNE_LEAD)
        operations.give_authority(self.points[deed.code], officer, by=lead)
        self.authorised.add(deed.code)

    def ask(self, deed: Ask) -> None:
        lead, point = self.of(deed.code, Role.COMMUNE_LEAD), self.points[deed.code]
        made = operations.ask_correction(point, deed.day, visits=deed.visits, reason=deed.reason, by=lead)
        self.asked[deed.code, deed.day] = made.id

    def decide(self, deed: Decide) -> None:
        above = self.staff[self.points[deed.code].unit.parent_id or 0, Role.DISTRICT_MONITOR]
        correction = queries.correction_in(above.unit, self.asked[deed.code, deed.day])
        if correction is not None:
            operations.decide_correction(correction, accepted=deed.accepted, reply=deed.reply, by=above)

    def of(self, code: str, role: Role) -> Account:
        """Who holds a role in a commune."""
        return self.staff[self.points[code].unit_id, role]


def replay_actions(survey: Round, deeds: Sequence[Action], progress: Callable[[int], object]) -> None:
    """Do all deeds in the order of time. The caller commits."""
    books = Replay(survey)
    for number, deed in enumerate(deeds, start=1):
        books.perform(deed)
        if number % PROGRESS_STEP == 0:
            progress(PROGRESS_STEP)
    progress(len(deeds) % PROGRESS_STEP)


def points_with_units(survey: Round) -> Sequence[Point]:
    """The points of a round with all that the operations look at."""
    found = (
        select(Point)
        .join(Point.unit)
        .join(Point.round)
        .where(Point.round_id == survey.id)
        .options(contains_eager(Point.unit).joinedload(Unit.parent), contains_eager(Point.round))
    )
    return db.session.scalars(found).all()


def staff_by_unit(survey: Round) -> dict[tuple[int, Role], Account]:
    """The commune's and the district's people of the round's catalogue."""
    roles = [*COMMUNE_ROLES, Role.DISTRICT_MONITOR]
    found = (
        select(Account)
        .join(Account.unit)
        .where(Unit.catalogue_year == survey.catalogue_year, Account.role.in_(roles))
        .options(contains_eager(Account.unit))
    )
    return {(account.unit_id, Role(account.role)): account for account in db.session.scalars(found)}
