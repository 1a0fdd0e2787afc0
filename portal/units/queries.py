"""Reading units; `within` is the one rule of what a person may see."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import AliasedClass

from portal.extensions import db
from portal.units.models import COMMUNE, DISTRICT, PROVINCE, Catalogue, Unit
from portal.units.names import fold


def within(top: Unit, unit: type[Unit] | AliasedClass[Unit] = Unit) -> ColumnElement[bool]:
    """The condition «lies in the subtree of `top`», in top's own catalogue. Feeds pages, counts, files alike."""
    # Codes are used again in another year: a path alone would reach into its catalogue.
    return and_(unit.catalogue_id == top.catalogue_id, unit.path.startswith(top.path, autoescape=True))


def contains(top: Unit, unit: Unit) -> bool:
    """The same rule for two rows at hand."""
    return unit.catalogue_id == top.catalogue_id and unit.path.startswith(top.path)


def by_code(catalogue_id: int, code: str) -> Unit | None:
    """A unit by catalogue and code."""
    return db.session.scalar(select(Unit).where(Unit.catalogue_id == catalogue_id, Unit.code == code))


def in_scope(top: Unit, code: str) -> Unit | None:
    """A unit by its code, if it lies in the subtree of `top`."""
    return db.session.scalar(select(Unit).where(Unit.code == code, within(top)).options(joinedload(Unit.parent)))


def communes(top: Unit) -> Select[Unit]:
    """The communes of a subtree, by district and name."""
    return (
        select(Unit).where(within(top), Unit.level == COMMUNE).options(joinedload(Unit.parent)).order_by(Unit.position)
    )


def codes(catalogue_id: int) -> dict[str, str]:
    """The communes of a catalogue: code and title."""
    query = select(Unit).where(Unit.catalogue_id == catalogue_id, Unit.level == COMMUNE).order_by(Unit.position)
    return {unit.code: unit.title for unit in db.session.scalars(query)}


def districts(top: Unit) -> Sequence[Unit]:
    """The districts of a subtree (itself, for a district; none where the catalogue has none)."""
    query = select(Unit).where(within(top), Unit.level == DISTRICT).order_by(Unit.position)
    return db.session.scalars(query).all()


def district_choices(top: Unit) -> list[tuple[str, str]]:
    """The districts of a subtree as a list offers them to filter by: code and name."""
    return [(district.code, district.title) for district in districts(top)]


def province(catalogue_id: int) -> Unit | None:
    """The unit at the top of a catalogue."""
    return db.session.scalar(select(Unit).where(Unit.catalogue_id == catalogue_id, Unit.level == PROVINCE))


def catalogue(key: str) -> Catalogue | None:
    """A catalogue by its key."""
    return db.session.scalar(select(Catalogue).where(Catalogue.key == key))


def catalogue_of(unit: Unit) -> Catalogue:
    """The catalogue in which a unit stands."""
    return db.session.get_one(Catalogue, unit.catalogue_id)


def catalogues_of_office(catalogue_id: int) -> Sequence[int]:
    """A catalogue and those of the same office that are of its year or older, by number."""
    own = db.session.get_one(Catalogue, catalogue_id)
    same = Catalogue.office == own.office, Catalogue.year <= own.year
    return db.session.scalars(select(Catalogue.id).where(*same)).all()


def catalogues(office: str = "") -> Sequence[Catalogue]:
    """The catalogues of an office, of all where none is named, the latest year first."""
    query = select(Catalogue).order_by(Catalogue.year.desc(), Catalogue.key)
    return db.session.scalars(query.where(Catalogue.office == office) if office else query).all()


def matching(typed: str) -> ColumnElement[bool]:
    """The condition «its name contains what was typed», whatever the accents and case."""
    return Unit.search.contains(fold(typed), autoescape=True)
