"""Reading the library of questionnaires, and which rounds of a reader's catalogue use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import Questionnaire, Round

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portal.units.models import Unit


def library() -> Sequence[Questionnaire]:
    """Every version of every form: by code, the newest first."""
    return db.session.scalars(select(Questionnaire).order_by(Questionnaire.code, Questionnaire.version.desc())).all()


def by_id(number: int) -> Questionnaire | None:
    return db.session.get(Questionnaire, number)


def by_version(code: str, version: int) -> Questionnaire | None:
    query = select(Questionnaire).where(Questionnaire.code == code, Questionnaire.version == version)
    return db.session.scalar(query)


def newest_version(code: str) -> int:
    """The highest number a code has; 0 where it has none."""
    return db.session.scalar(select(func.max(Questionnaire.version)).where(Questionnaire.code == code)) or 0


def rounds_by_form(top: Unit) -> dict[int, list[Round]]:
    """The rounds of a reader's catalogue by the questionnaire they use."""
    rounds: dict[int, list[Round]] = {}
    for round_ in db.session.scalars(queries.rounds(top)):
        rounds.setdefault(round_.questionnaire_id, []).append(round_)
    return rounds


def rounds_using(row: Questionnaire) -> Sequence[Round]:
    """Every round that uses a version, of whatever catalogue: what a rule asks for."""
    return db.session.scalars(select(Round).where(Round.questionnaire_id == row.id)).all()


def accounts(ids: Collection[int | None]) -> dict[int, Account]:
    """Accounts by number, with the persons behind them."""
    numbers = {number for number in ids if number is not None}
    query = select(Account).where(Account.id.in_(numbers)).options(joinedload(Account.person))
    return {account.id: account for account in db.session.scalars(query)}
