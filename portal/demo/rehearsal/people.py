"""Accounts of every role for the rehearsal: one person each, names made up, one password for all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portal.accounts import operations, persons
from portal.accounts.models import Account, Person
from portal.accounts.permissions import Role, role_title
from portal.accounts.sign_in import passwords
from portal.demo.simulation.names import names
from portal.extensions import db
from portal.units import queries as units
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portal.units.models import Unit

IDENTIFIER_PREFIX = "MO-PHONG/"
"""How the identifier of every made-up person begins."""
EDITOR, SECOND_EDITOR = "tinh.chuyenvien1", "tinh.chuyenvien2"
APPROVER, SECOND_APPROVER = "tinh.lanhdao1", "tinh.lanhdao2"
PROVINCE_ACCOUNTS = (
    (EDITOR, Role.PROVINCE_EDITOR),
    (SECOND_EDITOR, Role.PROVINCE_EDITOR),
    (APPROVER, Role.PROVINCE_APPROVER),
    (SECOND_APPROVER, Role.PROVINCE_APPROVER),
    ("ccb.tinh", Role.VETERANS_OFFICE),
    ("giamsat", Role.AUDITOR),
    ("quantri", Role.ACCOUNT_ADMIN),
)
FEW_PROVINCE_ACCOUNTS = (
    (EDITOR, Role.PROVINCE_EDITOR),
    (APPROVER, Role.PROVINCE_APPROVER),
    (SECOND_APPROVER, Role.PROVINCE_APPROVER),
)
GROUP = 4


@dataclass(frozen=True)
class Post:
    """An account to be opened."""

    username: str
    role: Role
    unit: Unit


def posts(year: int) -> Iterator[Post]:
    """Every post of a catalogue: the province's, a monitor for each district, two in each commune."""
    top = province(year)
    for username, role in PROVINCE_ACCOUNTS:
        yield Post(username, role, top)
    for district in units.districts(top):
        yield Post(f"huyen.{district.code}", Role.DISTRICT_MONITOR, district)
    yield from of_communes(db.session.scalars(units.communes(top)))


def few_posts(year: int) -> Iterator[Post]:
    """Enough posts of another catalogue to look into it; their names end in its year."""
    top = province(year)
    chosen = [*(Post(username, role, top) for username, role in FEW_PROVINCE_ACCOUNTS)]
    chosen += of_communes(db.session.scalars(units.communes(top).limit(1)))
    return (Post(f"{post.username}.{year}", post.role, post.unit) for post in chosen)


def of_communes(communes: Iterable[Unit]) -> Iterator[Post]:
    """The officer and the lead of each commune."""
    for commune in communes:
        yield Post(f"cb.{commune.code}", Role.COMMUNE_OFFICER, commune)
        yield Post(f"tt.{commune.code}", Role.COMMUNE_LEAD, commune)


def province(year: int) -> Unit:
    """The province of a catalogue that is loaded."""
    top = units.province(year)
    if top is None:
        message = f"catalogue {year} is not loaded"
        raise LookupError(message)
    return top


def hashed(password: str) -> str:
    """The hash of a password, made outside any transaction: what came before is kept."""
    transactions.commit()
    return passwords.hashed(password)


def open_accounts(posts_to_open: list[Post], password_hash: str, seed: int) -> None:
    """Open the accounts under the hash of their password, each for a person of its own."""
    random = Random(f"{seed}/names")
    for post, name in zip(posts_to_open, islice(names(random), len(posts_to_open)), strict=True):
        person = persons.person_of(name, IDENTIFIER_PREFIX + post.username)
        account = operations.create(post.username, person=person, role=post.role, unit=post.unit, by=None)
        account.password_hash, account.must_change_password, account.simulated = password_hash, False, True
        account.password_changed_at = clock.now()
    db.session.flush()


def set_password(password: str) -> bool:
    """Give all made-up people this password; False where they have it already."""
    simulated = (
        select(Account).join(Account.person).where(Person.identifier.startswith(IDENTIFIER_PREFIX)).order_by(Account.id)
    )
    current_hash = db.session.scalars(simulated.limit(1)).one().password_hash
    transactions.commit()
    if passwords.matches(current_hash, password):
        return False
    new_hash = hashed(password)
    everyone = Account.id.in_(simulated.with_only_columns(Account.id).order_by(None))
    db.session.execute(update(Account).where(everyone).values(password_hash=new_hash))
    return True


def new_password() -> str:
    """A random password that can be read out: «k7qm-2xpa-9htn»."""
    letters = passwords.new_code().lower()
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def table(year: int, example: str) -> list[tuple[str, str]]:
    """Roles in words and the usernames that hold them; of communes and districts one stands for all."""
    usernames: dict[Role, list[str]] = {}
    commune = units.by_code(year, example) or db.session.scalars(units.communes(province(year)).limit(1)).one()
    for post in posts(year):
        if post.unit.level == "province" or post.unit.id in {commune.id, commune.parent_id}:
            usernames.setdefault(post.role, []).append(post.username)
    return [(role_title(role), ", ".join(usernames[role])) for role in Role if role in usernames]
