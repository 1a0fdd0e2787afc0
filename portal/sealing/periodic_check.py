"""The check of the box by itself: after every run of the sealer and before every signature.

A run costs what is new since the last; the whole box is checked before it is signed for and at the latest ten minutes
after the last time, once a night where it is large. The verdict is kept under the portal's MAC, for those who watch.
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
from portal.sealing.log import checkpoint_store, log_mac
from portal.sealing.log.checkpoints import Broken
from portal.sealing.log.leaves import raw
from portal.sealing.models import log_check
from portal.sealing.verification import Verdict, VerifiedPrefix
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
TOO_OLD_AFTER = timedelta(minutes=30)
"""A verdict older than this watches nothing any more."""


@dataclass(frozen=True)
class StoredVerdict:
    """The last verdict on a round's box: its size, how far its log was right, and what was found."""

    checked_at: datetime
    whole_at: datetime
    size: int
    prefix: VerifiedPrefix
    faults: tuple[str, ...]

    @property
    def is_large(self) -> bool:
        """Whether the whole box is checked at night alone."""
        return self.size >= LARGE

    @property
    def text(self) -> str:
        """All of it, as it is kept."""
        fields = {
            "checked": self.checked_at.isoformat(),
            "whole": self.whole_at.isoformat(),
            "size": self.size,
            "right": self.prefix.size,
            "edge": [hashed.hex() for hashed in self.prefix.edge],
            "due": self.prefix.next_event,
            "faults": self.faults,
        }
        return json.dumps(fields, ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> StoredVerdict:
        """What was kept."""
        fields = json.loads(text)
        checked_at, whole_at = (datetime.fromisoformat(fields[name]) for name in ("checked", "whole"))
        prefix = VerifiedPrefix(fields["right"], tuple(map(bytes.fromhex, fields["edge"])), fields["due"])
        return cls(checked_at, whole_at, fields["size"], prefix, tuple(fields["faults"]))


def run(round_: Round, *, whole: bool = False) -> StoredVerdict:
    """Check what is new, or the whole box where it is time for it or where `whole`; keep the verdict."""
    last = stored(round_.id)
    if last is None or whole or is_whole_due(last, clock.now()):
        return store_whole(round_, verify_since(round_, VerifiedPrefix()))
    if last.faults:
        return last
    return store(round_, verify_since(round_, last.prefix), last.prefix, last.whole_at)


def is_whole_due(last: StoredVerdict, now: datetime) -> bool:
    """Whether it is time for the whole box again; a small one in which something was found is looked at every run."""
    if last.is_large:
        night = clock.at(clock.local(now).date(), NIGHT_HOUR)
        return last.whole_at < night <= now
    return bool(last.faults) or not timedelta(0) <= now - last.whole_at < WHOLE_AFTER


def refuse_broken(round_: Round) -> None:
    """Raise Broken where the box is not as it was signed: nothing new is signed over it."""
    last = stored(round_.id)
    verdict = run(round_, whole=last is None or not last.is_large)
    if verdict.faults:
        raise Broken(verdict.faults[0])


def verify_since(round_: Round, since: VerifiedPrefix) -> Verdict:
    """The verdict in one snapshot. What cannot even be read was not written by the portal."""
    head = checkpoint_store.read(round_.slug)
    try:
        with verification.snapshot() as connection:
            return verification.verify_in(connection, round_.id, [head] if head is not None else [], since=since)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        logger.exception("box_unreadable", extra={"round": round_.slug})
        sentence = _("Không đọc được hộp phiếu để kiểm tra (%(error)s): dữ liệu đã bị sửa.", error=type(error).__name__)
        return Verdict.unread(sentence)


def store_whole(round_: Round, verdict: Verdict) -> StoredVerdict:
    """Keep the verdict on a whole box."""
    return store(round_, verdict, VerifiedPrefix(), clock.now())


def store(round_: Round, verdict: Verdict, before: VerifiedPrefix, whole_at: datetime) -> StoredVerdict:
    """Keep a verdict; one with faults goes no further than the last without."""
    prefix = before if verdict.faults else verdict.prefix
    stored_verdict = StoredVerdict(clock.now(), whole_at, verdict.size, prefix, tuple(verdict.faults))
    values = {"round_id": round_.id, "verdict": stored_verdict.text, "mac": verdict_mac(round_.id, stored_verdict.text)}
    with transactions.write_engine().begin() as connection:
        connection.execute(delete(log_check).where(log_check.c.round_id == round_.id))
        connection.execute(insert(log_check).values(**values))
    if stored_verdict.faults:
        logger.error("box_changed", extra={"round": round_.slug, "faults": len(stored_verdict.faults)})
    return stored_verdict


def verdict_mac(round_id: int, text: str) -> bytes:
    """A master of the database cannot say that the box is as it was."""
    return log_mac.compute("check", round_id, text)


def stored(round_id: int) -> StoredVerdict | None:
    """The last verdict on a round; None before the first, and where the portal did not write what stands there."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        row = connection.execute(stored_verdicts().where(log_check.c.round_id == round_id)).first()
    return read_row(row) if row is not None else None


def stored_verdicts() -> Select[int, str, str, bytes]:
    """The kept verdicts with their rounds."""
    check = log_check.c
    query = select(check.round_id, Round.slug, check.verdict, check.mac).join_from(
        log_check, Round, Round.id == check.round_id
    )
    return query.order_by(Round.slug)


def read_row(row: Row[int, str, str, bytes]) -> StoredVerdict | None:
    """A kept verdict, None where its MAC is not ours."""
    if not hmac.compare_digest(raw(row.mac), verdict_mac(row.round_id, row.verdict)):
        return None
    return StoredVerdict.read(row.verdict)


def verdicts() -> Sequence[tuple[str, StoredVerdict | None]]:
    """The last verdict on each round's box."""
    return [(row.slug, read_row(row)) for row in db.session.execute(stored_verdicts())]


def faults_by_round(slug: str = "") -> dict[str, tuple[str, ...]]:
    """What was found, by round; of one round where it is named. Says what watches nothing any more, too."""
    faults: dict[str, tuple[str, ...]] = {}
    for name, verdict in verdicts():
        if slug not in {"", name}:
            continue
        if verdict is None:
            faults[name] = (_("Kết quả kiểm tra hộp phiếu không do hệ thống này ghi."),)
        elif verdict.faults:
            faults[name] = verdict.faults
    return faults


def alarms(round_: Round) -> list[str]:
    """What the province is told on the page of a round."""
    return list(faults_by_round(round_.slug).get(round_.slug, ()))


def state() -> str:
    """For the readiness check: «ok», or what is wrong."""
    if faults_by_round():
        return "changed"
    checked = [verdict.checked_at for _slug, verdict in verdicts() if verdict is not None]
    if not checked:
        return "not watched"
    return "ok" if clock.now() - min(checked) < TOO_OLD_AFTER else "too old"
