"""Every check of an installation, in the order in which the doctor names them, and what they find at this moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.ops.condition import (
    box_checks,
    database_checks,
    machine_checks,
    node_checks,
    replication_checks,
    upkeep_checks,
)
from portal.ops.condition.check import Check

# The database first: where it is silent, most others cannot be looked at.
CHECKS: tuple[Check, ...] = (
    *database_checks.CHECKS,
    *replication_checks.CHECKS,
    *upkeep_checks.CHECKS,
    *box_checks.CHECKS,
    *node_checks.CHECKS,
    *machine_checks.CHECKS,
)
BY_NAME = {check.name: check for check in CHECKS}


@dataclass(frozen=True)
class Found:
    """What a check found: how to mend it, empty where all is well; and what was measured."""

    check: Check
    mend: str
    measured: str


def examine() -> Iterator[Found]:
    """Look at everything; what cannot be looked at is a finding as well."""
    for check in CHECKS:
        yield Found(check, as_typed(answer(check.look)), answer(check.measure, ""))


def answer(look: Callable[[], str], otherwise: str | None = None) -> str:
    """What a look says; where it falls, `otherwise`, or that nobody could look."""
    try:
        return look()
    except (SQLAlchemyError, OSError) as error:
        db.session.rollback()
        return f"chưa kiểm được ({type(error).__name__}): sửa mục khác trước" if otherwise is None else otherwise


def as_typed(mend: str) -> str:
    """The same with commands as they are typed here: `ydan db upgrade` where the Debian package is."""
    return mend.replace("flask ", f"{current_app.config['COMMAND']} ")
