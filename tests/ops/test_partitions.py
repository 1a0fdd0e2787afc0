"""The tables that lie by round, on a PostgreSQL of the tests' own, whatever database the run is about."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic import command
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError

from portal.ballots.desks.models import desk_pace
from portal.ballots.models import ballot_pool, receipt_pool, sealed_ballot, sealed_receipt, used_token
from portal.ballots.sealing import traces
from portal.config import ROOT
from portal.errors import Conflict
from portal.extensions import db
from portal.ops import grants
from portal.ops.scratch_databases import found_tables, migrate, revisions
from portal.sealing import partitions
from portal.sealing.models import log_leaf
from tests import databases
from tests.ops.test_version_1 import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table

pytestmark = pytest.mark.once
REVISION = next((ROOT / "migrations" / "versions").glob("*_part_by_round.py")).name[:4]
BEFORE = f"{int(REVISION) - 1:04}"
PREFIX = "ydan_parts"
HERE, THERE, GONE = 78, 79, 199
"""Rounds that version 1 had not; the last has a row, but is gone."""
LIKE_THE_FIRST = """
    INSERT INTO round SELECT (jsonb_populate_record(r, '{"id": 77, "slug": "moi"}')).* FROM round r LIMIT 1
"""


@pytest.fixture(scope="module")
def engine(app) -> Iterator[Engine]:
    """What version 1 left, brought to before the parting, with a mark of a round that is gone and rights for a role."""
    url = databases.new_postgres_database("parts")
    with psycopg.connect(databases.plain(make_url(url)), autocommit=True) as connection:
        connection.execute(kept("postgresql"))
    engine = create_engine(url)
    with app.app_context():
        migrate(both(engine), BEFORE)
        with engine.begin() as connection:
            connection.execute(insert(used_token).values(mark=bytes(32), round_id=GONE))
            connection.exec_driver_sql("CREATE ROLE kept_here")
            connection.exec_driver_sql("GRANT INSERT ON spent_mark TO kept_here")
            connection.exec_driver_sql("GRANT SELECT (hash) ON receipt_pool TO kept_here")
    yield engine
    with engine.begin() as connection:
        for role in ("kept_here", *(f"{PREFIX}_{name}" for name in grants.ROLES)):
            if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
                connection.exec_driver_sql(f"DROP OWNED BY {role}")
                connection.exec_driver_sql(f"DROP ROLE {role}")
    engine.dispose()


def both(engine: Engine) -> dict[str | None, Engine]:
    return {None: engine, "media": engine}


def back(engine: Engine) -> None:
    """As `flask db downgrade` brings it there."""
    config = current_app.extensions["migrate"].migrate.get_config(ROOT / "migrations")
    config.attributes["engines"] = both(engine)
    command.downgrade(config, BEFORE)


def rows_of(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        found = found_tables(connection).tables.items()
        rows = {name: sorted(map(str, connection.execute(table.select()))) for name, table in found}
    rows.pop("alembic_version", None)
    return rows


def rights(engine: Engine) -> tuple[bool, ...]:
    asked = (
        "has_table_privilege('kept_here', 'spent_mark', 'INSERT')",
        "has_column_privilege('kept_here', 'receipt_pool', 'hash', 'SELECT')",
        "has_column_privilege('kept_here', 'receipt_pool', 'mac', 'SELECT')",
    )
    with engine.connect() as connection:
        return tuple(connection.execute(text(f"SELECT {', '.join(asked)}")).one())


@pytest.fixture
def parted(app, engine) -> Engine:
    """As it is now, with rights for the three roles and partitions for two more rounds."""
    with app.app_context():
        migrate(both(engine), revisions()[0])
    with engine.begin() as connection:
        list(grants.apply_grants(connection, PREFIX))
        partitions.make(connection, [HERE, THERE])
    return engine


def test_rows_and_rights_go_back_and_over(app, parted):
    held = (True, True, False)
    with app.app_context():
        now = rows_of(parted)
        assert len(now["sealed_ballot"]) > 10
        assert len(now["log_leaf"]) > 40
        assert rights(parted) == held
        assert f"spent_mark_{GONE}" in parts(parted, "spent_mark")
        back(parted)
        assert parts(parted, "spent_mark") == set()
        assert rows_of(parted) == now
        assert rights(parted) == held
        migrate(both(parted), revisions()[0])
        assert (rows_of(parted), rights(parted)) == (now, held)


def parts(engine: Engine, name: str) -> set[str]:
    with engine.connect() as connection:
        asked = text("SELECT CAST(relid AS text) FROM pg_partition_tree(:name) WHERE isleaf")
        return set(connection.scalars(asked, {"name": name}))


def test_a_new_round_has_its_partitions_by_whatever_role_it_is_loaded(parted):
    with as_role(parted, "staff") as connection:
        connection.exec_driver_sql(LIKE_THE_FIRST)
    of_round = [name for name, table in db.metadata.tables.items() if partitions.BY_ROUND.items() <= table.info.items()]
    assert len(of_round) == 10
    assert all(f"{name}_77" in parts(parted, name) for name in of_round)


def test_the_planner_keeps_no_value_of_rows_that_are_deleted_once(parted):
    """Its statistics are samples, and stay in a file of their own when the rows and their files have gone."""
    with parted.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(insert(used_token), [{"mark": bytes([n]) * 32, "round_id": THERE} for n in range(50)])
        connection.exec_driver_sql("ANALYZE")
        sampled = text("SELECT attname FROM pg_stats WHERE tablename = :name")
        found = {
            name: set(connection.scalars(sampled, {"name": name})) for name in ("spent_mark", f"spent_mark_{THERE}")
        }
        connection.execute(used_token.delete().where(used_token.c.round_id == THERE))
    assert found == {"spent_mark": {"round_id"}, f"spent_mark_{THERE}": {"round_id"}}


@contextmanager
def as_role(engine: Engine, role: str) -> Iterator[Connection]:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL ROLE {PREFIX}_{role}")
        yield connection


def a_row(table: Table, round_id: int) -> dict[str, object]:
    """A row of a round that every column takes."""
    of_type = {bytes: bytes(16), int: 7, str: "B"}
    return {column.name: of_type[column.type.python_type] for column in table.columns} | {"round_id": round_id}


@pytest.mark.parametrize(
    ("table", "role", "with_rows", "left"),
    [
        (used_token, "worker", True, 0),
        (used_token, "worker", False, 1),
        (ballot_pool, "worker", False, 1),
        (sealed_ballot, "worker", True, 0),
        (sealed_receipt, "worker", True, "the rows of sealed_receipt are kept"),
        (log_leaf, "worker", True, "the rows of log_leaf are kept"),
        (used_token, "staff", True, "permission denied"),
        (used_token, "public", True, "permission denied"),
    ],
    ids=lambda value: str(getattr(value, "name", value)),
)
def test_what_empties_a_partition_and_what_may_not(parted, table: Table, role, with_rows, left):
    of_round = {number: table.c.round_id == number for number in (HERE, THERE)}
    with parted.begin() as connection:
        for number, mine in of_round.items():
            connection.execute(table.delete().where(mine))
            connection.execute(insert(table).values(a_row(table, number) | {table.c.keys()[0]: first(table, number)}))
    said = ""
    try:
        with as_role(parted, role) as connection:
            assert partitions.truncate(connection, table, HERE, with_rows=with_rows) == (left == 0)
    except DBAPIError as error:
        said = str(error)
    with parted.connect() as connection:
        counts = [len(connection.execute(select(table).where(mine)).all()) for mine in of_round.values()]
    assert counts == [0 if left == 0 else 1, 1]
    assert (left in said) if isinstance(left, str) else said == ""


def first(table: Table, number: int) -> object:
    """The first column of the key: the round, or a hash that stands once in the table."""
    return number if table.c.keys()[0] == "round_id" else bytes([number]) * 32


def test_a_file_that_may_not_be_replaced_is_told_not_believed(app, parted):
    autocommit = parted.connect().execution_options(isolation_level="AUTOCOMMIT")
    with app.app_context(), autocommit as connection, parted.connect() as reader:
        connection.execute(receipt_pool.delete().where(receipt_pool.c.round_id == HERE))
        assert traces.is_cleaned(connection, receipt_pool, HERE)
        assert traces.is_cleaned(connection, desk_pace, HERE)
        reader.execute(select(desk_pace)).all()
        assert not traces.is_cleaned(connection, desk_pace, HERE)
        connection.execute(insert(receipt_pool).values(a_row(receipt_pool, HERE)))
        with pytest.raises(Conflict, match="vừa có thêm dòng"):
            traces.is_cleaned(connection, receipt_pool, HERE)
        connection.exec_driver_sql(f"SET ROLE {PREFIX}_staff")
        for table in (receipt_pool, desk_pace):
            with pytest.raises(Conflict, match="flask database grants"):
                traces.is_cleaned(connection, table, HERE)
        connection.exec_driver_sql("RESET ROLE")
