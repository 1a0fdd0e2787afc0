"""People, their accounts, and what sign-in needs to remember."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from datetime import datetime
from typing import Any, Protocol

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.permissions import COMMUNE_ROLES, ROLES, WITHHOLDABLE, Permission, Role, role_title
from portal.approvals.models import Asked
from portal.extensions import Hook, Model, UtcDateTime, unique_where
from portal.units.models import Unit
from portal.units.names import is_same_name

# Of an account approval: asked, or agreed to and still to be carried out.
UNDONE = "done_at IS NULL AND (accepted IS NULL OR accepted)"


class Narrowing(Protocol):
    """A round: its plan may take rights from a role."""

    def withheld_from(self, role: str) -> Container[str]: ...


rounds_at_hand: Hook[Callable[[], Sequence[Narrowing]]] = Hook()
"""What a room above names: the rounds that the request is about, none outside of one."""


class Person(Model):
    """A human being. Two accounts of one person never make «a second person»."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(String(100))
    identifier: Mapped[str | None] = mapped_column(String(60), unique=True)

    def is_same_as(self, other: Person) -> bool:
        """Whether two rows are one human being: by identifier; where one is missing equal names count as the same."""
        if self.identifier and other.identifier:
            return self.identifier == other.identifier
        return is_same_name(self.full_name, other.full_name)


class Account(UserMixin, Model):
    """A role of a person at a unit."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    code_hash: Mapped[str] = mapped_column(String(200), default="")
    code_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    # Made by the demonstration: where there is one, no account needs a second factor.
    simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="joined")
    unit: Mapped[Unit] = relationship(lazy="joined")

    @property
    def is_active(self) -> bool:
        """Flask-Login's question."""
        return self.active

    @property
    def full_name(self) -> str:
        """The person's name."""
        return self.person.full_name

    @property
    def role_title(self) -> str:
        """The role in words."""
        return role_title(self.role)

    @property
    def is_of_commune(self) -> bool:
        """Whether the blind-entry rule holds for this reader."""
        return Role(self.role) in COMMUNE_ROLES

    def is_same_person(self, other: Account) -> bool:
        """Whether two accounts are one human being's."""
        return self.person.is_same_as(other.person)

    def holds(self, permission: Permission | str) -> bool:
        """Whether the role holds a right, in whatever round."""
        return permission in ROLES[Role(self.role)]

    def can(self, permission: Permission | str, within: Narrowing | None = None) -> bool:
        """Whether the role holds a right and the plan leaves it: of the round `within`, else of one at hand."""
        if permission not in WITHHOLDABLE or not self.holds(permission):
            return self.holds(permission)
        rounds = [within] if within else [round_ for ask in rounds_at_hand for round_ in ask()]
        return not rounds or any(permission not in round_.withheld_from(self.role) for round_ in rounds)


class StaffSession(Model):
    """A signed-in browser. Only a hash of the cookie is kept."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    idle_minutes: Mapped[int]
    device: Mapped[str] = mapped_column(String(40), default="")

    @property
    def reference(self) -> str:
        """What a page calls the row by."""
        return self.token_hash.hex()[:16]


class KnownDevice(Model):
    """A browser from which an account has signed in before: it waits less than a stranger."""

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("account_id", "device_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SecondFactor(Model):
    """An authenticator app's secret, encrypted to a key that is not in the database (second_factor.py)."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary(80))
    pending: Mapped[bytes | None] = mapped_column(LargeBinary(80))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Model):
    """One of ten codes for the day the phone is lost: a keyed hash, gone once used."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class SignInFailure(Model):
    """Failures counted by a keyed hash of (account, device), or of (account, day): never an address."""

    __tablename__ = "sign_in_failure"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccountApproval(Asked):
    """A change to an account of the province's roles: asked by an administrator, decided by another person (P12)."""

    __tablename__ = "account_deed"
    __table_args__ = (
        CheckConstraint("kind IN ('create', 'code', 'close', 'open')", name="kind"),
        unique_where("uq_account_deed_waiting", "account_id", "kind", where=UNDONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id], lazy="joined")
    asker: Mapped[Account] = relationship(foreign_keys="AccountApproval.asked_by", lazy="joined")
    decider: Mapped[Account | None] = relationship(foreign_keys="AccountApproval.decided_by", lazy="joined")
    unit: Mapped[Unit] = relationship(lazy="joined")

    @property
    def state(self) -> str:
        """asked, refused, accepted (to be carried out by the asker) or done."""
        if self.decided_at is None:
            return "asked"
        if not self.accepted:
            return "refused"
        return "accepted" if self.done_at is None else "done"


class AccountRequest(Asked):
    """What a commune's lead asks of the account administrator: an officer's account, a new code, an account closed."""

    __tablename__ = "account_request"
    __table_args__ = (
        CheckConstraint("kind IN ('create', 'code', 'close')", name="kind"),
        unique_where("uq_account_request_waiting", "account_id", "kind", where="decided_at IS NULL"),
        unique_where(
            "uq_account_request_new", "unit_id", "full_name", where="decided_at IS NULL AND account_id IS NULL"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    full_name: Mapped[str] = mapped_column(String(100), default="")
    identifier: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(String(300))
    answer: Mapped[str] = mapped_column(String(300), default="")
    job_id: Mapped[str | None] = mapped_column(String(32))

    unit: Mapped[Unit] = relationship(lazy="joined")
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id], lazy="joined")
    asker: Mapped[Account] = relationship(foreign_keys="AccountRequest.asked_by", lazy="joined")
    decider: Mapped[Account | None] = relationship(foreign_keys="AccountRequest.decided_by", lazy="joined")

    @property
    def state(self) -> str:
        """asked, refused or accepted."""
        if self.decided_at is None:
            return "asked"
        return "accepted" if self.accepted else "refused"

    @property
    def holder_name(self) -> str:
        """The name of the person an account is for."""
        return self.account.full_name if self.account else self.full_name
