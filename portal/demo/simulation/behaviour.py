"""How communes enter their visits, pure and from a seed: what was entered, chốt and corrected, at which moment.

Most are in time; some are late, forget a day, leave one unclosed, or find a mistake after «chốt».
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from portal.demo.simulation.attendance import Commune, Story
from portal.surveys.plan.deadlines import next_working_day
from portal.web.data import clock

WHOLE = 209
"""The numbers below are of so many communes."""
SOURCES = {"register": 40, "direct": 25, "software": 20, "queue": 5, "estimate": 10}
SMALL_SLIP, BIG_SLIP = 3, 9
NOT_SHOWN = "Đề nghị gửi kèm ảnh trang sổ theo dõi của ngày này rồi đề nghị lại."
SHOWN = "Đã đối chiếu sổ theo dõi, đồng ý điều chỉnh."


class Behaviour(StrEnum):
    """How a commune enters and locks its visits."""

    IN_TIME = "in time"
    LATE = "late"
    FORGETFUL = "forgetful"
    UNCLOSED = "unclosed"
    CORRECTED = "corrected"
    ASKING = "asking"
    REFUSED = "refused"


HOW_MANY = {
    Behaviour.FORGETFUL: 7,
    Behaviour.UNCLOSED: 6,
    Behaviour.LATE: 14,
    Behaviour.CORRECTED: 4,
    Behaviour.ASKING: 2,
    Behaviour.REFUSED: 1,
}
ASKS_AGAIN = frozenset({Behaviour.CORRECTED, Behaviour.ASKING, Behaviour.REFUSED})
AUTHORISES = 0.25


@dataclass(frozen=True)
class Action:
    """What is done in a commune at a moment."""

    at: datetime
    code: str


@dataclass(frozen=True)
class Authorise(Action):
    """The lead lets the officer close days."""


@dataclass(frozen=True)
class Enter(Action):
    """The officer saves a day's visits."""

    day: date
    visits: int
    source: str


@dataclass(frozen=True)
class Lock(Action):
    """The day is «chốt», by the lead or by the officer who may."""

    day: date


@dataclass(frozen=True)
class Ask(Action):
    """The commune asks for another figure."""

    day: date
    visits: int
    reason: str


@dataclass(frozen=True)
class Decide(Action):
    """The level above answers."""

    day: date
    accepted: bool
    reply: str


def whole_round(communes: Sequence[Commune], days: Sequence[date], seed: int) -> list[Action]:
    """Everything the communes of a round that is over have done, in the order of time."""
    behaviours = assign_behaviours(communes, Random(f"{seed}/habits"))
    actions: list[Action] = []
    for commune in communes:
        actions += commune_actions(commune, behaviours[commune.place.code], days, seed)
    return sorted(actions, key=lambda action: action.at)


def figure_of_round(communes: Sequence[Commune], last: date) -> list[Action]:
    """The one figure of each commune for the round, entered and «chốt» on its last evening."""
    actions: list[Action] = []
    for commune in communes:
        code, figure = commune.place.code, sum(day.visits for day in commune.days)
        actions.append(Enter(clock.at(last, 16, 30), code, last, figure, "register"))
        actions.append(Lock(clock.at(last, 17, 15), code, last))
    return sorted(actions, key=lambda action: action.at)


def running_round(communes: Sequence[Commune], days: Sequence[date], seed: int, now: datetime) -> list[Action]:
    """A running round so far: today is under way, yesterday is entered, the days before are closed."""
    actions = [action for commune in communes for action in actions_so_far(commune, days, seed)]
    return sorted((action for action in actions if action.at <= now), key=lambda action: action.at)


def assign_behaviours(communes: Sequence[Commune], random: Random) -> dict[str, Behaviour]:
    """The behaviour of each commune by code; stuffed communes are always in time."""
    behaviours = {commune.place.code: Behaviour.IN_TIME for commune in communes}
    codes = [commune.place.code for commune in communes if commune.story is not Story.STUFFED]
    random.shuffle(codes)
    for behaviour, of_whole in HOW_MANY.items():
        # a handful of communes are all in time; where there are more, each behaviour is seen once at least
        number = round(of_whole * len(behaviours) / WHOLE) or (len(behaviours) > len(HOW_MANY))
        chosen, codes = codes[:number], codes[number:]
        behaviours.update(dict.fromkeys(chosen, behaviour))
    return behaviours


