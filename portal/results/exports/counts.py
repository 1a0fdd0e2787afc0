"""The counts of a round in long form: a row a unit, question and answer; never a ballot, never of few opinions. Pure.

A unit's row stands from five opinions on, as on the pages of results. Of the communes of a district one more is left
out where the district's row less the communes that stand would tell of one with fewer than five.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from flask_babel import gettext as _

from portal.results.scoring import LEVELS, NO_OPINION
from portal.results.statistics.basis import LEAST_SHOWN, Basis
from portal.results.statistics.breakdowns import opinions, visible_codes
from portal.results.statistics.other_questions import ANSWERED, base
from portal.results.statistics.tables import NOTHING, Answers, Area, Counts, pool_answers
from portal.surveys.questionnaire.parts import DONT_KNOW

NO_ANSWERS: Final[Mapping[int, Answers]] = {}
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


class Asked(NamedTuple):
    """A question of the file: its codes in words, and how many of some counts gave an answer."""

    id: str
    choices: tuple[tuple[int, str], ...]
    base: Callable[[Counts], int]


def asked(basis: Basis) -> Iterator[Asked]:
    """The questions on the scale, then those with choices of their own."""
    levels = tuple(zip(CODES, basis.levels, strict=True))
    yield from (Asked(question.id, levels, opinions) for question in basis.questions)
    for other in basis.others:
        unsure = ((DONT_KNOW, other.unsure),) if other.unsure else ()
        many = ((ANSWERED, _("Số người chọn ít nhất một phương án")),) if other.several else ()
        yield Asked(other.id, (*other.choices, *unsure, *many), partial(base, other))


def data(
    basis: Basis, areas: Sequence[Area], by_unit: Mapping[int, Answers], others: Mapping[int, Answers] = NO_ANSWERS
) -> Iterator[Datum]:
    """Every row: question by question, the whole first, then each area before its communes."""
    every = {unit: {**by_unit.get(unit, {}), **others.get(unit, {})} for unit in {*by_unit, *others}}
    parts = [[every.get(line.unit.id, {}) for line in area.lines] for area in areas]
    sums = [pool_answers(part) for part in parts]
    whole = pool_answers(sums)
    for question in asked(basis):
        yield from rows(question, ("whole", "", _("Toàn %(territory)s"), ""), whole.get(question.id, NOTHING))
        for area, part, total in zip(areas, parts, sums, strict=True):
            at = ("area", area.key, area.title, area.title)
            yield from rows(question, at, total.get(question.id, NOTHING))
            counts = [answers.get(question.id, NOTHING) for answers in part]
            for number in sorted(visible_codes(dict(enumerate(map(question.base, counts))), LEAST_SHOWN)):
                unit = area.lines[number].unit
                yield from rows(question, ("commune", unit.code, unit.title, area.title), counts[number])


def rows(question: Asked, place: Place, counts: Counts) -> Iterator[Datum]:
    """The rows of one unit and question; none where too few answered."""
    if question.base(counts) < LEAST_SHOWN:
        return
    for code, label in question.choices:
        yield Datum(*place, question.id, code, label, counts.get(code, 0))
