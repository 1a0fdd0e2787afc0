"""Annexes 3 and 4 as they leave the province's office (P8): the counts that `disclosure_control` lets out.

Every figure here follows from a question's released table alone: a share only where both levels of satisfied are
shown, a mean only where all five are.
"""

from collections.abc import Sequence
from dataclasses import replace

from portal.documents.annexes import answer_annexes, estimate_annexes, people_annexes
from portal.documents.synthesis import exclusion_text
from portal.documents.synthesis.figures import Area, Question, SynthesisFigures
from portal.documents.synthesis.prose import findings, people, told
from portal.papers.tables import Annex, Cell, numbers
from portal.papers.tables import Row as Line
from portal.papers.tables import Table as Printed
from portal.results.disclosure.disclosure_control import GROUPINGS, LEAST_CELL, Row, Table
from portal.web.ui.formats import decimal, integer, percent, rate

HIDDEN_MEANS = (None, None)
RULE = (
    f"Ô dưới {LEAST_CELL} phiếu và ô có thể suy ra ô đó không in (“-”); khi cần, các mức được gộp hoặc chỉ in khoảng "
    "20 điểm phần trăm. Số liệu đầy đủ ở bản gửi cấp có thẩm quyền."
)


def replaced_annexes(figures: SynthesisFigures) -> tuple[Annex, ...]:
    """The annexes that a copy which leaves the office has in another form: 3 and 4, and 6 where a group is small."""
    small = any(people.small_groups(trait) for trait in figures.traits)
    return (annex_3(figures), annex_4(figures), *([people_annexes.annex_6(figures, public=True)] if small else []))


def annex_3(figures: SynthesisFigures) -> Annex:
    """Annex 3 with the same rows; a mean of several questions only where each of them is fully shown."""
    full = answer_annexes.annex_3(figures)
    table = full.tables[0]
    by_number = {question.number: question for question in figures.questions}
    means = mean_cells(figures)
    rows = tuple(
        replace(line, cells=question_cells(figures, by_number[line.number]) if line.number else means[line.name])
        for line in table.rows
        if line.name != exclusion_text.row_name(figures)
    )
    shown_rows = (*rows, *exclusion_text.public_rows(figures))
    weighted = estimate_annexes.public_table(figures) if figures.estimate else None
    tables = (replace(table, rows=shown_rows), *([weighted] if weighted else []))
    notes = full.notes if weighted else answer_annexes.answer_notes(figures)
    return replace(full, tables=tables, notes=(*notes, RULE))


def mean_cells(figures: SynthesisFigures) -> dict[str, tuple[Cell, ...]]:
    """The cells of each group's own row and of the composite, by the row's name."""
    cells, all_shown = {}, True
    for key, name in figures.groups.items():
        members = [question for question in figures.questions if question.group == key]
        is_shown = all(told.is_fully_shown(figures, question) for question in members)
        scores = [figures.whole.score(question.id) for question in members]
        means = findings.group_means(figures, scores) if is_shown else HIDDEN_MEANS
        cells[name] = answer_annexes.means(answer_annexes.OF_GROUP, *means)
        all_shown = all_shown and is_shown
    composite = answer_annexes.composite(figures)
    hidden = answer_annexes.means(answer_annexes.OF_GROUPS, *HIDDEN_MEANS)
    return cells | {composite.name: composite.cells if all_shown else hidden}


def question_cells(figures: SynthesisFigures, question: Question) -> tuple[Cell, ...]:
    """One question's row: levels, bases, mean, share, index, interval, as far as the released row tells them."""
    table, score = told.released_table(figures, question), figures.whole.score(question.id)
    row = table.whole
    if row is None or score.n < figures.grouping.least_shown:
        return numbers(*["-"] * 11)
    silent = integer(score.no_opinion) if told.tells_no_opinion(score) else "-"
    satisfied = told.satisfied_share(table, row)
    exact, full = satisfied is not None, told.is_fully_shown(figures, question)
    return (
        *level_cells(table, row),
        *numbers(
            integer(row.n),
            silent,
            decimal(score.mean) if full else "-",
            rate(satisfied) if exact else band_text(row),
            decimal(figures.index_of(score)) if full else "-",
            f"{rate(score.low)}–{rate(score.high)}" if exact else "-",
        ),
    )


def level_cells(table: Table, row: Row) -> tuple[Cell, ...]:
    """The five levels, those put together as one cell; one dash across where a band alone is told."""
    if not row.cells:
        return (Cell("-", "c", 5),)
    texts = ["-" if n is None else f"{integer(n)}\n{percent(100 * n / row.n)}" for n in row.cells]
    groups = GROUPINGS[table.form]
    return tuple(
        Cell(text, "n" if len(group) == 1 else "c", len(group)) for text, group in zip(texts, groups, strict=True)
    )


def band_text(row: Row) -> str:
    """«60–80»: the band of the share satisfied."""
    return "-" if row.band is None else exclusion_text.band_text(row.band)


def annex_4(figures: SynthesisFigures) -> Annex:
    """Annex 4: areas as the released tables have them, those with fewer than three communes left out."""
    full, start = answer_annexes.annex_4(figures), 0
    weakest = answer_annexes.weakest(figures, public=True)
    tables = []
    for table in (one for one in full.tables if "matrix" in one.columns):
        width = len(table.columns) - 3  # without the question's number and words, and the whole province
        tables.append(matrix(figures, table, range(start, start + width)))
        start += width
    return replace(full, tables=(*tables, *weakest), notes=(*full.notes, RULE))


def matrix(figures: SynthesisFigures, table: Printed, places: Sequence[int]) -> Printed:
    """One table: the same rows, each cell from its question's released row."""
    by_number = {question.number: question for question in figures.questions}
    columns = [*((place, figures.areas[place]) for place in places), (None, figures.whole)]
    *lines, base = table.rows
    rows = [
        replace(line, cells=tuple(share_cell(figures, by_number[line.number], *column) for column in columns))
        for line in lines
    ]
    return replace(table, rows=(*rows, bases(figures, base, places)))


def share_cell(figures: SynthesisFigures, question: Question, place: int | None, area: Area) -> Cell:
    table = told.released_table(figures, question)
    row = told.row_at(table, place)
    n = area.score(question.id).n
    if row is None or n < figures.grouping.least_shown:
        return Cell("-")
    satisfied = told.satisfied_share(table, row)
    return Cell(band_text(row) if satisfied is None else rate(satisfied), thin=n < figures.grouping.least)


def bases(figures: SynthesisFigures, base: Line, places: Sequence[int]) -> Line:
    """How many gave an opinion, where the released table says it."""
    table = told.released_table(figures, figures.overall)
    released_rows = [told.row_at(table, place) for place in (*places, None)]
    texts = [
        integer(row.n) if row is not None and row.n >= figures.grouping.least_shown else "-" for row in released_rows
    ]
    return replace(base, cells=numbers(*texts))
