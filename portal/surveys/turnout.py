"""Ballots judged against visits: the round's turnout policy and its verdicts. It flags; it never refuses a ballot."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from portal.web.ui import terms
from portal.web.ui.formats import decimal, integer

WHOLE, HALF = 100, 50


class Status(StrEnum):
    DAT = "dat"
    THAP = "thap"
    CAO_CAN_GIAI_TRINH = "cao_can_giai_trinh"
    CAO_BAT_THUONG = "cao_bat_thuong"
    CHUA_DU_SO_LIEU = "chua_du_so_lieu"


LABELS: Mapping[str, str] = {
    Status.DAT: "Đạt",
    Status.THAP: "Dưới mức tối thiểu",
    Status.CAO_CAN_GIAI_TRINH: "Vượt số {counted}, cần giải trình",
    Status.CAO_BAT_THUONG: "Vượt bất thường, cần kiểm tra",
    Status.CHUA_DU_SO_LIEU: "Chưa đủ số liệu",
}
SHORT_LABELS: Mapping[str, str] = {
    Status.DAT: "đạt",
    Status.THAP: "dưới mức tối thiểu",
    Status.CAO_CAN_GIAI_TRINH: "cần giải trình",
    Status.CAO_BAT_THUONG: "cần kiểm tra",
    Status.CHUA_DU_SO_LIEU: "chưa đủ số liệu",
}
"""The same where a cell or a line has little room."""


@dataclass(frozen=True)
class Counted:
    """What ballots are held against, in words that stand after a number or «số»: in full, in short, at their shortest.

    `once`: counted for the whole round and not for a day.
    """

    noun: str = "lượt người dân đến"
    short: str = "lượt đến"
    unit: str = "lượt"
    once: bool = False

    @property
    def number(self) -> str:
        """«số lượt người dân đến»."""
        return f"số {self.noun}"

    @property
    def where(self) -> str:
        """What a figure is of: «ngày», or the unit where there is one figure for the round."""
        return "đơn vị" if self.once else "ngày"


@dataclass(frozen=True)
class Policy:
    """How many ballots a day's visits ask for. Percents are of the visits, whole numbers, so that nothing is lost.

    The floor is rounded up, lowered by `tolerance`, and raised to `floor_ballots`; the ceiling is rounded down and
    raised by `tolerance`. From `crowded_from` visits a day `crowded_ballots` replaces the floor, or is the least it
    may be; nought asks for nothing more. No floor is ever above the visits or the ceiling. Above the ceiling,
    `amber_percent` parts «explain» from «inspect». `counted` is what the visits are, in words.
    """

    preset: str
    floor_percent: int
    ceiling_percent: int
    tolerance: int = 0
    floor_ballots: int = 0
    crowded_from: int = 40
    crowded_ballots: int = 20
    crowded_replaces: bool = False
    amber_percent: int = 150
    note_below: int = 10
    counted: Counted = Counted()


PRESETS: Mapping[str, Policy] = {
    "A": Policy("A", floor_percent=50, ceiling_percent=150),
    "B": Policy("B", floor_percent=50, ceiling_percent=100),
    "C": Policy("C", floor_percent=100, ceiling_percent=100, tolerance=10),
    "D": Policy("D", floor_percent=50, ceiling_percent=50, tolerance=10),
    "E": Policy("E", floor_percent=50, ceiling_percent=100, floor_ballots=10),
    "H": Policy("H", floor_percent=50, ceiling_percent=100, crowded_replaces=True),
}


# Where ballots are held against nothing.
NOT_JUDGED: Final = Policy("", floor_percent=0, ceiling_percent=0, crowded_ballots=0)


@dataclass(frozen=True)
class Verdict:
    """The status, the fewest and most ballots asked for (None while visits are missing), and why."""

    status: Status
    low: int | None
    high: int | None
    why: Callable[[], str] = field(compare=False, repr=False)

    @cached_property
    def sentence(self) -> str:
        """Why, in one sentence: put together where it is read, which boards of hundreds of communes do not."""
        return self.why()


NOTHING_ASKED: Final = Verdict(Status.DAT, None, None, str)


def judge(policy: Policy, visits: int | None, ballots: int) -> Verdict:
    """Judge one day of one commune; where nothing is asked for it complies."""
    _refuse_negative(visits, ballots)
    if policy == NOT_JUDGED:
        return NOTHING_ASKED
    if visits is None:
        lacking = f"Chưa có {policy.counted.number} nên chưa tính được mức tham gia"
        return _unknown(lambda: f"{lacking}; đã có {integer(ballots)} phiếu.")
    return _verdict(policy, visits, ballots, band(policy, visits), lambda: requirement(policy, visits))


def judge_period(policy: Policy, days: Sequence[tuple[int | None, int]]) -> Verdict:
    """Judge several days, given as (visits, ballots), on the sums of visits, floors and ballots."""
    for day in days:
        _refuse_negative(*day)
    if policy == NOT_JUDGED:
        return NOTHING_ASKED
    known = [visits for visits, _ballots in days if visits is not None]
    total, ballots = sum(known), sum(ballots for _visits, ballots in days)
    if not known or len(known) < len(days):
        return _unknown(lambda: _missing(policy.counted, (len(days), len(known)), total, ballots))
    # Floors are summed and not worked out on the sum: each day has its own crowded days' rule.
    low = sum(_floor(policy, visits) for visits in known)
    high = _ceiling(policy, total, days=1 if policy.counted.once else len(days))

    def needed() -> str:
        return f"{integer(len(days))} ngày, {_requirement(policy.counted, total, low, high)}"

    return _verdict(policy, total, ballots, (low, high), needed)


def band(policy: Policy, visits: int) -> tuple[int, int]:
    """The fewest and the most ballots that a day of so many visits asks for."""
    return _floor(policy, visits), _ceiling(policy, visits)


def requirement(policy: Policy, visits: int | None) -> str:
    """What a day's visits ask for, without a word of its ballots: a commune may read it before chốt."""
    if visits is None:
        return f"Chưa nhập {policy.counted.number}."
    return _requirement(policy.counted, visits, *band(policy, visits))


