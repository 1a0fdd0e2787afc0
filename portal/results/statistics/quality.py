"""Which communes' ballots ask for a look (P11). Pure: counts in, flags out; nothing is taken away by a flag.

`flags(indicators)` takes one `Indicators` a commune, all communes of a round at once since some rules hold each against
the others, and returns the flags of each that has any, by the commune's key. No rule looks at whether the answers are
good or bad: a rule about levels asks the same of every level.

A rule that raises stops neither the others nor the caller: `screen` tells for which communes it could not be applied.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import prod
from operator import attrgetter
from typing import Final, TypeVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.results.scoring import LEVELS
from portal.results.statistics import outliers
from portal.surveys.plan.parts import HUNDRED
from portal.surveys.plan.quality_limits import LIMITS, Limits
from portal.web.ui import terms
from portal.web.ui.formats import integer, percent

Days = Sequence[tuple[int, int]]
Rule = Callable[["Indicators", Limits], "Flag | None"]

logger = logging.getLogger(__name__)
T = TypeVar("T")

ROUND_RATES: Final = range(5, 101, 5)  # rates in percent that invented figures tend to have
RATES_DIFFER: Final = 0.5  # least variation from day to day of real visits to a ballot, as a part of one
THOUSAND: Final = 1000
MOST_DAYS: Final = 7  # a sentence names the figures of so many days


@dataclass(frozen=True)
class Indicators:
    """What is known of a commune's ballots. `days` are visits (None: not «chốt») and ballots of each day.

    `ballots` are those with an answer to the overall question, `sent` all that came, so also those that could not
    be opened (0: no more than `ballots`); counts by the hour are parts of `sent`, the others of `ballots`.
    `fast` were sent in under 40 seconds, `straightlined` have one level throughout (by that level), `risky` came thick
    from one source; `same` is how many share the commonest answers, `alike` the same but for straight columns.
    `peak` and `usual` are the fullest and the middle of the ten minutes in which any came; `pair` is what the
    twenty minutes brought that stand out most, `paced` what the others' hours let expect of them; `night` came
    between 23 and 5 o'clock, `reused` are photographs that resemble earlier ones.
    """

    key: str
    ballots: int
    sent: int = 0
    fast: int = 0
    straightlined: Mapping[int, int] = field(default_factory=dict)
    risky: int = 0
    same: int = 0
    alike: int = 0
    peak: int = 0
    usual: int = 0
    pair: int = 0
    paced: float = 0.0
    night: int = 0
    reused: int = 0
    days: tuple[tuple[int | None, int], ...] = field(default=())

    @property
    def came(self) -> int:
        """How many ballots came, whatever is known of them."""
        return max(self.sent, self.ballots)

    @property
    def closed(self) -> Days:
        """Visits and ballots of the days that are «chốt»."""
        return [(came, ballots) for came, ballots in self.days if came is not None]


@dataclass(frozen=True)
class Flag:
    """Why a commune stands out: the rule's token, and the figures in a sentence."""

    rule: str
    sentence: str


# the flags of each commune by rule: of two ways to the same flag the first is told
FlagsByCommune = dict[str, dict[str, Flag]]
# by rule, the communes for which it could not be applied; no commune named: for none at all could it be
Unmade = dict[str, list[str]]


@dataclass(frozen=True)
class Screening:
    """The flags of every commune that has any, and what could not be looked at."""

    flags: dict[str, tuple[Flag, ...]]
    unmade: Unmade


def flags(indicators: Iterable[Indicators], limits: Limits = LIMITS) -> dict[str, tuple[Flag, ...]]:
    """The flags of every commune that has any."""
    return screen(indicators, limits).flags


def screen(indicators: Iterable[Indicators], limits: Limits = LIMITS) -> Screening:
    """Apply every rule to every commune."""
    every = tuple(indicators)
    by_commune: FlagsByCommune = {one.key: {} for one in every}
    unmade: Unmade = {}
    for key, flag in (*single_flags(every, limits, unmade), *comparative_flags(every, limits, unmade)):
        by_commune[key].setdefault(flag.rule, flag)
    return Screening({key: tuple(mine.values()) for key, mine in by_commune.items() if mine}, unmade)


