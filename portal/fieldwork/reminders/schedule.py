"""Reminders that go out by themselves at the hours the province has set."""

from datetime import timedelta

from portal.extensions import db
from portal.fieldwork import tasks
from portal.fieldwork.reminders import operations, queries
from portal.fieldwork.tasks import Scope
from portal.surveys.models import Round
from portal.surveys.plan.deadlines import is_working_day
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.ui import terms

EVERY_MINUTES = 5
AROUND = timedelta(days=14)
"""So long before its window and after it a round is urged."""


def run() -> int:
    """Send what is to be sent in this hour. Returns how many communes were reminded; may run anywhere, any time."""
    transactions.read_only()
    now, reminded = clock.now(), 0
    rounds = queries.rounds_between(now - AROUND, now + AROUND)
    # numbers, not rows: each round is sent in a transaction of its own
    for round_id, rules in [(round_.id, rules_of_this_hour(round_)) for round_ in rounds]:
        if rules and has_unsent(round_id, rules):
            transactions.allow_writes()
            reminded += remind(round_id, rules)
            transactions.commit()
            transactions.read_only()
    return reminded


def remind(round_id: int, rules: set[str]) -> int:
    """Remind in the words of the round's plan; asked anew, so that who has done it meanwhile is not reminded."""
    scope = scope_of(round_id)
    if scope is None:
        return 0
    with terms.saying(scope.round.plan_data.tongues):
        return operations.remind(scope, tasks.urged(scope, rules), by=None).units


def rules_of_this_hour(round_: Round) -> set[str]:
    """The rules that remind in this hour; none on a day off."""
    today, hour = clock.today(), clock.local(clock.now()).hour
    # a survey day on a weekend is a working day for its communes
    if today not in round_.days and not is_working_day(today, round_.plan_data.window.holidays):
        return set()
    return {rule for rule, hours in hours_of(round_).items() if hour in hours}


def hours_of(round_: Round) -> dict[str, tuple[int, ...]]:
    """At which hours each rule reminds: as set for the round, else its own."""
    set_here = queries.rules_of(round_)
    return {
        name: tuple(set_here[name].hours) if name in set_here else rule.hours for name, rule in tasks.rules().items()
    }


def scope_of(round_id: int) -> Scope | None:
    """The whole of a round."""
    round_ = db.session.get_one(Round, round_id)
    top = units.province(round_.catalogue_id)
    return tasks.scope_of(round_, top) if top else None


def has_unsent(round_id: int, rules: set[str]) -> bool:
    """Whether a person is to be reminded who was not in this hour: asked while reading only."""
    scope = scope_of(round_id)
    if scope is None:
        return False
    now = clock.now()
    hour = clock.local(now).replace(minute=0, second=0, microsecond=0)
    sent = queries.sent_since(scope.round, hour)
    place = {point.id: point.unit_id for point in scope.points}
    people = queries.recipients(set(place.values()))
    return any(
        (person, task.rule, operations.slot_of(task, now)) not in sent
        for task in tasks.urged(scope, rules)
        for person in people.get(place[task.point], ())
    )
