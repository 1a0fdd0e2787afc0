"""Ballot-stuffing planted into a made-up province, each kind with its own mark and honest in everything else.

Pure and from a seed. What one person sends stands among the commune's honest forms as a box would hold it, so that the
portal's own counting can be asked whether it notices.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING

from portal.ballots.intake.sources import BUSY_IN_TEN_MINUTES
from portal.ballots.models import BUCKET_SECONDS
from portal.ballots.sealing.payload import DESK
from portal.demo.simulation.citizens import HOUR, Respondents, minute_of_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from portal.ballots.form.answers import Rules
    from portal.demo.simulation.attendance import Commune
    from portal.demo.simulation.citizens import FilledForm

    Visits = Sequence[int | None]

MINUTE, MINUTES_OF_DAY = 60, 24 * 60
FEWEST = 10
"""Fewer forms than this are not taken for stuffing."""
HALF = 0.5
NIGHT_STARTS, NIGHT_LENGTH = 23 * HOUR, 6 * HOUR
TAPPED_SECONDS, TAPPED_APART = (9.0, 38.0), (31, 60)
BURST_MINUTES = 10
LEVELS = (4, 5, 5)
RATIOS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0)


class Kind(StrEnum):
    """How ballots are stuffed."""

    DESK = "taps quickly at the desk's phone"
    PATTERN = "repeats one sheet"
    NIGHT = "sends at night"
    BURST = "sends in ten minutes"
    OVER = "sends more than came"
    RATIO = "fits visits to ballots"
    COLUMN = "ticks down one column"


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form and the minute, counted from the round's first midnight, in which it came."""

    minute: int
    sheet: FilledForm


@dataclass(frozen=True)
class Box:
    """What a commune's box holds, and its visits by day (None: never closed); `more` forms are not its people's."""

    code: str
    sent: Sequence[SentForm]
    visits: Visits
    kind: Kind | None = None
    more: int = 0

    @property
    def by_bucket(self) -> Mapping[int, int]:
        """How many came in each ten minutes."""
        return Counter(one.minute * MINUTE // BUCKET_SECONDS for one in self.sent)

    @property
    def by_day(self) -> tuple[tuple[int | None, int], ...]:
        """Visits and ballots of each day."""
        ballots = Counter(one.minute // MINUTES_OF_DAY for one in self.sent)
        return tuple((came, ballots[day]) for day, came in enumerate(self.visits))

    @property
    def is_full(self) -> bool:
        """Whether more sent a form than came to the desk."""
        visits = [came for came in self.visits if came is not None]
        return len(visits) == len(self.visits) and len(self.sent) > sum(visits)


def honest(commune: Commune, rules: Rules, headline: str, visits: Visits, seed: int) -> tuple[Box, Respondents]:
    """A commune whose people answer one by one, and those people."""
    respondents = Respondents(rules.questions, headline, f"{seed}/{commune.place.code}", stuffed=False)
    hours = Random(f"{seed}/{commune.place.code}/hours")
    sent = [
        SentForm(number * MINUTES_OF_DAY + minute_of_day(hours, stuffed=False), sheet)
        for number, day in enumerate(commune.days)
        for sheet in respondents.sheets(day.ballots)
    ]
    return Box(commune.place.code, sent, visits), respondents


def stuffed(box: Box, respondents: Respondents, kind: Kind, random: Random, part: float = HALF) -> Box:
    """The same box with forms of one kind of stuffing: ten at least, at most a part of what was there."""
    more = random.randint(FEWEST, max(FEWEST, int(len(box.sent) * part)))
    if kind is Kind.OVER:
        more = max(more, sum(came or 0 for came in box.visits) + random.randint(1, FEWEST) - len(box.sent))
    added = SENDERS[kind](respondents, more, len(box.visits), random)
    full = replace(box, sent=[*box.sent, *added], kind=kind, more=more)
    return replace(full, visits=fitted_visits(full, random.choice(RATIOS))) if kind is Kind.RATIO else full


def fitted_visits(box: Box, ratio: float) -> Visits:
    """The visits entered to give a wanted rate, from the known ballots."""
    return [max(1, round(ballots / ratio)) for _came, ballots in box.by_day]


def like_people(respondents: Respondents, more: int, days: int, random: Random) -> list[SentForm]:
    """Forms as people would send them: at any hour, with any answers, in their own time."""
    return [
        SentForm(random.randrange(days) * MINUTES_OF_DAY + minute_of_day(random, stuffed=False), sheet)
        for sheet in respondents.sheets(more)
    ]


def at_desk(respondents: Respondents, more: int, days: int, random: Random) -> list[SentForm]:
    """One after the other on the lent phone, as fast as it lets."""
    second = (random.randrange(days) * MINUTES_OF_DAY + random.randint(8, 15) * HOUR) * MINUTE
    forms = []
    for sheet in respondents.sheets(more):
        second += random.randint(*TAPPED_APART)
        tapped = replace(sheet, channel=DESK, seconds=random.uniform(*TAPPED_SECONDS), remark="")
        forms.append(SentForm(second // MINUTE, tapped))
    return forms


def one_sheet(respondents: Respondents, more: int, days: int, random: Random) -> list[SentForm]:
    """The same answers again and again, never down one column, spread over the days."""
    chosen = next(found for found in iter(respondents.considered, None) if len(set(found.values())) > 1)
    return answered(like_people(respondents, more, days, random), chosen)


def one_column(respondents: Respondents, more: int, days: int, random: Random) -> list[SentForm]:
    """One level throughout, the time well chosen."""
    column = respondents.column(random.choice(LEVELS))
    return answered(like_people(respondents, more, days, random), column)


def answered(sent: Sequence[SentForm], chosen: Mapping[str, int]) -> list[SentForm]:
    """The same forms with these answers in the place of their own."""
    return [replace(one, sheet=replace(one.sheet, chosen={**one.sheet.chosen, **chosen})) for one in sent]


def at_night(respondents: Respondents, more: int, days: int, random: Random) -> list[SentForm]:
    """Between 23 and 5 o'clock of one night."""
    start = random.randrange(days - 1) * MINUTES_OF_DAY + NIGHT_STARTS
    return [SentForm(start + random.randrange(NIGHT_LENGTH), sheet) for sheet in respondents.sheets(more)]


def in_ten_minutes(respondents: Respondents, more: int, days: int, random: Random) -> list[SentForm]:
    """From one phone, all within ten minutes."""
    start = random.randrange(days) * MINUTES_OF_DAY + random.randint(8 * HOUR, 20 * HOUR)
    return [
        SentForm(start + random.randrange(BURST_MINUTES), replace(sheet, risk=int(number > BUSY_IN_TEN_MINUTES)))
        for number, sheet in enumerate(respondents.sheets(more), start=1)
    ]


SENDERS: Mapping[Kind, Callable[[Respondents, int, int, Random], list[SentForm]]] = {
    Kind.DESK: at_desk,
    Kind.PATTERN: one_sheet,
    Kind.NIGHT: at_night,
    Kind.BURST: in_ten_minutes,
    Kind.OVER: like_people,
    Kind.RATIO: like_people,
    Kind.COLUMN: one_column,
}