def try_rule(rule: str, of: Sequence[Indicators], unmade: Unmade, judge: Callable[[], T]) -> T | None:
    """What a rule says of some communes; None, and noted, where it raises. The log has why, once a rule."""
    try:
        return judge()
    except Exception:
        if rule not in unmade:
            logger.exception("the rule %s of quality could not be applied", rule)
        noted = unmade.setdefault(rule, [])
        noted.extend(one.key for one in of if one.key not in noted)
        return None


def single_flags(every: Sequence[Indicators], limits: Limits, unmade: Unmade) -> Iterator[tuple[str, Flag]]:
    """The rules that need no other commune."""
    for one in every:
        for name, rule in SINGLE_RULES.items():
            if flag := try_rule(name, [one], unmade, partial(rule, one, limits)):
                yield one.key, flag


def burst(one: Indicators, limits: Limits) -> Flag | None:
    """Ten minutes with more than six times what usual ten minutes bring."""
    if one.peak < limits.burst_least or one.peak <= limits.burst_times * one.usual:
        return None
    words = _(
        "Có lúc %(peak)s phiếu trong 10 phút; bình thường %(usual)s phiếu",
        peak=integer(one.peak),
        usual=integer(one.usual),
    )
    return Flag("dot_bien", words)


def out_of_pace(one: Indicators, limits: Limits) -> Flag | None:
    """Twenty minutes with far more than the others' hours let expect: a burst that the clock cut in two is found."""
    if one.pair < limits.burst_least or one.came < one.pair:
        return None
    if outliers.deviations(one.pair, one.came, one.paced / one.came) <= limits.burst_deviations:
        return None
    words = _(
        "Có lúc %(peak)s phiếu trong 20 phút; theo nhịp chung của các đơn vị khoảng %(usual)s phiếu",
        peak=integer(one.pair),
        usual=integer(round(one.paced)),
    )
    return Flag("dot_bien", words)


def at_night(one: Indicators, limits: Limits) -> Flag | None:
    if one.came < limits.least_ballots or HUNDRED * one.night <= limits.night_percent * one.came:
        return None
    return Flag("ban_dem", _("%(part)s số phiếu gửi từ 23 giờ đến 5 giờ", part=part_of(one.night, one.came)))


def one_pattern(one: Indicators, limits: Limits) -> Flag | None:
    if one.ballots < limits.least_ballots or HUNDRED * one.same <= limits.same_percent * one.ballots:
        return None
    return Flag("cung_mau", _("%(part)s số phiếu trả lời giống hệt nhau", part=part_of(one.same, one.ballots)))


def one_source(one: Indicators, limits: Limits) -> Flag | None:
    if not one.ballots or one.risky < limits.burst_least or HUNDRED * one.risky <= limits.risk_percent * one.ballots:
        return None
    return Flag(
        "mot_nguon", _("%(part)s số phiếu gửi liên tiếp từ cùng một nguồn", part=part_of(one.risky, one.ballots))
    )


def more_than_came(one: Indicators, _limits: Limits) -> Flag | None:
    """More ballots than visits on the days whose visits are «chốt»."""
    visits, ballots = (sum(part) for part in zip(*one.closed, strict=True)) if one.closed else (0, 0)
    if ballots <= visits:
        return None
    counted = terms.at_hand().counted
    words = _("%(n)s phiếu, %(visits)s %(counted)s", n=integer(ballots), visits=integer(visits), counted=counted)
    return Flag("vuot_luot", words)


def one_ratio(one: Indicators, limits: Limits) -> Flag | None:
    """Ballots for each visit the same on every day, where chance alone would hardly make them so."""
    days = one.closed
    if len(days) < limits.least_days or any(not came or not ballots for came, ballots in days):
        return None
    if THOUSAND * chance_of_one_ratio(days) > limits.ratio_in_a_thousand:
        return None
    figures = ", ".join(f"{integer(ballots)}/{integer(came)}" for came, ballots in days[:MOST_DAYS])
    more = "" if len(days) <= MOST_DAYS else ", …"
    counted = terms.at_hand().counted_figure_short
    return Flag("trung_ty_le", _("phiếu trên %(counted)s từng ngày: %(days)s", counted=counted, days=figures + more))