def commune_actions(commune: Commune, behaviour: Behaviour, days: Sequence[date], seed: int) -> Iterator[Action]:
    """One commune's actions."""
    random = Random(f"{seed}/{commune.place.code}/books")
    odd = random.randrange(len(days))  # the one day on which the commune is late, forgets or errs
    source = random.choices(list(SOURCES), list(SOURCES.values()))[0]
    if random.random() < AUTHORISES:
        yield Authorise(moment(days[0], random, "07:00", "07:40"), commune.place.code)
    for number, day in enumerate(days):
        is_odd = number == odd
        if is_odd and behaviour is Behaviour.FORGETFUL:
            continue
        true = Enter(day_moment(day, random), commune.place.code, day, commune.days[number].visits, source)
        if is_odd and behaviour in ASKS_AGAIN:
            yield from corrected(true, behaviour, random)
        elif is_odd and behaviour is Behaviour.UNCLOSED:
            yield from entered(true, random)
        else:
            yield from closed(true, random, late=behaviour is Behaviour.LATE and (is_odd or random.random() < 0.5))


def actions_so_far(commune: Commune, days: Sequence[date], seed: int) -> Iterator[Action]:
    """One commune's actions in a running round, later ones of today included."""
    random = Random(f"{seed}/{commune.place.code}/books")
    source = random.choices(list(SOURCES), list(SOURCES.values()))[0]
    *closed_days, yesterday, today = (
        Enter(day_moment(day, random), commune.place.code, day, done.visits, source)
        for day, done in zip(days, commune.days, strict=True)
    )
    # the same evening: over a weekend the next working morning would come after the days shown
    for day in closed_days:
        yield day
        yield Lock(moment(day.day, random, "17:50", "18:40"), commune.place.code, day.day)
    if random.random() < 0.94:
        yield from entered(yesterday, random)
    if random.random() < 0.8:
        yield half_way(today, random)
        yield so_far_counted(today, random, ("14:50", "15:20"), (0.84, 0.93))
        yield today


def entered(true: Enter, random: Random) -> Iterator[Enter]:
    """A day's figure, in some communes after one at noon."""
    if random.random() < 0.3:
        yield half_way(true, random)
    yield true


def half_way(true: Enter, random: Random) -> Enter:
    """What had been counted at noon."""
    return so_far_counted(true, random, ("11:10", "11:40"), (0.52, 0.66))


def so_far_counted(true: Enter, random: Random, hours: tuple[str, str], shares: tuple[float, float]) -> Enter:
    """A part of a day's figure, at a moment between two hours."""
    return replace(true, at=moment(true.day, random, *hours), visits=round(true.visits * random.uniform(*shares)))


def closed(true: Enter, random: Random, *, late: bool) -> Iterator[Action]:
    """A day's figure and its «chốt»: the same evening, the next working morning, or after the hour set."""
    following = next_working_day(true.day)
    if late:
        # the rule asks for 10 o'clock of the next working day
        true = replace(true, at=moment(following, random, "10:20", "16:00"))
        yield true
        yield Lock(true.at + timedelta(minutes=random.randint(2, 40)), true.code, true.day)
        return
    yield from entered(true, random)
    evening = random.random() < 0.4
    yield Lock(
        moment(true.day, random, "17:50", "18:40") if evening else moment(following, random, "07:20", "09:50"),
        true.code,
        true.day,
    )


def corrected(true: Enter, behaviour: Behaviour, random: Random) -> Iterator[Action]:
    """A wrong figure closed, another asked for, and the answer of the level above, if it came."""
    # who is refused had closed the right figure and asks for a wrong one
    slip = random.randint(SMALL_SLIP, BIG_SLIP)
    wrong = true if behaviour is Behaviour.REFUSED else replace(true, visits=true.visits + slip)
    right_visits = max(0, true.visits - slip) if behaviour is Behaviour.REFUSED else true.visits
    yield from closed(wrong, random, late=False)
    asked_at = moment(next_working_day(true.day), random, "13:40", "15:30")
    reason = f"Cộng nhầm sổ theo dõi: ghi {wrong.visits} lượt, đúng là {right_visits} lượt."
    yield Ask(asked_at, true.code, true.day, right_visits, reason)
    if behaviour is not Behaviour.ASKING:
        answered_at = moment(next_working_day(next_working_day(true.day)), random, "08:10", "11:00")
        accepted = behaviour is Behaviour.CORRECTED
        yield Decide(answered_at, true.code, true.day, accepted, SHOWN if accepted else NOT_SHOWN)


def day_moment(day: date, random: Random) -> datetime:
    """When a day's figure is entered."""
    return moment(day, random, "16:35", "17:45")


def moment(day: date, random: Random, earliest: str, latest: str) -> datetime:
    """A moment of a day between two hours."""
    first, last = (int(hour) * 60 + int(minute) for hour, minute in (text.split(":") for text in (earliest, latest)))
    minute = random.randint(first, last)
    return clock.at(day, minute // 60, minute % 60, random.randrange(60))
