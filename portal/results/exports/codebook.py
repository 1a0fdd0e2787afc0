"""What a reader must know of the figures: where they come from, what each column and answer means. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.results.exports.counts import CODES
from portal.results.statistics.basis import LEAST_SHOWN, method_in_words
from portal.results.tables.workbook import NOT_A_SAMPLE
from portal.surveys import turnout
from portal.units.models import communes_in_words

if TYPE_CHECKING:
    from datetime import date

    from portal.results.tallying.reading import Reading


@dataclass(frozen=True)
class Category:
    """A value that may stand in a column: itself, in short, in full."""

    value: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Variable:
    """A column of the file."""

    name: str
    label: str
    kind: str
    values: tuple[Category, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """A round's figures described."""

    slug: str
    title: str
    plan: str
    producer: str
    days: tuple[date, ...]
    where: str
    form: str
    form_digest: str
    file: str
    rows: int
    ballots: int
    methods: tuple[tuple[str, str], ...]
    variables: tuple[Variable, ...]
    simulated: bool


def codebook(reading: Reading, file: str, rows: int) -> Codebook:
    """The codebook of the working counts of a round."""
    round_, basis = reading.round_, reading.basis
    identity, questionnaire = round_.plan_data.identity, round_.questionnaire
    return Codebook(
        slug=round_.slug,
        title=round_.title,
        plan=f"{identity.kind} số {identity.number}",
        producer=identity.issuer_full,
        days=tuple(round_.days),
        where=f"{reading.top.capital}: {communes_in_words([line.unit for line in reading.lines])}",
        form=f"{basis.version}, {basis.title}",
        form_digest=questionnaire.form.digest,
        file=file,
        rows=rows,
        ballots=reading.ballots,
        methods=methods(reading),
        variables=(*unit_variables(), question_variable(reading), *answer_variables(reading)),
        simulated=round_.simulated,
    )


def methods(reading: Reading) -> tuple[tuple[str, str], ...]:
    """How figures are made of answers."""
    return (
        (_("Người trả lời"), NOT_A_SAMPLE),
        (_("Thang đo"), _("vận dụng thang đo 5 mức của SIPAS")),
        (_("Tỷ lệ hài lòng"), _("số phiếu chọn mức 4, mức 5 trên số phiếu có ý kiến (mức 1 đến mức 5)")),
        (_("Chỉ số của đợt"), method_in_words(reading.basis.method)),
        (_("Khoảng tin cậy 95%"), _("phương pháp Wilson")),
        (_("Mức tham gia"), turnout.rule(reading.basis.policy)),
        (
            _("Không có trong tệp"),
            _(
                "đơn vị có dưới %(least)s ý kiến ở câu hỏi; khi cần, thêm đơn vị ít ý kiến tiếp theo trong cùng địa "
                "bàn để không suy ra được. Không có phiếu riêng lẻ, không có ý kiến viết.",
                least=LEAST_SHOWN,
            ),
        ),
    )


def unit_variables() -> tuple[Variable, ...]:
    """The columns that say of which unit a row is."""
    levels = (
        Category("whole", _("Toàn tỉnh")),
        Category("area", _("Huyện; nơi không có cấp huyện là loại đơn vị")),
        Category("commune", _("Xã, phường, thị trấn")),
    )
    return (
        Variable("level", _("Cấp của dòng"), "text", levels),
        Variable("unit_code", _("Mã đơn vị"), "text"),
        Variable("unit_name", _("Tên đơn vị"), "text"),
        Variable("area_name", _("Huyện hoặc loại đơn vị"), "text"),
    )


def question_variable(reading: Reading) -> Variable:
    """The questions, each in the words that fit all communes together."""
    round_ = reading.round_
    words, form = round_.plan_data.wording_in_general, round_.questionnaire.form
    full = {item.id: words.say(item.text) for item in form.closed}
    values = tuple(Category(one.id, one.label, full.get(one.id, "")) for one in reading.basis.questions)
    return Variable("question", _("Câu hỏi"), "text", values)


def answer_variables(reading: Reading) -> tuple[Variable, ...]:
    levels = zip(CODES, reading.basis.levels, strict=True)
    return (
        Variable("choice", _("Mức trả lời"), "number", tuple(Category(str(code), label) for code, label in levels)),
        Variable("label", _("Mức trả lời bằng chữ"), "text"),
        Variable("n", _("Số phiếu chọn mức đó"), "number"),
    )
