"""Coding comments into themes: claiming the next one, saying what it is about, keeping the list of themes."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.orm import aliased

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.results.comments import outcomes, themes
from portal.results.models import CodedComment, CommentTheme, Theme
from portal.surveys.models import Round
from portal.web.data import clock, transactions
from portal.web.ui.formats import clock_time

CLAIM_LASTS = timedelta(minutes=10)
MOST_THEMES = 60


def claim_next(round_: Round, by: Account, after: int = 0) -> int | None:
    """The place of the next uncoded, unclaimed comment, claimed for `CLAIM_LASTS`; None where there is none."""
    free = or_(
        CodedComment.claimed_by.is_(None),
        CodedComment.claimed_by == by.id,
        CodedComment.claimed_at < clock.now() - CLAIM_LASTS,
    )
    open_ones = select(CodedComment).where(
        CodedComment.round_id == round_.id, CodedComment.coded_at.is_(None), CodedComment.place > after, free
    )
    row: CodedComment | None = db.session.scalar(
        open_ones.order_by(CodedComment.place).limit(1).with_for_update(skip_locked=True)
    )
    if row is None:
        return claim_next(round_, by) if after else None
    row.claimed_by, row.claimed_at = by.id, clock.now()
    db.session.flush()
    return row.place


def code(round_: Round, place: int, *, chosen: Collection[int], uncodable: bool, version: int, by: Account) -> None:
    """Set a comment's themes, or that it cannot be coded. Raises Conflict if its version has changed."""
    refuse_unclear(round_, chosen, uncodable=uncodable)
    if not change(round_, place, version, by, uncodable=uncodable):
        raise Conflict(changed_meanwhile(round_, place))
    db.session.execute(delete(CommentTheme).where(of_comment(CommentTheme, round_, place)))
    add_themes(round_, place, chosen)


def refuse_unclear(round_: Round, chosen: Collection[int], *, uncodable: bool) -> None:
    """Either themes of this round's list or «cannot be coded»."""
    if not chosen and not uncodable:
        raise DomainError(_("Chọn ít nhất một nhóm vấn đề, hoặc “Không xếp được vào nhóm nào”."), "chosen")
    if chosen and uncodable:
        raise DomainError(_("Đã chọn nhóm vấn đề thì không chọn “Không xếp được vào nhóm nào”."), "uncodable")
    if not set(chosen) <= {theme.id for theme in themes.themes_of(round_)}:
        raise Conflict(_("Danh sách nhóm vấn đề vừa được sửa. Đề nghị chọn lại."))


def of_comment(table: type[CodedComment | CommentTheme], round_: Round, place: int) -> ColumnElement[bool]:
    return (table.round_id == round_.id) & (table.place == place)


def change(round_: Round, place: int, version: int, by: Account, *, uncodable: bool) -> bool:
    """Write who coded a comment, once for each version of it: the database decides a race."""
    seen = of_comment(CodedComment, round_, place) & (CodedComment.version == version)
    claim = {"claimed_by": None, "claimed_at": None}
    written = {"uncodable": uncodable, "coded_by": by.id, "coded_at": clock.now(), "version": version + 1, **claim}
    return bool(transactions.rows_changed(update(CodedComment).where(seen).values(**written)))


def add_themes(round_: Round, place: int, chosen: Collection[int]) -> None:
    rows = [{"round_id": round_.id, "place": place, "theme_id": theme} for theme in sorted(set(chosen))]
    if rows:
        db.session.execute(insert(CommentTheme), rows)


def changed_meanwhile(round_: Round, place: int) -> str:
    query = (
        select(Account, CodedComment.coded_at)
        .join(CodedComment, CodedComment.coded_by == Account.id)
        .where(of_comment(CodedComment, round_, place))
    )
    row = db.session.execute(query).first()
    if row is None:
        return _("Ý kiến này vừa có thay đổi. Đề nghị xem lại trước khi lưu.")
    return _(
        "Ý kiến này vừa được đồng chí %(name)s phân loại lúc %(time)s. Đề nghị xem lại trước khi lưu.",
        name=row[0].full_name,
        time=clock_time(row[1]),
    )


