"""What the addresses of reports name, always inside the reader's places, and the round that concerns a unit now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from flask_login import current_user

from portal.extensions import db
from portal.fieldwork.today.preparing import load_approved_round
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.units import queries as units
from portal.units.models import PROVINCE
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.units.models import Unit


def load_unit(slug: str, code: str, **_rest: object) -> Unit | None:
    """A commune or district inside the reader's places; the round comes along in `g.survey`."""
    g.survey = load_approved_round(slug)
    unit = units.in_scope(current_user.unit, code) if g.survey is not None else None
    return unit if unit is not None and unit.level != PROVINCE else None


def load_own_round(slug: str) -> Round | None:
    """The round in which the reader's own unit reports."""
    g.survey = load_approved_round(slug)
    round_: Round | None = g.survey
    return round_


def approved_rounds() -> Sequence[Round]:
    """The approved rounds of the reader's catalogue, the one to report on first."""
    rounds = db.session.scalars(surveys.rounds(current_user.unit).where(Round.approved_at.is_not(None))).all()
    return sorted(rounds, key=nearness)


def nearness(round_: Round) -> tuple[bool, float]:
    """A round that has begun before one that has not; of those the latest to begin, of these the nearest."""
    to_come = round_.opens_at > clock.now()
    return to_come, round_.opens_at.timestamp() if to_come else -round_.opens_at.timestamp()
