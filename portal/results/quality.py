"""Which communes' ballots ask for a look (P11). Pure: counts in, flags out; nothing is taken away by a flag.

`flags(signs)` takes one `Signs` a commune, all communes of a round at once since three rules compare them, and returns
the flags of each that has any, by the commune's key. No rule looks at whether the answers are good or bad.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from portal.web.formats import integer, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

HUNDRED = 100


@dataclass(frozen=True)
class Limits:
    """Where a flag begins: the same for every round until the commission sets others."""

    least_ballots: int = 20
    least_communes: int = 10
    deviations: float = 3.0
    burst_times: int = 6
    burst_least: int = 10
    night_share: float = 0.10
    same_share: float = 0.40
    risk_share: float = 0.10
    least_days: int = 3
    reused_least: int = 1


LIMITS: Final = Limits()


@dataclass(frozen=True)
class Signs:
    """What is known of a commune's ballots. `days` are visits (None: not «chốt») and ballots of each day.

    `hurried` were sent in under 40 seconds, `columns` have one level throughout, `risky` came thick from one source,
    `same` is how many share the commonest answers; `peak` and `usual` are the fullest and the middle of the ten
    minutes in which any came, `night` those between 23 and 5 o'clock, `reused` photographs that resemble earlier ones.
    """

    key: str
    ballots: int
    hurried: int = 0
    columns: int = 0
    risky: int = 0
    same: int = 0
    peak: int = 0
    usual: int = 0
    night: int = 0
    reused: int = 0
    days: tuple[tuple[int | None, int], ...] = field(default=())


@dataclass(frozen=True)
class Flag:
    """Why a commune stands out: the rule's token, and the figures in a sentence."""

    rule: str
    sentence: str


def flags(signs: Iterable[Signs], limits: Limits = LIMITS) -> dict[str, tuple[Flag, ...]]:
    """The flags of every commune that has any."""
    every = tuple(signs)
    alone = {one.key: by_itself(one, limits) for one in every}
    for rule, part, sentence in COMPARED:
        for key, words in outliers(every, part, sentence, limits):
            alone[key] = (*alone[key], Flag(rule, words))
    return {key: found for key, found in alone.items() if found}


def by_itself(one: Signs, limits: Limits) -> tuple[Flag, ...]:
    """The rules that need no other commune."""
    rules = (burst, at_night, one_pattern, one_source, more_than_came, one_ratio, old_photos)
    found = (rule(one, limits) for rule in rules)
    return tuple(flag for flag in found if flag is not None)


def burst(one: Signs, limits: Limits) -> Flag | None:
    """Ten minutes with more than six times what usual ten minutes bring."""
    if one.peak < limits.burst_least or one.peak <= limits.burst_times * one.usual:
        return None
    words = _(
        "10 phút cao nhất có %(peak)s phiếu, thường có %(usual)s", peak=integer(one.peak), usual=integer(one.usual)
    )
    return Flag("dot_bien", words)


def at_night(one: Signs, limits: Limits) -> Flag | None:
    if one.ballots < limits.least_ballots or one.night <= limits.night_share * one.ballots:
        return None
    return Flag("ban_dem", _("%(part)s số phiếu gửi từ 23 giờ đến 5 giờ", part=part_of(one.night, one)))


def one_pattern(one: Signs, limits: Limits) -> Flag | None:
    if one.ballots < limits.least_ballots or one.same <= limits.same_share * one.ballots:
        return None
    return Flag("cung_mau", _("%(part)s số phiếu trả lời giống hệt nhau", part=part_of(one.same, one)))


def one_source(one: Signs, limits: Limits) -> Flag | None:
    if one.risky < limits.burst_least or one.risky <= limits.risk_share * one.ballots:
        return None
    return Flag("mot_nguon", _("%(part)s số phiếu gửi dồn dập từ một nguồn", part=part_of(one.risky, one)))


def more_than_came(one: Signs, _limits: Limits) -> Flag | None:
    visits = [came for came, _ballots in one.days]
    known = sum(came for came in visits if came is not None)
    if not visits or None in visits or one.ballots <= known:
        return None
    words = _("%(n)s phiếu, %(visits)s lượt người dân đến", n=integer(one.ballots), visits=integer(known))
    return Flag("vuot_luot", words)


