"""The codebook as DDI Codebook 2.5, which data archives read. Elements stand in the order of the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from flask_babel import gettext as _

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from portal.results.exports.codebook import Category, Codebook, Variable

MIME: Final = "application/xml"
NAMESPACE: Final = "ddi:codebook:2_5"
LANGUAGE: Final = "vi"
FILE: Final = "F1"


def write(book: Codebook) -> bytes:
    """The document, in UTF-8."""
    root = ET.Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", "xml:lang": LANGUAGE})
    study(root, book)
    file(root, book)
    data = add(root, "dataDscr")
    for number, one in enumerate(book.variables, start=1):
        variable(data, one, number)
    other = add(root, "otherMat", level="study", type="questionnaire")
    add(other, "labl", _("Phiếu khảo sát, dạng XLSForm"))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def study(root: Element, book: Codebook) -> None:
    """The survey: title, maker, days, places, ways of asking."""
    description = add(root, "stdyDscr")
    citation(description, book)
    info = add(description, "stdyInfo")
    add(info, "abstract", f"{book.plan}. {_('SỐ LIỆU MÔ PHỎNG.')}" if book.simulated else book.plan)
    summary = add(info, "sumDscr")
    for event, day in (("start", book.days[0]), ("end", book.days[-1])):
        add(summary, "collDate", day.isoformat(), event=event, date=day.isoformat())
    add(summary, "nation", "Việt Nam", abbr="VN")
    add(summary, "geogCover", book.where)
    add(summary, "anlyUnit", _("Đơn vị hành chính, câu hỏi và mức trả lời"))
    add(summary, "universe", book.methods[0][1])
    add(summary, "dataKind", _("Số liệu tổng hợp"))
    ways = add(description, "method")
    collected = add(ways, "dataColl")
    add(collected, "sampProc", book.methods[0][1])
    add(collected, "collMode", _("Tự trả lời trên điện thoại qua mã QR tại bộ phận một cửa"))
    add(collected, "resInstru", f"{book.form} (SHA-256 {book.form_digest})")
    for label, text in book.methods[1:]:
        add(ways, "notes", f"{label}: {text}")


def citation(parent: Element, book: Codebook) -> None:
    citation = add(parent, "citation")
    title = add(citation, "titlStmt")
    add(title, "titl", book.title)
    add(title, "IDNo", book.slug)
    add(add(citation, "rspStmt"), "AuthEnty", book.producer)
    add(add(citation, "prodStmt"), "producer", book.producer)


def file(root: Element, book: Codebook) -> None:
    text = add(add(root, "fileDscr", ID=FILE), "fileTxt")
    add(text, "fileName", book.file)
    size = add(text, "dimensns")
    add(size, "caseQnty", str(book.rows))
    add(size, "varQnty", str(len(book.variables)))
    add(text, "fileType", "CSV, UTF-8")


def variable(parent: Element, one: Variable, number: int) -> None:
    """A column; whole numbers are discrete."""
    element = add(parent, "var", ID=f"V{number}", name=one.name, files=FILE, intrvl="discrete")
    add(element, "labl", one.label)
    for value in one.values:
        category(element, value)
    add(element, "varFormat", type="numeric" if one.kind == "number" else "character")


def category(parent: Element, one: Category) -> None:
    element = add(parent, "catgry")
    add(element, "catValu", one.value)
    add(element, "labl", one.label)
    if one.text:
        add(element, "txt", one.text)
