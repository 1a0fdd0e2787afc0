"""Who helps at a commune's desk on a day, asked of the roster where there is one."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from portal.surveys.models import Point

ROSTER = "portal.fieldwork.roster"


def on_duty(point: Point, day: date) -> tuple[str, ...]:
    """The names of those on duty; none where no roster is kept."""
    if find_spec(ROSTER) is None or find_spec(f"{ROSTER}.queries") is None:
        return ()
    names = getattr(import_module(f"{ROSTER}.queries"), "names_on_duty", None)
    return tuple(names(point, day)) if names else ()
