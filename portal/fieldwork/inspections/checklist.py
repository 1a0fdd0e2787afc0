"""The short checklist of an inspection, and its answers in words."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

QUESTIONS = {
    "poster": _l("Mã QR, hướng dẫn đã treo, nhìn rõ, quét được"),
    "helper": _l("Có %(helpers)s hỗ trợ tại bàn"),
    "technical": _l("Chỉ hướng dẫn kỹ thuật, không gợi ý, không chọn thay"),
    "privacy": _l("Người dân tự chọn, không ai nhìn màn hình"),
    "roster": _l("Danh sách, lịch phân công đã niêm yết"),
}
ITEMS = tuple(QUESTIONS)
CORRECTIONS = {
    "poster": _l("Mã QR, hướng dẫn chưa treo hoặc không quét được"),
    "helper": _l("Bàn hỗ trợ không có %(helpers)s hỗ trợ"),
    "technical": _l("Người hỗ trợ gợi ý hoặc chọn thay người dân"),
    "privacy": _l("Người dân chưa được tự chọn kín đáo"),
    "roster": _l("Danh sách, lịch phân công chưa niêm yết"),
}
"""What is to be mended where an item is not met."""
YES, NO, UNSEEN = "yes", "no", "unseen"
ANSWERS = {YES: _l("Có"), NO: _l("Không"), UNSEEN: _l("Chưa xem được")}
SHAPES = {YES: "dat", NO: "cao_bat_thuong", UNSEEN: "chua_du_so_lieu"}


class ItemResult(NamedTuple):
    """An item of an inspection with what was seen."""

    item: str
    words: str
    answer: str
    answer_words: str
    shape: str
    note: str


def item_results(answers: Mapping[str, Mapping[str, str]]) -> list[ItemResult]:
    """The items of an inspection in their order; an item without an answer was not seen."""
    results = []
    for item, words in QUESTIONS.items():
        seen = answers.get(item, {})
        answer = seen.get("answer", UNSEEN)
        results.append(ItemResult(item, str(words), answer, str(ANSWERS[answer]), SHAPES[answer], seen.get("note", "")))
    return results
