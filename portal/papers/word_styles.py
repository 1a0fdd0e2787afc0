"""Named styles of Word files: all that a paper's words look like, so that whoever edits one changes it once."""

from typing import NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

FONT = "Times New Roman"
LANGUAGE = "vi-VN"  # else Word takes the words for English and underlines each
CENTRED, JUSTIFIED, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
GRID = "Office Grid"
ALIGNED = {"n": ("Table Number", RIGHT), "c": ("Table Centred", CENTRED), "l": ("Table Text", LEFT)}
TABLE_SIZES = (11, 12)
LEADING = 2  # points between lines of a table, beside the letters' own size


class Look(NamedTuple):
    """A paragraph's style: points of letters, line (0: as high as it is) and space around, millimetres of indents."""

    name: str
    size: float = 14
    state_size: float = 0  # where the State's guideline has another
    strong: bool = False
    slanted: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    first: float = 0
    left: float = 0
    line: float = 18
    before: float = 0
    after: float = 0
    keeps: bool = False  # stays with the next paragraph
    ruled: bool = False
    base: str = "Normal"


LOOKS = (
    Look("Body Text", align=JUSTIFIED, first=10, after=6),
    Look("Title", 16, 14, strong=True, align=CENTRED, keeps=True),
    Look("Subtitle", strong=True, align=CENTRED, keeps=True),
    Look("Subject Rule", align=CENTRED, after=12),
    Look("Heading 1", strong=True, first=10, before=6, after=6, keeps=True),
    Look("Heading 2", strong=True, first=10, before=6, after=6, keeps=True),
    Look("Annex Heading", strong=True, align=CENTRED, keeps=True, base="Heading 1"),
    Look("Enclosed", slanted=True, align=CENTRED, after=8, keeps=True),
    Look("Caption", 12, strong=True, line=15, before=6, after=3, keeps=True),
    Look("Annex Note", 11, slanted=True, line=13, before=4),
    Look("Digest", 11, slanted=True, line=13, before=4),
    Look("Superior", 14, 13, align=CENTRED),
    Look("Issuer", 14, 13, strong=True, align=CENTRED),
    Look("Nation", 15, 13, strong=True, align=CENTRED),
    Look("Motto", strong=True, align=CENTRED),
    Look("Number", 14, 13, align=CENTRED),
    Look("Place and Date", slanted=True, align=CENTRED),
    Look("Letter Subject", 12, slanted=True, align=CENTRED, line=14, base="Heading 1"),
    Look("Draft Mark", align=CENTRED),
    Look("Simulated Mark", 12, strong=True, align=CENTRED),
    Look("Address", left=20, after=6),
    Look("Addressee", left=35, after=6),
    Look("Centred", strong=True, align=CENTRED, after=10),
    Look("Legal Base", slanted=True, align=JUSTIFIED, first=10, after=6),
    Look("To Be Written", slanted=True, align=JUSTIFIED, first=10, after=6),
    Look("Gap", line=6, keeps=True),
    Look("Recipients", 14, 12, ruled=True, keeps=True),
    Look("Recipient", 12, 11, left=2.2, first=-2.2, line=14),
    Look("Capacity", strong=True, align=CENTRED, keeps=True),
    Look("Signer Office", align=CENTRED, keeps=True),
    Look("Unfilled", align=CENTRED),
    Look("Signature Space", align=CENTRED, before=42.5, after=42.5, keeps=True),
    Look("Signer", strong=True, align=CENTRED),
    Look("Picture", align=CENTRED, line=0),
    Look("Reading Aloud", 18, line=27, after=6),
    Look("Repeats", slanted=True, align=CENTRED, after=3),
    *(
        Look(f"{name} {size}", size, align=align, line=size + LEADING, before=1, after=1)
        for name, align in ALIGNED.values()
        for size in TABLE_SIZES
    ),
    *(
        Look(f"Table Head {size}", size, strong=True, align=CENTRED, line=size + LEADING, before=1, after=1)
        for size in TABLE_SIZES
    ),
)
BUILT_IN = {"Body Text", "Title", "Subtitle", "Heading 1", "Heading 2", "Caption"}
STATE = {"Signer Office": True, "Recipients": True}  # what the State writes in bold beside the Party's looks


def define(document: Document, *, of_state: bool) -> None:
    """Give a new file its styles; those that come with the template lose what theme and colour they had."""
    plain = document.styles["Normal"]
    named(plain, 14)
    language(plain)
    plain.paragraph_format.space_after = plain.paragraph_format.space_before = Pt(0)
    plain.paragraph_format.line_spacing_rule, plain.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
    for look in LOOKS:
        apply_look(document, look, of_state=of_state)
    document.styles["Header"].paragraph_format.alignment = CENTRED
    named(document.styles["Header"], 14)
    named(document.styles["Footer"], 11)
    document.styles["Footer"].paragraph_format.alignment, document.styles["Footer"].font.bold = CENTRED, True
    document.styles.add_style("Ruled", WD_STYLE_TYPE.CHARACTER).font.underline = True
    both = document.styles.add_style("Strong Emphasis", WD_STYLE_TYPE.CHARACTER).font
    both.bold = both.italic = True
    grid(document)


def apply_look(document: Document, look: Look, *, of_state: bool) -> None:
    """One style as its look has it."""
    styles = document.styles
    style = styles[look.name] if look.name in BUILT_IN else styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.hidden, style.quick_style = styles[look.base], False, True
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)
    for spread in style.element.get_or_add_rPr().findall(qn("w:spacing")):  # between letters, of the template's titles
        style.element.rPr.remove(spread)
    named(style, look.state_size if of_state and look.state_size else look.size)
    style.font.bold = look.strong or (of_state and look.name in STATE)
    style.font.italic = (look.slanted and not (of_state and look.name == "Letter Subject")) or (
        of_state and look.name == "Recipients"
    )
    style.font.underline = True if look.ruled and not of_state else None
    shape = style.paragraph_format
    shape.alignment, shape.keep_with_next = look.align, look.keeps
    shape.first_line_indent, shape.left_indent = Mm(look.first), Mm(look.left)
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    if look.line:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    else:  # as high as what stands in it: an exact line would cut a picture
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE


def named(style: ParagraphStyle | CharacterStyle, size: float) -> None:
    """The office's font, in black."""
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):  # the theme's fonts go before any that is named
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)


def language(style: ParagraphStyle) -> None:
    """The language of all words, in the style that all others rest on and in what the file has for defaults."""
    defaults = style.element.getparent().find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for properties in (style.element.get_or_add_rPr(), defaults):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        words: BaseOxmlElement = OxmlElement("w:lang")
        for key in ("w:val", "w:eastAsia"):
            words.set(qn(key), LANGUAGE)
        properties.append(words)


def grid(document: Document) -> None:
    """The style of annexes' tables: full lines, the outer ones stronger."""
    style = document.styles.add_style(GRID, WD_STYLE_TYPE.TABLE)
    properties: BaseOxmlElement = OxmlElement("w:tblPr")
    borders: BaseOxmlElement = OxmlElement("w:tblBorders")
    for side, size in (("top", 6), ("left", 6), ("bottom", 6), ("right", 6), ("insideH", 4), ("insideV", 4)):
        line: BaseOxmlElement = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties.append(borders)
    style.element.append(properties)
