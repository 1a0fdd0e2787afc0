"""Reading task forces inside a subtree of units: one, or how far all of a round are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.extensions import db
from portal.fieldwork.taskforce.models import TaskForce
from portal.surveys.models import Point
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.http.languages import cached_per_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portal.surveys.models import Round

MISSING, UNDECIDED, FOUNDED = "missing", "undecided", "founded"
SHAPES = {MISSING: "cao_bat_thuong", UNDECIDED: "thap", FOUNDED: "dat"}


@dataclass(frozen=True)
class Line:
    """A commune and how far its task force is."""

    unit: Unit
    force: TaskForce | None

    @property
    def state(self) -> str:
        """missing, undecided (members without a numbered decision) or founded."""
        if self.force is None:
            return MISSING
        return FOUNDED if self.force.is_founded else UNDECIDED

    @property
    def label(self) -> str:
        """The state in words."""
        return labels()[self.state]

    @property
    def shape(self) -> str:
        """The state as the shape of its tag."""
        return SHAPES[self.state]


@cached_per_language
def labels() -> Mapping[str, str]:
    """The states in words."""
    return {MISSING: _("Chưa đăng ký"), UNDECIDED: _("Chưa có quyết định"), FOUNDED: _("Đã đăng ký")}


def force_of(point: Point) -> TaskForce | None:
    """A point's task force with its members, as the database has it now."""
    query = (
        select(TaskForce)
        .where(TaskForce.point_id == point.id)
        .options(selectinload(TaskForce.members), joinedload(TaskForce.enterer))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def lines(top: Unit, round_: Round) -> list[Line]:
    """Every commune of a subtree, by district and name: three queries."""
    query = (
        select(Point)
        .join(Point.unit)
        .where(Point.round_id == round_.id, within(top))
        .options(contains_eager(Point.unit).joinedload(Unit.parent))
        .order_by(Unit.position)
    )
    points = db.session.scalars(query).all()
    forces = {force.point_id: force for force in forces_in(top, round_)}
    return [Line(point.unit, forces.get(point.id)) for point in points]


def forces_in(top: Unit, round_: Round) -> Sequence[TaskForce]:
    """The task forces of a subtree with their members."""
    query = (
        select(TaskForce)
        .join(TaskForce.point)
        .join(Point.unit)
        .where(Point.round_id == round_.id, within(top))
        .options(selectinload(TaskForce.members))
    )
    return db.session.scalars(query).all()


def count_registered(top: Unit, round_: Round) -> int:
    """How many task forces of a subtree are registered."""
    query = select(func.count(TaskForce.id)).join(TaskForce.point).join(Point.unit)
    return db.session.scalar(query.where(Point.round_id == round_.id, within(top))) or 0


def count_by_state(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines are in each state, and in all."""
    states = [line.state for line in lines]
    return {"all": len(states), **{state: states.count(state) for state in SHAPES}}
