"""Reading tallies, turnout and chairs inside a subtree of units: a fixed number of queries, however many ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.extensions import db
from portal.fieldwork.scope import point_ids
from portal.results.models import Crossing, Tally
from portal.surveys.models import ChairTenure, Point
from portal.surveys.queries import tenure_on
from portal.units.queries import within

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.results.statistics.tables import Answers
    from portal.surveys.models import Round
    from portal.units.models import Unit


def answers(top: Unit, round_: Round, excluded: Collection[int] = ()) -> dict[str, dict[int, int]]:
    """The answers of a subtree taken together, by question, but for excluded points. One query."""
    conditions = Tally.point_id.in_(point_ids(top, round_)), Tally.point_id.not_in(excluded)
    query = (
        select(Tally.question, Tally.choice, func.sum(Tally.n).label("n"))
        .where(Tally.round_id == round_.id, *conditions)
        .group_by(Tally.question, Tally.choice)
    )
    counts: dict[str, dict[int, int]] = {}
    for question, choice, n in db.session.execute(query):
        counts.setdefault(question, {})[choice] = int(n)
    return counts


def answers_by_unit(
    top: Unit, round_: Round, question: str | None = None, excluded: Collection[int] = ()
) -> dict[int, Answers]:
    """The answers of each commune of a subtree by its unit's id, to one question or to all. One query."""
    query = (
        select(Point.unit_id, Tally.question, Tally.choice, Tally.n)
        .join(Point, Point.id == Tally.point_id)
        .join(Point.unit)
        .where(Tally.round_id == round_.id, within(top), Tally.point_id.not_in(excluded))
    )
    if question is not None:
        query = query.where(Tally.question == question)
    counts: dict[int, dict[str, dict[int, int]]] = {}
    for unit_id, question_id, choice, n in db.session.execute(query):
        counts.setdefault(unit_id, {}).setdefault(question_id, {})[choice] = n
    return {unit_id: dict(question_id) for unit_id, question_id in counts.items()}


def answers_by_point(top: Unit, round_: Round, question: str) -> dict[int, dict[int, int]]:
    """The answers to one question at each point of a subtree. One query."""
    query = select(Tally.point_id, Tally.choice, Tally.n).where(
        Tally.round_id == round_.id, Tally.question == question, Tally.point_id.in_(point_ids(top, round_))
    )
    counts: dict[int, dict[int, int]] = {}
    for point_id, choice, n in db.session.execute(query):
        counts.setdefault(point_id, {})[choice] = n
    return counts


def crossed(
    top: Unit, round_: Round, items: Collection[str], excluded: Collection[int] = ()
) -> dict[str, dict[int, dict[int, int]]]:
    """The overall question by what was crossed with it, a subtree together: item, code, choice. One query."""
    query = (
        select(Crossing.item, Crossing.code, Crossing.choice, func.sum(Crossing.n))
        .where(
            Crossing.round_id == round_.id,
            Crossing.point_id.in_(point_ids(top, round_)),
            Crossing.point_id.not_in(excluded),
            Crossing.item.in_(items),
        )
        .group_by(Crossing.item, Crossing.code, Crossing.choice)
    )
    counts: dict[str, dict[int, dict[int, int]]] = {}
    for item, code, choice, n in db.session.execute(query):
        counts.setdefault(item, {}).setdefault(code, {})[choice] = int(n)
    return counts


def chairs(top: Unit, round_: Round) -> dict[int, str]:
    """Status of the chair on the round's last day by unit id; units without an entry are absent. One query."""
    query = (
        select(Point.unit_id, ChairTenure)
        .join(Point, Point.id == ChairTenure.point_id)
        .where(Point.id.in_(point_ids(top, round_)))
    )
    tenures: dict[int, list[ChairTenure]] = {}
    for unit_id, tenure in db.session.execute(query):
        tenures.setdefault(unit_id, []).append(tenure)
    held = {unit_id: tenure_on(rows, round_.last_day) for unit_id, rows in tenures.items()}
    return {unit_id: row.status for unit_id, row in held.items() if row is not None}
