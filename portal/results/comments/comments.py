"""Comments as readers of the province see them: in an order of chance laid out once, never beside a ballot."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import Select, Table, and_, delete, func, insert, select, union_all
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.ballots.models import comment_pool, sealed_comment
from portal.ballots.sealing import round_keys
from portal.ballots.sealing.cipher import Opener
from portal.ballots.sealing.payload import question_of
from portal.extensions import db
from portal.results import queries
from portal.results.comments import themes
from portal.results.models import CodedComment, CommentTheme, opened_comment
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.names import fold
from portal.web.data.sealed_box import Unopened

# from so many comments on, a comment's commune stands beside it (P8's floor); else its district, by the same floor
LEAST_NAMED: Final = 5

MOST_FOUND: Final = 500
OPEN, UNCODABLE = "open", "uncodable"
chance = SystemRandom()

Key = tuple[int, bytes]  # a comment's point and random number


@dataclass(frozen=True)
class Comment:
    """One comment with what a person made of it; `who` is that person, `at` where it was left as far as may be told.

    `question` is the short name of the question it answers; empty for the comment itself.
    """

    row: CodedComment
    body: str
    at: str
    themes: frozenset[int]
    who: str
    question: str = ""

    @property
    def place(self) -> int:
        return self.row.place


def lay_out_when_opened(round_: Round, kind: str) -> None:
    """Lay comments out as soon as results are opened: no more will come. Sealed ones wait for the opening job."""
    if kind == "open_results" and round_.ballot_key is None:
        lay_out(round_)


def lay_out(round_: Round) -> None:
    """Give each comment of an opened round its place by chance; forget those that are gone. Safe to do again."""
    themes.start_list(round_)
    columns = (select(table.c.point_id, table.c.id).where(table.c.round_id == round_.id) for table in tables_of(round_))
    existing: set[Key] = {(point, key) for point, key in db.session.execute(union_all(*columns))}
    known = places_by_key(round_)
    gone = [place for key, place in known.items() if key not in existing]
    for table in (CommentTheme, CodedComment) if gone else ():
        db.session.execute(delete(table).where(table.round_id == round_.id, table.place.in_(gone)))
    new = sorted(existing - set(known))
    chance.shuffle(new)
    start = max(known.values(), default=0) + 1
    rows = [
        {"round_id": round_.id, "place": place, "point_id": point, "comment_id": key, "uncodable": False, "version": 1}
        for place, (point, key) in enumerate(new, start=start)
    ]
    if rows:
        db.session.execute(insert(CodedComment), rows)


def places_by_key(round_: Round) -> dict[Key, int]:
    """The place of each comment of a round, by its point and number."""
    columns = CodedComment.point_id, CodedComment.comment_id, CodedComment.place
    rows = db.session.execute(select(*columns).where(CodedComment.round_id == round_.id))
    return {(point, key): place for point, key, place in rows}


def open_sealed(round_: Round) -> None:
    """Open the comments of a round that has a key, for the pages that read them; for the opening job alone."""
    if round_.ballot_key is None:
        return
    opener = round_keys.opener(round_)
    db.session.execute(delete(opened_comment).where(opened_comment.c.round_id == round_.id))
    query = select(sealed_comment).where(sealed_comment.c.round_id == round_.id)
    rows = [
        {**row, "body": words(opener, row["point_id"], row["body"])} for row in db.session.execute(query).mappings()
    ]
    if rows:
        db.session.execute(insert(opened_comment), rows)
    lay_out(round_)


def words(opener: Opener, point_id: int, sealed: str) -> str:
    """What a comment says, or that it does not open."""
    try:
        return opener.comment(point_id, sealed)
    except Unopened:
        return _("[không mở được]")


def tables_of(round_: Round) -> tuple[Table, ...]:
    """Where the words of a round's comments stand."""
    return (sealed_comment, comment_pool) if round_.ballot_key is None else (opened_comment,)


