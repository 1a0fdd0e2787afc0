"""Whom to telephone: the late units of a district, the districts of the province; numbers as the plan gives them."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.fieldwork.monitoring.steps import Progress, labels
from portal.surveys import contacts
from portal.surveys.contacts import Contact
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.units.district_table import by_district
from portal.units.models import DISTRICT, Unit

MOST = 10


@dataclass(frozen=True)
class Call:
    """A unit to call, its number, and why."""

    unit: Unit
    contact: Contact
    reasons: tuple[str, ...] = ()
    late: int = 0


def to_call(round_: Round, account: Account, every: Sequence[Progress]) -> list[Call]:
    """A district calls its late communes, the others a district with late communes; most left first."""
    if not account.holds(Permission.DIRECTING_ENTER) and not account.holds(Permission.DEEDS_DECIDE):
        return []
    late = [row for row in every if row.is_late]
    if account.unit.level == DISTRICT or not any(row.unit.district for row in every):
        first, plan = sorted(late, key=lambda row: -row.left)[:MOST], round_.plan_data
        return [Call(row.unit, contacts.number_of(round_, row.unit), reasons_of(row, plan)) for row in first]
    groups = [(district, rows) for district, rows in by_district(late) if district]
    groups.sort(key=lambda group: -len(group[1]))
    return [
        Call(district, contacts.number_of(round_, district), late=len(rows)) for district, rows in groups[: MOST // 2]
    ]


def reasons_of(row: Progress, plan: Plan) -> tuple[str, ...]:
    """«Lượt đến: chưa 13/6», each step that has something left."""
    heads = labels(plan)
    return tuple(f"{heads[name]}: {step.words}" for name, step in row.steps.items() if step.is_left)
