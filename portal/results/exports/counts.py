"""The counts of a round in long form: a row a unit, question and answer; never a ballot, never of few opinions. Pure.

A unit's row stands from five opinions on, as on the pages of results. Of the communes of a district one more is left
out where the district's row less the communes that stand would tell of one with fewer than five.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from portal.results.scoring import LEVELS, NO_OPINION
from portal.results.statistics.basis import LEAST_SHOWN, Basis
from portal.results.statistics.breakdowns import opinions, visible_codes
from portal.results.statistics.tables import NOTHING, Answers, Area, Counts, pool_answers

CODES: Final = (*LEVELS, NO_OPINION)


class Datum(NamedTuple):
    """How often an answer was given to a question in a unit: what a line of the file says."""

    level: str
    unit_code: str
    unit_name: str
    area_name: str
    question: str
    choice: int
    label: str
    n: int


HEADER: Final = Datum._fields
Place = tuple[str, str, str, str]  # the first four of them: which unit, and how it is called


def data(basis: Basis, areas: Sequence[Area], by_unit: Mapping[int, Answers]) -> Iterator[Datum]:
    """Every row: question by question, the whole first, then each area before its communes."""
    parts = [[by_unit.get(line.unit.id, {}) for line in area.lines] for area in areas]
    sums = [pool_answers(part) for part in parts]
    whole = pool_answers(sums)
    for question in (one.id for one in basis.questions):
        yield from rows(basis, ("whole", "", "Toàn tỉnh", ""), question, whole.get(question, NOTHING))
        for area, part, total in zip(areas, parts, sums, strict=True):
            at = ("area", area.key, area.title, area.title)
            yield from rows(basis, at, question, total.get(question, NOTHING))
            counts = [answers.get(question, NOTHING) for answers in part]
            for number in sorted(visible_codes(dict(enumerate(map(opinions, counts))), LEAST_SHOWN)):
                unit = area.lines[number].unit
                yield from rows(basis, ("commune", unit.code, unit.title, area.title), question, counts[number])


def rows(basis: Basis, place: Place, question: str, counts: Counts) -> Iterator[Datum]:
    """The rows of one unit and question; none where too few gave an opinion."""
    if opinions(counts) < LEAST_SHOWN:
        return
    for code, label in zip(CODES, basis.levels, strict=True):
        yield Datum(*place, question, code, label, counts.get(code, 0))
