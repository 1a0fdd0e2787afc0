"""The table of the ranking, made once for the screen and for the Excel file, and its criteria and states in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from flask_babel import gettext as _

from portal.fieldwork.awards.models import ACCEPTED, DRAFT, RETURNED, SENT, AwardProposal
from portal.fieldwork.awards.queries import RankingState
from portal.fieldwork.awards.ranking import (
    CHANNELS,
    COUNTS,
    CRITERIA,
    INSPECTIONS,
    LABELS,
    LATE_FIX_PENALTY,
    OPEN_FINDING_PENALTY,
    POSTS,
    REPORTS,
    ROSTER,
    WHOLE,
    Line,
    Ranking,
)
from portal.surveys.models import Point
from portal.web.http.languages import cached_per_language
from portal.web.media.sheets import Cell
from portal.web.ui.formats import decimal, integer, percent
from portal.web.ui.listing import Columns, Listing

RANKED, OUT, PROPOSED = "ranked", "out", "proposed"
# after every place there is
LAST = 10**6
NO_DATA = "-"


@dataclass(frozen=True)
class Row:
    """A commune as the table shows it."""

    point: Point
    line: Line
    proposed: bool = False

    @property
    def why(self) -> str:
        """Why it is out."""
        return "; ".join(self.line.candidate.faults)

    @property
    def place(self) -> str:
        return _("không xét") if self.line.is_out else place_in_words(self.line)

    @property
    def score(self) -> str:
        return NO_DATA if self.line.score is None else decimal(float(self.line.score), 1)

    def words(self, criterion: str) -> str:
        """What was done under a criterion."""
        figure = self.line.candidate.figures.get(criterion)
        return figure.words if figure else NO_DATA

    def value(self, criterion: str) -> float:
        """Its points; below nought without data."""
        figure = self.line.candidate.figures.get(criterion)
        return float(figure.value) if figure else -1.0

    def has(self, status: str) -> bool:
        """Whether a filter lets it through."""
        return {RANKED: not self.line.is_out, OUT: self.line.is_out, PROPOSED: self.proposed}.get(status, True)


def rows(ranking_state: RankingState, proposal: AwardProposal | None) -> list[Row]:
    """A row a commune, in the order of the unit list."""
    proposed = {line.point_id for line in proposal.lines} if proposal else set()
    return [
        Row(ranking_state.points[line.candidate.key], line, line.candidate.key in proposed)
        for line in ranking_state.ranking.lines
    ]


LISTING: Listing[Row] = Listing(
    has=Row.has,
    matches=lambda row, list_filter: row.point.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        # the first before the last, those without a place after them, those out at the end
        "place": lambda row: (row.line.is_out, row.line.place or LAST),
        "unit": lambda row: row.point.unit.sort_key,
        **{criterion: partial(Row.value, criterion=criterion) for criterion in CRITERIA},
    },
    usual_order="place",
)


def columns() -> Columns[Row]:
    """The columns of the file: under each criterion what was done, and its points as a number."""
    criteria: list[tuple[str, Callable[[Row], Cell]]] = []
    for criterion, name in labels().items():
        criteria.append((name, partial(Row.words, criterion=criterion)))
        criteria.append((_("%(name)s (điểm)", name=name), partial(points, criterion=criterion)))
    return [
        (_("Hạng"), lambda row: row.place),
        (_("%(Communes)s"), lambda row: row.point.unit.capital),
        (_("%(District)s"), lambda row: row.point.unit.district.capital if row.point.unit.district else ""),
        *criteria,
        (_("Tổng điểm"), lambda row: NO_DATA if row.line.score is None else float(row.line.score)),
        (_("Lý do không xét"), lambda row: row.why),
    ]


def points(row: Row, criterion: str) -> Cell:
    """A criterion's points as a number."""
    return round(row.value(criterion), 1) if criterion in row.line.candidate.figures else NO_DATA


def choices() -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [(RANKED, _("Được xét")), (OUT, _("Không xét")), (PROPOSED, _("Đã đưa vào đề nghị"))]


