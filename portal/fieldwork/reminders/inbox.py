"""A commune's reminders as lines: what is still owed, what was done since, what its reader has not looked at."""

from collections.abc import Collection
from dataclasses import dataclass

from portal.accounts.models import Account
from portal.accounts.tasks import Task
from portal.fieldwork import tasks
from portal.fieldwork.reminders import queries
from portal.fieldwork.reminders.models import Key, Reminder
from portal.fieldwork.visits import queries as visits
from portal.surveys.models import Round
from portal.units.models import Unit
from portal.web.data import transactions


@dataclass(frozen=True)
class Line:
    """All reminders of one thing: the latest of them, how many, and what is owed if it still is."""

    latest: Reminder
    times: int
    task: Task | None
    unseen: bool

    @property
    def is_new(self) -> bool:
        """Whether it is still owed and was not looked at."""
        return self.unseen and self.task is not None


def lines_of(account: Account) -> list[Line]:
    """One line for all reminders of one thing, the latest first."""
    reminders = queries.inbox(account)
    owed = owed_by_key(account.unit, {reminder.round for reminder in reminders})
    groups: dict[Key, list[Reminder]] = {}
    for reminder in reminders:
        groups.setdefault(reminder.key, []).append(reminder)
    return [
        Line(group[0], len(group), owed.get(key), any(reminder.seen_at is None for reminder in group))
        for key, group in groups.items()
    ]


def owed_by_key(unit: Unit, rounds: Collection[Round], rules: Collection[str] = ()) -> dict[Key, Task]:
    """What a commune owes now in these rounds, by these rules or by all."""
    points = visits.points_of(unit) if rounds else ()
    own = [(round_, [point for point in points if point.round_id == round_.id]) for round_ in rounds]
    scopes = [tasks.Scope(round_, round_.plan_data, unit, points) for round_, points in own]
    return {task.key: task for scope in scopes for task in tasks.urged(scope, rules)}


@transactions.once_a_request
def count_new(account: Account) -> int:
    """How many lines of the inbox are new; what is owed is read only by the rules of what was not looked at."""
    unseen = queries.unseen(account)
    about, rules = {point for _rule, point, _day in unseen}, {rule for rule, _point, _day in unseen}
    rounds = {point.round for point in visits.points_of(account.unit) if point.id in about} if unseen else ()
    return len(unseen & owed_by_key(account.unit, rounds, rules).keys())
