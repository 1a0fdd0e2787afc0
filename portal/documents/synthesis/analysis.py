"""The overall question over the frozen communes: estimates, communes compared, the earlier round. For the freeze."""

from collections.abc import Sequence

from portal.documents.synthesis.figures import CODES, Area, Commune, EarlierRound
from portal.results.disclosure import estimate_auditor
from portal.results.disclosure.disclosure_control import Table
from portal.results.disclosure.estimate_auditor import Surveyed
from portal.results.scoring import LEVELS
from portal.results.statistics.basis import Basis
from portal.results.statistics.marked_units import ComparedUnits, count_marks, mark
from portal.results.statistics.weighting import AreaEstimate, CommuneCounts, estimate_areas
from portal.results.tables import comparison
from portal.surveys.models import Round
from portal.units.models import Unit

NO_ANSWERS = (0,) * len(CODES)


def estimates_of(areas: Sequence[Area]) -> tuple[AreaEstimate, ...]:
    """The whole first, then each area."""
    return estimate_areas([[counts_of(commune) for commune in area.communes] for area in areas])


def counts_of(commune: Commune) -> CommuneCounts:
    """A commune's opinions with its «chốt» visits; without visits where a day has none."""
    score = commune.score
    visits = commune.visits if commune.complete else None
    return CommuneCounts(score.satisfied, score.n, visits, commune.ballots)


def estimates_public(areas: Sequence[Area], table: Table | None) -> str:
    """What of the estimates may leave the office beside the overall question's released table (P8)."""
    if table is None:
        return estimate_auditor.NOTHING
    return estimate_auditor.finest_safe([[surveyed(one) for one in area.communes] for area in areas], table)


def surveyed(commune: Commune) -> Surveyed:
    levels = (commune.overall or NO_ANSWERS)[: len(LEVELS)]
    return Surveyed(levels, counts_of(commune).visits, commune.ballots)


def compared_of(areas: Sequence[Area], least: int) -> ComparedUnits | None:
    """The communes with enough opinions against all the others; None where there is none."""
    scores = [commune.score for area in areas for commune in area.communes]
    whole = sum(one.satisfied for one in scores), sum(one.n for one in scores)
    compared = {place: (one.satisfied, one.n) for place, one in enumerate(scores) if one.n >= least}
    return count_marks(mark(compared, whole), whole)


def earlier_of(top: Unit, round_: Round, basis: Basis) -> EarlierRound | None:
    """The round that the plan asks to be compared with; None where it names none that is open."""
    slug = round_.plan_data.identity.previous
    found = next((one for one in comparison.rounds(top, round_) if one.slug == slug), None)
    if found is None:
        return None
    change, apart = comparison.overall_change(top, found, round_, basis)
    return EarlierRound(found.title, found.first_day, found.last_day, change, apart)
