"""Before the first ballot: units, people, and a round with its desks and chairs, asked for and approved."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts.models import Account
from portal.config import ROOT
from portal.demo.rehearsal import people
from portal.extensions import db
from portal.surveys import operations, queries
from portal.surveys.plan import plan
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.rounds import approvals
from portal.units import catalogue
from portal.units import queries as units
from portal.web.data import clock
from portal.web.ui.text import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.surveys.models import Point, Round
    from portal.surveys.plan.plan import Plan

PLANS = ROOT / "plans"
PLAN_FILE, FORM_FILE = PLANS / "198-kh-bdvtu.toml", PLANS / "pks02-md-1.json"
CATALOGUES = {2024: PLANS / "units-bac-giang-2024.csv", 2025: PLANS / "units-bac-ninh-2025.csv"}
YEAR, OTHER_YEAR = CATALOGUES
HOURS = "7 giờ 30 đến 11 giờ 30, 13 giờ 30 đến 17 giờ; thứ Hai đến thứ Sáu"
CHAIRS = {ChairStatus.SECRETARY_CHAIR: 8, ChairStatus.ACTING: 4, ChairStatus.VACANT: 2}
SINCE = timedelta(days=90)
EXAMPLE = "07549"
"""The commune whose accounts and papers are shown."""


def the_plan() -> Plan:
    """Plan 198, as its file has it."""
    return plan.parse(PLAN_FILE.read_text(encoding="utf-8"))


def the_form() -> Questionnaire:
    """The form that Plan 198 asks."""
    return Questionnaire.from_json(json.loads(FORM_FILE.read_text(encoding="utf-8")))


def load_units() -> None:
    """Both catalogues, those that are not loaded yet."""
    for year, file in CATALOGUES.items():
        if units.catalogue(year) is None:
            catalogue.load(year, catalogue.parse(file.read_bytes()))


def open_accounts(password_hash: str, seed: int) -> None:
    """All accounts of the year surveyed, a few of the other; `password_hash` for each."""
    people.open_accounts([*people.posts(YEAR), *people.few_posts(OTHER_YEAR)], password_hash, seed)


def set_up_round(of: Plan, seed: int, eve: date) -> Round:
    """Load a plan on a day, say where the desks are and who holds the chairs, and have two persons approve it."""
    editor, approver = account(people.EDITOR), account(people.APPROVER)
    with clock.moved_to(clock.at(eve, 9, 5)):
        round_ = operations.load_round(of, the_form(), simulated=True, by=editor)
    with clock.moved_to(clock.at(eve, 14, 20)):
        points = queries.points_of(round_)
        name_desks(points, of.desk.short, editor)
        name_chairs(points, seed, of.window.first_day - SINCE, editor)
    with clock.moved_to(clock.at(eve, 15, 10)):
        request = approvals.ask(round_, "approve", by=editor)
    with clock.moved_to(clock.at(eve, 16, 40)):
        approvals.decide(request, by=approver)
    return round_


def name_desks(points: Sequence[Point], short: str, by: Account) -> None:
    """A name, a place and hours for every desk."""
    for point in points:
        unit = point.unit
        where = f"Trụ sở UBND {unit.full}"
        name = f"{capital(short)} UBND {unit.title}"
        operations.set_desk(point, desk_name=name, desk_address=where, desk_hours=HOURS, by=by)


def name_chairs(points: Sequence[Point], seed: int, since: date, by: Account) -> None:
    """In some communes the chair is not simply held."""
    random = Random(f"{seed}/chairs")
    if len(points) < sum(CHAIRS.values()):
        return
    chosen = iter(random.sample(list(points), sum(CHAIRS.values())))
    for status, number in CHAIRS.items():
        for _place in range(number):
            operations.set_chair(next(chosen), status=status, from_day=since, by=by)


def account(username: str) -> Account:
    """One of the rehearsal's accounts."""
    return db.session.scalars(select(Account).where(Account.username == username)).one()
