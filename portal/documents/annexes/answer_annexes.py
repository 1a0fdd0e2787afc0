"""Annexes 3, 4 and 5 of the synthesis report: what was answered, by question, by area and by group of communes."""

from collections.abc import Iterator, Sequence

from portal.documents.annexes import estimate_annexes
from portal.documents.synthesis import estimate_text, exclusion_text
from portal.documents.synthesis.figures import Answers, Area, Question, SynthesisFigures
from portal.documents.synthesis.prose import findings, places
from portal.papers.tables import Annex, Cell, Row, Table, cells, numbered, numbers, table
from portal.results.scoring import Score
from portal.results.statistics.tables import INDEX_PLACES, RATE_PLACES, printed_mean
from portal.web.ui.formats import capital, decimal, integer, lower_first, percent, rate

LEVELS = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
AREAS_A_TABLE = 10
OF_GROUP, OF_GROUPS = "bình quân các câu trong nhóm", "bình quân các nhóm"
SCORE_NOTES = (
    "Số dưới số phiếu là tỷ lệ trong số phiếu có ý kiến; tổng các tỷ lệ có thể lệch 0,1 do làm tròn.",
    "Tỷ lệ hài lòng gồm hai mức hài lòng và rất hài lòng.",
    "Số của nhóm là bình quân cộng số đã làm tròn của các câu; số tổng hợp là bình quân cộng của các nhóm.",
    "Khoảng tin cậy 95% tính theo phương pháp Wilson.",
)
INDEX_NOTES = (
    "Chỉ số bằng điểm bình quân chia 5, nhân 100; vận dụng thang đo 5 mức của SIPAS.",
    "Chỉ số bằng điểm bình quân trừ 1, chia 4, nhân 100; vận dụng thang đo 5 mức của SIPAS.",
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
    return Annex(3, f"Kết quả theo câu hỏi, toàn {figures.survey.words.territory}", "landscape", tables, notes)


def answer_notes(figures: SynthesisFigures) -> tuple[str, ...]:
    """What the table by question is of."""
    asked = {question.group for question in figures.questions}
    absent = [name for key, name in figures.groups.items() if key not in asked]
    return (
        findings.not_a_sample(figures),
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
        (*(matrix(figures, chunk) for chunk in chunks), *weakest(figures, public=False)),
        (
            f"Ô in nghiêng có dưới {figures.grouping.least} phiếu có ý kiến.",
            f"Dưới {least} phiếu có ý kiến thì không in kết quả.",
            findings.not_a_sample(figures),
            *several_note(figures),
        ),
    )


def several_note(figures: SynthesisFigures) -> tuple[str, ...]:
    """Where the count of communes that are low in several matters stands: no table tells a commune's matters (P8)."""
    sentence = estimate_text.several_sentence(figures)
    return (f"{sentence}; chỉ nêu số đơn vị.",) if sentence else ()


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


def weakest(figures: SynthesisFigures, *, public: bool) -> tuple[Table, ...]:
    """The weakest matter of each district, and those that cannot be told from it; none where nothing may be told."""
    if figures.is_of_earlier_edition or not figures.by_district:
        return ()
    rows = []
    for place, area in enumerate(figures.areas):
        first, *others = places.weakest_in(figures, place, public=public) or (None,)
        found = "-" if first is None else f"{capital(first.name)} ({percent(first.score.top2)})"
        rows.append((area.name, cells("ll", found, "; ".join(one.name for one in others) or "-")))
    if all(row_cells[0].text == "-" for _name, row_cells in rows):
        return ()
    heads = ("TT", "Đơn vị", "Nội dung thấp nhất", "Nội dung chưa phân biệt được với nội dung thấp nhất")
    caption = f"Nội dung có tỷ lệ hài lòng thấp nhất theo {figures.survey.districts}"
    return (table("tt area weakest likewise", heads, numbered(rows), caption=caption),)


def share_cell(figures: SynthesisFigures, score: Score) -> Cell:
    if score.n < figures.grouping.least_shown:
        return Cell("-")
    return Cell(rate(score.top2), thin=score.n < figures.grouping.least)
