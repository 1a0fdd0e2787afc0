"""What «Gửi nhắc tất cả» would do, told before it is done: to whom, about what, in which words; or why it cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from portal.fieldwork import tasks
from portal.fieldwork.reminders import matrix, queries
from portal.surveys.models import Round
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.ui.formats import capital, clock_time, day_month

RUNNING = frozenset({"approved", "open"})
"""States of a round in which many are reminded at once."""


@dataclass(frozen=True)
class Message:
    """What is written to how many communes."""

    text: str
    units: int


@dataclass(frozen=True)
class Preview:
    """The communes that would be reminded, their people, those without an account, and what is written."""

    units: tuple[Unit, ...]
    people: int
    unreachable: tuple[Unit, ...]
    messages: tuple[Message, ...]


def preview(rows: Sequence[matrix.Row]) -> Preview:
    """What reminding these communes would do."""
    lagging = [row for row in rows if row.owed]
    people = queries.recipients({row.point.unit_id for row in lagging})
    reached = [row for row in lagging if people.get(row.point.unit_id)]
    return Preview(
        tuple(row.point.unit for row in reached),
        sum(len(people[row.point.unit_id]) for row in reached),
        tuple(row.point.unit for row in lagging if row not in reached),
        messages(reached),
    )


def messages(rows: Sequence[matrix.Row]) -> tuple[Message, ...]:
    """Each thing owed as its reader will see it, in the order of rules and days."""
    counted: dict[tuple[str, str], int] = {}
    for row in rows:
        for task in row.owed:
            day = _(" ngày %(day)s", day=day_month(task.day)) if task.day else ""
            text = f"{capital(tasks.rule_words(task.rule))}{day}"
            counted[task.rule, text] = counted.get((task.rule, text), 0) + 1
    return tuple(Message(text, units) for (_rule, text), units in counted.items())


def why_not(round_: Round, rows: Sequence[matrix.Row]) -> str:
    """Why nobody can be reminded now, with the moment from which it can be again; empty where somebody can."""
    if round_.state not in RUNNING:
        return _("Đợt khảo sát đã kết thúc: không gửi nhắc hàng loạt.")
    reminded = [row.reminded_at for row in rows if row.owed]
    hour = this_hour()
    if not reminded or any(at is None or at < hour for at in reminded):
        return ""
    latest = max(at for at in reminded if at)
    again = clock_time(hour + timedelta(hours=1))
    return _("Đã nhắc lúc %(time)s; nhắc lại được từ %(again)s.", time=clock_time(latest), again=again)


def this_hour() -> datetime:
    """When the hour began: one reminder of a thing goes out in each."""
    return clock.now().replace(minute=0, second=0, microsecond=0)
