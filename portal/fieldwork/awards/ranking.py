"""Communes compared on how they did the work: from what is recorded to figures, faults, scores and places. Pure.

A figure runs from 0 to 100, exactly. What citizens answered, and how many did, is no criterion.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import Gap
from portal.web.ui.formats import day_month, integer

# stored as keys of weights and of frozen figures
ROSTER, COUNTS, REPORTS, CHANNELS, POSTS, INSPECTIONS = CRITERIA = (
    "roster", "counts", "reports", "channels", "posts", "inspections",
)  # fmt: skip
LABELS = {
    ROSTER: _l("Phân công người trực"),
    COUNTS: _l("Chốt số liệu đúng hạn"),
    REPORTS: _l("Báo cáo đúng hạn"),
    CHANNELS: _l("Hình thức tuyên truyền"),
    POSTS: _l("Tin trong ngày"),
    INSPECTIONS: _l("Kết quả kiểm tra"),
}
WHOLE = 100
DEFAULT_WEIGHTS: Mapping[str, int] = dict(zip(CRITERIA, (20, 25, 15, 15, 10, 15), strict=True))
LATE_FIX_PENALTY, OPEN_FINDING_PENALTY = 25, 50
"""What a finding takes off 100."""
MOST_NAMED = 5


@dataclass(frozen=True)
class Figure:
    """A commune's figure under one criterion, and how a person reads it: «5/6 buổi»."""

    value: Fraction
    words: str


@dataclass(frozen=True)
class Candidate:
    """A commune: its figures by criterion, and why it is out, if it is."""

    key: int
    figures: Mapping[str, Figure] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A commune with its score and place; neither where it is out or nothing is known. `tied` share the place."""

    candidate: Candidate
    score: Decimal | None = None
    place: int | None = None
    tied: int = 1

    @property
    def is_out(self) -> bool:
        return bool(self.candidate.faults)


@dataclass(frozen=True)
class Ranking:
    """Every commune in the order given, the weights in effect (they add up to 1), the criteria without data."""

    lines: tuple[Line, ...]
    shares: Mapping[str, Fraction]
    left_out: tuple[str, ...]


def rank(candidates: Sequence[Candidate], weights: Mapping[str, int]) -> Ranking:
    """Score (0–100) and place every candidate without faults; equal printed scores share a place."""
    # a criterion that some commune has no figure for is left out, and its weight shared among the rest
    criteria = [
        criterion
        for criterion in CRITERIA
        if candidates and all(criterion in candidate.figures for candidate in candidates)
    ]
    in_all = sum(weights.get(criterion, 0) for criterion in criteria)
    shares = {criterion: Fraction(weights.get(criterion, 0), in_all) for criterion in criteria} if in_all else {}
    scores = (
        {candidate.key: score(candidate, shares) for candidate in candidates if not candidate.faults} if shares else {}
    )
    score_counts = Counter(scores.values())
    return Ranking(
        tuple(ranked_line(candidate, scores.get(candidate.key), score_counts) for candidate in candidates),
        shares,
        tuple(criterion for criterion in CRITERIA if criterion not in criteria),
    )


def score(candidate: Candidate, shares: Mapping[str, Fraction]) -> Decimal:
    """The weighted mean of the figures (0–100), to one decimal, half up."""
    # fractions to the end: a float may part two communes that are equal on paper
    exact = sum((share * candidate.figures[criterion].value for criterion, share in shares.items()), Fraction(0))
    return Decimal(floor(exact * 10 + Fraction(1, 2))).scaleb(-1)


def ranked_line(candidate: Candidate, own_score: Decimal | None, score_counts: Mapping[Decimal, int]) -> Line:
    """A commune with its place: one more than the number of higher scores; no place without a score."""
    if own_score is None:
        return Line(candidate)
    # 1, 2, 2, 4: whoever shares a place takes none from those behind
    ahead = sum(n for other, n in score_counts.items() if other > own_score)
    return Line(candidate, own_score, ahead + 1, score_counts[own_score])


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> Fraction:
        # where nothing was asked for nothing is lacking
        return Fraction(WHOLE * self.part, self.whole) if self.whole else Fraction(WHOLE)


@dataclass(frozen=True)
class Findings:
    """What inspections of one desk found: how often inspected, mended in time, mended late, still open."""

    inspections: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0


@dataclass(frozen=True)
class Report:
    """A commune's report: sent or not, in time or not, and whether its day has gone by."""

    sent: bool
    in_time: bool
    is_over: bool


