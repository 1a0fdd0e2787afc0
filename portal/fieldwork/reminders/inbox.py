"""A commune's reminders as lines: what is still owed, what was done since, what its reader has not looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.models import Account
from portal.accounts.tasks import Task
from portal.fieldwork import tasks
from portal.fieldwork.reminders import queries
from portal.fieldwork.reminders.models import Reminder
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
    owed = owed_by_key(account, reminders)
    groups: dict[object, list[Reminder]] = {}
    for reminder in reminders:
        groups.setdefault(reminder.key, []).append(reminder)
    return [
        Line(group[0], len(group), owed.get(key), any(reminder.seen_at is None for reminder in group))
        for key, group in groups.items()
    ]


def owed_by_key(account: Account, reminders: Sequence[Reminder]) -> dict[object, Task]:
    """What the account's commune owes now in the rounds of these reminders."""
    rounds = {reminder.round_id: reminder.round for reminder in reminders}.values()
    scopes = [tasks.scope_of(round_, account.unit) for round_ in rounds]
    return {task.key: task for scope in scopes for task in tasks.urged(scope)}


@transactions.once_a_request
def count_new(account: Account) -> int:
    """How many lines of the inbox are new; what is owed is read only where something was not looked at."""
    return sum(line.is_new for line in lines_of(account)) if queries.count_unseen(account.id) else 0
