"""What waits for an account's decision: one query over the tables of every kind of approval.

Stands above approvals, which know no account. A room declares a `Kind` beside its operations; composition orders them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CompoundSelect, Row, Select, SQLColumnExpression, Text, cast, literal, select, union_all

from portal.accounts.models import Account, Person
from portal.accounts.permissions import Permission
from portal.accounts.persons import tidy_identifier
from portal.accounts.tasks import Task
from portal.approvals.models import Asked
from portal.approvals.second_person import is_same_person
from portal.extensions import Hook, db
from portal.web.data import transactions
from portal.web.ui.formats import stamp

TEXTS = ("asked_by", "others", "name", "identifier", "what", "about", "slug")
UNDECIDED = _l("chờ quyết định")
DECIDE = _l("Quyết định")
# So many of several are named.
NAMED = 3


class Several(NamedTuple):
    """How many of a kind read as one line, and the page that lists them."""

    words: LazyString
    endpoint: str


def no_effect(_one: Waiting) -> str:
    """For a kind whose words say what will change."""
    return ""


@dataclass(frozen=True)
class Kind:
    """A kind of approval: the right it takes, its page, how a row reads, what waits where an account decides.

    `rows` asks of the account its number, role and unit alone, and of the clock nothing: `statement_for` keeps it.
    `verb` is the button's word, `effect` says what changes when it is agreed to, `several` stands for more than one.
    """

    name: str
    permission: Permission
    endpoint: str
    address: Callable[[Waiting], dict[str, Any]]
    words: Callable[[Waiting], str]
    rows: Callable[[Account], Select[Any]]
    state: LazyString = UNDECIDED
    verb: LazyString = DECIDE
    effect: Callable[[Waiting], str] = no_effect
    several: Several | None = None


kinds: Hook[Kind] = Hook()
MOST_STATEMENTS = 256
_statements: dict[tuple[object, ...], CompoundSelect[Any]] = {}
"""Statements by all of an account that a kind's `rows` may ask for: who it is, its role, its unit."""


@dataclass(frozen=True)
class Waiting:
    """One approval that waits. `asked_at` is None for the words of a form, which wait from when they are whole."""

    kind: Kind
    key: str
    asked_at: datetime | None
    what: str
    about: str
    slug: str

    @property
    def words(self) -> str:
        """What is to be decided, of what."""
        return self.kind.words(self)

    @property
    def url(self) -> str:
        """The page where it is decided."""
        return url_for(self.kind.endpoint, **self.kind.address(self))

    def as_task(self) -> Task:
        """The same among all that waits for a person."""
        kind, asked = self.kind, _("Đề nghị lúc %(time)s", time=stamp(self.asked_at)) if self.asked_at else ""
        return Task(
            self.words,
            kind.endpoint,
            kind.address(self),
            str(kind.state),
            due=asked,
            count=1,
            verb=str(kind.verb),
            effect=kind.effect(self),
        )


def rows(key: SQLColumnExpression[Any], asked_at: SQLColumnExpression[Any], **texts: Any) -> Select[Any]:
    """What the query reads of a table: `what`, `about` and `slug` for the words and the address, and who is barred.

    Barred are the persons of `asked_by` and `others`, numbers of accounts in whatever notation, and who has this `name`
    and `identifier` but no account yet.
    """
    # PostgreSQL unites columns of one type only; SQLite would make a number of a moment that is cast
    cells = [cast(texts.get(label, ""), Text).label(label) for label in TEXTS]
    columns: list[SQLColumnExpression[Any]] = [cast(key, Text).label("key"), asked_at.label("asked_at"), *cells]
    return select(*columns)


def requests(table: type[Asked], **texts: Any) -> Select[Any]:
    """The same of a table of requests, those that wait."""
    return rows(table.id, table.asked_at, asked_by=table.asked_by, **texts).where(table.waits)


@transactions.once_a_request
def approvals(account: Account, *names: str) -> list[Waiting]:
    """What this account may decide, of the named kinds or of all: by kind, the oldest first."""
    wanted = {kind.name: kind for kind in kinds if is_for(kind, account) and (not names or kind.name in names)}
    if not wanted:
        return []
    every = db.session.execute(statement_for(account, wanted)).all()
    persons = asking_persons(every)
    order = list(wanted)
    return [
        Waiting(wanted[row.kind], row.key, row.asked_at, row.what, row.about, row.slug)
        for row in sorted(every, key=lambda row: order.index(row.kind))
        if not is_same_person(account, *(persons[number] for number in account_numbers(row)), holder(row))
    ]


def statement_for(account: Account, wanted: Mapping[str, Kind]) -> CompoundSelect[Any]:
    """What asks the tables of these kinds: the statement alone is kept, each page has the database answer it anew."""
    # hundreds of parts, put together for the menu of every page: half of the time of a short one
    unit = account.unit
    key = account.id, account.role, account.unit_id, unit.catalogue_id, unit.path, *wanted
    statement = _statements.get(key)
    if statement is None:
        parts = (kind.rows(account).add_columns(literal(name, Text).label("kind")) for name, kind in wanted.items())
        statement = union_all(*parts).order_by("asked_at", "about", "what")
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        _statements[key] = statement
    return statement


def in_menu(account: Account) -> Iterator[Task]:
    """For the account's own menu: how much waits for its decision; all of it stands on the page it leads to."""
    if number := len(approvals(account)):
        yield Task(_("Việc chờ quyết định"), "homes.work", count=number)


def tasks(account: Account) -> Iterator[Task]:
    """What waits for a decision, as a person's day shows it: each by itself, or several of a kind on one line."""
    for kind, group in groupby(approvals(account), key=lambda one: one.kind):
        every = list(group)
        if kind.several is not None and len(every) > 1:
            named = ", ".join(one.about for one in every[:NAMED]) + ("…" if len(every) > NAMED else "")
            words = str(kind.several.words)
            yield Task(words, kind.several.endpoint, {}, due=named, count=len(every), verb=_("Xem"))
        else:
            yield from (one.as_task() for one in every)


def is_for(kind: Kind, account: Account) -> bool:
    """Whether the account has the right that a kind takes, and this site serves its page."""
    return account.can(kind.permission) and kind.endpoint in current_app.view_functions


def account_numbers(row: Row[Any]) -> list[int]:
    """The accounts whose persons may not decide."""
    return [int(number) for number in re.findall(r"\d+", f"{row.asked_by} {row.others}")]


def asking_persons(every: Sequence[Row[Any]]) -> dict[int, Person]:
    """The persons behind all these accounts."""
    numbers = {number for row in every for number in account_numbers(row)}
    query = select(Account.id, Person).join(Account.person).where(Account.id.in_(numbers))
    return {row[0]: row[1] for row in db.session.execute(query)} if numbers else {}


def holder(row: Row[Any]) -> Person | None:
    """Who is to hold an account that is not open yet."""
    return Person(full_name=row.name, identifier=tidy_identifier(row.identifier)) if row.name else None
