"""T2 to T5: what was answered, by question, by group of questions, by district and by commune."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import Line
from portal.results.scoring import Score
from portal.results.statistics import tables
from portal.results.statistics.basis import Basis, Question, method_in_words
from portal.results.statistics.grouping import TOO_THIN, VACANT, band_in_words, names, place_of
from portal.results.statistics.marked_units import HIGHER, LOWER, UNDECIDED
from portal.results.statistics.tables import Area, Distribution, MatrixRow, Summary, interval_by_visits
from portal.results.tables import grids
from portal.results.tables.grids import ALL, COUNT, INDEX, RATE, Column, Grid, Row, counted, fraction, index, share
from portal.results.tallying.reading import Reading
from portal.surveys import turnout
from portal.web.ui.listing import ListFilter
from portal.web.ui.table_model import Figure, blank, text

Interval = tuple[float, float] | None
COUNTS, SHARES = "counts", "shares"


def distribution(reading: Reading) -> Grid:
    """T2: each level's number and its share of those with an opinion; «no opinion» as a share of all."""
    *levels, none = reading.basis.levels
    heads = (
        Column(_("Câu hỏi")),
        *(head for level in levels for head in level_heads(level, level)),
        Column(_("Có ý kiến"), COUNT),
        *level_heads(none, _("Không có ý kiến")),
    )
    notes = (
        _("Tỷ lệ của năm mức tính trên số phiếu có ý kiến; tổng có thể lệch 0,1 do làm tròn."),
        _("Tỷ lệ “%(none)s” tính trên tất cả phiếu.", none=none),
        small_cell_note(),
    )
    rows = tables.distributions(reading.basis, reading.answers)
    body = tuple(question_row(row.question, distribution_cells(row)) for row in rows)
    return Grid("T2 Từng mức trả lời", _("Từng mức trả lời"), heads, body, notes)


def level_heads(level: str, short: str) -> tuple[Column, Column]:
    """A level's number and its share; a page shows the one or the other."""
    return Column(level, COUNT, short=short, choice=COUNTS), Column(f"{level} (%)", RATE, short=short, choice=SHARES)


def distribution_cells(row: Distribution) -> tuple[Figure, ...]:
    pairs = zip(row.counts, row.shares, strict=True)
    levels = (cell for many, part in pairs for cell in (counted(many), share(part)))
    return (*levels, base(row.score), counted(row.no_opinion), share(row.no_opinion_share))


def summary(reading: Reading) -> Grid:
    """T3 by question, in the form's order."""
    heads = (
        Column(_("Câu hỏi")),
        *score_heads(Column(_("Điểm bình quân"), INDEX, short=_("Điểm")), of_visits=True),
        Column(_("Bình quân các đơn vị (%)"), RATE, short=_("Bình quân đơn vị (%)")),
        Column(_("Số đơn vị"), COUNT),
    )
    notes = (
        _("Bình quân các đơn vị: bình quân cộng tỷ lệ hài lòng (đã làm tròn) của các đơn vị có từ 5 ý kiến trở lên."),
        index_note(reading.basis),
        wilson(),
        *([of_visits()] if reading.basis.policy != turnout.NOT_JUDGED else []),
        small_cell_note(),
    )
    rows = tables.summaries(reading.basis, reading.by_unit)
    body = tuple(question_row(row.question, summary_cells(reading, row)) for row in rows)
    return grids.kept(Grid("T3 Theo câu hỏi", _("Kết quả theo câu hỏi"), heads, body, notes), reading.lines)


def summary_cells(reading: Reading, row: Summary) -> tuple[Figure, ...]:
    came = interval_by_visits(row.score, reading.lines)
    figures = scored(reading.basis, row.score, index(row.score.mean), came=came)
    return (*figures, share(row.by_unit), counted(row.units or None))


def groups(reading: Reading) -> Grid:
    """T3 by group of questions, and all groups together."""
    heads = (
        Column(_("Nhóm nội dung")),
        Column(_("Điểm bình quân"), INDEX, short=_("Điểm")),
        Column(_("Hài lòng (%)"), RATE),
        Column(_("Khoảng tin cậy 95%, từ"), RATE, interval=_("Khoảng 95%")),
        Column(_("đến"), RATE),
        Column(_("Chỉ số"), INDEX),
    )
    notes = (
        index_note(reading.basis),
        _("Khoảng của nhóm là bình quân cộng hai đầu khoảng của các câu, nên không hẹp hơn khoảng đúng."),
        _("Số của nhóm là bình quân cộng số đã làm tròn của các câu; số tổng hợp là bình quân cộng của các nhóm."),
        *(_("Phiếu khảo sát không có nội dung: %(label)s.", label=label) for label in reading.basis.absent),
    )
    body = [
        Row(
            row.label,
            (index(row.mean), share(row.top2), share(row.low), share(row.high), index(row.index)),
            "unit" if row.id else "total",
        )
        for row in reading.groups
    ]
    return Grid("T3 Theo nhóm", _("Kết quả theo nhóm nội dung"), heads, tuple(body), notes)


