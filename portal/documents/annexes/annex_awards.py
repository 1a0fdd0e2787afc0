"""Annex 10: whom an accepted proposal names for commendation, as it was frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing
from portal.web.ui.formats import count

if TYPE_CHECKING:
    from portal.documents.synthesis.figures import Award, SynthesisFigures

NUMBER = 10
NO_AWARDS = "chưa có đề nghị được duyệt"
NOTES = (
    "Căn cứ số liệu giữ nguyên từ ngày gửi đề nghị;",
    "việc xếp hạng chỉ xét cách tổ chức thực hiện, không dùng kết quả hài lòng và số phiếu.",
)


def annex_10(figures: SynthesisFigures) -> Annex:
    """Who, where, for what, on which figures."""
    heads = ("TT", "Tập thể, cá nhân", "Đơn vị", "Thành tích", "Căn cứ số liệu")
    rows = tuple(award_row(number, award) for number, award in enumerate(figures.awards, start=1)) or (
        nothing(3, NO_AWARDS),
    )
    table = Table(
        ("tt", "awarded", "awarded-unit", "merit", "basis"),
        (tuple(Head(head) for head in heads),),
        rows,
    )
    return Annex(NUMBER, "Đề nghị khen thưởng", "portrait", (table,), NOTES)


def award_row(number: int, award: Award) -> Row:
    """One collective or person."""
    cells = tuple(Cell(text, "l") for text in (award.unit, award.achievement, award.basis))
    return Row(str(number), award.name, cells)


def award_sentence(figures: SynthesisFigures) -> str:
    """«Đề nghị xem xét, khen thưởng 03 tập thể, 01 cá nhân …»; empty where nobody is proposed."""
    persons = sum(award.is_person for award in figures.awards)
    counts = ((len(figures.awards) - persons, "tập thể"), (persons, "cá nhân"))
    parts = ", ".join(f"{count(n)} {word}" for n, word in counts if n)
    return (
        f"Đề nghị xem xét, khen thưởng {parts} tiêu biểu thực hiện tốt đợt khảo sát (Phụ lục {NUMBER})."
        if parts
        else ""
    )
