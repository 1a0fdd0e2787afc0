"""Are stuffed communes noticed, and clean ones left in peace? Made-up provinces, counted and flagged as a round is.

No web, no database: the same functions that count an opened box, on boxes made from a seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from bench import planted_frauds
from bench.planted_frauds import HALF, Kind
from portal.ballots.form import answers
from portal.ballots.models import BUCKET_SECONDS
from portal.ballots.sealing.cipher import Opener
from portal.ballots.sealing.payload import Ballot, duration
from portal.demo import setup
from portal.demo.simulation import attendance, behaviour
from portal.demo.simulation.attendance import Place, Story
from portal.results import queries
from portal.results.statistics import basis, quality, quality_indicators
from portal.results.tallying import counting
from portal.units import catalogue
from portal.units.models import COMMUNE
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bench.planted_frauds import Box
    from portal.demo.simulation.behaviour import Action
    from portal.results.statistics.quality import Flag, Indicators
    from portal.surveys.plan.quality_limits import Limits

PLANTED = 0.1
HEADLINE = "Q14"
STORIES = {Story.ABOVE: attendance.STORY_SHARES[Story.ABOVE], Story.BELOW: attendance.STORY_SHARES[Story.BELOW]}
"""No stuffing but what is planted; in some communes more answer at home than came to the desk."""


@dataclass(frozen=True)
class Outcome:
    """One commune of one province: what was planted, how many ballots in all, and which rules it was flagged by."""

    code: str
    kind: Kind | None
    more: int
    ballots: int
    is_full: bool
    rules: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Nothing planted, and no more ballots than visits."""
        return self.kind is None and not self.is_full


def outcomes(filled: Sequence[Box], limits: Limits) -> list[Outcome]:
    """A whole province, looked over together."""
    flags = quality.flags(signs_of(filled), limits)
    return [
        Outcome(box.code, box.kind, box.more, len(box.sent), box.is_full, rules_of(flags.get(box.code, ())))
        for box in filled
    ]


def rules_of(flags: Sequence[Flag]) -> tuple[str, ...]:
    return tuple(flag.rule for flag in flags)


def boxes(seed: int, planted: float = PLANTED, part: float = HALF) -> list[Box]:
    """A province as its people filled it, with stuffing of every kind in some of its communes.

    `planted` is the share of communes, `part` how much is added to a box at most; ten forms at least.
    """
    plan, random = setup.the_plan(), Random(f"{seed}/frauds")
    rules = answers.rules_of(setup.the_form(), plan.form.variant)
    communes = attendance.province(
        province_places(), policy=plan.policy, seed=seed, days=len(plan.days), shares=STORIES
    )
    closed = visits_of(behaviour.whole_round(communes, plan.days, seed))
    chosen = random.sample([one.place.code for one in communes], round(planted * len(communes)))
    kinds = dict(zip(chosen, [list(Kind)[n % len(Kind)] for n in range(len(chosen))], strict=True))
    filled = []
    for commune in communes:
        code = commune.place.code
        box, respondents = planted_frauds.honest(
            commune, rules, HEADLINE, [closed.get((code, day)) for day in plan.days], seed
        )
        filled.append(planted_frauds.stuffed(box, respondents, kinds[code], random, part) if code in kinds else box)
    return filled


def visits_of(actions: Sequence[Action]) -> dict[tuple[str, date], int]:
    """The figures that were «chốt» in the end, by unit and day."""
    entered: dict[tuple[str, date], int] = {}
    closed: dict[tuple[str, date], int] = {}
    requested: dict[tuple[str, date], int] = {}
    for action in actions:
        match action:
            case behaviour.Enter():
                entered[action.code, action.day] = action.visits
            case behaviour.Lock():
                closed[action.code, action.day] = entered[action.code, action.day]
            case behaviour.Ask():
                requested[action.code, action.day] = action.visits
            case behaviour.Decide(accepted=True):
                closed[action.code, action.day] = requested[action.code, action.day]
    return closed


def signs_of(filled: Sequence[Box]) -> list[Indicators]:
    """What the portal's own counting finds in each box."""
    plan = setup.the_plan()
    counts = counting.Counts(basis.basis_from(setup.the_form(), plan), Opener(0))
    for number, box in enumerate(filled):
        for sent in box.sent:
            form = sent.sheet
            counts.take(number, Ballot("", form.chosen, form.channel, duration(form.seconds), form.risk))
    signs = counts.pattern_indicators() | quality_indicators.from_points(arrivals(filled), len(plan.days))
    crossed = [(*key, n) for key, n in counts.crossings.items()]
    by_box = queries.nest([*crossed, *((number, name, 0, 0, n) for (number, name), n in signs.items())])
    return [
        quality_indicators.from_counts(box.code, by_box.get(place, {}), box.by_day) for place, box in enumerate(filled)
    ]


def arrivals(filled: Sequence[Box]) -> dict[int, dict[int, int]]:
    """How many came to each box in each ten minutes, as the counters have it."""
    midnight = int(clock.start_of(setup.the_plan().window.first_day).timestamp()) // BUCKET_SECONDS
    return {
        number: {midnight + bucket: n for bucket, n in box.by_bucket.items()}
        for number, box in enumerate(filled)
        if box.sent
    }


def province_places() -> list[Place]:
    """The communes of its catalogue."""
    rows = catalogue.parse(setup.CATALOGUES[setup.YEAR].read_bytes())
    return [Place(row.code, row.kind, row.parent_code) for row in rows if row.level == COMMUNE]
