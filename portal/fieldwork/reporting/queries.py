"""Reading reports and ticks of the other software, always inside a subtree of units."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload, selectinload

from portal.extensions import db
from portal.fieldwork.reporting.models import HANDED_IN, FieldReport, FieldReportRevision, SoftwareEntry
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import transactions


def report_of(unit: Unit, round_: Round) -> FieldReport | None:
    """A unit's report with its revisions, as the database has it now."""
    query = (
        select(FieldReport)
        .where(FieldReport.round_id == round_.id, FieldReport.unit_id == unit.id)
        .options(
            joinedload(FieldReport.changer),
            joinedload(FieldReport.unit).joinedload(Unit.parent),
            joinedload(FieldReport.round),
            selectinload(FieldReport.revisions).joinedload(FieldReportRevision.maker),
        )
        # a refused post has changed the row in memory
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def reports_in(top: Unit, round_: Round) -> Sequence[FieldReport]:
    """The reports of a subtree, rows alone with who changed them last."""
    return db.session.scalars(select_reports(top, round_).options(joinedload(FieldReport.changer))).all()


@transactions.once_a_request
def states_in(top: Unit, round_: Round) -> Sequence[FieldReport]:
    """The same without what they say: that is asked for once more where it is read."""
    return db.session.scalars(select_reports(top, round_).options(defer(FieldReport.fields))).all()


def units_handed_in(top: Unit, round_: Round) -> set[int]:
    """The units of a subtree whose report the level above has."""
    query = select(FieldReport.unit_id).join(FieldReport.unit)
    handed_in = FieldReport.round_id == round_.id, FieldReport.state.in_(HANDED_IN)
    return set(db.session.scalars(query.where(*handed_in, within(top))))


def select_reports(top: Unit, round_: Round) -> Select[FieldReport]:
    """The reports of a subtree."""
    query = select(FieldReport).join(FieldReport.unit)
    return query.where(FieldReport.round_id == round_.id, within(top))


def revision(report: FieldReport, version: int) -> FieldReportRevision | None:
    """The revision of a report with this version; None if there is none."""
    return next((past for past in report.revisions if past.version == version), None)


def revision_until(report: FieldReport, version: int) -> FieldReportRevision | None:
    """What the report said at a version at the latest; several saves in a row leave one revision."""
    return next((past for past in reversed(report.revisions) if past.version <= version), None)


def software_entry(point: Point) -> SoftwareEntry | None:
    """A commune's tick."""
    query = select(SoftwareEntry).where(SoftwareEntry.point_id == point.id).options(joinedload(SoftwareEntry.enterer))
    return db.session.scalar(query.execution_options(populate_existing=True))


def units_with_software(top: Unit, round_: Round) -> set[int]:
    """The communes of a subtree that have entered their figures there."""
    query = select(Point.unit_id).join(SoftwareEntry, SoftwareEntry.point_id == Point.id).join(Point.unit)
    return set(db.session.scalars(query.where(Point.round_id == round_.id, within(top))))


def software_entries_in(top: Unit, round_: Round) -> dict[int, SoftwareEntry]:
    """The ticks of a subtree, by unit."""
    query = (
        select(Point.unit_id, SoftwareEntry)
        .join(SoftwareEntry.point)
        .join(Point.unit)
        .where(Point.round_id == round_.id, within(top))
        .options(joinedload(SoftwareEntry.enterer))
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