@dataclass(frozen=True)
class Facts:
    """What is recorded of a commune; None where nothing of the kind is recorded of the whole round."""

    cover: Share | None = None
    bare: tuple[Gap, ...] = ()
    locked: Share | None = None
    unlocked: tuple[date, ...] = ()
    abnormal: tuple[date, ...] = ()
    report: Report | None = None
    channels: Share | None = None
    posts: Share | None = None
    findings: Findings | None = None


def candidate(key: int, facts: Facts) -> Candidate:
    """A commune as it enters the ranking."""
    figures_or_none = {
        ROSTER: share_figure(facts.cover, _("lượt trực")),
        COUNTS: share_figure(facts.locked, _("ngày")),
        REPORTS: report_figure(facts.report),
        CHANNELS: share_figure(facts.channels, _("hình thức")),
        POSTS: share_figure(facts.posts, _("ngày")),
        INSPECTIONS: inspection_figure(facts.findings),
    }
    # what is not known is no figure, rather than nought
    figures = {criterion: figure for criterion, figure in figures_or_none.items() if figure is not None}
    return Candidate(key, figures, tuple(faults(facts)))


def share_figure(share: Share | None, unit: str) -> Figure | None:
    """«5/6 ngày»."""
    if share is None:
        return None
    return Figure(share.percent, _("%(part)s/%(whole)s %(unit)s", part=share.part, whole=share.whole, unit=unit))


def report_figure(report: Report | None) -> Figure | None:
    """In time or not."""
    if report is None:
        return None
    if report.in_time:
        return Figure(Fraction(WHOLE), _("đúng hạn"))
    return Figure(Fraction(0), _("gửi muộn") if report.sent else _("chưa gửi"))


def inspection_figure(findings: Findings | None) -> Figure | None:
    """100 less a penalty for each late fix and each open finding, at least 0; 100 without inspection."""
    if findings is None:
        return None
    lost = LATE_FIX_PENALTY * findings.late + OPEN_FINDING_PENALTY * findings.open
    return Figure(Fraction(max(0, WHOLE - lost)), findings_in_words(findings))


def findings_in_words(findings: Findings) -> str:
    """«không có tồn tại»; «02 chưa khắc phục, 01 khắc phục muộn»."""
    if not findings.inspections:
        return _("chưa kiểm tra")
    parts = [
        (findings.open, _("%(n)s chưa khắc phục", n=integer(findings.open))),
        (findings.late, _("%(n)s khắc phục muộn", n=integer(findings.late))),
        (findings.in_time, _("%(n)s khắc phục đúng hạn", n=integer(findings.in_time))),
    ]
    return ", ".join(words for n, words in parts if n) or _("không có tồn tại")


def faults(facts: Facts) -> list[str]:
    """Why a commune is out; empty where it is not."""
    reasons = []
    if facts.unlocked:
        reasons.append(_("chưa chốt số liệu %(days)s", days=days_in_words(facts.unlocked)))
    if facts.abnormal:
        reasons.append(_("vượt bất thường, cần kiểm tra: %(days)s", days=days_in_words(facts.abnormal)))
    if facts.bare:
        reasons.append(_("không có người trực %(halves)s", halves=coverage.gap_names(facts.bare)))
    if facts.report is not None and facts.report.is_over and not facts.report.sent:
        reasons.append(_("chưa gửi báo cáo"))
    return reasons


def days_in_words(days: Sequence[date]) -> str:
    """A few days by name, many by number."""
    if len(days) > MOST_NAMED:
        return _("%(n)s ngày", n=integer(len(days)))
    return _("ngày %(days)s", days=", ".join(day_month(day) for day in days))
