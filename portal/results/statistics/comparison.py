"""A round beside an earlier one: question by question, only where code, wording and scale agree. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.results.scoring import Score, difference
from portal.results.statistics.tables import BLANK, NOTHING, shown_score
from portal.results.tables.grids import COUNT, RATE, Column, Grid, Row, counted, share
from portal.web.ui.table_model import text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portal.results.statistics.basis import Basis, Question
    from portal.results.statistics.tables import Answers
    from portal.surveys.questionnaire.comparison import ItemMatch


@dataclass(frozen=True)
class Change:
    """One question in both rounds; blank scores and the reasons where it may not be compared."""

    question: Question
    before: Score
    after: Score
    reasons: tuple[str, ...] = ()

    @property
    def difference(self) -> tuple[float, float, float] | None:
        """How far the later share lies above the earlier one, with the interval of the difference."""
        return difference(self.after, self.before)


def changes(
    basis: Basis, asked_before: Collection[str], matches: Sequence[ItemMatch], before: Answers, after: Answers
) -> tuple[Change, ...]:
    """Every question of the later round, in its form's order."""
    known = {match.id: match for match in matches}
    return tuple(change(question, asked_before, known[question.id], before, after) for question in basis.questions)


def change(
    question: Question, asked_before: Collection[str], match: ItemMatch, before: Answers, after: Answers
) -> Change:
    reasons = tuple(match.sentences)
    if not reasons and question.id not in asked_before:
        reasons = (_("đợt trước không hỏi câu này"),)
    if reasons:
        return Change(question, BLANK, BLANK, reasons)
    return Change(question, shown_score(before.get(question.id, NOTHING)), shown_score(after.get(question.id, NOTHING)))


def grid(changes_: Sequence[Change], places: str) -> Grid:
    """The table of it; `places` says which units stand in both figures."""
    heads = (
        Column(_("Câu hỏi")),
        Column(_("Đợt trước, có ý kiến"), COUNT, short=_("Trước, có ý kiến")),
        Column(_("Đợt trước, hài lòng (%)"), RATE, short=_("Trước (%)")),
        Column(_("Đợt này, có ý kiến"), COUNT, short=_("Nay, có ý kiến")),
        Column(_("Đợt này, hài lòng (%)"), RATE, short=_("Nay (%)")),
        Column(_("Chênh lệch (điểm %)"), RATE, short=_("Chênh lệch")),
        Column(_("từ"), RATE),
        Column(_("đến"), RATE),
        Column(_("Kết luận")),
    )
    notes = (
        places,
        _("Chỉ so sánh câu có cùng mã, cùng lời và cùng thang trả lời ở hai phiếu."),
        _("Khoảng của chênh lệch tính theo phương pháp Newcombe; khoảng có chứa 0 thì không kết luận tăng, giảm."),
        _("Dưới 5 ý kiến không hiện kết quả, ghi “-”."),
    )
    return Grid(_("So với đợt trước"), _("So với đợt trước"), heads, tuple(map(row, changes_)), notes)


def row(one: Change) -> Row:
    apart = one.difference or (None, None, None)
    cells = (
        counted(one.before.n or None),
        share(one.before.top2),
        counted(one.after.n or None),
        share(one.after.top2),
        *map(share, apart),
        text(verdict(one)),
    )
    return Row(one.question.title, cells, "unit" if one.question.group else "total")


def verdict(one: Change) -> str:
    """What may be said, and why nothing may."""
    if one.reasons:
        return _("không so sánh: %(reasons)s", reasons="; ".join(one.reasons))
    if one.difference is None:
        return _("chưa đủ ý kiến để so sánh")
    _apart, low, high = one.difference
    if low <= 0 <= high:
        return _("chưa phân biệt được")
    return _("cao hơn đợt trước") if low > 0 else _("thấp hơn đợt trước")