def label(status: str, counted: str = Counted.short) -> str:
    """A verdict's name on paper, which says what the ballots are held against."""
    return LABELS[status].format(counted=counted)


def label_on_screen(status: str) -> str:
    """The same in the words of the round at hand."""
    return label(status, terms.at_hand().counted_short)


def in_words(policy: Policy) -> str:
    """The policy as a sentence for the screen; empty where nothing is judged."""
    return "" if policy == NOT_JUDGED else f"Mức tham gia: {rule(policy)}"


def rule(policy: Policy) -> str:
    """The policy in words, to stand within a sentence."""
    crowded, number = _crowded(policy), policy.counted.number
    most = _share(policy.ceiling_percent, number)
    if policy.tolerance and policy.floor_percent == policy.ceiling_percent and not policy.floor_ballots:
        return f"chênh lệch không quá {policy.tolerance} phiếu so với {most}{_in_brackets([crowded])}"
    floor, cases = f"ít nhất {policy.floor_percent}% {number}", [crowded]
    if policy.floor_ballots:
        floor += f" và ít nhất {policy.floor_ballots} phiếu"
        few = f"{policy.counted.where} dưới {policy.floor_ballots} {policy.counted.unit}: bằng {most}"
        cases.insert(0, few)
    either = f", được thấp hoặc cao hơn {policy.tolerance} phiếu" if policy.tolerance else ""
    return f"{floor}{_in_brackets(cases)}, không vượt {most}{either}"


def need(policy: Policy) -> str:
    """The policy as a commune reads it, without a figure of its day: «Cần ít nhất một nửa số lượt đến, …»."""
    number, short = policy.counted.number, f"số {policy.counted.short}"
    # at the edge of a word: «150%» is no half
    words = re.sub(rf"\b{HALF}% {re.escape(number)}", f"một nửa {number}", rule(policy)).replace(number, short)
    return f"Cần {words}." if words.startswith("ít nhất") else f"Số phiếu {words}."


def _share(percent: int, number: str) -> str:
    return number if percent == WHOLE else f"{percent}% {number}"


def _in_brackets(cases: Sequence[str]) -> str:
    told = "; ".join(case for case in cases if case)
    return f" ({told})" if told else ""


def in_print(*, clause: str, plan: str, guidance: str, issuer: str) -> str:
    """How a paper names the rule: by the plan's own clause and the guidance paper, or who agreed on it."""
    how = guidance or f"theo cách tính {issuer} thống nhất áp dụng cho đợt khảo sát"
    return f"mức tham gia tính theo {clause} {plan}, {how}"


