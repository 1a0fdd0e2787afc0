"""The same paper for Word: A4, named styles alone, the sizes and margins of the print, an annex a section."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from portal.papers import tables, word_styles, word_tables
from portal.papers.letterhead import spelled
from portal.papers.paper import TOGETHER, Block, DocumentContent, Paper, enclosed_lines
from portal.papers.tables import Annex
from portal.web.data import clock
from portal.web.ui.formats import strip_invisible, with_no_break_spaces

PARTY, STATE = (75, 90), (62, 103)  # the head's two columns in millimetres, cells with 2 of margin
PORTRAIT, LANDSCAPE = (20, 15, 20, 30), (30, 20, 15, 20)  # margins in millimetres: top, right, bottom, left
CODE_PIXELS, CODE_WIDTH, CELL_CODE_WIDTH = 12, 34, 15  # of a QR symbol: pixels a square, millimetres in all
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
        word_styles.define(self.document, of_state=self.is_of_state)
        self.describe()

    def describe(self) -> None:
        """What the file says of itself; the moment is that of the figures."""
        core, paper = self.document.core_properties, self.paper
        core.title, core.author, core.last_modified_by = paper.title, paper.office.name, paper.office.name
        core.language, core.comments, core.revision = word_styles.LANGUAGE, "", 1
        taken = datetime.fromisoformat(paper.created) if paper.created else clock.now()
        core.created = core.modified = taken.astimezone(UTC).replace(tzinfo=None, microsecond=0)

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
                self.words(foot.paragraphs[0], SIMULATED)

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
                self.paragraph(f"[Phần do người soạn thảo viết: {section.prompt}]", "To Be Written")
        for block in content.blocks:
            self.block(block)
        if content.notice:
            self.paragraph(content.notice)
        if content.closing:
            # The signature never stands on a page of its own: a short last line takes the paragraph before along.
            self.document.paragraphs[-1].paragraph_format.keep_with_next = content.ends_short or None
            self.paragraph(content.closing).paragraph_format.keep_with_next = True
        self.foot()
        if content.digest_under_text:
            self.paragraph(f"Mã kiểm tra số liệu (SHA-256): {content.digest}", "Digest")

    def head(self) -> None:
        """Two columns: who issues, under which title; number, place and date; then what the paper is called."""
        paper, state = self.paper, self.is_of_state
        has_marks = bool(paper.revision_words or paper.simulated)
        first, second, *third = self.columns(STATE if state else PARTY, rows=3 if has_marks else 2).rows
        left, right = first.cells
        self.cell(left, "\n".join(paper.superior_lines), "Superior")
        self.cell(left, "\n".join(paper.issuer_lines), "Issuer")
        if not state:
            self.cell(left, "*", "Superior")
        self.cell(right, paper.profile.title, "Nation", ruled=not state)
        if state:
            self.cell(right, paper.profile.motto, "Motto", ruled=True)
        left, right = second.cells
        self.cell(left, paper.number, "Number")
        if paper.form.is_letter:
            self.cell(left, f"V/v {paper.subject}", "Letter Subject")
        self.cell(right, paper.place_and_date, "Place and Date")
        if third:
            left, right = third[0].cells
            self.cell(left, paper.revision_words, "Draft Mark")
            self.cell(right, SIMULATED if paper.simulated else "", "Simulated Mark")
        self.paragraph("", "Subject Rule")
        if not paper.form.is_letter:
            self.paragraph(paper.kind, "Title")
            self.paragraph("\n".join(paper.subject_lines), "Subtitle")
            if paper.profile.subject_rule:
                self.paragraph(paper.profile.subject_rule, "Subject Rule")
        if paper.addressees:
            self.addressees(paper.form.address, paper.addressees)

    def addressees(self, address: str, names: tuple[str, ...]) -> None:
        """«Kính gửi:», one a line where there are several."""
        if len(names) == 1:
            self.paragraph(f"{address}: {names[0]}", "Address")
            return
        self.paragraph(f"{address}:", "Address")
        for name in names:
            self.paragraph(f"- {name}{'.' if name == names[-1] else ','}", "Addressee")

    def foot(self) -> None:
        """«Nơi nhận» or the second signer on the left, the signer on the right."""
        form, issue = self.paper.form, self.paper.issue
        self.paragraph("", "Gap")
        left, right = self.columns((82, 83)).rows[0].cells
        if form.left_signer:
            self.cell(left, form.left_signer, "Capacity")
            self.cell(left, "", "Signature Space")
            self.cell(left, "(họ và tên)", "Unfilled")
        else:
            self.cell(left, "Nơi nhận:", "Recipients")
            for line in self.paper.recipients:
                self.cell(left, line, "Recipient")
        has_capacity = bool(issue.capacity or form.right_signer)
        self.cell(right, issue.capacity or self.paper.unsigned, "Capacity" if has_capacity else "Unfilled")
        if issue.signer_office:
            self.cell(right, issue.signer_office, "Signer Office")
        self.cell(right, "", "Signature Space")
        self.cell(right, issue.signer or "(họ và tên)", "Signer" if issue.signer else "Unfilled")

    def annex(self, annex: Annex, digest: str) -> None:
        """Heads, tables, notes on pages of the annex's own direction."""
        self.section(annex.page, numbered_first=True)
        number = f"{annex.label}\n" if annex.label else ""
        self.paragraph(f"{number}{annex.title}", "Annex Heading")
        self.paragraph("\n".join(enclosed_lines(self.paper, annex)), "Enclosed")
        for table in annex.tables:
            if table.caption:
                self.paragraph(table.caption, "Caption")
            body = self.document.element.body  # its last child describes the last pages and stays the last
            grid = parse_xml(spelled(self.paper.profile, word_tables.xml(annex, table)))
            body.insert(len(body) - 1, grid)
            self.symbols(grid, table)
        simulated = "Số liệu mô phỏng. " if self.paper.simulated else ""
        mark = f" Mã kiểm tra bảng: {annex.mark}." if annex.is_marked else ""
        notes = f"Ghi chú: {simulated}{' '.join(annex.notes)} Số liệu lấy ngày {self.paper.extracted}.{mark}"
        self.paragraph(notes, "Annex Note")
        if digest:
            self.paragraph(f"Mã kiểm tra số liệu của {self.paper.named} (SHA-256): {digest}", "Digest")

    def symbols(self, grid: BaseOxmlElement, table: tables.Table) -> None:
        """The QR symbols of a table's cells, as pictures: text cannot hold them."""
        for row, line in zip(table.rows, grid.tr_lst[len(table.head) :], strict=True):
            for cell, place in zip(row.cells, line.tc_lst[2:], strict=True):
                if cell.address:
                    paragraph = Paragraph(place.p_lst[0], self.document)
                    paragraph.paragraph_format.line_spacing = 1.0
                    png = BytesIO(cell.symbol.png(CODE_PIXELS))
                    picture = paragraph.add_run().add_picture(png, width=Mm(CELL_CODE_WIDTH))
                    for side in ("distT", "distB", "distL", "distR"):  # LibreOffice takes 3 mm where none is named
                        picture._inline.set(side, "0")  # noqa: SLF001 - python-docx has no distances

    def heading(self, key: str, title: str, level: int) -> None:
        """«I. …», «1. …»."""
        roman = f"{key}{'.' if key.isdigit() else self.paper.profile.heading_mark}"
        shown = roman if level == 1 else f"{key.partition('.')[2]}."
        self.paragraph(f"{shown} {title}", f"Heading {min(level, 2)}")

    def block(self, block: Block) -> None:
        """A piece of a decision or notice."""
        if block.kind == "centre":
            self.paragraph(block.text, "Centred")
        elif block.kind == "code":
            picture = self.document.add_paragraph(style="Picture")
            picture.add_run().add_picture(BytesIO(block.symbol.png(CODE_PIXELS)), width=Mm(CODE_WIDTH))
            self.paragraph(f"{block.text} {block.strong}", "Centred")
        else:
            self.paragraph(block.text, "Legal Base" if block.kind == "base" else "Body Text", strong=block.strong)

    def paragraph(self, text: str, style: str = "Body Text", *, strong: str = "") -> Paragraph:
        """A paragraph in a style, with its bold beginning."""
        paragraph: Paragraph = self.document.add_paragraph(style=style)
        if strong:
            self.words(paragraph, f"{strong} ", "Strong")
        self.words(paragraph, text)
        return paragraph

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

    def cell(self, cell: _Cell, text: str, style: str, *, ruled: bool = False) -> Paragraph:
        """A line in a cell of such columns, which begins with an empty paragraph."""
        first = cell.paragraphs[0]
        is_fresh = len(cell.paragraphs) == 1 and not first.runs and first.style.name == "Normal"
        line: Paragraph = first if is_fresh else cell.add_paragraph()
        line.style = self.document.styles[style]
        self.words(line, text, "Ruled" if ruled else "")
        return line

    def words(self, paragraph: Paragraph, text: str, style: str = "") -> None:
        """Words as the paragraph's style has them, or a style for these."""
        if text:
            run = paragraph.add_run(with_no_break_spaces(spelled(self.paper.profile, text), TOGETHER))
            if style:
                run.style = self.document.styles[style]

    def written(self) -> bytes:
        for text in self.document.element.iter(qn("w:t")):  # a control sign makes a file that Word does not open
            text.text = strip_invisible(text.text or "")
        target = BytesIO()
        self.document.save(target)
        return undated(target.getvalue())


def undated(content: bytes) -> bytes:
    """The same file without the moment at which each of its parts was packed: equal papers are equal bytes."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as packed, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for part in packed.infolist():
            archive.writestr(ZipInfo(part.filename), packed.read(part), ZIP_DEFLATED)
    return target.getvalue()


def page_number(paragraph: Paragraph) -> None:
    """The page's number."""
    field = OxmlElement("w:instrText")
    field.text = "PAGE"
    for part in (element("w:fldChar", "w:fldCharType", "begin"), field, element("w:fldChar", "w:fldCharType", "end")):
        paragraph.add_run()._r.append(part)  # noqa: SLF001 - python-docx has no fields


def element(name: str, attribute: str, value: str) -> BaseOxmlElement:
    """An element of WordprocessingML with one attribute."""
    part: BaseOxmlElement = OxmlElement(name)
    part.set(qn(attribute), value)
    return part
