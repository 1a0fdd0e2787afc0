"""Every table of the portal with its columns, room by room, from the models."""

from __future__ import annotations

import inspect
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import UniqueConstraint

from docs_tools.markdown import code, table
from portal.extensions import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Table
    from sqlalchemy.orm import Mapper

HEAD = ("column", "type", "may be empty", "refers to")


def tables() -> str:
    """A heading a room, a table a model; rooms and tables by name."""
    mappers = sorted(Base.registry.mappers, key=lambda mapper: (room(mapper), table_of(mapper).name))
    return "\n\n".join(part for name, some in groupby(mappers, key=room) for part in room_parts(name, list(some)))


def room_parts(name: str, mappers: list[Mapper[Any]]) -> Iterator[str]:
    yield f"## {name}"
    for mapper in mappers:
        yield from model_parts(mapper)


def room(mapper: Mapper[Any]) -> str:
    """The room that declares a model."""
    return str(mapper.class_.__module__).split(".")[1]


def table_of(mapper: Mapper[Any]) -> Table:
    return mapper.class_.__table__  # type: ignore[no-any-return] # SQLAlchemy types it for joins as well


def model_parts(mapper: Mapper[Any]) -> Iterator[str]:
    of = table_of(mapper)
    yield f"### {of.name}"
    yield f"`{mapper.class_.__module__}.{mapper.class_.__name__}`. {' '.join(docstring(mapper).split())}".rstrip()
    yield table(HEAD, (column_row(column) for column in of.columns))
    unique = sorted(
        ", ".join(c.name for c in one.columns) for one in of.constraints if isinstance(one, UniqueConstraint)
    )
    if unique:
        yield "Unique: " + "; ".join(f"({columns})" for columns in unique) + "."


def docstring(mapper: Mapper[Any]) -> str:
    """What a model says of itself; nothing where it says nothing."""
    return inspect.cleandoc(mapper.class_.__dict__.get("__doc__") or "")


def column_row(column: Column[Any]) -> tuple[str, str, str, str]:
    targets = ", ".join(sorted(code(str(key.target_fullname)) for key in column.foreign_keys))
    name = code(column.name) + (" (key)" if column.primary_key else "")
    return name, type_name(column), "yes" if column.nullable else "", targets


def type_name(column: Column[Any]) -> str:
    """A column's type, with its greatest length where it has one."""
    length = getattr(column.type, "length", None)
    return type(column.type).__name__ + (f"({length})" if length else "")
