"""Tables that lie by round on PostgreSQL, the rows of each in a partition of their own; on SQLite they are whole.

Migration 0045 makes the functions that are called here. They do what the owner of the tables alone may do, on these
tables and no others, so that no process needs the owner's rights.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, text

BY_ROUND: Mapping[str, bool] = {"lies by round": True}
"""The `info` of such a table."""
MAKE = text("SELECT make_round_partitions(:round_id)")
TRUNCATE = text("SELECT truncate_partition(:name, :round_id, :with_rows)")
REWRITE = text("SELECT rewrite_table(:name)")


def lies_by_round(table: Table, connection: Connection) -> bool:
    """Whether a table's rows lie in a partition for each round."""
    return connection.dialect.name == "postgresql" and BY_ROUND.items() <= table.info.items()


def name_of(table: Table, round_id: int) -> str:
    """The name of a round's partition."""
    return f"{table.name}_{round_id}"


def make(connection: Connection, rounds: Iterable[int]) -> None:
    """Make what partitions some rounds have not: those of a new row of `round` are made by its trigger."""
    for round_id in sorted(rounds):
        connection.execute(MAKE, {"round_id": round_id})


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each in the partition of its round, where there are such: the rounds may be filled in later."""
    if lies_by_round(table, connection):
        make(connection, {row["round_id"] for row in rows})
    connection.execute(insert(table), rows)


def truncate(connection: Connection, table: Table, round_id: int, *, with_rows: bool = False) -> bool:
    """Give a round's partition an empty file for its old one; False where rows stand in it, and are not to go.

    Only the partition is locked, until the transaction ends: ballots of other rounds come in meanwhile.
    """
    values = {"name": table.name, "round_id": round_id, "with_rows": with_rows}
    return bool(connection.scalar(TRUNCATE, values))


def rewrite(connection: Connection, table: Table) -> None:
    """Write a small table into a new file, without the rows that nobody can see any more."""
    connection.execute(REWRITE, {"name": table.name})
