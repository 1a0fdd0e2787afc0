"""Figures of a report made by hand: a test names only what it is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.fieldwork.reporting.content.figures import CommuneFigures, Day, DistrictFigures, Verdict
from tests import make

DAYS = tuple(make.FIRST_DAY + timedelta(days=n) for n in range(3))


def days(*changes: dict[str, Any]) -> tuple[Day, ...]:
    """Three days with 40 visits, 20 ballots, 12 helped and 15 guided each; what a test changes of each."""
    usual = {"visits": 40, "ballots": 20, "helpers": 2, "helped": 12, "guided": 15}
    given = [*changes, {}, {}, {}]
    return tuple(Day(day, **{**usual, **given[place]}) for place, day in enumerate(DAYS))


def commune(**changes: Any) -> CommuneFigures:
    """A commune that has entered its three days and nothing else."""
    values: dict[str, Any] = {
        "code": "07507",
        "title": "xã Thanh Hải",
        "full": "xã Thanh Hải, huyện Lục Ngạn",
        "days": days(),
        "verdict": Verdict("dat", 60),
        "is_founded": False,
        "decision_number": "",
        "decided_on": None,
        "members": (),
        "roster_in": False,
        "gaps": 0,
        "helpers": (),
        "channels": (),
        "activities": (),
        "texts": {},
        "state": "draft",
    }
    return CommuneFigures(**values | changes)


def district(*communes: CommuneFigures, **changes: Any) -> DistrictFigures:
    """A district over some communes."""
    values: dict[str, Any] = {
        "code": "219",
        "title": "huyện Lục Ngạn",
        "full": "huyện Lục Ngạn, tỉnh Bắc Giang",
        "days": DAYS,
        "communes": communes,
        "papers": (),
        "launches": (),
        "in_chat": 0,
        "named_for_chat": 0,
        "visits": (),
        "texts": {},
        "state": "draft",
    }
    return DistrictFigures(**values | changes)
