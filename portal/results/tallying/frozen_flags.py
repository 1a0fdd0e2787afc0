"""A round's flags as they stood when results were opened: written once, with the limits, and read from there (P11)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, Connection, insert, select

from portal.audit.operations import record
from portal.extensions import db
from portal.fieldwork.scope import point_ids
from portal.fieldwork.turnout.figures import Line
from portal.fieldwork.turnout.queries import settled_lines
from portal.results.models import FlagRecord, FrozenFlag
from portal.results.statistics import quality, quality_indicators
from portal.results.statistics.basis import basis_of
from portal.results.statistics.quality import Flag, Screening
from portal.results.tables import quality_words
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.surveys.models import Point, Round
from portal.surveys.plan.quality_limits import Limits
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.data.codec import canonical
from portal.web.ui import terms

LEAF = "flags"  # under this name the digest stands in its sealed leaf
BY_ARRIVALS: Final = ("dot_bien", "ban_dem")  # the rules that look at how ballots came in
Flags = dict[str, tuple[Flag, ...]]

logger = logging.getLogger(__name__)


def freeze(round_: Round, limits: Limits | None = None, unmade: Sequence[str] = ()) -> None:
    """Look over all communes together by the plan's limits, keep what stands out; a second run changes nothing.

    Nothing here stops an opening: a rule that could not be applied is kept as that. `unmade` are rules whose signs are
    missing altogether.
    """
    limits, top = limits or round_.plan_data.quality, units.province(round_.catalogue_id)
    if top is None or flag_record(round_) is not None:
        return
    lines, screening = screen_round(top, round_, limits)
    missing = screening.unmade | {rule: [] for rule in unmade}
    db.session.add(FlagRecord(round_id=round_.id, limits=asdict(limits), unmade=missing, frozen_at=clock.now()))
    db.session.flush()
    rows = [
        {"round_id": round_.id, "point_id": line.point_id, "rule": flag.rule, "sentence": flag.sentence}
        for line in lines
        for flag in screening.flags.get(line.unit.code, ())
    ]
    if rows:
        db.session.execute(insert(FrozenFlag), rows)
    detail = {"units": len(screening.flags), "sha256": digest(screening.flags, asdict(limits), missing)}
    seal_later(round_, Kind.SETTINGS, canonical({LEAF: detail["sha256"]}))
    names = quality_words.labels()
    not_applied = {"unmade": [names[rule] for rule in quality_words.RULES if rule in missing]} if missing else {}
    record("results.flags", by=None, subject=("round", round_.slug), unit=top, detail=detail | not_applied)


def screen_round(top: Unit, round_: Round, limits: Limits) -> tuple[Sequence[Line], Screening]:
    """Every commune's line and the flags of all; where the figures themselves cannot be read, no rule is applied."""
    try:
        with db.session.begin_nested():
            lines = settled_lines(top, round_, basis_of(round_).policy)
            read = quality_indicators.read(top, round_, lines)
            # flags are sealed as sentences, and results are opened by a job, for which no nouns are at hand
            with terms.saying(round_.plan_data.tongues):
                return lines, quality.screen(read, limits)
    except Exception:
        logger.exception("the communes of %s could not be looked over", round_.slug)
        return (), Screening({}, {rule: [] for rule in quality_words.RULES})


def arrival_indicators(round_: Round) -> tuple[quality_indicators.IndicatorCounts, tuple[str, ...]]:
    """How the ballots came in, and the rules that miss it where it cannot be told."""
    try:
        with db.session.begin_nested():
            return quality_indicators.from_arrivals(round_), ()
    except Exception:
        logger.exception("the arrivals of %s could not be looked over", round_.slug)
        return {}, BY_ARRIVALS


def digest(
    flags_by_code: Mapping[str, Sequence[Flag]], limits: Mapping[str, object], unmade: Mapping[str, Sequence[str]]
) -> str:
    """The SHA-256 of limits and flags: it is sealed in the round's log, so a row changed later is found."""
    lines = [f"{name}={limits[name]}" for name in sorted(limits)]
    lines += [f"?{rule}\t{','.join(sorted(unmade[rule]))}" for rule in sorted(unmade)]
    for code in sorted(flags_by_code):
        pairs = sorted((flag.rule, flag.sentence) for flag in flags_by_code[code])
        lines += [f"{code}\t{rule}\t{sentence}" for rule, sentence in pairs]
    return sha256("\n".join(lines).encode()).hexdigest()


def flag_record(round_: Round) -> FlagRecord | None:
    """When and by which limits the flags were made; None before results are opened."""
    return db.session.get(FlagRecord, round_.id)


def not_applied_in_words(top: Unit, round_: Round) -> list[str]:
    """A sentence a rule that could not be applied to some commune of a subtree."""
    record = flag_record(round_)
    if record is None or not record.unmade:
        return []
    titles = {commune.code: commune.title for commune in db.session.scalars(units.communes(top))}
    return quality_words.unmade_in_words(record.unmade, titles)


def read(top: Unit, round_: Round) -> Flags:
    """The flags of a subtree, by the commune's code, in the order of the rules. One query."""
    within_top = FrozenFlag.point_id.in_(point_ids(top, round_))
    flags = stored_flags(db.session.connection(), round_.id, within_top)
    order = quality_words.RULES.index
    return {code: tuple(sorted(mine, key=lambda flag: order(flag.rule))) for code, mine in flags.items()}


def stored_flags(connection: Connection, round_id: int, *conditions: ColumnElement[bool]) -> dict[str, list[Flag]]:
    """The flags of a round as they stand in the rows, by the commune's code."""
    query = (
        select(Unit.code, FrozenFlag.rule, FrozenFlag.sentence)
        .join(Point, Point.id == FrozenFlag.point_id)
        .join(Unit, Unit.id == Point.unit_id)
        .where(FrozenFlag.round_id == round_id, *conditions)
    )
    flags: dict[str, list[Flag]] = {}
    for code, rule, sentence in connection.execute(query):
        flags.setdefault(code, []).append(Flag(rule, sentence))
    return flags


def stored_digest(connection: Connection, round_id: int) -> str | None:
    """The digest that the rows give today; None before results are opened."""
    record = FlagRecord.__table__.c
    found = connection.execute(select(record.limits, record.unmade).where(record.round_id == round_id)).one_or_none()
    return digest(stored_flags(connection, round_id), found.limits, found.unmade) if found else None
