"""Which accounts take part in a plan's rounds, and what each part is called: section [roles]."""

from dataclasses import dataclass, fields
from typing import Final

from portal.accounts.permissions import Role
from portal.surveys.plan.reader import Problems
from portal.web.data import codec

NEEDED: Final = frozenset({Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.ACCOUNT_ADMIN})
"""Without them no round is loaded, approved or closed, and nobody gets an account."""


def what_every_round_needs_stays(left_out: tuple[Role, ...]) -> Problems:
    for role in left_out:
        if role in NEEDED:
            yield "left_out", f"vai trò {role} đợt nào cũng cần, không bỏ được."


@dataclass(frozen=True)
class Roles:
    """What each part is called, empty for the usual name; accounts of roles that are `left_out` have no pages."""

    commune_officer: str = codec.later("")
    commune_lead: str = codec.later("")
    district_monitor: str = codec.later("")
    veterans_office: str = codec.later("")
    province_editor: str = codec.later("")
    province_approver: str = codec.later("")
    auditor: str = codec.later("")
    account_admin: str = codec.later("")
    left_out: tuple[Role, ...] = codec.later(())

    CHECKS = ((("left_out",), what_every_round_needs_stays),)

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The names that the plan gives, each with its role."""
        given = ((spec.name, getattr(self, spec.name)) for spec in fields(self) if spec.name != "left_out")
        return tuple((role, name) for role, name in given if name)


USUAL_ROLES: Final = Roles()
