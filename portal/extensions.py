"""Flask extensions, created here and bound in `install`; imports nothing of ours but the settings' shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from flask import Flask
from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

from portal.queueing import Queue

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of every table; constraints are named alike on both databases."""

    metadata = MetaData(naming_convention=NAMING)


# What was typed stands in no error's text, and so in no log.
db = SQLAlchemy(model_class=Base, disable_autonaming=False, engine_options={"hide_parameters": True})

if TYPE_CHECKING:

    class Model(Base):
        """What a model inherits from: at run time the class that Flask-SQLAlchemy makes of `Base`."""

        __abstract__ = True
        __table__: ClassVar[Table]
        __bind_key__: str
else:
    Model = db.Model

migrate = Migrate(compare_type=True, render_as_batch=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
htmx = Htmx()
limiter = Limiter(key_func=lambda: "", default_limits=[], strategy="moving-window")
queue = Queue()
# Seconds that a request waits for a Redis; memory takes no notice.
REDIS_TIMEOUTS = {"socket_connect_timeout": 1, "socket_timeout": 1}


def install(app: Flask) -> None:
    """Bind every extension to the application."""
    htmx.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db)
    login_manager.init_app(app)
    csrf.init_app(app)
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["LIMITS_URL"])
    app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", REDIS_TIMEOUTS)
    app.extensions["limiter"] = {limiter}  # no view declares a limit: keeps its hooks off every request
    limiter.init_app(app)
    queue.init_app(app)
