"""The annexes of the synthesis report, from its figures: every cell written as it will be printed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.documents.annexes.annex_awards import annex_10
from portal.documents.annexes.annex_communes import annex_2
from portal.documents.annexes.annex_respondents import annex_6, annex_7
from portal.documents.annexes.annex_work import annex_8, annex_9
from portal.documents.synthesis import exclusion_text, findings
from portal.documents.synthesis.figures import FIRST_EDITION
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.tables import Annex, Cell, Head, Row, Table, numbers
from portal.results.statistics import grouping
from portal.results.statistics.tables import INDEX_PLACES, RATE_PLACES, printed_mean
from portal.surveys.turnout import Status, label
from portal.units.names import sort_key
from portal.web.ui.formats import day_month, decimal, integer, percent, rate
from portal.web.ui.text import NO_FIGURE, capital, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.documents.synthesis.figures import Answers, Area, Commune, Question, SynthesisFigures
    from portal.results.scoring import Score

LEVELS = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
AREAS_A_TABLE = 10
OF_GROUP, OF_GROUPS = "bình quân các câu trong nhóm", "bình quân các nhóm"

SCORE_NOTES = (
    findings.NOT_A_SAMPLE,
    "Số dưới số phiếu là tỷ lệ trong số phiếu có ý kiến; tổng các tỷ lệ có thể lệch 0,1 do làm tròn.",
    "Tỷ lệ hài lòng gồm hai mức hài lòng và rất hài lòng.",
    "Số của nhóm là bình quân cộng số đã làm tròn của các câu; số tổng hợp là bình quân cộng của các nhóm.",
    "Khoảng tin cậy 95% tính theo phương pháp Wilson.",
)
UNGROUPED = (
    ("-", "Chưa đủ cơ sở xếp nhóm", grouping.TOO_THIN),
    ("-", "Khuyết chức danh Chủ tịch, không xếp nhóm", grouping.VACANT),
)
INDEX_NOTES = (
    "Chỉ số bằng điểm bình quân chia 5, nhân 100; vận dụng thang đo 5 mức của SIPAS.",
    "Chỉ số bằng điểm bình quân trừ 1, chia 4, nhân 100; vận dụng thang đo 5 mức của SIPAS.",
)
GROUP_NOTES = (
    "Nhóm xếp theo tỷ lệ hài lòng chung đã làm tròn một chữ số; các mức do cơ quan chủ trì khảo sát đặt.",
    "Danh sách nêu đơn vị, không xếp hạng cá nhân.",
)


def annexes(figures: SynthesisFigures) -> tuple[Annex, ...]:
    """All ten."""
    builders = (annex_1, annex_2, annex_3, annex_4, annex_5, annex_6, annex_7, annex_8, annex_9, annex_10)
    built = [make(figures) for make in builders]
    restricted = figures.office.restricted
    return tuple(replace(annex, restricted=annex.number in restricted) for annex in built)


def annex_1(figures: SynthesisFigures) -> Annex:
    kinds = figures.survey.districts if figures.by_district else "loại đơn vị hành chính"
    return Annex(
        1,
        f"Tổng hợp tham gia khảo sát theo {kinds}",
        "landscape",
        (_by_day(figures), _by_area(figures, f"2. Theo {kinds}")),
        (
            f"{capital(figures.survey.turnout_rule)}.",
            "Lượt người dân đến là số liệu cấp xã đã chốt.",
            "Tỷ lệ tham gia bằng số phiếu hợp lệ chia cho số lượt người dân đến.",
        ),
    )


def annex_3(figures: SynthesisFigures) -> Annex:
    """Every question for the whole province, groups above their questions, the overall question last."""
    sections = [_question_group(figures, key, name) for key, name in figures.groups.items()]
    absent = [name for (key, name), rows in zip(figures.groups.items(), sections, strict=True) if not rows]
    rows = [row for group in sections for row in group]
    rows += [composite(figures)] if rows else []
    rows += [_question(figures, question, "total") for question in figures.questions if not question.group]
    rows += exclusion_text.rows(figures)
    notes = (
        *SCORE_NOTES,
        INDEX_NOTES[figures.method == "mean0"],
        *(f"Phiếu khảo sát không có nội dung: {lower_first(name)}." for name in absent),
    )
    table = Table(
        ("tt", "content", *["level"] * 5, "base", "base", "score", "rate", "score", "interval"),
        (
            (
                Head("Câu"),
                Head("Nội dung"),
                *(Head(level) for level in LEVELS),
                Head("Có ý kiến"),
                Head("Không có ý kiến"),
                Head("Điểm bình quân"),
                Head("Hài lòng (%)"),
                Head("Chỉ số"),
                Head("Khoảng tin cậy 95%"),
            ),
        ),
        tuple(rows),
    )
    return Annex(3, "Kết quả theo câu hỏi, toàn tỉnh", "landscape", (table,), notes)


def annex_4(figures: SynthesisFigures) -> Annex:
    areas, least = figures.areas, figures.grouping.least_shown
    chunks = [areas[start : start + AREAS_A_TABLE] for start in range(0, len(areas), AREAS_A_TABLE)]
    where = figures.survey.districts if figures.by_district else "loại đơn vị hành chính"
    return Annex(
        4,
        f"Tỷ lệ hài lòng (%) theo câu hỏi và {where}",
        "landscape",
        tuple(_matrix(figures, chunk) for chunk in chunks),
        (
            f"Ô in nghiêng có dưới {figures.grouping.least} phiếu có ý kiến.",
            f"Dưới {least} phiếu có ý kiến thì không in kết quả.",
            findings.NOT_A_SAMPLE,
        ),
    )


def annex_5(figures: SynthesisFigures) -> Annex:
    order = f"theo {figures.survey.districts}, trong đó " if figures.by_district else ""
    table = Table(
        ("tt", "group", "units", "members"),
        (
            (
                Head("Nhóm"),
                Head("Tỷ lệ hài lòng chung; địa bàn"),
                Head("Số đơn vị"),
                Head(f"Danh sách ({order}xếp theo vần)"),
            ),
        ),
        tuple(_grouped(figures)),
    )
    sound = " hoặc ".join(f"«{label(status)}»" for status in Status if status in grouping.SOUND)
    thin = (
        f"Chưa đủ cơ sở xếp nhóm: dưới {figures.grouping.least} phiếu có ý kiến, hoặc mức tham gia không phải {sound}."
    )
    notes = (*GROUP_NOTES[:1], thin, *GROUP_NOTES[1:])
    return Annex(5, "Phân nhóm đơn vị theo mức hài lòng", "portrait", (table,), notes)


def _by_day(figures: SynthesisFigures) -> Table:
    whole, days = figures.whole, figures.survey.days
    counts = [whole.on_day(index) for index in range(len(days))]
    rows = [
        Row(str(n), f"Ngày {day_month(day)}", numbers(*_turnout(count.visits, count.ballots)))
        for n, (day, count) in enumerate(zip(days, counts, strict=True), start=1)
    ]
    total = Row("", "Tổng cộng", numbers(*_turnout(whole.visits, whole.ballots)), "total")
    return Table(
        ("tt", "day-name", "figure", "figure", "figure"),
        ((Head("TT"), Head("Ngày"), Head("Lượt người dân đến"), Head("Phiếu hợp lệ"), Head("Tỷ lệ tham gia (%)")),),
        (*rows, total),
        "1. Theo ngày khảo sát",
    )


def _by_area(figures: SynthesisFigures, caption: str) -> Table:
    rows = [
        Row(str(n), area.name, numbers(*_area(figures, area, _left_out(figures, area))))
        for n, area in enumerate(figures.areas, start=1)
    ]
    total = Row("", "Tổng cộng", numbers(*_area(figures, figures.whole, _left_out(figures, figures.whole))), "total")
    return Table(
        ("tt", "area", "units", "figure", "figure", "excluded", "figure", "few", "many", "many", "many", "few"),
        (
            (
                Head("TT", rowspan=2),
                Head("Đơn vị", rowspan=2),
                Head("Số đơn vị cấp xã", rowspan=2),
                Head("Lượt người dân đến", rowspan=2),
                Head("Phiếu hợp lệ", rowspan=2),
                Head("Phiếu loại" if figures.edition == FIRST_EDITION else "Phiếu để riêng", rowspan=2),
                Head("Tỷ lệ tham gia (%)", rowspan=2),
                Head("Số đơn vị theo mức tham gia", colspan=5),
            ),
            tuple(Head(label(status)) for status in Status),
        ),
        (*rows, total),
        caption,
    )


def _left_out(figures: SynthesisFigures, area: Area) -> str:
    """The ballots set apart; the first edition's column had one figure for all, seldom known."""
    if figures.edition > FIRST_EDITION:
        return exclusion_text.excluded_ballots(figures, area)
    if figures.excluded is None:
        return NO_FIGURE
    return integer(figures.excluded) if area is figures.whole else "-"


