"""What communes and offices have to do in a round: each topic says its own, home pages and «Đôn đốc» show all of it."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import Select

from portal.accounts.models import Account
from portal.accounts.tasks import Task
from portal.extensions import Hook
from portal.fieldwork.roster import queries as roster
from portal.fieldwork.scope import point_ids
from portal.surveys.models import Point, Round
from portal.surveys.plan import features
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.units.models import Unit
from portal.web.data import clock, transactions
from portal.web.http.views import SIGNED_IN, View

DAYS_SHOWN = 7
"""Of a long round only its latest days are urged."""
WEEK_BEFORE = timedelta(days=7)
"""From how long before the round an office prepares it."""

commune_sources: Hook[Callable[[Point, Plan, Account], Iterable[Task]]] = Hook()
"""What each topic asks of a person of a commune now, beside the figures of its days."""
office_sources: Hook[Callable[[Account, Round, Plan], Iterable[Task]]] = Hook()
"""What each topic asks of a person of a district or the province now."""


def of_commune(point: Point, plan: Plan, account: Account) -> list[Task]:
    """What a commune has to do, beside the figures of its days, each with what this person may do about it."""
    # located now: beside the page's own round others are asked about, each while it is at hand
    found = (task for source in commune_sources for task in source(point, plan, account))
    return [task.located() for task in found if is_open(task, account, point.round, plan)]


def of_office(account: Account, round_: Round, plan: Plan) -> list[Task]:
    """What a district or the province has to do, in the order of the days."""
    found = (task for source in office_sources for task in source(account, round_, plan))
    return [task for task in found if is_open(task, account, round_, plan)]


def is_open(task: Task, account: Account, round_: Round, plan: Plan) -> bool:
    """Whether the plan has the page of a task, and the account may open it in the round."""
    right = cast("View", current_app.view_functions[task.endpoint]).permission
    return features.has_page(plan, task.endpoint) and (right == SIGNED_IN or account.can(str(right), round_))


@dataclass(frozen=True)
class Scope:
    """What is asked about: the points of a round in a subtree, and the days that have come.

    Where only what is late is wanted (`late_only`), a source need not look for what cannot be.
    """

    round: Round
    plan: Plan = field(hash=False)
    top: Unit
    points: Sequence[Point] = field(hash=False)
    late_only: bool = False

    @property
    def days(self) -> list[date]:
        """The days that have come, of a long round the latest."""
        return [day for day in self.round.days if day <= clock.today()][-DAYS_SHOWN:]

    @property
    def point_ids(self) -> Select[Any]:
        """The points, for a condition: their number is not limited."""
        return point_ids(self.top, self.round)

    def owed_by_others(
        self, rule: str, done: Container[int], since: datetime, endpoint: str, **args: str
    ) -> Iterator[Task]:
        """What all points but those that have done it owe for the round as a whole."""
        for point in self.points:
            if point.id not in done:
                yield Task("", endpoint, args, rule=rule, point=point.id, since=since)


@dataclass(frozen=True)
class Rule:
    """Why communes are urged: its name, what they have not done in words, at which hours it reminds by itself."""

    name: str
    words: Callable[[], str]
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Urged:
    """What communes of a scope owe by some rules, in as many queries for all of them as for one.

    A plan without the `feature` asks nothing of it.
    """

    tasks: Callable[[Scope], Iterable[Task]]
    rules: tuple[Rule, ...]
    feature: Feature | None = None


urged_sources: Hook[Urged] = Hook()


def rules(plan: Plan | None = None) -> dict[str, Rule]:
    """The rules of a plan by their names, or every rule there is."""
    asked = (source for source in urged_sources if plan is None or features.uses(plan, source.feature))
    return {rule.name: rule for source in asked for rule in source.rules}


def rule_words(name: str) -> str:
    """A rule in words, also one that is no longer asked."""
    rule = rules().get(name)
    return rule.words() if rule else name


def scope_of(round_: Round, top: Unit, plan: Plan | None = None) -> Scope:
    """The points of a round in a subtree, read once for all rules."""
    return Scope(round_, plan or round_.plan_data, top, roster.points_in(top, round_))


def urged(scope: Scope, names: Collection[str] = ()) -> list[Task]:
    """What is owed in a scope by these rules, or by all."""
    if not scope.points:
        return []
    # a source is one query or more: those whose rules are not asked about are left alone
    used = [source for source in urged_sources if features.uses(scope.plan, source.feature)]
    asked = [source for source in used if not names or any(rule.name in names for rule in source.rules)]
    return [task for source in asked for task in owed(source, scope) if not names or task.rule in names]


@transactions.once_a_request
def owed(source: Urged, scope: Scope) -> list[Task]:
    """What one source finds in a scope: the menu and the page below it ask the same."""
    return list(source.tasks(scope))


def late_units(scope: Scope, names: Collection[str], days: Collection[date]) -> dict[str, int]:
    """How many communes are late by each of these rules, for these days or the round as a whole; in the given order."""
    late: dict[str, set[int]] = {name: set() for name in names}
    for task in urged(replace(scope, late_only=True), names):
        if task.is_late and (task.day is None or task.day in days):
            late[task.rule].add(task.point)
    return {name: len(points) for name, points in late.items()}
