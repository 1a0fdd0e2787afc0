"""What communes still owe: each provider asks its own room; a room adds its own with `register` as it installs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flask import url_for

from portal.fieldwork.roster import queries as roster
from portal.hooks import Hook
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from portal.surveys.models import Point, Round
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit

DAYS_SHOWN = 7
"""Of a long round only its latest days are urged."""


@dataclass(frozen=True)
class OutstandingItem:
    """Something one commune owes: for a day, or for the round as a whole; late from `since` on.

    `endpoint` and `args` name the page on which the commune does it.
    """

    rule: str
    point: int
    day: date | None
    since: datetime
    endpoint: str
    args: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def url(self) -> str:
        """The commune's page for it."""
        return url_for(self.endpoint, **self.args)

    @property
    def is_late(self) -> bool:
        return clock.now() >= self.since

    @property
    def key(self) -> tuple[str, int, date | None]:
        """What a reminder of it is known by."""
        return self.rule, self.point, self.day


@dataclass(frozen=True)
class Scope:
    """What is asked about: the points of a round in a subtree, and the days that have come.

    Where only what is late is wanted (`late_only`), a provider need not look for what cannot be.
    """

    round: Round
    plan: Plan
    top: Unit
    points: Sequence[Point]
    late_only: bool = False

    @property
    def days(self) -> list[date]:
        """The days that have come, of a long round the latest."""
        return [day for day in self.round.days if day <= clock.today()][-DAYS_SHOWN:]

    @property
    def ids(self) -> list[int]:
        return [point.id for point in self.points]


@dataclass(frozen=True)
class Rule:
    """One kind of debt: its name, its words, and at which hours it reminds by itself."""

    name: str
    words: Callable[[], str]
    hours: tuple[int, ...] = ()


@dataclass(frozen=True)
class Provider:
    """A function that tells what is owed, with the rules by which it does."""

    items: Callable[[Scope], Iterable[OutstandingItem]]
    rules: tuple[Rule, ...]


providers: Hook[Provider] = Hook()


def rules() -> dict[str, Rule]:
    """Every rule by its name, in the order of those who tell what is owed."""
    return {rule.name: rule for provider in providers for rule in provider.rules}


def scope_of(round_: Round, top: Unit, plan: Plan | None = None) -> Scope:
    """The points of a round in a subtree, read once for all rules."""
    return Scope(round_, plan or round_.plan_data, top, roster.points_in(top, round_))


def items_of(scope: Scope, rules: Collection[str] = ()) -> list[OutstandingItem]:
    """What is owed in a scope by these rules, or by all; in as many questions for 209 communes as for one."""
    if not scope.points:
        return []
    asked = [one for one in providers if not rules or any(rule.name in rules for rule in one.rules)]
    return [item for provider in asked for item in provider.items(scope) if not rules or item.rule in rules]


def late_units(scope: Scope, rules: Collection[str], days: Collection[date]) -> dict[str, int]:
    """How many communes are late by each of these rules, for these days or the round as a whole; in the given order."""
    late: dict[str, set[int]] = {rule: set() for rule in rules}
    for item in items_of(replace(scope, late_only=True), rules):
        if item.is_late and (item.day is None or item.day in days):
            late[item.rule].add(item.point)
    return {rule: len(points) for rule, points in late.items()}


def rule_words(name: str) -> str:
    """A rule in words, also one that is no longer asked."""
    rule = rules().get(name)
    return rule.words() if rule else name
