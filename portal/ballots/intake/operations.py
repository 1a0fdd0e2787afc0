"""Takes a ballot: one short transaction in which unique constraints decide every race. No ORM here."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from portal.ballots.desks.desk_token import DeskToken
from portal.ballots.intake import receipts, statements
from portal.ballots.intake.statements import KEEP_COMMENT, PACE, Values
from portal.ballots.intake.tokens import BrowserToken, Nonce
from portal.ballots.models import BUCKET_SECONDS
from portal.ballots.sealing.pool_encryption import Content, PoolKey, pool_key
from portal.ballots.sealing.sealable_tables import row_mac
from portal.ballots.submission_status import SubmissionStatus, Window
from portal.sealing.log.leaves import Kind
from portal.web.data import two_disks

DeviceToken = BrowserToken | DeskToken

HOUR_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled-in form that passed every check made without the database.

    `tokens` are the counts this ballot may take on its browser, the lowest first: the first that is free is taken.
    `source` is for the counters in memory and goes into no table. `phone_id` names a desk phone, whose hour is counted.
    """

    nonce: Nonce
    tokens: tuple[DeviceToken, ...]
    payload: bytes
    comments: tuple[str, ...]
    channel: str
    receipt: str
    source: bytes
    phone_id: int | None = None


def take(
    engine: Engine, used_token_key: bytes, row_key: bytes, sent: Submission, moment: datetime
) -> tuple[SubmissionStatus, DeviceToken | None]:
    """Keep a ballot and return its browser's token, or say why not and keep nothing.

    By the round's key of used tokens and the key of the MAC on every row that waits. What is said because of a token
    that is used is said only once that token is on as many disks as a ballot.
    """
    first, *others = sent.tokens
    with engine.connect() as connection:
        encrypted = pool_key(used_token_key) if two_disks.confirmed(connection) else None
        values = {
            **ballot_values(row_key, encrypted, sent, int(moment.timestamp())),
            "form": sent.nonce.used_token(used_token_key),
            "token": first.used_token(used_token_key),
        }
        transaction = connection.begin()  # wherever this returns before the commit, closing gives all of it back
        two_disks.expect(connection)
        # the form first: of two that come at once the second waits here for the first, and is then told REPEATED
        outcome = statements.BALLOT.run(connection, values)
        if not outcome.is_new:
            two_disks.confirm(connection)
            return SubmissionStatus.REPEATED, None
        if outcome.server:
            two_disks.judge(connection, *outcome.server)
        # the cached window may be five seconds old, and the round may have been closed meanwhile
        status = window(*outcome.window).status_of_form(moment, sent.nonce.issued)
        if status is not SubmissionStatus.OPEN:
            return status, None
        token = first if outcome.is_kept else keep_under_another(connection, used_token_key, others, values)
        if token is None:
            two_disks.confirm(connection)
            return SubmissionStatus.USED, None
        keep_more(connection, row_key, encrypted, sent, int(moment.timestamp()))
        transaction.commit()
    # said only once it is on the disk, or on two (P20)
    return SubmissionStatus.TAKEN, token


def is_used(engine: Engine, token: bytes, round_id: int) -> bool:
    """Whether a token is used: the insert is tried and rolled back, as the public role may not read."""
    with engine.connect() as connection:
        connection.begin()
        if mark_used(connection, token, round_id):
            return False
        two_disks.confirm(connection)
        return True


def mark_used(connection: Connection, token: bytes, round_id: int) -> bool:
    """Insert a used token; False where it stands already."""
    return bool(statements.MARK_TOKEN.run(connection, {"token": token, "round_id": round_id}).rowcount)


def keep_under_another(
    connection: Connection, key: bytes, tokens: Iterable[DeviceToken], values: Values
) -> DeviceToken | None:
    """Keep a ballot whose first token is used under the first of these that is not; None where all are."""
    for token in tokens:
        marked = {**values, "token": token.used_token(key)}
        if statements.MARK_TOKEN.run(connection, marked).rowcount:
            statements.keep(connection, marked)
            return token
    return None


def window(opens_at: datetime | str, closes_at: datetime | str, results_opened_at: datetime | str | None) -> Window:
    """Return the round's window as it was told; SQLite's driver gives text, in UTC."""
    first, last = (
        datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment
        for moment in (opens_at, closes_at)
    )
    return Window(first, last, results_opened_at is not None)


def ballot_values(key: bytes, encrypted: PoolKey | None, sent: Submission, second: int) -> Values:
    """What is kept of ballot, receipt and count, each row under its own MAC."""
    where = sent.nonce.round_id, sent.nonce.point_id
    name, payload = waiting(encrypted, Kind.BALLOT, where, sent.payload)
    receipt = receipts.digest(sent.receipt)
    return {
        "round_id": sent.nonce.round_id,
        "point_id": sent.nonce.point_id,
        "id": name,
        "payload": payload,
        "mac": row_mac(key, Kind.BALLOT, where, name, payload),
        "receipt": receipt,
        "receipt_mac": row_mac(key, Kind.RECEIPT, where, receipt),
        # ten minutes, and no row leads to it: all that is ever known of when somebody answered (P1)
        "bucket": second // BUCKET_SECONDS,
        "channel": sent.channel,
    }


def keep_more(connection: Connection, key: bytes, encrypted: PoolKey | None, sent: Submission, second: int) -> None:
    """Keep the words that came with a ballot, and count a desk phone's hour."""
    where = sent.nonce.round_id, sent.nonce.point_id
    columns: Values = dict(zip(("round_id", "point_id"), where, strict=True))
    for comment in sent.comments:
        name, body = waiting(encrypted, Kind.COMMENT, where, comment)
        mac = row_mac(key, Kind.COMMENT, where, name, body)
        KEEP_COMMENT.run(connection, {**columns, "id": name, "body": body, "mac": mac})
    if sent.phone_id is not None:
        PACE.run(connection, {"phone_id": sent.phone_id, "hour": second // HOUR_SECONDS})


def waiting(encrypted: PoolKey | None, kind: str, where: tuple[int, int], content: Content) -> tuple[bytes, Content]:
    """Name and content of a row that waits, encrypted where a key is given."""
    # random names of their own: a number that grows would keep the order of arrival (P2), a shared one the link (P5)
    return (os.urandom(16), content) if encrypted is None else encrypted.encrypt(kind, where, content)
