"""Reading inspections, always inside a subtree of units."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from portal.extensions import db
from portal.fieldwork.inspections.models import FINDING, POSTER, Finding, Inspection, InspectionPlan
from portal.fieldwork.scope import point_ids, with_place
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.media.uploads import Photo, of_owners


def select_plans(top: Unit, round_: Round) -> Select[InspectionPlan]:
    """The inspections planned in a subtree, by day."""
    query = select(InspectionPlan).where(InspectionPlan.point_id.in_(point_ids(top, round_)))
    return query.order_by(InspectionPlan.day, InspectionPlan.id)


def plans_of(point: Point) -> Sequence[InspectionPlan]:
    """Those of one commune, with who sends them."""
    query = select(InspectionPlan).where(InspectionPlan.point_id == point.id).order_by(InspectionPlan.day)
    return db.session.scalars(query.options(joinedload(InspectionPlan.organiser))).all()


def plan_in(top: Unit, plan_id: int) -> InspectionPlan | None:
    """One plan, if its commune lies in the subtree."""
    query = with_place(InspectionPlan, InspectionPlan.point)
    return db.session.scalar(query.where(InspectionPlan.id == plan_id, within(top)))


def inspections_in(top: Unit, round_: Round) -> Sequence[Inspection]:
    """The inspections made in a subtree, with their findings: two questions."""
    return db.session.scalars(select_made(top, round_)).all()


def select_made(top: Unit, round_: Round) -> Select[Inspection]:
    """The same, not asked yet."""
    query = select(Inspection).where(Inspection.point_id.in_(point_ids(top, round_)))
    return query.order_by(Inspection.day, Inspection.id).options(selectinload(Inspection.findings))


def visits_in(top: Unit, round_: Round) -> tuple[Sequence[InspectionPlan], Sequence[Inspection]]:
    """Both with what a table of hundreds of communes shows of them: who comes on which day, and the findings."""
    of_plan = load_only(InspectionPlan.point_id, InspectionPlan.day, InspectionPlan.organiser_id, InspectionPlan.team)
    of_visit = load_only(Inspection.point_id, Inspection.day, Inspection.organiser_id, Inspection.team)
    planned, made = select_plans(top, round_).options(of_plan), select_made(top, round_).options(of_visit)
    return db.session.scalars(planned).all(), db.session.scalars(made).all()


def select_inspections() -> Select[Inspection]:
    """Inspections with all that their pages show, the latest first."""
    findings = selectinload(Inspection.findings).joinedload(Finding.fixer)
    query = with_place(Inspection, Inspection.point).options(findings)
    query = query.options(joinedload(Inspection.organiser), joinedload(Inspection.enterer))
    return query.order_by(Inspection.day.desc(), Inspection.id.desc())


def inspections_of(point: Point) -> Sequence[Inspection]:
    """The inspections of one commune, the latest first."""
    return db.session.scalars(select_inspections().where(Inspection.point_id == point.id)).unique().all()


def inspection_in(top: Unit, inspection_id: int) -> Inspection | None:
    """One inspection, if its commune lies in the subtree."""
    query = select_inspections().where(Inspection.id == inspection_id, within(top))
    return db.session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()


def by_key(point: Point, key: str) -> Inspection | None:
    """The inspection that a form has already made."""
    return db.session.scalar(select(Inspection).where(Inspection.point_id == point.id, Inspection.key == key))


def finding_in(top: Unit, finding_id: int) -> Finding | None:
    """One finding, if its commune lies in the subtree."""
    to_unit = contains_eager(Finding.inspection).contains_eager(Inspection.point).contains_eager(Point.unit)
    query = select(Finding).join(Finding.inspection).join(Inspection.point).join(Point.unit)
    query = query.where(Finding.id == finding_id, within(top)).options(to_unit.joinedload(Unit.parent))
    return db.session.scalar(query.execution_options(populate_existing=True))  # after a conflict: as it stands now


def round_of(finding: Finding) -> Round:
    """The round of the desk a finding was made at."""
    round_: Round = db.session.get_one(Round, finding.inspection.point.round_id)
    return round_


def open_findings(top: Unit, round_: Round) -> Sequence[Finding]:
    """What is still to be mended in a subtree, the earliest deadline first."""
    query = select(Finding).join(Finding.inspection).options(contains_eager(Finding.inspection))
    return db.session.scalars(query.where(*is_open_in(top, round_)).order_by(Finding.due_day, Finding.id)).all()


def open_findings_count(top: Unit, round_: Round) -> int:
    """How many are still to be mended."""
    query = select(func.count(Finding.id)).join(Finding.inspection)
    return int(db.session.scalar(query.where(*is_open_in(top, round_))) or 0)


def is_open_in(top: Unit, round_: Round) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a finding of a subtree that is not mended."""
    return Inspection.point_id.in_(point_ids(top, round_)), Finding.fixed_at.is_(None)


def photos_of(findings: Collection[int]) -> dict[int, list[Photo]]:
    """The photographs of some findings, by finding."""
    return of_owners(FINDING, findings)


def photo_in(top: Unit, photo_id: str) -> Photo | None:
    """A photograph of an inspection or of a finding inside the subtree."""
    photo = db.session.get(Photo, photo_id)
    load_owner = {POSTER: inspection_in, FINDING: finding_in}.get(photo.owner_kind) if photo else None
    return photo if photo and load_owner and load_owner(top, photo.owner_id) else None
