"""The guide of each role; each picture is shown at its first step alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.accounts.permissions import COMMUNE_ROLES, Role
from portal.fieldwork.help import commune_steps, office_steps
from portal.fieldwork.help.steps import Part

if TYPE_CHECKING:
    from collections.abc import Iterable


def parts_for(role: Role) -> list[Part]:
    """The guide of a role; parts without steps are left out."""
    if role in COMMUNE_ROLES:
        parts = commune_steps.commune(is_lead=role == Role.COMMUNE_LEAD)
    elif role == Role.DISTRICT_MONITOR:
        parts = office_steps.district()
    elif role == Role.VETERANS_OFFICE:
        parts = office_steps.veterans()
    elif role == Role.ACCOUNT_ADMIN:
        parts = office_steps.accounts()
    else:
        parts = office_steps.province(role)
    return [without_repeated_screenshots(part, parts[:number]) for number, part in enumerate(parts) if part.steps]


def without_repeated_screenshots(shown: Part, before: Iterable[Part]) -> Part:
    """The part with each picture shown at its first step alone."""
    seen = {step.screenshot for part in before for step in part.steps}
    steps = []
    for step in shown.steps:
        steps.append(replace(step, screenshot=None) if step.screenshot in seen else step)
        seen.add(step.screenshot)
    return Part(shown.title, tuple(steps))
