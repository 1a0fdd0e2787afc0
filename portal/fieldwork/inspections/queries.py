"""Reading inspections, always inside a subtree of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.extensions import db
from portal.fieldwork.inspections.models import FINDING, POSTER, Finding, Inspection, InspectionPlan
from portal.fieldwork.scope import point_ids
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.media.uploads import Photo, of_owners

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select


def plans_in(top: Unit, round_: Round) -> Sequence[InspectionPlan]:
    """The inspections planned in a subtree, by day."""
    query = select(InspectionPlan).where(InspectionPlan.point_id.in_(point_ids(top, round_)))
    return db.session.scalars(query.order_by(InspectionPlan.day, InspectionPlan.id)).all()


def plans_of(point: Point) -> Sequence[InspectionPlan]:
    """Those of one commune, with who sends them."""
    query = select(InspectionPlan).where(InspectionPlan.point_id == point.id).order_by(InspectionPlan.day)
    return db.session.scalars(query.options(joinedload(InspectionPlan.organiser))).all()


def plan_in(top: Unit, plan_id: int) -> InspectionPlan | None:
    """One plan, if its commune lies in the subtree."""
    query = (
        select(InspectionPlan)
        .join(InspectionPlan.point)
        .join(Point.unit)
        .join(Point.round)
        .where(InspectionPlan.id == plan_id, within(top))
        .options(contains_eager(InspectionPlan.point).options(contains_eager(Point.unit), contains_eager(Point.round)))
    )
    return db.session.scalar(query)


def inspections_in(top: Unit, round_: Round) -> Sequence[Inspection]:
    """The inspections made in a subtree, with their findings: two questions."""
    query = select(Inspection).where(Inspection.point_id.in_(point_ids(top, round_)))
    return db.session.scalars(
        query.order_by(Inspection.day, Inspection.id).options(selectinload(Inspection.findings))
    ).all()


def select_inspections() -> Select[Inspection]:
    """Inspections with all that their pages show."""
    return (
        select(Inspection)
        .join(Inspection.point)
        .join(Point.unit)
        .options(
            contains_eager(Inspection.point).options(
                contains_eager(Point.unit).joinedload(Unit.parent), selectinload(Point.round)
            ),
            joinedload(Inspection.organiser),
            joinedload(Inspection.enterer),
            selectinload(Inspection.findings).joinedload(Finding.fixer),
        )
        .order_by(Inspection.day.desc(), Inspection.id.desc())
    )


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
    query = (
        select(Finding)
        .join(Finding.inspection)
        .join(Inspection.point)
        .join(Point.unit)
        .where(Finding.id == finding_id, within(top))
        .options(
            contains_eager(Finding.inspection)
            .contains_eager(Inspection.point)
            .contains_eager(Point.unit)
            .joinedload(Unit.parent)
        )
    )
    return db.session.scalar(query.execution_options(populate_existing=True))


def round_of(finding: Finding) -> Round:
    """The round of the desk a finding was made at."""
    round_: Round = db.session.get_one(Round, finding.inspection.point.round_id)
    return round_


def open_findings(top: Unit, round_: Round) -> Sequence[Finding]:
    """What is still to be mended in a subtree, the earliest deadline first."""
    query = (
        select(Finding)
        .join(Finding.inspection)
        .where(Inspection.point_id.in_(point_ids(top, round_)), Finding.fixed_at.is_(None))
        .options(contains_eager(Finding.inspection))
    )
    return db.session.scalars(query.order_by(Finding.due_day, Finding.id)).all()


def open_findings_count(top: Unit, round_: Round) -> int:
    """How many are still to be mended."""
    query = (
        select(func.count(Finding.id))
        .join(Finding.inspection)
        .where(Inspection.point_id.in_(point_ids(top, round_)), Finding.fixed_at.is_(None))
    )
    return int(db.session.scalar(query) or 0)


def photos(inspection: Inspection) -> dict[int, list[Photo]]:
    """The photographs of an inspection's findings, by finding."""
    return of_owners(FINDING, [finding.id for finding in inspection.findings])


def photos_of(findings: Collection[int]) -> dict[int, list[Photo]]:
    """The photographs of some findings, by finding."""
    return of_owners(FINDING, findings)


def photo_in(top: Unit, photo_id: str) -> Photo | None:
    """A photograph of an inspection or of a finding inside the subtree."""
    photo = db.session.get(Photo, photo_id)
    if photo is None or photo.owner_kind not in {POSTER, FINDING}:
        return None
    if photo.owner_kind == POSTER:
        return photo if inspection_in(top, photo.owner_id) else None
    return photo if finding_in(top, photo.owner_id) else None
