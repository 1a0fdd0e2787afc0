"""The same paper for Word: A4, Times New Roman by name, the sizes and margins of the print, an annex a section."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from portal.papers import word_tables
from portal.papers.letterhead import spelled
from portal.papers.paper import TOGETHER, Block, DocumentContent, Paper, enclosed_lines
from portal.papers.tables import Annex
from portal.web.ui.formats import strip_invisible, with_no_break_spaces

FONT = "Times New Roman"
CENTRED, JUSTIFIED, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
PARTY, STATE = (75, 90), (65, 100)  # the head's two columns in millimetres
PORTRAIT, LANDSCAPE = (20, 15, 20, 30), (30, 20, 15, 20)  # margins in millimetres: top, right, bottom, left
CODE_PIXELS, CODE_WIDTH = 12, 34  # of a QR symbol: pixels a square, millimetres in all
SIMULATED = "SỐ LIỆU MÔ PHỎNG"


def build_docx(content: DocumentContent) -> bytes:
    """The text, then each annex on pages of its own that count from one."""
    builder = DocxBuilder(content.paper)
    if content.has_text:
        builder.text(content)
    for annex in content.annexes:
        builder.annex(annex, content.digest if annex is content.annexes[-1] else "")
    return builder.written()


class DocxBuilder:
    """A Word file being written."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.document, self.is_empty = paper, Document(), True
        self.is_of_state = bool(paper.profile.motto)
        self.styles()
        core = self.document.core_properties
        core.title, core.author, core.language = paper.title, paper.office.name, "vi-VN"

    def styles(self) -> None:
        """The office's font in every style that is used."""
        for name, size in (("Normal", 14), ("Title", 16), ("Heading 1", 14), ("Heading 2", 14), ("Header", 14)):
            style = self.document.styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in list(fonts.attrib):  # the theme's fonts go before any that is named
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
        part = self.document.sections[0] if self.is_empty else self.document.add_section(WD_SECTION.NEW_PAGE)
        self.is_empty, is_wide = False, page == "landscape"
        part.page_width, part.page_height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
        part.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        margins = (Mm(side) for side in (LANDSCAPE if is_wide else PORTRAIT))
        part.top_margin, part.right_margin, part.bottom_margin, part.left_margin = margins
        part.header_distance = Mm(10)
        part.different_first_page_header_footer = not numbered_first
        properties = part._sectPr  # noqa: SLF001 - python-docx has no name for where pages begin to count
        for old in properties.findall(qn("w:pgNumType")):  # a new section begins as a copy of the one before
            properties.remove(old)
        properties.append(element("w:pgNumType", "w:start", "1"))
        part.header.is_linked_to_previous = part.footer.is_linked_to_previous = False
        page_number(part.header.paragraphs[0])
        if self.paper.simulated:
            for foot in (part.footer, *(() if numbered_first else (part.first_page_footer,))):
                foot.is_linked_to_previous = False
                foot.paragraphs[0].alignment = CENTRED
                self.run(foot.paragraphs[0], SIMULATED, size=11, strong=True)

    def text(self, content: DocumentContent) -> None:
        """Head, sections, closing, foot."""
        self.section("portrait", numbered_first=False)
        self.head()
        if content.opening:
            self.paragraph(content.opening)
        for section, paragraphs, waiting in content.sections:
            if section.title:
                self.heading(section.key, section.title, section.level)
            for text in paragraphs:
                self.paragraph(text)
            if waiting:
                self.paragraph(f"[Phần do người soạn thảo viết: {section.prompt}]", slanted=True)
        for block in content.blocks:
            self.block(block)
        if content.closing:
            # The signature never stands on a page of its own: a short last line takes the paragraph before along.
            self.document.paragraphs[-1].paragraph_format.keep_with_next = content.ends_short
            self.paragraph(content.closing).paragraph_format.keep_with_next = True
        self.foot()
        if content.digest and not content.annexes:
            self.note(f"Mã kiểm tra số liệu (SHA-256): {content.digest}")

    def head(self) -> None:
        """Two columns: who issues, under which title; number, place and date; then what the paper is called."""
        paper, state = self.paper, self.is_of_state
        size = 13 if state else 14
        has_marks = bool(paper.revision_words or paper.simulated)
        first, second, *third = self.columns(STATE if state else PARTY, rows=3 if has_marks else 2).rows
        left, right = first.cells
        self.cell(left, paper.office.superior, size=size)
        self.cell(left, paper.office.issuer, size=size, strong=True)
        if not state:
            self.cell(left, "*")
        self.cell(right, paper.profile.title, size=13 if state else 15, strong=True, ruled=not state)
        if state:
            self.cell(right, paper.profile.motto, strong=True, ruled=True)
        left, right = second.cells
        self.cell(left, paper.number, size=size)
        if paper.form.is_letter:
            subject = self.cell(left, f"V/v {paper.subject}", size=12, slanted=not state)
            subject.paragraph_format.line_spacing = Pt(14)
        self.cell(right, paper.place_and_date, slanted=True)
        if third:
            left, right = third[0].cells
            self.cell(left, paper.revision_words)
            self.cell(right, SIMULATED if paper.simulated else "", size=12, strong=True)
        self.document.add_paragraph().paragraph_format.space_after = Pt(12)
        if not paper.form.is_letter:
            self.centred(paper.kind, style="Title", size=14 if state else 16, strong=True)
            self.centred("\n".join(paper.subject_lines), strong=True)
            self.centred(paper.profile.subject_rule, after=12)
        if paper.addressees:
            self.addressees(paper.form.address, paper.addressees)

    def addressees(self, address: str, names: tuple[str, ...]) -> None:
        """«Kính gửi:», one a line where there are several."""
        first = self.document.add_paragraph()
        first.paragraph_format.left_indent = Mm(20)
        self.run(first, f"{address}:")
        if len(names) == 1:
            self.run(first, f" {names[0]}")
            return
        for name in names:
            line = self.document.add_paragraph()
            line.paragraph_format.left_indent = Mm(35)
            self.run(line, f"- {name}{'.' if name == names[-1] else ','}")

    def foot(self) -> None:
        """«Nơi nhận» or the second signer on the left, the signer on the right."""
        form, issue = self.paper.form, self.paper.issue
        above = self.document.add_paragraph().paragraph_format
        above.line_spacing, above.keep_with_next = Pt(6), True
        left, right = self.columns((82, 83)).rows[0].cells
        if form.left_signer:
            self.cell(left, form.left_signer, strong=True)
            self.space(left)
            self.cell(left, "(họ và tên)")
        else:
            self.recipients(left)
        self.cell(right, issue.capacity or self.paper.unsigned, strong=bool(issue.capacity or form.right_signer))
        if issue.signer_office:
            self.cell(right, issue.signer_office, strong=self.is_of_state)
        self.space(right)
        self.cell(right, issue.signer or "(họ và tên)", strong=bool(issue.signer))

    def recipients(self, cell: _Cell) -> None:
        state = self.is_of_state
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
        for table in annex.tables:
            if table.caption:
                self.centred(table.caption, size=12, strong=True, alignment=LEFT)
            body = self.document.element.body  # its last child describes the last pages and stays the last
            body.insert(len(body) - 1, parse_xml(spelled(self.paper.profile, word_tables.xml(annex, table))))
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
            picture = self.document.add_paragraph()
            picture.alignment, picture.paragraph_format.line_spacing = CENTRED, 1.0
            picture.add_run().add_picture(BytesIO(block.symbol.png(CODE_PIXELS)), width=Mm(CODE_WIDTH))
            self.centred(f"{block.text} {block.strong}", after=8)
        else:
            self.paragraph(block.text, strong=block.strong, slanted=block.kind == "base")

    def paragraph(self, text: str, *, strong: str = "", slanted: bool = False) -> Paragraph:
        """A paragraph of the text, with its bold beginning."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.first_line_indent = JUSTIFIED, Mm(10)
        if strong:
            self.run(paragraph, f"{strong} ", strong=True)
        self.run(paragraph, text, slanted=slanted)
        return paragraph

    def read_aloud(self, text: str) -> None:
        """A paragraph in large letters, far apart."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.line_spacing = 1.5
        self.run(paragraph, text, size=18)

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
            paragraph = self.document.add_paragraph(style=style)
            paragraph.alignment, paragraph.paragraph_format.space_after = alignment, Pt(after)
            self.run(paragraph, text, **look)

    def note(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.line_spacing = Pt(4), Pt(13)
        self.run(paragraph, text, size=11, slanted=True)

    def columns(self, widths: tuple[int, int], *, rows: int = 1) -> Table:
        """A row of two columns without lines that does not split."""
        table: Table = self.document.add_table(rows=rows, cols=2)
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - the same
        return table

    def cell(
        self, cell: _Cell, text: str, *, alignment: WD_ALIGN_PARAGRAPH = CENTRED, ruled: bool = False, **look: Any
    ) -> Paragraph:
        """A line in a cell of such columns, which begins with an empty paragraph."""
        first = cell.paragraphs[0]
        line: Paragraph = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
        line.alignment, line.paragraph_format.space_after = alignment, Pt(0)
        self.run(line, text, **look).underline = ruled or None  # False would be written down, None is not
        return line

    def space(self, cell: _Cell) -> None:
        """Room for a signature."""
        room = cell.add_paragraph().paragraph_format
        room.space_before, room.space_after = Mm(15), Mm(15)

    def run(
        self, paragraph: Paragraph, text: str, *, size: int = 14, strong: bool = False, slanted: bool = False
    ) -> Run:
        """Words of one look."""
        run = paragraph.add_run(with_no_break_spaces(spelled(self.paper.profile, text), TOGETHER))
        run.font.size, run.bold, run.italic = Pt(size), strong, slanted
        return run

    def written(self) -> bytes:
        for text in self.document.element.iter(qn("w:t")):  # a control sign makes a file that Word does not open
            text.text = strip_invisible(text.text or "")
        target = BytesIO()
        self.document.save(target)
        return target.getvalue()


def page_number(paragraph: Paragraph) -> None:
    """The page's number, centred."""
    paragraph.alignment = CENTRED
    field = OxmlElement("w:instrText")
    field.text = "PAGE"
    for part in (element("w:fldChar", "w:fldCharType", "begin"), field, element("w:fldChar", "w:fldCharType", "end")):
        paragraph.add_run()._r.append(part)  # noqa: SLF001 - python-docx has no fields


def element(name: str, attribute: str, value: str) -> BaseOxmlElement:
    """An element of WordprocessingML with one attribute."""
    part: BaseOxmlElement = OxmlElement(name)
    part.set(qn(attribute), value)
    return part
