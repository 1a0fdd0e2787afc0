"""The short checklist of an inspection, and its answers in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.web.http.languages import cached_per_language

if TYPE_CHECKING:
    from collections.abc import Mapping

ITEMS = ("poster", "helper", "technical", "privacy", "roster")
YES, NO, UNSEEN = "yes", "no", "unseen"
ANSWERS = (YES, NO, UNSEEN)
SHAPES = {YES: "dat", NO: "cao_bat_thuong", UNSEEN: "chua_du_so_lieu"}


@dataclass(frozen=True)
class ItemResult:
    """An item of an inspection with what was seen."""

    item: str
    words: str
    answer: str
    answer_words: str
    shape: str
    note: str


def question(item: str) -> str:
    """An item as it is asked."""
    return questions()[item]


@cached_per_language
def questions() -> Mapping[str, str]:
    """Every item as it is asked."""
    return {
        "poster": _("Mã QR, hướng dẫn đã treo, nhìn rõ, quét được"),
        "helper": _("Có cán bộ, hội viên hỗ trợ tại bàn"),
        "technical": _("Chỉ hướng dẫn kỹ thuật, không gợi ý, không chọn thay"),
        "privacy": _("Người dân tự chọn, không ai nhìn màn hình"),
        "roster": _("Danh sách, lịch phân công đã niêm yết"),
    }


def correction(item: str) -> str:
    """What is to be mended where an item is not met."""
    return corrections()[item]


@cached_per_language
def corrections() -> Mapping[str, str]:
    """What is to be mended where an item is not met."""
    return {
        "poster": _("Mã QR, hướng dẫn chưa treo hoặc không quét được"),
        "helper": _("Bàn hỗ trợ không có cán bộ, hội viên hỗ trợ"),
        "technical": _("Người hỗ trợ gợi ý hoặc chọn thay người dân"),
        "privacy": _("Người dân chưa được tự chọn kín đáo"),
        "roster": _("Danh sách, lịch phân công chưa niêm yết"),
    }


def answer_words(answer: str) -> str:
    """An answer as it stands beside its item."""
    return {YES: _("Có"), NO: _("Không"), UNSEEN: _("Chưa xem được")}[answer]


def item_results(answers: dict[str, dict[str, str]]) -> list[ItemResult]:
    """The items of an inspection in their order."""
    results = []
    for item in ITEMS:
        entry = answers.get(item, {})
        answer = entry.get("answer", UNSEEN)
        results.append(
            ItemResult(item, question(item), answer, answer_words(answer), SHAPES[answer], entry.get("note", ""))
        )
    return results
