"""Reading accounts, always inside a subtree of units."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Account, KnownDevice
from portal.extensions import db
from portal.units.models import Unit
from portal.units.queries import within


def by_username(username: str) -> Account | None:
    """An account by its name, whatever its state."""
    return db.session.scalar(select(Account).where(Account.username == username.strip().lower()))


def accounts(top: Unit) -> Select[Account]:
    """The accounts of a subtree, by unit and role."""
    return (
        select(Account)
        .join(Account.unit)
        .options(contains_eager(Account.unit))
        .where(within(top))
        .order_by(Unit.position, Account.role, Account.username)
    )


def account_in(top: Unit, account_id: int) -> Account | None:
    """One account, if it stands in the subtree."""
    return db.session.scalar(accounts(top).where(Account.id == account_id))


def all_accounts() -> Sequence[Account]:
    """Every account of the installation, for the shell."""
    query = select(Account).join(Account.unit).options(contains_eager(Account.unit))
    return db.session.scalars(query.order_by(Unit.catalogue_id, Unit.position, Account.role, Account.username)).all()


def knows_device(account: Account, device_hash: bytes) -> bool:
    """Whether the account has signed in from this device before."""
    query = select(KnownDevice.id).where(KnownDevice.account_id == account.id, KnownDevice.device_hash == device_hash)
    return db.session.scalar(query) is not None
