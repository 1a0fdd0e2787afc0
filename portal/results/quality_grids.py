"""T9: how many ballots carry which mark and what the result would be without them; which communes ask for a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.results import marks
from portal.results.breakdowns import opinions, shown
from portal.results.grids import COUNT, RATE, Column, Grid, Row, counted, district_of, share
from portal.results.quality_words import labels
from portal.results.scoring import pooled, score
from portal.surveys import turnout
from portal.web.drawn_table import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.results.basis import Basis
    from portal.results.quality import Flag
    from portal.results.tables import Counts
    from portal.results.turnout_board import Line
    from portal.web.drawn_table import Figure

HUNDRED = 100


def marked(basis: Basis, crossed: Mapping[str, Mapping[int, Counts]], whole: Counts) -> Grid:
    """T9 by mark: number, share, and the share satisfied among them and without them."""
    heads = (
        Column(_("Dấu hiệu")),
        Column(_("Phiếu"), COUNT),
        Column(_("Tỷ lệ (%)"), RATE),
        Column(_("Hài lòng của phiếu này (%)"), RATE),
        Column(_("Hài lòng khi không tính (%)"), RATE),
        Column(_("Nhận biết")),
    )
    rows = [mark_row(rule.label, rule.words, crossed.get(rule.mark, {}), rule.codes, whole) for rule in marks.RULES]
    words = _("trả lời nhanh, một cột hoặc dồn dập; mỗi phiếu tính một lần")
    rows.append(mark_row(_("Cần xem xét"), words, crossed.get(marks.MARKED, {}), (1,), whole, kind="total"))
    notes = (
        _(
            "Đánh giá chung (câu %(number)s). Dấu hiệu không làm mất phiếu: không phiếu nào tự động bị loại.",
            number=basis.overall.number,
        ),
        _("Phiếu gửi ngoài thời gian của đợt không được nhận nên không có trong bảng."),
        _("Dưới 10 ý kiến không hiện tỷ lệ hài lòng, ghi “-”."),
    )
    return Grid("T9 Dấu hiệu", _("Dấu hiệu về chất lượng phiếu"), heads, tuple(rows), notes)


def mark_row(
    label: object, words: object, crossed: Mapping[int, Counts], codes: Sequence[int], whole: Counts, kind: str = "unit"
) -> Row:
    """One mark: those that carry it, and the rest."""
    mine = pooled(crossed.get(code, {}) for code in codes)
    rest = {level: many - mine.get(level, 0) for level, many in whole.items()}
    kept = shown({0: opinions(mine), 1: opinions(rest)})
    there, total = sum(mine.values()), sum(whole.values())
    cells = (
        counted(there),
        share(HUNDRED * there / total if total else None),
        share(score(mine).top2 if 0 in kept else None),
        share(score(rest).top2 if 1 in kept else None),
        text(str(words)),
    )
    return Row(str(label), cells, kind)


def flagged(lines: Sequence[Line], flags: Mapping[str, tuple[Flag, ...]], standings: Mapping[str, str]) -> Grid:
    """T9 by commune: a row a flag, in the order of the unit list."""
    there, names = any(line.unit.district for line in lines), labels()
    heads = (
        Column(_("Xã, phường, thị trấn")),
        *((Column(_("Huyện")),) if there else ()),
        Column(_("Phiếu"), COUNT),
        Column(_("Mức tham gia"), order="status"),
        Column(_("Dấu hiệu")),
        Column(_("Số liệu")),
        Column(_("Giữ / để riêng")),
    )
    rows = [
        Row(
            line.unit.title,
            (*flag_cells(line, flag, names, there=there), text(standings.get(line.unit.code, _("giữ")))),
            status=line.status,
        )
        for line in lines
        for flag in flags.get(line.unit.code, ())
    ]
    notes = (
        _("%(n)s đơn vị có dấu hiệu cần xem xét trong %(all)s đơn vị.", n=len(flags), all=len(lines)),
        _("Dấu hiệu của đơn vị được ghi lại khi mở kết quả, theo giới hạn lúc đó; số liệu sửa sau không làm thay đổi."),
        _(
            "Dấu hiệu không nói phiếu tốt hay xấu và không tự động loại phiếu; việc để riêng phải do hai người của "
            "tỉnh quyết định, có lý do."
        ),
    )
    return Grid("T9 Đơn vị", _("Đơn vị cần xem xét"), heads, tuple(rows), notes)


def flag_cells(line: Line, flag: Flag, names: Mapping[str, str], *, there: bool) -> tuple[Figure, ...]:
    return (
        *district_of(line, there=there),
        counted(line.ballots),
        text(turnout.label(line.status)),
        text(names[flag.rule]),
        text(flag.sentence),
    )
