"""Reading tallies, turnout and chairs inside a subtree of units: a fixed number of queries, however many ballots."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, func, select, true

from portal.extensions import db
from portal.fieldwork.scope import point_ids
from portal.results.models import Crossing, Tally
from portal.results.statistics.tables import Answers
from portal.surveys.models import ChairTenure, Point, Round
from portal.surveys.queries import tenure_on
from portal.units.models import Unit


def nested(query: Executable) -> dict[Any, Any]:
    """The counts that a query reads, by its first columns one below the other; the last column is the count."""
    return nest(db.session.execute(query))


def nest(rows: Iterable[Sequence[Any]]) -> dict[Any, Any]:
    """The same of rows: of (1, "Q1", 5, 30) it is {1: {"Q1": {5: 30}}}."""
    tree: dict[Any, Any] = {}
    for *keys, last, n in rows:
        branch = tree
        for key in keys:
            branch = branch.setdefault(key, {})
        branch[last] = int(n)
    return tree


def of_round(
    table: type[Tally | Crossing], top: Unit, round_: Round, excluded: Collection[int] = ()
) -> ColumnElement[bool]:
    """The rows of a round inside a subtree, but for excluded points."""
    points = table.point_id
    return (table.round_id == round_.id) & points.in_(point_ids(top, round_)) & points.not_in(excluded)


def on_scale(round_: Round) -> ColumnElement[bool]:
    """The tallies of the questions on the form's scale; all where the form has no others."""
    others = [item.id for item in round_.questionnaire.form.others()]
    return Tally.question.not_in(others) if others else true()


def answers(top: Unit, round_: Round, excluded: Collection[int] = ()) -> dict[str, dict[int, int]]:
    """The answers on the scale of a subtree taken together, by question, but for excluded points. One query."""
    columns = Tally.question, Tally.choice
    asked = of_round(Tally, top, round_, excluded) & on_scale(round_)
    return nested(select(*columns, func.sum(Tally.n)).where(asked).group_by(*columns))


def other_answers_by_unit(top: Unit, round_: Round, excluded: Collection[int] = ()) -> dict[int, Answers]:
    """The answers of each commune to the questions with choices of their own, by its unit's id. One query at most."""
    others = [item.id for item in round_.questionnaire.form.others()]
    if not others:
        return {}
    query = select(Point.unit_id, Tally.question, Tally.choice, Tally.n).join(Point, Point.id == Tally.point_id)
    return nested(query.where(of_round(Tally, top, round_, excluded), Tally.question.in_(others)))


def answers_by_unit(
    top: Unit, round_: Round, question: str | None = None, excluded: Collection[int] = ()
) -> dict[int, Answers]:
    """The answers on the scale of each commune of a subtree by its unit's id, to one question or to all. One query."""
    query = (
        select(Point.unit_id, Tally.question, Tally.choice, Tally.n)
        .join(Point, Point.id == Tally.point_id)
        .where(of_round(Tally, top, round_, excluded), on_scale(round_))
    )
    return nested(query if question is None else query.where(Tally.question == question))


def answers_by_place(
    top: Unit, round_: Round, excluded: Collection[int] = ()
) -> dict[int | None, dict[str, dict[str, dict[int, int]]]]:
    """The answers of a subtree by the unit above the communes and by their kind: each area's are some of these."""
    columns = Unit.parent_id, Unit.kind, Tally.question, Tally.choice
    query = select(*columns, func.sum(Tally.n)).join(Point, Point.id == Tally.point_id).join(Point.unit)
    asked = of_round(Tally, top, round_, excluded) & on_scale(round_)
    return nested(query.where(asked).group_by(*columns))


def answers_by_point(top: Unit, round_: Round, question: str) -> dict[int, dict[int, int]]:
    """The answers to one question at each point of a subtree. One query."""
    asked = of_round(Tally, top, round_) & (Tally.question == question)
    return nested(select(Tally.point_id, Tally.choice, Tally.n).where(asked))


def crossed(
    top: Unit, round_: Round, items: Collection[str], excluded: Collection[int] = ()
) -> dict[str, dict[int, dict[int, int]]]:
    """The overall question by what was crossed with it, a subtree together: item, code, choice. One query."""
    columns = Crossing.item, Crossing.code, Crossing.choice
    asked = of_round(Crossing, top, round_, excluded) & Crossing.item.in_(items)
    return nested(select(*columns, func.sum(Crossing.n)).where(asked).group_by(*columns))


def crossed_by_point(
    top: Unit, round_: Round, items: Collection[str]
) -> dict[int, dict[str, dict[int, dict[int, int]]]]:
    """The same for each point by itself. One query."""
    asked = of_round(Crossing, top, round_) & Crossing.item.in_(items)
    columns = Crossing.point_id, Crossing.item, Crossing.code, Crossing.choice, Crossing.n
    return nested(select(*columns).where(asked))


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
