"""Annex 11: how the survey was made, item by item, and how many were invited where a register was kept."""

from portal.documents.synthesis.figures import Invitations, SynthesisFigures
from portal.fieldwork.invitations.words import NO_RATE
from portal.papers.tables import Annex, Cell, Row, Table, numbered, numbers, table
from portal.web.ui.formats import NO_FIGURE, integer

HEADS = ("TT", "Nội dung", "Thông tin")
SOURCE = "Các nội dung công bố theo danh mục của Hiệp hội Nghiên cứu dư luận xã hội Hoa Kỳ (AAPOR, 2021)."


def annex_11(figures: SynthesisFigures) -> Annex:
    rows = numbered((note.item, (Cell(note.words, "l"),)) for note in figures.method_notes)
    tables = (table("tt item words", HEADS, rows), *([invited_table(figures)] if figures.invitations else []))
    notes = (SOURCE, *([NO_RATE] if figures.invitations else []))
    return Annex(11, "Phương pháp khảo sát và tính số liệu", "portrait", tables, notes)


def invited_table(figures: SynthesisFigures) -> Table:
    """How many were invited by area, and of how many communes that is known."""
    whole, *areas = figures.invitations
    rows = numbered((area.name, invited(one)) for area, one in zip(figures.areas, areas, strict=True))
    total = Row("", "Tổng cộng", invited(whole), "total")
    heads = ("TT", "Địa bàn", "Số đơn vị có phiếu kiểm", "Lượt người được mời")
    return table("tt place few invited", heads, [*rows, total], caption="Số người được mời, theo phiếu kiểm trên giấy")


def invited(one: Invitations) -> tuple[Cell, ...]:
    return numbers(integer(one.communes), NO_FIGURE if one.invited is None else integer(one.invited))
