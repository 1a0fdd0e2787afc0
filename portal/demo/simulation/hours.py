"""When simulated ballots come: by the desk's hours, some in the evening from home, a stuffed commune's in the night."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

HOUR = 60
BY_HOUR = {
    7: 4,
    8: 17,
    9: 20,
    10: 16,
    11: 6,
    12: 2,
    13: 5,
    14: 12,
    15: 10,
    16: 6,
    17: 2,
    18: 1.5,
    19: 3,
    20: 3,
    21: 1.5,
}
OPENS_AT = 7 * HOUR + 30
HOURS, WEIGHTS = list(BY_HOUR), list(accumulate(BY_HOUR.values()))
BURSTS = ((23 * HOUR + 10, 25), (1 * HOUR + 20, 15))
IN_BURSTS = 0.7


def minute_of_day(random: Random, *, stuffed: bool) -> int:
    """The minute of the day, 0 to 1439, at which a ballot comes."""
    if stuffed and random.random() < IN_BURSTS:
        start, length = random.choice(BURSTS)
        return start + random.randrange(length)
    hour = random.choices(HOURS, cum_weights=WEIGHTS)[0]
    return max(OPENS_AT, hour * HOUR + random.randrange(HOUR))
