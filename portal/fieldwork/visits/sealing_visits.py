"""«Chốt» figures in the public log: sealed when locked and when corrected, and compared with what stands today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.fieldwork.visits.models import VisitCount
from portal.sealing import verification
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.surveys.models import Point
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.data.codec import canonical
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.sealing.verification import SealedLog

FIGURES = ("visits", "source")


def seal(count: VisitCount, point: Point) -> None:
    """Hand over a day's figure as it was locked or corrected."""
    content = {
        "at": clock.now().isoformat(),
        "day": count.day.isoformat(),
        "visits": count.visits,
        "source": count.source,
    }
    seal_later(point.round, Kind.VISITS, canonical(content), place=point.unit.code)


def check(sealed: SealedLog) -> Iterator[str]:
    """Each figure that was sealed still stands, locked and unchanged."""
    current = locked(sealed)
    for (place, day), content in last_sealed(sealed).items():
        now = current.get((place, day))
        if now is None or any(now[name] != content.get(name) for name in FIGURES):
            yield _(
                "%(where)s: số lượt người dân đến ngày %(day)s đã chốt là %(visits)s, nay bị sửa hoặc xóa.",
                where=sealed.unit_name(place),
                day=day,
                visits=integer(int(content["visits"])),
            )


def last_sealed(sealed: SealedLog) -> dict[tuple[str, str], dict[str, Any]]:
    """What was sealed last of each commune and day."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for place, content in verification.item_contents(sealed, Kind.VISITS):
        if {"at", "day", "visits"} <= content.keys():
            known = latest.get((place, content["day"]))
            # leaves enter the log in an order of chance (ruling 1): the moment inside decides which is the last
            if known is None or known["at"] <= content["at"]:
                latest[place, content["day"]] = content
    return latest


def locked(sealed: SealedLog) -> dict[tuple[str, str], dict[str, Any]]:
    """The locked figures of the round as they stand."""
    query = (
        select(Unit.code, VisitCount.day, VisitCount.visits, VisitCount.source)
        .join_from(VisitCount, Point, VisitCount.point_id == Point.id)
        .join(Unit, Point.unit_id == Unit.id)
        .where(Point.round_id == sealed.round_id, VisitCount.locked_at.is_not(None))
    )
    # the check reads in its own connection, beside what the box takes meanwhile
    rows = sealed.connection.execute(query)
    return {(code, day.isoformat()): {"visits": visits, "source": source} for code, day, visits, source in rows}
