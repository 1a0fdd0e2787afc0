"""T8: what comments are about, by district. Small counts are hidden, with as many more as it takes to keep them so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from sqlalchemy import and_, func, select

from portal.extensions import db
from portal.results.comments import themes
from portal.results.disclosure.disclosure_auditor import LEAST_VALUES
from portal.results.disclosure.disclosure_control import LEAST_CELL
from portal.results.models import CodedComment, CommentTheme
from portal.results.tables.grids import COUNT, RATE, Column, Grid, Row, counted, share
from portal.surveys.models import Point
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from portal.results.statistics.tables import Area
    from portal.surveys.models import Round

MOST_SMALL: Final = LEAST_CELL - 1


def grid(round_: Round, areas: Sequence[Area]) -> list[Grid]:
    """The table of a round; empty while no comment is coded."""
    rows, progress = themes.table(round_), themes.progress(round_)
    if not progress.with_theme:
        return []
    counts, listed = numbers(round_), themes.themes_of(round_)
    heads = (Column(_("Nhóm vấn đề")), *(Column(area.short, COUNT) for area in areas))
    sums = (Column(_("Toàn tỉnh"), COUNT), Column(_("Tỷ lệ (%)"), RATE))
    body = [
        Row(
            row.theme,
            (*map(counted, protect(by_area(counts.get(theme.id, {}), areas))), counted(row.n), share(row.share)),
        )
        for theme, row in zip(listed, rows, strict=True)
    ]
    name = _("T8 Ý kiến theo nhóm vấn đề")
    return [Grid(name, _("Ý kiến theo nhóm vấn đề và huyện"), (*heads, *sums), tuple(body), notes(progress))]


def notes(progress: themes.Progress) -> tuple[str, ...]:
    return (
        _(
            "Đã xếp %(n)s trong %(all)s ý kiến; một ý kiến có thể thuộc nhiều nhóm.",
            n=integer(progress.with_theme),
            all=integer(progress.total),
        ),
        _("Ô “-” có dưới 5 ý kiến, hoặc để không suy ra được ô có dưới 5 ý kiến. Không nêu nguyên văn ý kiến."),
    )


def numbers(round_: Round) -> Mapping[int, Mapping[int, int]]:
    """How many comments of each unit have each theme. One query."""
    mine = and_(CommentTheme.round_id == CodedComment.round_id, CommentTheme.place == CodedComment.place)
    query = (
        select(CommentTheme.theme_id, Point.unit_id, func.count())
        .join(CodedComment, mine)
        .join(Point, Point.id == CodedComment.point_id)
        .where(CommentTheme.round_id == round_.id)
        .group_by(CommentTheme.theme_id, Point.unit_id)
    )
    counts: dict[int, dict[int, int]] = {}
    for theme, unit, n in db.session.execute(query):
        counts.setdefault(theme, {})[unit] = n
    return counts


def by_area(counts: Mapping[int, int], areas: Sequence[Area]) -> list[int]:
    return [sum(counts.get(line.unit.id, 0) for line in area.lines) for area in areas]


def protect(row: Sequence[int]) -> list[int | None]:
    """A row beside its sum: counts below five hidden, then the next lowest ones until no hidden count can be told."""
    hidden = {place for place, n in enumerate(row) if n < LEAST_CELL}
    while hidden and len(hidden) < len(row) and not is_open(row, hidden):
        hidden.add(min((n, place) for place, n in enumerate(row) if place not in hidden)[1])
    return [None if place in hidden else n for place, n in enumerate(row)]


def is_open(row: Sequence[int], hidden: Collection[int]) -> bool:
    """Whether each hidden count may have three values, for who knows the sum and which ones are below five."""
    rest = sum(row[place] for place in hidden)
    most = min((n for place, n in enumerate(row) if place not in hidden), default=rest)
    ends = [(0, MOST_SMALL) if row[place] < LEAST_CELL else (LEAST_CELL, most) for place in hidden]
    lows, highs = sum(low for low, _high in ends), sum(high for _low, high in ends)
    return all(min(high, rest - lows + low) - max(low, rest - highs + high) + 1 >= LEAST_VALUES for low, high in ends)
