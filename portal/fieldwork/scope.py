"""Which round a page is about: an approved one of the reader's catalogue; unnamed, the nearest; the way to others."""

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import request, url_for
from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.navigation import Link
from portal.extensions import db
from portal.fieldwork import own_round
from portal.fieldwork.visits import queries as visit_queries
from portal.surveys import queries as surveys
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.queries import within

RowT = TypeVar("RowT")


BOARDS = frozenset(
    {
        "awards.index",
        "homes.work",
        "inspections.index",
        "monitoring.table",
        "preparing.chat",
        "preparing.directing",
        "preparing.task_forces",
        "publicity.overview",
        "reporting.overview",
        "roster.all_desks",
        "urging.index",
    }
)
"""Pages that show one round and take its name."""


def approved_rounds() -> Sequence[Round]:
    """The approved rounds of the reader's catalogue, the latest first."""
    return db.session.scalars(surveys.rounds(current_user.unit).where(Round.approved_at.is_not(None))).all()


def load_round(slug: str | None = None, **_rest: object) -> Round | None:
    """The round an address names, or the nearest one."""
    if slug is None:
        return min(approved_rounds(), key=visit_queries.nearness, default=None)
    return next((round_ for round_ in approved_rounds() if round_.slug == slug), None)


def load_named_round(slug: str | None = None, **_rest: object) -> object:
    """A page without a round's name is always there; a named round has to be the reader's."""
    return True if slug is None else load_round(slug)


def load_point(slug: str, code: str) -> Point | None:
    """The point of a commune inside the reader's places, knowing its round."""
    round_ = load_round(slug)
    point = surveys.point_in(current_user.unit, round_, code) if round_ else None
    if point is not None:
        set_committed_value(point, "round", round_)
    return point


def point_ids(top: Unit, round_: Round) -> Select[Any]:
    """The points of a round in a subtree, for a condition."""
    return select(Point.id).join(Point.unit).where(Point.round_id == round_.id, within(top))


def other_rounds() -> dict[str, object]:
    """`other_rounds` for base.html: on these boards, and on pages of one's own commune."""
    if request.endpoint not in BOARDS or not current_user.is_authenticated:
        return own_round.context()
    current = load_round((request.view_args or {}).get("slug"))
    return {
        "other_rounds": [
            Link(round_.title, url_for(request.endpoint, slug=round_.slug))
            for round_ in approved_rounds()
            if current and round_ != current
        ]
    }


def with_place(table: type[RowT], of_point: InstrumentedAttribute[Any]) -> Select[RowT]:
    """Rows of a table that belong to points, each with its commune, district and round at hand."""
    place = contains_eager(Point.unit).joinedload(Unit.parent), contains_eager(Point.round)
    query = select(table).join(of_point).join(Point.unit).join(Point.round)
    return query.options(contains_eager(of_point).options(*place))
