"""Takes a ballot: one short transaction in which unique constraints decide every race.

The one place without the ORM. Nothing is read back from the tables of ballots, here or anywhere on the public site:
the statements need the right to insert and no other, and run as they stand on both databases.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine

from portal.ballots.desks.desk_token import DeskToken
from portal.ballots.intake import receipts
from portal.ballots.intake.tokens import BrowserToken, Nonce
from portal.ballots.models import BUCKET_SECONDS
from portal.ballots.sealing.pool_encryption import Content, PoolKey, pool_key
from portal.ballots.sealing.sealable_tables import row_mac
from portal.ballots.submission_status import SubmissionStatus, Window
from portal.sealing.log.leaves import Kind
from portal.web.data import two_disks
from portal.web.data.fencing import STANDING

DeviceToken = BrowserToken | DeskToken

HOUR_SECONDS = 3600


class Statement:
    """A statement written once, with the holes of either driver; run without the toolkit's own bookkeeping."""

    def __init__(self, sql: str) -> None:
        self.sql = {"sqlite": sql, "postgresql": re.sub(r":(\w+)", r"%(\1)s", sql)}

    def run(self, connection: Connection, values: dict[str, object]) -> Any:  # noqa: ANN401 - the driver's own cursor
        driver: Any = connection.connection.dbapi_connection
        return driver.execute(self.sql[connection.dialect.name], values)


class Together:
    """Statements that need nothing of each other: in one message to PostgreSQL, which is asked for all in one wait."""

    def __init__(self, **parts: Statement) -> None:
        self.parts = parts
        *before, (_name, last) = (
            (name, re.sub(r"%\((\w+)\)s", rf"%({name}_\1)s", part.sql["postgresql"])) for name, part in parts.items()
        )
        self.sql = f"WITH {', '.join(f'{name} AS ({sql})' for name, sql in before)} {last}"

    def run(self, connection: Connection, **values: dict[str, object]) -> None:
        """Run each with its values, by the names of the parts."""
        if connection.dialect.name == "sqlite":
            for name, part in self.parts.items():
                part.run(connection, values[name])
            return
        driver: Any = connection.connection.dbapi_connection
        driver.execute(self.sql, {f"{name}_{key}": value for name in values for key, value in values[name].items()})


MARK_USED = Statement("INSERT INTO spent_mark (mark, round_id) VALUES (:mark, :round_id) ON CONFLICT DO NOTHING")
KEEP_BALLOT = Statement(
    "INSERT INTO ballot_pool (round_id, point_id, id, payload, mac) VALUES (:round_id, :point_id, :id, :payload, :mac)"
)
KEEP_COMMENT = Statement(
    "INSERT INTO comment_pool (round_id, point_id, id, body, mac) VALUES (:round_id, :point_id, :id, :body, :mac)"
)
KEEP_RECEIPT = Statement(
    "INSERT INTO receipt_pool (hash, round_id, point_id, mac) VALUES (:hash, :round_id, :point_id, :mac)"
)
COUNT = Statement(
    "INSERT INTO arrivals (point_id, bucket, channel, n) VALUES (:point_id, :bucket, :channel, 1) "
    "ON CONFLICT (point_id, bucket, channel) DO UPDATE SET n = arrivals.n + 1"
)
PACE = Statement(
    "INSERT INTO desk_pace (phone_id, hour, n) VALUES (:phone_id, :hour, 1) "
    "ON CONFLICT (phone_id, hour) DO UPDATE SET n = desk_pace.n + 1"
)
KEEP = Together(ballot=KEEP_BALLOT, receipt=KEEP_RECEIPT, count=COUNT)
WINDOW = Statement("SELECT opens_at, closes_at, results_opened_at FROM round WHERE id = :round_id")
WINDOW_AND_SERVER = Statement(
    f"SELECT opens_at, closes_at, results_opened_at, {STANDING} FROM round WHERE id = :round_id"  # noqa: S608 - our own words
)


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
    round_id = sent.nonce.round_id
    with engine.connect() as connection:
        transaction = connection.begin()  # wherever this returns before the commit, closing gives all of it back
        two_disks.expect(connection)
        # the form first: of two that come at once the second waits here for the first, and is then told REPEATED
        if not mark_used(connection, sent.nonce.used_token(used_token_key), round_id):
            two_disks.confirm(connection)
            return SubmissionStatus.REPEATED, None
        # the cached window may be five seconds old, and the round may have been closed meanwhile
        status = window(connection, round_id).status_of_form(moment, sent.nonce.issued)
        if status is not SubmissionStatus.OPEN:
            return status, None
        free = (token for token in sent.tokens if mark_used(connection, token.used_token(used_token_key), round_id))
        token = next(free, None)
        if token is None:
            two_disks.confirm(connection)
            return SubmissionStatus.USED, None
        encrypted = pool_key(used_token_key) if two_disks.confirmed(connection) else None
        write(connection, row_key, encrypted, sent, int(moment.timestamp()))
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
    # no RETURNING and no conflict target: either would ask for the right to read (P3)
    return bool(MARK_USED.run(connection, {"mark": token, "round_id": round_id}).rowcount)


def window(connection: Connection, round_id: int) -> Window:
    """Return the round's window as it is at this very moment. Raises OperationalError on a wrong server."""
    statement = WINDOW if two_disks.confirmed(connection) is None else WINDOW_AND_SERVER
    opens_at, closes_at, results_opened_at, *server = statement.run(connection, {"round_id": round_id}).fetchone()
    if server:
        two_disks.judge(connection, *server)
    # SQLite's driver gives text, in UTC
    opens_at, closes_at = (
        datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment
        for moment in (opens_at, closes_at)
    )
    return Window(opens_at, closes_at, results_opened_at is not None)


def write(connection: Connection, key: bytes, encrypted: PoolKey | None, sent: Submission, second: int) -> None:
    """Write ballot, receipt, words and count: rows that share nothing but their point, each under its own MAC."""
    where = sent.nonce.round_id, sent.nonce.point_id
    columns: dict[str, object] = dict(zip(("round_id", "point_id"), where, strict=True))
    name, payload = waiting(encrypted, Kind.BALLOT, where, sent.payload)
    mac = row_mac(key, Kind.BALLOT, where, name, payload)
    receipt = receipts.digest(sent.receipt)
    # ten minutes, and no row leads to it: all that is ever known of when somebody answered (P1)
    bucket = second // BUCKET_SECONDS
    KEEP.run(
        connection,
        ballot={**columns, "id": name, "payload": payload, "mac": mac},
        receipt={**columns, "hash": receipt, "mac": row_mac(key, Kind.RECEIPT, where, receipt)},
        count={"point_id": sent.nonce.point_id, "bucket": bucket, "channel": sent.channel},
    )
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
