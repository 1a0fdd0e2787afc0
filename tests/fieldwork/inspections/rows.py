"""Plans, inspections and findings made by hand, outside of any page: for the rules that only read them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from portal.extensions import db
from portal.fieldwork.inspections.board import Row
from portal.fieldwork.inspections.models import Finding, Inspection, InspectionPlan
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from datetime import date

    from portal.surveys.models import Point

DISTRICT, PROVINCE = 1, 2
"""Organisers, as rules tell them apart: by number."""


def desk(code: str = "07507") -> Point:
    """A commune's point with its unit and round at hand, as pages hand it to the rules."""
    survey = db.session.scalars(select(Round)).one()
    found = surveys.point_in(make.unit("24"), survey, code)
    assert found is not None
    set_committed_value(found, "round", survey)
    return found


def plan(day: int = 0, organiser: int = DISTRICT, team: str = "Đoàn số 1") -> InspectionPlan:
    """A line of the plan, so many days after the first."""
    return InspectionPlan(day=make.FIRST_DAY + timedelta(days=day), organiser_id=organiser, team=team)


def made(day: int = 0, organiser: int = DISTRICT, *, open_: int = 0, fixed: int = 0) -> Inspection:
    """An inspection with findings that are open and findings that are mended."""
    found = [Finding(body="Chưa treo mã", due_day=make.LAST_DAY) for _ in range(open_)]
    found += [Finding(body="Đã treo", due_day=make.LAST_DAY, fixed_at=clock.now()) for _ in range(fixed)]
    return Inspection(
        day=make.FIRST_DAY + timedelta(days=day), organiser_id=organiser, team="Đoàn số 1", findings=found
    )


def row(point: Point, plans: list[InspectionPlan], done: list[Inspection], first_day: date = make.FIRST_DAY) -> Row:
    return Row(point, tuple(plans), tuple(done), first_day)
