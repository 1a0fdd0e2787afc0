"""Which earlier rounds a reader may hold a round against, and the answers of the units that stand in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.extensions import db
from portal.results import queries
from portal.results.statistics.tables import pool_answers
from portal.surveys.models import Round
from portal.units import mapping
from portal.units import queries as units
from portal.units.models import PROVINCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.results.statistics.tables import Answers
    from portal.units.models import Unit


@dataclass(frozen=True)
class ComparedAnswers:
    """The answers of both rounds over the same places; `unmapped` are the communes left out."""

    before: Answers
    after: Answers
    compared: int
    unmapped: tuple[Unit, ...] = ()


def rounds(top: Unit, round_: Round) -> Sequence[Round]:
    """Opened rounds that ended before this one began, the latest first; older catalogues for the province alone."""
    query = select(Round).where(Round.results_opened_at.is_not(None), Round.closes_at <= round_.opens_at)
    if top.level == PROVINCE:
        query = query.where(Round.catalogue_year <= round_.catalogue_year)
    else:
        query = query.where(Round.catalogue_year == round_.catalogue_year)
    return db.session.scalars(query.order_by(Round.opens_at.desc(), Round.slug)).all()


def compared_answers(top: Unit, earlier: Round, round_: Round) -> ComparedAnswers:
    """Both rounds' answers inside a subtree. Across catalogues only where the mapping names every part of a unit."""
    if earlier.catalogue_year == round_.catalogue_year:
        communes = db.session.scalars(units.communes(top)).all()
        return ComparedAnswers(queries.answers(top, earlier), queries.answers(top, round_), len(communes))
    return across_catalogues(top, earlier, round_)


def across_catalogues(top: Unit, earlier: Round, round_: Round) -> ComparedAnswers:
    """The communes of the later catalogue that the mapping knows, and all the old ones they were made of."""
    links = mapping.between(earlier.catalogue_year, round_.catalogue_year)
    later = {unit.code: unit for unit in db.session.scalars(units.communes(top))}
    missing = links.unmapped(later)
    mapped = [code for code in later if code not in missing]
    old = units.province(earlier.catalogue_year)
    if old is None or not mapped:
        return ComparedAnswers({}, {}, 0, tuple(later[code] for code in missing))
    before = by_code(old, earlier)
    after = by_code(top, round_)
    parts = [part for code in mapped for part in links.parts[code]]
    return ComparedAnswers(
        pool_answers(before.get(code, {}) for code in parts),
        pool_answers(after.get(code, {}) for code in mapped),
        len(mapped),
        tuple(later[code] for code in missing),
    )


def by_code(top: Unit, round_: Round) -> dict[str, Answers]:
    """Each commune's answers by its code. Two queries."""
    codes = {unit.id: unit.code for unit in db.session.scalars(units.communes(top))}
    return {codes[unit_id]: answers for unit_id, answers in queries.answers_by_unit(top, round_).items()}
