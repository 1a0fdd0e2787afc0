"""The same papers for Word, so that an office can correct them: A4, Times New Roman, the margins of the print."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.fieldwork.taskforce.texts import BASE, CENTRE, ITEM, QR
from portal.web.ui import qr

if TYPE_CHECKING:
    from portal.fieldwork.taskforce.texts import Block, Paper

FONT = "Times New Roman"
CENTRED, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
QR_PIXELS = 12


def paper(text: Paper) -> bytes:
    """A decision or notice."""
    document = new_document(text.title, text.office.name)
    add_letterhead(document, text)
    add_centred_line(document, text.kind, size=16, strong=True)
    add_centred_line(document, text.subject, strong=True)
    if text.profile.subject_rule:
        add_centred_line(document, text.profile.subject_rule)
    for block in text.blocks:
        add_block(document, block, text.url)
    add_recipients_and_signature(document, text)
    return to_bytes(document)


def read_aloud_text(title: str, over: str, hint: str, text: str) -> bytes:
    """A text to be read aloud."""
    document = new_document(title, over)
    add_centred_line(document, over, strong=True)
    add_centred_line(document, title.upper(), size=16, strong=True)
    add_centred_line(document, hint, slanted=True)
    body = document.add_paragraph()
    body.paragraph_format.line_spacing = 1.5
    add_run(body, text, size=18)
    return to_bytes(document)


def new_document(title: str, author: str) -> Any:  # noqa: ANN401 - python-docx has no types
    """An empty A4 document in the office's font."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    normal.paragraph_format.space_after = Pt(6)
    document.core_properties.title, document.core_properties.author = title, author
    document.core_properties.language = "vi-VN"
    return document


def add_letterhead(document: Any, paper: Paper) -> None:  # noqa: ANN401
    """Two columns: who issues, under which title; number, place and date."""
    table = add_columns(document, Mm(75), Mm(90))
    left, right = table.rows[0].cells
    fill_cell(
        left, [(paper.office.superior, False), (paper.office.issuer, True), ("" if paper.profile.motto else "*", False)]
    )
    fill_cell(right, [(paper.profile.title, True), (paper.profile.motto, True)])
    fill_cell(table.rows[1].cells[0], [(paper.number, False)])
    dated = table.rows[1].cells[1].paragraphs[0]
    dated.alignment = CENTRED
    add_run(dated, paper.place_and_date).italic = True
    if paper.simulated:
        fill_cell(table.add_row().cells[1], [("SỐ LIỆU MÔ PHỎNG", True)])
    document.add_paragraph()


def add_columns(document: Any, left: Any, right: Any) -> Any:  # noqa: ANN401
    """A table without lines: two rows, two columns of these widths."""
    table = document.add_table(rows=2, cols=2)
    table.autofit = False
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = left, right
    return table


def fill_cell(cell: Any, lines: list[tuple[str, bool]]) -> None:  # noqa: ANN401
    """Centred lines in a cell; True where bold."""
    for number, (text, strong) in enumerate((text, strong) for text, strong in lines if text):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = CENTRED
        paragraph.paragraph_format.space_after = Pt(0)
        add_run(paragraph, text, strong=strong)


def add_block(document: Any, block: Block, url: str) -> None:  # noqa: ANN401
    """One piece of the body."""
    if block.kind == QR:
        add_qr(document, block, url)
        return
    if block.kind == CENTRE:
        add_centred_line(document, block.text, strong=True)
        return
    paragraph = document.add_paragraph()
    paragraph.alignment = JUSTIFIED
    paragraph.paragraph_format.first_line_indent = Mm(10)
    if block.strong:
        add_run(paragraph, f"{block.strong} ", strong=True)
    add_run(paragraph, block.text).italic = block.kind == BASE or None
    paragraph.paragraph_format.space_after = Pt(3 if block.kind == ITEM else 6)


def add_qr(document: Any, block: Block, url: str) -> None:  # noqa: ANN401
    """The point's QR symbol with its code under it."""
    paragraph = document.add_paragraph()
    paragraph.alignment = CENTRED
    paragraph.add_run().add_picture(BytesIO(qr.symbol(url).png(QR_PIXELS)), width=Mm(34))
    add_centred_line(document, f"Mã QR để trả lời phiếu; mã: {block.text}")


def add_recipients_and_signature(document: Any, paper: Paper) -> None:  # noqa: ANN401
    """«Nơi nhận» and the place to sign."""
    table = add_columns(document, Mm(82), Mm(83))
    left, right = table.rows[0].cells
    add_run(left.paragraphs[0], "Nơi nhận:").underline = True
    for text in paper.recipients:
        paragraph = left.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        add_run(paragraph, text, size=12)
    fill_cell(right, [("(quyền hạn, chức vụ người ký)", False)])
    fill_cell(table.rows[1].cells[1], [("(họ và tên)", False)])
    table.rows[1].height = Mm(24)


def add_centred_line(document: Any, text: str, *, size: int = 14, strong: bool = False, slanted: bool = False) -> None:  # noqa: ANN401
    """A centred line."""
    paragraph = document.add_paragraph()
    paragraph.alignment = CENTRED
    paragraph.paragraph_format.space_after = Pt(3)
    add_run(paragraph, text, size=size, strong=strong).italic = slanted or None


def add_run(paragraph: Any, text: str, *, size: int = 14, strong: bool = False) -> Any:  # noqa: ANN401
    """Words of one look within a paragraph."""
    text_run = paragraph.add_run(text)
    text_run.font.size, text_run.bold = Pt(size), strong or None
    return text_run


def to_bytes(document: Any) -> bytes:  # noqa: ANN401
    target = BytesIO()
    document.save(target)
    return target.getvalue()
