"""Which round a page is about: an approved one of the reader's catalogue; unnamed, the chosen one."""

from typing import Any, TypeVar

from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from portal.surveys import queries as surveys
from portal.surveys.models import Point, Round
from portal.surveys.rounds import chosen
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import transactions

RowT = TypeVar("RowT")


def approved_rounds() -> list[Round]:
    """The approved rounds of the reader's catalogue, the latest first."""
    return [round_ for round_ in chosen.rounds() if round_.approved_at is not None]


def load_round(slug: str | None = None, **_rest: object) -> Round | None:
    """The round an address names, or the one that is chosen."""
    if slug is None:
        return chosen.chosen(approved_rounds())
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


@transactions.once_a_request
def point_ids(top: Unit, round_: Round) -> Select[Any]:
    """The points of a round in a subtree, for a condition."""
    return select(Point.id).join(Point.unit).where(Point.round_id == round_.id, within(top))


def with_place(table: type[RowT], of_point: InstrumentedAttribute[Any]) -> Select[RowT]:
    """Rows of a table that belong to points, each with its commune, district and round at hand."""
    place = contains_eager(Point.unit).joinedload(Unit.parent), contains_eager(Point.round)
    query = select(table).join(of_point).join(Point.unit).join(Point.round)
    return query.options(contains_eager(of_point).options(*place))
