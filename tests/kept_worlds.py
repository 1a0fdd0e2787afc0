"""What many tests begin with is built once a process; its rows are kept, and put back wherever a test begins with it.

Where something is in the database already, it is built anew.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flask import current_app
from sqlalchemy import inspect
from sqlalchemy.orm import make_transient_to_detached

from portal.extensions import Model, db
from portal.web.data import clock
from tests import databases, make, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

T = TypeVar("T")
Rows = dict[str, Any]
"""What a table holds, by its name: rows of SQLite, or PostgreSQL's own copy of them."""
TIMES = {"sqlite": 1, "postgresql": statements.TIMES}
"""How often a process builds a world before it puts it back: each statement is to be sent to PostgreSQL twice."""


@dataclass
class Kept:
    """A world: what its builder gave, its rows by database and table, the files beside them, the names given out.

    `sent` are the statements that it took.
    """

    made: Any
    files: dict[Path, bytes]
    rows: dict[str | None, Rows]
    numbers: int
    sent: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Row:
    """A row that a world refers to."""

    model: type[Model]
    key: tuple[Any, ...]


@dataclass(frozen=True)
class Thing:
    """Any other object of ours, with its attributes."""

    kind: type
    attributes: dict[str, Any]


SEQUENCES = "numbers given by sequences"
"""Where a world of PostgreSQL keeps them among its tables."""
_kept: dict[tuple[str, object], Kept] = {}
"""By the builder's name and the day of the clock."""
_built: Counter[tuple[str, object]] = Counter()


def once(name: str, build: Callable[[], T]) -> T:
    """What `build` gives, with the rows that it made, committed."""
    if db.session().in_transaction() or any(filled().values()):
        return build()
    key = name, clock.today()
    recorder = statements.Recorder.current
    if _built[key] < TIMES[databases.engine_name()]:
        _built[key] += 1
        made = build()
        db.session.commit()
        rows = {bind: rows_of(bind, names) for bind, names in filled().items()}
        sent = set(recorder.sent) if recorder else set()
        _kept[key] = Kept(freeze(made), files(), rows, make.numbers_given(), sent)
        return made
    kept = _kept[key]
    if recorder:
        recorder.sent |= kept.sent
    for file, content in kept.files.items():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(content)
    for bind, rows in kept.rows.items():
        put_back(db.engines[bind], rows)
    make.forget(kept.numbers)
    return thaw(kept.made)


def files() -> dict[Path, bytes]:
    """The keys of rounds and the heads of their logs, each under the name of its round: another world has others."""
    instance = Path(current_app.config["INSTANCE"])
    found = (*(instance / "keys" / "rounds").glob("*.*"), *(instance / "log").glob("*.head"))
    return {file: file.read_bytes() for file in found}


def filled() -> dict[str | None, list[str]]:
    """The tables that hold rows, by database; those that others refer to first."""
    found = {}
    for bind, metadata in db.metadatas.items():
        names = [table.name for table in make.tables(metadata)]
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)  # noqa: S608
        with driver_of(db.engines[bind]) as driver:
            have = {row[0] for row in driver.execute(asked)}
        found[bind] = [name for name in names if name in have]
    return found


def rows_of(bind: str | None, names: list[str]) -> Rows:
    with driver_of(db.engines[bind]) as driver:
        if databases.engine_name() == "postgresql":
            return {name: copied(driver, name) for name in names} | {SEQUENCES: numbers_of(driver)}
        return {name: driver.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608


def put_back(engine: Engine, rows: Rows) -> None:
    if databases.engine_name() == "postgresql":
        put_back_on_postgres(engine, rows)
        return
    with driver_of(engine) as driver:
        driver.execute("BEGIN IMMEDIATE")
        driver.execute("PRAGMA defer_foreign_keys=ON")
        for name, kept in rows.items():
            driver.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(kept[0]))})', kept)  # noqa: S608
        driver.execute("COMMIT")


def copied(driver: Any, name: str) -> bytes:
    """A table's rows in PostgreSQL's own words."""
    with driver.cursor().copy(f'COPY (SELECT * FROM "{name}") TO STDOUT') as copy:  # noqa: S608
        return b"".join(map(bytes, copy))


def numbers_of(driver: Any) -> list[tuple[str, int]]:
    """Each sequence that has given a number, with the last."""
    given = "pg_sequences WHERE last_value IS NOT NULL"
    asked = f"SELECT format('%I.%I', schemaname, sequencename), last_value FROM {given}"  # noqa: S608
    return list(driver.execute(asked).fetchall())


def put_back_on_postgres(engine: Engine, rows: Rows) -> None:
    """Neither guards nor foreign keys are asked: the rows have passed them."""
    with driver_of(engine) as driver:
        driver.execute("SET LOCAL session_replication_role = replica")
        for row in rows.get("round", b"").splitlines():  # a migration that went back and over has made the tables anew
            driver.execute("SELECT make_round_partitions(%s)", [int(row.split(b"\t")[0])])
        for name, kept in rows.items():
            if name == SEQUENCES:
                driver.cursor().executemany("SELECT setval(%s::text::regclass, %s)", kept)
                continue
            with driver.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(kept)
        driver.commit()


@contextmanager
def driver_of(engine: Engine) -> Iterator[Any]:
    """The database's own connection: what is sent here is no statement of a test."""
    borrowed = engine.raw_connection()
    try:
        yield borrowed.driver_connection
    finally:
        borrowed.close()


def freeze(value: Any) -> Any:
    """The same without the session that made it."""
    if isinstance(value, Model):
        return Row(type(value), inspect(value).identity)
    if isinstance(value, dict):
        return {key: freeze(one) for key, one in value.items()}
    if isinstance(value, tuple | list | set):
        return type(value)(map(freeze, value))
    if type(value).__module__.startswith("tests."):
        return Thing(type(value), freeze(vars(value)))
    return value


def thaw(value: Any) -> Any:
    """The same for this session, each row to be read when it is looked at."""
    if isinstance(value, Row):
        return attached(value)
    if isinstance(value, dict):
        return {key: thaw(one) for key, one in value.items()}
    if isinstance(value, tuple | list | set):
        return type(value)(map(thaw, value))
    if isinstance(value, Thing):
        made = object.__new__(value.kind)
        vars(made).update(thaw(value.attributes))
        return made
    return value


def attached(row: Row) -> Model:
    mapper = inspect(row.model)
    known = db.session.identity_map.get(mapper.identity_key_from_primary_key(row.key))
    if known is not None:
        return known
    names = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
    made = row.model(**dict(zip(names, row.key, strict=True)))
    make_transient_to_detached(made)
    db.session.add(made)
    return made
