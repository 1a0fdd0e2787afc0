"""What a reader must know of the figures: where they come from, what each column and answer means.

A codebook is plain values; it is written as a page that stands alone, and as DDI Codebook 2.5 for data archives.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from flask import current_app
from flask_babel import gettext as _

from portal.results.exports.counts import CODES
from portal.results.statistics.basis import LEAST_SHOWN, OtherQuestion, method_in_words
from portal.results.statistics.other_questions import of_whom
from portal.results.tables.workbook import NOT_A_SAMPLE
from portal.results.tallying.reading import Reading
from portal.surveys import turnout
from portal.surveys.models import Round
from portal.surveys.questionnaire.parts import DONT_KNOW
from portal.units.models import communes_in_words
from portal.web.ui.formats import ENGLISH, capital

FILE: Final = "F1"  # the one file that the DDI description is about


@dataclass(frozen=True)
class Category:
    """A value that may stand in a column: itself, in short, in full."""

    value: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Variable:
    """A column of the file; `kind` is text or number."""

    name: str
    label: str
    kind: str
    values: tuple[Category, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """A round's figures described. `ballots` is 0 where the file does not tell how many there were."""

    slug: str
    title: str
    plan: str
    producer: str
    days: tuple[date, ...]
    form_digest: str
    simulated: bool
    where: str
    form: str
    file: str
    rows: int
    methods: tuple[tuple[str, str], ...]
    variables: tuple[Variable, ...]
    ballots: int = 0
    language: str = "vi"
    """Of its own words; names, the plan and the form stay as they are."""


def describe(round_: Round, **facts: Any) -> Codebook:
    """A codebook of a round; `facts` are what differs from file to file."""
    identity = round_.plan_data.identity
    return Codebook(
        slug=round_.slug,
        title=round_.title,
        plan=f"{identity.kind} số {identity.number}",
        producer=identity.issuer_full,
        days=tuple(round_.days),
        form_digest=round_.questionnaire.form.digest,
        simulated=round_.simulated,
        language="en" if ENGLISH.get() else "vi",
        **facts,
    )


def of_counts(reading: Reading, file: str, rows: int) -> Codebook:
    """The codebook of the working counts of a round."""
    basis = reading.basis
    return describe(
        reading.round_,
        where=f"{reading.top.capital}: {communes_in_words([line.unit for line in reading.lines])}",
        form=f"{basis.version}, {basis.title}",
        file=file,
        rows=rows,
        ballots=reading.ballots,
        methods=methods(reading),
        variables=variables(reading),
    )


def methods(reading: Reading) -> tuple[tuple[str, str], ...]:
    """How figures are made of answers."""
    return (
        (_("Người trả lời"), str(NOT_A_SAMPLE)),
        (_("Thang đo"), _("vận dụng thang đo 5 mức của SIPAS")),
        (_("Tỷ lệ hài lòng"), _("số phiếu chọn mức 4, mức 5 trên số phiếu có ý kiến (mức 1 đến mức 5)")),
        (_("Chỉ số của đợt"), method_in_words(reading.basis.method)),
        (_("Khoảng tin cậy 95%"), _("phương pháp Wilson")),
        *(
            [(_("Mức tham gia"), turnout.rule(reading.basis.policy))]
            if reading.basis.policy != turnout.NOT_JUDGED
            else []
        ),
        (
            _("Không có trong tệp"),
            _(
                "đơn vị có dưới %(least)s ý kiến ở câu hỏi; khi cần, thêm đơn vị ít ý kiến tiếp theo trong cùng địa "
                "bàn để không suy ra được. Không có phiếu riêng lẻ, không có ý kiến viết.",
                least=LEAST_SHOWN,
            ),
        ),
    )


def variables(reading: Reading) -> tuple[Variable, ...]:
    """The columns of the working counts."""
    levels = (
        Category("whole", _("Toàn %(territory)s")),
        Category("area", _("%(District)s; nơi không có %(district_level)s là loại đơn vị")),
        Category("commune", _("%(Communes)s")),
    )
    basis = reading.basis
    questions = question_categories(reading.round_, [(one.id, one.label) for one in basis.questions])
    others = question_categories(reading.round_, [(one.id, one.label) for one in basis.others])
    questions += tuple(map(other_category, basis.others, others))
    # a code means another thing in each of the other questions: the words stand in `label`, the codes with the question
    answers = () if basis.others else zip(CODES, basis.levels, strict=True)
    return (
        Variable("level", _("Cấp của dòng"), "text", levels),
        Variable("unit_code", _("Mã đơn vị"), "text"),
        Variable("unit_name", _("Tên đơn vị"), "text"),
        Variable("area_name", _("%(District)s hoặc loại đơn vị"), "text"),
        Variable("question", _("Câu hỏi"), "text", questions),
        Variable("choice", _("Mức trả lời"), "number", tuple(Category(str(code), label) for code, label in answers)),
        Variable("label", _("Mức trả lời bằng chữ"), "text"),
        Variable("n", _("Số phiếu chọn mức đó"), "number"),
    )