def areas(reading: Reading) -> Grid:
    """Every area on the overall question, in the catalogue's order, with its difference from all the others."""
    heads = (
        Column(_("Địa bàn")),
        Column(_("Số đơn vị"), COUNT),
        Column(_("Có ý kiến"), COUNT),
        Column(_("Hài lòng (%)"), RATE),
        Column(_("Khoảng tin cậy 95%, từ"), RATE, interval=_("Khoảng 95%")),
        Column(_("đến"), RATE),
        Column(_("So với các nơi khác"), RATE),
        Column(_("từ"), RATE, interval=_("Khoảng của chênh lệch")),
        Column(_("đến"), RATE),
    )
    return Grid(
        "",
        _("Kết quả từng %(district)s"),
        heads,
        tuple(area_row(reading, area) for area in reading.areas),
        (newcombe(),),
    )


def area_row(reading: Reading, area: Area) -> Row:
    score, apart = reading.area_scores[area.key], reading.area_differences[area.key]
    figures = (base(score), share(score.top2), share(score.low), share(score.high))
    return Row(area.short, (counted(len(area.lines)), *figures, *map(share, apart or (None, None, None))))


def matrix(reading: Reading) -> Grid:
    """T4: the share satisfied by question and district; a cell with a thin base is slanted."""
    basis, areas = reading.basis, reading.areas
    by_district = any(area.lines[0].unit.district for area in areas)
    places = basis.figure_places
    heads = (
        Column(_("Câu hỏi")),
        *(Column(area.short, places) for area in areas),
        Column(_("Toàn %(territory)s"), places),
    )
    notes = (
        _("%(figure)s, ô in nghiêng có dưới %(least)s ý kiến.", figure=basis.figure_label, least=basis.least),
        small_cell_note(),
    )
    name = _("T4 Theo %(district)s") if by_district else _("T4 Theo loại đơn vị")
    title = _("Kết quả theo câu hỏi và %(district)s") if by_district else _("Kết quả theo câu hỏi và loại đơn vị")
    rows = tables.matrix(basis, reading.by_area)
    return Grid(name, title, heads, tuple(matrix_row(basis, row) for row in rows), notes)


def matrix_row(basis: Basis, row: MatrixRow) -> Row:
    """A question over the districts; each cell is coloured by the group its figure would fall into."""
    thin = frozenset(number for number, one in enumerate(row.scores, start=1) if 0 < one.n < basis.least)
    figures = [basis.figure_of(one) for one in row.scores]
    heat = {n: place_of(figure, basis.floors) for n, figure in enumerate(figures, start=1) if figure is not None}
    cells = tuple(fraction(figure, basis.figure_places) for figure in figures)
    return replace(question_row(row.question, cells, thin), heat=heat)


def communes(reading: Reading, list_filter: ListFilter) -> Grid:
    """T5: every commune on the overall question."""
    basis, shown = reading.basis, grids.select_rows(reading.commune_rows, list_filter)
    by_unit = {row.line.unit.id: row for row in reading.commune_rows}
    places, standings = places_in_words(basis), standings_in_words()

    def commune(line: Line) -> Row:
        row = by_unit[line.unit.id]
        cells = (
            *shown.unit_cells(line),
            *scored(basis, row.score, came=interval_by_visits(row.score, [line])),
            text(standings.get(row.standing, "-")),
            text(turnout.label_on_screen(line.status)),
            text(places[row.place]),
            text(band_in_words(row.band, basis.floors) if row.band else "-"),
        )
        return Row(line.unit.title, cells, status=line.status)

    def summed(head: str, kind: str, lines: Sequence[Line], area: Area | None) -> Row:
        total = reading.area_scores[area.key] if area else reading.overall
        figures = scored(basis, total, came=interval_by_visits(total, lines))
        return Row(head, (*shown.unit_cells(None), *figures, *[blank()] * 4), kind)

    heads = (
        *shown.unit_heads(),
        *score_heads(of_visits=True),
        Column(_("So với mức chung"), order="standing"),
        Column(_("Mức tham gia"), order="status", is_on_phones=False, of_visits=True),
        Column(_("Nhóm"), order="place", choice=ALL),
        Column(_("Nhóm có thể"), order="band", choice=ALL),
    )
    body, title = tuple(shown.rows(commune, summed)), _("Kết quả từng %(communes)s")
    grid = Grid("T5 Theo xã", title, heads, body, commune_notes(basis), len(shown.lines))
    return grids.kept(grid, [row.line for row in reading.commune_rows])


