"""Reading task forces inside a subtree of units: one, or how far all of a round are, on a page and as a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.extensions import db
from portal.fieldwork.roster.queries import points_in
from portal.fieldwork.taskforce.models import CLERK, HEAD, TaskForce, TaskForceMember
from portal.surveys import queries as surveys
from portal.surveys.models import ChairTenure, Point, Round
from portal.units.models import Unit
from portal.units.names import fold
from portal.units.queries import within
from portal.web.data import transactions
from portal.web.http.languages import cached_per_language
from portal.web.media.sheets import Cell
from portal.web.ui.listing import Columns, Listing

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


LISTING: Listing[Line] = Listing(
    has=lambda line, status: line.state == status,
    matches=lambda line, list_filter: (
        line.unit.lies_in(list_filter.district) and fold(list_filter.typed) in fold(searched(line))
    ),
    orders={"name": lambda line: line.unit.sort_key, "state": lambda line: list(SHAPES).index(line.state)},
)


def searched(line: Line) -> str:
    """A commune is found by its name and by its head's."""
    head = line.force.head if line.force else None
    return f"{line.unit.title} {head.full_name if head else ''}"


def columns() -> Columns[Line]:
    """The columns of the file."""
    return [
        (_("Đơn vị"), lambda line: line.unit.capital),
        (_("%(District)s"), lambda line: line.unit.district.title if line.unit.district else ""),
        (_("Tình trạng"), lambda line: line.label),
        (_("%(Lead)s"), of_force(lambda force: force.head.full_name if force.head else None)),
        (_("Chức vụ"), of_force(lambda force: force.head.office if force.head else None)),
        (_("Công chức nhập dữ liệu"), of_force(lambda force: force.clerk.full_name if force.clerk else None)),
        (_("Số thành viên"), of_force(lambda force: len(force.members))),
        (_("Số quyết định"), of_force(lambda force: force.decision_number or None)),
        (_("Ngày quyết định"), of_force(lambda force: force.decided_on)),
        (_("Bản quét"), of_force(lambda force: _("có") if force.scan_id else None)),
    ]


def of_force(cell: Callable[[TaskForce], Cell]) -> Callable[[Line], Cell]:
    """A cell that is empty until a task force is registered."""
    return lambda line: cell(line.force) if line.force else None


def force_of(point: Point) -> TaskForce | None:
    """A point's task force with its members, as the database has it now."""
    query = (
        select(TaskForce)
        .where(TaskForce.point_id == point.id)
        .options(selectinload(TaskForce.members), joinedload(TaskForce.enterer))
        .execution_options(populate_existing=True)  # a refused change is still in memory
    )
    return db.session.scalar(query)


def officers_of(point: Point) -> dict[str, TaskForceMember]:
    """Head and clerk of a point's task force, by their part."""
    found = db.session.scalars(officers_statement(), {"point": point.id})
    return {member.part: member for member in found}


@cache
def officers_statement() -> Select[TaskForceMember]:
    of_point = select(TaskForceMember).join(TaskForceMember.task_force).where(TaskForce.point_id == bindparam("point"))
    # by their places from the last on: of two with one part the first in the decision is told
    return of_point.where(TaskForceMember.part.in_((HEAD, CLERK))).order_by(TaskForceMember.place.desc())


def tenure_of(point: Point) -> ChairTenure | None:
    """How the chair is held on the day the round tells of."""
    return surveys.tenure_on(surveys.tenures_of(point), surveys.reference_day(point.round))


def lines(top: Unit, round_: Round) -> list[Line]:
    """Every commune of a subtree, by district and name: three queries."""
    return lines_of(points_in(top, round_), forces_in(top, round_))


@transactions.once_a_request
def states_in(top: Unit, round_: Round) -> list[Line]:
    """The same without the members."""
    return lines_of(points_in(top, round_), db.session.scalars(select_forces(top, round_)).all())


def lines_of(points: Sequence[Point], forces: Sequence[TaskForce]) -> list[Line]:
    """These communes with their task forces."""
    by_point = {force.point_id: force for force in forces}
    return [Line(point.unit, by_point.get(point.id)) for point in points]


def forces_in(top: Unit, round_: Round) -> Sequence[TaskForce]:
    """The task forces of a subtree with their members."""
    return db.session.scalars(select_forces(top, round_).options(selectinload(TaskForce.members))).all()


def select_forces(top: Unit, round_: Round) -> Select[TaskForce]:
    """The task forces of a subtree, rows alone."""
    query = select(TaskForce).join(TaskForce.point).join(Point.unit)
    return query.where(Point.round_id == round_.id, within(top))


def count_by_state(lines: Sequence[Line]) -> dict[str, int]:
    """How many lines are in each state, and in all."""
    states = [line.state for line in lines]
    return {"all": len(states), **{state: states.count(state) for state in SHAPES}}


def count_registered(top: Unit, round_: Round) -> int:
    """How many task forces of a subtree are registered."""
    query = select(func.count(TaskForce.id)).join(TaskForce.point).join(Point.unit)
    return db.session.scalar(query.where(Point.round_id == round_.id, within(top))) or 0


def registered_points(top: Unit, round_: Round) -> set[int]:
    """The points of a subtree whose task force is registered."""
    query = select(TaskForce.point_id).join(TaskForce.point).join(Point.unit)
    return set(db.session.scalars(query.where(Point.round_id == round_.id, within(top))))
