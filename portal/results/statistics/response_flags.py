"""What a ballot tells of how it was filled in, never what it said: the marks of questionnaire.md section 6. Pure.

A flagged ballot is counted all the same; the flag is shown, and two persons decide (P11).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.ballots.sealing.payload import CHANNELS, DURATIONS, FAMILY, Ballot
from portal.results.scoring import NO_OPINION, pooled
from portal.results.statistics.tables import Counts

# crossed with the overall question beside the optional items of the form
DURATION, RISK, CHANNEL, STRAIGHTLINING, FLAGGED = ITEMS = ("duration", "risk", "channel", "column", "marked")
UNDER_25, UNDER_40 = 0, 1
NOT_STRAIGHT, STRAIGHT_SLOW, STRAIGHT_FAST = range(3)


def of_ballot(ballot: Ballot, questions: Sequence[str]) -> dict[str, int]:
    """A ballot's code under each mark; `questions` are those that belong to a group."""
    duration = DURATIONS.index(ballot.duration)
    column = straightlining_of(ballot.answers, questions, fast=duration <= UNDER_40)
    doubtful = duration == UNDER_25 or column == STRAIGHT_FAST or ballot.risk > 0
    channel = CHANNELS.index(ballot.channel)
    return {DURATION: duration, RISK: ballot.risk, CHANNEL: channel, STRAIGHTLINING: column, FLAGGED: int(doubtful)}


def straightlining_of(answers: Mapping[str, int], questions: Sequence[str], *, fast: bool) -> int:
    """Whether all questions have one and the same level; alone that is legitimate, in haste it is a mark."""
    levels = {answers.get(question, NO_OPINION) for question in questions}
    if len(levels) != 1 or NO_OPINION in levels:
        return NOT_STRAIGHT
    return STRAIGHT_FAST if fast else STRAIGHT_SLOW


@dataclass(frozen=True)
class Rule:
    """A flag of T9: which mark and codes it counts, and in words."""

    flag: str
    item: str
    codes: tuple[int, ...]
    label: LazyString
    words: LazyString


# `ngoai_dot` is not among them: a ballot before opening or after closing is refused, none is kept
RULES: Final = (
    Rule("nhanh", DURATION, (UNDER_25,), _l("Trả lời nhanh"), _l("gửi trong dưới 25 giây")),
    Rule(
        "mot_cot",
        STRAIGHTLINING,
        (STRAIGHT_FAST,),
        _l("Chọn cùng một mức ở mọi câu"),
        _l("mọi câu cùng một mức, gửi trong dưới 40 giây"),
    ),
    Rule(
        "trung_thiet_bi",
        CHANNEL,
        (CHANNELS.index(FAMILY),),
        _l("Chung điện thoại"),
        _l("người khác trong gia đình trả lời trên cùng điện thoại; được phép, nhiều nhất 4 phiếu"),
    ),
    Rule(
        "dot_bien",
        RISK,
        (1, 2),
        _l("Nhiều phiếu liên tiếp từ cùng một nguồn"),
        _l("một nguồn gửi trên 20 phiếu trong 10 phút hoặc trên 60 phiếu một ngày"),
    ),
)
ANY: Final = Rule(
    "can_xem_xet",
    FLAGGED,
    (1,),
    _l("Cần xem xét"),
    _l("trả lời nhanh, chọn cùng một mức hoặc nhiều phiếu liên tiếp từ cùng một nguồn; mỗi phiếu tính một lần"),
)


def split(rule: Rule, crossed: Mapping[int, Counts]) -> tuple[Counts, Counts]:
    """The answers of the ballots that carry a mark, and of those that do not; `crossed` has them by the mark's code."""
    flagged = pooled(counts for code, counts in crossed.items() if code in rule.codes)
    return flagged, pooled(counts for code, counts in crossed.items() if code not in rule.codes)
