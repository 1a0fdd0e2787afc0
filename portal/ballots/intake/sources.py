"""How many ballots come from one source: counted in memory under a day's random key, never stored, never logged.

A village may share one address, so a busy source is set apart (risk 1 or 2), never refused. In a flood the forms that
were filled in fastest wait first, until they are half a minute old: who took the time to read never waits, and who had
to wait is let in when sending the same form again, however much of the minute's budget somebody else took meanwhile.
"""

import hmac
import os
from math import ceil
from random import SystemRandom
from threading import Lock

from portal.web.http.rate_limit import network

MINUTE, TEN_MINUTES, DAY = 60, 600, 86_400
DAY_STARTS_AT = 17 * 3600  # local midnight, in UTC seconds of the day
BUSY_IN_TEN_MINUTES, CROWD_IN_TEN_MINUTES, BUSY_IN_A_DAY = 20, 60, 60
FLOOD_IN_A_MINUTE, DELUGE_IN_A_MINUTE = 300, 1200
# the age from which a form waits for no flood: less than fourteen questions take, more than a program lets pass
CALM_AGE_SECONDS = 30
QUIET, BUSY, CROWD = 0, 1, 2
SHORTEST_WAIT, LONGEST_WAIT = 10, 30
TAG_SIZE = 8


# the library for rate limits starts a thread for each count and walks all its keys every 10 ms, hence three dicts
class Window:
    """Counts by tag within the running stretch of time; a new stretch forgets the one before."""

    def __init__(self, seconds: int, offset: int = 0) -> None:
        self.seconds = seconds
        self.offset = offset
        self.stretch = -1
        self.counts: dict[bytes, int] = {}

    def at(self, moment: float) -> dict[bytes, int]:
        stretch = int(moment - self.offset) // self.seconds
        if stretch != self.stretch:
            self.stretch, self.counts = stretch, {}
        return self.counts


class Sources:
    """The counters of one process. Each of `workers` processes sees its share of the posts, so it counts for all."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        self.lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Start anew, as after a restart."""
        self.windows = (Window(MINUTE), Window(TEN_MINUTES), Window(DAY, DAY_STARTS_AT))
        self.key_of = -1
        self.key = b""

    def tag(self, address: str, point_id: int, moment: float) -> bytes:
        """Name a source at a point for one day; the key dies with the day, and with the process."""
        with self.lock:
            day = self.windows[-1]
            day.at(moment)
            if day.stretch != self.key_of:
                self.key_of, self.key = day.stretch, os.urandom(32)
            key = self.key
        return hmac.digest(key, network(address) + point_id.to_bytes(8), "sha256")[:TAG_SIZE]

    def wait(self, tag: bytes, age: float, moment: float) -> int:
        """Seconds until a form of that age (seconds) may come again; 0 where it is let in now."""
        with self.lock:
            # of ballots taken: a stranger's refused posts do not use the village's budget up
            taken = self.windows[0].at(moment).get(tag, 0) * self.workers
        if taken < FLOOD_IN_A_MINUTE or (taken < DELUGE_IN_A_MINUTE and age >= CALM_AGE_SECONDS):
            return 0
        # not before the form is ripe, and spread, so that all do not come at once
        return SystemRandom().randint(max(SHORTEST_WAIT, ceil(CALM_AGE_SECONDS - age)), LONGEST_WAIT)

    def risk(self, tag: bytes, moment: float) -> int:
        """Return the risk of the source's next ballot: 0 quiet, 1 busy, 2 crowd."""
        with self.lock:
            _minute, ten_minutes, day = ((window.at(moment).get(tag, 0) + 1) * self.workers for window in self.windows)
        if ten_minutes > CROWD_IN_TEN_MINUTES:
            return CROWD
        return BUSY if ten_minutes > BUSY_IN_TEN_MINUTES or day > BUSY_IN_A_DAY else QUIET

    def count(self, tag: bytes, moment: float) -> None:
        """Count a ballot that was taken."""
        with self.lock:
            for window in self.windows:
                counts = window.at(moment)
                counts[tag] = counts.get(tag, 0) + 1
