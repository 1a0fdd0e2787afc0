"""What the province works with besides: weighted shares by area, and communes judged with their neighbours' help.

The second is a working view and no more: it stands in no file, no paper, no group of communes, nothing public.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import Line
from portal.results.statistics.tables import Area
from portal.results.statistics.weighting import TRIMMED_AT, AreaEstimate, ShareEstimate
from portal.results.tables import grids
from portal.results.tables.grids import COUNT, INDEX, RATE, Column, Grid, Row, counted, index, kept, share
from portal.results.tallying.reading import Reading
from portal.surveys.turnout import NOT_JUDGED
from portal.units.models import PROVINCE
from portal.web.ui import terms
from portal.web.ui.formats import decimal, integer, rounded
from portal.web.ui.listing import ListFilter
from portal.web.ui.table_model import Figure, blank, text

POOLED: Final = "pooled"
MOST: Final = 99
APART_FROM: Final = 1  # percent point: from here on the page says that both shares differ


def is_for(reading: Reading) -> bool:
    """Whether a reader has these views: the province alone."""
    return reading.top.level == PROVINCE


def weighted(reading: Reading) -> Grid:
    """Each area and the whole: the share unweighted and weighted by visits, each with two intervals."""
    heads = (
        Column(_("Địa bàn")),
        Column(_("Có ý kiến"), COUNT),
        Column(_("Hài lòng (%)"), RATE),
        *interval_heads(_("không gia quyền")),
        Column(_("Số đơn vị có đủ số %(counted_unit)s"), COUNT, short=_("Số đơn vị tính"), of_visits=True),
        Column(_("Hài lòng, có gia quyền (%)"), RATE, short=_("Có gia quyền (%)"), of_visits=True),
        *interval_heads(_("có gia quyền"), of_visits=True),
        Column(_("Không cắt quyền số (%)"), RATE, of_visits=True),
        Column(_("Số đơn vị bị cắt quyền số"), COUNT, short=_("Bị cắt"), of_visits=True),
        Column(_("Hệ số thiết kế"), INDEX, of_visits=True),
    )
    whole, *areas = reading.estimates
    rows = [area_row(area.title, found) for area, found in zip(reading.areas, areas, strict=True)]
    is_weighted = reading.basis.policy != NOT_JUDGED
    title = _("Tỷ lệ có gia quyền, hai khoảng tin cậy") if is_weighted else _("Tỷ lệ, hai khoảng tin cậy")
    name, told = ("Có gia quyền", notes()) if is_weighted else ("Hai khoảng tin cậy", ())
    grid = Grid(name, title, heads, (*rows, area_row(_("Toàn %(territory)s"), whole, "total")), told)
    return kept(grid, reading.lines)


def interval_heads(words: str, *, of_visits: bool = False) -> tuple[Column, ...]:
    within, again = _("Trong các ngày khảo sát, %(words)s", words=words), _("Nếu vào dịp khác, %(words)s", words=words)
    return (
        Column(_("%(what)s, từ", what=within), RATE, interval=within, of_visits=of_visits),
        Column(_("đến"), RATE, of_visits=of_visits),
        Column(_("%(what)s, từ", what=again), RATE, interval=again, of_visits=of_visits),
        Column(_("đến"), RATE, of_visits=of_visits),
    )


def area_row(title: str, found: AreaEstimate, kind: str = "unit") -> Row:
    plain, weights = found.plain, found.weighted
    return Row(
        title,
        (
            counted(found.opinions or None),
            share(plain.share if plain else None),
            *ends(plain),
            counted(found.communes),
            share(weights.share if weights else None),
            *ends(weights),
            share(found.untrimmed),
            counted(found.trimmed),
            index(found.effect),
        ),
        kind,
    )


def ends(found: ShareEstimate | None) -> tuple[Figure, ...]:
    intervals = (found.within, found.again) if found else (None, None)
    return tuple(share(end) for one in intervals for end in (one or (None, None)))


def entered_by() -> str:
    """Who counted, and that people who come are not persons counted once."""
    if terms.at_hand().counted_unit != terms.NEUTRAL.counted_unit:
        return _("Số %(counted_unit)s do đơn vị được đánh giá nhập.")
    return _("Một %(counted_short)s không phải là một người; số %(counted_unit)s do đơn vị được đánh giá nhập.")


def notes() -> tuple[str, ...]:
    return (
        _(
            "Có gia quyền: mỗi phiếu tính bằng số %(counted)s đã chốt chia cho số phiếu của đơn vị; quyền số "
            "trên %(times)s lần trung vị thì cắt ở mức đó; đơn vị chưa đủ số %(counted_unit)s không tính.",
            times=TRIMMED_AT,
        ),
        _(
            "“Trong các ngày khảo sát” chỉ kể ngẫu nhiên của người đến trong các ngày đó; “nếu vào dịp khác” kể cả "
            "khác biệt giữa các đơn vị."
        )
        + " "
        + entered_by(),
    )


def telling_difference(found: AreaEstimate) -> Decimal | None:
    """Weighted less unweighted share, as both are printed; None where that is a point or less, or one is missing."""
    if found.plain is None or found.weighted is None:
        return None
    apart = rounded(found.weighted.share, RATE) - rounded(found.plain.share, RATE)
    return apart if abs(apart) > APART_FROM else None


def weighted_sentence(reading: Reading) -> str:
    """Where the weighted share of the whole lies more than a point from the unweighted one; else empty."""
    whole = reading.estimates[0]
    apart = telling_difference(whole)
    if apart is None or whole.weighted is None:
        return ""
    return _(
        "Tính theo số %(counted)s của %(n)s đơn vị có đủ số %(counted_unit)s, tỷ lệ hài lòng là %(share)s%%, lệch "
        "%(apart)s điểm so với tỷ lệ chung.",
        n=integer(whole.communes),
        share=decimal(whole.weighted.share, 1),
        apart=decimal(abs(apart), 1),
    )


def pooled(reading: Reading, list_filter: ListFilter) -> Grid:
    """Every commune with enough opinions: its raw share, and its share with the help of its district's communes."""
    rows, shown = (
        {row.line.unit.id: row for row in reading.commune_rows},
        grids.select_rows(reading.commune_rows, list_filter),
    )
    floor = reading.basis.floors[-1]

    def commune(line: Line) -> Row:
        one, raw = reading.pooled.get(line.unit.id), rows[line.unit.id].score
        estimate = (one.share, *one.interval, one.chance_from(floor)) if one else (None,) * 4
        figures = (share(estimate[0]), share(estimate[1]), share(estimate[2]), likely(estimate[3]))
        return Row(line.unit.title, (*shown.unit_cells(line), counted(raw.n or None), share(raw.top2), *figures))

    def summed(head: str, kind: str, _lines: Sequence[Line], _area: Area | None) -> Row:
        return Row(head, (*shown.unit_cells(None), *[blank()] * 6), kind)

    heads = (
        *shown.unit_heads(),
        Column(_("Có ý kiến"), COUNT, "n"),
        Column(_("Hài lòng (%)"), RATE, "rate"),
        Column(_("Ước lượng gộp (%)"), RATE),
        Column(_("Khoảng 95%, từ"), RATE, interval=_("Khoảng 95%")),
        Column(_("đến"), RATE),
        Column(_("Khả năng tỷ lệ từ %(floor)s%% trở lên (%%)", floor=floor), COUNT),
    )
    body = tuple(shown.rows(commune, summed))
    return Grid(
        _("Ước lượng gộp"), _("Ước lượng gộp từng đơn vị"), heads, body, pooled_notes(reading), len(shown.lines)
    )


def likely(chance: float | None) -> Figure:
    """A chance in whole percent; nothing is ever told as certain."""
    if chance is None:
        return text("-")
    whole = int(rounded(chance, 0))
    return text(_("trên 99") if whole > MOST else _("dưới 1") if whole < 1 else str(whole))


def pooled_notes(reading: Reading) -> tuple[str, ...]:
    return (
        _(
            "Chỉ để làm việc trong %(province)s, với đơn vị có từ %(least)s ý kiến: ước lượng này xét một đơn vị một "
            "phần theo các đơn vị cùng %(district)s, nên không dùng để phân nhóm, khen thưởng, công nhận, không đưa "
            "vào văn bản, không công bố, không có trong tệp tải về.",
            least=reading.basis.least,
        ),
        _("Ví dụ cách đọc: “khả năng tỷ lệ từ %(floor)s%% trở lên: 94%%”.", floor=reading.basis.floors[-1]),
    )
