"""The statements that keep a ballot, for both databases; run by the driver, without the toolkit's own bookkeeping.

Nothing is read back from the tables of ballots, here or anywhere on the public site: the statements need the right to
insert and no other (P3).
"""

import re
from typing import Any, NamedTuple

from sqlalchemy import Connection

from portal.web.data import two_disks
from portal.web.data.fencing import STANDING

Values = dict[str, object]
ALONE = "WHERE true"
"""In each insert, since SQLite wants it before ON CONFLICT; PostgreSQL is told there what the insert comes after."""


class Statement:
    """A statement written once, with the holes of either driver."""

    def __init__(self, sql: str) -> None:
        self.sql = {"sqlite": sql, "postgresql": re.sub(r":(\w+)", r"%(\1)s", sql)}

    def run(self, connection: Connection, values: Values) -> Any:  # noqa: ANN401 - the driver's own cursor
        driver: Any = connection.connection.dbapi_connection
        name = connection.dialect.name
        # PostgreSQL reads and plans it once a connection: at each ballot that took as long as the ballot itself
        return driver.execute(self.sql[name], values, **({"prepare": True} if name == "postgresql" else {}))

    def after(self, name: str) -> str:
        """The insert as PostgreSQL makes it only where another has inserted its row."""
        return self.sql["postgresql"].replace(ALONE, f"FROM {name}")


def marking(hole: str) -> Statement:
    """Inserts a used token unless it stands there."""
    # no column after RETURNING and no conflict target: either would ask for the right to read
    return Statement(
        f"INSERT INTO spent_mark (mark, round_id) SELECT :{hole}, :round_id {ALONE} ON CONFLICT DO NOTHING"
    )


MARK_FORM, MARK_TOKEN = marking("form"), marking("token")
KEEP_BALLOT = Statement(
    "INSERT INTO ballot_pool (round_id, point_id, id, payload, mac) "
    f"SELECT :round_id, :point_id, :id, :payload, :mac {ALONE}"
)
KEEP_RECEIPT = Statement(
    "INSERT INTO receipt_pool (hash, round_id, point_id, mac) "
    f"SELECT :receipt, :round_id, :point_id, :receipt_mac {ALONE}"
)
KEEP_COMMENT = Statement(
    "INSERT INTO comment_pool (round_id, point_id, id, body, mac) "
    f"SELECT :round_id, :point_id, :id, :body, :mac {ALONE}"
)
COUNT = Statement(
    f"INSERT INTO arrivals (point_id, bucket, channel, n) SELECT :point_id, :bucket, :channel, 1 {ALONE} "
    "ON CONFLICT (point_id, bucket, channel) DO UPDATE SET n = arrivals.n + 1"
)
PACE = Statement(
    f"INSERT INTO desk_pace (phone_id, hour, n) SELECT :phone_id, :hour, 1 {ALONE} "
    "ON CONFLICT (phone_id, hour) DO UPDATE SET n = desk_pace.n + 1"
)
KEEP = {"ballot": KEEP_BALLOT, "receipt": KEEP_RECEIPT, "count": COUNT}
"""Rows that share nothing but their point."""
WINDOW = Statement("SELECT opens_at, closes_at, results_opened_at FROM round WHERE id = :round_id")


class Outcome(NamedTuple):
    """Whether the form was new, whether the token was, the round's window, what the server says of itself if asked."""

    is_new: bool
    is_kept: bool
    window: tuple[Any, ...]
    server: tuple[str, ...] = ()


class Ballot:
    """A form's mark; where that is new, its browser's token; where that is new too, all that is kept of a ballot.

    PostgreSQL is sent it as one statement: the parts one by one took twice its time, and more of the portal's own.
    SQLite is in this process, and knows no insert within another statement.
    """

    def __init__(self) -> None:
        parts = {name: statement.after("token") for name, statement in KEEP.items()}
        marks = {"form": MARK_FORM.sql["postgresql"], "token": MARK_TOKEN.after("form")}
        named = {**{name: f"{sql} RETURNING 1" for name, sql in marks.items()}, **parts}
        told = ", ".join(f"EXISTS (SELECT FROM {name})" for name in marks)
        window = WINDOW.sql["sqlite"].replace("SELECT", f"SELECT {told},")
        made = ", ".join(f"{name} AS ({sql})" for name, sql in named.items())
        self.plain = Statement(f"WITH {made} {window}")
        self.looking = Statement(f"WITH {made} {window.replace(' FROM round', f', {STANDING} FROM round')}")

    def run(self, connection: Connection, values: Values) -> Outcome:
        """Insert what is new, and ask what the round and the server say."""
        if connection.dialect.name == "sqlite":
            return in_steps(connection, values)
        statement = self.plain if two_disks.confirmed(connection) is None else self.looking
        is_new, is_kept, opens_at, closes_at, opened_at, *server = statement.run(connection, values).fetchone()
        return Outcome(is_new, is_kept, (opens_at, closes_at, opened_at), tuple(server))


def in_steps(connection: Connection, values: Values) -> Outcome:
    """The same, a statement after the other."""
    is_new = bool(MARK_FORM.run(connection, values).rowcount)
    is_kept = is_new and bool(MARK_TOKEN.run(connection, values).rowcount)
    if is_kept:
        keep(connection, values)
    return Outcome(is_new, is_kept, WINDOW.run(connection, values).fetchone())


def keep(connection: Connection, values: Values) -> None:
    """Keep a ballot, its receipt and its count."""
    for statement in KEEP.values():
        statement.run(connection, values)


BALLOT = Ballot()
