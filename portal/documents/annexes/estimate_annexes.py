"""The second table of annex 3: the overall question by area, unweighted and weighted, each with two intervals."""

from collections.abc import Iterator
from typing import Final

from portal.documents.synthesis.figures import SynthesisFigures
from portal.documents.synthesis.paper_words import PaperWords
from portal.papers.tables import Cell, Row, Table, numbers, table, without
from portal.results.disclosure import estimate_auditor
from portal.results.disclosure.estimate_auditor import ALL, COARSE, Form
from portal.results.statistics.weighting import TRIMMED_AT, AreaEstimate, Interval, ShareEstimate
from portal.surveys.plan.features import Feature
from portal.web.ui.formats import count, decimal, integer, rate

FIRST_CAPTION = "1. Theo câu hỏi"
CELLS = 11  # of a row
WEIGHTED: Final = range(6, 13)  # the columns of weighted figures
WIDTHS = "tt area base rate interval interval units rate interval interval rate units effect"


EVERYTHING: Final = Form(ALL, ALL)


def estimate_table(figures: SynthesisFigures, form: Form = EVERYTHING) -> Table:
    """Each area, the whole last. The figures must hold estimates."""
    both = [within_words(figures), "Nếu khảo sát vào dịp khác"]
    heads = (
        "TT",
        "Địa bàn",
        ("Không gia quyền", ["Có ý kiến", "Hài lòng (%)", *both]),
        (
            f"Có gia quyền theo {figures.survey.words.counted_figure}",
            [
                "Số đơn vị tính",
                "Hài lòng (%)",
                *both,
                "Hài lòng (%), không cắt quyền số",
                "Số đơn vị bị cắt quyền số",
                "Hệ số thiết kế",
            ],
        ),
    )
    places = figures.survey.districts if figures.by_district else "loại đơn vị hành chính"
    where = f" theo {places}" if form.areas else f", toàn {figures.survey.words.territory}"
    caption = f"2. Đánh giá chung (câu {figures.overall.number}){where}"
    made = table(WIDTHS, heads, estimate_rows(figures, form), caption=caption)
    return made if figures.survey.has(Feature.VISITS) else without(made, WEIGHTED)


def within_words(figures: SynthesisFigures) -> str:
    return f"Trong {count(len(figures.survey.days))} ngày khảo sát"


def estimate_rows(figures: SynthesisFigures, form: Form) -> Iterator[Row]:
    whole, *areas = figures.estimates
    # rows of areas that say nothing of them are left out
    named = zip(figures.areas, areas, strict=True) if form.areas else ()
    for number, (area, found) in enumerate(named, start=1):
        yield Row(str(number), area.name, cells(figures, found, form.areas))
    yield Row("", "Tổng cộng", cells(figures, whole, form.whole), "total")


def cells(figures: SynthesisFigures, found: AreaEstimate, printed: str) -> tuple[Cell, ...]:
    """One area's figures, as far as they are printed; dashes where too few gave an opinion."""
    if found.opinions < figures.grouping.least_shown or found.plain is None:
        return numbers(*["-"] * CELLS)
    plain, weighted = found.plain, found.weighted if printed else None
    with_intervals, share = printed == ALL, whole_percent if printed == COARSE else rate
    return numbers(
        integer(found.opinions),
        rate(plain.share),
        *both_intervals(plain if with_intervals else None),
        integer(found.communes),
        share(weighted.share if weighted else None),
        *both_intervals(weighted if with_intervals else None),
        share(found.untrimmed if weighted else None),
        integer(found.trimmed) if found.weighted else "-",
        decimal(found.effect),
    )


def whole_percent(value: float | None) -> str:
    return decimal(value, 0)


def both_intervals(found: ShareEstimate | None) -> tuple[str, str]:
    return (between(found.within), between(found.again)) if found else ("-", "-")


def between(interval: Interval | None) -> str:
    """«85,5–86,7»."""
    return "-" if interval is None else f"{rate(interval[0])}–{rate(interval[1])}"


def estimate_notes(figures: SynthesisFigures) -> tuple[str, ...]:
    """What the second table is of."""
    whole, days = figures.estimates[0], within_words(figures).lower()
    intervals = (
        f"Bảng 2, khoảng tin cậy 95%: “{days}” chỉ kể ngẫu nhiên của người đến trong các ngày đó; “nếu khảo sát vào "
        "dịp khác” kể cả khác biệt giữa các đơn vị. Khi nêu kết quả phải xem cả hai khoảng."
    )
    if not figures.survey.has(Feature.VISITS):
        return (intervals,)
    words = figures.survey.words
    weights = (
        f"Có gia quyền: mỗi phiếu tính bằng số {words.counted} chia cho số phiếu của đơn vị; tính trên "
        f"{integer(whole.communes)} đơn vị có đủ số {words.counted_unit} đã chốt, không tính {integer(whole.left_out)} "
        f"đơn vị có phiếu nhưng chưa đủ số {words.counted_unit}; quyền số trên {TRIMMED_AT} lần trung vị thì cắt ở mức "
        f"đó. {entered_by(words)}"
    )
    return intervals, weights


def entered_by(words: PaperWords) -> str:
    """Who counted, and that visits are no persons."""
    by = f"ố {words.counted_unit} do chính đơn vị được đánh giá nhập."
    return f"Một {words.counted_short} không phải là một người; s{by}" if words.is_of_visits else f"S{by}"


def public_form(figures: SynthesisFigures) -> Form | None:
    """What of the table the audit lets leave the office; None where nothing of it."""
    return estimate_auditor.FORMS.get(figures.estimates_public) if figures.estimate else None


def public_table(figures: SynthesisFigures) -> Table | None:
    form = public_form(figures)
    return None if form is None else estimate_table(figures, form)
