"""All that the rosters of a commune, a district or the province say, read once for every list and file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.fieldwork.roster import queries
from portal.fieldwork.roster.lists import duty_list
from portal.units.models import COMMUNE, PROVINCE
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from portal.fieldwork.roster.lists.duty_list import DeskList, RoundFacts, SupervisorLine
    from portal.surveys.models import Round
    from portal.units.models import Unit


@dataclass(frozen=True)
class Group:
    """A district's desks, or all of them where there are no districts."""

    title: str
    desks: tuple[DeskList, ...]

    @property
    def handed_in(self) -> list[DeskList]:
        return [desk for desk in self.desks if desk.handed_in]

    @property
    def helpers(self) -> int:
        return sum(len(desk.people) for desk in self.handed_in)

    @property
    def shifts(self) -> int:
        return sum(sum(desk.present) for desk in self.handed_in)

    @property
    def row(self) -> list[str]:
        """The group's figures, written out."""
        return [integer(len(self.desks)), integer(len(self.handed_in)), integer(self.helpers), integer(self.shifts)]


@dataclass(frozen=True)
class RosterBook:
    """All that the lists of a subtree say."""

    facts: RoundFacts
    unit: str
    level: str
    groups: tuple[Group, ...]
    sent: tuple[SupervisorLine, ...]

    @property
    def desks(self) -> list[DeskList]:
        return [desk for group in self.groups for desk in group.desks]

    @property
    def is_single(self) -> bool:
        """Whether it is one commune's."""
        return self.level == COMMUNE

    @property
    def is_whole(self) -> bool:
        """Whether it is the province's."""
        return self.level == PROVINCE

    @property
    def enclosed(self) -> str:
        """To what the lists belong: the association's letter for all desks, the plan for a district's."""
        return self.facts.enclosed if self.is_whole else f"Thực hiện {self.facts.plan}"

    @property
    def total(self) -> Group:
        return Group("Tổng cộng", tuple(self.desks))


def read_book(round_: Round, unit: Unit, *, internal: bool) -> RosterBook:
    """The lists of a subtree as plain values."""
    plan = round_.plan_data
    days = queries.days_of(round_, plan)
    points = queries.points_in(unit, round_)
    groups: dict[str, list[DeskList]] = {}
    for desk in queries.desks(points, days, plan):
        title = desk.point.unit.district.capital if desk.point.unit.district else ""
        groups.setdefault(title, []).append(duty_list.desk_list(desk, internal=internal))
    supervisors = queries.supervisors(round_) if unit.level == PROVINCE else ()
    return RosterBook(
        facts=duty_list.round_facts(round_, plan, days),
        unit=unit.title,
        level=unit.level,
        groups=tuple(Group(title, tuple(desks)) for title, desks in groups.items()),
        sent=tuple(duty_list.supervisor_lines(supervisors, round_.days)),
    )
