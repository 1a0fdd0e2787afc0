"""Every table of the portal with its columns, room by room, from the models and the plain tables."""

from __future__ import annotations

import ast
import inspect
import sys
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Table, UniqueConstraint

from docs_tools.markdown import code, table
from portal.extensions import Base, db

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from sqlalchemy import Column, Index

HEAD = ("column", "type", "may be empty", "refers to")


class Declared(NamedTuple):
    """A table with the room and the name it is declared under, and what its declaration says of it."""

    room: str
    name: str
    table: Table
    words: str
    bind: str


def tables() -> str:
    """A heading a room, then its tables by name."""
    found = sorted(declared(), key=lambda one: (one.room, one.table.name))
    return "\n\n".join(
        part for room, some in groupby(found, key=lambda one: one.room) for part in room_parts(room, some)
    )


def room_parts(room: str, some: Iterator[Declared]) -> Iterator[str]:
    yield f"## {room}"
    for one in some:
        yield from table_parts(one)


def declared() -> Iterator[Declared]:
    """Every table of every bind, wherever it is declared."""
    known = {**plain_tables(), **models()}
    for bind, metadata in db.metadatas.items():
        for of in metadata.tables.values():
            module, name, words = known[of.name]
            yield Declared(module.split(".")[1], f"{module}.{name}", of, words, bind or "")


def models() -> dict[str, tuple[str, str, str]]:
    """Module, name and docstring of each model by its table's name."""
    classes = [mapper.class_ for mapper in Base.registry.mappers]
    return {one.__table__.name: (one.__module__, one.__name__, one.__dict__.get("__doc__") or "") for one in classes}


def plain_tables() -> dict[str, tuple[str, str, str]]:
    """The same of each table that has no model, from the modules that declare tables."""
    modules = [module for name, module in sorted(sys.modules.items()) if is_of_models(name)]
    return {
        value.name: (module.__name__, name, words_after(module).get(name, ""))
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Table)
    }


def is_of_models(name: str) -> bool:
    return name.startswith("portal.") and name.endswith("models")


def words_after(module: ModuleType) -> dict[str, str]:
    """The text that stands right after each assignment of a module."""
    body = ast.parse(inspect.getsource(module)).body
    return {
        ast.unparse(one.targets[0]): after.value.value
        for one, after in pairwise(body)
        if isinstance(one, ast.Assign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if isinstance(after.value.value, str)
    }


def table_parts(one: Declared) -> Iterator[str]:
    yield f"### {one.table.name}"
    bind = f" Bind `{one.bind}`." if one.bind else ""
    yield f"`{one.name}`. {' '.join(one.words.split())}".rstrip() + bind
    yield table(HEAD, (column_row(column) for column in one.table.columns))
    if rules := unique_rules(one.table):
        yield "Unique: " + "; ".join(rules) + "."


def unique_rules(of: Table) -> list[str]:
    """What may stand once, with the condition where it is not asked of all rows."""
    constraints = [(names(one.columns), "") for one in of.constraints if isinstance(one, UniqueConstraint)]
    indexes = [(names(one.columns), condition(one)) for one in of.indexes if one.unique]
    return [f"({columns}){where}" for columns, where in sorted(constraints + indexes)]


def names(columns: Iterable[Column[Any]]) -> str:
    return ", ".join(column.name for column in columns)


def condition(index: Index) -> str:
    where = index.dialect_options["postgresql"]["where"]
    return "" if where is None else f" where `{where}`"


def column_row(column: Column[Any]) -> tuple[str, str, str, str]:
    targets = ", ".join(sorted(code(str(key.target_fullname)) for key in column.foreign_keys))
    name = code(column.name) + (" (key)" if column.primary_key else "")
    return name, type_name(column), "yes" if column.nullable else "", targets


def type_name(column: Column[Any]) -> str:
    """A column's type, with its greatest length where it has one."""
    length = getattr(column.type, "length", None)
    return type(column.type).__name__ + (f"({length})" if length else "")
