"""The check of the box by itself: after every run of the sealer and before every signature.

A run costs what is new since the last; the whole box is checked before it is signed for and at the latest ten minutes
after the last time, once a night where it is large. The verdict is kept under the portal's mark, for those who watch.
"""

from __future__ import annotations

import hmac
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from portal.extensions import db
from portal.sealing import verification
from portal.sealing.log import heads, marks
from portal.sealing.log.checkpoints import Broken
from portal.sealing.log.leaves import raw
from portal.sealing.models import log_check
from portal.sealing.verification import Prefix, Verdict
from portal.surveys.models import Round
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row, Select

logger = logging.getLogger(__name__)
WHOLE_AFTER = timedelta(minutes=8)
"""The sealer comes every two minutes: at the latest ten minutes after the last check of the whole box."""
LARGE = 200_000
"""Leaves from which on the whole box is checked at night alone."""
NIGHT_HOUR = 1
LATE = timedelta(minutes=30)
"""A verdict older than this watches nothing any more."""


@dataclass(frozen=True)
class Kept:
    """The last verdict on a round's box: its size, how far its log was right, and what was found."""

    checked_at: datetime
    whole_at: datetime
    size: int
    prefix: Prefix
    faults: tuple[str, ...]

    @property
    def is_large(self) -> bool:
        """Whether the whole box is checked at night alone."""
        return self.size >= LARGE

    @property
    def text(self) -> str:
        """All of it, as it is kept."""
        said = {
            "checked": self.checked_at.isoformat(),
            "whole": self.whole_at.isoformat(),
            "size": self.size,
            "right": self.prefix.size,
            "edge": [hashed.hex() for hashed in self.prefix.edge],
            "due": self.prefix.due,
            "faults": self.faults,
        }
        return json.dumps(said, ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Kept:
        """What was kept."""
        said = json.loads(text)
        checked_at, whole_at = (datetime.fromisoformat(said[name]) for name in ("checked", "whole"))
        prefix = Prefix(said["right"], tuple(map(bytes.fromhex, said["edge"])), said["due"])
        return cls(checked_at, whole_at, said["size"], prefix, tuple(said["faults"]))


def run(survey: Round, *, whole: bool = False) -> Kept:
    """Check what is new, or the whole box where it is time for it or where `whole`; keep the verdict."""
    last = kept(survey.id)
    if last is None or whole or is_whole_due(last, clock.now()):
        return keep_whole(survey, look(survey, Prefix()))
    if last.faults:
        return last
    return keep(survey, look(survey, last.prefix), last.prefix, last.whole_at)


def is_whole_due(last: Kept, now: datetime) -> bool:
    """Whether it is time for the whole box again; a small one in which something was found is looked at every run."""
    if last.is_large:
        night = clock.at(clock.local(now).date(), NIGHT_HOUR)
        return last.whole_at < night <= now
    return bool(last.faults) or not timedelta(0) <= now - last.whole_at < WHOLE_AFTER


def refuse_broken(survey: Round) -> None:
    """Raise Broken where the box is not as it was signed: nothing new is signed over it."""
    last = kept(survey.id)
    verdict = run(survey, whole=last is None or not last.is_large)
    if verdict.faults:
        raise Broken(verdict.faults[0])


def look(survey: Round, since: Prefix) -> Verdict:
    """The verdict in one snapshot. What cannot even be read was not written by the portal."""
    head = heads.read(survey.slug)
    try:
        with verification.snapshot() as connection:
            return verification.verify_in(connection, survey.id, [head] if head is not None else [], since=since)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        logger.exception("box_unreadable", extra={"round": survey.slug})
        said = _("Không đọc được hộp phiếu để kiểm tra (%(error)s): dữ liệu đã bị sửa.", error=type(error).__name__)
        return Verdict.unread(said)


def keep_whole(survey: Round, found: Verdict) -> Kept:
    """Keep the verdict on a whole box."""
    return keep(survey, found, Prefix(), clock.now())


def keep(survey: Round, found: Verdict, before: Prefix, whole_at: datetime) -> Kept:
    """Keep a verdict; one with faults goes no further than the last without."""
    prefix = before if found.faults else found.prefix
    verdict = Kept(clock.now(), whole_at, found.size, prefix, tuple(found.faults))
    values = {"round_id": survey.id, "verdict": verdict.text, "mac": mark(survey.id, verdict.text)}
    with transactions.write_engine().begin() as connection:
        connection.execute(delete(log_check).where(log_check.c.round_id == survey.id))
        connection.execute(insert(log_check).values(**values))
    if verdict.faults:
        logger.error("box_changed", extra={"round": survey.slug, "faults": len(verdict.faults)})
    return verdict


def mark(round_id: int, text: str) -> bytes:
    """A master of the database cannot say that the box is as it was."""
    return marks.mark("check", round_id, text)


def kept(round_id: int) -> Kept | None:
    """The last verdict on a round; None before the first, and where the portal did not write what stands there."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        row = connection.execute(every().where(log_check.c.round_id == round_id)).first()
    return read(row) if row is not None else None


def every() -> Select[int, str, str, bytes]:
    """The kept verdicts with their rounds."""
    check = log_check.c
    found = select(check.round_id, Round.slug, check.verdict, check.mac).join_from(
        log_check, Round, Round.id == check.round_id
    )
    return found.order_by(Round.slug)


def read(row: Row[int, str, str, bytes]) -> Kept | None:
    """A kept verdict, None where its mark is not ours."""
    if not hmac.compare_digest(raw(row.mac), mark(row.round_id, row.verdict)):
        return None
    return Kept.read(row.verdict)


def verdicts() -> Sequence[tuple[str, Kept | None]]:
    """The last verdict on each round's box."""
    return [(row.slug, read(row)) for row in db.session.execute(every())]


def troubles(slug: str = "") -> dict[str, tuple[str, ...]]:
    """What was found, by round; of one round where it is named. Says what watches nothing any more, too."""
    found: dict[str, tuple[str, ...]] = {}
    for name, verdict in verdicts():
        if slug not in {"", name}:
            continue
        if verdict is None:
            found[name] = (_("Kết quả kiểm tra hộp phiếu không do hệ thống này ghi."),)
        elif verdict.faults:
            found[name] = verdict.faults
    return found


def alarms(survey: Round) -> list[str]:
    """What the province is told on the page of a round."""
    return list(troubles(survey.slug).get(survey.slug, ()))


def state() -> str:
    """For the readiness check: «ok», or what is wrong."""
    if troubles():
        return "changed"
    checked = [verdict.checked_at for _slug, verdict in verdicts() if verdict is not None]
    if not checked:
        return "not watched"
    return "ok" if clock.now() - min(checked) < LATE else "too old"
