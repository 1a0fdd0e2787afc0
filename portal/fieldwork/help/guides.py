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
        found = commune_steps.commune(is_lead=role == Role.COMMUNE_LEAD)
    elif role == Role.DISTRICT_MONITOR:
        found = office_steps.district()
    elif role == Role.VETERANS_OFFICE:
        found = office_steps.veterans()
    elif role == Role.ACCOUNT_ADMIN:
        found = office_steps.accounts()
    else:
        found = office_steps.province(role)
    return [once(part, found[:number]) for number, part in enumerate(found) if part.steps]


def once(here: Part, before: Iterable[Part]) -> Part:
    """The part with each picture shown at its first step alone."""
    seen = {step.shot for part in before for step in part.steps}
    steps = []
    for one in here.steps:
        steps.append(replace(one, shot=None) if one.shot in seen else one)
        seen.add(one.shot)
    return Part(here.title, tuple(steps))