def other_category(question: OtherQuestion, asked: Category) -> Category:
    """A question with choices of its own, with what each of its codes means."""
    unsure = ((DONT_KNOW, question.unsure),) if question.unsure else ()
    codes = "; ".join(f"{code} = {words}" for code, words in (*question.choices, *unsure))
    return replace(asked, text=" ".join(f"{part}." for part in (asked.text, codes, capital(of_whom(question))) if part))


def question_categories(round_: Round, named: list[tuple[str, str]]) -> tuple[Category, ...]:
    """Questions by id and label, in the words that fit all communes together."""
    plan = round_.plan_data
    words = plan.wording_in_english if ENGLISH.get() else plan.wording_in_general
    full = {item.id: words.say(item.text) for item in round_.questionnaire.form.closed}
    return tuple(Category(id_, label, full.get(id_, "")) for id_, label in named)


def write_page(book: Codebook) -> bytes:
    return current_app.jinja_env.get_template("results/exports/codebook.html").render(book=book).encode()


def write_ddi(book: Codebook) -> bytes:
    """DDI Codebook 2.5 in UTF-8."""
    root = ET.Element("codeBook", {"xmlns": "ddi:codebook:2_5", "version": "2.5", "xml:lang": "vi"})
    # archives read elements in the order of the standard alone
    add_study(root, book)
    add_file(root, book)
    data = add(root, "dataDscr")
    for number, variable in enumerate(book.variables, start=1):
        add_variable(data, variable, number)
    add(add(root, "otherMat", level="study", type="questionnaire"), "labl", _("Phiếu khảo sát, dạng XLSForm"))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def add_study(root: Element, book: Codebook) -> None:
    """The survey: title, maker, days, places, ways of asking."""
    description = add(root, "stdyDscr")
    add_citation(add(description, "citation"), book)
    info = add(description, "stdyInfo")
    add(info, "abstract", f"{book.plan}. {_('SỐ LIỆU MÔ PHỎNG.')}" if book.simulated else book.plan)
    summary = add(info, "sumDscr")
    for event, day in (("start", book.days[0]), ("end", book.days[-1])):
        add(summary, "collDate", day.isoformat(), event=event, date=day.isoformat())
    add(summary, "nation", "Việt Nam", abbr="VN")
    add(summary, "geogCover", book.where)
    add(summary, "anlyUnit", _("Đơn vị hành chính, câu hỏi và mức trả lời"))
    (_label, respondents), *other_methods = book.methods
    add(summary, "universe", respondents)
    add(summary, "dataKind", _("Số liệu tổng hợp"))
    ways = add(description, "method")
    collected = add(ways, "dataColl")
    add(collected, "sampProc", respondents)
    add(collected, "collMode", _("Tự trả lời trên điện thoại qua mã QR tại %(desk)s"))
    add(collected, "resInstru", f"{book.form} (SHA-256 {book.form_digest})")
    for label, text in other_methods:
        add(ways, "notes", f"{label}: {text}")


def add_citation(citation: Element, book: Codebook) -> None:
    title = add(citation, "titlStmt")
    add(title, "titl", book.title)
    add(title, "IDNo", book.slug)
    add(add(citation, "rspStmt"), "AuthEnty", book.producer)
    add(add(citation, "prodStmt"), "producer", book.producer)


def add_file(root: Element, book: Codebook) -> None:
    text = add(add(root, "fileDscr", ID=FILE), "fileTxt")
    add(text, "fileName", book.file)
    size = add(text, "dimensns")
    add(size, "caseQnty", str(book.rows))
    add(size, "varQnty", str(len(book.variables)))
    add(text, "fileType", "CSV, UTF-8")


def add_variable(parent: Element, variable: Variable, number: int) -> None:
    """A column; whole numbers are discrete."""
    element = add(parent, "var", ID=f"V{number}", name=variable.name, files=FILE, intrvl="discrete")
    add(element, "labl", variable.label)
    for value in variable.values:
        category = add(element, "catgry")
        add(category, "catValu", value.value)
        add(category, "labl", value.label)
        if value.text:
            add(category, "txt", value.text)
    add(element, "varFormat", type="numeric" if variable.kind == "number" else "character")
