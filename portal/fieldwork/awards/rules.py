"""From what is recorded of a commune to its figures, and to the rules it fails, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.awards.ranking import (
    CHANNELS,
    COUNTS,
    INSPECTIONS,
    POSTS,
    REPORTS,
    ROSTER,
    WHOLE,
    Candidate,
    Figure,
)
from portal.fieldwork.roster.shifts import coverage
from portal.web.ui.formats import count, day_month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.fieldwork.roster.shifts.coverage import Gap

LATE_FIX_PENALTY, OPEN_FINDING_PENALTY = 25, 50
"""What a finding takes off 100."""
MOST_NAMED = 5
FULL = Fraction(WHOLE)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> Fraction:
        return Fraction(WHOLE * self.part, self.whole) if self.whole else FULL


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
    if report.sent:
        return Figure(FULL, _("đúng hạn")) if report.in_time else Figure(Fraction(0), _("gửi muộn"))
    return Figure(Fraction(0), _("chưa gửi"))


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
        (findings.open, _("%(n)s chưa khắc phục", n=count(findings.open))),
        (findings.late, _("%(n)s khắc phục muộn", n=count(findings.late))),
        (findings.in_time, _("%(n)s khắc phục đúng hạn", n=count(findings.in_time))),
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
        return _("%(n)s ngày", n=count(len(days)))
    return _("ngày %(days)s", days=", ".join(day_month(day) for day in days))
