"""Which accounts take part in a plan's rounds, what each part is called, what it may not do there: section [roles]."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Annotated, Final

from portal.accounts.permissions import LEVEL_OF, WITHHOLDABLE, Permission, Role
from portal.surveys.plan.parts import Catalogue
from portal.surveys.plan.reader import Problems
from portal.web.data import codec

NEEDED: Final = frozenset({Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.ACCOUNT_ADMIN})
"""Without them no round is loaded, approved or closed, and nobody gets an account."""
OF_OWN_UNIT: Final = frozenset({Permission.DIRECTING_ENTER, Permission.LAUNCHES_ENTER, Permission.REPORTS_WRITE})
"""What each level does for its own unit: nobody of another level does it instead."""
OF_NO_ROUND: Final = ("accounts", "audit", "documents", "questionnaires", "releases", "system", "units")
"""Resources that are not of one round."""


def what_every_round_needs_stays(left_out: tuple[Role, ...]) -> Problems:
    for role in left_out:
        if role in NEEDED:
            yield "left_out", f"vai trò {role} đợt nào cũng cần, không bỏ được."


def others_who_do(right: str, role: Role, taking_part: Collection[Role]) -> frozenset[Role]:
    """The roles, of those that take part, that do the work of a right where `role` does not."""
    # an officer closes a day by the lead's authority alone
    holders = {Role.COMMUNE_LEAD} if right == Permission.VISITS_LOCK else Permission(right).holders
    others = frozenset(holders).intersection(taking_part) - {role}
    return frozenset(one for one in others if right not in OF_OWN_UNIT or LEVEL_OF[one] == LEVEL_OF[role])


@dataclass(frozen=True)
class TakenFrom:
    """A check of a right that is to be taken from a role."""

    role: Role

    @property
    def options(self) -> tuple[str, ...]:
        """The rights that can be."""
        rights = (right for right in Permission if right in WITHHOLDABLE and self.role in right.holders)
        return tuple(right.value for right in rights if others_who_do(right, self.role, list(Role)))

    def __call__(self, right: str) -> str:
        if right in self.options:
            return ""
        return f"{why_it_stays(right, self.role)}; bỏ được: {', '.join(self.options)}."


def why_it_stays(right: str, role: Role) -> str:
    """Why a right cannot be taken from a role."""
    if right not in set(Permission):
        return f"không có quyền “{right}”"
    if role not in Permission(right).holders:
        return f"vai trò {role} vốn không có quyền “{right}”"
    if right.partition(":")[0] in OF_NO_ROUND:
        return f"quyền “{right}” không gắn với một đợt, kế hoạch không bỏ được"
    if right == Permission.DEEDS_ASK:
        return f"việc hai người (“{right}”) phải còn một người đề nghị, một người khác quyết định"
    if right.endswith((":view", ":watch")):
        return f"quyền xem (“{right}”) không bỏ riêng được, chỉ bỏ cả vai trò ở left_out"
    return f"quyền “{right}” đợt nào cũng cần ở vai trò {role}, kế hoạch không bỏ được"


OfficerRight = Annotated[str, TakenFrom(Role.COMMUNE_OFFICER)]
LeadRight = Annotated[str, TakenFrom(Role.COMMUNE_LEAD)]
MonitorRight = Annotated[str, TakenFrom(Role.DISTRICT_MONITOR)]
VeteransRight = Annotated[str, TakenFrom(Role.VETERANS_OFFICE)]
EditorRight = Annotated[str, TakenFrom(Role.PROVINCE_EDITOR)]
ApproverRight = Annotated[str, TakenFrom(Role.PROVINCE_APPROVER)]
AuditorRight = Annotated[str, TakenFrom(Role.AUDITOR)]


@dataclass(frozen=True)
class Withheld:
    """The rights that a plan takes from each role in its rounds; an administrator's are of no round."""

    commune_officer: tuple[OfficerRight, ...] = codec.later(())
    commune_lead: tuple[LeadRight, ...] = codec.later(())
    district_monitor: tuple[MonitorRight, ...] = codec.later(())
    veterans_office: tuple[VeteransRight, ...] = codec.later(())
    province_editor: tuple[EditorRight, ...] = codec.later(())
    province_approver: tuple[ApproverRight, ...] = codec.later(())
    auditor: tuple[AuditorRight, ...] = codec.later(())

    def of(self, role: str) -> tuple[str, ...]:
        found: tuple[str, ...] = getattr(self, role, ())
        return found


NOTHING_WITHHELD: Final = Withheld()


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
    withheld: Withheld = codec.later(NOTHING_WITHHELD)

    CHECKS = ((("left_out",), what_every_round_needs_stays),)

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The names that the plan gives, each with its role."""
        given = ((spec.name, getattr(self, spec.name)) for spec in fields(self) if spec.name in set(Role))
        return tuple((role, name) for role, name in given if name)

    def who_may(self, right: str, catalogue: Catalogue) -> list[Role]:
        """The roles that take part and are left a right, with the levels that the catalogue has."""
        holders = (role for role in Role if role in Permission(right).holders and role not in self.left_out)
        there = (role for role in holders if catalogue.districts or LEVEL_OF[role] != "district")
        return [role for role in there if right not in self.withheld.of(role)]


USUAL_ROLES: Final = Roles()


def every_step_keeps_somebody(roles: Roles, catalogue: Catalogue) -> Problems:
    """What is wrong with the rights that are taken, all of them together."""
    for role in (Role(spec.name) for spec in fields(Withheld)):
        rights = roles.withheld.of(role)
        for place, right in enumerate(rights):
            where = f"roles.withheld.{role}.{place}"
            if right in rights[:place]:
                yield where, f"quyền “{right}” ghi hai lần."
            elif not others_who_do(right, role, roles.who_may(right, catalogue)):
                yield where, f"bỏ quyền “{right}” ở đây thì trong đợt không còn vai trò nào làm việc ấy."