def _floor(policy: Policy, visits: int) -> int:
    share = -(-visits * policy.floor_percent // WHOLE) - policy.tolerance  # rounded up, in whole numbers
    floor = max(share, policy.floor_ballots, 0)
    if visits >= policy.crowded_from:
        floor = policy.crowded_ballots if policy.crowded_replaces else max(floor, policy.crowded_ballots)
    return min(floor, visits, _ceiling(policy, visits))  # nobody is asked for more than came, or than is allowed


def _ceiling(policy: Policy, visits: int, days: int = 1) -> int:
    return visits * policy.ceiling_percent // WHOLE + policy.tolerance * days


def _verdict(policy: Policy, visits: int, ballots: int, limits: tuple[int, int], needed: Callable[[], str]) -> Verdict:
    status = _status(policy, visits, ballots, *limits)
    return Verdict(status, *limits, lambda: f"{needed()} {_finding(policy, status, visits, ballots, *limits)}")


def _status(policy: Policy, visits: int, ballots: int, low: int, high: int) -> Status:
    if ballots < low:
        return Status.THAP
    if ballots <= high:
        return Status.DAT
    # Whole numbers on both sides: a percentage that was rounded could tip the verdict.
    amber = ballots * WHOLE <= visits * policy.amber_percent
    return Status.CAO_CAN_GIAI_TRINH if amber else Status.CAO_BAT_THUONG


def _requirement(counted: Counted, visits: int, low: int, high: int) -> str:
    most, came = f"nhiều nhất {integer(high)} phiếu", f"{integer(visits)} {counted.short}"
    if low:
        return f"{came}: cần ít nhất {integer(low)} phiếu, {most}."
    return f"{came}: {most if high else 'không yêu cầu số phiếu'}."


def _finding(policy: Policy, status: Status, visits: int, ballots: int, low: int, high: int) -> str:
    sent = f"Có {integer(ballots)} phiếu"
    match status:
        case Status.THAP:
            return f"{sent}: thiếu {integer(low - ballots)} phiếu so với mức tối thiểu."
        case Status.CAO_CAN_GIAI_TRINH:
            return f"{sent}: vượt {integer(ballots - high)} phiếu so với mức nhiều nhất, cần giải trình."
        case Status.CAO_BAT_THUONG if visits:
            return (
                f"{sent}: quá {decimal(policy.amber_percent / WHOLE, 1)} lần số {policy.counted.short}, cần kiểm tra."
            )
        case Status.CAO_BAT_THUONG:
            return f"{sent} mà không có {policy.counted.noun}, cần kiểm tra."
    return f"{sent}: đạt{_note(policy, visits, ballots)}."


def _note(policy: Policy, visits: int, ballots: int) -> str:
    """A remark without effect on the verdict; empty on a day without visits."""
    return f", dưới mốc {policy.note_below} phiếu" if visits and ballots < policy.note_below else ""


def _crowded(policy: Policy) -> str:
    """What a crowded day asks for; empty where it asks for nothing more."""
    if not policy.crowded_ballots:
        return ""
    least = "ít nhất" if policy.crowded_replaces else "đồng thời không dưới"
    from_ = f"{policy.counted.where} có từ {policy.crowded_from} {policy.counted.unit}"
    return f"{from_}: {least} {policy.crowded_ballots} phiếu"


def _missing(counted: Counted, days: tuple[int, int], visits: int, ballots: int) -> str:
    """What is known of a period; `days` are all of them and those entered."""
    every, known = days
    if not known:
        return f"Chưa có ngày nào có {counted.number} nên chưa tính được mức tham gia; đã có {integer(ballots)} phiếu."
    return (
        f"Còn {integer(every - known)} trong {integer(every)} ngày chưa có {counted.number} nên chưa tính được mức "
        f"tham gia; đã có {integer(visits)} {counted.short} của {integer(known)} ngày và {integer(ballots)} phiếu của "
        f"{integer(every)} ngày."
    )


def _unknown(why: Callable[[], str]) -> Verdict:
    return Verdict(Status.CHUA_DU_SO_LIEU, None, None, why)


def _refuse_negative(visits: int | None, ballots: int) -> None:
    if ballots < 0 or (visits is not None and visits < 0):
        raise ValueError("visits and ballots cannot be negative")