def one_ratio(one: Signs, limits: Limits) -> Flag | None:
    """Ballots for each visit the same on every day, to the last digit."""
    if len(one.days) < limits.least_days or one.ballots < limits.least_ballots:
        return None
    ratios = {Fraction(ballots, came) if came else None for came, ballots in one.days}
    if len(ratios) != 1 or None in ratios:
        return None
    return Flag("trung_ty_le", _("tỷ lệ phiếu trên lượt đến các ngày bằng nhau tuyệt đối"))


def old_photos(one: Signs, limits: Limits) -> Flag | None:
    if one.reused < limits.reused_least:
        return None
    return Flag("anh_trung", _("%(n)s ảnh tuyên truyền giống ảnh đã gửi trước", n=integer(one.reused)))


def outliers(
    every: Sequence[Signs], part: Callable[[Signs], int], sentence: Callable[[str, str], str], limits: Limits
) -> Iterable[tuple[str, str]]:
    """Communes whose share lies above the others' mean by more than three deviations, or three of chance alone."""
    shares = {one.key: part(one) / one.ballots for one in every if one.ballots >= limits.least_ballots}
    if len(shares) < limits.least_communes:
        return
    for one in every:
        if one.key in shares:
            others = [share for key, share in shares.items() if key != one.key]
            mean = fmean(others)
            reach = limits.deviations * max(stdev(others), sqrt(mean * (1 - mean) / one.ballots))
            if shares[one.key] > mean + reach:
                yield one.key, sentence(percent(HUNDRED * shares[one.key], 1), percent(HUNDRED * mean, 1))


def hurried_in_words(mine: str, mean: str) -> str:
    return _("%(mine)s số phiếu gửi trong dưới 40 giây, bình quân các đơn vị khác %(mean)s", mine=mine, mean=mean)


def columns_in_words(mine: str, mean: str) -> str:
    return _("%(mine)s số phiếu chọn một mức ở mọi câu, bình quân các đơn vị khác %(mean)s", mine=mine, mean=mean)


COMPARED: Final = (
    ("nhanh", lambda one: one.hurried, hurried_in_words),
    ("mot_cot", lambda one: one.columns, columns_in_words),
)


def part_of(n: int, one: Signs) -> str:
    return percent(HUNDRED * n / one.ballots, 1)


def labels() -> dict[str, str]:
    """The rules by name."""
    return {
        "dot_bien": _("Dồn trong 10 phút"),
        "ban_dem": _("Gửi ban đêm"),
        "cung_mau": _("Trả lời giống hệt"),
        "mot_nguon": _("Dồn dập từ một nguồn"),
        "vuot_luot": _("Phiếu nhiều hơn lượt đến"),
        "trung_ty_le": _("Tỷ lệ các ngày bằng nhau"),
        "anh_trung": _("Ảnh dùng lại"),
        "nhanh": _("Trả lời nhanh bất thường"),
        "mot_cot": _("Một mức ở mọi câu"),
    }


def limits_in_words(kept: Mapping[str, Any]) -> list[str]:
    """The limits that flags were made by, a sentence a rule."""
    limits = Limits(**kept)
    night, same, risk = (
        percent(HUNDRED * part, 0) for part in (limits.night_share, limits.same_share, limits.risk_share)
    )
    return [
        _(
            "Dồn trong 10 phút: từ %(least)s phiếu và trên %(times)s lần mức thường.",
            least=limits.burst_least,
            times=limits.burst_times,
        ),
        _("Gửi ban đêm: trên %(part)s số phiếu.", part=night),
        _("Trả lời giống hệt: trên %(part)s số phiếu.", part=same),
        _("Dồn dập từ một nguồn: từ %(least)s phiếu và trên %(part)s.", least=limits.burst_least, part=risk),
        _(
            "Nhanh, một mức: trên bình quân đơn vị khác %(times)s độ lệch chuẩn, từ %(least)s phiếu.",
            times=integer(round(limits.deviations)),
            least=limits.least_ballots,
        ),
        _("Ảnh dùng lại: từ %(least)s ảnh.", least=limits.reused_least),
    ]
