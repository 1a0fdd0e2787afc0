"""The same paper for Word: A4, Times New Roman by name, the sizes and margins of the print, an annex a section."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from portal.papers import layout, word_tables
from portal.papers.letterhead import spelled
from portal.papers.paper import TOGETHER, enclosed_lines
from portal.web.ui.text import strip_invisible, with_no_break_spaces

if TYPE_CHECKING:
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    from portal.papers.blocks import Block
    from portal.papers.paper import DocumentContent, Paper
    from portal.papers.tables import Annex

FONT = "Times New Roman"
CENTRED, JUSTIFIED, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
PARTY, STATE = (75, 90), (65, 100)
PORTRAIT, LANDSCAPE = (20, 15, 20, 30), (30, 20, 15, 20)
"""Margins in millimetres: top, right, bottom, left."""
CODE_PIXELS, CODE_WIDTH = 12, 34
"""Of a QR symbol: pixels a square, millimetres in all."""
SIMULATED = "SỐ LIỆU MÔ PHỎNG"


def build_docx(told: DocumentContent) -> bytes:
    """The text, then each annex on pages of its own that count from one."""
    book = DocxBuilder(told.paper)
    if told.has_text:
        book.text(told)
    for annex in told.annexes:
        book.annex(annex, told.digest if annex is told.annexes[-1] else "")
    return book.written()


class DocxBuilder:
    """A Word file being written."""

    def __init__(self, made: Paper) -> None:
        self.paper, self.document, self.is_empty = made, Document(), True
        self.styles()
        core = self.document.core_properties
        core.title, core.author, core.language = made.title, made.office.name, "vi-VN"

    def styles(self) -> None:
        """The office's font in every style that is used."""
        for name, size in (("Normal", 14), ("Title", 16), ("Heading 1", 14), ("Heading 2", 14), ("Header", 14)):
            style = self.document.styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in list(fonts.attrib):
                del fonts.attrib[key]
            for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(key), FONT)
            if name != "Normal":
                style.font.bold = name != "Header"
        plain = self.document.styles["Normal"].paragraph_format
        plain.space_after, plain.space_before = Pt(6), Pt(0)
        plain.line_spacing_rule, plain.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
        border = self.document.styles["Title"].element.pPr.find(qn("w:pBdr"))
        if border is not None:
            self.document.styles["Title"].element.pPr.remove(border)

    def section(self, page: str, *, numbered_first: bool) -> None:
        """Begin pages of a kind, counting from one; the text's first page shows no number."""
        made = self.document.sections[0] if self.is_empty else self.document.add_section(WD_SECTION.NEW_PAGE)
        self.is_empty = False
        width, height = (Mm(297), Mm(210)) if page == "landscape" else (Mm(210), Mm(297))
        made.page_width, made.page_height = width, height
        made.orientation = WD_ORIENT.LANDSCAPE if page == "landscape" else WD_ORIENT.PORTRAIT
        margins = (Mm(side) for side in (LANDSCAPE if page == "landscape" else PORTRAIT))
        made.top_margin, made.right_margin, made.bottom_margin, made.left_margin = margins
        made.header_distance = Mm(10)
        made.different_first_page_header_footer = not numbered_first
        counting = OxmlElement("w:pgNumType")
        counting.set(qn("w:start"), "1")
        for old in made._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001 - python-docx has no name for it
            made._sectPr.remove(old)  # noqa: SLF001
        made._sectPr.append(counting)  # noqa: SLF001
        made.header.is_linked_to_previous = made.footer.is_linked_to_previous = False
        page_number(made.header.paragraphs[0])
        if self.paper.simulated:
            for foot in (made.footer, *(() if numbered_first else (made.first_page_footer,))):
                foot.is_linked_to_previous = False
                foot.paragraphs[0].alignment = CENTRED
                self.run(foot.paragraphs[0], SIMULATED, size=11, strong=True)

    def text(self, told: DocumentContent) -> None:
        """Head, sections, closing, foot."""
        self.section("portrait", numbered_first=False)
        self.head()
        for text in told.opening:
            self.paragraph(text)
        for section, paragraphs, waiting in told.sections:
            if section.title:
                self.heading(section.key, section.title, section.level)
            for text in paragraphs:
                self.paragraph(text)
            if waiting:
                self.paragraph(f"[Phần do người soạn thảo viết: {section.prompt}]", slanted=True)
        for block in told.blocks:
            self.block(block)
        if told.closing:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = told.ends_short
            self.paragraph(told.closing).paragraph_format.keep_with_next = True
        self.foot()
        if told.digest and not told.annexes:
            self.note(f"Mã kiểm tra số liệu (SHA-256): {told.digest}")

    def head(self) -> None:
        """Two columns: who issues, under which title; number, place and date; then what the paper is called."""
        made, state = self.paper, bool(self.paper.profile.motto)
        size = 13 if state else 14
        table = self.columns(STATE if state else PARTY)
        left, right = table.rows[0].cells
        self.cell(left, made.office.superior, size=size)
        self.cell(left, made.office.issuer, size=size, strong=True)
        if not state:
            self.cell(left, "*")
        self.cell(right, made.profile.title, size=13 if state else 15, strong=True, ruled=not state)
        if state:
            self.cell(right, made.profile.motto, strong=True, ruled=True)
        left, right = table.add_row().cells
        self.cell(left, made.number, size=size)
        if made.form.is_letter:
            self.cell(left, f"V/v {made.subject}", size=12, slanted=not state).paragraph_format.line_spacing = Pt(14)
        self.cell(right, made.place_and_date, slanted=True)
        if made.revision_words or made.simulated:
            left, right = table.add_row().cells
            self.cell(left, made.revision_words)
            self.cell(right, SIMULATED if made.simulated else "", size=12, strong=True)
        self.document.add_paragraph().paragraph_format.space_after = Pt(12)
        if not made.form.is_letter:
            self.centred(made.kind, style="Title", size=14 if state else 16, strong=True)
            self.centred("\n".join(made.subject_lines), strong=True)
            self.centred(made.profile.subject_rule, after=12)
        self.addressees()

    def addressees(self) -> None:
        """«Kính gửi:», one a line where there are several."""
        made = self.paper
        if not made.addressees:
            return
        several, last = len(made.addressees) > 1, made.addressees[-1]
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(20)
        self.run(paragraph, f"{made.form.address}:")
        for line in made.addressees:
            shown = f"- {line}{'.' if line == last else ','}" if several else line
            target = paragraph
            if several:
                target = self.document.add_paragraph()
                target.paragraph_format.left_indent = Mm(35)
            self.run(target, shown if several else f" {shown}")

    def foot(self) -> None:
        """«Nơi nhận» or the second signer on the left, the signer on the right."""
        made = self.paper
        above = self.document.add_paragraph().paragraph_format
        above.line_spacing, above.keep_with_next = Pt(6), True
        left, right = self.columns((82, 83)).rows[0].cells
        if made.form.left_signer:
            self.cell(left, made.form.left_signer, strong=True)
            self.space(left)
            self.cell(left, "(họ và tên)")
        else:
            state = bool(made.profile.motto)
            self.recipients(left, state=state)
        unfilled = not made.issue.capacity and not made.form.right_signer
        self.cell(right, made.issue.capacity or made.unsigned, strong=not unfilled)
        if made.issue.signer_office:
            self.cell(right, made.issue.signer_office, strong=bool(made.profile.motto))
        self.space(right)
        self.cell(right, made.issue.signer or "(họ và tên)", strong=bool(made.issue.signer))

    def recipients(self, cell: _Cell, *, state: bool) -> None:
        head = self.cell(cell, "Nơi nhận:", size=12 if state else 14, strong=state, slanted=state, alignment=LEFT)
        head.runs[0].underline = not state
        for line in self.paper.recipients:
            shape = self.cell(cell, line, size=11 if state else 12, alignment=LEFT).paragraph_format
            shape.line_spacing = Pt(13 if state else 14)
            shape.left_indent, shape.first_line_indent = Mm(2.2), Mm(-2.2)

    def annex(self, annex: Annex, digest: str) -> None:
        """Heads, tables, notes on pages of the annex's own direction."""
        self.section(annex.page, numbered_first=True)
        if annex.number:
            self.centred(f"PHỤ LỤC {annex.number}", strong=True)
        for line in annex.title.split("\n"):
            self.centred(line, strong=True)
        self.centred("\n".join(enclosed_lines(self.paper, annex)), slanted=True, after=8)
        size = layout.letter_size(annex)
        for table in annex.tables:
            if table.caption:
                self.centred(table.caption, size=12, strong=True, alignment=LEFT)
            body = self.document.element.body
            body.insert(
                len(body) - 1,
                parse_xml(
                    spelled(self.paper.profile, word_tables.xml(table, layout.column_widths(annex, table), size))
                ),
            )
        simulated = "Số liệu mô phỏng. " if self.paper.simulated else ""
        mark = f" Mã kiểm tra bảng: {annex.mark}." if annex.is_marked else ""
        self.note(f"Ghi chú: {simulated}{' '.join(annex.notes)} Số liệu lấy ngày {self.paper.extracted}.{mark}")
        if digest:
            self.note(f"Mã kiểm tra số liệu của {self.paper.named} (SHA-256): {digest}")

    def heading(self, key: str, title: str, level: int) -> None:
        """«I. …», «1. …»."""
        roman = f"{key}{'.' if key.isdigit() else self.paper.profile.heading_mark}"
        shown = roman if level == 1 else f"{key.partition('.')[2]}."
        paragraph = self.document.add_paragraph(style=f"Heading {min(level, 2)}")
        paragraph.paragraph_format.first_line_indent = Mm(10)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
        self.run(paragraph, f"{shown} {title}", strong=True)

    def block(self, block: Block) -> None:
        """A piece of a decision or notice."""
        if block.kind == "centre":
            self.centred(block.text, strong=True, after=10)
        elif block.kind == "code":
            self.picture(block.symbol.png(CODE_PIXELS), CODE_WIDTH)
            self.centred(f"{block.text} {block.strong}", after=8)
        else:
            self.paragraph(block.text, strong=block.strong, slanted=block.kind == "base")

    def paragraph(self, text: str, *, strong: str = "", slanted: bool = False) -> Paragraph:
        """A paragraph of the text, with its bold beginning."""
        made = self.document.add_paragraph()
        made.alignment, made.paragraph_format.first_line_indent = JUSTIFIED, Mm(10)
        if strong:
            self.run(made, f"{strong} ", strong=True)
        self.run(made, text, slanted=slanted)
        return made

    def read_aloud(self, text: str) -> None:
        """A paragraph in large letters, far apart."""
        made = self.document.add_paragraph()
        made.paragraph_format.line_spacing = 1.5
        self.run(made, text, size=18)

    def picture(self, png: bytes, width: int) -> None:
        """A picture in the middle, so many millimetres wide."""
        made = self.document.add_paragraph()
        made.alignment, made.paragraph_format.line_spacing = CENTRED, 1.0
        made.add_run().add_picture(BytesIO(png), width=Mm(width))

    def centred(
        self,
        text: str,
        *,
        style: str = "Normal",
        alignment: WD_ALIGN_PARAGRAPH = CENTRED,
        after: int = 0,
        **look: Any,
    ) -> None:
        if text:
            made = self.document.add_paragraph(style=style)
            made.alignment, made.paragraph_format.space_after = alignment, Pt(after)
            self.run(made, text, **look)

    def note(self, text: str) -> None:
        made = self.document.add_paragraph()
        made.paragraph_format.space_before, made.paragraph_format.line_spacing = Pt(4), Pt(13)
        self.run(made, text, size=11, slanted=True)

    def columns(self, widths: tuple[int, int]) -> Any:  # noqa: ANN401 - a Table, whose methods python-docx leaves untyped
        """A row of two columns without lines that does not split."""
        table = self.document.add_table(rows=1, cols=2)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        return table

    def cell(
        self, cell: _Cell, text: str, *, alignment: WD_ALIGN_PARAGRAPH = CENTRED, ruled: bool = False, **look: Any
    ) -> Paragraph:
        """A line in a cell of such columns."""
        first = cell.paragraphs[0]
        made: Paragraph = (
            first if not first.text and len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
        )
        made.alignment, made.paragraph_format.space_after = alignment, Pt(0)
        self.run(made, text, **look).underline = ruled or None
        return made

    def space(self, cell: _Cell) -> None:
        """Room for a signature."""
        made = cell.add_paragraph()
        made.paragraph_format.space_before, made.paragraph_format.space_after = Mm(15), Mm(15)

    def run(
        self, paragraph: Paragraph, text: str, *, size: int = 14, strong: bool = False, slanted: bool = False
    ) -> Run:
        """Words of one look."""
        made = paragraph.add_run(with_no_break_spaces(spelled(self.paper.profile, text), TOGETHER))
        made.font.size, made.bold, made.italic = Pt(size), strong, slanted
        return made

    def written(self) -> bytes:
        for text in self.document.element.iter(qn("w:t")):
            text.text = strip_invisible(text.text or "")
        target = BytesIO()
        self.document.save(target)
        return target.getvalue()


def page_number(paragraph: Paragraph) -> None:
    """The page's number, centred."""
    paragraph.alignment = CENTRED
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001
