"""A made-up round, pure and from a seed: how many came to each desk on each day, and how many of them answered.

Each commune has a desk of a size and a story; visits follow the size, ballots the story and the round's own policy,
so that the verdicts have a plausible spread whatever number of ballots is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from portal.surveys import turnout
from portal.surveys.turnout import Policy

USUAL_BALLOTS = 12_300
"""For a province of 209 communes and three days: what a survey of the same province had."""
USUAL_CELLS = 209 * 3
MOST_VISITS = 4_900  # a day's page takes 5,000, and a slip of the pen is added to some
MOST_BALLOTS = 1_500_000
STEPS = 40

TOWN_KINDS = frozenset({"phường", "thị trấn"})
DAY_SHARES = (1.03, 0.97, 1.0)
UNSTEADY_DAYS = 0.07


class Size(StrEnum):
    """How busy a desk is."""

    QUIET = "quiet"
    USUAL = "usual"
    CROWDED = "crowded"


class Story(StrEnum):
    """How a commune's ballots stand to its visits."""

    STEADY = "steady"
    BELOW = "below"
    ABOVE = "above"
    STUFFED = "stuffed"


VISITS = {Size.QUIET: (5.7, 8.9), Size.USUAL: (13.0, 29.0), Size.CROWDED: (92.0, 175.0)}
SIZE_SHARES = {Size.CROWDED: 0.13, Size.QUIET: 0.16}
STORY_SHARES = {Story.STUFFED: 0.01, Story.ABOVE: 0.045, Story.BELOW: 0.1}
CALM_DESKS = frozenset({Size.QUIET, Size.USUAL})


@dataclass(frozen=True)
class Place:
    """What the simulation needs to know of a commune."""

    code: str
    kind: str
    district: str


@dataclass(frozen=True)
class Day:
    """A day at one desk."""

    visits: int
    ballots: int


@dataclass(frozen=True)
class Commune:
    """A commune's part in the round, its days in order."""

    place: Place
    size: Size
    story: Story
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Cell:
    """A day at one desk before the number of ballots is shared out."""

    base: float
    story: Story
    size: Size
    luck: float

    def visits(self, scale: float) -> int:
        return max(1, min(MOST_VISITS, round(self.base * scale)))


def province(
    places: Sequence[Place],
    *,
    policy: Policy,
    seed: int,
    ballots: int = USUAL_BALLOTS,
    days: int = 3,
    shares: Mapping[Story, float] = STORY_SHARES,
) -> list[Commune]:
    """The whole round, with exactly so many ballots; `shares` says how many communes are not steady.

    The same seed gives the same figures.
    """
    random = Random(f"{seed}/province")
    sizes = sized(places, random)
    stories = storied(places, sizes, random, shares)
    cells = [
        cell(place, number, sizes[place.code], stories[place.code], seed) for place in places for number in range(days)
    ]
    visits, answered = distribute(cells, policy, ballots)
    days_made = [Day(*pair) for pair in zip(visits, answered, strict=True)]
    return [
        Commune(place, sizes[place.code], stories[place.code], tuple(days_made[start : start + days]))
        for place, start in zip(places, range(0, len(days_made), days), strict=True)
    ]


def sized(places: Sequence[Place], random: Random) -> dict[str, Size]:
    """The busiest and the quietest desks: towns rather than villages, and some districts rather than others."""
    # neighbours are alike: a busy district makes all of its desks busier
    tilt = {district: random.gauss(0, 0.6) for district in sorted({place.district for place in places})}
    busy = {p.code: random.gauss(0, 1) + tilt[p.district] + 2.5 * (p.kind in TOWN_KINDS) for p in places}
    ranked = sorted(places, key=lambda place: busy[place.code])
    quiet, crowded = (round(len(places) * SIZE_SHARES[size]) for size in (Size.QUIET, Size.CROWDED))
    sizes = {place.code: Size.USUAL for place in places}
    sizes.update({place.code: Size.QUIET for place in ranked[:quiet]})
    sizes.update({place.code: Size.CROWDED for place in ranked[len(ranked) - crowded :]})
    return sizes


def storied(
    places: Sequence[Place], sizes: dict[str, Size], random: Random, shares: Mapping[Story, float]
) -> dict[str, Story]:
    """Which communes go another way. Only a desk that is not crowded goes above its visits."""
    stories = {place.code: Story.STEADY for place in places}
    calm = [place.code for place in places if sizes[place.code] in CALM_DESKS]
    usual = [code for code in calm if sizes[code] is Size.USUAL]
    for story, among in ((Story.STUFFED, usual), (Story.ABOVE, calm), (Story.BELOW, list(stories))):
        free = [code for code in among if stories[code] is Story.STEADY]
        number = min(len(free), round(len(places) * shares.get(story, 0)))
        stories.update(dict.fromkeys(random.sample(free, number), story))
    return stories


def cell(place: Place, number: int, size: Size, story: Story, seed: int) -> Cell:
    """One day at one desk."""
    of_place, of_day = Random(f"{seed}/{place.code}"), Random(f"{seed}/{place.code}/{number}")
    base = of_place.uniform(*VISITS[size]) * DAY_SHARES[number % len(DAY_SHARES)] * of_day.uniform(0.93, 1.07)
    # a steady commune has a bad or an all too good day now and then
    if story is Story.STEADY and of_day.random() < UNSTEADY_DAYS:
        story = of_day.choice((Story.BELOW, Story.ABOVE)) if size in CALM_DESKS else Story.BELOW
    return Cell(base, story, size, of_day.random())


def distribute(cells: Sequence[Cell], policy: Policy, ballots: int) -> tuple[list[int], list[int]]:
    """Visits and ballots of each cell: the scale is sought that gives the ballots, the rest is rounding."""
    # bisection: the more visits a scale gives, the more ballots can be expected
    low, high = 0.0, 4.0 * max(1.0, ballots / USUAL_BALLOTS) * USUAL_CELLS / len(cells)
    for _step in range(STEPS):
        middle = (low + high) / 2
        too_many = sum(expected(desk_day, desk_day.visits(middle), policy) for desk_day in cells) > ballots
        low, high = (low, middle) if too_many else (middle, high)
    visits = [desk_day.visits(low) for desk_day in cells]
    return visits, apportioned(
        [expected(desk_day, n, policy) for desk_day, n in zip(cells, visits, strict=True)], ballots
    )


def expected(desk_day: Cell, visits: int, policy: Policy) -> float:
    """Ballots to expect from a day's visits, between what the story and the policy leave."""
    least, _most = turnout.band(policy, visits)
    match desk_day.story:
        case Story.BELOW:
            return least * between(0.35, 0.85, desk_day.luck)
        case Story.ABOVE:
            return visits * between(1.08, 1.38, desk_day.luck)
        case Story.STUFFED:
            return visits * between(2.3, 3.4, desk_day.luck)
    # a tenth clear of the limit, so that rounding takes no steady day below it
    shares = (0.28, 0.62) if desk_day.size is Size.CROWDED else (0.57, 0.92)
    return min(visits, max(least * 1.1, visits * between(*shares, desk_day.luck)))


def between(low: float, high: float, luck: float) -> float:
    """The point of a range that chance has chosen."""
    return low + (high - low) * luck


def apportioned(shares: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the shares that add up to the total: the largest remainders are rounded up."""
    factor = total / (sum(shares) or 1)
    exact = [share * factor for share in shares]
    rounded_down = [int(part) for part in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: rounded_down[at] - exact[at])
    for at in by_rest[: total - sum(rounded_down)]:
        rounded_down[at] += 1
    return rounded_down
