"""Where and by whom the steps of a campaign are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Account
from portal.accounts.permissions import COMMUNE_ROLES, Role
from portal.demo import setup
from portal.extensions import db
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import clock


@dataclass(frozen=True)
class Fieldwork:
    """A round's points and the accounts of its communes and districts, loaded once for all steps of a transaction.

    Nothing is done after `now`. Each step draws from chances of its own, so that one changes without the others.
    """

    round_: Round
    seed: int
    now: datetime
    points: Sequence[Point]
    districts: Sequence[Unit]
    accounts: Mapping[tuple[int, Role], Account]

    @classmethod
    def of(cls, round_: Round, seed: int) -> Fieldwork:
        """Read anew, with all that the operations look at."""
        points = (
            select(Point)
            .join(Point.unit)
            .join(Point.round)
            .where(Point.round_id == round_.id)
            .options(contains_eager(Point.unit).joinedload(Unit.parent), contains_eager(Point.round))
            .order_by(Point.unit_id)  # on either database the same commune draws the same chances
        )
        accounts = (
            select(Account)
            .join(Account.unit)
            .where(Unit.catalogue_id == round_.catalogue_id, Account.role.in_([*COMMUNE_ROLES, Role.DISTRICT_MONITOR]))
            .options(contains_eager(Account.unit))
        )
        top = units.province(round_.catalogue_id)
        return cls(
            round_,
            seed,
            clock.now(),
            db.session.scalars(points).all(),
            units.districts(top) if top else (),
            {(account.unit_id, Role(account.role)): account for account in db.session.scalars(accounts)},
        )

    @property
    def plan(self) -> Plan:
        return self.round_.plan_data

    def random(self, *parts: str) -> Random:
        """The chances of a step, or of a step in a unit."""
        return Random("/".join((str(self.seed), *parts)))

    def officer(self, point: Point) -> Account:
        return self.accounts[point.unit_id, Role.COMMUNE_OFFICER]

    def lead(self, point: Point) -> Account:
        return self.accounts[point.unit_id, Role.COMMUNE_LEAD]

    def above(self, point: Point) -> Account | None:
        """Who watches over a commune: its district's monitor, without districts the province's editor."""
        return self.monitor(point.unit.parent) if self.districts else setup.account(setup.EDITOR)

    def monitor(self, unit: Unit | None) -> Account | None:
        """The monitor of a district; None where a catalogue has no districts."""
        return self.accounts.get((unit.id, Role.DISTRICT_MONITOR)) if unit else None
