"""A person's own reminders: what is still to be done, with the way there; what has been done since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.fieldwork import own_round, tasks
from portal.fieldwork.reminders import operations, queries
from portal.fieldwork.reminders.blueprint import blueprint
from portal.fieldwork.today.agenda import stamp_in_words
from portal.web.http.access import SIGNED_IN, requires, signed_in
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.accounts.tasks import Task
    from portal.fieldwork.reminders.models import Reminder


@dataclass(frozen=True)
class Line:
    """All reminders of one thing: the latest of them, how many, and what is owed if it still is."""

    latest: Reminder
    times: int
    task: Task | None
    unseen: bool


@blueprint.get("/inbox")
@signed_in
def inbox() -> ResponseReturnValue:
    """The reader's reminders: what is still owed first."""
    lines = lines_of(queries.inbox(current_user))
    return render(
        "fieldwork/reminders/inbox.html",
        open_lines=[line for line in lines if line.task],
        done_lines=[line for line in lines if not line.task],
        unseen=any(line.unseen for line in lines),
        rule_words=tasks.rule_words,
        in_words=stamp_in_words,
        simulated=any(line.latest.round.simulated for line in lines),
    )


def lines_of(reminders: Sequence[Reminder]) -> list[Line]:
    """One line for all reminders of one thing, the latest first."""
    owed = outstanding_by_key(reminders)
    groups: dict[object, list[Reminder]] = {}
    for reminder in reminders:
        groups.setdefault((reminder.rule, reminder.point_id, reminder.day), []).append(reminder)
    return [
        Line(group[0], len(group), owed.get(key), any(reminder.seen_at is None for reminder in group))
        for key, group in groups.items()
    ]


def outstanding_by_key(reminders: Sequence[Reminder]) -> dict[object, Task]:
    """What the reader's commune owes now in the rounds of these reminders."""
    rounds = {reminder.round_id: reminder.round for reminder in reminders}
    return {
        task.key: task for round_ in rounds.values() for task in tasks.urged(tasks.scope_of(round_, current_user.unit))
    }


def load_reminder(reminder_id: int) -> Reminder | None:
    """One of the reader's own."""
    return queries.reminder_of(current_user, reminder_id)


@blueprint.post("/inbox/<int:reminder_id>")
@requires(SIGNED_IN, over=load_reminder)
def follow(reminder_id: int) -> ResponseReturnValue:
    """Look at a reminder: on to the deed, or back if it has been done."""
    _id, reminder = reminder_id, g.subject
    task = outstanding_by_key([reminder]).get((reminder.rule, reminder.point_id, reminder.day))
    operations.mark_seen(reminder)
    if task is None:
        flash(_("Việc này đã xong."))
        return redirect(url_for(".inbox"), 303)
    own_round.set_round(reminder.round)
    return redirect(task.url, 303)


@blueprint.post("/inbox/seen")
@signed_in
def seen() -> ResponseReturnValue:
    """Everything has been looked at."""
    operations.mark_all_seen(current_user)
    return redirect(url_for(".inbox"), 303)
