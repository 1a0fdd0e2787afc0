"""The tables as one Excel file: a sheet a table, and a sheet that says what they are."""

from collections.abc import Callable
from typing import Final

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.results.comments import themes
from portal.results.statistics.basis import LEAST_SHOWN, basis_of, method_in_words
from portal.results.statistics.grouping import names
from portal.results.tables import (
    breakdown_grids,
    comparison,
    estimate_grids,
    other_grids,
    quality_grids,
    score_grids,
    turnout_grids,
)
from portal.results.tables.grids import Grid, select_lines
from portal.results.tallying.reading import Reading
from portal.surveys import turnout
from portal.web.data import clock
from portal.web.data.files import send_bytes
from portal.web.http.views import describe_export
from portal.web.media.sheets import MIME, Sheet, build_workbook
from portal.web.ui.formats import full_stamp, integer, short_date
from portal.web.ui.listing import ListFilter

NOT_A_SAMPLE = _l("Người trả lời là %(answering)s, không phải mẫu chọn ngẫu nhiên trong toàn dân.")

COMPARISON = "comparison"
# T1 to T9 as they stand on the pages and in the file
TABLES: Final[dict[str, Callable[[Reading, ListFilter], list[Grid]]]] = {
    "participation": lambda reading, list_filter: [
        turnout_grids.by_day(reading.lines, reading.round_.days, reading.basis.policy, reading.excluded),
        turnout_grids.by_unit(select_lines(reading.lines, list_filter), reading.round_.days),
    ],
    "distribution": lambda reading, _list_filter: [score_grids.distribution(reading)],
    "questions": lambda reading, _list_filter: [score_grids.summary(reading), score_grids.groups(reading)],
    "others": lambda reading, _list_filter: [other_grids.grid(reading)] if reading.basis.others else [],
    "areas": lambda reading, _list_filter: [
        score_grids.matrix(reading),
        *([estimate_grids.weighted(reading)] if estimate_grids.is_for(reading) else []),
    ],
    "communes": lambda reading, list_filter: [score_grids.communes(reading, list_filter)],
    "breakdowns": lambda reading, _list_filter: breakdown_grids.both(reading),
    "themes": lambda reading, _list_filter: themes.area_grids(reading.round_, reading.areas),
    "quality": lambda reading, _list_filter: quality_grids.quality(reading),
}


def send(reading: Reading, table: str, list_filter: ListFilter, earlier: str = "") -> Response:
    """Answer with the file, and put on the record who took what; `earlier` is the round it is held against."""
    grids = [grid for name, make in TABLES.items() if table in {"", name} for grid in make(reading, list_filter)]
    if table in {"", COMPARISON}:
        previous = reading.round_.plan_data.identity.previous
        other = comparison.named(comparison.rounds(reading.top, reading.round_), earlier, previous)
        grids += [comparison.compare(reading, other).grid] if other else []
    title, slug = reading.round_.title, reading.round_.slug
    content = build_workbook(title, [*(grid.sheet for grid in grids), notes(reading, grids, list_filter)])
    describe_export(round=slug, table=table or "all", rows=sum(len(grid.rows) for grid in grids))
    return send_bytes(content, f"ket-qua-{slug}{f'-{table}' if table else ''}.xlsx", MIME)


def notes(reading: Reading, grids: list[Grid], list_filter: ListFilter) -> Sheet:
    """The sheet that says which round, form and rules the figures are of, and what was left out."""
    asked = {
        _("Tìm"): list_filter.typed,
        _("Lọc theo mã %(district)s"): list_filter.district,
        _("Lọc theo mức, nhóm"): list_filter.status,
        _("Xếp theo"): list_filter.sort,
    }
    lines = [
        *about(reading),
        *((label, value) for label, value in asked.items() if value),
        *((grid.name, note) for grid in grids for note in grid.notes),
        (_("Xuất lúc"), f"{full_stamp(clock.now())}, {current_user.full_name}"),
    ]
    return Sheet(_("Ghi chú"), (_("Mục"), _("Nội dung")), lines)


def about(reading: Reading) -> list[tuple[str, str]]:
    """What the figures are of."""
    round_, basis = reading.round_, reading.basis
    first, last = short_date(round_.first_day), short_date(round_.last_day)
    lines = [
        (_("Đợt khảo sát"), round_.title),
        (_("Mã đợt"), round_.slug),
        (_("Thời gian"), _("từ ngày %(first)s đến ngày %(last)s", first=first, last=last)),
        (_("Phiếu khảo sát"), f"{basis.version}, {basis.title}"),
        (_("Dạng phiếu"), _("đầy đủ") if basis.variant == "long" else _("rút gọn")),
        (_("Số phiếu đã tổng hợp"), integer(reading.ballots)),
        (_("Cách tính chỉ số"), method_in_words(basis.method)),
        (_("Chỉ số của đợt"), method_in_words(basis_of(round_).method)),
        (_("Thang đo"), _("vận dụng thang đo 5 mức của SIPAS")),
        *([(_("Mức tham gia"), turnout.rule(basis.policy))] if basis.policy != turnout.NOT_JUDGED else []),
        (_("Nhóm đơn vị"), "; ".join(names(basis.floors))),
        (_("Số ý kiến ít nhất để xếp nhóm"), str(basis.least)),
        (_("Số ý kiến ít nhất để hiện kết quả"), str(LEAST_SHOWN)),
        (_("Người trả lời"), str(NOT_A_SAMPLE)),
    ]
    return [(_("Chú ý"), _("SỐ LIỆU MÔ PHỎNG")), *lines] if round_.simulated else lines
