"""The parts of a plan that its papers are made of: letterheads, recipients, sentences, the bodies that lead."""

from dataclasses import dataclass
from typing import Annotated, Literal

from portal.surveys.plan.reader import Problems, Words, between, not_empty, placeholders
from portal.web.data import codec

Profile = Literal["party_hd36_2018", "party_hd05_2026", "state_nd30_2020"]
UnitWords = Annotated[str, not_empty, placeholders("unit", "name", "parent", "committee")]


@dataclass(frozen=True)
class Letterhead:
    """The head of one level's papers. `symbol` is the body's («BDVTU»); who may sign is offered, never chosen.

    `division`: of the division that drafts, in the number of State letters («12/SYT-NVY») and its own papers.
    """

    profile: Profile
    superior: UnitWords
    issuer: UnitWords
    symbol: Words
    place: UnitWords
    signers: tuple[tuple[Words, ...], ...]
    division: str = codec.later("")


@dataclass(frozen=True)
class Letterheads:
    """`whole_names` are communes named after persons; their place line has the kind: «Phường Trần Phú, ngày …»."""

    province: Letterhead
    commune: Letterhead
    district: Letterhead | None = None
    whole_names: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Restricted:
    """Annexes that go to one reader in a file of their own, and are left out of every other copy."""

    annexes: tuple[Annotated[int, between(1, 99)], ...]
    reader: Words
    note: Words


@dataclass(frozen=True)
class Report:
    """Sentences of the round's papers. The profile puts the end mark; closings below the province name their unit."""

    subject: Words
    month_subject: Annotated[str, not_empty, placeholders("month", "next_month", "year")]
    commune_subject: UnitWords
    closing: Words
    closing_below: UnitWords
    recipients: tuple[Words, ...]
    restricted: Restricted
    district_subject: Annotated[str, placeholders("unit", "name")] = ""
    closing_commune: Annotated[str, placeholders("unit", "name", "above")] = codec.later("")


@dataclass(frozen=True)
class Committee:
    """What a district's Party committee is called by the district's kind: a «thị xã» has a «Thị ủy»."""

    kind: Words
    name: Words


def a_task_force_is_whole(task_force: str, task_force_head: str, task_force_members: tuple[str, ...]) -> Problems:
    parts = {"task_force": task_force, "task_force_head": task_force_head, "task_force_members": task_force_members}
    if any(parts.values()):
        for name in (name for name, part in parts.items() if not part):
            yield name, "thiếu, trong khi kế hoạch có tổ ở đơn vị (bodies.task_force…)."


@dataclass(frozen=True)
class Bodies:
    """Who leads at each level. `approves` says at which level what a commune asks is approved.

    A plan without task forces leaves the three `task_force` fields out.
    """

    reports_to: Words
    government: Words
    division: Words
    division_short: Words
    commune: UnitWords
    approves: Literal["district", "province"]
    district: Annotated[str, placeholders("unit", "name")] = ""
    committees: tuple[Committee, ...] = ()
    task_force: str = ""
    task_force_head: str = ""
    task_force_members: tuple[Words, ...] = ()

    CHECKS = ((("task_force", "task_force_head", "task_force_members"), a_task_force_is_whole),)

    def committee(self, kind: str) -> str:
        """The Party committee of a district by its kind: «Huyện ủy», «Thị ủy», «Thành ủy»; empty where unknown."""
        return next((committee.name for committee in self.committees if committee.kind == kind), "")
