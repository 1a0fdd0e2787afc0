"""The check of the box by itself: after every run of the sealer and before every signature.

A run costs what is new since the last; the whole box is checked before it is signed for and at the latest ten minutes
after the last time, once a night where it is large. The verdict is kept under the portal's MAC, for those who watch.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import scoped_session

from portal.extensions import db
from portal.sealing import queries, verification
from portal.sealing.log import checkpoints, log, tree
from portal.sealing.log.leaves import raw
from portal.sealing.models import log_check
from portal.sealing.verification import Verdict, VerifiedPrefix
from portal.surveys.models import Round
from portal.web.data import clock, transactions

logger = logging.getLogger(__name__)
# the sealer comes every two minutes: at the latest ten minutes after the last check of the whole box (P9)
WHOLE_AFTER = timedelta(minutes=8)
LARGE = 200_000  # leaves from which on the whole box is checked at night alone
NIGHT_HOUR = 1
TOO_OLD_AFTER = timedelta(minutes=30)  # a verdict older than this watches nothing any more


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
        return last  # of a large box: it is not checked on from a place past a fault, but anew at night
    return store(round_, verify_since(round_, last.prefix), last.prefix, last.whole_at)


def is_whole_due(last: StoredVerdict, now: datetime) -> bool:
    """Whether it is time for the whole box again; a small one in which something was found is looked at every run."""
    if last.is_large:
        night = clock.at(clock.local(now).date(), NIGHT_HOUR)
        return last.whole_at < night <= now
    # a clock put back makes the age negative: due as well
    return bool(last.faults) or not timedelta(0) <= now - last.whole_at < WHOLE_AFTER


def refuse_broken(round_: Round) -> None:
    """Raise Broken where the box is not as it was signed: nothing new is signed over it."""
    last = stored(round_.id)
    verdict = run(round_, whole=last is None or not last.is_large)
    if verdict.faults:
        raise checkpoints.Broken(verdict.faults[0])


def verify_since(round_: Round, since: VerifiedPrefix) -> Verdict:
    """The verdict in one snapshot. What cannot even be read was not written by the portal."""
    head = checkpoints.stored_note(round_.slug)
    try:
        with verification.snapshot() as connection:
            return verification.verify_in(connection, round_.id, [head] if head is not None else [], since=since)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        # what a changed row makes of our own code; told as a fault of the box, not as one of the check
        logger.exception("box_unreadable", extra={"round": round_.slug})
        sentence = _("Không đọc được hộp phiếu để kiểm tra (%(error)s): dữ liệu đã bị sửa.", error=type(error).__name__)
        return Verdict(0, Counter(), 0, tree.EMPTY, [sentence])


def store_whole(round_: Round, verdict: Verdict) -> StoredVerdict:
    """Keep the verdict on a whole box."""
    return store(round_, verdict, VerifiedPrefix(), clock.now())


def store(round_: Round, verdict: Verdict, before: VerifiedPrefix, whole_at: datetime) -> StoredVerdict:
    """Keep a verdict; one with faults goes no further than the last without."""
    prefix = before if verdict.faults else verdict.prefix
    stored_verdict = StoredVerdict(clock.now(), whole_at, verdict.size, prefix, tuple(verdict.faults))
    text = stored_verdict.text
    with transactions.write_engine().begin() as connection:
        log.replace_row(connection, log_check, round_.id, verdict=text, mac=verdict_mac(round_.id, text))
    if stored_verdict.faults:
        logger.error("box_changed", extra={"round": round_.slug, "faults": len(stored_verdict.faults)})
    return stored_verdict


def verdict_mac(round_id: int, text: str) -> bytes:
    """A master of the database cannot say that the box is as it was."""
    return log.mac("check", round_id, text)


def stored(round_id: int) -> StoredVerdict | None:
    """The last verdict on a round; None before the first, and where the portal did not write what stands there."""
    with transactions.read_connection() as connection:
        return next((verdict for _slug, verdict in verdicts(connection, log_check.c.round_id == round_id)), None)


def verdicts(
    source: Connection | scoped_session[Any] = db.session, *conditions: ColumnElement[bool]
) -> list[tuple[str, StoredVerdict | None]]:
    """The last verdict on each round's box, by the round's name; None where its MAC is not ours."""
    query = select(log_check, Round.slug).join_from(log_check, Round, Round.id == log_check.c.round_id)
    return [
        (row.slug, StoredVerdict.read(row.verdict) if is_own else None)
        for row in source.execute(query.where(*conditions).order_by(Round.slug))
        for is_own in [hmac.compare_digest(raw(row.mac), verdict_mac(row.round_id, row.verdict))]
    ]


def faults_by_round(*conditions: ColumnElement[bool]) -> dict[str, tuple[str, ...]]:
    """What was found, by the names of rounds. A verdict that is not ours is a fault: it watches nothing any more."""
    foreign = (_("Kết quả kiểm tra hộp phiếu không do hệ thống này ghi."),)
    faults = {slug: verdict.faults if verdict else foreign for slug, verdict in verdicts(db.session, *conditions)}
    return {slug: sentences for slug, sentences in faults.items() if sentences}


def alarms(round_: Round) -> list[str]:
    """What the province is told on the page of a round."""
    return list(faults_by_round(Round.id == round_.id).get(round_.slug, ()))


def state() -> str:
    """For the readiness check: «ok», or what is wrong."""
    if faults_by_round():
        return "changed"
    checked = [verdict.checked_at for _slug, verdict in verdicts() if verdict is not None]
    if not checked:
        return "not watched"
    return "ok" if clock.now() - min(checked) < TOO_OLD_AFTER else "too old"


def add_gauges(registry: CollectorRegistry) -> None:
    """What monitoring sees of the box: ages of the last checkpoint and check, logs not signed, faults found."""

    def add(name: str, words: str, value: float) -> None:
        Gauge(name, words, registry=registry).set(value)

    last, now = queries.last_signed(), clock.now()
    if last is not None:
        add("portal_checkpoint_age_seconds", "Age of the newest checkpoint of any log", (now - last).total_seconds())
    broken = sum(1 for _slug, _ran_at, trouble in queries.runs() if trouble)
    add("portal_logs_broken", "Logs that do not go on from what was signed", broken)
    faults = sum(map(len, faults_by_round().values()))
    add("portal_box_faults", "Faults that the last check of all boxes found; alarm above 0", faults)
    checked = [verdict for _slug, verdict in verdicts() if verdict is not None]
    if checked:
        oldest = min(verdict.checked_at for verdict in checked)
        add("portal_box_check_age_seconds", "Age of the oldest box's last check", (now - oldest).total_seconds())
        add(
            "portal_box_checked_leaves", "Leaves that were found right", sum(verdict.prefix.size for verdict in checked)
        )
