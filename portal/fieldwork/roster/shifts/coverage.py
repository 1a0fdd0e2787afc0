"""Which half-days lack people: each needs one helper, a crowded desk two. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _

from portal.surveys.plan.deadlines import is_working_day
from portal.web.ui.formats import day_month, integer

MORNING, AFTERNOON = HALVES = ("morning", "afternoon")
USUAL_HELPERS, CROWDED_HELPERS = 1, 2
MOST_NAMED = 4


class HalfDay(NamedTuple):
    """A morning or an afternoon."""

    day: date
    half: str


class Gap(NamedTuple):
    """A half-day and how many people it lacks."""

    day: date
    half: str
    missing: int


@dataclass(frozen=True)
class Crowding:
    """Why a desk counts as crowded: by hand for the whole round, or from the day after one with many visits."""

    by_hand: bool = False
    busy_days: tuple[date, ...] = ()

    def on(self, day: date) -> bool:
        """Whether the desk counts as crowded on a day."""
        return self.by_hand or min(self.busy_days, default=day) < day


def duty_days(days: Sequence[date], holidays: Collection[date]) -> list[date]:
    """The days of a round on which desks are open; all of them where none is a working day."""
    return [day for day in days if is_working_day(day, holidays)] or list(days)


def half_days(days: Iterable[date]) -> tuple[HalfDay, ...]:
    """Every morning and afternoon, in order."""
    return cached_half_days(tuple(days))


@lru_cache(maxsize=32)
def cached_half_days(days: tuple[date, ...]) -> tuple[HalfDay, ...]:
    """The same half-days for each of hundreds of desks: made once."""
    return tuple(HalfDay(day, half) for day in days for half in HALVES)


def helpers_needed(crowd: Crowding, day: date) -> int:
    """How many people a half-day of this day needs."""
    return CROWDED_HELPERS if crowd.on(day) else USUAL_HELPERS


def helpers_needed_in_all(days: Sequence[date], crowd: Crowding) -> int:
    """How many people all half-days of these days need together."""
    # nearly every desk of hundreds is of this kind
    if not crowd.by_hand and not crowd.busy_days:
        return USUAL_HELPERS * len(HALVES) * len(days)
    return len(HALVES) * sum(helpers_needed(crowd, day) for day in days)


def gaps(days: Iterable[date], present: Mapping[HalfDay, int], crowd: Crowding) -> list[Gap]:
    """The half-days that lack people."""
    places = half_days(days)
    # half-days that could lack nobody are left out before the need of each day is worked out
    most = CROWDED_HELPERS if crowd.by_hand or crowd.busy_days else USUAL_HELPERS
    short = [place for place in places if present.get(place, 0) < most]
    lacking = ((place, helpers_needed(crowd, place.day) - present.get(place, 0)) for place in short)
    return [Gap(*place, missing) for place, missing in lacking if missing > 0]


def half_in_words(half: str) -> str:
    """«sáng» or «chiều»."""
    return _("sáng") if half == MORNING else _("chiều")


def half_day_in_words(day: date, half: str) -> str:
    """«sáng 12/6»."""
    return _("%(half)s %(day)s", half=half_in_words(half), day=day_month(day))


def gaps_in_words(gaps: Sequence[Gap]) -> str:
    """«còn thiếu 1 buổi»; «đủ người» where none lacks."""
    return _("còn thiếu %(n)s buổi", n=len(gaps)) if gaps else _("đủ người")


def gap_names(gaps: Sequence[Gap]) -> str:
    """«sáng 12/6, chiều 13/6», cut short where there are many."""
    words = ", ".join(half_day_in_words(gap.day, gap.half) for gap in gaps[:MOST_NAMED])
    rest = len(gaps) - MOST_NAMED
    return _("%(some)s và %(n)s buổi khác", some=words, n=integer(rest)) if rest > 0 else words
