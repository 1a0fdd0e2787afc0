"""A round's flags as they stood when results were opened: written once, with the limits, and read from there (P11)."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from portal.audit.operations import record
from portal.extensions import db
from portal.results import quality, quality_words, queries, signs
from portal.results.basis import basis_of
from portal.results.models import FlagRecord, FrozenFlag
from portal.results.quality import Flag
from portal.results.turnout_board import points_within
from portal.sealing.leaves import Kind
from portal.sealing.operations import seal_later
from portal.sealing.settings import canonical
from portal.surveys.models import Point
from portal.units import queries as units
from portal.units.models import Unit
from portal.web import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.results.turnout_board import Line
    from portal.surveys.models import Round
    from portal.surveys.quality_limits import Limits

LEAF = "flags"
"""Under this name the digest stands in its sealed leaf."""
Flags = dict[str, tuple[Flag, ...]]


def freeze(survey: Round, limits: Limits | None = None) -> None:
    """Look over all communes together by the plan's limits, keep what stands out; a second run changes nothing."""
    limits, top = limits or survey.plan_data.quality, units.province(survey.catalogue_year)
    if top is None or frozen(survey) is not None:
        return
    lines = queries.settled_lines(top, survey, basis_of(survey).policy)
    found = quality.flags(signs.read(top, survey, lines), limits)
    db.session.add(FlagRecord(round_id=survey.id, limits=asdict(limits), frozen_at=clock.now()))
    db.session.flush()
    if rows := rows_of(survey, lines, found):
        db.session.execute(insert(FrozenFlag), rows)
    detail = {"units": len(found), "sha256": digest(found, asdict(limits))}
    seal_later(survey, Kind.SETTINGS, canonical({LEAF: detail["sha256"]}))
    record("results.flags", by=None, subject=("round", survey.slug), unit=top, detail=detail)


def rows_of(survey: Round, lines: Sequence[Line], found: Mapping[str, Sequence[Flag]]) -> list[dict[str, str | int]]:
    """A row a flag, in the order of the unit list."""
    return [
        {"round_id": survey.id, "point_id": line.point_id, "rule": flag.rule, "sentence": flag.sentence}
        for line in lines
        for flag in found.get(line.unit.code, ())
    ]


def digest(found: Mapping[str, Sequence[Flag]], limits: Mapping[str, object]) -> str:
    """The SHA-256 of limits and flags: it is sealed in the round's log, so a row changed later is found."""
    told = [f"{name}={limits[name]}" for name in sorted(limits)]
    told += [f"{code}\t{rule}\t{said}" for code in sorted(found) for rule, said in sorted(map(parts, found[code]))]
    return sha256("\n".join(told).encode()).hexdigest()


def parts(flag: Flag) -> tuple[str, str]:
    """A flag's rule and sentence."""
    return flag.rule, flag.sentence


def frozen(survey: Round) -> FlagRecord | None:
    """When and by which limits the flags were made; None where nobody has looked."""
    return db.session.get(FlagRecord, survey.id)


def read(top: Unit, survey: Round) -> Flags:
    """The flags of a subtree, by the commune's code. One query."""
    found = (
        select(Unit.code, FrozenFlag.rule, FrozenFlag.sentence)
        .join(Point, Point.id == FrozenFlag.point_id)
        .join(Unit, Unit.id == Point.unit_id)
        .where(FrozenFlag.round_id == survey.id, FrozenFlag.point_id.in_(points_within(survey, top)))
    )
    flags: dict[str, list[Flag]] = {}
    for code, rule, sentence in db.session.execute(found):
        flags.setdefault(code, []).append(Flag(rule, sentence))
    return {code: tuple(sorted(some, key=order)) for code, some in flags.items()}


def order(flag: Flag) -> int:
    """A flag's place among a commune's."""
    return quality_words.RULES.index(flag.rule)