def commune_notes(basis: Basis) -> tuple[str, ...]:
    return (
        _("Đánh giá chung (câu %(number)s).", number=basis.overall.number) + " " + small_cell_note(),
        _(
            "Chưa đủ cơ sở xếp nhóm: dưới %(least)s ý kiến, hoặc mức tham gia không phải “Đạt” hay "
            "“Vượt số %(counted_short)s, cần giải trình”.",
            least=basis.least,
        ),
        _(
            "So với mức chung: so với tất cả đơn vị khác, với đơn vị có từ %(least)s ý kiến, đã điều chỉnh do so sánh "
            "nhiều đơn vị cùng lúc (Benjamini–Hochberg, 5%%).",
            least=basis.least,
        ),
        _("Nhóm có thể: các nhóm mà khoảng tin cậy 95% chạm tới; các đơn vị cùng nhóm không xếp thứ tự."),
        index_note(basis),
        _("Các mức của nhóm do cơ quan chủ trì khảo sát đặt. Bảng nêu đơn vị, không xếp hạng cá nhân."),
        wilson(),
        of_visits(),
    )


def standings_in_words() -> dict[str, str]:
    """How a commune stands against all the others."""
    return {LOWER: _("thấp hơn"), UNDECIDED: _("chưa đủ căn cứ"), HIGHER: _("cao hơn")}


def places_in_words(basis: Basis) -> dict[int | str, str]:
    """A commune's group by its place, the best first, or why it has none."""
    return {
        **dict(enumerate(names(basis.floors))),
        TOO_THIN: _("chưa đủ cơ sở xếp nhóm"),
        VACANT: _("khuyết chức danh %(office_short)s, không xếp nhóm"),
    }


def question_row(question: Question, cells: tuple[Figure, ...], thin: frozenset[int] = frozenset()) -> Row:
    """A question's row; the overall one stands out."""
    return Row(question.title, cells, "unit" if question.group else "total", thin=thin)


def score_heads(*mean: Column, of_visits: bool = False) -> tuple[Column, ...]:
    by_visits = Column(
        _("Theo %(counted_figure_short)s, từ"),
        RATE,
        interval=_("Theo %(counted_figure_short)s"),
        choice=ALL,
        of_visits=True,
    )
    came = (by_visits, Column(_("đến"), RATE, of_visits=True)) if of_visits else ()
    return (
        Column(_("Có ý kiến"), COUNT, "n", is_on_phones=False),
        *mean,
        Column(_("Hài lòng (%)"), RATE, "rate", _("Hài\u00a0lòng (%)")),
        Column(_("Khoảng tin cậy 95%, từ"), RATE, interval=_("Khoảng 95%")),
        Column(_("đến"), RATE),
        *came,
        Column(_("Chỉ số"), INDEX, "index", choice=ALL),
    )


NOT_ASKED: Final = (-1.0, -1.0)  # where a table has no columns of intervals by visits


def scored(basis: Basis, score: Score, *mean: Figure, came: Interval = NOT_ASKED) -> tuple[Figure, ...]:
    """The cells under `score_heads`; `came` is the interval by visits, for the tables that have it."""
    low, high = came or (None, None)
    by_visits = () if came is NOT_ASKED else (share(low), share(high))
    rates = (share(score.top2), share(score.low), share(score.high))
    return (base(score), *mean, *rates, *by_visits, index(basis.index_of(score)))


def base(score: Score) -> Figure:
    """How many gave an opinion; a dash for none, and for fewer than may be shown."""
    return counted(score.n or None)


def wilson() -> str:
    return _("Khoảng tin cậy 95% tính theo phương pháp Wilson; hơn, kém chỉ kết luận theo khoảng của chênh lệch.")


def newcombe() -> str:
    return _("Khoảng của chênh lệch tính theo phương pháp Newcombe; khoảng có chứa 0 thì không kết luận hơn, kém.")


def of_visits() -> str:
    return _(
        "“Theo %(counted_figure_short)s”: khoảng hiệu chỉnh theo số %(counted)s đã chốt, coi người trả lời như mẫu "
        "ngẫu nhiên của những người đến; thực tế không phải mẫu ngẫu nhiên. Còn ngày chưa chốt, hoặc số phiếu nhiều "
        "hơn %(counted_figure_short)s, thì không tính."
    )


def index_note(basis: Basis) -> str:
    chosen = _("Cách tính chỉ số: %(method)s.", method=method_in_words(basis.method))
    if basis.method != "top2":
        return chosen
    return f"{chosen} " + _("Cột “Chỉ số” ghi kèm điểm bình quân chia 5, nhân 100.")


def small_cell_note() -> str:
    return _("Dưới 5 ý kiến không hiện kết quả, ghi “-”.")
