"""Criteria, figures and states of awards in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.awards.models import ACCEPTED, DRAFT, RETURNED, SENT
from portal.fieldwork.awards.ranking import (
    CHANNELS,
    COUNTS,
    CRITERIA,
    INSPECTIONS,
    POSTS,
    REPORTS,
    ROSTER,
    WHOLE,
)
from portal.fieldwork.awards.rules import LATE_FIX_PENALTY, OPEN_FINDING_PENALTY
from portal.web.http.languages import cached_per_language
from portal.web.ui.formats import count, decimal, integer, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.fieldwork.awards.ranking import Line, Ranking


@cached_per_language
def labels() -> Mapping[str, str]:
    """The criteria by name."""
    return {
        ROSTER: _("Phân công người trực"),
        COUNTS: _("Chốt số liệu đúng hạn"),
        REPORTS: _("Báo cáo đúng hạn"),
        CHANNELS: _("Hình thức tuyên truyền"),
        POSTS: _("Tin trong ngày"),
        INSPECTIONS: _("Kết quả kiểm tra"),
    }


@cached_per_language
def meanings() -> Mapping[str, str]:
    """How each criterion's points, 0 to 100, are worked out."""
    return {
        ROSTER: _("Số lượt trực đã phân công chia cho số lượt cần; buổi đông người dân cần hai người."),
        COUNTS: _("Số ngày chốt đúng hạn chia cho số ngày đã đến hạn."),
        REPORTS: _("Gửi lần đầu đúng hạn được 100 điểm; gửi muộn hoặc chưa gửi được 0 điểm."),
        CHANNELS: _("Số hình thức đã thực hiện đủ chia cho số hình thức của kế hoạch."),
        POSTS: _("Số ngày đã đăng tin ngay trong ngày chia cho số ngày đã qua."),
        INSPECTIONS: _(
            "Từ 100 điểm, mỗi tồn tại khắc phục muộn trừ %(late)s, chưa khắc phục trừ %(open)s; "
            "chưa kiểm tra thì không trừ.",
            late=LATE_FIX_PENALTY,
            open=OPEN_FINDING_PENALTY,
        ),
    }


def status_in_words(status: str) -> tuple[str, str]:
    """A proposal's shape and word."""
    return {
        DRAFT: ("open", _("đang lập")),
        SENT: ("thap", _("chờ duyệt")),
        RETURNED: ("cao_bat_thuong", _("trả lại")),
        ACCEPTED: ("dat", _("đã duyệt")),
    }[status]


def place_in_words(line: Line) -> str:
    """«1», «2 (đồng hạng 03)»."""
    if line.place is None:
        return "-"
    if line.tied == 1:
        return integer(line.place)
    return _("%(place)s (đồng hạng %(n)s)", place=integer(line.place), n=count(line.tied))


def shares_in_words(ranking: Ranking) -> Mapping[str, str]:
    """The weights in effect, in percent."""
    return {key: percent(float(WHOLE * share), 1) for key, share in ranking.shares.items()}


def left_out_in_words(ranking: Ranking) -> str:
    """Which criteria have no data yet; empty where all have."""
    names = ", ".join(labels()[key].lower() for key in ranking.left_out)
    if not names:
        return ""
    return _(
        "Chưa có số liệu: %(names)s. Trọng số của các tiêu chí này được chia theo tỷ lệ cho các tiêu chí còn lại.",
        names=names,
    )


def basis(line: Line, ranking: Ranking) -> str:
    """What the figures say for a commune, on paper: «Hạng 1, 96,5/100 điểm; chốt số liệu đúng hạn 3/3 ngày; …»."""
    figures = line.candidate.figures
    parts = [f"{labels()[key].lower()}: {figures[key].words}" for key in CRITERIA if key in ranking.shares]
    if line.is_out:
        head = _("Đơn vị không xếp hạng: %(why)s", why="; ".join(line.candidate.faults))
    elif line.score is None:
        head = _("Chưa đủ số liệu để xếp hạng")
    else:
        head = _(
            "Hạng %(place)s trong %(all)s đơn vị được xét, %(score)s/100 điểm",
            place=place_in_words(line),
            all=integer(sum(ranked_line.place is not None for ranked_line in ranking.lines)),
            score=decimal(float(line.score), 1),
        )
    return "; ".join([head, *parts])


def no_figures() -> str:
    """Where nothing can be read off the figures."""
    return _("Cá nhân, đơn vị không thuộc bảng xếp hạng")


def number_wanted(number: int, least: int, most: int) -> str:
    """How many may be proposed."""
    return _(
        "Kế hoạch đề nghị %(least)s-%(most)s tập thể, cá nhân; danh sách đang có %(there)s.",
        least=least,
        most=most,
        there=count(number),
    )