def figures(every: Sequence[Row]) -> list[tuple[object, str]]:
    """The figures on top."""
    out = sum(row.line.is_out for row in every)
    return [
        (len(every), _("đơn vị")),
        (len(every) - out, _("được xét")),
        (out, _("không xét")),
        (sum(row.line.place == 1 for row in every), _("hạng nhất")),
    ]


@cached_per_language
def labels() -> Mapping[str, str]:
    """The criteria by name."""
    return {criterion: str(label) for criterion, label in LABELS.items()}


@cached_per_language
def meanings() -> Mapping[str, str]:
    """How each criterion's points, 0 to 100, are worked out."""
    return {
        ROSTER: _("Số lượt trực đã phân công chia cho số lượt cần; buổi đông người dân cần hai người."),
        COUNTS: _("Số ngày chốt đúng hạn chia cho số ngày đã đến hạn."),
        REPORTS: _("Gửi lần đầu đúng hạn được 100 điểm; gửi muộn hoặc chưa gửi được 0 điểm."),
        CHANNELS: _("Số hình thức đã thực hiện đủ chia cho số hình thức của kế hoạch."),
        POSTS: _("Số ngày đã đăng tin ngay trong ngày chia cho số ngày đã qua."),
        INSPECTIONS: _(
            "Từ 100 điểm, mỗi tồn tại khắc phục muộn trừ %(late)s, chưa khắc phục trừ %(open)s; "
            "chưa kiểm tra thì không trừ.",
            late=LATE_FIX_PENALTY,
            open=OPEN_FINDING_PENALTY,
        ),
    }


def status_in_words(status: str) -> tuple[str, str]:
    """A proposal's shape and word."""
    return {
        DRAFT: ("open", _("đang lập")),
        SENT: ("thap", _("chờ duyệt")),
        RETURNED: ("cao_bat_thuong", _("trả lại")),
        ACCEPTED: ("dat", _("đã duyệt")),
    }[status]


def place_in_words(line: Line) -> str:
    """«1», «2 (đồng hạng 03)»."""
    if line.place is None:
        return "-"
    if line.tied == 1:
        return integer(line.place)
    return _("%(place)s (đồng hạng %(n)s)", place=integer(line.place), n=integer(line.tied))


def shares_in_words(ranking: Ranking) -> Mapping[str, str]:
    """The weights in effect, in percent."""
    return {key: percent(float(WHOLE * share), 1) for key, share in ranking.shares.items()}


def left_out_in_words(ranking: Ranking) -> str:
    """Which criteria have no data yet; empty where all have."""
    names = ", ".join(labels()[key].lower() for key in ranking.left_out)
    if not names:
        return ""
    return _(
        "Chưa có số liệu: %(names)s. Trọng số của các tiêu chí này được chia theo tỷ lệ cho các tiêu chí còn lại.",
        names=names,
    )


def basis(ranked: Line | None, ranking: Ranking) -> str:
    """What the figures say for a commune, on paper: «Hạng 1, 96,5/100 điểm; chốt số liệu đúng hạn 3/3 ngày; …»."""
    if ranked is None:
        return _("Cá nhân, đơn vị không thuộc bảng xếp hạng")
    known = ranked.candidate.figures
    parts = [f"{labels()[key].lower()}: {known[key].words}" for key in CRITERIA if key in ranking.shares]
    if ranked.is_out:
        head = _("Đơn vị không xếp hạng: %(why)s", why="; ".join(ranked.candidate.faults))
    elif ranked.score is None:
        head = _("Chưa đủ số liệu để xếp hạng")
    else:
        head = _(
            "Hạng %(place)s trong %(all)s đơn vị được xét, %(score)s/100 điểm",
            place=place_in_words(ranked),
            all=integer(sum(ranked_line.place is not None for ranked_line in ranking.lines)),
            score=decimal(float(ranked.score), 1),
        )
    return "; ".join([head, *parts])
