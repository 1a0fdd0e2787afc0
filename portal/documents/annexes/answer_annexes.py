"""Annexes 3, 4 and 5 of the synthesis report: what was answered, by question, by area and by group of communes."""

from collections.abc import Iterable, Iterator, Sequence

from portal.documents.annexes import estimate_annexes
from portal.documents.synthesis import exclusion_text, findings
from portal.documents.synthesis.figures import Answers, Area, Commune, Question, SynthesisFigures
from portal.fieldwork.turnout.figures import percent_of
from portal.papers.tables import Annex, Cell, Row, Table, numbers, table
from portal.results.scoring import Score
from portal.results.statistics import grouping
from portal.results.statistics.tables import INDEX_PLACES, RATE_PLACES, printed_mean
from portal.surveys.turnout import Status, label
from portal.units.names import sort_key
from portal.web.ui.formats import NO_FIGURE, capital, decimal, integer, lower_first, percent, rate

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


def annex_3(figures: SynthesisFigures) -> Annex:
    """Every question for the whole province, groups above their questions, the overall question last."""
    asked = {question.group for question in figures.questions}
    rows = [row for key, name in figures.groups.items() if key in asked for row in question_group(figures, key, name)]
    rows += [composite(figures)] if rows else []
    rows += [question_row(figures, question) for question in figures.questions if not question.group]
    rows += exclusion_text.rows(figures)
    weighted = figures.estimate is not None
    notes = (*answer_notes(figures), *(estimate_annexes.estimate_notes(figures) if weighted else ()))
    bases = ("Có ý kiến", "Không có ý kiến")
    heads = ("Câu", "Nội dung", *LEVELS, *bases, "Điểm bình quân", "Hài lòng (%)", "Chỉ số", "Khoảng tin cậy 95%")
    columns = f"tt content {'level ' * 5} base base score rate score interval"
    asked_table = table(columns, heads, rows, caption=estimate_annexes.FIRST_CAPTION if weighted else "")
    tables = (asked_table, estimate_annexes.estimate_table(figures)) if weighted else (asked_table,)
    return Annex(3, "Kết quả theo câu hỏi, toàn tỉnh", "landscape", tables, notes)


def answer_notes(figures: SynthesisFigures) -> tuple[str, ...]:
    """What the table by question is of."""
    asked = {question.group for question in figures.questions}
    absent = [name for key, name in figures.groups.items() if key not in asked]
    return (
        *SCORE_NOTES,
        INDEX_NOTES[figures.method == "mean0"],
        *(f"Phiếu khảo sát không có nội dung: {lower_first(name)}." for name in absent),
    )


def annex_4(figures: SynthesisFigures) -> Annex:
    areas, least = figures.areas, figures.grouping.least_shown
    chunks = [areas[start : start + AREAS_A_TABLE] for start in range(0, len(areas), AREAS_A_TABLE)]
    where = figures.survey.districts if figures.by_district else "loại đơn vị hành chính"
    return Annex(
        4,
        f"Tỷ lệ hài lòng (%) theo câu hỏi và {where}",
        "landscape",
        tuple(matrix(figures, chunk) for chunk in chunks),
        (
            f"Ô in nghiêng có dưới {figures.grouping.least} phiếu có ý kiến.",
            f"Dưới {least} phiếu có ý kiến thì không in kết quả.",
            findings.NOT_A_SAMPLE,
        ),
    )


def annex_5(figures: SynthesisFigures) -> Annex:
    order = f"theo {figures.survey.districts}, trong đó " if figures.by_district else ""
    heads = ("Nhóm", "Tỷ lệ hài lòng chung; địa bàn", "Số đơn vị", f"Danh sách ({order}xếp theo vần)")
    groups = table("tt group units members", heads, grouped(figures))
    sound = " hoặc ".join(f"«{label(status)}»" for status in Status if status in grouping.SOUND)
    thin = (
        f"Chưa đủ cơ sở xếp nhóm: dưới {figures.grouping.least} phiếu có ý kiến, hoặc mức tham gia không phải {sound}."
    )
    notes = (*GROUP_NOTES[:1], thin, *GROUP_NOTES[1:])
    return Annex(5, "Phân nhóm đơn vị theo mức hài lòng", "portrait", (groups,), notes)


