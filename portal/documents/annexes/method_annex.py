"""Annex 11: how the survey was made, item by item."""

from portal.documents.synthesis.figures import SynthesisFigures
from portal.papers.tables import Annex, Cell, numbered, table

HEADS = ("TT", "Nội dung", "Thông tin")
SOURCE = "Các nội dung công bố theo danh mục của Hiệp hội Nghiên cứu dư luận xã hội Hoa Kỳ (AAPOR, 2021)."
NO_RATE = "Số phiếu chia cho số được mời không phải là tỷ lệ trả lời, vì có người trả lời ở nhà."


def annex_11(figures: SynthesisFigures) -> Annex:
    rows = numbered((note.item, (Cell(note.words, "l"),)) for note in figures.method_notes)
    return Annex(
        11, "Phương pháp khảo sát và tính số liệu", "portrait", (table("tt item words", HEADS, rows),), (SOURCE,)
    )