class Bulk(NamedTuple):
    """What coding a list did: comments coded, and comments left since their version had changed."""

    done: int
    missed: int


def code_many(round_: Round, *, picked: Sequence[tuple[int, int]], chosen: Collection[int], by: Account) -> Bulk:
    """Add themes to the comments picked, each by its place and the version looked at."""
    if not picked:
        raise DomainError(_("Chọn ít nhất một ý kiến."), "picked")
    refuse_unclear(round_, chosen, uncodable=False)
    changed = [place for place, version in picked if change(round_, place, version, by, uncodable=False)]
    for place in changed:
        mine = select(CommentTheme.theme_id).where(of_comment(CommentTheme, round_, place))
        add_themes(round_, place, set(chosen) - set(db.session.scalars(mine)))
    return Bulk(len(changed), len(picked) - len(changed))


def add(round_: Round, *, name: str, by: Account) -> Theme:
    """A new theme at the list's end."""
    known = themes.themes_of(round_)
    if len(known) >= MOST_THEMES:
        raise DomainError(_("Danh sách đã có %(most)s nhóm vấn đề, đề nghị gộp bớt.", most=MOST_THEMES), "name")
    refuse_known(known, name)
    theme = Theme(round_id=round_.id, position=max((one.position for one in known), default=0) + 1, name=name)
    db.session.add(theme)
    db.session.flush()
    log_event("themes.add", round_, by, name=name)
    return theme


def edit(
    theme: Theme,
    *,
    name: str,
    wording: str,
    level: str,
    is_praise: bool = False,
    version: int,
    by: Account,
    **outcome: str | date | None,
) -> None:
    """Rename a theme, write what was said in general words, which level settles it, what became of its comments."""
    if theme.version != version:
        raise Conflict(_("Nhóm vấn đề này vừa được người khác sửa. Đề nghị xem lại trước khi lưu."))
    refuse_known([one for one in themes.themes_of(theme.round) if one.id != theme.id], name)
    now = outcomes.outcome_of(outcome)
    outcomes.check(now, clock.today())
    before = theme.name
    theme.name, theme.wording, theme.level, theme.is_praise = name, wording, level, is_praise
    for field in outcomes.FIELDS:
        setattr(theme, field, getattr(now, field))
    db.session.flush()
    log_event("themes.edit", theme.round, by, name=name, before=before, outcome=outcomes.in_words(now))


def move(theme: Theme, *, step: int) -> None:
    """One place up or down the list."""
    order = list(themes.themes_of(theme.round))
    position = order.index(theme)
    order.insert(min(max(position + step, 0), len(order) - 1), order.pop(position))
    number(order)


def number(order: Sequence[Theme]) -> None:
    for position, theme in enumerate(order, start=1):
        theme.position = position
    db.session.flush()


def merge(theme: Theme, *, into: int, by: Account) -> Theme:
    """Give a theme's comments to another of the same list, and take it out."""
    round_ = theme.round
    target = next((one for one in themes.themes_of(round_) if one.id == into and one.id != theme.id), None)
    if target is None:
        raise DomainError(_("Chọn nhóm vấn đề khác để gộp vào."), "into")
    moved, mine = themes.numbers(round_).get(theme.id, 0), CommentTheme.theme_id == theme.id
    # a comment that has both keeps the other: the key of the two rows would be the same
    other = aliased(CommentTheme)
    both = CommentTheme.place.in_(select(other.place).where(other.theme_id == target.id))
    db.session.execute(delete(CommentTheme).where(mine, both))
    db.session.execute(update(CommentTheme).where(mine).values(theme_id=target.id))
    log_event("themes.merge", round_, by, name=theme.name, into=target.name, comments=moved)
    db.session.delete(theme)
    db.session.flush()
    number(themes.themes_of(round_))
    return target


def refuse_known(known: Sequence[Theme], name: str) -> None:
    if name.casefold() in {one.name.casefold() for one in known}:
        raise DomainError(_("Đã có nhóm vấn đề tên này."), "name")


def log_event(action: str, round_: Round, by: Account, **detail: object) -> None:
    record(action, by=by, subject=("round", round_.slug), detail=detail)
