"""What a Phiếu trình says: five figures, what to sign, what to decide, whom to telephone, risks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.documents.kinds import KINDS
from portal.documents.monthly.monthly_offers import flagged_units
from portal.documents.monthly.monthly_snapshot import MonthlyFigures
from portal.documents.synthesis.figures import SynthesisFigures
from portal.documents.synthesis.prose import findings
from portal.fieldwork.turnout.figures import HIGH_STATUSES, percent_of
from portal.papers.letterhead import Issue
from portal.papers.paper import DocumentContent, Form, HeadDetails, build_paper
from portal.papers.sections import Section
from portal.results.scoring import Score
from portal.surveys.plan.features import Feature
from portal.web.ui.formats import count, integer, lower_first, percent, short_date

FORM = Form("Phiếu trình", "PTr", left_signer="Ý KIẾN CỦA LÃNH ĐẠO", right_signer="NGƯỜI TRÌNH")
NONE_LEFT = "Không có."


@dataclass(frozen=True)
class Matters:
    """What the office has to say beside the paper's own figures, a sentence each."""

    to_sign: tuple[str, ...]
    to_decide: tuple[str, ...]
    to_call: tuple[str, ...]
    risks: tuple[str, ...] = ()


Sentences = Callable[..., Iterator[str]]


def synthesis_figures(figures: SynthesisFigures) -> Iterator[str]:
    """Visits, ballots with their rate, units that met the rule, who is satisfied, units to be examined.

    Of a plan that counts nothing the ballots and who is satisfied.
    """
    whole = figures.whole
    counts, counted = figures.survey.has(Feature.VISITS), figures.survey.words.counted
    rate = percent_of(whole.ballots, whole.visits)
    if counts:
        yield f"{integer(whole.visits)} {counted} (số liệu đã chốt)."
    yield f"{integer(whole.ballots)} phiếu hợp lệ" + (f", bằng {percent(rate)} số {counted}." if rate else ".")
    if counts:
        yield f"{findings.met(figures)}."
    yield satisfied(whole.score(figures.headline))
    if counts:
        yield f"{count(figures.verdicts(*HIGH_STATUSES))} đơn vị có số liệu cần kiểm tra, xác minh."


def monthly_figures(figures: MonthlyFigures) -> Iterator[str]:
    """Rounds, visits, ballots, communes with a day to be looked at, what is due next month."""
    month = figures.total("month")
    yield f"{count(len(figures.rounds))} đợt khảo sát trong tháng."
    if month.visits is not None:
        yield f"{integer(month.visits)} {figures.words.counted} (số liệu đã chốt)."
    yield f"{integer(month.ballots)} phiếu hợp lệ."
    yield f"{count(flagged_units(figures))} đơn vị có ngày chưa đủ số liệu hoặc cần giải trình."
    yield f"{count(len(figures.tasks))} nhiệm vụ đến hạn trong tháng sau."


def satisfied(score: Score) -> str:
    """The share of those who had an opinion."""
    if score.top2 is None:
        return "Chưa có kết quả trả lời."
    return f"{percent(score.top2)} hài lòng hoặc rất hài lòng, trên {integer(score.n)} phiếu có ý kiến."


def synthesis_risks(figures: SynthesisFigures) -> Iterator[str]:
    """What may be held against the figures."""
    communes = figures.communes
    open_days = [sum(day.visits is None for day in commune.days) for commune in communes]
    if figures.survey.has(Feature.VISITS_BY_DAY) and any(open_days):
        late = sum(map(bool, open_days))
        what = figures.survey.words.counted_figure
        yield f"Còn {integer(sum(open_days))} ngày của {count(late)} đơn vị chưa chốt {what}."
    few = sum(commune.score.n < figures.grouping.least for commune in communes)
    if few:
        yield f"{count(few)} đơn vị có dưới {figures.grouping.least} phiếu có ý kiến, không xếp nhóm, không so sánh."
    if figures.apart:
        yield f"Phiếu của {count(len(figures.apart))} đơn vị được để riêng theo quyết định của hai người."


def monthly_risks(figures: MonthlyFigures) -> Iterator[str]:
    unended = [one for one in figures.rounds if one.last_day > figures.last_day]
    if unended:
        yield f"{count(len(unended))} đợt khảo sát chưa kết thúc, số liệu của đợt còn thay đổi."
    incidents = figures.work.incidents_open
    if incidents:
        yield f"Còn {count(incidents)} sự cố, vướng mắc do {figures.words.commune_level} báo chưa giải quyết."


@dataclass(frozen=True)
class Source:
    """Where the note of a kind of paper takes its figures and its risks from."""

    figures: Sentences
    risks: Sentences


SOURCES: Mapping[str, Source] = {
    "synthesis": Source(synthesis_figures, synthesis_risks),
    "monthly": Source(monthly_figures, monthly_risks),
}
"""The kinds of papers that have a note, those that the province sends to its leaders."""


def sections(kind_name: str, figures: object, matters: Matters) -> tuple[Section, ...]:
    """The five headings; one without anything under it says so."""
    source = SOURCES[kind_name]
    told = {
        "Năm con số": tuple(source.figures(figures)),
        "Trình ký": matters.to_sign,
        "Cần quyết định": matters.to_decide,
        "Cần gọi điện": matters.to_call,
        "Rủi ro, lưu ý": (*matters.risks, *source.risks(figures)),
    }
    return tuple(
        Section(str(number), title, sentences or (NONE_LEFT,))
        for number, (title, sentences) in enumerate(told.items(), start=1)
    )


def content(kind_name: str, figures: object, matters: Matters, today: date) -> DocumentContent:
    """The note as a paper of the office, internal and without a number."""
    kind = KINDS[kind_name]
    head = kind.wording(figures, kind.copies[0]).head
    matter = HeadDetails(head.office, FORM, f"ký {lower_first(kind.heading(figures))}", head.taken_at, head.simulated)
    paper = replace(build_paper(Issue(issued_on=today, draft=False), matter), number="")
    written = [(one, bullets(one.sentences), False) for one in sections(kind_name, figures, matters)]
    return DocumentContent(paper, "", written, style="cover-note")


def bullets(sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"- {sentence}" for sentence in sentences)


def due_in_words(due: date | None) -> str:
    """«Hạn ký: 28/6/2024.»; empty without a deadline."""
    return f"Hạn ký: {short_date(due)}." if due else ""