def chance_of_one_ratio(days: Days) -> float:
    """How often chance would make rates so equal: to the last digit, or one round rate that gives every figure.

    1 where they are not equal. Visits to so many ballots are one of about half as many whole numbers.
    """
    singly = [min(1.0, 1 / (RATES_DIFFER * ballots)) for _came, ballots in days]
    (came, ballots), *rest = days
    if all(ballots * visits == came * sent for visits, sent in rest):
        return prod(singly[1:])
    fits = any(all(round(HUNDRED * sent / rate) == visits for visits, sent in days) for rate in ROUND_RATES)
    return len(ROUND_RATES) * prod(singly) if fits else 1.0


def old_photos(one: Indicators, limits: Limits) -> Flag | None:
    if one.reused < limits.reused_least:
        return None
    return Flag("anh_trung", _("%(n)s ảnh tuyên truyền giống ảnh đã gửi trước", n=integer(one.reused)))


SINGLE_RULES: Final[Mapping[str, Rule]] = {
    "dot_bien": burst,
    "ban_dem": at_night,
    "cung_mau": one_pattern,
    "mot_nguon": one_source,
    "vuot_luot": more_than_came,
    "trung_ty_le": one_ratio,
    "anh_trung": old_photos,
}


def comparative_flags(every: Sequence[Indicators], limits: Limits, unmade: Unmade) -> Iterator[tuple[str, Flag]]:
    """Communes with more ballots of a kind, or at one time, than chance makes of the others' rate."""
    if sum(one.ballots > 0 for one in every) < limits.least_communes:
        return
    for one in every:
        if flag := try_rule("dot_bien", [one], unmade, partial(out_of_pace, one, limits)):
            yield one.key, flag
    for comparison in COMPARISONS:
        yield from try_rule(comparison.rule, every, unmade, partial(outlying, comparison, every, limits)) or ()


@dataclass(frozen=True)
class Comparison:
    """What communes are held against each other by: the rule, what is counted of how many, and how it is told."""

    rule: str
    part: Callable[[Indicators], int]
    sentence: LazyString
    whole: Callable[[Indicators], int] = attrgetter("ballots")

    def told(self, mine: str, mean: str) -> str:
        return str(self.sentence) % {"mine": mine, "mean": mean}


def outlying(comparison: Comparison, every: Sequence[Indicators], limits: Limits) -> list[tuple[str, Flag]]:
    """The communes whose part lies beyond what chance makes of the others'."""
    counted = {one.key: (comparison.part(one), comparison.whole(one)) for one in every}
    return [
        (key, Flag(comparison.rule, comparison.told(percent(HUNDRED * it.share), percent(HUNDRED * it.others))))
        for key, it in outliers.compare(counted).items()
        if counted[key][0] >= limits.least_marked and it.deviations > limits.deviations
    ]


def part_of(n: int, whole: int) -> str:
    return percent(HUNDRED * n / whole, 1)


def straightlined_at(level: int, one: Indicators) -> int:
    return one.straightlined.get(level, 0)


COMPARISONS: Final = (
    Comparison(
        "ban_dem",
        attrgetter("night"),
        _l("%(mine)s số phiếu gửi từ 23 giờ đến 5 giờ, các đơn vị khác %(mean)s"),
        attrgetter("came"),
    ),
    Comparison(
        "cung_mau",
        lambda one: max(0, one.alike - 1),
        _l("%(mine)s số phiếu lặp lại y hệt một phiếu khác, các đơn vị khác %(mean)s"),
    ),
    Comparison("nhanh", attrgetter("fast"), _l("%(mine)s số phiếu gửi trong dưới 40 giây, các đơn vị khác %(mean)s")),
    *(
        Comparison(
            "mot_cot",
            partial(straightlined_at, level),
            _l("%(mine)s số phiếu chọn cùng một mức ở mọi câu, các đơn vị khác %(mean)s"),
        )
        for level in LEVELS
    ),
)
