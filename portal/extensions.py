"""Flask extensions, created here and bound in `install`, and what every room makes its models and hooks of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from flask import Flask, current_app
from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, Index, MetaData, Table, Text, cast, text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator
from werkzeug.local import LocalProxy

from portal.queueing import Queue

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


ValueT = TypeVar("ValueT")
HOOKS, COMPLETE = "portal.hooks", "portal.complete"


class Base(DeclarativeBase):
    """The declarative base of every table; constraints are named alike on both databases."""

    metadata = MetaData(naming_convention=NAMING)


# What was typed stands in no error's text, and so in no log. The connection that was used last is taken first: what it
# and its server keep is at hand, and few are looked at before use.
ENGINE_OPTIONS = {"hide_parameters": True, "pool_use_lifo": True}
db = SQLAlchemy(model_class=Base, disable_autonaming=False, engine_options=ENGINE_OPTIONS)

if TYPE_CHECKING:

    class Model(Base):
        """What a model inherits from: at run time the class that Flask-SQLAlchemy makes of `Base`."""

        __abstract__ = True
        __table__: ClassVar[Table]
        __bind_key__: str
else:
    Model = db.Model

# found from wherever a command is typed
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
htmx = Htmx()
limiter = Limiter(key_func=lambda: "", default_limits=[], strategy="moving-window")
queue = Queue()
# Seconds that a request waits for a Redis; memory takes no notice.
REDIS_TIMEOUTS = {"socket_connect_timeout": 1, "socket_timeout": 1}


def unique_where(name: str, *columns: str, where: str) -> Index:
    """A unique index over the rows that a condition holds for, on both databases: one of a kind waits at a time."""
    condition = text(where)
    return Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs its zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again."""
        _ = dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[str]):
    """A column of JSON read as its text: a row that a page only passes by is not taken apart for it."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> object:
        """Write it as any JSON is written."""
        _ = dialect
        return None if value is None else json.loads(value)

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Ask for the text: PostgreSQL's driver would take the value apart itself."""
        return cast(column, Text)

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Leave the text as it is."""


class Hook(Generic[ValueT]):
    """What a room asks of the rooms above it: it declares a hook, `portal/composition.py` alone fills it.

    Functions or values, kept by the app at hand in the order of their calls. Whoever first asks for any has the app
    completed.
    """

    def fill(self, app: Flask, *values: ValueT) -> None:
        """Say for an app which these are; what was said before no longer holds."""
        app.extensions.setdefault(HOOKS, {})[self] = values

    def __iter__(self) -> Iterator[ValueT]:
        kept = current_app.extensions
        if COMPLETE in kept:
            kept[COMPLETE]()
        return iter(kept.get(HOOKS, {}).get(self, ()))


@cache
def migrations() -> object:
    """What Flask-Migrate looks for in an application; it brings Alembic, which few processes need."""
    from flask_migrate import Migrate  # noqa: PLC0415 - loaded late, see above

    holder = Flask("migrations", static_folder=None)
    Migrate(holder, db, directory=str(MIGRATIONS), compare_type=True, render_as_batch=True)
    return holder.extensions["migrate"]


def install(app: Flask) -> None:
    """Bind every extension to the application."""
    htmx.init_app(app)
    db.init_app(app)
    app.extensions["migrate"] = LocalProxy(migrations)
    login_manager.init_app(app)
    csrf.init_app(app)
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["LIMITS_URL"])
    app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", REDIS_TIMEOUTS)
    app.extensions["limiter"] = {limiter}  # no view declares a limit: keeps its hooks off every request
    limiter.init_app(app)
    queue.init_app(app)
