"""The themes of a round's comments: what each is called, how many comments a person found to be about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import and_, func, select

from portal.extensions import db
from portal.results.models import CodedComment, CommentTheme, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from portal.surveys.models import Round

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
    "Khen ngợi",
    "Khác",
)
"""The list every round begins with; people edit it."""


@dataclass(frozen=True)
class ThemeRow:
    """A theme, how many comments have it, their share in percent of those that have any, and what was said in general.

    `level` is which level settles it («cấp xã»), empty where undecided.
    """

    theme: str
    n: int
    share: float | None
    wording: str
    level: str = ""


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
    return tuple(row_of(theme, counts.get(theme.id, 0), base) for theme in themes_of(round_))


def row_of(theme: Theme, n: int, base: int) -> ThemeRow:
    return ThemeRow(theme.name, n, 100 * n / base if base else None, theme.wording, level_in_words(theme.level))


def themes_of(round_: Round) -> Sequence[Theme]:
    """The list of a round, in its order."""
    mine = select(Theme).where(Theme.round_id == round_.id).order_by(Theme.position, Theme.id)
    return db.session.scalars(mine).all()


def numbers(round_: Round) -> dict[int, int]:
    """How many comments each theme has."""
    mine = CommentTheme.round_id == round_.id
    query = select(CommentTheme.theme_id, func.count()).where(mine).group_by(CommentTheme.theme_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def progress(round_: Round) -> Progress:
    """How many comments there are, and how many a person has dealt with."""
    is_coded = CodedComment.coded_at.is_not(None)
    row = db.session.execute(
        select(func.count(), count_of(is_coded), count_of(and_(is_coded, CodedComment.uncodable))).where(
            CodedComment.round_id == round_.id
        )
    ).one()
    return Progress(row[0], int(row[1] or 0), int(row[2] or 0))


def count_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows a condition holds for, among those counted."""
    return func.count(CodedComment.place).filter(condition)


def level_in_words(level: str) -> str:
    """Which level settles what a theme is about."""
    return {"": "", "commune": _("cấp xã"), "district": _("cấp huyện"), "province": _("cấp tỉnh")}[level]


def start_list(round_: Round) -> None:
    """Give a round the list every round begins with, unless it has one."""
    if themes_of(round_):
        return
    db.session.add_all(
        Theme(round_id=round_.id, position=place, name=name) for place, name in enumerate(STARTERS, start=1)
    )
    db.session.flush()
