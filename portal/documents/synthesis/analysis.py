"""The overall question over the frozen communes: estimates, communes compared, the earlier round. For the freeze."""

from collections.abc import Mapping, Sequence

from portal.documents.synthesis.figures import CODES, Area, Commune, EarlierRound
from portal.results.disclosure import estimate_auditor
from portal.results.disclosure.disclosure_control import Table
from portal.results.disclosure.estimate_auditor import Surveyed
from portal.results.scoring import LEVELS, score
from portal.results.statistics.basis import Basis
from portal.results.statistics.grouping import VACANT
from portal.results.statistics.marked_units import (
    ComparedUnits,
    SeveralMatters,
    Share,
    count_marks,
    count_several,
    mark,
)
from portal.results.statistics.tables import NOTHING, Counts
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


def several_of(
    answers: Mapping[int, Mapping[str, Counts]], chairs: Mapping[int, str], basis: Basis
) -> SeveralMatters | None:
    """How many communes lie lower in several matters: a count, as their shares by matter leave nowhere (P8)."""
    asked = [question.id for question in basis.questions if question.group]
    return count_several([matter_of(answers, question, chairs, basis.least) for question in asked])


def matter_of(
    answers: Mapping[int, Mapping[str, Counts]], question: str, chairs: Mapping[int, str], least: int
) -> tuple[dict[int, Share], Share]:
    """A question's shares by commune, of those with a chair and enough opinions, and that of all."""
    scores = {unit: score(of_unit.get(question, NOTHING)) for unit, of_unit in answers.items()}
    whole = sum(one.satisfied for one in scores.values()), sum(one.n for one in scores.values())
    compared = {unit: one for unit, one in scores.items() if one.n >= least and chairs.get(unit) != VACANT}
    return {unit: (one.satisfied, one.n) for unit, one in compared.items()}, whole


def earlier_of(top: Unit, round_: Round, basis: Basis) -> EarlierRound | None:
    """The round that the plan asks to be compared with; None where it names none that is open."""
    slug = round_.plan_data.identity.previous
    found = next((one for one in comparison.rounds(top, round_) if one.slug == slug), None)
    if found is None:
        return None
    change, apart = comparison.overall_change(top, found, round_, basis)
    return EarlierRound(found.title, found.first_day, found.last_day, change, apart)
