"""T6 and T7: the overall question by what people told of themselves; desk against home, alone against helped."""

from collections.abc import Iterator, Mapping
from typing import Final

from flask_babel import gettext as _

from portal.ballots.form.answers import HELPED, WHO_TAPPED
from portal.results.statistics.basis import Basis, Item
from portal.results.statistics.breakdowns import FEWEST_COMMUNES, LEAST_BASE, Part, TwoSides, breakdown, compare_sides
from portal.results.statistics.tables import Counts
from portal.results.tables.grids import COUNT, Column, Grid, Row, counted, share
from portal.results.tables.score_grids import index_note, newcombe, score_heads, scored, wilson
from portal.results.tallying.reading import Reading
from portal.web.ui.formats import decimal
from portal.web.ui.table_model import blank

Crossed = Mapping[str, Mapping[int, Counts]]

WHERE: Final = "D6"
AT_DESK, ELSEWHERE = 1, 2
ALONE = tuple(code for code, helped in HELPED.items() if not helped)
ASSISTED = tuple(code for code, helped in HELPED.items() if helped)


def both(reading: Reading) -> list[Grid]:
    """T6 and T7; of fewer than three communes there are none, nor without some: their small groups would show."""
    if not may_tell(reading):
        return []
    return [breakdowns(reading.basis, reading.crossed), sides(reading.basis, reading.crossed)]


def may_tell(reading: Reading) -> bool:
    """Whether communes are told by what people said of themselves."""
    return len(reading.lines) >= FEWEST_COMMUNES and not reading.left_out


def told_items(basis: Basis) -> list[Item]:
    """What T6 is by. Who tapped is told by T7 alone: both tables together would give a hidden row away."""
    return [item for item in basis.items if item.id != WHO_TAPPED]


def breakdowns(basis: Basis, crossed: Crossed) -> Grid:
    """T6."""
    notes = (
        _("Đánh giá chung (câu %(number)s) theo thông tin người trả lời tự cho biết.", number=basis.overall.number),
        thin_rows(),
        index_note(basis),
        wilson(),
    )
    rows = [row for item in told_items(basis) for row in item_rows(basis, item, crossed)]
    return Grid("T6 Theo người trả lời", _("Theo người trả lời"), heads(_("Người trả lời")), tuple(rows), notes)


def item_rows(basis: Basis, item: Item, crossed: Crossed) -> Iterator[Row]:
    """An item's name, and a row for each of its answers."""
    yield title_row(item.label)
    for part in breakdown(item, crossed.get(item.id, {})):
        yield part_row(basis, part)


def heads(first: str) -> tuple[Column, ...]:
    return (Column(first), Column(_("Phiếu"), COUNT), *score_heads())


def title_row(label: str) -> Row:
    """An item's name above its rows."""
    return Row(label, (blank(),) * (len(heads("")) - 1), "sum")


def part_row(basis: Basis, one: Part) -> Row:
    return Row(one.label, (counted(one.ballots), *scored(basis, one.score)))


def sides(basis: Basis, crossed: Crossed) -> Grid:
    """T7: a check of quality, not a finding."""
    comparisons = two_sides(basis, crossed)
    notes = (*(in_words(one) for one in comparisons), thin_rows(), wilson(), newcombe())
    rows = [row for one in comparisons for row in side_rows(basis, one)]
    title = _("Tại bàn và ở nhà, tự bấm và nhờ người bấm")
    return Grid("T7 Tại bàn, ở nhà", title, heads(_("Cách trả lời")), tuple(rows), notes)


def sides_in_words(reading: Reading) -> list[str]:
    """What T7 says, a sentence a comparison."""
    return [in_words(one) for one in two_sides(reading.basis, reading.crossed)]


def two_sides(basis: Basis, crossed: Crossed) -> list[TwoSides]:
    """The comparisons whose question is asked."""
    where, tapped = basis.item(WHERE), basis.item(WHO_TAPPED)
    comparisons = []
    if where is not None:
        labels = dict(where.choices)
        desk, home = ((labels.get(code, "-"), (code,)) for code in (AT_DESK, ELSEWHERE))
        comparisons.append(compare_sides(where, crossed.get(WHERE, {}), desk, home))
    if tapped is not None:
        alone, helped = (_("Tự bấm"), ALONE), (_("Nhờ người bấm giúp"), ASSISTED)
        comparisons.append(compare_sides(tapped, crossed.get(WHO_TAPPED, {}), alone, helped))
    return comparisons


def side_rows(basis: Basis, one: TwoSides) -> Iterator[Row]:
    yield title_row(one.label)
    yield part_row(basis, one.first)
    yield part_row(basis, one.second)
    cells = tuple(map(share, one.difference or (None, None, None)))
    yield Row(_("Chênh lệch (điểm phần trăm)"), (blank(), blank(), *cells, blank()))


def in_words(one: TwoSides) -> str:
    """What a comparison says, and what it does not."""
    if one.difference is None:
        return _("%(label)s: chưa đủ phiếu để so sánh.", label=one.label)
    apart, low, high = (decimal(value, 1) for value in one.difference)
    known = {"label": one.label, "first": one.first.label, "second": one.second.label, "low": low, "high": high}
    if not one.is_clear:
        return _(
            "%(label)s: chưa thấy chênh lệch giữa “%(first)s” và “%(second)s” (khoảng của chênh lệch từ %(low)s "
            "đến %(high)s).",
            **known,
        )
    return _(
        "%(label)s: “%(first)s” và “%(second)s” chênh nhau %(apart)s điểm phần trăm (từ %(low)s đến %(high)s); "
        "cần xem xét cách hỗ trợ tại bàn trước khi dùng số liệu.",
        apart=apart,
        **known,
    )


def thin_rows() -> str:
    return _(
        "Dòng có dưới %(least)s ý kiến không hiện, ghi “-”; khi cần, dòng ít thứ hai cũng không hiện để "
        "không suy ra được.",
        least=LEAST_BASE,
    )