def question_group(figures: SynthesisFigures, key: str, name: str) -> Iterator[Row]:
    questions = [question for question in figures.questions if question.group == key]
    scores = [figures.whole.score(question.id) for question in questions]
    yield Row("", name, means(OF_GROUP, *findings.group_means(figures, scores)), "sum")
    yield from (question_row(figures, question) for question in questions)


def composite(figures: SynthesisFigures) -> Row:
    groups = [[figures.whole.score(q.id) for q in figures.questions if q.group == key] for key in figures.groups]
    rates, indices = zip(*(findings.group_means(figures, scores) for scores in groups), strict=True)
    means_of_groups = printed_mean(rates, RATE_PLACES), printed_mean(indices, INDEX_PLACES)
    return Row("", "Tổng hợp các nhóm", means(OF_GROUPS, *means_of_groups), "sum")


def means(words: str, share_mean: float | None, index: float | None) -> tuple[Cell, ...]:
    return (Cell(words, "c", 7), *numbers("-", rate(share_mean), decimal(index), "-"))


def question_row(figures: SynthesisFigures, question: Question) -> Row:
    score = figures.whole.score(question.id)
    answers = figures.whole.answers.get(question.id)
    # Of too few opinions nothing is printed, not even how many they are.
    is_shown = answers is not None and score.n >= figures.grouping.least_shown
    row = answer_cells(figures, answers, score) if answers is not None and is_shown else numbers(*["-"] * 11)
    return Row(question.number, question.text, row, "unit" if question.group else "total")


def answer_cells(figures: SynthesisFigures, answers: Answers, score: Score) -> tuple[Cell, ...]:
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


def matrix(figures: SynthesisFigures, areas: Sequence[Area]) -> Table:
    columns = [*areas, figures.whole]
    ordered = sorted(figures.questions, key=lambda question: not question.group)  # the overall question last
    rows = [
        Row(
            question.number,
            question.label if question.group else "Đánh giá chung",
            tuple(share_cell(figures, area.score(question.id)) for area in columns),
            "unit" if question.group else "total",
        )
        for question in ordered
    ]
    bases, least = [area.score(figures.headline).n for area in columns], figures.grouping.least_shown
    base_cells = numbers(*(integer(n) if n >= least else "-" for n in bases))
    base = Row("", f"Số phiếu có ý kiến, câu {figures.overall.number}", base_cells)
    heads = ("Câu", "Nội dung", *(area.short for area in columns))
    return table(f"tt question {'matrix ' * len(columns)}", heads, [*rows, base])


def share_cell(figures: SynthesisFigures, score: Score) -> Cell:
    if score.n < figures.grouping.least_shown:
        return Cell("-")
    return Cell(rate(score.top2), thin=score.n < figures.grouping.least)


def grouped(figures: SynthesisFigures) -> Iterator[Row]:
    """Each group with its share of all communes, then its members district by district."""
    placed = findings.communes_by_group(figures) if figures.whole.score(figures.headline).n else []
    names = [(str(n + 1), capital(name), n) for n, name in enumerate(grouping.names(figures.grouping.floors))]
    for number, name, place in [*names, *UNGROUPED]:
        members = {commune for where, commune in placed if where == place}
        yield Row(number, name, weight(len(members), len(placed)), "sum")
        for area in figures.areas:
            members_here = [commune for commune in area.communes if commune in members]
            if members_here:
                yield Row("", area.name, (Cell(integer(len(members_here)), "c"), Cell(names_of(members_here), "l")))
    yield Row("", "Tổng cộng", weight(len(placed), len(placed)), "total")


def weight(part: int, whole: int) -> tuple[Cell, Cell]:
    if not whole:
        return Cell(NO_FIGURE, "c"), Cell("-", "c")
    return Cell(integer(part), "c"), Cell(f"bằng {percent(percent_of(part, whole))} số đơn vị", "l")


def names_of(communes: Iterable[Commune]) -> str:
    return ", ".join(sorted((lower_first(commune.name) for commune in communes), key=sort_key))
