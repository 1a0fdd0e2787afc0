"""Who came and who answered, in sentences. Every figure here stands in annex 1 or follows from it by one division."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.synthesis.figures import FIRST_EDITION
from portal.fieldwork.turnout.figures import percent_of, sum_known
from portal.papers.phrases import phrase
from portal.surveys.turnout import Status, label
from portal.web.ui.formats import count, day_month, integer, percent
from portal.web.ui.text import capital, lower_first, within_days

if TYPE_CHECKING:
    from datetime import date

    from portal.documents.synthesis.figures import Area, SynthesisFigures

FEW_DAYS = 5
"""A longer window is told as a whole; its days stand in annex 1."""

NOTHING = "Chưa có số liệu về tình hình tham gia khảo sát."
VISITS, VALID, NO_VISITS = phrase("visits"), phrase("valid"), f"{capital(phrase('no_visits'))}."


def sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    whole = figures.whole
    if whole.visits is None and whole.ballots is None:
        return (NOTHING,)
    parts = (
        f"{_totals(figures)} {_verdicts(figures)}".strip(),
        _complete_only(figures),
        _days(figures),
        _range(figures),
        _excluded(figures),
    )
    return tuple(sentence for sentence in parts if sentence)


def rate_range(areas: list[tuple[str, float]]) -> str:
    """«từ 61,2% (huyện Sơn Động) đến 75,9% (thành phố Bắc Giang)»."""
    (lowest, low), (highest, high) = min(areas, key=_value), max(areas, key=_value)
    return f"từ {percent(low)} ({lower_first(lowest)}) đến {percent(high)} ({lower_first(highest)})"


def sign(visits: int | None, status: str) -> str:
    """What a day's figures ask to be looked at for."""
    return capital(phrase("unlocked")) if visits is None else label(status)


def _totals(figures: SynthesisFigures) -> str:
    whole, when = figures.whole, within_days(figures.survey.days)
    if whole.visits is None:
        return f"{when}, có {integer(whole.ballots)} {VALID}. {NO_VISITS}"
    came = f"{when}, có {integer(whole.visits)} {VISITS} {figures.survey.desk}"
    if whole.ballots is None:
        return f"{came}; chưa có số liệu về số phiếu."
    rate = percent_of(whole.ballots, whole.visits)
    bar = f", bằng {percent(rate)} số {VISITS}" if rate is not None else ""
    return f"{came}; có {integer(whole.ballots)} {VALID}{bar}."


def _verdicts(figures: SynthesisFigures) -> str:
    units, fine = len(figures.communes), figures.verdicts(Status.DAT)
    if figures.whole.visits is None:
        return ""
    clauses = {
        "dưới mức tối thiểu": Status.THAP,
        "có số phiếu vượt số lượt người dân đến, cần giải trình": Status.CAO_CAN_GIAI_TRINH,
        "có số phiếu vượt bất thường, cần kiểm tra": Status.CAO_BAT_THUONG,
        "chưa đủ số liệu": Status.CHUA_DU_SO_LIEU,
    }
    met = f"Có {count(fine)}/{count(units)}" if fine else "Không có"
    parts = [f"{met} đơn vị bảo đảm số lượt tham gia theo Kế hoạch"]
    parts += [f"{count(n)} đơn vị {what}" for what, status in clauses.items() if (n := figures.verdicts(status))]
    return f"{'; '.join(parts)} (Phụ lục 1, 2)."


def _complete_only(figures: SynthesisFigures) -> str:
    """Say what the rate is where visits and ballots are both complete: elsewhere ballots lack their visits."""
    complete = [commune for commune in figures.communes if commune.complete]
    if not complete or len(complete) == len(figures.communes):
        return ""
    visits, ballots = sum_known(c.visits for c in complete), sum_known(c.ballots for c in complete)
    rate = percent_of(ballots, visits)
    if rate is None:
        return ""
    return (
        f"Tính riêng {count(len(complete))} đơn vị đủ số liệu, có {integer(visits)} {VISITS} "
        f"và {integer(ballots)} {VALID}, bằng {percent(rate)}."
    )


def _days(figures: SynthesisFigures) -> str:
    days, whole = figures.survey.days, figures.whole
    if not 1 < len(days) <= FEW_DAYS:
        return ""
    parts = [_day(whole, index, day) for index, day in enumerate(days)]
    return f"Theo ngày: {'; '.join(parts)} (Phụ lục 1)."


def _day(whole: Area, index: int, day: date) -> str:
    totals = whole.on_day(index)
    visits = f"chưa có số liệu về {VISITS}" if totals.visits is None else f"{integer(totals.visits)} {VISITS}"
    ballots = "chưa có số liệu về số phiếu" if totals.ballots is None else f"{integer(totals.ballots)} {VALID}"
    rate = percent_of(totals.ballots, totals.visits)
    return f"ngày {day_month(day)}: {visits}, {ballots}" + (f" ({percent(rate)})" if rate is not None else "")


def _range(figures: SynthesisFigures) -> str:
    rates = [(area.name, percent_of(area.ballots, area.visits)) for area in figures.areas]
    known = [(name, rate) for name, rate in rates if rate is not None]
    if not figures.by_district or len(known) <= 1:
        return ""
    return f"Tỷ lệ tham gia của các {figures.survey.districts} {rate_range(known)} (Phụ lục 1)."


def _excluded(figures: SynthesisFigures) -> str:
    if figures.edition > FIRST_EDITION:
        return _set_apart(figures)
    if figures.excluded is None:
        return "Chưa có số liệu về phiếu loại."
    return f"Số phiếu loại: {integer(figures.excluded)} phiếu."


def _set_apart(figures: SynthesisFigures) -> str:
    if not figures.apart:
        return "Không để riêng phiếu của đơn vị nào."
    ballots = integer(sum_known(commune.ballots for commune in figures.excluded_communes))
    return f"Để riêng {ballots} phiếu của {count(len(figures.apart))} đơn vị (mục II.3)."


def _value(named: tuple[str, float]) -> float:
    return named[1]
