"""Annex 12: the questions with choices of their own. It prints in every copy what may leave the office, and no more."""

from collections.abc import Iterator

from portal.documents.synthesis.figures import SynthesisFigures
from portal.documents.synthesis.other_questions import OtherQuestion
from portal.papers.tables import Annex, Row, numbers, table
from portal.results.disclosure.disclosure_control import LEAST_CELL, LEAST_PUBLISHED
from portal.web.ui.formats import capital, integer, rate

NOTES = (
    "Các câu này không tính vào chỉ số.",
    "Tỷ lệ tính trên số người trả lời câu đó, không kể “không biết”.",
    "Câu chọn được nhiều phương án có tổng tỷ lệ trên 100%.",
    f"Ghi “-”: dưới {LEAST_PUBLISHED} người trả lời, dưới {LEAST_CELL} phiếu, hoặc để không suy ra được số phiếu ấy.",
)


def annex_12(figures: SynthesisFigures) -> Annex:
    rows = [row for one in figures.others for row in question_rows(one)]
    asked = (f"Câu {one.number}: {one.note}." for one in figures.others if one.note)
    columns = table("tt content base rate", ("TT", "Câu hỏi, phương án", "Số phiếu", "Tỷ lệ (%)"), rows)
    return Annex(
        12,
        f"Các câu hỏi khác, toàn {figures.survey.words.territory}",
        "portrait",
        (columns,),
        (*NOTES, *map(capital, asked)),
    )


def question_rows(one: OtherQuestion) -> Iterator[Row]:
    """The question with how many answered it, then its choices."""
    yield Row(one.number, one.text, numbers(integer(one.n), "-" if one.n is None else rate(100)), "sum")
    for label, n in zip(one.labels, one.counts, strict=True):
        share = None if n is None or not one.n else 100 * n / one.n
        yield Row("", label, numbers(integer(n), rate(share)))
