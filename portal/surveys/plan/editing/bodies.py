"""Plans as JSON's values, whole or not: what is wrong in one, what it lacks lent by another, where two differ."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple, TypeAlias

from portal.errors import Mistake, Mistakes
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import Path

Body: TypeAlias = dict[str, Any]
# What JSON holds: known to whoever reads it alone.
Value: TypeAlias = Any
ABSENT: Value = object()  # None is a value that a field may have
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# Sections and fields that name other papers.
OLDER = {"bases", ("form", "source"), ("turnout", "guidance"), ("results", "groups_source")}
# What one field lends may show another mistake between parts; then the whole section is lent.
ROUNDS = 4


def mistakes_in(body: Mapping[str, Any]) -> list[Mistake]:
    """All that keeps a body from being a plan; empty for a whole one."""
    try:
        Plan.from_json(body)
    except Mistakes as error:
        return error.mistakes
    return []


def as_read(body: Mapping[str, Any]) -> Body:
    """A whole body as it is kept: texts tidied, defaults that came later left out. Raises Mistakes."""
    return Plan.from_json(body).to_json()


def value_at(body: Value, path: Path) -> Value:
    """What stands at a path; ABSENT where nothing does."""
    for step in path:
        try:
            body = body[step]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return body


def put(body: Body, path: Path, value: object) -> None:
    """Set what stands at a path of names, sections made where they are missing; ABSENT takes the field out."""
    *above, name = path
    held: Any = body
    for step in above:
        if not isinstance(held.get(step), dict):
            held[step] = {}
        held = held[step]
    if value is ABSENT:
        held.pop(name, None)
    else:
        held[name] = value


def whole(body: Body, lender: Plan) -> Plan:
    """The plan a body would be if what is wrong or missing in it were as in `lender`: to look at, never to keep."""
    lent, filled = lender.to_json(), deepcopy(body)
    for round_ in range(ROUNDS):
        mistakes = mistakes_in(filled)
        if not mistakes:
            return Plan.from_json(filled)
        for mistake in mistakes:
            # of a list the whole is lent; of a section too, once its field alone did not do
            names = tuple(_until_list(mistake.path))[: None if round_ == 0 else 1]
            put(filled, names, value_at(lent, names))
    return lender


def _until_list(path: Path) -> Iterator[str]:
    for step in path:
        if isinstance(step, int):
            return
        yield step


def texts(body: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a body with its path."""
    if isinstance(body, str):
        yield path, body
    parts = body.items() if isinstance(body, Mapping) else enumerate(body) if isinstance(body, list | tuple) else ()
    for step, part in parts:
        yield from texts(part, (*path, step))


def years_kept(body: Body, lender: Plan) -> list[Path]:
    """Where a text still names a year as the plan does that it was copied from: perhaps of that plan's own time.

    What the plan rests on is older than it, in every plan.
    """
    before = dict(texts(lender.to_json()))
    return [
        path
        for path, text in texts(body)
        if YEAR.search(text) and before.get(path) == text and path[0] not in OLDER and path not in OLDER
    ]


class Difference(NamedTuple):
    """A field that two plans have otherwise: its path, each value as JSON's, ABSENT where one has none."""

    path: Path
    before: Any
    after: Any


def differences(before: object, after: object, path: Path = ()) -> Iterator[Difference]:
    """Where two bodies differ, field by field in their order; None is as good as absent."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = [*before, *(name for name in after if name not in before)]
        for name in names:
            yield from differences(before.get(name), after.get(name), (*path, name))
    elif _is_of_sections(before) and _is_of_sections(after):
        for index in range(max(len(before), len(after))):  # type: ignore[arg-type]  # both are lists, as just asked
            yield from differences(value_at(before, (index,)), value_at(after, (index,)), (*path, index))
    elif before != after:
        yield from _one_sided(before, after, path)


def _is_of_sections(value: object) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], Mapping))


def _one_sided(before: object, after: object, path: Path) -> Iterator[Difference]:
    """A section that one of them has alone is told field by field, everything else as it is."""
    present = after if before in (None, ABSENT) else before
    if isinstance(present, Mapping) and (before in (None, ABSENT) or after in (None, ABSENT)):
        for name, value in present.items():
            old, new = (None, value) if present is after else (value, None)
            yield from differences(old, new, (*path, name))
    elif not (before in (None, ABSENT) and after in (None, ABSENT)):
        yield Difference(path, before, after)