def matching(round_: Round, state: str, typed: str) -> Select[CodedComment]:
    """The comments of a round in one state, or of one theme by its number, whose text has what is typed."""
    query = select(CodedComment).where(CodedComment.round_id == round_.id).order_by(CodedComment.place)
    if state == OPEN:
        query = query.where(CodedComment.coded_at.is_(None))
    elif state == UNCODABLE:
        query = query.where(CodedComment.uncodable, CodedComment.coded_at.is_not(None))
    elif state.isdecimal():
        its = and_(CommentTheme.round_id == round_.id, CommentTheme.theme_id == int(state))
        query = query.where(CodedComment.place.in_(select(CommentTheme.place).where(its)))
    return query.where(CodedComment.place.in_(places_with(round_, typed))) if typed else query


def places_with(round_: Round, typed: str) -> list[int]:
    """The first places whose comments have some words, accents and case aside."""
    words, known = fold(typed), places_by_key(round_)
    hits = (known.get((point, key)) for point, key, body, _question in bodies(round_) if words in fold(body))
    return sorted(place for place in hits if place is not None)[:MOST_FOUND]


def bodies(round_: Round, only: Sequence[CodedComment] | None = None) -> Iterator[tuple[int, bytes, str, str]]:
    """The words of a round, or of some of its comments, each with the question they answer (empty: the comment)."""
    for table in tables_of(round_):
        query = select(table.c.point_id, table.c.id, table.c.body).where(table.c.round_id == round_.id)
        if only is not None:
            points, ids = {row.point_id for row in only}, [row.comment_id for row in only]
            query = query.where(table.c.point_id.in_(points), table.c.id.in_(ids))
        for point, key, kept in db.session.execute(query):
            question, body = question_of(kept)
            yield point, key, body, question


def shown(round_: Round, rows: Sequence[CodedComment]) -> list[Comment]:
    """Some comments with their texts, themes and coders: a fixed number of queries."""
    texts = {(point, key): (body, question) for point, key, body, question in bodies(round_, rows)}
    labels = {item.id: item.label for item in round_.questionnaire.form.texts()}
    given = themes_given(round_, [row.place for row in rows])
    places = named_places(round_, {row.point_id for row in rows})
    coders = {row.coded_by for row in rows if row.coded_by}
    accounts = db.session.scalars(select(Account).where(Account.id.in_(coders))).all() if coders else []
    names = {account.id: account.full_name for account in accounts}
    return [
        Comment(
            row,
            body,
            places.get(row.point_id, ""),
            frozenset(given.get(row.place, ())),
            names.get(row.coded_by or 0, ""),
            labels.get(question, question),
        )
        for row in rows
        for body, question in [texts.get((row.point_id, row.comment_id), ("", ""))]
    ]


def themes_given(round_: Round, places: Sequence[int]) -> dict[int, list[int]]:
    """The themes of some comments, by place."""
    query = select(CommentTheme.place, CommentTheme.theme_id).where(
        CommentTheme.round_id == round_.id, CommentTheme.place.in_(places)
    )
    given: dict[int, list[int]] = {}
    for place, theme in db.session.execute(query):
        given.setdefault(place, []).append(theme)
    return given


def named_places(round_: Round, wanted: Collection[int]) -> dict[int, str]:
    """What may be told of where comments were left: a commune or a district from five comments on, else nothing."""
    counted = select(CodedComment.point_id, func.count()).where(CodedComment.round_id == round_.id)
    numbers: dict[int, int] = queries.nested(counted.group_by(CodedComment.point_id))
    query = select(Point.id, Unit).join(Point.unit).where(Point.id.in_(numbers)).options(joinedload(Unit.parent))
    units = {row[0]: row[1] for row in db.session.execute(query)}
    of_district: Counter[int | None] = Counter()
    for point, unit in units.items():
        of_district[unit.parent_id] += numbers[point]
    return {
        point: place_of(unit, numbers[point], of_district[unit.parent_id])
        for point, unit in units.items()
        if point in wanted
    }


def place_of(unit: Unit, of_commune: int, of_district: int) -> str:
    if of_commune >= LEAST_NAMED:
        return unit.full
    district = unit.district
    return district.title if district is not None and of_district >= LEAST_NAMED else ""
