"""T9: how many ballots carry which mark and what the result would be without them; which communes ask for a look."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import Line, LineGroup
from portal.results.exclusions import exclusions
from portal.results.scoring import score
from portal.results.statistics import quality_indicators, response_flags
from portal.results.statistics.basis import Basis
from portal.results.statistics.breakdowns import opinions, visible_codes
from portal.results.statistics.quality import Flag
from portal.results.statistics.tables import NOTHING, Counts
from portal.results.tables import grids
from portal.results.tables.grids import COUNT, RATE, Column, Grid, Row, counted, share
from portal.results.tables.quality_words import flagged_communes, labels
from portal.results.tallying import frozen_flags
from portal.results.tallying.reading import Reading
from portal.surveys import turnout
from portal.web.ui.table_model import Figure, text

HUNDRED = 100


def quality(reading: Reading) -> list[Grid]:
    """T9: what is marked, what could not be opened, and which communes ask for a look."""
    not_applied = frozen_flags.not_applied_in_words(reading.top, reading.round_)
    looks = flagged(reading.lines, reading.flags, exclusions.statuses(reading.exclusions), not_applied)
    return [*counted_marks(reading), looks]


def counted_marks(reading: Reading) -> tuple[Grid, Grid]:
    """Its first two parts: what is marked, what could not be opened."""
    withheld = exclusions.withheld_flags(reading.round_, reading.left_out) if reading.left_out else frozenset[str]()
    overall = reading.answers.get(reading.basis.headline, NOTHING)
    return (
        marked(reading.basis, reading.marked, overall, withheld),
        unopened(reading.lines, quality_indicators.unopened(reading.top, reading.round_)),
    )


def marked(
    basis: Basis, crossed: Mapping[str, Mapping[int, Counts]], whole: Counts, withheld: Collection[str] = ()
) -> Grid:
    """T9 by mark: number, share, and the share satisfied among them and without them but for marks `withheld`."""
    heads = (
        Column(_("Dấu hiệu")),
        Column(_("Phiếu"), COUNT),
        Column(_("Tỷ lệ (%)"), RATE),
        Column(_("Hài lòng của phiếu này (%)"), RATE),
        Column(_("Hài lòng khi không tính (%)"), RATE),
        Column(_("Nhận biết")),
    )
    rows = [
        flag_row(rule, crossed.get(rule.item, {}), whole, is_shown=rule.flag not in withheld)
        for rule in (*response_flags.RULES, response_flags.ANY)
    ]
    notes = (
        _(
            "Đánh giá chung (câu %(number)s). Dấu hiệu không làm mất phiếu: không phiếu nào tự động bị loại.",
            number=basis.overall.number,
        ),
        _("Phiếu gửi ngoài thời gian của đợt không được nhận nên không có trong bảng."),
        _("Dưới 10 ý kiến, hoặc hiệu của hai bảng làm lộ nhóm dưới 10 ý kiến, thì tỷ lệ hài lòng ghi “-”."),
    )
    return Grid("T9 Dấu hiệu", _("Dấu hiệu về chất lượng phiếu"), heads, tuple(rows), notes)


def flag_row(rule: response_flags.Rule, crossed: Mapping[int, Counts], whole: Counts, *, is_shown: bool) -> Row:
    """One mark: those that carry it, and the rest."""
    flagged_counts, rest = response_flags.split(rule, crossed)
    flagged_n, total = sum(flagged_counts.values()), sum(whole.values())
    visible = visible_codes({0: opinions(flagged_counts), 1: opinions(rest)}) if is_shown else set()
    cells = (
        counted(flagged_n),
        share(HUNDRED * flagged_n / total if total else None),
        share(score(flagged_counts).top2 if 0 in visible else None),
        share(score(rest).top2 if 1 in visible else None),
        text(str(rule.words)),
    )
    return Row(str(rule.label), cells, "total" if rule is response_flags.ANY else "unit")


def unopened(lines: Sequence[Line], by_point: Mapping[int, int]) -> Grid:
    """Ballots that could not be opened: a row a commune that has any, then all together."""
    with_district = grids.has_districts(lines)
    heads = (
        *grids.unit_heads(with_district=with_district),
        Column(_("Phiếu không mở được"), COUNT),
        Column(_("Phiếu đã nhận"), COUNT),
    )
    affected = [line for line in lines if by_point.get(line.point_id)]

    def row(head: str, line: Line | None, ballots: Figure, kind: str) -> Row:
        n = sum(by_point[one.point_id] for one in affected) if line is None else by_point[line.point_id]
        cells = (counted(n), ballots)
        return Row(head, (*grids.district_cells(line, with_district=with_district), *cells), kind)

    rows = [row(line.unit.title, line, counted(line.ballots), "unit") for line in affected]
    if affected:
        rows.append(row(_("Tổng số"), None, counted(LineGroup(tuple(affected)).ballots), "total"))
    else:  # sums of no rows would read as if no ballot had been taken
        rows.append(row(_("Không có phiếu nào không mở được"), None, text("-"), "total"))
    notes = (
        _(
            "Phiếu không giải mã được khi mở kết quả, vì dữ liệu hỏng hoặc không đúng khóa của đợt. Phiếu vẫn nằm "
            "trong hộp phiếu, không tính vào bảng nào; sửa được thì quản trị chạy lại việc tổng hợp."
        ),
    )
    return Grid("T9 Không mở", _("Phiếu không mở được"), heads, tuple(rows), notes)


def flagged(
    lines: Sequence[Line],
    flags: Mapping[str, tuple[Flag, ...]],
    standings: Mapping[str, str],
    not_applied: Sequence[str] = (),
) -> Grid:
    """T9 by commune: a row a commune with all its flags, those with most first; `not_applied` are further notes."""
    with_district, names = grids.has_districts(lines), labels()
    heads = (
        *grids.unit_heads(with_district=with_district),
        Column(_("Phiếu"), COUNT),
        Column(_("Mức tham gia"), order="status", of_visits=True),
        Column(_("Số dấu hiệu"), COUNT),
        Column(_("Dấu hiệu")),
        Column(_("Có tính / Không tính")),
    )
    by_code, rows = {line.unit.code: line for line in lines}, []
    for one in flagged_communes((line.unit for line in lines), flags):
        line = by_code[one.unit.code]
        cells = (
            *grids.district_cells(line, with_district=with_district),
            counted(line.ballots),
            text(turnout.label_on_screen(line.status)),
            counted(len(one.flags)),
            text("; ".join(f"{names[flag.rule]}: {flag.sentence}" for flag in one.flags)),
            text(standings.get(one.unit.code, _("có tính"))),
        )
        rows.append(Row(one.unit.title, cells, status=line.status))
    notes = (
        _("%(n)s đơn vị có dấu hiệu cần xem xét trong %(all)s đơn vị.", n=len(rows), all=len(lines)),
        _("Dấu hiệu của đơn vị được ghi lại khi mở kết quả, theo giới hạn lúc đó; số liệu sửa sau không làm thay đổi."),
        _(
            "Dấu hiệu không phải bằng chứng, không phụ thuộc vào việc hài lòng hay không hài lòng và không tự động "
            "loại phiếu; việc không tính phải do hai người của %(province)s quyết định, có lý do."
        ),
        *not_applied,
    )
    return grids.kept(Grid("T9 Đơn vị", _("Đơn vị cần xem xét"), heads, tuple(rows), notes), lines)
