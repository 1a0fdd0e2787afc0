"""Answers to a question before and after its spelling was mended, for whoever reads the whole round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.extensions import db
from portal.results.exclusions.exclusions import LEAST_BALLOTS
from portal.results.models import Crossing
from portal.results.scoring import score
from portal.results.statistics.tables import Counts
from portal.results.tallying.reading import Reading
from portal.results.tallying.tallying import ERRATA
from portal.surveys.errata import operations
from portal.surveys.errata.models import FormErratum
from portal.units.models import PROVINCE


@dataclass(frozen=True)
class Side:
    """One side of an erratum: how many answered, the share satisfied; None where few did or it is not on the scale."""

    answers: int
    satisfied: float | None


@dataclass(frozen=True)
class Mended:
    """An erratum with the answers of forms printed before and after it."""

    erratum: FormErratum
    before: Side
    after: Side


def of_round(reading: Reading) -> list[Mended]:
    """Each erratum of a round; for the top alone: of a part the difference of two tables would tell of few."""
    if reading.top.level != PROVINCE or not reading.round_.errata:
        return []
    columns = Crossing.question, Crossing.code, Crossing.choice
    query = select(*columns, func.sum(Crossing.n)).where(
        Crossing.round_id == reading.round_.id, Crossing.item == ERRATA
    )
    counted = [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query.group_by(*columns))]
    scaled = {item.id for item in reading.round_.form.scaled()}
    return [compared(one, counted, is_scaled=one.question in scaled) for one in operations.in_force(reading.round_)]


def compared(erratum: FormErratum, counted: Sequence[tuple[str, int, int, int]], *, is_scaled: bool) -> Mended:
    """Both sides of an erratum. Where one has few answers neither says a share: the other would tell it."""
    before, after = dict[int, int](), dict[int, int]()
    for question, number, choice, n in counted:
        if question == erratum.question:
            side = after if number >= (erratum.number or 0) else before
            side[choice] = side.get(choice, 0) + int(n)
    few = min(sum(before.values()), sum(after.values())) < LEAST_BALLOTS
    return Mended(erratum, *(side_of(side, is_told=is_scaled and not few) for side in (before, after)))


def side_of(counts: Mapping[int, int], *, is_told: bool) -> Side:
    told: Counts = dict(counts)
    return Side(sum(counts.values()), score(told).top2 if is_told else None)
