"""The themes of a round's comments: what each is called, how many comments a person found to be about it, where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.extensions import db
from portal.results import queries
from portal.results.disclosure.disclosure_control import protect_row
from portal.results.models import CodedComment, CommentTheme, Theme
from portal.results.statistics.tables import Area
from portal.results.tables.grids import COUNT, RATE, Column, Grid, Row, counted, share
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.web.data import transactions
from portal.web.ui.formats import integer, rate

PRAISE = "Khen ngợi"
# the list every round begins with; people edit it
STARTERS = (
    "Thái độ phục vụ",
    "Thời gian giải quyết",
    "Tiếp công dân",
    "Trả lời kiến nghị",
    "Đất đai",
    "Môi trường",
    "An ninh trật tự",
    "Hạ tầng",
    "Công khai, thu chi",
    "Chính sách xã hội",
    PRAISE,
    "Khác",
)


@dataclass(frozen=True)
class ThemeRow:
    """A theme, how many comments have it, their share in percent of those that have any, and what was said in general.

    `level` is which level settles it («cấp phường»), empty where undecided; praise asks for nothing.
    """

    theme: str
    n: int
    share: float | None
    wording: str
    level: str = ""
    is_praise: bool = False


@dataclass(frozen=True)
class Progress:
    """How far the coding of a round is."""

    total: int
    coded: int
    uncodable: int

    @property
    def with_theme(self) -> int:
        """Comments that have a theme: the base of the shares."""
        return self.coded - self.uncodable

    @property
    def left(self) -> int:
        return self.total - self.coded


def table(round_: Round) -> tuple[ThemeRow, ...]:
    """Every theme of a round in the list's order. A comment may have several, so shares may add up to over 100."""
    counts, base = numbers(round_), progress(round_).with_theme
    levels = {"": "", **levels_of(round_.plan_data)}
    return tuple(
        ThemeRow(theme.name, n, 100 * n / base if base else None, theme.wording, levels[theme.level], theme.is_praise)
        for theme in themes_of(round_)
        for n in [counts.get(theme.id, 0)]
    )


def levels_of(plan: Plan) -> dict[str, str]:
    """What the plan calls each level that may settle a request; the nouns at hand may be none, as in the shell."""
    said = plan.terms
    return {"commune": said.commune_level, "district": said.district_level, "province": said.province_level}


@dataclass(frozen=True)
class ThemeBars:
    """Themes of one kind as bars: praise, or requests that one level settles."""

    title: str
    rows: list[tuple[str, int, str]]


def bars(plan: Plan, rows: Sequence[ThemeRow]) -> list[ThemeBars]:
    """Requests by the level that settles them, most comments first; then praise. Empty themes are left out."""
    kinds = [(level, _("Kiến nghị, %(level)s giải quyết", level=level)) for level in levels_of(plan).values()]
    requests = [row for row in rows if not row.is_praise]
    found = [ThemeBars(title, bar_rows(row for row in requests if row.level == level)) for level, title in kinds]
    found.append(
        ThemeBars(_("Kiến nghị, chưa xác định cấp giải quyết"), bar_rows(row for row in requests if not row.level))
    )
    found.append(ThemeBars(_("Khen ngợi"), bar_rows(row for row in rows if row.is_praise)))
    return [one for one in found if one.rows]


def bar_rows(rows: Iterable[ThemeRow]) -> list[tuple[str, int, str]]:
    """A theme, how many comments have it, and both figures in words."""
    rising = sorted((row for row in rows if row.n), key=lambda row: -row.n)
    return [(row.theme, row.n, f"{integer(row.n)} ({rate(row.share)}%)") for row in rising]


@transactions.once_a_request
def themes_of(round_: Round) -> Sequence[Theme]:
    """The list of a round, in its order."""
    mine = select(Theme).where(Theme.round_id == round_.id).order_by(Theme.position, Theme.id)
    return db.session.scalars(mine).all()


@transactions.once_a_request
def numbers(round_: Round) -> dict[int, int]:
    """How many comments each theme has."""
    mine = CommentTheme.round_id == round_.id
    return queries.nested(select(CommentTheme.theme_id, func.count()).where(mine).group_by(CommentTheme.theme_id))


@transactions.once_a_request
def progress(round_: Round) -> Progress:
    """How many comments there are, and how many a person has dealt with."""
    is_coded, count = CodedComment.coded_at.is_not(None), func.count(CodedComment.place)
    columns = count, count.filter(is_coded), count.filter(is_coded, CodedComment.uncodable)
    return Progress(*db.session.execute(select(*columns).where(CodedComment.round_id == round_.id)).one())


def start_list(round_: Round) -> None:
    """Give a round the list every round begins with, unless it has one."""
    if themes_of(round_):
        return
    db.session.add_all(
        Theme(round_id=round_.id, position=place, name=name, is_praise=name == PRAISE)
        for place, name in enumerate(STARTERS, start=1)
    )
    db.session.flush()


def area_grids(round_: Round, areas: Sequence[Area]) -> list[Grid]:
    """T8: what comments are about, by district, small counts hidden; nothing while no comment is coded."""
    done = progress(round_)
    if not done.with_theme:
        return []
    by_unit = numbers_by_unit(round_)
    heads = (
        Column(_("Nhóm vấn đề")),
        *(Column(area.short, COUNT) for area in areas),
        Column(_("Toàn %(territory)s"), COUNT),
        Column(_("Tỷ lệ (%)"), RATE),
    )
    body = []
    for theme, row in zip(themes_of(round_), table(round_), strict=True):
        units = by_unit.get(theme.id, {})
        sums = [sum(units.get(line.unit.id, 0) for line in area.lines) for area in areas]
        body.append(Row(row.theme, (*map(counted, protect_row(sums)), counted(row.n), share(row.share))))
    notes = (
        _(
            "Đã xếp %(n)s trong %(all)s ý kiến; một ý kiến có thể thuộc nhiều nhóm.",
            n=integer(done.with_theme),
            all=integer(done.total),
        ),
        _("Ô “-” có dưới 5 ý kiến, hoặc để không suy ra được ô có dưới 5 ý kiến. Không nêu nguyên văn ý kiến."),
    )
    name, title = _("T8 Ý kiến theo nhóm vấn đề"), _("Ý kiến theo nhóm vấn đề và %(district)s")
    return [Grid(name, title, heads, tuple(body), notes)]


def numbers_by_unit(round_: Round) -> dict[int, dict[int, int]]:
    """How many comments of each unit have each theme. One query."""
    columns = CommentTheme.theme_id, Point.unit_id
    mine = (CommentTheme.round_id == CodedComment.round_id) & (CommentTheme.place == CodedComment.place)
    return queries.nested(
        select(*columns, func.count())
        .join(CodedComment, mine)
        .join(Point, Point.id == CodedComment.point_id)
        .where(CommentTheme.round_id == round_.id)
        .group_by(*columns)
    )