def _area(figures: SynthesisFigures, area: Area, excluded: str) -> Iterable[str]:
    visits, ballots, rate_ = _turnout(area.visits, area.ballots)
    judged = figures.whole.visits is not None
    yield from (integer(len(area.communes)), visits, ballots, excluded, rate_)
    yield from (integer(area.verdicts[status]) if judged else "-" for status in Status)


def _turnout(visits: int | None, ballots: int | None) -> tuple[str, str, str]:
    texts = [NO_FIGURE if value is None else integer(value) for value in (visits, ballots)]
    return texts[0], texts[1], rate(percent_of(ballots, visits))


def _question_group(figures: SynthesisFigures, key: str, name: str) -> list[Row]:
    questions = [question for question in figures.questions if question.group == key]
    if not questions:
        return []
    scores = [figures.whole.score(question.id) for question in questions]
    head = Row("", name, means(OF_GROUP, *findings.group_means(figures, scores)), "sum")
    return [head, *(_question(figures, question) for question in questions)]


def composite(figures: SynthesisFigures) -> Row:
    groups = [[figures.whole.score(q.id) for q in figures.questions if q.group == key] for key in figures.groups]
    rates, indices = zip(*(findings.group_means(figures, scores) for scores in groups), strict=True)
    means_of_groups = printed_mean(rates, RATE_PLACES), printed_mean(indices, INDEX_PLACES)
    return Row("", "Tổng hợp các nhóm", means(OF_GROUPS, *means_of_groups), "sum")


def means(words: str, share_: float | None, index: float | None) -> tuple[Cell, ...]:
    return (Cell(words, "c", 7), *numbers("-", rate(share_), decimal(index), "-"))


def _question(figures: SynthesisFigures, question: Question, kind: str = "unit") -> Row:
    score = figures.whole.score(question.id)
    answers = figures.whole.answers.get(question.id)
    is_shown = answers is not None and score.n >= figures.grouping.least_shown
    cells = _answers(figures, answers, score) if answers is not None and is_shown else numbers(*["-"] * 11)
    return Row(question.number, question.text, cells, "total" if kind == "total" else "unit")


def _answers(figures: SynthesisFigures, answers: Answers, score: Score) -> tuple[Cell, ...]:
    levels = [f"{integer(many)}\n{percent(100 * many / score.n)}" for many in answers[:5]]
    return numbers(
        *levels,
        integer(score.n),
        integer(score.no_opinion),
        decimal(score.mean),
        rate(score.top2),
        decimal(figures.index_of(score)),
        f"{rate(score.low)}–{rate(score.high)}",
    )


def _matrix(figures: SynthesisFigures, areas: Sequence[Area]) -> Table:
    columns = [*areas, figures.whole]
    ordered = sorted(figures.questions, key=lambda question: not question.group)
    rows = [
        Row(
            question.number,
            question.label if question.group else "Đánh giá chung",
            tuple(_share(figures, area.score(question.id)) for area in columns),
            "unit" if question.group else "total",
        )
        for question in ordered
    ]
    bases, least = [area.score(figures.headline).n for area in columns], figures.grouping.least_shown
    base_cells = numbers(*(integer(n) if n >= least else "-" for n in bases))
    base = Row("", f"Số phiếu có ý kiến, câu {figures.overall.number}", base_cells)
    return Table(
        ("tt", "question", *["matrix"] * len(columns)),
        ((Head("Câu"), Head("Nội dung"), *(Head(area.short) for area in columns)),),
        (*rows, base),
    )


def _share(figures: SynthesisFigures, score: Score) -> Cell:
    if score.n < figures.grouping.least_shown:
        return Cell("-")
    return Cell(rate(score.top2), thin=score.n < figures.grouping.least)


def _grouped(figures: SynthesisFigures) -> Iterable[Row]:
    """Each group with its share of all communes, then its members district by district."""
    placed = findings.communes_by_group(figures) if figures.whole.score(figures.headline).n else []
    names = [(str(n + 1), capital(name), n) for n, name in enumerate(grouping.names(figures.grouping.floors))]
    for number, name, place in [*names, *UNGROUPED]:
        members = {commune for where, commune in placed if where == place}
        yield Row(number, name, _weight(len(members), len(placed)), "sum")
        for area in figures.areas:
            members_here = [commune for commune in area.communes if commune in members]
            if members_here:
                yield Row("", area.name, (Cell(integer(len(members_here)), "c"), Cell(_names(members_here), "l")))
    yield Row("", "Tổng cộng", _weight(len(placed), len(placed)), "total")


def _weight(part: int, whole: int) -> tuple[Cell, Cell]:
    if not whole:
        return Cell(NO_FIGURE, "c"), Cell("-", "c")
    return Cell(integer(part), "c"), Cell(f"bằng {percent(percent_of(part, whole))} số đơn vị", "l")


def _names(communes: Iterable[Commune]) -> str:
    return ", ".join(sorted((lower_first(commune.name) for commune in communes), key=sort_key))
